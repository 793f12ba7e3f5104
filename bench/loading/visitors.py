"""People at their browsers: they sign in, open page after page, and wait between them as readers do."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode

_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAUSE = (3.0, 7.0)
"""Seconds between two pages of one person, evenly spread."""


class Visit(NamedTuple):
    """One page that came: its name, seconds until its last byte, seconds with all that it loads, status, bytes."""

    name: str
    page: float
    whole: float
    status: int
    size: int


class Browser:
    """One signed-in person with a cold cache: whatever a page names is loaded again."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as a person does.

        Raises:
            RuntimeError: The workspace did not let the person in.
        """
        _, page = self.ask("GET", "/sign-in")
        token = _TOKEN.search(page.decode())
        form = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "username": username,
            "password": password,
            "next": "",
        }
        status, _ = self.ask("POST", "/sign-in", urlencode(form))
        if status != 302:
            raise RuntimeError(f"{username} was not let in: {status}")

    def visit(self, name: str, address: str) -> Visit:
        """Opens a page and all it loads, on a connection of its own: the last one was closed while the person read."""
        self._connection.close()
        start = time.perf_counter()
        status, page = self.ask("GET", address)
        came = time.perf_counter()
        for asset in dict.fromkeys(_ASSET.findall(page.decode())):
            self.ask("GET", asset)
        return Visit(name, came - start, time.perf_counter() - start, status, len(page))

    def ask(self, method: str, address: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body of one answer; cookies are kept as a browser keeps them."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, quote(address, safe="/?&=%"), body, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, data


def read_about(
    port: int, people: Sequence[tuple[str, str]], pages: Sequence[tuple[str, str]], count: int
) -> list[Visit]:
    """*count* pages, read by all *people* at once, each waiting between two of them; *pages* are names and addresses."""
    visits: list[Visit] = []
    turns = iter(range(count))
    lock = threading.Lock()

    def read(number: int, username: str, password: str) -> None:
        order = random.Random(number)  # noqa: S311 - the same walk every time
        browser = Browser(port)
        browser.sign_in(username, password)
        time.sleep(order.uniform(0, PAUSE[1]))
        while True:
            with lock:
                if next(turns, None) is None:
                    return
            visits.append(browser.visit(*order.choice(pages)))
            time.sleep(order.uniform(*PAUSE))

    _all_at_once(read, people)
    return visits


def as_fast_as_it_goes(port: int, people: Sequence[tuple[str, str]], address: str, seconds: float) -> float:
    """Pages a second of one address, when everybody asks again as soon as the answer is there.

    Raises:
        RuntimeError: A page did not come.
    """
    counts: list[int] = []

    def hurry(_: int, username: str, password: str) -> None:
        browser = Browser(port)
        browser.sign_in(username, password)
        browser.ask("GET", address)
        until, count = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            status = browser.ask("GET", address)[0]
            if status != 200:
                raise RuntimeError(f"{address}: {status}")
            count += 1
        counts.append(count)

    _all_at_once(hurry, people)
    if len(counts) < len(people):
        raise RuntimeError(f"{address} failed under load")
    return sum(counts) / seconds


def _all_at_once(act: Callable[[int, str, str], None], people: Sequence[tuple[str, str]]) -> None:
    threads = [threading.Thread(target=act, args=(number, *person)) for number, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
