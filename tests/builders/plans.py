"""Plans made without the kernel: one small by hand, and any from an annotation in ``tests/golden``."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from xiandao.core.findings import Finding
from xiandao.core.plan import (
    Balance,
    Basis,
    Bundle,
    Cite,
    Claim,
    DocumentData,
    Fact,
    Placement,
    Plan,
    Sector,
    Target,
    Task,
    Technology,
    Words,
)
from xiandao.core.text import Source
from xiandao.readers import read_source

ROOT = Path(__file__).parents[2]

TEXT = """样例市未来产业行动计划（2024—2026年）
样例数据
到2026年末，集聚重点企业40家以上，每年引进创新团队5个左右。
三、重点任务
（一）建设高标准园区。形成12个领跑的集群，落实“六个一”。
（责任单位：市科技局、工信局）
量子信息\t样例区
"""


def words(quote: str, *, text: str = TEXT, rule: str = "test.rule", confidence: float = 0.9) -> Words:
    """Where *quote* first stands."""
    start = text.index(quote)
    return Words(quote=quote, start=start, end=start + len(quote), rule=rule, confidence=confidence)


def target(quote: str = "集聚重点企业40家以上", *, key: str = "t0000000001", **fields: object) -> Target:
    """A target over :data:`TEXT`."""
    base = Target(
        id=key,
        words=words(quote),
        subject="重点企业",
        comparator=">=",
        value=40.0,
        value_max=None,
        unit="家",
        deadline_year=2026,
        deadline_basis=Basis.EXPLICIT,
        frequency="total",
        applies_per=None,
        base_value=None,
        base_year=None,
        stretch_of=None,
        direction="up",
        group=None,
    )
    return replace(base, **fields)  # type: ignore[arg-type]  # the test knows its fields


def source(text: str = TEXT, name: str = "样例.txt", pages: tuple[int, ...] = ()) -> Source:
    """*text* as a document."""
    return Source(name=name, media_type="text/plain", text=text, pages=pages)


def claim(quote: str, *items: str, reason: str | None = None, text: str = TEXT) -> Claim:
    """What became of the number *quote*."""
    start = text.index(quote)
    return Claim(start=start, end=start + len(quote), items=items, reason=reason)


def small_plan(findings: tuple[Finding, ...] = ()) -> Plan:
    """One item of every kind, one open number."""
    open_number = claim("12")
    return Plan(
        source_name="样例.txt",
        media_type="text/plain",
        text_sha256=source().sha256,
        document=DocumentData(
            title="样例市未来产业行动计划（2024—2026年）", place="样例市", level="city", period=(2024, 2026)
        ),
        targets=(
            target(),
            target(
                "每年引进创新团队5个左右",
                key="t0000000002",
                subject="创新团队",
                comparator="~",
                value=5.0,
                unit="个",
                deadline_basis=Basis.INHERITED,
                frequency="annual",
            ),
        ),
        facts=(),
        tasks=(
            Task(
                id="k0000000001",
                words=words("建设高标准园区"),
                number="三/（一）",
                title="建设高标准园区",
                units=("市科技局", "市工信局"),
                lead=(),
                support=(),
                units_raw="（责任单位：市科技局、工信局）",
                units_inherited=(),
                strength="must",
                body_start=TEXT.index("（一）"),
                body_end=TEXT.index("量子"),
            ),
        ),
        sectors=(Sector(id="s0000000001", words=words("量子信息"), name="量子信息", group=None, parent=None),),
        technologies=(),
        placements=(
            Placement(
                id="p0000000001",
                words=words("量子信息\t样例区"),
                place="样例区",
                sector="量子信息",
                focus=(),
                strength="explicit",
            ),
        ),
        bundles=(
            Bundle(
                id="b0000000001", words=words("落实“六个一”"), name="六个一", items=(), applies_per=None, group=None
            ),
        ),
        cites=(),
        balance=Balance(
            claims=(
                claim("2026", reason="date"),
                claim("40", "t0000000001"),
                claim("5个"[:1], "t0000000002"),
                open_number,
            ),
            open=(open_number,),
        ),
        findings=findings,
    )


def golden(slug: str) -> tuple[Source, Plan]:
    """A sample document and the plan that its annotation describes."""
    text_path = next((ROOT / "samples").glob(f"{slug}.*"))
    text = read_source(text_path).text
    annotation = json.loads((ROOT / "tests" / "golden" / f"{slug}.json").read_text("utf-8"))
    return annotated(text, annotation, name=text_path.name)


def annotated(text: str, annotation: dict[str, Any], *, name: str) -> tuple[Source, Plan]:
    """*text* and the plan that *annotation*, in the form of ``tests/golden``, describes."""
    document = Source(name=name, media_type="text/plain", text=text)
    made = _Made(text)
    data = annotation["document"]
    targets = tuple(_target(made, flat) for flat in annotation.get("targets", ()))
    facts = tuple(_fact(made, flat) for flat in annotation.get("facts", ()))
    claims = _claims(text, (*targets, *facts))
    plan = Plan(
        source_name=name,
        media_type="text/plain",
        text_sha256=document.sha256,
        document=DocumentData(
            **{key: data.get(key) for key in ("title", "doc_no", "issuer", "issued_on", "place", "level")},
            period=tuple(data.get("period") or (None, None)),
            is_draft=bool(data.get("is_draft")),
            alt_titles=tuple(data.get("alt_titles", ())),
        ),
        targets=targets,
        facts=facts,
        tasks=tuple(_task(made, flat) for flat in annotation.get("tasks", ())),
        sectors=tuple(
            Sector(
                id=made.id("s", flat["name"]),
                words=made.words(flat, flat["name"]),
                name=flat["name"],
                group=flat.get("group"),
                parent=flat.get("parent"),
            )
            for flat in annotation.get("sectors", ())
        ),
        technologies=tuple(
            Technology(
                id=made.id("d", flat["name"]),
                words=made.words(flat, flat["name"]),
                sector=flat["sector"],
                name=flat["name"],
                kind=flat.get("kind", "item"),
            )
            for flat in annotation.get("technologies", ())
        ),
        placements=tuple(
            Placement(
                id=made.id("p", flat["place"] + flat["sector"]),
                words=made.words(flat, flat["place"]),
                place=flat["place"],
                sector=flat["sector"],
                focus=tuple(flat.get("focus", ())),
                strength=flat.get("strength", "explicit"),
            )
            for flat in annotation.get("placements", ())
        ),
        bundles=tuple(
            Bundle(
                id=made.id("b", flat["name"]),
                words=made.words(flat, flat["name"]),
                name=flat["name"],
                items=tuple(flat.get("items", ())),
                applies_per=flat.get("applies_per"),
                group=None,
            )
            for flat in annotation.get("bundles", ())
        ),
        cites=tuple(
            Cite(
                id=made.id("c", flat["title"]),
                words=made.words(flat, flat["title"]),
                title=flat["title"],
                doc_no=flat.get("doc_no"),
                relation=flat.get("relation", "implement"),
            )
            for flat in annotation.get("cites", ())
        ),
        balance=Balance(claims=claims, open=tuple(each for each in claims if not each.items and not each.reason)),
        findings=(),
    )
    return document, plan


class _Made:
    """Ids and places over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.seen: Counter[str] = Counter()

    def id(self, letter: str, quote: str) -> str:
        self.seen[letter + quote] += 1
        key = f"{letter}|{quote}|{self.seen[letter + quote]}"
        return letter + hashlib.sha256(key.encode()).hexdigest()[:10]

    def words(self, flat: dict[str, Any], fallback: str) -> Words:
        quote = flat.get("quote") or fallback
        start = flat.get("offset", self.text.find(quote))
        if start < 0 or self.text[start : start + len(quote)] != quote:
            start = max(self.text.find(quote), 0)
            quote = self.text[start : start + len(quote)]
        confidence = 0.98 if len(quote) % 7 else 0.62
        return Words(quote=quote, start=start, end=start + len(quote), rule="golden.read", confidence=confidence)


def _target(made: _Made, flat: dict[str, Any]) -> Target:
    return Target(
        id=made.id("t", flat["quote"]),
        words=made.words(flat, flat["subject"]),
        subject=flat["subject"],
        comparator=flat["comparator"],
        value=float(flat["value"]),
        value_max=flat.get("value_max"),
        unit=flat.get("unit"),
        deadline_year=flat.get("deadline_year"),
        deadline_basis=Basis(flat.get("deadline_basis") or "none"),
        frequency=flat.get("frequency") or "total",
        applies_per=flat.get("applies_per"),
        base_value=flat.get("base_value"),
        base_year=flat.get("base_year"),
        stretch_of=None,
        direction="up",
        group=None,
    )


def _fact(made: _Made, flat: dict[str, Any]) -> Fact:
    return Fact(
        id=made.id("f", flat["quote"]),
        words=made.words(flat, flat["subject"]),
        subject=flat["subject"],
        comparator=flat["comparator"],
        value=float(flat["value"]),
        value_max=flat.get("value_max"),
        unit=flat.get("unit"),
        year=flat.get("fact_year"),
        frequency=flat.get("frequency") or "total",
        group=None,
    )


def _task(made: _Made, flat: dict[str, Any]) -> Task:
    found = made.words(flat, flat["title"])
    start = made.text.find(flat["title"], flat.get("offset", 0))
    if 0 <= start <= flat.get("offset", 0) + 30:
        found = found._replace(quote=flat["title"], start=start, end=start + len(flat["title"]))
    return Task(
        id=made.id("k", flat["title"]),
        words=found,
        number=flat["number"],
        title=flat["title"],
        units=tuple(flat.get("units", ())),
        lead=tuple(flat.get("lead", ())),
        support=tuple(flat.get("support", ())),
        units_raw=_note(made.text, found.end),
        units_inherited=(),
        strength="must",
        body_start=found.start,
        body_end=min(found.end + 300, len(made.text)),
    )


def _note(text: str, start: int) -> str | None:
    found = re.search(r"（[^（）]*(?:单位|负责|牵头)[^（）]*(?:（[^（）]*）[^（）]*)*）", text[start : start + 300])
    return found[0] if found else None


def _claims(text: str, items: tuple[Target | Fact, ...]) -> tuple[Claim, ...]:
    claims = []
    for number in re.finditer(r"\d+(?:\.\d+)?", text):
        ids = tuple(item.id for item in items if item.words.start <= number.start() < item.words.end)
        reason = "date" if text[number.end() : number.end() + 1] in ("年", "月", "日", "—") else None
        if not ids and text[number.end() : number.end() + 1] in ("号", ".", "）"):
            reason = "heading"
        claims.append(Claim(start=number.start(), end=number.end(), items=ids[:1], reason=None if ids else reason))
    return tuple(claims)
