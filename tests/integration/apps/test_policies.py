"""政策工具库: what enters it, who sees it, what it says of every place, and what a second person is told."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook
from tests.builders.api import bearer
from tests.builders.policies import CITY, DISTRICT, PROVINCE, confirmed, entered, library
from tests.builders.workspace import AT, DAY, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.notices.models import Notice
from xiandao.apps.places.services import place_add
from xiandao.apps.policies import overlapping, papers, selectors, services, views
from xiandao.apps.policies.models import STANDINGS, STATES, Measure, Policy, PolicyVerdict
from xiandao.apps.policies.opening import policy_open
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.services import Ruling, release_rule
from xiandao.core.errors import Refusal
from xiandao.reading import measures_overlap

LATER = AT + dt.timedelta(days=1)


def judged(world: World, measure: Measure, deed: str, who: str = "office", **more: object) -> Measure:
    return services.measure_judge(world.person(who), measure.pk, deed, version=measure.version, at=AT, **more)  # type: ignore[arg-type]


def opened(world: World, policy: Policy, who: str, second: str) -> None:
    release = policy_open(world.person(who), policy.pk, at=AT)
    release_rule(world.person(second), release.pk, Ruling("secrecy", "yes", "可以公开", release.sha256), at=AT)


# ---- what must not happen


def test_nothing_is_in_the_library_before_a_person_has_confirmed_it(world: World, tmp_path: Path) -> None:
    entered(world.person("office"), tmp_path)
    assert not selectors.library(world.person("office"), {}, DAY).exists()
    assert selectors.library(world.person("office"), {"show": "open"}, DAY).count() == 3


def test_a_rejected_measure_is_in_no_list_and_no_count(world: World, tmp_path: Path) -> None:
    policy = entered(world.person("office"), tmp_path)
    measure = judged(world, policy.measures.all()[0], "reject", note="不是措施")
    assert measure not in selectors.library(world.person("office"), {"show": "open"}, DAY)
    with pytest.raises(Refusal, match="policy-reason"):
        judged(world, policy.measures.all()[1], "reject")


def test_what_another_city_keeps_is_in_no_list_until_it_is_open(world: World, tmp_path: Path) -> None:
    policy = confirmed(world.person("office"), entered(world.person("office"), tmp_path))
    other = world.person("other-office")
    assert not selectors.library(other, {}, DAY).exists()
    assert not selectors.policy_list(other, {}, DAY).exists()
    with pytest.raises(Refusal, match="absent"):
        selectors.policy_for(other, policy.pk)
    opened(world, policy, "office", "unit-head")
    assert selectors.library(other, {}, DAY).count() == 3
    with pytest.raises(Refusal, match="absent"):
        selectors.policy_for(other, policy.pk, selectors.JUDGE)


def test_nobody_opens_a_policy_alone(world: World, tmp_path: Path) -> None:
    policy = entered(world.person("office"), tmp_path)
    release = policy_open(world.person("office"), policy.pk, at=AT)
    with pytest.raises(Refusal, match="release-own"):
        release_rule(world.person("office"), release.pk, Ruling("secrecy", "yes", "好", release.sha256), at=AT)
    policy.refresh_from_db()
    assert policy.openness == "closed"
    with pytest.raises(Refusal, match="policy-open-not"):
        policy_open(world.person("office"), policy.pk, at=AT)


def test_the_second_of_two_who_decide_is_told(world: World, tmp_path: Path) -> None:
    measure = entered(world.person("office"), tmp_path).measures.all()[0]
    services.measure_judge(world.person("office"), measure.pk, "confirm", version=0, at=AT)
    with pytest.raises(Refusal, match="item-changed"):
        services.measure_judge(world.person("reviewer"), measure.pk, "reject", version=0, at=LATER, note="不是")
    measure.refresh_from_db()
    assert (measure.state, measure.judgements.count()) == ("confirmed", 1)


def test_a_figure_that_is_none_and_a_code_that_nobody_knows_are_refused(world: World, tmp_path: Path) -> None:
    measure = entered(world.person("office"), tmp_path).measures.all()[0]
    for fields in (
        {"sum": "很多"},
        {"cap": "-1"},
        {"topics": "nothing"},
        {"instrument": "nothing"},
        {"per": "长" * 121},
    ):
        with pytest.raises(Refusal, match="policy-measure"):
            judged(world, measure, "correct", fields=fields)
    assert measure.judgements.count() == 0


def test_a_marked_file_is_refused_and_nothing_of_it_is_kept(world: World) -> None:
    marked = ("机密★1年\n" + CITY).encode()
    services.upload(world.person("office"), [("a.txt", [marked])], at=AT)
    jobs_drain()
    job = Job.objects.get()
    assert (job.state, job.result["refusal"], job.arguments) == ("failed", "state-secret", {})
    assert not Policy.objects.exists()


# ---- what must


def test_an_upload_is_read_in_the_background_and_its_office_is_told(world: World) -> None:
    services.upload(world.person("office"), [("政策.txt", [CITY.encode()])], at=AT)
    assert not Policy.objects.exists()
    jobs_drain()
    policy = Policy.objects.get()
    assert (policy.title, policy.doc_no) == ("霁川市支持未来产业发展专项政策", "霁政办规〔2025〕3号")
    assert (policy.valid_from, policy.valid_until) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert all(policy.text[each.start : each.end] == each.quote for each in policy.measures.all())
    told = Notice.objects.filter(about_model="policies.policy")
    assert {(each.kind, each.user) for each in told} == {("policy.read", None), ("upload.read", world.users["office"])}
    assert policy.post_id not in {each.post_id for each in told}


def test_whoever_uploads_what_is_here_already_is_told_where_it_is_and_nobody_else(world: World) -> None:
    services.upload(world.person("office"), [("政策.txt", [CITY.encode()])], at=AT)
    jobs_drain()
    policy, before = Policy.objects.get(), {*Notice.objects.values_list("pk", flat=True)}
    services.upload(world.person("reviewer"), [("again.txt", [CITY.encode()])], at=AT)
    jobs_drain()
    assert Policy.objects.count() == 1
    (told,) = Notice.objects.exclude(pk__in=before)
    assert (told.kind, told.user, told.values) == ("upload.read", world.users["reviewer"], {"n": 3})
    assert told.link == reverse("policies:policy", args=[policy.pk])


def test_whoever_uploaded_a_policy_that_could_not_be_read_is_told_and_nobody_else(world: World) -> None:
    services.upload(world.person("office"), [("空.pdf", [b"%PDF-1.4 nothing"])], at=AT)
    jobs_drain()
    assert Job.objects.get().state == "failed"
    notice = Notice.objects.get()
    assert (notice.kind, notice.user, notice.about_model) == ("upload.failed", world.users["office"], "jobs.job")
    assert signed_in(world, "office").get("/jobs/").status_code == 200


def test_for_a_named_topic_measures_are_listed_by_level_with_status_and_a_place_without_any_is_flagged(
    world: World, tmp_path: Path
) -> None:
    _, city, _ = library(world, tmp_path)
    place_add(code="990103", name="枫渚区", level="district", parent=world.city, is_invented=True, at=AT)
    rows = selectors.comparison(world.person("province-office"), ("compute", "talent"), "", DAY)
    told = {row.place.name: [(cell.says, cell.n) for cell in row.cells] for row in rows}
    assert told["云澜省"] == [("measures", 1), ("none", 0)]
    assert told["霁川市"] == [("measures", 1), ("measures", 1)]
    assert told["鹭汀区"] == [("none", 0), ("measures", 1)]
    assert [row.is_part for row in rows if row.place.name == "枫渚区"] == [True]
    listed = selectors.library(world.person("province-office"), {"topic": "compute"}, DAY)
    assert [(each.policy.place.level, each.policy.state(DAY)) for each in listed] == [
        ("province", "force"), ("city", "force"),
    ]  # fmt: skip
    page = signed_in(world, "province-office").get(reverse("policies:compare"), {"topic": "compute"}).content.decode()
    assert "未出台" in page
    assert "枫渚区" in page.partition("尚无有效措施的板块")[2]
    assert city.title not in page


def test_a_draft_and_what_has_ended_are_no_measures_in_force_and_say_so(world: World, tmp_path: Path) -> None:
    policy = confirmed(world.person("district-office"), entered(world.person("district-office"), tmp_path, DISTRICT))
    later = dt.date(2029, 6, 1)
    rows = selectors.comparison(world.person("district-office"), ("talent",), "", later)
    assert [row.cells[0].says for row in rows if row.place == world.district] == ["ended"]
    Policy.objects.filter(pk=policy.pk).update(standing="draft")
    rows = selectors.comparison(world.person("district-office"), ("talent",), "", later)
    assert [row.cells[0].says for row in rows if row.place == world.district] == ["draft"]


DAYS = some.none() | some.dates(dt.date(2025, 12, 30), dt.date(2026, 1, 3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(some.sampled_from(STANDINGS), some.tuples(DAYS, DAYS, DAYS, DAYS))
def test_a_state_is_the_same_in_the_database_and_in_words(
    world: World, tmp_path: Path, standing: str, days: tuple[dt.date | None, ...]
) -> None:
    policy = entered(world.person("office"), tmp_path)
    names = ("valid_from", "valid_until", "issued_on", "repealed_on")
    Policy.objects.filter(pk=policy.pk).update(standing=standing, **dict(zip(names, days, strict=True)))
    policy.refresh_from_db()
    day = dt.date(2026, 1, 1)
    found = [state for state in STATES if Policy.objects.filter(selectors.in_state(state, day)).exists()]
    assert found == [policy.state(day)]


def test_measures_of_two_levels_overlap_with_the_rule_that_they_stand_under(world: World, tmp_path: Path) -> None:
    library(world, tmp_path)
    (pair,) = overlaps(world, "province-office", "compute")
    assert (pair.kind, pair.upper.policy.place, pair.lower.policy.place) == ("levels", world.province, world.city)
    assert {rule.kind for rule in pair.rules} == {"highest", "exclusive"}
    assert overlapping.overlapping(world.person("province-office"), "talent", DAY) == ((), True, True)


def test_one_place_that_gives_the_same_twice_is_told(world: World, tmp_path: Path) -> None:
    office = world.person("office")
    for n in range(2):
        confirmed(office, entered(office, tmp_path, CITY.replace("专项", f"专项{n}"), f"{n}.txt"))
    assert [each.kind for each in overlaps(world, "office", "")] == ["twice"] * 3


def overlaps(world: World, who: str, topic: str) -> list[overlapping.Pair]:
    """Every pair that the person is told."""
    person = world.person(who)
    return overlapping.pairs_of(person, overlapping.overlapping(person, topic, DAY).found)


def alike(world: World, folder: Path, n: int = 3) -> None:
    """Policies of the city that give the same; every two of them overlap in each of their three topics."""
    office = world.person("office")
    for each in range(n):
        confirmed(office, entered(office, folder, CITY.replace("专项", f"专项{each}"), f"{each}.txt"))


def shown(world: World, **asked: str) -> str:
    return signed_in(world, "office").get(reverse("policies:overlap"), asked).content.decode()


def test_every_pair_of_a_topic_is_on_one_of_its_pages(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike(world, tmp_path)
    monkeypatch.setattr(overlapping, "MOST", 2)
    monkeypatch.setattr(views, "PAGE", 2)
    every = shown(world)
    assert "这里只列出前 2 对。 请选择政策主题逐个查看" in every
    pages = [shown(world, topic="compute", page=str(n)) for n in (1, 2)]
    assert [page.count('<tr><td class="nb">') for page in pages] == [2, 1]
    assert not any("请选择政策主题" in page or "只列出" in page for page in pages)
    office = bearer(world.users["office"])
    told = office.get("/policies/overlaps?topic=compute&limit=2&offset=2").json()
    assert (told["total"], len(told["items"]), told["is_whole"]) == (3, 1, True)
    first = office.get("/policies/overlaps?topic=compute&limit=2").json()["items"]
    assert len({(each["upper"], each["lower"]) for each in (*first, *told["items"])}) == 3
    cut = office.get("/policies/overlaps").json()
    assert (cut["total"], cut["is_whole"]) == (2, False)


def test_none_is_said_only_where_everything_was_compared(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike(world, tmp_path)
    monkeypatch.setattr(measures_overlap, "MOST_COMPARED", 0)
    for asked, advice in (
        ({}, "请选择政策主题逐个查看"),
        ({"topic": "compute"}, "请再选择政策工具分别查看"),
    ):
        page = shown(world, **asked)
        assert "没有发现交叉重复的有效措施" not in page
        assert "未能全部比对，以下只是已比对部分的结果" in page
        assert "不能据此认为没有重复" in page
        assert advice in page
    instrument = Measure.objects.exclude(instrument="").values_list("instrument", flat=True)[0]
    assert "请" not in shown(world, topic="compute", instrument=instrument).partition('class="note plain">')[2][:60]
    told = bearer(world.users["office"]).get("/policies/overlaps?topic=compute").json()
    assert (told["total"], told["is_whole"]) == (0, False)
    monkeypatch.undo()
    assert "没有发现交叉重复的有效措施" in shown(world, topic="space")


def test_a_correction_is_kept_with_what_was_before(world: World, tmp_path: Path) -> None:
    measure = entered(world.person("office"), tmp_path).measures.all()[0]
    fields = {"cap": "700,000", "topics": "compute firms", "object": "小微企业"}
    changed = judged(world, measure, "correct", fields=fields)
    assert (changed.cap, changed.topic_codes, changed.state) == ("700000", ("compute", "firms"), "corrected")
    judgement = changed.judgements.get()
    assert ((judgement.before or {})["cap"], (judgement.after or {})["cap"]) == ("600000", "700000")
    assert (changed.read or {})["cap"] == "600000"
    assert AuditLine.objects.filter(deed="measure.correct").count() == 1


def test_a_measure_is_added_on_words_of_the_text_alone(world: World, tmp_path: Path) -> None:
    policy, office = entered(world.person("office"), tmp_path), world.person("office")
    with pytest.raises(Refusal, match="policy-words"):
        services.measure_add(office, policy.pk, "没有这句话", {"topics": "compute"}, at=AT)
    added = services.measure_add(office, policy.pk, "支持算力应用", {"topics": "compute"}, at=AT)
    assert policy.text[added.start : added.end] == "支持算力应用"
    assert added.is_live
    assert added.read is None


def test_the_yearly_clean_up_lists_what_ends_and_keeps_every_verdict(world: World, tmp_path: Path) -> None:
    _, city, district = library(world, tmp_path)
    office = world.person("office")
    due = {each.policy.pk: each for each in selectors.clean_up(office, DAY)}
    assert (due[city.pk].why, due[city.pk].days) == ("ending", 304)
    assert district.pk not in due
    assert {each.why for each in selectors.clean_up(office, dt.date(2027, 3, 2))} == {"expired", "unlooked"}
    with pytest.raises(Refusal, match="policy-verdict"):
        services.policy_verdict(office, city.pk, "keep", " ", version=0, at=AT)
    services.policy_verdict(office, city.pk, "keep", "继续适用", version=0, at=AT)
    with pytest.raises(Refusal, match="item-changed"):
        services.policy_verdict(world.person("reviewer"), city.pk, "repeal", "已被替代", version=0, at=LATER)
    assert PolicyVerdict.objects.get().verdict == "keep"


def test_particulars_are_corrected_and_a_wrong_day_is_not(world: World, tmp_path: Path) -> None:
    policy, office = entered(world.person("office"), tmp_path), world.person("office")
    said = services.About(title="新名称", place=str(world.district.pk), valid_until="2026-01-31", standing="issued")
    changed = services.policy_about(office, policy.pk, said, version=0, at=AT)
    assert (changed.title, changed.place, changed.state(DAY)) == ("新名称", world.district, "expired")
    for wrong in (said._replace(valid_until="某天"), said._replace(valid_from="2026-02-01")):
        with pytest.raises(Refusal, match="policy-day"):
            services.policy_about(office, policy.pk, wrong, version=1, at=AT)


# ---- what leaves


def test_the_list_leaves_marked_and_logged_and_what_is_for_others_waits(world: World, tmp_path: Path) -> None:
    confirmed(world.person("office"), entered(world.person("office"), tmp_path))
    given_now = papers.list_give(world.person("office"), {"topic": "compute"}, "xlsx", papers.Wish(), at=AT)
    assert isinstance(given_now, papers.Given)
    cells = [str(cell.value) for sheet in load_workbook(io.BytesIO(given_now.data)) for row in sheet for cell in row]
    assert any("中小企业" in cell for cell in cells)
    assert any("样例数据" in cell for cell in cells)
    assert not any("用人单位" in cell for cell in cells)
    assert AuditLine.objects.filter(deed="policy.export").count() == 1
    wish = papers.Wish("outside", "研究", "样例院")
    release = papers.list_give(world.person("office"), {}, "docx", wish, at=AT)
    assert isinstance(release, Release)
    assert release.state == "secrecy"


def test_what_is_internal_never_leaves_at_once(world: World, tmp_path: Path) -> None:
    policy = confirmed(world.person("office"), entered(world.person("office"), tmp_path))
    Policy.objects.filter(pk=policy.pk).update(secrecy="internal")
    release = papers.list_give(world.person("office"), {}, "xlsx", papers.Wish("inside", "会议"), at=AT)
    assert isinstance(release, Release)
    assert (release.secrecy, release.is_marked) == ("internal", True)
    assert not selectors.library(world.person("reader"), {}, DAY).exists()


def test_pages_and_programs_show_the_same_library(world: World, tmp_path: Path) -> None:
    library(world, tmp_path)
    office = bearer(world.users["office"])
    told = office.get("/policies/measures?topic=talent&state=force").json()
    assert (
        told["total"] == selectors.library(world.person("office"), {"topic": "talent", "state": "force"}, DAY).count()
    )
    page = signed_in(world, "office").get(reverse("policies:list"), {"topic": "talent"}).content.decode()
    assert f"共 {told['total']} 条措施" in page
    answer = office.ask("POST", "/policies", form={"files": SimpleUploadedFile("p.txt", PROVINCE.encode())})
    assert answer.status_code == 202


def test_a_list_asks_the_database_no_oftener_for_more_rows(world: World, tmp_path: Path) -> None:
    client = signed_in(world, "office")
    counts = []
    for n in range(2):
        for m in range(2 + 4 * n):
            text = CITY.replace("专项", f"专项{n}{m}")
            confirmed(world.person("office"), entered(world.person("office"), tmp_path, text, f"{n}-{m}.txt"))
        with CaptureQueriesContext(connection) as caught:
            for name in ("list", "all", "compare", "clean-up", "overlap"):
                assert client.get(reverse(f"policies:{name}")).status_code == 200
        counts.append(len(caught))
    assert counts[1] <= counts[0]
