"""Every page there is: accessible, within its edge at both widths, and in one language; a page that is not walked fails.

``tests/builders/pages.py`` lists the pages; to see them, give a folder for pictures in ``XIANDAO_SHOTS``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer
from tests.builders import workspace
from tests.builders.browser import violations
from tests.builders.pages import Filled, every_page, filled, unwalked
from tests.builders.workspace import World, signed_in
from typing_extensions import override

from xiandao.core.messages import catalogue

WIDTHS = (1440, 390)
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The page has heard of its new width and is drawn in it."""
SHOTS = os.environ.get("XIANDAO_SHOTS")
"""A folder for pictures of every page; none are made without it."""
LATIN = (
    "API CAS CSV DOCX Excel HTTPS ID IP JSON KB LDAP MB OFD OIDC ORCID PDF TOTP URL WPS Word GB docx xlsx pdf ofd txt md "
    "html json toml workspace notices JSON Lines Parquet xls et csv"
)
"""What offices write in Latin letters in the middle of Chinese."""
BUILT = {"样例", "征求意见"}
"""What the builders type that the product says too."""
DIGEST = re.compile(r"sha256:[0-9a-f]+|\b(?=[0-9]*[A-F])[0-9A-F]{4}\b")
HAN = re.compile("[一-鿿]+")
WORD = re.compile("[A-Za-z][A-Za-z'’-]+")
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
SPOKEN = ("title", "aria-label", "placeholder", "alt")


class Words(HTMLParser):
    """What a page says in its own language: texts and spoken attributes outside elements marked as of another one."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._language = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "html":
            self._language = own.get("lang") or ""
        is_apart = tag in ("script", "style") or (own.get("lang") or self._language) != self._language
        is_apart = is_apart or any(apart for _, apart in self._open)
        if not is_apart:
            self.said += [own[name] or "" for name in SPOKEN if own.get(name)]
        if tag not in VOID:
            self._open.append((tag, is_apart))

    @override
    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in {each for each, _ in self._open}:
            if self._open.pop()[0] == tag:
                break

    @override
    def handle_data(self, data: str) -> None:
        if data.strip() and not any(apart for _, apart in self._open):
            self.said.append(data.strip())


def words_of(page: str) -> str:
    """One line for each piece of a page."""
    parser = Words()
    parser.feed(page)
    return "\n".join(parser.said)


def kept() -> set[str]:
    """Every text that the database keeps: what people and documents said, in whatever language."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [each.name for each in model._meta.fields if isinstance(each, CharField | TextField | JSONField)]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found.update(texts(row))
    return found


def texts(value: object) -> Iterator[str]:
    """The texts in *value*, however deep."""
    if isinstance(value, str):
        yield from {value, value.strip()}
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def others(said: str, language: str, own: set[str], sought: list[str]) -> list[str]:
    """The lines of *said* with words of the other language that nobody and no document said."""
    for words in sought:
        said = said.replace(f"{words} · ", "")
    if language == "zh":
        said = DIGEST.sub("", said)
        known = {*LATIN.split()} | {word for text in own for word in WORD.findall(text)}
        return sorted({line for line in said.split("\n") if set(WORD.findall(line)) - known})
    ours = {each["zh"] for section in catalogue().values() for each in section.values() if "zh" in each}
    single = {text for text in own if len(text) == 1}
    for text in sorted(own - ours | BUILT, key=len, reverse=True):
        if len(text) > 1 and text in said and HAN.search(text):
            said = said.replace(text, "·")
    return sorted({line for line in said.split("\n") if set(HAN.findall(line)) - single})


@pytest.fixture
def work(transactional_db: None, settings: Settings, tmp_path: Path) -> Filled:  # noqa: ARG001 - opens the database
    return _work(settings, tmp_path)


@pytest.fixture
def quick(db: None, settings: Settings, tmp_path: Path) -> Filled:  # noqa: ARG001 - opens the database
    return _work(settings, tmp_path)


def _work(settings: Settings, folder: Path) -> Filled:
    settings.DATA = folder
    settings.ALLOWED_HOSTS = ["*"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return filled(workspace.world(), folder)


def lines(wrong: dict[str, list[str]]) -> str:
    """Each page with what is wrong with it."""
    return "\n".join(f"{page}: {each}" for page, found in wrong.items() for each in found)


def client_of(world: World, who: str, language: str = "zh") -> Client:
    """The browser of *who*, or of nobody."""
    client = signed_in(world, who) if who else Client()
    client.cookies["xiandao-lang"] = language
    return client


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_says_a_word_of_the_other_language(language: str, quick: Filled, settings: Settings) -> None:
    pages = every_page(quick)
    own = kept() | BUILT | {settings.INSTALLATION.name}
    clients = {who: client_of(quick.world, who, language) for who in {page.who for page in pages}}
    wrong: dict[str, list[str]] = {}
    for page in pages:
        answer = clients[page.who].get(page.address)
        assert "text/html" in answer.headers["Content-Type"], page
        sought = parse_qs(urlsplit(page.address).query).get("q", [])
        if found := others(words_of(answer.content.decode()), language, own, sought):
            wrong[f"{page.route} {page.address}"] = found
    assert wrong == {}, lines(wrong)


def test_what_is_called_no_page_is_none(quick: Filled) -> None:
    clients: dict[str, Client] = {}
    for page in unwalked(quick):
        client = clients.setdefault(page.who, client_of(quick.world, page.who))
        answer = client.get(page.address)
        assert "text/html" not in answer.headers["Content-Type"] or "<html" not in answer.content.decode(), page
    assert len(clients) > 1


@pytest.mark.slow
@pytest.mark.browser
def test_every_page_is_accessible_and_fits_at_both_widths(
    browser: Browser, live_server: LiveServer, work: Filled
) -> None:
    wrong: dict[str, list[str]] = {}
    opened: dict[str, Page] = {}
    for number, each in enumerate(every_page(work)):
        page = opened.get(each.who) or opened.setdefault(each.who, _page(browser, live_server, work.world, each.who))
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        try:
            page.goto(f"{live_server.url}{each.address}")
        except PlaywrightError as error:  # a file, say
            wrong[f"{each.route} {each.address}"] = [str(error).partition("\n")[0]]
            continue
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(DRAWN)
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{number:02}-{each.route.replace(':', '-')}-{width}.png", full_page=True)
            if found := violations(page):
                wrong[f"{each.route} {each.address} at {width}"] = found
    for page in opened.values():
        page.context.close()
    assert wrong == {}, lines(wrong)


def _page(browser: Browser, server: LiveServer, world: World, who: str) -> Page:
    """A browser of its own in which *who* is signed in."""
    context = browser.new_context()
    if who:
        (session,) = [each.value for each in signed_in(world, who).cookies.values()]
        context.add_cookies([{"name": "xiandao-session", "value": session, "url": server.url}])
    return context.new_page()
