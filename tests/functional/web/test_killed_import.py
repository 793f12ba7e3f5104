"""A server that loses power while a workbook is entered: nothing of it or all of it, and it goes on by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import loads as made
from tests.builders.served import Served
from tests.functional.web.test_killed_server import LONGEST, rows

pytestmark = pytest.mark.slow
ROWS = 3_000


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path / "data")
    server.account("office")
    yield server
    server.kill()


def sent(served: Served) -> None:
    """Uploads a workbook of many rows."""
    data = made.workbook(*(made.row(n, f"样例第{n}号智能装备有限公司", place="") for n in range(ROWS)))
    edge = "edge-of-a-part"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\nenterprise\r\n--{edge}\r\n'
    head += 'Content-Disposition: form-data; name="files"; filename="t.xlsx"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    served.ask("POST", "/registers/loads", body, f"multipart/form-data; boundary={edge}")


def standing(served: Served, *states: str) -> dict[str, object]:
    """Waits until the workbook is in one of *states*."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        found: list[dict[str, object]] = served.ask("GET", "/registers/loads")["items"]
        if found and found[0]["state"] in states:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(rows(served, "SELECT state, result FROM jobs_job"))


@pytest.mark.parametrize("pause", [0.2, 1.0])
def test_of_a_workbook_everything_is_in_or_nothing_whenever_the_power_goes(served: Served, pause: float) -> None:
    served.start()
    sent(served)
    load = standing(served, "mapping")
    served.ask("POST", f"/registers/loads/{load['id']}/map", {"version": load["version"], "tables": [0]})
    load = standing(served, "checked")
    served.ask("POST", f"/registers/loads/{load['id']}/enter", {"version": load["version"]})
    until = time.monotonic() + LONGEST
    while not rows(served, "SELECT 1 FROM jobs_job WHERE kind = 'register.enter' AND state = 'running'"):
        assert time.monotonic() < until, "nobody begins"
        if rows(served, "SELECT 1 FROM jobs_job WHERE kind = 'register.enter' AND state = 'done'"):
            break
        time.sleep(0.01)
    time.sleep(pause)
    served.kill()
    assert rows(served, "SELECT count(*) FROM registers_entity") in ([(0,)], [(ROWS,)])
    served.start()
    standing(served, "entered")
    served.kill()
    assert rows(served, "SELECT count(*) FROM registers_entity") == [(ROWS,)]
    assert rows(served, "SELECT count(*) FROM registers_origin") == [(1,)]
    assert rows(served, "SELECT count(*) FROM audit_auditline WHERE deed = 'register.enter'") == [(1,)]
    assert rows(served, "PRAGMA foreign_key_check") == []
    assert json.loads(served.run("audit", "verify", "--format", "json"))["sound"] is True
