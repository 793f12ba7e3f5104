"""Where the article of a page is: the element that holds most words outside links, its heading and its annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiandao.readers.html_lines import is_table_of_data
from xiandao.readers.html_visible import take_out
from xiandao.readers.markup import Element

_KNOWN = frozenset(
    {
        "ucap-content", "zoom", "trs_editor", "pages_content", "article-content", "article_content", "articlecontent",
        "trs_ueditor", "xxgk_content", "bt-content", "maintext", "news_content", "con_font", "xl_content", "zwcontent",
        "view", "wzcon", "contentbox", "detail-content", "details-content", "nr", "vsb_content", "content_main",
    }
)  # fmt: skip
_FURNITURE_TAGS = ("nav", "footer", "aside", "menu")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|menubar|crumbs?|breadcrumb|foot|footer|header|head|topbar|top|sidebar|side|"
    r"share|sharebox|bdsharebuttonbox|related|recommend|copyright|qrcode|ewm|toolbar|tools|print|weixin|login|search|"
    r"friendlinks?|links|pager|pagination|page|dqwz|position|location|banner|logo|comment)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FOOTER_WORDS = re.compile(
    "版权所有|ICP备|公网安备|网站标识码|备案号|主办单位?[:：]|承办单位?[:：]|技术支持[:：]|联系我们|网站地图"
)
_PROPERTIES_WORDS = re.compile("发文字号|文\\s*号|成文日期|发文机关|发文机构|索\\s*引\\s*号|有\\s*效\\s*性")
_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:title|tit|biaoti|bt|arti[_-]?title|articletitle|h1)(?:$|[\s_-])", re.IGNORECASE
)
_DOMINANT = 0.75
_SHORTEST_ARTICLE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The parts of a page that are its article.

    Attributes:
        before: Table of properties and heading that stand before it, when they stand outside it.
        parts: The element that holds it, then annexes that follow elsewhere on the page.
        pictures: How many pictures it holds.
        stands_out: False when no part of the page is more of an article than the rest.
    """

    before: tuple[Element, ...]
    parts: tuple[Element, ...]
    pictures: int
    stands_out: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """How many characters an element holds outside and inside links, and in how many links."""

    plain: int
    linked: int
    links: int


def article_of(root: Element) -> Article:
    """Find the article in *root*, from which furniture is taken out on the way."""
    words = _count(root)
    _take_out_furniture(root, words)
    words = _count(root)
    body = next(root.iter("body"), root)
    core = _core(body, words)
    before, after = _around(core, body, words)
    stands_out = words[core].plain >= _SHORTEST_ARTICLE or words[body].plain == words[core].plain
    if not stands_out:
        return Article(before=(), parts=(body,), pictures=_pictures((body,)), stands_out=False)
    parts = (core, *after)
    return Article(before=before, parts=parts, pictures=_pictures(parts), stands_out=True)


def _count(root: Element) -> dict[Element, _Words]:
    """Words of every element, children before parents."""
    words: dict[Element, _Words] = {}
    for element in reversed(list(root.iter())):
        own = _length(element.text)
        inner = [words[one] for one in element]
        tails = sum(_length(one.tail) for one in element)
        plain, linked = own + tails + sum(one.plain for one in inner), sum(one.linked for one in inner)
        links = sum(one.links for one in inner)
        if element.tag == "a" and element.get("href"):
            plain, linked, links = 0, linked + plain, links + 1
        words[element] = _Words(plain, linked, links)
    return words


def _length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0


def _take_out_furniture(root: Element, words: dict[Element, _Words]) -> None:
    whole = words[root]
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None or element.tag in {"html", "body", "head", "a", "td", "tr", "tbody"}:
            continue
        if _is_furniture(element, words[element], whole):
            take_out(element)


def _is_furniture(element: Element, words: _Words, whole: _Words) -> bool:
    """Menus are mostly links; what calls itself a footer holds little of the page's words."""
    if words.plain > 0.2 * whole.plain:
        return False
    name = f"{element.get('class', '')} {element.get('id', '')}"
    named = element.tag in _FURNITURE_TAGS or _FURNITURE.search(name) is not None
    mostly_links = words.links >= 3 and words.linked > words.plain
    holds_heading = next(element.iter("h1"), None) is not None and not mostly_links
    return mostly_links or (named and not holds_heading and not _PROPERTIES_WORDS.search(_text(element)))


def _core(body: Element, words: dict[Element, _Words]) -> Element:
    """The element known as the article's, else the one reached by following where most words are."""
    total = words[body].plain
    for element in body.iter():
        names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        if words[element].plain > total / 2 and (element.tag == "article" or _KNOWN.intersection(names)):
            return element
    core = body
    while True:
        heaviest = max(core, key=lambda one: words[one].plain, default=None)
        if heaviest is None or words[heaviest].plain < _DOMINANT * words[core].plain or _is_whole(core):
            return core
        if not _can_hold_an_article(heaviest):
            return core
        core = heaviest


def _is_whole(element: Element) -> bool:
    return element.tag == "table" and is_table_of_data(element)


def _can_hold_an_article(element: Element) -> bool:
    return element.tag not in {"p", "li", "span", "font", "b", "strong", "h1", "h2", "h3", "pre", "ul", "ol", "a"}


def _around(
    core: Element, body: Element, words: dict[Element, _Words]
) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """Properties and heading before the article, annexes after it."""
    opening = "".join(_text(core)[:600].split())
    properties: Element | None = None
    heading: Element | None = None
    after: list[Element] = []
    element = core
    while element is not body and (parent := element.getparent()) is not None:
        for sibling in element.itersiblings(preceding=True):
            heading = heading if heading is not None else _heading(sibling, opening)
            properties = properties if properties is not None else _properties(sibling, words)
        after.extend(one for one in element.itersiblings() if _is_annex(one, words))
        element = parent
    return tuple(one for one in (properties, heading) if one is not None), tuple(after)


def _heading(element: Element, opening: str) -> Element | None:
    """The heading in *element* that is nearest to the article and not said again in its *opening* words."""
    for one in reversed(list(element.iter())):
        is_title = one.tag in {"h1", "h2", "h3"} or _TITLE_NAME.search(f"{one.get('class', '')} {one.get('id', '')}")
        if is_title:
            words = "".join(_text(one).split())
            if 6 <= len(words) <= 150 and words not in opening and not _PROPERTIES_WORDS.search(words):
                return one
    return None


def _properties(element: Element, words: dict[Element, _Words]) -> Element | None:
    fits = 0 < words[element].plain <= 800 and len(_PROPERTIES_WORDS.findall(_text(element))) >= 2
    return element if fits else None


def _is_annex(element: Element, words: dict[Element, _Words]) -> bool:
    here = words[element]
    least = 10 if any(map(is_table_of_data, element.iter("table"))) else 30
    return here.plain >= least and here.linked < here.plain / 3 and not _FOOTER_WORDS.search(_text(element))


def _pictures(parts: tuple[Element, ...]) -> int:
    return sum(1 for part in parts for image in part.iter("img") if image.get("src") and not _is_icon(image))


def _is_icon(image: Element) -> bool:
    sizes = [str(image.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) < 60 for size in sizes) or "icon" in str(image.get("src")).lower()


def _text(element: Element) -> str:
    return "".join(map(str, element.itertext()))
