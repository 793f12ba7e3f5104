"""The kind that the manual declares is one: it loads beside those that are shipped, and its faults are told as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xiandao.core.kinds import TYPES, Registry
from xiandao.core.messages import message
from xiandao.readers.packs import Loaded, load_texts
from xiandao.readers.packs_registers import KINDS
from xiandao.readers.packs_schema import Field

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("declare-a-kind.md", "declare-a-kind.zh.md")
FILE = "shared-laboratory.toml"


def page(name: str) -> str:
    return (ROOT / "docs" / "how-to" / name).read_text("utf-8")


def example(name: str = PAGES[0]) -> str:
    return page(name).split("```toml\n", 1)[1].split("```", 1)[0]


def loaded(text: str) -> Loaded[Registry]:
    shipped = {file.name: file.read_bytes() for file in (ROOT / "packs" / "kinds").glob("*.toml")}
    return load_texts({**shipped, FILE: text.encode()}, KINDS)


@pytest.mark.parametrize("name", PAGES)
def test_the_example_loads_beside_what_is_shipped(name: str) -> None:
    found = loaded(example(name))
    assert found.findings == ()
    declared = found.value and found.value.kind("shared-laboratory")
    assert declared
    assert {each.target for each in declared.moves("")} == {"planned"}
    assert declared.labels[0].years == 3


def test_both_languages_show_the_same_example() -> None:
    assert example(PAGES[0]) == example(PAGES[1])


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('type = "number", unit = "小时"', 'type = "choice"', "needs vocabulary / words"),
        ('synonyms = ["领域"]', 'synonyms = ["设备原值"]', "a heading means one property"),
        ('{ to = "planned", evidence = ["建设方案"] },', "", "nobody gets to the stage"),
        (", end = true", "", "nobody gets out of the stage"),
        ('personal = "general", openness = "on-request"', 'personal = "sensitive"', "cannot be open"),
        ('columns = ["name",', 'columns = ["name", "colour",', "has no property colour"),
        ('{ property = "stage", is = ["open"] }', '{ property = "name", at-least = "3" }', "not compared by at-least"),
    ],
)
def test_the_faults_of_the_page_are_told_as_it_prints_them(right: str, wrong: str, told: str) -> None:
    assert right in example()
    found = loaded(example().replace(right, wrong, 1))
    assert FILE in found.rejected
    assert any(told in message(each.finding, "en") for each in found.findings)


def test_a_sensitive_property_stands_in_no_view() -> None:
    text = example().replace(
        'personal = "general", openness = "on-request"', 'personal = "sensitive", openness = "closed"'
    )
    found = loaded(text.replace('columns = ["name",', 'columns = ["name", "contact",'))
    assert any("sensitive personal data" in message(each.finding, "en") for each in found.findings)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_names_every_type_and_every_key(name: str) -> None:
    text = page(name)
    assert [each for each in TYPES if f"`{each}`" not in text] == []
    assert [each for each in keys(KINDS.fields) if not re.search(rf"(?<![a-z-]){each}(?![a-z-])", text)] == []


def keys(fields: tuple[Field, ...]) -> set[str]:
    return {field.name for field in fields} | {name for field in fields for name in keys(field.fields)}
