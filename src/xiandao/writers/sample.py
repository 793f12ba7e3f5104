"""Invented figures say that they are: on every page, sheet and table made of a sample."""

from __future__ import annotations

WATERMARK = "样例数据"


def is_sample(text: str) -> bool:
    """Whether the document says that its figures are invented."""
    return WATERMARK in text
