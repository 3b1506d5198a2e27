"""What advice did to the decisions of one person: relative AI reliance and relative self-reliance, as counts.

Definitions after Schemmer, Kühl, Benz, Bartos & Satzger, "Appropriate reliance on AI advice", IUI 2023,
doi 10.1145/3581641.3584066. For each case there is a first decision (before the advice), the advice, a final decision
and the truth:

    chance    first ≠ truth and advice = truth     could gain from the advice (CA)
    taken     a chance, and final = truth          took good advice (CAIR)
    tempted   first = truth and advice ≠ truth     could be misled by it (IA)
    kept      tempted, and final = truth           kept the right answer (CSR)
    RAIR = taken ÷ chances     RSR = kept ÷ tempted     each 0 to 1; undefined where there was no such case

RSR misses who goes from one wrong answer to the tool's, so *followed* is counted beside it: final = advice ≠ truth and
first ≠ advice. Cases where first = advice say nothing about reliance and are counted as *agreed*. Counts of several
runs or people are pooled by adding them up, never by averaging shares (fact R30).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from courses.core.measures.calibration import Calibration, Stated, calibration
from courses.core.measures.shares import Share

NO_CHANCE = "your first answer was never wrong where the advice was right"
NEVER_TEMPTED = "your first answer was never right where the advice was wrong"
NO_CASES = "there are no cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as decided. The four are ids of decisions; `sure` is the stored point said with the first decision."""

    first: str
    advice: str
    final: str
    truth: str
    sure: str = ""  # guess, 50, 70, 90, 99; "" when it was not asked
    options: int = 2  # decisions to choose from

    @property
    def advice_right(self) -> bool:
        return self.advice == self.truth

    @property
    def right_first(self) -> bool:
        return self.first == self.truth

    @property
    def right_final(self) -> bool:
        return self.final == self.truth

    @property
    def changed(self) -> bool:
        return self.final != self.first

    @property
    def followed(self) -> bool:
        """Went over to wrong advice."""
        return self.final == self.advice != self.truth and self.first != self.advice


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is told about any number of cases, as counts. Adding two pools them.

    The eight last ones are the quadrant: advice right or wrong, answer kept or changed, right or wrong in the end. Each
    case is in exactly one of them.
    """

    cases: int = 0
    advice_right: int = 0  # the tool alone
    right_first: int = 0
    right_final: int = 0
    agreed: int = 0
    chances: int = 0  # CA
    taken: int = 0  # CAIR
    tempted: int = 0  # IA
    kept: int = 0  # CSR
    followed: int = 0
    misled: int = 0  # followed, and had begun right
    shared: int = 0  # agreed with wrong advice, and still wrong in the end
    to_right: int = 0  # changed from wrong to right
    to_wrong: int = 0  # changed from right to wrong
    good_kept_right: int = 0
    good_kept_wrong: int = 0
    good_changed_right: int = 0
    good_changed_wrong: int = 0
    bad_kept_right: int = 0
    bad_kept_wrong: int = 0
    bad_changed_right: int = 0
    bad_changed_wrong: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})

    @property
    def advice_wrong(self) -> int:
        return self.cases - self.advice_right

    @property
    def took_good_advice(self) -> Share:
        """RAIR: took good advice when the first answer was wrong."""
        return Share(self.taken, self.chances, NO_CHANCE)

    @property
    def kept_right_answer(self) -> Share:
        """RSR: kept a right answer when the advice was wrong."""
        return Share(self.kept, self.tempted, NEVER_TEMPTED)

    @property
    def before(self) -> Share:
        return Share(self.right_first, self.cases, NO_CASES)

    @property
    def after(self) -> Share:
        return Share(self.right_final, self.cases, NO_CASES)

    @property
    def tool_alone(self) -> Share:
        return Share(self.advice_right, self.cases, NO_CASES)

    def as_json(self) -> dict[str, int]:
        """What is kept when the cases themselves are deleted."""
        return asdict(self)

    @staticmethod
    def from_json(stored: Mapping[str, int]) -> Counts:
        """The counts that `as_json` gave; names it does not know are left out, missing ones are 0."""
        return Counts(**{one.name: stored[one.name] for one in fields(Counts) if one.name in stored})


def count(cases: Iterable[Case]) -> Counts:
    """Counts of any number of cases. Their order never matters."""
    return pooled(_one(case) for case in cases)


def pooled(counts: Iterable[Counts]) -> Counts:
    """Several runs or people as one, by summing."""
    return sum(counts, Counts())


def _one(case: Case) -> Counts:
    chance = case.advice_right and not case.right_first
    tempted = case.right_first and not case.advice_right
    place = "_".join(
        (
            "good" if case.advice_right else "bad",
            "changed" if case.changed else "kept",
            "right" if case.right_final else "wrong",
        )
    )
    return Counts(
        cases=1,
        advice_right=int(case.advice_right),
        right_first=int(case.right_first),
        right_final=int(case.right_final),
        agreed=int(case.first == case.advice),
        chances=int(chance),
        taken=int(chance and case.right_final),
        tempted=int(tempted),
        kept=int(tempted and case.right_final),
        followed=int(case.followed),
        misled=int(case.followed and case.right_first),
        shared=int(case.first == case.advice != case.truth and not case.right_final),
        to_right=int(case.right_final and not case.right_first),
        to_wrong=int(case.right_first and not case.right_final),
        **{place: 1},
    )


def first_decisions(cases: Sequence[Case]) -> Calibration:
    """How often first decisions were right, by how sure the person said they were."""
    return calibration(Stated(case.sure, case.options, case.right_first) for case in cases)


def what_happened(case: Case) -> str:
    """One case in the words of the product, for the list of cases."""
    if case.advice_right:
        if case.right_first:
            return "Right throughout" if case.right_final else "Changed from right to wrong"
        return "Took good advice" if case.right_final else "Good advice not taken"
    if case.right_first:
        if case.right_final:
            return "Kept your right answer"
        return "Followed wrong advice: changed from right to wrong" if case.followed else "Changed from right to wrong"
    if case.right_final:
        return "Found the right answer by yourself"
    return "Followed wrong advice" if case.followed else "Wrong from the start, as the advice was"
