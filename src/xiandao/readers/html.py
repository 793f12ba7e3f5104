"""Web pages of governments: the article among menus and footers, a block a line, a row of a table a line."""

from __future__ import annotations

import re
from contextlib import suppress

from lxml import etree

from xiandao.core.errors import Refusal
from xiandao.core.findings import Finding, finding
from xiandao.readers.extract import Extract, Task
from xiandao.readers.html_article import Article, article_of
from xiandao.readers.html_lines import lines_of
from xiandao.readers.html_visible import keep_visible
from xiandao.readers.markup import Element
from xiandao.readers.txt import decoded

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
# What pages declare, and the encoding that holds it; GB 2312 and GBK are parts of GB 18030.
_ENCODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_SPOILT = 0.01
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_html(task: Task) -> Extract:
    """The article of a page: what a visitor sees of it, nothing of scripts, styles and hidden elements.

    Raises:
        Refusal: The page is in no known encoding, or nested beyond reason.
    """
    text, findings = page_text(task.data)
    body = _body(text)
    if body is None:
        return Extract(text="")
    unseen = keep_visible(body)
    article = article_of(body)
    lines = lines_of(article.before) + lines_of(article.parts)
    written = "".join(line + "\n" for line in lines)
    found = (*_damage(findings, written), *_findings(article))
    return Extract(text=written, findings=found, asides=(*unseen, *_properties(body)))


def page_text(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """Text of a page: valid UTF-8 is believed before the page's own word, which is often wrong."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        declared = _DECLARED.search(data[:4096])
        named = _ENCODINGS.get(declared[1].decode("ascii").lower(), "") if declared else ""
        for encoding in filter(None, ("utf-8", named)):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding), ()
        if named and (text := data.decode(named, "replace")).count("\ufffd") <= _SPOILT * len(text):
            return text, (finding("bytes-undecodable"),)
    return decoded(data)


def _body(text: str) -> Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    plain = _NOT_XML.sub(" ", _XML_DECLARATION.sub("", text))
    try:
        root = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing but blanks
        root = None
    if any("depth" in str(entry.message) for entry in parser.error_log):
        raise Refusal("xml-unsafe", kind="HTML")
    return root


def _damage(findings: tuple[Finding, ...], text: str) -> list[Finding]:
    """What was lost in decoding the page, where it stands in the article."""
    places = [match.start() for match in re.finditer("\ufffd+", text)]
    cut = [finding("text-cut-off", len(text), len(text)) for found in findings if found.code == "text-cut-off"]
    return [*(finding("bytes-undecodable", place, place + 1) for place in places if findings), *cut]


def _findings(article: Article) -> list[Finding]:
    found = [finding("images-left-out", count=article.pictures)] if article.pictures else []
    return found if article.stands_out else [finding("article-not-found"), *found]


def _properties(root: Element) -> list[str]:
    """The page's title and what it says of itself in ``meta``."""
    titles = [one.text or "" for one in root.iter("title")]
    return titles + [str(one.get("content", "")) for one in root.iter("meta") if one.get("content")]
