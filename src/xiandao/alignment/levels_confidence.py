"""How sure a link is: log-odds from the evidence, then the probability that a careful reader would draw it, both fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xiandao.alignment.levels_features import FEATURES, SIGNS

Doubles = NDArray[np.float64]
Rows = NDArray[np.float32]
Twins = NDArray[np.int64]

# Targets, tasks and names (sectors, technologies, placements) are told apart by different evidence.
GROUPS = {"target": "target", "task": "task", "sector": "name", "technology": "name", "placement": "name"}
CONSTANT = "constant"
RIDGE = 1.0
FAR = 4.0  # log-odds: a rival further away than this makes no difference any more
_ROUNDS = 100
UNCALIBRATED = (0.0, 1.0, 0.0)
# Documents below which a calibration is drawn to the mean. Fitted on four or five as it came out, links that stand by
# themselves were right 0.85 where neither document had been among those fitted, and 0.94 drawn to the mean.
FEW = 7
NOBODY = -8.0  # log-odds of the rival where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What was learned from judged items.

    Attributes:
        source: The set they were fitted on.
        weights: For every group, in log-odds, its ``constant`` and the weights of ``FEATURES``; 0 where none is named.
        calibration: Constant, weight of the log-odds, weight of the lead over the best rival.
    """

    source: str
    weights: Mapping[str, Mapping[str, float]]
    calibration: tuple[float, float, float]

    def row(self, group: str) -> Doubles:
        """The constant, then a weight for each of ``FEATURES``."""
        return np.asarray([self.weights[group].get(name, 0.0) for name in (CONSTANT, *FEATURES)])


class Thresholds(NamedTuple):
    """What confidences are taken for.

    Attributes:
        doubtful: From here a candidate that is not likely is worth a look before an item is called an orphan.
        likely: From here a candidate is a link.
        automatic: From here the best link of an item stands until a person objects.
    """

    doubtful: float
    likely: float
    automatic: float


class Judged(NamedTuple):
    """One lower item that a person judged.

    Attributes:
        document: Its document: whole documents are held back together.
        group: One of the values of ``GROUPS``.
        evidence: A row for every upper item that it may be linked with, a column for each of ``FEATURES``.
        twins: Upper items of one number promise the same thing, and are no rivals.
        shares: Which share of those who judged says that it carries each of them out, 0 to 1.
    """

    document: str
    group: str
    evidence: Rows
    twins: Twins
    shares: Doubles


class Bin(NamedTuple):
    """One bin of a reliability table: links of a confidence from *low* up to *high*.

    Attributes:
        low: Lower end. high: Upper end. links: How many are in it.
        expected: Their mean confidence. found: The share of them that was judged right.
    """

    low: float
    high: float
    links: int
    expected: float
    found: float


def log_odds(evidence: Rows, group: str, coefficients: Coefficients) -> Doubles:
    """One number for every pair, from a table whose last axis is ``FEATURES``."""
    weights = coefficients.row(group)
    return np.asarray(evidence @ weights[1:] + weights[0], np.float64)


def leads(scores: Doubles, twins: Twins) -> Doubles:
    """How far each upper item is ahead of the best that is no twin of it, between ``-FAR`` and ``FAR``."""
    if not len(scores):
        return scores
    best = int(scores.argmax())
    others = scores[twins != twins[best]]
    second = max(float(others.max(initial=NOBODY)), NOBODY)
    rivals = np.where(twins == twins[best], second, max(float(scores[best]), NOBODY))
    return np.clip(scores - rivals, -FAR, FAR)


def confidences(scores: Doubles, twins: Twins, calibration: tuple[float, float, float]) -> Doubles:
    """Probability in 0 to 1 for every upper item that a reader would link it with this lower one."""
    constant, weight, lead = calibration
    return _sigmoid(constant + weight * scores + lead * leads(scores, twins))


def fit(judged: Sequence[Judged], *, source: str) -> Coefficients:
    """Coefficients from judged items; the same items give the same coefficients.

    Evidence may pull only the way that ``SIGNS`` allows, so that more of it never makes a link less likely. The
    calibration is learned from scores of documents that were held back, as new documents will be.
    """
    scored: list[tuple[Doubles, Doubles]] = []
    documents = sorted({one.document for one in judged})
    for document in documents if len(documents) > 1 else ():
        others = _weights([one for one in judged if one.document != document])
        learned = Coefficients(source=source, weights=others, calibration=UNCALIBRATED)
        for one in judged:
            if one.document == document:
                scores = log_odds(one.evidence, one.group, learned)
                top = np.argsort(-scores, kind="stable")[:5]
                scored.append((np.column_stack((scores, leads(scores, one.twins)))[top], one.shares[top]))
    calibration = _calibration(scored, trust=min(1.0, len(documents) / FEW))
    return Coefficients(source=source, weights=_weights(judged), calibration=calibration)


def _calibration(scored: Sequence[tuple[Doubles, Doubles]], *, trust: float) -> tuple[float, float, float]:
    """One for all groups: their log-odds mean the same, and there are too few judged items to fit each its own.

    With a *trust* below 1 scores count for less, and the constant is found anew so that the mean stays.
    """
    if not scored:
        return UNCALIBRATED
    rows, shares = np.vstack([one for one, _ in scored]), np.concatenate([share for _, share in scored])
    constant, weight, lead = _logistic(rows, shares, signs=(1, 1), ridge=0.1)
    if trust == 1:
        return constant, weight, lead
    weight, lead = round(weight * trust, 3), round(lead * trust, 3)
    return _constant(rows @ (weight, lead), float(shares.sum())), weight, lead


def _constant(scores: Doubles, expected: float) -> float:
    """What to add to *scores* so that their chances add up to *expected*."""
    low, high = -50.0, 50.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (low, middle) if _sigmoid(scores + middle).sum() > expected else (middle, high)
    return round(low, 3)


def reliability(shown: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> tuple[Bin, ...]:
    """The bins that hold any link, from low to high."""
    confidence, truth = np.asarray(shown, np.float64), np.asarray(right, np.float64)
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            one / bins,
            (one + 1) / bins,
            int(inside.sum()),
            float(confidence[inside].mean()),
            float(truth[inside].mean()),
        )
        for one in range(bins)
        if (inside := number == one).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and truth over the bins, weighed by their links."""
    total = sum(one.links for one in bins)
    return sum(one.links * abs(one.expected - one.found) for one in bins) / total if total else 0.0


def _weights(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """For every group its own; a group that nobody judged gets the constant of what is never linked."""
    found: dict[str, dict[str, float]] = {}
    for group in sorted(set(GROUPS.values())):
        of_group = [one for one in judged if one.group == group and len(one.evidence)]
        if of_group:
            evidence = np.vstack([one.evidence for one in of_group]).astype(np.float64)
            parents = np.concatenate([one.shares for one in of_group])
            learned = _logistic(evidence, parents, signs=tuple(SIGNS.values()), ridge=RIDGE)
            found[group] = {name: weight for name, weight in zip((CONSTANT, *FEATURES), learned, strict=True) if weight}
        else:
            found[group] = {CONSTANT: NOBODY}
    return found


def _logistic(evidence: Doubles, truth: Doubles, *, signs: Sequence[int], ridge: float) -> tuple[float, ...]:
    """Constant and weights of a logistic regression whose weights keep to *signs*, the constant not drawn to 0.

    Newton's method on the weights that are free to move; a step is halved until it lessens the loss.
    """
    said = np.flatnonzero(evidence.any(axis=0))  # most evidence is silent on most kinds: its weight is 0
    table = np.hstack((np.ones((len(evidence), 1)), evidence[:, said]))
    pull = np.full(table.shape[1], ridge)
    pull[0] = 1e-6
    sign = np.asarray((0, *(signs[int(column)] for column in said)))
    low, high = np.where(sign > 0, 0.0, -np.inf), np.where(sign < 0, 0.0, np.inf)

    def loss(weights: Doubles) -> float:
        scores = table @ weights
        return float(np.sum(np.logaddexp(0, scores) - truth * scores) + 0.5 * np.sum(pull * weights * weights))

    weights = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chances = _sigmoid(table @ weights)
        slope = table.T @ (chances - truth) + pull * weights
        free = ~(((weights <= low) & (slope > 0)) | ((weights >= high) & (slope < 0)))
        bend = (table[:, free] * (chances * (1 - chances))[:, None]).T @ table[:, free] + np.diag(pull[free])
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(bend, slope[free])
        sizes = (0.5**halved for halved in range(30))
        tried = (np.clip(weights - size * step, low, high) for size in sizes)
        value = loss(weights)
        better = next((one for one in tried if loss(one) < value - 1e-7 * abs(value)), None)
        if better is None:
            break
        weights = better
    found = np.zeros(1 + evidence.shape[1])
    found[np.concatenate(([0], said + 1))] = weights
    return tuple(round(float(weight), 3) + 0.0 for weight in found)


def _sigmoid(scores: Doubles) -> Doubles:
    found: Doubles = 1 / (1 + np.exp(-np.clip(scores, -50, 50)))
    return found
