"""One entity as a page and by API: said, contradicted, moved, granted, deleted, erased, opened, joined and parted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.builders import entities
from tests.builders.api import bearer
from tests.builders.entities import FIRM, GROUNDS, TWIN, firm, likeness, office, origin, scenario, someone, twin
from tests.builders.said import moment
from tests.builders.workspace import AT, CITY, World, signed_in

from xiandao.apps.audit.models import AuditLine
from xiandao.apps.jobs.services import jobs_drain
from xiandao.apps.notices.models import Notice
from xiandao.apps.registers import choosing, doubles, entering, evidence, opening, services
from xiandao.apps.registers.entity_forms import read
from xiandao.apps.registers.kinds import kind_of
from xiandao.apps.registers.models import Entity, Likeness, Origin, Paper, Said
from xiandao.apps.registers.personal import unsealed
from xiandao.apps.registers.sameness import Pair, likeness_judge
from xiandao.apps.registers.services import Grounds
from xiandao.apps.registers.sight import Sight, is_given, is_seen
from xiandao.apps.registers.telling import money_told
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Property

SAID = {"title": "补充材料", "authority": "verified"}


def page(client: Client, of: Entity, tail: str = "") -> str:
    return client.get(f"/registers/entities/{of.key}/{tail}").content.decode()


def post(client: Client, of: Entity, deed: str, **said: object) -> int:
    return client.post(f"/registers/entities/{of.key}/{deed}", {**SAID, **said}).status_code


def fresh(of: Entity) -> Entity:
    return Entity.objects.get(pk=of.pk)


# ------------------------------------------------------------------------------------------------- what stays unseen


def test_no_page_and_no_answer_holds_what_is_sealed(world: World) -> None:
    of, person = firm(), someone()
    likeness()
    client, asker = signed_in(world, "office"), bearer(world.users["office"])
    for address in (
        f"/registers/entities/{of.key}/", f"/registers/entities/{person.key}/", f"/registers/entities/{person.key}/erase",
        f"/registers/entities/{of.key}/say?property=phone", "/registers/same/",
    ):  # fmt: skip
        seen = client.get(address).content.decode()
        assert "sealed:" not in seen
        assert "13900000001" not in seen
    given = asker.get(f"/registers/entities/{of.key}").json()
    assert given["values"]["phone"] == ["已隐去"]
    assert "sealed:" not in str(given)


def test_an_entity_of_another_city_is_as_absent_as_one_that_never_was(world: World) -> None:
    of, other = firm(), signed_in(world, "other-office")
    assert other.get(f"/registers/entities/{of.key}/").status_code == 404
    assert post(other, of, "say", **{"p-staff": "9"}) == 404
    assert other.get(f"/registers/origins/{origin().pk}/").status_code == 404
    assert FIRM not in other.get("/registers/entities/" + "0" * 32 + "/").content.decode()


def test_a_work_secret_of_a_pack_is_on_the_page_of_those_alone_who_see_work_secrets(world: World) -> None:
    of = entities.entity("样例目标企业", courting="talks")
    assert "洽谈" in page(signed_in(world, "office"), of)
    assert "洽谈" not in page(signed_in(world, "analyst"), of)
    assert "talks" not in bearer(world.users["analyst"]).get(f"/registers/entities/{of.key}").content.decode()


@pytest.mark.parametrize(
    ("prop", "sight", "seen", "given"),
    [
        (Property(code="a", name="a"), Sight(frozenset({"none"}), is_keeper=False), True, True),
        (Property(code="a", name="a", secrecy="internal"), Sight(frozenset({"none"}), is_keeper=True), False, False),
        (Property(code="a", name="a", openness="closed"), Sight(frozenset({"none"}), is_keeper=False), True, False),
        (Property(code="a", name="a", trade_secret=True), Sight(frozenset({"none"}), is_keeper=False), True, False),
        (Property(code="a", name="a", trade_secret=True), Sight(frozenset({"none"}), is_keeper=True), True, True),
    ],
)
def test_what_is_shown_and_what_may_leave_follow_the_axes(
    prop: Property, sight: Sight, seen: bool, given: bool
) -> None:
    assert (is_seen(prop, sight), is_given(prop, sight)) == (seen, given)


def test_a_program_gets_nothing_of_an_internal_entity(world: World) -> None:
    of = firm()
    Entity.objects.filter(pk=of.pk).update(secrecy="internal")
    refused = bearer(world.users["office"]).get(f"/registers/entities/{of.key}")
    assert (refused.status_code, refused.json()["code"]) == (422, "register-taken")
    assert signed_in(world, "office").get(f"/api/v1/registers/entities/{of.key}").status_code == 200


# --------------------------------------------------------------------------------------------------------- the card


def test_the_page_tells_values_with_their_sources_and_what_contradicts_them(world: World) -> None:
    seen = page(signed_in(world, "office"), firm())
    assert all(words in seen for words in ("50 人", "摸底调查表", "登记信息", "中型", "小型", "按来源级别", "瞪羚企业"))
    assert "有 1 项来源说法不一致" in seen


def test_a_past_day_is_shown_as_it_was_and_offers_no_deed(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    before, now = page(client, of, "?as_of=2026-01-07"), page(client, of)
    assert "/choose" in now
    assert "/choose" not in before
    assert bearer(world.users["office"]).get(f"/registers/entities/{of.key}?as_of=2026-01-07").json()["labels"] == []
    assert "那一天这一条不在名录中" in page(client, of, "?known_at=2026-02-01")
    assert client.get(f"/registers/entities/{of.key}/?as_of=morgen").status_code == 422
    assert client.get(f"/registers/entities/{of.key}/?known_at=2099-01-01").status_code == 422


@pytest.mark.parametrize(("yuan", "words"), [("100000000", "1 亿元"), ("9999", "9,999 元"), ("x", "x")])
def test_money_is_told_as_officials_write_it(yuan: str, words: str) -> None:
    assert money_told(yuan) == words


def test_relations_are_told_from_both_sides(world: World) -> None:
    park = entities.entity("样例产业园", "park")
    of = entities.entity("样例入园企业", park=park.key)
    client = signed_in(world, "office")
    assert "样例产业园" in page(client, of)
    assert "样例入园企业" in page(client, park)
    assert "样例入园企业" in page(signed_in(world, "reader"), park)


# ----------------------------------------------------------------------------------------------------------- entering


def test_an_entity_without_what_is_required_is_not_entered(world: World) -> None:
    client = signed_in(world, "office")
    refused = client.post("/registers/entities/new", {"kind": "enterprise", **SAID})
    assert refused.status_code == 422
    assert not Entity.objects.exists()


def test_values_that_cannot_be_read_are_told_at_their_field_and_nothing_is_entered(world: World) -> None:
    said = {"kind": "enterprise", "p-name": "样例甲公司", "p-staff": "很多", "p-credit-code": "9199", **SAID}
    refused = signed_in(world, "office").post("/registers/entities/new", said)
    assert refused.status_code == 422
    assert refused.content.decode().count('class="cap is-late"') == 2
    assert "很多" in refused.content.decode()
    assert not Entity.objects.exists()


def test_those_that_look_like_a_new_entity_are_shown_before_it_is_entered(world: World) -> None:
    firm()
    client = signed_in(world, "office")
    said = {"kind": "enterprise", "p-name": FIRM, "p-staff": "1,200", "p-place": CITY, **SAID}
    asked = client.post("/registers/entities/new", said)
    assert asked.status_code == 422
    assert "有 1 条相近的记录" in asked.content.decode()
    assert Entity.objects.count() == 1
    made = client.post("/registers/entities/new", {**said, "other": "1"})
    assert made.status_code == 302
    assert Entity.objects.latest("pk").row["staff"] == ["1200"]


def test_what_another_place_keeps_is_no_double_that_is_told(world: World) -> None:
    firm()
    kind = kind_of("enterprise")
    assert doubles.doubles_of(world.person("other-office"), kind, {"name": (FIRM,)}) == []
    with pytest.raises(entering.Doubled):
        entering.entity_enter(office(), "enterprise", {"name": (FIRM,)}, GROUNDS, at=AT)


@pytest.mark.usefixtures("world")
def test_what_a_form_says_is_read_as_cells_are() -> None:
    found = read(
        kind_of("enterprise"), {"p-capital": ("3.2亿元",), "p-former-names": ("甲公司、乙公司",), "p-form": ("民企",)}
    )
    assert found.values == {"capital": ("320000000",), "former-names": ("甲公司", "乙公司"), "form": ("private",)}


def test_something_said_needs_its_grounds_and_a_figure_its_period(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert post(client, of, "say", **{"p-staff": "70", "title": ""}) == 422
    assert post(client, of, "say?property=revenue", **{"p-revenue": "3亿元"}) == 422
    assert post(client, of, "say?property=revenue", **{"p-revenue": "3亿元", "period": "2025"}) == 302
    assert post(client, of, "say", **{"p-staff": "70", "since": "2026-03-01"}) == 302
    now = fresh(of)
    assert (now.row["revenue"], now.row["staff"]) == (["300000000"], ["70"])
    assert Said.objects.latest("pk").valid_from == dt.date(2026, 3, 1)


# -------------------------------------------------------------------------------------------- contradictions, chosen


def test_a_choice_leads_until_it_is_taken_back(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert of.row["size"] == ["medium"]
    assert post(client, of, "choose", property="size", side="1", seen=str(of.version)) == 302
    assert fresh(of).row["size"] == ["small"]
    assert "人工选择" in page(client, of)
    assert post(client, of, "choose", property="size", seen=str(fresh(of).version)) == 302
    assert fresh(of).row["size"] == ["medium"]


def test_a_choice_on_what_is_no_more_so_is_refused(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert post(client, of, "choose", property="size", side="1", seen="0") == 409
    assert post(client, of, "choose", property="size", side="7", seen=str(of.version)) == 422
    assert post(client, of, "choose", property="size", seen=str(of.version)) == 422
    with pytest.raises(Refusal, match="side-unknown"):
        choosing.side_choose(office(), of.key, choosing.Wish("staff", 0, of.version), GROUNDS, at=AT)
    assert fresh(of).version == of.version


# ------------------------------------------------------------------------------------------------- stages and labels


def test_only_legal_moves_are_offered_and_one_without_its_paper_is_refused(world: World) -> None:
    of, client = scenario(), signed_in(world, "office")
    assert "变更为“场景机会”" not in page(client, of, "stage")
    assert post(client, of, "stage", stage="collected") == 422
    assert post(client, of, "stage", stage="opportunity", **{"held-0": "1"}) == 422
    assert fresh(of).stage == ""


def test_a_move_keeps_its_paper_and_the_file_is_given_with_a_line_in_the_log(world: World) -> None:
    of, client = scenario(), signed_in(world, "office")
    file = SimpleUploadedFile("征集表.txt", "样例征集表".encode())
    assert post(client, of, "stage", stage="collected", **{"paper-0": file}) == 302
    paper = Paper.objects.get()
    assert (fresh(of).stage, paper.name, paper.file_name) == ("collected", "场景征集表", "征集表.txt")
    taken = client.post(f"/registers/papers/{paper.pk}")
    assert taken.content.decode() == "样例征集表"
    assert AuditLine.objects.filter(deed="register.take", object_id=of.key).exists()


def test_a_paper_that_bears_a_marking_of_state_secrets_leaves_nothing_behind(world: World) -> None:
    of, client = scenario(), signed_in(world, "office")
    file = SimpleUploadedFile("方案.txt", "机密★10年\n样例方案".encode())
    assert post(client, of, "stage", stage="collected", **{"paper-0": file}) == 422
    assert fresh(of).stage == ""
    assert not Paper.objects.exists()
    assert AuditLine.objects.filter(deed="secret.refuse").exists()


@pytest.mark.parametrize(
    ("secrecy", "purpose", "code"), [("internal", "", "purpose-missing"), ("secret", "核对", "paper-held")]
)
def test_a_paper_of_what_is_not_open_leaves_for_a_purpose_or_not_at_all(
    world: World, secrecy: str, purpose: str, code: str
) -> None:
    paper = entities.paper()
    Entity.objects.filter(pk=paper.said.entity_id).update(secrecy=secrecy)
    with pytest.raises(Refusal, match=code):
        evidence.paper_give(world.person("office"), paper.pk, purpose, at=AT)


def test_a_label_is_granted_and_ended_by_forms(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert post(client, of, "label", label="unicorn", since="2026-02-02") == 302
    assert set(fresh(of).row["label"]) == {"gazelle", "unicorn"}
    assert post(client, of, "label", label="knight") == 422
    assert post(client, of, "label-end", label="unicorn", since="2026-03-01") == 302
    assert fresh(of).row["label"] == ["gazelle"]
    assert "2026-02-02 — 2026-02-28" in page(client, of)


# -------------------------------------------------------------------------------- deleted, erased, opened, taken back


def test_what_is_deleted_can_be_restored_and_says_so(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert post(client, of, "delete", title="") == 422
    assert post(client, of, "delete", since="2026-01-01") == 302
    assert "已从各清单中删除" in page(client, of)
    assert post(client, of, "restore", since="2026-01-02") == 302
    assert "已从各清单中删除" not in page(client, of)


def test_a_person_is_erased_only_with_their_name_typed_once_more(world: World) -> None:
    of, client = someone(), signed_in(world, "office")
    assert post(client, of, "erase", name="别人", note="本人申请") == 422
    assert fresh(of).name == "样例周"
    assert post(client, of, "erase", name="样例周", note="本人申请") == 302
    assert fresh(of).name == ""
    assert "已删除" in page(client, of)
    assert "样例周" not in page(client, of)


@pytest.mark.usefixtures("world")
def test_whoever_was_joined_is_erased_with_all_records_of_theirs() -> None:
    first, second = someone(), entities.entity("样例周二", "person")
    likeness_judge(office(), Pair(first.key, second.key), "yes", "", at=AT)
    services.person_erase(office(), first.key, "本人申请", at=moment("2026-04-01"))
    kept = [(said.entity.key, said.values["name"][0]) for said in Said.objects.select_related("entity")]
    assert [unsealed(key, "name", value) for key, value in kept] == [None, None]


def test_one_sealed_value_opens_for_a_purpose_and_stands_in_the_log(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    assert post(client, of, "open", property="phone", place="0") == 422
    seen = client.post(f"/registers/entities/{of.key}/open", {"property": "phone", "place": "0", "purpose": "联系调研"})
    assert "13900000001" in seen.content.decode()
    assert seen.headers["Cache-Control"] == "no-store"
    line = AuditLine.objects.get(deed="register.open")
    assert "13900000001" not in str(line.__dict__)
    assert post(signed_in(world, "reporter"), of, "open", property="phone", purpose="看看") == 404
    with pytest.raises(Refusal, match="open-nothing"):
        opening.value_open(office(), of.key, "staff", 0, "联系调研", at=AT)


def test_a_sealed_value_of_a_joined_record_opens_by_the_key_of_its_own(world: World) -> None:
    first = entities.entity("样例甲公司")
    second = entities.entity("样例乙公司", phone="13900000009")
    likeness_judge(world.person("office"), Pair(first.key, second.key), "yes", "", at=AT)
    assert opening.value_open(office(), first.key, "phone", 0, "联系调研", at=AT) == "13900000009"


def test_a_source_withdrawn_takes_back_all_that_it_said(world: World) -> None:
    of, client = firm(), signed_in(world, "office")
    bureau = Origin.objects.get(title="登记信息")
    assert FIRM in client.get(f"/registers/origins/{bureau.pk}/").content.decode()
    assert client.post(f"/registers/origins/{bureau.pk}/withdraw").status_code == 302
    assert fresh(of).row["size"] == ["small"]
    assert client.post(f"/registers/origins/{bureau.pk}/withdraw").status_code == 422
    assert "来源撤回" in page(client, of)


# ----------------------------------------------------------------------------------------------------------- sameness


def test_two_are_one_until_the_word_is_taken_back_and_every_word_is_kept(world: World) -> None:
    row, client = likeness(), signed_in(world, "office")
    pair = f"/registers/same/pair?first={row.first.key}&second={row.second.key}"
    keys = {"first": row.first.key, "second": row.second.key}
    assert TWIN in client.get("/registers/same/").content.decode()
    client.post("/registers/same/judge", {**keys, "verdict": "yes", "note": "同一住所"})
    assert client.get(f"/registers/entities/{row.second.key}/").headers["Location"].endswith(f"{row.first.key}/")
    assert TWIN not in client.get("/registers/same/").content.decode()
    assert "目前按同一个列出" in client.get(pair).content.decode()
    client.post("/registers/same/judge", {**keys, "verdict": "", "note": "两家"})
    assert client.get(f"/registers/entities/{row.second.key}/").status_code == 200
    seen = client.get(pair).content.decode()
    assert all(words in seen for words in ("同一住所", "两家", "撤回判断"))


def test_a_pair_of_which_one_is_not_ones_own_is_in_no_list(world: World) -> None:
    likeness()
    other = signed_in(world, "other-office")
    assert TWIN not in other.get("/registers/same/").content.decode()
    assert other.get(f"/registers/same/pair?first={firm().key}&second={twin().key}").status_code == 404


def test_the_search_finds_what_looks_alike_once_and_tells_whoever_asked(world: World) -> None:
    firm(), twin()
    entities.entity("澄湾海洋生物有限公司")
    client = signed_in(world, "office")
    assert client.post("/registers/same/find", {"kind": "enterprise"}).status_code == 302
    assert client.post("/registers/same/find", {"kind": "enterprise"}).status_code == 422
    jobs_drain()
    assert {(each.first.name, each.second.name) for each in Likeness.objects.all()} == {(FIRM, TWIN)}
    assert Notice.objects.filter(kind="register.alike").count() == 1
    client.post("/registers/same/find", {"kind": "enterprise"})
    jobs_drain()
    assert Likeness.objects.count() == 1


def test_entities_of_one_code_are_a_pair_whatever_they_are_called(world: World) -> None:
    first = entities.entity("样例甲公司", credit_code=entities.CREDIT)
    second = entities.entity("完全不同的公司", credit_code=entities.CREDIT)
    found = [
        pair
        for pairs in doubles.pairs_alike(office(), kind_of("enterprise"), lambda _done, _of: None)
        for pair in pairs
    ]
    assert [(pair.first, pair.second) for pair in found] == [(first.key, second.key)]
    assert "编码相同" in signed_in(world, "office").get(f"/registers/entities/{first.key}/same").content.decode()


def test_a_partner_is_found_by_name_and_the_entity_itself_is_none(world: World) -> None:
    of = firm()
    twin()
    found = signed_in(world, "office").get(f"/registers/entities/{of.key}/same?q=云帆").content.decode()
    assert TWIN in found
    assert f"second={of.key}" not in found


# ---------------------------------------------------------------------------------------------------------- by the API


def test_the_api_enters_says_moves_and_joins(world: World) -> None:
    asker, grounds = bearer(world.users["office"]), {"title": "接口登记"}
    made = asker.post("/registers/entities", {"kind": "scenario", "values": {"name": ["样例场景"]}, "grounds": grounds})
    assert made.status_code == 201
    key = made.json()["key"]
    again = asker.post(
        "/registers/entities", {"kind": "scenario", "values": {"name": ["样例场景"]}, "grounds": grounds}
    )
    assert (again.status_code, again.json()["values"]["keys"]) == (409, key)
    moved = asker.post(
        f"/registers/entities/{key}/stage", {"stage": "collected", "papers": ["场景征集表"], "grounds": grounds}
    )
    assert [each["code"] for each in moved.json()["stages"]] == ["collected"]
    wrong = asker.post(f"/registers/entities/{key}/say", {"values": {"colour": ["red"]}, "grounds": grounds})
    assert wrong.json()["code"] == "property-unknown"
    row = likeness()
    pair = {"first": row.first.key, "second": row.second.key}
    assert asker.post("/registers/same/judge", {**pair, "verdict": "yes"}).json()["verdict"] == "yes"
    assert asker.get(f"/registers/entities/{row.second.key}").json()["joined"] == [row.second.key]
    words = asker.get(f"/registers/same/pair?first={pair['first']}&second={pair['second']}").json()["verdicts"]
    assert [each["verdict"] for each in words] == ["yes"]


def test_the_api_gives_the_same_answer_for_a_day_that_is_over(world: World) -> None:
    of, asker = firm(), bearer(world.users["office"])
    asked = f"/registers/entities/{of.key}?as_of=2026-02-15&known_at=2026-03-05"
    before = asker.get(asked).json()
    services.entity_say(
        office(), of.key, {"staff": ("80",)}, Grounds("新材料", since=dt.date(2026, 2, 1)), at=moment("2026-06-01")
    )
    after = asker.get(asked).json()
    assert {**after, "version": 0} == {**before, "version": 0}
    assert after["values"]["staff"] == ["50"]
