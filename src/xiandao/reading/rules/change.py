"""由a提高到b: one promise of b that starts from a."""

from __future__ import annotations

import re
from dataclasses import replace

from xiandao.reading.clauses import Case
from xiandao.reading.phrases import before, thing
from xiandao.reading.rules.rule import Answer, Aside, Rule, promise_of

_FROM = re.compile(r"(?:由|从)(?:(?P<year>20\d\d)年的?)?(?:目前的?|现有的?|当前的?|如今的?|现在的?)?(?:约|不足|不到)?$")
_TO = re.compile(
    r"(?:,)?(?:大幅|进一步|逐步|稳步)?(?P<verb>提高|提升|增加|增长|扩大|上升|增|升|下降|降低|压减|减少|缩短|压缩|降|发展|拓展|跃升)(?:到|至|为)(?:20\d\d年?(?:底|末)?的?)?(?:约|近|不少于|不低于)?$"
)
DOWN = ("下降", "降低", "压减", "减少", "缩短", "压缩", "降")


def read(case: Case) -> Answer:
    """The two ends of a change; the first waits for the second."""
    amount, text = case.amount, case.text
    is_first = _FROM.search(text, max(case.clause_start, amount.prefix_start - 14), amount.prefix_start)
    if is_first and case.after and _joined(text, amount.end, case.after.prefix_start):
        return Aside(reason="base")
    base = case.before
    if base is None:
        return None
    to = _joined(text, base.end, amount.prefix_start) or _joined(text, base.end, amount.start)
    start = _FROM.search(text, max(case.clause_start, base.prefix_start - 14), base.prefix_start)
    if not to or not start:
        return None
    return _promise(case, start, to)


def _joined(text: str, start: int, end: int) -> re.Match[str] | None:
    return _TO.fullmatch(text, start, end)


def _promise(case: Case, start: re.Match[str], to: re.Match[str]) -> Answer:
    base, amount = case.before, case.amount
    assert base is not None  # noqa: S101 - the caller looked
    left = replace(case, left_start=max(case.clause_start, _time_end(case, start.start())))
    phrase = before(left, start.start())
    is_down = to["verb"] in DOWN
    subject = thing(case.text, *phrase.subject, whole=True)
    return (
        promise_of(amount, phrase, start=phrase.start, end=amount.end, subject=(subject,))._replace(
            inherits=subject.start >= subject.end or case.text.startswith("占", subject.start),
            bound=amount.bound if amount.bound != "=" or not is_down else "<=",
            base_value=base.value,
            base_year=int(start["year"]) if start["year"] else None,
            direction="down" if is_down else "up",
            also=(base.start,),
        ),
    )


def _time_end(case: Case, until: int) -> int:
    time = case.time
    return time.end if time and not time.compares and time.end <= until else 0


RULE = Rule(
    id="target.change",
    note="由甲提高到乙：目标值为乙，甲为基数。",
    reads=("到2027年，研发投入强度由3.1%提高到3.8%。", "到2027年，示范车辆从200辆增加到1000辆以上。"),
    leaves=("到2027年，研发投入强度达到3.8%。",),
    read=read,
)
