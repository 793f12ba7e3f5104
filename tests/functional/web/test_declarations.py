"""Kinds and lists as pages: looked through with every fault at its line, put in force, one property more by a form."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from tests.builders import workspace
from tests.builders.workspace import World

from xiandao.apps.registers import kinds
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.models import Declaration

pytestmark = pytest.mark.django_db
PAGE, PACK, PROPERTY = "/registers/declarations/", "/registers/declarations/pack", "/registers/declarations/property"
TEXT = 'pack = "kinds"\n\n[[kind]]\ncode = "laboratory"\nname = "实验室"\n'


@pytest.fixture
def office(world: World) -> Client:
    kinds._registry.cache_clear()
    return workspace.signed_in(world, "office")


def test_a_reader_sees_no_declarations(world: World) -> None:
    assert workspace.signed_in(world, "reader").get(PAGE).status_code == 404


def test_every_pack_is_listed_with_what_it_declares(office: Client) -> None:
    page = office.get(PAGE).content.decode()
    assert "enterprise.toml" in page
    assert "重大平台清单" in page


def test_a_text_is_looked_through_without_coming_into_force(office: Client) -> None:
    wrong = office.post(
        PACK, {"name": "laboratory.toml", "text": TEXT + "colour = 1\n", "version": "0", "act": "check"}
    )
    assert wrong.status_code == 422
    assert "laboratory.toml" in wrong.content.decode()
    sound = office.post(PACK, {"name": "laboratory.toml", "text": TEXT, "version": "0", "act": "check"})
    assert sound.status_code == 200
    assert not Declaration.objects.exists()


def test_a_text_is_put_in_force_and_its_wordings_are_kept(office: Client) -> None:
    said = {
        "name": "laboratory.toml",
        "text": TEXT.replace("\n", "\r\n"),
        "version": "0",
        "act": "keep",
        "note": "新增",
    }
    assert office.post(PACK, said).status_code == 302
    assert registry().kind("laboratory") is not None
    assert "新增" in office.get(PACK, {"name": "laboratory.toml"}).content.decode()
    assert office.post(PACK, said).status_code == 422


def test_a_name_that_is_none_is_refused_in_words(office: Client) -> None:
    answer = office.get(PACK, {"name": "../settings.py"})
    assert answer.status_code == 422
    assert "不能作文件名" in answer.content.decode()


def test_a_property_is_added_by_a_form(office: Client) -> None:
    said = {"kind": "park", "name": "标识色", "code": "colour", "type": "choice", "words": "red 红、蓝", "version": "0"}
    assert office.post(PROPERTY, {**said, "words": ""}).status_code == 422
    assert office.post(PROPERTY, said).status_code == 302
    prop = kind_of("park").property("colour")
    assert prop is not None
    assert [(each.code, each.name) for each in prop.vocabulary] == [("red", "红"), ("w2", "蓝")]


def test_all_packs_leave_in_one_file(office: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(office.get(f"{PAGE}archive").content)) as box:
        assert "enterprise.toml" in box.namelist()
