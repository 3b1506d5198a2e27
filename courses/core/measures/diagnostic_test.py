"""What a flag means: from sensitivity, specificity and how common something is to whole people and back. All exact.

Rates are fractions of 1. "Ill" is short for those who have what the tool looks for, "well" for those who do not.

    sensitivity = TP ÷ (TP + FN)     specificity = TN ÷ (TN + FP)
    PPV = TP ÷ (TP + FP)             NPV = TN ÷ (TN + FN)
    LR+ = sensitivity ÷ (1 − specificity)     LR− = (1 − sensitivity) ÷ specificity

Altman & Bland, BMJ 1994;308:1552 and 309:102; Deeks & Altman, BMJ 2004;329:168. Natural frequencies: Gigerenzer &
Hoffrage, Psychol Rev 1995;102:684-704.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from courses.core.measures.shares import Exact, Share, half_up, ratio

NOBODY_ILL = "nobody has it"
NOBODY_WELL = "everybody has it"
NOBODY_FLAGGED = "nobody is flagged"
EVERYBODY_FLAGGED = "everybody is flagged"
NO_FALSE_ALARMS = "there are no false alarms, so a flag settles it"
ALL_FALSE_ALARMS = "everybody without it is flagged, so a silent tool settles it"


@dataclass(frozen=True, slots=True)
class Tool:
    """A test, alert or score cut at one threshold, used where `prevalence` of the people have what it looks for.

    Raises ValueError for a rate outside 0 to 1.
    """

    sensitivity: Fraction
    specificity: Fraction
    prevalence: Fraction

    def __post_init__(self) -> None:
        if not all(0 <= rate <= 1 for rate in (self.sensitivity, self.specificity, self.prevalence)):
            raise ValueError(self)

    @property
    def flagged(self) -> Fraction:
        """The share of all people who are flagged, rightly or not."""
        return self.true_flags + self.false_flags

    @property
    def true_flags(self) -> Fraction:
        return self.prevalence * self.sensitivity

    @property
    def false_flags(self) -> Fraction:
        return (1 - self.prevalence) * (1 - self.specificity)

    @property
    def ppv(self) -> Exact:
        """The chance that a flagged person has it, by Bayes' theorem."""
        return ratio(self.true_flags, self.flagged, NOBODY_FLAGGED)

    @property
    def npv(self) -> Exact:
        """The chance that a person who is not flagged does not have it."""
        return ratio((1 - self.prevalence) * self.specificity, 1 - self.flagged, EVERYBODY_FLAGGED)

    @property
    def lr_positive(self) -> Exact:
        return ratio(self.sensitivity, 1 - self.specificity, NO_FALSE_ALARMS)

    @property
    def lr_negative(self) -> Exact:
        return ratio(1 - self.sensitivity, self.specificity, ALL_FALSE_ALARMS)


def post_test(pre_test: Fraction, likelihood_ratio: Fraction) -> Fraction:
    """The probability after a result: odds × likelihood ratio, odds = p ÷ (1 − p).

    Certainty stays certainty. Raises ValueError outside 0 to 1, for a negative ratio, and for certainty of the ill met
    by a ratio of 0, which contradict each other.
    """
    if not 0 <= pre_test <= 1 or likelihood_ratio < 0 or (pre_test == 1 and likelihood_ratio == 0):
        raise ValueError((pre_test, likelihood_ratio))
    weight = pre_test * likelihood_ratio
    return weight / (weight + 1 - pre_test)


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Whole people in the four groups. The sums are derived, so that they cannot disagree."""

    tp: int  # flagged, have it
    fn: int  # missed
    fp: int  # false alarms
    tn: int  # rightly left alone

    @property
    def ill(self) -> int:
        return self.tp + self.fn

    @property
    def well(self) -> int:
        return self.fp + self.tn

    @property
    def flagged(self) -> int:
        return self.tp + self.fp

    @property
    def cleared(self) -> int:
        """Not flagged."""
        return self.fn + self.tn

    @property
    def total(self) -> int:
        return self.ill + self.well

    @property
    def sensitivity(self) -> Share:
        return Share(self.tp, self.ill, NOBODY_ILL)

    @property
    def specificity(self) -> Share:
        return Share(self.tn, self.well, NOBODY_WELL)

    @property
    def ppv(self) -> Share:
        """The share of flags that are right."""
        return Share(self.tp, self.flagged, NOBODY_FLAGGED)

    @property
    def npv(self) -> Share:
        return Share(self.tn, self.cleared, EVERYBODY_FLAGGED)

    @property
    def prevalence(self) -> Share:
        return Share(self.ill, self.total, "there are no people")

    @property
    def lr_positive(self) -> Exact:
        if not self.ill or not self.well:
            return Exact(None, NOBODY_WELL if self.ill else NOBODY_ILL)
        return ratio(Fraction(self.tp, self.ill), Fraction(self.fp, self.well), NO_FALSE_ALARMS)

    @property
    def lr_negative(self) -> Exact:
        if not self.ill or not self.well:
            return Exact(None, NOBODY_WELL if self.ill else NOBODY_ILL)
        return ratio(Fraction(self.fn, self.ill), Fraction(self.tn, self.well), ALL_FALSE_ALARMS)


def natural_frequencies(tool: Tool, population: int) -> TwoByTwo:
    """The tool's four groups in whole people, in a way that always adds up to `population`.

    Three figures are rounded to the nearest person, halves up, and the rest follow by subtraction:

        ill = round(population × prevalence)     well = population − ill
        TP  = round(ill × sensitivity)           FN   = ill − TP
        TN  = round(well × specificity)          FP   = well − TN

    So a reader who counts on from the people in the picture always gets the next figure. TP and FP are each less than
    one person, or at most one, from the exact expectation, and the share of right flags is at most 1 ÷ flagged from
    Bayes' theorem. Raises ValueError for a negative population.
    """
    if population < 0:
        raise ValueError(population)
    ill = half_up(population * tool.prevalence)
    well = population - ill
    tp, tn = half_up(ill * tool.sensitivity), half_up(well * tool.specificity)
    return TwoByTwo(tp=tp, fn=ill - tp, fp=well - tn, tn=tn)


@dataclass(frozen=True, slots=True)
class Burden:
    """What a tool asks of a practice where it looks at `tests` people a month. Raises ValueError for a negative number.

    Rounded averages, halves up, and not whole people of a picture: 26.4 alerts a month are "about 26", however they are
    made up. False alarms and missed people follow by subtraction, so that the figures add up.
    """

    tool: Tool
    tests: int

    def __post_init__(self) -> None:
        if self.tests < 0:
            raise ValueError(self.tests)

    @property
    def alerts(self) -> int:
        return half_up(self.tests * self.tool.flagged)

    @property
    def real(self) -> int:
        return half_up(self.tests * self.tool.true_flags)

    @property
    def false(self) -> int:
        return self.alerts - self.real

    @property
    def missed(self) -> int:
        return half_up(self.tests * self.tool.prevalence) - self.real

    @property
    def ppv(self) -> Exact:
        """Exact, not that of the rounded averages."""
        return self.tool.ppv


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One threshold of a tool, as the author named it, and what it asks of a practice."""

    name: str
    burden: Burden


def threshold_table(
    thresholds: list[tuple[str, Fraction, Fraction]], *, prevalence: Fraction, tests: int
) -> list[ThresholdRow]:
    """Every threshold (name, sensitivity, specificity) at one prevalence, with what it asks of a practice a month."""
    tools = [(name, Tool(sensitivity, specificity, prevalence)) for name, sensitivity, specificity in thresholds]
    return [ThresholdRow(name, Burden(tool, tests)) for name, tool in tools]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of people the tool is used on: misses in 100 ill, false alarms in 100 well, as whole people."""

    name: str
    counts: TwoByTwo
    missed_in_100: int
    alarms_in_100: int


def compare_groups(groups: list[tuple[str, Tool]], population: int) -> list[GroupRow]:
    """The same number of people from every group, so that what differs is the tool and how common it is."""
    return [
        GroupRow(
            name,
            natural_frequencies(tool, population),
            half_up(100 * (1 - tool.sensitivity)),
            half_up(100 * (1 - tool.specificity)),
        )
        for name, tool in groups
    ]
