"""The only translator between rows of breakdowns and the values they are reckoned with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiandao.alignment import breakdown_values as values
from xiandao.alignment.breakdown_values import Assignment, BreakdownRequest, Proof, Reason, Ruling, Wish
from xiandao.apps.plans.models import BreakdownOpinion, Scenario, Share
from xiandao.core.canonical import digest_of

LIMITS = ("base", "weight", "floor", "cap", "fixed")
"""What may be said of a place beside its name."""


def dict_of_request(request: BreakdownRequest) -> dict[str, Any]:
    """*request* as JSON keeps it, amounts as the digits written."""
    return {
        "total": _text(request.total),
        "unit": request.unit,
        "places": [dict_of_place(place) for place in request.places],
        "method": request.method.value,
        "step": _text(request.step),
        "handed_down": _text(request.handed_down),
        "base_share": _text(request.base_share),
        "name": request.name,
        "rulings": [
            {**_opinion_dict(ruling.opinion), "adopted": ruling.adopted, "ruled_for": ruling.reason}
            for ruling in request.rulings
        ],
    }


def request_of_dict(flat: Mapping[str, Any]) -> BreakdownRequest:
    """The way back."""
    return BreakdownRequest(
        total=Decimal(flat["total"]),
        unit=flat["unit"],
        places=tuple(place_of_dict(place) for place in flat["places"]),
        method=values.Method(flat["method"]),
        step=Decimal(flat["step"]),
        handed_down=Decimal(flat["handed_down"]),
        base_share=_amount(flat["base_share"]),
        name=flat["name"],
        rulings=tuple(
            Ruling(
                _opinion(each["place"], each["wish"], each["value"], each["reason"]), each["adopted"], each["ruled_for"]
            )
            for each in flat["rulings"]
        ),
    )


def dict_of_place(place: values.Place) -> dict[str, str | None]:
    """A place with its limits."""
    return {"name": place.name, **{name: _text(getattr(place, name)) for name in LIMITS}}


def place_of_dict(flat: Mapping[str, str | None]) -> values.Place:
    """The way back."""
    return values.Place(name=flat["name"] or "", **{name: _amount(flat[name]) for name in LIMITS})


def dict_of_result(found: values.Breakdown) -> dict[str, Any]:
    """What was reckoned, exactly: fractions as two whole numbers."""
    proof = found.proof
    return {
        "assignments": [
            {
                "share": str(part.share),
                "ideal": str(part.ideal),
                "bounded": str(part.bounded),
                "assigned": _text(part.assigned),
                "bound": part.bound.value,
                "burden": None if part.burden is None else str(part.burden),
                "reasons": [_reason_list(each) for each in part.reasons],
            }
            for part in found.assignments
        ],
        "proof": {
            **{
                name: _text(getattr(proof, name))
                for name in ("total", "handed_down", "exact", "allotted", "sum", "bound")
            },
            "terms": [_text(term) for term in proof.terms],
            "objective": str(proof.objective),
        },
        "notes": [_reason_list(each) for each in found.notes],
    }


def breakdown_of_dicts(asked: Mapping[str, Any], found: Mapping[str, Any]) -> values.Breakdown:
    """What was asked and reckoned, as it was: nothing is reckoned anew."""
    request, proof = request_of_dict(asked), found["proof"]
    return values.Breakdown(
        request=request,
        assignments=tuple(
            Assignment(
                place=place,
                share=Fraction(each["share"]),
                ideal=Fraction(each["ideal"]),
                bounded=Fraction(each["bounded"]),
                assigned=Decimal(each["assigned"]),
                bound=values.Bound(each["bound"]),
                burden=None if each["burden"] is None else Fraction(each["burden"]),
                reasons=tuple(_reason(one) for one in each["reasons"]),
            )
            for place, each in zip(request.places, found["assignments"], strict=True)
        ),
        proof=Proof(
            total=Decimal(proof["total"]),
            handed_down=Decimal(proof["handed_down"]),
            exact=Decimal(proof["exact"]),
            allotted=Decimal(proof["allotted"]),
            terms=tuple(Decimal(term) for term in proof["terms"]),
            sum=Decimal(proof["sum"]),
            objective=Fraction(proof["objective"]),
            bound=Decimal(proof["bound"]),
        ),
        notes=tuple(_reason(each) for each in found["notes"]),
    )


def breakdown_of_row(row: Scenario) -> values.Breakdown:
    """A scenario as a value."""
    return breakdown_of_dicts(row.request, row.result)


def columns_of_breakdown(found: values.Breakdown) -> dict[str, Any]:
    """What a scenario's row keeps of it."""
    asked, result = dict_of_request(found.request), dict_of_result(found)
    return {
        "method": asked["method"],
        "step": asked["step"],
        "ratio": asked["handed_down"],
        "request": asked,
        "result": result,
        "digest": digest_of({"request": asked, "result": result}),
    }


def shares_of_breakdown(
    found: values.Breakdown, scenario: Scenario, places: Mapping[str, int], units: Mapping[str, int]
) -> list[Share]:
    """A row for each place, not saved yet; by name the keys of *places* that stand in the tree, and of *units*."""
    return [
        Share(
            scenario=scenario,
            ordinal=ordinal,
            place_id=places.get(part.place.name),
            receiver_id=None if part.place.name in places else units.get(part.place.name),
            assigned=str(part.assigned),
            **dict_of_place(part.place),
        )
        for ordinal, part in enumerate(found.assignments)
    ]


def place_of_share(row: Share) -> values.Place:
    """The row as a value."""
    return place_of_dict({"name": row.name, **{name: getattr(row, name) for name in LIMITS}})


def rulings_of_rows(rows: Iterable[BreakdownOpinion]) -> tuple[Ruling, ...]:
    """What was ruled, in the order in which opinions came; what waits is left out, and who agrees."""
    return tuple(
        Ruling(_opinion(row.name, row.wish, row.value, row.reason), row.ruling == "adopted", row.ruled_for)
        for row in rows
        if row.ruling in ("adopted", "declined")
    )


def _opinion(place: str, wish: str, value: str, reason: str) -> values.Opinion:
    return values.Opinion(place, Wish(wish), Decimal(value), reason)


def _opinion_dict(opinion: values.Opinion) -> dict[str, str]:
    return {
        "place": opinion.place,
        "wish": opinion.wish.value,
        "value": str(opinion.value),
        "reason": opinion.reason,
    }


def _reason_list(each: Reason) -> list[Any]:
    return [each.code, [list(pair) for pair in each.values]]


def _reason(flat: list[Any]) -> Reason:
    return Reason(flat[0], tuple((name, value) for name, value in flat[1]))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
