"""The tree of fields: one name, one node; every way of writing it finds it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.core.taxonomy import KINDS, Node, Taxonomy, faults_of, folded, forms

NODES = (
    Node(code="energy", name="未来能源", kind="sector"),
    Node(code="hydrogen", name="氢能", kind="sector", parent="energy", synonyms=("绿色氢能",)),
    Node(code="storage", name="新型储能", kind="sector", parent="energy"),
    Node(code="pcs", name="储能变流器（PCS）", kind="product", parent="storage"),
    Node(code="fuel-cells", name="燃料电池", kind="segment", parent="hydrogen"),
    Node(code="fuel-cell-control", name="燃料电池控制系统", kind="product", parent="fuel-cells", local=("控制系统",)),
    Node(code="manufacturing", name="未来制造", kind="sector"),
    Node(code="robots", name="人形机器人", kind="sector", parent="manufacturing", synonyms=("类人机器人", "Mini-Bot")),
    Node(code="robot-control", name="机器人控制器", kind="product", parent="robots", local=("控制系统",)),
)
TREE = Taxonomy(nodes=NODES)


def codes(*nodes: Node) -> list[tuple[str, int, str]]:
    return [fault[:3] for fault in faults_of(nodes)]


def test_a_name_nobody_bears_finds_nothing() -> None:
    assert TREE.canonical("传统化工") is None
    assert TREE.codes_of("下一代和新型储能") == ()
    assert TREE.longest("传统化工") is None
    assert TREE.canonical("") is None
    assert TREE.node("chemistry") is None


def test_a_name_claimed_by_two_nodes_is_a_fault_that_names_both() -> None:
    two = (Node(code="a", name="甲", kind="sector"), Node(code="b", name="乙", kind="sector", synonyms=("丙", "甲")))
    (fault,) = faults_of(two)
    assert (fault.code, fault.place, fault.name, fault.other, fault.other_name) == ("taxonomy-name-twice", 1, 2, 0, 0)
    with pytest.raises(ValueError, match="taxonomy-name-twice: 甲"):
        Taxonomy(nodes=two)


def test_an_abbreviation_claimed_by_two_nodes_is_a_fault() -> None:
    first = Node(code="a", name="储能变流器（PCS）", kind="product")
    assert codes(first, Node(code="b", name="乙", kind="product", synonyms=("pcs",))) == [
        ("taxonomy-name-twice", 1, "pcs")
    ]


def test_a_name_written_twice_at_one_node_is_a_fault_but_its_bare_form_is_not() -> None:
    assert codes(Node(code="a", name="甲乙", kind="sector", synonyms=("甲乙",))) == [("taxonomy-name-twice", 0, "甲乙")]
    assert codes(Node(code="a", name="碳化硅", kind="sector", synonyms=("碳化硅（SiC）",))) == []


def test_nodes_in_a_circle_are_a_fault_told_once_with_the_way_round() -> None:
    circle = (
        Node(code="out", name="外", kind="sector", parent="a"),
        Node(code="b", name="乙", kind="sector", parent="a"),
        Node(code="a", name="甲", kind="sector", parent="c"),
        Node(code="c", name="丙", kind="sector", parent="b"),
    )
    assert codes(*circle) == [("taxonomy-circle", 1, "b → a → c → b")]
    assert codes(Node(code="a", name="甲", kind="sector", parent="a")) == [("taxonomy-circle", 0, "a → a")]


def test_a_parent_that_does_not_exist_or_is_of_a_lower_kind_is_a_fault() -> None:
    assert codes(Node(code="a", name="甲", kind="sector", parent="b")) == [("taxonomy-parent-unknown", 0, "b")]
    wrong = (Node(code="p", name="品", kind="product"), Node(code="s", name="赛", kind="sector", parent="p"))
    assert codes(*wrong) == [("taxonomy-kind", 1, "s")]


def test_a_code_given_twice_is_a_fault() -> None:
    assert codes(Node(code="a", name="甲", kind="sector"), Node(code="a", name="乙", kind="sector")) == [
        ("taxonomy-code-twice", 1, "a")
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("类人机器人", "robots"),
        ("人形 机器人", "robots"),
        ("“人形机器人”", "robots"),
        ("ｍｉｎｉ－ｂｏｔ", "robots"),
        ("MINIBOT", "robots"),
        ("储能变流器（PCS）", "pcs"),
        ("储能变流器(ＰＣＳ)", "pcs"),
        ("储能变流器", "pcs"),
        ("PCS", "pcs"),
        ("氢能（绿色）", "hydrogen"),
    ],
)
def test_width_case_blanks_quotes_and_brackets_do_not_matter(name: str, code: str) -> None:
    assert TREE.canonical(name) == code


def test_joined_names_are_several_nodes_only_where_every_part_is_known() -> None:
    assert TREE.codes_of("氢能和新型储能") == ("hydrogen", "storage")
    assert TREE.codes_of("氢能、绿色氢能") == ("hydrogen",)
    assert TREE.codes_of("氢能和化工") == ()


def test_a_local_name_counts_only_where_its_sector_is_spoken_of() -> None:
    assert TREE.canonical("控制系统") is None
    assert TREE.canonical("控制系统", within="hydrogen") == "fuel-cell-control"
    assert TREE.canonical("控制系统", within="fuel-cells") == "fuel-cell-control"
    assert TREE.canonical("控制系统", within="robots") == "robot-control"
    assert TREE.canonical("控制系统", within="energy") == "fuel-cell-control"
    assert TREE.canonical("控制系统", within="storage") is None


def test_a_local_name_that_two_sectors_below_have_means_nothing_above_them() -> None:
    both = Taxonomy(
        nodes=(
            Node(code="top", name="顶", kind="sector"),
            Node(code="a", name="甲", kind="sector", parent="top", local=("件",)),
            Node(code="b", name="乙", kind="sector", parent="top", local=("件",)),
        )
    )
    assert both.canonical("件", within="top") is None
    assert both.canonical("件", within="b") == "b"
    assert codes(*both.nodes, Node(code="c", name="丙", kind="segment", parent="b", local=("件",))) == [
        ("taxonomy-name-twice", 3, "件")
    ]


def test_the_longest_name_in_a_phrase_wins() -> None:
    found = TREE.longest("推动绿色氢能发展")
    assert found is not None
    assert (found.code, folded("推动绿色氢能发展")[found.start : found.end]) == ("hydrogen", "绿色氢能")


def test_ancestors_sectors_and_children_follow_the_parents() -> None:
    assert TREE.ancestors("fuel-cell-control") == ("fuel-cells", "hydrogen", "energy")
    assert TREE.sector_of("fuel-cell-control") == "hydrogen"
    assert TREE.sector_of("hydrogen") == "hydrogen"
    assert TREE.below("energy") == ("hydrogen", "storage")
    assert TREE.below(None) == ("energy", "manufacturing")
    assert TREE.ancestors("unknown") == ()


def test_amounts_roll_up_to_everything_above_and_unknown_codes_are_refused() -> None:
    amounts = {"pcs": Decimal("1.5"), "hydrogen": Decimal(2), "robots": Decimal(4)}
    assert TREE.roll_up(amounts) == {
        "energy": Decimal("3.5"),
        "hydrogen": Decimal(2),
        "storage": Decimal("1.5"),
        "pcs": Decimal("1.5"),
        "manufacturing": Decimal(4),
        "robots": Decimal(4),
    }
    with pytest.raises(KeyError):
        TREE.roll_up({"chemistry": Decimal(1)})


@st.composite
def trees(draw: st.DrawFn) -> tuple[Node, ...]:
    """Nodes that may stand anywhere, circles and unknown parents among them."""
    size = draw(st.integers(1, 8))
    parents = draw(st.lists(st.none() | st.integers(0, 9).map(str), min_size=size, max_size=size))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=size, max_size=size))
    names = draw(st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=size, max_size=size))
    return tuple(
        Node(code=str(n), name=name, kind=kind, parent=parent)
        for n, (name, kind, parent) in enumerate(zip(names, kinds, parents, strict=True))
    )


@given(trees())
def test_nodes_without_faults_make_a_tree_whose_ways_up_end(nodes: tuple[Node, ...]) -> None:
    if faults_of(nodes):
        with pytest.raises(ValueError, match="taxonomy"):
            Taxonomy(nodes=nodes)
        return
    tree = Taxonomy(nodes=nodes)
    for node in nodes:
        assert node.code not in tree.ancestors(node.code)
        assert tree.canonical(node.name) == node.code
    assert sum(len(tree.below(code)) for code in (None, *(node.code for node in nodes))) == len(nodes)


@given(st.dictionaries(st.sampled_from([node.code for node in NODES]), st.integers(0, 10**12).map(Decimal)))
def test_what_rolls_up_to_the_tops_is_what_was_given(amounts: dict[str, Decimal]) -> None:
    sums = TREE.roll_up(amounts)
    tops = [sums[code] for code in TREE.below(None) if code in sums]
    assert sum(tops, Decimal(0)) == sum(amounts.values(), Decimal(0))


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once_and_forms_begin_with_it(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert forms(name)[0] == folded(name)
