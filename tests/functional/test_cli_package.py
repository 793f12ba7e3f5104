"""Two installations as two data folders: a province and a city that exchange packages by file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.functional.test_cli_plans import ROOT, SAMPLES, ran, told

pytestmark = pytest.mark.slow  # each starts two workspaces of its own

FOUNDED = """
import datetime as dt, django
django.setup()
from xiandao.web.upgrade import workspace_ready
workspace_ready()
from tests.builders import workspace
workspace.world()
"""
RULED = """
import django, sys
django.setup()
from django.utils import timezone
from xiandao.apps.accounts.selectors import person_named
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Ruling, release_rule
release = Release.objects.get(pk=sys.argv[1])
for who, step in (("unit-head", "secrecy"), ("leader", "publish")):
    person = person_named(who, timezone.localdate())
    release_rule(person, release.pk, Ruling(step, "yes", "内容已核对", release.sha256), at=timezone.now())
"""


class Side(NamedTuple):
    """One installation."""

    data: Path
    ident: str
    card: Path
    heard: str


def run_python(data: Path, program: str, *words: str) -> int:
    """Runs *program* on the workspace *data*; its exit status."""
    environment = {key: value for key, value in os.environ.items() if key not in ("XIANDAO_LANG", "DATABASE_URL")}
    environment |= {
        "XIANDAO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "xiandao.web.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment, cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def side(folder: Path, name: str, place: str) -> Side:
    """An installation with people, of the place of that code."""
    data = folder / name
    run_python(data, FOUNDED)
    card = folder / f"{name}-card.json"
    own = told(data, "package", "identity", "--name", name, "--place", place, "--card", card)
    return Side(data, own["ident"], card, own["fingerprint"][:24])


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Side, Side]:
    """A province and a city that believe one another."""
    folder = tmp_path_factory.mktemp("installations")
    province, city = side(folder, "province", "990000"), side(folder, "city", "990100")
    told(province.data, "package", "trust", city.card, "--fingerprint", city.heard)
    told(city.data, "package", "trust", province.card, "--fingerprint", province.heard)
    return province, city


def sent(of: Side, to: Side, edition: int, out: Path, who: str) -> Any:  # noqa: ANN401 - JSON
    """A package that *who* of *of* made, that two people let pass, and that was fetched."""
    purpose = ("--purpose", "工作报送", "--as", who)
    made = told(of.data, "package", "make", str(edition), "--to", to.ident, *purpose)
    assert made["state"] == "secrecy"
    run_python(of.data, RULED, str(made["release"]))
    return told(of.data, "package", "fetch", str(made["id"]), "--out", out, "--as", who)


def counted(of: Side) -> list[Any]:
    """What the installation has."""
    return [(row["plan"], row["ordinal"], row["title"], row["items"]) for row in told(of.data, "plans", "list")]


def test_a_plan_goes_from_city_to_province_and_back_and_counts_once_on_each_side(
    sides: tuple[Side, Side], tmp_path: Path
) -> None:
    province, city = sides
    (added,) = told(city.data, "plans", "add", SAMPLES / "03-city-plan-issued.txt", "--as", "office")
    there, answer = tmp_path / "there.xdpack", tmp_path / "receipt.json"
    sent(city, province, added["edition"], there, "office")

    looked = told(province.data, "package", "take", there, "--look")
    assert ([line["fate"] for line in looked["lines"]], looked["state"]) == (["plan"], "waiting")
    assert counted(province) == []
    taken = told(province.data, "package", "take", there, "--receipt", answer)
    edition = taken["lines"][0]["edition"]
    assert [row[1:] for row in counted(province)] == [row[1:] for row in counted(city)]
    assert told(city.data, "package", "receipt", answer)["state"] == "accepted"
    assert told(city.data, "package", "receipt", answer)["state"] == "accepted"

    ran(province.data, "package", "take", there, status=2)  # the same file again
    assert len(counted(province)) == 1

    back = tmp_path / "back.xdpack"
    told(province.data, "package", "list")
    before = counted(city)
    packed(province, city, edition, back)
    assert [line["fate"] for line in told(city.data, "package", "take", back)["lines"]] == ["own"]
    assert counted(city) == before


def packed(of: Side, to: Side, edition: int, out: Path) -> None:
    """A package of *of*'s, made by the operator's hand where no gate stands in the way of the test."""
    program = """
import django, sys, pathlib
django.setup()
from django.utils import timezone
from xiandao.apps.audit.keys import installation_key
from xiandao.apps.packages.contents import content_bytes
from xiandao.apps.packages.selectors import identity_here
from xiandao.apps.plans.models import Edition
from xiandao.core.exchange import Cover, Kind
from xiandao.writers.sealed import pack
own = identity_here()
cover = Cover(kind=Kind.PLAN, number="SJ-2026-90001", sender=own.ident, recipient=sys.argv[2], created_at=timezone.now())
data = pack(cover, {"edition-0001.json": content_bytes(Edition.objects.get(pk=sys.argv[1]), own.ident)}, installation_key())
pathlib.Path(sys.argv[3]).write_bytes(data)
"""
    run_python(of.data, program, str(edition), to.ident, str(out))


def test_a_taking_that_was_killed_leaves_nothing_half_done_and_can_be_done_again(
    sides: tuple[Side, Side], tmp_path: Path
) -> None:
    province, city = sides
    (added,) = told(city.data, "plans", "add", SAMPLES / "02-city-plan-draft.txt", "--as", "office")
    file, before = tmp_path / "killed.xdpack", counted(province)
    packed(city, province, added["edition"], file)
    for where in ("_place_of", "_compared", "_settle", "record"):
        program = f"""
import os, signal, sys, pathlib, django
django.setup()
from django.utils import timezone
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.packages import taking
person, data = operator("root"), pathlib.Path(sys.argv[1]).read_bytes()
received = taking.package_open(person, data, at=timezone.now())
taking.{where} = lambda *words, **said: os.kill(os.getpid(), signal.SIGKILL)
taking.package_take(person, received.pk, at=timezone.now())
"""
        assert run_python(province.data, program, str(file)) == -signal.SIGKILL
        assert counted(province) == before
    assert told(province.data, "package", "take", file)["lines"][0]["fate"] == "plan"
    assert len(counted(province)) == len(before) + 1
    assert json.loads(ran(province.data, "audit", "verify", "--format", "json"))["faults"] == []


def test_who_is_no_longer_believed_is_refused_in_both_languages(sides: tuple[Side, Side], tmp_path: Path) -> None:
    province, city = sides
    file = tmp_path / "late.xdpack"
    packed(city, province, 1, file)
    (partner,) = told(province.data, "package", "trust")
    assert told(province.data, "package", "trust", "--end", str(partner["id"]))["ended_at"]
    ran(province.data, "package", "take", file, status=2)
    ran(province.data, "package", "take", file, "--lang", "en", status=2)
    assert told(city.data, "package", "identity")["ident"] == "place:990100"
