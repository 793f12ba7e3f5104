"""Lists of registers as pages: found, filtered, crossed, at two dates, kept, and taken along by right."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.entities import FIRM, SOMEONE, entity, firm, someone
from tests.builders.workspace import World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.publishing.models import Release
from xiandao.apps.registers.kept import registers_changed
from xiandao.apps.registers.kinds import registry
from xiandao.apps.registers.models import Entity, SavedView

pytestmark = pytest.mark.django_db
KIND = "/registers/kinds/enterprise/"


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    return workspace.world()


def page(world: World, address: str, who: str = "office") -> str:
    answer = signed_in(world, who).get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_page_of_all_lists_counts_what_the_reader_sees(world: World) -> None:
    firm()
    assert "企业名录" in page(world, reverse("registers:lists"))
    assert FIRM in page(world, f"{reverse('registers:lists')}?q=jcyf")
    assert FIRM not in page(world, f"{reverse('registers:lists')}?q=云帆", who="other-office")


def test_a_list_shows_its_rows_and_how_they_divide(world: World) -> None:
    firm()
    told = page(world, KIND)
    assert FIRM in told
    assert "共 1 条" in told


def test_a_filter_leaves_out_what_does_not_fulfil_it(world: World) -> None:
    firm()
    entity("霁川大厂有限公司", staff="900")
    told = page(world, f"{KIND}?from-staff=100")
    assert "霁川大厂有限公司" in told
    assert FIRM not in told
    assert signed_in(world, "office").get(f"{KIND}?from-staff=abc").status_code == 422


@pytest.mark.parametrize("show", ["pivot", "changes"])
def test_a_list_is_crossed_and_compared(world: World, show: str) -> None:
    firm()
    assert signed_in(world, "office").get(f"{KIND}?show={show}").status_code == 200


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl", "parquet", "statements"])
def test_a_list_leaves_in_every_form_and_the_log_says_so(world: World, form: str) -> None:
    firm()
    answer = signed_in(world, "office").post(f"{KIND}export", {"form": form})
    assert answer.status_code == 200, answer.content.decode()[:500]
    assert answer.content
    assert AuditLine.objects.filter(deed="register.export", object_id="enterprise").count() == 1


def test_no_page_and_no_file_shows_what_is_sealed(world: World) -> None:
    someone(), firm()
    for address in ("/registers/kinds/person/", f"{KIND}?columns=phone"):
        assert "sealed:" not in page(world, address)
    for form in ("csv", "jsonl", "statements"):
        data = signed_in(world, "office").post(f"{KIND}export?columns=phone", {"form": form}).content
        assert b"sealed:" not in data
        assert b"13900000001" not in data


def test_a_restricted_list_shows_counts_and_no_names(world: World) -> None:
    someone()
    for view in (each for each in registry().views if each.restricted):
        told = page(world, reverse("registers:list", args=[view.code]))
        assert "只显示数量" in told
        assert SOMEONE not in told
        answer = signed_in(world, "office").post(reverse("registers:list-export", args=[view.code]), {"form": "csv"})
        assert answer.status_code == 422


def test_conditions_are_kept_for_the_post_and_let_go(world: World) -> None:
    client = signed_in(world, "office")
    client.post(f"{KIND}keep?is-size=small&page=3", {"name": "小企业"})
    assert "is-size=small" in page(world, reverse("registers:lists"))
    assert "小企业" not in page(world, reverse("registers:lists"), who="reader")
    kept = SavedView.objects.get()
    signed_in(world, "reader").post(reverse("registers:saved-drop", args=[kept.pk]))
    assert SavedView.objects.exists()
    client.post(reverse("registers:saved-drop", args=[kept.pk]))
    assert not SavedView.objects.exists()


def test_what_goes_outside_waits_for_two_people_and_what_is_internal_leaves_marked_alone(world: World) -> None:
    firm()
    client = signed_in(world, "office")
    asked = {"form": "xlsx", "use": "outside", "purpose": "上报", "receiver": "省厅"}
    answer = client.post(f"{KIND}export", asked)
    assert (answer.status_code, Release.objects.count()) == (302, 1)
    Entity.objects.update(secrecy="internal")
    assert client.post(f"{KIND}export", {"form": "csv"}).status_code == 422
    assert client.post(f"{KIND}export", {**asked, "use": "inside"}).status_code == 302
    assert Release.objects.latest("pk").secrecy == "internal"


def test_a_program_is_given_no_row_above_none_and_nothing_of_a_restricted_list(world: World) -> None:
    of, api = firm(), reverse("api:register-list", args=["enterprise"])
    client = signed_in(world, "office")
    rows = client.get(f"{api}?of=kind&columns=phone,staff").json()
    assert [(row["key"], row["values"]) for row in rows["items"]] == [(of.key, {"name": [FIRM], "staff": ["50"]})]
    counts = client.get(f"{api}/counts?of=kind&by=size").json()
    assert [(each["value"], each["n"]) for each in counts[0]["counts"]] == [("medium", 1)]
    Entity.objects.update(secrecy="internal")
    registers_changed(["enterprise"])
    assert client.get(f"{api}?of=kind").json()["total"] == 0
    restricted = next(view for view in registry().views if view.restricted)
    assert client.get(reverse("api:register-list", args=[restricted.code])).status_code == 422
    assert client.get(reverse("api:register-counts", args=[restricted.code])).status_code == 200
