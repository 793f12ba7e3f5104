"""``xiandao targets``: the targets of a plan with their figures, for whoever measures from outside."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from typing import TYPE_CHECKING, Any

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.messages import Language, wording

if TYPE_CHECKING:
    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.plans.as_of import Dates
    from xiandao.apps.plans.models import Edition

FORMAT = "xiandao-targets/1"
COLUMNS = (
    "id", "quote", "subject", "comparator", "value", "value_max", "unit", "deadline", "state", "binding", "measurable",
    "figure", "counted", "counted_unit", "verdict", "words", "members",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act: ``measure``."""
    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    about = wording("cli-targets-measure", language)
    act = acts.add_parser("measure", help=about, description=about, language=language)
    act.add_argument("-h", "--help", action="help", help=wording("cli-help", language))
    act.add_argument("--lang", choices=("zh", "en"), default=language, help=wording("cli-lang", language))
    act.add_argument("--plan", type=int, required=True, metavar="ID", help=wording("cli-targets-plan", language))
    act.add_argument("--as-of", metavar="DATE", default="", help=wording("cli-targets-as-of", language))
    act.add_argument("--known-at", metavar="DATE", default="", help=wording("cli-targets-known-at", language))
    act.add_argument("--format", choices=("json", "csv"), default="json", help=wording("cli-targets-format", language))
    add_data(act, language)
    add_as(act, language)


def run(options: argparse.Namespace) -> int:
    """Every target of the edition in force on the day; 2 where there is no such plan or day."""
    workspace_open(options)
    from django.utils import timezone

    from xiandao.apps.counting.flat import targets_flat
    from xiandao.apps.counting.pages import dates_asked
    from xiandao.apps.counting.targets import targets_of

    person = acting(options)
    asked = {"as_of": options.as_of, "known_at": options.known_at}
    dates = dates_asked(asked, timezone.now())
    edition, is_in_force = _edition(person, options.plan, dates)
    rows = targets_flat(person, targets_of(edition, dates.known_at), dates, options.lang)
    head = {
        "format": FORMAT, "plan": edition.plan_id, "edition": edition.pk, "ordinal": edition.ordinal,
        "edition_state": edition.state, "in_force": is_in_force,
        "as_of": dates.as_of.isoformat(), "known_at": dates.known_at.isoformat(),
    }  # fmt: skip
    _print(options.format, head, rows)
    return 0


def _edition(person: Person, plan: int, dates: Dates) -> tuple[Edition, bool]:
    """The edition in force on the day; where none was, the latest that the person sees, which is said beside it."""
    from xiandao.apps.plans.as_of import plan_then
    from xiandao.apps.plans.selectors import edition_for, editions_seen
    from xiandao.core.errors import Refusal

    seen = editions_seen(person).filter(plan=plan).order_by("-ordinal")
    latest = seen.values_list("pk", flat=True).first()
    if latest is None:
        raise Refusal("absent")
    try:
        return plan_then(person, plan, dates).edition, True
    except Refusal as refused:
        if refused.code != "as-of-none":
            raise
        return edition_for(person, latest), False


def _print(form: str, head: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    if form == "json":
        print(json.dumps({**head, "targets": rows}, ensure_ascii=False, indent=2))
        return
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for row in rows:
        out.writerow([_cell(row[name]) for name in COLUMNS])


def _cell(value: object) -> str:
    """As text that no spreadsheet runs."""
    if value is None:
        return ""
    text = " ".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
