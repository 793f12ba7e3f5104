"""Lays messages into a folder, from which a sender of the house's own takes them, and reads its receipts."""

from __future__ import annotations

import json
import os
from pathlib import Path

from xiandao.apps.notices.delivery import Letter, NotHandedOver, kept_answer
from xiandao.apps.notices.outlets import Folder

FORMAT = "xiandao-message/1"


def folder_hand_over(folder: Folder, letter: Letter, data: Path) -> str:
    """One file a message, named after it: laid down twice it is still one, and never half of one.

    Raises:
        NotHandedOver: The folder cannot be written.
    """
    said = {
        "format": FORMAT, "id": letter.token, "at": letter.at.isoformat(), "to": letter.to, "title": letter.title,
        "text": letter.text, "html": letter.html, "short": letter.short,
    }  # fmt: skip
    file = data / folder.path / f"{letter.token}.json"
    draft = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
            json.dump(said, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except OSError as broken:
        draft.unlink(missing_ok=True)
        raise NotHandedOver("unreachable", kept_answer(type(broken).__name__)) from None
    return file.name


def folder_clear(folder: Folder, token: str, data: Path) -> None:
    """Takes away a message and its receipt once the receipt is written down: an address lies nowhere in the open."""
    for ending in (".json", ".done", ".failed"):
        (data / folder.path / f"{token}{ending}").unlink(missing_ok=True)


def folder_receipt(folder: Folder, token: str, to: str, data: Path) -> tuple[str, str] | None:
    """What the sender laid beside a message: ``<id>.done`` or ``<id>.failed``, with words in it or empty.

    Returns:
        ``delivered`` or ``given-up`` and the words, or ``None`` while there is neither.
    """
    for ending, outcome in ((".done", "delivered"), (".failed", "given-up")):
        file = data / folder.path / f"{token}{ending}"
        try:
            return outcome, kept_answer(file.read_bytes()[:1000].decode("utf-8", "replace"), to)
        except OSError:
            continue
    return None
