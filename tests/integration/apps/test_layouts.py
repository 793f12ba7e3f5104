"""产业空间布局表: made of what is confirmed and in force, changed by reviews alone, every version kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.builders.layouts import SINCE, TEXT, laid_out, layout, reviewed
from tests.builders.workspace import AT, World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.plans import layout_making, layouts
from xiandao.apps.plans.layout_models import Layout, LayoutLine, LayoutVersion
from xiandao.apps.plans.layout_selectors import changes_between, layout_for, layouts_seen, version_on
from xiandao.apps.plans.layouts import Asking, Saying
from xiandao.apps.plans.models import Item, Plan
from xiandao.core.errors import Refusal

LATER = dt.date(2027, 1, 1)


def refusal(world: World, deed: object) -> str:
    del world
    with pytest.raises(Refusal) as refused:
        deed()  # type: ignore[operator]
    return refused.value.code


def propose(world: World, of: Layout, deed: str, sector: str, who: str = "district-office", **said: object) -> int:
    saying = Saying(deed=deed, name="鹭汀区", sector=sector, text="本地产业情况有变化", **said)  # type: ignore[arg-type]
    return layouts.proposal_add(world.person(who), of.pk, saying, at=AT).case_id


def rule(world: World, of: Layout, case: int, ruling: str = "adopted") -> None:
    layouts.proposal_rule(world.person("office"), of.pk, case, ruling, "经研究同意", at=AT)


def judged(world: World, of: Layout) -> None:
    layouts.verdicts_give(world.person("office"), of.pk, {}, rest="进展符合预期", at=AT)


def close(world: World, of: Layout, since: dt.date = LATER) -> LayoutVersion:
    return layouts.review_close(world.person("office"), of.pk, since, "年度评估完成", at=AT)


# ---- the first version


def test_no_table_is_made_of_a_draft(world: World, tmp_path: Path) -> None:
    laid_out(world, tmp_path, issued=False)
    code = refusal(world, lambda: layout_making.layout_make(world.person("office"), world.city.pk, SINCE, at=AT))
    assert code == "layout-nothing"


def test_what_nobody_confirmed_is_in_no_table(world: World, tmp_path: Path) -> None:
    plan = laid_out(world, tmp_path)
    Item.objects.filter(edition=plan, kind="placement", fields__sector="合成生物").update(state="candidate")
    made = layout_making.layout_make(world.person("office"), world.city.pk, SINCE, at=AT)
    assert {line.sector for line in LayoutLine.objects.filter(version__layout=made)} == {"人形机器人", "量子科技"}


def test_a_table_is_made_once_and_by_the_office_of_the_place(world: World, tmp_path: Path) -> None:
    layout(world, tmp_path)
    office = world.person("office")
    assert refusal(world, lambda: layout_making.layout_make(office, world.city.pk, SINCE, at=AT)) == "layout-there"
    for who in ("other-office", "district-office", "reviewer", "administrator"):
        person = world.person(who)
        code = refusal(world, lambda: layout_making.layout_make(person, world.city.pk, SINCE, at=AT))  # noqa: B023 - called at once
        assert code == "absent"


def test_every_row_keeps_the_sentence_that_says_so(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    rows = list(LayoutLine.objects.filter(version__layout=made))
    assert {(row.name, row.sector, row.role) for row in rows} == {
        ("鹭汀区", "人形机器人", "main"), ("霁川经开区", "人形机器人", "main"), ("鹭汀区", "合成生物", "main"),
        ("霁川高新区", "量子科技", "exploratory"),
    }  # fmt: skip
    for row in rows:
        assert row.item is not None
        assert row.quote == row.item.quote
        assert row.quote in TEXT
        assert (row.place is None) == (row.name != "鹭汀区")
    assert made.versions.get().digest == AuditLine.objects.get(deed="layout.make").after


# ---- who sees it


def test_a_table_is_as_closed_as_the_plan_it_rests_on(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    assert layouts_seen(world.person("reader")).filter(pk=made.pk).exists()
    for who in ("other-office", "district-office", "administrator"):
        assert not layouts_seen(world.person(who)).exists()
    Plan.objects.update(secrecy="internal")
    assert not layouts_seen(world.person("reader")).exists()
    assert layouts_seen(world.person("analyst")).exists()
    Plan.objects.update(secrecy="none", openness="open")
    assert layouts_seen(world.person("other-office")).filter(pk=made.pk).exists()
    assert refusal(world, lambda: layout_for(world.person("other-office"), made.pk, "layout.make")) == "absent"


def test_who_is_asked_sees_the_table_while_they_are(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    assert layouts_seen(world.person("district-office")).filter(pk=made.pk).exists()
    judged(world, made)
    close(world, made)
    assert not layouts_seen(world.person("district-office")).exists()


# ---- the review


def test_a_place_speaks_for_itself_alone(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    district = world.person("district-office")
    other = Saying(deed="drop", name="霁川高新区", sector="量子科技", text="由本区承接")
    assert refusal(world, lambda: layouts.proposal_add(district, made.pk, other, at=AT)) == "layout-other-place"
    assert refusal(world, lambda: propose(world, made, "drop", "合成生物", "reporter")) == "round-not-invited"
    assert refusal(world, lambda: propose(world, made, "drop", "低空经济")) == "layout-line-none"
    assert refusal(world, lambda: propose(world, made, "add", "合成生物")) == "layout-line-there"
    assert refusal(world, lambda: propose(world, made, "add", "机密★10年 专项")) == "state-secret"
    assert refusal(world, lambda: propose(world, made, "drop", "合成生物", item=10**8)) == "absent"
    assert not made.reviews.get().proposals.exists()


def test_a_review_ends_only_when_all_is_ruled_and_judged(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    case = propose(world, made, "drop", "合成生物")
    assert refusal(world, lambda: close(world, made)) == "layout-unjudged"
    judged(world, made)
    assert refusal(world, lambda: close(world, made)) == "round-unruled"
    assert refusal(world, lambda: rule(world, made, case, "partly")) == "layout-ruling"
    rule(world, made, case)
    assert refusal(world, lambda: close(world, made)) == "layout-verdict-clash"  # kept, and yet to be dropped
    assert refusal(world, lambda: close(world, made, dt.date(2020, 1, 1))) == "layout-day"
    assert made.versions.count() == 1


def test_two_proposals_on_one_row_are_not_both_adopted(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    rule(world, made, propose(world, made, "drop", "合成生物"))
    second = propose(world, made, "change", "合成生物", role="grow")
    assert refusal(world, lambda: rule(world, made, second)) == "layout-clash"


def test_nobody_rules_on_what_they_proposed(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    units = tuple(unit.pk for unit in layouts.units_to_ask(made))
    asking = Asking(year=2026, until=dt.date(2099, 12, 31), units=units)
    layouts.review_begin(world.person("office"), made.pk, asking, at=AT)
    case = propose(world, made, "drop", "合成生物", "office")
    assert refusal(world, lambda: rule(world, made, case)) == "case-own"


def test_a_year_is_reviewed_once_and_one_review_is_under_way(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    reviewed(world, made)
    assert refusal(world, lambda: reviewed(world, made, 2027)) == "layout-review-open"
    judged(world, made)
    close(world, made)
    assert refusal(world, lambda: reviewed(world, made, 2026)) == "layout-reviewed"


def test_a_review_makes_a_new_version_with_reasons_and_leaves_the_old_one(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    first = made.versions.get()
    before = list(first.lines.values())
    reviewed(world, made)
    plan = Plan.objects.get()
    evidence = Item.objects.filter(edition__plan=plan, kind="sector")[0]
    Plan.objects.update(openness="open")  # the district must see what it names as evidence
    rule(world, made, propose(world, made, "drop", "合成生物"))
    rule(world, made, propose(world, made, "change", "人形机器人", role="grow", carrier="先导园区"))
    rule(world, made, propose(world, made, "add", "低空经济", role="exploratory", item=evidence.pk))
    rule(world, made, propose(world, made, "add", "脑机接口"), "declined")
    lines = {(line.name, line.sector): line.pk for line in first.lines.all()}
    said = {
        lines["鹭汀区", "合成生物"]: ("exit", "转出"),
        lines["鹭汀区", "人形机器人"]: ("adjust", "载体变化"),
        lines["霁川高新区", "量子科技"]: ("strengthen", "加大投入"),
    }
    layouts.verdicts_give(world.person("office"), made.pk, said, rest="进展符合预期", at=AT)
    second = close(world, made)
    assert list(first.lines.values()) == before
    told = {each.change.line.key: each for each in changes_between(first, second)}
    assert {key: each.change.kind for key, each in told.items()} == {
        ("鹭汀区", "人形机器人"): "changed", ("霁川经开区", "人形机器人"): "same", ("鹭汀区", "合成生物"): "dropped",
        ("霁川高新区", "量子科技"): "same", ("鹭汀区", "低空经济"): "added",
    }  # fmt: skip
    assert all(each.verdicts for key, each in told.items() if key[1] != "低空经济")  # every pair, every year
    assert all(each.proposals for each in told.values() if each.change.kind != "same")
    added = second.lines.get(sector="低空经济")
    assert (added.item, added.quote, added.reason) == (evidence, evidence.quote, "经研究同意")
    assert version_on(made, SINCE - dt.timedelta(days=1)) is None
    assert version_on(made, LATER - dt.timedelta(days=1)) == first
    assert version_on(made, LATER) == second
    closed = AuditLine.objects.get(deed="layout.close")
    assert (closed.before, closed.after) == (first.digest, second.digest)


def test_a_plan_read_anew_leaves_the_table_its_words(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    Item.objects.filter(kind="placement").delete()
    assert all(line.quote and line.item_id is None for line in LayoutLine.objects.filter(version__layout=made))


def test_a_proposal_closes_a_table_as_far_as_its_evidence(world: World, tmp_path: Path) -> None:
    made = layout(world, tmp_path)
    office = world.person("office")
    reviewed(world, made)
    secret = laid_out(world, tmp_path, TEXT.replace("空间布局方案", "量子专项方案"))
    Plan.objects.filter(pk=secret.plan_id).update(secrecy="secret")
    item = secret.items.filter(kind="sector")[0]
    saying = Saying(
        deed="drop", name="鹭汀区", sector="合成生物", text="依据内部材料", item=item.pk, outside="样例研究院"
    )
    layouts.proposal_add(office, made.pk, saying, at=AT)
    assert layouts_seen(world.person("office")).exists()
    assert not layouts_seen(world.person("reader")).exists()
