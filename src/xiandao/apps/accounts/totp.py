"""Codes that change with the time (RFC 6238): SHA-1, six digits, steps of thirty seconds, as every authenticator knows them."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import struct
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds."""
DIGITS = 6
DRIFT = 1
"""Steps that a clock may be ahead or behind."""
SECRET_BYTES = 20
"""As long as the digest, as RFC 4226 asks."""


def step_of(at: dt.datetime) -> int:
    """Which step *at* lies in, counted from 1970."""
    return int(at.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The code of one step."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_matched(secret: bytes, code: str, at: dt.datetime, *, after: int | None) -> int | None:
    """The step whose code this is, or ``None``.

    Args:
        secret: Shared with the authenticator.
        code: As typed.
        at: Now.
        after: The last step whose code was taken: it and those before it are not taken again. ``None`` for none yet.
    """
    now = step_of(at)
    # Every step is computed and compared, so that the time it takes tells nothing.
    matched = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode())
    ]
    return next((step for step in matched if after is None or step > after), None)


def spoken(secret: bytes) -> str:
    """The secret as authenticators take it typed: base 32."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def address(secret: bytes, *, issuer: str, account: str) -> str:
    """What the picture says to an authenticator."""
    asked = urlencode({"secret": spoken(secret), "issuer": issuer, "digits": DIGITS, "period": STEP}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"
