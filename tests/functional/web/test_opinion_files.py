"""附件 of a comment: seen by whoever sees the comment and by nobody else, searched for markings, gone with it."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from tests.builders.api import bearer
from tests.builders.opinions import enclosed
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.rights import Person
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.cases import enclosures
from xiandao.apps.cases.models import Case, CaseStep, Enclosure, Round
from xiandao.apps.files.models import Blob
from xiandao.apps.files.services import PASSING, place_of
from xiandao.apps.jobs.documents import PASSED, drafts_clean
from xiandao.apps.plans import opinion_files, opinions
from xiandao.apps.plans.models import Edition, Export
from xiandao.apps.plans.opinion_files import file_for
from xiandao.apps.plans.opinions import Saying
from xiandao.core.errors import Refusal
from xiandao.readers import read_source

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
LETTER = "关于征求意见稿的反馈意见\n建议将规模目标调整为280亿元。\n"
FAR = "2099-12-31"


def letter(words: str = LETTER, name: str = "反馈意见函.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def send(client: Client, name: str, plan: Edition, **said: object) -> HttpResponse:
    return client.post(reverse(f"plans:opinions-{name}", args=[plan.pk]), said)  # type: ignore[return-value]


def take(client: Client, row: Enclosure, purpose: str = "") -> HttpResponse:
    return client.post(reverse("plans:opinions-file", args=[row.pk]), {"purpose": purpose})  # type: ignore[return-value]


def page(client: Client, plan: Edition) -> str:
    return client.get(reverse("plans:opinions", args=[plan.pk])).content.decode()


def drafts() -> list[str]:
    folder: Path = settings.DATA / "drafts"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


def body(response: object) -> bytes:
    return bytes(response.content)  # type: ignore[attr-defined]


def bare(response: object, address: str) -> str:
    """A page without its own address and what is new on every page."""
    return re.sub(r"[A-Za-z0-9]{64}", "", body(response).decode().replace(address, ""))


@pytest.fixture
def asked(world: World, plan: Edition) -> Round:
    send(signed_in(world, "office"), "round", plan, title="征求意见", until=FAR, places=world.district.pk)
    return Round.objects.get()


@pytest.fixture
def sent(world: World, plan: Edition, asked: Round) -> Enclosure:  # noqa: ARG001 - somebody is asked first
    send(signed_in(world, "district-office"), "comment", plan, text="指标偏高", files=letter())
    return Enclosure.objects.get()


# ---- what must not happen


@pytest.mark.usefixtures("asked")
def test_a_marked_file_is_refused_with_its_comment_and_nothing_of_it_is_kept(world: World, plan: Edition) -> None:
    marked = letter("机密★十年\n某型样机参数\n")
    answer = send(signed_in(world, "district-office"), "comment", plan, text="附函", files=[letter(), marked])
    assert answer.status_code == 422
    assert "国家秘密" in answer.content.decode()
    assert (Case.objects.count(), Enclosure.objects.count()) == (0, 0)
    everything = json.dumps([list(model.objects.values()) for model in apps.get_models()], default=str)  # type: ignore[attr-defined]
    assert "样机" not in everything
    assert "反馈意见函" not in everything
    assert list((settings.DATA / "drafts").iterdir()) == []
    line = AuditLine.objects.filter(deed="secret.refuse").get()
    assert line.object_id.startswith("SM-")


@pytest.mark.parametrize(
    ("name", "data"),
    [("表.xlsx", b"PK\x03\x04xl/"), ("包.zip", b"PK\x03\x04abc"), ("程序.exe", b"MZ\x90"), ("空.docx", b"")],
)
@pytest.mark.usefixtures("asked")
def test_what_an_upload_would_be_refused_for_is_refused_here_too(
    name: str, data: bytes, world: World, plan: Edition
) -> None:
    sent = SimpleUploadedFile(name, data)
    answer = send(signed_in(world, "district-office"), "comment", plan, text="附函", files=sent)
    assert answer.status_code == 422
    assert (Case.objects.count(), Enclosure.objects.count(), Blob.objects.filter(size=len(data)).count()) == (0, 0, 0)


@pytest.mark.usefixtures("asked")
def test_more_files_than_five_and_too_large_ones_are_refused(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = signed_in(world, "district-office")
    many = [letter(f"第{n}份", f"{n}.txt") for n in range(6)]
    assert "最多附 5 个文件" in send(district, "comment", plan, text="多", files=many).content.decode()
    case = bearer(world.users["district-office"]).post(f"/editions/{plan.pk}/opinions", {"text": "偏高"}).json()
    monkeypatch.setattr(enclosures, "LIMITS", replace(enclosures.LIMITS, bytes=10))
    assert "超过 0 MB" in send(district, "comment", plan, text="大", files=letter()).content.decode()
    form = {"case": case["id"], "files": letter()}
    told = bearer(world.users["district-office"]).ask("POST", f"/editions/{plan.pk}/opinions/files", form=form)
    assert (told.status_code, told.json()["code"]) == (422, "file-too-large")
    assert (Case.objects.count(), Enclosure.objects.count(), drafts()) == (1, 0, [])


def test_of_a_file_that_is_too_large_no_more_is_written_than_it_takes_to_see_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "LIMITS", replace(enclosures.LIMITS, bytes=10))
    came: list[bytes] = []

    def chunks() -> Iterator[bytes]:
        for _ in range(100):
            came.append(b"four")
            yield came[-1]

    sent = enclosures.enclosed_files([("a.txt", chunks())], by=world.person("district-office"), at=AT)
    with pytest.raises(Refusal, match="file-too-large"), sent:
        pass
    assert (len(came), drafts()) == (3, [])


@pytest.mark.usefixtures("asked")
def test_a_scan_of_more_than_three_pages_is_refused_before_any_is_recognised(world: World, plan: Edition) -> None:
    page, out = Image.new("RGB", (200, 280), "white"), io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[page, page, page])
    sent = SimpleUploadedFile("扫描件.pdf", out.getvalue())
    told = send(signed_in(world, "district-office"), "comment", plan, text="附函", files=sent)
    assert told.status_code == 422
    assert "超过 3 页" in told.content.decode()
    assert "文字版" in told.content.decode()
    assert (Case.objects.count(), drafts()) == (0, [])


@pytest.mark.usefixtures("asked")
def test_a_file_that_is_not_read_in_time_is_refused_with_what_to_do(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "TOGETHER", 0.001)
    sent = SimpleUploadedFile("plan.pdf", (SAMPLES / "06-city-plan.pdf").read_bytes())
    told = send(signed_in(world, "district-office"), "comment", plan, text="附函", files=sent)
    assert told.status_code == 422
    assert "文字版" in told.content.decode()
    assert (Case.objects.count(), drafts()) == (0, [])


@pytest.mark.usefixtures("asked")
def test_one_file_is_read_at_a_time_and_whoever_finds_no_turn_is_told_to_come_again(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enclosures, "PATIENCE", 0.01)
    district = signed_in(world, "district-office")
    with enclosures._turns:
        told = send(district, "comment", plan, text="附函", files=letter())
    assert (told.status_code, told.headers["Retry-After"]) == (503, "3")
    assert (Case.objects.count(), drafts()) == (0, [])
    assert send(district, "comment", plan, text="附函", files=letter()).status_code == 302


@pytest.mark.usefixtures("asked")
def test_what_a_killed_request_leaves_goes_within_minutes_and_what_a_job_may_need_stays(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    lying: list[str] = []

    def watched(path: Path, **limits: object) -> object:
        lying.extend(drafts())
        return read_source(path, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(enclosures, "read_source", watched)
    send(signed_in(world, "district-office"), "comment", plan, text="附函", files=letter())
    assert len(lying) == 2
    assert all(name.startswith(PASSING) for name in lying)
    folder, ago = settings.DATA / "drafts", time.time() - 2 * PASSED
    (folder / f"{PASSING}a-read").mkdir()
    for name in (f"{PASSING}a-read/函.txt", f"{PASSING}a", f"{PASSING}fresh", "tmpjob"):
        (folder / name).write_text("函")
    for name in (f"{PASSING}a-read", f"{PASSING}a", "tmpjob"):
        os.utime(folder / name, (ago, ago))
    drafts_clean()
    assert drafts() == [f"{PASSING}fresh", "tmpjob"]


def test_the_same_words_with_the_same_files_sent_twice_are_one_comment(
    world: World, plan: Edition, asked: Round
) -> None:
    person = world.person("district-office")

    def said(text: str = "偏高", data: bytes = b"a", at: dt.datetime = AT) -> int:
        return opinions.comment_add(person, plan.pk, Saying(text=text), at=at, files=[("函.txt", [data])]).pk

    first = said()
    lines = AuditLine.objects.count()
    assert said(at=AT + dt.timedelta(seconds=20)) == first
    assert (Case.objects.count(), Enclosure.objects.count(), AuditLine.objects.count()) == (1, 1, lines)
    others = {said("偏低"), said(data=b"b"), said(at=AT + dt.timedelta(minutes=5))}
    assert (len(others - {first}), asked.cases.count()) == (3, 4)


@pytest.mark.usefixtures("asked")
def test_nothing_is_read_of_whoever_is_not_asked(world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr("xiandao.apps.cases.enclosures.read_source", lambda *a, **_: read.append(a))
    assert send(signed_in(world, "reviewer"), "comment", plan, text="我也说", files=letter()).status_code == 422
    assert send(signed_in(world, "other-office"), "comment", plan, text="路过", files=letter()).status_code == 404
    assert read == []


def test_a_file_is_absent_for_whoever_does_not_see_the_comment(world: World, plan: Edition, sent: Enclosure) -> None:
    absent = reverse("plans:opinions-file", args=[999_999])
    for name in ("analyst", "reviewer", "reporter", "reader", "expert", "other-office"):
        client = signed_in(world, name)
        refused = take(client, sent)
        assert (name, refused.status_code) == (name, 404)
        assert bare(client.post(absent), absent) == bare(refused, reverse("plans:opinions-file", args=[sent.pk]))
        assert bearer(world.users[name]).post(f"/opinions/files/{sent.pk}", {"purpose": ""}).status_code == 404
    assert sent.name not in page(signed_in(world, "analyst"), plan)
    assert Export.objects.count() == 0


def test_a_file_goes_with_its_comment_when_that_is_taken_back(world: World, plan: Edition, sent: Enclosure) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    kept = place_of(sent.sha256)
    assert kept.exists()
    send(district, "withdraw", plan, case=sent.case_id)
    assert not kept.exists()
    assert (take(office, sent).status_code, take(district, sent).status_code) == (404, 404)
    assert sent.name not in page(office, plan)
    row = Enclosure.objects.get()
    assert (row.blob, row.sha256, Blob.objects.filter(pk=row.sha256).count()) == (None, sent.sha256, 0)


def test_a_file_that_something_else_needs_stays_when_one_comment_is_taken_back(
    world: World, plan: Edition, sent: Enclosure
) -> None:
    district = signed_in(world, "district-office")
    send(district, "comment", plan, text="再说一次", files=letter())
    send(district, "withdraw", plan, case=sent.case_id)
    assert take(district, Enclosure.objects.latest("pk")).status_code == 200
    assert take(district, sent).status_code == 404


def test_nobody_adds_files_to_the_comment_of_another_or_to_one_that_was_ruled_upon(
    world: World, plan: Edition, sent: Enclosure
) -> None:
    office, district = signed_in(world, "office"), signed_in(world, "district-office")
    assert send(office, "attach", plan, case=sent.case_id, files=letter("夹带")).status_code == 404
    assert send(district, "attach", plan, case=sent.case_id).status_code == 422
    send(office, "rule", plan, case=sent.case_id, ruling="adopted", reason="已改")
    assert send(district, "attach", plan, case=sent.case_id, files=letter("迟了")).status_code == 422
    assert Enclosure.objects.count() == 1


def test_whoever_rules_is_told_that_a_file_came_since_they_looked(world: World, plan: Edition, sent: Enclosure) -> None:
    send(signed_in(world, "district-office"), "attach", plan, case=sent.case_id, files=letter("盖章件", "盖章件.txt"))
    ruling = {"case": sent.case_id, "ruling": "adopted", "reason": "已改"}
    office = signed_in(world, "office")
    assert send(office, "rule", plan, **ruling, version=0).status_code == 409
    assert send(office, "rule", plan, **ruling, version=1).status_code == 302


def test_files_with_comments_on_an_internal_draft_leave_numbered_and_for_a_purpose(
    world: World, plan: Edition, sent: Enclosure
) -> None:
    office = signed_in(world, "office")
    assert "每次下载编号" not in page(office, plan)
    assert "1 KB" in page(office, plan)
    plan.plan.secrecy = "internal"
    plan.plan.save()
    assert "每次下载编号" in page(office, plan)
    assert take(office, sent).status_code == 422
    given = take(office, sent, "研究意见")
    export = Export.objects.get()
    assert given.status_code == 200
    assert export.number in unquote(given.headers["Content-Disposition"])
    assert (export.purpose, export.secrecy) == ("研究意见", "internal")


def test_files_are_not_taken_on_a_work_secret_nor_given_out_of_one(
    world: World, plan: Edition, sent: Enclosure
) -> None:
    plan.plan.secrecy = "secret"
    plan.plan.save()
    district = signed_in(world, "district-office")
    assert "机关公文渠道" in send(district, "comment", plan, text="附", files=letter("又一份")).content.decode()
    office = signed_in(world, "office")
    refused = take(office, sent, "研究意见")
    assert (refused.status_code, Export.objects.count()) == (422, 0)
    assert "索取原件" in refused.content.decode()
    assert "导出" not in refused.content.decode()
    assert take(signed_in(world, "district-reader"), sent, "看看").status_code == 404
    for shown in (page(office, plan), district.get(reverse("plans:opinions-own")).content.decode()):
        assert sent.name in shown
        assert "不能从本系统下载" in shown
        assert reverse("plans:opinions-file", args=[sent.pk]) not in shown
    assert 'type="file"' not in district.get(reverse("plans:opinions-write", args=[plan.pk])).content.decode()
    assert Enclosure.objects.count() == 1


@pytest.mark.usefixtures("asked")
def test_no_transaction_is_open_while_a_file_is_read(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth = len(connection.savepoint_ids)
    seen: list[int] = []

    def watched(path: Path, **limits: object) -> object:
        seen.append(len(connection.savepoint_ids) - depth)
        return read_source(path, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr("xiandao.apps.cases.enclosures.read_source", watched)
    send(signed_in(world, "district-office"), "comment", plan, text="附函", files=letter())
    assert seen == [0]


def test_of_a_file_that_nobody_gets_there_is_neither_a_number_nor_a_line(world: World, sent: Enclosure) -> None:
    place_of(sent.sha256).unlink()
    with pytest.raises(FileNotFoundError):
        opinion_files.file_give(world.person("office"), sent.pk, "", at=AT)
    assert (Export.objects.count(), AuditLine.objects.filter(deed="case.take").count()) == (0, 0)


def test_right_and_secrecy_are_looked_at_within_the_transaction_that_gives_the_number(
    world: World, sent: Enclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth, seen = len(connection.savepoint_ids), list[int]()

    def watched(person: Person, pk: int) -> tuple[Enclosure, Edition]:
        seen.append(len(connection.savepoint_ids) - depth)
        return file_for(person, pk)

    monkeypatch.setattr(opinion_files, "file_for", watched)
    opinion_files.file_give(world.person("office"), sent.pk, "", at=AT)
    assert seen == [1]


def test_a_file_is_found_without_reading_every_comment_on_the_draft(world: World, sent: Enclosure) -> None:
    with CaptureQueriesContext(connection) as queries:
        file_for(world.person("office"), sent.pk)
    assert sum('FROM "cases_enclosure"' in each["sql"] for each in queries) == 1


# ---- what does


def test_the_office_and_who_sent_it_take_the_file_as_it_came(world: World, plan: Edition, sent: Enclosure) -> None:
    for name in ("office", "district-office", "district-reader"):
        client = signed_in(world, name)
        assert sent.name in page(client, plan)
        given = take(client, sent)
        assert (given.status_code, body(given)) == (200, LETTER.encode())
        assert given.headers["Content-Type"] == "application/octet-stream"
        assert f"样例数据-{sent.name}" in unquote(given.headers["Content-Disposition"])
    taken = AuditLine.objects.filter(deed="case.take", object_id=str(sent.case_id))
    assert {line.after for line in taken} == {f"sha256:{sent.sha256}"}
    attached = AuditLine.objects.get(deed="case.attach")
    assert (attached.after, attached.actor) == (f"sha256:{sent.sha256}", str(world.users["district-office"].pk))


def test_a_letter_can_follow_its_comment_and_is_in_its_history(world: World, plan: Edition, sent: Enclosure) -> None:
    district = signed_in(world, "district-office")
    assert "补充附件" in page(district, plan)
    send(district, "attach", plan, case=sent.case_id, files=letter("盖章件", "盖章件.txt"))
    assert [row.name for row in Enclosure.objects.all()] == ["反馈意见函.txt", "盖章件.txt"]
    assert CaseStep.objects.get(deed="attach").words == "盖章件.txt"
    assert "盖章件.txt" in page(signed_in(world, "office"), plan)


@pytest.mark.parametrize("name", ["01-province-guidance.docx", "06-city-plan.pdf"])
@pytest.mark.usefixtures("asked")
def test_documents_are_taken_whole(name: str, world: World, plan: Edition) -> None:
    data = (SAMPLES / name).read_bytes()
    send(signed_in(world, "district-office"), "comment", plan, text="附", files=SimpleUploadedFile(name, data))
    assert body(take(signed_in(world, "office"), Enclosure.objects.get())) == data


def test_what_came_with_ones_own_word_stays_ones_own_when_the_draft_is_out_of_sight(
    world: World, plan: Edition, sent: Enclosure
) -> None:
    office, district = signed_in(world, "office"), signed_in(world, "district-office")
    send(office, "rule", plan, case=sent.case_id, ruling="adopted", reason="已改")
    send(office, "close", plan)
    assert district.get(reverse("plans:opinions", args=[plan.pk])).status_code == 404
    assert sent.name in district.get(reverse("plans:opinions-own")).content.decode()
    assert take(district, sent).status_code == 200
    assert take(signed_in(world, "other-office"), sent).status_code == 404


def test_a_reader_of_the_place_that_keeps_the_draft_reads_what_their_place_sent(world: World, plan: Edition) -> None:
    row = enclosed(plan)
    assert take(signed_in(world, "reader"), row).status_code == 200
    assert take(signed_in(world, "district-office"), row).status_code == 404


def test_the_table_of_rulings_names_what_came(world: World, plan: Edition, sent: Enclosure) -> None:
    office = signed_in(world, "office")
    for form, part in (("xlsx", "xl/sharedStrings.xml"), ("docx", "word/document.xml")):
        with zipfile.ZipFile(io.BytesIO(send(office, "paper", plan, form=form).content)) as archive:
            text = archive.read(part).decode()
        assert "附件" in text
        assert sent.name in text
    send(signed_in(world, "district-office"), "withdraw", plan, case=sent.case_id)
    send(signed_in(world, "district-office"), "comment", plan, text="不附件")
    with zipfile.ZipFile(io.BytesIO(send(office, "paper", plan, form="docx").content)) as archive:
        assert sent.name not in archive.read("word/document.xml").decode()


@pytest.mark.usefixtures("asked")
def test_a_program_attaches_and_takes_as_the_page_does(world: World, plan: Edition) -> None:
    district, office = bearer(world.users["district-office"]), bearer(world.users["office"])
    case = district.post(f"/editions/{plan.pk}/opinions", {"text": "偏高"}).json()
    assert case["files"] == []
    form = {"case": case["id"], "files": letter(), "version": case["version"]}
    attached = district.ask("POST", f"/editions/{plan.pk}/opinions/files", form=form)
    (told,) = attached.json()["files"]
    assert (attached.status_code, told["name"], told["size"]) == (201, "反馈意见函.txt", len(LETTER.encode()))
    listed = office.get(f"/editions/{plan.pk}/opinions").json()["items"][0]["case"]["files"]
    assert listed == [told]
    given = office.post(f"/opinions/files/{told['id']}", {})
    assert (given.status_code, given.content) == (200, LETTER.encode())
    late = district.ask(
        "POST", f"/editions/{plan.pk}/opinions/files", form={**form, "files": letter("又"), "version": 0}
    )
    assert late.status_code == 409
