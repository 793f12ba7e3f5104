"""The whole log is verified in the background; page and API show the last verification with its time."""

from __future__ import annotations

from tests.builders.api import bearer
from tests.builders.workspace import World, signed_in

from xiandao.apps.audit.models import AuditCheck, AuditLine
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain, works_load
from xiandao.apps.plans.models import Edition

PAGE, BEGIN = "/audit/check", "/jobs/audit-check"


def test_looking_verifies_nothing_and_says_what_to_do(world: World) -> None:
    page = signed_in(world, "auditor").get(PAGE).content.decode()
    assert "还没有校验过" in page
    assert not AuditCheck.objects.exists()
    told = bearer(world.users["auditor"]).get("/audit/verdict").json()
    assert (told["state"], told["is_sound"], told["checked_at"]) == ("none", None, None)


def test_one_verification_is_under_way_at_a_time(world: World) -> None:
    auditor = signed_in(world, "auditor")
    assert [auditor.post(BEGIN).status_code for _ in range(2)] == [302, 302]
    assert (AuditCheck.objects.count(), Job.objects.count()) == (1, 1)
    page = auditor.get(PAGE).content.decode()
    assert "正在校验" in page
    assert "<progress" in page


def test_nobody_but_an_auditor_begins_one(world: World) -> None:
    for who in ("office", "administrator", "reader"):
        assert signed_in(world, who).post(BEGIN).status_code == 404
        assert bearer(world.users[who]).post("/jobs/audit-check").status_code == 404
    assert not AuditCheck.objects.exists()


def test_the_result_is_kept_with_its_time_and_the_log_knows_of_it(world: World, plan: Edition) -> None:
    del plan
    works_load()
    auditor = bearer(world.users["auditor"])
    begun = auditor.post("/jobs/audit-check")
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    jobs_drain()
    told = auditor.get("/audit/verdict").json()
    assert (told["state"], told["is_sound"], told["faults"]) == ("done", True, [])
    assert told["checked_at"]
    assert told["lines"] == AuditLine.objects.count()
    assert AuditLine.objects.filter(deed="audit.check").count() == 1
    page = signed_in(world, "auditor").get(PAGE).content.decode()
    assert "日志完整" in page
    assert "最近一次校验完成于" in page


def test_a_line_that_was_changed_is_found_and_stays_found(world: World) -> None:
    works_load()
    auditor = bearer(world.users["auditor"])
    AuditLine.objects.filter(seq=3).update(object_id="another")
    auditor.post("/jobs/audit-check")
    jobs_drain()
    told = auditor.get("/audit/verdict").json()
    assert (told["is_sound"], [each["code"] for each in told["faults"]]) == (False, ["audit-line-changed"])
    assert "第 3 条内容被改动" in signed_in(world, "auditor").get(PAGE).content.decode()
