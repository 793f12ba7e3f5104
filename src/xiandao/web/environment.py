"""The environment in which pages are written: Jinja with the words of the catalogue and the filters that pages use."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import json_script
from jinja2 import ChainableUndefined, Environment

from xiandao.web import words

SAYING = (
    words.here, words.finding_advice, words.amount, words.basesince, words.changed, words.commitment, words.exportname,
    words.fieldvalue, words.found_hint, words.found_message, words.label, words.logactor, words.logdeed, words.refusal,
    words.rulename, words.sorter, words.sumparts, words.sumwords, words.finding_told, words.word,
)  # fmt: skip
FILTERS = (
    words.figure, words.get, words.joined, words.may, words.percent, words.placeof, words.runs, words.spans, words.unmarked,
    defaultfilters.default_if_none, defaultfilters.floatformat, defaultfilters.truncatechars,
    defaultfilters.urlencode,
)  # fmt: skip


def environment(**options: Any) -> Environment:
    """What ``settings.TEMPLATES`` names; what a page was not given is empty where it is written or asked for its parts."""
    made = Environment(**options | {"undefined": ChainableUndefined, "keep_trailing_newline": True})  # noqa: S701 - Django puts autoescape among the options
    made.globals |= {said.__name__: said for said in SAYING} | {"static": static, "url": _url}
    made.filters |= {each.__name__: each for each in FILTERS}
    made.filters |= {
        "date": _date,
        "default": defaultfilters.default,
        "json_script": json_script,
        "length": defaultfilters.length,
        "stringformat": defaultfilters.stringformat,
    }
    made.tests["none"] = _is_none
    return made


def _url(name: str, *args: Any) -> str:
    """The address of a page; where it is told by numbers alone, its form is worked out once and not for every row."""
    if all(type(each) is int for each in args):
        return _form(name, len(args), get_script_prefix()).format(*args)
    return reverse(name, args=args)


@lru_cache(maxsize=1024)
def _form(name: str, count: int, prefix: str) -> str:
    """``/plans/items/{}``; *prefix*, under which the whole is served, is part of it."""
    del prefix
    stand_ins = [10**15 + each for each in range(count)]
    form = reverse(name, args=stand_ins)
    for each in stand_ins:
        form = form.replace(str(each), "{}")
    return form


def _date(value: Any, form: str) -> str:
    """As Django's, in the time of the place; empty for nothing."""
    if _is_none(value):
        return ""
    is_moment = isinstance(value, dt.datetime) and timezone.is_aware(value)
    return defaultfilters.date(timezone.localtime(value) if is_moment else value, form)


def _is_none(value: Any) -> bool:
    """Nothing: neither a value nor given at all."""
    return value is None or isinstance(value, ChainableUndefined)
