"""The REST API: its resources, its errors, and the manual that ``openapi.json`` is."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from xiandao.apps.accounts.api import router as accounts
from xiandao.apps.accounts.api_papers import router as people_papers
from xiandao.apps.accounts.org_api import router as organisation
from xiandao.apps.accounts.rights import ANYONE, RIGHTS, SIGNED_IN
from xiandao.apps.audit.api import router as audit
from xiandao.apps.bodies.api import router as bodies
from xiandao.apps.counting.api import router as counting
from xiandao.apps.jobs.api import router as jobs
from xiandao.apps.notices.api import router as notices
from xiandao.apps.packages.api import router as packages
from xiandao.apps.places.api import router as places
from xiandao.apps.plans.api import router as plans
from xiandao.apps.plans.api_across import router as across
from xiandao.apps.plans.api_breakdowns import router as breakdowns
from xiandao.apps.plans.api_exports import router as exports
from xiandao.apps.plans.api_findings import router as findings
from xiandao.apps.plans.api_layouts import router as layouts
from xiandao.apps.plans.api_maps import router as maps
from xiandao.apps.plans.api_opinions import router as opinions
from xiandao.apps.plans.api_pages import router as pages
from xiandao.apps.plans.api_task_lists import router as task_lists
from xiandao.apps.plans.api_trajectories import router as trajectories
from xiandao.apps.plans.api_unowned import router as unowned
from xiandao.apps.policies.api import router as policies
from xiandao.apps.publishing.api import router as releases
from xiandao.apps.registers.api_entities import router as entities
from xiandao.apps.registers.api_lists import router as lists
from xiandao.apps.registers.api_loads import router as loads
from xiandao.apps.search.api import router as search
from xiandao.core.messages import Language, wording
from xiandao.web.errors import STATUSES, absent, problem

VERSION = "1.0"
ABOUT = """先导 by API: everything that the pages can, read and write.

**Who asks.** `Authorization: Bearer xd_…`. A token is a person's own (`POST /api/v1/tokens`) and may what that person's
posts may on the day; who holds several names the one acted in by `X-Post: NUMBER`. A browser's session may read, never write. What you may not see is absent: in no list, no count, no
search, and its own address answers as one that never was.

**Errors.** Always `{"code", "message", "values"}`; the code is for programs, the message for people, in Chinese or, with
`Accept-Language: en`, in English. 400 no JSON, 401 no good token, 403 a password or second factor first, 404 absent or not yours, 409 somebody was quicker or it
is there already, 413 too large, 422 yours to mend, 429 too many tries. Each operation lists the codes of its failures;
an `input-invalid` names every field with what would be right.

**Values.** Numbers are numbers in the unit printed beside them, dates ISO 8601, places in a text counted in code points.
Lists take `limit` and `offset` and tell the `total`; search takes `page`. What is refused to you is in no list and no `total`.

**What leaves.** A file is answered as `application/octet-stream` (200); where two people must look it through first, the
answer is the release that waits (201); what is large is made in the background (202). By token, text, items, findings and tables of a
plan that is 内部 or 工作秘密 are not given: those of one plan are refused (`taken-numbered`), lists and search over many leave them out;
`POST /exports` numbers and marks them. What a deed on it answers, and the values of one target, are given."""

_UNFIT = re.compile("[\x00\ud800-\udfff]")
"""What no database holds and no UTF-8 says."""
DEEPEST = 50
LONGEST_NUMBER = 300  # digits


class Bodies(Parser):
    """Reads what was sent, and nothing that could not be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON; NaN and infinities are none, nor are numbers and depths beyond all measure."""
        said = json.loads(request.body, parse_constant=_no_number, parse_float=_float, parse_int=_whole)
        if any(_UNFIT.search(text) for text in _texts(said)):
            raise ValueError("unfit text")
        return said

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The query or the form."""
        said = super().parse_querydict(data, list_fields, request)
        if any(_UNFIT.search(text) for text in _texts(said)):
            raise HttpError(400, "unfit text")
        return said


def _no_number(said: str) -> object:
    raise ValueError(said)


def _float(said: str) -> float:
    value = float(said)
    return value if math.isfinite(value) else _no_number(said)  # type: ignore[return-value]  # raises


def _whole(said: str) -> int:
    return int(said) if len(said) <= LONGEST_NUMBER else _no_number(said)  # type: ignore[return-value]  # raises


def _texts(said: object) -> Iterator[str]:
    """Every text in *said*, keys too."""
    waiting = [(said, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError("too deep")
        match value:
            case str() as text:
                yield text
            case dict() as members:
                waiting += ((each, depth + 1) for each in (*members.keys(), *members.values()))
            case list() as members:
                waiting += ((each, depth + 1) for each in members)
            case _:
                pass


class Api(NinjaAPI):
    """Names its operations by what they do, and says of each who may do it and how it may fail."""

    def __init__(self, **described: Any) -> None:
        super().__init__(**described)
        self._manuals: dict[str | None, OpenAPISchema] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """``item_confirm`` for instance."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The manual; it is the same as long as this process lives."""
        if path_prefix not in self._manuals:
            self._manuals[path_prefix] = self._manual(path_prefix, path_params)
        return self._manuals[path_prefix]

    def _manual(self, path_prefix: str | None, path_params: dict[str, Any] | None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"] = dict(sorted({**schema["components"]["schemas"], "Problem": PROBLEM}.items()))
        schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        schema["security"] = [{"token": []}]
        deeds = deeds_by_operation(self)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _told(operation, deeds[operation["operationId"]])
        return schema


def deeds_by_operation(of: NinjaAPI) -> dict[str, str]:
    """Operation → the deed of the rights table that it is; a lack there is a fault of ours."""
    return {
        of.get_openapi_operation_id(operation): RIGHTS.deed_of(f"api:{operation.url_name}", operation.methods[0])
        for router in of._get_bound_routers()  # noqa: SLF001 - ninja's own schema asks it likewise
        for view in router.path_operations.values()
        for operation in view.operations
    }


PROBLEM = {
    "type": "object",
    "description": "Why it was not done.",
    "required": ["code", "message", "values"],
    "properties": {
        "code": {"type": "string", "description": "For programs."},
        "message": {"type": "string", "description": "For people."},
        "values": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "What the message speaks of; of an `input-invalid` every field with its hint.",
        },
    },
}
FAILURES = {
    400: "The body is no JSON, or holds what no text can be.",
    401: "No token, or none that is good.",
    403: "The first password is not changed yet.",
    404: "Absent, or not for you: they look the same.",
    409: "Somebody was quicker, or it is there already.",
    413: "Too large.",
    422: "Yours to mend; the message says how.",
    429: "Too many wrong passwords.",
}


CODES = {status: sorted(code for code, of in STATUSES.items() if of == status) for status in FAILURES}
"""Status → the codes that it has; every other refusal is a 422."""


def _failure(status: int) -> str:
    return f"{FAILURES[status]} {', '.join(f'`{code}`' for code in CODES[status])}".strip()


def _told(operation: dict[str, Any], deed: str) -> None:
    """Adds to one operation of the schema who may do it, and its failures."""
    failures = set(FAILURES) - ({403, 404} if deed == ANYONE else {429})
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(failures):
        operation["responses"][status] = {"description": _failure(status), "content": answer}
    operation["x-deed"] = deed
    operation["x-roles"] = sorted(RIGHTS.deeds.get(deed, ()))
    if deed == ANYONE:
        operation["security"] = []
    who = {ANYONE: "Anyone.", SIGNED_IN: "Whoever has an account."}.get(deed)
    allowed = who or f"`{deed}`: {', '.join(operation['x-roles'])}."
    operation["description"] = f"{operation.get('description', '')}\n\nWho may: {allowed}".strip()


api = Api(
    title="先导 Xiandao", version=VERSION, description=ABOUT, docs_url=None, urls_namespace="api", parser=Bodies()
)
api.add_router("", accounts)
api.add_router("", organisation)
api.add_router("", people_papers)
api.add_router("", places)
api.add_router("", bodies)
api.add_router("", unowned)
api.add_router("", plans)
api.add_router("", across)
api.add_router("", pages)
api.add_router("", maps)
api.add_router("", findings)
api.add_router("", opinions)
api.add_router("", breakdowns)
api.add_router("", trajectories)
api.add_router("/task-lists", task_lists)
api.add_router("/exports", exports)
api.add_router("/layouts", layouts)
api.add_router("", search)
api.add_router("/policies", policies)
api.add_router("/registers", lists)
api.add_router("", counting)
api.add_router("/registers", entities)
api.add_router("/registers", loads)
api.add_router("/releases", releases)
api.add_router("/packages", packages)
api.add_router("/notices", notices)
api.add_router("/jobs", jobs)
api.add_router("/audit", audit)


# ------------------------------------------------------------------------------------------------------ errors

HINTS = {
    "missing": "hint-missing",
    "extra_forbidden": "hint-extra",
    "bool_parsing": "hint-bool",
    "bool_type": "hint-bool",
    "int_parsing": "hint-whole",
    "int_type": "hint-whole",
    "int_from_float": "hint-whole",
    "int_parsing_size": "hint-whole",
    "float_parsing": "hint-number",
    "float_type": "hint-number",
    "finite_number": "hint-number",
    "string_type": "hint-text",
    "list_type": "hint-list",
    "tuple_type": "hint-list",
    "dict_type": "hint-object",
    "model_attributes_type": "hint-object",
    "model_type": "hint-object",
    "literal_error": "hint-known",
    "enum": "hint-known",
    "greater_than_equal": "hint-least",
    "less_than_equal": "hint-most",
    "string_too_short": "hint-shortest",
    "string_too_long": "hint-longest",
    "too_short": "hint-fewest",
    "too_long": "hint-manyest",
}
"""What pydantic calls a fault → our wording of what would be right."""


def hint_of(error: Mapping[str, Any], language: Language) -> str:
    """What would be right in place of what was said."""
    return wording(HINTS.get(error["type"], "hint-other"), language, **error.get("ctx", {}))


def field_of(error: Mapping[str, Any]) -> str:
    """Where it stands: ``items.0.version``; the operation's own names for its body are left out."""
    where = [str(part) for part in error["loc"]]
    return ".".join(where[2:] if where[0] == "body" and len(where) > 2 else where[1:]) or where[0]


def input_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """What was sent does not fit: every field with its hint, the first of them in the message."""
    language: Language = request.language  # type: ignore[attr-defined]
    hints = {field_of(each): hint_of(each, language) for each in error.errors}
    field, hint = next(iter(hints.items()))
    return problem(request, "input-invalid", 422, {"field": field, "hint": hint}, shown=hints)


api.add_exception_handler(ValidationError, input_invalid)
api.add_exception_handler(Http404, absent)
api.add_exception_handler(HttpError, lambda request, _: problem(request, "body-unreadable", 400))
api.add_exception_handler(MultiPartParserError, lambda request, _: problem(request, "body-unreadable", 400))
api.add_exception_handler(SuspiciousOperation, lambda request, _: problem(request, "body-too-large", 413))
