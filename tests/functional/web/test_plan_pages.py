"""The plan's page: as of a day, pages as printed, findings, slots of bundles, what it rests on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import workspace
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import checking, judging, services, slots
from xiandao.apps.plans.checking import finding_judge, findings_of
from xiandao.apps.plans.models import Edition, FindingNote, Item, Plan
from xiandao.apps.plans.services import edition_enter
from xiandao.core.errors import Refusal
from xiandao.readers import read_source

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
BUNDLES = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年末，全市未来产业规模达300亿元左右。
二、重点任务
（一）实行“六个一”推进机制。对列入清单的每条赛道，配齐“六个一”，即一个专家智库、一支服务团队、一套扶持办法、一个引导基金、一批试用场景、一个公共平台。（责任单位：市科技局）
（二）组建专家智库。选聘领域专家，建立咨询制度。（责任单位：市科协）
三、保障措施
根据《云澜省人民政府关于加快培育发展未来产业的指导意见》（云澜政发〔2024〕31号）和《云澜省科技创新条例》制定本计划。
"""


def entered(world: World, name: str, *, by: str = "office") -> Edition:
    return edition_enter(world.person(by), read_source(SAMPLES / name), SAMPLES / name, at=AT)


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# ---- pages as printed


@pytest.fixture(params=["06-city-plan.pdf", "14-zone-action.ofd"])
def printed(request: pytest.FixtureRequest, world: World) -> Edition:
    return entered(world, request.param)


def test_who_may_not_see_the_plan_gets_no_picture_of_it(world: World, printed: Edition) -> None:
    address = reverse("plans:page-image", args=[printed.pk, 1, 1])
    office = signed_in(world, "office").get(address)
    assert office.status_code == 200
    for name in ("other-office", "district-office", "security", "auditor"):
        response = signed_in(world, name).get(address, headers={"If-None-Match": office["ETag"]})
        assert response.status_code == 404
    assert Client().get(address).status_code == 302


def test_a_picture_is_kept_by_nobody_but_who_asked(world: World, printed: Edition) -> None:
    client, address = signed_in(world, "reporter"), reverse("plans:page-image", args=[printed.pk, 1, 1])
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-cache"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_pages_and_zooms_that_are_not_there_are_refused(world: World, printed: Edition, plan: Edition) -> None:
    client = signed_in(world, "office")
    for of, number, zoom in ((printed, 99, 1), (printed, 1, 7), (plan, 1, 1)):
        assert client.get(reverse("plans:page-image", args=[of.pk, number, zoom])).status_code == 422
        if zoom == 1:
            assert client.get(reverse("plans:page", args=[of.pk, number])).status_code == 422
    assert "原件页面" not in words(client, reverse("plans:edition", args=[plan.pk]))


def test_every_item_is_marked_on_its_page(world: World, printed: Edition) -> None:
    client = signed_in(world, "reporter")
    items = list(printed.items.exclude(start=None))[::3]
    unmarked = [
        item.head
        for item in items
        if "<rect" not in words(client, f"{reverse('plans:page', args=[printed.pk, item.page])}?item={item.pk}")
    ]
    assert len(items) > 15
    assert len(unmarked) <= 0.01 * len(items)


def test_a_page_is_rendered_once_and_shown_again_from_what_is_kept(
    world: World, printed: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = signed_in(world, "office"), reverse("plans:page-image", args=[printed.pk, 2, 1])
    first = client.get(address).content

    def never(*_: object, **__: object) -> None:
        raise AssertionError("rendered again")

    monkeypatch.setattr("xiandao.apps.plans.page_images.page_shown", never)
    assert client.get(address).content == first
    assert words(client, reverse("plans:page", args=[printed.pk, 2])).count("<rect") == 0


def test_words_between_two_places_are_marked_and_nonsense_is_not(world: World, printed: Edition) -> None:
    client, address = signed_in(world, "office"), reverse("plans:page", args=[printed.pk, 1])
    assert "<rect" in words(client, f"{address}?at=3-12")
    for at in ("12-3", "9-99999999", "x", "-1-4", "99999999999-3"):
        assert "<rect" not in words(client, f"{address}?at={at}")
    assert "<rect" not in words(client, f"{address}?item=99999999")


def test_the_text_and_the_item_bring_the_printed_page_beside_them(world: World, printed: Edition) -> None:
    client, item = signed_in(world, "office"), printed.items.filter(page=2)[0]
    address = reverse("plans:page", args=[printed.pk, 2])
    assert f'hx-get="{address}?item={item.pk}"' in words(client, reverse("plans:item", args=[item.pk]))
    assert reverse("plans:page", args=[printed.pk, 1]) in words(client, reverse("plans:text", args=[printed.pk]))
    fragment = client.get(f"{address}?item={item.pk}", headers={"HX-Request": "true"}).content.decode()
    assert fragment.startswith("<figure")
    assert "<rect" in fragment


# ---- as of a day


def test_the_page_as_of_a_day_shows_what_was_decided_by_then(world: World, plan: Edition) -> None:
    office, client = world.person("office"), signed_in(world, "office")
    services.edition_issue(office, plan, state="issued", at=AT)
    item = plan.items.filter(kind="target").order_by("start")[0]
    judging.item_confirm(office, item.pk, judging.Look(0), at=AT)
    judging.item_correct(office, item.pk, judging.Look(1), {"value": "310.25"}, at=AT + dt.timedelta(days=5))
    address = reverse("plans:edition", args=[plan.pk])
    day = AT.date().isoformat()
    then = words(client, f"{address}?as_of={day}&known_at={day}")
    assert "300" in then.partition("此后的变化")[0]
    assert "310.25" not in then.partition("此后的变化")[0]
    assert "310.25" in then.partition("此后的变化")[2]
    assert "待核" not in then.partition("此后的变化")[0].partition("当时已确认的条目")[2].partition("</table>")[0]
    assert client.get(f"{address}?as_of=2001-01-01").status_code == 422
    assert client.get(f"{address}?as_of=x").status_code == 422
    assert 'name="as_of"' in words(client, address)


# ---- findings


def noted(client: Client, plan: Edition, **said: str) -> int:
    return client.post(reverse("plans:finding", args=[plan.pk]), said).status_code


def test_a_finding_without_reason_or_that_is_gone_is_refused_and_leaves_no_trace(world: World, plan: Edition) -> None:
    client, found = signed_in(world, "office"), findings_of(plan)[0]
    assert noted(client, plan, key=found.key, verdict="known", reason="  ") == 422
    assert noted(client, plan, key=found.key, verdict="known", reason="长" * 401) == 422
    assert noted(client, plan, key=found.key, verdict="fine", reason="已核") == 422
    assert noted(client, plan, key="0" * 16, verdict="known", reason="已核") == 422
    assert noted(signed_in(world, "reader"), plan, key=found.key, verdict="known", reason="已核") == 404
    assert noted(signed_in(world, "other-office"), plan, key=found.key, verdict="known", reason="已核") == 404
    assert not FindingNote.objects.exists()


def test_what_is_said_of_a_finding_is_kept_logged_and_survives_a_new_reading(world: World, plan: Edition) -> None:
    client, office = signed_in(world, "office"), world.person("office")
    found = findings_of(plan)[0]
    assert noted(client, plan, key=found.key, verdict="not-applicable", reason="口径另行规定") == 302
    assert AuditLine.objects.filter(deed="finding.judge", object_id=str(plan.pk)).count() == 1
    services.edition_reread(plan, by=office, at=AT)
    plan.refresh_from_db()
    again = next(each for each in findings_of(plan) if each.key == found.key)
    assert (again.state, again.note and again.note.reason) == ("not-applicable", "口径另行规定")
    page = words(client, reverse("plans:findings", args=[plan.pk]))
    assert "口径另行规定" in page
    assert noted(client, plan, key=found.key, verdict="open") == 302
    assert next(each for each in findings_of(plan) if each.key == found.key).state == "open"
    assert FindingNote.objects.count() == 2


def test_findings_are_grouped_counted_filtered_and_lead_to_their_words(world: World, plan: Edition) -> None:
    client, address = signed_in(world, "reporter"), reverse("plans:findings", args=[plan.pk])
    found = findings_of(plan)
    page = words(client, address)
    assert found
    for each in found:
        assert f'id="f-{each.ordinal}"' in page
        if each.words:
            assert f'href="#t-{each.ordinal}"' in page
            assert f'id="t-{each.ordinal}"' in page
    assert 'name="reason"' not in page
    level = found[0].level
    shown = words(client, f"{address}?level={level}")
    assert shown.count('id="f-') == sum(each.level == level for each in found)
    assert words(client, f"{address}?state=known").count('id="f-') == 0
    assert checking.ORIGINS == ("reading", "lint")


# ---- bundles and what the plan rests on


@pytest.mark.parametrize(
    ("name", "promised"),
    [
        ("六个一", 6),
        ("5个100", 5),
        ("一图三清单", 4),
        ("四张清单", 4),
        ("“十”", 10),
        ("专项行动", None),
        ("100个", None),
    ],
)
def test_a_bundles_name_says_how_many_slots_it_has(name: str, promised: int | None) -> None:
    assert slots.promised_by(name) == promised


def slots_of(plan: Edition) -> slots.Bundled:
    (found,) = slots.bundled(plan, list(plan.items.exclude(state="rejected").order_by("start", "pk")))
    return found


def test_a_bundle_whose_parts_were_not_read_has_no_slots_but_a_way_on(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, BUNDLES.replace("、一个公共平台", ""), name="b.txt")
    assert slots_of(plan).slots == ()
    assert "没有逐项识别出内容" in words(signed_in(world, "reporter"), reverse("plans:edition", args=[plan.pk]))


def test_slots_are_bound_to_what_they_name_and_open_ones_say_so(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, BUNDLES, name="bundles.txt")
    office, item = world.person("office"), plan.items.get(kind="bundle")
    assert slots_of(plan).written == len(slots_of(plan).slots) == 6
    judging.item_correct(office, item.pk, judging.Look(0), {"items": "\n".join(item.fields["items"][:5])}, at=AT)
    found = slots_of(plan)
    assert (found.promised, found.written, len(found.slots)) == (6, 5, 6)
    experts = found.slots[0]
    assert experts.span is not None
    assert BUNDLES[slice(*experts.span)] == experts.words
    assert "专家智库" in "".join(item.head for item in experts.items)
    assert "市科协" in experts.units
    assert found.slots[-1] == slots.Slot("", None, (), (), ())
    page = words(signed_in(world, "reporter"), reverse("plans:edition", args=[plan.pk]))
    assert page.count("未写明") == 1 + page.count("记为“未写明”")
    assert f"?at={experts.span.start}-{experts.span.end}#sought" in page
    text = words(
        signed_in(world, "reporter"),
        f"{reverse('plans:text', args=[plan.pk])}?at={experts.span.start}-{experts.span.end}",
    )
    assert 'id="sought"' in text


def test_a_cited_document_leads_to_its_plan_where_it_is_kept_and_may_be_seen(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, BUNDLES, name="bundles.txt")
    upper = workspace.edition(
        world.person("province-office"), tmp_path, "云澜省未来产业意见\n一、目标\n到2027年达到9亿元。", name="u.txt"
    )
    Edition.objects.filter(pk=upper.pk).update(doc_no="云澜政发[2024]31号")
    address = reverse("plans:edition", args=[plan.pk])
    hidden = words(signed_in(world, "office"), address)
    assert reverse("plans:edition", args=[upper.pk]) not in hidden
    assert hidden.count("未收录</span>") == plan.items.filter(kind="cite").count()
    services.edition_issue(world.person("province-office"), upper, state="issued", at=AT)
    Plan.objects.filter(pk=upper.plan_id).update(openness="open", is_issued=True)
    seen = words(signed_in(world, "office"), address)
    assert reverse("plans:edition", args=[upper.pk]) in seen
    assert seen.count("未收录</span>") == plan.items.filter(kind="cite").count() - 1


def test_a_plan_of_the_same_title_but_another_number_is_another(world: World, tmp_path: Path) -> None:
    plan = workspace.edition(world.person("office"), tmp_path, BUNDLES, name="bundles.txt")
    other = workspace.edition(world.person("office"), tmp_path, "甲\n一、目标\n到2027年达到9亿元。", name="u.txt")
    cite = Item.objects.get(edition=plan, kind="cite", fields__doc_no__startswith="云澜政发")
    other.plan.title = cite.fields["title"]
    other.plan.save()
    Edition.objects.filter(pk=other.pk).update(doc_no="云澜政发〔2019〕1号")
    address = reverse("plans:edition", args=[other.pk])
    assert address not in words(signed_in(world, "office"), reverse("plans:edition", args=[plan.pk]))
    Edition.objects.filter(pk=other.pk).update(doc_no="")
    assert address in words(signed_in(world, "office"), reverse("plans:edition", args=[plan.pk]))


def test_what_a_finding_says_of_nothing_is_refused_by_the_service(world: World, plan: Edition) -> None:
    with pytest.raises(Refusal) as refused:
        finding_judge(world.person("office"), plan.pk, "none", verdict="known", reason="已核", at=AT)
    assert refused.value.code == "finding-gone"
