"""政策工具库 as pages: the library, places beside each other, overlaps, the clean-up, a policy with its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from xiandao.apps.accounts.rights import RIGHTS
from xiandao.apps.files.downloads import download
from xiandao.apps.policies import opening, originals, overlapping, papers, selectors, services
from xiandao.apps.policies.mappers import FIELDS
from xiandao.apps.policies.models import SECRECY, STANDINGS, STATES, VERDICTS, Policy
from xiandao.apps.policies.vocabularies import choices
from xiandao.apps.publishing.models import Release
from xiandao.core.errors import Refusal
from xiandao.core.policies import STACKINGS
from xiandao.readers import Limits

if TYPE_CHECKING:
    from django.http import HttpRequest

    from xiandao.apps.accounts.rights import Person
    from xiandao.core.messages import Language

PAGE = 50
LEADING = ("compute", "scenario", "talent")
"""The topics that a comparison shows first."""


def _who(request: HttpRequest) -> tuple[Person, Language]:
    return request.person, request.language  # type: ignore[attr-defined]


def _terms(language: Language) -> dict[str, Any]:
    groups = {name: choices(name, language) for name in ("topics", "instruments", "stages")}
    return {**groups, "names": {name: dict(listed) for name, listed in groups.items()}}


def _filters(person: Person, language: Language) -> dict[str, Any]:
    years = selectors.policies_seen(person).exclude(issued_on=None).dates("issued_on", "year", order="DESC")
    return {
        **_terms(language), "levels": selectors.LEVELS, "states": STATES, "years": [day.year for day in years],
        "places": selectors.places_choosable(person), "may_add": person.may(services.ADD),
        "may_export": person.may(selectors.EXPORT),
    }  # fmt: skip


def listing(request: HttpRequest) -> HttpResponse:
    """The measures that are asked for."""
    person, language = _who(request)
    today = timezone.localdate()
    page = Paginator(selectors.library(person, request.GET.dict(), today), PAGE).get_page(request.GET.get("page"))
    rows = [(each, each.policy.state(today)) for each in page]
    context = {**_filters(person, language), "page": page, "rows": rows, "asked": request.GET, "tab": "list"}
    return render(request, "policies/list.html", context)


def policies(request: HttpRequest) -> HttpResponse:
    """The policies that are asked for."""
    person, language = _who(request)
    today = timezone.localdate()
    page = Paginator(selectors.policy_list(person, request.GET.dict(), today), PAGE).get_page(request.GET.get("page"))
    rows = [(each, each.state(today)) for each in page]
    context = {**_filters(person, language), "page": page, "rows": rows, "asked": request.GET, "tab": "all"}
    return render(request, "policies/all.html", context)


def compare(request: HttpRequest) -> HttpResponse:
    """Topics beside places: how many measures, and where there is none."""
    person, language = _who(request)
    topics = choices("topics", language)
    wanted = {*request.GET.getlist("topic")} or {*LEADING}
    shown = [each for each in topics if each[0] in wanted]
    under = request.GET.get("under", "")
    rows = selectors.comparison(person, tuple(code for code, _ in shown), under, timezone.localdate())
    missing = [
        (name, [row.place for row in rows if row.is_part and row.cells[n].says != "measures"])
        for n, (_, name) in enumerate(shown)
    ]
    context = {
        "topics": topics, "wanted": wanted, "shown": shown, "rows": rows, "missing": missing, "under": under,
        "places": selectors.places_choosable(person), "tab": "compare", "may_add": person.may(services.ADD),
    }  # fmt: skip
    return render(request, "policies/compare.html", context)


def overlap(request: HttpRequest) -> HttpResponse:
    """Pairs of measures that give the same to the same."""
    person, language = _who(request)
    topic, instrument = request.GET.get("topic", ""), request.GET.get("instrument", "")
    pairs = overlapping.overlapping(person, topic, timezone.localdate(), instrument=instrument)
    page = Paginator(pairs.found, PAGE).get_page(request.GET.get("page"))
    context = {
        **_terms(language), "topic": topic, "instrument": instrument, "page": page, "tab": "overlap", "pairs": pairs,
        "rows": overlapping.pairs_of(person, list(page)),
    }  # fmt: skip
    return render(request, "policies/overlap.html", context)


def cleaning(request: HttpRequest) -> HttpResponse:
    """到期清理: what is to be looked at this year."""
    person, _ = _who(request)
    rows = selectors.clean_up(person, timezone.localdate())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "verdicts": VERDICTS, "year": timezone.localdate().year, "tab": "clean-up",
        "may_judge": person.may(selectors.JUDGE), "waits": sum(each.verdict is None for each in rows),
    }  # fmt: skip
    return render(request, "policies/clean_up.html", context)


@require_http_methods(("GET", "POST"))
def upload(request: HttpRequest) -> HttpResponse:
    """The form, and the files that came by it."""
    person, _ = _who(request)
    if request.method == "POST":
        came = request.FILES.getlist("files")
        if any((file.size or 0) > Limits().bytes for file in came):
            raise Refusal("file-too-large", name="—", limit=Limits().bytes // (1024 * 1024))
        if not came:
            raise Refusal("files-none")
        files = [(file.name or "", file.chunks()) for file in came]
        services.upload(person, files, at=timezone.now(), secrecy=request.POST.get("secrecy", SECRECY[0]))
        return redirect("jobs:list" if person.may("job.read") else "policies:all")
    sees = {each for grant in person.within(services.ADD) for each in RIGHTS.sees[grant.role]}
    return render(request, "policies/upload.html", {"secrecies": [each for each in SECRECY if each in sees]})


def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy: its measures beside its words."""
    person, language = _who(request)
    of = selectors.policy_for(person, pk)
    context = {
        **selectors.policy_page(person, of, timezone.localdate()), **_terms(language), "fields": FIELDS,
        "stackings": STACKINGS, "may_take": originals.may_take(person, of),
    }  # fmt: skip
    return render(request, "policies/policy.html", {**context, "lines": _lines(of, context["measures"])})


def _lines(of: Policy, measures: list[Any]) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """The text line by line, with its anchor, cut at measures: words, and the measure that they are of."""
    marks = sorted((each.start, each.end, each.pk) for each in measures)
    lines, start = [], 0
    for number, line in enumerate(of.text.splitlines(keepends=True)):
        end, at = start + len(line), start
        pieces: list[tuple[str, int | None]] = []
        for first, last, pk in marks:
            if at <= first < end:
                pieces += [(of.text[at:first], None), (of.text[first : min(last, end)], pk)]
                at = min(last, end)
        pieces.append((of.text[at:end], None))
        lines.append((selectors.anchor(number), [each for each in pieces if each[0].strip()]))
        start = end
    return [each for each in lines if each[1]]


@require_http_methods(("GET", "POST"))
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """What a policy says of itself, to be corrected."""
    person, _ = _who(request)
    of = selectors.policy_for(person, pk, selectors.JUDGE)
    if request.method == "POST":
        said = services.About(**{name: request.POST.get(name, "") for name in services.About._fields})
        services.policy_about(person, pk, said, version=_version(request), at=timezone.now())
        return redirect("policies:policy", pk=pk)
    context = {"policy": of, "standings": STANDINGS, "places": selectors.places_choosable(person), "may_judge": True}
    return render(request, "policies/about.html", context)


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0


@require_POST
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks that everybody may see it."""
    return redirect("publishing:release", pk=opening.policy_open(_who(request)[0], pk, at=timezone.now()).pk)


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """The word of this year's clean-up."""
    said = request.POST
    services.policy_verdict(
        _who(request)[0], pk, said.get("verdict", ""), said.get("reason", ""), version=_version(request),
        at=timezone.now(),
    )  # fmt: skip
    return redirect("policies:clean-up")


def _fields(request: HttpRequest) -> dict[str, str]:
    """The fields that a form says."""
    found = {name: request.POST[name] for name in FIELDS if name in request.POST and name != "topics"}
    return {**found, "topics": " ".join(request.POST.getlist("topics"))}


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A measure that the rules did not find."""
    said = services.measure_add(
        _who(request)[0], pk, request.POST.get("words", ""), _fields(request), at=timezone.now()
    )
    return redirect("policies:measure", pk=said.pk)


def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: its sentence, its fields, who decided what."""
    person, language = _who(request)
    found = selectors.measure_for(person, pk)
    context = {
        **_terms(language), "measure": found, "policy": found.policy, "stackings": STACKINGS,
        "state": found.policy.state(timezone.localdate()), "judgements": found.judgements.select_related("by"),
        "may_judge": selectors.policies_seen(person, selectors.JUDGE).filter(pk=found.policy_id).exists(),
    }  # fmt: skip
    return render(request, "policies/measure.html", context)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms, corrects, rejects or opens again."""
    deed = request.POST.get("deed", "confirm")
    found = services.measure_judge(
        _who(request)[0], pk, deed, version=_version(request), at=timezone.now(),
        fields=_fields(request) if deed == "correct" else None, note=request.POST.get("note", ""),
    )  # fmt: skip
    back = request.POST.get("back") == "policy"
    return redirect("policies:policy", pk=found.policy_id) if back else redirect("policies:measure", pk=pk)


@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """The list as a file, or the release that waits."""
    said = request.POST
    wish = papers.Wish(said.get("use") or "inside", said.get("purpose", ""), said.get("receiver", ""))
    given = papers.list_give(_who(request)[0], request.GET.dict(), said.get("form", "xlsx"), wish, at=timezone.now())
    if isinstance(given, Release):
        return redirect("publishing:release", pk=given.pk)
    return file_of(given)


@require_POST
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it came in, or the release that waits."""
    said = request.POST
    wish = papers.Wish(said.get("use") or "inside", said.get("purpose", ""), said.get("receiver", ""))
    given = originals.original_give(_who(request)[0], pk, wish, at=timezone.now())
    return redirect("publishing:release", pk=given.pk) if isinstance(given, Release) else file_of(given, "policy")


def file_of(given: papers.Given, plain: str = "policies") -> HttpResponse:
    """The file as an attachment; *plain* is what it is called where its name cannot be said."""
    ending = given.name.rpartition(".")[2]
    return download(
        given.data, given.name, plain=f"{plain}.{ending}" if ending.isascii() and ending.isalnum() else plain
    )
