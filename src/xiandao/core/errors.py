"""Refusals: what a user asked for cannot be done, and what to do instead."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A request that is turned down, worded by ``messages.toml`` under its code.

    Attributes:
        code: ``file-missing`` for instance.
        values: What the wording's ``{names}`` stand for.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Refusals cross process borders with their values."""
        return _refusal, (self.code, tuple(self.values.items()))


def _refusal(code: str, values: tuple[tuple[str, str], ...]) -> Refusal:
    return Refusal(code, **dict(values))
