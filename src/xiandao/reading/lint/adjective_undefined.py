"""Counted things whose adjective nobody has defined: 重大项目15个."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

_ADJECTIVE = re.compile(r"重大(?!专项|科技基础设施|科学|危险源)|典型|标杆|标志性|高水平|优质|一流")


def find(draft: Draft) -> Iterator[Finding]:
    """Targets whose subject holds such an adjective, told once for each adjective, unless the text defines it."""
    told: set[str] = set()
    for target in draft.plan.targets:
        found = _ADJECTIVE.search(target.subject)
        if found and target.unit != "%" and found.group() not in told and not _is_defined(found.group(), draft.text):
            told.add(found.group())
            yield draft.about("adjective-undefined", target.words, word=found.group(), subject=shown(target.subject))


def _is_defined(word: str, text: str) -> bool:
    """Whether the text says what the word means, or who certifies it."""
    return bool(re.search(rf"{word}[^。;\n]{{0,12}}(?:是指|指的是|系指|认定(?:办法|标准|条件)|标准为|评定标准)", text))


RULE = LintRule(
    id="adjective-undefined",
    note="“重大”“典型”“标杆”等限定词没有认定标准，个数无从核对。",
    reads=("关于加快发展的若干意见\n一、发展目标\n到2027年，招引重大项目15个以上。",),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，招引重大项目15个以上。重大项目是指总投资10亿元以上的项目。",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，招引项目15个以上。",
    ),
    find=find,
)
