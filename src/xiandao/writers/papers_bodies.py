"""成员名单 and 挂钩联系表: who sits in a body, and which leader answers for what, as papers and sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from xiandao.core.messages import wording
from xiandao.core.papers import Column, Form, Paper, Table, Watermark, paragraph, row


class Member(NamedTuple):
    """One of a body: *who* is ``职务 姓名``, or the name of a unit."""

    role: str
    who: str
    since: date


class Linked(NamedTuple):
    """A leader and what they are linked to."""

    place: str
    leader: str
    about: str
    subject: str
    unit: str
    contact: str
    since: date


def members_paper(
    name: str, subtitle: str, members: Sequence[Member], notes: Sequence[str], mark: Watermark | None
) -> Paper:
    """成员名单, in the order in which the office entered it."""
    return Paper(
        title=f"{name}\n{wording('bodies-members', 'zh')}",
        subtitle=subtitle,
        parts=(
            Table(
                columns=(
                    Column("序号", width=4, centred=True),
                    Column(wording("member-role", "zh"), width=7, centred=True),
                    Column(wording("member-who", "zh"), width=24),
                    Column(wording("row-since", "zh"), width=9, centred=True),
                ),
                rows=tuple(row(str(n), each.role, each.who, _day(each.since)) for n, each in enumerate(members, 1)),
            ),
            *(paragraph(note, form=Form.NOTE) for note in notes),
        ),
        watermark=mark,
    )


def links_paper(
    title: str, subtitle: str, links: Sequence[Linked], notes: Sequence[str], mark: Watermark | None
) -> Paper:
    """挂钩联系表, without telephone numbers."""
    return Paper(
        title=title,
        subtitle=subtitle,
        parts=(
            Table(
                columns=(
                    Column("序号", width=4, centred=True),
                    Column(wording("bodies-place", "zh"), width=7),
                    Column(wording("link-leader", "zh"), width=14),
                    Column(wording("link-about", "zh"), width=6, centred=True),
                    Column(wording("link-subject", "zh"), width=12),
                    Column(wording("link-unit", "zh"), width=12),
                    Column(wording("link-contact", "zh"), width=7),
                    Column(wording("row-since", "zh"), width=9, centred=True),
                ),
                rows=tuple(
                    row(
                        str(n), each.place, each.leader, each.about, each.subject, each.unit, each.contact,
                        _day(each.since),
                    )
                    for n, each in enumerate(links, 1)
                ),
            ),
            *(paragraph(note, form=Form.NOTE) for note in notes),
        ),
        watermark=mark,
        landscape=True,
    )  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()
