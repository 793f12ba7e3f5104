"""The second factor: turned on by the person, asked for at every door, taken once, reset by others."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings
from tests.builders.api import NOBODY, bearer
from tests.builders.workspace import PASSWORD, World, signed_in

from xiandao.apps.accounts import factors
from xiandao.apps.accounts.models import RecoveryCode, SecondFactor
from xiandao.apps.accounts.sealing import opened, sealed
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.accounts.totp import code_of, step_of
from xiandao.apps.accounts.ways import SignIn
from xiandao.apps.audit.models import AuditLine
from xiandao.cli.user import RESET_REASONS
from xiandao.core.errors import Refusal


def secret_of(world: World, name: str) -> bytes:
    factor = SecondFactor.objects.get(user=world.users[name])
    return opened(factor.sealed, factor.user_id)


def code(world: World, name: str, drift: int = 0) -> str:
    return code_of(secret_of(world, name), step_of(timezone.now()) + drift)


def turn_on(world: World, name: str) -> list[str]:
    """Turns it on as the person does; the recovery codes."""
    client = signed_in(world, name)
    client.post("/second-factor/begin")
    page = client.post("/second-factor/confirm", {"code": code(world, name, -1)})
    assert page.status_code == 200
    return re.findall(r"<li><code>([\w-]+)</code>", page.content.decode())


def to_the_code(name: str, **more: str) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": name, "password": PASSWORD, **more})
    assert answer.headers["Location"] == "/sign-in/code"
    return client


def deeds(*names: str) -> list[str]:
    return [line.deed for line in AuditLine.objects.order_by("seq") if line.deed in names]


# ------------------------------------------------------------------------------------------- what must not happen


def test_a_password_alone_no_longer_opens(world: World) -> None:
    turn_on(world, "office")
    client = to_the_code("office")
    assert client.get("/plans/").status_code == 302
    assert client.get("/").headers["Location"].startswith("/sign-in?")
    assert client.get("/api/v1/plans").status_code == 401


def test_a_code_that_was_taken_opens_nothing_again(world: World) -> None:
    turn_on(world, "office")
    typed = code(world, "office")
    first, second = to_the_code("office"), to_the_code("office")
    assert first.post("/sign-in/code", {"code": typed}).status_code == 302
    assert second.post("/sign-in/code", {"code": typed}).status_code == 422
    assert second.get("/plans/").status_code == 302


def test_the_code_that_turned_it_on_does_not_sign_in(world: World) -> None:
    client = signed_in(world, "office")
    client.post("/second-factor/begin")
    typed = code(world, "office")
    assert client.post("/second-factor/confirm", {"code": typed}).status_code == 200
    assert to_the_code("office").post("/sign-in/code", {"code": typed}).status_code == 422


def test_wrong_codes_lock_as_wrong_passwords_do_and_a_right_password_does_not_begin_the_count_anew(
    world: World,
) -> None:
    turn_on(world, "office")
    for _ in range(3):
        to_the_code("office").post("/sign-in/code", {"code": "000000"})
    assert Client().post("/sign-in", {"username": "office", "password": "wrong"}).status_code == 422
    last = to_the_code("office")
    assert last.post("/sign-in/code", {"code": "000000"}).status_code == 429
    assert last.post("/sign-in/code", {"code": code(world, "office")}).status_code == 429
    assert Client().post("/sign-in", {"username": "office", "password": PASSWORD}).status_code == 429
    lines = AuditLine.objects.filter(deed__in=("user.sign-in-failed", "user.locked")).order_by("seq")
    assert [(line.deed, line.detail["why"]) for line in lines] == [
        *[("user.sign-in-failed", "code")] * 3, ("user.sign-in-failed", "password"), ("user.sign-in-failed", "code"),
        ("user.locked", "locks"), ("user.sign-in-failed", "locked"),
    ]  # fmt: skip


def test_whoever_takes_too_long_begins_again(world: World) -> None:
    turn_on(world, "office")
    client = to_the_code("office")
    session = client.session
    kept = session["entering"]
    session["entering"] = [*kept[:4], kept[4] - 301, *kept[5:]]
    session.save()
    assert client.post("/sign-in/code", {"code": code(world, "office")}).headers["Location"] == "/sign-in"


def test_a_closed_account_gets_no_further_with_its_code(world: World) -> None:
    turn_on(world, "office")
    client = to_the_code("office")
    world.users["office"].is_active = False
    world.users["office"].save()
    assert client.post("/sign-in/code", {"code": code(world, "office")}).headers["Location"] == "/sign-in"


def test_the_secret_lies_in_the_database_as_nobody_can_read_it_and_no_code_in_clear(world: World) -> None:
    codes = turn_on(world, "office")
    factor, secret = SecondFactor.objects.get(), secret_of(world, "office")
    kept = json.dumps([factor.sealed, *RecoveryCode.objects.values_list("digest", flat=True)])
    assert secret.hex() not in kept
    assert not any(factors.plain(each) in kept for each in codes)
    with pytest.raises(Refusal, match="factor-unreadable"):
        opened(factor.sealed, world.users["reader"].pk)  # another's row
    assert sealed(secret, 1) != sealed(secret, 1)


def test_the_log_names_who_failed_by_number_and_whoever_is_nobody_by_digest(world: World) -> None:
    for name in ("office", "MyPassword-2026!", "MyPassword-2026!"):
        Client().post("/sign-in", {"username": name, "password": "Secret-Word-1"})
    office, *strangers = AuditLine.objects.filter(deed="user.sign-in-failed").order_by("seq")
    assert (office.object_kind, office.object_id) == ("user", str(world.users["office"].pk))
    assert {line.object_kind for line in strangers} == {"name"}
    assert len({line.object_id for line in strangers}) == 1
    said = json.dumps([[line.object_id, line.detail] for line in AuditLine.objects.all()])
    assert "MyPassword" not in said
    assert "Secret-Word" not in said


def test_a_token_is_not_the_way_round_it(world: World) -> None:
    before = bearer(world.users["office"])
    turn_on(world, "office")
    assert before.get("/me").status_code == 401  # made with a password alone
    wanted = {"username": "office", "password": PASSWORD, "name": "cli"}
    assert NOBODY.post("/tokens", wanted).json()["code"] == "code-needed"
    assert NOBODY.post("/tokens", {**wanted, "code": "000000"}).json()["code"] == "code-wrong"
    typed = code(world, "office")
    assert NOBODY.post("/tokens", {**wanted, "code": typed}).status_code == 201
    assert NOBODY.post("/tokens", {**wanted, "code": typed}).json()["code"] == "code-wrong"


def test_a_role_that_must_have_it_gets_nowhere_without(world: World, settings: Settings) -> None:
    settings.SIGN_IN = SignIn(second_factor=("administrator", "security"))
    client, token = signed_in(world, "security"), bearer(world.users["security"])
    assert client.get("/").headers["Location"] == "/second-factor"
    assert client.get("/second-factor/reset").headers["Location"] == "/second-factor"
    assert client.get("/api/v1/me").json()["code"] == "factor-first"
    assert token.get("/me").json()["code"] == "factor-first"
    wanted = {"username": "security", "password": PASSWORD, "name": "cli"}
    assert NOBODY.post("/tokens", wanted).json()["code"] == "factor-first"
    assert "您所在岗位须先开启两步验证" in client.get("/second-factor").content.decode()
    assert signed_in(world, "office").get("/").status_code == 200
    turn_on(world, "security")
    assert client.get("/").status_code == 200
    off = client.post("/second-factor/off", {"password": PASSWORD, "code": code(world, "security")})
    assert off.status_code == 422
    assert factors.is_on(world.users["security"].pk)


def test_it_is_turned_off_with_password_and_code_only(world: World) -> None:
    turn_on(world, "office")
    client, right = signed_in(world, "office"), {"password": PASSWORD, "code": code(world, "office")}
    for wrong in ({"password": "x"}, {"code": "000000"}, {"code": ""}):
        assert client.post("/second-factor/off", {**right, **wrong}).status_code == 422
        assert factors.is_on(world.users["office"].pk)
    assert client.post("/second-factor/off", right).status_code == 302
    assert not factors.is_on(world.users["office"].pk)
    assert not RecoveryCode.objects.exists()
    assert deeds("factor.on", "factor.off") == ["factor.on", "factor.off"]


def test_beginning_again_does_not_take_it_from_whoever_has_it(world: World) -> None:
    turn_on(world, "office")
    before = SecondFactor.objects.get().sealed
    assert signed_in(world, "office").post("/second-factor/begin").status_code == 422
    assert SecondFactor.objects.get().sealed == before


def test_a_secret_that_was_never_confirmed_asks_for_nothing(world: World) -> None:
    client = signed_in(world, "office")
    client.post("/second-factor/begin")
    assert client.post("/second-factor/confirm", {"code": "000000"}).status_code == 422
    assert Client().post("/sign-in", {"username": "office", "password": PASSWORD}).headers["Location"] == "/"


def test_after_a_restore_without_its_key_nobody_gets_in_and_the_way_out_is_said(world: World) -> None:
    turn_on(world, "office")
    SecondFactor.objects.update(
        sealed=sealed(b"x" * 20, 0)
    )  # sealed for somebody else: as unreadable as with another key
    answer = to_the_code("office").post("/sign-in/code", {"code": "000000"})
    assert answer.status_code == 422
    assert "请联系安全管理员重置" in answer.content.decode()


# -------------------------------------------------------------------------------------------------- what happens


def test_password_and_code_open_and_lead_where_one_wanted_to_go(world: World) -> None:
    turn_on(world, "office")
    client = to_the_code("office", next="/plans/")
    answer = client.post("/sign-in/code", {"code": f" {code(world, 'office')[:3]} {code(world, 'office')[3:]} "})
    assert answer.headers["Location"] == "/plans/"
    assert client.get("/plans/").status_code == 200
    line = AuditLine.objects.filter(deed="user.sign-in").latest("seq")
    assert line.detail == {"way": "local", "code": True}


def test_each_recovery_code_opens_once(world: World) -> None:
    codes = turn_on(world, "office")
    assert len(codes) == len(set(codes)) == 10
    assert to_the_code("office").post("/sign-in/code", {"code": codes[3].upper()}).status_code == 302
    assert to_the_code("office").post("/sign-in/code", {"code": codes[3]}).status_code == 422
    assert "剩余恢复码 9 个" in signed_in(world, "office").get("/second-factor").content.decode()


def test_new_recovery_codes_end_the_old_ones(world: World) -> None:
    old = turn_on(world, "office")
    page = signed_in(world, "office").post("/second-factor/codes", {"password": PASSWORD, "code": old[0]})
    new = re.findall(r"<li><code>([\w-]+)</code>", page.content.decode())
    assert to_the_code("office").post("/sign-in/code", {"code": old[1]}).status_code == 422
    assert to_the_code("office").post("/sign-in/code", {"code": new[1]}).status_code == 302
    assert "no-store" in page.headers["Cache-Control"]


def test_the_secret_is_shown_while_it_waits_and_never_again(world: World) -> None:
    client = signed_in(world, "office")
    client.post("/second-factor/begin")
    page = client.get("/second-factor").content.decode()
    assert 'src="data:image/svg+xml' in page
    assert " style=" not in page
    client.post("/second-factor/confirm", {"code": code(world, "office")})
    assert "data:image" not in client.get("/second-factor").content.decode()


# ---------------------------------------------------------------------------------------------------------- reset


def test_the_security_administrator_resets_with_a_reason_that_the_log_keeps(world: World) -> None:
    turn_on(world, "office")
    client = signed_in(world, "security")
    assert client.post("/second-factor/reset", {"username": "office", "reason": ""}).status_code == 422
    assert factors.is_on(world.users["office"].pk)
    assert client.post("/second-factor/reset", {"username": "office", "reason": "lost"}).status_code == 200
    assert Client().post("/sign-in", {"username": "office", "password": PASSWORD}).headers["Location"] == "/"
    line = AuditLine.objects.get(deed="factor.reset")
    assert (line.actor, line.object_id) == (str(world.users["security"].pk), str(world.users["office"].pk))
    assert line.detail == {"reason": "lost"}


def test_the_page_of_resets_tells_nobody_who_has_it_on(world: World) -> None:
    turn_on(world, "office")
    client = signed_in(world, "security")
    pages = [client.post("/second-factor/reset", {"username": name, "reason": "lost"}) for name in ("office", "reader")]
    texts = [
        re.sub(r"[A-Za-z0-9]{64}", "", page.content.decode()).replace(name, "·")
        for page, name in zip(pages, ("office", "reader"), strict=True)
    ]
    assert texts[0] == texts[1]


def test_nobody_resets_their_own_or_that_of_whom_they_do_not_manage(world: World) -> None:
    turn_on(world, "security")
    turn_on(world, "other-office")
    client = signed_in(world, "security")
    for name in ("security", "other-office", "nobody"):
        assert client.post("/second-factor/reset", {"username": name, "reason": "lost"}).status_code == 422
    assert factors.is_on(world.users["security"].pk)
    assert factors.is_on(world.users["other-office"].pk)


def test_a_code_is_good_for_a_step_before_and_after_and_no_longer(world: World) -> None:
    turn_on(world, "office")
    user, secret = world.users["office"].pk, secret_of(world, "office")
    at = timezone.now() + dt.timedelta(hours=1)
    for drift, is_good in ((-2, False), (2, False), (-1, True), (1, True)):
        assert factors.code_take(user, code_of(secret, step_of(at) + drift), at=at) is is_good


def test_the_operator_of_the_machine_resets_too(world: World) -> None:
    turn_on(world, "security")
    by = operator("root")
    assert factors.factor_reset("security", "broken", by=by, at=timezone.now()) == world.users["security"]
    assert not factors.is_on(world.users["security"].pk)
    assert AuditLine.objects.get(deed="factor.reset").actor == "os:root"
    assert RESET_REASONS == factors.RESET_REASONS


@pytest.mark.slow
def test_the_command_line_resets(tmp_path: Path) -> None:
    run: list[str] = [sys.executable, "-m", "xiandao.cli", "user"]
    made = subprocess.run(
        [*run, "create", "a1", "--data", str(tmp_path / "d")], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    reset = [*run, "reset-factor", "a1", "--data", str(tmp_path / "d")]
    assert subprocess.run(reset, capture_output=True, check=False).returncode == 2  # no reason
    done = subprocess.run([*reset, "--reason", "lost"], capture_output=True, text=True, check=False)
    assert (done.returncode, "已重置 a1" in done.stderr) == (0, True), done.stderr
