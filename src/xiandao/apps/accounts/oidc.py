"""OpenID Connect: the authorization code flow with PKCE, state and nonce; the ID token checked in full."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from xiandao.apps.accounts.fetch import ask_json
from xiandao.apps.accounts.ways import Oidc, is_safe, secret_of
from xiandao.core.errors import Refusal

DISCOVERY = "/.well-known/openid-configuration"
LEEWAY = 60
"""Seconds that two clocks may differ."""
PUBLIC_KEYS = ("RSA", "EC", "OKP")


class Identity(NamedTuple):
    """Who a provider says somebody is.

    Attributes:
        username: By the claim that the installation declares.
        name: The person's name, or empty.
        hint: The ID token, for the provider's own sign-out; empty elsewhere.
    """

    username: str
    name: str
    hint: str = ""


class Begun(NamedTuple):
    """What stays in the session while the person is at the provider."""

    state: str
    nonce: str
    verifier: str


def begin() -> Begun:
    """Three things that nobody can guess."""
    return Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def address(way: Oidc, begun: Begun, back: str, data: Path) -> str:
    """Where the person is sent; *back* is where they come back to."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": way.client_id,
        "redirect_uri": back,
        "scope": way.scope,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    at = _discovered(way, data).get("authorization_endpoint")
    if not is_safe(at):
        raise _wrong(way, "address")
    return f"{at}{'&' if '?' in str(at) else '?'}{urlencode(asked)}"


def identity(way: Oidc, begun: Begun, said: Mapping[str, str], *, back: str, data: Path, at: dt.datetime) -> Identity:
    """Who came back with *said*.

    Raises:
        Refusal: They went elsewhere meanwhile, the provider declined, or what it says does not stand.
    """
    if not hmac.compare_digest(said.get("state", "").encode(), begun.state.encode()):
        raise Refusal("sign-in-stale")
    if said.get("iss", way.issuer) != way.issuer:  # RFC 9207: the answer of another provider
        raise _wrong(way, "iss")
    if said.get("error") or not said.get("code"):
        raise Refusal("provider-declined", name=way.name)
    told = _discovered(way, data)
    tokens = _tokens(way, told, {"code": said["code"], "redirect_uri": back, "code_verifier": begun.verifier}, data)
    token = tokens.get("id_token")
    if not isinstance(token, str):
        raise _wrong(way, "id_token")
    claims = _claims(way, token, _keys(way, told, data))
    _check(way, claims, begun.nonce, at)
    if way.claim not in claims and told.get("userinfo_endpoint"):
        claims = {**_userinfo(way, told, tokens, claims["sub"], data), **claims}
    return _identity(way, claims, token)


def end_session(way: Oidc, hint: str, back: str) -> str | None:
    """Where the provider ends its own session, if it does."""
    if way.end_session is None:
        return None
    asked = {"client_id": way.client_id, "post_logout_redirect_uri": back, **({"id_token_hint": hint} if hint else {})}
    return f"{way.end_session}{'&' if '?' in way.end_session else '?'}{urlencode(asked)}"


# ------------------------------------------------------------------------------------------------------- steps


def _discovered(way: Oidc, data: Path) -> dict[str, Any]:
    told = ask_json(way, way.issuer.rstrip("/") + DISCOVERY, data)
    if told.get("issuer") != way.issuer:
        raise _wrong(way, "issuer")
    return told


def _tokens(way: Oidc, told: Mapping[str, Any], sent: Mapping[str, str], data: Path) -> dict[str, Any]:
    form = {"grant_type": "authorization_code", "client_id": way.client_id, **sent}
    headers: dict[str, str] = {}
    secret = secret_of(data, way.secret_file)
    if secret is not None and way.secret_in == "post":  # noqa: S105 - where it goes, not what it is
        form["client_secret"] = secret
    elif secret is not None:
        pair = f"{quote(way.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return ask_json(way, told.get("token_endpoint"), data, form=form, headers=headers)


def _keys(way: Oidc, told: Mapping[str, Any], data: Path) -> KeySet:
    said = ask_json(way, told.get("jwks_uri"), data).get("keys")
    public = (
        [key for key in said if isinstance(key, dict) and key.get("kty") in PUBLIC_KEYS]
        if isinstance(said, list)
        else []
    )
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, ValueError, TypeError, KeyError):
        raise _wrong(way, "keys") from None


def _claims(way: Oidc, token: str, keys: KeySet) -> dict[str, Any]:
    try:
        return dict(jwt.decode(token, keys, algorithms=[*way.algorithms]).claims)
    except (JoseError, ValueError, TypeError, KeyError):
        raise _wrong(way, "signature") from None


def _check(way: Oidc, claims: Mapping[str, Any], nonce: str, at: dt.datetime) -> None:
    """The claims as OpenID Connect Core, 3.1.3.7 asks."""
    now = at.timestamp()
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp", way.client_id if len(audiences) == 1 else None)
    faults = {
        "iss": claims.get("iss") != way.issuer,
        "aud": way.client_id not in audiences,
        "azp": party != way.client_id,
        "exp": not _is_time(claims.get("exp")) or claims["exp"] + LEEWAY <= now,
        "iat": not _is_time(claims.get("iat")) or claims["iat"] - LEEWAY > now,
        "nbf": "nbf" in claims and (not _is_time(claims["nbf"]) or claims["nbf"] - LEEWAY > now),
        "nonce": not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
        "sub": not isinstance(claims.get("sub"), str) or not claims["sub"],
    }
    if why := next((name for name, is_wrong in faults.items() if is_wrong), None):
        raise _wrong(way, why)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _userinfo(
    way: Oidc, told: Mapping[str, Any], tokens: Mapping[str, Any], subject: str, data: Path
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
    said = ask_json(way, told["userinfo_endpoint"], data, headers=headers)
    if said.get("sub") != subject:
        raise _wrong(way, "sub")
    return said


def _identity(way: Oidc, claims: Mapping[str, Any], token: str) -> Identity:
    username, name = claims.get(way.claim), claims.get(way.name_claim)
    if not isinstance(username, str) or not username:
        raise _wrong(way, "claim")
    if way.claim == "email" and claims.get("email_verified") is not True:  # anybody can write another's address
        raise _wrong(way, "email_verified")
    return Identity(username, name if isinstance(name, str) else "", token)


def _wrong(way: Oidc, why: str) -> Refusal:
    return Refusal("provider-answer", name=way.name, why=why)
