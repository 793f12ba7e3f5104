"""Every operation of the API as every role: allowed or refused as the one rights table says; refused looks like absent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from tests.builders.api import ROOT, Asker, Operation, bearer, operations, question
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.accounts.rights import ANYONE, RIGHTS, ROLES, SIGNED_IN
from xiandao.apps.plans.models import Edition
from xiandao.apps.plans.services import edition_issue
from xiandao.web.api import api

OPERATIONS = operations()
OPENED = (200, 201, 202, 204, 409, 422)
"""409 and 422 are said to who may: known already, nothing to sample yet."""


def ask(asker: Asker, operation: Operation, who: str, world: World, plan: Edition) -> int:
    asked = question(operation, who, world, plan)
    return int(asker.ask(operation.method, asked.path, asked.body, asked.form).status_code)


def test_the_rights_table_knows_every_operation_and_no_other() -> None:
    named = {
        f"{op.methods[0]} api:{op.url_name}"
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for op in view.operations
    }
    own = {"GET api:openapi-json", "GET api:api-root"}
    assert {route for route in RIGHTS.routes if "api:" in route} == named | own


def test_every_address_of_the_api_is_in_the_table_by_its_methods() -> None:
    space = next(
        each for each in get_resolver().url_patterns if isinstance(each, URLResolver) and each.namespace == "api"
    )
    names = {entry.name for entry in space.url_patterns if isinstance(entry, URLPattern)}
    assert {route.partition("api:")[2] for route in RIGHTS.routes if "api:" in route} == names


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.method != "GET"], ids=lambda each: each.name)
def test_a_deed_is_open_to_exactly_the_roles_of_the_table(operation: Operation, world: World, plan: Edition) -> None:
    check_roles(operation, askers(world), world, plan)


def test_a_question_is_open_to_exactly_the_roles_of_the_table(world: World, plan: Edition) -> None:
    asking = askers(world)
    for operation in OPERATIONS:
        if operation.method == "GET":  # changes nothing, so that one world is enough for all of them
            check_roles(operation, asking, world, plan)


def askers(world: World) -> dict[str, Asker]:
    return {role: bearer(world.users[role]) for role in ROLES}


def check_roles(operation: Operation, asking: dict[str, Asker], world: World, plan: Edition) -> None:
    edition_issue(world.person("office"), plan, state="issued", at=AT)  # test_rights.py looks at drafts
    statuses = {role: ask(asker, operation, role, world, plan) for role, asker in asking.items()}
    opened = {role for role, status in statuses.items() if status in OPENED}
    wanted = set(ROLES) if operation.deed in (ANYONE, SIGNED_IN) else RIGHTS.deeds[operation.deed]
    assert (operation.name, opened) == (operation.name, wanted)
    assert {statuses[role] for role in set(ROLES) - opened} <= {404}


def test_nobody_gets_anything_without_a_token_that_is_good(world: World, plan: Edition) -> None:
    words = ("", "Bearer ", "Bearer xd_invented", "Basic b2ZmaWNlOg==")
    for operation in OPERATIONS:
        asked = question(operation, "office", world, plan)
        askers = [Asker({"Authorization": word}) for word in words]
        statuses = {each.ask(operation.method, asked.path, asked.body, asked.form).status_code for each in askers}
        assert (operation.name, statuses) == (operation.name, {201} if operation.deed == ANYONE else {401})


def test_what_another_has_is_answered_as_what_never_was(world: World, plan: Edition) -> None:
    other = bearer(world.users["other-office"])
    for operation in OPERATIONS:
        asked = question(operation, "office", world, plan)
        if asked.path == operation.path or "{code}" in operation.path:  # a list is everybody's, its rows are not
            continue
        if operation.name == "register_drop":  # what is not there has been let go of
            continue
        absent = operation.path.replace("{pk}", "999999")
        theirs, none = (other.ask(operation.method, path, asked.body, asked.form) for path in (asked.path, absent))
        assert (operation.name, theirs.status_code, none.status_code) == (operation.name, 404, 404)
        assert theirs.content == none.content
        assert theirs.headers.items() == none.headers.items()


def test_what_a_role_may_not_do_is_answered_as_what_never_was(world: World, plan: Edition) -> None:
    reader = bearer(world.users["reader"])
    forbidden = reader.post(f"/editions/{plan.pk}/issue", {"state": "issued"})
    assert forbidden.content == reader.get("/no/such/address").content == reader.get("/items/999999").content
    assert forbidden.json()["code"] == "absent"


def test_a_session_reads_and_never_writes(world: World, plan: Edition) -> None:
    browser, item = signed_in(world, "office"), plan.items.all()[0]
    assert browser.get(f"{ROOT}/plans").status_code == 200
    written = browser.post(f"{ROOT}/items/{item.pk}/confirm", {"version": 0}, content_type="application/json")
    assert written.status_code == 401
    item.refresh_from_db()
    assert item.state == "candidate"


def test_a_token_opens_no_page(world: World) -> None:
    token = bearer(world.users["office"])
    assert Client().get("/plans/", headers=token.headers).status_code == 302


@pytest.mark.parametrize(
    "ended",
    [{"revoked_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}, {"expires_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}],
)
def test_a_token_that_was_revoked_or_has_ended_is_none(ended: dict[str, dt.datetime], world: World) -> None:
    office = bearer(world.users["office"])
    assert office.get("/me").status_code == 200
    world.users["office"].tokens.update(**ended)
    refused = office.get("/me")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.json()["code"] == "sign-in-needed"


def test_the_token_of_a_closed_account_is_none(world: World) -> None:
    office = bearer(world.users["office"])
    world.users["office"].is_active = False
    world.users["office"].save()
    assert office.get("/me").status_code == 401


def test_whoever_has_not_changed_the_first_password_gets_no_further(world: World) -> None:
    office = bearer(world.users["office"])
    world.users["office"].must_change_password = True
    world.users["office"].save()
    assert office.get("/plans").json()["code"] == "password-first"


def test_rights_end_with_the_day_on_which_the_post_is_left(world: World, plan: Edition) -> None:
    office = bearer(world.users["office"])
    assert office.get(f"/editions/{plan.pk}").status_code == 200
    world.users["office"].holdings.update(until=timezone.localdate() - dt.timedelta(days=1))
    assert office.get(f"/editions/{plan.pk}").status_code == 404


def test_what_another_city_keeps_is_in_no_list_count_or_search(world: World, plan: Edition) -> None:
    other = bearer(world.users["other-office"])
    assert plan.items.count() > 0
    for path in ("/plans", "/items", "/items?q=企业", f"/items?edition={plan.pk}", "/jobs"):
        assert other.get(path).json()["total"] == 0
    seen = other.get("/overview").json()
    assert (seen["plans"], seen["waiting_all"], seen["live"], seen["newest"]) == (0, 0, {}, [])


@pytest.mark.parametrize(("role", "sees"), [("reader", 0), ("analyst", 0), ("reviewer", 1), ("office", 1)])
def test_a_work_secret_is_listed_for_the_roles_that_may_see_it(
    role: str, sees: int, world: World, plan: Edition
) -> None:
    plan.plan.secrecy = "secret"
    plan.plan.save()
    asker, browser = bearer(world.users[role]), signed_in(world, role)
    assert asker.get("/plans").json()["total"] == sees
    assert (browser.get(f"{ROOT}/items").json()["total"] > 0) is bool(sees)
    assert asker.get("/items").json()["total"] == 0  # words of it leave numbered, or not at all


def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(world: World) -> None:
    refused = bearer(world.users["office"]).ask("PATCH", "/plans", {})
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, POST")
    assert refused.json()["code"] == "method-unknown"
