"""Whoever asks the API, and what each of its operations is asked with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder
from tests.builders import bodies, counting, entities, organisation, policies
from tests.builders.across import other_item, succession_of
from tests.builders.breakdowns import asked_round, live_target, sent_round
from tests.builders.layouts import bare, official
from tests.builders.notices import notice_to
from tests.builders.opinions import enclosed
from tests.builders.packages import exchanged, other, province
from tests.builders.releases import asked
from tests.builders.task_lists import YEAR, task_list
from tests.builders.workspace import AT, DAY, PASSWORD, World

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.accounts.services import token_add
from xiandao.apps.jobs.models import Job
from xiandao.apps.places.models import Place
from xiandao.apps.plans import exchange
from xiandao.apps.plans.export_scope import ask_of, scope_of
from xiandao.apps.plans.export_services import export_begin
from xiandao.apps.plans.models import BreakdownOpinion, Edition, Plan
from xiandao.core.errors import Refusal
from xiandao.web.api import api

ROOT = "/api/v1"


class Asker(NamedTuple):
    """Asks as one person, in one language."""

    headers: Mapping[str, str]

    def ask(self, method: str, path: str, body: object = None, form: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - Django's test client adds to its answers
        """The answer; *body* goes as JSON, *form* as a form with files."""
        client, address = Client(raise_request_exception=False), ROOT + path
        if form is not None:
            return client.post(address, form, headers=self.headers)
        data = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        return client.generic(method, address, data, content_type="application/json", headers=self.headers)

    def get(self, path: str) -> Any:  # noqa: ANN401 - Django's test client adds to its answers
        """The answer to a question."""
        return self.ask("GET", path)

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - Django's test client adds to its answers
        """The answer to a deed."""
        return self.ask("POST", path, body)


NOBODY = Asker({})


def bearer(user: User, language: str = "zh") -> Asker:
    """Asks with a new token of *user*'s."""
    word = token_add(user, "test", at=timezone.now())
    return Asker({"Authorization": f"Bearer {word}", "Accept-Language": language})


class Operation(NamedTuple):
    """One operation of ``openapi.json``."""

    name: str
    method: str
    path: str
    deed: str


def operations() -> tuple[Operation, ...]:
    """Every operation of the API."""
    schema = api.get_openapi_schema(path_prefix="/")
    return tuple(
        Operation(told["operationId"], method.upper(), path, told["x-deed"])
        for path, methods in schema["paths"].items()
        for method, told in methods.items()
    )


def exported(edition: Edition) -> Any:  # noqa: ANN401 - JSON
    """The edition as the API gives it, as a value of JSON."""
    return json.loads(json.dumps(exchange.edition_flat(edition), cls=NinjaJSONEncoder))


class Question(NamedTuple):
    """What an operation is asked with."""

    path: str
    body: object = None
    form: Mapping[str, object] | None = None


def question(operation: Operation, who: str, world: World, plan: Edition) -> Question:
    """What *who* asks *operation*, so that it can be answered: about *plan*, an item of it, a job or a token of theirs."""
    path = operation.path
    if path.startswith("/registers/"):
        path = entities.path_asked(path)
    elif "{pk}" in path:
        path = path.replace("{pk}", str(number_asked(path, who, world, plan)))
    return Question(path, BODIES.get(operation.name, _look)(who, plan), _form(operation.name))


def number_asked(path: str, who: str, world: World, plan: Edition) -> int:
    """The number that an address asks about: of *plan*, of an item of it, or of something that is *who*'s."""
    kind = path.split("/")[1]
    if kind in ORGANISATION:
        return organisation.number_asked(path)
    if kind == "items":
        return item_asked(path, plan)
    if kind == "packages":
        return exchanged(f":{PACKAGES.get(path.rpartition('/')[2]) or path.split('/')[2]}", plan)
    if kind == "policies":
        return policies.number_asked("judge" if "/measures/" in path and not path.endswith("measures") else "")
    if path == "/opinions/files/{pk}":
        return enclosed(plan).pk
    if path == "/breakdowns/{pk}/answer":
        return asked_round(plan).pk
    if path == "/editions/{pk}/withdraw":
        return uploaded(plan).pk
    number = NUMBERS.get(kind)
    return number(who, world, plan) if number else plan.pk


def item_asked(path: str, plan: Edition) -> int:
    """The item that an address asks about."""
    if any(each in path for each in ("breakdown", "trajectory", "actuals", "path")):
        return live_target(plan).pk
    if path.endswith(("/counting", "/binding")):
        return counting.target(plan).pk
    return counting.bundle(plan).pk if path.endswith("/bundle") else plan.items.all()[0].pk


def uploaded(plan: Edition) -> Edition:
    """An upload beside *plan*, of which nobody has said anything."""
    of = Plan.objects.create(title="误传", keeper=plan.plan.keeper, added_at=AT)
    return Edition.objects.create(plan=of, ordinal=1, added_at=AT)


def _token(who: str, world: World, _plan: Edition) -> int:
    token_add(world.users[who], "another", at=timezone.now())
    return world.users[who].tokens.latest("pk").pk


ORGANISATION = ("people", "units", "posts", "holdings", "hand-overs", "places", "managements")
NUMBERS: Mapping[str, Callable[[str, World, Edition], int]] = {
    "breakdowns": lambda _who, _world, plan: sent_round(plan).pk,
    "layouts": lambda _who, _world, plan: bare(plan).pk,
    "maps": lambda _who, _world, plan: official(plan).pk,
    "task-lists": lambda _who, _world, plan: task_list(plan).place_id,
    "successions": lambda _who, _world, plan: succession_of(plan).pk,
    "bodies": lambda *_: bodies.body().pk,
    "jobs": lambda who, world, _plan: Job.objects.create(kind="plan.read", by=world.users[who], created_at=AT).pk,
    "tokens": _token,
    "releases": lambda _who, world, plan: asked(world.person("office"), plan, takers="office reviewer analyst").pk,
    "notices": lambda who, world, _plan: notice_to(world.users[who]).pk,
    "plans": lambda _who, _world, plan: plan.plan_id,
}
"""First part of an address → the number it is asked about; of all others that of the edition."""


PACKAGES = {"end": "partner-end", "take": "take", "back": "back", "receipt": "receipt", "file": "file"}
"""The last step of an address of packages → the page that does the same."""
LOOK = {"version": 0}
MAP = {"number": "GS（2024）0001号", "maker": "样例", "year": 2024}
SPLIT = {
    "title": "2026年重点企业",
    "year": 2026,
    "unit": "家",
    "total": "40",
    "name": "方案二",
    "lines": [{"name": "甲区", "base": "3"}, {"name": "乙区", "base": "1"}],
}


def _kept_export(who: str, plan: Edition) -> object:
    """A large export of *who*'s that is being made."""
    asked = {"what": "targets", "form": "xlsx", "edition": plan.pk}
    ask = ask_of("targets", "xlsx", plan.pk, {})
    person = person_of(User.objects.get(username=who), DAY)
    try:
        begun = export_begin(person, ask, scope_of(person, ask), purpose="", at=AT)
    except Refusal:  # they may not: no number is theirs
        return {**asked, "number": "XD-2026-99999"}
    return {**asked, "number": begun.number}


def _body_row() -> dict[str, object]:
    """A row of a body, as somebody looked at it long ago."""
    return {"kind": "setting", "id": bodies.body().settings.latest("pk").pk, "version": 9}


def _look(_who: str, _plan: Edition) -> object:
    return LOOK


BODIES: Mapping[str, Callable[[str, Edition], object]] = {
    "token_create": lambda who, _: {"username": who, "password": PASSWORD, "name": "new"},
    "plan_import": lambda _, plan: exchange.plan_flat(plan, plan.items.all()),
    "edition_import": lambda _, plan: exported(plan),
    "edition_issue": lambda *_: {"state": "draft"},
    "edition_join": lambda *_: {"way": "apart"},
    "layout_make": lambda _, plan: {"place": plan.plan.keeper_id, "since": "2026-03-02"},
    "layout_begin": lambda *_: {"year": 2026, "until": "2099-12-31"},
    "layout_propose": lambda *_: {"deed": "drop", "name": "鹭汀区", "sector": "合成生物", "text": "调整"},
    "layout_rule": lambda *_: {"case": 1, "ruling": "adopted", "reason": "一致"},
    "layout_withdraw": lambda *_: {"case": 1},
    "layout_verdicts": lambda *_: {"verdicts": [], "rest": ""},
    "layout_close": lambda *_: {"since": "2026-03-02", "reason": "办结"},
    "layout_paper": lambda *_: {"form": "xlsx", "version": 1},
    "actuals_enter": lambda *_: {"points": [{"year": 2024, "value": 18}], "source": "统计年报", "seen": 0},
    "path_confirm": lambda *_: {"rule": "equal", "seen": 0},
    "task_list_keep": lambda *_: {"year": 2026, "rows": [{"title": "样例任务"}], "seen": 0},
    "task_list_paper": lambda *_: {"year": YEAR, "form": "xlsx"},
    "trajectory_paper": lambda *_: {"form": "xlsx"},
    "edition_classify": lambda *_: {"secrecy": "internal", "openness": "closed", "reason": "内容调整"},
    "edition_release": lambda *_: {
        "what": "targets",
        "form": "docx",
        "use": "outside",
        "purpose": "研究",
        "receiver": "样例院",
    },
    "package_identity_set": lambda *_: {"name": "霁川市样例专班", "place": "990100"},
    "package_make": lambda _, plan: {"editions": [plan.pk], "partner": province().pk, "purpose": "报送"},
    "package_back": lambda *_: {"reason": "outdated"},
    "release_secrecy": lambda *_: {"verdict": "yes", "reason": "", "sha256": ""},
    "release_publish": lambda *_: {"verdict": "yes", "reason": "", "sha256": ""},
    "release_withdraw": lambda *_: {"reason": ""},
    "person_create": lambda *_: {"username": "newcomer", "name": "样例新", "unit": organisation.office().unit.pk},
    "person_change": lambda *_: {"name": "样例改", "unit": organisation.office().unit.pk},
    "unit_create": lambda *_: {"name": "样例新局", "place": "990100"},
    "unit_change": lambda *_: {"name": "样例改名局"},
    "post_create": lambda *_: {"title": "新岗", "roles": ["reader"], "unit": organisation.office().unit.pk},
    "post_change": lambda *_: {"title": "改岗", "roles": ["reader"]},
    "holding_create": lambda *_: {
        "post": organisation.office().vacant.pk,
        "person": organisation.office().worker.pk,
        "since": str(timezone.localdate()),
    },
    "holding_end": lambda *_: {"day": "2099-01-01"},
    "person_token_end": lambda *_: {"token": organisation.token()},
    "post_hand_over": lambda *_: {"to": organisation.office().worker.pk, "day": str(timezone.localdate())},
    "place_create": lambda *_: {"parent": "990102", "code": "990102077", "name": "样例新镇", "level": "town"},
    "place_rename": lambda *_: {"name": "样例改镇", "day": "2026-03-02"},
    "place_move": lambda *_: {"parent": "990100", "day": "2026-03-02"},
    "place_end": lambda *_: {"day": "2026-03-02"},
    "management_create": lambda *_: {"place": "990102", "since": "2026-03-02"},
    "management_end": lambda *_: {"day": "2099-01-01"},
    "item_add": lambda *_: {"kind": "sector", "start": 0, "end": 3, "fields": {"name": "样例"}},
    "body_create": lambda *_: {"place": "990100", "name": "样例新专班", "kind": "task-force", **bodies.SINCE},
    "body_dissolve": lambda *_: {"version": 9, "day": "2026-03-02", "source": "样"},
    "body_member_add": lambda *_: {"role": "member", "unit_name": "市样例新局", **bodies.SINCE},
    "body_members_paste": lambda *_: {"text": "市样例新院", **bodies.SINCE},
    "body_charge_add": lambda *_: {"code": "合成生物", **bodies.SINCE},
    "body_paper": lambda *_: {"form": "xlsx"},
    "body_row_change": lambda *_: {**_body_row(), "since": "2026-03-01", "source": "样", "fields": {}},
    "body_row_end": lambda *_: {**_body_row(), "day": "2026-03-01", "source": "样"},
    "body_row_withdraw": lambda *_: {**_body_row(), "reason": "误登"},
    "link_create": lambda *_: {**bodies.LEADER, "place": "990100"},
    "links_paper": lambda *_: {"form": "xlsx"},
    "comparison_again": lambda *_: {},
    "comparison_quiet": lambda *_: {},
    "succession_judge": lambda *_: {"holds": True},
    "succession_join": lambda _, plan: {"before": other_item(plan).pk},
    "bond_judge": lambda _, plan: {"upper": plan.items.all()[0].pk, "lower": other_item(plan).pk, "holds": True},
    "finding_judge": lambda *_: {"key": "none", "verdict": "known", "reason": "样例"},
    "round_begin": lambda *_: {"title": "样例征求意见", "days": 5, "places": [], "units": []},
    "round_end": lambda *_: None,
    "comment_add": lambda *_: {"text": "建议细化"},
    "comment_rule": lambda *_: {"case": 1, "ruling": "adopted", "reason": "有理"},
    "comment_file": lambda *_: {"purpose": "办理"},
    "comment_withdraw": lambda *_: {"case": 1},
    "opinion_paper": lambda *_: {"form": "xlsx"},
    "breakdown_try": lambda *_: SPLIT,
    "breakdown_make": lambda *_: SPLIT,
    "scenario_try": lambda *_: SPLIT,
    "scenario_add": lambda *_: SPLIT,
    "scenario_choose": lambda _, plan: {"scenario": sent_round(plan).scenarios.get(is_chosen=True).pk},
    "breakdown_move": lambda *_: {"seen": "opinions", "to": "drafting", "note": "重拟"},
    "breakdown_opinion": lambda *_: {"name": "乙区", "wish": "floor", "value": "10", "reason": "有余力"},
    "breakdown_answer": lambda *_: {"wish": "agree", "seen": "30"},
    "breakdown_rule": lambda _, plan: {
        "opinion": BreakdownOpinion.objects.get(scenario__breakdown=sent_round(plan)).pk,
        "ruling": "adopted",
        "ruled_for": "属实",
    },
    "policy_about": lambda _, plan: {"version": 0, "title": "样例政策", "place": str(plan.plan.keeper_id)},
    "policy_verdict": lambda *_: {"version": 0, "verdict": "keep", "reason": "继续适用"},
    "policy_measure_add": lambda *_: {"words": "按照项目投入的25%给予补助", "fields": {"topics": "scenario"}},
    "policy_measure_judge": lambda *_: {"deed": "confirm", "version": 0},
    "binding_settle": lambda *_: {"measure": "", "note": "由统计取得", "version": 0},
    "policy_paper": lambda *_: {"form": "xlsx"},
    "breakdown_paper": lambda *_: {"what": "table", "form": "xlsx"},
    "export_make": lambda _, plan: {"what": "targets", "form": "xlsx", "edition": plan.pk},
    "export_fetch": _kept_export,
    "item_correct": lambda *_: {**LOOK, "fields": {}},
    "item_split": lambda *_: {**LOOK, "parts": [{}, {}]},
    "items_merge": lambda _, plan: {
        "items": [{"id": item.pk, **LOOK} for item in plan.items.filter(kind="target")[:2]]
    },
    **{name: lambda _who, _plan, name=name: entities.body_asked(name) for name in entities.OPERATIONS},  # type: ignore[misc]
    "paper_take": lambda *_: {"purpose": "核对"},
    "load_mapped": lambda *_: {"version": 99, "tables": [0]},
    **{name: lambda *_: {"version": 99} for name in ("load_checked", "load_entered", "load_dropped")},
}
"""Operation → what *who* sends about a plan; all others are sent :data:`LOOK`."""


def _form(name: str) -> dict[str, object] | None:
    if name == "map_load":
        city = Place.objects.get(code="990100").pk
        return {"file": SimpleUploadedFile("map.json", b"{}"), "place": city, **MAP}
    if name == "package_partner_add":
        return {"file": SimpleUploadedFile("card.json", other().card), "fingerprint": other().heard}
    if name == "comment_attach":
        return {"case": 1, "files": SimpleUploadedFile("函.txt", "反馈意见".encode())}
    if name == "load_upload":
        return {"files": SimpleUploadedFile("表.csv", "单位名称\n样例公司\n".encode()), "kind": "enterprise"}
    field = {
        "plan_upload": "files",
        "policy_upload": "files",
        "places_load": "files",
        "package_receive": "file",
        "package_receipt_in": "file",
    }.get(name)
    return {field: SimpleUploadedFile("样例.txt", "样例数据".encode())} if field else None
