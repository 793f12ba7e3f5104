"""What one installation is told about itself: ``workspace.toml`` in its data folder, overridden by the environment."""

from __future__ import annotations

import ipaddress
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from xiandao.apps.accounts.ways import Network, SignIn, sign_in_of
from xiandao.apps.notices.outlets import Outlets, outlets_of
from xiandao.core.errors import Refusal

FILE = "workspace.toml"
MOST_DAYS = 36_525
"""A hundred years: more is a slip of the pen, and no date."""
NETWORKS = ("internet", "government")
"""互联网, 政务外网. There is no third: 政务内网 and 涉密系统 are out of bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The settings of an installation.

    Attributes:
        data: The folder that holds everything it keeps.
        name: Who runs it, in the rail of every page.
        network: One of :data:`NETWORKS`, printed on every page.
        database_url: ``postgresql://user:word@host/name``; ``None`` for SQLite in *data*.
        hosts: Names under which browsers may ask for it.
        proxies: Addresses and networks of our own proxies, ``10.0.0.8``: what they say of whence a request comes is believed.
        is_https: Whether it is reached by https only; cookies are then kept to it.
        is_demo: Whether everything in it is invented (样例数据).
        sign_in: How people sign in.
        export_days: For how many days the files of exports are kept; the log is kept for good.
        policy_days: How many days before a policy ends its keeper is told of it.
        notices: By which outlets messages leave it, from the table ``[notices]``.
    """

    data: Path
    name: str = "未来产业工作专班"
    network: str = "internet"
    database_url: str | None = None
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    proxies: tuple[str, ...] = ()
    is_https: bool = False
    is_demo: bool = False
    export_days: int = 30
    policy_days: int = 60
    notices: Outlets = field(default_factory=Outlets)
    sign_in: SignIn = field(default_factory=SignIn)

    def __post_init__(self) -> None:
        if self.network not in NETWORKS:
            raise Refusal("setting-value", file=FILE, key="network", known=", ".join(NETWORKS))
        for key in ("export_days", "policy_days"):
            said = getattr(self, key)
            if type(said) is not int or not 1 <= said <= MOST_DAYS:  # what is typed in the file is of any type
                raise Refusal("setting-value", file=FILE, key=key, known="1, 30, 90 …")
        _ = self.proxy_networks

    @property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The proxies as networks.

        Raises:
            Refusal: ``setting-value``: one is none, or all of the world.
        """
        try:
            networks = tuple(ipaddress.ip_network(each) for each in self.proxies)
        except ValueError:
            raise _network_refused() from None
        if any(network.prefixlen == 0 for network in networks):
            raise _network_refused()
        return networks

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Installation:
        """The installation that *environment* points to.

        Raises:
            Refusal: ``workspace.toml`` is no TOML, or says what no setting is called.
        """
        data = Path(environment.get("XIANDAO_DATA") or "data").resolve()
        said = _said(data / FILE)
        for key, name in (("XIANDAO_HOSTS", "hosts"), ("DATABASE_URL", "database_url")):
            if environment.get(key):
                said[name] = environment[key].split(",") if name == "hosts" else environment[key]
        if "sign_in" in said:
            said["sign_in"] = sign_in_of(said["sign_in"])
        if "notices" in said:
            said["notices"] = outlets_of(said["notices"])
        for key, example in (("hosts", "plan.example.cn"), ("proxies", "10.0.0.8")):
            if key in said:
                said[key] = _texts(said[key], key, example)
        return cls(data=data, **said)


def _network_refused() -> Refusal:
    return Refusal("setting-value", file=FILE, key="proxies", known='["10.0.0.8", "10.0.0.0/28"]')


def _texts(said: object, key: str, example: str) -> tuple[str, ...]:
    """A list of texts; a text alone would be taken for a list of its letters."""
    if not isinstance(said, list) or not all(isinstance(each, str) and each for each in said):
        raise Refusal("setting-value", file=FILE, key=key, known=f'["{example}"]')
    return tuple(said)


def _said(file: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("setting-toml", file=str(file), problem=str(error)) from None
    known = {each.name for each in fields(Installation)} - {"data"}
    if unknown := sorted(set(said) - known):
        raise Refusal("setting-unknown", file=str(file), key=unknown[0], known=", ".join(sorted(known)))
    return said


SHORT_QUESTIONS = "-c jit=off -c work_mem=16MB"
"""What each connection to PostgreSQL begins with, unless the address says otherwise. The pages ask short questions:
compiling one takes longer than answering it. The second holds the places of every hit of the commonest word in 5,000
documents; with less, whole pages of the table are looked through again."""


def database(installation: Installation) -> dict[str, Any]:
    """Django's description of the database."""
    if installation.database_url is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": installation.data / "workspace.sqlite3",
            "OPTIONS": {
                # Writers queue up at the start of a transaction, instead of failing in the middle of it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
            "CONN_MAX_AGE": 3600,  # what ANALYZE counted is read by connections opened after it
        }
    parts = urlsplit(installation.database_url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise Refusal("setting-value", file="DATABASE_URL", key="DATABASE_URL", known="postgresql://…/…")
    options = {"options": SHORT_QUESTIONS, **dict(parse_qsl(parts.query, keep_blank_values=True))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {name: value for name, value in options.items() if value},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key(data: Path) -> str:
    """The key that sessions are signed with; made once, readable by the owner only."""
    file = data / "keys" / "session.key"
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.parent.mkdir(mode=0o700, exist_ok=True)
        draft = file.with_name(f".session-{secrets.token_hex(8)}")  # a draft that a crash left is in nobody's way
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(64))
                out.flush()
                os.fsync(out.fileno())
            os.link(draft, file)  # whoever comes second takes the first one's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return file.read_text("ascii")
