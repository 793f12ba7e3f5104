"""The words of an item made comparable: numbers and years masked, punctuation out, what others own left out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from xiandao.alignment.leaves import Leaf
from xiandao.core.quantity import base_of, number_from_words

FIGURES = frozenset(("target", "fact"))

_WORDS_OF_NUMBERS = "一二三四五六七八九十百千万亿两〇零"
_YEAR = re.compile(
    r"(?:到|至|在|于|自)?(?:二〇[〇一二三四五六七八九]{2}|(?<!\d)(?:19|20)\d\d)(?:[-—–~至到]+(?:20)?\d\d(?=年)|(?=年))"
    r"(?:年(?:(?:1[0-2]|0?[1-9])月(?:\d{1,2}日)?)?)?(?:年?[末底]|内|之?前|以前)*"
)
_AMOUNT = re.compile(
    rf"\d[\d,.]*[十百千万亿]*(?:[-—–~至到](?=\d)\d[\d,.]*[十百千万亿]*)?"
    rf"|[{_WORDS_OF_NUMBERS}]+(?=[家个项名人条元件次座所支只种类年月日天周户套台处期%倍亩吨米])"
)
# Words that tell how a number binds, how often and from where it rises, and the number itself wherever it stands;
# they do not count where the amount itself has changed.
_BINDING = re.compile(
    "不少于|不低于|不超过|不高于|不多于|不足|以上|以下|以内|之内|左右|上下|超过|高于|低于|大于|小于|突破|力争|争取|确保|至少|最多|实现|接近"
    "|每年度?|年均|逐年|(?:稳定|保持|控制|维持)在|(?:达|提高|提升|增加|增长|上升|扩大|降低|下降|压缩|缩短|降|增|升)[到至]?(?=#|约|近)"
    "|[由从自]#|达到|达|逾|超|约|近|余|多|#"
)
_SCALED = re.compile(rf"(\d+(?:\.\d+)?)?([{_WORDS_OF_NUMBERS}]*)")
_MARK = re.compile(rf"\s*(\([{_WORDS_OF_NUMBERS}\d]+\)|第?[{_WORDS_OF_NUMBERS}]+[、.条项]|\d+[.、)](?!\d)|[①-⑳])")
_DROPPED = re.compile(r"[^\w#@%]+|_")
_NOTE = re.compile(r"[(\[〔【]((?:[^()\[\]〔〕【】]|\([^()]*\))*)[)\]〕】]")
_LABELLED = re.compile("(?:责任|牵头|配合|主办|协办|支持|参与|实施|承办)(?:单位|部门|主体)[:]?[^。\n\t]*")
_SHARED_OUT = re.compile("(?:^|(?<=[。\n\t;]))[^。\n\t;]{0,160}?按(?:职责|各自)[^。\n\t]{0,20}负责")
_SHARES = re.compile("按(?:职责|各自)")
_NOTE_SAYS = re.compile("责任(?:单位|部门|主体)|牵头|配合|负责|分工|主办|协办|参与单位|重点布局")
_UNIT_ENDS = (*"局委办部厅会府院校行司团", "中心", "单位", "大学", "办公室")
# A sentence seldom has more figures than these on one side of another.
_BESIDE = 8
_ENDS_OF_SENTENCES = "。;!?\n\t"
_ENDS_OF_CLAUSES = _ENDS_OF_SENTENCES + ","
_SENTENCE = re.compile(f"[{_ENDS_OF_SENTENCES}]")


class Face(NamedTuple):
    """An item as it is compared.

    Attributes:
        head: The head, masked and plain.
        text: Everything that tells it apart from others, masked and plain.
        own: The words that are its own and no other item's, masked and plain; their change is a rewording.
        lead: Of a figure, what its sentence says before its clause; ``None`` where another figure stands before it.
        tail: What the sentence says behind it; ``None`` where another figure follows.
        numbers: The amounts among its own words, sorted. Of a figure empty: its own amount is its figure.
        years: The years among its own words, sorted; of a figure empty.
        home: Number of the paragraph among the edition's distinct ones.
        mark: The number printed before the paragraph, of what is no task and stands in none; else empty.
        between: Of a figure behind another in its sentence, what is said between their clauses; else empty.
        said: Of a task its own sentences as they are printed; else empty.
        around: Of a task what the sentences of its figures say around their clauses; else empty.
    """

    head: str
    text: str
    own: str
    lead: str | None
    tail: str | None
    numbers: tuple[str, ...]
    years: tuple[str, ...]
    home: int
    mark: str = ""
    between: str = ""
    said: str = ""
    around: str = ""


def faces_of(leaves: Sequence[Leaf]) -> list[Face]:
    """The face of each of *leaves*, which are in the order of the text."""
    figures = [leaf for leaf in leaves if leaf.kind in FIGURES]
    starts = [leaf.start for leaf in figures]
    tasks = [leaf.start for leaf in leaves if leaf.kind == "task"]
    by_body: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if leaf.kind not in FIGURES and leaf.kind != "task":
            by_body[leaf.body].append(leaf)
    homes: dict[str, int] = {}
    made: list[Face] = []
    for leaf in leaves:
        home = homes.setdefault(leaf.body, len(homes))
        if leaf.kind == "task":
            task = leaf._replace(body=_before_next(leaf, tasks))
            inside = figures[bisect_left(starts, leaf.start) : bisect_right(starts, leaf.end + len(task.body))]
            made.append(_task_face(task, inside, home))
        elif leaf.kind in FIGURES:
            at = bisect_left(starts, leaf.start)
            made.append(_figure_face(leaf, figures[max(at - _BESIDE, 0) : at + _BESIDE], home))
        else:
            made.append(_name_face(leaf, by_body[leaf.body], home))
    return made


@lru_cache(maxsize=65536)
def masked(words: str) -> str:
    """*words* with years as ``@`` and amounts as ``#``, without punctuation and blanks.

    >>> masked("到2027年，培育企业 0.3万家以上。")
    '@培育企业#家以上'
    """
    words = _plain(words)
    return _DROPPED.sub("", _AMOUNT.sub("#", _YEAR.sub("@", words))).lower()


def sentences_of(words: str) -> tuple[str, ...]:
    """The sentences of *words*, masked and plain, but for their years."""
    return tuple(said for part in _SENTENCE.split(words) if (said := masked(part).replace("@", "")))


def unbound(words: str, unit: str | None) -> str:
    """Masked *words* without the amounts in *unit* and what tells how they bind.

    >>> unbound(masked("每年建设中试线9条以上"), "条") == unbound(masked("建设约5条中试线"), "条")
    True
    """
    base = masked(base_of(unit)[0])
    return _BINDING.sub("", words.replace(f"#{base}", "#"))


def mark_of(body: str) -> str:
    """The number printed before a paragraph, as it is compared; empty where there is none.

    >>> mark_of("（二）行动目标。")
    '(二)'
    """
    match = _MARK.match(_plain(body[:16]))
    return match[1] if match else ""


@lru_cache(maxsize=8192)
def without_notes(words: str) -> str:
    """*words* without the notes that say who is responsible."""
    words = _plain(words)
    words = _NOTE.sub(lambda note: "" if _names_units(note[1]) else note[0], words)
    words = _SHARED_OUT.sub("", _LABELLED.sub("", words)) if _SHARES.search(words) else _LABELLED.sub("", words)
    return "\t".join(cell for cell in words.split("\t") if not cell or not _only_units(cell))


@lru_cache(maxsize=65536)
def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).replace("\u3000", " ")


def _names_units(note: str) -> bool:
    return bool(_NOTE_SAYS.search(note)) or _only_units(note)


def _only_units(words: str) -> bool:
    names = [name for name in re.split("[、,;/ ]", words.strip()) if name]
    return bool(names) and all(name.rstrip("等)").endswith(_UNIT_ENDS) for name in names)


def _task_face(leaf: Leaf, inside: Sequence[Leaf], home: int) -> Face:
    """Of a task: title and text, without the notes; the sentences of its figures are the figures'."""
    body = without_notes(leaf.body)
    own, around = body, []
    for figure in inside:
        own, rest = _without_sentence(own, _plain(figure.words))
        around.append(rest)
    head = masked(leaf.head)
    ours = masked(own).replace("@", "")
    return Face(
        head=head,
        text=head + masked(body),
        own=f"{head}|{ours}",
        lead="",
        tail="",
        numbers=_amounts(own),
        years=tuple(sorted(year[0] for year in re.finditer(r"(?<!\d)20\d\d(?=年)", own))),
        home=home,
        said=own,
        around=masked("".join(around)).replace("@", ""),
    )


def _before_next(task: Leaf, starts: Sequence[int]) -> str:
    """The text of *task* up to the next task, for a task that heads others does not own what they say."""
    following = bisect_right(starts, task.start)
    end = starts[following] - task.end if following < len(starts) else len(task.body)
    return task.body[: max(end, 0)]


def _without_sentence(text: str, words: str) -> tuple[str, str]:
    """*text* without the sentence in which *words* stand, for it is told of the figure; and the rest of the sentence."""
    at = text.find(words)
    if at < 0:
        return text, ""
    start, end = _around(text, at, at + len(words), _ENDS_OF_SENTENCES)
    first, last = _around(text, at, at + len(words), _ENDS_OF_CLAUSES)
    return text[:start] + text[end:], text[start:first] + text[last:end]


def _figure_face(leaf: Leaf, around: Sequence[Leaf], home: int) -> Face:
    """Of a figure: its clause, and what its sentence says around it that is not another figure's."""
    words, body = _plain(leaf.words), without_notes(leaf.body)
    others = [_plain(other.words) for other in around if other.body == leaf.body]
    lead, clause, tail, between = _shares(body, words, [other for other in others if other != words])
    own = masked(clause).replace("@", "")
    said = [part and masked(part).replace("@", "") for part in (lead, tail)]
    return Face(
        head=masked(leaf.head),
        text=f"{said[0] or ''}{own}{said[1] or ''}",
        own=own,
        lead=said[0],
        tail=said[1],
        numbers=(),
        years=(),
        home=home,
        mark=mark_of(leaf.body),
        between=masked(between).replace("@", ""),
    )


def _shares(body: str, words: str, others: Sequence[str]) -> tuple[str | None, str, str | None, str]:
    """The lead, the clause and the tail of *words* in its sentence, and what stands behind one of *others* before it.

    There is no lead or tail beside one of *others*.
    """
    at = body.find(words)
    if at < 0:
        return "", words, "", ""
    start, end = _around(body, at, at + len(words), _ENDS_OF_SENTENCES)
    first, last = _around(body, at, at + len(words), _ENDS_OF_CLAUSES)
    spans = [(place, place + len(other)) for other in others if (place := body.find(other, start, end)) >= 0]
    behind = [stop for _, stop in spans if stop <= at]
    ahead = [begin for begin, _ in spans if begin >= at + len(words)]
    clause = body[max([first, *behind]) : min([last, *ahead])]
    between = body[_around(body, start, max(behind), _ENDS_OF_CLAUSES)[1] : first] if behind else ""
    return None if behind else body[start:first], clause, None if ahead else body[last:end], between


def _name_face(leaf: Leaf, siblings: Sequence[Leaf], home: int) -> Face:
    """Of a name: the name; of the one sector of a paragraph also what no other item says there."""
    head = masked(leaf.head)
    own, mark = head, ""
    if leaf.kind == "sector" and sum(other.kind == "sector" for other in siblings) == 1:
        rest = without_notes(leaf.body)
        for other in sorted(siblings, key=lambda other: -len(other.words)):
            rest = rest.replace(_plain(other.words), " ")
        mark = mark_of(leaf.body)
        own = f"{head}|{masked(rest).replace('和', '').replace('及', '').replace('与', '').replace('等', '')}"
    return Face(head, f"{masked(leaf.within)}:{head}", own, "", "", (), (), home, mark)


def _around(text: str, start: int, end: int, ends: str) -> tuple[int, int]:
    """The stretch around ``text[start:end]`` up to the nearest of the letters *ends* on both sides."""
    after = [at for mark in ends if (at := text.find(mark, end)) >= 0]
    return max(text.rfind(mark, 0, start) for mark in ends) + 1, min(after, default=len(text))


def _amounts(words: str) -> tuple[str, ...]:
    """The amounts of *words* with their scale taken in, so that 0.3万亿 is 3000亿."""
    return tuple(sorted(_written_out(match[0]) for match in _AMOUNT.finditer(_YEAR.sub("@", words))))


def _written_out(amount: str) -> str:
    parts = [_SCALED.fullmatch(part.replace(",", "").rstrip(".")) for part in re.split("[-—–~至到]", amount)]
    values = []
    for part in parts:
        if part is None:
            return amount
        digits, scale = part.groups()
        value = float(digits) if digits else 1.0
        values.append(value * (number_from_words(scale) or 1.0) if scale else value)
    return "—".join(f"{value:.12g}" for value in values)
