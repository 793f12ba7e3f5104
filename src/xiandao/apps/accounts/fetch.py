"""Asks a provider over the network: within its time, within a size, never led elsewhere."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from xiandao.apps.accounts.ways import is_safe
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from xiandao.apps.accounts.ways import Way

LARGEST = 512 * 1024
"""Bytes of an answer."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Whoever answers answers itself."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Nowhere."""


def ask(
    way: Way,
    address: object,
    data: Path,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The body of the answer of a provider.

    Args:
        way: The provider; its certificates and its time.
        address: ``https``, or ``http`` on this machine.
        data: The data folder, which *way*'s files are in.
        form: What is posted; ``None`` to get.
        headers: Sent besides.

    Raises:
        Refusal: ``provider-unreachable``, or ``provider-answer`` where the answer is none of use.
    """
    if not is_safe(address):
        raise Refusal("provider-answer", name=way.name, why="address")
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(str(address), data=body, headers=dict(headers or {}))  # noqa: S310 - is_safe
    request.add_header("Accept", "application/json, application/xml")
    try:
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_trust(way, data)), _Stay())
        with opener.open(request, timeout=way.timeout) as answer:
            said: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        code = "provider-unreachable" if error.code >= 500 else "provider-answer"
        raise Refusal(code, name=way.name, why=f"http-{error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refusal("provider-unreachable", name=way.name, why=type(error).__name__) from None
    if len(said) > LARGEST:
        raise Refusal("provider-answer", name=way.name, why="size")
    return said


def ask_json(
    way: Way,
    address: object,
    data: Path,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """As :func:`ask`, an object of JSON."""
    try:
        said = json.loads(ask(way, address, data, form=form, headers=headers))
    except ValueError:
        raise Refusal("provider-answer", name=way.name, why="json") from None
    if not isinstance(said, dict):
        raise Refusal("provider-answer", name=way.name, why="json")
    return said


def _trust(way: Way, data: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(data / way.ca_file) if way.ca_file else None)
