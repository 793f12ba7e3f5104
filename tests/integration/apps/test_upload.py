"""Files come in as jobs: read in the background, whole or not at all, and secrets never."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from tests.builders.workspace import AT, TEXT, World

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.models import Blob
from xiandao.apps.files.services import place_of
from xiandao.apps.jobs import services as jobs
from xiandao.apps.jobs.models import Job
from xiandao.apps.plans import services
from xiandao.apps.plans.models import Document, Edition, Item
from xiandao.core.errors import Refusal


def sent(world: World, *files: tuple[str, str], plan: int | None = None) -> list[Job]:
    return services.upload(
        world.person("office"), [(name, [text.encode()]) for name, text in files], at=timezone.now(), plan=plan
    )


def drafts() -> list[Path]:
    return [path for path in (settings.DATA / "drafts").glob("*") if path.is_file()]


def test_a_file_becomes_an_edition_with_every_item_a_candidate(world: World) -> None:
    (job,) = sent(world, ("规划.txt", TEXT))
    assert not Edition.objects.exists()
    assert jobs.jobs_drain() == 1
    job.refresh_from_db()
    edition = Edition.objects.get(pk=job.result["edition"])
    assert (job.state, edition.plan.title, edition.plan.place) == (
        "done",
        "霁川市未来产业行动计划（2024—2026年）",
        world.city,
    )
    assert {*edition.items.values_list("state", flat=True)} == {"candidate"}
    assert edition.document is not None
    assert place_of(edition.document.blob_id).read_text("utf-8") == TEXT
    assert all(item.quote == TEXT[item.start : item.end] for item in edition.items.all())
    assert drafts() == []


@pytest.mark.parametrize("text", [f"机密★长期\n{TEXT}", f"{TEXT}\n秘密★1年\n"])
def test_of_a_marked_file_nothing_is_kept_but_time_person_and_number(text: str, world: World) -> None:
    (job,) = sent(world, ("汇报材料.txt", text))
    jobs.jobs_drain()
    job.refresh_from_db()
    assert (job.state, job.result["refusal"], job.arguments) == ("failed", "state-secret", {})
    assert set(job.result["values"]) == {"case", "name"}
    assert job.result["values"]["name"] == job.result["values"]["case"]
    assert [model.objects.exists() for model in (Document, Blob, Item)] == [False] * 3
    assert drafts() == []
    assert "汇报材料" not in str(list(AuditLine.objects.values()))


def test_a_name_that_is_marked_is_refused_before_anything_is_written(world: World) -> None:
    with pytest.raises(Refusal, match="state-secret"):
        sent(world, ("机密★三年规划.txt", TEXT))
    assert not Job.objects.exists()
    assert drafts() == []


def test_a_damaged_file_is_told_and_the_others_are_read(world: World) -> None:
    bad, good = sent(world, ("坏.docx", "不是文档"), ("好.txt", TEXT))
    jobs.jobs_drain()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "done")
    assert Edition.objects.count() == 1
    assert drafts() == []


def test_work_whose_worker_died_is_begun_anew_and_done_once(world: World) -> None:
    (job,) = sent(world, ("规划.txt", TEXT))
    taken = jobs.job_take("the one who dies", timezone.now())
    assert taken is not None
    assert jobs.job_take("another", timezone.now()) is None
    late = timezone.now() + jobs.LEASE + dt.timedelta(seconds=1)
    again = jobs.job_take("another", late)
    assert again is not None
    jobs.job_do(again)
    job.refresh_from_db()
    assert (job.state, job.attempts, Edition.objects.count()) == ("done", 2, 1)


def test_a_worker_killed_after_the_edition_stood_does_not_make_a_second_one(world: World) -> None:
    (job,) = sent(world, ("规划.txt", TEXT))
    first = jobs.job_take("one", timezone.now())
    assert first is not None
    jobs._WORKS[services.READ](first, lambda _done, _total: None)  # killed before it could say that it was done
    again = jobs.job_take("two", timezone.now() + jobs.LEASE * 2)
    assert again is not None
    jobs.job_do(again)
    job.refresh_from_db()
    assert (job.state, Edition.objects.count(), job.result["edition"]) == ("done", 1, Edition.objects.get().pk)


def test_work_that_kills_its_workers_is_given_up(world: World) -> None:
    sent(world, ("规划.txt", TEXT))
    at = timezone.now()
    for turn in range(jobs.MOST_ATTEMPTS):
        assert jobs.job_take("victim", at + jobs.LEASE * 2 * turn) is not None
    last = jobs.job_take("victim", at + jobs.LEASE * 2 * jobs.MOST_ATTEMPTS)
    assert last is not None
    assert (last.state, last.result["refusal"]) == ("failed", "job-killed")


def test_only_who_may_add_plans_sends_files(world: World) -> None:
    for name in ("reader", "analyst", "auditor", "security"):
        with pytest.raises(Refusal, match="not-permitted"):
            services.upload(world.person(name), [("a.txt", [b"x"])], at=AT)
    assert drafts() == []


def test_a_file_for_a_plan_of_another_city_finds_no_such_plan(world: World, plan: Edition) -> None:
    with pytest.raises(Refusal, match="absent"):
        services.upload(world.person("other-office"), [("a.txt", [b"x"])], at=AT, plan=plan.plan_id)
