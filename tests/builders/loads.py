"""A colleague's workbook as it comes, and one in the small workspace that was looked at and waits to be entered."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
from tests.builders.workspace import AT, DAY

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.files.services import draft_of, file_keep
from xiandao.apps.registers.loading import lines_of
from xiandao.apps.registers.loads import About, load_make, load_write
from xiandao.apps.registers.models import Load
from xiandao.apps.registers.outcomes import outcome_of
from xiandao.readers.sheets import read_workbook

HEAD = ("序号", "单位名称", "统一社会信用代码", "所属地区", "成立时间", "营业收入（万元）", "员工人数", "企业性质")
ABOUT = About("enterprise", stream="市样例局", as_of=dt.date(2026, 3, 1))
NAME = "摸底表.xlsx"


def row(number: int, name: str, **told: object) -> tuple[object, ...]:
    """An entry of the workbook."""
    values: dict[str, object] = {
        "code": "", "place": "霁川市", "founded": "2019年5月6日", "revenue": 1200, "staff": "５０", "form": "民企",
    }  # fmt: skip
    values |= told
    return (number, name, *values.values())


def workbook(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    """A title above a head, and rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    sheet.append(["霁川市未来产业企业摸底表"])
    sheet.merge_cells("A1:H1")
    for each in (head, *rows):
        sheet.append(list(each))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


UGLY = workbook(
    row(1, "霁川样例智能装备有限公司"),
    row(2, "霁川样例合成生物有限公司", founded="去年", place="乌有区"),
    row(3, "霁川样例智能装备有限公司", staff=9),
)
"""A sound row, one with two wrong cells, and one that says the first again."""


def load(state: str = "checked", name: str = NAME) -> Load:
    """The workbook in that state; the same one when asked again."""
    known = Load.objects.filter(state=state, file_name=name).first()
    return known or made(state, name)


def made(state: str, name: str, data: bytes = UGLY) -> Load:
    """Another one."""
    book, person = read_workbook(data, name), person_of(User.objects.get(username="office"), DAY)
    draft = draft_of([data])
    found = load_make(person, ABOUT, name, book, at=AT)
    found.blob = file_keep(draft, at=AT)
    draft.unlink()
    found.save()
    lines = list(lines_of(found, book, at=AT))
    if state != "mapping":
        found.state, found.outcome = "checked", outcome_of(found, lines)
        found.save()
    if state == "entered":
        load_write(person, found, lines, at=AT)
    return Load.objects.get(pk=found.pk)
