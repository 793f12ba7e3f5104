"""What an installation declares of its outlets: the table ``[notices]`` of ``workspace.toml`` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from xiandao.core.errors import Refusal

FILE = "workspace.toml"
SECURITY = ("none", "starttls", "tls")
LONGEST_WAIT = 60  # seconds: well below the lease of a message
METHODS = ("POST", "GET")
BODIES = ("json", "form")
Declared = TypeVar("Declared", "Mail", "Gateway", "Folder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail server.

    Attributes:
        sender: The address in ``From``.
        security: ``none`` inside a closed network alone, ``starttls``, ``tls``.
        username: Empty where the server asks for none. password_file: holds the password, in the data folder or elsewhere.
        timeout: Seconds.
    """

    host: str
    sender: str
    port: int = 25
    security: str = "starttls"
    username: str = ""
    password_file: str = ""
    timeout: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A text-message gateway that is asked by HTTP.

    Attributes:
        template: Field → text, in which ``{to}``, ``{text}`` and ``{id}`` are filled in.
        body: How the fields are sent by POST; by GET they stand in the address.
        headers: Header → text, in which ``{secret}`` is filled in.
        secret_file: Holds the secret; empty for none.
        sign_header: Header for HMAC-SHA256 of what is sent, in hex, by the secret; empty for none.
        accepted: Text that the answer holds when the message was taken; empty where the status says it all.
        timeout: Seconds.
    """

    url: str
    template: Mapping[str, str]
    method: str = "POST"
    body: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_file: str = ""
    sign_header: str = ""
    accepted: str = ""
    timeout: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder from which a sender of the house's own takes messages; relative to the data folder."""

    path: str = "outbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """How messages leave this installation; by none of them where none is declared.

    Attributes:
        hour: Of the working day, in the time zone of the installation, at which digests are gathered.
        address: What links in messages begin with: ``https://plans.example``; empty leaves links out.
    """

    hour: int = 8
    address: str = ""
    mail: Mail | None = None
    text: Gateway | None = None
    folder: Folder | None = None

    @property
    def declared(self) -> tuple[str, ...]:
        """The names of those that there are."""
        return tuple(name for name in ("mail", "text", "folder") if getattr(self, name) is not None)


def outlets_of(table: Mapping[str, Any]) -> Outlets:
    """The outlets of ``[notices]``.

    Raises:
        Refusal: ``setting-unknown`` or ``setting-value``.
    """
    said = dict(table)
    hour, address = said.pop("hour", 8), said.pop("address", "")
    _require(isinstance(hour, int) and not isinstance(hour, bool) and 0 <= hour <= 23, "notices.hour", "0–23")
    _require(not address or _is_web(address), "notices.address", "https://…")
    mail = _declared(Mail, said.pop("mail", None), "notices.mail")
    text = _declared(Gateway, said.pop("text", None), "notices.text")
    folder = _declared(Folder, said.pop("folder", None), "notices.folder")
    if said:
        raise Refusal(
            "setting-unknown", file=FILE, key=f"notices.{min(said)}", known="hour, address, mail, text, folder"
        )
    for name, one in (("mail", mail), ("text", text)):
        if one:
            is_good = not isinstance(one.timeout, bool) and 1 <= one.timeout <= LONGEST_WAIT
            _require(is_good, f"notices.{name}.timeout", f"1–{LONGEST_WAIT}")
    if mail:
        _require(mail.security in SECURITY, "notices.mail.security", ", ".join(SECURITY))
        _require(bool(mail.password_file) or not mail.username, "notices.mail.password_file", "…")
    if text:
        _require(_is_web(text.url), "notices.text.url", "https://…")
        _require(text.method in METHODS, "notices.text.method", ", ".join(METHODS))
        _require(text.body in BODIES, "notices.text.body", ", ".join(BODIES))
        _require(bool(text.secret_file) or not text.sign_header, "notices.text.secret_file", "…")
    return Outlets(hour=hour, address=str(address).rstrip("/"), mail=mail, text=text, folder=folder)


def _declared(kind: type[Declared], said: Any, key: str) -> Declared | None:
    if said is None:
        return None
    known = {each.name: each for each in fields(kind)}
    if not isinstance(said, Mapping) or set(said) - set(known):
        stranger = min(set(said) - set(known)) if isinstance(said, Mapping) else key
        raise Refusal("setting-unknown", file=FILE, key=f"{key}.{stranger}", known=", ".join(known))
    wanted = {"int": int, "str": str, "Mapping[str, str]": Mapping}
    for name, value in said.items():
        _require(isinstance(value, wanted[str(known[name].type)]), f"{key}.{name}", str(known[name].type))
    try:
        return kind(**said)
    except TypeError:
        raise Refusal("setting-value", file=FILE, key=key, known=", ".join(known)) from None


def _is_web(address: object) -> bool:
    return isinstance(address, str) and urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).netloc)


def _require(holds: bool, key: str, known: str) -> None:
    if not holds:
        raise Refusal("setting-value", file=FILE, key=key, known=known)


def secret_of(file: str, data: Path) -> str:
    """The secret in *file*, whose way begins in the data folder; it is in no setting, log or answer."""
    return (data / file).read_text("utf-8").strip() if file else ""


def outlets_here() -> Outlets:
    """How messages leave this installation."""
    found: Outlets = settings.INSTALLATION.notices
    return found
