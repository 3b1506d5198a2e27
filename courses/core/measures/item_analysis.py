"""Classical item analysis: how hard a question is, whether it tells people apart, how far a quiz agrees with itself.

A *score* is what one person reached on one question, from 0 to 1. Rows are people, columns are questions. Variances are
population variances (divided by n), as KR-20 needs them to agree with p·q. Sums are exactly rounded (`math.fsum`), so
the order of people never matters. Steady from about 200 people; below 100 a hint, not a verdict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NOBODY = "nobody has answered"
ALL_ALIKE = "everybody has the same score on it"
REST_ALIKE = "everybody has the same score on the others"
TOTALS_ALIKE = "everybody has the same total"
ONE_QUESTION = "it takes at least two questions"
Z95 = 1.959963984540054  # 97.5th percentile of the normal distribution

_NOTHING = 1e-12  # a variance below this is rounding


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, or None and why there is none."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def facility(scores: Sequence[float]) -> Measure:
    """How easy a question is: the mean score, 0 (nobody right) to 1 (everybody right).

    With scores of 0 and 1 it is the share right, the p-value of item analysis. Undefined without people.
    Lord & Novick, Statistical Theories of Mental Test Scores, 1968.
    """
    if not scores:
        return Measure(None, NOBODY)
    return Measure(_mean(scores))


def wilson(mean: float, n: int, z: float = Z95) -> Interval:
    """The score interval of a share, inside 0 to 1; 95% by default.

        (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n)

    E. B. Wilson, J Am Stat Assoc 1927. For a mean of partial scores it is too wide rather than too narrow, because no
    scores from 0 to 1 vary more than 0 and 1 do. Raises ValueError for a mean outside 0 to 1 or fewer than one person.
    """
    if n < 1 or not 0 <= mean <= 1:
        raise ValueError((mean, n))
    square = z * z / n
    middle = mean + square / 2
    spread = z * math.sqrt(mean * (1 - mean) / n + square / (4 * n))
    return Interval(max(0.0, (middle - spread) / (1 + square)), min(1.0, (middle + spread) / (1 + square)))


def point_biserial(scores: Sequence[float], totals: Sequence[float]) -> Measure:
    """How far a question goes with the total: their product-moment correlation, −1 to 1.

    For scores of 0 and 1 that is the point-biserial (Lord & Novick 1968). The total holds the question itself, which
    flatters short quizzes: prefer `discrimination`. Undefined where all scores, or all totals, are alike. Raises
    ValueError when the two are of unequal length.
    """
    return _correlation(scores, totals, TOTALS_ALIKE)


def discrimination(scores: Sequence[float], rests: Sequence[float]) -> Measure:
    """Item-rest correlation, −1 to 1: do those who do well on the other questions do well on this one?

    The point-biserial against the rest of the test (Henrysson, Psychometrika 1963). Below 0: those who do well
    elsewhere get it wrong, so check the key. From about 0.2: it tells people apart. Undefined where all scores, or all
    rests, are alike. Raises ValueError when the two are of unequal length.
    """
    return _correlation(scores, rests, REST_ALIKE)


def item_rest(rows: Sequence[Sequence[float]], item: int) -> Measure:
    """The discrimination of one column of complete rows against the sum of the others. Raises IndexError."""
    return discrimination([row[item] for row in rows], [math.fsum(row) - row[item] for row in rows])


def kr20(rows: Sequence[Sequence[float]]) -> Measure:
    """Kuder-Richardson formula 20, the reliability of a quiz of right-or-wrong questions: at most 1, may be below 0.

        k ÷ (k − 1) · (1 − Σ p·q ÷ variance of totals)

    Kuder & Richardson, Psychometrika 1937. Undefined with fewer than two questions, without people, or where all totals
    are alike. Raises ValueError for a score that is neither 0 nor 1, or rows of unequal length.
    """
    if any(score not in (0, 1) for row in rows for score in row):
        raise ValueError("KR-20 takes scores of 0 and 1; for partial scores use cronbach_alpha")
    return cronbach_alpha(rows)


def cronbach_alpha(rows: Sequence[Sequence[float]]) -> Measure:
    """Cronbach's alpha, the reliability of a quiz with partial scores: at most 1, may be below 0.

        k ÷ (k − 1) · (1 − Σ variance of each question ÷ variance of totals)

    Cronbach, Psychometrika 1951; with scores of 0 and 1 it is KR-20. Undefined as there. Raises ValueError for rows of
    unequal length.
    """
    if not rows:
        return Measure(None, NOBODY)
    count = len(rows[0])
    if any(len(row) != count for row in rows):
        raise ValueError("rows of unequal length")
    if count < 2:
        return Measure(None, ONE_QUESTION)
    of_totals = _variance([math.fsum(row) for row in rows])
    if of_totals <= _NOTHING:
        return Measure(None, TOTALS_ALIKE)
    of_items = math.fsum(_variance(column) for column in zip(*rows, strict=True))
    return Measure(count / (count - 1) * (1 - of_items / of_totals))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values) / len(values)


def _correlation(scores: Sequence[float], others: Sequence[float], others_alike: str) -> Measure:
    if len(scores) != len(others):
        raise ValueError("two lists of unequal length")
    if not scores:
        return Measure(None, NOBODY)
    spread, other_spread = _variance(scores), _variance(others)
    if spread <= _NOTHING:
        return Measure(None, ALL_ALIKE)
    if other_spread <= _NOTHING:
        return Measure(None, others_alike)
    mean, other_mean = _mean(scores), _mean(others)
    together = math.fsum((a - mean) * (b - other_mean) for a, b in zip(scores, others, strict=True)) / len(scores)
    return Measure(max(-1.0, min(1.0, together / math.sqrt(spread * other_spread))))
