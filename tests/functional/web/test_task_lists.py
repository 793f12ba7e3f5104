"""年度工作任务清单 as pages and by API."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.builders.api import bearer
from tests.builders.trajectories import planned
from tests.builders.workspace import World, signed_in

from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.task_list_models import TaskListLine, TaskListVersion


@pytest.fixture
def city(world: World, tmp_path: Path) -> Edition:
    return planned(world, tmp_path)


@pytest.mark.usefixtures("city")
def test_a_list_goes_from_the_plan_to_the_table(world: World) -> None:
    office, address = signed_in(world, "office"), reverse("plans:task-list", args=[world.city.pk])
    page = office.get(address, {"year": "2026"}).content.decode()
    for word in ("建设人形机器人训练场", "市工信局", "全期任务", "年度目标", "还没有保存过清单"):
        assert word in page, word
    items = [each.split('"')[0] for each in page.split('name="item-')[1:]]
    told = {"year": "2026", "seen": "0", "rows": str(len(items) + 1), f"title-{len(items)}": "举办推介会"}
    for at in items:
        told[f"item-{at}"] = page.split(f'name="item-{at}" value="')[1].split('"')[0]
        told[f"state-{at}"] = "taken"
    told["state-1"] = "left"
    refused = office.post(reverse("plans:task-list-keep", args=[world.city.pk]), {**told, "measure-0": "分两期建设"})
    assert refused.status_code == 422
    assert "分两期建设" in refused.content.decode()
    assert not TaskListVersion.objects.exists()
    told |= {"reason-1": "列入明年", "measure-0": "分两期建设", "title-0": "建设训练场"}
    assert office.post(reverse("plans:task-list-keep", args=[world.city.pk]), told).status_code == 302
    assert TaskListLine.objects.filter(state="left").get().reason == "列入明年"
    assert office.post(reverse("plans:task-list-keep", args=[world.city.pk]), told).status_code == 409
    seen = signed_in(world, "reader").get(address, {"year": "2026"}).content.decode()
    assert "分两期建设" in seen
    assert "保存清单" not in seen
    assert "2026" in office.get(reverse("plans:task-lists")).content.decode()
    answer = office.post(reverse("plans:task-list-paper", args=[world.city.pk]), {"year": "2026", "form": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    words = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    for word in ("序号", "工作任务", "具体举措", "责任单位", "完成时限", "依据条款", "分两期建设", "举办推介会"):
        assert any(word in each for each in words), word
    assert not any("列入明年" in each for each in words)


@pytest.mark.usefixtures("city")
def test_all_of_it_can_be_done_by_api(world: World) -> None:
    office, path = bearer(world.users["office"]), f"/task-lists/{world.city.pk}"
    proposed = office.get(f"{path}?year=2026").json()["proposed"]
    rows = [{"item": each["item"], "due": each["due"]} for each in proposed]
    said = {"year": 2026, "rows": rows, "seen": 0}
    assert office.post(path, {**said, "rows": rows[1:]}).json()["code"] == "tasks-open"
    kept = office.post(path, said)
    assert (kept.status_code, kept.json()["version"]) == (201, 1)
    assert office.post(path, said).status_code == 409
    assert office.get("/task-lists").json()["total"] == 1
    assert bearer(world.users["other-office"]).get("/task-lists").json()["total"] == 0
    assert office.post(f"{path}/paper", {"year": 2026, "form": "docx"}).content[:2] == b"PK"
    reader = bearer(world.users["reader"]).get(f"{path}?year=2026").json()
    assert (reader["version"], reader["proposed"]) == (1, [])
