"""Whatever a page does the API does, with the same right; where it does not, the reason is written down."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel
from tests.builders.api import operations
from tests.functional.web.test_rights import POSTED, ROUTES

from xiandao.apps.accounts.rights import RIGHTS

TABLE = tomllib.loads(Path(__file__).with_name("api_parity.toml").read_text("utf-8"))
PAGES, NONE = TABLE["pages"], TABLE["none"]
OPERATIONS = {each.name: each for each in operations()}
OTHER_RIGHT = {
    ("overview", "overview"): "the page greets everybody; the answer is of plans alone",
    ("plans:json", "edition_whole"): "holds judgements, which reviewers see",
    ("places:place", "place_list"): "the tree is read by everybody",
    ("accounts:units", "unit_list"): "units are read by everybody; posts are not",
    ("accounts:account-token", "token_create"): "asks for the password in place of a session",
}
"""Where page and operation differ in the right they take, and why."""


def test_every_page_is_in_the_table_once() -> None:
    assert {*PAGES} | {*NONE} == {*ROUTES}
    assert {*PAGES} & {*NONE} == set()


def test_nothing_that_is_not_there_stands_in_for_a_page() -> None:
    assert {name for names in PAGES.values() for name in names} <= {*OPERATIONS}
    assert all(PAGES.values())
    assert all(reason.strip() for reason in NONE.values())


def test_every_deed_of_a_page_is_a_deed_of_the_api() -> None:
    for page in sorted({*POSTED} & {*PAGES}):
        deeds = [name for name in PAGES[page] if OPERATIONS[name].method != "GET"]
        assert (page, bool(deeds)) == (page, True)


def test_a_page_and_its_operations_take_the_same_right() -> None:
    differing = {
        (page, name) for page, names in PAGES.items() for name in names if OPERATIONS[name].deed != RIGHTS.routes[page]
    }
    assert differing == {*OTHER_RIGHT}


def test_no_two_shapes_of_the_manual_go_by_one_name() -> None:
    modules: dict[str, set[str]] = defaultdict(set)
    for shape in shapes(BaseModel):
        if shape.__module__.startswith("xiandao."):
            modules[shape.__name__].add(shape.__module__)
    assert {name: found for name, found in modules.items() if len(found) > 1} == {}


def shapes(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in of.__subclasses__():
        yield each
        yield from shapes(each)
