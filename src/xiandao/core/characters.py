"""Traditional characters and the simplified ones that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def simplified() -> Mapping[int, str]:
    """Traditional to simplified, one character for one, for ``str.translate``; from OpenCC's table."""
    table = {}
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    for line in lines:
        written, _, plain = line.partition("\t")
        plain = plain.split(" ")[0]
        if len(written) == 1 and len(plain) == 1 and written != plain:
            table[ord(written)] = plain
    return table
