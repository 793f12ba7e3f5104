"""Nobody is led to a page that refuses them: every link of every page, as every role, and wherever a notice leads."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.pages import every_page, filled
from tests.builders.releases import asked
from tests.builders.workspace import AT, DAY, World, signed_in
from typing_extensions import override

from xiandao.apps.accounts.rights import ANYONE, RIGHTS, ROLES, SIGNED_IN, Person
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import follower_of, works, works_load
from xiandao.apps.notices.models import Notice
from xiandao.apps.notices.receivers import To
from xiandao.apps.notices.selectors import notice_list
from xiandao.apps.notices.services import notify
from xiandao.apps.plans.models import Edition, Export

WALKERS = (*ROLES, "district-office", "district-reader", "other-office", "province-office")
ELSEWHERE = ("/static/", "/sign-out", "/language")
REFUSED = (401, 403, 404, 405, 500)
UNTOLD = {"notices.send", "register.refold"}
"""Kinds of jobs whose end nobody is told: nobody waits for a digest, nor for rows that follow a declaration."""
WITH_WORDS = "/add"
"""The form of the page of review that is asked for with the words selected, and means nothing without them."""


class Led(HTMLParser):
    """Where a page leads: addresses asked for with GET, and those that its forms are sent to."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at, self.got, self.sent = at, dict[str, None](), dict[str, None]()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            to = self.sent if (own.get("method") or "get").lower() == "post" else self.got
            self._add(to, own.get("action") or "")
        if tag == "a":
            self._add(self.got, own.get("href") or "")
        if tag == "img":
            self._add(self.got, own.get("src") or "")
        for name, to in (("hx-get", self.got), ("hx-post", self.sent), ("formaction", self.sent)):
            if own.get(name):
                self._add(to, own[name] or "")

    def _add(self, to: dict[str, None], address: str) -> None:
        whole = urldefrag(urljoin(self.at, address))[0]
        ours = not urlsplit(whole).netloc and not whole.startswith(ELSEWHERE) and not address.startswith("data:")
        if ours and not whole.endswith(WITH_WORDS):
            to[whole] = None


def led(at: str, page: str) -> Led:
    """What *page* at an address leads to."""
    parser = Led(at)
    parser.feed(page)
    return parser


def refused(client: Client, address: str) -> bool:
    """Whether a link comes to nothing for whoever follows it, redirects included."""
    return client.get(address, follow=True).status_code in REFUSED


def forbidden(person: Person, address: str) -> bool:
    """Whether a form is sent to what the rights table forbids."""
    try:
        route = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return True
    deed = RIGHTS.deed_of(route, "POST")
    return deed not in (ANYONE, SIGNED_IN) and not person.may(deed)


def astray(client: Client, person: Person, addresses: list[str]) -> Iterator[str]:
    """What is wrong with the links of the pages at *addresses* that open to *person*."""
    followed = set[str]()
    for address in addresses:
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        links = led(address, answer.content.decode())
        for link in [each for each in links.got if each not in followed]:
            followed.add(link)
            if refused(client, link):
                yield f"{address} → {link}"
        yield from (f"{address} ⇒ {form}" for form in links.sent if forbidden(person, form))


@pytest.mark.parametrize("name", ROLES)
def test_no_notice_leads_to_a_page_that_refuses_whoever_reads_it(name: str, world: World, plan: Edition) -> None:
    """Every kind of job that ends, told to every role, and to whoever was moved to another post meanwhile."""
    person, client = world.person(name), signed_in(world, name)
    export = Export.objects.create(year=2026, ordinal=1, what="targets", form="xlsx", at=AT, by_id=person.id)
    release = asked(world.person("office"), plan, takers=name) if person.may("plan.export") else None
    for kind, state, result in (
        ("plan.read", "failed", {}), ("plan.read", "done", {"edition": plan.pk}), ("plan.export", "done", {}),
        ("plan.export", "failed", {}), ("release.make", "failed", {}),
        ("release.make", "done", {"release": release.pk if release else 0}),
    ):  # fmt: skip
        job = Job.objects.create(
            kind=kind, state=state, by_id=person.id, created_at=AT, arguments={"export": export.pk}, result=result
        )
        follow = follower_of(kind)
        assert follow is not None
        follow(job)
    told = list(notice_list(person, {}, DAY))
    assert told
    assert [each.link for each in told if client.post(f"/notices/{each.pk}/open", follow=True).status_code != 200] == []


def test_every_kind_of_job_tells_whoever_waits_for_it() -> None:
    works_load()
    assert {kind for kind in works() if follower_of(kind) is None} <= UNTOLD


def test_a_notice_whose_page_is_closed_to_its_reader_says_so_and_stays(world: World) -> None:
    notify("export.ready", (To(user=world.users["reader"].pk),), link="/jobs/", by=None, at=AT)
    client, notice = signed_in(world, "reader"), Notice.objects.get()
    page = client.get("/notices/").content.decode()
    assert f"/notices/{notice.pk}/open" not in page
    assert "您目前的岗位不能打开其页面" in page
    assert client.post(f"/notices/{notice.pk}/open").headers["Location"] == "/notices/"


@pytest.mark.parametrize("name", sorted(RIGHTS.deeds["plan.add"] | RIGHTS.deeds["plan.export"]))
def test_whoever_may_have_a_job_may_see_it(name: str, world: World) -> None:
    assert signed_in(world, name).get("/jobs/").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKERS)
def test_no_page_leads_to_one_that_refuses_whoever_sees_it(
    name: str,
    db: None,  # noqa: ARG001 - opens the database
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    work = filled(workspace.world(), tmp_path)
    pages = list(dict.fromkeys(each.address for each in every_page(work)))
    found = list(astray(signed_in(work.world, name), work.world.person(name), pages))
    assert found == [], "\n".join(found)


def test_the_walk_finds_a_link_that_is_refused() -> None:
    links = led(
        "/plans/", '<a href="?page=2">x</a><form method="post" action="/jobs/"></form><a href="https://example.org/">'
    )
    assert ([*links.got], [*links.sent]) == (["/plans/?page=2"], ["/jobs/"])
