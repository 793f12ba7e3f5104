"""Packs: what people write loads whole, file by file, or is refused with every fault at its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

import jsonschema_rs
import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from xiandao.core.errors import Refusal
from xiandao.core.taxonomy import Taxonomy
from xiandao.readers.packs import Loaded, load_pack, load_texts
from xiandao.readers.packs_calendar import CALENDAR
from xiandao.readers.packs_kinds import KINDS
from xiandao.readers.packs_parse import MOST_BYTES, parse_pack
from xiandao.readers.packs_places import PLACES, PlaceRow
from xiandao.readers.packs_positions import place_of, positions_of
from xiandao.readers.packs_schema import Field, Row, Schema, json_schema
from xiandao.readers.packs_taxonomy import TAXONOMY
from xiandao.readers.packs_units import UNITS, unit_by_name

PACKS = Path(__file__).resolve().parents[3] / "packs"
GOLDEN = Path(__file__).resolve().parents[2] / "golden"
Told = list[tuple[str, int, int, str]]


def _tools(tops: object) -> tuple[str, ...]:
    return tuple(row.text("code") for top in cast("list[Row]", tops) for row in top.rows("tool"))


TOOLS = Schema(
    name="tools",
    says="Tools.",
    fields=(
        Field(name="source", required=True),
        Field(
            name="tool",
            type="tables",
            required=True,
            fields=(
                Field(name="code", required=True, defines="tool", form="[a-z]+"),
                Field(name="kind", vocabulary=("hammer", "spanner"), default="hammer"),
                Field(name="weight", type="whole", least=1, most=100),
                Field(name="price", type="number"),
                Field(name="sharp", type="yes-no", default=False),
                Field(name="bought", type="day"),
                Field(name="words", type="texts", default=()),
                Field(name="needs", type="texts", default=(), refers="tool"),
                Field(name="part", type="tables", default=(), fields=(Field(name="name", required=True),)),
                Field(name="box", type="table", fields=(Field(name="place", refers="place"),)),
            ),
        ),
    ),
    build=_tools,
)


def told(loaded: Loaded[object]) -> Told:
    return [(fault.file, fault.line, fault.column, fault.finding.code) for fault in loaded.findings]


def load(text: str, schema: Schema[object] = TOOLS) -> Loaded[object]:
    return load_texts({"a.toml": text.encode()}, schema)


def values(loaded: Loaded[object]) -> Mapping[str, str]:
    return dict(loaded.findings[0].finding.values)


HEAD = 'source = "here"\n'


# ---- what must not happen


def test_every_fault_of_a_file_is_told_at_once_and_nothing_of_it_loads() -> None:
    loaded = load(
        """pack = "tools"
soruce = "typo"
[[tool]]
code = "Axe"
kind = "hamer"
weight = 0
price = "cheap"
[[tool]]
kind = "spanner"
sharp = "yes"
bought = 2025-01-01T08:00:00
words = ["", 3, " x"]
colour = "red"
[[tool]]
code = "saw"
needs = ["saw", "sow", "anvil"]
part = [{ nam = "blade" }, 4]
box = "shelf"
"""
    )
    assert loaded.value is None
    assert (loaded.accepted, loaded.rejected) == ((), ("a.toml",))
    assert told(loaded) == [
        ("a.toml", 1, 1, "pack-key-missing"),
        ("a.toml", 2, 1, "pack-key-unknown-near"),
        ("a.toml", 4, 8, "pack-value-form"),
        ("a.toml", 5, 8, "pack-value-unknown-near"),
        ("a.toml", 6, 10, "pack-value-outside"),
        ("a.toml", 7, 9, "pack-wants-number"),
        ("a.toml", 8, 1, "pack-key-missing"),
        ("a.toml", 10, 9, "pack-wants-yes-no"),
        ("a.toml", 11, 10, "pack-wants-day"),
        ("a.toml", 12, 10, "pack-text-empty"),
        ("a.toml", 12, 14, "pack-wants-text"),
        ("a.toml", 12, 17, "pack-text-blanks"),
        ("a.toml", 13, 1, "pack-key-unknown"),
        ("a.toml", 16, 17, "pack-reference-unknown-near"),
        ("a.toml", 16, 24, "pack-reference-unknown"),
        ("a.toml", 17, 9, "pack-key-missing"),
        ("a.toml", 17, 11, "pack-key-unknown-near"),
        ("a.toml", 17, 28, "pack-wants-table"),
        ("a.toml", 18, 7, "pack-wants-table"),
    ]


def test_a_fault_says_what_to_write_instead() -> None:
    assert values(load('sorce = "x"\nsource = "y"\ntool = []\n')) == {
        "file": "a.toml", "line": "1", "column": "1", "key": "sorce", "near": "source",
    }  # fmt: skip
    assert values(load(HEAD + '[[tool]]\ncode = "a"\nkind = "hamer"\n'))["near"] == "hammer"


def test_a_broken_file_takes_along_only_those_that_need_it() -> None:
    files = {
        "base.toml": HEAD + '[[tool]]\ncode = "base"\nweight = 1000\n',
        "needs.toml": HEAD + '[[tool]]\ncode = "needs"\nneeds = ["base"]\n',
        "farther.toml": HEAD + '[[tool]]\ncode = "farther"\nneeds = ["needs"]\n',
        "alone.toml": HEAD + '[[tool]]\ncode = "alone"\n',
    }
    loaded = load_texts({name: text.encode() for name, text in files.items()}, TOOLS)
    assert loaded.value == ("alone",)
    assert loaded.ids == {"tool": frozenset({"alone"})}
    assert loaded.rejected == ("base.toml", "farther.toml", "needs.toml")
    assert [(fault.file, fault.finding.code) for fault in loaded.findings] == [
        ("base.toml", "pack-value-outside"),
        ("farther.toml", "pack-reference-left-out"),
        ("needs.toml", "pack-reference-left-out"),
    ]


def test_an_id_written_twice_is_told_with_the_place_of_the_first() -> None:
    tool = HEAD + '[[tool]]\ncode = "saw"\n'
    loaded = load_texts({"b.toml": tool.encode(), "a.toml": ("# first\n" + tool).encode()}, TOOLS)
    assert told(loaded) == [("b.toml", 3, 8, "pack-id-twice")]
    assert (values(loaded)["other_file"], values(loaded)["other_line"]) == ("a.toml", "4")
    assert loaded.value == ("saw",)


def test_a_pack_of_another_kind_is_not_read_as_this_one() -> None:
    loaded = load('pack = "places"\nsource = "x"\n')
    assert told(loaded) == [("a.toml", 1, 8, "pack-other-kind")]


def test_damage_in_two_entries_is_told_twice_and_the_sound_ones_beside_them_are_checked_all_the_same() -> None:
    loaded = load(
        HEAD
        + """[[tool]]
code = saw
[[tool]]
code = "hammer"
weight = 1000
[[tool]]
code = “axe”
[[tool]]
code = "drill"
needs = ["saw"]
"""
    )
    assert loaded.value is None
    assert told(loaded) == [
        ("a.toml", 3, 8, "pack-syntax-value"),
        ("a.toml", 6, 10, "pack-value-outside"),
        ("a.toml", 8, 8, "pack-syntax-wide"),
        ("a.toml", 11, 10, "pack-reference-damaged"),
    ]


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a = 1\na = 2\n", (2, 6), "pack-syntax-twice"),
        ("a = b\n", (1, 5), "pack-syntax-value"),
        ("名称 ＝ 1\n", (1, 4), "pack-syntax-wide"),
        ('a = "b\nc = 1\n', (1, 7), "pack-syntax-quote"),
        ('a = ["b"\n"c"]\n', (2, 1), "pack-syntax-bracket"),
        ("a = [1,\n2\n", (2, 2), "pack-syntax-bracket"),
        ("a 1\n", (1, 3), "pack-syntax-equals"),
        ("= 1\n", (1, 1), "pack-syntax-key"),
        ("a = 1 2\n", (1, 7), "pack-syntax-rest"),
        ('a = "\\d"\n', (1, 8), "pack-syntax-escape"),
        ("a = " + "9" * 5_000, (1, 5_005), "pack-syntax-value"),
        ("[a]\n[a]\n", (2, 3), "pack-syntax-twice"),
    ],
)
def test_a_slip_of_the_pen_is_told_where_it_stands(text: str, place: tuple[int, int], code: str) -> None:
    loaded = load(text)
    assert ("a.toml", *place, code) in told(loaded)
    assert loaded.value is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), "pack-not-utf8"),
        ('source = "中文"\n'.encode("gb18030"), "pack-not-utf8"),
        (b"a = " + b"[" * 5_000, "pack-too-deep"),
        (b"a = " + b"[" * 50 + b"]" * 50, "pack-too-deep"),
        (b"a = " + b"{b=" * 50 + b"1" + b"}" * 50, "pack-too-deep"),
        (b".".join([b"a"] * 3_000) + b" = 1\n", "pack-too-deep"),
        (b"[" + b".".join([b"a"] * 30) + b"]\n", "pack-too-deep"),
        (b'a = "' + b"x" * 20_000 + b'"\n', "pack-line-too-long"),
        (b"#" * 100 + b"\n" * MOST_BYTES, "pack-too-large"),
    ],
)
def test_hostile_and_foreign_files_are_refused_not_followed(data: bytes, code: str) -> None:
    loaded = load_texts({"a.toml": data, "b.toml": (HEAD + "tool = []\n").encode()}, TOOLS)
    assert [fault.finding.code for fault in loaded.findings] == [code]
    assert loaded.accepted == ("b.toml",)


def test_a_folder_without_packs_a_missing_one_and_an_unreadable_file_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "pack-empty"), (tmp_path / "none", "pack-missing")):
        with pytest.raises(Refusal) as refused:
            load_pack(path, TOOLS)
        assert refused.value.code == code
    (tmp_path / "sound.toml").write_text(HEAD + "tool = []\n", "utf-8")
    (tmp_path / ".hidden.toml").write_text("nonsense", "utf-8")
    loaded = load_pack(tmp_path, TOOLS)
    assert (loaded.accepted, loaded.findings) == (("sound.toml",), ())


# ---- what must


def test_a_sound_file_gives_its_values_with_and_without_a_mark_of_byte_order_and_with_any_line_ends() -> None:
    text = HEAD + '[[tool]]\ncode = "saw"\n'
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode()):
        loaded = load_texts({"a.toml": data}, TOOLS)
        assert (loaded.value, loaded.findings) == (("saw",), ())


def test_references_to_other_packs_are_looked_up_where_their_ids_are_given() -> None:
    text = {"a.toml": (HEAD + '[[tool]]\ncode = "saw"\nbox = { place = "990000" }\n').encode()}
    assert told(load_texts(text, TOOLS)) == []
    assert told(load_texts(text, TOOLS, known={"place": {"990000"}})) == []
    assert told(load_texts(text, TOOLS, known={"place": {"990100"}})) == [
        ("a.toml", 4, 17, "pack-reference-unknown-near")
    ]


def test_places_of_keys_and_values_are_found_in_every_way_of_writing() -> None:
    text = 'a.b = 1\n"c d" = [1, { e = 2 }]\n[f.g]\nh = """\nx"y"""\n[[i]]\n[[i]]\n[i.j]\nk = 1979-05-27 07:32:00 # l\n'
    document = parse_pack(text.encode(), "a.toml")
    found = {path: tuple(place_of(text, at)) for path, at in document.positions.values.items()}
    assert found == {
        ("a", "b"): (1, 7),
        ("c d",): (2, 9),
        ("c d", 0): (2, 10),
        ("c d", 1): (2, 13),
        ("c d", 1, "e"): (2, 19),
        ("f", "g", "h"): (4, 5),
        ("i", 1, "j", "k"): (9, 5),
    }


NAMES = st.sampled_from(["a", "b-1", "C_2", '"d e"', "'f.g'", '"h\\"i"'])
SCALARS = st.sampled_from(['"x"', "'y#'", '"""z\n"z"""', "1", "-2.5", "true", "2025-01-02", '"人"'])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(lambda many: "[" + ", # c\n".join(many) + "\n]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(NAMES, VALUES), unique_by=lambda pair: pair[0], max_size=5))
def test_whatever_is_written_stands_where_we_say(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{name} = {value}\n" for name, value in pairs)
    read = tomlkit.parse(text).unwrap()
    positions = positions_of(text)
    assert {path[0] for path in positions.keys} == set(read)
    for (name, value), key in zip(pairs, read, strict=True):
        assert text.startswith(name, positions.key((key,)))
        assert text.startswith(value, positions.value((key,)))


SOUND = (PACKS / "demo" / "units.toml").read_text("utf-8").split("\n# 鹭汀区")[0] + "\n"


@given(
    st.integers(0, len(SOUND)),
    st.sampled_from(["", '"', "[", "]]", "\n", "=", "“", "\x00", "code", "人", ".", "{"]),
    st.integers(0, 40),
)
def test_no_damage_makes_the_loader_fail_and_what_loads_is_free_of_findings(at: int, put: str, cut: int) -> None:
    damaged = SOUND[:at] + put + SOUND[at + cut :]
    loaded = load_texts({"units.toml": damaged.encode()}, UNITS)
    assert (loaded.value is None) == bool(loaded.findings)
    for fault in loaded.findings:
        assert 1 <= fault.line <= damaged.count("\n") + 1


# ---- schemas


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_json_schema_of_a_kind_accepts_the_packs_that_load(name: str) -> None:
    schema = json_schema(KINDS[name])
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    folder = PACKS / {"units": "demo"}.get(name, name)
    for path in sorted(folder.glob("*.toml")):
        content = tomlkit.parse(path.read_text("utf-8")).unwrap()
        assert [str(error) for error in validator.iter_errors(_plain(content))] == []
    assert not validator.is_valid({"nonsense": 1})


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


# ---- the packs that come with the product


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    loaded = load_pack(PACKS / "taxonomy", TAXONOMY)
    assert told(loaded) == []
    assert loaded.value is not None
    return loaded.value


@pytest.fixture(scope="module")
def places() -> Loaded[tuple[PlaceRow, ...]]:
    loaded = load_pack(PACKS / "places", PLACES)
    assert told(loaded) == []
    return loaded


def test_a_synonym_of_two_nodes_in_two_files_is_told_with_both_places() -> None:
    one = 'source = "x"\n[[node]]\ncode = "a"\nname = "人形机器人"\nen = "A"\nkind = "sector"\n'
    two = (
        'source = "x"\n[[node]]\ncode = "b"\nname = "乙"\nen = "B"\nkind = "sector"\nsynonyms = ["丙", "人形 机器人"]\n'
    )
    loaded = load_texts({"1.toml": one.encode(), "2.toml": two.encode()}, TAXONOMY)
    assert told(loaded) == [("2.toml", 7, 18, "taxonomy-name-twice")]
    assert (values(loaded)["other_file"], values(loaded)["other_line"]) == ("1.toml", "4")
    assert loaded.value is not None
    assert [node.code for node in loaded.value.nodes] == ["a"]


def test_fields_in_a_circle_are_told() -> None:
    node = '[[node]]\ncode = "{0}"\nname = "{0}"\nen = "X"\nkind = "sector"\nparent = "{1}"\n'
    loaded = load('source = "x"\n' + node.format("a", "b") + node.format("b", "a"), TAXONOMY)
    assert told(loaded) == [("a.toml", 7, 10, "taxonomy-circle")]


def test_two_names_of_one_field_are_one_node(taxonomy: Taxonomy) -> None:
    assert taxonomy.canonical("类人机器人") == taxonomy.canonical("人形机器人") == "humanoid-robots"
    assert taxonomy.canonical("储能变流器（PCS）") == taxonomy.canonical("储能变流器") == "power-conversion-systems"
    assert taxonomy.codes_of("氢能和新型储能") == ("hydrogen", "energy-storage")
    assert taxonomy.canonical("控制系统") is None
    assert taxonomy.canonical("控制系统", within="hydrogen") == "fuel-cell-control-systems"


def test_every_field_has_an_english_name_a_source_and_stands_under_a_sector(taxonomy: Taxonomy) -> None:
    for node in taxonomy.nodes:
        assert node.en.isascii()
        assert node.source
        assert taxonomy.sector_of(node.code)


def test_the_province_of_the_samples_can_be_no_real_place(places: Loaded[tuple[PlaceRow, ...]]) -> None:
    demo = [place for place in places.value or () if not place.code.startswith("32")]
    assert {place.code[:2] for place in demo} == {"99"}
    by_code = {place.code: place for place in demo}
    managed = [by_code[one.place].name for place in demo for one in place.manages]
    assert len(managed) == len(set(managed)) > 0
    assert [place.name for place in demo if place.level == "市级" and place.kind == "行政区"] == [
        "霁川市",
        "栖梧市",
        "砚海市",
    ]


def test_jiangsu_has_thirteen_cities_and_ninety_five_counties(places: Loaded[tuple[PlaceRow, ...]]) -> None:
    jiangsu = [place for place in places.value or () if place.code.startswith("32")]
    administrative = [place for place in jiangsu if place.kind == "行政区"]
    assert Counter(place.level for place in administrative) == {"省级": 1, "市级": 13, "县区级": 95}
    counties = [place for place in administrative if place.level == "县区级"]
    assert Counter(place.name[-1] for place in counties) == {"区": 55, "市": 21, "县": 19}
    for place in administrative:
        assert re.fullmatch(r"\d{6}", place.code)
        if place.level == "县区级":
            assert place.parent == place.code[:4] + "00"
            assert (place.name[-1], place.code[4] < "2" or place.code[4] >= "8") != ("县", True)
            assert (place.name[-1] == "市") == (place.code[4] == "8")
    named = {place.name: place.code for place in counties}
    assert (named["锡山区"], named["昆山市"], named["海安市"], named["崇川区"]) == (
        "320205",
        "320583",
        "320685",
        "320613",
    )
    assert all("-" in place.code for place in jiangsu if place.kind == "功能区")


# The place whose offices each sample's notes name.
SAMPLE_PLACES = {
    "01": "990000", "02": "990100", "03": "990100", "04": "990102", "05": "990200", "06": "990300", "07": "990171", "08": "990100",
    "09": "990103", "10": "990221", "11": "990203", "12": "990302", "13": "990000", "14": "990172", "15": "990121",
}  # fmt: skip
# Not one office but many.
MANY = re.compile("^各|^省各|^街道办事处$")


def sample_answers() -> list[tuple[str, dict[str, list[dict[str, object]]]]]:
    """Number and annotated items of every sample, in simplified characters."""
    plain = OpenCC("t2s")
    return [
        (path.name[:2], json.loads(plain.convert(path.read_text("utf-8")))) for path in sorted(GOLDEN.glob("*.json"))
    ]


def test_every_unit_the_samples_name_is_known_in_its_place(places: Loaded[tuple[PlaceRow, ...]]) -> None:
    loaded = load_pack(PACKS / "demo", UNITS, known=places.ids)
    assert told(loaded) == []
    assert loaded.value is not None
    staff = loaded.value
    anywhere = Counter(name for unit in staff.units for name in (unit.name, *unit.short))
    unknown = []
    for number, answers in sample_answers():
        known = unit_by_name(staff, SAMPLE_PLACES[number])
        named = [str(name) for task in answers["tasks"] for name in cast("list[str]", task["units"])]
        unknown += [name for name in named if name not in known and anywhere[name] != 1 and not MANY.search(name)]
    assert len(sample_answers()) == 15
    assert unknown == []


def unknown_share(taxonomy: Taxonomy, items: list[dict[str, object]]) -> float:
    """Share of *items* whose name the taxonomy does not know, in the sector it was annotated under."""
    unknown = 0
    for item in items:
        within = taxonomy.canonical(str(item.get("subsector") or item.get("sector") or ""))
        unknown += not taxonomy.codes_of(str(item["name"]), within)
    return unknown / len(items)


def test_every_sector_and_technology_of_the_samples_is_known(taxonomy: Taxonomy) -> None:
    for kind in ("sectors", "technologies"):
        items = [item for _, answers in sample_answers() for item in answers.get(kind, [])]
        assert len(items) > 50
        assert unknown_share(taxonomy, items) == 0


@pytest.mark.shared
def test_nearly_every_sector_and_technology_of_the_annotated_plans_is_known(taxonomy: Taxonomy, shared: Path) -> None:
    answers = [json.loads(path.read_text("utf-8")) for path in sorted((shared / "reading" / "gold").glob("*.json"))]
    for kind, allowed in (("sectors", 0.05), ("technologies", 0.15)):
        assert unknown_share(taxonomy, [item for plan in answers for item in plan[kind]]) <= allowed


def test_everybody_holds_a_post_and_the_three_administrators_are_three_people(
    places: Loaded[tuple[PlaceRow, ...]],
) -> None:
    staff = load_pack(PACKS / "demo", UNITS, known=places.ids).value
    assert staff is not None
    roles = {post.code: post.roles for post in staff.posts}
    assert {tenure.person for tenure in staff.tenures} == {person.code for person in staff.people}
    assert {tenure.post for tenure in staff.tenures} == set(roles)
    administrators = [
        tenure.person for tenure in staff.tenures if {"administrator", "security", "auditor"} & {*roles[tenure.post]}
    ]
    assert len(administrators) == len(set(administrators)) == 3
    wanted = {"reader", "reporter", "reviewer", "analyst", "office", "expert", "auditor", "administrator", "leader"}
    assert wanted <= {role for each in roles.values() for role in each}


OFFICE = 'source = "x"\n[[office]]\nplace = "990100"\nunits = [{ code = "u", name = "甲" }]\n'
HOLD = '[[post]]\ncode = "p"\nunit = "u"\nname = "岗"\nroles = ["reader"]\n[[person]]\ncode = "a"\nname = "样"\nunit = "u"\n'
HELD = HOLD + '[[tenure]]\nperson = "a"\npost = "p"\nfrom = 2025-02-01\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[[office]]\nplace = "990100"\nunits = [{ code = "v", name = "乙", short = ["甲"] }]\n', "unit-name-twice"),
        ('[[office]]\nplace = "990100"\nunits = [{ code = "v", name = "乙", parent = "v" }]\n', "unit-circle"),
        ('[[post]]\ncode = "p"\nunit = "u"\nname = "岗"\nroles = ["administrator", "reader"]\n', "post-powers-mixed"),
        (HELD + '[[tenure]]\nperson = "a"\npost = "p"\nfrom = 2025-01-01\nto = 2025-02-01\n', "post-held-twice"),
        (HELD + "to = 2025-01-01\n", "pack-period-backwards"),
    ],
)
def test_units_that_do_not_go_together_are_told(text: str, code: str) -> None:
    assert [fault[3] for fault in told(load(OFFICE + text, UNITS))] == [code]


PLACE = '[[place]]\ncode = "{}"\nname = "{}"\nlevel = "{}"\nparent = "{}"\n'
CITY = 'source = "x"\n[[place]]\ncode = "990000"\nname = "省"\nlevel = "省级"\n' + PLACE.format(
    "990100", "市", "市级", "990000"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PLACE.format("990200", "丙", "省级", "990100"), "place-level"),
        (PLACE.format("990200", "市", "市级", "990000"), "place-name-twice"),
        (PLACE.format("990200", "丙", "市级", "990000") + 'manages = [{ place = "990100" }]\n', "place-manages"),
        (PLACE.format("990200", "丙", "市级", "990000") + "from = 2025-02-01\nto = 2025-01-01\n", "pack-period-backwards"),
        (
            PLACE.format("990171", "丙", "县区级", "990100") + 'kind = "功能区"\nmanages = [{ place = "990100" }]\n'
            + PLACE.format("990172", "丁", "县区级", "990100") + 'kind = "功能区"\nmanages = [{ place = "990100" }]\n',
            "place-managed-twice",
        ),
    ],
)  # fmt: skip
def test_places_that_do_not_go_together_are_told(text: str, code: str) -> None:
    assert [fault[3] for fault in told(load(CITY + text, PLACES))] == [code]


def test_a_place_may_take_over_a_name_that_has_lapsed() -> None:
    text = PLACE.format("990200", "丙", "市级", "990000") + "to = 2019-12-31\n"
    text += PLACE.format("990300", "丙", "市级", "990000") + "from = 2020-01-01\n"
    assert told(load(CITY + text, PLACES)) == []


def test_a_calendar_with_a_day_twice_or_out_of_its_year_is_refused_with_its_place() -> None:
    text = 'year = 2025\nsource = "x"\noff = [2025-01-01, 2025-01-01]\nwork = []\n'
    assert told(load(text, CALENDAR)) == [("a.toml", 3, 20, "calendar-day-repeated")]
    text = 'year = 2025\nsource = "x"\noff = [2026-01-01]\nwork = []\n'
    assert [fault[3] for fault in told(load(text, CALENDAR))] == ["calendar-day-outside"]


def test_the_calendars_that_come_with_the_product_load() -> None:
    loaded = load_pack(PACKS / "calendar", CALENDAR)
    assert told(loaded) == []
    assert loaded.value is not None
    assert loaded.value.table(2025) is not None
