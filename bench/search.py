"""Search over thousands of plans, beside FTS5 with trigrams and LIKE in the same run; on PostgreSQL too where it is.

``./do bench search [--documents N]`` prints the table of ``docs/benchmarks.md``: how long N invented documents take to
be indexed, how large the index is, how long questions take (median, the slowest twentieth, the slowest), and how much
of what a plain look through every passage finds is found. Ours is the whole of a page: rights, counts, order, words in
context. The peers only count passages by edition, without rights.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

if TYPE_CHECKING:
    from tests.builders.amendments import Record

    from xiandao.apps.accounts.rights import Person
    from xiandao.apps.places.models import Place

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
QUESTIONS = (
    "脑机接口", "合成生物", "低空装备", "量子传感", "固态电池", "第三代半导体", "商业航天", "可控聚变", "大模型", "智能体",
    "溪珩市", "望岫新城", "中试平台", "概念验证中心", "独角兽企业", "上市公司", "产业创新中心", "首台套", "新质生产力", "自动驾驶测试道路",
    "市科技局", "发展改革委", "人才", "发展", "产业", "建设", "企业", "到2030年", "2028年", "2027",
    "碳", "人", "58家", "不低于60%", "亿元", "实施", "培育发展未来产业", "生物基材料", "存算一体", "北斗",
    "脑机接口 中试", "合成生物 企业", "量子 2028", "低空装备 亿元 2030", "建设 园区", "產業創新中心", "２０２９年", "中试", "没有这样的词", "器人形",
)  # fmt: skip
"""Fifty: fields, places, units, figures, the commonest words of all, single characters, several at once, none at all."""
BLOB = "0" * 64
DISTINCT = 500
"""So many documents are invented from nothing; the others are these with other sectors and cities."""
FILTERS = (
    {"unit": "科技局"},
    {"words": "建设", "sort": "task"},
    {"words": "企业", "year": 2028},
    {"sector": "brain-computer-interfaces"},
)


class Times(NamedTuple):
    """Milliseconds."""

    median: float
    p95: float
    slowest: float
    of: str


def main() -> int:
    """One database after the other, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return measure(options.documents)
    command = [sys.executable, __file__, "--one", "--documents", str(options.documents)]
    without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    status = subprocess.run(command, env=without, check=False).returncode
    beside = [] if "DATABASE_URL" in os.environ else [sys.executable, str(PROJECT / "tools" / "postgres.py")]
    return status or subprocess.run([*beside, *command], check=False).returncode


def measure(documents: int) -> int:
    """Everything on one database; 1 where something was not found."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XIANDAO_DATA": folder, "DJANGO_SETTINGS_MODULE": "xiandao.web.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        print(f"\n## {connection.vendor}, {documents} documents", flush=True)
        person = fill(documents)
        before = size()
        taken = timed(index)
        print(
            f"index: {taken:.0f} s, {(size() - before) / 1e6:.0f} MB beside {before / 1e6:.0f} MB of plans", flush=True
        )
        passages = list(seen_passages())
        print(
            f"{len(passages)} passages of {sum(len(words) for _, words in passages) / 1e6:.1f} million characters",
            flush=True,
        )
        found = questions(person)
        peers = (trigrams, like) if connection.vendor == "sqlite" else (like,)
        answers = {"ours": found, **{peer.__name__: peer() for peer in peers}}
        return recall(passages, answers)


def fill(documents: int) -> Person:
    """Plans of which a fifth are closed to the one who asks; and that one."""
    from django.db import transaction
    from tests.builders.amendments import amendment

    from xiandao.apps.accounts.rights import Grant, Person
    from xiandao.apps.files.models import Blob
    from xiandao.apps.places.services import place_add, root_add

    root = root_add(at=AT)
    own, other = (
        place_add(code=code, name=name, short_name=name[:-1], level="province", parent=root, at=AT)
        for code, name in (("990000", "云澜省"), ("980000", "霁原省"))
    )
    Blob.objects.create(sha256=BLOB, size=0, kept_at=AT)
    made = [amendment(seed, 160) for seed in range(min(DISTINCT, documents))]
    for first in range(0, documents, 250):
        with transaction.atomic():
            for seed in range(first, min(first + 250, documents)):
                of, keeper = made[seed % len(made)], other if seed % 5 == 0 else own
                enter(seed, of.records, varied(of.before, seed // len(made)), keeper)
    return Person(id=None, username="bench", name="bench", grants=(Grant("office", own.path, None, None, ""),))


def enter(seed: int, records: tuple[Record, ...], text: str, keeper: Place) -> None:
    """One plan with its items, as if it had been read."""
    from xiandao.apps.plans.models import Document, Edition, Item, Plan

    digest = sha256(f"{seed}{text}".encode()).hexdigest()
    document = Document.objects.create(
        text_sha256=digest, blob_id=BLOB, name=f"{seed}.txt", media_type="text/plain", text=text, added_at=AT
    )
    title = text.partition("\n")[0]
    plan = Plan.objects.create(title=title, place=keeper, keeper=keeper, level="city", added_at=AT)
    day = dt.date(2020 + seed % 6, 1 + seed % 12, 1 + seed % 28)
    edition = Edition.objects.create(
        plan=plan, ordinal=1, state="issued", document=document, issued_on=day, added_at=AT
    )
    spans = [(record.kind, *record.before[0]) for record in records if record.before]
    Item.objects.bulk_create(
        Item(
            edition=edition, kind=kind, key=f"{n}", quote=text[start:end], start=start, end=end,
            head=text[start:end][:24], fields={"units": ["市科技局"]} if n % 7 == 0 else {}, year=2026 + n % 5,
        )
        for n, (kind, start, end) in enumerate(spans)
    )  # fmt: skip


def varied(text: str, turn: int) -> str:
    """*text* with other sectors and cities, each of the same length, so that places in it stay where they are."""
    from tests.builders.amendment_words import CITIES, SECTORS

    if turn == 0:
        return text
    others: dict[str, str] = {}
    for length in {len(word) for word in (*CITIES, *SECTORS)}:
        for words in (CITIES, SECTORS):
            alike = sorted({word for word in words if len(word) == length})
            others |= {word: alike[(at + turn) % len(alike)] for at, word in enumerate(alike)}
    pattern = re.compile("|".join(sorted(others, key=len, reverse=True)))
    return pattern.sub(lambda found: others[found.group()], text)


def size() -> int:
    """Bytes of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def index() -> None:
    """Every edition, as the worker does it."""
    from django.db import connection

    from xiandao.apps.search.services import search_refresh

    search_refresh()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def timed(function: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def seen_passages() -> Iterator[tuple[int, str]]:
    """Edition and plain words of every passage that may be seen."""
    from xiandao.apps.search.cutting import plain
    from xiandao.apps.search.models import Passage

    rows = Passage.objects.filter(edition__plan__keeper__code="990000").order_by()
    for edition, words in rows.values_list("edition_id", "words").iterator(chunk_size=20_000):
        yield edition, plain(words)


def questions(person: Person) -> dict[str, dict[int, int]]:
    """Times a page for every question, and gives what was found."""
    from django.urls import get_resolver

    from xiandao.apps.search import selectors

    get_resolver().reverse_dict  # noqa: B018 - a server has them before its first page
    pages = [selectors.Asked(words=words) for words in QUESTIONS]
    narrowed = [selectors.Asked(**each) for each in FILTERS]
    for name, asked in (("page", pages), ("page with filters", narrowed)):
        report(name, [(timed(partial(selectors.found, person, each)), each.words) for each in asked * 3])
    return {words: selectors.hits_by_edition(person, selectors.Asked(words=words)) for words in QUESTIONS}


def report(name: str, taken: list[tuple[float, str]]) -> None:
    """Prints one line of times."""
    seconds = [each for each, _ in taken]
    slowest = max(taken)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(
        f"{name}: median {statistics.median(seconds) * 1e3:.1f} ms, p95 {p95 * 1e3:.1f} ms, slowest {slowest[0] * 1e3:.1f} ms ({slowest[1]})",
        flush=True,
    )


def trigrams() -> dict[str, dict[int, int]]:
    """SQLite's own trigram index over the same passages."""
    from django.db import connection

    before = size()

    def make() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE VIRTUAL TABLE bench_trigrams USING fts5(words, content='', tokenize='trigram')")
            cursor.execute("INSERT INTO bench_trigrams (rowid, words) SELECT id, words FROM search_passage")

    print(f"trigrams: index {timed(make):.0f} s, {(size() - before) / 1e6:.0f} MB")

    def asked(words: str) -> dict[int, int]:
        match = " AND ".join(f'"{word}"' for word in words.split())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid >> 20, count(*) FROM bench_trigrams WHERE bench_trigrams MATCH %s GROUP BY 1", [match]
            )
            return dict(cursor.fetchall())

    return peer("trigrams", asked)


def like() -> dict[str, dict[int, int]]:
    """A look through every row by the database."""
    from django.db import connection

    def asked(words: str) -> dict[int, int]:
        terms = words.split()
        where = " AND ".join(["words LIKE %s"] * len(terms))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id >> 20, count(*) FROM search_passage WHERE {where} GROUP BY 1",  # noqa: S608 - of our own
                [f"%{term.replace('%', '')}%" for term in terms],
            )
            return dict(cursor.fetchall())

    return peer("like", asked)


def peer(name: str, asked: Callable[[str], dict[int, int]]) -> dict[str, dict[int, int]]:
    """Times one way of looking."""
    found: dict[str, dict[int, int]] = {}
    taken = []
    for words in QUESTIONS:
        start = time.perf_counter()
        found[words] = asked(words)
        taken.append((time.perf_counter() - start, words))
    report(name, taken)
    return found


def recall(passages: list[tuple[int, str]], answers: dict[str, dict[str, dict[int, int]]]) -> int:
    """Prints how many of the hits of a plain look each way found, and how many it found beside them."""
    from xiandao.apps.search.cutting import plain

    truth: dict[str, dict[int, int]] = {}
    for words in QUESTIONS:
        patterns = [
            re.compile(rf"(?<![0-9a-z.]){term}" if term[0].isdecimal() else term)
            for term in plain(words).replace("%", "").split()
        ]
        patterns = [
            re.compile(f"{each.pattern}(?![0-9a-z])") if each.pattern[-1].isdecimal() else each for each in patterns
        ]
        truth[words] = {}
        for edition, text in passages:
            if all(pattern.search(text) for pattern in patterns):
                truth[words][edition] = truth[words].get(edition, 0) + 1
    seen = {edition for edition, _ in passages}
    failed = 0
    for name, answer in answers.items():
        hits = sum(sum(of.values()) for of in truth.values())
        got = sum(min(n, answer[words].get(edition, 0)) for words, of in truth.items() for edition, n in of.items())
        more = sum(
            max(n - truth[words].get(edition, 0), 0)
            for words in QUESTIONS
            for edition, n in answer[words].items()
            if edition in seen or name == "ours"
        )
        print(f"{name}: recall {got / hits:.4f} of {hits} hits, {more} beside them")
        failed |= name == "ours" and (got != hits or more > 0)
    digest = sha256(
        repr(sorted((words, sorted(of.items())) for words, of in answers["ours"].items())).encode()
    ).hexdigest()[:12]
    print(f"digest of what was found: {digest}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
