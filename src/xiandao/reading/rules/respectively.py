"""均 and 分别: several things, an amount each."""

from __future__ import annotations

import re
from dataclasses import replace

from xiandao.core.text import Span
from xiandao.reading.clauses import ROW_LONGEST, Case
from xiandao.reading.mentions.amounts import Amount
from xiandao.reading.phrases import Phrase, after_number, before, thing
from xiandao.reading.rules.change import DOWN
from xiandao.reading.rules.rule import Answer, Aside, Promise, Rule, promise_of

_BOTH = re.compile(
    r"(?P<how>分别|(?<![年平])均|都|各)(?:再|实现|力争)?(?P<verb>新增|增加|建成|建设|培育|打造|布局|设立)?(?:达到?|超过?|突破|为|不少于|不低于|增长|提高到|增至|到|稳定在|保持在|[比较]\S{2,8}?(?:增长|提高|提升|下降|降低)|下降|降低|提升)*$"
)
Thing = Span | tuple[Span, Span]

# 普及率, 参与, 中和 hold the joints as letters of a word.
_JOINT = re.compile(r"[、,]|以及|(?<![共中饱温缓])和(?!谐)|(?<!参)与|(?<![普涉波])及(?!时)")
_CHANGES = re.compile(
    r"(?:由|从)(?:(?P<year>20\d\d)年的?)?(?P<bases>\d[^,。;]{1,40}?)分别(?P<verb>提高|提升|增长|增加|扩大|上升|下降|降低|压减|减少)?(?:到|至)"
)
_ROW = frozenset(("、", "和", ",", "及", "与", "以及"))
SHARED_LEAST = 2
_PLACE = re.compile(r".{1,10}?(?:新区|高新区|开发区|科技城|科学城|园区|[省市区县城镇乡]|街道)(?=.{2,}$)")
_PLACE_END = re.compile(r"(?:[省市区县城镇乡园]|街道)$")
# 消费品、装备制造领域一致性程度; 科创板、北交所上市企业; 城东、城西两大片区场景.
_OPENS_HEAD = re.compile("领域|上市|[两三四五六七八九十]大(?=片区|园区|领域)")
_YEARS = re.compile(r"(?:20\d\d年[底末]?[、和及,]?)+$")
_YEAR = re.compile(r"20\d\d")
_RATE = re.compile(r"(?:[比较]\S{2,8}?)?(?P<rate>增长|提高|提升|下降|降低)")


def read(case: Case) -> Answer:
    """均: every thing gets the same amount; 分别: the n-th thing gets the n-th amount."""
    amount, text = case.amount, case.text
    if changes := _CHANGES.search(text, case.clause_start, case.clause_end):
        return _changed(case, changes)
    if case.before and text[case.before.end : amount.prefix_start] in _ROW:
        return None
    both = _BOTH.search(text, case.left_start, amount.start)
    if both is None or (both["how"] == "各" and after_number(case).end > after_number(case).start):
        return None
    phrase = before(case, both.start())
    things = _things(text, phrase.subject.start, both.start())
    row = _row(case) if both["how"] == "分别" else [amount]
    if len(things) < 2:
        said = _YEARS.search(text, case.sentence_start, case.left_start)
        years = _YEAR.findall(said.group()) if said else []
        return _by_year(things, row, phrase, years) if things and len(row) == len(years) > 1 else None
    rate = _RATE.search(text, both.start(), amount.start)
    tail = (Span(*rate.span("rate")),) if rate and amount.kind in {"share", "points"} else ()
    if len(row) == 1:
        row = row * len(things)
    if len(row) != len(things):
        return None
    named = _after_row(text, row[-1], case.clause_end) if both["verb"] else None
    if named is not None:
        return tuple(
            _promise((named,), value, row, phrase)._replace(applies_per=one if isinstance(one, Span) else None)
            for one, value in zip(things, row, strict=True)
        )
    return tuple(
        _promise((one, *tail) if isinstance(one, Span) else (*one, *tail), value, row, phrase)
        for one, value in zip(things, row, strict=True)
    )


def _changed(case: Case, changes: re.Match[str]) -> Answer:
    """甲率、乙率由2022年的54%、81%分别提高到60%、87%: the n-th thing goes from the n-th base to the n-th amount."""
    amount, text = case.amount, case.text
    if changes.start("bases") <= amount.start < changes.end("bases"):
        return Aside(reason="base")
    if case.before is None or case.before.start >= changes.end():
        return None
    phrase = before(replace(case, left_start=case.clause_start), changes.start())
    things, row = _things(text, phrase.subject.start, changes.start()), _row(case)
    near = case.numbers.amounts[max(0, case.place - ROW_LONGEST) : case.place]
    bases = [one for one in near if changes.start("bases") <= one.start]
    if not len(things) == len(row) == len(bases) > 1:
        return None
    year = int(changes["year"]) if changes["year"] else None
    is_down = changes["verb"] in DOWN
    return tuple(
        _promise((one,) if isinstance(one, Span) else one, value, row, phrase)._replace(
            base_value=base.value,
            base_year=year,
            direction="down" if is_down else "up",
            also=tuple(dict.fromkeys(number.start for number in (*bases, *row))),
        )
        for one, value, base in zip(things, row, bases, strict=True)
    )


def _after_row(text: str, last: Amount, end: int) -> Span | None:
    """The thing behind a row of amounts that a verb shares out: 分别建设3个、2个先导区."""
    start = last.end + (text[last.end : last.end + 1] == "的")
    return thing(text, start, end) if end - start >= SHARED_LEAST else None


def _by_year(things: list[Thing], row: list[Amount], phrase: Phrase, years: list[str]) -> Answer:
    """到2025年、2027年，产值分别达到40亿元、90亿元: one thing, an amount for every year."""
    subject = (things[0],) if isinstance(things[0], Span) else things[0]
    return tuple(
        _promise(subject, value, row, phrase)._replace(year=int(year)) for value, year in zip(row, years, strict=True)
    )


def _things(text: str, start: int, end: int) -> list[Thing]:
    """The things listed; a common head printed only behind the last (国家级、省级平台) goes with each."""
    spans, at = [], start
    for joint in _JOINT.finditer(text, start, end):
        if joint.start() > at:
            spans.append(Span(at, joint.start()))
        at = joint.end()
    if at < end:
        spans.append(thing(text, at, end, whole=True))
    if len(spans) < 2:
        return list(spans)
    at = _head_of_all(text, spans)
    if not at:
        return list(spans)
    common = Span(at, spans[-1].end)
    return [*((span, common) for span in spans[:-1]), spans[-1]]


def _head_of_all(text: str, spans: list[Span]) -> int:
    """Where, in the last thing, the head begins that goes with each of the others; 0 where each has its own."""
    *others, last = spans
    for one in reversed(others):
        shared = text.find(text[one.end - 1], last.start + 1, last.end - SHARED_LEAST)
        if shared > 0:
            return shared + 1
    if _PLACE_END.search(text, *others[0]) and (place := _PLACE.match(text, *last)):
        return place.end()
    if opened := _OPENS_HEAD.search(text, last.start + SHARED_LEAST, last.end - SHARED_LEAST):
        return opened.end() if opened.group().endswith("大") else opened.start()
    return 0


def _row(case: Case) -> list[Amount]:
    """The amounts that follow each other, joined by nothing but 、 or 和."""
    row = [case.amount]
    for amount in case.following:
        if case.text[row[-1].end : amount.prefix_start] not in _ROW:
            break
        row.append(amount)
    return row


def _promise(subject: tuple[Span, ...], amount: Amount, row: list[Amount], phrase: Phrase) -> Promise:
    return promise_of(amount, phrase, start=phrase.start, end=row[-1].end, subject=subject)._replace(
        bound=next((one.bound for one in (amount, row[-1], row[0]) if one.bound != "="), "="),
        unit=amount.unit or row[-1].unit or None,
        unit_start=amount.unit_start if amount.unit else row[-1].unit_start,
        also=tuple(dict.fromkeys(one.start for one in row)),
        shared=True,
    )


RULE = Rule(
    id="target.respectively",
    note="均、分别、各：逐个对象各有一个数。",
    reads=(
        "到2027年，省级以上平台和链主企业均达到20家以上。",
        "到2027年，高新技术企业、科技型中小企业分别达到300家、800家。",
        "到2025年、2027年，全市未来产业产值分别达到40亿元、90亿元。",
        "到2027年，数控化率、工具普及率由2022年的54.6%、81%分别提高到60%、87%。",
    ),
    leaves=("到2027年，链主企业达到20家以上。",),
    read=read,
    confidence=0.85,
)
