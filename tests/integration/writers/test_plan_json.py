"""A plan goes out as JSON and comes back whole."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.builders.any_plans import plans
from tests.builders.plans import golden, small_plan

from xiandao.cli import schema
from xiandao.core.findings import finding
from xiandao.core.plan import Plan
from xiandao.writers.plan_json import KINDS, json_bytes, json_from_plan, plan_dict, plan_from_dict

KEYS = ["schema", "kernel", "source", "text_sha256", "document", *KINDS, "balance", "findings"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans)
def test_a_plan_comes_back_from_json_as_it_was(plan: Plan) -> None:
    assert plan_from_dict(json.loads(json_from_plan(plan))) == plan


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans)
def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert json_from_plan(plan_from_dict(plan_dict(plan))) == json_from_plan(plan)


def test_keys_come_in_the_order_of_the_format() -> None:
    assert list(plan_dict(small_plan())) == KEYS


def test_an_item_is_flat_and_says_first_where_it_stands() -> None:
    target = plan_dict(small_plan())["targets"][0]
    assert list(target)[:6] == ["id", "quote", "start", "end", "rule", "confidence"]
    assert target["value"] == 40
    assert json.dumps(target["value"]) == "40"


def test_page_is_there_only_where_the_format_has_pages() -> None:
    assert "page" not in plan_dict(small_plan())["targets"][0]


def test_findings_are_worded_in_the_language_asked_for() -> None:
    plan = small_plan((finding("article-not-found"),))
    zh, en = (plan_dict(plan, language)["findings"][0]["message"] for language in ("zh", "en"))
    assert zh != en
    assert en.isascii()


def test_half_a_surrogate_pair_is_escaped_not_lost() -> None:
    assert json.loads(json_bytes({"quote": "\ud83d"})) == {"quote": "\ud83d"}


@pytest.mark.parametrize("slug", ["02-city-plan-draft", "03-city-plan-issued", "08-policy-measures"])
def test_sample_plans_agree_with_the_schema(slug: str) -> None:
    _, plan = golden(slug)
    agrees(plan_dict(plan), _schema("plan"))


def test_a_plan_with_one_of_everything_agrees_with_the_schema() -> None:
    agrees(plan_dict(small_plan((finding("article-not-found"),))), _schema("plan"))


def _schema(name: str) -> dict[str, Any]:
    assert name in schema.NAMES
    loaded: dict[str, Any] = json.loads(files("xiandao.writers").joinpath(f"{name}.schema.json").read_text("utf-8"))
    return loaded


TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def agrees(value: object, wanted: dict[str, Any], at: str = "$") -> None:
    """The part of JSON Schema that our schemas use."""
    if "enum" in wanted:
        assert value in wanted["enum"], at
    if "const" in wanted:
        assert value == wanted["const"], at
    kinds = wanted.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    assert not kinds or any(isinstance(value, TYPES[kind]) for kind in kinds), (at, value)
    if isinstance(value, list):
        for i, each in enumerate(value):
            agrees(each, wanted.get("items", {}), f"{at}[{i}]")
    if isinstance(value, dict):
        own = wanted.get("properties", {})
        assert set(wanted.get("required", ())) <= set(value), at
        for key, each in value.items():
            assert key in own or wanted.get("additionalProperties", True) is not False, f"{at}.{key}"
            agrees(each, own.get(key, {}), f"{at}.{key}")
