"""Which names of sectors and technologies mean the same, by the taxonomy first and by their characters where it is silent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from xiandao.alignment.levels_values import SectorName, SectorNames

Floats = NDArray[np.float32]
# Words that any sector may carry: what is left tells sectors apart.
_ANY = re.compile(r"未来|产业|技术|科技|先进|前沿|新型|装备|领域|工程|系统|开发|及其?|[和与、（）()“”\s]|等$")
# The same, parent and child, further apart on one branch.
_KIN = (1.0, 0.6, 0.4)


def core_of(name: str) -> str:
    """*name* without the words that any sector may carry, itself where nothing else is left."""
    return _ANY.sub("", name) or name


def placed(name: str, names: SectorNames) -> SectorName | None:
    """Where the taxonomy has *name*, as printed or without a bracket behind it; ``None`` where it has it not."""
    bare = re.sub(r"[（(].*?[)）]$", "", name)
    return names.get(name) or names.get(bare) or names.get(core_of(bare))


def alike(lowers: Sequence[str], uppers: Sequence[str], names: SectorNames) -> Floats:
    """How much each lower name means what each upper name means, in 0 to 1.

    The same code is 1, parent and child 0.6, further up the tree 0.4. Names that the taxonomy holds apart are half
    as alike as their letters, names that it does not know as much as their letters.
    """
    found = letters_alike([core_of(name) for name in lowers], [core_of(name) for name in uppers])
    parents = {place.code: place.parent for place in names.values() if place.parent}
    low = [(row, _upwards(place, parents)) for row, name in enumerate(lowers) if (place := placed(name, names))]
    up = [(column, _upwards(place, parents)) for column, name in enumerate(uppers) if (place := placed(name, names))]
    for row, upwards in low:
        for column, others in up:
            near = max(upwards.get(next(iter(others)), 0), others.get(next(iter(upwards)), 0))
            found[row, column] = near or found[row, column] / 2
    return found


def _upwards(place: SectorName, parents: Mapping[str, str]) -> dict[str, float]:
    """The codes from *place* up, its own first, and how much each means the same."""
    found: dict[str, float] = {}
    code: str | None = place.code
    while code and code not in found:
        found[code] = _KIN[min(len(found), len(_KIN) - 1)]
        code = place.parent if not len(found) - 1 else parents.get(code)
    return found


def letters_alike(lowers: Sequence[str], uppers: Sequence[str]) -> Floats:
    """Twice the characters and pairs in common over those of both."""
    columns: dict[str, int] = {}
    low, up = _sets(lowers, columns), _sets(uppers, columns)
    width = max(len(columns), 1)
    left = sparse.csr_array((low[0], low[1], low[2]), (len(lowers), width))
    right = sparse.csr_array((up[0], up[1], up[2]), (len(uppers), width))
    common = np.asarray((left @ right.T).toarray(), np.float32)
    sizes = np.diff(low[2])[:, None] + np.diff(up[2])[None, :]
    found: Floats = (2 * common / np.maximum(sizes, 1)).astype(np.float32)
    return found


def _sets(texts: Sequence[str], columns: dict[str, int]) -> tuple[Floats, NDArray[np.int32], NDArray[np.int32]]:
    indices: list[int] = []
    starts = [0]
    for text in texts:
        parts = {*text, *map("".join, pairwise(text))}
        indices += [columns.setdefault(part, len(columns)) for part in sorted(parts)]
        starts.append(len(indices))
    return np.ones(len(indices), np.float32), np.asarray(indices, np.int32), np.asarray(starts, np.int32)
