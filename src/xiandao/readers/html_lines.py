"""Elements of a page as lines of text: a block a line, a row of a table a line with tabs between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xiandao.readers.markup import Element
from xiandao.readers.numerals import numeral

_BLOCKS = frozenset(
    {
        "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "table", "thead", "tbody", "tfoot",
        "tr", "td", "th", "caption", "dl", "dt", "dd", "blockquote", "pre", "center", "ul", "ol", "hr", "figure",
        "figcaption", "main", "header", "address", "fieldset", "form", "body", "html", "details", "summary", "legend",
    }
)  # fmt: skip
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f“”‘’—…·"
_BREAK_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_BLANKS = re.compile("[ \t\r\n\f\v\u00a0\u2002\u2003\u2009\u200a]+")
_NOTHING = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# What pages print around an article for its reader's convenience.
_TOOLS = re.compile(
    r"[【\[]?(?:字体|字号|文字大小|视力保护色)[:：]?.{0,40}|[【\[（(]?(?:打印|打印本页|打印文章|关闭|关闭窗口|关闭本页|收藏|返回顶部|"
    r"回到顶部|我要纠错|纠错|下载全文|分享|分享到.{0,30})[】\]）)]?(?:[\s|【\[]*(?:打印|关闭|收藏|打印本页|关闭窗口)[】\]]?)*|"
    r"扫一扫.{0,30}|用?手机扫.{0,30}|您?(?:现在|当前)?的?(?:所在)?位置[:：].{0,120}|(?:浏览|阅读|点击)(?:次数|量|数)[:：]?\s*\d*\s*次?|"
    r"(?:上|下)一[篇条][:：].{0,120}|责任编辑[:：].{0,20}|相关链接[:：]?|相关阅读[:：]?|相关附件[:：]?"
)
_LONGEST_CELL = 2_000
_WIDEST_SPAN = 200
_TALLEST_SPAN = 2_000


def lines_of(elements: Iterable[Element]) -> list[str]:
    """Lines of *elements*, none empty, without the page's conveniences."""
    lines: list[str] = []
    for element in elements:
        writer = _Writer()
        writer.element(element)
        writer.end_line()
        lines.extend(line for line in writer.lines if not _TOOLS.fullmatch(line))
    return lines


@dataclass(slots=True)
class _Writer:
    """Lines so far, the one being written, and how far the open numbered lists have counted."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    counters: list[int | None] = field(default_factory=list)

    def end_line(self) -> None:
        line = plain_line("".join(self.pieces))
        self.pieces.clear()
        if line:
            self.lines.append(line)

    def element(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self.end_line()
        elif tag == "table" and is_table_of_data(element):
            self.end_line()
            self.lines.extend(_rows(element))
        elif tag == "pre":
            self._verbatim(element)
        elif tag in _BLOCKS:
            self._block(element)
        elif tag not in {"head", "title"}:
            self._inside(element)

    def _block(self, element: Element) -> None:
        self.end_line()
        is_list = element.tag in {"ol", "ul"}
        if is_list:
            self.counters.append(_first(element))
        elif element.tag == "li":
            self._label(element)
        self._inside(element)
        if is_list:
            self.counters.pop()
        self.end_line()

    def _inside(self, element: Element) -> None:
        self.pieces.append(element.text or "")
        for inner in element:
            self.element(inner)
            self.pieces.append(inner.tail or "")

    def _verbatim(self, element: Element) -> None:
        self.end_line()
        for line in "".join(map(str, element.itertext())).splitlines():
            self.pieces.append(line)
            self.end_line()

    def _label(self, item: Element) -> None:
        """The number that a browser prints before an item of an ordered list."""
        if not self.counters or self.counters[-1] is None:
            return
        value = str(item.get("value", ""))
        number = int(value) if value.isdecimal() and len(value) < 6 else self.counters[-1]
        self.counters[-1] = number + 1
        parent = item.getparent()
        form = _LIST_FORMS.get(str(parent.get("type", "1")) if parent is not None else "1", "decimal")
        self.pieces.append(numeral(number, form) + ".")


def plain_line(text: str) -> str:
    """*text* on one line as a browser shows it: runs of blanks as one, none between wide characters at a break."""
    return _BLANKS.sub(" ", _BREAK_BETWEEN_WIDE.sub("", _NOTHING.sub("", text))).strip().strip("\u3000").strip()


def is_table_of_data(table: Element) -> bool:
    """Whether a table's rows mean rows: several columns, no table inside, no cell as long as an article."""
    if next((one for one in table.iter("table") if one is not table), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = [[one for one in row if one.tag in {"td", "th"}] for row in rows]
    if max((sum(_span(one, "colspan", 1, _WIDEST_SPAN) for one in row) for row in cells), default=0) < 2:
        return False
    if all(len(row) <= 1 for row in cells):
        return False
    return all(len("".join(map(str, one.itertext()))) <= _LONGEST_CELL for row in cells for one in row)


def _rows(table: Element) -> Iterator[str]:
    """A line a row; places covered by a cell that spans them are empty."""
    for caption in table.iter("caption"):
        if line := _cell_text(caption):
            yield line
    covered: dict[int, int] = {}
    for row in table.iter("tr"):
        cells = _placed(row, covered)
        if any(cells):
            yield "\t".join(cells)


def _placed(row: Element, covered: dict[int, int]) -> list[str]:
    """Cells of *row* in their columns; *covered* says for how many more rows a column is spanned from above."""
    cells: list[str] = []
    for cell in (one for one in row if one.tag in {"td", "th"}):
        _skip_covered(cells, covered)
        wide = _span(cell, "colspan", 1, _WIDEST_SPAN)
        tall = _span(cell, "rowspan", 1, _TALLEST_SPAN)
        for column in range(len(cells), len(cells) + wide):
            if tall > 1:
                covered[column] = tall - 1
        cells += [_cell_text(cell)] + [""] * (wide - 1)
    _skip_covered(cells, covered)
    return cells


def _skip_covered(cells: list[str], covered: dict[int, int]) -> None:
    while covered.get(len(cells), 0) > 0:
        covered[len(cells)] -= 1
        cells.append("")


def _cell_text(cell: Element) -> str:
    writer = _Writer()
    writer.element(cell)
    writer.end_line()
    return " ".join(writer.lines)


def _first(the_list: Element) -> int | None:
    """The first number of an ordered list; ``None`` for lists that print none."""
    if the_list.tag == "ul" or re.search(r"list-style[^;]*none", str(the_list.get("style", ""))):
        return None
    start = str(the_list.get("start", "1"))
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _span(cell: Element, name: str, least: int, most: int) -> int:
    value = str(cell.get(name, "")).strip()
    return max(least, min(most, int(value))) if value.isdecimal() and len(value) < 7 else least
