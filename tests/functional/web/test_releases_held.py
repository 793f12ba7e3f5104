"""Who holds what is looked through, and when: no copy before its time, none past its rights, no page that hangs on it."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.builders import workspace
from tests.builders.releases import asked, passed, ruled
from tests.builders.workspace import AT, DAY, TEXT, World, signed_in

from xiandao.apps.accounts import services as accounts
from xiandao.apps.accounts.belongings import belongings_of
from xiandao.apps.accounts.models import Post
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.files.services import file_drop, place_of
from xiandao.apps.jobs.models import Job
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.notices.selectors import notices_seen
from xiandao.apps.plans import export_services, exports
from xiandao.apps.plans.classing import Classing, plan_class
from xiandao.apps.plans.export_gate import Wish, export_ask
from xiandao.apps.plans.export_scope import LIST, Ask, ask_of, scope_of
from xiandao.apps.plans.export_services import export_begin, export_give
from xiandao.apps.plans.models import Edition, Export, Plan
from xiandao.apps.publishing.models import Release
from xiandao.apps.publishing.preview import MOST_BYTES, Preview, preview_of
from xiandao.apps.publishing.selectors import release_page
from xiandao.apps.publishing.services import WAITS, release_fetch, release_look, release_withdraw, releases_lapse
from xiandao.apps.publishing.stamping import has_places, places_of, stamped
from xiandao.core.errors import Refusal

FORMS = ("docx", "xlsx")
DISTRICT = """鹭汀区未来产业实施方案（2024—2026年）
一、主要目标
到2026年末，全区未来产业规模达80亿元，集聚重点企业12家以上。
"""


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda said: said.code == code)


def stands(plan: Edition, secrecy: str) -> Edition:
    Plan.objects.filter(pk=plan.plan_id).update(secrecy=secrecy)
    plan.plan.refresh_from_db()
    return plan


def words(data: bytes, part: str = "") -> str:
    with ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml") and part in name]
        return "".join(archive.read(name).decode() for name in names)


def packed(**parts: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def preview(world: World, who: str, release: Release) -> Preview | None:
    found: Preview | None = release_page(world.person(who), release)["preview"]
    return found


# ---- the copy that is looked through


def test_who_asked_has_no_copy_before_it_has_passed_and_sees_it_on_the_page(world: World, plan: Edition) -> None:
    release, client = asked(world.person("office"), plan), signed_in(world, "office")
    content, page = (reverse(f"publishing:{name}", args=[release.pk]) for name in ("content", "release"))
    for step, who in (("", ""), ("secrecy", "unit-head"), ("publish", "leader")):
        if step:
            ruled(world.person(who), release, step)
        assert client.post(content).status_code == 422
        assert content not in client.get(page).content.decode()
        release.refresh_from_db()
        shown = preview(world, "office", release)
        assert shown
        assert "未来产业规模" in str(shown.rows)
    assert not AuditLine.objects.filter(deed="release.look").exists()


def test_a_reviewer_has_a_copy_only_while_it_waits_for_them(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)

    def may() -> list[bool]:
        release.refresh_from_db()
        return [release_page(world.person(who), release)["may_look"] for who in ("unit-head", "leader")]

    assert may() == [True, False]
    with refused("release-not-looker"):
        release_look(world.person("leader"), release.pk, at=AT)
    ruled(world.person("unit-head"), release, "secrecy")
    assert may() == [False, True]
    ruled(world.person("leader"), release, "publish")
    assert may() == [False, False]


@pytest.mark.parametrize("form", FORMS)
def test_a_reviewers_copy_says_that_it_is_one_and_whose_and_is_logged_as_what_it_is(
    form: str, world: World, plan: Edition
) -> None:
    release = asked(world.person("office"), stands(plan, "secret"), form=form, use="inside")
    given = release_look(world.person("unit-head"), release.pk, at=AT).data
    said = words(given, "header" if form == "docx" else "worksheets/sheet1")
    for told in ("编号：送审件", "领取：样例unit-head", "2026-03-02"):
        assert told in said
    assert not [place for place in places_of(release.terms["places"]) if place in words(given)]
    line = AuditLine.objects.get(deed="release.look")
    assert line.after == f"sha256:{hashlib.sha256(given).hexdigest()}"
    assert line.detail["content"] == f"sha256:{release.sha256}" != line.after


def test_a_reviewer_is_not_given_what_was_swapped(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    place_of(release.sha256).write_bytes(b"something else")
    with refused("release-content"):
        release_look(world.person("unit-head"), release.pk, at=AT)
    assert preview(world, "unit-head", release) is None


# ---- the page


def test_a_file_that_came_in_is_never_looked_into_by_a_page(world: World, plan: Edition) -> None:
    said = {"use": "outside", "purpose": "归档", "receiver": "样例档案馆"}
    signed_in(world, "office").post(reverse("plans:original", args=[plan.pk]), said)
    release = Release.objects.get()
    assert preview(world, "unit-head", release) is None
    page = signed_in(world, "unit-head").get(reverse("publishing:release", args=[release.pk])).content.decode()
    assert "不能在页面上预览" in page


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.docx", {"word__document": "<w:tbl>" * 300_000}),
        ("a.docx", {"word__document": "<w:tbl>" + "<w:tr>" * 300_000 + "</w:tbl>"}),
        ("a.docx", {"word__document": "<w:tbl>" + "<w:tr><w:tc>" * 200_000}),
        ("a.docx", {"word__document": "<" * 1_000_000}),
        ("a.xlsx", {"xl__worksheets__sheet1": "<row><c " * 200_000}),
        ("a.xlsx", {"xl__worksheets__sheet1": "<row>" * 300_000, "xl__sharedStrings": "<si>" * 300_000}),
        ("a.docx", {"word__document": "x" * (MOST_BYTES * 3)}),
    ],
)
def test_no_file_keeps_a_page_waiting(name: str, part: dict[str, str]) -> None:
    data, began = packed(**part), time.process_time()
    preview_of(name, data)
    assert time.process_time() - began < 5


def test_what_is_no_file_of_its_kind_has_no_preview() -> None:
    whole = packed(word__document="<w:p>" + "样例" * 500 + "</w:p>")
    broken = bytearray(whole)
    broken[60:90] = b"\xff" * 30
    encrypted = bytearray(whole)
    for at in (6, whole.index(b"PK\x01\x02") + 8):
        encrypted[at] |= 1
    method = bytearray(whole)
    method[whole.index(b"PK\x01\x02") + 10] = 99
    for data in (b"", b"PK", whole[:40], bytes(broken), bytes(encrypted), bytes(method), packed(other="x")):
        assert preview_of("a.docx", data) is None


def test_every_sheet_is_shown_or_the_page_says_that_there_is_more(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan, form="xlsx")
    shown = preview(world, "unit-head", release)
    assert shown
    said = str(shown.rows)
    assert "未来产业规模" in said
    assert "来源文件" in said  # on the second sheet
    row = "<row>" + "<c><v>1</v></c>" * 40 + "</row>"
    wide, many = packed(xl__worksheets__sheet1=row), packed(**{f"xl__worksheets__sheet{n}": row[:30] for n in range(9)})
    assert [bool(each and each.is_cut) for each in (preview_of("a.xlsx", wide), preview_of("a.xlsx", many))] == [
        True
    ] * 2


def test_a_lost_file_refuses_its_content_and_leaves_the_page(world: World, plan: Edition) -> None:
    release = asked(world.person("office"), plan)
    place_of(release.sha256).unlink()
    client = signed_in(world, "unit-head")
    assert client.get(reverse("publishing:release", args=[release.pk])).status_code == 200
    assert client.post(reverse("publishing:content", args=[release.pk])).status_code == 422


@pytest.mark.parametrize("name", ["a.x\r\ny", 'a."; x', "a.中", "a", "a." + "x" * 40])
def test_no_name_of_a_file_spoils_the_answer_that_gives_it(name: str, world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), plan))
    Release.objects.filter(pk=release.pk).update(name=name)
    answer = signed_in(world, "office").post(reverse("publishing:fetch", args=[release.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="FB-2026-00001.bin"; ')


# ---- what closes a plan closes what was made of it


@pytest.fixture
def district(world: World, plan: Edition, tmp_path: Path) -> Edition:
    lower = workspace.edition(world.person("district-office"), tmp_path, DISTRICT, name="district.txt")
    for each in (plan, lower):
        each.items.update(state="confirmed")
    return lower


@pytest.mark.parametrize("what", [LIST, "alignment"])
def test_a_raised_plan_raises_everything_that_holds_something_of_it(
    what: str, world: World, plan: Edition, district: Edition
) -> None:
    ask = ask_of(what, "docx", None if what == LIST else plan.pk, {})
    office = world.person("office")
    release = export_ask(office, ask, scope_of(office, ask), Wish("outside", "会商使用", "样例院"), at=AT)
    other = asked(office, plan)  # holds nothing of the district's
    assert preview(world, "office", release)
    plan_class(
        world.person("district-office"), district.plan_id, Classing("secret", "closed"), reason="内容敏感", at=AT
    )
    release.refresh_from_db()
    other.refresh_from_db()
    assert (release.secrecy, other.secrecy) == ("secret", "none")
    assert preview(world, "office", release) is None  # it is not theirs to take as it is
    assert signed_in(world, "analyst").get(reverse("publishing:release", args=[release.pk])).status_code == 404
    passed(world, release)
    with refused("release-stale"):
        release_fetch(office, release.pk, at=AT)


def test_raising_one_plan_never_opens_a_release_that_holds_more(world: World, plan: Edition, district: Edition) -> None:
    stands(district, "secret")
    ask, office = ask_of(LIST, "docx", None, {}), world.person("office")
    release = export_ask(office, ask, scope_of(office, ask), Wish("inside", "会商使用"), at=AT)
    plan_class(office, plan.plan_id, Classing("internal", "closed"), reason="内容敏感", at=AT)
    release.refresh_from_db()
    assert release.secrecy == "secret"


def test_what_was_marked_as_less_is_not_taken_as_more(world: World, plan: Edition) -> None:
    release = passed(world, asked(world.person("office"), stands(plan, "internal")))
    plan_class(world.person("office"), plan.plan_id, Classing("secret", "closed"), reason="内容敏感", at=AT)
    with refused("release-stale"):
        release_fetch(world.person("office"), release.pk, at=AT)


def test_releases_are_locked_before_their_plan_as_an_opinion_does(world: World, plan: Edition) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        plan_class(world.person("office"), plan.plan_id, Classing("secret", "closed"), reason="内容敏感", at=AT)
    said = [each["sql"] for each in asked_for]
    release = next(at for at, sql in enumerate(said) if 'FROM "publishing_release" ' in sql)
    change = next(at for at, sql in enumerate(said) if sql.startswith('UPDATE "plans_plan"'))
    wanted = f'FROM "plans_plan" WHERE "plans_plan"."id" = {plan.plan_id} LIMIT 21'
    own = [at for at, sql in enumerate(said) if wanted in sql]
    assert release < min(own) < change


# ---- whose people look it through


def second_post(world: World, who: str, title: str, place: str) -> Post:
    """A second post for *who*, entered after the first."""
    post = Post.objects.get(title=title, unit__place__name=place)
    accounts.post_hold(post, world.users[who], since=DAY, at=AT)
    return post


def test_reviewers_of_another_place_where_the_asker_has_a_post_do_not_see_it(world: World, plan: Edition) -> None:
    second_post(world, "other-office", "office", "霁川市")
    person = world.person("other-office")
    assert person.within("plan.export")[0].path == world.other_city.path
    release = asked(person, stands(plan, "secret"), use="inside")
    assert release.place == world.city
    assert release.post
    assert release.post.unit.place == world.city


def test_a_list_is_looked_through_where_one_acts_and_in_the_background_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", -1)
    post = second_post(world, "other-office", "office", "霁川市")
    person, ask = world.person("other-office").acting_in(post.pk), Ask(LIST, "xlsx", None, {})
    wish = Wish("outside", "会商使用", "样例院")
    assert export_services.release_begin(person, ask, scope_of(person, ask), wish, at=AT) is None
    assert jobs_drain() == 1
    assert Job.objects.get().state == "done", Job.objects.get().result
    assert Release.objects.get().post == post


# ---- from the number to the file


def test_what_was_closed_between_number_and_file_leaves_by_its_new_way(world: World, plan: Edition) -> None:
    office, ask = world.person("office"), ask_of("targets", "xlsx", plan.pk, {})
    begun = export_begin(office, ask, scope_of(office, ask), purpose="", at=AT)
    with_purpose = export_begin(office, ask, scope_of(office, ask), purpose="专班例会", at=AT)
    stands(plan, "internal")
    with refused("export-purpose"):
        export_give(office, begun, at=AT)
    given = export_give(office, with_purpose, at=AT)
    assert (given.export.secrecy, with_purpose.number in words(given.data)) == ("internal", True)
    stands(plan, "secret")
    with refused("export-gate"):
        export_give(office, with_purpose, at=AT)
    assert AuditLine.objects.filter(deed="plan.export").count() == 1


def test_rows_that_were_closed_while_they_were_made_are_given_to_nobody(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, ask = world.person("office"), ask_of(LIST, "xlsx", None, {})
    begun = export_begin(office, ask, scope_of(office, ask), purpose="", at=AT)
    making = exports.paper_for

    def closed(*args: object) -> object:
        paper = making(*args)  # type: ignore[arg-type]
        stands(plan, "secret")
        return paper

    monkeypatch.setattr(export_services, "paper_for", closed)
    with refused("export-changed"):
        export_give(office, begun, at=AT)
    assert not AuditLine.objects.filter(deed="plan.export").exists()


def test_a_list_holds_the_plans_that_its_mark_was_made_for(world: World, plan: Edition, tmp_path: Path) -> None:
    office, ask = world.person("office"), ask_of(LIST, "docx", None, {})
    scope = scope_of(office, ask)
    later = workspace.edition(office, tmp_path, TEXT.replace("霁川市未来产业", "霁川市后来的"), name="later.txt")
    data = exports.bytes_of(exports.paper_for(office, ask, scope), ask, None)
    assert scope.touched == (plan.pk,)
    assert plan.plan.title in words(data)
    assert later.plan.title not in words(data)


def test_a_kept_list_is_still_given_when_another_plan_was_closed_since(
    world: World, plan: Edition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(export_services, "MOST_AT_ONCE", 0)
    client = signed_in(world, "office")
    address = client.post(reverse("plans:list-xlsx")).headers["Location"]
    jobs_drain()
    later = workspace.edition(world.person("office"), tmp_path, DISTRICT, name="later.txt")
    stands(later, "secret")
    assert client.post(address).headers["Content-Type"].endswith("sheet")
    stands(plan, "internal")
    assert client.post(address).status_code == 404
    assert Export.objects.get().secrecy == "none"


# ---- taking back


def test_what_has_taken_effect_is_not_withdrawn(world: World, plan: Edition) -> None:
    stands(plan, "internal")
    office = world.person("office")
    release = plan_class(office, plan.plan_id, Classing("none", "closed"), reason="已脱敏", at=AT)
    assert release
    assert release_page(office, release)["may_withdraw"]
    ruled(world.person("unit-head"), release, "secrecy")
    with refused("release-ended"):
        release_withdraw(office, release.pk, "不用了", at=AT)
    release.refresh_from_db()
    assert not release_page(office, release)["may_withdraw"]
    assert (release.state, Plan.objects.get().secrecy) == ("passed", "none")


# ---- places


def test_words_of_a_document_are_never_taken_for_the_places_of_a_mark(world: World, tmp_path: Path) -> None:
    quoted = "〔待编号〕〔领取人〕〔领取日期〕"
    text = TEXT.replace("建设高标准园区。按照", f"建设高标准园区{quoted}。按照")
    plan = stands(workspace.edition(world.person("office"), tmp_path, text, name="quoted.txt"), "secret")
    release = passed(world, asked(world.person("office"), plan, what="division", use="inside"))
    given = release_fetch(world.person("office"), release.pk, at=AT).data
    assert "FB-2026-00001" in words(given, "header")
    assert "FB-2026-00001" not in words(given, "document")
    assert quoted in words(given, "document")


def test_every_release_has_places_of_its_own(world: World, plan: Edition) -> None:
    stands(plan, "secret")
    releases = [asked(world.person("office"), plan, use="inside") for _ in range(2)]
    assert len({each.terms["places"] for each in releases}) == len({each.sha256 for each in releases}) == 2


@pytest.mark.parametrize("form", FORMS)
def test_content_whose_places_are_not_where_the_mark_wrote_them_is_not_frozen(
    form: str, world: World, plan: Edition
) -> None:
    number, *_ = places_of("abcdefgh")
    whole = "".join(places_of("abcdefgh"))
    head, body = ("word__header1", "word__document") if form == "docx" else ("xl__worksheets__sheet1", "xl__styles")
    assert has_places(packed(**{head: whole, body: "x"}), "abcdefgh")
    for parts in ({head: whole, body: whole}, {head: whole + number}, {head: "x"}, {body: whole}, {}):
        assert not has_places(packed(**parts), "abcdefgh")
    long = Wish("inside", "𠀀" * 40)  # two units each: cuts the mark of a sheet short
    ask, office = ask_of("targets", "xlsx", stands(plan, "secret").pk, {}), world.person("office")
    with refused("release-places"):
        export_ask(office, ask, scope_of(office, ask), long, at=AT)
    assert not Release.objects.exists()


def test_what_is_put_into_one_place_is_not_taken_for_another() -> None:
    number, taker, day = places_of("abcdefgh")
    filled = stamped(packed(word__header1=number + taker + day), "abcdefgh", number=taker, taker=day, day="今")
    assert words(filled) == taker + day + "今"


# ---- the end of waiting


def test_what_nobody_gives_an_opinion_on_lapses_and_tells_who_asked(world: World, plan: Edition) -> None:
    old, young = (asked(world.person("office"), plan) for _ in range(2))
    done = passed(world, asked(world.person("office"), plan))
    ruled(world.person("unit-head"), young, "secrecy")
    young.steps.filter(deed="secrecy").update(at=AT + dt.timedelta(days=30))
    assert releases_lapse(at=AT + WAITS) == 0
    assert releases_lapse(at=AT + WAITS + dt.timedelta(days=1)) == 1
    assert releases_lapse(at=AT + WAITS + dt.timedelta(days=1)) == 0
    for each in (old, young, done):
        each.refresh_from_db()
    assert [each.state for each in (old, young, done)] == ["withdrawn", "publish", "passed"]
    assert old.settled_at
    assert AuditLine.objects.get(deed="release.lapse").object_id == str(old.pk)
    notices = notices_seen(world.person("office"), DAY).filter(kind="release.ruled", about_id=old.pk)
    assert notices.count() == 1
    page = signed_in(world, "office").get(reverse("publishing:release", args=[old.pk])).content.decode()
    assert "逾期未审" in page


def test_what_waits_is_handed_over_with_the_post(world: World, plan: Edition) -> None:
    asked(world.person("office"), plan)
    passed(world, asked(world.person("office"), plan))
    post = Post.objects.get(title="office", unit__place=world.city)
    assert ("releases", 1) in [(each.code, each.n) for each in belongings_of(post)]


def test_no_file_is_dropped_without_its_digest(world: World) -> None:
    assert world
    with pytest.raises(ValueError, match="digest"), transaction.atomic():
        file_drop("")
