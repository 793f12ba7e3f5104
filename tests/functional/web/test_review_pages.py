"""The review and the lists of items as pages: what is rejected can be found and undone, what is told is said in words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.audit.selectors import shown_of
from xiandao.apps.plans import judging
from xiandao.apps.plans.aims import AHEAD, base_year_of, commitment_of, commitment_said
from xiandao.apps.plans.claims import LASTS
from xiandao.apps.plans.export_items import FIELDS, _said
from xiandao.apps.plans.judging import Look
from xiandao.apps.plans.models import ITEM_STATES, Edition, Item

STRETCH = """霁川市未来产业行动计划（2024—2026年）
一、主要目标
到2026年末，全市未来产业规模达到1000亿元，力争达到1500亿元。核心产业规模比2024年翻一番。力争建成专业园区4个以上。
"""


def target(plan: Edition) -> Item:
    return plan.items.filter(kind="target").order_by("start")[0]


def judged(client: Client, item: Item, deed: str, **said: str) -> str:
    item.refresh_from_db()
    posted = {"version": str(item.version), **said}
    response = client.post(reverse("plans:judge", args=[item.pk, deed]), posted, headers={"HX-Request": "true"})
    return response.content.decode()


@pytest.fixture
def stretched(world: World, tmp_path: Path) -> Edition:
    return workspace.edition(world.person("office"), tmp_path, STRETCH, name="stretch.txt")


def test_what_somebody_else_decided_is_told_with_who_when_and_what(world: World, plan: Edition) -> None:
    item = target(plan)
    judging.item_confirm(world.person("reviewer"), item.pk, Look(0), at=AT)
    told = signed_in(world, "office").post(
        reverse("plans:judge", args=[item.pk, "reject"]), {"version": "0"}, headers={"HX-Request": "true"}
    )
    assert (told.status_code, told.headers["HX-Retarget"]) == (409, "#said")
    page = told.content.decode()
    assert all(words in page for words in (world.users["reviewer"].name, "2026-03-02 17:00", "确认", "您的操作未生效"))
    english = bearer(world.users["office"], "en").post(f"/items/{item.pk}/reject", {"version": 0}).json()["message"]
    assert "was confirmed by" in english


def test_every_decision_says_itself_and_offers_to_be_undone(world: World, plan: Edition) -> None:
    client, item = signed_in(world, "office"), target(plan)
    page = judged(client, item, "reject")
    assert "已判为误识，不采用" in page
    undo = reverse("plans:judge", args=[item.pk, "reopen"])
    assert re.search(f'data-key="z" hx-post="{undo}"', page)
    assert f'data-waiting="{plan.items.filter(state="candidate").count()}"' in page
    again = judged(client, item, "reopen")
    assert "已判为误识" not in again
    item.refresh_from_db()
    assert item.state == "candidate"


def test_what_was_rejected_is_listed_in_the_review_and_by_the_filter_of_its_kind(world: World, plan: Edition) -> None:
    client, item = signed_in(world, "office"), target(plan)
    review, listed = reverse("plans:review", args=[plan.pk]), reverse("plans:items", args=[plan.pk, "target"])
    assert 'class="rejected"' not in client.get(review).content.decode()
    judged(client, item, "reject")
    assert "不采用的 1 条" in client.get(review).content.decode()
    own = f'href="{reverse("plans:item", args=[item.pk])}"'
    assert own not in client.get(listed).content.decode()
    assert own in client.get(f"{listed}?state=rejected").content.decode()


def waits(client: Client, plan: Edition) -> str:
    """The row of *plan* in the list of what waits."""
    page = client.get(reverse("overview")).content.decode()
    found = re.search(rf'<tr><td><a href="{reverse("plans:review", args=[plan.pk])}">.*?</tr>', page, re.DOTALL)
    return found[0] if found else ""


def test_who_has_begun_to_review_is_named_in_the_list_of_what_waits_and_nobody_is_kept_out(
    world: World, plan: Edition
) -> None:
    office, reviewer, now = signed_in(world, "office"), world.person("reviewer"), timezone.now()
    name = world.users["reviewer"].name
    assert "核对中" not in waits(office, plan)
    judging.item_confirm(reviewer, target(plan).pk, Look(0), at=now)
    told = f"核对中：{name}，{timezone.localtime(now):%m-%d %H:%M} 起"
    assert told in waits(office, plan)
    assert told in office.get(reverse("plans:review", args=[plan.pk])).content.decode()
    claims = bearer(world.users["office"]).get("/overview").json()["waiting"][0]["claims"]
    assert [each["who"] for each in claims] == [name]
    other = plan.items.filter(state="candidate").order_by("pk")[0]
    assert "确认" in judged(office, other, "confirm")
    other.refresh_from_db()
    assert other.state == "confirmed"
    assert "等 2 人" in waits(office, plan)
    assert waits(signed_in(world, "reader"), plan) == ""  # who reviews nothing learns of nobody


def test_a_claim_lapses_when_nothing_was_done_for_a_fortnight(world: World, plan: Edition) -> None:
    long_ago = timezone.now() - LASTS - dt.timedelta(hours=1)
    judging.item_confirm(world.person("reviewer"), target(plan).pk, Look(0), at=long_ago)
    assert "核对中" not in waits(signed_in(world, "office"), plan)


def test_an_item_that_was_put_back_or_drawn_says_who_has_it(world: World, plan: Edition) -> None:
    reviewer, now, item = world.person("reviewer"), timezone.now(), target(plan)
    judging.item_confirm(reviewer, item.pk, Look(0), at=now)
    judging.item_reopen(reviewer, item.pk, Look(1), at=now)
    plan.items.exclude(kind__in=("target", "task")).update(risk=0.0)
    check = judging.sample_draw(world.person("office"), plan.pk, at=now)
    drawn = dict.fromkeys(check.drawn, world.users["office"].name)
    page = signed_in(world, "office").get(reverse("plans:panel", args=[plan.pk])).content.decode()
    rows = re.findall(r'name="items" value="([0-9]+):[0-9]+"(.*?)</tr>', page, re.DOTALL)
    told = {int(pk): re.findall("核对中：([^，]+)，", text) for pk, text in rows}
    assert {pk: who[0] for pk, who in told.items() if who} == {**drawn, item.pk: world.users["reviewer"].name}
    assert bearer(world.users["office"]).get(f"/editions/{plan.pk}/review").json()["claimed"][str(item.pk)]["who"]


def test_nothing_is_added_without_words_and_the_page_says_what_to_do_first(world: World, plan: Edition) -> None:
    client, address = signed_in(world, "office"), reverse("plans:add", args=[plan.pk])
    page = client.get(reverse("plans:review", args=[plan.pk])).content.decode()
    form = page.partition('<form id="adding"')[2].partition("</form>")[0]
    assert re.search(r'role="status" data-lacking="[^"]*先在原文中选中', form)
    assert "在原文中选中" in form.partition('id="adding-told"')[2]  # it stands there before anybody asks
    lacking = client.get(
        address, {"of": "target", "start": "", "end": "", "words": " "}, headers={"HX-Request": "true"}
    )
    assert (lacking.status_code, lacking.headers["HX-Retarget"]) == (422, "#said")
    assert "先在原文中选中" in lacking.content.decode()


def test_words_are_typed_where_nobody_can_select_them_and_found_over_line_breaks(world: World, tmp_path: Path) -> None:
    broken = workspace.TEXT.replace("研发、检验", "研发、\n检验")
    plan = workspace.edition(world.person("office"), tmp_path, broken)
    client, address = signed_in(world, "office"), reverse("plans:add", args=[plan.pk])

    def asked(words: str) -> str:
        return client.get(
            address, {"of": "technology", "words": words}, headers={"HX-Request": "true"}
        ).content.decode()

    form = asked("研发、检验")
    start, end = (int(re.findall(f'name="{name}" value="([0-9]+)"', form)[0]) for name in ("start", "end"))
    assert plan.document is not None
    assert plan.document.text[start:end] == "研发、\n检验"
    assert "原文中没有这段文字" in asked("研发和检验")
    assert "不止一处" in asked("创新团队")


@pytest.mark.parametrize("kind", ["target", "task"])
def test_the_filter_of_a_list_offers_every_state(kind: str, world: World, plan: Edition) -> None:
    page = signed_in(world, "office").get(reverse("plans:items", args=[plan.pk, kind])).content.decode()
    offered = re.findall('<option value="([a-z]*)"', page)
    assert [each for each in offered if each in ITEM_STATES] == [*ITEM_STATES]


def test_what_is_wrong_with_a_field_names_the_field_as_the_form_does(world: World, plan: Edition) -> None:
    client, item = signed_in(world, "office"), target(plan)
    assert "“数值”应为数字" in judged(client, item, "correct", value="多")
    assert "deadline_year" not in judged(client, item, "correct", deadline_year="26")
    told = (
        bearer(world.users["office"])
        .post(f"/items/{item.pk}/correct", {"version": 0, "fields": {"value": "多"}})
        .json()
    )
    assert told["values"]["field"] == "value"  # a program is told the name it sent


def test_no_card_shows_the_name_of_a_rule_or_the_key_of_an_item(world: World, stretched: Edition) -> None:
    client = signed_in(world, "office")
    review = reverse("plans:panel", args=[stretched.pk])
    higher = next(item for item in stretched.items.filter(kind="target") if item.fields["stretch_of"])
    for item in stretched.items.all():
        for address in (reverse("plans:item", args=[item.pk]), f"{review}?item={item.pk}"):
            page = client.get(address).content.decode()
            assert item.rule not in page
    page = client.get(reverse("plans:item", args=[higher.pk])).content.decode()
    assert higher.fields["stretch_of"] not in page
    assert "1000" in page.partition("力争，优于")[2].partition("</tr>")[0].replace(",", "")


def test_a_year_changed_by_hand_says_so_and_never_that_it_was_read(world: World, plan: Edition) -> None:
    office, item = world.person("office"), target(plan)
    changed = judging.item_correct(office, item.pk, Look(0), {"deadline_year": "2028"}, at=AT)
    assert changed.fields["deadline_basis"] == "person"
    page = signed_in(world, "office").get(reverse("plans:item", args=[item.pk])).content.decode()
    assert "人工改正" in page
    same = judging.item_correct(office, item.pk, Look(1), {"deadline_year": "2028", "value": "310"}, at=AT)
    assert same.fields["deadline_basis"] == "person"
    gone = judging.item_correct(office, item.pk, Look(2), {"deadline_year": ""}, at=AT)
    assert gone.fields["deadline_basis"] == "none"


def test_what_is_striven_for_is_marked_wherever_targets_are_listed(world: World, stretched: Edition) -> None:
    client = signed_in(world, "office")
    targets = list(stretched.items.filter(kind="target").order_by("start"))
    assert [commitment_of(item) for item in targets] == [None, "strive", None, "strive"]
    bare = Item.objects.filter(edition=stretched, kind="target").defer("edition").annotate(ahead=AHEAD)
    assert [commitment_of(item) for item in bare.order_by("start")] == [None, "strive", None, "strive"]
    for name, args in (("plans:edition", [stretched.pk]), ("plans:items", [stretched.pk, "target"])):
        page = client.get(reverse(name, args=args)).content.decode()
        assert page.count('<span class="tag">力争</span>') == 2
    of = next(field for field in FIELDS["target"] if field.column.name == "约束程度")
    assert [of.value(_said(item)) for item in targets] == [None, "力争", None, "力争"]
    office = bearer(world.users["office"])
    assert [office.get(f"/items/{item.pk}").json()["commitment"] for item in targets] == [None, "strive"] * 2


def test_a_word_beyond_a_mark_says_nothing_of_a_target() -> None:
    assert commitment_said("建成园区4个", "力争到2027年末") == "strive"
    assert commitment_said("建成园区4个", "力争形成生态，") is None
    assert commitment_said("建成园区4个", "确保") == "ensure"
    assert commitment_said("确保建成园区4个", "") == "ensure"


def test_a_target_that_names_the_year_it_starts_from_is_not_without_a_base(world: World, stretched: Edition) -> None:
    page = signed_in(world, "office").get(reverse("plans:items", args=[stretched.pk, "target"])).content.decode()
    assert "以2024年为基期，未写明基数" in page


@pytest.mark.parametrize(
    ("quote", "unit", "year"),
    [
        ("核心产业规模比2024年翻一番", "倍", 2024),
        ("达到2024年的2.5倍", "倍", 2024),
        ("较2023年增长50%", "%", 2023),
        ("到2027年增长50%", "%", None),
        ("到2027年达到300亿元", "亿元", None),
        ("到2027年企业比2024年增加30家", "家", None),
    ],
)
def test_only_a_multiple_or_a_share_starts_from_the_year_in_its_words(quote: str, unit: str, year: int | None) -> None:
    assert base_year_of(quote, unit, None) == year
    assert base_year_of(quote, unit, 2020) == 2020


# ---- upper and lower plans


def test_the_districts_own_page_leads_to_what_it_carries_out_above(world: World, tmp_path: Path) -> None:
    upper = workspace.edition(world.person("office"), tmp_path, name="upper.txt")
    text = workspace.TEXT.replace("霁川市", "鹭汀区").replace("全市", "全区").replace("300亿元", "180亿元")
    lower = workspace.edition(world.person("district-office"), tmp_path, text, name="lower.txt")
    page = signed_in(world, "office").get(reverse("plans:align", args=[lower.pk])).content.decode()
    way = f"{reverse('plans:align', args=[upper.pk])}?plan={lower.pk}&amp;show=met&amp;all=1"
    assert way in page
    mine = signed_in(world, "office").get(way.replace("&amp;", "&")).content.decode()
    assert "（可信度 " in mine
    hidden = signed_in(world, "district-office").get(reverse("plans:align", args=[lower.pk])).content.decode()
    assert reverse("plans:align", args=[upper.pk]) not in hidden


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_is_laid_under_a_target_says_its_year_and_whether_it_is_another(
    year: int, world: World, tmp_path: Path
) -> None:
    upper = workspace.edition(world.person("office"), tmp_path, name="upper.txt")
    text = workspace.TEXT.replace("霁川市", "鹭汀区").replace("全市", "全区").replace("300亿元", "180亿元")
    text = text.replace("到2026年末", f"到{year}年末")
    lower = workspace.edition(world.person("district-office"), tmp_path, text, name="lower.txt")
    below = lower.items.get(kind="target", head__contains="180")
    page = signed_in(world, "office").get(f"{reverse('plans:align', args=[upper.pk])}?all=1").content.decode()
    links = [each.partition("可信度")[0] for each in page.split('<div class="link">')[1:]]
    (told,) = [each.partition(below.head)[2] for each in links if reverse("plans:item", args=[below.pk]) in each]
    assert f">{year} 年末<" in told
    assert ("时限不同（本级 2026 年）" in told) is (year == 2025)


# ---- the log


def test_the_log_says_in_words_who_did_what_to_which_post_and_no_title_of_a_plan(world: World, plan: Edition) -> None:
    judging.item_correct(world.person("office"), target(plan).pk, Look(0), {"value": "310"}, at=AT)
    page = signed_in(world, "auditor").get(reverse("audit:log")).content.decode()
    assert all(words in page for words in ("改正条目", world.users["office"].name))
    assert "item.correct" not in page
    posts = [each for each in shown_of(list(AuditLine.objects.all())) if each.line.object_kind == "post"]
    assert posts
    assert all(each.what for each in posts)
    assert not re.search(r"<td>post [0-9]+", page)
    assert plan.plan.title not in page
