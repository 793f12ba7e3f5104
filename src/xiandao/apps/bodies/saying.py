"""What forms, pasted lists and the API say of rows, as the values that are kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.typed import day_of, day_or_none, number_of
from xiandao.apps.bodies.fields import field_code
from xiandao.apps.bodies.kinds import ABOUT, BODIES, ROLES, SAID
from xiandao.apps.bodies.models import Body
from xiandao.apps.bodies.telephones import sealed
from xiandao.apps.places.models import Place
from xiandao.core.errors import Refusal

LONGEST_NAME, LONGEST_LEADER, LONGEST_SOURCE, MOST_LINES = 80, 40, 200, 200
_PARTS = re.compile(r"[\t,，;；:：|]+")
_NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,3}[)）.．、]|[-•·])\s*")
_TELEPHONE = re.compile(r"[0-9+() -]{5,24}")
_DUTIES = re.compile("(?:长|主任|书记|委员|主席|总裁|经理|院士|教授|研究员|工程师|员|理事|专家|助理|秘书|常委)$")
"""How a 职务 ends."""
_UNITS = re.compile("(?:局|委|办|厅|院|会|部|处|司|组|室|所|行|社|校|学|区|县|市|镇|公司|集团|中心)$")
"""How a short name of a unit ends."""
Said = Mapping[str, str]
Values = dict[str, Any]


class Fault(NamedTuple):
    """A line of a pasted list that was not understood: its number from 1, its words, and why, as a code."""

    line: int
    words: str
    why: str


class Line(NamedTuple):
    """A line of a pasted list that was understood; *values* as :func:`member_values` gives them."""

    line: int
    values: Values

    @property
    def unit(self) -> str:
        """What the unit is called; empty for a leader."""
        unit = self.values["unit"]
        return unit.name if unit else str(self.values["unit_name"])


def words(said: Said, name: str, most: int, *, needed: str = "") -> str:
    """The field *name* without needless blanks.

    Raises:
        Refusal: ``body-needed`` where it is empty and *needed* names it; ``body-long``.
    """
    text = " ".join(said.get(name, "").split())
    if needed and not text:
        raise Refusal("body-needed", field=needed)
    if len(text) > most:
        raise Refusal("body-long", words=text[:20], most=str(most))
    return text


def lasting(said: Said) -> Values:
    """From when to when, in which order, and by which paper."""
    since, until = day_of(said, "since"), day_or_none(said, "until")
    if until is not None and until < since:
        raise Refusal("body-backwards", since=since.isoformat(), until=until.isoformat())
    return {
        "since": since,
        "until": until,
        "order": min(number_of(said, "order"), 9999),
        "source": words(said, "source", LONGEST_SOURCE, needed="source"),
    }


def unit_said(said: Said, name: str, place: Place) -> Unit | None:
    """The unit of that number, of the place's own line: at, above or below it."""
    if not said.get(name, "").strip():
        return None
    unit = Unit.objects.select_related("place").filter(pk=number_of(said, name)).first()
    if unit is None or not (unit.place.path.startswith(place.path) or place.path.startswith(unit.place.path)):
        raise Refusal("body-unit")
    return unit


def one_of(said: Said, name: str, known: tuple[str, ...]) -> str:
    """A code that is known."""
    if (code := said.get(name, "")) not in known:
        raise Refusal("body-choice", field=name, known="、".join(known))
    return code


def setting_values(said: Said, place: Place, body: Body | None = None) -> Values:
    """What a body is called and is."""
    parent = None
    if said.get("parent", "").strip():
        parent = Body.objects.select_related("place").filter(pk=number_of(said, "parent")).first()
        if parent is None or not place.path.startswith(parent.place.path) or _is_circle(parent, body):
            raise Refusal("body-parent")
    return {
        "name": words(said, "name", LONGEST_NAME, needed="name"),
        "kind": one_of(said, "kind", BODIES),
        "parent": parent,
        "office": unit_said(said, "office", place),
        "plan_edition": number_of(said, "plan_edition") or None,
        "plan_item": number_of(said, "plan_item") or None,
        "plan_lineage": said.get("plan_lineage", "").strip()[:36],
    }


def _is_circle(parent: Body, body: Body | None) -> bool:
    """Whether *parent* is *body*, or stands below it."""
    seen: set[int] = set()
    waiting = [parent.pk]
    while body is not None and waiting:
        pk = waiting.pop()
        if pk == body.pk:
            return True
        if pk not in seen:
            seen.add(pk)
            above = Body.objects.filter(below__body=pk, below__withdrawn_at=None)
            waiting += above.values_list("pk", flat=True)
    return False


def member_values(said: Said, place: Place) -> Values:
    """A unit of the organisation, a unit by name, or a leader with 职务: exactly one of the three."""
    values = {
        "role": one_of(said, "role", ROLES),
        "unit": unit_said(said, "unit", place),
        "unit_name": words(said, "unit_name", LONGEST_NAME),
        "leader": words(said, "leader", LONGEST_LEADER),
        "duty": words(said, "duty", LONGEST_NAME),
    }
    if sum(bool(values[name]) for name in ("unit", "unit_name", "leader")) != 1:
        raise Refusal("member-one")
    if values["leader"] and not values["duty"]:
        raise Refusal("body-needed", field="duty")
    return values


def charge_values(said: Said) -> Values:
    """A field of the taxonomy, by code or name."""
    code = field_code(said.get("code", ""))
    if not code:
        raise Refusal("body-field", name=said.get("code", "")[:40])
    return {"code": code}


def link_values(said: Said, place: Place) -> Values:
    """A leader, what they are linked to, and whom to call."""
    about = one_of(said, "about", ABOUT)
    values: Values = {
        "leader": words(said, "leader", LONGEST_LEADER, needed="leader"),
        "duty": words(said, "duty", LONGEST_NAME, needed="duty"),
        "about": about,
        "code": "",
        "name": "",
        "is_joint": said.get("is_joint", "") in ("1", "on", "true"),
        "unit": unit_said(said, "unit", place),
        "unit_name": words(said, "unit_name", LONGEST_NAME),
        "contact": words(said, "contact", LONGEST_LEADER),
    }
    if about == "field":
        values |= charge_values({"code": said.get("subject", "")})
    else:
        values["name"] = words(said, "subject", LONGEST_NAME, needed="subject")
    if telephone := said.get("telephone", "").strip():
        if not _TELEPHONE.fullmatch(telephone):
            raise Refusal("link-telephone")
        values["key"], values["sealed"] = sealed(telephone)
    return values


# ------------------------------------------------------------------------------------------------- pasted lists


def lines_of(text: str, place: Place, role: str = "member") -> tuple[tuple[Line, ...], tuple[Fault, ...]]:
    """A list pasted line by line: ``单位`` or ``职务 姓名``, with a role behind or before it; without one *role*.

    Raises:
        Refusal: ``paste-many``.
    """
    said = text.splitlines()
    if len(said) > MOST_LINES:
        raise Refusal("paste-many", most=str(MOST_LINES))
    units = _units(place)
    lines, faults, seen = [], [], set()
    for number, raw in enumerate(said, 1):
        if not raw.strip():
            continue
        values = _member_said(raw, units, role)
        if isinstance(values, str):
            faults.append(Fault(number, raw.strip()[:LONGEST_NAME], values))
            continue
        key = tuple(str(values[name]) for name in ("role", "unit", "unit_name", "leader"))
        if key in seen:
            faults.append(Fault(number, raw.strip()[:LONGEST_NAME], "twice"))
            continue
        seen.add(key)
        lines.append(Line(number, values))
    return tuple(lines), tuple(faults)


def _units(place: Place) -> dict[str, Unit]:
    """Every name of a unit of the place and of the places above it; the place's own before those above."""
    above = [code for code in place.path.split("/") if code]
    found: dict[str, Unit] = {}
    for unit in Unit.objects.filter(place__code__in=above).select_related("place").order_by("-place__path", "pk"):
        for name in (unit.name, *unit.short_names):
            found.setdefault(name, unit)
    return found


def _member_said(raw: str, units: Mapping[str, Unit], role: str) -> Values | str:
    """The values of one line, or why there are none."""
    parts = [part for each in _PARTS.split(_NUMBERED.sub("", raw)) for part in each.split() if part]
    roles = [SAID[part] for part in parts if part in SAID]
    rest = [part for part in parts if part not in SAID]
    if not rest:
        return "nobody"
    if len(roles) > 1:
        return "roles"
    values: Values = {"role": roles[0] if roles else role, "unit": None, "unit_name": "", "leader": "", "duty": ""}
    if len(rest) == 1:
        if len(rest[0]) > LONGEST_NAME:
            return "long"
        if len(rest[0]) < 5 and rest[0] not in units and not _UNITS.search(rest[0]):
            return "duty"  # a person's name alone
        values["unit"] = units.get(rest[0])
        values["unit_name"] = "" if values["unit"] else rest[0]
        return values
    if len(rest) > 2 and len(rest[-1]) == len(rest[-2]) == 1:
        rest[-2:] = ["".join(rest[-2:])]  # a name of two characters, spread as papers print it
    *duty, leader = rest
    if len("".join(duty)) > LONGEST_NAME or len(leader) > LONGEST_LEADER:
        return "long"
    if leader in units or not _DUTIES.search(duty[-1]):
        return "unclear"
    return values | {"leader": leader, "duty": " ".join(duty)}


def days(said: Said) -> tuple[dt.date, str]:
    """The day and the paper of an end."""
    return day_of(said, "day"), words(said, "source", LONGEST_SOURCE, needed="source")
