"""The kinds and views of this installation: the packs that are shipped, and over them what people declared here."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from xiandao.apps.registers.models import Declaration
from xiandao.core.errors import Refusal
from xiandao.core.kinds import Kind, Registry, View
from xiandao.readers.packs import Loaded, load_texts
from xiandao.readers.packs_registers import KINDS

NOTHING = Registry(kinds=(), views=())


def registry() -> Registry:
    """All kinds and views as they are declared now."""
    last = Declaration.objects.order_by("-pk").values_list("pk", flat=True).first()
    return _registry(last or 0)


@lru_cache(maxsize=4)
def _registry(last: int) -> Registry:
    return loaded(declared(last)).value or NOTHING


def shipped() -> dict[str, bytes]:
    """The texts that came with the product, by name."""
    return {file.name: file.read_bytes() for file in sorted((settings.PACKS / "kinds").glob("*.toml"))}


def declared(last: int | None = None) -> dict[str, bytes]:
    """The texts in force by name: shipped ones, and those declared here up to the declaration *last*."""
    kept = Declaration.objects.all() if last is None else Declaration.objects.filter(pk__lte=last)
    return shipped() | {each.name: each.text.encode() for each in kept.order_by("pk")}


def loaded(texts: dict[str, bytes]) -> Loaded[Registry]:
    """What comes of the texts."""
    return load_texts(texts, KINDS)


def kind_of(code: str) -> Kind:
    """A kind.

    Raises:
        Refusal: ``kind-unknown``.
    """
    found = registry().kind(code)
    if found is None:
        raise Refusal("kind-unknown", kind=code[:40])
    return found


def view_of(code: str) -> View:
    """A view.

    Raises:
        Refusal: ``view-unknown``.
    """
    found = registry().view(code)
    if found is None:
        raise Refusal("view-unknown", view=code[:40])
    return found
