"""Printed pages, maps, packs of places, messages and papers by API: what is refused, then what a program of an office does."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pytest_django.fixtures import Settings
from tests.builders import organisation
from tests.builders.api import Asker, bearer
from tests.builders.notices import notice_to
from tests.builders.workspace import AT, World, signed_in
from tests.functional.web.test_layouts import geo, real
from tests.functional.web.test_notices import declare, workbook
from tests.functional.web.test_places import PACK

from xiandao.apps.accounts.services import token_add
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.sending import send_due
from xiandao.apps.notices.services import channels_set
from xiandao.apps.places.models import Place
from xiandao.apps.plans import page_images
from xiandao.apps.plans.layout_models import OfficialMap
from xiandao.apps.plans.models import Edition, Plan
from xiandao.apps.plans.services import edition_enter
from xiandao.readers import read_source

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
MAP = {"number": "GS（2024）0650号", "maker": "样例制图院", "year": "2024"}


@pytest.fixture
def printed(world: World) -> Edition:
    file = SAMPLES / "06-city-plan.pdf"
    return edition_enter(world.person("office"), read_source(file), file, at=AT)


@pytest.fixture
def administrator(world: World) -> Asker:
    return bearer(world.users["administrator"])


@pytest.fixture
def security(world: World) -> Asker:
    return bearer(world.users["security"])


# ---- what must not happen


def test_who_may_not_see_a_plan_gets_no_page_of_it(world: World, printed: Edition) -> None:
    for path in ("pages", "page", "page-image"):
        for name in ("other-office", "district-office", "security"):
            assert bearer(world.users[name]).get(f"/editions/{printed.pk}/{path}").status_code == 404


def test_a_page_that_is_not_there_is_refused_and_of_a_text_there_are_none(
    world: World, printed: Edition, plan: Edition
) -> None:
    office = bearer(world.users["office"])
    for path in ("page?number=99", "page-image?number=99"):
        refused = office.get(f"/editions/{printed.pk}/{path}")
        assert (refused.status_code, refused.json()["code"]) == (422, "page-none")
    assert office.get(f"/editions/{plan.pk}/pages").json()["code"] == "page-none"
    assert office.get(f"/editions/{printed.pk}/page-image?zoom=7").json()["code"] == "input-invalid"


def test_a_page_that_is_being_made_says_when_to_come_again(
    world: World, printed: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "PATIENCE", 0.01)
    with page_images._place():
        busy = bearer(world.users["office"]).get(f"/editions/{printed.pk}/page-image")
    assert (busy.status_code, busy.json()["code"], busy.headers["Retry-After"]) == (503, "page-busy", "3")


def test_no_map_is_loaded_by_program_that_no_page_would_take(world: World, administrator: Asker) -> None:
    sent = {**MAP, "file": geo("样例实区"), "place": world.city.pk}
    refused = administrator.ask("POST", "/maps", form=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "map-invented")
    sent = {**MAP, "file": geo("样例实区"), "place": real(world).pk, "number": "没有"}
    assert administrator.ask("POST", "/maps", form=sent).json()["code"] == "map-number"
    assert not OfficialMap.objects.exists()


def test_a_faulty_pack_enters_nothing_and_every_fault_is_told_at_its_line(administrator: Asker) -> None:
    before = Place.objects.count()
    pack = PACK.format(code="99010205", name="样例新镇", parent="990177")
    sent = {"files": SimpleUploadedFile("p.toml", pack.encode()), "act": "load"}
    refused = administrator.ask("POST", "/places/load", form=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "places-pack-faulty")
    said = refused.json()
    assert [(each["file"], each["line"], each["code"]) for each in said["findings"]] == [
        ("p.toml", 5, "pack-value-form"), ("p.toml", 8, "pack-reference-unknown-near"),
    ]  # fmt: skip
    assert said["values"] == {"n": "2", "first": said["findings"][0]["message"]}
    assert said["values"]["first"] in said["message"]
    assert Place.objects.count() == before


@pytest.mark.parametrize("act", ["check", "load"])
def test_two_faults_of_one_line_are_both_told(act: str, administrator: Asker) -> None:
    pack = 'pack = "places"\nsource = "样例"\n\n[[place]]\ncode = "990102055"\nparent = "990102"\n'
    sent = {"files": SimpleUploadedFile("p.toml", pack.encode()), "act": act}
    told = administrator.ask("POST", "/places/load", form=sent).json()
    assert [(each["file"], each["line"], each["column"]) for each in told["findings"]] == [("p.toml", 4, 1)] * 2
    assert len({each["message"] for each in told["findings"]}) == 2
    assert (told["code"], told["values"]["n"]) == ("places-pack-faulty", "2")


def test_the_faults_of_a_pack_are_described(administrator: Asker) -> None:
    told = administrator.get("/openapi.json").json()
    assert "PackFaulty" in told["paths"]["/api/v1/places/load"]["post"]["description"]
    assert {*told["components"]["schemas"]["PackFault"]["properties"]} == {"file", "line", "column", "code", "message"}


@pytest.mark.parametrize(("secrecy", "is_given"), [("none", True), ("internal", False), ("secret", False)])
def test_printed_pages_leave_by_token_only_of_what_is_neither_internal_nor_a_work_secret(
    secrecy: str, *, is_given: bool, world: World, printed: Edition
) -> None:
    Plan.objects.filter(pk=printed.plan_id).update(secrecy=secrecy)
    office = bearer(world.users["office"])
    for path in ("page", "page-image"):
        answer = office.get(f"/editions/{printed.pk}/{path}")
        assert answer.status_code == (200 if is_given else 422)
        assert is_given or answer.json()["code"] == "taken-numbered"
        shown = signed_in(world, "office").get(f"/api/v1/editions/{printed.pk}/{path}")
        assert shown.status_code == 200  # as the page shows it, on the screen
    assert bearer(world.users["other-office"]).get(f"/editions/{printed.pk}/page").status_code == 404


def test_a_place_in_use_is_not_removed(world: World, administrator: Asker) -> None:
    refused = administrator.ask("DELETE", f"/places/{world.district.pk}")
    assert (refused.status_code, refused.json()["code"]) == (422, "place-used")
    assert Place.objects.filter(pk=world.district.pk).exists()


def test_nobody_ends_a_token_of_somebody_whom_they_do_not_manage(world: World, security: Asker) -> None:
    word = token_add(world.users["other-office"], "theirs", at=AT)
    token = world.users["other-office"].tokens.get().pk
    path = f"/people/{world.users['other-office'].pk}/tokens"
    assert (security.get(path).status_code, security.post(f"{path}/end", {"token": token}).status_code) == (404, 404)
    own = organisation.office().worker.pk
    assert security.post(f"/people/{own}/tokens/end", {"token": token}).status_code == 404
    assert world.users["other-office"].tokens.get().revoked_at is None
    assert word not in security.get(f"/people/{own}/tokens").content.decode()


def test_what_the_outlets_did_is_told_without_addresses_and_words(
    world: World, plan: Edition, administrator: Asker, settings: Settings
) -> None:
    declare(settings)
    channels_set(world.person("reviewer"), {"folder": "lin-07"}, ["folder"], ["review.waiting"], at=AT)
    send_due(lambda: AT + dt.timedelta(days=1))
    answer = administrator.get("/notices/messages")
    (message,) = answer.json()["items"]
    assert (message["person"], message["state"]) == (world.users["reviewer"].pk, "handed-over")
    assert [each["outcome"] for each in message["attempts"]] == ["handed-over"]
    assert "lin-07" not in answer.content.decode()
    assert plan.plan.title not in answer.content.decode()
    assert administrator.get("/notices/messages?state=failed").json()["total"] == 0
    assert bearer(world.users["office"]).get("/notices/messages").status_code == 404


# ---- what a program does


def test_pages_are_listed_and_words_found_on_them(world: World, printed: Edition) -> None:
    office = bearer(world.users["office"])
    pages = office.get(f"/editions/{printed.pk}/pages").json()
    text = office.get(f"/editions/{printed.pk}/text").json()
    assert [each["start"] for each in pages["items"]] == text["pages"]
    assert (pages["total"], pages["items"][-1]["end"]) == (len(text["pages"]), len(text["text"]))
    item = printed.items.filter(start__lt=pages["items"][0]["end"] - 20).order_by("start")[0]
    page = office.get(f"/editions/{printed.pk}/page?number=1&item={item.pk}").json()
    assert (page["number"], page["pages"], page["note"]) == (1, pages["total"], "")
    assert item.pk in page["items"]
    assert page["boxes"]
    assert all(0 <= box["x"] <= page["width"] and 0 <= box["y"] <= page["height"] for box in page["boxes"])


def test_the_picture_is_the_one_that_the_page_shows(world: World, printed: Edition) -> None:
    office = bearer(world.users["office"])
    shown = office.get(f"/editions/{printed.pk}/page-image?number=1&zoom=1")
    page = signed_in(world, "office").get(f"/plans/editions/{printed.pk}/pages/1/image-1")
    assert (shown.status_code, shown.headers["Content-Type"], shown.content) == (200, "image/png", page.content)
    again = Asker({**office.headers, "If-None-Match": shown.headers["ETag"]})
    assert again.get(f"/editions/{printed.pk}/page-image").status_code == 304


def test_a_map_is_loaded_listed_looked_at_and_taken_away(world: World, administrator: Asker) -> None:
    place = real(world)
    loaded = administrator.ask("POST", "/maps", form={**MAP, "file": geo("样例实区", "别处"), "place": place.pk})
    assert loaded.status_code == 201
    told = loaded.json()
    assert (told["joined"], told["unjoined"], told["map"]["place"]) == (["样例实区"], ["别处"], place.code)
    assert [each["number"] for each in administrator.get("/maps").json()["items"]] == [MAP["number"]]
    pk = told["map"]["id"]
    assert administrator.get(f"/maps/{pk}").status_code == 404  # who runs the machine reads no layouts
    assert administrator.ask("DELETE", f"/maps/{pk}").status_code == 204
    assert not OfficialMap.objects.exists()
    assert AuditLine.objects.filter(deed__in=("map.load", "map.remove")).count() == 2


def test_the_shapes_of_a_map_are_given_to_who_sees_plans_of_its_place(world: World, plan: Edition) -> None:
    shapes = {"type": "FeatureCollection", "features": []}
    kept = OfficialMap.objects.create(place=world.city, **MAP, shapes=shapes, sha256="0", at=AT)
    assert plan.plan.place == world.city
    told = bearer(world.users["office"]).get(f"/maps/{kept.pk}").json()
    assert told == {**MAP, "year": 2024, "shapes": shapes}  # never without its 审图号
    assert bearer(world.users["other-office"]).get(f"/maps/{kept.pk}").status_code == 404


def test_a_pack_is_tried_then_loaded_and_a_place_removed_again(administrator: Asker) -> None:
    pack = PACK.format(code="990102055", name="样例新镇", parent="990102").encode()
    for act in ("check", "load"):
        sent = {"files": SimpleUploadedFile("p.toml", pack), "act": act}
        told = administrator.ask("POST", "/places/load", form=sent).json()
        assert (told["is_trial"], told["added"], told["same"]) == (act == "check", ["样例新镇"], 0)
        assert Place.objects.filter(code="990102055").exists() is (act == "load")
    place = Place.objects.get(code="990102055")
    assert administrator.ask("DELETE", f"/places/{place.pk}").status_code == 204
    assert not Place.objects.filter(code="990102055").exists()
    assert AuditLine.objects.filter(deed="place.remove").exists()


def test_the_list_of_people_leaves_as_the_page_gives_it(security: Asker) -> None:
    organisation.office()
    answer = security.post("/people/paper", {"q": "worker"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/octet-stream")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    words = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "worker" in words
    assert "office" not in words
    assert AuditLine.objects.get(deed="people.export").detail["rows"] == 1


def test_receipts_leave_as_the_page_gives_them(world: World) -> None:
    notice_to(world.users["reviewer"])
    answer = bearer(world.users["office"]).post("/notices/sent/paper", {})
    page = signed_in(world, "office").post("/notices/sent/export")
    assert answer.status_code == 200
    assert workbook(answer.content) == workbook(page.content)
    assert AuditLine.objects.filter(deed="notice.export").count() == 2


def test_a_hand_over_is_read_with_its_sheet(world: World, security: Asker) -> None:
    done = organisation.handed_over()
    told = security.get(f"/hand-overs/{done.pk}").json()
    assert (told["post_id"], told["sheet"]["to"]) == (done.post_id, done.sheet["to"])
    page = signed_in(world, "security").get(f"/units/hand-overs/{done.pk}/sheet")
    assert security.get(f"/hand-overs/{done.pk}/sheet").content == page.content


def test_a_token_of_theirs_is_ended_and_the_account_stays_open(security: Asker) -> None:
    worker = organisation.office().worker
    theirs, token = bearer(worker), worker.tokens.latest("pk")
    assert [each["id"] for each in security.get(f"/people/{worker.pk}/tokens").json()["items"]] == [token.pk]
    ended = security.post(f"/people/{worker.pk}/tokens/end", {"token": token.pk})
    assert ended.json()["revoked_at"]
    assert theirs.get("/me").status_code == 401
    assert bearer(worker).get("/me").json()["username"] == "worker"
