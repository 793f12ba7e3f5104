"""Providers that run in the test: OpenID Connect with real signed tokens, CAS, and a directory that speaks LDAP."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from xml.sax.saxutils import escape

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "xiandao", "样例-secret/1"
LDIF = """dn: dc=example,dc=org
dc: example
objectClass: dcObject
objectClass: organization
o: example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: cn=searcher,dc=example,dc=org
objectClass: person
cn: searcher
sn: searcher
userPassword: searcher-word

dn: uid=office,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: office
cn: office by name
sn: office
userPassword: Directory-2026!

dn: uid=stranger,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: stranger
cn: stranger by name
sn: stranger
userPassword: Directory-2026!

"""
_DIRECTORY = """
import sys
from io import BytesIO
from twisted.internet import reactor
from twisted.internet.protocol import ServerFactory
from twisted.python.components import registerAdapter
from ldaptor.inmemory import fromLDIFFile
from ldaptor.interfaces import IConnectedLDAPEntry
from ldaptor.protocols.ldap.ldapserver import LDAPServer

class Factory(ServerFactory):
    def __init__(self, root):
        self.root = root
    def buildProtocol(self, _):
        spoken = LDAPServer()
        spoken.factory = self
        return spoken

def listen(root):
    print(reactor.listenTCP(0, Factory(root), interface="127.0.0.1").getHost().port, flush=True)

registerAdapter(lambda factory: factory.root, Factory, IConnectedLDAPEntry)
fromLDIFFile(BytesIO(sys.stdin.buffer.read())).addCallback(listen)
reactor.run()
"""
Answer = tuple[int, str, Mapping[str, str]]


@contextmanager
def served(answer: Callable[[str, str, Mapping[str, str]], Answer]) -> Iterator[str]:
    """A server of this machine whose answers are *answer*'s to path with query, body and headers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, said, headers = answer(self.path, body, dict(self.headers))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.encode())

        do_POST = do_GET  # noqa: N815 - as http.server asks for it

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@cache
def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


def _signed(claims: dict[str, Any], key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


@dataclass
class OidcProvider:
    """An OpenID provider; what it says can be changed to what an attacker would have it say."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: _key("one"))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)  # to the claims; None removes one
    userinfo: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any], RSAKey], str] = _signed
    is_confidential: bool = True
    asked: list[str] = field(default_factory=list)

    def approve(self, address: str, username: str, **more: str) -> str:
        """What a browser sent to *address* comes back to once *username* has signed in there."""
        wanted = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self.codes[code] = {**wanted, "username": username}
        back = urlsplit(wanted["redirect_uri"])
        said = {"code": code, "state": wanted["state"], "iss": self.issuer, **more}
        return f"{back.path}?{urlencode({key: value for key, value in said.items() if value})}"

    def answer(self, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Discovery, keys, tokens, userinfo."""
        self.asked.append(path)
        as_json = {"Content-Type": "application/json"}
        match urlsplit(path).path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps({**self._described(), **self.discovery}), as_json
            case "/keys":
                return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}), as_json
            case "/token":
                return self._token(dict(parse_qsl(body)), headers)
            case "/userinfo":
                return 200, json.dumps(self.userinfo), as_json
        return 404, "", {}

    def _described(self) -> dict[str, str]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        named = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()}
        return {"issuer": self.issuer, **named, "jwks_uri": f"{self.issuer}/keys"}

    def _token(self, said: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        wanted = self.codes.pop(said.get("code", ""), None)  # once
        challenge = _base64(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        if wanted is None or challenge != wanted["code_challenge"]:
            return 400, '{"error": "invalid_grant"}', {}
        if said["redirect_uri"] != wanted["redirect_uri"]:
            return 400, '{"error": "invalid_grant"}', {}
        pair = urlencode({"": CLIENT})[1:] + ":" + urlencode({"": SECRET})[1:]
        if self.is_confidential and headers.get("Authorization") != f"Basic {base64.b64encode(pair.encode()).decode()}":
            return 401, '{"error": "invalid_client"}', {}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": f"sub-{wanted['username']}", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": wanted["nonce"], "preferred_username": wanted["username"], "name": f"{wanted['username']} 样例",
        }  # fmt: skip
        told = {name: value for name, value in {**claims, **self.changes}.items() if value is not None}
        return 200, json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": self.sign(told, self.key)}), {}


def unsigned(claims: dict[str, Any], _key: RSAKey) -> str:
    """A token of ``alg: none``."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."


def confused(claims: dict[str, Any], key: RSAKey) -> str:
    """A token of ``HS256``, whose secret is the provider's public key."""
    parts = ({"alg": "HS256", "typ": "JWT", "kid": key.kid}, claims)
    told = ".".join(_base64(json.dumps(part).encode()) for part in parts)
    return f"{told}.{_base64(hmac.digest(key.as_pem(private=False), told.encode(), 'sha256'))}"


def by_another(claims: dict[str, Any], key: RSAKey) -> str:
    """A token signed by a key that is not the provider's, under the name of its key."""
    return _signed(claims, RSAKey.generate_key(2048, {"kid": key.kid or ""}))


def with_own_key(claims: dict[str, Any], _key: RSAKey) -> str:
    """A token that brings the key it is to be checked with."""
    own = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": own.as_dict(private=False)}
    return jwt.encode(header, claims, own)


@contextmanager
def oidc_provider(**said: Any) -> Iterator[OidcProvider]:  # noqa: ANN401 - fields of the provider
    """A provider that answers while the block runs."""
    provider = OidcProvider(**said)
    with served(provider.answer) as issuer:
        provider.issuer = issuer
        yield provider


SUCCESS = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>
<cas:user>{user}</cas:user><cas:attributes><cas:uid>{user}</cas:uid><cas:name>{user} 样例</cas:name></cas:attributes>
</cas:authenticationSuccess></cas:serviceResponse>"""
FAILURE = """<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationFailure code="INVALID_TICKET">
no such ticket</cas:authenticationFailure></cas:serviceResponse>"""


@dataclass
class CasServer:
    """A CAS server; *says* is what it answers to a good ticket, with ``{user}`` in it."""

    address: str = ""
    tickets: dict[str, tuple[str, str]] = field(default_factory=dict)
    says: str = SUCCESS
    guest: str = ""
    """Who is signed in there, in whatever browser comes."""

    def approve(self, address: str, username: str) -> str:
        """What a browser sent to *address* comes back to once *username* has signed in there."""
        service = parse_qs(urlsplit(address).query)["service"][0]
        ticket = f"ST-{secrets.token_urlsafe(8)}"
        self.tickets[ticket] = (service, username)
        back = urlsplit(service)
        return f"{back.path}?{back.query}&{urlencode({'ticket': ticket})}"

    def answer(self, path: str, _body: str, _headers: Mapping[str, str]) -> Answer:
        """Validates a ticket, once, for the service that it was made for."""
        parts = urlsplit(path)
        asked = dict(parse_qsl(parts.query))
        if parts.path == "/cas/login" and self.guest:
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(asked["service"]))
            return 302, "", {"Location": origin + self.approve(path, self.guest)}
        service, username = self.tickets.pop(asked.get("ticket", ""), ("", ""))
        if parts.path != "/cas/p3/serviceValidate" or not username or service != asked.get("service"):
            return 200, FAILURE, {}
        return 200, self.says.replace("{user}", escape(username)), {}


@contextmanager
def cas_server(says: str = SUCCESS) -> Iterator[CasServer]:
    """A server that answers while the block runs."""
    server = CasServer(says=says)
    with served(server.answer) as address:
        server.address = f"{address}/cas"
        yield server


@contextmanager
def ldap_directory(folder: Path) -> Iterator[str]:
    """The address of a directory that holds :data:`LDIF`, in a process of its own."""
    script = folder / "directory.py"
    script.write_text(_DIRECTORY, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LDIF)
        process.stdin.close()
        yield f"ldap://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def listening(context: ssl.SSLContext) -> Iterator[tuple[int, list[bytes]]]:
    """A port behind TLS that listens to what is said, answers nothing and hangs up; what it heard is in the list."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(raw, server_side=True) as spoken:
                    spoken.settimeout(1)
                    heard.append(spoken.recv(4096))
            except OSError:
                pass

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(3)
