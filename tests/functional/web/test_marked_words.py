"""Words that people type pass one gate: what is marked as a state secret is refused and nothing of it is kept."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.urls import reverse
from tests.builders import organisation
from tests.builders.api import bearer
from tests.builders.workspace import World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans.models import Edition, FindingNote, Item
from xiandao.apps.plans.selectors import queue

MARKED = "机密★十年 某型样机参数"
PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("office", "plans:finding", {"key": "x", "verdict": "known", "reason": MARKED}),
    ("office", "plans:class", {"secrecy": "internal", "openness": "closed", "reason": MARKED}),
    ("office", "plans:opinions-comment", {"text": MARKED, "words": "建设", "outside": "市样例局"}),
    ("office", "plans:quiet", {"note": MARKED}),
    ("office", "plans:upload", {"plan": "", "note": MARKED}),
    ("security", "accounts:unit-new", {"name": MARKED, "place": "1"}),
    ("reader", "notices:channels", {"address-mail": MARKED}),
)


def everything() -> str:
    """Every text that the database keeps."""
    rows = []
    for model in apps.get_models():
        fields = [each.name for each in model._meta.fields if isinstance(each, CharField | TextField | JSONField)]
        rows += list(model._default_manager.values_list(*fields)) if fields else []
    return json.dumps(rows, ensure_ascii=False, default=str)


def classing(plan: Edition) -> str:
    return reverse("plans:class", args=[plan.pk])


@pytest.mark.parametrize(("who", "route", "said"), PAGES, ids=[each[1] for each in PAGES])
def test_no_page_takes_marked_words(who: str, route: str, said: dict[str, str], world: World, plan: Edition) -> None:
    is_of_plan = route.startswith("plans:") and route != "plans:upload"
    answer = signed_in(world, who).post(reverse(route, args=[plan.pk] if is_of_plan else []), said)
    assert answer.status_code == 422
    assert "国家秘密" in answer.content.decode()
    assert MARKED not in answer.content.decode()
    assert MARKED not in everything()


def test_a_remark_on_an_item_is_refused_with_the_judgement(world: World, plan: Edition) -> None:
    item = queue(plan)[0]
    said = {"version": item.version, "note": MARKED, "reason": MARKED}
    answer = signed_in(world, "office").post(reverse("plans:judge", args=[item.pk, "reject"]), said)
    assert (answer.status_code, Item.objects.get(pk=item.pk).state) == (422, "candidate")


def test_the_api_takes_no_marked_words_however_they_are_written_and_however_deep(world: World, plan: Edition) -> None:
    asker = bearer(world.users["office"])
    for body in ({"key": "x", "verdict": "known", "reason": MARKED}, {"deep": [{"reason": MARKED}]}, {MARKED: 1}):
        answer = asker.post(f"/editions/{plan.pk}/findings", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "state-secret")
        assert MARKED not in answer.content.decode()
    assert not FindingNote.objects.exists()


def test_time_person_and_case_number_are_kept_and_nothing_else(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    client.post(classing(plan), {"secrecy": "internal", "openness": "closed", "reason": MARKED})
    line = AuditLine.objects.get(deed="secret.refuse")
    assert (line.actor, line.detail) == (world.person("office").actor, {})
    assert line.object_id.startswith("SM-")


def test_a_password_leaves_no_digest_in_the_log(world: World) -> None:
    signed_in(world, "office").post(reverse("accounts:password"), {"old": MARKED, "new": MARKED, "again": MARKED})
    assert not AuditLine.objects.filter(deed="secret.refuse").exists()


def test_who_may_not_do_a_deed_is_told_nothing_of_marked_words(world: World, plan: Edition) -> None:
    answer = signed_in(world, "reader").post(classing(plan), {"reason": MARKED})
    assert answer.status_code == 404
    assert not AuditLine.objects.filter(deed="secret.refuse").exists()


def test_ordinary_words_pass(world: World) -> None:
    client, place = signed_in(world, "security"), organisation.office(world.city, "w").unit.place
    answer = client.post(
        reverse("accounts:unit-new"), {"name": "市商业秘密保护中心", "place": str(place.pk), "kind": "政府部门"}
    )
    assert answer.status_code == 302
