"""A colleague's ugly workbook as pages: who may not, what goes wrong, then columns, preview, 退回表, entered, taken back."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.builders import loads as made
from tests.builders.api import bearer
from tests.builders.workspace import World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.models import Blob
from xiandao.apps.files.services import place_of
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain, works_load
from xiandao.apps.notices.models import Notice
from xiandao.apps.registers import loads as service
from xiandao.apps.registers.models import Entity, Load, Origin
from xiandao.apps.registers.outcomes import HIDDEN

SECRET_NAME = "样例王某"  # noqa: S105 - of an invented person


@pytest.fixture
def office(world: World) -> Client:
    works_load()
    return signed_in(world, "office")


def sent(client: Client, data: bytes = made.UGLY, name: str = made.NAME, **said: str) -> int:
    """Uploads a workbook and has it read; the number of the load."""
    form = {"kind": "enterprise", "as_of": "2026-03-01", **said, "files": SimpleUploadedFile(name, data)}
    assert client.post("/registers/loads/new", form).status_code == 302
    jobs_drain()
    return Load.objects.latest("pk").pk


def did(client: Client, pk: int, deed: str, **more: str) -> int:
    """A deed on the version as it is; the answer's status, once all work is done."""
    version = Load.objects.get(pk=pk).version
    status = client.post(f"/registers/loads/{pk}/{deed}", {"version": version, **more}).status_code
    jobs_drain()
    return status


def page(client: Client, pk: int, asked: str = "") -> str:
    return client.get(f"/registers/loads/{pk}/{asked}").content.decode()


def test_whoever_may_not_enter_sees_no_workbook_and_sends_none(world: World) -> None:
    load = made.load()
    for who in ("reader", "leader", "expert", "administrator"):
        client = signed_in(world, who)
        assert client.get("/registers/loads/").status_code == 404
        assert client.post("/registers/loads/new", {}).status_code == 404
    other = signed_in(world, "other-office")
    assert other.get(f"/registers/loads/{load.pk}/").status_code == 404
    assert other.post(f"/registers/loads/{load.pk}/returned").status_code == 404
    assert made.NAME not in other.get("/registers/loads/").content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "zzz"}, "没有“zzz”这一类"),
        ({"period": "去年"}, "不是期间"),
        ({"authority": "x"}, "不认识"),
        ({"as_of": "昨天"}, "不是日期"),
    ],
)
def test_an_upload_that_says_something_impossible_is_told_so_and_keeps_nothing(
    office: Client, said: dict[str, str], words: str
) -> None:
    form = {"kind": "enterprise", **said, "files": SimpleUploadedFile("表.xlsx", made.UGLY)}
    answer = office.post("/registers/loads/new", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_an_upload_without_a_file_is_told_so(office: Client) -> None:
    answer = office.post("/registers/loads/new", {"kind": "enterprise"})
    assert (answer.status_code, "没有选择文件" in answer.content.decode()) == (422, True)


def test_of_a_workbook_with_a_marking_nothing_but_a_case_number_stays(office: Client) -> None:
    data = made.workbook(made.row(1, "机密★长期"))
    office.post("/registers/loads/new", {"kind": "enterprise", "files": SimpleUploadedFile("涉事表.xlsx", data)})
    jobs_drain()
    job = Job.objects.get()
    assert (job.state, job.result["refusal"], job.arguments) == ("failed", "state-secret", {})
    assert "涉事表" not in json.dumps(job.result, ensure_ascii=False)
    assert "涉事表" not in office.get("/registers/loads/").content.decode()
    assert not Load.objects.exists()


def test_nothing_is_entered_before_somebody_said_so_and_each_state_says_what_to_do(office: Client) -> None:
    pk = sent(office)
    first = page(office, pk)
    assert "请核对每一列对应的项目" in first
    assert "霁川市未来产业企业摸底表" in first
    assert did(office, pk, "map", **{"t-0": "1"}) == 302
    assert not Entity.objects.exists()
    preview = page(office, pk)
    assert "请看预览" in preview
    assert "<b>D4</b>" in preview
    assert "没有叫“乌有区”的地区" in preview
    assert "与第 3 行重复" in preview
    assert "霁川样例智能装备有限公司" in page(office, pk, "?show=added")


def test_sound_rows_go_in_and_one_undo_takes_them_back(office: Client) -> None:
    pk = sent(office)
    did(office, pk, "map", **{"t-0": "1"})
    assert did(office, pk, "enter") == 302
    assert [each.name for each in Entity.objects.filter(exists=True)] == ["霁川样例智能装备有限公司"]
    assert "已录入" in page(office, pk)
    assert did(office, pk, "undo") == 302
    assert not Entity.objects.filter(exists=True).exists()
    assert "已撤回" in page(office, pk)


def test_the_wrong_rows_come_back_with_the_same_head_and_the_reasons(office: Client) -> None:
    pk = sent(office)
    did(office, pk, "map", **{"t-0": "1"})
    answer = office.post(f"/registers/loads/{pk}/returned")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [tuple(row) for row in book["企业"].iter_rows(values_only=True)]
    assert rows[1][:8] == made.HEAD
    assert rows[1][-1] == "需改正的原因"
    assert [row[1] for row in rows[2:]] == ["霁川样例合成生物有限公司", "霁川样例智能装备有限公司"]
    assert "乌有区" in str(rows[2][-1])
    assert "与第 3 行重复" in str(rows[3][-1])
    assert AuditLine.objects.filter(deed="register.return").count() == 1


def test_a_mended_workbook_enters_what_was_wrong_and_nothing_twice(office: Client) -> None:
    pk = sent(office)
    did(office, pk, "map", **{"t-0": "1"})
    did(office, pk, "enter")
    again = sent(
        office,
        made.workbook(
            made.row(1, "霁川样例智能装备有限公司"), made.row(2, "霁川样例合成生物有限公司", founded="2021年")
        ),
    )
    did(office, again, "map", **{"t-0": "1"})
    counts = Load.objects.get(pk=again).outcome["counts"]
    assert {outcome: n for outcome, n in counts.items() if n} == {"unchanged": 1, "added": 1}


def test_a_deed_on_an_older_version_is_refused_and_the_page_says_why(office: Client) -> None:
    pk = sent(office)
    answer = office.post(f"/registers/loads/{pk}/map", {"version": "9", "t-0": "1"})
    assert (answer.status_code, "已有他人处理" in answer.content.decode()) == (422, True)
    assert Load.objects.get(pk=pk).state == "mapping"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "没有选用任何一张表"),
        ({"t-0": "1", "p-0-1": ""}, "没有对应“名称”的列"),
        ({"t-0": "1", "p-0-2": "name"}, "两列都对应"),
        ({"t-0": "1", "d-0-5": "去年"}, "不是期间"),
    ],
)
def test_columns_that_cannot_be_are_told_and_what_was_chosen_stays(
    office: Client, said: dict[str, str], words: str
) -> None:
    pk = sent(office)
    answer = office.post(f"/registers/loads/{pk}/map", {"version": "0", **said})
    told = answer.content.decode()
    assert (answer.status_code, words in told) == (422, True)
    assert Load.objects.get(pk=pk).state == "mapping"


def test_a_check_that_fails_leaves_the_workbook_where_it_was_and_says_why(office: Client) -> None:
    pk = sent(office)
    load = Load.objects.get(pk=pk)
    assert load.blob is not None
    place_of(load.blob.sha256).unlink()
    did(office, pk, "map", **{"t-0": "1"})
    load.refresh_from_db()
    assert load.state == "mapping"
    told = page(office, pk)
    assert "上一次处理没有完成" in told
    assert Notice.objects.filter(kind="register.load-failed").exists()


def test_progress_renews_itself_and_the_page_when_it_is_over(office: Client) -> None:
    pk = sent(office)
    version = Load.objects.get(pk=pk).version
    office.post(f"/registers/loads/{pk}/map", {"version": version, "t-0": "1"})
    assert "hx-trigger" in page(office, pk)
    assert "HX-Refresh" not in office.get(f"/registers/loads/{pk}/", headers={"HX-Request": "true"}).headers
    jobs_drain()
    assert office.get(f"/registers/loads/{pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert {each.kind for each in Notice.objects.all()} == {"register.load-read", "register.load-checked"}


def people() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for each in (
        ("姓名", "所属地区", "联系电话"),
        (SECRET_NAME, "霁川市", "13900000001"),
        ("样例李某", "霁川市", "电话不详"),
    ):
        sheet.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everything() -> str:
    """All that the database keeps of workbooks."""
    rows = [*Load.objects.values("mapping", "outcome"), *Job.objects.values("arguments", "result")]
    return json.dumps(rows, ensure_ascii=False, default=str)


def test_of_people_the_original_goes_once_it_was_entered_and_no_value_stays_in_clear(office: Client) -> None:
    pk = sent(office, people(), "名单.xlsx", kind="person")
    did(office, pk, "map", **{"t-0": "1"})
    outcome = Load.objects.get(pk=pk).outcome
    assert outcome["counts"]["added"] == 1
    told = json.dumps(outcome, ensure_ascii=False)
    assert SECRET_NAME not in told
    assert "13900000001" not in told
    assert "电话不详" not in told
    assert HIDDEN in told
    assert SECRET_NAME not in page(office, pk, "?show=added")
    did(office, pk, "enter")
    load = Load.objects.get(pk=pk)
    assert (load.state, load.blob_id) == ("entered", None)
    assert not Blob.objects.exists()
    assert not any(Origin.objects.values_list("blob", flat=True))
    assert SECRET_NAME not in everything()
    assert "原表已清除" in page(office, pk)


def test_a_workbook_that_is_set_aside_enters_nothing(office: Client) -> None:
    pk = sent(office, people(), "名单.xlsx", kind="person")
    assert did(office, pk, "drop") == 302
    assert Load.objects.get(pk=pk).state == "undone"
    assert not Blob.objects.exists()
    assert did(office, pk, "map", **{"t-0": "1"}) == 422


def told(world: World, method: str, path: str, body: object = None, form: Any = None, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    answer = bearer(world.users["office"]).ask(method, f"/registers/loads{path}", body, form)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_program_sends_confirms_enters_and_takes_back(world: World) -> None:
    works_load()
    form = {"files": SimpleUploadedFile(made.NAME, made.UGLY), "kind": "enterprise", "as_of": "2026-03-01"}
    told(world, "POST", "", form=form, status=202)
    jobs_drain()
    (listed,) = told(world, "GET", "?state=mapping")["items"]
    path = f"/{listed['id']}"
    told(world, "POST", f"{path}/map", {"version": 0, "tables": [3]}, status=422)
    told(world, "POST", f"{path}/map", {"version": 7, "tables": [0]}, status=409)
    told(world, "POST", f"{path}/map", {"version": 0, "tables": [0]}, status=202)
    jobs_drain()
    whole = told(world, "GET", path)
    assert whole["counts"]["wrong"] == 2
    assert whole["rows"]["wrong"][0]["cells"] == ["D4", "E4"]
    told(world, "POST", f"{path}/enter", {"version": whole["version"]}, status=202)
    jobs_drain()
    assert told(world, "GET", path)["state"] == "entered"
    assert told(world, "POST", f"{path}/undo")["state"] == "undone"


def test_by_token_no_rows_of_what_is_inside_are_given(world: World) -> None:
    load = made.load()
    Load.objects.filter(pk=load.pk).update(secrecy="internal")
    assert told(world, "GET", f"/{load.pk}")["rows"] == {}
    told(world, "POST", f"/{load.pk}/returned", status=422)


def test_a_job_that_was_killed_after_everything_was_in_enters_nothing_twice(office: Client) -> None:
    pk = sent(office)
    did(office, pk, "map", **{"t-0": "1"})
    did(office, pk, "enter")
    before = Origin.objects.count()
    Job.objects.filter(kind=service.ENTER_JOB).update(
        state="running", leased_until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    jobs_drain()
    assert Origin.objects.count() == before
