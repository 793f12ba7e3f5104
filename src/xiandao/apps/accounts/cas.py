"""CAS 3.0: a service ticket, validated at the server, its XML read without entities or document types."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from xiandao.apps.accounts.fetch import ask
from xiandao.apps.accounts.oidc import Identity
from xiandao.apps.accounts.ways import Cas
from xiandao.core.errors import Refusal
from xiandao.readers.markup import Element, child, local, xml_root

SPACE = "http://www.yale.edu/tp/cas"
LONGEST_TICKET = 512


def address(way: Cas, service: str) -> str:
    """Where the person is sent; *service* is where they come back to, with what only their session knows in it."""
    return f"{way.server.rstrip('/')}/login?{urlencode({'service': service})}"


def identity(way: Cas, ticket: str, service: str, data: Path) -> Identity:
    """Whose ticket it is.

    Raises:
        Refusal: The server says that it is none, or what it says cannot be read.
    """
    if not ticket or len(ticket) > LONGEST_TICKET:
        raise Refusal("provider-declined", name=way.name)
    asked = urlencode({"service": service, "ticket": ticket})
    said = ask(way, f"{way.server.rstrip('/')}/p3/serviceValidate?{asked}", data)
    try:
        root = xml_root(said, "CAS")
    except Refusal:
        raise Refusal("provider-answer", name=way.name, why="xml") from None
    if root.tag != f"{{{SPACE}}}serviceResponse":
        raise Refusal("provider-answer", name=way.name, why="xml")
    success = _only(root, "authenticationSuccess")
    if success is None:
        raise Refusal("provider-declined", name=way.name)
    username = _text(success, "user") if way.claim == "user" else _text(child(success, "attributes"), way.claim)
    if not username:
        raise Refusal("provider-answer", name=way.name, why="claim")
    return Identity(username, _text(child(success, "attributes"), way.name_claim))


def end_session(way: Cas, back: str) -> str | None:
    """Where the server ends its own session, if it does."""
    return f"{way.end_session}?{urlencode({'service': back})}" if way.end_session else None


def _only(root: Element, name: str) -> Element | None:
    """The child of that name, where it stands alone."""
    return root[0] if len(root) == 1 and local(root[0]) == name else None


def _text(within: Element | None, name: str) -> str:
    """The text of the only child of that name; two of them say nothing."""
    found = [one for one in within if local(one) == name] if within is not None else []
    return (found[0].text or "").strip() if len(found) == 1 and len(found[0]) == 0 else ""
