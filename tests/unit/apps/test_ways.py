"""``[sign_in]``: what is said becomes values, and what would be unsafe is refused by the name of its setting."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from xiandao.apps.accounts.ways import Cas, Gateway, Ldap, Oidc, SignIn, sign_in_of
from xiandao.core.errors import Refusal

WHOLE = """
local = false
break_glass = "rescue"
second_factor = ["administrator", "security"]
help = "市工信局信息中心"
address = "https://xiandao.example.org"

[[oidc]]
id = "gov"
name = "省政务统一认证"
issuer = "https://id.example.org"
client_id = "xiandao"
secret_file = "keys/gov.secret"
end_session = "https://id.example.org/logout"

[[cas]]
id = "cas"
name = "市统一身份认证"
server = "https://cas.example.org/cas"

[[ldap]]
id = "ad"
name = "委域账号"
url = "ldaps://ad.example.org"
search_base = "ou=people,dc=example,dc=org"

[gateway]
name = "政务网关"
header = "X-Remote-User"
proxies = ["10.1.2.3", "10.2.0.0/28"]
"""
OIDC = {"id": "a", "name": "A", "issuer": "https://a.example.org", "client_id": "x"}
LDAP = {"id": "a", "name": "A", "url": "ldaps://a.example.org", "user_dn": "uid={username},dc=x"}
GATEWAY = {"name": "A", "header": "X-User", "proxies": ["10.0.0.1"]}


def test_nothing_said_is_signing_in_with_a_password_kept_here() -> None:
    assert sign_in_of({}) == SignIn()
    assert SignIn().opens("anybody")


def test_every_kind_of_way_is_read_any_number_at_once() -> None:
    said = sign_in_of(tomllib.loads(WHOLE))
    assert [type(way) for way in said.ways] == [Oidc, Cas, Ldap, Gateway]
    assert said.way("cas") is said.ways[1]
    assert said.gateway is said.ways[3]
    assert said.origins == ("https://id.example.org",)
    assert (said.opens("office"), said.opens("rescue")) == (False, True)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"local": False}, "break_glass"),
        ({"local": "no"}, "local"),
        ({"second_factor": ["boss"]}, "second_factor"),
        ({"address": "http://xiandao.example.org"}, "address"),
        ({"oidc": [OIDC | {"issuer": "http://a.example.org"}]}, "issuer"),
        ({"oidc": [OIDC | {"algorithms": ["RS256", "HS256"]}]}, "algorithms"),
        ({"oidc": [OIDC | {"algorithms": ["none"]}]}, "algorithms"),
        ({"oidc": [OIDC | {"algorithms": []}]}, "algorithms"),
        ({"oidc": [OIDC | {"end_session": "http://a.example.org/"}]}, "end_session"),
        ({"oidc": [OIDC | {"id": "local"}]}, "id"),
        ({"oidc": [OIDC | {"id": "../a"}]}, "id"),
        ({"oidc": [OIDC | {"timeout": 600}]}, "timeout"),
        ({"oidc": [OIDC, OIDC]}, "id"),
        ({"oidc": [{"id": "a"}]}, "name"),
        ({"oidc": OIDC}, "oidc"),
        ({"cas": [{"id": "a", "name": "A", "server": "http://a.example.org"}]}, "server"),
        ({"ldap": [LDAP | {"url": "https://a.example.org"}]}, "url"),
        ({"ldap": [LDAP | {"tls": "maybe"}]}, "tls"),
        ({"ldap": [LDAP | {"user_dn": "uid=office"}]}, "user_dn"),
        ({"ldap": [LDAP | {"search_base": "dc=x"}]}, "user_dn"),
        ({"ldap": [LDAP | {"bind_dn": "cn=x"}]}, "bind_dn"),
        ({"gateway": GATEWAY | {"proxies": []}}, "proxies"),
        ({"gateway": GATEWAY | {"proxies": ["0.0.0.0/0"]}}, "proxies"),
        ({"gateway": GATEWAY | {"proxies": ["::/0"]}}, "proxies"),
        ({"gateway": GATEWAY | {"proxies": ["gateway.example.org"]}}, "proxies"),
        ({"gateway": GATEWAY | {"header": "Host"}}, "header"),
        ({"gateway": GATEWAY | {"header": "X_User"}}, "header"),
        ({"gateway": []}, "gateway"),
    ],
)
def test_what_would_be_unsafe_or_is_nonsense_is_refused_by_its_name(said: dict[str, Any], key: str) -> None:
    with pytest.raises(Refusal) as refused:
        sign_in_of(said)
    assert (refused.value.code, refused.value.values["key"]) == ("setting-value", f"sign_in.{key}")


@pytest.mark.parametrize("said", [{"ways": []}, {"pasword": True}, {"oidc": [OIDC | {"client_secret": "x"}]}])
def test_a_setting_that_there_is_not_is_refused_with_those_that_there_are(said: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        sign_in_of(said)
    assert refused.value.code == "setting-unknown"


def test_a_directory_in_the_clear_has_to_be_said() -> None:
    plain = LDAP | {"url": "ldap://a.example.org"}
    assert sign_in_of({"ldap": [LDAP]}).directories[0].security == "ldaps"
    assert sign_in_of({"ldap": [plain]}).directories[0].security == "start"
    assert sign_in_of({"ldap": [plain | {"tls": "none"}]}).directories[0].security == "none"


@pytest.mark.parametrize("page", ["sign-in.md", "sign-in.zh.md"])
def test_the_examples_of_the_manual_are_settings(page: str) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / page).read_text("utf-8")
    blocks = [block.split("```")[0] for block in text.split("```toml")[1:]]
    said = sign_in_of(tomllib.loads("\n".join(blocks))["sign_in"])
    assert {type(way) for way in said.ways} == {Oidc, Cas, Ldap, Gateway}
