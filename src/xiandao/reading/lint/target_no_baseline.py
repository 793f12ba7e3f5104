"""A rise of which nobody knows from where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Fact, Target
from xiandao.reading.lint.draft import Draft, LintRule, shown

_MULTIPLE = re.compile(r"倍|番")
_FALL = re.compile(r"(?:降低|下降|减少|压减|压缩|缩短)(?:率|幅度)?$")
_SPAN = re.compile(r"累计|年均|同比|[三五]年")
_OF_YEAR = re.compile(r"20\d\d年?|“?十[二三四五]五|上年|去年|现状|同期")


def find(draft: Draft) -> Iterator[Finding]:
    """Multiples and changes whose base is said neither with them nor among the facts."""
    for target in draft.plan.targets:
        if (
            _is_relative(target)
            and target.base_value is None
            and target.base_year is None
            and not _has_base(target, draft)
        ):
            yield draft.about("target-no-baseline", target.words, subject=shown(target.subject))


def _is_relative(target: Target) -> bool:
    """Whether the amount says something only beside another: 翻一番, 能耗降低15%."""
    unit, subject = target.unit or "", target.subject
    if _SPAN.search(subject) or target.frequency == "annual":
        return False
    return bool(_MULTIPLE.search(unit)) or (unit == "%" and bool(_FALL.search(subject)))


def _has_base(target: Target, draft: Draft) -> bool:
    """Whether a fact of the same thing, or a year beside the amount, tells the base."""
    around = draft.source.text[max(0, target.words.start - 12) : target.words.end + 4]
    years = [year for year in _OF_YEAR.findall(around) if year.rstrip("年") != str(target.deadline_year)]
    return bool(years) or any(_same_thing(target, fact) for fact in draft.plan.facts)


def _same_thing(target: Target, fact: Fact) -> bool:
    return len(fact.subject) >= 2 and (fact.subject in target.subject or target.subject in fact.subject)


RULE = LintRule(
    id="target-no-baseline",
    note="倍数和降幅没有写明比哪一年、基数是多少。",
    reads=("关于加快发展的若干意见\n一、发展目标\n到2027年，未来产业企业数量实现翻一番。",),
    leaves=(
        "关于加快发展的若干意见\n一、发展目标\n到2027年，未来产业企业数量比2024年翻一番。",
        "关于加快发展的若干意见\n一、发展目标\n到2027年，建设园区10个。",
    ),
    find=find,
)
