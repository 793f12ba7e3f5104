"""From a document to a plan: the stages in their order."""

from __future__ import annotations

from xiandao.core.plan import Plan
from xiandao.core.text import Source
from xiandao.reading.balance import balance_of
from xiandao.reading.blocks import blocks_of, heading_numbers
from xiandao.reading.bundles import bundles_of
from xiandao.reading.checks import checks_of, open_numbers
from xiandao.reading.cites import cites_of
from xiandao.reading.clauses import cases_of
from xiandao.reading.document import document_of, goal_period, issue_year
from xiandao.reading.indicator_tables import read_tables, years_of_rows
from xiandao.reading.mentions.amounts import amounts_of
from xiandao.reading.mentions.years import times_of
from xiandao.reading.placements import placements_of
from xiandao.reading.promises import readings_of
from xiandao.reading.quoting import Quoter
from xiandao.reading.resolve import Scope
from xiandao.reading.rules.cell import cell_numbers
from xiandao.reading.sectors import sectors_of, tracks_of
from xiandao.reading.targets import ledger_of
from xiandao.reading.tasks import tasks_of
from xiandao.reading.technologies import technologies_of
from xiandao.reading.trust import lowered
from xiandao.reading.view import view_of


def read_plan(source: Source) -> Plan:
    """Read a document; never raises for what the document says."""
    view = view_of(source.text)
    text = view.text
    quoter = Quoter(source, view)
    blocks = blocks_of(text)
    amounts = amounts_of(text)
    times = times_of(text, amounts)
    document = document_of(text, blocks, times, quoter)
    issued = issue_year(document, text, blocks)
    tables = read_tables(text, blocks, amounts, issued)
    tasks = tasks_of(text, blocks, quoter)
    reasons = {**cell_numbers(text, amounts), **tables.cells, **heading_numbers(blocks, amounts), **tasks.numbers}
    asked = [amount for amount in amounts if amount.start not in reasons]
    readings = readings_of(cases_of(text, asked, times, blocks))
    row_years = years_of_rows(text, tasks.rows, amounts, times)
    scope = Scope(text, blocks, times, issued, goal_period(document), row_years)
    ledger = ledger_of(readings, tables.indicators, reasons, scope, quoter)
    bundles = bundles_of(text, blocks, quoter)
    ledger.claim_inside([(read.bundle.id, read.numbers) for read in bundles], amounts)
    balance = balance_of(source, view, amounts, ledger)
    tracks = tracks_of(text, blocks)
    damage = checks_of(source, view, blocks, document)
    plan = Plan(
        source_name=source.name,
        media_type=source.media_type,
        text_sha256=source.sha256,
        document=document,
        targets=tuple(ledger.targets),
        facts=tuple(ledger.facts),
        tasks=tasks.tasks,
        sectors=sectors_of(tracks, quoter),
        technologies=technologies_of(text, tracks, quoter),
        placements=placements_of(text, blocks, tracks, quoter),
        bundles=tuple(read.bundle for read in bundles),
        cites=cites_of(text, document, quoter),
        balance=balance,
        findings=(*source.findings, *damage, *open_numbers(balance, source)),
    )
    return lowered(plan, damage)
