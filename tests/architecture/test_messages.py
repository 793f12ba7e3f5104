"""Every wording is said somewhere, and whatever is said has its wording."""

from __future__ import annotations

import ast
import errno
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple, get_args

import pytest

from xiandao.alignment.breakdown_opinions import HANDOUT_COLUMNS, HANDOUT_TOTAL
from xiandao.alignment.breakdown_values import Wish
from xiandao.alignment.editions_values import Change
from xiandao.alignment.levels_links import REASONS
from xiandao.alignment.levels_sums import LEFT_OUT, REPEATED, SAME_PLACE, SEVERAL
from xiandao.alignment.levels_values import LinkKind
from xiandao.core.messages import FILES, catalogue
from xiandao.core.sealing import SealFault
from xiandao.readers.packs_schema import Type
from xiandao.web import environment

ROOT = Path(__file__).resolve().parents[2]
MODULES = (*sorted(ROOT.glob("src/**/*.py")), *sorted(ROOT.glob("tools/*.py")))
TEMPLATES = (*sorted(ROOT.glob("src/**/templates/**/*.html")), *sorted(ROOT.glob("src/**/templates/**/*.txt")))
TABLES = (*sorted(ROOT.glob("src/xiandao/apps/**/*.toml")), *sorted(ROOT.glob("packs/**/*.toml")))

QUOTED = re.compile(r"(?=([\"'])(.*?)\1)")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
HOLE = re.compile(r"\{[^{}]*\}")
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
WORD_CALL = re.compile(r"\b(?:word\(|sorter\(([\"'])[^\"']*\1, )([\"'])([^\"']+)\2([^()]*(?:\([^()]*\)[^()]*)*)\)")
LABEL_GROUP = re.compile(r"\blabel(?:_in)?\(\s*[\"']([\w-]+)[\"']")
# A field's value is labelled by the name of its field.
FIELD_GROUP = re.compile(r"\bFieldSpec\(\"(\w+)\"")
# Said by the domain, in codes that the pages of alignment will show; each goes from here with the first page that does.
AHEAD = ("reason-",)
# Names with points in them, which templates word by `rulename`, `logdeed` and `logobject`.
POINTED = ("label-rule-", "label-logdeed-", "label-logobject-")


class Sayer(NamedTuple):
    """A function that is given a code: the section where its wording stands, and what the code lacks in front."""

    section: str
    prefix: str = ""
    has_values: bool = True


SAYERS: Mapping[str, Sayer] = {
    "Refusal": Sayer("refusal"),
    "finding": Sayer("finding"),
    "Finding": Sayer("finding", has_values=False),
    "wording": Sayer("text"),
    "reason": Sayer("text", has_values=False),
    "Reason": Sayer("text", "reason-", has_values=False),
    "_from_to": Sayer("text", "reason-", has_values=False),
    **{name: Sayer("refusal", has_values=False) for name in ("ValidationError", "_clash", "_refuse_absent")},
    **{
        name: Sayer("finding", has_values=False)
        for name in ("Fault", "NodeFault", "_at", "_refused", "about", "at", "fault", "pack_finding")
    },
}
# To these nothing but a code is given first; to the others other texts too, so that only codes with a hyphen count.
PLAIN = frozenset(("Refusal", "finding", "Finding", "wording", "Reason", "_from_to"))
# What a caller further out adds: readers.opening the file's name, readers.packs_parse the place.
GIVEN_LATER = frozenset(("name", "file", "line", "column"))


class Said(NamedTuple):
    """A code that the program says; *values* ``None`` where they are not told at the same place."""

    section: str
    code: str
    values: frozenset[str] | None
    where: str


def in_code() -> Iterator[str]:
    """Every string of the code, those inside others too; what an f-string fills in is ``{}``."""
    for module in MODULES:
        for match in QUOTED.finditer(module.read_text("utf-8")):
            yield HOLE.sub("{}", match[2])


def tags() -> Iterator[tuple[Path, str]]:
    for template in TEMPLATES:
        yield from ((template, found[1]) for found in TAG.finditer(template.read_text("utf-8")))


def strings_of(value: object) -> Iterator[str]:
    """Every text of a parsed TOML file, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_of(each)


@cache
def said() -> frozenset[str]:
    in_templates = (match[2] for _, tag in tags() for match in QUOTED.finditer(tag))
    in_tables = (text for table in TABLES for text in strings_of(tomllib.loads(table.read_text("utf-8"))))
    return frozenset((*in_code(), *in_templates, *in_tables, *errno.errorcode.values()))


@cache
def pointed() -> frozenset[str]:
    return frozenset(each.replace(".", "-") for each in said())


@cache
def groups() -> frozenset[str]:
    """The groups of codes that a call of ``label``, in a module or a template, names."""
    texts = [*(module.read_text("utf-8") for module in MODULES), *(tag for _, tag in tags())]
    return frozenset(
        match[1] for text in texts for pattern in (LABEL_GROUP, FIELD_GROUP) for match in pattern.finditer(text)
    )


def splits(code: str) -> Iterator[tuple[str, str]]:
    parts = code.split("-")
    yield from (("-".join(parts[:at]), "-".join(parts[at:])) for at in range(1, len(parts)))


def is_pointed(code: str) -> bool:
    return code in pointed() or any(f"{head}-{{}}" in pointed() and tail in said() for head, tail in splits(code))


def is_reached(code: str) -> bool:
    """Whether the code stands as a string, or what an f-string may fill in does."""
    if code in said():
        return True
    if code.startswith(AHEAD):
        return any(code.removeprefix(ahead) in said() for ahead in AHEAD)
    if code.startswith(POINTED):
        return any(is_pointed(code.removeprefix(head)) for head in POINTED)
    if code.startswith("label-") and any(
        group in groups() and tail in said() for group, tail in splits(code.removeprefix("label-"))
    ):
        return True
    for head, tail in splits(code):
        if f"{head}-{{}}" in said() and tail in said():
            return True
        if f"{head}-{{}}-{{}}" in said() and head != "label" and any({one, two} <= said() for one, two in splits(tail)):
            return True
    return False


@cache
def assigned(module: Path) -> dict[str, list[ast.expr]]:
    """What the names of a module, and of its functions, are made of."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None) if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                found.setdefault(target.id, []).append(value)
    return found


def codes_of(node: ast.expr, module: Path, *, plain: bool, depth: int = 3) -> Iterator[str]:
    """The codes that an argument may be: itself, either branch, or those in what its names are made of."""
    match node:
        case ast.Constant(value=str(text)):
            yield from (text,) if plain or CODE.fullmatch(text) else ()
        case ast.IfExp(body=one, orelse=other):
            yield from codes_of(one, module, plain=plain, depth=depth)
            yield from codes_of(other, module, plain=plain, depth=depth)
        case ast.JoinedStr() | ast.Attribute() | ast.Subscript():
            pass
        case _:
            for each in ast.walk(node):
                if isinstance(each, ast.Name) and depth and (each.id == "code" or each.id.isupper()):
                    for value in assigned(module).get(each.id, ()):
                        yield from codes_of(value, module, plain=False, depth=depth - 1)
                elif isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
                    yield each.value


def said_by(call: ast.Call, module: Path) -> Iterator[Said]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    sayer = SAYERS.get(name)
    if sayer is None:
        return
    given = [keyword.value for keyword in call.keywords if keyword.arg == "code"] or call.args[
        : 1 if name in PLAIN else None
    ]
    if name not in PLAIN:
        given = [arg for arg in given if not isinstance(arg, ast.Name) or arg.id == "code"]
    first = next((codes for arg in given if (codes := [*codes_of(arg, module, plain=name in PLAIN)])), [])
    is_whole = sayer.has_values and all(keyword.arg for keyword in call.keywords)
    values = frozenset(keyword.arg for keyword in call.keywords if keyword.arg) if is_whole else None
    where = f"{module.relative_to(ROOT)}:{call.lineno}"
    yield from (Said(sayer.section, sayer.prefix + code, values, where) for code in first)


@cache
def sayings() -> tuple[Said, ...]:
    """Every code that is given literally to something that words it."""
    in_modules = (
        each
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for each in said_by(node, module)
    )
    in_templates = (
        Said("text", found[3], frozenset(re.findall(r"(\w+)=", found[4])), str(template.relative_to(ROOT)))
        for template, tag in tags()
        for found in WORD_CALL.finditer(tag)
    )
    return (*in_modules, *in_templates)


def names_in(wording: Mapping[str, str], *keys: str) -> set[str]:
    return {name for key in keys for _, name, _, _ in Formatter().parse(wording.get(key, "")) if name}


@pytest.mark.parametrize("section", catalogue())
def test_every_wording_is_said_somewhere(section: str) -> None:
    assert [code for code in catalogue()[section] if not is_reached(code)] == []


def test_what_waits_for_its_page_is_said_by_none_yet() -> None:
    assert [ahead for ahead in AHEAD if f"{ahead}{{}}" in said() or ahead[6:-1] in groups()] == []


@pytest.mark.parametrize("section", ["finding", "refusal", "text"])
def test_whatever_is_said_has_its_wording(section: str) -> None:
    asked = [each for each in sayings() if each.section == section]
    assert len(asked) > 20
    assert [(each.code, each.where) for each in asked if each.code not in catalogue()[section]] == []


def test_what_a_wording_asks_for_is_given_where_it_is_said() -> None:
    lacking = [
        (each.code, each.where, sorted(missing))
        for each in sayings()
        if each.values is not None and each.code in catalogue()[each.section]
        if (missing := names_in(catalogue()[each.section][each.code], "zh", "hint_zh") - each.values - GIVEN_LATER)
    ]
    assert lacking == []


def test_codes_that_are_made_of_tables_have_their_wordings() -> None:
    texts = catalogue()["text"]
    made = [
        *(f"label-change-{each}" for each in Change),
        *(f"label-link-{each}" for each in LinkKind),
        *(f"label-leftout-{each}" for each in (*LEFT_OUT, REPEATED, SEVERAL, SAME_PLACE)),
        *(f"reason-{each}" for each in REASONS),
        *(f"breakdown-{became}-{wish}" for became in ("adopted", "declined") for wish in Wish),
        *HANDOUT_COLUMNS,
        HANDOUT_TOTAL,
        *SealFault,
    ]
    assert [code for code in made if code not in texts] == []
    assert [each for each in get_args(Type) if f"pack-wants-{each}" not in catalogue()["finding"]] == []


def test_what_the_calendar_refuses_can_be_told_of_a_file() -> None:
    refused = {each.code for each in sayings() if each.section == "refusal" and each.code.startswith("calendar-")}
    # The pack's own check of keys comes first, and a file that is not there has no place.
    assert refused - set(catalogue()["finding"]) == {"calendar-key", "calendar-year-missing"}


def test_both_languages_ask_for_the_same_values() -> None:
    for section, wordings in catalogue().items():
        for code, wording in wordings.items():
            assert ("hint_zh" in wording) == ("hint_en" in wording), f"{section}.{code}"
            assert names_in(wording, "zh") == names_in(wording, "en"), f"{section}.{code}"
            assert names_in(wording, "hint_zh") == names_in(wording, "hint_en"), f"{section}.{code}"


def test_no_wording_stands_in_two_files() -> None:
    standing = Counter(
        (section, code)
        for name in FILES
        for section, wordings in tomllib.loads((ROOT / "src/xiandao/core" / name).read_text("utf-8")).items()
        for code in wordings
    )
    assert [each for each, times in standing.items() if times > 1] == []


def test_what_a_page_says_is_called_by_no_name_that_it_is_given() -> None:
    """A value under the name of a saying would hide it, and where none is given the saying would stand for it."""
    named = re.compile(rf"(?<![\w.\"'-])({'|'.join(sayings_of_pages())})\b(?!\()(?![\"'])")
    wrong = [
        (template.name, found[1])
        for template, tag in tags()
        for found in named.finditer(STRING.sub('""', tag))
        if not re.match(r"\s*=[^=]", STRING.sub('""', tag)[found.end() :])
    ]
    assert wrong == []


def sayings_of_pages() -> list[str]:
    return [said.__name__ for said in environment.SAYING] + ["static", "url"]


def test_methods_are_called_with_brackets() -> None:
    bare = re.compile(
        r"\.(?:has_next|has_previous|next_page_number|previous_page_number|get_full_path|urlencode)\b(?!\()"
    )
    assert [(template.name, found[0]) for template, tag in tags() for found in bare.finditer(tag)] == []
