"""As of a day the head of a plan too is what was known; and one file has one name, however it is taken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import reverse
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.workspace import AT, TEXT, World, signed_in

from xiandao.apps.plans import as_of, rereading, services
from xiandao.apps.plans.known import edition_change_keep
from xiandao.apps.plans.mappers import as_known, edition_fields
from xiandao.apps.plans.models import Edition, EditionChange

DAY = dt.timedelta(days=1)


def then(world: World, plan: Edition, day: int) -> Edition:
    dates = as_of.Dates((AT + 9 * DAY).date(), AT + day * DAY)
    return as_of.plan_then(world.person("office"), plan.plan_id, dates).edition


@pytest.fixture
def reread(world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """Issued on day 0; on day 5 newer rules read another number, issuer and day in its head."""
    office = world.person("office")
    Edition.objects.filter(pk=plan.pk).update(
        doc_no="霁政发〔2024〕1号", issuer="霁川市人民政府", issued_on="2024-01-08"
    )
    plan.refresh_from_db()
    services.edition_issue(office, plan, state="issued", at=AT)
    said = {
        "doc_no": "霁政发〔2024〕7号",
        "issuer": "霁川市人民政府办公室",
        "issued_on": AT.date(),
        "period_last": 2027,
    }
    monkeypatch.setattr(rereading, "edition_fields", lambda read: {**edition_fields(read), **said})
    plan.refresh_from_db()
    services.edition_reread(plan, by=office, at=AT + 5 * DAY)
    return plan


def test_a_new_reading_does_not_change_what_the_head_said_then(world: World, reread: Edition) -> None:
    before, after = then(world, reread, 3), then(world, reread, 6)
    assert (before.doc_no, before.issuer) == ("霁政发〔2024〕1号", "霁川市人民政府")
    assert (before.issued_on and before.issued_on.isoformat(), before.period_last) == ("2024-01-08", 2026)
    assert (after.doc_no, after.issuer, after.issued_on) == ("霁政发〔2024〕7号", "霁川市人民政府办公室", AT.date())


def test_the_page_shows_the_head_of_then(world: World, reread: Edition) -> None:
    client = signed_in(world, "office")
    address = reverse("plans:edition", args=[reread.pk])
    day = (AT + 9 * DAY).date().isoformat()
    told = client.get(
        f"{address}?as_of={day}&known_at={(AT + 3 * DAY).isoformat().replace('+', '%2B')}"
    ).content.decode()
    assert "霁政发〔2024〕1号" in told
    assert "霁政发〔2024〕7号" not in told
    assert "霁政发〔2024〕7号" in client.get(address).content.decode()


def test_the_api_tells_the_same(world: World, reread: Edition) -> None:
    asked = f"?as_of={(AT + 9 * DAY).date()}&known_at={(AT + 3 * DAY).isoformat().replace('+00:00', 'Z')}"
    told = bearer(world.users["office"]).get(f"/editions/{reread.pk}{asked}").json()
    assert (told["doc_no"], told["issued_on"], told["title"]) == ("霁政发〔2024〕1号", "2024-01-08", reread.plan.title)


def test_the_title_of_then_is_that_of_every_edition(world: World, plan: Edition) -> None:
    office = world.person("office")
    services.edition_issue(office, plan, state="issued", at=AT)
    plan.refresh_from_db()
    known, old = as_known(plan), plan.plan.title
    plan.plan.title = "另一个名称"
    plan.plan.save()
    edition_change_keep(plan, known, by=office, at=AT + 5 * DAY)
    assert (then(world, plan, 3).plan.title, then(world, plan, 6).plan.title) == (old, "另一个名称")


def test_rows_of_old_that_kept_no_head_are_folded_as_far_as_they_go(world: World, reread: Edition) -> None:
    for row in EditionChange.objects.filter(edition=reread).order_by("pk")[:1]:
        days = {name: row.before[name] for name in ("state", "in_force_from", "in_force_until")}
        EditionChange.objects.filter(pk=row.pk).update(before=days)
    assert then(world, reread, 3).doc_no == "霁政发〔2024〕1号"


def test_the_file_as_it_came_in_is_called_the_same_by_page_and_by_api(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, TEXT, name="规划原件.txt")
    page = signed_in(world, "office").post(reverse("plans:original", args=[plan.pk])).headers["Content-Disposition"]
    api = bearer(world.users["office"]).get(f"/editions/{plan.pk}/original").headers["Content-Disposition"]
    assert api == page
    assert "样例数据-规划原件.txt" in unquote(api)
