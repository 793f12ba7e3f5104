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
zones = [
    place_add(code=f"990100-{each}", name=f"样例{each}区", level="zone", parent=world.city, at=AT) for each in "ab"
]
parts = [Place.objects.get(pk=each.pk) for each in zones]
mine = lambda: place_move(zones[0], zones[1], day=DAY, at=AT, by=None)
together(mine, lambda: None, place_move, parts[1], parts[0], day=DAY, at=AT, by=None)
print(answers, [each.path == f"{each.parent.path}{each.code}/" for each in Place.objects.filter(level="zone")])
"""
FILES = """
import tempfile
from pathlib import Path
from tests.builders.opinions import enclosed
from xiandao.apps.audit.services import record
from xiandao.apps.cases import services as cases
from xiandao.apps.cases.enclosures import Enclosed
from xiandao.apps.cases.models import Case
from xiandao.apps.cases.services import About, Opening
from xiandao.apps.files.services import draft_of, file_keep, files_lock
from xiandao.apps.plans import withdrawing
office, folder = world.person("office"), Path(tempfile.mkdtemp())
first = workspace.edition(office, folder, workspace.TEXT)
second_one = workspace.edition(office, folder, workspace.TEXT.replace("霁川市", "霁川新区"), name="b.txt")
row = enclosed(first)
Case.objects.update(actor=office.actor)
drafts = [draft_of((data,)) for data in (b"one", b"two", b"three")]
letters = [Enclosed(draft, f"{n}.txt", "text/plain", "-") for n, draft in enumerate(drafts)]
keep = lambda: file_keep(drafts[0], at=AT)
drop = lambda: files_lock(shared=False)
deed = lambda: record("test.deed", "test", 1, by=None, at=AT)
opening = Opening(kind="comment", about=About("plans.edition", first.pk), text="偏高", place=world.city.pk)
together(drop, deed, cases.case_open, office, opening, at=AT, enclosed=letters[1:2])
together(drop, deed, cases.case_attach, office, row.case_id, letters[2:], at=AT)
together(keep, deed, cases.case_withdraw, office, row.case_id, at=AT)
together(keep, deed, withdrawing.upload_withdraw, office, second_one.pk, at=AT)
print(answers)
"""
LOOKED_AT = """
import tempfile
from pathlib import Path
from xiandao.apps.plans import comparison, judging
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import Item
office, folder = world.person("office"), Path(tempfile.mkdtemp())
earlier = workspace.edition(office, folder, workspace.TEXT)
later = workspace.edition(
    office, folder, workspace.TEXT.replace("300亿元", "350亿元"), name="b.txt", plan=earlier.plan_id
)
item, seen, real = earlier.items.filter(kind="task")[0], [], comparison.stands
other = threading.Thread(
    target=second, args=(judging.item_reject, office, item.pk, Look(item.version)), kwargs={"at": AT}
)
def looked(found):
    real(found)
    other.start()
    time.sleep(1.5)
    seen.append(Item.objects.get(pk=item.pk).state)
comparison.stands = looked
comparison.comparison_make(later, earlier, by=office, at=AT)
other.join()
item.refresh_from_db()
print(seen, answers, item.state)
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


@pytest.mark.postgres
def test_who_keeps_a_file_and_who_drops_one_take_files_before_the_end_of_the_log(
    tmp_path: Path, postgres_database: str
) -> None:
    assert ran(FILES, tmp_path, postgres_database) == "['done', 'done', 'done', 'done']"


@pytest.mark.postgres
def test_an_item_is_not_rejected_between_the_second_look_and_the_links_that_rest_on_it(
    tmp_path: Path, postgres_database: str
) -> None:
    assert ran(LOOKED_AT, tmp_path, postgres_database) == "['candidate'] ['done'] rejected"
