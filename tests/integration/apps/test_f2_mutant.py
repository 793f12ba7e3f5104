"""Posts given, changed and handed over at the same moment, on PostgreSQL: never a mixture of powers, never a deadlock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders.postgres import postgres_database, postgres_url

__all__ = ["postgres_database", "postgres_url"]
ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import collections, datetime as dt, json, sys, threading
import django
django.setup()
from xiandao.web.upgrade import workspace_ready
workspace_ready()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.db import connection
from tests.builders import organisation, workspace
from tests.builders.workspace import AT, DAY
from xiandao.apps.accounts import posts
from xiandao.apps.accounts.handover import Handing, post_hand_over
from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import ADMINISTRATORS
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.core.errors import Refusal

workspace.world()
from xiandao.apps.accounts.models import Post
posts.post_locked = lambda post, *p, on: Post.objects.select_related("unit__place").get(pk=post.pk)
unit, by, said = organisation.office().unit, operator("test"), collections.Counter()


def person(n):
    return User.objects.create(username=f"user-{n}", name=f"user {n}", joined_at=AT, unit=unit)


def post(n, role):
    return posts.post_add(unit, f"post {n} {role}", role, at=AT)


def together(*deeds):
    gate, kept = threading.Barrier(len(deeds)), []

    def run(deed):
        gate.wait()
        try:
            deed()
            kept.append("done")
        except Refusal as refused:
            kept.append(refused.code)
        except Exception as fault:
            kept.append(f"FAULT {type(fault).__name__}: {fault}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    said.update(kept)
    return kept


for n in range(12):
    user, reader, other = person(n), post(n, "reader"), post(n, "reporter")
    posts.post_hold(reader, user, since=DAY, at=AT)
    together(
        lambda: posts.post_change(reader, title=reader.title, roles=["auditor"], is_of_unit=False, at=AT, by=None),
        lambda: posts.post_hold(other, user, since=DAY, at=AT),
    )
    roles = {grant.role for grant in person_of(user, DAY).grants}
    said["mixed"] += bool(roles & ADMINISTRATORS and len(roles) > 1)
for n in range(100, 108):
    one, two, first, second = person(n), person(n + 100), post(n, "reader"), post(n, "reporter")
    held = posts.post_hold(first, one, since=DAY, at=AT), posts.post_hold(second, two, since=DAY, at=AT)
    day = DAY + dt.timedelta(days=1)
    together(
        lambda: post_hand_over(by, Handing(first, held[0], two, day), at=AT, today=DAY),
        lambda: post_hand_over(by, Handing(second, held[1], one, day), at=AT, today=DAY),
        lambda: posts.holding_end(held[0], day=DAY, at=AT, today=DAY, by=None),
    )
for n in range(300, 306):
    together(*[lambda: posts.post_add(unit, f"new {n}", "reader", at=AT, is_new=True) for _ in range(3)])
print(json.dumps(said))
"""


@pytest.mark.slow
def test_deeds_at_one_moment_leave_no_mixture_of_powers_and_do_not_wait_for_each_other(
    postgres_database: str, tmp_path: Path
) -> None:
    told = {"XIANDAO_DATA": str(tmp_path / "data"), "DATABASE_URL": postgres_database}
    environment = {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "xiandao.web.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["mixed"] == 0
    assert not [code for code in said if code.startswith("FAULT")]
    assert said["powers-person"] == 12  # of two deeds that do not go together one is done, whichever comes first
    assert said["post-taken"] == 12
