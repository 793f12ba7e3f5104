"""Every address as every role: allowed or refused as the one rights table says, and refused looks like absent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.builders import across, bodies, counting, entities, policies, workspace
from tests.builders.api import bearer
from tests.builders.breakdowns import asked_round, live_target, sent_round
from tests.builders.layouts import bare, official
from tests.builders.notices import notice_to_all_roles
from tests.builders.opinions import enclosed
from tests.builders.organisation import handed_over, managed, office, token, town
from tests.builders.packages import exchanged
from tests.builders.releases import asked, opened
from tests.builders.task_lists import task_list
from tests.builders.workspace import World, signed_in

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import ANYONE, RIGHTS, ROLES, SIGNED_IN
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.plans import judging, opinions
from xiandao.apps.plans.models import BreakdownOpinion, Edition, Item, Judgement, Succession
from xiandao.apps.plans.services import edition_issue

POSTED = {
    "plans:issue", "plans:upload-withdraw", "plans:upload-join", "plans:reread", "plans:finding", "plans:merge", "plans:sample", "plans:group", "plans:judge", "language",
    "accounts:factor-begin", "accounts:factor-confirm", "accounts:factor-codes", "accounts:factor-off",
    "notices:read-all", "notices:open", "notices:read", "notices:sign", "notices:sent-export", "notices:erase",
    "accounts:account-language", "accounts:account-token", "accounts:account-token-end", "accounts:act",
    "accounts:people-export", "accounts:person-lock", "accounts:person-unlock", "accounts:person-reset",
    "accounts:person-token-end", "accounts:post-give", "accounts:holding-end",
    "places:rename", "places:move", "places:end", "places:remove", "places:manage", "places:manage-end",
    "accounts:sign-out", "plans:compare-again", "plans:quiet", "plans:succession", "plans:bond",
    "plans:opinions-round", "plans:opinions-close", "plans:opinions-comment", "plans:opinions-rule",
    "plans:opinions-withdraw", "plans:opinions-paper", "plans:opinions-attach", "plans:opinions-file",
    "plans:breakdown-choose", "plans:breakdown-move", "plans:breakdown-opinion", "plans:breakdown-rule",
    "plans:breakdown-paper", "plans:breakdown-answer",
    "plans:trajectories-paper", "plans:task-list-keep", "plans:task-list-paper",
    "plans:layout-make", "plans:layout-begin", "plans:layout-propose", "plans:layout-rule", "plans:layout-withdraw",
    "plans:layout-verdicts", "plans:layout-close", "plans:layout-paper", "plans:map-remove",
    "policies:paper", "policies:original", "policies:open", "policies:verdict", "policies:add", "policies:judge",
    "jobs:audit-check",
    "publishing:rule-secrecy", "publishing:rule-publish", "publishing:withdraw", "publishing:content", "publishing:fetch",
    "packages:file", "packages:receipt-in", "packages:receive", "packages:take", "packages:back", "packages:identity",
    "packages:partner-add", "packages:partner-end",
    "bodies:end", "bodies:member-add", "bodies:charge-add", "bodies:row-end", "bodies:row-withdraw",
    "bodies:members-paper", "bodies:links-paper",
    "registers:list-export", "registers:list-keep", "registers:kind-export", "registers:kind-keep", "registers:saved-drop",
    "counting:confirm",
    "registers:entity-label-end", "registers:entity-choose", "registers:entity-delete", "registers:entity-restore",
    "registers:entity-open", "registers:paper", "registers:origin-withdraw", "registers:same-judge", "registers:same-find",
    "registers:load-map", "registers:load-check", "registers:load-enter", "registers:load-undo", "registers:load-drop",
    "registers:load-returned",
}  # fmt: skip
"""Addresses that only take what is sent to them."""


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the product."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


ROUTES = {name: route for name, route in routes() if not name.startswith("api:")}
"""The pages; test_api_rights.py walks the API, each address by its methods."""


MADE: Mapping[str, Callable[[Edition], int]] = {
    "plans:layout": lambda plan: bare(plan).pk,
    "plans:task-list": lambda plan: task_list(plan).place_id,
    "plans:map-": lambda plan: official(plan).pk,
    "plans:opinions-file": lambda plan: enclosed(plan).pk,
    "plans:breakdown-answer": lambda plan: asked_round(plan).pk,
    "notices:": lambda _: notice_to_all_roles().pk,
}
"""How the address begins → the number of a row made for it."""


OF_EDITIONS = [
    name
    for name, route in ROUTES.items()
    if name.startswith("plans:")
    and not name.startswith(("plans:layout", "plans:map", "plans:task-list", "plans:upload", "plans:opinions-file"))
    and "<" in str(route.pattern)
    and RIGHTS.routes[name] in RIGHTS.deeds
]
"""The addresses of an edition, its items, and what hangs on them; what came with one's own word stays one's own."""
OF_DRAFTS = {"plans:upload-join"}
"""Addresses that only a draft answers."""


QUERIES: Mapping[str, Callable[[], str]] = {
    "plans:add": lambda: "?of=target&start=0&end=4",
    "registers:same-pair": entities.pair_asked,
    "registers:declaration": lambda: "?name=park.toml",
    "registers:property-new": lambda: "?kind=park",
}
"""What an address asks for beside its path."""


def address_of(name: str, plan: Edition, item: Item) -> str:
    known: dict[str, dict[str, object]] = {
        "accounts:sign-in-with": {"way": "none"},
        "accounts:sign-in-back": {"way": "none"},
        "plans:export": {"what": "targets", "form": "xlsx"},
        "plans:items": {"kind": "target"},
        "plans:page": {"number": 1},
        "plans:page-image": {"number": 1, "zoom": 1},
        "plans:breakdown-paper": {"what": "table", "form": "xlsx"},
        "plans:judge": {"deed": "confirm"},
        "plans:form": {"deed": "correct"},
    }
    wanted = ROUTES[name].pattern.converters
    values: dict[str, object] = {"pk": item.pk if name in ("plans:item", "plans:judge", "plans:form") else plan.pk}
    if name.startswith("plans:succession"):
        made = across.succession_of if name.endswith("-join") else succession_of
        values = {"pk": made(plan).pk, "verdict": "yes"}
    elif name == "plans:bond":
        before = succession_of(plan).earlier
        lower = Item.objects.create(edition=before, kind="task", key="t", head="t", quote="t", fields={})
        values = {"upper": item.pk, "lower": lower.pk, "verdict": "yes"}
    elif name.startswith("publishing:"):
        values = {
            "pk": asked(
                person_of(User.objects.get(username="office"), workspace.DAY), plan, takers="office reviewer analyst"
            ).pk
        }
    elif name.startswith(("accounts:", "places:")):
        values = {"token": token(), "pk": number_of(name)} if "pk" in wanted else {}
    elif name.startswith(("policies:", "bodies:", "registers:", "counting:")):
        values = register_values(name, plan)
    elif name.startswith("packages:"):
        values = {"pk": exchanged(name, plan)} if "pk" in wanted or name == "packages:card" else {}
    elif (start := next((each for each in MADE if name.startswith(each)), "")) and "pk" in wanted:
        values = {"pk": MADE[start](plan)}
    elif name in ("plans:breakdown-new", "plans:actuals", "plans:path"):
        values = {"pk": live_target(plan).pk}
    elif name in ("plans:compare-again", "plans:quiet"):
        succession_of(plan)
    elif name == "plans:upload-withdraw":  # judged: nobody takes it away from whoever asks next
        Judgement.objects.create(item=item, deed="confirm", at=workspace.AT)
    elif name.startswith("plans:breakdown"):
        row = sent_round(plan)
        values = {"pk": row.pk, "opinion": BreakdownOpinion.objects.get(scenario__breakdown=row).pk}
    chosen = {key: value for key, value in {**values, **known.get(name, {})}.items() if key in wanted}
    return reverse(name, kwargs=chosen) + QUERIES.get(name, str)()


def register_values(name: str, plan: Edition) -> dict[str, object]:
    """What an address of the library of policies, of registers or of counting is asked about."""
    space, _, page = name.partition(":")
    if space == "counting":
        return {"pk": counting.number_asked(name, plan)}
    if space == "bodies":
        return bodies.number_asked(name)
    if space == "registers":
        return entities.values_asked(name) if ROUTES[name].pattern.converters else {}
    return {"pk": policies.number_asked(page)} if "pk" in ROUTES[name].pattern.converters else {}


def number_of(name: str) -> int:
    """What an address of accounts or places is asked about, within the city."""
    if name.startswith("places:"):
        return managed().pk if name == "places:manage-end" else town().pk
    of = office()
    kind = name.removeprefix("accounts:").partition("-")[0]
    rows = {"person": of.worker, "unit": of.unit, "holding": of.holding, "post": of.post, "hand": of.post}
    if name == "accounts:post-new":
        return of.unit.pk
    return handed_over().pk if kind == "handover" else rows[kind].pk


def succession_of(plan: Edition) -> Succession:
    """A link between *plan* and an edition before it, which the page of comparison needs too."""
    before = Edition.objects.create(plan=plan.plan, ordinal=9, document=plan.document, added_at=workspace.AT)
    Edition.objects.filter(pk=plan.pk).update(supersedes=before)
    return Succession.objects.create(
        edition=plan, earlier=before, ordinal=0, changes=["added"], score=1.0, at=workspace.AT
    )


def ask(client: Client, name: str, address: str) -> int:
    posted = {"state": "issued", "openness": "closed", "to": "zh", "version": "0"}
    response = client.post(address, posted) if name in POSTED else client.get(address)
    return response.status_code


def page(client: Client, address: str) -> str:
    """What *client* sees there, without its own address and what is new on every page."""
    seen = client.get(address).content.decode().replace(escape(address), "")
    return re.sub(r"[A-Za-z0-9]{64}", "", seen)


def test_the_rights_table_knows_every_address_and_no_other() -> None:
    assert {route.rpartition(" ")[2] for route in RIGHTS.routes} == set(dict(routes()))


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_who_is_not_signed_in_gets_further_than_the_door(name: str, plan: Edition) -> None:
    item = plan.items.all()[0]
    status = ask(Client(), name, address_of(name, plan, item))
    if RIGHTS.routes[name] == ANYONE:
        assert status in (200, 302)
    else:
        assert status == 302


@pytest.mark.parametrize("name", ROUTES)
def test_an_address_opens_to_exactly_the_roles_of_the_table(name: str, world: World, plan: Edition) -> None:
    deed = RIGHTS.routes[name]
    if name not in OF_DRAFTS:
        edition_issue(world.person("office"), plan, state="issued", at=workspace.AT)
    address = address_of(name, plan, plan.items.all()[0])
    statuses = {role: ask(signed_in(world, role), name, address) for role in ROLES}
    # 422 and 409 are said to who may: nothing to sample yet, nothing marked to merge, judged by the one before.
    opened = {role for role, status in statuses.items() if status in (200, 302, 409, 422)}
    assert opened == (set(ROLES) if deed in (ANYONE, SIGNED_IN) else RIGHTS.deeds[deed])
    assert {statuses[role] for role in set(ROLES) - opened} <= {404}


@pytest.mark.parametrize("name", OF_EDITIONS)
def test_a_draft_opens_to_the_roles_that_work_on_it_alone(name: str, world: World, plan: Edition) -> None:
    address = address_of(name, plan, plan.items.all()[0])
    may = RIGHTS.deeds[RIGHTS.routes[name]]
    statuses = {role: ask(signed_in(world, role), name, address) for role in may}
    assert {role for role, status in statuses.items() if status != 404} == may & RIGHTS.drafts


def test_a_draft_is_in_no_list_search_count_or_api_of_a_role_that_sees_none(world: World, plan: Edition) -> None:
    item = plan.items.filter(kind="target")[0]
    judging.item_confirm(world.person("office"), item.pk, judging.Look(0), at=workspace.AT)
    blind = {role for role in RIGHTS.deeds["plan.read"] if role not in RIGHTS.drafts}
    assert blind == {"reader", "expert"}
    for role in blind:
        client, asker = signed_in(world, role), bearer(world.users[role])
        for address in ("/", "/plans/", "/plans/matrix", "/plans/targets", "/plans/unowned", "/search/?q=产业"):
            page = client.get(address).content.decode()
            assert plan.plan.title not in page
            assert item.head not in page
        totals = [asker.get(path).json()["total"] for path in ("/plans", "/items", "/targets")]
        assert totals == [0, 0, 0]
        assert asker.get("/overview").json()["plans"] == 0
        assert asker.get(f"/plans/{plan.plan_id}").status_code == 404
        edition_issue(world.person("office"), plan, state="issued", at=workspace.AT)
        assert plan.plan.title in client.get("/plans/").content.decode()
        assert asker.get("/plans").json()["total"] == 1
        edition_issue(world.person("office"), plan, state="draft", at=workspace.AT)


def test_a_draft_is_seen_by_whom_it_asks_while_it_asks(world: World, plan: Edition) -> None:
    page = reverse("plans:edition", args=[plan.pk])
    reader, expert = signed_in(world, "district-reader"), signed_in(world, "expert")
    assert (reader.get(page).status_code, expert.get(page).status_code) == (404, 404)
    unit = world.users["expert"].holdings.get().post.unit_id
    for places, units, seen in (([world.district.pk], [], (200, 404)), ([], [unit], (404, 200))):
        asking = opinions.Asking(title="征求意见", until=dt.date(2099, 12, 31), places=places, units=units)
        opinions.round_begin(world.person("office"), plan.pk, asking, at=workspace.AT)
        assert (reader.get(page).status_code, expert.get(page).status_code) == seen
        opinions.round_end(world.person("office"), plan.pk, at=workspace.AT)
        assert (reader.get(page).status_code, expert.get(page).status_code) == (404, 404)


@pytest.mark.parametrize(
    "name", [name for name in ROUTES if name.startswith("plans:") and "<" in str(ROUTES[name].pattern)]
)
def test_a_plan_of_another_city_is_as_absent_as_one_that_never_was(name: str, world: World, plan: Edition) -> None:
    client, item = signed_in(world, "other-office"), plan.items.all()[0]
    forbidden = address_of(name, plan, item)
    assert ask(client, name, forbidden) == 404
    absent = re.sub(r"/(editions|items|breakdowns|successions|bonds|layouts|maps)/\d+/", r"/\1/999999/", forbidden)
    assert page(client, forbidden) == page(client, absent)


def test_what_another_city_keeps_is_in_no_list_and_no_count(world: World, plan: Edition) -> None:
    seen = signed_in(world, "other-office").get(reverse("plans:list")).content.decode()
    assert plan.plan.title not in seen
    assert "共 0 份" in seen
    assert plan.plan.title not in signed_in(world, "other-office").get(reverse("overview")).content.decode()


def test_a_superior_sees_what_lies_below_it_and_a_district_not_what_lies_above(world: World, plan: Edition) -> None:
    assert plan.plan.title in signed_in(world, "province-office").get(reverse("plans:list")).content.decode()
    assert plan.plan.title not in signed_in(world, "district-office").get(reverse("plans:list")).content.decode()


def test_what_was_issued_and_opened_is_seen_by_all_but_changed_by_its_keeper_alone(world: World, plan: Edition) -> None:
    opened(world, plan)
    district = signed_in(world, "district-reader")
    assert plan.plan.title in district.get(reverse("plans:list")).content.decode()
    assert district.get(reverse("plans:edition", args=[plan.pk])).status_code == 200
    assert signed_in(world, "district-office").get(reverse("plans:review", args=[plan.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"), [("reader", False), ("analyst", False), ("reviewer", True), ("office", True)]
)
def test_a_work_secret_is_seen_by_the_roles_that_may(role: str, sees: bool, world: World, plan: Edition) -> None:
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert (plan.plan.title in signed_in(world, role).get(reverse("plans:list")).content.decode()) is sees


def test_the_one_who_manages_people_sees_no_business_data(world: World, plan: Edition) -> None:
    for role in ("security", "administrator", "auditor"):
        page = signed_in(world, role).get(reverse("overview")).content.decode()
        assert plan.plan.title not in page
        assert "不接触业务数据" in page


def test_rights_end_with_the_day_on_which_the_post_is_left(world: World, plan: Edition) -> None:
    for role in ROLES:
        world.users[role].holdings.update(until=workspace.DAY)
        assert signed_in(world, role).get(reverse("plans:edition", args=[plan.pk])).status_code == 404


def test_a_new_draft_of_its_keeper_hides_nothing_from_those_who_see_the_issued_plan(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    opened(world, plan)
    workspace.edition(
        world.person("office"), tmp_path, workspace.TEXT + "四、保障。", name="next.txt", plan=plan.plan_id
    )
    district = signed_in(world, "district-reader")
    assert plan.plan.title in district.get(reverse("plans:list")).content.decode()
    assert "第 2 版" not in district.get(reverse("plans:list")).content.decode()
    assert "第 2 版" in signed_in(world, "office").get(reverse("plans:list")).content.decode()
