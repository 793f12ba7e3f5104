"""What a reader of one format takes out of a file, before it is checked and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from xiandao.core.findings import Finding
from xiandao.readers.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Text of a document, and what stood beside it.

    Attributes:
        text: What :class:`~xiandao.core.text.Source` will hold.
        pages: Where each page begins in *text*; empty where the format has none.
        findings: What a person should know about the reading.
        asides: Words that are not text but are searched for markings of state
            secrets: properties, headers and footers, hidden and deleted words.
    """

    text: str
    pages: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    asides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a reader of one format is asked to read.

    Attributes:
        data: The whole file.
        limits: What it may cost.
        ocr: Whether pictures of text are read.
        alive: Called after each page that is recognised, so that slow is not taken for stuck.
        page: Which page is to be shown, counted from 0; what takes the text out does not look at it.
        scale: Pixels a point of the picture that shows it.
    """

    data: bytes
    limits: Limits
    ocr: bool = True
    alive: Callable[[], None] = lambda: None
    page: int = 0
    scale: float = 1.5


Reader = Callable[[Task], Extract]


def reader(name: str) -> Reader:
    """The function that ``module:function`` names; its module is loaded when it is first needed."""
    module, _, function = name.partition(":")
    return cast("Reader", getattr(import_module(f"xiandao.readers.{module}"), function))
