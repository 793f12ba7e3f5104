"""Two at once, on a server that locks rows one by one: nobody waits for ever, and nobody decides by what is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders.postgres import postgres_database, postgres_url

__all__ = ["postgres_database", "postgres_url"]
ROOT = Path(__file__).resolve().parents[3]
BEGIN = """
import threading, time
import django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.db import connection, transaction
from xiandao.core.errors import Refusal
from xiandao.web.upgrade import workspace_ready
workspace_ready()
from tests.builders import workspace
from tests.builders.workspace import AT, DAY
world = workspace.world()
answers = []

def second(deed, *of, **more):
    try:
        deed(*of, **more)
        answers.append("done")
    except Refusal as refused:
        answers.append(refused.code)
    except Exception as fault:
        answers.append(type(fault).__name__)
    finally:
        connection.close()

def together(first, then, deed, *of, **more):
    other = threading.Thread(target=second, args=(deed, *of), kwargs=more)
    with transaction.atomic():
        first()
        other.start()
        time.sleep(1.5)  # the second has taken all that it can
        then()
    other.join()
"""
NOTICES = """
from tests.builders.notices import notice_to
from xiandao.apps.audit.services import record
from xiandao.apps.notices.services import notice_read, notice_sign, notices_read
import xiandao.apps.notices.services as s; s.chain_lock = lambda: None
reviewer, user = world.person("reviewer"), world.users["reviewer"]
deed = lambda: record("test.deed", "test", 1, by=None, at=AT)
for deeds in ((notice_read, True), (notice_sign, True), (notices_read, False)):
    notice = notice_to(user)
    of = (reviewer, notice.pk) if deeds[1] else (reviewer,)
    together(deed, lambda: notice_to(user), deeds[0], *of, at=AT)
print(answers)
"""
PLACES = """
from xiandao.apps.places.models import Place
from xiandao.apps.places.services import place_add, place_move
import xiandao.apps.places.services as s; s.tree_lock = lambda *of: None
zones = [
    place_add(code=f"990100-{each}", name=f"样例{each}区", level="zone", parent=world.city, at=AT) for each in "ab"
]
parts = [Place.objects.get(pk=each.pk) for each in zones]
mine = lambda: place_move(zones[0], zones[1], day=DAY, at=AT, by=None)
together(mine, lambda: None, place_move, parts[1], parts[0], day=DAY, at=AT, by=None)
print(answers, [each.path == f"{each.parent.path}{each.code}/" for each in Place.objects.filter(level="zone")])
"""


def ran(script: str, folder: Path, database: str) -> str:
    """The last line that *script* prints."""
    environment = {
        **os.environ, "XIANDAO_DATA": str(folder), "DATABASE_URL": database, "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "xiandao.web.settings",
    }  # fmt: skip
    command = [sys.executable, "-c", BEGIN + script]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.postgres
def test_who_reads_a_notice_while_it_is_told_again_waits_and_is_not_thrown_out(
    tmp_path: Path, postgres_database: str
) -> None:
    assert ran(NOTICES, tmp_path, postgres_database) == "['done', 'done', 'done']"


@pytest.mark.postgres
def test_two_who_put_two_zones_below_each_other_at_once_make_no_circle(tmp_path: Path, postgres_database: str) -> None:
    assert ran(PLACES, tmp_path, postgres_database) == "['place-circle'] [True, True]"
