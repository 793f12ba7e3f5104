"""Plans laid beside the plan above them: who takes up what, in which words, and what nobody takes up."""

from __future__ import annotations

import pytest

from xiandao.alignment.leaves import Figure, Kind, Leaf
from xiandao.alignment.levels import align_levels, by_lower, by_upper, explain
from xiandao.alignment.levels_cites import cites
from xiandao.alignment.levels_values import Alignment, Link, LinkKind, PlanLeaves, SectorName

# Items of the tables below: kind, head, words, body, comparator value unit year frequency, owners; a dash for none.
PROVINCE = """
target | 未来产业规模 | 未来产业规模突破5000亿元 | - | >= 5000 亿元 2027 total | -
target | 未来产业规模 | 未来产业规模达到8000亿元 | - | = 8000 亿元 2030 total | -
target | 示范场景 | 打造80个示范场景 | - | = 80 个 2027 total | -
sector | 量子科技 | 量子科技 | 重点发展量子科技。 | - | -
sector | 脑机接口 | 脑机接口 | 重点发展脑机接口。 | - | -
placement | 脑机接口 | 支持东江市发展脑机接口 | 支持东江市发展脑机接口。 | - | 东江市
placement | 量子科技 | 支持西岭市发展量子科技 | 支持西岭市发展量子科技。 | - | 西岭市
task | 强化人才支撑 | 1. 强化人才支撑 | 。引进顶尖人才，培养青年拔尖人才，支持博士后进站。落实安居政策。 | - | 省委组织部
task | 开放应用场景 | 2. 开放应用场景 | 。建立场景清单发布制度，组织首购首用。 | - | 省发展改革委
task | 健全治理体系 | 3. 健全治理体系 | 。探索沙盒监管，强化科技伦理审查，防范风险。 | - | 省科技厅
"""
CITY = """
target | 未来产业规模 | 未来产业规模达到900亿元 | - | = 900 亿元 2027 total | -
sector | 脑机接口 | 脑机接口 | 发展脑机接口。 | - | -
task | 开放重点场景 | （一）开放重点场景 | 。每年发布场景清单，对首台套产品首购首用。 | - | 市发展改革委
task | 汇聚创新人才 | （二）汇聚创新人才 | 。大力引进顶尖人才和青年拔尖人才。做好服务。 | - | 市委组织部
task | 办好水果文化节 | （三）办好水果文化节 | 。评选年度优质果园。 | - | 市农业农村局
"""


def leaf(row: str, number: int) -> Leaf:
    kind, head, words, body, amount, owners = (cell.strip() for cell in row.split("|"))
    comparator, value, unit, year, frequency = amount.split() if amount != "-" else ("", "0", "", "", "")
    return Leaf(
        key=f"{kind[0]}{number}",
        kind=one_of(kind),
        head=head,
        words=words,
        body=f"{words}。" if body == "-" else body,
        start=number * 100,
        end=number * 100 + len(words),
        figure=Figure(comparator, float(value), None, unit, frequency) if amount != "-" else None,
        year=int(year) if year else None,
        owners=() if owners == "-" else (owners,),
    )


def one_of(kind: str) -> Kind:
    kinds: tuple[Kind, ...] = ("target", "fact", "task", "sector", "technology", "placement")
    return next(one for one in kinds if one == kind)


def plan(name: str, table: str, place: str = "东江市", level: str = "city", **said: object) -> PlanLeaves:
    leaves = tuple(leaf(row, number) for number, row in enumerate(filter(str.strip, table.splitlines())))
    known: dict[str, object] = {
        "period": (2025, 2027),
        "title": f"{place}未来产业行动计划",
        "cites": (),
        "doc_no": None,
    }
    return PlanLeaves(plan=name, place=place, level=level, leaves=leaves, **(known | said))  # type: ignore[arg-type]


def province(table: str = PROVINCE) -> PlanLeaves:
    return plan("province", table, "云澜省", "province", period=(2025, 2030), doc_no="云政发〔2025〕1号")


def align(upper: str = PROVINCE, lower: str = CITY) -> Alignment:
    return align_levels(province(upper), [plan("city", lower)], {})


def link(found: Alignment, lower: str) -> Link:
    return next(one for one in found.links if one.lower == lower)


def test_plans_that_share_an_id_are_refused() -> None:
    with pytest.raises(ValueError, match="share an id"):
        align_levels(province(), [plan("province", CITY)], {})


def test_without_plans_below_everything_is_unmet_and_nothing_is_linked() -> None:
    found = align_levels(province(), [], {})
    assert [*found.candidates, *found.links, *found.coverage, *found.late, *found.sums] == []
    assert [one.key for one in found.unmet] == ["t0", "t1", "t2", "s3", "s4", "t7", "t8", "t9"]


def test_below_an_empty_plan_every_task_and_target_is_unfounded_but_no_sector() -> None:
    found = align(upper="")
    assert [one.key for one in found.unfounded] == ["t0", "t2", "t3", "t4"]
    assert {one.nearest for one in found.unfounded} == {0.0}


def test_an_orphan_with_a_near_candidate_is_doubtful_and_one_without_is_not() -> None:
    near = "task | 抓好成果产业化 | （四）抓好成果产业化 | 。建设应用场景，引进人才。 | - | 市科技局"
    found = {one.key: one for one in align(lower=CITY + near).unfounded}
    assert not found["t4"].is_doubtful
    assert found["t4"].nearest < 0.2
    assert all(one.is_doubtful is (one.nearest >= 0.2) for one in found.values())


def test_a_duty_of_another_field_has_no_parent() -> None:
    assert "t4" in {one.key for one in align().unfounded}


def test_a_target_is_never_linked_with_a_sector_that_it_does_not_name() -> None:
    pairs = {(one.lower, one.upper) for one in align().candidates}
    assert not {("t0", "s3"), ("t0", "s4")} & pairs


def test_tasks_are_linked_by_what_they_are_about() -> None:
    found = align()
    assert {(link(found, key).upper, link(found, key).is_automatic) for key in ("t2", "t3")} == {
        ("t8", True),
        ("t7", True),
    }


def test_a_link_shows_the_sentence_of_both_documents_that_it_rests_on() -> None:
    assert link(align(), "t3").sentences == (
        "1. 强化人才支撑：引进顶尖人才，培养青年拔尖人才，支持博士后进站。",
        "（二）汇聚创新人才：大力引进顶尖人才和青年拔尖人才。",
    )


def test_a_link_says_why_strongest_first() -> None:
    reasons = link(align(), "t3").reasons
    assert [reason.pull for reason in reasons] == sorted((reason.pull for reason in reasons), reverse=True)
    assert {"wording", "theme"} <= {reason.code for reason in reasons}
    assert next(reason.shown for reason in reasons if reason.code == "theme") == ("talent",)


def test_of_several_years_of_one_target_the_nearest_is_taken_up() -> None:
    later = CITY.replace("2027 total", "2030 total").replace("900", "950")
    assert [link(found, "t0").upper for found in (align(), align(lower=later))] == ["t0", "t1"]


def test_of_the_targets_due_too_early_and_too_late_by_as_much_the_later_one_is_nearer() -> None:
    between = CITY.replace("2027 total", "2028 total")
    upper = PROVINCE.replace("2030 total", "2029 total")
    assert link(align(upper, between), "t0").upper == "t1"


def test_the_same_sector_is_restated_and_a_placement_asks_its_own_place_only() -> None:
    found = align()
    assert (link(found, "s1").upper, link(found, "s1").kind) == ("s4", LinkKind.RESTATES)
    assert "p6" not in {one.key for one in found.unmet}


def test_a_synonym_of_the_taxonomy_is_the_same_sector() -> None:
    lower = "sector | 类脑交互 | 类脑交互 | 发展类脑交互。 | - | -"
    names = {"类脑交互": SectorName("bci", "health"), "脑机接口": SectorName("bci", "health")}
    unknown, known = (align_levels(province(), [plan("city", lower)], one, top=1).candidates for one in ({}, names))
    assert known[0].upper in ("s4", "p5")
    assert known[0].confidence > 0.5 > unknown[0].confidence


def test_what_is_said_twice_above_is_met_with_either() -> None:
    twice = PROVINCE + "target | 示范场景 | 建设示范场景80个 | - | = 80 个 2027 total | -"
    found = align(twice, "target | 示范场景 | 建设示范场景12个 | - | = 12 个 2027 total | -")
    assert len({one.upper for one in found.links}) >= 1
    assert not {"t2", "t10"} & {one.key for one in found.unmet}


def test_what_falls_due_after_the_lower_plans_end_is_unmet_but_marked() -> None:
    upper = "target | 领航企业 | 培育领航企业90家 | - | = 90 家 2035 total | -\n" + PROVINCE
    beyond = {one.key: one.is_beyond for one in align(upper).unmet}
    assert beyond["t0"] is True
    assert beyond["s4"] is False


@pytest.mark.parametrize(
    ("below", "kind"),
    [
        ("未来产业规模达到5000亿元 | - | >= 0.5 万亿元 2027 total", LinkKind.RESTATES),
        ("未来产业规模达到900亿元 | - | = 900 亿元 2027 total", LinkKind.CONTRIBUTES),
        ("未来产业规模达到5100亿元 | - | = 5100 亿元 2027 total", LinkKind.IMPLEMENTS),
    ],
)
def test_a_target_restates_contributes_or_implements(below: str, kind: LinkKind) -> None:
    found = align(lower=f"target | 未来产业规模 | {below} | -")
    assert (link(found, "t0").upper, link(found, "t0").kind) == ("t0", kind)


def test_every_lower_item_has_its_best_candidates_first() -> None:
    found = align_levels(province(), [plan("city", CITY)], {}, top=3)
    of_one = [one.score for one in found.candidates if one.lower == "t3"]
    assert len(of_one) == 3
    assert of_one == sorted(of_one, reverse=True)


def test_coverage_names_the_place_and_what_it_takes_up_in_the_order_of_the_upper_plan() -> None:
    city = plan("city", CITY, cites=("云政发〔2025〕1号",))
    (coverage,) = align_levels(province(), [city], {}).coverage
    assert (coverage.place, coverage.cites) == ("东江市", True)
    assert {"t7", "t8"} <= set(coverage.automatic)
    assert not set(coverage.automatic) & set(coverage.likely)


def test_the_links_of_an_item_are_found_from_above_and_from_below_surest_first() -> None:
    found = align_levels(province(), [plan("city", CITY), plan("other", CITY, "西岭市")], {})
    assert {one.plan for one in by_upper(found)["t7"]} == {"city", "other"}
    for links in (*by_upper(found).values(), *by_lower(found).values()):
        assert [one.confidence for one in links] == sorted((one.confidence for one in links), reverse=True)
    assert sum(map(len, by_upper(found).values())) == sum(map(len, by_lower(found).values())) == len(found.links)


def test_any_pair_can_be_explained_even_an_unlikely_one() -> None:
    found = explain(province(), plan("city", CITY), {}, ("t9", "t4"))
    assert found is not None
    assert found.confidence < 0.5
    assert not found.is_automatic


def test_kinds_that_are_never_linked_have_no_explanation_and_unknown_items_are_an_error() -> None:
    assert explain(province(), plan("city", CITY), {}, ("t0", "s1")) is None
    for pair in (("t0", "nowhere"), ("nowhere", "t0")):
        with pytest.raises(KeyError, match="nowhere"):
            explain(province(), plan("city", CITY), {}, pair)


@pytest.mark.parametrize(
    ("cited", "is_cited"),
    [
        ("云澜省人民政府关于加快培育发展未来产业的指导意见", True),
        ("《省政府关于加快培育发展未来产业的指导意见》", True),
        ("关于加快培育发展未来产业的指导意见", True),
        ("云政发〔2025〕1号", True),
        ("云政发〔２０２５〕１号", True),
        ("东江市人民政府关于加快培育发展未来产业的指导意见", False),
        ("云澜省人民政府关于加快培育发展未来产业的实施方案", False),
        ("云政发〔2025〕11号", False),
    ],
)
def test_a_plan_is_cited_by_its_number_or_by_its_title_from_its_own_issuer(cited: str, is_cited: bool) -> None:
    upper = plan(
        "province", PROVINCE, "云澜省", "province",
        title="云澜省人民政府关于加快培育发展未来产业的指导意见", doc_no="云政发〔2025〕1号",
    )  # fmt: skip
    assert cites(plan("city", CITY, cites=(cited,)), upper) is is_cited


def test_a_transmitted_plan_is_cited_by_its_own_title_whatever_the_years_are_printed_in() -> None:
    title = "东江市人民政府关于印发《东江市未来产业行动计划（2025—2027年）》的通知"
    upper = plan("city", CITY, title=title)
    lower = plan("district", CITY, "湖滨区", "district", cites=("东江市未来产业行动计划（２０２５－２０２７年）",))
    assert cites(lower, upper)
