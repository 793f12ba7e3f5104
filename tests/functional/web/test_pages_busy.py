"""A page whose picture takes long keeps nobody else waiting."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.urls import reverse
from tests.builders.workspace import AT, World, signed_in

from xiandao.apps.plans import page_images, services
from xiandao.apps.plans.models import Edition
from xiandao.core.errors import Refusal
from xiandao.readers import read_source

SAMPLE = Path(__file__).resolve().parents[3] / "samples" / "06-city-plan.pdf"


@pytest.fixture
def paged(world: World) -> Edition:
    return services.edition_enter(world.person("office"), read_source(SAMPLE), SAMPLE, at=AT)


def test_while_pages_are_made_others_are_answered_at_once(world: World, paged: Edition) -> None:
    client, address = signed_in(world, "office"), reverse("plans:page", args=[paged.pk, 1])
    for _ in range(page_images.AT_ONCE):
        assert page_images._places.acquire(timeout=1)  # somebody's slow page
    try:
        begun = time.monotonic()
        picture, page = client.get(reverse("plans:page-image", args=[paged.pk, 1, 1])), client.get(address)
        took = time.monotonic() - begun
    finally:
        for _ in range(page_images.AT_ONCE):
            page_images._places.release()
    assert (picture.status_code, picture.headers["Retry-After"]) == (503, "3")
    assert page.status_code == 200
    assert "页面图像正在生成" in page.content.decode()
    assert 'hx-trigger="load delay:3s"' in page.content.decode()
    assert took < 5
    assert "<svg" in client.get(address).content.decode()  # and then it is there


def test_no_more_pages_are_made_at_once_than_there_are_places(
    world: World, paged: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    del world
    assert paged.document is not None
    at_once, most, door = 0, 0, threading.Lock()
    real = page_images._shown

    def slow(*asked: object) -> object:
        nonlocal at_once, most
        with door:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.5)
        with door:
            at_once -= 1
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(page_images, "_shown", slow)
    document, refused = paged.document, []

    def look(zoom: int) -> None:
        try:
            page_images.page_picture(document, 1, zoom)
        except Refusal as said:
            refused.append(said.code)

    threads = [threading.Thread(target=look, args=(zoom,)) for zoom in page_images.ZOOMS]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert most == page_images.AT_ONCE
    assert refused == ["page-busy"] * (len(page_images.ZOOMS) - page_images.AT_ONCE)


def test_a_page_that_cannot_be_shown_gives_its_place_back(
    world: World, paged: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> object:
        raise Refusal("page-none")

    monkeypatch.setattr(page_images, "_shown", broken)
    client = signed_in(world, "office")
    for _ in range(page_images.AT_ONCE + 2):
        assert client.get(reverse("plans:page-image", args=[paged.pk, 1, 1])).status_code != 503
