"""Signing in by OpenID Connect, CAS, LDAP and a gateway, against providers that run here; first what attackers try."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from tests.builders import providers
from tests.builders.api import NOBODY
from tests.builders.certificates import certificate
from tests.builders.providers import CLIENT, SECRET, CasServer, OidcProvider, cas_server, ldap_directory, oidc_provider
from tests.builders.workspace import PASSWORD, World

from xiandao.apps.accounts import directory
from xiandao.apps.accounts.factors import factor_begin
from xiandao.apps.accounts.models import Holding, SecondFactor, User
from xiandao.apps.accounts.ways import Cas, Gateway, Ldap, Oidc, Provider, SignIn
from xiandao.apps.audit.models import AuditLine

WORD = "Directory-2026!"
NOW = int(time.time())


def declare(settings: Settings, *ways: Provider, **said: Any) -> None:  # noqa: ANN401 - fields of SignIn
    settings.SIGN_IN = SignIn(ways=ways, help="信息中心 0000", **said)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def why(deed: str = "user.sign-in-failed") -> str:
    return str(AuditLine.objects.filter(deed=deed).latest("seq").detail["why"])


# ------------------------------------------------------------------------------------------------ OpenID Connect


def oidc_way(provider: OidcProvider, folder: Path, **said: Any) -> Oidc:  # noqa: ANN401 - fields of the way
    (folder / "gov.secret").write_text(f"{SECRET}\n", "utf-8")
    told = {"id": "gov", "name": "省政务统一认证", "issuer": provider.issuer, "client_id": CLIENT, "timeout": 3}
    return Oidc(**{**told, "secret_file": "gov.secret", **said})


@pytest.fixture
def provider(world: World, settings: Settings, tmp_path: Path) -> Iterator[OidcProvider]:  # noqa: ARG001 - opens the database
    with oidc_provider() as provider:
        declare(settings, oidc_way(provider, tmp_path))
        yield provider


def depart(client: Client, onward: str = "") -> str:
    answer = client.get("/sign-in/with/gov", {"next": onward})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def by_oidc(provider: OidcProvider, username: str = "office", client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.get(provider.approve(depart(client), username))


def test_whoever_the_provider_names_is_in_and_goes_where_they_wanted(provider: OidcProvider) -> None:
    client = Client()
    address = depart(client, "/plans/?level=city")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/back/gov"]
    answer = client.get(provider.approve(address, "office"))
    assert answer.headers["Location"] == "/plans/?level=city"
    assert client.get("/api/v1/me").json()["username"] == "office"
    assert AuditLine.objects.latest("seq").detail == {"way": "gov", "code": False}


ATTACKS: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://evil.example.org"}, "iss"),
    "another audience": ({"aud": "another"}, "aud"),
    "no audience": ({"aud": None}, "aud"),
    "several audiences, no party": ({"aud": [CLIENT, "another"]}, "azp"),
    "another party": ({"azp": "another"}, "azp"),
    "expired": ({"exp": NOW - 3600}, "exp"),
    "never expiring": ({"exp": None}, "exp"),
    "an expiry that is no time": ({"exp": "tomorrow"}, "exp"),
    "made tomorrow": ({"iat": NOW + 3600}, "iat"),
    "not before tomorrow": ({"nbf": NOW + 3600}, "nbf"),
    "another nonce": ({"nonce": "another"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "no subject": ({"sub": None}, "sub"),
    "a name that is none": ({"preferred_username": ["office"]}, "claim"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_token_that_says_what_it_must_not_opens_nothing(attack: str, provider: OidcProvider, caplog: Any) -> None:  # noqa: ANN401 - pytest's
    provider.changes, reason = ATTACKS[attack]
    client, answer = by_oidc(provider)
    assert answer.status_code == 422
    assert "未通过核验" in answer.content.decode()
    assert not is_in(client)
    assert why() == "provider-answer"
    assert f"sign-in by gov: provider-answer {reason}" in caplog.messages


@pytest.mark.parametrize("sign", [providers.unsigned, providers.confused, providers.by_another, providers.with_own_key])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(sign: Callable[..., str], provider: OidcProvider) -> None:
    provider.sign = sign
    client, answer = by_oidc(provider)
    assert (answer.status_code, is_in(client), why()) == (422, False, "provider-answer")


@pytest.mark.parametrize("more", [{"state": "another"}, {"state": ""}])
def test_an_answer_to_another_question_opens_nothing(more: dict[str, str], provider: OidcProvider) -> None:
    client = Client()
    answer = client.get(provider.approve(depart(client), "office", **more))
    assert (answer.status_code, is_in(client)) == (422, False)
    assert not AuditLine.objects.filter(deed="user.sign-in-failed").exists()  # anybody can ask that without end
    assert "/token" not in provider.asked


def test_the_answer_to_an_attackers_question_opens_nothing_in_the_browser_of_another(provider: OidcProvider) -> None:
    attackers = provider.approve(depart(Client()), "office")
    victim = Client()
    assert victim.get(attackers).status_code == 422
    depart(victim)
    assert victim.get(attackers).status_code == 422
    assert not is_in(victim)


def test_a_code_that_was_used_opens_nothing_again(provider: OidcProvider) -> None:
    client = Client()
    back = provider.approve(depart(client), "office")
    assert client.get(back).status_code == 302
    client.post("/sign-out")
    assert client.get(back).status_code == 422
    assert not is_in(client)


def test_the_answer_of_another_provider_opens_nothing(provider: OidcProvider) -> None:
    client = Client()
    answer = client.get(provider.approve(depart(client), "office", iss="https://evil.example.org"))
    assert (answer.status_code, why()) == (422, "provider-answer")


def test_a_provider_that_calls_itself_otherwise_is_not_asked_further(provider: OidcProvider) -> None:
    provider.discovery = {"issuer": "https://evil.example.org"}
    assert Client().get("/sign-in/with/gov").status_code == 422
    provider.discovery = {"authorization_endpoint": "http://evil.example.org/in-the-clear"}
    assert Client().get("/sign-in/with/gov").status_code == 422
    provider.discovery = {"authorization_endpoint": "javascript:alert(1)"}
    assert Client().get("/sign-in/with/gov").status_code == 422


@pytest.mark.parametrize(
    "onward", ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(onward: str, provider: OidcProvider) -> None:
    client = Client()
    assert client.get(provider.approve(depart(client, onward), "office")).headers["Location"] == "/"
    posted = {"username": "office", "password": PASSWORD, "next": onward}
    assert Client().post("/sign-in", posted).headers["Location"] == "/"


@pytest.mark.usefixtures("provider")
def test_what_the_provider_declines_is_said() -> None:
    client = Client()
    address = depart(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = client.get("/sign-in/back/gov", {"error": "access_denied", "state": state})
    assert "没有确认您的身份" in answer.content.decode()


def test_an_unknown_person_is_told_whom_to_ask_and_the_log_holds_no_name(provider: OidcProvider) -> None:
    client, answer = by_oidc(provider, "stranger")
    assert "开通账号请联系：信息中心 0000" in answer.content.decode()
    assert not is_in(client)
    line = AuditLine.objects.get(deed="user.sign-in-failed")
    assert (line.object_kind, line.detail) == ("name", {"way": "gov", "why": "unknown"})
    assert "stranger" not in line.object_id
    assert not User.objects.filter(username="stranger").exists()


def test_an_account_that_is_made_holds_no_post(provider: OidcProvider, settings: Settings, tmp_path: Path) -> None:
    declare(settings, oidc_way(provider, tmp_path, create=True))
    client, answer = by_oidc(provider, "stranger")
    assert answer.status_code == 302
    made = User.objects.get(username="stranger")
    assert (made.name, made.has_usable_password()) == ("stranger 样例", False)
    assert not Holding.objects.filter(user=made).exists()
    assert client.get("/plans/").status_code == 404


def test_a_closed_account_stays_closed(provider: OidcProvider, world: World) -> None:
    User.objects.filter(pk=world.users["office"].pk).update(is_active=False)
    client, _ = by_oidc(provider)
    assert (is_in(client), why()) == (False, "closed")


def test_our_second_factor_is_asked_unless_the_provider_asks_for_its_own(
    provider: OidcProvider, world: World, settings: Settings, tmp_path: Path
) -> None:
    factor_begin(world.users["office"], at=world.users["office"].joined_at)
    SecondFactor.objects.update(confirmed_at=world.users["office"].joined_at)
    client, answer = by_oidc(provider)
    assert answer.headers["Location"] == "/sign-in/code"
    assert not is_in(client)
    declare(settings, oidc_way(provider, tmp_path, asks_second_factor=True), second_factor=("office",))
    client, _ = by_oidc(provider)
    assert is_in(client)


def test_what_the_token_leaves_out_is_asked_of_the_provider(
    provider: OidcProvider, settings: Settings, tmp_path: Path
) -> None:
    declare(settings, oidc_way(provider, tmp_path, claim="uid"))
    provider.userinfo = {"sub": "sub-office", "uid": "office"}
    client, _ = by_oidc(provider)
    assert is_in(client)
    provider.userinfo = {"sub": "sub-another", "uid": "office"}
    client, _ = by_oidc(provider)
    assert not is_in(client)


def test_an_address_that_nobody_has_verified_is_nobodys(
    provider: OidcProvider, settings: Settings, tmp_path: Path, world: World
) -> None:
    declare(settings, oidc_way(provider, tmp_path, claim="email"))
    User.objects.filter(pk=world.users["office"].pk).update(username="office@example.org")
    provider.changes = {"email": "office@example.org"}
    assert not is_in(by_oidc(provider)[0])
    provider.changes = {"email": "office@example.org", "email_verified": True}
    assert is_in(by_oidc(provider)[0])


def test_a_provider_that_does_not_answer_leaves_the_other_ways_open(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    with oidc_provider() as gone:
        way = oidc_way(gone, tmp_path)
    declare(settings, way)
    answer = Client().get("/sign-in/with/gov")
    assert answer.status_code == 422
    assert "连不上“省政务统一认证”" in answer.content.decode()
    english = Client(headers={"Cookie": "xiandao-lang=en"}).get("/sign-in/with/gov").content.decode()
    assert "does not answer" in english
    assert Client().post("/sign-in", {"username": "office", "password": PASSWORD}).status_code == 302
    assert world.users["office"].name


def test_signing_out_ends_the_session_at_the_provider_too(
    provider: OidcProvider, settings: Settings, tmp_path: Path
) -> None:
    declare(settings, oidc_way(provider, tmp_path, end_session=f"{provider.issuer}/end"))
    client, _ = by_oidc(provider)
    led = str(client.post("/sign-out").headers["Location"])
    asked = parse_qs(urlsplit(led).query)
    assert led.startswith(f"{provider.issuer}/end?")
    assert asked["post_logout_redirect_uri"] == ["http://testserver/sign-in"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert not is_in(client)


def test_passwords_kept_here_can_be_closed_but_for_one_account(
    provider: OidcProvider, settings: Settings, tmp_path: Path
) -> None:
    declare(settings, oidc_way(provider, tmp_path), local=False, break_glass="security")
    page = Client().get("/sign-in").content.decode()
    assert "省政务统一认证" in page
    assert "应急账号登录" in page
    for name, is_opened in (("office", False), ("security", True)):
        client = Client()
        client.post("/sign-in", {"username": name, "password": PASSWORD})
        assert is_in(client) is is_opened
    wanted = {"username": "office", "password": PASSWORD, "name": "cli"}
    assert NOBODY.post("/tokens", wanted).json()["code"] == "sign-in-wrong"
    assert is_in(by_oidc(provider)[0])


# ------------------------------------------------------------------------------------------------------------ CAS


@pytest.fixture
def cas(world: World, settings: Settings) -> Iterator[CasServer]:  # noqa: ARG001 - opens the database
    with cas_server() as server:
        declare(settings, cas_way(server))
        yield server


def cas_way(server: CasServer, **said: Any) -> Cas:  # noqa: ANN401 - fields of the way
    return Cas(**{"id": "cas", "name": "市统一身份认证", "server": server.address, "timeout": 3, **said})


def by_cas(server: CasServer, username: str = "office") -> tuple[Client, Any]:
    client = Client()
    left = client.get("/sign-in/with/cas", {"next": "/plans/"})
    return client, client.get(server.approve(left.headers["Location"], username))


def test_a_ticket_opens_once_and_for_whom_it_was_made(cas: CasServer) -> None:
    client, answer = by_cas(cas)
    assert answer.headers["Location"] == "/plans/"
    assert client.get("/api/v1/me").json()["username"] == "office"
    again = Client().get(answer.request["PATH_INFO"], {"state": "x", "ticket": "ST-1"})
    assert again.status_code == 422


def test_a_ticket_of_an_attackers_opens_nothing_in_the_browser_of_another(cas: CasServer) -> None:
    attackers = cas.approve(Client().get("/sign-in/with/cas").headers["Location"], "office")
    victim = Client()
    victim.get("/sign-in/with/cas")
    assert victim.get(attackers).status_code == 422
    assert not is_in(victim)


def test_a_ticket_that_was_made_up_or_used_opens_nothing(cas: CasServer) -> None:
    client = Client()
    back = cas.approve(client.get("/sign-in/with/cas").headers["Location"], "office")
    cas.tickets.clear()
    answer = client.get(back)
    assert (answer.status_code, is_in(client), why()) == (422, False, "provider-declined")


NAMED = 'xmlns:cas="http://www.yale.edu/tp/cas"'
SAID = "<cas:authenticationSuccess><cas:user>office</cas:user></cas:authenticationSuccess>"


@pytest.mark.parametrize(
    "says",
    [
        "",
        "office",
        "<html>office</html>",
        SAID,
        f"<cas:serviceResponse {NAMED}>{SAID}{SAID}</cas:serviceResponse>",
        f"<cas:serviceResponse {NAMED}><cas:x>{SAID}</cas:x></cas:serviceResponse>",
        f"<x:serviceResponse xmlns:x='urn:other'>{SAID.replace('cas:', 'x:')}</x:serviceResponse>",
        providers.SUCCESS.replace("<cas:user>{user}</cas:user>", "<cas:user>office</cas:user><cas:user>x</cas:user>"),
        providers.SUCCESS.replace("<cas:user>{user}</cas:user>", "<cas:user>off<b/>ice</cas:user>"),
        '<!DOCTYPE a [<!ENTITY e "office">]>' + providers.SUCCESS.replace("<cas:user>{user}<", "<cas:user>&e;<"),
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        + providers.SUCCESS.replace("<cas:user>{user}<", "<cas:user>&e;<"),
    ],
)
def test_an_answer_that_is_not_what_the_standard_says_opens_nothing(says: str, cas: CasServer) -> None:
    cas.says = says
    client, answer = by_cas(cas)
    assert (answer.status_code, is_in(client)) == (422, False)


def test_an_attribute_may_be_the_name_and_signing_out_goes_on_to_the_server(cas: CasServer, settings: Settings) -> None:
    declare(settings, cas_way(cas, claim="uid", end_session="https://cas.example.org/cas/logout"))
    client, _ = by_cas(cas)
    led = client.post("/sign-out").headers["Location"]
    assert led == "https://cas.example.org/cas/logout?service=http%3A%2F%2Ftestserver%2Fsign-in"


# ----------------------------------------------------------------------------------------------------------- LDAP


@pytest.fixture(scope="module")
def ldap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ldap_directory(tmp_path_factory.mktemp("ldap")) as address:
        yield address


def ldap_way(address: str, **said: Any) -> Ldap:  # noqa: ANN401 - fields of the way
    told = {"id": "ad", "name": "委域账号", "url": address, "tls": "none", "timeout": 3}
    return Ldap(**{**told, "user_dn": "uid={username},ou=people,dc=example,dc=org", **said})


def searched(address: str, folder: Path) -> Ldap:
    (folder / "ldap.secret").write_text("searcher-word", "utf-8")
    who = {"bind_dn": "cn=searcher,dc=example,dc=org", "bind_password_file": "ldap.secret"}
    return ldap_way(address, user_dn=None, search_base="ou=people,dc=example,dc=org", **who)


def by_ldap(username: str, password: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/sign-in", {"username": username, "password": password, "way": "ad"})


@pytest.mark.parametrize("is_searched", [True, False])
def test_whoever_can_bind_is_in_and_nobody_else(
    is_searched: bool, ldap: str, world: World, settings: Settings, tmp_path: Path
) -> None:
    way = searched(ldap, tmp_path) if is_searched else ldap_way(ldap)
    declare(settings, way)
    assert by_ldap("office", WORD)[1].headers["Location"] == "/"
    for username, password in (
        ("office", "wrong"), ("office", ""), ("", WORD), ("reader", WORD), ("office\x01", WORD), ("*", WORD),
        ("off*", WORD), ("office)(uid=*", WORD), ("*)(|(uid=*", WORD), ("office,ou=people", WORD),
        ("office+cn=x", WORD), ("stranger", WORD), ("x" * 500, WORD), ("office", PASSWORD),
    ):  # fmt: skip
        client, answer = by_ldap(username, password)
        assert (username, answer.status_code, is_in(client)) == (username, 422, False)
        settings.AXES_FAILURE_LIMIT = 100
    assert world.users["office"].check_password(PASSWORD)


def test_an_empty_password_which_the_directory_itself_would_take_is_never_sent(ldap: str, tmp_path: Path) -> None:
    way = ldap_way(ldap)
    assert directory._connection(way, "uid=office,ou=people,dc=example,dc=org", "", tmp_path) is not None
    assert directory.identity(way, "office", "", tmp_path) is None
    assert directory.identity(ldap_way("ldap://127.0.0.1:1"), "office", "", tmp_path) is None  # nobody is asked


def test_wrong_words_in_a_directory_lock_too_however_the_name_is_written(
    ldap: str, world: World, settings: Settings
) -> None:
    declare(settings, ldap_way(ldap))
    for name in ("office", "OFFICE", " office", "Office "):
        assert by_ldap(name, "wrong")[1].status_code == 422
    assert by_ldap("office", "wrong")[1].status_code == 429
    assert by_ldap("office", WORD)[1].status_code == 429
    assert AuditLine.objects.filter(deed="user.locked", object_id=str(world.users["office"].pk)).count() == 1


def test_a_directory_that_is_not_there_is_said(world: World, settings: Settings) -> None:
    declare(settings, ldap_way("ldap://127.0.0.1:1"))
    client, answer = by_ldap("office", WORD)
    assert (answer.status_code, is_in(client)) == (422, False)
    assert "连不上“委域账号”" in answer.content.decode()
    assert world.users["office"].is_active


def test_a_token_can_be_made_with_the_password_of_a_directory(ldap: str, world: World, settings: Settings) -> None:
    declare(settings, ldap_way(ldap), local=False, break_glass="security")
    wanted = {"username": "office", "password": WORD, "name": "cli", "way": "ad"}
    assert NOBODY.post("/tokens", wanted).status_code == 201
    assert NOBODY.post("/tokens", {**wanted, "password": "x"}).json()["code"] == "sign-in-wrong"
    assert world.users["office"].tokens.count() == 1


def test_a_directory_with_a_certificate_of_another_host_is_not_trusted(tmp_path: Path) -> None:
    for host in ("other.example.org", "127.0.0.1"):
        chain = certificate(tmp_path, host)
        listener = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        listener.load_cert_chain(chain)
        with providers.listening(listener) as (port, spoken):
            way = ldap_way(f"ldaps://127.0.0.1:{port}", tls=None, ca_file=chain.name)
            with pytest.raises(Exception, match="provider-unreachable"):
                directory.identity(way, "office", WORD, tmp_path)
            assert any(spoken) is (host == "127.0.0.1")  # the password was on its way only to the right one
    assert threading.active_count() > 0


# -------------------------------------------------------------------------------------------------------- gateway


def gateway(**said: Any) -> Gateway:  # noqa: ANN401 - fields of the way
    return Gateway(**{"name": "政务网关", "header": "X-Remote-User", "proxies": ("10.1.2.3", "10.2.0.0/28"), **said})


def from_gateway(username: str = "office", address: str = "10.1.2.3") -> Client:
    return Client(REMOTE_ADDR=address, headers={"X-Remote-User": username})


def test_whom_the_gateway_names_is_in_at_once(world: World, settings: Settings) -> None:
    declare(settings, gateway())
    answer = from_gateway().get("/plans/", follow=True)
    assert answer.redirect_chain[-1] == ("/plans/", 302)
    assert answer.status_code == 200
    assert from_gateway(address="10.2.0.9").get("/plans/", follow=True).status_code == 200
    assert from_gateway(address="::ffff:10.1.2.3").get("/plans/", follow=True).status_code == 200
    assert world.users["office"].name


@pytest.mark.parametrize("address", ["10.1.2.4", "10.2.0.16", "127.0.0.1", "", "unix", "::1"])
def test_the_header_from_anywhere_else_is_none(address: str, world: World, settings: Settings) -> None:
    declare(settings, gateway())
    client = from_gateway(address=address)
    assert client.get("/plans/").headers["Location"] == "/sign-in?next=/plans/"
    assert client.get("/sign-in", {"next": "/plans/"}).status_code == 200
    assert client.get("/sign-in/with/gateway").status_code == 422
    assert not is_in(client)
    forwarded = Client(REMOTE_ADDR=address, headers={"X-Remote-User": "office", "X-Forwarded-For": "10.1.2.3"})
    assert forwarded.get("/sign-in/with/gateway").status_code == 422
    assert world.users["office"].name


def test_the_header_opens_nothing_of_the_api(world: World, settings: Settings) -> None:
    declare(settings, gateway())
    assert from_gateway().get("/api/v1/plans").status_code == 401
    assert from_gateway().post("/api/v1/tokens", {}, content_type="application/json").status_code == 422
    assert world.users["office"].tokens.count() == 0


def test_a_session_of_the_gateways_ends_when_it_names_another_or_is_gone_round(
    world: World, settings: Settings
) -> None:
    declare(settings, gateway())
    client = from_gateway()
    client.get("/plans/", follow=True)
    for other in (
        {"headers": {"X-Remote-User": "reader"}}, {"headers": {"X-Remote-User": ""}}, {"REMOTE_ADDR": "10.9.9.9"}
    ):  # fmt: skip
        apart = from_gateway()
        apart.get("/plans/", follow=True)
        assert apart.get("/plans/", **other).status_code == 302
        assert apart.get("/plans/").status_code == 302
    assert client.get("/plans/").status_code == 200
    assert world.users["reader"].name


def test_whoever_signs_out_stays_out_though_the_gateway_still_names_them(world: World, settings: Settings) -> None:
    declare(settings, gateway())
    client = from_gateway()
    client.get("/plans/", follow=True)
    out = client.post("/sign-out", follow=True)
    assert out.request["PATH_INFO"] == "/sign-in"
    assert "政务网关" in out.content.decode()
    assert world.users["office"].name


def test_where_no_gateway_is_declared_its_header_says_nothing(world: World, settings: Settings) -> None:
    declare(settings)
    assert not is_in(from_gateway(address="127.0.0.1"))
    assert world.users["office"].name


@pytest.mark.usefixtures("world")
def test_what_no_keyboard_types_reaches_no_directory(ldap: str, settings: Settings) -> None:
    declare(settings, ldap_way(ldap))
    client, answer = by_ldap("office\0", WORD)
    assert (answer.status_code, is_in(client)) == (400, False)
