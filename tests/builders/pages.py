"""Every page there is, each with who may open it, in a workspace in the middle of its work.

The pages are what the URL resolver knows, asked for with GET; what gives no page of its own is named in ``NO_PAGES``.
``looked_at`` adds what the same addresses show in another state of the work.
"""

from __future__ import annotations

import datetime as dt
from copy import copy
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import uuid4

from django.db.models import Model
from django.db.models.base import ModelState
from tests.builders import bodies, counting, entities, loads, organisation, workspace
from tests.builders import policies as support
from tests.builders.breakdowns import made, three
from tests.builders.notices import notice_to
from tests.builders.releases import asked, passed
from tests.builders.trajectories import entered as values_entered
from tests.builders.workspace import AT, World
from tests.functional.web.test_rights import POSTED, ROUTES, address_of

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import ANYONE, RIGHTS, SIGNED_IN
from xiandao.apps.accounts.services import token_add
from xiandao.apps.jobs.models import Job
from xiandao.apps.places.services import place_add
from xiandao.apps.plans import judging, opinions, services
from xiandao.apps.plans.breakdown_forms import Line
from xiandao.apps.plans.breakdowns import breakdown_move
from xiandao.apps.plans.comparison import comparison_make
from xiandao.apps.plans.models import ActualValue, Breakdown, Edition, FindingNote, Item, Judgement, Succession
from xiandao.apps.publishing.models import Release
from xiandao.readers import read_source

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
ASKED_AS = ("office", "security", "administrator", "auditor")
"""Who walks a page: the first of these who may."""
NO_PAGES = {
    "health": "words for a machine",
    "accounts:sign-in-code": "only between the password and the code; test_journeys_sign_in.py looks at it",
    "accounts:sign-in-with": "leads on to a provider",
    "accounts:sign-in-back": "comes from a provider",
    "accounts:account-sheet": "a file",
    "accounts:handover-sheet": "a file",
    "packages:file": "a file",
    "registers:declarations-archive": "a file",
    "packages:receipt": "a file",
    "packages:card": "a file",
    "plans:map-data": "what the map is drawn from",
    "plans:page-image": "a picture",
    "plans:panel": "a part of the page of review",
    "plans:add": "a part of the page of review",
    "plans:form": "a part of the page of review",
    "plans:succession-join": "a part of the page of comparison",
}


class Looked(NamedTuple):
    """One page: its route, who opens it, where."""

    route: str
    who: str
    address: str


class Filled(NamedTuple):
    """A workspace in the middle of its work."""

    world: World
    plan: Edition
    issued: Edition
    paged: Edition


def filled(world: World, folder: Path) -> Filled:
    """A plan issued and confirmed, its next draft out for opinions, a district's plan below it, a printed one, and what hangs on them."""
    office, district = world.person("office"), world.person("district-office")
    text = (SAMPLES / "03-city-plan-issued.txt").read_text("utf-8")
    issued = workspace.edition(office, folder, text, name="issued.txt")
    for item in issued.items.all():
        judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    services.edition_issue(office, issued, state="issued", at=AT)
    plan = workspace.edition(office, folder, f"{text}\n{workspace.TEXT}", name="next.txt", plan=issued.plan_id)
    comparison_make(plan, issued, by=office, at=AT)
    workspace.edition(district, folder, (SAMPLES / "04-district-plan.md").read_text("utf-8"), name="district.md")
    paged = services.edition_enter(
        office, read_source(SAMPLES / "06-city-plan.pdf"), SAMPLES / "06-city-plan.pdf", at=AT
    )
    asking = opinions.Asking(title="征求意见", until=dt.date(2099, 12, 31), places=[world.district.pk])
    opinions.round_begin(office, plan.pk, asking, at=AT)
    opinions.comment_add(
        office, plan.pk, opinions.Saying(text="请补充依据", words="建设高标准园区", outside="市样例局"), at=AT,
        files=[("反馈意见函.txt", ["请补充依据。".encode()])],
    )  # fmt: skip
    lines = three(world)
    going_round = made(office, issued, lines)
    breakdown_move(office, going_round.pk, seen="drafting", to="opinions", note="", at=AT)
    made(office, issued, lines)
    passed(world, asked(office, issued))
    support.library(world, folder)
    support.entered(office, folder, support.CITY.replace("专项", "补充"), "waiting-policy.txt")
    bodies.body(), bodies.link()
    entities.likeness(), entities.paper(), entities.someone()
    counting.parks(), counting.flagship(plan), counting.bound(plan), counting.bundle(plan)
    values_entered(
        world,
        issued.items.filter(kind="target", state="confirmed", fields__frequency="total").exclude(year=None)[0],
        {2024: "12", 2025: "15"},
    )
    Job.objects.create(kind="plans.read", arguments={"name": "规划.txt"}, total=1, created_at=AT)
    return Filled(world, plan, issued, paged)


def looked_at(of: Filled) -> list[Looked]:
    """The same addresses in other states, and the pages that say no."""
    edition, item = f"/plans/editions/{of.plan.pk}", of.issued.items.filter(kind="target")[0]
    measured = of.issued.items.get(lineage=ActualValue.objects.earliest("pk").lineage)
    release = Release.objects.filter(channel="export").earliest("pk")
    going_round = Breakdown.objects.filter(state="opinions").earliest("pk").pk
    rows = (
        ("overview", "security", "/"),
        ("search:page", "office", "/search/?q=产业"),
        ("search:page", "office", "/search/?q=zzz"),
        ("plans:matrix", "office", "/plans/matrix?show=overlap"),
        ("plans:edition", "office", f"/plans/editions/{of.issued.pk}/?as_of=2026-04-01"),
        ("plans:edition", "reader", f"/plans/editions/{of.issued.pk}/"),
        ("plans:items", "office", f"{edition}/items/task"),
        ("plans:text", "office", f"/plans/editions/{of.paged.pk}/text"),
        ("plans:item", "office", f"/plans/items/{item.pk}/"),
        ("plans:export", "office", f"{edition}/export/division.docx?use=outside"),
        ("plans:breakdown", "office", f"/plans/breakdowns/{Breakdown.objects.latest('pk').pk}/"),
        ("plans:breakdown", "office", f"/plans/breakdowns/{going_round}/"),
        ("plans:breakdown", "district-office", f"/plans/breakdowns/{going_round}/"),
        ("plans:item", "office", f"/plans/items/{measured.pk}/"),
        ("plans:item", "expert", f"/plans/items/{measured.pk}/"),
        ("plans:actuals", "reporter", f"/plans/items/{measured.pk}/actuals"),
        ("plans:path", "office", f"/plans/items/{measured.pk}/path"),
        ("plans:trajectories", "office", f"/plans/editions/{of.issued.pk}/trajectories"),
        ("plans:item", "security", f"/plans/items/{item.pk}/"),
        ("policies:list", "office", "/policies/?show=open"),
        ("policies:compare", "province-office", "/policies/compare?topic=compute"),
        ("policies:overlap", "province-office", "/policies/overlap?topic=compute"),
        ("publishing:list", "office", "/releases/?show=all"),
        ("publishing:release", "office", f"/releases/{release.pk}/"),
        ("publishing:release", "leader", f"/releases/{release.pk}/"),
        ("accounts:units", "security", "/units/?show=all"),
        ("bodies:list", "reader", "/bodies/?on=2020-01-01"),
        ("bodies:body", "reader", f"/bodies/{bodies.body().pk}/?on=2020-01-01"),
        ("bodies:new", "office", "/bodies/new?place=990100"),
        ("bodies:link-new", "office", "/bodies/links/new?place=990100"),
        ("bodies:responsibility", "office", "/bodies/responsibility?field=人形机器人"),
        ("bodies:responsibility", "office", "/bodies/responsibility?field=zzz"),
        ("bodies:row", "office", f"/bodies/rows/link/{bodies.link().pk}/"),
        ("bodies:row", "office", f"/bodies/rows/setting/{bodies.body().settings.latest('pk').pk}/"),
        ("plans:unowned", "office", "/plans/unowned?on=2099-01-01"),
        ("counting:edition", "office", f"/counting/plans/{of.plan.pk}/?as_of=2026-01-20&state=counted"),
        ("counting:edition", "reader", f"/counting/plans/{of.issued.pk}/"),
        ("counting:item", "office", f"/counting/items/{counting.bound(of.plan).pk}/"),
        ("counting:item", "reader", f"/counting/items/{counting.bound(of.plan).pk}/?as_of=2026-01-20"),
        ("counting:edit", "office", f"/counting/items/{counting.bound(of.plan).pk}/edit?kind=enterprise"),
        ("registers:entity", "reader", f"/registers/entities/{entities.firm().key}/?as_of=2026-01-07"),
        ("registers:entity", "office", f"/registers/entities/{entities.scenario().key}/"),
        ("registers:entity", "office", f"/registers/entities/{entities.someone().key}/"),
        ("registers:entity-new", "office", "/registers/entities/new?kind=enterprise"),
        ("registers:entity-say", "office", f"/registers/entities/{entities.firm().key}/say?of=period"),
        ("registers:entity-same", "office", f"/registers/entities/{entities.firm().key}/same?q=云帆"),
        ("registers:entity-stage", "office", f"/registers/entities/{entities.firm().key}/stage"),
        ("registers:same", "office", "/registers/same/?show=no"),
        ("registers:load", "office", f"/registers/loads/{loads.load().pk}/?show=added&map=1"),
        ("registers:load", "office", f"/registers/loads/{loads.load('mapping').pk}/"),
        ("registers:load", "office", f"/registers/loads/{loads.load('entered').pk}/"),
        ("registers:loads", "office", "/registers/loads/?state=undone"),
        ("registers:declaration", "office", "/registers/declarations/pack?name=park.toml"),
        ("registers:property-new", "office", "/registers/declarations/property?kind=park"),
    )
    return [Looked(*row) for row in rows]


def walked(of: Filled) -> list[Looked]:
    """Every route that gives a page, with a role that may."""
    return [_asked(of, name) for name in ROUTES if name not in POSTED and name not in NO_PAGES]


def unwalked(of: Filled) -> list[Looked]:
    """Every route that answers GET with something else."""
    return [_asked(of, name) for name in NO_PAGES if name in ROUTES and name != "accounts:handover-sheet"]


def every_page(of: Filled) -> list[Looked]:
    """Every route that gives a page, and what else is looked at."""
    return [*walked(of), *looked_at(of)]


def _asked(of: Filled, name: str) -> Looked:
    deed = RIGHTS.routes[name]
    may = frozenset(ASKED_AS) if deed in (ANYONE, SIGNED_IN) else RIGHTS.deeds[deed]
    who = "" if deed == ANYONE else next(each for each in (*ASKED_AS, *sorted(may)) if each in may)
    item = of.plan.items.filter(kind="target").order_by("start")[0]
    return Looked(name, who, address_of(name, of.paged if name.startswith("plans:page") else of.plan, item))


Row = TypeVar("Row", bound=Model)
TIMES = 5
"""How many times the rows a workspace has after :func:`grown`."""


def grown(of: Filled, folder: Path) -> None:
    """Five times as many of everything that a page lists."""
    city, office, worker = of.world.city, of.world.person("office"), User.objects.get(username="worker")
    numbers = range(TIMES - 1)
    for row in [*of.plan.items.all(), *of.issued.items.all()]:
        Item.objects.bulk_create(_like(row, key=f"{row.key}-{n}", lineage=uuid4()) for n in numbers)
    for judgement in Judgement.objects.all():
        Judgement.objects.bulk_create(_like(judgement) for _ in numbers)
    for link in Succession.objects.filter(edition=of.plan):
        Succession.objects.bulk_create(_like(link, ordinal=link.ordinal + 1000 * (n + 1)) for n in numbers)
    for n in numbers:
        _plans_more(of, folder, n)
        asked(office, of.issued, what=("targets", "division", "sectors", "findings")[n])
        support.confirmed(
            office, support.entered(office, folder, support.CITY.replace("专项", f"第{n}批"), f"policy-{n}.txt")
        )
        made(office, of.issued, tuple(Line(name=f"样{m}区", base="3") for m in range(TIMES)), title=f"分解{n}")
        saying = opinions.Saying(text=f"意见{n}", words="引育创新团队", outside=f"样例{n}局")
        opinions.comment_add(office, of.plan.pk, saying, at=AT)
        below = place_add(code=f"99018{n}", name=f"样{n}区", level="district", parent=city, is_invented=True, at=AT)
        organisation.office(below, f"worker-{n}")
        organisation.office(city, f"second-{n}")
        token_add(worker, f"令牌{n}", at=AT)
        notice_to(of.world.users["office"])
        Job.objects.create(kind="plans.read", arguments={"name": f"{n}.txt"}, total=1, created_at=AT)
        bodies.grown(below, n)
        entities.grown(n)
        counting.grown(n)
        loads.made("checked", f"摸底表-{n}.xlsx")
        FindingNote.objects.create(edition=of.plan, code="x", key=f"{n}", verdict="known", reason="已知", at=AT)


def _plans_more(of: Filled, folder: Path, n: int) -> None:
    """A plan of the city and one of the district, issued, and one more edition of the walked plan."""
    office, district = of.world.person("office"), of.world.person("district-office")
    for person, name in ((office, "市"), (district, "区")):
        text = workspace.TEXT.replace("霁川市未来产业", f"霁川{name}未来产业第{n}号")
        services.edition_issue(
            person, workspace.edition(person, folder, text, name=f"{name}{n}.txt"), state="issued", at=AT
        )
    Edition.objects.bulk_create([_like(of.issued, ordinal=10 + n)])


def _like(row: Row, **other: object) -> Row:
    """A row of the same, with a key of its own."""
    made_anew = copy(row)
    made_anew.pk = None
    made_anew._state = ModelState()
    for name, value in other.items():
        setattr(made_anew, name, value)
    return made_anew
