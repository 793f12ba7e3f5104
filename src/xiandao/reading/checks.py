"""What is wrong with a document's text, told with its place; sound text yields nothing."""

from __future__ import annotations

import re

from xiandao.core.claims import printed_numbers
from xiandao.core.findings import Finding, finding
from xiandao.core.plan import Balance, DocumentData
from xiandao.core.text import Source
from xiandao.reading.blocks import Block
from xiandao.reading.damage import figures, headings, lines, marks
from xiandao.reading.damage.seen import Check, Seen
from xiandao.reading.front import front_of
from xiandao.reading.view import View

CHECKS: tuple[Check, ...] = (*headings.CHECKS, *figures.CHECKS, *marks.CHECKS, *lines.CHECKS)
MOST = 40

_HAN = re.compile(r"[\u4e00-\u9fff]")
_FOOTER = re.compile(
    r"上一[篇条]|下一[篇条]|相关|附件|主办|承办|版权|网站|联系我们|关于我们|技术支持|ICP|公网安备|样例数据|党政机关|分享|打印|关闭|责任编辑|来源|返回|扫一扫|此件|\(此件|\(样例|抄送|公开征求意见|地址|电话|邮编"
)


def checks_of(source: Source, view: View, blocks: list[Block], document: DocumentData) -> tuple[Finding, ...]:
    """All damage in the order of the text, at most some dozens of one kind."""
    if not _HAN.search(view.text):
        return (finding("nothing-to-read"),)
    lines = [block for block in blocks if block.end > block.start]
    seen = Seen(
        source=source,
        view=view,
        text=view.text,
        blocks=lines,
        document=document,
        body=front_of(lines).lines,
        tail=_tail(view.text, lines),
    )
    found: list[Finding] = []
    for check in CHECKS:
        for count, one in enumerate(check.find(seen)):
            if count == MOST:
                break
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def open_numbers(balance: Balance, source: Source) -> tuple[Finding, ...]:
    """The numbers that no item claims, or two that have nothing to do with each other."""
    return tuple(
        finding("number-open", claim.start, claim.end, printed=source.text[claim.start : claim.end])
        for claim in printed_numbers(balance.open, source.text)
    )


def _tail(text: str, blocks: list[Block]) -> int:
    """One past the last block that is no footer of a page."""
    tail = len(blocks)
    while tail and _is_footer(text[blocks[tail - 1].start : blocks[tail - 1].end]):
        tail -= 1
    return tail


def _is_footer(line: str) -> bool:
    return not _HAN.search(line) or bool(_FOOTER.match(line)) or "备案" in line or "ICP" in line or "网站地图" in line
