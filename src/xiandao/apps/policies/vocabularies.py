"""The vocabulary that the installation ships, and what its codes are called."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from xiandao.core.messages import Language
from xiandao.core.policies import Vocabulary
from xiandao.readers.packs import load_pack
from xiandao.readers.packs_policies import POLICIES


@cache
def vocabulary() -> Vocabulary:
    """The words in ``packs/policies``, read once."""
    return load_pack(settings.ROOT / "packs" / "policies", POLICIES).value or Vocabulary()


@cache
def _names(group: str, language: Language) -> dict[str, str]:
    return {
        term.code: term.english if language == "en" else term.name for of, term in vocabulary().terms() if of == group
    }


def choices(group: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Code and name of every entry of a group (``topics``, ``instruments``, ``stages``)."""
    return tuple(_names(group, language).items())


def named(group: str, code: str, language: Language) -> str:
    """What a code is called; the code itself where the vocabulary no longer has it, empty for none."""
    return _names(group, language).get(code, code)


def known(group: str, code: str) -> bool:
    """Whether the vocabulary has the code."""
    return code in _names(group, "zh")
