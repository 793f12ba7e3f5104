"""Where every key and value of a TOML text stands, which the standard parser does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

Path = tuple[str | int, ...]

DEEPEST = 12
_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:'{0,2})|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^,\]}\n#]+''',
    re.DOTALL,
)


class TooDeepError(ValueError):
    """Brackets or keys stand deeper inside one another than any pack needs."""


class Positions(NamedTuple):
    """Offsets in code points of a text with plain line ends.

    Attributes:
        keys: Where the key of a path stands; of an entry of a list of tables, its header.
        values: Where the value of a path begins.
    """

    keys: dict[Path, int]
    values: dict[Path, int]

    def value(self, path: Path) -> int:
        """Where the value of *path* begins, or the nearest thing around it."""
        while path and path not in self.values and path not in self.keys:
            path = path[:-1]
        return self.values.get(path, self.keys.get(path, 0))

    def key(self, path: Path) -> int:
        """Where the key of *path* stands, or the nearest thing around it."""
        return self.keys[path] if path in self.keys else self.value(path)


class Place(NamedTuple):
    """A line and a column of a file, both counted from 1, columns in code points."""

    line: int
    column: int


def place_of(text: str, offset: int) -> Place:
    """Line and column of *offset* in *text*."""
    starts = line_starts(text)
    line = bisect_right(starts, offset)
    return Place(line, offset - starts[line - 1] + 1)


@lru_cache(maxsize=4)
def line_starts(text: str) -> tuple[int, ...]:
    """Offset of every line of *text*; kept, for a file with one fault tends to have more."""
    return (0, *(found.end() for found in re.finditer("\n", text)))


def positions_of(text: str) -> Positions:
    """Positions in *text*, which the standard parser has accepted and whose line ends are plain.

    Raises:
        TooDeepError: more than 12 levels.
    """
    return _Scan(text).run()


class _Scan:
    """One pass over a text; the state of a scan is where it stands and which tables it has counted."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found = Positions({}, {})
        self.entries: dict[Path, int] = {}

    def run(self) -> Positions:
        base: Path = ()
        self._skip(_GAP)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                base = self._header()
            else:
                self._pair(base)
            self._skip(_GAP)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _header(self) -> Path:
        start, double = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + double
        path: Path = ()
        parts = self._key()
        for part in parts[:-1]:
            path = self._entered((*path, part[0]))
        path = (*path, parts[-1][0])
        if double:
            index = self.entries.get(path, 0)
            self.entries[path] = index + 1
            self.found.keys.setdefault(path, start)
            path = (*path, index)
        self.found.keys[path] = start
        self.at += 1 + double
        return path

    def _entered(self, path: Path) -> Path:
        """*path*, or its last entry where it is a list of tables."""
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def _key(self) -> list[tuple[str, int]]:
        parts = []
        while True:
            self._skip(_BLANK)
            found = _KEY.match(self.text, self.at)
            if not found:
                raise ValueError(f"no key at {self.at}")
            parts.append((_plain(found[0]), found.start()))
            self.at = found.end()
            self._skip(_BLANK)
            if self.text[self.at : self.at + 1] != ".":
                break
            self.at += 1
        if len(parts) > DEEPEST:
            raise TooDeepError
        return parts

    def _pair(self, base: Path) -> None:
        path = base
        for part, start in self._key():
            path = (*path, part)
            self.found.keys.setdefault(path, start)
        self.at += 1  # the sign of equality
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        if len(path) > DEEPEST:
            raise TooDeepError
        self.found.values[path] = self.at
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline(path)
        else:
            self._skip(_SCALAR)

    def _list(self, path: Path) -> None:
        index = 0
        self.at += 1
        self._skip(_GAP)
        while self.text[self.at] != "]":
            self._value((*path, index))
            index += 1
            self._next()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_GAP)
        while self.text[self.at] != "}":
            self._pair(path)
            self._next()
        self.at += 1

    def _next(self) -> None:
        """To the next member of a list or an inline table."""
        self._skip(_GAP)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_GAP)


def _plain(key: str) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] in "\"'" else key
