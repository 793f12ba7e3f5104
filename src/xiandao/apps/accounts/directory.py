"""LDAP: whoever can bind as a person is that person; what is typed never becomes part of a filter or a name unescaped."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import ldap3
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from xiandao.apps.accounts.oidc import Identity
from xiandao.apps.accounts.ways import Ldap, secret_of
from xiandao.core.errors import Refusal

INVALID_CREDENTIALS, OK, NO_SUCH_OBJECT, INVALID_DN = 49, 0, 32, 34
LONGEST = 200


def identity(way: Ldap, username: str, password: str, data: Path) -> Identity | None:
    """Who can bind with that name and password; ``None`` where nobody can.

    An empty password would be an anonymous bind, which succeeds: it is refused before anybody is asked.

    Raises:
        Refusal: ``provider-unreachable`` or ``provider-answer``.
    """
    if (
        not username.strip()
        or not password
        or "\0" in username + password
        or max(len(username), len(password)) > LONGEST
    ):
        return None
    try:
        name = _entry_name(way, username, data)
        return _bound(way, name, password, data) if name else None
    except (LDAPException, OSError) as error:
        raise Refusal("provider-unreachable", name=way.name, why=type(error).__name__) from None


def _entry_name(way: Ldap, username: str, data: Path) -> str | None:
    """The entry of the person; ``None`` where there is none, or more than one."""
    if way.user_dn is not None:
        return way.user_dn.replace("{username}", str(escape_rdn(username)))
    searcher = _connection(way, way.bind_dn, secret_of(data, way.bind_password_file), data)
    try:
        if not searcher.bind():
            raise Refusal("provider-answer", name=way.name, why="bind_dn")
        wanted = way.search_filter.replace("{username}", str(escape_filter_chars(username)))
        found = _search(searcher, str(way.search_base), wanted, ldap3.SUBTREE, way)
        return str(found[0]["dn"]) if len(found) == 1 else None
    finally:
        searcher.unbind()


def _bound(way: Ldap, name: str, password: str, data: Path) -> Identity | None:
    """The person, read from their own entry with their own rights."""
    person = _connection(way, name, password, data)
    try:
        if not person.bind():
            if person.result["result"] in (INVALID_CREDENTIALS, NO_SUCH_OBJECT, INVALID_DN):
                return None
            raise Refusal("provider-answer", name=way.name, why=f"ldap-{person.result['result']}")
        found = _search(person, name, "(objectClass=*)", ldap3.BASE, way)
        values = found[0]["attributes"] if len(found) == 1 else {}
        username = _only(values, way.claim)
        if not username:
            raise Refusal("provider-answer", name=way.name, why="claim")
        return Identity(username, _only(values, way.name_claim))
    finally:
        person.unbind()


def _connection(way: Ldap, name: str | None, password: str | None, data: Path) -> Any:
    tls = ldap3.Tls(
        validate=ssl.CERT_REQUIRED,
        version=ssl.PROTOCOL_TLS_CLIENT,
        ca_certs_file=str(data / way.ca_file) if way.ca_file else None,
    )
    server = ldap3.Server(way.url, get_info=ldap3.NONE, connect_timeout=way.timeout, tls=tls)
    connection = ldap3.Connection(
        server, user=name, password=password, receive_timeout=way.timeout, auto_referrals=False, raise_exceptions=False
    )
    connection.open()
    if way.security == "start" and not connection.start_tls():
        raise Refusal("provider-unreachable", name=way.name, why="start-tls")
    return connection


def _search(connection: Any, base: str, wanted: str, scope: str, way: Ldap) -> list[Any]:
    connection.search(base, wanted, scope, attributes=[way.claim, way.name_claim], size_limit=2)
    return [entry for entry in connection.response or () if entry.get("type") == "searchResEntry"]


def _only(values: Any, name: str) -> str:
    """The single value of an attribute; two values say nothing."""
    found = next((value for key, value in values.items() if key.lower() == name.lower()), ())
    texts = [found] if isinstance(found, str) else [each for each in found if isinstance(each, str)]
    return texts[0] if len(texts) == 1 else ""
