"""By API as on the pages: plans side by side, findings, 征求意见, 指标分解, exports; what is refused is in no list and no count."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from tests.builders import workspace
from tests.builders.api import Asker, bearer
from tests.builders.breakdowns import districts, live_target
from tests.builders.releases import opened
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.plans import judging
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import Breakdown, Edition

LATER = TEXT.replace("300亿元", "350亿元").replace("低空经济", "量子信息")
BELOW = """鹭汀区未来产业行动计划（2024—2027年）
一、主要目标
到2027年末，全区未来产业规模达120亿元，集聚重点企业15家以上。
二、重点任务
（一）建设高标准园区。新建一批专业化载体，配齐研发、检验和公共服务设施。（责任单位：区科技局）
三、重点发展人形机器人、脑机接口等产业。
"""


@pytest.fixture
def office(world: World) -> Asker:
    return bearer(world.users["office"])


@pytest.fixture
def other(world: World) -> Asker:
    return bearer(world.users["other-office"])


@pytest.fixture
def later(world: World, plan: Edition, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path, LATER, name="later.txt", plan=plan.plan_id)


@pytest.fixture
def below(world: World, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("district-office"), tmp_path, BELOW, name="below.txt")


def confirmed(world: World, who: str, edition: Edition) -> None:
    for item in edition.items.filter(state="candidate"):
        judging.item_confirm(world.person(who), item.pk, Look(item.version), at=AT)


# ------------------------------------------------------------------------------------------- what must not happen


def test_what_another_city_keeps_is_in_no_matrix_search_list_or_count(
    world: World, plan: Edition, office: Asker, other: Asker
) -> None:
    confirmed(world, "office", plan)
    paths = ("/search?q=机器人", "/matrix?drafts=true", "/targets?drafts=true&single=true", "/breakdowns")
    assert [office.get(path).json()["total"] > 0 for path in paths[:3]] == [True] * 3
    for path in paths:
        found = other.get(path).json()
        assert (path, found["total"], found["items"]) == (path, 0, [])
    assert other.get("/search?q=机器人").json()["hits"] == 0
    assert other.get("/matrix?drafts=true").json()["places"] == []


def test_bonds_with_what_one_may_not_see_are_not_told(
    world: World, plan: Edition, below: Edition, office: Asker
) -> None:
    confirmed(world, "office", plan)
    opened(world, plan)
    mine, theirs = plan.items.filter(kind="task")[0], below.items.filter(kind="task")[0]
    said = office.post("/bonds", {"upper": mine.pk, "lower": theirs.pk, "holds": False, "note": "不相干"})
    assert (said.status_code, said.json()["verdict"]) == (200, "no")
    assert [each["lower"] for each in office.get(f"/items/{mine.pk}/bonds").json()["items"]] == [theirs.pk]
    reader = bearer(world.users["other-office"])
    assert reader.get(f"/items/{mine.pk}").status_code == 200
    assert reader.get(f"/items/{mine.pk}/bonds").json()["items"] == []
    refused = reader.post("/bonds", {"upper": mine.pk, "lower": theirs.pk, "holds": True})
    assert refused.status_code == 404


def test_a_split_that_is_tried_is_not_kept(office: Asker, world: World, plan: Edition) -> None:
    target = live_target(plan)
    tried = office.post(f"/items/{target.pk}/breakdown/try", split(world)).json()
    assert (tried["proof"]["sum"], len(tried["rows"])) == ("40", 3)
    assert not Breakdown.objects.exists()
    unfit = office.post(f"/items/{target.pk}/breakdown", {**split(world), "total": "viel"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "breakdown-amount-unfit")


def test_a_link_is_judged_once(office: Asker, later: Edition) -> None:
    link = office.get(f"/editions/{later.pk}/comparison").json()["items"][0]["link"]
    assert office.post(f"/successions/{link['id']}", {"holds": True}).json()["verdict"] == "yes"
    again = office.post(f"/successions/{link['id']}", {"holds": False})
    assert (again.status_code, again.json()["code"]) == (409, "item-changed")


# ------------------------------------------------------------------------------------------------- what pages can


def test_words_are_found_with_their_marks(office: Asker, plan: Edition) -> None:
    found = office.get("/search?q=机器人").json()
    assert (found["total"], found["items"][0]["edition"], found["page"]) == (1, plan.pk, 1)
    marked = [part["words"] for hit in found["items"][0]["shown"] for part in hit["parts"] if part["is_marked"]]
    assert set(marked) == {"机器人"}
    assert found["hits"] == sum(found["by_kind"].values())
    assert office.get("/search").json()["total"] == 0


def test_sectors_and_targets_stand_side_by_side(world: World, office: Asker, plan: Edition) -> None:
    confirmed(world, "office", plan)
    matrix = office.get("/matrix?drafts=true&limit=1").json()
    assert (matrix["total"], len(matrix["items"])) == (3, 1)
    assert matrix["items"][0]["cells"][0]["place"] == matrix["places"][0]["key"]
    targets = office.get("/targets?drafts=true&single=true").json()
    amounts = {row["subject"]: row["cells"][0]["amounts"][0] for row in targets["items"]}
    assert {(each["value"], each["unit"]) for each in amounts.values()} >= {(300, "亿元"), (40, "家")}
    assert office.get("/overlap?drafts=true").json()["total"] == 0  # one place is not crowded


def test_two_editions_are_compared_and_what_stayed_is_confirmed_at_once(office: Asker, later: Edition) -> None:
    path = f"/editions/{later.pk}/comparison"
    whole = office.get(f"{path}?all=true&limit=500").json()
    changed = office.get(path).json()
    assert changed["total"] < whole["total"]
    assert any("350亿元" in row["later"] and "300亿元" in row["earlier"] for row in changed["items"])
    assert office.get(f"{path}?limit=1&offset=1").json()["items"] == changed["items"][1:2]
    assert office.post(f"{path}/quiet", {}).json()["confirmed"] == whole["quiet"] > 0
    assert office.post(path, {}).json()["links"] == office.get(path).json()["waiting"]


def test_an_edition_without_an_earlier_one_says_so(office: Asker, plan: Edition) -> None:
    assert office.get(f"/editions/{plan.pk}/comparison").json()["earlier"] is None
    assert office.post(f"/editions/{plan.pk}/comparison", {}).json()["code"] == "compare-nothing"


def test_a_plan_is_aligned_with_those_below_it(world: World, office: Asker, plan: Edition, below: Edition) -> None:
    confirmed(world, "office", plan)
    confirmed(world, "district-office", below)
    path = f"/editions/{plan.pk}/alignment"
    found = office.get(f"{path}?limit=500").json()
    assert found["total"] == found["counts"]["all"] == found["counts"]["met"] + found["counts"]["unmet"] > 0
    assert [each["edition"] for each in found["coverage"]] == [below.pk]
    met = office.get(f"{path}?show=met").json()
    link = met["items"][0]["below"][0]
    assert (link["item"]["edition"], len(link["sentences"])) == (below.pk, 2)
    upper = met["items"][0]["item"]["id"]
    office.post("/bonds", {"upper": upper, "lower": link["item"]["id"], "holds": False})
    row = office.get(f"{path}?item={upper}&links=50").json()["items"][0]
    assert link["item"]["id"] not in [each["item"]["id"] for each in row["below"]]
    late = office.get(f"{path}/late").json()
    assert [(each["upper_year"], each["lower_year"]) for each in late["items"]] == [(2026, 2027)] * late["total"]
    assert office.get(f"{path}/unfounded").json()["total"] == office.get(path).json()["unfounded"]


def test_a_finding_is_said_to_be_known(world: World, tmp_path: Path, office: Asker) -> None:
    text = TEXT.replace("三、重点发展", "三、进一步加强统筹，显著提升水平。重点发展")
    edition = workspace.edition(world.person("office"), tmp_path, text)
    listed = office.get(f"/editions/{edition.pk}/findings").json()
    assert listed["total"] > 0
    key = listed["items"][0]["key"]
    bare = office.post(f"/editions/{edition.pk}/findings", {"key": key, "verdict": "known"})
    assert bare.json()["code"] == "finding-reason"
    said = office.post(
        f"/editions/{edition.pk}/findings", {"key": key, "verdict": "known", "reason": "已与牵头单位核对"}
    )
    assert said.json()["verdict"] == "known"
    known = office.get(f"/editions/{edition.pk}/findings?state=known").json()
    assert [each["key"] for each in known["items"]] == [key]
    assert known["by_state"]["known"] == 1


def test_a_round_is_opened_answered_ruled_upon_and_closed(world: World, office: Asker, plan: Edition) -> None:
    path = f"/editions/{plan.pk}/opinions"
    asked = office.get(path).json()
    place = next(each["id"] for each in asked["places"] if each["name"] == "鹭汀区")
    until = timezone.localdate() + dt.timedelta(days=20)
    opened_ = office.post(f"{path}/round", {"title": "征求意见", "until": str(until), "places": [place]})
    assert opened_.status_code == 201
    district = bearer(world.users["district-office"])
    assert [each["round"]["edition"] for each in district.get("/opinions").json()["asked"]] == [plan.pk]
    said = district.post(path, {"text": "建议明确区级任务", "words": "建设高标准园区"})
    assert (said.status_code, said.json()["proposer"]) == (201, "鹭汀区")
    assert office.post(f"{path}/close").json()["code"] == "round-unruled"
    case = {"case": said.json()["id"], "ruling": "adopted", "reason": "予以明确", "version": said.json()["version"]}
    assert district.post(f"{path}/rule", case).status_code == 404
    assert office.post(f"{path}/rule", {**case, "version": 9}).status_code == 409
    assert office.post(f"{path}/rule", case).json()["ruling"] == "adopted"
    table = office.post(f"{path}/paper", {"form": "xlsx"})
    assert (table.status_code, table.content[:2]) == (200, b"PK")
    assert office.post(f"{path}/close").json()["closed_at"]
    whole = office.get(f"{path}?fate=adopted").json()
    assert (whole["total"], whole["counts"]["adopted"], whole["invited"][0]["comments"]) == (1, 1, 1)


def split(world: World) -> dict[str, object]:
    """40 家 over the places below the city."""
    lines = [
        {"place": place.pk, "name": place.name, "base": base}
        for place, base in zip(districts(world), ("50", "30", "25"), strict=True)
    ]
    return {"title": "2026年重点企业", "year": 2026, "unit": "家", "total": "40", "name": "方案一", "lines": lines}


def test_a_target_is_broken_down_and_handed_down(world: World, office: Asker, plan: Edition) -> None:
    target, said = live_target(plan), split(world)
    receivers = office.get(f"/items/{target.pk}/breakdown?partition=both").json()["items"]
    assert {each["name"] for each in receivers} == {line["name"] for line in said["lines"]}  # type: ignore[attr-defined]
    made = office.post(f"/items/{target.pk}/breakdown", said).json()
    path = f"/breakdowns/{made['breakdown']['id']}"
    office.post(f"{path}/scenarios", {**said, "name": "方案二", "method": "equal"})
    whole = office.get(path).json()
    assert ([each["name"] for each in whole["scenarios"]], len(whole["compared"])) == (["方案一", "方案二"], 3)
    office.post(f"{path}/choose", {"scenario": whole["scenarios"][1]["id"]})
    office.post(f"{path}/move", {"seen": "drafting", "to": "opinions"})
    late = office.post(f"{path}/move", {"seen": "drafting", "to": "opinions"})
    assert (late.status_code, late.json()["code"]) == (409, "breakdown-moved")
    entered = office.post(
        f"{path}/opinions", {"name": "鹭汀区", "wish": "cap", "value": "10", "reason": "载体不足"}
    ).json()
    ruled = office.post(
        f"{path}/opinions/rule", {"opinion": entered["id"], "ruling": "adopted", "ruled_for": "属实"}
    ).json()
    assert (ruled["result"]["proof"]["sum"], ruled["result"]["rows"][0]["assigned"]) == ("40", "10")
    district = bearer(world.users["district-office"])
    asked = district.get(path).json()
    assert (asked["view"], [(row["name"], row["assigned"]) for row in asked["asked"]]) == ("asked", [("鹭汀区", "10")])
    office.post(f"{path}/move", {"seen": "opinions", "to": "countersigned", "note": "经会议研究"})
    assert [row["may_answer"] for row in district.get(path).json()["asked"]] == [False]
    for seen, to in (("countersigned", "decided"), ("decided", "handed-down")):
        assert office.post(f"{path}/move", {"seen": seen, "to": to, "note": "经会议研究"}).status_code == 200
    handed = district.get(path).json()
    assert (handed["view"], [row["assigned"] for row in handed["rows"] if row["is_mine"]]) == ("handed", ["10"])
    assert district.get("/breakdowns").json()["items"][0]["mine"] == "鹭汀区 10"
    assert office.post(f"{path}/paper", {"what": "table", "form": "docx"}).content[:2] == b"PK"


def test_a_list_of_targets_leaves_as_a_file_or_waits_for_two_people(office: Asker, plan: Edition) -> None:
    asked = {"what": "targets", "form": "xlsx", "edition": plan.pk}
    file = office.post("/exports", asked)
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert "XD-" in file.headers["Content-Disposition"]
    outside = office.post("/exports", {**asked, "use": "outside", "purpose": "会商", "receiver": "样例院"})
    assert (outside.status_code, outside.json()["state"]) == (201, "secrecy")
    assert office.post("/exports", {**asked, "what": "no-such"}).status_code == 404
    whole = {"what": "json", "use": "outside", "purpose": "会商", "receiver": "样例院"}
    assert office.post(f"/editions/{plan.pk}/releases", whole).json()["name"].endswith(".json")
