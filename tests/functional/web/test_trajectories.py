"""年度目标轨迹 as pages and by API: what is shown, entered, confirmed and what leaves."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.builders.api import bearer
from tests.builders.trajectories import entered, planned, target
from tests.builders.workspace import World, signed_in

from xiandao.apps.plans.models import Edition, Export
from xiandao.apps.plans.trajectory_models import ActualValue, PlannedPath


@pytest.fixture
def city(world: World, tmp_path: Path) -> Edition:
    return planned(world, tmp_path)


def test_the_form_of_values_shows_neither_target_nor_gap(world: World, city: Edition) -> None:
    item = target(city, "家")
    entered(world, item, {2024: "18", 2025: "22"})
    page = signed_in(world, "reporter").get(reverse("plans:actuals", args=[item.pk])).content.decode()
    page = re.sub(r"<[^>]*>", " ", page)  # numbers of rows and tokens are none of its words
    assert "重点企业" in page
    for word in ("40", "比目标", "需加力", "计划值"):
        assert word not in page


def test_what_is_refused_stays_as_it_was_typed(world: World, city: Edition) -> None:
    address = reverse("plans:actuals", args=[target(city, "家").pk])
    answer = signed_in(world, "reporter").post(address, {"pasted": "2024\t十八", "source": "年报", "seen": "0"})
    assert answer.status_code == 422
    assert "十八" in answer.content.decode()
    assert not ActualValue.objects.exists()


def test_a_pasted_table_is_kept_and_the_target_says_where_it_leads(world: World, city: Edition) -> None:
    item, office = target(city, "家"), signed_in(world, "office")
    told = {"pasted": "年份\t数量\n2024\t18\n2025\t22", "source": "统计年报", "seen": "0"}
    assert office.post(reverse("plans:actuals", args=[item.pk]), told).status_code == 302
    stale = office.post(reverse("plans:actuals", args=[item.pk]), {**told, "pasted": "2024\t19"})
    assert stale.status_code == 409
    page = office.get(reverse("plans:item", args=[item.pk])).content.decode()
    assert "按2024—2025年年均增量（4 家）推算，2026年末约为 26 家，比目标少 14 家。" in page
    assert "要达到目标，今后 1 年每年需增加 18 家。" in page
    assert "需加力" in page
    assert "无基数" in page
    assert 'id="trajectory-chart"' in page


def test_whoever_sees_the_plan_alone_sees_the_planned_values_alone(world: World, city: Edition) -> None:
    item = target(city, "%")
    entered(world, item, {2024: "3.37", 2025: "3.39"})
    page = signed_in(world, "expert").get(reverse("plans:item", args=[item.pk])).content.decode()
    assert "3.333" in page
    assert "3.37" not in page
    assert "年均增量（" not in page


def test_a_value_that_may_be_the_base_is_offered_with_its_year(world: World, city: Edition) -> None:
    item = target(city, "家")
    entered(world, item, {2024: "18"})
    form = signed_in(world, "office").get(reverse("plans:path", args=[item.pk])).content.decode()
    assert '<option value="2024">2024 年：18 家</option>' in form


def test_a_path_is_tried_before_it_is_confirmed(world: World, city: Edition) -> None:
    item, office = target(city, "%"), signed_in(world, "office")
    address = reverse("plans:path", args=[item.pk])
    tried = office.post(address, {"rule": "growth", "act": "try", "seen": "0"})
    assert tried.status_code == 200
    assert "3.318" in tried.content.decode()
    assert not PlannedPath.objects.exists()
    wrong = office.post(address, {"rule": "entered", "entered": "2024 2.9", "act": "save", "seen": "0"})
    assert (wrong.status_code, PlannedPath.objects.exists()) == (422, False)
    assert office.post(address, {"rule": "growth", "act": "save", "seen": "0"}).status_code == 302
    assert "样例office" in office.get(reverse("plans:item", args=[item.pk])).content.decode()


def test_the_table_of_all_targets_leaves_with_its_mark(world: World, city: Edition) -> None:
    entered(world, target(city, "家"), {2024: "18"})
    office = signed_in(world, "office")
    page = office.get(reverse("plans:trajectories", args=[city.pk])).content.decode()
    assert "研发投入强度" in page
    answer = office.post(reverse("plans:trajectories-paper", args=[city.pk]), {"form": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for word in ("年度目标轨迹表", "2026年", "无基数", "等额", "18", "3.567"):
        assert any(word in each for each in words), word
    assert "样例数据" in " ".join([*words, str(sheet.HeaderFooter)])
    docx = office.post(reverse("plans:trajectories-paper", args=[city.pk]), {"form": "docx"})
    assert docx.content[:2] == b"PK"
    assert Export.objects.filter(what="trajectories").count() == 2


def test_all_of_it_can_be_done_by_api(world: World, city: Edition) -> None:
    item, office = target(city, "家"), bearer(world.users["office"])
    values = {"points": [{"year": 2023, "value": 10}, {"year": 2024, "value": "18"}], "source": "统计年报", "seen": 0}
    made = office.post(f"/items/{item.pk}/actuals", values)
    assert made.status_code == 201
    assert office.post(f"/items/{item.pk}/actuals", values).json()["code"] == "actual-changed"
    seen = made.json()["seen"]
    assert office.post(f"/items/{item.pk}/actuals", {**values, "seen": seen}).json()["code"] == "actual-none"
    path = office.post(f"/items/{item.pk}/path", {"rule": "equal", "base_year": 2023, "seen": 0}).json()
    assert [(each["year"], each["planned"], each["actual"]) for each in path["years"]] == [
        (2023, 10, 10), (2024, 20, 18), (2025, 30, None), (2026, 40, None),
    ]  # fmt: skip
    assert (path["reading"]["state"], path["reading"]["projected"], path["reading"]["required"]) == ("behind", 34, 11)
    other = bearer(world.users["expert"]).get(f"/items/{item.pk}/trajectory").json()
    assert (other["reading"], other["actuals"], other["paths"]) == (None, [], [])
    assert len(office.get(f"/editions/{city.pk}/trajectories").json()["items"]) == 3
