"""Two editions of one plan beside each other, item by item: what was kept, changed, split, merged, added, dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from xiandao.alignment.editions_assignment import matched
from xiandao.alignment.editions_links import Group, groups_of, linked_by_hand, links_of, places_of
from xiandao.alignment.editions_pairs import Edition, beside, hosts_of
from xiandao.alignment.editions_parts import parts_of
from xiandao.alignment.editions_values import Change, EditionDiff, Link, Reason
from xiandao.alignment.editions_words import faces_of
from xiandao.alignment.leaves import Leaf

__all__ = ["Change", "EditionDiff", "Link", "Reason", "carried", "compare_editions", "link_said"]


def compare_editions(before: Sequence[Leaf], after: Sequence[Leaf]) -> EditionDiff:
    """What became of every item of *before* in *after*, and where every item of *after* comes from.

    Args:
        before: The items of the earlier edition, as :func:`xiandao.alignment.leaves.leaves_of` gives them; any order.
        after: The items of the later edition.

    Raises:
        ValueError: Two items of one edition have the same key.
    """
    earlier, later = _edition(before), _edition(after)
    both = beside(earlier, later)
    matching = matched(both)
    groups = groups_of(matching, *parts_of(both, matching))
    places = places_of(earlier, later, groups)
    return EditionDiff(links=tuple(links_of(places, groups, matching)))


def link_said(before: Sequence[Leaf], after: Sequence[Leaf], key: str, other: str) -> Link:
    """What a person holds to be one: the item *key* of the earlier edition and *other* of the later, and what changed.

    Raises:
        ValueError: Two items of one edition have the same key, or one of the two is not there.
    """
    earlier, later = _edition(before), _edition(after)
    row = [leaf.key for leaf in earlier.leaves].index(key)
    column = [leaf.key for leaf in later.leaves].index(other)
    return linked_by_hand(places_of(earlier, later, [Group((row,), (column,), 1.0)]), row, column)


def carried(diff: EditionDiff) -> Mapping[str, tuple[str, ...]]:
    """By each key of the later edition the keys of the earlier one that it carries on; none for what was added."""
    return MappingProxyType({key: link.before for link in diff.links for key in link.after})


def _edition(leaves: Sequence[Leaf]) -> Edition:
    """The items of one edition in the order of its text, as they are compared."""
    if len({leaf.key for leaf in leaves}) != len(leaves):
        raise ValueError("an item's key is unique in its edition")
    ordered = sorted(leaves, key=lambda leaf: (leaf.start, leaf.end, leaf.key))
    return Edition(ordered, faces_of(ordered), hosts_of(ordered))
