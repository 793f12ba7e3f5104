"""How alike the words of leaves are: characters and pairs of characters, weighed by how rare they are above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Matrix = sparse.csr_array

K1, B = 1.5, 0.75
_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|\d+(?:\.\d+)?")


def tokens(text: str, *, numbers: bool = False) -> list[str]:
    """Characters and bigrams of Chinese runs, whole Latin words in lower case, and numbers where they are wanted."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if run[0] >= "\u3400":
            found += run
            found += map("".join, pairwise(run))
        elif numbers or run[0] > "9":
            found.append(run.lower())
    return found


class Vocabulary:
    """Columns of tokens, in the order in which they are first met, after those that are *known* already."""

    def __init__(self, known: Mapping[str, int] = MappingProxyType({})) -> None:
        self.columns: dict[str, int] = dict(known)

    def counts(self, texts: Sequence[str], *, numbers: bool = False) -> Matrix:
        """A row for every text, how often it has each token known so far; unknown ones get columns of their own."""
        columns, rows = self.columns, {}
        data: list[int] = []
        indices: list[int] = []
        starts = [0]
        for text in texts:
            if text not in rows:  # paragraphs repeat: every target of one stands on all of it
                counted = Counter(tokens(text, numbers=numbers))
                rows[text] = ([columns.setdefault(one, len(columns)) for one in counted], list(counted.values()))
            found, numbers_of = rows[text]
            indices += found
            data += numbers_of
            starts.append(len(indices))
        shape = (len(texts), max(len(columns), 1))
        return Matrix(
            (np.asarray(data, np.float32), np.asarray(indices, np.int32), np.asarray(starts, np.int64)), shape
        )


class Weights(NamedTuple):
    """How rare each token is in the upper plan (idf, lucene's form), by column."""

    idf: Floats

    @classmethod
    def of(cls, upper: Matrix, width: int) -> Weights:
        """From the counts of the upper leaves; tokens they lack weigh most."""
        occurs = np.zeros(width, np.float32)
        occurs[: upper.shape[1]] = np.bincount(upper.indices, minlength=upper.shape[1])
        return cls(np.log1p((upper.shape[0] - occurs + 0.5) / (occurs + 0.5)).astype(np.float32))


def widened(counts: Matrix, width: int) -> Matrix:
    """The same rows with *width* columns."""
    return Matrix((counts.data, counts.indices, counts.indptr), (counts.shape[0], width))


def unit_rows(counts: Matrix, weights: Weights) -> Matrix:
    """Rows of length 1, tokens damped (1 + log count) and weighed."""
    data = (1 + np.log(counts.data)) * weights.idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, data * data, minlength=counts.shape[0]))
    return Matrix(
        ((data / np.maximum(lengths[rows], 1e-9)).astype(np.float32), counts.indices, counts.indptr), counts.shape
    )


def shares(counts: Matrix, weights: Weights) -> Matrix:
    """Rows whose weights add up to 1: what share of a text's weight each token carries."""
    data = weights.idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    totals = np.bincount(rows, data, minlength=counts.shape[0])
    return Matrix(
        ((data / np.maximum(totals[rows], 1e-9)).astype(np.float32), counts.indices, counts.indptr), counts.shape
    )


def present(counts: Matrix) -> Matrix:
    """Ones where a token occurs."""
    return Matrix((np.ones_like(counts.data), counts.indices, counts.indptr), counts.shape)


def product(left: Matrix, right: Matrix) -> Floats:
    """Every row of *left* by every row of *right*, dense."""
    return np.asarray((left @ right.T).toarray(), np.float32)


def bm25(queries: Matrix, documents: Matrix, weights: Weights) -> Floats:
    """BM25 of every query against every document, lucene's form; rows are queries."""
    lengths = np.asarray(documents.sum(axis=1)).ravel()
    mean = max(float(lengths.mean()), 1e-9) if len(lengths) else 1.0
    rows = np.repeat(np.arange(documents.shape[0]), np.diff(documents.indptr))
    damped = documents.data / (documents.data + K1 * (1 - B + B * lengths[rows] / mean))
    scored = Matrix(
        ((damped * weights.idf[documents.indices]).astype(np.float32), documents.indices, documents.indptr),
        documents.shape,
    )
    return product(queries, scored)
