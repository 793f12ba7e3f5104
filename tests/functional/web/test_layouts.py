"""产业空间布局表 as pages and by API: what it shows, what leaves, and on which map."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests.builders.api import bearer
from tests.builders.layouts import laid_out, layout, reviewed
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import place_add
from xiandao.apps.plans import layouts
from xiandao.apps.plans.layout_models import OfficialMap
from xiandao.apps.plans.models import Export, Plan

SQUARE = [[[118.0, 32.0], [119.0, 32.0], [119.0, 33.0], [118.0, 32.0]]]


def page(client: Client, name: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(f"plans:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def geo(*names: str) -> SimpleUploadedFile:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
        for name in names
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile("map.geojson", data)


# ---- maps


def real(world: World) -> Place:
    """A place that is not invented, with one below it, run by the administrator of the province."""
    post = world.users["administrator"].holdings.get().post
    post.unit.place = world.province
    post.unit.save()
    city = place_add(code="320100", name="样例实市", level="city", parent=world.province, at=AT)
    place_add(code="320102", name="样例实区", level="district", parent=city, at=AT)
    return city


def told(place: Place, **more: object) -> dict[str, object]:
    return {
        "place": place.pk, "number": "GS（2024）0650号", "maker": "样例制图院", "year": "2024",
        "file": geo("样例实区", "别处"), **more,
    }  # fmt: skip


def test_no_real_map_is_loaded_for_an_invented_place(world: World) -> None:
    client = signed_in(world, "administrator")
    answer = client.post(reverse("plans:maps"), told(world.city))
    assert answer.status_code == 422
    assert "虚构" in answer.content.decode()
    assert not OfficialMap.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"number": ""}, {"number": "没有"}, {"maker": " "}, {"year": "19"}, {"file": geo("别处")}]
)
def test_no_map_is_kept_without_its_number_maker_and_places(world: World, wrong: dict[str, object]) -> None:
    place = real(world)
    answer = signed_in(world, "administrator").post(reverse("plans:maps"), told(place, **wrong))
    assert answer.status_code == 422
    assert not OfficialMap.objects.exists()


def test_a_map_says_what_found_its_place_and_is_logged_and_removed(world: World) -> None:
    place, client = real(world), signed_in(world, "administrator")
    answer = client.post(reverse("plans:maps"), told(place)).content.decode()
    assert "已对应 1 个地区" in answer
    assert "别处" in answer
    kept = OfficialMap.objects.get()
    assert AuditLine.objects.get(deed="map.load").detail["number"] == "GS（2024）0650号"
    assert client.post(reverse("plans:map-remove", args=[kept.pk])).status_code == 302
    assert AuditLine.objects.filter(deed="map.remove").exists()
    assert not OfficialMap.objects.exists()


def test_a_map_is_shown_with_its_number_and_never_under_invented_places(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    shapes = {"type": "FeatureCollection", "features": []}
    OfficialMap.objects.create(
        place=world.city, number="GS（2024）0650号", maker="样例制图院", year=2024, shapes=shapes, sha256="0", at=AT
    )
    client = signed_in(world, "office")
    assert "layout-map.js" not in page(client, "layout", made.pk)
    Place.objects.update(is_invented=False)
    shown = page(client, "layout", made.pk)
    assert "审图号：GS（2024）0650号" in shown
    assert "layout-map.js" in shown
    assert "审图号：GS（2024）0650号" in page(client, "edition", Plan.objects.get().editions.get().pk)
    address = reverse("plans:map-data", args=[OfficialMap.objects.get().pk])
    assert client.get(address).json() == shapes
    assert signed_in(world, "other-office").get(address).status_code == 404


# ---- pages


def test_every_place_has_its_tile_and_every_row_its_sentence(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    shown = page(signed_in(world, "reader"), "layout", made.pk)
    row = made.versions.get().lines.get(sector="量子科技")
    assert reverse("plans:item", args=[row.item_id]) in shown
    assert shown.count('class="tile ') == 3
    assert "审图号" not in shown
    assert "还没有施行的版本" in page(signed_in(world, "reader"), "layout", made.pk, on="2020-01-01")


def test_the_tiles_stand_beside_the_plan_and_the_matrix(world: World, tmp_path: Path) -> None:
    plan = laid_out(world, tmp_path)
    client = signed_in(world, "office")
    assert page(client, "edition", plan.pk).count('class="tile ') == 3
    assert "霁川" in page(client, "matrix", show="tiles")
    assert 'class="tile ' in page(client, "matrix", show="tiles")


def test_who_is_asked_sees_their_own_proposals_alone(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    for text, who, outside in (("本区产能已转出", "district-office", ""), ("院方另有安排", "office", "样例院")):
        saying = layouts.Saying(deed="drop", name="鹭汀区", sector="合成生物", text=text, outside=outside)
        layouts.proposal_add(world.person(who), made.pk, saying, at=AT)
    district = page(signed_in(world, "district-office"), "layout-review", made.pk)
    assert "本区产能已转出" in district
    assert "院方另有安排" not in district
    assert "院方另有安排" in page(signed_in(world, "office"), "layout-review", made.pk)
    client = bearer(world.users["district-office"])
    said = [each["text"] for each in client.get(f"/layouts/{made.pk}/review").json()["proposals"]]
    assert said == ["本区产能已转出"]


def test_the_yearly_review_has_a_tab_and_a_link_in_the_list_and_everything_of_it_stands_there(
    world: World, tmp_path: Path
) -> None:
    made = layout(world, tmp_path)
    client, address = signed_in(world, "office"), reverse("plans:layout-review", args=[made.pk])
    assert f'href="{address}"' in page(client, "layouts")
    table = page(client, "layout", made.pk)
    assert f'href="{address}">年度评估</a></nav>' in table
    begin = f'action="{reverse("plans:layout-begin", args=[made.pk])}"'
    assert begin not in table
    assert begin in page(client, "layout-review", made.pk)
    reviewed(world, made)
    under_way = page(client, "layout-review", made.pk)
    assert begin not in under_way
    office, line = world.person("office"), made.versions.get().lines.all()
    layouts.verdicts_give(office, made.pk, {each.pk: ("keep", "进展正常") for each in line}, rest=None, at=AT)
    layouts.review_close(office, made.pk, dt.date(2026, 3, 3), "评估完成", at=AT)
    closed = page(client, "layout-review", made.pk)
    assert "2026年度评估" in closed
    assert begin in closed  # the next year's begins where the last one ended
    reviewed(world, made, 2027)
    assert f'href="{address}?year=2026"' in page(client, "layout-review", made.pk)
    assert begin not in page(signed_in(world, "reader"), "layout-review", made.pk)


def test_what_leaves_is_numbered_logged_and_holds_the_rows(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    address = reverse("plans:layout-paper", args=[made.pk])
    client = signed_in(world, "office")
    assert client.get(address).status_code == 405
    answer = client.post(address, {"form": "xlsx", "use": "inside"})
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    words = {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value}
    assert {"鹭汀区", "霁川高新区", "合成生物", "量子科技", "主导", "前瞻"} <= words
    export = Export.objects.get()
    assert AuditLine.objects.get(deed="plan.export").detail["number"] == export.number
    Plan.objects.update(secrecy="internal")
    assert client.post(address, {"form": "docx", "use": "inside"}).status_code == 422  # what for is not said
    outside = {"form": "docx", "use": "outside", "purpose": "研究", "receiver": "样例院"}
    assert client.post(address, outside).status_code == 302  # waits for two people
    assert Export.objects.count() == 1


def test_a_table_names_the_map_of_its_place_with_its_number(world: World, tmp_path: Path) -> None:
    laid_out(world, tmp_path)
    office = bearer(world.users["office"])
    made = office.post("/layouts", {"place": world.city.pk, "since": "2026-03-02"}).json()
    said = {"number": "GS（2024）0650号", "maker": "样例", "year": 2024, "shapes": {}, "sha256": "0", "at": AT}
    kept = OfficialMap.objects.create(place=world.city, **said)
    assert (made["map"], office.get(f"/layouts/{made['id']}").json()["map"]) == (None, None)  # the place is invented
    Place.objects.filter(pk=world.city.pk).update(is_invented=False)
    told = office.get(f"/layouts/{made['id']}").json()["map"]
    assert told == {"id": kept.pk, "number": said["number"]}
    assert office.get(f"/maps/{told['id']}").json()["number"] == said["number"]


def test_the_whole_year_can_be_done_by_api(world: World, tmp_path: Path) -> None:
    laid_out(world, tmp_path)
    office, district = bearer(world.users["office"]), bearer(world.users["district-office"])
    made = office.post("/layouts", {"place": world.city.pk, "since": "2026-03-02"}).json()
    pk = made["id"]
    assert len(made["lines"]) == 4
    assert office.post(
        f"/layouts/{pk}/review", {"year": 2026, "until": "2099-12-31", "places": [world.district.pk]}
    ).status_code == 201  # fmt: skip
    said = {"deed": "drop", "name": "鹭汀区", "sector": "合成生物", "text": "转出"}
    case = district.post(f"/layouts/{pk}/review/proposals", said).json()["case"]
    ruling = {"case": case, "ruling": "adopted", "reason": "同意"}
    assert district.post(f"/layouts/{pk}/review/rule", ruling).status_code == 404
    assert office.post(f"/layouts/{pk}/review/rule", ruling).status_code == 200
    line = next(each["id"] for each in made["lines"] if each["sector"] == "合成生物")
    told = {"verdicts": [{"line": line, "verdict": "exit", "reason": "转出"}], "rest": "正常"}
    assert office.post(f"/layouts/{pk}/review/verdicts", told).status_code == 200
    closed = office.post(f"/layouts/{pk}/review/close", {"since": "2027-01-01", "reason": "完成"}).json()
    assert closed["ordinal"] == 2
    changes = office.get(f"/layouts/{pk}/diff?before=1&after=2").json()["changes"]
    assert {each["kind"]: each["sector"] for each in changes}["dropped"] == "合成生物"
    assert len(office.get(f"/layouts/{pk}?on=2026-12-31").json()["lines"]) == 4
    assert len(office.get(f"/layouts/{pk}?version=2").json()["lines"]) == 3
    assert office.get(f"/layouts/{pk}/review").json()["made"] == 2
