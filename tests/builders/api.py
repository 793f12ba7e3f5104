"""Whoever asks the API, and what each of its operations is asked with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder
from tests.builders import organisation
from tests.builders.notices import notice_to
from tests.builders.releases import asked
from tests.builders.workspace import AT, PASSWORD, World

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.services import token_add
from xiandao.apps.jobs.models import Job
from xiandao.apps.plans import exchange
from xiandao.apps.plans.models import Edition
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
    if "{pk}" in path:
        path = path.replace("{pk}", str(_number(path, who, world, plan)))
    return Question(path, BODIES.get(operation.name, _look)(who, plan), _form(operation.name))


def _number(path: str, who: str, world: World, plan: Edition) -> int:
    match path.split("/")[1]:
        case "items":
            return plan.items.all()[0].pk
        case "jobs":
            return Job.objects.create(kind="plan.read", by=world.users[who], created_at=AT).pk
        case "tokens":
            token_add(world.users[who], "another", at=timezone.now())
            return world.users[who].tokens.latest("pk").pk
        case "people" | "units" | "posts" | "holdings" | "places" | "managements":
            return organisation.number_asked(path)
        case "releases":
            return asked(world.person("office"), plan, takers="office reviewer analyst").pk
        case "notices":
            return notice_to(world.users[who]).pk
        case "plans":
            return plan.plan_id
        case _:
            return plan.pk


LOOK = {"version": 0}


def _look(_who: str, _plan: Edition) -> object:
    return LOOK


BODIES: Mapping[str, Callable[[str, Edition], object]] = {
    "token_create": lambda who, _: {"username": who, "password": PASSWORD, "name": "new"},
    "plan_import": lambda _, plan: exchange.plan_flat(plan, plan.items.all()),
    "edition_import": lambda _, plan: exported(plan),
    "edition_issue": lambda *_: {"state": "draft"},
    "edition_classify": lambda *_: {"secrecy": "internal", "openness": "closed", "reason": "内容调整"},
    "edition_release": lambda *_: {
        "what": "targets",
        "form": "docx",
        "use": "outside",
        "purpose": "研究",
        "receiver": "样例院",
    },
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
        "since": "2026-03-02",
    },
    "holding_end": lambda *_: {"day": "2099-01-01"},
    "post_hand_over": lambda *_: {"to": organisation.office().worker.pk, "day": str(timezone.localdate())},
    "place_create": lambda *_: {"parent": "990102", "code": "990102077", "name": "样例新镇", "level": "town"},
    "place_rename": lambda *_: {"name": "样例改镇", "day": "2026-03-02"},
    "place_move": lambda *_: {"parent": "990100", "day": "2026-03-02"},
    "place_end": lambda *_: {"day": "2026-03-02"},
    "management_create": lambda *_: {"place": "990102", "since": "2026-03-02"},
    "management_end": lambda *_: {"day": "2099-01-01"},
    "item_add": lambda *_: {"kind": "sector", "start": 0, "end": 3, "fields": {"name": "样例"}},
    "item_correct": lambda *_: {**LOOK, "fields": {}},
    "item_split": lambda *_: {**LOOK, "parts": [{}, {}]},
    "items_merge": lambda _, plan: {
        "items": [{"id": item.pk, **LOOK} for item in plan.items.filter(kind="target")[:2]]
    },
}
"""Operation → what *who* sends about a plan; all others are sent :data:`LOOK`."""


def _form(name: str) -> dict[str, object] | None:
    return {"files": SimpleUploadedFile("样例.txt", "样例数据".encode())} if name == "plan_upload" else None
