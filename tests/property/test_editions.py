"""What holds for the diff of any two editions."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from xiandao.alignment.editions import Change, EditionDiff, carried, compare_editions
from xiandao.alignment.leaves import Figure, Kind, Leaf

KINDS: tuple[Kind, ...] = ("target", "fact", "task", "sector", "technology", "placement", "bundle", "cite")
THINGS = ("无人机企业", "中试平台", "重点实验室", "低空产业规模", "攻关清单", "量子信息", "")
DEEDS = ("建设", "培育", "编制", "推动", "")
UNITS = ("市科技局", "市工业和信息化局", "市工信局", "市财政局")


@st.composite
def editions(draw: st.DrawFn, most: int = 14) -> tuple[Leaf, ...]:
    """Items of any kinds over few words, so that many are alike; their places may overlap."""
    items = []
    for at in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(KINDS))
        head = draw(st.sampled_from(THINGS))
        amount = draw(st.integers(0, 3))
        words = f"{draw(st.sampled_from(DEEDS))}{head}{amount}家"
        start = draw(st.integers(0, 400))
        rest = draw(st.sampled_from(THINGS)) + draw(st.text("，。；（）市局年2027", max_size=12))
        items.append(
            Leaf(
                key=f"{kind[0]}{at}",
                kind=kind,
                head=head,
                words=words,
                body=f"{rest}，{words}。{draw(st.sampled_from(DEEDS))}",
                start=start,
                end=start + len(words),
                path=draw(st.sampled_from(("", "三/（一）", "三/（二）"))) if kind == "task" else "",
                figure=Figure("=", float(amount), None, "家", "total") if kind in ("target", "fact") else None,
                year=draw(st.sampled_from((None, 2026, 2027))) if kind in ("target", "fact") else None,
                owners=tuple(draw(st.lists(st.sampled_from(UNITS), max_size=3, unique=True))),
                within=draw(st.sampled_from(("", "低空经济"))),
            )
        )
    return tuple(items)


def sides(diff: EditionDiff) -> tuple[list[str], list[str]]:
    return [key for link in diff.links for key in link.before], [key for link in diff.links for key in link.after]


@settings(max_examples=80)
@given(editions(), editions())
def test_every_item_of_both_editions_is_in_exactly_one_link(before: tuple[Leaf, ...], after: tuple[Leaf, ...]) -> None:
    told = sides(compare_editions(before, after))
    assert sorted(told[0]) == sorted(leaf.key for leaf in before)
    assert sorted(told[1]) == sorted(leaf.key for leaf in after)


@settings(max_examples=80)
@given(editions(), editions())
def test_links_stay_within_a_kind_and_their_changes_fit_their_sides(
    before: tuple[Leaf, ...], after: tuple[Leaf, ...]
) -> None:
    kinds = [{leaf.key: leaf.kind for leaf in side} for side in (before, after)]
    for link in compare_editions(before, after).links:
        one, other = ({kinds[side][key] for key in keys} for side, keys in enumerate((link.before, link.after)))
        assert one | other <= {"target", "fact"} or len(one | other) == 1
        assert (Change.SPLIT in link.changes) == (len(link.after) > 1)
        assert (Change.MERGED in link.changes) == (len(link.before) > 1)
        assert min(len(link.before), len(link.after)) <= 1
        assert 0.0 <= link.score <= 1.0
        assert link.reasons
        if len(link.before) == len(link.after) == 1:
            assert (one != other) == (Change.KIND in link.changes)


@settings(max_examples=80)
@given(editions())
def test_an_edition_beside_itself_is_kept_whole(items: tuple[Leaf, ...]) -> None:
    diff = compare_editions(items, items)
    assert all(link.changes == (Change.KEPT,) and link.before == link.after for link in diff.links)


@settings(max_examples=40)
@given(editions(), editions(), st.randoms(use_true_random=False))
def test_the_order_in_which_items_are_given_does_not_matter(
    before: tuple[Leaf, ...], after: tuple[Leaf, ...], shuffling: random.Random
) -> None:
    mixed = [list(before), list(after)]
    for side in mixed:
        shuffling.shuffle(side)
    assert compare_editions(*mixed) == compare_editions(before, after)


@settings(max_examples=40)
@given(editions(), editions())
def test_lineage_is_what_the_links_say(before: tuple[Leaf, ...], after: tuple[Leaf, ...]) -> None:
    diff = compare_editions(before, after)
    lineage = carried(diff)
    assert set(lineage) == {leaf.key for leaf in after}
    dropped = {key for link in diff.links if link.changes == (Change.DROPPED,) for key in link.before}
    assert {key for keys in lineage.values() for key in keys} == {leaf.key for leaf in before} - dropped
