"""``xiandao plans``: the plans of a workspace from the command line: add, list, show, export, diff, align."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.messages import Language, refusal_message, wording

if TYPE_CHECKING:
    from xiandao.apps.jobs.models import Job
    from xiandao.apps.plans.models import Edition, Item

PAUSE = 0.2
"""Seconds between looks at jobs that another worker has in hand."""
Act = Callable[[argparse.Namespace], int]
Acts: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names it nowhere else


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act each, with what it wants."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    add = _act(acts, "add", _add, language)
    add.add_argument("paths", nargs="+", type=Path, metavar="FILE|DIR", help=wording("cli-paths", language))
    add.add_argument("--plan", type=int, metavar="ID", help=wording("cli-plans-of", language))
    _act(acts, "list", _list, language)
    show = _act(acts, "show", _show, language)
    show.add_argument("edition", type=int, metavar="EDITION", help=wording("cli-plans-edition", language))
    show.add_argument("--as-of", metavar="DATE", default="", help=wording("cli-plans-as-of", language))
    show.add_argument("--known-at", metavar="DATE", default="", help=wording("cli-plans-known-at", language))
    export = _act(acts, "export", _export, language)
    export.add_argument("edition", type=int, metavar="EDITION", help=wording("cli-plans-edition", language))
    export.add_argument("--out", type=Path, metavar="FILE", help=wording("cli-plans-out", language))
    diff = _act(acts, "diff", _diff, language)
    diff.add_argument("later", type=int, metavar="EDITION", help=wording("cli-plans-later", language))
    diff.add_argument("earlier", type=int, nargs="?", metavar="EARLIER", help=wording("cli-plans-earlier", language))
    align = _act(acts, "align", _align, language)
    align.add_argument("upper", type=int, metavar="UPPER", help=wording("cli-plans-upper", language))
    align.add_argument("lowers", type=int, nargs="*", metavar="LOWER", help=wording("cli-plans-lowers", language))
    align.add_argument("--live", action="store_true", help=wording("cli-plans-live", language))


def _act(acts: Acts, name: str, run_act: Act, language: Language) -> argparse.ArgumentParser:
    about = wording(f"cli-plans-{name}", language)
    parser: argparse.ArgumentParser = acts.add_parser(name, help=about, description=about, language=language)
    parser.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    parser.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=wording("cli-plans-format", language)
    )
    add_data(parser, language)
    add_as(parser, language)
    parser.set_defaults(act=run_act)
    return parser


def run(options: argparse.Namespace) -> int:
    """Opens the workspace and does the act with the rights of whoever acts."""
    workspace_open(options)
    act: Act = options.act
    return act(options)


def _add(options: argparse.Namespace) -> int:
    """Reads the documents here and now; 2 where one was refused, the others stand."""
    from django.utils import timezone

    from xiandao.apps.jobs.services import works_load
    from xiandao.apps.plans.services import upload
    from xiandao.cli.names import tell_skipped, todo_from_paths

    works_load()
    todo = todo_from_paths(options.paths, None)
    tell_skipped(todo, options.lang)
    files = ((job.path.name, [job.path.read_bytes()]) for job in todo.jobs)
    jobs = upload(acting(options), files, at=timezone.now(), plan=options.plan)
    rows = [_told(name.path, job, options.lang) for name, job in zip(todo.jobs, _ended(jobs), strict=True)]
    _print(options, rows, ("file", "edition", "plan", "title", "items", "refused"))
    return 2 if todo.refused or not rows or any(row["refused"] for row in rows) else 0


def _ended(jobs: Iterable[Job]) -> Iterator[Job]:
    """The jobs when they are over, done here or by a worker that was quicker."""
    from xiandao.apps.jobs.services import jobs_drain

    for job in jobs:
        job.refresh_from_db()
        while job.is_open:
            if not jobs_drain("command line"):
                time.sleep(PAUSE)
            job.refresh_from_db()
        yield job


def _told(path: Path, job: Job, language: Language) -> dict[str, Any]:
    """What became of one file."""
    from xiandao.apps.plans.models import Edition
    from xiandao.core.errors import Refusal

    row: dict[str, Any] = {"file": str(path), "edition": None, "plan": None, "title": None, "items": 0, "refused": None}
    if job.state == "done":
        edition = Edition.objects.select_related("plan").get(pk=job.result["edition"])
        row |= {
            "edition": edition.pk,
            "plan": edition.plan_id,
            "title": edition.plan.title,
            "items": edition.items.count(),
        }
    else:
        refusal = Refusal(job.result["refusal"], **{"name": path.name, **job.result["values"]})
        row["refused"] = {"code": refusal.code, "message": refusal_message(refusal, language)}
        if _is_nameless(refusal.code):
            row["file"] = refusal.values.get("case", "")
    return row


def _is_nameless(code: str) -> bool:
    """Whether not even the file's name may be said."""
    return code == "state-secret"


def _list(options: argparse.Namespace) -> int:
    from xiandao.apps.plans.selectors import plan_list, state_counts

    editions = list(plan_list(acting(options), {}))
    counts = state_counts([edition.pk for edition in editions])
    rows = [
        {**_head(edition), "items": counts[edition.pk]["all"], "live": counts[edition.pk]["live"]}
        for edition in editions
    ]
    _print(options, rows, ("edition", "plan", "title", "place", "state", "items", "live"), {"state": "edition"})
    return 0


def _head(edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition.pk,
        "plan": edition.plan_id,
        "ordinal": edition.ordinal,
        "title": edition.plan.title,
        "place": edition.plan.place.name if edition.plan.place else edition.about.get("place"),
        "level": edition.plan.level or None,
        "state": edition.state,
        "doc_no": edition.doc_no or None,
        "issued_on": edition.issued_on.isoformat() if edition.issued_on else None,
    }


def _show(options: argparse.Namespace) -> int:
    from xiandao.apps.plans.selectors import edition_for

    edition = edition_for(acting(options), options.edition)
    if options.as_of or options.known_at:
        return _show_then(options, edition)
    items = [_item(item) for item in edition.items.order_by("start", "pk")]
    if options.format == "json":
        _json({**_head(edition), "document": edition.about, "findings": edition.findings, "items": items})
    else:
        _print(options, items, ("id", "kind", "state", "head"), {"kind": "kind", "state": "item"})
    return 0


def _show_then(options: argparse.Namespace, edition: Edition) -> int:
    """The plan as of a day, as far as was known: for the same two dates the same bytes for ever."""
    from django.utils import timezone

    from xiandao.apps.plans import as_of

    dates = as_of.dates_of({"as_of": options.as_of, "known_at": options.known_at}, timezone.now())
    if dates is None:
        return 2
    then = as_of.plan_then(acting(options), edition.plan_id, dates)
    items = [as_of.item_flat(item) for item in then.items]
    if options.format == "json":
        _json({**as_of.edition_flat(then), "items": items})
    else:
        _print(options, items, ("id", "kind", "state", "head"), {"kind": "kind", "state": "item"})
    return 0


def _item(item: Item) -> dict[str, Any]:
    from xiandao.apps.plans.mappers import dict_of_row

    return {
        **dict_of_row(item),
        "id": item.pk,
        "key": item.key,
        "kind": item.kind,
        "head": item.head,
        "state": item.state,
    }


def _export(options: argparse.Namespace) -> int:
    """The edition in the plan format, without what was rejected."""
    from xiandao.apps.plans.mappers import plan_of_edition
    from xiandao.apps.plans.selectors import edition_for
    from xiandao.writers.files import replacing
    from xiandao.writers.plan_json import json_from_plan

    edition = edition_for(acting(options), options.edition, "plan.export")
    data = json_from_plan(plan_of_edition(edition, edition.items.exclude(state="rejected")), options.lang)
    if options.out:
        with replacing(options.out) as part:
            part.write_bytes(data)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    return 0


def _diff(options: argparse.Namespace) -> int:
    """Every item of both editions in one link each; what people have said of it beside it."""
    from django.utils import timezone

    from xiandao.apps.plans.comparison import comparison_make
    from xiandao.apps.plans.models import Item, Succession
    from xiandao.apps.plans.selectors import edition_for
    from xiandao.core.errors import Refusal

    person = acting(options)
    later = edition_for(person, options.later)
    if options.earlier is None and later.supersedes_id is None:
        raise Refusal("compare-nothing")
    earlier = edition_for(person, options.earlier or later.supersedes_id or 0)
    if earlier.plan_id == later.plan_id and earlier.ordinal > later.ordinal:  # in whichever order they are named
        earlier, later = later, earlier
    links = Succession.objects.filter(edition=later, earlier=earlier)
    if not links.exists():
        comparison_make(later, earlier, by=person, at=timezone.now())
    items = Item.objects.in_bulk([pk for link in links for pk in (*link.before, *link.after)])
    rows = [
        {
            "changes": link.changes,
            "before": [_item(items[pk]) for pk in link.before if pk in items],
            "after": [_item(items[pk]) for pk in link.after if pk in items],
            "score": link.score,
            "reasons": link.reasons,
            "verdict": link.verdict,
        }
        for link in links
    ]
    if options.format == "json":
        _json({"earlier": _head(earlier), "later": _head(later), "links": rows})
    else:
        print(wording("cli-diff-title", options.lang, later=later.ordinal, earlier=earlier.ordinal))
        _print(options, [_line(row) for row in rows], ("changes", "before", "after"), {"changes": "change"})
    return 0


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "changes": [str(change) for change in row["changes"]],
        "before": "; ".join(item["head"] for item in row["before"]),
        "after": "; ".join(item["head"] for item in row["after"]),
    }


def _align(options: argparse.Namespace) -> int:
    """The upper plan beside those below it: links, gaps both ways, late dates, sums."""
    from xiandao.apps.plans.levels import below_of, states_of
    from xiandao.apps.plans.levels_kept import aligned
    from xiandao.apps.plans.selectors import edition_for

    person = acting(options)
    upper = edition_for(person, options.upper)
    lowers = [edition_for(person, pk) for pk in options.lowers] or below_of(person, upper)
    found = aligned(upper, lowers, states_of({} if options.live else {"all": "1"}))

    names = ("links", "coverage", "unmet", "unfounded", "late", "sums")
    parts = {name: [_plain(each) for each in getattr(found, name)] for name in names}
    if options.format == "json":
        _json({"upper": _head(upper), "lowers": [_head(lower) for lower in lowers], **parts})
    else:
        _print(
            options,
            _named(upper, lowers, parts["links"]),
            ("upper", "plan", "lower", "kind", "confidence"),
            {"kind": "link"},
        )
    return 0


def _named(upper: Edition, lowers: list[Edition], links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links with what their items and plans are called in place of keys and numbers."""
    from xiandao.apps.plans.models import Item

    rows = Item.objects.filter(edition__in=[upper, *lowers]).values_list("edition", "key", "head")
    heads = {(edition, key): head for edition, key, head in rows}
    titles = {str(each.pk): each.plan.title for each in lowers}
    return [
        {
            **link,
            "upper": heads.get((upper.pk, link["upper"]), link["upper"]),
            "plan": titles.get(link["plan"], link["plan"]),
            "lower": heads.get((int(link["plan"]), link["lower"]), link["lower"]),
            "confidence": f"{link['confidence']:.2f}",
        }
        for link in links
    ]


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Values as JSON knows them."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: _plain(each) for key, each in value._asdict().items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _print(
    options: argparse.Namespace,
    rows: list[dict[str, Any]],
    columns: tuple[str, ...],
    groups: Mapping[str, str] | None = None,
) -> None:
    """Rows as JSON, or as lines whose cells are parted by a tab; codes of the columns in *groups* are worded."""
    if options.format == "json":
        _json(rows)
        return
    print("\t".join(wording(f"cli-col-{column}", options.lang) for column in columns))
    for row in rows:
        print("\t".join(_cell(row[column], (groups or {}).get(column), options.lang) for column in columns))


def _cell(cell: Any, group: str | None, language: Language) -> str:  # noqa: ANN401 - JSON
    """A cell as people read it; a code of *group* by its label."""
    from xiandao.writers.labels import label

    if isinstance(cell, dict):
        return str(cell.get("message"))
    if group:
        codes = cell if isinstance(cell, list) else [cell]
        return wording("cli-joint", language).join(label(group, str(code), language) for code in codes)
    return "" if cell is None else str(cell)


def _json(value: object) -> None:
    from xiandao.writers.plan_json import json_bytes

    sys.stdout.flush()
    sys.stdout.buffer.write(json_bytes(value))
