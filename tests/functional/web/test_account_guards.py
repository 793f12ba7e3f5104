"""What nobody may do to get into an account, to keep one, or to reach further than their own post."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from axes.models import AccessAttempt, AccessLog
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.builders import organisation
from tests.builders.api import NOBODY, bearer
from tests.builders.workspace import AT, DAY, PASSWORD, World, signed_in
from tests.functional.web.test_second_factor import code, to_the_code, turn_on

from xiandao.apps.accounts import attempts, factors, managed, people, posts
from xiandao.apps.accounts.handover import Handing, handing_check, post_hand_over
from xiandao.apps.accounts.models import Holding, Post, Token, User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import operator, person_of
from xiandao.apps.accounts.ways import Cas, Gateway, Ldap, Oidc, SignIn
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.notices.models import Notice
from xiandao.cli.user import ACTS
from xiandao.core.errors import Refusal
from xiandao.web.installation import Installation

OTHERS = (
    Oidc(id="sso", name="一号", issuer="https://id.example.org", client_id="x", asks_second_factor=True),
    Cas(id="cas", name="二号", server="https://cas.example.org", asks_second_factor=True),
    Gateway(name="三号", header="X-Remote-User", proxies=("10.0.0.8",), asks_second_factor=True),
)
LDAP = Ldap(
    id="ldap", name="四号", url="ldap://127.0.0.1:9", tls="none", user_dn="uid={username}", timeout=1,
    asks_second_factor=True,
)  # fmt: skip


def lines(*deeds: str) -> list[AuditLine]:
    return [*AuditLine.objects.filter(deed__in=deeds).order_by("seq")]


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def try_in(name: str, word: str = "wrong-Word-1", *, address: str = "192.0.2.9") -> int:
    return Client().post("/sign-in", {"username": name, "password": word}, REMOTE_ADDR=address).status_code


# ---------------------------------------------------------------------------------------------- ways in the form


@pytest.mark.parametrize("way", [way.id for way in (*OTHERS, LDAP)] + ["nobody"])
def test_naming_a_provider_in_the_form_is_no_way_round_the_second_factor(
    way: str, world: World, settings: Settings
) -> None:
    turn_on(world, "office")
    settings.SIGN_IN = SignIn(ways=(*OTHERS, LDAP))
    client = Client()
    answer = client.post("/sign-in", {"username": "office", "password": PASSWORD, "way": way})
    assert answer.status_code == 422 or answer.headers["Location"] == "/sign-in/code"
    assert not is_in(client)
    said = {"username": "office", "password": PASSWORD, "name": "x", "way": way}
    assert NOBODY.post("/tokens", said).status_code in (401, 403, 422, 503)
    assert not Token.objects.filter(user=world.users["office"], revoked_at=None).exists()


# ---------------------------------------------------------------------------------------------- reach


@pytest.fixture
def unit_security(world: World) -> Person:  # noqa: ARG001 - opens the database
    """Security administrator of one unit alone."""
    of = organisation.office()
    user = User.objects.create(username="unit-security", name="单位安全", joined_at=AT)
    post = posts.post_add(of.unit, "单位安全岗", "security", at=AT, is_of_unit=True)
    posts.post_hold(post, user, since=DAY, at=AT)
    return person_of(user, DAY)


def test_whoever_manages_a_unit_makes_and_gives_away_no_post_of_its_whole_place(unit_security: Person) -> None:
    of = organisation.office()
    newcomer = User.objects.create(username="newcomer", name="新人", joined_at=AT, unit=of.unit)
    narrow = posts.post_add(of.unit, "本单位岗", "reader", at=AT, is_of_unit=True, by=unit_security)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: posts.post_add(of.unit, "全市岗", "office", at=AT, by=unit_security),
        lambda: posts.post_change(
            narrow, title="本单位岗", roles=["office"], is_of_unit=False, at=AT, by=unit_security
        ),
        lambda: posts.post_change(
            of.vacant, title="空缺岗", roles=["office"], is_of_unit=True, at=AT, by=unit_security
        ),
        lambda: posts.post_hold(of.vacant, newcomer, since=DAY, at=AT, by=unit_security),
        lambda: post_hand_over(unit_security, Handing(of.vacant, None, newcomer, DAY), at=AT, today=DAY),
        lambda: handing_check(unit_security, Handing(of.vacant, None, newcomer, DAY), today=DAY),
    )
    for deed in deeds:
        with pytest.raises(Refusal, match="post-too-wide"):
            deed()
    assert not newcomer.holdings.exists()
    assert posts.post_hold(narrow, newcomer, since=DAY, at=AT, by=unit_security).user == newcomer


def test_whoever_manages_a_unit_changes_no_account_that_acts_for_its_whole_place(unit_security: Person) -> None:
    of = organisation.office()  # the worker's post reaches over the city
    assert not managed.may_change(unit_security, of.worker, DAY)
    with pytest.raises(Refusal, match="person-of-others"):
        managed.user_changeable(unit_security, of.worker.pk, DAY)
    with pytest.raises(Refusal, match="person-of-others"):
        factors.factor_reset("worker", "lost", by=unit_security, at=AT)


def test_whoever_manages_the_place_gives_its_posts_away(world: World) -> None:
    of = organisation.office()
    assert managed.may_change(world.person("security"), of.worker, DAY)
    assert posts.post_hold(of.vacant, of.worker, since=DAY, at=AT, by=world.person("security")).post == of.vacant


# ---------------------------------------------------------------------------------------------- holdings


@pytest.mark.usefixtures("world")
def test_the_end_of_a_holding_is_never_put_off_not_by_a_stale_page_either() -> None:
    of = organisation.office()
    stale = Holding.objects.get(pk=of.holding.pk)
    last = DAY + dt.timedelta(days=3)
    posts.holding_end(of.holding, day=last, at=AT, today=DAY, by=None)
    for held in (stale, Holding.objects.get(pk=stale.pk)):
        with pytest.raises(Refusal, match="holding-longer"):
            posts.holding_end(held, day=last + dt.timedelta(days=1), at=AT, today=DAY, by=None)
    later = last + dt.timedelta(days=30)
    with pytest.raises(Refusal, match="holding-over"):
        posts.holding_end(stale, day=later, at=AT, today=later, by=None)
    assert Holding.objects.get(pk=stale.pk).until == last


def test_nobody_is_given_a_post_for_days_gone_by(world: World) -> None:
    of, today = organisation.office(), timezone.localdate()
    newcomer = User.objects.create(username="newcomer", name="新人", joined_at=AT, unit=of.unit)
    early = (today - dt.timedelta(days=2)).isoformat()
    page = signed_in(world, "security").post(
        f"/units/posts/{of.vacant.pk}/give", {"person": newcomer.pk, "since": early}
    )
    assert page.status_code == 422
    said = {"post": of.vacant.pk, "person": newcomer.pk, "since": early}
    assert bearer(world.users["security"]).post("/holdings", said).json()["code"] == "holding-since"
    assert not newcomer.holdings.exists()


def test_who_left_long_ago_hands_nothing_over(world: World) -> None:
    of, by = organisation.office(), world.person("security")
    posts.holding_end(of.holding, day=DAY, at=AT, today=DAY, by=None)
    today = DAY + dt.timedelta(days=40)
    newcomer = User.objects.create(username="newcomer", name="新人", joined_at=AT, unit=of.unit)
    left = Holding.objects.select_related("user").get(pk=of.holding.pk)
    with pytest.raises(Refusal, match="handover-from"):
        post_hand_over(by, Handing(of.post, left, newcomer, today), at=AT + dt.timedelta(days=40), today=today)
    assert Holding.objects.get(pk=left.pk).until == DAY
    assert not newcomer.holdings.exists()


# ---------------------------------------------------------------------------------------------- resets


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_a_security_administrator_does_not_become_another_by_resets(role: str, world: World) -> None:
    user, client, api = world.users[role], signed_in(world, "security"), bearer(world.users["security"])
    before = user.password
    assert client.post(f"/people/{user.pk}/password").status_code == 422
    assert api.post(f"/people/{user.pk}/password").json()["code"] == "reset-administrator"
    for deed in (
        lambda by: people.password_reset(by, user, at=AT),
        lambda by: factors.factor_reset(role, "lost", by=by, at=AT),
    ):
        with pytest.raises(Refusal, match="reset-administrator"):
            deed(world.person("security"))
    user.refresh_from_db()
    assert user.password == before
    assert people.password_reset(operator("root"), user, at=AT).password


def test_who_will_be_an_administrator_is_one_to_resets(world: World) -> None:
    of = organisation.office()
    posts.holding_end(of.holding, day=DAY, at=AT, today=DAY, by=None)
    audit = posts.post_add(of.unit, "审计岗", "auditor", at=AT)
    posts.post_hold(audit, of.worker, since=DAY + dt.timedelta(days=5), at=AT)
    with pytest.raises(Refusal, match="reset-administrator"):
        people.password_reset(world.person("security"), of.worker, at=AT)


def test_nobody_resets_password_and_factor_of_one_person_within_a_day(world: World) -> None:
    by, worker = world.person("security"), organisation.office().worker
    people.password_reset(by, worker, at=AT)
    with pytest.raises(Refusal, match="reset-both"):
        factors.factor_reset("worker", "lost", by=by, at=AT + dt.timedelta(hours=23))
    factors.factor_reset("worker", "lost", by=by, at=AT + dt.timedelta(hours=25))
    with pytest.raises(Refusal, match="reset-both"):
        people.password_reset(by, worker, at=AT + dt.timedelta(hours=30))


def test_whoever_is_reset_is_told_so(world: World) -> None:
    by, worker = world.person("security"), organisation.office().worker
    people.password_reset(by, worker, at=AT)
    factors.factor_reset("worker", "lost", by=by, at=AT + dt.timedelta(days=2))
    told = Notice.objects.filter(user=worker).order_by("pk").values_list("kind", flat=True)
    assert [*told] == ["account.password", "account.factor"]


# ---------------------------------------------------------------------------------------------- counting tries


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("written", ["{}", " {} ", "{}\u200b", "\u2060{}", "OFFICE", "ｏｆｆｉｃｅ"])
def test_a_name_written_otherwise_is_counted_as_the_same(written: str) -> None:
    for _ in range(5):
        try_in(written.format("office"))
    assert try_in("office", PASSWORD) == 429
    assert attempts.is_held("office", timezone.now())
    assert attempts.tries_forgotten("office") == 1
    assert try_in("office", PASSWORD) == 302


@pytest.mark.usefixtures("world")
def test_one_address_does_not_try_names_for_ever_and_its_lock_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "MOST_FROM_ADDRESS", 4)
    for n in range(4):
        try_in(f"name-{n}")
    before = len(lines("user.sign-in-failed"))
    assert [try_in(f"other-{n}") for n in range(5)] == [429] * 5
    assert len(lines("user.sign-in-failed")) == before + 1
    assert try_in("office", PASSWORD) == 429
    assert try_in("office", PASSWORD, address="192.0.2.10") == 302


@pytest.mark.usefixtures("world")
def test_others_cannot_lock_the_way_in_at_the_machine_itself(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(attempts, "MOST_FROM_ADDRESS", 2)
    settings.SIGN_IN = SignIn(local=True, break_glass="administrator")
    for n in range(3):
        try_in(f"name-{n}", address="127.0.0.1")
    assert try_in("office", PASSWORD, address="127.0.0.1") == 429
    assert try_in("administrator", PASSWORD, address="127.0.0.1") == 302
    for _ in range(5):
        try_in("administrator", address="127.0.0.1")
    assert try_in("administrator", PASSWORD, address="127.0.0.1") == 429


@pytest.mark.parametrize(
    ("sender", "said", "found"),
    [
        ("192.0.2.9", "198.51.100.1", "192.0.2.9"),  # no proxy of ours: what it says is not believed
        ("10.0.0.8", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.8", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.8", "198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.8", "", "10.0.0.8"),
        ("10.0.0.8", "198.51.100.1, nonsense", "10.0.0.8"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ("", "", None),
    ],
)
def test_whence_a_request_comes_is_asked_of_our_own_proxies_alone(
    sender: str, said: str, found: str | None, settings: Settings
) -> None:
    settings.INSTALLATION = Installation(data=settings.DATA, proxies=("10.0.0.8", "10.0.0.9"))
    request = RequestFactory().get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR=said)
    assert attempts.client_address(request) == found


@pytest.mark.usefixtures("world")
def test_what_is_typed_as_a_name_is_kept_nowhere_in_clear_and_no_length_is_an_error() -> None:
    typed = "Secret-Word-typed-as-a-name-" + "长" * 400
    assert try_in(typed) == 422
    row = AccessAttempt.objects.get()
    kept = f"{row.username} {row.get_data} {row.post_data} {row.path_info}"
    assert "Secret" not in kept
    assert "wrong-Word" not in kept
    assert len(row.username) <= 60
    assert try_in("office", PASSWORD) == 302
    assert not AccessLog.objects.exists()


@pytest.mark.usefixtures("world")
def test_old_tries_are_forgotten() -> None:
    try_in("office")
    assert attempts.tries_old_forgotten(timezone.now()) == 0
    assert attempts.tries_old_forgotten(timezone.now() + dt.timedelta(minutes=16)) == 1
    assert not AccessAttempt.objects.exists()


# ---------------------------------------------------------------------------------------------- providers


@pytest.mark.usefixtures("world")
def test_coming_back_from_nowhere_writes_no_line(settings: Settings) -> None:
    settings.SIGN_IN = SignIn(ways=OTHERS)
    for way in ("sso", "cas"):
        for _ in range(3):
            assert Client().get(f"/sign-in/back/{way}?code=x&state=y").status_code == 422
    assert not lines("user.sign-in-failed", "user.locked")


@pytest.mark.usefixtures("world")
def test_a_provider_that_fails_is_a_line_each_up_to_a_number_and_then_one(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(attempts, "MOST_FROM_ADDRESS", 3)
    settings.SIGN_IN = SignIn(ways=(Oidc(id="sso", issuer="http://127.0.0.1:9", client_id="x", name="x", timeout=1),))
    client = Client()
    for _ in range(8):
        assert client.get("/sign-in/with/sso").status_code == 422
    assert [line.detail["why"] for line in lines("user.sign-in-failed")] == ["provider-unreachable"] * 3 + ["locked"]


def test_whoever_came_by_a_provider_is_asked_for_no_password_of_ours(world: World) -> None:
    User.objects.filter(username="office").update(must_change_password=True)
    client = signed_in(world, "office")
    assert client.get("/plans/").headers["Location"] == "/password"
    session = client.session
    session["way"] = "sso"
    session.save()
    assert client.get("/plans/").status_code == 200


def test_an_account_may_have_no_password_where_a_provider_is_declared(world: World, settings: Settings) -> None:
    by, unit = world.person("security"), organisation.office().unit
    said = people.Said("无密码", unit)
    with pytest.raises(Refusal, match="person-no-provider"):
        people.person_add(by, "lin.hai", said, at=AT, has_password=False)
    settings.SIGN_IN = SignIn(ways=OTHERS)
    client = signed_in(world, "security")
    page = client.post("/people/new", {"username": "lin.hai", "name": "无密码", "unit": unit.pk, "way": "provider"})
    assert page.status_code == 200
    user = User.objects.get(username="lin.hai")
    assert not user.has_usable_password()
    assert not user.must_change_password


# ---------------------------------------------------------------------------------------------- sessions


def test_locking_and_unlocking_revives_no_session(world: World) -> None:
    worker, by = organisation.office().worker, world.person("security")
    client = Client()
    client.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
    assert is_in(client)
    people.person_lock(by, worker, at=AT)
    people.person_unlock(by, worker, at=AT)
    assert not is_in(client)


def test_a_reset_factor_ends_sessions_and_whoever_waits_for_a_code_begins_again(world: World) -> None:
    turn_on(world, "office")
    inside, waiting = signed_in(world, "office"), to_the_code("office")
    world.users["office"].refresh_from_db()
    factors.factor_reset("office", "lost", by=world.person("security"), at=AT)
    assert not is_in(inside)
    turned = waiting.post("/sign-in/code", {"code": "123456"})
    assert turned.headers["Location"] == "/sign-in"


def test_a_password_changed_between_password_and_code_ends_the_way_in(world: World) -> None:
    turn_on(world, "office")
    waiting = to_the_code("office")
    people.password_reset(world.person("security"), User.objects.get(username="office"), at=AT)
    assert waiting.post("/sign-in/code", {"code": code(world, "office")}).headers["Location"] == "/sign-in"
    assert not is_in(waiting)


def test_turning_the_factor_off_ends_the_other_sessions_and_keeps_ones_own(world: World) -> None:
    turn_on(world, "office")
    one, other = signed_in(world, "office"), signed_in(world, "office")
    one.post("/second-factor/off", {"password": PASSWORD, "code": code(world, "office")})
    assert is_in(one)
    assert not is_in(other)


# ---------------------------------------------------------------------------------------------- guesses inside


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/password", {"old": "Guess-2026!", "new": "Another-2026!", "again": "Another-2026!"}),
        ("/second-factor/codes", {"password": "Guess-2026!", "code": "123456"}),
        ("/second-factor/off", {"password": PASSWORD, "code": "000000"}),
        ("/account/tokens", {"name": "x", "days": "30", "password": "Guess-2026!"}),
    ],
)
def test_a_session_found_open_is_no_place_to_guess(address: str, said: dict[str, str], world: World) -> None:
    turn_on(world, "office")
    client = signed_in(world, "office")
    answers = [client.post(address, said).status_code for _ in range(6)]
    assert set(answers[:4]) == {422}
    assert answers[4:] == [429, 429]
    assert [line.detail["why"] for line in lines("user.locked")] == ["locks"]


def test_a_token_is_made_by_whoever_proves_who_they_are(world: World) -> None:
    client = signed_in(world, "office")
    asked = {"name": "夜间", "days": "30"}
    assert client.post("/account/tokens", asked).status_code == 422
    assert client.post("/account/tokens", {**asked, "password": PASSWORD}).status_code == 200
    turn_on(world, "office")
    assert client.post("/account/tokens", {**asked, "password": PASSWORD}).status_code in (302, 422)
    assert (
        Token.objects.filter(user=world.users["office"], revoked_at=None).count() == 0
    )  # turning it on ended the first
    good = signed_in(world, "office").post(
        "/account/tokens", {**asked, "password": PASSWORD, "code": code(world, "office")}
    )
    assert good.status_code == 200


@pytest.mark.parametrize("role", ["security", "auditor", "administrator"])
def test_tokens_of_administrators_are_short(role: str, world: World) -> None:
    said = {"username": role, "password": PASSWORD, "name": "x", "days": 31}
    assert NOBODY.post("/tokens", said).json()["code"] == "token-days"
    asked = {"name": "x", "days": "31", "password": PASSWORD}
    assert signed_in(world, role).post("/account/tokens", asked).status_code == 422
    assert NOBODY.post("/tokens", {**said, "days": 30}).status_code == 201


def test_the_log_keeps_no_words_that_were_typed_into_a_filter(world: World) -> None:
    client = signed_in(world, "security")
    asked = "q=张某&place=张某&unit=张某&state=张某&sort=张某"
    assert client.post(f"/people/export?{asked}").status_code == 200
    assert lines("people.export")[-1].detail["asked"] == {}
    client.post("/people/export?place=990100&state=active&sort=name")
    assert lines("people.export")[-1].detail["asked"] == {"place": "990100", "state": "active", "sort": "name"}


def test_a_taken_post_is_refused_and_not_an_error_of_the_database(world: World) -> None:  # noqa: ARG001 - opens it
    of = organisation.office()
    with pytest.raises(Refusal, match="post-taken"), posts.unless_taken(Refusal("post-taken", title="", unit="")):
        Post.objects.create(unit=of.unit, title=of.post.title, roles=["reader"])


# ---------------------------------------------------------------------------------------------- the command line


def create(**said: object) -> Namespace:
    told = {"username": "lin", "name": None, "role": "office", "place": "990100", "unit": "样例局", "lang": "zh"}
    return Namespace(**{**told, "password_stdin": False, "token": False, **said})


def test_creating_an_account_changes_no_rights_of_a_post_that_stands(world: World) -> None:
    unit = posts.unit_add(world.city, "样例局", at=AT)
    for roles, is_of_unit in ((("reader",), False), (("office",), True), (("office", "reader"), False)):
        standing = posts.post_add(unit, "office", *roles, at=AT, is_of_unit=is_of_unit)
        with pytest.raises(Refusal, match="post-taken"):
            ACTS["create"](create())
        standing.refresh_from_db()
        assert (standing.roles, standing.is_of_unit) == ([*roles], is_of_unit)
    assert not User.objects.filter(username="lin").exists()


@pytest.mark.usefixtures("world")
def test_the_same_role_twice_is_one_post_with_two_holders(capsys: pytest.CaptureFixture[str]) -> None:
    for username in ("lin", "hai"):
        assert ACTS["create"](create(username=username)) == 0
    post = Post.objects.get(unit__name="样例局", title="office")
    assert {held.user.username for held in post.holdings.all()} == {"lin", "hai"}
    assert capsys.readouterr().out.count("密码") >= 2


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"username": "Lin Hai"}, "username-form"),
        ({"username": "x" * 61}, "username-form"),
        ({"name": "长" * 61}, "name-long"),
    ],
)
def test_names_on_the_command_line_are_held_to_the_same_rule(said: dict[str, str], refusal: str) -> None:
    with pytest.raises(Refusal, match=refusal):
        ACTS["create"](create(**said))


def test_a_password_of_an_administrator_is_reset_on_the_machine(world: World) -> None:
    before = world.users["auditor"].password
    assert ACTS["reset-password"](Namespace(username="auditor", lang="zh")) == 0
    world.users["auditor"].refresh_from_db()
    assert world.users["auditor"].password != before
    assert world.users["auditor"].must_change_password


# ---------------------------------------------------------------------------------------------- settings


@pytest.mark.parametrize("said", ['hosts = "plan.example.cn"', "hosts = [1]", 'proxies = "10.0.0.8"', 'proxies = ["x"]', 'proxies = ["0.0.0.0/0"]'])  # fmt: skip
def test_a_list_that_is_none_is_refused(said: str, tmp_path: Path) -> None:
    (tmp_path / "workspace.toml").write_text(said, "utf-8")
    with pytest.raises(Refusal, match="setting-value"):
        Installation.of({"XIANDAO_DATA": str(tmp_path)})
