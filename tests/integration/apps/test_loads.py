"""A colleague's workbook on its way into a register: read, mapped, checked, entered once, and taken back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pytest_django.fixtures import Settings
from tests.builders import workspace
from tests.builders.said import moment
from tests.builders.workspace import World

from linking.registers import messy, write_xlsx
from xiandao.apps.jobs.services import job_do, job_take
from xiandao.apps.registers import loads
from xiandao.apps.registers.loading import lines_of
from xiandao.apps.registers.loads import About, Chosen
from xiandao.apps.registers.models import Entity, KeptMapping, Load, Said
from xiandao.apps.registers.selectors import standing
from xiandao.core.errors import Refusal
from xiandao.readers.sheets import read_workbook

pytestmark = pytest.mark.django_db(transaction=True)
AT = moment("2026-03-02")
LATER = moment("2029-01-01")
FIRMS = About("enterprise")
MONEY = {"revenue": "revenue@2025", "tax": "tax@2025", "research": "rd-spending@2025"} | {
    f"{name}_{year}": f"{name}@{year}" for name in ("output", "export") for year in range(2020, 2025)
}
HEAD = ("序号", "单位名称", "统一社会信用代码", "所属地区", "成立时间", "营业收入（万元）", "员工人数", "企业性质")


@pytest.fixture
def place(transactional_db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001 - opens the database
    settings.DATA = tmp_path
    return workspace.world()


def workbook(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业"
    sheet.append(["霁川市未来产业企业摸底表"])
    sheet.merge_cells("A1:H1")
    for row in (head, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(number: int, name: str, **told: object) -> tuple[object, ...]:
    values = {
        "code": "",
        "place": "霁川市",
        "founded": "2019年5月6日",
        "revenue": 1200,
        "staff": "５０",
        "form": "民企",
    } | told
    return (number, name, *(values[key] for key in ("code", "place", "founded", "revenue", "staff", "form")))


def work() -> None:
    while (job := job_take("test", AT)) is not None:
        job_do(job)
        job.refresh_from_db()
        assert job.state == "done", job.result


def begun(place: World, data: bytes, about: About = FIRMS, who: str = "office") -> Load:
    loads.loads_enter(place.person(who), [("摸底表.xlsx", [data])], about, at=AT)
    work()
    return Load.objects.latest("pk")


def checked(place: World, load: Load, chosen: tuple[Chosen, ...] = ()) -> Load:
    loads.load_map(place.person("office"), load.pk, chosen, [0], version=load.version, at=AT)
    work()
    return Load.objects.get(pk=load.pk)


def entered(place: World, data: bytes, about: About = FIRMS) -> Load:
    load = checked(place, begun(place, data, about))
    loads.load_enter(place.person("office"), load.pk, version=load.version, at=AT)
    work()
    return Load.objects.get(pk=load.pk)


def counts(load: Load) -> dict[str, int]:
    return {outcome: n for outcome, n in load.outcome["counts"].items() if n}


def test_whoever_may_not_enter_brings_no_workbook_in(place: World) -> None:
    with pytest.raises(Refusal, match="not-permitted"):
        begun(place, workbook(row(1, "甲公司")), who="reader")
    assert not Load.objects.exists()


def test_nothing_is_in_the_register_before_somebody_said_so(place: World) -> None:
    load = checked(place, begun(place, workbook(row(1, "甲科技有限公司"))))
    assert counts(load) == {"added": 1}
    assert not Entity.objects.exists()
    with pytest.raises(Refusal, match="absent"):
        loads.load_enter(place.person("other-office"), load.pk, version=load.version, at=AT)


def test_a_workbook_becomes_rows_in_the_units_and_forms_of_the_register(place: World) -> None:
    load = entered(place, workbook(row(1, "甲科技有限公司"), row(2, "乙科技有限公司", place="鹭汀区")))
    assert load.state == "entered"
    first, second = standing(place.person("office"), ["enterprise"]).order_by("pk")
    assert {code: values[0] for code, values in first.row.items()} == {
        "name": "甲科技有限公司", "place": "990100", "founded-on": "2019-05-06",
        "revenue": "12000000", "staff": "50", "form": "private",
    }  # fmt: skip
    assert second.place == place.district
    said = Said.objects.filter(entity=first).order_by("pk")
    assert [(each.where, each.valid_from) for each in said if "revenue" in each.values] == [
        ("企业!3", dt.date(2025, 1, 1))
    ]


def test_valid_rows_go_in_and_wrong_ones_are_told_with_their_cells(place: World) -> None:
    data = workbook(
        row(1, "甲科技有限公司"),
        row(2, "乙科技有限公司", founded="去年", place="乌有区"),
        row(3, "甲科技有限公司", staff=9),
        row(4, "", staff=9),
    )
    load = entered(place, data)
    assert counts(load) == {"added": 1, "wrong": 3}
    assert [each.name for each in Entity.objects.all()] == ["甲科技有限公司"]
    wrong = {
        each["row"]: (each["cells"], [found["code"] for found in each["findings"]])
        for each in load.outcome["shown"]["wrong"]
    }
    assert wrong[4][0] == ["D4", "E4"]
    assert wrong[5][1] == ["row-twice"]
    assert wrong[6][1] == ["row-required"]


def test_the_same_workbook_again_changes_nothing(place: World) -> None:
    data = workbook(row(1, "甲科技有限公司"), row(2, "乙科技有限公司"))
    entered(place, data)
    before = Said.objects.count()
    again = entered(place, data)
    assert counts(again) == {"unchanged": 2}
    assert Said.objects.count() == before
    assert again.origin is None


def test_personal_values_that_come_again_change_nothing(place: World) -> None:
    head = (*HEAD, "联系人", "联系电话")
    told = (*row(1, "甲科技有限公司"), "周未来", "0519-80000001")
    entered(place, workbook(told, head=head))
    assert counts(entered(place, workbook(told, head=head))) == {"unchanged": 1}
    moved = (*told[:-1], "0519-80000002")
    assert counts(entered(place, workbook(moved, head=head))) == {"changed": 1}


def test_another_source_that_says_otherwise_is_shown_as_contradicting(place: World) -> None:
    entered(place, workbook(row(1, "甲科技有限公司", form="民企")), About("enterprise", stream="市工信局"))
    load = entered(
        place,
        workbook(row(1, "甲科技有限公司", form="国企")),
        About("enterprise", stream="市市场监管局", authority="registered"),
    )
    assert counts(load) == {"conflicting": 1}
    (told,) = load.outcome["shown"]["conflicting"]
    assert told["changes"] == [["form", ["private"], ["state"]]]
    firm = Entity.objects.get()
    assert firm.row["form"] == ["state"]
    assert firm.contested == ["form"]


def test_one_undo_takes_a_whole_workbook_back(place: World) -> None:
    entered(place, workbook(row(1, "甲科技有限公司", staff=50)), About("enterprise", as_of=dt.date(2026, 3, 1)))
    later = workbook(row(1, "甲科技有限公司", staff=70), row(2, "乙科技有限公司"))
    load = entered(place, later, About("enterprise", as_of=dt.date(2026, 3, 3)))
    assert [each.row["staff"] for each in Entity.objects.filter(exists=True).order_by("pk")] == [["70"], ["50"]]
    loads.load_undo(place.person("office"), load.pk, at=LATER)
    assert [(each.name, each.row["staff"]) for each in Entity.objects.filter(exists=True)] == [
        ("甲科技有限公司", ["50"])
    ]
    with pytest.raises(Refusal, match="load-state"):
        loads.load_undo(place.person("office"), load.pk, at=LATER)


def test_a_confirmed_column_is_known_again_in_the_next_workbook(place: World) -> None:
    head = (*HEAD[:6], "在岗合计", HEAD[7])
    load = begun(place, workbook(row(1, "甲科技有限公司"), head=head))
    columns = {each["name"]: each for each in load.mapping["tables"][0]["columns"]}
    assert columns["在岗合计"]["property"] != "staff"
    checked(place, load, (Chosen(0, columns["在岗合计"]["column"], "staff"),))
    assert KeptMapping.objects.get(heading="在岗合计").property == "staff"
    later = begun(place, workbook(row(1, "乙科技有限公司"), head=head))
    assert {each["name"]: each["property"] for each in later.mapping["tables"][0]["columns"]}["在岗合计"] == "staff"


def test_two_columns_are_not_taken_for_one_property(place: World) -> None:
    load = begun(place, workbook(row(1, "甲科技有限公司")))
    with pytest.raises(Refusal, match="mapping-twice"):
        loads.load_map(place.person("office"), load.pk, [Chosen(0, 2, "name")], [0], version=load.version, at=AT)


def test_whoever_looks_at_an_older_state_of_a_load_confirms_nothing(place: World) -> None:
    load = begun(place, workbook(row(1, "甲科技有限公司")))
    with pytest.raises(Refusal, match="load-changed"):
        loads.load_map(place.person("office"), load.pk, [], [0], version=load.version + 1, at=AT)


def test_a_workbook_without_a_table_is_refused_and_leaves_nothing(place: World) -> None:
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    jobs = loads.loads_enter(place.person("office"), [("空.xlsx", [out.getvalue()])], About("enterprise"), at=AT)
    job_do(job_take("test", AT))  # type: ignore[arg-type]
    jobs[0].refresh_from_db()
    assert (jobs[0].state, jobs[0].result["refusal"]) == ("failed", "load-empty")
    assert not Load.objects.exists()


def test_an_ugly_workbook_made_by_others_is_read_to_its_true_values(place: World, tmp_path: Path) -> None:
    """Two sheets, heads of two lines, 万元 and 亿元, five ways to write a day, totals and notes: all money and codes come out."""
    book = messy(400, 30, 11)
    write_xlsx(book, tmp_path / "ugly.xlsx")
    read = read_workbook((tmp_path / "ugly.xlsx").read_bytes(), "ugly.xlsx")
    load = loads.load_make(place.person("office"), FIRMS, "ugly.xlsx", read, at=AT)
    for table in load.mapping["tables"]:  # its places and sectors are none of ours
        for column in table["columns"]:
            column["property"] = "" if column["property"] in ("place", "field") else column["property"]
    lines = {(line.sheet, line.number): line.judged for line in lines_of(load, read, at=AT)}
    assert {(row.sheet, row.row) for row in book.truth} == set(lines)
    for row in book.truth:
        says = lines[row.sheet, row.row].says
        assert says["name"] == (row.values["name"],)
        assert says["credit-code"] == (row.values["credit_code"],)
        for true, code in MONEY.items():
            said, meant = says.get(code), row.values[true]
            assert (said is None) == (meant is None), (row, code)
            assert said is None or abs(Decimal(said[0]) - Decimal(str(meant)) * 10_000) <= 1, (row, code)
