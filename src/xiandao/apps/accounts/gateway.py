"""The trusted gateway: its header is believed from its own addresses, and taken out of every other request."""

from __future__ import annotations

import ipaddress
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from xiandao.apps.accounts.ways import Gateway, SignIn

if TYPE_CHECKING:
    from django.http import HttpRequest

WAY = "way"
"""Where a session keeps which way its person came."""


def header_clean(environment: MutableMapping[str, Any], rule: SignIn) -> None:
    """Takes the header out of a request that does not come from the gateway, before anybody can read it."""
    if rule.gateway is not None and not is_from(rule.gateway, environment):
        environment.pop(rule.gateway.variable, None)


def is_from(way: Gateway, environment: MutableMapping[str, Any]) -> bool:
    """Whether the connection itself comes from one of the gateway's addresses; what it says of others is not asked."""
    try:
        sender = ipaddress.ip_address(environment.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(sender, "ipv4_mapped", None) or sender
    return any(mapped in network for network in way.networks)


def username_in(way: Gateway, environment: MutableMapping[str, Any]) -> str:
    """Whom the gateway names; empty for nobody."""
    if not is_from(way, environment):
        return ""
    said = str(environment.get(way.variable, "")).strip()
    try:
        return said.encode("latin-1").decode("utf-8")  # WSGI hands bytes over as if they were Latin-1
    except UnicodeError:
        return ""


def has_left(rule: SignIn, request: HttpRequest) -> bool:
    """Whether the session came by the gateway, and the gateway no longer stands by it: it names nobody, or another."""
    way = rule.way(request.session.get(WAY, ""))
    if not isinstance(way, Gateway):
        return False
    return username_in(way, request.META) != request.user.get_username()
