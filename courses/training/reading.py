"""Reads what is known of many people and courses, each kind of row in one query. What it means stands in facts.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from courses.authoring.models import Release
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, UnitProgress
from courses.people.models import Leave, Membership, Practice, User
from courses.training.models import Assignment, Credit, Duty, Exemption

Pair = tuple[int, int]  # (person id, course id)
Pairs = dict[Pair, set[str]]  # -> unit or question ids

# What every page of a plan asks, begun once: for one person, building a query costs more than answering it
ENROLMENTS = Enrolment.objects.order_by("cycle", "pk")


def end_of(on: date, person: User) -> datetime:
    """The moment a day ends where the person lives."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), person.zone)


def cycles(
    ids: list[int], courses: list[int], ends: dict[int, datetime], later: set[Pair]
) -> dict[Pair, list[Enrolment]]:
    """The enrolments of each person in each course that had begun by the end of the day, oldest first.

    To `later` is added, here and below, of whom there is something that counts from a later day on: where a person
    lives it may be that day already.
    """
    kept = defaultdict(list)
    for row in ENROLMENTS.filter(person__in=ids, course__in=courses):
        key, end = (row.person_id, row.course_id), ends[row.person_id]
        if row.started_at < end:
            kept[key].append(row)
        if row.started_at >= end or (row.completed_at is not None and row.completed_at >= end):
            later.add(key)
    return dict(kept)


def attach_releases(enrolments: Collection[Enrolment], known: Sequence[Release]) -> None:
    """Give the enrolments their releases, each read once; most began with one of the `known`. 1 query or none."""
    releases = {release.pk: release for release in known}
    wanted = {row.rules_release_id for row in enrolments} | {row.completed_release_id for row in enrolments}
    wanted.discard(None)
    if missing := wanted - releases.keys():
        releases |= Release.objects.in_bulk(missing)
    for row in enrolments:
        row.rules_release = releases[row.rules_release_id]
        if row.completed_release_id is not None:
            row.completed_release = releases[row.completed_release_id]


@dataclass(frozen=True, slots=True)
class Units:
    """Units opened and units finished by the end of the day, in any cycle; what a renewal finished `anew`, in its own
    cycle; those that the newest cycle skipped after a start check, with the moment.
    """

    begun: Pairs
    finished: Pairs
    anew: Pairs
    skipped: dict[Pair, dict[str, datetime]]


def units(cycles: dict[Pair, list[Enrolment]], ends: dict[int, datetime], later: set[Pair]) -> Units:
    """What was done of the units of these enrolments. 1 query, none where there are no enrolments."""
    owner = {row.pk: key for key, rows in cycles.items() for row in rows}
    newest = {rows[-1].pk: rows[-1].cycle > 1 for rows in cycles.values()}
    begun: Pairs = defaultdict(set)
    finished: Pairs = defaultdict(set)
    anew: Pairs = defaultdict(set)
    skipped: dict[Pair, dict[str, datetime]] = defaultdict(dict)
    if not owner:
        return Units({}, {}, {}, {})
    rows = UnitProgress.objects.filter(enrolment__in=list(owner)).values_list(
        "enrolment_id", "unit_id", "opened_at", "finished_at", "skipped_at"
    )
    for enrolment, unit, opened, at, passed_over in rows:
        key = owner[enrolment]
        end = ends[key[0]]
        if opened is not None and opened < end:
            begun[key].add(unit)
        if at is not None and at < end:
            finished[key].add(unit)
            if newest.get(enrolment):
                anew[key].add(unit)
        if passed_over is not None and passed_over < end and enrolment in newest:
            skipped[key][unit] = passed_over
        if any(moment is not None and moment >= end for moment in (opened, at, passed_over)):
            later.add(key)
    return Units(dict(begun), dict(finished), dict(anew), dict(skipped))


@dataclass(frozen=True, slots=True)
class Quizzes:
    """Quizzes and graded labs passed, and quizzes with an educator, by newest enrolment; every enrolment, of whichever
    cycle, in which a quiz or graded lab was passed.
    """

    passed: dict[int, set[str]]
    waiting: dict[int, set[str]]
    tested: frozenset[int]


def quizzes(cycles: dict[Pair, list[Enrolment]], ends: dict[int, datetime], later: set[Pair]) -> Quizzes:
    """What came of the quizzes of these enrolments. 1 query, 1 more where something waits.

    A graded lab that was passed in an earlier cycle is passed; a quiz is taken again. A removed answer that its writer
    has still to write again is with them, and not with an educator.
    """
    newest = {row.pk: rows[-1] for rows in cycles.values() for row in rows}
    if not newest:
        return Quizzes({}, {}, frozenset())
    rows = (
        Attempt.objects.filter(enrolment__in=list(newest))
        .filter(Q(state=Attempt.State.WAITING) | Q(grades__passed=True))
        .values_list("pk", "enrolment_id", "item_id", "state", "submitted_at", "kind")
    )
    found, tested = [], set()
    for pk, enrolment, item, state, submitted, kind in rows:
        own = newest[enrolment]
        if submitted is not None and state != Attempt.State.WAITING:
            tested.add(enrolment)
        if submitted is None or (kind != "lab" and own.pk != enrolment):
            continue
        if submitted < ends[own.person_id]:
            found.append((pk, own.pk, item, state))
        else:
            later.add((own.person_id, own.course_id))
    waits = {pk for pk, _enrolment, _quiz, state in found if state == Attempt.State.WAITING}
    removed = Answer.objects.filter(attempt__in=waits, response__has_key="purged", marks=None)
    gone = set(removed.values_list("attempt_id", flat=True)) if waits else set()
    return Quizzes(
        passed=_sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk not in waits),
        waiting=_sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk in waits - gone),
        tested=frozenset(tested),
    )


def reflections(
    people: Sequence[int], enrolments: Collection[Enrolment], releases: Sequence[Release]
) -> tuple[Pairs, Pairs]:
    """Reflections in units that were written, and those that were marked. 1 query, none where nobody marks any."""
    known = {release.pk: release for release in [*releases, *(one.rules_release for one in enrolments)]}
    questions = {question for release in known.values() for question in release.structure.get("marked", ())}
    written: Pairs = defaultdict(set)
    marked: Pairs = defaultdict(set)
    if not questions:
        return {}, {}
    rows = ExerciseAnswer.objects.filter(
        person__in=people, course__in={release.course_id for release in known.values()}, question_id__in=questions
    ).annotate(removed=Q(response__has_key="purged"))
    for person, course, question, mark, removed in rows.values_list(
        "person_id", "course_id", "question_id", "marks", "removed"
    ):
        if mark is not None:
            marked[person, course].add(question)
        elif not removed:
            written[person, course].add(question)
    return dict(written), dict(marked)


DUTY = (
    "pk", "course_id", "membership_id", "assignment_id", "began", "due", "ended", "created_at", "membership__user_id",
    "membership__ended", "assignment__renewal", "assignment__renewal_month", "assignment__undone_at",
    "assignment__by_id", "assignment__note", "assignment__path", "membership__leaves", "membership__exemptions",
)  # fmt: skip
DUTIES = Duty.objects.filter(membership__needs_training=True).order_by("pk").values_list(*DUTY)


def duties(ids: list[int], courses: list[int], practice: Practice | None) -> dict[Pair, list[Duty]]:
    """Every duty they ever had, with whether its holder was ever on leave or exempted. 1 query.

    Of whom a practice says that they need no training, it asks nothing, on no page. For a practice the last day of
    whoever has left still counts; to themselves (`practice` None) it asks nothing from the moment they have left.
    Only what the plan and the reminders need is read, and models are made of it by hand: half the cost of loading
    three.
    """
    rows = DUTIES.filter(membership__user__in=ids, course__in=courses)
    if practice:
        rows = rows.filter(membership__practice=practice)
    found = defaultdict(list)
    seen: dict[int, Duty] = {}
    for values in rows:
        row = dict(zip(DUTY, values, strict=True))
        duty = seen.get(row["pk"])
        if duty is None:
            duty = seen[row["pk"]] = _duty(row)
            if practice is None and duty.membership.ended is not None:
                duty.membership.ended -= timedelta(days=1)
            found[row["membership__user_id"], duty.course_id].append(duty)
        duty.any_leave |= row["membership__leaves"] is not None
        duty.any_exemption |= row["membership__exemptions"] is not None
    return dict(found)


def _duty(row: dict[str, Any]) -> Duty:
    own = ("pk", "course_id", "membership_id", "assignment_id", "began", "due", "ended", "created_at")
    duty = Duty(**{name: row[name] for name in own})
    duty.membership = Membership(
        pk=row["membership_id"], user_id=row["membership__user_id"], ended=row["membership__ended"]
    )
    duty.assignment = Assignment(
        pk=row["assignment_id"],
        renewal=row["assignment__renewal"],
        renewal_month=row["assignment__renewal_month"],
        undone_at=row["assignment__undone_at"],
        by_id=row["assignment__by_id"],
        note=row["assignment__note"],
        path=row["assignment__path"],
    )
    duty.any_leave = duty.any_exemption = False
    return duty


def leaves(members: set[int]) -> dict[int, list[Leave]]:
    """Leave of these members, by person. 1 query, or none."""
    found = defaultdict(list)
    if not members:  # building a query costs as much as many a query does
        return {}
    for leave in Leave.objects.filter(membership__in=members, withdrawn_at=None).select_related("membership"):
        found[leave.membership.user_id].append(leave)
    return dict(found)


def exemptions(members: set[int]) -> dict[Pair, list[Exemption]]:
    """Exemptions of these members. 1 query, or none."""
    found = defaultdict(list)
    if not members:
        return {}
    for exemption in Exemption.objects.filter(membership__in=members).select_related("membership"):
        found[exemption.membership.user_id, exemption.course_id].append(exemption)
    return dict(found)


CREDITS = Credit.objects.filter(accepted=True, withdrawn_at=None).values_list("pk", flat=True)
OWN_CREDITS = CREDITS.filter(membership__ended__isnull=True)


def credits(
    ids: list[int], courses: list[int], practice: Practice | None, ends: dict[int, datetime], on: date,
    later: set[Pair],
) -> dict[Pair, list[Credit]]:  # fmt: skip
    """Other evidence that counted by the end of the day. 1 query, 1 more where there is any.

    One's own pages see that of open memberships.
    """
    rows = CREDITS.filter(membership__practice=practice) if practice else OWN_CREDITS
    # Mostly there is none, and asking for the rest costs four times that
    some = list(rows.filter(membership__user__in=ids, course__in=courses))
    if not some:
        return {}
    rows = Credit.objects.filter(pk__in=some).select_related("membership", "decided_by")
    found = defaultdict(list)
    for credit in rows:
        key, end = (credit.membership.user_id, credit.course_id), ends[credit.membership.user_id]
        decided = credit.decided_at is None or credit.decided_at < end
        if decided:
            found[key].append(credit)
        if not decided or credit.completed_on > on:
            later.add(key)
    return dict(found)


def _sets(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)
