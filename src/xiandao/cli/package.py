"""``xiandao package``: signed packages for other installations: identity, trust, make, fetch, take, receipt, list."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from xiandao.cli.workspace import acting, add_as, add_data, workspace_open
from xiandao.core.errors import Refusal
from xiandao.core.messages import Language, refusal_message, wording
from xiandao.writers.files import write_bytes

if TYPE_CHECKING:
    from xiandao.apps.packages.models import Partner, Received, Sent

Act = Callable[[argparse.Namespace], int]
Acts: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse names it nowhere else
BACK = ("wrong-place", "incomplete", "outdated", "not-needed")


def add_arguments(parser: argparse.ArgumentParser, language: Language) -> None:
    """One act each, with what it wants."""

    def said(code: str, **values: str) -> str:
        return wording(f"cli-package-{code}", language, **values)

    acts = parser.add_subparsers(title=wording("cli-verbs", language), metavar="ACT", required=True)
    identity = _act(acts, "identity", _identity, language)
    identity.add_argument("--name", metavar="NAME", help=said("name"))
    identity.add_argument("--place", metavar="CODE", help=said("place"))
    identity.add_argument("--card", type=Path, metavar="FILE", help=said("card-out"))
    trust = _act(acts, "trust", _trust, language)
    trust.add_argument("card", type=Path, nargs="?", metavar="CARD", help=said("card"))
    trust.add_argument("--fingerprint", default="", metavar="SIGNS", help=said("fingerprint"))
    trust.add_argument("--end", type=int, metavar="ID", help=said("end"))
    make = _act(acts, "make", _make, language)
    make.add_argument("editions", type=int, nargs="+", metavar="EDITION", help=said("editions"))
    make.add_argument("--to", required=True, metavar="IDENT", help=said("to"))
    make.add_argument("--purpose", required=True, metavar="WORDS", help=said("purpose"))
    make.add_argument("--out", type=Path, metavar="FILE", help=said("out"))
    fetch = _act(acts, "fetch", _fetch, language)
    fetch.add_argument("sent", type=int, metavar="ID", help=said("sent"))
    fetch.add_argument("--out", type=Path, required=True, metavar="FILE", help=said("out"))
    take = _act(acts, "take", _take, language)
    take.add_argument("package", type=Path, metavar="FILE", help=said("file"))
    take.add_argument("--look", action="store_true", help=said("look"))
    take.add_argument("--back", choices=BACK, metavar="WHY", help=said("back", reasons=", ".join(BACK)))
    take.add_argument("--receipt", type=Path, metavar="FILE", help=said("receipt-out"))
    receipt = _act(acts, "receipt", _receipt, language)
    receipt.add_argument("receipt", type=Path, metavar="FILE", help=said("receipt-file"))
    _act(acts, "list", _list, language)


def _act(acts: Acts, name: str, run_act: Act, language: Language) -> argparse.ArgumentParser:
    about = wording(f"cli-package-{name}", language)
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


def _identity(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from xiandao.apps.packages import identities, selectors
    from xiandao.apps.packages.cards import card_bytes, fingerprint

    person = acting(options)
    if options.name or options.place:
        own = selectors.identity()
        name, place = options.name or (own.name if own else ""), options.place or (own.place.code if own else "")
        identities.identity_set(person, name, place, at=timezone.now())
    _refuse_stranger(options, "system.manage")
    own = selectors.identity_here()
    card = selectors.own_card(own)
    if options.card:
        write_bytes(options.card, card_bytes(card))
    row = {"ident": own.ident, "name": own.name, "place": card.place, "fingerprint": fingerprint(card.key.key_id)}
    return _told(options, row)


def _trust(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from xiandao.apps.packages import identities, selectors

    person, now = acting(options), timezone.now()
    if options.end is not None:
        return _told(options, _partner(identities.partner_end(person, options.end, at=now)))
    if options.card is not None:
        return _told(
            options, _partner(identities.partner_add(person, _read(options.card), options.fingerprint, at=now))
        )
    _refuse_stranger(options, "system.manage")
    return _told(options, *map(_partner, selectors.partners()), is_list=True)


def _make(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from xiandao.apps.packages import making, selectors

    person = acting(options)
    partner = selectors.partners_now().filter(ident=options.to).order_by("-pk").first()
    wish = making.Wish(tuple(options.editions), partner.pk if partner else 0, options.purpose)
    sent = making.package_make(person, wish, at=timezone.now())
    if options.out and sent.release_id is None:
        write_bytes(options.out, making.package_file(person, sent.pk, at=timezone.now()).data)
    return _told(options, _sent(sent))


def _fetch(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from xiandao.apps.packages import making, selectors

    person = acting(options)
    given = making.package_file(person, options.sent, at=timezone.now())
    write_bytes(options.out, given.data)
    return _told(options, _sent(selectors.sent_for(person, options.sent)))


def _take(options: argparse.Namespace) -> int:
    """Checks, and takes in or sends back; 1 where something of it was rejected."""
    from django.utils import timezone

    from xiandao.apps.packages import taking

    person = acting(options)
    received = taking.package_open(person, _read(options.package), at=timezone.now())
    if options.back:
        received = taking.package_return(person, received.pk, options.back, at=timezone.now())
    elif not options.look:
        received = taking.package_take(person, received.pk, at=timezone.now())
    lines = taking.package_preview(person, received)
    if options.receipt and received.receipt:
        write_bytes(options.receipt, received.receipt.encode())
    if options.format == "json":
        _json({**_received(received), "lines": lines})
    else:
        _rows(lines, ("file", "fate", "title", "ordinal", "edition", "code"))
        for line in lines:
            if code := line["code"]:
                values: Any = line["values"]
                print(refusal_message(Refusal(str(code), **values), options.lang), file=sys.stderr)
    return 1 if any(line["fate"] == "rejected" for line in lines) else 0


def _receipt(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from xiandao.apps.packages import making

    return _told(options, _sent(making.receipt_take(acting(options), _read(options.receipt), at=timezone.now())))


def _list(options: argparse.Namespace) -> int:
    from xiandao.apps.packages import selectors

    person = acting(options)
    sent = [{"way": "sent", **_sent(each)} for each in selectors.sent_seen(person)]
    came = [{"way": "received", **_received(each)} for each in selectors.received_seen(person)]
    return _told(options, *sent, *came, is_list=True)


def _refuse_stranger(options: argparse.Namespace, deed: str) -> None:
    if not acting(options).may(deed):
        raise Refusal("not-permitted")


def _partner(partner: Partner) -> dict[str, Any]:
    from xiandao.apps.packages.cards import fingerprint

    return {
        "id": partner.pk,
        "ident": partner.ident,
        "name": partner.name,
        "fingerprint": fingerprint(partner.key_id),
        "ended_at": partner.ended_at.isoformat() if partner.ended_at else None,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    from xiandao.apps.packages.selectors import sent_state

    names = ("number", "secrecy", "editions", "digest", "reason", "rows")
    told = {name: getattr(sent, name) for name in names}
    return {"id": sent.pk, "to": sent.partner.ident, "state": sent_state(sent), "release": sent.release_id, **told}


def _received(received: Received) -> dict[str, Any]:
    names = ("number", "sender", "state", "secrecy", "digest", "reason")
    return {"id": received.pk, **{name: getattr(received, name) for name in names}}


def _read(path: Path) -> bytes:
    from xiandao.core.exchange import LARGEST

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise Refusal("file-missing", name=path) from None


def _told(options: argparse.Namespace, *rows: Mapping[str, Any], is_list: bool = False) -> int:
    if options.format == "json":
        _json(list(rows) if is_list else rows[0])
    else:
        _rows(rows, tuple(rows[0]) if rows else ())
    return 0


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _rows(rows: Any, columns: tuple[str, ...]) -> None:  # noqa: ANN401 - rows as each act makes them
    for row in rows:
        print("\t".join("" if row.get(name) is None else str(row.get(name)) for name in columns))
