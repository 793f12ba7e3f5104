"""A workspace of a thousand plans under load, on SQLite and on PostgreSQL, beside Django's admin in the same run.

``./do bench load [--plans N] [--pages N]`` prints the tables of ``docs/benchmarks.md``: how long the heaviest pages take
with twenty signed-in people who wait 3 to 7 s between two of them, with a cold browser cache, a warm server and the
readers on the same machine; then how many pages a second come when nobody waits, of our lists and of the admin's.
The bars: median at most 150 ms, the slowest twentieth above 400 ms, at least the admin's pages a second.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from loading.filling import PASSWORD, Filled, fill
from loading.visitors import Browser, Visit, as_fast_as_it_goes, read_about

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))
PEOPLE, HURRIED = 20, 8
MEDIAN, P95 = 0.150, 0.400
"""Seconds."""
PORT, PEER_PORT = 8471, 8472
SECONDS = 20.0
"""How long the lists are asked for without waiting."""


def main() -> int:
    """One database after the other, each in a process of its own; 1 where a bar was not reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plans", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="one database: fill DIR once and measure it again and again"
    )
    parser.add_argument("--fill", action="store_true", help="only fill what --keep names")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return measure(options)
    command = [sys.executable, __file__, "--one", f"--plans={options.plans}", f"--pages={options.pages}"]
    command += ["--fill"] if options.fill else []
    status = 0
    kept = [f"--keep={options.keep}"] if options.keep else []
    if options.only != "postgresql":
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        status |= subprocess.run([*command, *kept], env=without, check=False).returncode
    if options.only != "sqlite":
        beside = [] if "DATABASE_URL" in os.environ else [sys.executable, str(PROJECT / "tools" / "postgres.py")]
        again = kept if "DATABASE_URL" in os.environ else []  # a throwaway database is filled every time
        status |= subprocess.run([*beside, *command, *again], check=False).returncode
    return status


def measure(options: argparse.Namespace) -> int:
    """Everything on one database."""
    folder = options.keep or Path(tempfile.mkdtemp(prefix="xiandao-load-"))
    try:
        filled = _filled(folder, options.plans)
        if options.fill:
            return 0
        pages = _pages(filled)
        people = [(name, PASSWORD) for name in filled.users]
        with _server(folder, PORT):
            _warm(people[0], pages)
            visits = read_about(PORT, people, pages, options.pages)
            status = _told(visits)
            return status | _raced(folder, people[:HURRIED], filled)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _filled(folder: Path, plans: int) -> Filled:
    """What the workspace in *folder* holds; filled first where it is empty."""
    os.environ |= {"XIANDAO_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
    said = folder / "load.json"
    import django

    django.setup()
    from django.db import connection, connections

    from xiandao.web.upgrade import workspace_ready

    if not said.exists():
        workspace_ready()
        start = time.perf_counter()
        filled = fill(plans, PEOPLE)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        took = time.perf_counter() - start
        said.write_text(json.dumps(filled._asdict()), "utf-8")
        print(f"filled in {took:.0f} s")
    known = Filled(**json.loads(said.read_text("utf-8")))
    print(f"\n## {connection.vendor}: {known.editions} editions, {known.items} items", flush=True)
    connections.close_all()
    return known


def _pages(filled: Filled) -> list[tuple[str, str]]:
    """The heaviest pages there are, by name: of everything, of the largest plan, across all plans."""
    upper, amended, draft = filled.upper, filled.amended, filled.draft
    return [
        ("overview", "/"),
        ("plans", "/plans/"),
        ("plans, last page", "/plans/?page=20"),
        ("plans, found", "/plans/?q=未来产业&sort=-issued"),
        ("plan", f"/plans/editions/{upper}/"),
        ("targets", f"/plans/editions/{upper}/items/target"),
        ("text", f"/plans/editions/{upper}/text"),
        ("review", f"/plans/editions/{draft}/review"),
        ("editions compared", f"/plans/editions/{amended}/compare"),
        ("levels aligned", f"/plans/editions/{upper}/align"),
        ("matrix", "/plans/matrix"),
        ("matrix, finest", "/plans/matrix?grain=fine"),
        ("targets beside each other", "/plans/targets"),
        ("search", "/search/?q=脑机接口"),
        ("search, common word", "/search/?q=建设"),
        ("breakdowns", "/plans/breakdowns/"),
    ]


@contextmanager
def _server(folder: Path, port: int) -> Iterator[None]:
    """``xiandao serve`` as an office runs it."""
    command = [sys.executable, "-m", "xiandao.cli", "serve", "--data", str(folder), "--port", str(port)]
    with _running(command, {}, port):
        yield


@contextmanager
def _peer(folder: Path) -> Iterator[None]:
    """Django's admin under the same server with as many workers and threads."""
    from xiandao.cli.serve import server_settings

    said = server_settings("127.0.0.1", PEER_PORT)
    command = [
        sys.executable, "-m", "gunicorn", "--bind", said["bind"], "--workers", str(said["workers"]), "--threads",
        str(said["threads"]), "--worker-class", said["worker_class"], "--keep-alive", str(said["keepalive"]),
        "--timeout", str(said["timeout"]), "--log-level", "warning", "--pythonpath", str(PROJECT / "bench"), "xiandao.web.wsgi",
    ]  # fmt: skip
    with _running(
        command, {"DJANGO_SETTINGS_MODULE": "loading.admin_settings", "XIANDAO_DATA": str(folder)}, PEER_PORT
    ):
        yield


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(120):
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                break
            time.sleep(0.5)
        else:
            raise RuntimeError(f"nothing answers on {port}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _warm(person: tuple[str, str], pages: Sequence[tuple[str, str]]) -> None:
    browsers = [Browser(PORT) for _ in range(8)]  # so many that each worker and thread gets some
    for browser in browsers:
        browser.sign_in(*person)
    for name, address in pages:
        for browser in browsers:
            status = browser.visit(name, address).status
            if status != 200:
                raise RuntimeError(f"{name}: {status}")


def _told(visits: Sequence[Visit]) -> int:
    """Prints how long every page took; 1 where the whole is slower than the bars."""
    print("| page | visits | median ms | p95 ms | slowest ms | with its files, median ms | KB |")
    print("|---|---|---|---|---|---|---|")
    names = list(dict.fromkeys(sorted(visit.name for visit in visits)))
    slow = 0
    for name in [*names, ""]:
        these = [visit for visit in visits if name in ("", visit.name)]
        seconds = [visit.page for visit in these]
        median, p95 = statistics.median(seconds), sorted(seconds)[int(len(seconds) * 0.95)]
        whole = statistics.median(visit.whole for visit in these)
        size = statistics.mean(visit.size for visit in these) / 1e3
        slow |= int(median > MEDIAN or p95 > P95)
        print(
            f"| {name or '**all**'} | {len(these)} | {median * 1e3:.0f} | {p95 * 1e3:.0f} | {max(seconds) * 1e3:.0f} "
            f"| {whole * 1e3:.0f} | {size:.0f} |",
            flush=True,
        )
    failed = sum(visit.status != 200 for visit in visits)
    print(f"{len(visits)} pages, {failed} failed", flush=True)
    return slow | int(failed > 0)


def _raced(folder: Path, people: Sequence[tuple[str, str]], filled: Filled) -> int:
    """Prints pages a second of our lists and of the admin's; 1 where ours are fewer."""
    upper = filled.upper
    pairs = (
        ("plans", "/plans/", "/admin/plans/edition/"),
        ("items of a plan", f"/plans/editions/{upper}/items/target", f"/admin/plans/item/?edition__id__exact={upper}&kind__exact=target"),
    )  # fmt: skip
    ours = {name: as_fast_as_it_goes(PORT, people, mine, SECONDS) for name, mine, _ in pairs}
    with _peer(folder):
        theirs = {name: as_fast_as_it_goes(PEER_PORT, people, peer, SECONDS) for name, _, peer in pairs}
    print("| list | ours, pages/s | admin's, pages/s | ratio |\n|---|---|---|---|")
    for name, rate in ours.items():
        print(f"| {name} | {rate:.1f} | {theirs[name]:.1f} | {rate / theirs[name]:.2f} |", flush=True)
    return int(any(rate < theirs[name] for name, rate in ours.items()))


if __name__ == "__main__":
    sys.exit(main())
