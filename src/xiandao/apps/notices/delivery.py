"""What an outlet is given and what it answers: one message, handed over or not."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

LONGEST_ANSWER = 160
PERSONAL = re.compile(
    r"[^\s<>\"',;:()，；：]+[@＠][^\s<>\"',;()，；]+"  # mail
    r"|(?:\+?86[ -]?)?(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}"  # mobile telephones, as people group them
    r"|\+\d(?:[ -]?\d){5,18}"
    r"|\d{3,4}-\d{7,8}"
    r"|\d{7,}"
)
"""What may be somebody's address, whoever's it is: servers name others too. A long number of theirs goes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it leaves.

    Attributes:
        token: Its own name, for life: a receiver drops doubles by it.
        to: The address.
        title: The subject line.
        text: All of it in plain words.
        html: The same as a page. short: the same for a telephone: counts alone.
        at: When it is handed over.
    """

    token: str
    to: str
    title: str
    text: str
    html: str
    short: str
    at: dt.datetime


class NotHandedOver(Exception):  # noqa: N818 - it is no error of ours
    """The other side did not take it.

    Attributes:
        reason: A code: ``unreachable``, ``refused``, ``sign-in``, ``secret``.
        answer: What it said.
        is_final: Whether another try would end the same way.
    """

    def __init__(self, reason: str, answer: str = "", *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.answer, self.is_final = reason, answer, is_final


def kept_answer(answer: str, *hidden: str) -> str:
    """An answer as it may be kept: on one line, short, without any address, and without the secret that was sent."""
    for word in sorted((each for each in hidden if each), key=len, reverse=True):
        answer = answer.replace(word, "***")
    line = " ".join("".join(each if each.isprintable() else " " for each in answer).split())
    return PERSONAL.sub("***", line)[:LONGEST_ANSWER]
