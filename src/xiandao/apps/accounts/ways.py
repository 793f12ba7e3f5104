"""The ways of signing in that an installation declares: ``[sign_in]`` of ``workspace.toml`` as values."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from xiandao.apps.accounts.rights import ROLES
from xiandao.core.errors import Refusal

FILE = "workspace.toml"
LOCAL = "local"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures made with a private key. Those made with a shared secret are never taken, nor is ``none``."""
TLS = ("ldaps", "start", "none")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{2,60}")
_EVERYBODYS = frozenset(
    ("HOST", "COOKIE", "AUTHORIZATION", "REFERER", "USER-AGENT", "ACCEPT", "ORIGIN", "CONTENT-TYPE")
)
_HERE = frozenset(("127.0.0.1", "localhost", "::1"))
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What every provider is told alike.

    Attributes:
        id: In addresses and in the audit log: small letters, digits, hyphens.
        name: As people know the provider, on its button.
        claim: What of the provider's answer is the user name here.
        name_claim: What of it is the person's name; read only when an account is made.
        create: Whether an unknown person gets an account, without any post.
        asks_second_factor: Whether the provider asks for a second factor itself, so that ours is not asked.
        timeout: Seconds to wait for each answer.
        ca_file: Certificates to trust instead of the machine's; relative to the data folder.
    """

    id: str
    name: str
    claim: str
    name_claim: str = "name"
    create: bool = False
    asks_second_factor: bool = False
    timeout: int = 5
    ca_file: str | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or self.id == LOCAL:
            raise _value("id", "a–z 0–9 -")
        if not 1 <= self.timeout <= 60:
            raise _value("timeout", "1–60")


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc(Way):
    """An OpenID provider, by its issuer.

    Attributes:
        secret_file: Where the client's secret is kept, relative to the data folder; ``None`` for a public client.
        secret_in: Whether the secret goes in a header (``basic``) or in the body (``post``).
        algorithms: Of signatures that are taken.
        end_session: Where to send whoever signs out; ``None`` to end the session here alone.
    """

    issuer: str
    client_id: str
    claim: str = "preferred_username"
    secret_file: str | None = None
    secret_in: str = "basic"  # noqa: S105 - where it goes, not what it is
    scope: str = "openid profile"
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    end_session: str | None = None

    def __post_init__(self) -> None:
        Way.__post_init__(self)
        _check_addresses(issuer=self.issuer, end_session=self.end_session)
        if not self.algorithms or set(self.algorithms) - {*ALGORITHMS}:
            raise _value("algorithms", ", ".join(ALGORITHMS))
        if self.secret_in not in ("basic", "post"):
            raise _value("secret_in", "basic, post")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cas(Way):
    """A CAS 3.0 server.

    Attributes:
        server: Its address, ``https://example.org/cas``.
        claim: ``user`` for the principal itself, else the name of an attribute.
        end_session: As of :class:`Oidc`; usually ``{server}/logout``.
    """

    server: str
    claim: str = "user"
    end_session: str | None = None

    def __post_init__(self) -> None:
        Way.__post_init__(self)
        _check_addresses(server=self.server, end_session=self.end_session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ldap(Way):
    """A directory, asked by binding as the person.

    Attributes:
        url: ``ldaps://host`` or ``ldap://host``.
        tls: ``start`` for StartTLS, ``ldaps``, or ``none`` where the network itself is trusted; as *url* says if ``None``.
        user_dn: The person's entry with ``{username}`` in it, or ``None`` where it is searched.
        search_base: Below which it is searched.
        search_filter: By what, with ``{username}`` in it.
        bind_dn: Who searches; ``None`` for anybody.
        bind_password_file: The searcher's password, relative to the data folder.
    """

    url: str
    claim: str = "uid"
    name_claim: str = "cn"
    tls: str | None = None
    user_dn: str | None = None
    search_base: str | None = None
    search_filter: str = "(uid={username})"
    bind_dn: str | None = None
    bind_password_file: str | None = None

    def __post_init__(self) -> None:
        Way.__post_init__(self)
        parts = urlsplit(self.url)
        if parts.scheme not in ("ldap", "ldaps") or not parts.hostname:
            raise _value("url", "ldaps://…, ldap://…")
        if self.tls not in (None, *TLS) or (self.tls == "ldaps") != (parts.scheme == "ldaps" and self.tls is not None):
            raise _value("tls", ", ".join(TLS))
        if (self.user_dn is None) == (self.search_base is None):
            raise _value("user_dn", "user_dn | search_base")
        if "{username}" not in (self.user_dn or self.search_filter):
            raise _value("user_dn" if self.user_dn else "search_filter", "{username}")
        if (self.bind_dn is None) != (self.bind_password_file is None):
            raise _value("bind_dn", "bind_dn + bind_password_file")

    @property
    def security(self) -> str:
        """One of :data:`TLS`."""
        return self.tls or ("ldaps" if self.url.startswith("ldaps:") else "start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway(Way):
    """A gateway that has checked who asks, and says so in a header.

    Attributes:
        header: Its name.
        proxies: Addresses from which it is believed.
        end_session: As of :class:`Oidc`.
    """

    header: str
    proxies: tuple[str, ...]
    id: str = "gateway"
    claim: str = "header"
    end_session: str | None = None

    def __post_init__(self) -> None:
        Way.__post_init__(self)
        _check_addresses(end_session=self.end_session)
        if not _HEADER.fullmatch(self.header) or self.header.upper() in _EVERYBODYS:
            raise _value("header", "X-…")
        try:
            networks = self.networks
        except ValueError:
            networks = ()
        if not networks or any(network.prefixlen == 0 for network in networks):
            raise _value("proxies", "10.0.0.8, 10.0.0.0/28")

    @property
    def networks(self) -> tuple[Network, ...]:
        """The proxies as networks."""
        return tuple(ipaddress.ip_network(each) for each in self.proxies)

    @property
    def variable(self) -> str:
        """What WSGI calls the header."""
        return f"HTTP_{self.header.upper().replace('-', '_')}"


Provider = Oidc | Cas | Ldap | Gateway
KINDS: Mapping[str, type[Oidc | Cas | Ldap]] = {"oidc": Oidc, "cas": Cas, "ldap": Ldap}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How people sign in to an installation.

    Attributes:
        local: Whether with a password kept here.
        break_glass: The one account that may do so where *local* is off (应急账号).
        second_factor: Roles whose holders must have a second factor.
        help: Whom an unknown person is told to ask.
        address: Under which browsers know the installation, ``https://example.org``; ``None`` to go by each request.
        ways: The providers, in the order of their buttons.
    """

    local: bool = True
    break_glass: str | None = None
    second_factor: tuple[str, ...] = ()
    help: str | None = None
    address: str | None = None
    ways: tuple[Provider, ...] = field(default=())

    def __post_init__(self) -> None:
        _check_addresses(address=self.address)
        if set(self.second_factor) - {*ROLES}:
            raise _value("second_factor", ", ".join(ROLES))
        ids = [way.id for way in self.ways]
        if len(set(ids)) < len(ids):
            raise _value("id", "≠")
        if not self.local and not self.break_glass:
            raise _value("break_glass", "local = false → break_glass")

    def opens(self, username: str) -> bool:
        """Whether *username* may sign in with a password kept here."""
        return self.local or username == self.break_glass

    def way(self, way_id: str) -> Provider | None:
        """The provider of that id."""
        return next((way for way in self.ways if way.id == way_id), None)

    @property
    def directories(self) -> tuple[Ldap, ...]:
        """Those that are given a password."""
        return tuple(way for way in self.ways if isinstance(way, Ldap))

    @property
    def gateway(self) -> Gateway | None:
        """The one whose header is believed."""
        return next((way for way in self.ways if isinstance(way, Gateway)), None)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where signing out may lead, for the content policy."""
        ends = (way.end_session for way in self.ways if not isinstance(way, Ldap) and way.end_session)
        return tuple(dict.fromkeys("{0.scheme}://{0.netloc}".format(urlsplit(end)) for end in ends))


def sign_in_of(said: object) -> SignIn:
    """``[sign_in]`` as a value.

    Raises:
        Refusal: ``setting-unknown`` or ``setting-value``, with the name of the setting.
    """
    table = dict(_table(said, "sign_in"))
    ways = [
        way
        for kind, build in KINDS.items()
        for each in _several(table.pop(kind, []), kind)
        for way in (_of(build, each),)
    ]
    gateway = table.pop("gateway", None)
    if gateway is not None:
        ways.append(_of(Gateway, _table(gateway, "gateway")))  # type: ignore[arg-type]  # the list holds any of them
    if "ways" in table:
        raise Refusal("setting-unknown", file=FILE, key="sign_in.ways", known=_names(SignIn))
    return _of(SignIn, {**table, "ways": tuple(ways)})


def _of(build: type[Value], table: Mapping[str, Any]) -> Value:
    known = {each.name: each for each in fields(build)}  # type: ignore[arg-type]  # every one of ours is a dataclass
    if unknown := sorted(set(table) - set(known)):
        raise Refusal("setting-unknown", file=FILE, key=f"sign_in.{unknown[0]}", known=_names(build))
    for name, wanted in known.items():
        if name not in table and wanted.default is MISSING and wanted.default_factory is MISSING:
            raise _value(name, "…")
    values = {name: _typed(name, str(known[name].type), value) for name, value in table.items()}
    return build(**values)


def _typed(name: str, wanted: str, value: Any) -> Any:
    """*value*, where it is of the type that the field declares."""
    if wanted.startswith("tuple[str"):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise _value(name, '["…"]')
        return tuple(value)
    plain = {"str": str, "str | None": str, "bool": bool, "int": int}.get(wanted)
    if plain is not None and (type(value) is not plain or value == ""):
        raise _value(name, plain.__name__)
    return value


def _names(build: type) -> str:
    return ", ".join(sorted(each.name for each in fields(build) if each.name != "ways"))


def _table(said: object, key: str) -> Mapping[str, Any]:
    if not isinstance(said, Mapping):
        raise _value(key, f"[{key}]")
    return said


def _several(said: object, key: str) -> Iterator[Mapping[str, Any]]:
    if not isinstance(said, list):
        raise _value(key, f"[[sign_in.{key}]]")
    return (_table(each, key) for each in said)


def _check_addresses(**addresses: str | None) -> None:
    """Refuses addresses that are not https, but for this machine: codes, tokens and tickets go by them.

    Passwords of directories do not: what :class:`Ldap` says of TLS holds for them.
    """
    for key, address in addresses.items():
        if address is not None and not is_safe(address):
            raise _value(key, "https://…")


def is_safe(address: object) -> bool:
    """Whether what is sent to *address* can be read on the way by nobody."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))


def _value(key: str, known: str) -> Refusal:
    return Refusal("setting-value", file=FILE, key=f"sign_in.{key}", known=known)


def secret_of(data: Path, file: str | None) -> str | None:
    """The secret kept in *file*.

    Raises:
        Refusal: It cannot be read.
    """
    if file is None:
        return None
    try:
        return (data / file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Refusal("setting-secret", file=file) from None
