"""Reasons of counting in words: codes named as the kinds name them."""

from __future__ import annotations

from collections.abc import Mapping

from xiandao.core.kinds import EVERY, FIELD, LABEL, STAGE, Kind, Property
from xiandao.core.measures import Reason
from xiandao.core.messages import Language, wording
from xiandao.registers.counting_entries import BETWEEN

NO_NAMES: Mapping[str, str] = {}


def worded(
    why: Reason, kind: Kind | None = None, *, names: Mapping[str, str] = NO_NAMES, language: Language = "zh"
) -> str:
    """*why* as a sentence.

    Args:
        why: Of an entry, a verdict or a proposal.
        kind: Of the entity, so that its properties, choices, stages and labels bear their names; codes else.
        names: By code or key: places, fields and entities as they are called.
        language: Of the sentence.
    """
    values = dict(why.values)
    code = values.get("property", "")
    told = {name: names.get(text, text) for name, text in values.items()}
    if "property" in values:
        told["property"] = property_name(code, kind, language)
    for name in ("wanted", "found", "object"):
        if name in values:
            told[name] = _named(values[name], code, kind, names, language)
    if "sense" in values:
        told["sense"] = wording(f"counting-sense-{values['sense']}", language)
    if kind and values.get("kind") == kind.code:
        told["kind"] = kind.en or kind.name if language == "en" else kind.name
    if "operator" in values:
        told["operator"] = wording(f"counting-{values['operator']}", language)
    return wording(why.code, language, **told)


def property_name(code: str, kind: Kind | None, language: Language = "zh") -> str:
    """What a property is called."""
    found = kind.property(code) if kind else None
    if found is not None:
        return _in(found, language)
    if not code:
        return wording("counting-first-known", language)
    return wording(f"counting-{code}", language) if code in (*EVERY, FIELD) else code


def value_name(value: str, code: str, kind: Kind | None, language: Language = "zh") -> str:
    """What a value of a property is called: a choice, a stage, a label; itself where it has no name."""
    if kind is None:
        return value
    prop = kind.property(code)
    choices = [(each.code, each.name, each.en) for each in (prop.vocabulary if prop else ())]
    choices += [(each.code, each.name, each.en) for each in (kind.stages if code == STAGE else ())]
    choices += [(each.code, each.name, each.en) for each in (kind.labels if code == LABEL else ())]
    _, name, english = next((each for each in choices if each[0] == value), (value, value, ""))
    return english or name if language == "en" else name


def _in(prop: Property, language: Language) -> str:
    return prop.en or prop.name if language == "en" else prop.name


def _named(text: str, code: str, kind: Kind | None, names: Mapping[str, str], language: Language) -> str:
    if not text:
        return wording("counting-nothing", language) if code else ""
    each = (names.get(value) or value_name(value, code, kind, language) for value in text.split(BETWEEN))
    return wording("counting-or", language).join(each)
