"""What was found in a text: targets and decoys against the units a learner marked. Redaction lab and checking lab.

Score, 0 to 1, exact. Texts of one kind (all sources, all summaries) count together:

    J = found ÷ targets − marked without need ÷ units that had to be left        for each kind that holds a target
    score = mean of the J, weighted by targets, and never below 0

J is Youden's index (Youden, Cancer 1950;3:32-35), sensitivity + specificity − 1, with spans and units as what is told
apart. Why this one: an identifier missed costs a whole share of the targets while a needless mark costs one of many
units, as privacy and usefulness ask; and marking everything, nothing or at random is worth nothing, which no score of
found spans alone, nor F-measure, gives. A target seen but given another mark is worth half: the place was noticed, the
reason not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from courses.core.labs.marking import MAJOR, Answers, Setup, Target, TextView

Marks = Mapping[str, Mapping[str, str]]  # text id -> unit id -> id of the mark the learner gave it
Verdict = Literal["found", "other", "missed", "left", "not-needed"]
OTHER_WORTH = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a text and what became of it.

    found       a target with one of its marks on any of its units
    other       a target marked, but with another mark
    missed      a target without a mark
    left        a decoy that was rightly left
    not-needed  a decoy, or any other unit, that was marked
    """

    text: str
    id: str  # of the target or decoy; "" for units that are neither
    verdict: Verdict
    units: tuple[str, ...]  # in the order of the text
    words: str
    given: tuple[str, ...]  # the learner's marks on it
    wanted: tuple[str, ...]  # marks that are right; any of them
    severity: str  # minor, major; "" for what is no target
    must: bool  # missing it fails the lab
    feedback: str  # inline HTML


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked lab. `places` stand in the order of the texts; `score` is exact."""

    places: tuple[Place, ...]
    score: Fraction

    def of(self, *verdicts: Verdict) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.verdict in verdicts)

    @property
    def targets(self) -> int:
        return len(self.of("found", "other", "missed"))

    @property
    def failing(self) -> tuple[Place, ...]:
        """Missed places that must be found. One seen under another mark is not missed: it would not get through."""
        return tuple(place for place in self.of("missed") if place.must)

    @property
    def percent(self) -> int:
        """The score in per cent, rounded down: what is shown as 80% has reached 80%."""
        return int(self.score * 100)

    def passed(self, pass_mark: int) -> bool:
        """Score ≥ pass mark, exactly, and nothing missed that must be found."""
        return not self.failing and self.score >= Fraction(pass_mark, 100)


def mark(setup: Setup, answers: Answers, marks: Marks) -> Marked:
    """Hold a learner's marks against the key.

    Texts and units that do not exist, marks that a text does not offer and empty marks are left out, as a forged or
    outdated form would send them. A target counts once, however many units it has and however many of them are marked.
    A unit that belongs to a target and to a decoy, as sentences may, belongs to the target.
    """
    places: list[Place] = []
    tallies: dict[str, _Tally] = {}
    for text in setup["texts"]:
        given = _given(text, marks.get(text["id"], {}))
        found = list(_places(text, answers["texts"].get(text["id"], []), given, setup["must_find"]))
        places += found
        tallies.setdefault(text["kind"], _Tally()).add(text, answers["texts"].get(text["id"], []), found, given)
    return Marked(tuple(places), _score(list(tallies.values())))


@dataclass(slots=True)
class _Tally:
    """Counts of all texts of one kind. Texts that offer no mark do not count."""

    worth: Fraction = Fraction(0)
    targets: int = 0
    over: int = 0  # units marked without need
    spare: int = 0  # units that had to be left

    def add(self, text: TextView, targets: Sequence[Target], places: Sequence[Place], given: Mapping[str, str]) -> None:
        if not text["marks"]:
            return
        wanted = _wanted_units(targets)
        self.worth += sum((_worth(place) for place in places), Fraction(0))
        self.targets += sum(bool(target["marks"]) for target in targets)
        self.over += sum(unit not in wanted for unit in given)
        self.spare += sum(unit not in wanted for unit in _units(text))

    @property
    def index(self) -> Fraction:
        """Youden's J; where nothing had to be left there is nothing to mark without need."""
        needless = Fraction(self.over, self.spare) if self.spare else Fraction(0)
        return self.worth / self.targets - needless


def _worth(place: Place) -> Fraction:
    return {"found": Fraction(1), "other": OTHER_WORTH}.get(place.verdict, Fraction(0))


def _score(tallies: Sequence[_Tally]) -> Fraction:
    counted = [tally for tally in tallies if tally.targets]
    targets = sum(tally.targets for tally in counted)
    if not targets:
        return Fraction(0)
    return max(Fraction(0), sum((tally.index * tally.targets for tally in counted), Fraction(0)) / targets)


def _units(text: TextView) -> dict[str, str]:
    """Unit id → its words, in the order of the text."""
    return {unit["id"]: unit["text"] for block in text["blocks"] for unit in block["units"]}


def _given(text: TextView, marks: Mapping[str, str]) -> dict[str, str]:
    """The marks that make sense, in the order of the text."""
    return {id: marks[id] for id in _units(text) if marks.get(id) in text["marks"]}


def _wanted_units(targets: Sequence[Target]) -> set[str]:
    return {unit for target in targets if target["marks"] for unit in target["units"]}


def _places(
    text: TextView, targets: Sequence[Target], given: Mapping[str, str], must_find: Sequence[str]
) -> Iterator[Place]:
    """Targets and decoys in the order of the text, then other units that were marked, neighbours joined."""
    wanted = _wanted_units(targets)
    told: set[str] = set(wanted)
    for target in targets:
        units = [unit for unit in target["units"] if target["marks"] or unit not in wanted]
        on_it = tuple(dict.fromkeys(given[unit] for unit in units if unit in given))
        told.update(units)
        yield Place(
            text=text["id"],
            id=target["id"],
            verdict=_verdict(target, on_it),
            units=tuple(target["units"]),
            words=target["words"],
            given=on_it,
            wanted=tuple(target["marks"]),
            severity=target["severity"] if target["marks"] else "",
            must=_must(target, must_find),
            feedback=target["feedback"],
        )
    yield from _others(text, {unit: given[unit] for unit in given if unit not in told})


def _verdict(target: Target, given: Sequence[str]) -> Verdict:
    if not target["marks"]:
        return "not-needed" if given else "left"
    if not given:
        return "missed"
    return "found" if set(given) & set(target["marks"]) else "other"


def _must(target: Target, must_find: Sequence[str]) -> bool:
    """Whether a rule names one of its marks, or asks for all major ones."""
    major = MAJOR in must_find and target["severity"] == MAJOR
    return bool(target["marks"]) and (major or bool(set(target["marks"]) & set(must_find)))


def _others(text: TextView, given: Mapping[str, str]) -> Iterator[Place]:
    """Marked units that are neither target nor decoy; neighbours with the same mark are one place."""
    for block in text["blocks"]:
        run: list[str] = []
        words = after = ""
        for unit in block["units"]:
            id = unit["id"]
            if run and given.get(id) != given[run[0]]:
                yield _needless(text, run, words, given)
                run = []
            if id in given:
                words = words + after + unit["text"] if run else unit["text"]
                run.append(id)
            after = unit["after"]
        if run:
            yield _needless(text, run, words, given)


def _needless(text: TextView, run: Sequence[str], words: str, given: Mapping[str, str]) -> Place:
    return Place(
        text=text["id"], id="", verdict="not-needed", units=tuple(run), words=words, given=(given[run[0]],),
        wanted=(), severity="", must=False, feedback="",
    )  # fmt: skip
