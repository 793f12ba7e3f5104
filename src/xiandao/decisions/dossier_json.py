"""The dossier as canonical JSON, format ``xiandao-dossier/1``, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xiandao.core.canonical import canonical_bytes, value_of
from xiandao.core.sealing import seal_from
from xiandao.core.typed import (
    Readers,
    as_count,
    as_decimal,
    as_int,
    as_list,
    as_object,
    as_records,
    as_text,
    as_text_or_none,
    as_time,
)
from xiandao.decisions.dossier import FORMAT
from xiandao.decisions.record import Dissent, Dossier, Input, Objection, Person, RuleVersion, Score, Voices

_READERS: Readers = {
    "size": as_count,
    "value": as_decimal,
    "at": as_time,
    "subject": as_text_or_none,
    "answer": as_text_or_none,
}


def bytes_of(dossier: Dossier) -> bytes:
    """*dossier* as bytes, always the same for the same dossier."""
    fields = {name: getattr(dossier, name) for name in Dossier.__slots__}
    values = {"parameters": value_of(dossier.parameters), "outcome": value_of(dossier.outcome)}
    return canonical_bytes({**fields, **values, "format": FORMAT})


def dossier_of(data: bytes) -> Dossier:
    """The dossier that :func:`bytes_of` wrote; whether it is as it was is for ``dossier.verify`` to say.

    Raises:
        ValueError: When *data* is no dossier of this format, or is not written as we write it.
    """
    value = as_object(value_of(data))
    if value.get("format") != FORMAT or set(value) != {*Dossier.__slots__, "format"}:
        raise ValueError("not a dossier of this format")
    found = _dossier(value)
    if bytes_of(found) != data:
        raise ValueError("not a dossier as it is written")
    return found


def _dossier(value: Mapping[str, object]) -> Dossier:
    return Dossier(
        id=as_text(value["id"]),
        inputs=as_records(Input, value["inputs"], _READERS),
        rules=as_records(RuleVersion, value["rules"], _READERS),
        seed=as_int(value["seed"]),
        parameters=canonical_bytes(as_object(value["parameters"])),
        as_of=date.fromisoformat(as_text(value["as_of"])),
        known_at=as_time(value["known_at"]),
        outcome=canonical_bytes(value["outcome"]),
        outcome_digest=as_text(value["outcome_digest"]),
        voices=_voices(as_object(value["voices"])),
        parts=tuple(map(_part, as_list(value["parts"]))),
        seals=tuple(map(seal_from, as_list(value["seals"]))),
    )


def _voices(value: Mapping[str, object]) -> Voices:
    kinds = {"scores": Score, "dissents": Dissent, "objections": Objection, "people": Person}
    return Voices(**{name: as_records(kind, value.get(name), _READERS) for name, kind in kinds.items()})


def _part(value: object) -> tuple[str, str]:
    match as_list(value):
        case [str(name), str(digest)]:
            return name, digest
    raise ValueError("not a part's digest")
