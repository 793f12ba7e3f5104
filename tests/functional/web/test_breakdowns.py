"""A person splits a target on pages, from the plan to the papers, and the wrong person cannot."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import ZipFile

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.builders.breakdowns import fields, live_target, three, typed
from tests.builders.workspace import World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans.models import Breakdown, BreakdownOpinion, Edition, Export

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

WAY = (
    ("drafting", "opinions", ""),
    ("opinions", "countersigned", "市财政局、市统计局"),
    ("countersigned", "decided", "专班第3次会议"),
    ("decided", "handed-down", ""),
)


def start(client: Client, world: World, plan: Edition, act: str = "save", **said: str) -> Answer:
    address = reverse("plans:breakdown-new", args=[live_target(plan).pk])
    return client.post(address, {**fields(typed(three(world), **said)), "act": act})


def go(client: Client, row: Breakdown, *, until: str) -> None:
    """On its way until that state."""
    for seen, to, note in WAY:
        row.refresh_from_db()
        if row.state == until:
            return
        client.post(reverse("plans:breakdown-move", args=[row.pk]), {"seen": seen, "to": to, "note": note})


def paper(client: Client, row: Breakdown, what: str, form: str = "docx", **said: str) -> Answer:
    query = f"?share={said.pop('share')}" if "share" in said else ""
    return client.post(reverse("plans:breakdown-paper", args=[row.pk, what, form]) + query, said)


def words(response: Answer) -> str:
    with ZipFile(BytesIO(response.content)) as archive:
        return archive.read("word/document.xml").decode()


def page(client: Client, row: Breakdown) -> str:
    return client.get(reverse("plans:breakdown", args=[row.pk])).content.decode()


def test_trying_shows_the_result_at_once_and_keeps_nothing(world: World, plan: Edition) -> None:
    tried = start(signed_in(world, "office"), world, plan, act="try", ratio="105")
    seen = tried.content.decode()
    assert tried.status_code == 200
    assert "Σ 20+12+10=42" in seen
    assert "105% 下达，合计 42家，多 2家" in seen
    assert not Breakdown.objects.exists()


def test_a_value_of_one_year_is_not_silently_split_for_another(world: World, plan: Edition) -> None:
    client, item = signed_in(world, "office"), live_target(plan)
    form = client.get(reverse("plans:breakdown-new", args=[item.pk])).content.decode()
    assert f"{item.year} 年末" in form.partition("目标值")[2][:200]
    assert "请核对年份" not in form
    told = f"目标值是 {item.year} 年的，现按 2027 年分解"
    assert told in start(client, world, plan, act="try", year="2027").content.decode()
    start(client, world, plan, year="2027")
    row = Breakdown.objects.get()
    assert (row.year, told in page(client, row)) == (2027, True)


def test_a_target_without_a_deadline_and_a_yearly_one_say_so_on_the_form(world: World, plan: Edition) -> None:
    client, item = signed_in(world, "office"), live_target(plan)
    item.fields |= {"frequency": "annual", "deadline_year": None}
    item.year = None
    item.save()
    form = client.get(reverse("plans:breakdown-new", args=[item.pk])).content.decode()
    assert "规划没有写明时限" in form
    assert "目标值是一年的数" in form


def test_what_leaves_no_room_is_told_with_places_and_figures_and_the_form_keeps_what_was_typed(
    world: World, plan: Edition
) -> None:
    lines = tuple(line._replace(cap="12") for line in three(world))
    address = reverse("plans:breakdown-new", args=[live_target(plan).pk])
    told = signed_in(world, "office").post(address, {**fields(typed(lines, title="我的标题")), "act": "save"})
    seen = told.content.decode()
    assert told.status_code == 422
    assert "还差 4家：鹭汀区12、枫渚区12、霁川高新区12" in seen
    assert 'value="我的标题"' in seen
    assert seen.count('value="12"') == 3
    assert not Breakdown.objects.exists()


def test_the_button_stands_on_a_live_target_alone(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    item = plan.items.filter(kind="target", unit="家")[0]
    page_of_item = reverse("plans:item", args=[item.pk])
    button = reverse("plans:breakdown-new", args=[item.pk])
    assert button not in office.get(page_of_item).content.decode()
    live_target(plan)
    assert button in office.get(page_of_item).content.decode()
    assert button not in signed_in(world, "leader").get(page_of_item).content.decode()


def test_the_form_lists_the_places_below_by_the_partition_asked_for(world: World, plan: Edition) -> None:
    three(world)
    address, office = reverse("plans:breakdown-new", args=[live_target(plan).pk]), signed_in(world, "office")
    tree, zones = (office.get(address, {"partition": each}).content.decode() for each in ("tree", "zones"))
    assert ("枫渚区" in tree, "霁川高新区" in tree) == (True, False)
    assert ("枫渚区" in zones, "霁川高新区" in zones) == (False, True)


def test_from_the_target_to_the_papers(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    assert start(office, world, plan).status_code == 302
    row = Breakdown.objects.get()
    second = fields(typed(three(world), name="方案二", method="equal"))
    office.post(reverse("plans:breakdown-scenario", args=[row.pk]), {**second, "act": "save"})
    assert "方案二" in page(office, row)
    go(office, row, until="opinions")
    said = {"name": "鹭汀区", "wish": "cap", "value": "15", "reason": "载体不足"}
    office.post(reverse("plans:breakdown-opinion", args=[row.pk]), said)
    ruling = reverse("plans:breakdown-rule", args=[row.pk, BreakdownOpinion.objects.get().pk])
    refused = office.post(ruling, {"ruling": "adopted", "ruled_for": " "})
    assert (refused.status_code, "须写明理由" in refused.content.decode()) == (422, True)
    office.post(ruling, {"ruling": "adopted", "ruled_for": "情况属实"})
    assert "Σ 15+14+11=40" in page(office, row)
    asked = "提出不超过 15家（载体不足）：采纳，情况属实"
    assert asked in words(paper(office, row, "table"))
    go(office, row, until="handed-down")
    shown = page(office, row)
    assert all(note in shown for note in ("市财政局、市统计局", "专班第3次会议", "样例office"))
    letter = words(paper(office, row, "notice"))
    assert letter.count("鹭汀区人民政府") == 1
    assert asked not in letter
    assert asked not in words(paper(office, row, "table"))
    assert asked in page(signed_in(world, "district-reader"), row)


def test_the_table_of_targets_sums_and_says_how_much_of_the_target_it_hands_down(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    start(office, world, plan, ratio="105")
    row = Breakdown.objects.get()
    given = paper(office, row, "table", "xlsx")
    book = openpyxl.load_workbook(BytesIO(given.content))
    rows = [list(cells) for cells in book.worksheets[0].iter_rows(values_only=True)]
    figures = {cells[1]: cells[3] for cells in rows if cells[1]}
    assert [figures[name] for name in ("鹭汀区", "枫渚区", "霁川高新区", "合计", "目标数")] == [20, 12, 10, 42, 40]
    assert figures["分解率"] == "105.0%"
    assert "2026年重点企业目标任务分解表.xlsx" in unquote(given.headers["Content-Disposition"])
    export = Export.objects.get()
    assert AuditLine.objects.filter(
        deed="plan.export", object_id=str(export.pk), after=f"sha256:{export.sha256}"
    ).exists()


def test_letters_are_drafts_made_after_the_meeting_and_pledges_on_request_alone(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    start(office, world, plan)
    row = Breakdown.objects.get()
    assert paper(office, row, "notice").status_code == paper(office, row, "pledge").status_code == 422
    go(office, row, until="decided")
    share = row.scenarios.get(is_chosen=True).shares.all()[0]
    for given in (paper(office, row, "notice"), paper(office, row, "pledge", share=str(share.pk))):
        told = words(given)
        assert "（送审稿）" in told
        assert "〔" not in told
    assert "霁川高新区" not in words(paper(office, row, "pledge", share=str(share.pk)))
    assert paper(office, row, "pledge").status_code == 404
    assert paper(office, row, "notice", "xlsx").status_code == 404


def test_what_is_internal_leaves_with_number_and_purpose(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    start(office, world, plan)
    row = Breakdown.objects.get()
    plan.plan.secrecy = "internal"
    plan.plan.save()
    assert paper(office, row, "table").status_code == 422
    given = paper(office, row, "table", purpose="上会")
    with ZipFile(BytesIO(given.content)) as archive:
        every = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    assert Export.objects.latest("pk").number in every


def test_a_district_reads_what_was_handed_down_and_no_more(world: World, plan: Edition) -> None:
    office, district = signed_in(world, "office"), signed_in(world, "district-reader")
    start(office, world, plan)
    row = Breakdown.objects.get()
    go(office, row, until="decided")
    address = reverse("plans:breakdown", args=[row.pk])
    assert district.get(address).status_code == 404
    assert row.title not in district.get(reverse("plans:breakdowns")).content.decode()
    go(office, row, until="handed-down")
    seen = district.get(address).content.decode()
    assert "本地" in seen
    assert '<form method="post" action="/plans' not in seen
    assert "专班第3次会议" not in seen
    assert "鹭汀区 19" in district.get(reverse("plans:breakdowns")).content.decode()
    for name in ("move", "choose", "opinion"):
        posted = signed_in(world, "district-office").post(reverse(f"plans:breakdown-{name}", args=[row.pk]), {})
        assert posted.status_code == 404
    assert paper(signed_in(world, "district-office"), row, "table").status_code == 404


@pytest.mark.parametrize("name", ["leader", "analyst", "reporter"])
def test_who_only_reads_is_offered_no_deed(name: str, world: World, plan: Edition) -> None:
    start(signed_in(world, "office"), world, plan)
    row = Breakdown.objects.get()
    seen = page(signed_in(world, name), row)
    assert row.title in seen
    assert reverse("plans:breakdown-move", args=[row.pk]) not in seen
    assert reverse("plans:breakdown-scenario", args=[row.pk]) not in seen


def test_the_list_is_filtered_by_state_words_and_target(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    start(office, world, plan)
    row = Breakdown.objects.get()
    address = reverse("plans:breakdowns")
    for asked, found in (
        ({"state": "drafting"}, True), ({"state": "decided"}, False), ({"q": "重点企业"}, True), ({"q": "园区"}, False),
        ({"item": str(row.item_id)}, True), ({"item": "999999"}, False),
    ):  # fmt: skip
        assert (reverse("plans:breakdown", args=[row.pk]) in office.get(address, asked).content.decode()) is found


def test_a_stale_page_takes_no_step(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    start(office, world, plan)
    row = Breakdown.objects.get()
    go(office, row, until="opinions")
    stale = office.post(reverse("plans:breakdown-move", args=[row.pk]), {"seen": "drafting", "to": "opinions"})
    assert (stale.status_code, "状态已变" in stale.content.decode()) == (422, True)
    assert row.steps.count() == 2
