"""A server that loses power in the middle of anything: nothing is half done, and what was said to be done is done."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.builders.amendments import amendment
from tests.builders.served import GONE, ROOT, Served

pytestmark = pytest.mark.slow
ITEMS = 160
LONGEST = 90.0
"""Seconds in which whatever was accepted must be done after the restart."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "data")
    server.account("office")
    yield server
    server.kill()


def text(seed: int) -> str:
    return amendment(seed, ITEMS).before


def rows(served: Served, question: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(f"file:{served.data / 'workspace.sqlite3'}?mode=ro", uri=True, timeout=30)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def some(answers: Sequence[object]) -> None:
    """Waits for the first answer."""
    until = time.monotonic() + LONGEST
    while not answers:
        assert time.monotonic() < until, "nothing is answered"
        time.sleep(0.01)


def settled(served: Served) -> None:
    """Waits until no job waits or runs."""
    until = time.monotonic() + LONGEST
    while rows(served, "SELECT 1 FROM jobs_job WHERE state IN ('waiting', 'running') AND kind = 'plan.read'"):
        assert time.monotonic() < until, rows(served, "SELECT id, state, worker FROM jobs_job")
        time.sleep(0.2)


def sound(served: Served) -> None:
    """The log proves itself, the database is whole, every edition has its items and its line."""
    assert json.loads(served.run("audit", "verify", "--format", "json"))["sound"] is True
    assert rows(served, "PRAGMA integrity_check") == [("ok",)]
    assert rows(served, "PRAGMA foreign_key_check") == []
    empty = "SELECT id FROM plans_edition WHERE id NOT IN (SELECT edition_id FROM plans_item)"
    assert rows(served, empty) == []
    lines = "SELECT count(*) FROM audit_auditline WHERE deed = 'edition.add'"
    assert rows(served, lines) == rows(served, "SELECT count(*) FROM plans_edition")


@pytest.mark.parametrize("pause", [0.4])
def test_every_file_that_was_accepted_is_read_once_whenever_the_power_goes(served: Served, pause: float) -> None:
    accepted: list[str] = []
    served.start()

    def send() -> None:
        for seed in range(40):
            try:
                served.send(f"{seed}.txt", text(seed))
            except GONE:
                return
            accepted.append(f"{seed}.txt")

    sender = threading.Thread(target=send)
    sender.start()
    some(accepted)
    time.sleep(pause)
    served.kill()
    sender.join()
    served.start()
    settled(served)
    served.kill()
    names = [name for (name,) in rows(served, "SELECT file_name FROM plans_edition ORDER BY id")]
    assert len(names) == len(set(names))
    assert set(accepted) <= set(names)
    assert rows(served, "SELECT id FROM jobs_job WHERE state = 'failed'") == []
    sound(served)


@pytest.mark.parametrize("pause", [0.3])
def test_a_confirmation_that_was_answered_stands_and_none_is_half_there(served: Served, pause: float) -> None:
    served.start()
    served.send("plan.txt", text(3))
    settled(served)
    items = [pk for (pk,) in rows(served, "SELECT id FROM plans_item WHERE state = 'candidate' ORDER BY id")]
    answered: list[object] = []

    def confirm() -> None:
        for pk in items:
            try:
                served.ask("POST", f"/items/{pk}/confirm", {"version": 0})
            except GONE:
                return
            answered.append(pk)

    person = threading.Thread(target=confirm)
    person.start()
    some(answered)
    time.sleep(pause)
    served.kill()
    person.join()
    assert len(answered) < len(items), "everything was confirmed before the power went"
    confirmed = {pk for (pk,) in rows(served, "SELECT id FROM plans_item WHERE state = 'confirmed' AND version = 1")}
    assert set(answered) <= confirmed
    judged = rows(served, "SELECT item_id FROM plans_judgement WHERE deed = 'confirm'")
    assert sorted(judged) == sorted((pk,) for pk in confirmed)
    told = rows(served, "SELECT count(*) FROM audit_auditline WHERE deed = 'item.confirm'")
    assert told == [(len(confirmed),)]
    served.start()
    following = next(pk for pk in items if pk not in confirmed)
    assert served.ask("POST", f"/items/{following}/confirm", {"version": 0})["state"] == "confirmed"
    served.kill()
    sound(served)


OLDER = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "plans", "0005", verbosity=0)
"""
"""Takes the plans back to an older version, so that whoever opens the workspace next must bring them up to date."""


@pytest.mark.parametrize("pause", [0.6, 1.8])
def test_an_upgrade_that_was_cut_off_is_done_by_whoever_opens_the_workspace_next(served: Served, pause: float) -> None:
    served.start()
    for seed in range(6):
        served.send(f"{seed}.txt", text(seed))
    settled(served)
    served.kill()
    before = rows(served, "SELECT id, key, quote, state, version FROM plans_item ORDER BY id")
    known = rows(served, "SELECT app, name FROM django_migrations ORDER BY app, name")
    environment = {"XIANDAO_DATA": str(served.data), "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
    paths = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", OLDER], env={**environment, **paths}, check=True)
    assert rows(served, "SELECT app, name FROM django_migrations ORDER BY app, name") != known
    served.start(wait=False)
    time.sleep(pause)
    served.kill()
    served.start()
    served.kill()
    assert rows(served, "SELECT app, name FROM django_migrations ORDER BY app, name") == known
    assert rows(served, "SELECT id, key, quote, state, version FROM plans_item ORDER BY id") == before
    sound(served)
