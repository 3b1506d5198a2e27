"""How I use AI advice: what a person's lab runs came to over time, for that person alone, and deleting it.

Deleting takes effect at once: counts, answers and layouts are gone, that a lab was finished stays, so completion does
not move. The deletion is noted outside the database as well (courses/operations/erasures.py), for old backups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.core.labs import LABS, named
from courses.core.measures.reliance import Counts, pooled
from courses.core.measures.reliance_words import SideBySide, figures, small_numbers, start_and_end
from courses.core.measures.shares import Share
from courses.learning.labs.marked_text_told import mark_name
from courses.learning.labs.pairs import partners
from courses.learning.labs.retention import OVER, empty_runs
from courses.learning.models import Answer, Attempt, LabRecord
from courses.operations import erasures
from courses.people.models import User

RUNS = "lab-runs"  # in the ledger of erasures
RELIANCE = "reliance-lab"
# What the advice of a case did. The order decides between equals.
MISSED: Mapping[str, Any] = {
    "miss": _("The tool missed something"),
    "alarm": _("The tool raised a false alarm"),
    "text": _("A text made by the tool was wrong"),
    "trap": _("The tool was right, against first appearances"),
    "plain": _("Everyday cases in which the tool was right"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run in words. `lines` are empty where its owner deleted what it came to."""

    attempt_id: int
    name: str  # its title, or "Reliance lab"
    course: str  # its title
    finished_at: datetime
    form: str
    lines: Sequence[str]
    deleted: bool
    short: bool  # its cases are gone after 90 days, the counts are there


@dataclass(frozen=True, slots=True)
class Pair:
    """The start and the end of a course side by side, with nothing claimed between them."""

    course: str  # its title
    start_at: datetime
    end_at: datetime
    words: SideBySide


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page."""

    runs: Sequence[Run]  # newest first
    counts: Counts  # of all reliance runs that still have theirs
    figures: Sequence[tuple[str, str]]  # what it is, how often
    missed: Sequence[tuple[str, str]]  # error type, "2 of 5 cases"; most missed first
    marks: Sequence[tuple[str, str]]  # mark of a redaction or checking lab, "3 of 5"; most missed first
    pairs: Sequence[Pair]
    few: str  # what so few cases can tell
    open: int  # runs under way

    @property
    def deletable(self) -> bool:
        return bool(self.open) or any(not run.deleted for run in self.runs)


def page_of(person: User) -> Page:
    """What a person sees of their own runs. 5 queries, however many there are: releases are decoded once."""
    attempts = Attempt.objects.defer("layout").prefetch_related("release")
    records = list(
        LabRecord.objects.filter(person=person)
        .prefetch_related(Prefetch("attempt", attempts))
        .order_by("-finished_at", "-pk")
    )
    reliance = [record for record in records if record.kind == RELIANCE and record.counts]
    counts = pooled(Counts.from_json(record.counts) for record in reliance)
    return Page(
        runs=[_run(record) for record in records],
        counts=counts,
        figures=figures(counts) if reliance else [],
        missed=missed_most(record.counts.get("types", {}) for record in reliance),
        marks=marks_missed(record.counts.get("marks", {}) for record in records),
        pairs=_pairs(records),
        few=small_numbers(counts),
        open=Attempt.objects.filter(enrolment__person=person, kind="lab", state=Attempt.State.OPEN).count(),
    )


def _run(record: LabRecord) -> Run:
    structure = record.attempt.release.structure
    labs = structure.get("labs", [])
    lines = _LINES.get(record.kind, _no_lines)(record.counts) if record.counts else []
    return Run(
        attempt_id=record.attempt_id,
        name=next((named(lab) for lab in labs if lab["id"] == record.attempt.item_id), LABS[record.kind].name),
        course=structure["title"],
        finished_at=record.finished_at,
        form=record.form,
        lines=lines,
        deleted=record.erased_at is not None,
        short=record.thinned_at is not None and record.erased_at is None,
    )


def missed_most(types: Iterable[Mapping[str, Sequence[int]]]) -> list[tuple[str, str]]:
    """Types of case in which the person ended up wrong, most often first; none of those never missed."""
    met, wrong = Counter[str](), Counter[str]()
    for one in types:
        for name, (cases, lost) in one.items():
            met[name] += cases
            wrong[name] += lost
    order = [name for name in MISSED if wrong[name]]
    order.sort(key=lambda name: -wrong[name])
    return [(str(MISSED[name]), Share(wrong[name], met[name], "").of) for name in order]


def marks_missed(tables: Iterable[Mapping[str, Sequence[int]]]) -> list[tuple[str, str]]:
    """Marks whose places were missed or marked as something else, most often first. The rows are those of
    learning.labs.marked_text.tally: [targets, found, under another mark, missed, marked without need].
    """
    wanted, lost = Counter[str](), Counter[str]()
    for table in tables:
        for name, (targets, _found, other, missed, _needless) in table.items():
            wanted[name] += targets
            lost[name] += other + missed
    order = sorted((name for name in lost if lost[name]), key=lambda name: (-lost[name], name))
    return [(name, Share(lost[name], wanted[name], "").of) for name in order]


def _reliance_lines(counts: Mapping[str, Any]) -> list[str]:
    known = Counts.from_json(counts)
    kept, took = known.kept_right_answer, known.took_good_advice
    lines = [f"Right before the advice: {known.before.of}. After it: {known.after.of}."]
    lines += [f"Kept your right answer when the advice was wrong: {kept.of}."] if kept.whole else []
    return lines + ([f"Took good advice when your first answer was wrong: {took.of}."] if took.whole else [])


def _scenario_lines(counts: Mapping[str, Any]) -> list[str]:
    return [f"{counts['good']} of {counts['choices']} choices were good practice."]


def _marked_lines(counts: Mapping[str, Any]) -> list[str]:
    found, targets = counts.get("found"), counts.get("targets")
    if not isinstance(found, int) or not isinstance(targets, int):
        return []
    rows = [(row[3], row[0], name) for name, row in counts.get("marks", {}).items() if row[3]]
    missed, of, name = max(rows, key=lambda row: row[0], default=(0, 0, ""))
    return [f"{found} of {targets} found."] + ([f"Missed most: {mark_name(name)}, {missed} of {of}."] if missed else [])


def _no_lines(_counts: Mapping[str, Any]) -> list[str]:
    return []


_LINES = {
    RELIANCE: _reliance_lines,
    "scenario": _scenario_lines,
    "redaction-lab": _marked_lines,
    "checking-lab": _marked_lines,
}


def _pairs(records: Sequence[LabRecord]) -> list[Pair]:
    """A person's first run of a start lab beside their newest one of the lab it is paired with, or of its other form.

    1 query for each course whose release this process has not read before.
    """
    held = [one for one in reversed(records) if one.kind == RELIANCE and one.counts]  # oldest first
    ends: set[int] = set()
    found: dict[int, Pair] = {}
    for at, end in enumerate(held):
        start = next((one for one in held[:at] if one.pk not in ends and _compared(one, end)), None)
        if start is not None:
            ends.add(end.pk)
            words = start_and_end(Counts.from_json(start.counts), Counts.from_json(end.counts))
            title = end.attempt.release.structure["title"]
            found[start.pk] = Pair(title, start.finished_at, end.finished_at, words)
    return list(found.values())


def _compared(start: LabRecord, end: LabRecord) -> bool:
    if start.course_id != end.course_id:
        return False
    other_form = start.lab_id == end.lab_id and bool(end.form) and start.form != end.form
    return other_form or start.lab_id in partners(end.attempt.release, end.lab_id)


@transaction.atomic
def delete_all(*, person: User) -> int:
    """Delete what a person's lab runs hold, at once. Returns how many runs. Raises OSError when the ledger cannot be
    written: then nothing is deleted, as nothing may be called deleted that a backup would bring back.
    """
    runs = Attempt.objects.filter(enrolment__person=person, kind="lab").order_by("pk")
    list(runs.select_for_update(of=("self",)).values_list("pk", flat=True))
    now = timezone.now()  # after the lock: whatever was finished meanwhile is in it
    erasures.note(RUNS, person.pk, now)
    return erase(person.pk, now)


@transaction.atomic
def erase(person_id: int, upto: datetime) -> int:
    """Erase the runs that a person had at a moment. Again it finds nothing. Returns how many runs there were.

    A run under way is void. One that waits for its grade keeps its answers until then (retention.thin_runs).
    """
    mine = Attempt.objects.filter(enrolment__person=person_id, kind="lab", opened_at__lte=upto)
    under_way = list(mine.filter(state=Attempt.State.OPEN).values_list("pk", flat=True))
    Attempt.objects.filter(pk__in=under_way, state=Attempt.State.OPEN).update(state=Attempt.State.VOID, layout={})
    Answer.objects.filter(attempt__in=under_way).delete()
    records = LabRecord.objects.filter(person=person_id, finished_at__lte=upto, erased_at=None)
    found = list(records.values_list("pk", "attempt_id", "attempt__state"))
    done = [attempt for _pk, attempt, state in found if state in OVER]
    empty_runs(done)
    kept = LabRecord.objects.filter(pk__in=[pk for pk, _attempt, _state in found])
    kept.update(counts={}, form="", erased_at=upto)
    kept.filter(attempt__in=done).update(thinned_at=upto)
    return len(found) + len(under_way)


def erase_again() -> int:
    """Erase whatever an old backup brought back of what people have deleted. Returns how many runs there were."""
    noted = erasures.noted(RUNS)
    if not noted:
        return 0
    here = set(LabRecord.objects.filter(erased_at=None).values_list("person", flat=True).distinct())
    open_runs = Attempt.objects.filter(kind="lab", state=Attempt.State.OPEN)
    here |= set(open_runs.values_list("enrolment__person", flat=True).distinct())
    return sum(erase(person, upto) for person, upto in noted.items() if person in here)
