"""What a reliance run came to, as its page shows it: counts first, two sentences, each case with its cue.

Where the answers are gone (after 90 days) the counts still tell; where their owner has deleted them, nothing does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from courses.authoring.lab_view import with_named_tables
from courses.core.changes.words import plain
from courses.core.document import LabKey
from courses.core.figures.calibration import HEAD, calibration_plot, rows
from courses.core.figures.quadrant import quadrant
from courses.core.figures.svg import Figure
from courses.core.labs.percent import per_cent
from courses.core.measures.calibration import calibration_words
from courses.core.measures.reliance import what_happened
from courses.core.measures.reliance_words import SideBySide, figures, happened, start_and_end, to_try
from courses.learning.labs.pairs import partners
from courses.learning.labs.reading import FoundLab
from courses.learning.labs.reliance import Place, as_decided, places
from courses.learning.labs.reliance_counts import KIND, Held
from courses.learning.models import Attempt, LabRecord
from courses.learning.sureness import SURE

TITLE_WORDS = 9


@dataclass(frozen=True, slots=True)
class Story:
    """One case that is done: what the person said, what the tool said, what was right, and why. HTML but for words."""

    number: int
    title: str
    vignette: str
    first: str
    first_sure: str
    advice: str
    advised: str
    stated: str  # the tool's confidence, "" where it states none
    advice_right: bool
    final: str
    final_sure: str
    changed: bool
    correct: str
    right: bool
    what: str  # "Kept your right answer"
    explanation: str
    about_opened: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two finished runs side by side, the earlier first, with nothing claimed between them."""

    words: SideBySide
    start_at: datetime
    end_at: datetime
    rows: Sequence[tuple[str, str, str]]  # name, start, end


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run. `stories` is empty when the answers are gone, `held` None when the counts are, too."""

    finished_at: datetime
    held: Held | None
    thinned: bool
    happened: str
    to_try: str
    figures: Sequence[tuple[str, str]]
    quadrant: Figure | None
    plot: Figure | None
    sure_words: str
    sure_head: Sequence[str]
    sure_rows: Sequence[Sequence[str]]
    compared: Compared | None
    stories: Sequence[Story]

    @property
    def apart(self) -> list[Story]:
        """Cases in which the person and the tool did not agree at first, or the answer went wrong: worth a look."""
        return [one for one in self.stories if one.changed or not one.right or one.first != one.advised]

    @property
    def opened(self) -> int:
        """The case to begin with: the first in which advice led to a wrong answer, else the first that went wrong."""
        wrong = [one for one in self.stories if not one.right]
        return next((one.number for one in wrong if one.changed), wrong[0].number if wrong else 0)

    @property
    def together(self) -> list[Story]:
        return [one for one in self.stories if one not in self.apart]


def title_of(html: str) -> str:
    """The first words of a case, as its name in lists."""
    words = plain(html).split()
    return " ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else "")


def story(place: Place, told: Mapping[str, Any]) -> Story:
    """A case that is done. `told`: its CaseKey."""
    case = as_decided(place, told)  # type: ignore[arg-type]
    advice = told["advice"]
    return Story(
        number=place.number,
        title=title_of(place.case["html"]),
        vignette=with_named_tables(place.case["html"], place.number),
        first=place.words(case.first),
        first_sure=SURE.get(case.sure, ""),
        advice=advice["html"],
        advised=place.words(case.advice),
        stated=per_cent(advice["confidence"]) if advice["confidence"] else "",
        advice_right=case.advice_right,
        final=place.words(case.final),
        final_sure=SURE.get(place.step.get("final_sure", ""), ""),
        changed=case.changed,
        correct=place.words(case.truth),
        right=case.right_final,
        what=what_happened(case),
        explanation=told["explanation"],
        about_opened="about_at" in place.step,
    )


def result_of(run: Attempt, found: FoundLab, key: LabKey) -> Result:
    """Everything the result page shows of a finished run. 3 queries, 1 more to find another run to set beside it."""
    record = LabRecord.objects.get(attempt=run)
    held = Held.from_json(record.counts) if record.counts else None
    done = [] if record.erased_at else [place for place in places(run, found.view) if place.state == "done"]
    counts, sure = (held.counts, held.calibration) if held else (None, None)
    return Result(
        finished_at=record.finished_at,
        held=held,
        thinned=held is not None and not done,
        happened=happened(counts) if counts else "",
        to_try=to_try(counts) if counts else "",
        figures=figures(counts) if counts else (),
        quadrant=quadrant(counts, title_id="quadrant") if counts and counts.cases else None,
        plot=calibration_plot(sure, title_id="calibration") if sure else None,
        sure_words=calibration_words(sure) if sure and sure.n else "",
        sure_head=HEAD,
        sure_rows=rows(sure) if sure else (),
        compared=_compared(record, held, partners(found.release, found.view["id"])) if held else None,
        stories=[story(place, key["answers"]["cases"][place.case["id"]]) for place in done],
    )


def _compared(record: LabRecord, held: Held, pair: Collection[str]) -> Compared | None:
    """This run beside the person's first one at the lab it is paired with, or at another form of this lab."""
    records = LabRecord.objects.filter(person=record.person_id, course=record.course_id, kind=KIND, pk__lt=record.pk)
    both = records.filter(Q(lab_id__in=pair) | Q(lab_id=record.lab_id) & ~Q(form=record.form))
    first = both.exclude(counts={}).order_by("pk").first()
    if first is None:
        return None
    start = Held.from_json(first.counts).counts
    lines = zip(figures(start), figures(held.counts), strict=True)
    table = [(name, before, after) for (name, before), (_name, after) in lines]
    return Compared(start_and_end(start, held.counts), first.finished_at, record.finished_at, table)
