"""Named sets with slots: 六个一, 5个100, 一图三清单, 四张清单, “四有型”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from xiandao.core.plan import Bundle
from xiandao.reading.blocks import Block
from xiandao.reading.numbering import small_number
from xiandao.reading.quoting import Quoter
from xiandao.reading.rules.manual import RulePage

FEWEST, MOST = 2, 20
BEFORE = 90
BEHIND = 400
ITEM_LONGEST = 32
TRIES = 12

_N = r"(?:\d{1,2}|十[一二三四五六七八九]?|[二两三四五六七八九])"
_QUOTED = re.compile(
    r"[“\"「『](?P<name>"
    rf"(?P<n>{_N})个(?P<each>一批|一|\d{{1,4}}|十|百|千|万)?[\u4e00-\u9fff]{{0,4}}"
    rf"|(?:一图|一库|一表|一单)?(?:一图)?(?P<lists>{_N})张?(?:清单|榜单|图谱|表单|库)"
    rf"|(?P<kinds>{_N})[\u4e00-\u9fff]{{1,3}}"
    r"|(?:[一二两三四五六七八九][\u4e00-\u9fff]{1,3}){2,3}"
    r")[”\"」』]"
)
_LOST = ("个一”", '个一"')
_NUMBERED = '二两三四五六七八九十0123456789“"(逐每各'
_BARE = ("个到位", "个一批", "个一", "张清单")
_BARE_NUMBER = re.compile(rf"(?P<n>{_N})$")
_PAIR = re.compile(r"([一二两三四五六七八九])([\u4e00-\u9fff]{1,3}?)(?=[一二两三四五六七八九]|$)")
_POLICY = re.compile(r"一[\u4e00-\u9fff]{1,4}一(?:策|议|案|档|码|品|业|特|链|图|卡|人|产业链|园)")
_OPENS = re.compile(
    r"[\u4e00-\u9fff]{0,8}?[,:]?(?:\((?P<bracket>)|即|包括|包含|涵盖|分别(?:为|是|指)|也就是|就是|主要(?:包括|为|是)|具体(?:包括|为|是)?|指|:|——)[:,]?(?:打造|建立|建设|落实|做到)?"
)
_LISTS_ON = re.compile(r"[\u4e00-\u9fff]{0,8}[,:]")
_STOP = re.compile(r"[。;\n]")
_PARTS = re.compile(r"[、,;]|(?<=[\u4e00-\u9fff])(?:以及|和|及)(?=[一\u4e00-\u9fff])")
_HARD_PARTS = re.compile(r"[、,;]")
_EACH = re.compile(
    r"(?:每(?:个|条|家|一个|类)|各(?:个|类)?)[\u4e00-\u9fff]{2,14}?(?=均|都|,|要|建立|建设|落实|配备|配套|明确|实行|推行|组建|制定|设立|打造|[一二三四五六七八九十\d“])"
)
_ALL = re.compile(r"(?P<each>[\u4e00-\u9fff]{2,14})(?:均|都|全部)(?:要)?(?:落实|建立|实行|推行|配备|配套)$")
_TRAILER = re.compile(r"(?:的|等[\u4e00-\u9fff]{0,8})?$")
_VERB = re.compile(
    r"^.*?(?:一批|若干|一系列)(?=[\u4e00-\u9fff])|^(?:.*(?:着力|领域))?(?:着力|重点|大力|加快|积极|全面|深入|分别|动态|系统|统筹)*(?:编制|制定|绘制|形成|建立|实施|开展|推进|落实|梳理|发布|打造|组建|建设|围绕|聚焦|突出|坚持|做到|实现|具备|构建|摸排|完善|确保|推动)(?:完善|好)?"
)
_ENUMERATION = re.compile(r"^(?:[一二三四五六七八九十][是要]|第[一二三四五六七八九十]|[(（]?\d[)）.、])")
_STRUCTURE = re.compile(r"[\u4e00-\u9fff]{0,6}(?:格局|布局|结构|体系|战略|空间|发展轴)")


class BundleRead(NamedTuple):
    """A bundle, and the stretches of the view whose numbers it claims.

    Attributes:
        name: The stretch of its name. slots: The stretches of its items where they stand with it.
    """

    bundle: Bundle
    name: tuple[int, int]
    slots: tuple[tuple[int, int], ...]

    @property
    def numbers(self) -> tuple[tuple[int, int], ...]:
        """All stretches whose numbers belong to the bundle."""
        return (self.name, *self.slots)


class Items(NamedTuple):
    """Items as stretches of the view, with each of what they apply to."""

    spans: tuple[tuple[int, int], ...]
    each: str | None = None


class Named(NamedTuple):
    """A name that may be a bundle's: its own stretch, the stretch with its quotation marks, and how many slots it has."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    slots: int | None
    each: str


NO_ITEMS = Items(())


def bundles_of(text: str, blocks: list[Block], quoter: Quoter) -> tuple[BundleRead, ...]:
    """Every bundle once, by its first mention that lists its items."""
    best: dict[str, tuple[Named, Items]] = {}
    goals: dict[str, tuple[str, ...]] = {}
    tried: Counter[str] = Counter()
    for named in _names(text):
        key = text[named.start : named.end]
        tried[key] += 1
        if tried[key] > TRIES or (key in best and best[key][1].spans):
            continue
        if key not in goals:
            goals[key] = _from_goals(text, blocks, named, quoter)
        items = NO_ITEMS if goals[key] else _items(text, named)
        if key not in best or items.spans:
            best[key] = (named, items)
    reads = []
    for key, (named, items) in sorted(best.items(), key=lambda pair: pair[1][0].start):
        elsewhere = () if items.spans else goals[key] or _from_block(text, blocks, named, quoter, best)
        if items.spans or elsewhere or _is_set(key):
            reads.append(_read(text, named, items, elsewhere, quoter))
    return tuple(reads)


def _names(text: str) -> list[Named]:
    """Everything that looks like the name of a set, in order."""
    found = []
    for match in _QUOTED.finditer(text):
        start, end = match.span("name")
        if not _POLICY.fullmatch(match["name"]) and (count := _count(match)) is not None and count >= FEWEST:
            found.append(Named(start, end, match.start(), match.end(), count, match["each"] or ""))
    found += [
        Named(at, at + 2, at, at + 3, None, "一")
        for mark in _LOST
        for at in _places(text, mark)
        if at and text[at - 1] not in _NUMBERED
    ]
    for mark in _BARE:
        found += [named for at in _places(text, mark) if (named := _bare(text, at, at + len(mark)))]
    return sorted(found, key=lambda named: named.start)


def _places(text: str, mark: str) -> Iterator[int]:
    """Every place of a mark."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + len(mark))


def _bare(text: str, at: int, end: int) -> Named | None:
    """A name without quotation marks, at the end of its clause and behind a row: 机构、人员、经费三个到位."""
    number = _BARE_NUMBER.search(text, max(0, at - 2), at)
    if (
        number is None
        or text[end : end + 1] not in ",。;"
        or "、" not in text[max(0, number.start() - 12) : number.start()]
    ):
        return None
    return Named(number.start(), end, number.start(), end, _small(number["n"]), "")


def _count(match: re.Match[str]) -> int | None:
    """How many slots a name promises: 六个一 six, 一图三清单 four, 三团三社 six."""
    name = match["name"]
    pairs = _PAIR.findall(name)
    if len(pairs) >= 2 and "".join(n + rest for n, rest in pairs) == name:
        return sum(_small(n) for n, _ in pairs)
    printed = match["n"] or match["lists"] or match["kinds"]
    return _small(printed) if printed else None


def _small(printed: str) -> int:
    return int(printed) if printed.isdecimal() else small_number(printed) or 0


def _is_set(name: str) -> bool:
    """Whether a name is a bundle's even where nobody lists the items."""
    return bool(re.fullmatch(rf"(?:一图|一库)?{_N}张?清单|{_N}个(?:一|\d{{2,4}}|百|千)", name))


def _items(text: str, named: Named) -> Items:
    return _behind(text, named) or _before(text, named) or NO_ITEMS


def _behind(text: str, named: Named) -> Items | None:
    """Items in a row behind the name: ，即…, （…）, ：…; behind a bare comma only where each is 一批 or 一个."""
    stop = _STOP.search(text, named.outer_end, named.outer_end + BEHIND)
    end = stop.start() if stop else min(len(text), named.outer_end + BEHIND)
    if text.startswith("\n", named.outer_end):
        return _on_next_line(text, named)
    opens = _OPENS.match(text, named.outer_end, end)
    marked = opens is not None
    if opens is None:
        opens = _LISTS_ON.match(text, named.outer_end, end)
        if opens is None or named.each != "一":
            return None
    if opens.groupdict().get("bracket") is not None:
        close = text.find(")", opens.end(), end)
        end = close if close >= 0 else end
    start, each = opens.end(), None
    if first := _EACH.match(text, start, end):
        start, each = first.end(), first.group()
    for parts in (_HARD_PARTS, _PARTS):
        spans = _split(text, start, end, parts)
        if named.slots is None or not marked:
            spans = _ones(text, spans)
        if kept := _counted(spans, named.slots):
            return Items(kept, each)
    return None


def _on_next_line(text: str, named: Named) -> Items | None:
    """Items that fill the line under a headline: 专栏1 “十个一”."""
    start = named.outer_end
    while text.startswith("\n", start):
        start += 1
    stop = _STOP.search(text, start, start + BEHIND)
    spans = (
        _ones(text, _split(text, start, stop.start() if stop else len(text), _HARD_PARTS)) if named.each == "一" else []
    )
    return Items(tuple(spans)) if len(spans) == named.slots else None


def _ones(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The leading items that hold a 一 of their own."""
    kept = []
    for start, end in spans:
        if "一" not in text[start:end]:
            break
        kept.append((start, end))
    return kept


def _counted(spans: list[tuple[int, int]], count: int | None) -> tuple[tuple[int, int], ...] | None:
    """As many items as the name promises; where its numeral is lost, any row of three or more."""
    if count is None:
        return tuple(spans[:MOST]) if len(spans) >= 3 else None
    return tuple(spans[:count]) if FEWEST <= count <= len(spans) <= count + (4 if count > 2 else 0) else None


def _split(text: str, start: int, end: int, parts: re.Pattern[str]) -> list[tuple[int, int]]:
    """The stretches between separators, an item that is too long ends the row."""
    spans: list[tuple[int, int]] = []
    for match in parts.finditer(text, start, end):
        if match.start() - start > ITEM_LONGEST:
            return spans
        if match.start() > start:
            spans.append((start, match.start()))
        start = match.end()
    return [*spans, (start, end)] if 1 < end - start <= ITEM_LONGEST else spans


def _before(text: str, named: Named) -> Items | None:
    """Items in a row before the name: 甲、乙、丙“三张清单”, “有甲、有乙”的“两有型”."""
    if named.slots is None or _STRUCTURE.match(text, named.outer_end):
        return None
    floor = max(0, named.outer_start - BEFORE)
    trailer = _TRAILER.search(text, floor, named.outer_start)
    end = trailer.start() if trailer else named.outer_start
    if end > floor and text[end - 1] in '”"':
        start = max(text.rfind("“", floor, end), text.rfind('"', floor, end - 1)) + 1
        return _exactly(_split(text, start, end - 1, _HARD_PARTS), named.slots) if start else None
    start = max(text.rfind(mark, floor, end) for mark in ",。;:\n“”") + 1 or floor
    spans = _split(text, start, end, re.compile("、|和|及|与"))
    if len(spans) < named.slots:
        spans = _split(text, start, end, re.compile("、"))
    if len(spans) < named.slots:
        return None
    spans = spans[-named.slots :]
    first_start, first_end = spans[0]
    if verb := _VERB.match(text[first_start:first_end]):
        first_start = min(first_start + verb.end(), first_end - 1)
    return Items(((first_start, first_end), *spans[1:]))


def _exactly(spans: list[tuple[int, int]], count: int) -> Items | None:
    return Items(tuple(spans)) if len(spans) == count else None


def _from_goals(text: str, blocks: list[Block], named: Named, quoter: Quoter) -> tuple[str, ...]:
    """The —— goals that each hold the bundle's number, where there are as many as it promises: “5个100”."""
    if not named.each or named.each.startswith("一") or named.slots is None:
        return ()
    goals = []
    for block in blocks:
        if block.is_bullet:
            stop = _STOP.search(text, block.start, block.end)
            end = stop.start() if stop else block.end
            if re.search(rf"(?<!\d){named.each}(?!\d)", text[block.start : end]):
                goals.append(quoter.printed(block.start, end).lstrip("—-·"))
    return tuple(goals) if len(goals) == named.slots else ()


def _from_block(
    text: str, blocks: list[Block], named: Named, quoter: Quoter, known: dict[str, tuple[Named, Items]]
) -> tuple[str, ...]:
    """一图三清单 from the map and the “三张清单” that its own paragraph names."""
    if not text.startswith("一图", named.start) or named.slots is None:
        return ()
    block = next((block for block in blocks if block.start <= named.start < block.end), None)
    drawn = (
        re.compile(r"(?:编制|绘制|形成|建立|制定)([\u4e00-\u9fff]{2,10}图)").search(text, block.start, block.end)
        if block
        else None
    )
    if block is None or drawn is None:
        return ()
    for key, (other, items) in known.items():
        if key.endswith("张清单") and block.start <= other.start < block.end and len(items.spans) == named.slots - 1:
            return (quoter.printed(*drawn.span(1)), *(quoter.printed(*span) + "清单" for span in items.spans))
    return ()


def _read(text: str, named: Named, items: Items, elsewhere: tuple[str, ...], quoter: Quoter) -> BundleRead:
    """The bundle with its words: from the first of name and items to the last, with what it applies to."""
    each, each_start = _applies_per(text, named)
    start = min([named.outer_start, *(span[0] for span in items.spans)] + ([each_start] if each else []))
    end = max([named.outer_end, *(span[1] for span in items.spans)])
    words = quoter.words(
        start, end, "bundle.named" if named.slots else "bundle.numeral-lost", 0.9 if named.slots else 0.7
    )
    identity = quoter.id("bundle", words.quote)
    counted = any(re.search(r"\d{2,}|[十百千]", text[slice(*span)]) for span in items.spans)
    bundle = Bundle(
        id=identity,
        words=words,
        name=quoter.printed(named.start, named.end),
        items=tuple(_clean(quoter.printed(*span)) for span in items.spans) or elsewhere,
        applies_per=items.each or each,
        group=identity if counted else None,
    )
    return BundleRead(bundle, (named.start, named.end), items.spans)


def _clean(item: str) -> str:
    return re.sub(r"等(?:$|[^级])[\u4e00-\u9fff]{0,6}$|[”“\"）)]+$", "", _ENUMERATION.sub("", item)).strip() or item


def _applies_per(text: str, named: Named) -> tuple[str | None, int]:
    """Each of what: 每个园区落实“六个一”; 三大产业均落实“六个一”."""
    floor = max(0, named.outer_start - 40)
    start = max(text.rfind(mark, floor, named.outer_start) for mark in "。;\n") + 1 or floor
    if match := _EACH.search(text, start, named.outer_start):
        return match.group(), match.start()
    clause = max(start, text.rfind(",", start, named.outer_start) + 1)
    if match := _ALL.search(text, clause, named.outer_start):
        return match["each"], match.start("each")
    return None, 0


RULES = (
    RulePage(
        id="bundle.named",
        note="带引号的组合名称及其分项：分项列在名称之前或之后，个数相符。",
        reads=(
            "针对每个主导产业，落实“三个一”，即一个智库、一支队伍、一套政策。",
            "编制人才、企业、院所、基金等创新资源“四张清单”。",
            "招引“有高科技含量、有高层次人才”的“两有型”项目。",
        ),
        leaves=(
            "对重大项目按“一事一议”支持。",
            "依托“四新四强”产业优势。",
            "构建“3+N”产业体系。",
            "围绕“613”产业体系。",
        ),
    ),
    RulePage(
        id="bundle.numeral-lost",
        note="名称前的数字和引号缺失，但分项成列。",
        reads=("建立个一”推进模式，布局一批园区，培育一批企业，打造一批平台，集聚一批人才。",),
        leaves=("逐个一起研究。",),
    ),
)
