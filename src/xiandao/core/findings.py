"""What is wrong or doubtful in a user's material: coded, located, with a way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One observation about a document.

    Attributes:
        code: Names the wording in ``messages.toml``, ``range-sign-lost`` for instance.
        start: First code point concerned, 0 where the whole document is meant.
        end: One past the last code point concerned.
        values: What the wording's ``{names}`` stand for.
    """

    code: str
    start: int = 0
    end: int = 0
    values: tuple[tuple[str, str], ...] = ()


def finding(code: str, start: int = 0, end: int = 0, **values: object) -> Finding:
    """A finding whose values are given as keywords."""
    return Finding(code=code, start=start, end=end, values=tuple((k, str(v)) for k, v in values.items()))
