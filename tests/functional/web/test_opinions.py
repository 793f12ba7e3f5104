"""征求意见 in the browser: who is asked sees the draft and no more, every comment ends with a reason, changes lead back."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import workspace
from tests.builders.api import bearer
from tests.builders.releases import opened
from tests.builders.workspace import AT, TEXT, World, signed_in

from xiandao.apps.accounts.models import Unit
from xiandao.apps.cases.models import Case, Round
from xiandao.apps.notices.models import Notice
from xiandao.apps.plans import opinions
from xiandao.apps.plans.models import Edition, Export, Item
from xiandao.apps.plans.opinion_answers import answers_of
from xiandao.apps.plans.opinion_pages import span_at
from xiandao.apps.plans.opinions import Asking, Saying
from xiandao.core.errors import Refusal

FAR = "2099-12-31"
FINAL = TEXT.replace("300亿元", "280亿元").replace("市工信局", "市发改委")


def send(client: Client, name: str, plan: Edition, **said: object) -> HttpResponse:
    return client.post(reverse(f"plans:opinions-{name}", args=[plan.pk]), said)  # type: ignore[return-value]


def seen(client: Client, name: str, plan: Edition) -> str:
    response = client.get(reverse(f"plans:{name}", args=[plan.pk]))
    return response.content.decode() if response.status_code == 200 else str(response.status_code)


@pytest.fixture
def asked(world: World, plan: Edition) -> Round:
    send(signed_in(world, "office"), "round", plan, title="征求意见", until=FAR, places=world.district.pk)
    return Round.objects.get()


def target(plan: Edition, words: str = "规模") -> Item:
    return plan.items.get(kind="target", head__contains=words)


def said(world: World, plan: Edition, text: str, **about: object) -> Case:
    send(signed_in(world, "district-office"), "comment", plan, text=text, **about)
    return Case.objects.latest("pk")


# ---- what must not happen


def test_a_draft_is_absent_for_a_district_until_it_is_asked_and_again_when_the_round_is_closed(
    world: World, plan: Edition
) -> None:
    district, office = signed_in(world, "district-office"), signed_in(world, "office")
    assert seen(district, "edition", plan) == "404"
    send(office, "round", plan, title="征求意见", until=FAR, places=world.district.pk)
    assert plan.plan.title in seen(district, "edition", plan)
    assert plan.plan.title in district.get(reverse("plans:list")).content.decode()
    send(office, "close", plan)
    assert seen(district, "edition", plan) == "404"


@pytest.mark.usefixtures("asked")
def test_who_is_asked_sees_neither_the_review_nor_the_file_nor_the_rulings(world: World, plan: Edition) -> None:
    district = signed_in(world, "district-office")
    for name in ("review", "panel", "original", "json", "opinions-paper", "opinions-rule", "opinions-close"):
        assert district.get(reverse(f"plans:{name}", args=[plan.pk])).status_code in (404, 405), name
    assert send(district, "rule", plan, case=1, ruling="adopted", reason="好").status_code == 404
    assert send(district, "close", plan).status_code == 404
    assert "待核对" not in seen(district, "opinions", plan)
    assert reverse("plans:review", args=[plan.pk]) not in seen(district, "edition", plan)


@pytest.mark.usefixtures("asked")
def test_another_city_sees_nothing_of_a_draft_on_which_others_are_asked(world: World, plan: Edition) -> None:
    other = signed_in(world, "other-office")
    for name in ("edition", "text", "opinions", "opinions-write"):
        assert seen(other, name, plan) == "404", name
    assert send(other, "comment", plan, text="路过").status_code == 404
    assert Case.objects.count() == 0


@pytest.mark.usefixtures("asked")
def test_a_work_secret_stays_with_the_roles_that_may_see_it_even_where_their_place_is_asked(
    world: World, plan: Edition
) -> None:
    plan.plan.secrecy = "secret"
    plan.plan.save()
    assert seen(signed_in(world, "district-reader"), "edition", plan) == "404"
    assert plan.plan.title in seen(signed_in(world, "district-office"), "edition", plan)


@pytest.mark.usefixtures("asked")
def test_what_one_says_is_read_by_the_office_and_by_nobody_else_who_is_asked(world: World, plan: Edition) -> None:
    said(world, plan, "指标偏高")
    office = signed_in(world, "office")
    send(office, "comment", plan, text="另有看法", outside="某某协会")
    assert all(words in seen(office, "opinions", plan) for words in ("指标偏高", "另有看法", "某某协会"))
    district = seen(signed_in(world, "district-office"), "opinions", plan)
    assert "指标偏高" in district
    assert "另有看法" not in district
    assert "指标偏高" not in seen(signed_in(world, "analyst"), "opinions", plan)


@pytest.mark.usefixtures("asked")
def test_who_was_not_asked_cannot_comment_though_they_see_the_draft(world: World, plan: Edition) -> None:
    response = send(signed_in(world, "reviewer"), "comment", plan, text="我也说")
    assert response.status_code == 422
    assert "不在这次征求意见的范围内" in response.content.decode()


@pytest.mark.usefixtures("asked")
def test_nobody_asked_may_type_in_words_for_somebody_outside(world: World, plan: Edition) -> None:
    send(signed_in(world, "district-office"), "comment", plan, text="代说", outside="某某协会")
    assert Case.objects.count() == 0


def test_after_the_last_day_only_the_office_enters_what_it_was_sent(world: World, plan: Edition) -> None:
    asking = Asking(title="征求意见", days=3, places=[world.district.pk])
    asked = opinions.round_begin(world.person("office"), plan.pk, asking, at=AT)
    assert asked.until == dt.date(2026, 3, 5)
    late = AT + dt.timedelta(days=4)
    with pytest.raises(Refusal) as refused:
        opinions.comment_add(world.person("district-office"), plan.pk, Saying(text="迟了"), at=late)
    assert (refused.value.code, refused.value.values) == ("round-over", {"until": "2026-03-05"})
    opinions.comment_add(world.person("office"), plan.pk, Saying(text="来函", outside="鹭汀区"), at=late)
    assert Case.objects.count() == 1


def test_a_last_day_in_a_year_without_a_calendar_is_told_and_can_be_typed(world: World, plan: Edition) -> None:
    december, district = dt.datetime(2031, 12, 1, tzinfo=dt.UTC), [world.district.pk]
    with pytest.raises(Refusal) as refused:
        opinions.round_begin(world.person("office"), plan.pk, Asking(title="征", days=5, places=district), at=december)
    assert refused.value.code == "calendar-year-missing"
    until = dt.date(2031, 12, 9)
    asking = Asking(title="征", until=until, rule_days=5, places=district)
    opinions.round_begin(world.person("office"), plan.pk, asking, at=december)
    opinions.comment_add(world.person("district-office"), plan.pk, Saying(text="意见"), at=december)
    page = seen(signed_in(world, "office"), "opinions", plan)
    assert "2031 年放假调休安排未录入，答复期限算不出" in page


def unit_of(world: World, who: str) -> Unit:
    return world.users[who].holdings.get().post.unit


def test_units_below_and_beside_are_offered_by_place_and_none_from_above(world: World, plan: Edition) -> None:
    own, below, beside = (unit_of(world, who).pk for who in ("office", "district-office", "other-office"))
    page = seen(signed_in(world, "office"), "opinions", plan)
    offered = re.findall('name="units" value="([0-9]+)"', page)
    assert [offered.index(str(pk)) for pk in (own, below, beside)] == sorted(
        map(offered.index, map(str, (own, below, beside)))
    )
    assert str(unit_of(world, "province-office").pk) not in offered
    groups = re.findall("<summary>(.*?) <span", page.partition("<legend>征求哪些单位")[2].partition("</fieldset>")[0])
    assert groups == [world.city.name, world.district.name, world.other_city.name]
    told = bearer(world.users["office"]).get(f"/editions/{plan.pk}/opinions").json()["units"]
    assert {each["place"] for each in told} == {*groups}
    assert [str(each["id"]) for each in told] == offered


@pytest.mark.parametrize(
    ("who", "bystander"), [("district-office", "other-office"), ("other-office", "district-office")]
)
def test_a_unit_of_another_place_that_is_asked_is_told_and_sees_that_draft_and_no_other(
    who: str, bystander: str, world: World, plan: Edition, tmp_path: Path
) -> None:
    second = workspace.edition(world.person("office"), tmp_path, TEXT.replace("霁川市", "霁川城"), name="other.txt")
    client, office = signed_in(world, who), signed_in(world, "office")
    send(office, "round", plan, title="征求意见", until=FAR, units=unit_of(world, who).pk)
    assert plan.plan.title in seen(client, "edition", plan)
    assert seen(client, "edition", second) == "404"
    assert seen(client, "review", plan) == "404"
    assert client.get(reverse("plans:original", args=[plan.pk])).status_code in (404, 405)
    assert seen(signed_in(world, bystander), "edition", plan) == "404"
    posts = {each.post_id for each in Notice.objects.filter(kind="opinions.asked")}
    assert posts == {world.users[who].holdings.get().post_id}
    send(client, "comment", plan, text="本单位意见")
    assert Case.objects.get().unit_id == unit_of(world, who).pk
    send(office, "rule", plan, case=Case.objects.get().pk, ruling="adopted", reason="好")
    send(office, "close", plan)
    assert seen(client, "edition", plan) == "404"


def test_a_unit_from_above_cannot_be_asked(world: World, plan: Edition) -> None:
    wrong = unit_of(world, "province-office").pk
    assert send(signed_in(world, "office"), "round", plan, title="征", until=FAR, units=wrong).status_code == 422
    assert Round.objects.count() == 0


def test_only_a_draft_is_put_to_opinions_and_only_to_those_whom_its_keeper_may_ask(world: World, plan: Edition) -> None:
    office = signed_in(world, "office")
    for wrong in ({"places": world.other_city.pk}, {"places": world.province.pk}, {"units": 10_000}, {}):
        assert send(office, "round", plan, title="征", until=FAR, **wrong).status_code == 422
    assert send(office, "round", plan, title="征", until="2001-01-01", places=world.district.pk).status_code == 422
    plan.state = "issued"
    plan.save()
    assert send(office, "round", plan, title="征", until=FAR, places=world.district.pk).status_code == 422
    assert Round.objects.count() == 0


@pytest.mark.usefixtures("asked")
def test_a_comment_on_another_draft_is_not_ruled_upon_through_this_one(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    case = said(world, plan, "指标偏高")
    other = workspace.edition(world.person("office"), tmp_path, TEXT.replace("霁川市", "霁川城"), name="other.txt")
    office = signed_in(world, "office")
    send(office, "round", other, title="征", until=FAR, places=world.district.pk)
    assert send(office, "rule", other, case=case.pk, ruling="adopted", reason="好").status_code == 404


@pytest.mark.usefixtures("asked")
def test_words_that_do_not_stand_in_the_draft_cannot_be_commented_on(world: World, plan: Edition) -> None:
    district = signed_in(world, "district-office")
    assert send(district, "comment", plan, text="改", words="原文没有这句").status_code == 422
    assert send(district, "comment", plan, text="改", start=5, end=10**6).status_code == 422
    assert Case.objects.count() == 0


# ---- what does


@pytest.mark.usefixtures("asked")
def test_clauses_selected_words_and_the_whole_can_be_commented_on(world: World, plan: Edition) -> None:
    on_item = said(world, plan, "偏高", item=target(plan).pk, wanted="280亿元")
    start = TEXT.index("配齐研发")
    on_words = said(world, plan, "太细", start=start, end=start + 4)
    typed = said(world, plan, "不清", words="低空经济")
    whole = said(world, plan, "总体同意")
    assert (on_item.about_model, on_item.about_key) == ("plans.item", target(plan).key)
    assert "300亿元" in on_item.quote
    assert on_words.quote == "配齐研发"
    assert on_words.clause == "二/（一）"
    assert typed.quote == "低空经济"
    assert (whole.quote, whole.clause) == ("", "")
    assert {case.proposer for case in Case.objects.all()} == {"鹭汀区"}


@pytest.mark.usefixtures("asked")
def test_a_unit_that_is_asked_speaks_for_itself_and_sees_the_draft(world: World, plan: Edition) -> None:
    send(signed_in(world, "office"), "close", plan)
    unit = world.users["reviewer"].holdings.get().post.unit
    send(signed_in(world, "office"), "round", plan, title="征", until=FAR, units=unit.pk)
    send(signed_in(world, "reviewer"), "comment", plan, text="可行")
    assert Case.objects.get().proposer == unit.name


@pytest.mark.usefixtures("asked")
def test_every_comment_ends_as_adopted_partly_or_not_with_a_reason_before_the_round_can_end(
    world: World, plan: Edition
) -> None:
    cases = [said(world, plan, f"意见{n}") for n in range(3)]
    office = signed_in(world, "office")
    assert send(office, "rule", plan, case=cases[0].pk, ruling="adopted", reason=" ").status_code == 422
    assert "还有 3 条意见没有采纳结论" in send(office, "close", plan).content.decode()
    for case, ruling in zip(cases, ("adopted", "partly", "declined"), strict=True):
        send(office, "rule", plan, case=case.pk, ruling=ruling, reason=f"理由{case.pk}", version=0)
    assert send(office, "close", plan).status_code == 302
    ended = Case.objects.order_by("pk")
    assert [(case.state, case.ruling) for case in ended] == [
        ("closed", "adopted"), ("closed", "partly"), ("closed", "declined"),
    ]  # fmt: skip
    assert all(case.reason == f"理由{case.pk}" for case in ended)


@pytest.mark.usefixtures("asked")
def test_the_changed_clauses_of_the_final_text_lead_back_to_the_comments_they_answer(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    on_target = said(world, plan, "偏高", item=target(plan).pk)
    on_words = said(world, plan, "应由发改牵头", words="市工信局")
    unheeded = said(world, plan, "再多些", item=target(plan, "企业").pk)
    said(world, plan, "总体同意")
    office = signed_in(world, "office")
    for case in Case.objects.all():
        send(office, "rule", plan, case=case.pk, ruling="adopted", reason="已改")
    send(office, "close", plan)
    final = workspace.edition(world.person("office"), tmp_path, FINAL, name="final.txt", plan=plan.plan_id)
    answers = answers_of(world.person("office"), final)
    assert answers is not None
    answered = {case.pk: row for row in answers.rows for case in row.comments}
    assert {on_target.pk, on_words.pk} <= {*answered}
    assert answered[on_target.pk].after[0].fields["value"] == 280
    assert [case.pk for case in answers.unheeded] == [unheeded.pk]
    page = seen(office, "opinions", final)
    assert f"{reverse('plans:opinions', args=[plan.pk])}#c-{on_target.pk}" in page
    assert "已采纳但条款未变" in page
    back = seen(office, "opinions", plan)
    assert reverse("plans:item", args=[answered[on_target.pk].after[0].pk]) in back


@pytest.mark.usefixtures("asked")
def test_the_final_text_tells_nobody_else_what_was_said_of_the_draft(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    said(world, plan, "偏高得离谱", item=target(plan).pk)
    office = signed_in(world, "office")
    final = workspace.edition(world.person("office"), tmp_path, FINAL, name="final.txt", plan=plan.plan_id)
    opened(world, final)
    assert "偏高得离谱" in seen(office, "opinions", final)
    for name in ("district-reader", "other-office", "analyst"):
        page = seen(signed_in(world, name), "opinions", final)
        assert page != "404"
        assert ("偏高得离谱" in page) == (name == "district-reader"), name  # its own place's word, the round still open


@pytest.mark.usefixtures("asked")
def test_the_table_of_rulings_leaves_as_a_numbered_and_marked_file(world: World, plan: Edition) -> None:
    case = said(world, plan, "偏高", item=target(plan).pk, wanted="280亿元")
    office = signed_in(world, "office")
    send(office, "rule", plan, case=case.pk, ruling="declined", reason="按上级要求")
    for form, part in (("xlsx", "xl/sharedStrings.xml"), ("docx", "word/document.xml")):
        response = send(office, "paper", plan, form=form)
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            text = archive.read(part).decode()
        assert all(words in text for words in ("偏高", "建议改为：280亿元", "鹭汀区", "未采纳", "按上级要求"))
    assert Export.objects.filter(what="opinions", sha256__gt="").count() == 2
    plan.plan.secrecy = "internal"
    plan.plan.save()
    assert send(office, "paper", plan, form="xlsx").status_code == 422
    assert send(office, "paper", plan, form="xlsx", purpose="报送市政府").status_code == 200


@pytest.mark.usefixtures("asked")
def test_the_office_sees_who_has_not_answered_and_finds_opinions_by_what_became_of_them(
    world: World, plan: Edition
) -> None:
    office = signed_in(world, "office")
    assert "未反馈" in seen(office, "opinions", plan)
    said(world, plan, "第一条"), said(world, plan, "第二条")
    send(office, "rule", plan, case=Case.objects.earliest("pk").pk, ruling="adopted", reason="好")
    address = reverse("plans:opinions", args=[plan.pk])
    page = office.get(f"{address}?fate=open").content.decode()
    assert "已反馈 2 条" in page
    assert "第二条" in page
    assert "第一条" not in page


@pytest.mark.usefixtures("asked")
def test_the_form_stands_alone_where_a_clause_is_chosen_and_holds_its_words(world: World, plan: Edition) -> None:
    district = signed_in(world, "district-office")
    address = reverse("plans:opinions-write", args=[plan.pk])
    whole = district.get(address).content.decode()
    part = district.get(f"{address}?item={target(plan).pk}", headers={"HX-Request": "true"}).content.decode()
    assert "<article" in whole
    assert "<html" not in part
    assert "300亿元" in part
    assert "以鹭汀区名义提出" in part
    before = len("".join(TEXT[: TEXT.index("配齐研发")].split()))
    words = district.get(f"{address}?skip={before}&count=4", headers={"HX-Request": "true"}).content.decode()
    assert "<mark>配齐研发</mark>" in words
    assert f'name="start" value="{TEXT.index("配齐研发")}"' in words


@pytest.mark.usefixtures("asked")
def test_who_was_asked_finds_the_round_and_still_learns_the_ruling_when_the_draft_is_out_of_sight(
    world: World, plan: Edition
) -> None:
    district, office, address = (
        signed_in(world, "district-office"),
        signed_in(world, "office"),
        reverse("plans:opinions-own"),
    )
    assert reverse("plans:opinions", args=[plan.pk]) in district.get(address).content.decode()
    case = said(world, plan, "偏高", item=target(plan).pk)
    assert "1 条待研究" in office.get(address).content.decode()
    send(office, "rule", plan, case=case.pk, ruling="declined", reason="按上级要求")
    send(office, "close", plan)
    page = district.get(address).content.decode()
    assert "按上级要求" in page
    assert reverse("plans:opinions", args=[plan.pk]) not in page
    for name in ("other-office", "analyst", "province-office"):
        assert "偏高" not in signed_in(world, name).get(address).content.decode(), name


@given(st.text(alphabet="字母 \n\t\u3000a1", max_size=30), st.data())
def test_letters_counted_without_blanks_lead_to_the_same_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end].strip()
    skip, count = len("".join(text[:start].split())), len("".join(words.split()))
    first, last = span_at(text, skip, count)
    assert text[first:last] == words
    assert span_at(text, skip, len(text) + 1) == span_at(text, -1, 1) == (0, 0)
