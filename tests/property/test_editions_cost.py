"""Comparing editions costs little more for each item when there are more of them, however alike they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.builders.cost import processor_seconds

from xiandao.alignment.editions import compare_editions
from xiandao.alignment.leaves import Figure, Leaf

SMALL, LARGE = 400, 2000
# Five times the items may take at most this many times as long; a quadratic comparison takes 25 times as long.
MOST = 12
ALLOWANCE = 0.2
# Processor seconds for two editions of 2,000 items, with what a busy machine adds.
LIMIT = 6.0

SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def name(at: int) -> str:
    """Another name for each number."""
    base = len(SIGNS)
    return SIGNS[at % base] + SIGNS[at // base % base] + SIGNS[at // base**2 % base]


SHAPES: dict[str, Callable[[int, int], tuple[str, str]]] = {
    # Head and words of an item, by its place and the edition.
    "all equal": lambda _at, _edition: ("中试平台", "建设中试平台5个"),
    "other numbers": lambda at, edition: ("中试平台", f"建设中试平台{at + edition}个"),
    "other names": lambda at, _edition: (f"{name(at)}中试平台", f"建设{name(at)}中试平台5个"),
    "reworded": lambda at, edition: (f"{name(at)}平台", f"{('建设', '打造')[edition]}{name(at)}平台{at + 1}个"),
    "enumerations": lambda at, edition: (
        f"{name(at + edition)}企业和{name(at + 2)}平台",
        f"建设{name(at + edition)}企业和{name(at + 2)}平台{at + 1}个",
    ),
    "all new": lambda at, edition: (f"{name(at + edition * 5000)}平台", f"建设{name(at + edition * 5000)}平台3个"),
}


def edition(shape: str, count: int, number: int, *, one_paragraph: bool) -> list[Leaf]:
    texts = [SHAPES[shape](at, number) for at in range(count)]
    paragraph = "。".join(words for _, words in texts)
    leaves, start = [], 0
    for at, (head, words) in enumerate(texts):
        amount = Figure("=", float(at + number), None, "个", "total")
        body = paragraph if one_paragraph else f"{words}。"
        leaves.append(Leaf(f"t{at}", "target", head, words, body, start, start + len(words), figure=amount, year=2027))
        start += len(words) + 1
    return leaves


def cost(shape: str, count: int, *, one_paragraph: bool) -> float:
    """Processor seconds to compare two editions."""
    before, after = (edition(shape, count, number, one_paragraph=one_paragraph) for number in (0, 1))
    return processor_seconds(lambda: compare_editions(before, after))


@pytest.mark.slow
@pytest.mark.parametrize("one_paragraph", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_cost_grows_with_the_number_of_items(shape: str, one_paragraph: bool) -> None:
    cost(shape, 50, one_paragraph=one_paragraph)
    large = cost(shape, LARGE, one_paragraph=one_paragraph)
    assert large <= LIMIT
    assert large <= MOST * cost(shape, SMALL, one_paragraph=one_paragraph) + ALLOWANCE


def long_tasks(number: int) -> list[Leaf]:
    """Tasks of 600 characters; each edition has other words in a tenth of the places."""
    leaves, start = [], 0
    for at in range(LARGE):
        words = [name((at * 131 + step * 977 + (step % 10 == number) * 5) % 8000) + "业" for step in range(150)]
        title, body = "".join(words[:3]), "。" + "，".join(words[3:]) + "。"
        leaves.append(Leaf(f"k{at}", "task", title, title, body, start, start + len(title), path=f"二/{at + 1}"))
        start += len(title) + len(body) + 1
    return leaves


@pytest.mark.slow
def test_long_tasks_that_are_all_reworded_take_seconds() -> None:
    before, after = long_tasks(1), long_tasks(2)
    assert all(link.before == link.after for link in compare_editions(before, after).links)
    assert processor_seconds(lambda: compare_editions(before, after)) <= LIMIT
