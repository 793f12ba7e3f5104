"""An upload that holds nothing, that came by mistake, that is of a plan known already, or that is issued already."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from tests.builders import workspace
from tests.builders.facts import broken, known_by_facts
from tests.builders.workspace import AT, TEXT, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.models import Blob
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.plans import joining, judging, services, withdrawing
from xiandao.apps.plans.models import Document, Edition, Item, Plan
from xiandao.core.errors import Refusal

ISSUED = TEXT.replace("霁川市未来", "霁政发〔2024〕23号\n霁川市未来", 1)


def sent(world: World, text: str, name: str = "规划.txt", who: str = "office", plan: int | None = None) -> Job:
    (job,) = services.upload(world.person(who), [(name, [text.encode()])], at=timezone.now(), plan=plan)
    jobs_drain()
    job.refresh_from_db()
    return job


def html(text: str) -> str:
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>"


def test_a_withdrawn_upload_leaves_neither_file_nor_reading_and_a_line_of_the_log(world: World) -> None:
    edition = Edition.objects.get(pk=sent(world, TEXT).result["edition"])
    assert edition.document is not None
    kept = settings.DATA / "files" / edition.document.blob_id[:2] / edition.document.blob_id
    assert kept.exists()
    assert withdrawing.upload_withdraw(world.person("office"), edition.pk, at=AT) is None
    assert [model.objects.exists() for model in (Plan, Edition, Item, Document, Blob)] == [False] * 5
    assert not kept.exists()
    assert AuditLine.objects.filter(deed="edition.withdraw", object_id=str(edition.pk)).count() == 1
    assert Job.objects.get().result == {"withdrawn": True}


def test_what_somebody_confirmed_is_not_withdrawn(world: World, plan: Edition) -> None:
    office = world.person("office")
    judging.item_confirm(office, plan.items.all()[0].pk, judging.Look(0), at=AT)
    with pytest.raises(Refusal, match="withdraw-judged"):
        withdrawing.upload_withdraw(office, plan.pk, at=AT)
    assert Edition.objects.filter(pk=plan.pk).exists()


def test_what_was_issued_once_is_not_withdrawn_as_a_draft_again(world: World, plan: Edition) -> None:
    office = world.person("office")
    for state in ("issued", "draft"):
        services.edition_issue(office, plan, state=state, at=AT)
        with pytest.raises(Refusal, match="withdraw-issued"):
            withdrawing.upload_withdraw(office, plan.pk, at=AT)


def test_an_edition_that_another_follows_is_not_withdrawn_and_the_last_one_leaves_the_plan(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    office = world.person("office")
    later = workspace.edition(office, tmp_path, TEXT.replace("300", "320"), name="b.txt", plan=plan.plan_id)
    with pytest.raises(Refusal, match="withdraw-used"):
        withdrawing.upload_withdraw(office, plan.pk, at=AT)
    assert withdrawing.upload_withdraw(office, later.pk, at=AT) == plan.plan_id
    assert [*plan.plan.editions.all()] == [plan]


@pytest.mark.parametrize("who", ["other-office", "reader", "analyst", "district-office"])
def test_nobody_else_withdraws_it(who: str, world: World, plan: Edition) -> None:
    with pytest.raises(Refusal, match="absent"):
        withdrawing.upload_withdraw(world.person(who), plan.pk, at=AT)


def test_a_file_without_targets_and_tasks_is_no_finished_plan(world: World) -> None:
    job = sent(world, "会议签到表\n张三\n李四\n", "签到.txt")
    assert job.result["empty"] is True
    office = signed_in(world, "office")
    page = office.get(reverse("jobs:list")).content.decode()
    assert "没有读到目标、任务" in page
    assert "dot watch" in page
    withdraw = reverse("plans:upload-withdraw", args=[job.result["edition"]])
    assert office.post(withdraw, {"back": "jobs"}).status_code == 302
    assert not Plan.objects.exists()
    assert "已撤回上传" in office.get(reverse("jobs:list")).content.decode()


def test_an_empty_upload_may_be_kept(world: World) -> None:
    job = sent(world, "会议签到表\n张三\n李四\n", "签到.txt")
    joining.upload_join(world.person("office"), job.result["edition"], "apart", at=AT)
    job.refresh_from_db()
    assert job.result == {"edition": Edition.objects.get().pk}


def test_a_job_says_how_many_were_not_done(world: World) -> None:
    sent(world, TEXT)
    sent(world, "机密★长期\n" + TEXT)
    page = signed_in(world, "office").get(reverse("jobs:list")).content.decode()
    assert "2 项：完成 1，未完成 1。" in page
    assert "全部完成" not in page


def test_a_draft_whose_text_bears_a_number_asks_whether_it_is_issued(world: World, tmp_path: Path) -> None:
    edition = workspace.edition(world.person("office"), tmp_path, ISSUED)
    assert (edition.state, edition.doc_no) == ("draft", "霁政发〔2024〕23号")
    office, address = signed_in(world, "office"), reverse("plans:edition", args=[edition.pk])
    assert "可能已印发" in office.get(address).content.decode()
    assert "标为已印发" not in signed_in(world, "reviewer").get(address).content.decode()
    office.post(reverse("plans:issue", args=[edition.pk]), {"state": "issued", "openness": "closed"})
    edition.refresh_from_db()
    assert edition.state == "issued"
    assert "可能已印发" not in office.get(address).content.decode()


def test_a_draft_that_says_so_and_bears_no_number_is_not_asked(world: World, plan: Edition, tmp_path: Path) -> None:
    said = ISSUED.replace("（2024—2026年）", "（2024—2026年）（征求意见稿）", 1)
    draft = workspace.edition(world.person("office"), tmp_path, said, name="c.txt")
    for each in (plan, draft):
        page = signed_in(world, "office").get(reverse("plans:edition", args=[each.pk])).content.decode()
        assert "可能已印发" not in page


def test_a_reference_plan_whose_head_says_draft_is_a_draft(world: World) -> None:  # noqa: ARG001 - opens the database
    said = TEXT.replace("（2024—2026年）", "（2024—2026年）（征求意见稿）", 1)
    assert known_by_facts(said).state == "draft"
    assert known_by_facts(TEXT).state == "issued"


@pytest.mark.parametrize(("name", "printing"), [("规划.html", html), ("规划.txt", broken)])
def test_another_printing_of_a_plan_known_by_its_facts_brings_it_its_words(
    name: str, printing: object, world: World
) -> None:
    known = known_by_facts()
    assert callable(printing)
    job = sent(world, printing(TEXT), name)
    assert job.result == {"edition": known.pk}
    known.refresh_from_db()
    assert (known.reading, Plan.objects.count()) == ("read", 1)
    assert known.document is not None
    worded = [item for item in known.items.all() if item.start is not None]
    assert len(worded) > 0.8 * known.items.count()
    assert all(item.quote == known.document.text[item.start : item.end] for item in worded)


def test_another_plan_of_the_same_place_brings_nothing(world: World) -> None:
    known = known_by_facts()
    other = TEXT.replace("300", "450").replace("40", "90").replace("4个", "9个").replace("未来产业行动", "低空经济行动")
    sent(world, other)
    known.refresh_from_db()
    assert known.reading == "facts"
    assert Plan.objects.count() == 2


def test_of_a_namesake_the_uploader_says_what_it_is(world: World, plan: Edition) -> None:
    job = sent(world, TEXT.replace("300", "350"))
    assert job.result["same"] == {"edition": plan.pk, "title": plan.plan.title, "way": "edition"}
    office = signed_in(world, "office")
    page = office.get(reverse("jobs:list")).content.decode()
    assert "已有同名规划" in page
    assert "作为新版本" in page
    office.post(reverse("plans:upload-join", args=[job.result["edition"]]), {"way": "edition"})
    assert [*Plan.objects.all()] == [plan.plan]
    assert [*plan.plan.editions.values_list("ordinal", flat=True)] == [1, 2]
    document = plan.plan.editions.get(ordinal=2).document
    assert document is not None
    assert "350" in document.text


def test_the_text_of_a_namesake_goes_with_its_facts(world: World) -> None:
    known = known_by_facts()
    other = TEXT.replace("300", "450").replace("40", "90").replace("4个", "9个").replace("5个", "7个")
    other = (
        other.replace("人形机器人、合成生物、低空经济", "脑机接口、氢能")
        .replace("高标准园区", "一批平台")
        .replace("创新团队", "人才")
    )
    job = sent(world, other)
    assert job.result["same"]["way"] == "words"
    into = joining.upload_join(world.person("office"), job.result["edition"], "words", at=AT)
    known.refresh_from_db()
    assert (into, known.reading, Plan.objects.count()) == (known, "read", 1)
    with pytest.raises(Refusal, match="absent"):
        joining.upload_join(world.person("office"), job.result["edition"], "words", at=AT)
