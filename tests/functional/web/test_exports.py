"""Everything seen as Excel and Word: who gets it, what it says of itself, and that it is known afterwards."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode
from zipfile import ZipFile

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.builders import workspace
from tests.builders.workspace import DAY, TEXT, World, signed_in

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.models import Post
from xiandao.apps.accounts.rights import RIGHTS, ROLES
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.models import Blob
from xiandao.apps.files.services import place_of
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.plans import export_services
from xiandao.apps.plans.export_cleaning import exports_swept
from xiandao.apps.plans.export_scope import FORMS, WHATS
from xiandao.apps.plans.export_services import LONGEST_PURPOSE
from xiandao.apps.plans.export_sources import headings_of
from xiandao.apps.plans.models import Edition, Export, Item
from xiandao.apps.plans.services import edition_issue
from xiandao.apps.publishing import cleaning

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {"xlsx": f"{OFFICE}.spreadsheetml.sheet", "docx": f"{OFFICE}.wordprocessingml.document"}
ALONE = tuple(what for what in WHATS if what not in ("revision", "alignment"))
"""What needs no other edition beside it."""
SECOND = TEXT.replace("300亿元", "400亿元").replace("创新团队5个", "创新团队8个")
DISTRICT = """鹭汀区未来产业实施方案（2024—2026年）
一、主要目标
到2026年末，全区未来产业规模达80亿元，集聚重点企业12家以上。
二、重点任务
（一）建设高标准园区。新建一批载体。（责任单位：区科技局）
"""


def ask(client: Client, edition: Edition, what: str, form: str = "xlsx", **asked: str) -> Answer:
    address = reverse("plans:export", args=[edition.pk, what, form])
    return client.post(f"{address}?{urlencode(asked)}")


def is_file(response: Answer) -> bool:
    return response.status_code == 200 and response.headers["Content-Type"] in MEDIA_TYPES.values()


def sheets(response: Answer) -> dict[str, list[dict[str, object]]]:
    """Tab → its rows, by the heads of their columns."""
    book = openpyxl.load_workbook(BytesIO(response.content))
    found: dict[str, list[dict[str, object]]] = {}
    for sheet in book:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        group, names = "", []
        is_grouped = "上级文件" in rows[2]
        for above, below in zip(rows[2], rows[3], strict=True):
            group = str(above) if above else group
            names.append(f"{group}{below}" if is_grouped and below else group)
        found[sheet.title] = [dict(zip(names, row, strict=True)) for row in rows[4 if is_grouped else 3 :]]
    return found


def words(response: Answer, part: str = "document") -> str:
    """The words of a part of a Word file, paragraph by paragraph."""
    with ZipFile(BytesIO(response.content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(rf"word/{part}\d*\.xml", name)]
        xml = "".join(archive.read(name).decode() for name in names)
    return re.sub("<[^>]+>", "", re.sub("</w:p>", "\n", xml))


def confirm(edition: Edition) -> None:
    edition.items.update(state="confirmed")


# ---- what must not happen


def test_a_draft_of_another_city_is_in_no_export(world: World, plan: Edition) -> None:
    client = signed_in(world, "other-office")
    assert {ask(client, plan, what, form).status_code for what in WHATS for form in FORMS} == {404}
    assert not Export.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_the_list_holds_no_plan_of_another_city(form: str, world: World, plan: Edition) -> None:
    address = reverse(f"plans:list-{form}")
    mine, theirs = (signed_in(world, name).post(address) for name in ("office", "other-office"))
    told = [(words(each) if form == "docx" else str(sheets(each))) for each in (mine, theirs)]
    assert [plan.plan.title in said for said in told] == [True, False]


def test_only_who_may_export_gets_a_file(world: World, plan: Edition) -> None:
    given = {role for role in ROLES if is_file(ask(signed_in(world, role), plan, "targets"))}
    assert given == RIGHTS.deeds["plan.export"]
    assert Export.objects.count() == len(given)


def test_who_may_export_may_read_so_that_rows_of_a_page_are_rows_of_its_export() -> None:
    assert RIGHTS.deeds["plan.export"] <= RIGHTS.deeds["plan.read"]


def test_what_a_person_may_only_read_is_in_none_of_their_exports(world: World, plan: Edition) -> None:
    accounts.post_hold(
        Post.objects.get(title="reader", unit__place=world.city),
        world.users["other-office"],
        since=DAY,
        at=workspace.AT,
    )
    edition_issue(world.person("office"), plan, state="issued", at=workspace.AT)  # a reader sees no draft
    client = signed_in(world, "other-office")
    assert plan.plan.title in client.get(reverse("plans:list")).content.decode()
    assert plan.plan.title not in str(sheets(client.post(reverse("plans:list-xlsx"))))
    assert ask(client, plan, "targets").status_code == 404


def test_a_lower_plan_that_one_may_not_export_is_in_no_alignment(
    world: World, plan: Edition, district: Edition
) -> None:
    seen = sheets(ask(signed_in(world, "office"), plan, "alignment"))
    assert district.plan.title in str(seen)
    district.plan.secrecy = "secret"
    district.plan.save()
    assert ask(signed_in(world, "analyst"), plan, "alignment").status_code == 422
    assert Export.objects.count() == 1


@pytest.mark.parametrize("address", ["export/targets.pdf", "export/passwords.xlsx", "export/items-plan.docx"])
def test_what_is_not_there_is_absent(address: str, world: World, plan: Edition) -> None:
    assert signed_in(world, "office").get(f"/plans/editions/{plan.pk}/{address}").status_code == 404


def test_looking_at_the_head_of_an_export_takes_no_number(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    assert client.head(reverse("plans:export", args=[plan.pk, "targets", "xlsx"])).status_code == 405
    assert not Export.objects.exists()


# ---- what a file is


@pytest.mark.parametrize("form", FORMS)
def test_every_part_of_a_plan_comes_as_a_file_with_a_chinese_name(form: str, world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    given = [ask(client, plan, what, form) for what in ALONE]
    assert {response.headers["Content-Type"] for response in given} == {MEDIA_TYPES[form]}
    plain, _, named = zip(
        *(each.headers["Content-Disposition"].partition("filename*=UTF-8''") for each in given), strict=True
    )
    assert all(each.isascii() for each in (*plain, *named))
    names = [unquote(each) for each in named]
    assert all(each.startswith(plan.plan.title) and each.endswith(f".{form}") for each in names)
    assert len(set(names)) == len(ALONE)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_state_gives_the_same_bytes(form: str, world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    assert ask(client, plan, "division", form).content == ask(client, plan, "division", form).content


def test_every_export_is_numbered_and_logged_with_the_digest_of_its_bytes(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    given = [ask(client, plan, "targets"), client.post(reverse("plans:list-docx"))]
    exports = list(Export.objects.order_by("ordinal"))
    year = timezone.localdate().year
    assert [each.number for each in exports] == [f"XD-{year}-00001", f"XD-{year}-00002"]
    lines = list(AuditLine.objects.filter(deed="plan.export").order_by("seq"))
    for response, export, line in zip(given, exports, lines, strict=True):
        assert export.sha256 == hashlib.sha256(response.content).hexdigest()
        assert export.by == world.users["office"]
        assert line.after == f"sha256:{export.sha256}"
        assert line.detail["number"] == export.number


# ---- rows: sources, states


@pytest.mark.parametrize(("what", "kind"), [("targets", "target"), ("division", "task"), ("items-sector", "sector")])
def test_every_row_of_a_sheet_has_its_sentence_with_document_number_and_clause(
    what: str, kind: str, world: World, plan: Edition
) -> None:
    plan.doc_no = "霁政发〔2024〕3号"
    plan.save()
    told = sheets(ask(signed_in(world, "office"), plan, what))["数据来源及口径说明"]
    sources = [row for row in told if row["原文"]]
    assert len(sources) == plan.items.filter(kind=kind).count() > 0
    for row in sources:
        assert row["来源文件"] == plan.plan.title
        assert row["文号"] == plan.doc_no
        assert row["条款"]
        assert str(row["原文"]) in TEXT


@pytest.mark.parametrize(("what", "kind"), [("targets", "target"), ("division", "task"), ("items-sector", "sector")])
def test_every_row_of_a_paper_has_a_footnote(what: str, kind: str, world: World, plan: Edition) -> None:
    notes = words(ask(signed_in(world, "office"), plan, what, "docx"), "footnotes")
    assert notes.count(f"《{plan.plan.title}》") == plan.items.filter(kind=kind).count() > 0


def test_the_clause_is_the_path_of_numbers_above_the_words() -> None:
    text = "一、总体要求\n（一）目标。到2026年末达300亿元。\n二、任务\n（一）做事。\n1．先做。\n"
    assert [(heading.path, heading.chapter) for heading in headings_of(text)] == [
        ("一", "一、总体要求"), ("一/（一）", "一、总体要求"), ("二", "二、任务"), ("二/（一）", "二、任务"),
    ]  # fmt: skip


def test_what_nobody_confirmed_says_so_and_what_was_rejected_is_left_out(world: World, plan: Edition) -> None:
    first, second, *rest = plan.items.filter(kind="target")
    Item.objects.filter(pk=first.pk).update(state="confirmed")
    Item.objects.filter(pk=second.pk).update(state="rejected")
    told = sheets(ask(signed_in(world, "office"), plan, "targets"))
    assert [row["状态"] for row in told["主要指标表"]] == ["已确认", *["待核"] * len(rest)]
    remark = str(told["数据来源及口径说明"][0]["说明"])
    assert f"共{len(rest) + 1}条，其中已确认1条、待核{len(rest)}条" in remark
    assert words(ask(signed_in(world, "office"), plan, "targets", "docx")).count("待核\n") == len(rest)


def test_the_paper_of_duties_names_units_chapter_and_state(world: World, plan: Edition) -> None:
    rows = sheets(ask(signed_in(world, "office"), plan, "division"))["任务分工表"]
    assert rows[0]["序号"] == "二、重点任务"
    assert (rows[1]["任务"], rows[1]["牵头单位"], rows[1]["状态"]) == ("建设高标准园区", "市科技局\n市工信局", "待核")


def test_figures_are_figures(world: World, plan: Edition) -> None:
    rows = sheets(ask(signed_in(world, "office"), plan, "targets"))["主要指标表"]
    assert [(row["要求"], row["目标值"], row["单位"], row["完成时限"]) for row in rows][:2] == [
        ("左右", 300, "亿元", "2026年"), ("不低于（以上）", 40, "家", "2026年"),
    ]  # fmt: skip


def test_an_export_keeps_the_filters_of_its_page_and_says_that_it_does(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    some, every = ask(client, plan, "items-target", q="园区"), ask(client, plan, "items-target")
    assert [row["指标名称"] for row in sheets(some)["目标清单"]] == ["专业园区"]
    assert len(sheets(every)["目标清单"]) == plan.items.filter(kind="target").count() > 1
    remarks = [str([row["说明"] for row in sheets(each)["数据来源及口径说明"]]) for each in (some, every)]
    assert ["按页面筛选条件导出" in said for said in remarks] == [True, False]


def test_the_list_is_exported_as_filtered(world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    rows = [sheets(client.post(reverse("plans:list-xlsx") + f"?q={q}"))["规划一览表"] for q in ("行动计划", "没有这份")]
    assert [row["标题"] for row in rows[0]] == [plan.plan.title]
    assert (rows[0][0]["条目"], rows[0][0]["已确认"]) == (plan.items.count(), 0)
    assert rows[1][0]["序号"] == "（无）"


# ---- editions and levels


@pytest.fixture
def second(world: World, plan: Edition, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path, SECOND, name="second.txt", plan=plan.plan_id)


@pytest.fixture
def district(world: World, plan: Edition, tmp_path: Path) -> Edition:
    lower = workspace.edition(world.person("district-office"), tmp_path, DISTRICT, name="district.txt")
    for each in (plan, lower):
        confirm(each)
    return lower


def test_a_difference_of_editions_that_one_may_not_see_is_absent(world: World, plan: Edition, second: Edition) -> None:
    Edition.objects.filter(pk=second.pk).update(state="issued")
    plan.plan.openness, plan.plan.is_issued = "open", True
    plan.plan.save()
    assert ask(signed_in(world, "other-office"), second, "targets").status_code == 200  # issued and open to all
    assert ask(signed_in(world, "other-office"), second, "revision").status_code == 422  # the draft is not
    assert ask(signed_in(world, "office"), second, "revision").status_code == 200


def test_revisions_show_what_went_and_what_came_and_whether_somebody_confirmed_it(
    world: World, plan: Edition, second: Edition
) -> None:
    client = signed_in(world, "office")
    rows = sheets(ask(client, second, "revision"))["修订对照表"]
    changed = next(row for row in rows if "400亿元" in str(row["修订后"]))
    assert "300亿元" in str(changed["原条文"])
    assert (changed["变化"], changed["核对"]) == ("指标值调整", "待确认")
    second.successions.update(verdict="yes")
    told = words(ask(client, second, "revision", "docx"))
    assert "待确认\n" not in told
    assert "第2版" in told
    assert ask(client, plan, "revision").status_code == 422  # nothing came before the first


@pytest.mark.parametrize("form", FORMS)
def test_the_alignment_counts_what_is_carried_out_and_what_is_not(
    form: str, world: World, plan: Edition, district: Edition
) -> None:
    response = ask(signed_in(world, "office"), plan, "alignment", form)
    said = words(response) if form == "docx" else str(sheets(response))
    counted = re.search(r"上级条目(\d+)项：有承接(\d+)项，无承接(\d+)项", said)
    assert counted
    every, met, unmet = map(int, counted.groups())
    assert every == met + unmet == plan.items.filter(kind__in=("target", "task", "sector", "placement")).count()
    assert met > 0
    assert "无承接" in said
    assert district.plan.title in said


def test_every_row_of_an_alignment_cites_both_sentences(world: World, plan: Edition, district: Edition) -> None:
    rows, told = sheets(ask(signed_in(world, "office"), plan, "alignment")).values()
    assert any(str(row["上级文件条目"]).startswith("未来产业规模") for row in rows)
    for edition, text in ((plan, TEXT), (district, DISTRICT)):
        quotes = [str(each["原文"]) for each in told if each["来源文件"] == edition.plan.title]
        assert quotes
        assert all(quote in text for quote in quotes)
    cited = [row[f"{side}文件条目"] for row in rows for side in ("上级", "本级")]
    assert len([each for each in told if each["来源文件"]]) == len([each for each in cited if each])


def test_items_that_nobody_confirmed_are_in_no_alignment(world: World, plan: Edition, district: Edition) -> None:
    district.items.update(state="candidate")
    said = str(sheets(ask(signed_in(world, "office"), plan, "alignment")))
    assert "有承接0项" in said


# ---- marks


@pytest.mark.parametrize("form", FORMS)
def test_what_is_invented_says_so_on_every_page_and_nothing_else_does(form: str, world: World, plan: Edition) -> None:
    client = signed_in(world, "office")
    marked = ask(client, plan, "targets", form)
    world.city.is_invented = False
    world.city.save()
    plain = ask(client, plan, "targets", form)
    assert ["样例数据" in mark_of(each, form) for each in (marked, plain)] == [True, False]


def mark_of(response: Answer, form: str) -> str:
    """The header of a Word file; of a workbook that of whichever sheet says least."""
    if form == "docx":
        return words(response, "header")
    with ZipFile(BytesIO(response.content)) as archive:
        sheets_ = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        headers = [re.search("<oddHeader>(.*?)</oddHeader>", archive.read(name).decode()) for name in sheets_]
    assert all(headers)
    return min(header[1] for header in headers if header)


@pytest.fixture
def closed(plan: Edition) -> Edition:
    plan.plan.secrecy = "internal"
    plan.plan.save()
    return plan


@pytest.mark.parametrize("purpose", ["", "   ", "长" * (LONGEST_PURPOSE + 1)])
def test_nothing_internal_leaves_without_a_purpose(purpose: str, world: World, closed: Edition) -> None:
    client, address = signed_in(world, "office"), reverse("plans:export", args=[closed.pk, "targets", "xlsx"])
    form = client.get(address)
    assert form.headers["Content-Type"].startswith("text/html")
    assert 'name="purpose"' in form.content.decode()
    assert client.post(address, {"purpose": purpose}).status_code == 422
    assert not Export.objects.exists()
    assert not AuditLine.objects.filter(deed="plan.export").exists()


def test_a_purpose_that_bears_a_marking_of_secrets_is_not_kept(world: World, closed: Edition) -> None:
    address = reverse("plans:export", args=[closed.pk, "targets", "xlsx"])
    assert signed_in(world, "office").post(address, {"purpose": "机密★20年 会议用"}).status_code == 422
    assert not Export.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_what_is_internal_bears_number_and_purpose_on_every_page(form: str, world: World, closed: Edition) -> None:
    address = reverse("plans:export", args=[closed.pk, "division", form])
    response = signed_in(world, "office").post(address, {"purpose": "专班例会"})
    export = Export.objects.get()
    mark = mark_of(response, form)
    assert export.number in mark
    assert "用途：专班例会" in mark
    line = AuditLine.objects.get(deed="plan.export")
    assert "专班例会" not in str(line.detail)  # free words stay where they can be removed


def test_the_list_asks_for_a_purpose_when_something_internal_is_in_it(world: World, closed: Edition) -> None:
    client = signed_in(world, "office")
    assert not is_file(client.post(reverse("plans:list-xlsx")))
    assert is_file(client.post(reverse("plans:list-xlsx") + "?q=没有这份"))
    assert is_file(signed_in(world, "other-office").post(reverse("plans:list-xlsx")))
    response = client.post(reverse("plans:list-xlsx"), {"purpose": "年度归档"})
    assert "内部" in str(sheets(response)["规划一览表"][0]["备注"])
    assert closed.plan.title in str(sheets(response))


# ---- large ones


def test_a_large_export_is_made_in_the_background_and_fetched_by_whoever_asked_for_it(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", plan.items.filter(kind="target").count() - 1)
    client = signed_in(world, "office")
    assert is_file(ask(client, plan, "division"))
    address = ask(client, plan, "targets", state="candidate").headers["Location"]
    assert "正在后台生成" in client.get(address).content.decode()
    assert jobs_drain() == 1
    assert Job.objects.get().state == "done"
    assert address.replace("&", "&amp;") in client.get(reverse("jobs:list")).content.decode()
    lines = AuditLine.objects.count()
    assert "已生成" in client.get(address).content.decode()
    assert AuditLine.objects.count() == lines
    fetched = client.post(address)
    assert is_file(fetched)
    assert hashlib.sha256(fetched.content).hexdigest() == Export.objects.get(what="targets").sha256
    assert AuditLine.objects.filter(deed="plan.export").count() == 2
    assert signed_in(world, "reviewer").get(address).status_code == 404


def test_a_kept_file_is_given_to_nobody_whose_rights_have_ended(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    client = signed_in(world, "analyst")
    addresses = [
        ask(client, plan, "targets").headers["Location"],
        client.post(reverse("plans:list-xlsx")).headers["Location"],
    ]
    assert jobs_drain() == 2
    assert [is_file(client.post(address)) for address in addresses] == [True, True]
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert [client.post(address).status_code for address in addresses] == [404, 404]


def test_a_job_whose_person_lost_the_right_makes_nothing(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    ask(signed_in(world, "analyst"), plan, "targets")
    world.users["analyst"].holdings.update(until=workspace.DAY)
    jobs_drain()
    assert (Job.objects.get().state, Job.objects.get().result["refusal"]) == ("failed", "absent")
    assert Export.objects.get().blob is None


def test_a_kept_file_goes_when_its_days_are_over_and_its_row_digest_and_line_stay(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    client = signed_in(world, "office")
    address = ask(client, plan, "targets").headers["Location"]
    jobs_drain()
    export = Export.objects.get()
    assert export.blob_id
    assert exports_swept(at=export.at + timedelta(days=29)) == 0
    assert is_file(client.post(address))
    assert exports_swept(at=export.at + timedelta(days=31)) == 1
    assert not place_of(export.sha256).exists()
    page = client.post(address)
    assert (page.headers["Content-Type"].startswith("text/html"), "已清理" in page.content.decode()) == (True, True)
    export.refresh_from_db()
    assert export.blob is None
    assert export.sha256
    assert AuditLine.objects.filter(deed="plan.export", after=f"sha256:{export.sha256}").exists()
    assert AuditLine.objects.filter(deed="export.clean", before=f"sha256:{export.sha256}").count() == 1


@pytest.mark.parametrize("killed_at", ["cleaning", "files"])
def test_who_is_killed_while_cleaning_gives_nothing_away_and_the_next_one_goes_on(
    killed_at: str, world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    client = signed_in(world, "office")
    address = ask(client, plan, "targets").headers["Location"]
    jobs_drain()
    export = Export.objects.get()
    late = export.at + timedelta(days=31)

    def killed(sha256: str) -> bool:
        if killed_at == "files":
            place_of(sha256).unlink()  # the file was gone, its row not yet
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cleaning, "file_drop", killed)
        with pytest.raises(KeyboardInterrupt):
            exports_swept(at=late)
    assert not is_file(client.post(address))
    assert exports_swept(at=late) == 1
    assert not place_of(export.sha256).exists()
    assert not Blob.objects.filter(pk=export.sha256).exists()
    assert AuditLine.objects.filter(deed="export.clean").count() == 1


# ---- pages


def test_pages_lead_to_their_exports_for_those_who_may(world: World, plan: Edition) -> None:
    pages = {
        reverse("plans:list"): reverse("plans:list-docx"),
        reverse("plans:edition", args=[plan.pk]): reverse("plans:export", args=[plan.pk, "division", "docx"]),
        reverse("plans:items", args=[plan.pk, "task"]): reverse("plans:export", args=[plan.pk, "items-task", "xlsx"]),
    }
    for page, link in pages.items():
        assert link in signed_in(world, "office").get(page).content.decode()
        assert link not in signed_in(world, "reader").get(page).content.decode()
