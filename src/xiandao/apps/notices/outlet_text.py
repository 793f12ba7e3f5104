"""Hands short messages to the gateway that the installation declares."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from xiandao.apps.notices.delivery import Letter, NotHandedOver, kept_answer
from xiandao.apps.notices.outlets import Gateway, secret_of

HEADER = "X-Xiandao-Message"
LONGEST = 4096  # bytes of an answer that are read
TRY_AGAIN = frozenset((408, 425, 429))
SIGN_IN = frozenset((401, 403, 407))
"""It does not know us: a secret to be mended, after which the same message is taken."""
TYPES = {"json": "application/json; charset=utf-8", "form": "application/x-www-form-urlencoded"}


class _Stay(HTTPRedirectHandler):
    """Follows nobody elsewhere: the telephone number goes to the declared address alone."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No."""


_OPENER = build_opener(ProxyHandler({}), _Stay)


def text_hand_over(gateway: Gateway, letter: Letter, data: Path) -> str:
    """Hands the short form of *letter* to the gateway, and returns what it answered.

    Raises:
        NotHandedOver: It did not take it.
    """
    secret = ""
    try:
        secret = secret_of(gateway.secret_file, data)
        with _OPENER.open(request_of(gateway, letter, secret), timeout=gateway.timeout) as answer:
            said = answer.read(LONGEST).decode("utf-8", "replace")
            status = answer.status
    except HTTPError as refused:
        if refused.code in SIGN_IN:
            raise NotHandedOver("sign-in", str(refused.code)) from None
        is_final = 400 <= refused.code < 500 and refused.code not in TRY_AGAIN
        raise NotHandedOver("refused", str(refused.code), is_final=is_final) from None
    except (OSError, HTTPException) as broken:
        raise NotHandedOver("unreachable", kept_answer(type(broken).__name__)) from None
    if gateway.accepted not in said:
        raise NotHandedOver("refused", kept_answer(f"{status} {said}", letter.to, secret))
    return kept_answer(f"{status} {said}", letter.to, secret)


def request_of(gateway: Gateway, letter: Letter, secret: str) -> Request:
    """What the gateway is asked."""
    values = {"to": letter.to, "text": letter.short, "id": letter.token}
    filled = {name: _filled(text, values) for name, text in gateway.template.items()}
    is_json = gateway.method == "POST" and gateway.body == "json"
    sent = json.dumps(filled, ensure_ascii=False) if is_json else urlencode(filled)
    headers = {name: text.replace("{secret}", secret) for name, text in gateway.headers.items()}
    headers[HEADER] = letter.token
    if gateway.sign_header:
        headers[gateway.sign_header] = hmac.new(secret.encode(), sent.encode(), hashlib.sha256).hexdigest()
    if gateway.method == "GET":
        joint = "&" if urlsplit(gateway.url).query else "?"
        return Request(f"{gateway.url}{joint}{sent}", headers=headers, method="GET")  # noqa: S310 - http(s) by the settings
    headers.setdefault("Content-Type", TYPES[gateway.body])
    return Request(gateway.url, data=sent.encode(), headers=headers, method="POST")  # noqa: S310 - http(s) by the settings


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
