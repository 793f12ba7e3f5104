"""Kinds and views as packs: every fault is told at its line, and what comes with the product has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from tests.builders.kinds import SOUND

from xiandao.core.conditions import Answer, Condition, all_of, answers
from xiandao.core.kinds import EVERY, Kind, Label, Ladder, Property, Registry, Stage, View
from xiandao.core.messages import message
from xiandao.readers.packs import Loaded, load_pack, load_texts
from xiandao.readers.packs_registers import KINDS

PACKS = Path(__file__).resolve().parents[3] / "packs" / "kinds"


def load(text: str) -> Loaded[Registry]:
    return load_texts({"a.toml": text.encode()}, KINDS)


def spoilt(find: str, put: str) -> tuple[str, int]:
    """The sound pack with *put* in place of *find*, and the line where it stands."""
    assert SOUND.count(find) == 1, find
    return SOUND.replace(find, put), SOUND[: SOUND.index(find)].count("\n") + 1


# ---- what must not happen

FAULTS: Mapping[str, tuple[str, str, str]] = {
    "an unknown type": ('type = "whole"', 'type = "hole"', "pack-value-unknown-near"),
    "a choice without vocabulary": (
        'vocabulary = [{ code = "own", name = "自有" }, { code = "let", name = "租用" }]',
        'note = "无"',
        "kind-type-needs",
    ),
    "a vocabulary of what is no choice": (
        'type = "whole", unit',
        'type = "whole", vocabulary = [{ code = "own", name = "自有" }], unit',
        "kind-type-unwanted",
    ),
    "a choice with a vocabulary and a shared one": (
        'type = "choice", vocabulary',
        'type = "choice", words = "level", vocabulary',
        "kind-type-needs",
    ),
    "one word for two choices": ('name = "租用"', 'name = "自有"', "kind-choice-twice"),
    "an identifier without a scheme": (', scheme = "credit-code"', "", "kind-type-needs"),
    "an unknown scheme": ('scheme = "credit-code"', 'scheme = "credit-cods"', "pack-value-unknown-near"),
    "an entity of no kind": (', of = "plant", relation = "子厂"', "", "kind-type-needs"),
    "an entity of an unknown kind": ('of = "plant"', 'of = "planet"', "pack-reference-unknown-near"),
    "a property named twice": ('code = "mother"', 'code = "staff"', "kind-property-twice"),
    "a heading of two properties": ('name = "母厂"', 'name = "厂名"', "kind-heading-twice"),
    "a stage declared as a property": ('code = "mother"', 'code = "stage"', "kind-property-own"),
    "a name that is a number": ('name = "工厂名称"', 'name = "工厂名称", type = "whole"', "kind-property-type"),
    "an identifier that the kind does not have": (
        'identifiers = ["credit-code"]',
        'identifiers = ["credit-kode"]',
        "kind-property-unknown",
    ),
    "an identifier that is none": (
        'identifiers = ["credit-code"]',
        'identifiers = ["credit-code", "staff"]',
        "kind-identifier-type",
    ),
    "sensitive data that are open": ('personal = "sensitive", openness = "closed"', 'personal = "sensitive"', "kind-open-secret"),
    "a work secret that is open": (
        'secrecy = "work-secret", openness = "closed"',
        'secrecy = "work-secret"',
        "kind-open-secret",
    ),
    "a move to an unknown stage": (
        '{ from = "operating", to = "shut" }',
        '{ from = "operating", to = "shut" }, { from = "operating", to = "sold" }',
        "kind-stage-unknown",
    ),
    "a move from an end": (
        '{ from = "operating", to = "shut" }',
        '{ from = "operating", to = "shut" }, { from = "shut", to = "planned" }',
        "kind-move-from-end",
    ),
    "a move told twice": ('{ to = "planned" }', '{ to = "planned" }, { to = "planned" }', "kind-move-twice"),
    "a move that needs an unknown property": ('known = ["staff"]', 'known = ["stuff"]', "kind-property-unknown"),
    "a stage told twice": ('name = "谋划" }', 'name = "谋划" }, { code = "planned", name = "再谋划" }', "kind-stage-twice"),
    "a stage that nobody gets out of": ('name = "关停", end = true', 'name = "关停"', "kind-stage-dead"),
    "a label above that is unknown": ('above = ["star"]', 'above = ["stars"]', "kind-label-unknown"),
    "a label told twice": ('code = "chosen"', 'code = "star"', "kind-label-twice"),
    "a rung on an unknown property": ('property = "staff", at-least = "10" ', 'property = "stuff", at-least = "10" ', "kind-property-unknown"),
    "a rung that asks for less than the one below": ('at-least = "100"', 'at-least = "5"', "ladder-order"),
    "a rung that asks for the same": ('at-least = "100"', 'at-least = "10"', "ladder-rungs-same"),
    "a rung of a label below that of the rung below": (
        '{ property = "staff", at-least = "10" }] },\n    { code = "big", name = "大", where = [{ property = "staff", at-least = "100" }] }',
        '{ property = "label", is = ["star"] }] }, { code = "big", name = "大", where = [{ property = "label", is = ["model"] }] }',
        "ladder-order",
    ),
    "a number that is none": ('at-least = "100"', 'at-least = "百"', "condition-value-form"),
    "a number without quotes": ('at-least = "100"', "at-least = 100", "pack-wants-text"),
    "two comparisons at once": ('at-least = "100"', 'at-least = "100", at-most = "200"', "condition-operators"),
    "no comparison": ('is = ["operating"]', "is = []", "condition-operators"),
    "a comparison that does not fit": ('is = ["operating"]', 'at-least = "operating"', "condition-operator-unfit"),
    "an unknown stage": ('is = ["operating"]', 'is = ["operatin"]', "condition-value-unknown"),
    "a value outside the vocabulary": (
        'property = "stage", is = ["operating"]',
        'property = "form", is = ["owned"]',
        "condition-value-unknown",
    ),
    "an unknown label": ('property = "stage", is = ["operating"]', 'property = "label", is = ["stra"]', "condition-value-unknown"),
    "a condition on what the kind does not have": ('property = "stage"', 'property = "stages"', "kind-property-unknown"),
    "a condition on sensitive data": (
        'property = "stage", is = ["operating"]',
        'property = "phone", known = true',
        "view-sensitive",
    ),
    "a secret label that an open list selects by": (
        'property = "stage", is = ["operating"]',
        'property = "label", is = ["chosen"]',
        "view-secret",
    ),
    "a view of an unknown kind": ('kinds = ["plant"]', 'kinds = ["plants"]', "pack-reference-unknown-near"),
    "a view with an unknown column": ('"place", "staff"', '"place", "stuff"', "kind-property-unknown"),
    "a view in an unknown order": ('sort = ["-staff", "name"]', 'sort = ["-stuff"]', "kind-property-unknown"),
    "a view by unknown groups": ('group = "form"', 'group = "from"', "kind-property-unknown"),
    "sensitive data in a view": ('"place", "staff"', '"place", "phone"', "view-sensitive"),
    "a list ordered by sensitive data": ('sort = ["-staff", "name"]', 'sort = ["phone"]', "view-sensitive"),
    "a work secret in an open list": ('"place", "staff"', '"place", "plot"', "view-secret"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_refused_at_its_line_with_its_reason(fault: str) -> None:
    find, put, code = FAULTS[fault]
    text, line = spoilt(find, put)
    loaded = load(text)
    assert loaded.value is None
    assert (line, code) in [(each.line, each.finding.code) for each in loaded.findings]
    for each in loaded.findings:
        for language in ("zh", "en"):
            told = message(each.finding, language)
            assert "a.toml" in told
            assert not re.search(r"[{}]", told)


def test_one_fault_is_told_once() -> None:
    more = ("a choice with a vocabulary and a shared one", "a number without quotes")  # these are two faults
    for fault, (find, put, _) in FAULTS.items():
        text, _ = spoilt(find, put)
        assert len(load(text).findings) == 1 or fault in more, fault


def test_a_stage_that_nobody_gets_to_is_refused() -> None:
    text, _ = spoilt('    { from = "planned", to = "operating", evidence = ["验收报告"], known = ["staff"] },\n', "")
    assert [each.finding.code for each in load(text).findings] == [
        "kind-stage-dead",
        "kind-stage-unreached",
        "kind-stage-unreached",
    ]


def test_labels_do_not_stand_above_one_another_in_a_circle() -> None:
    text, line = spoilt('name = "标杆工厂"', 'name = "标杆工厂", above = ["model"]')
    assert [(each.line, each.finding.code) for each in load(text).findings] == [
        (line - 1, "kind-label-circle"),
        (line, "kind-label-circle"),
    ]


def test_a_kind_that_is_refused_takes_along_the_views_of_it_and_nothing_else() -> None:
    view = 'pack = "kinds"\n[[view]]\ncode = "w"\nname = "清单"\nkinds = ["plant"]\ncolumns = ["name"]\n'
    other = 'pack = "kinds"\n[[kind]]\ncode = "mill"\nname = "磨坊"\n'
    text, _ = spoilt('type = "whole"', 'type = "hole"')
    loaded = load_texts({"a.toml": text.encode(), "b.toml": view.encode(), "c.toml": other.encode()}, KINDS)
    assert loaded.accepted == ("c.toml",)
    assert [(each.file, each.finding.code) for each in loaded.findings] == [
        ("a.toml", "pack-value-unknown-near"),
        ("b.toml", "pack-reference-left-out"),
    ]


def test_a_condition_on_several_kinds_asks_only_for_what_all_of_them_have() -> None:
    both = SOUND + '[[kind]]\ncode = "mill"\nname = "磨坊"\n'
    text = both.replace('kinds = ["plant"]', 'kinds = ["plant", "mill"]')
    assert load(text).findings == ()
    stageless = text.replace('property = "stage", is = ["operating"]', 'property = "staff", at-least = "3"')
    assert [each.finding.code for each in load(stageless).findings] == ["kind-property-unknown"]


# ---- what is read


def registry_of(text: str) -> Registry:
    loaded = load(text)
    assert [message(each.finding, "zh") for each in loaded.findings] == []
    assert loaded.value is not None
    return loaded.value


def test_a_kind_is_read_as_it_is_written() -> None:
    kind = registry_of(SOUND).kind("plant")
    assert kind is not None
    assert [each.code for each in kind.properties][:3] == ["name", "place", "credit-code"]
    assert kind.property("name") == Property(code="name", name="工厂名称", required=True, synonyms=("厂名",))
    assert [move.target for move in kind.moves("")] == ["planned"]
    assert kind.moves("planned")[0].evidence == ("验收报告",)
    assert [rung.rules for rung in kind.ladders[0].rungs] == [
        (Condition(property="staff", operator="at-least", values=("10",)),),
        (Condition(property="staff", operator="at-least", values=("100",)),),
    ]
    assert kind.labels[0].above == ("star",)


def test_a_kind_has_a_name_and_a_place_without_declaring_them() -> None:
    kind = registry_of('pack = "kinds"\n[[kind]]\ncode = "mill"\nname = "磨坊"\n').kind("mill")
    assert kind is not None
    assert [(each.code, each.type, each.required) for each in kind.properties] == [
        ("name", "text", True),
        ("place", "place", False),
    ]


def test_words_that_several_kinds_share_are_written_once() -> None:
    shared = """pack = "kinds"
[[vocabulary]]
code = "level"
word = [{ code = "city", name = "市级" }]
[[kind]]
code = "mill"
name = "磨坊"
property = [{ code = "level", name = "级别", type = "choice", words = "level" }]
"""
    kind = registry_of(shared).kind("mill")
    assert kind is not None
    level = kind.property("level")
    assert level is not None
    assert [each.name for each in level.vocabulary] == ["市级"]
    unknown = load(shared.replace('words = "level"', 'words = "levels"')).findings
    assert [(each.line, each.finding.code) for each in unknown] == [(8, "pack-reference-unknown-near")]


def test_a_shared_vocabulary_without_a_word_is_refused() -> None:
    loaded = load('pack = "kinds"\n[[vocabulary]]\ncode = "level"\nword = []\n')
    assert [(each.line, each.finding.code) for each in loaded.findings] == [(4, "kind-vocabulary-empty")]


# ---- the packs that come with the product


@pytest.fixture(scope="module")
def shipped() -> Registry:
    loaded = load_pack(PACKS, KINDS)
    assert [message(each.finding, "zh") for each in loaded.findings] == []
    assert loaded.value is not None
    return loaded.value


ROWS = """
INT-10 INT-11 INT-12 INT-13 INT-14 INT-15 INT-16 INT-17 INT-18
ENT-01 ENT-02 ENT-04 ENT-08 ENT-09 ENT-10 ENT-11 ENT-14 ENT-17 ENT-24 ENT-26 ENT-29 ENT-30
RDI-11 RDI-12 RDI-15 RDI-16 RDI-17 RDI-18 RDI-19 RDI-20 RDI-23 RDI-25
STD-01 STD-02 STD-06 STD-07 STD-13 STD-15 STD-18 STD-19
SCN-01 SCN-06 SCN-07 SCN-08 SCN-09 SCN-10 SCN-11 SCN-13 SCN-14 SCN-16 SCN-18 SCN-19 SCN-20
TAL-01 TAL-02 TAL-03 TAL-04 TAL-05 TAL-10 TAL-13 TAL-16
SPC-04 SPC-05 SPC-06 SPC-07 SPC-11 SPC-15 SPC-22
FIN-01 FIN-02 FIN-08 FIN-13 PLN-04 PLN-05 PLN-21 GOV-18 GOV-23 GOV-27
"""
"""Rows of the catalogue that ask for a list or a register. Targets, paths, breakdowns and bundles (PLN-03, 06, 07, 14), the
audit trail, the exchange and the counting ledger (GOV-26, 28, 35) are no lists of entities."""

NAMED = """
重大平台清单 战略人才清单 重大项目清单 一图三清单数据库 领军人才清单 代表企业清单 重点高校院所清单 专业基金清单 产业图谱 未来科技创新企业培育库
行业隐形冠军和潜在战略性企业数据库 招商目标清单 未来产业核心人才库 紧缺人才图谱 场景机会清单 场景能力清单 标准库 园区名录 孵化器名录 基金名录
科技型拟上市企业培育库 闲置楼宇清单 关键核心技术突破台账 点名重大事项
"""


def test_every_row_of_the_catalogue_that_asks_for_a_list_has_one(shipped: Registry) -> None:
    assert {row for view in shipped.views for row in view.rows} == set(ROWS.split())


def test_every_list_that_a_plan_names_is_there_under_its_own_name(shipped: Registry) -> None:
    names = [view.name for view in shipped.views]
    assert set(NAMED.split()) - set(names) == set()
    assert len(names) == len(set(names))


def test_lists_that_are_sensitive_when_gathered_are_restricted(shipped: Registry) -> None:
    restricted = {view.name for view in shipped.views if view.restricted}
    assert restricted >= {"战略人才清单", "招商目标清单", "卡脖子技术清单"}


def test_no_list_shows_sensitive_personal_data(shipped: Registry) -> None:
    sensitive = {
        (kind.code, each.code) for kind in shipped.kinds for each in kind.properties if each.personal == "sensitive"
    }
    shown = {(kind, code) for view in shipped.views for kind in view.kinds for code in view.columns}
    assert ("person", "identity-number") in sensitive
    assert sensitive & shown == set()


def each_kind(check: str) -> pytest.MarkDecorator:
    loaded = load_pack(PACKS, KINDS).value
    return pytest.mark.parametrize("kind", loaded.kinds if loaded else (), ids=lambda kind: f"{check}-{kind.code}")


@each_kind("whole")
def test_a_shipped_kind_is_whole(kind: Kind) -> None:
    assert 10 <= len(kind.properties) <= 55
    assert kind.name and kind.en and kind.many and kind.identifiers  # noqa: PT018 - one claim: nothing is left empty
    named: tuple[Property | Stage | Label | Ladder, ...] = (*kind.properties, *kind.stages, *kind.labels, *kind.ladders)
    assert all(each.en for each in named)
    assert all(each.en for prop in kind.properties for each in prop.vocabulary)
    assert all(each.meaning and each.grantor for each in kind.labels)
    # A paper for every move but none: nothing changes its stage on somebody's word alone.
    assert all(move.evidence for move in kind.transitions)


def test_headings_that_offices_use_find_their_property(shipped: Registry) -> None:
    enterprise = shipped.kind("enterprise")
    assert enterprise is not None
    headings = {word: each.code for each in enterprise.properties for word in (each.name, *each.synonyms)}
    for heading in ("统一社会信用代码", "社会信用代码", "信用代码"):
        assert headings[heading] == "credit-code"
    for heading in ("企业名称", "单位名称", "公司名称", "单位全称"):
        assert headings[heading] == "name"
    assert headings["组织机构代码"] == "organisation-code"


def test_a_standard_passes_its_stages_in_legal_order_only(shipped: Registry) -> None:
    kind = shipped.kind("standard")
    assert kind is not None
    path = ("research", "approved", "drafting", "comments", "review", "submitted", "published")
    for here, there in pairwise(path):
        assert there in {move.target for move in kind.moves(here)}
    for here in path:
        assert not {move.target for move in kind.moves(here)} & set(path[path.index(here) + 2 :])


def test_a_scenario_skips_a_stage_with_an_approval_only(shipped: Registry) -> None:
    kind = shipped.kind("scenario")
    assert kind is not None
    papers = {(move.source, move.target): move.evidence for move in kind.transitions}
    assert ("opportunity", "spread") not in papers
    assert papers["verifying", "spread"] == ("经批准的免予融合试验决定",)
    assert papers["trial", "spread"] == ("融合试验通过报告",)


def test_labels_of_one_line_stand_above_one_another_and_others_do_not(shipped: Registry) -> None:
    enterprise = shipped.kind("enterprise")
    assert enterprise is not None
    above = {each.code: each.above for each in enterprise.labels}
    assert "leading" in above["demonstration"]
    assert "unicorn" in above["potential-unicorn"]
    for code in ("chain-leader", "backbone", "benchmark", "key"):
        assert above[code] == ()


def shows(view: View, **values: str) -> Answer:
    told = {name.replace("_", "-"): value.split() for name, value in values.items()}
    return all_of(answers(view.where, told))


def view_of(registry: Registry, code: str) -> View:
    found = registry.view(code)
    assert found is not None
    return found


def test_a_group_standard_and_a_draft_do_not_count_as_standards(shipped: Registry) -> None:
    quota = view_of(shipped, "standards-quota")
    assert shows(quota, stage="published", level="national") is Answer.YES
    assert shows(quota, stage="published", level="group") is Answer.NO
    assert shows(quota, stage="submitted", level="national") is Answer.NO


def test_an_enterprise_body_leaves_its_list_with_its_recognition(shipped: Registry) -> None:
    bodies = view_of(shipped, "enterprise-rd-bodies")
    body = {"host": "e1", "level": "province", "type": "engineering-centre"}
    assert shows(bodies, stage="running", **body) is Answer.YES
    assert shows(bodies, stage="revoked", **body) is Answer.NO
    assert shows(bodies, stage="running", **{**body, "level": "city"}) is Answer.NO


def test_a_result_fills_a_gap_only_with_a_report(shipped: Registry) -> None:
    results = view_of(shipped, "gap-filling-results")
    assert shows(results, label="gap-filling", search_report="R-1") is Answer.YES
    assert shows(results, label="gap-filling") is Answer.NO


def test_every_code_in_a_view_is_a_property_of_one_of_its_kinds(shipped: Registry) -> None:
    for view in shipped.views:
        had = {code for one in view.kinds if (kind := shipped.kind(one)) for code in (*EVERY, *_codes(kind))}
        assert {*view.columns, *(each.removeprefix("-") for each in view.sort), view.group or "name"} <= had, view.code


def _codes(kind: Kind) -> tuple[str, ...]:
    return tuple(each.code for each in kind.properties)
