"""Gathers what `state` needs, for many people and courses in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from courses.authoring.models import Release
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, UnitProgress
from courses.learning.queries import rules_of
from courses.learning.rules import Reader, is_complete, minutes_left, required_units, valid_until
from courses.people.models import Practice, User
from courses.training.models import Duty
from courses.training.state import Facts, State, state


@dataclass(slots=True)
class Row:
    """A person's standing in one course."""

    release: Release
    rules: Release  # whose rules count for this person: `release`, or the one they began with
    state: State
    facts: Facts
    enrolment: Enrolment | None = None
    begun: set[str] = field(default_factory=set)  # units that were opened, finished or not
    finished: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)  # quizzes handed in, in which an educator marks a reflection
    minutes: int = 0

    @property
    def completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None


def standings(
    people: Sequence[User], releases: Sequence[Release], on: date, *, practice: Practice | None = None
) -> dict[tuple[int, int], Row]:
    """Row for every (person id, course id). Duties of `practice`, or of all their practices. At most 5 queries, 2 more
    where an educator marks reflections in units.
    """
    ids, courses = [person.pk for person in people], [release.course_id for release in releases]
    cycles = _cycles(ids, courses, people, on)
    _attach_releases([row for rows in cycles.values() for row in rows], releases)
    enrolments = {key: rows[-1] for key, rows in cycles.items()}
    opened = UnitProgress.objects.filter(enrolment__in=[one.pk for one in enrolments.values()]).values_list(
        "enrolment_id", "unit_id", "finished_at"
    )
    begun = _sets((enrolment, unit) for enrolment, unit, _at in opened)
    finished = _sets((enrolment, unit) for enrolment, unit, at in opened if at is not None)
    passed, waiting = _quizzes(enrolments.values())
    written, marked = _reflections(ids, enrolments.values(), releases)
    duties = _duties(ids, courses, practice)
    rows = {}
    for person in people:
        reader = Reader(role=person.job_role, region=person.region)
        for release in releases:
            key = (person.pk, release.course_id)
            enrolment = enrolments.get(key)
            done = finished[enrolment.pk] if enrolment else set()
            won = passed[enrolment.pk] if enrolment else set()
            rules = rules_of(enrolment, release) if enrolment else release
            waits = waiting[enrolment.pk] if enrolment else set()
            facts = _facts(person, required_units(rules.structure, reader), cycles.get(key, []), done, duties[key], on)
            with_educator = facts.started and _only_waits(
                rules, reader, done=(done, won, marked[key]), sent=(waits, written[key])
            )
            facts = replace(facts, waiting=with_educator)
            rows[key] = Row(
                release=release,
                rules=rules,
                state=state(facts, on),
                facts=facts,
                enrolment=enrolment,
                begun=begun[enrolment.pk] if enrolment else set(),
                finished=done,
                passed=won,
                waiting=waits,
                minutes=minutes_left(rules.structure, reader, finished=done, passed=won | waits),
            )
    return rows


def _quizzes(enrolments: Collection[Enrolment]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Quizzes passed, and quizzes with an educator, by enrolment. 1 query, 1 more where something waits.

    A removed answer that its writer has still to write again is with them, and not with an educator.
    """
    rows = (
        Attempt.objects.filter(enrolment__in=[one.pk for one in enrolments])
        .filter(Q(state=Attempt.State.WAITING) | Q(grades__passed=True))
        .values_list("pk", "enrolment_id", "item_id", "state")
    )
    found = list(rows)
    waits = {pk for pk, _enrolment, _quiz, state in found if state == Attempt.State.WAITING}
    removed = Answer.objects.filter(attempt__in=waits, response__has_key="purged", marks=None)
    gone = set(removed.values_list("attempt_id", flat=True)) if waits else set()
    return (
        _sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk not in waits),
        _sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk in waits - gone),
    )


Pairs = dict[tuple[int, int], set[str]]  # (person id, course id) -> question ids


def _reflections(
    people: Sequence[int], enrolments: Collection[Enrolment], releases: Sequence[Release]
) -> tuple[Pairs, Pairs]:
    """Reflections in units that were written, and those that were marked. 1 query, none where nobody marks any."""
    known = {release.pk: release for release in [*releases, *(one.rules_release for one in enrolments)]}
    asked = {question for release in known.values() for question in release.structure.get("marked", ())}
    written: Pairs = defaultdict(set)
    marked: Pairs = defaultdict(set)
    if not asked:
        return written, marked
    rows = ExerciseAnswer.objects.filter(
        person__in=people, course__in={release.course_id for release in known.values()}, question_id__in=asked
    ).annotate(removed=Q(response__has_key="purged"))
    for person, course, question, mark, removed in rows.values_list(
        "person_id", "course_id", "question_id", "marks", "removed"
    ):
        if mark is not None:
            marked[person, course].add(question)
        elif not removed:
            written[person, course].add(question)
    return written, marked


def _only_waits(
    rules: Release,
    reader: Reader,
    *,
    done: tuple[set[str], set[str], set[str]],
    sent: tuple[set[str], set[str]],
) -> bool:
    """Whether everything that is asked is done or with an educator, and something is.

    `done`: units finished, quizzes passed, reflections marked; `sent`: quizzes and reflections with an educator.
    """
    (finished, passed, marked), (quizzes, written) = done, sent
    if not (quizzes or written - marked):
        return False
    return is_complete(rules.structure, reader, finished=finished, passed=passed | quizzes, marked=marked | written)


def _cycles(
    ids: list[int], courses: list[int], people: Sequence[User], on: date
) -> dict[tuple[int, int], list[Enrolment]]:
    """The enrolments of each person in each course that had begun by the end of the day, oldest first."""
    zones = {person.pk: person.zone for person in people}
    rows = Enrolment.objects.filter(person__in=ids, course__in=courses).order_by("cycle")
    kept = defaultdict(list)
    for row in rows:
        ends = datetime.combine(on + timedelta(days=1), datetime.min.time(), zones[row.person_id])
        if row.started_at < ends:
            kept[row.person_id, row.course_id].append(row)
    return dict(kept)


def _attach_releases(enrolments: Collection[Enrolment], known: Sequence[Release]) -> None:
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


def _duties(ids: list[int], courses: list[int], practice: Practice | None) -> dict[tuple[int, int], list[Duty]]:
    where = Q(membership__practice=practice) if practice else Q()
    found = defaultdict(list)
    for duty in Duty.objects.filter(where, membership__user__in=ids, course__in=courses).select_related("membership"):
        found[duty.membership.user_id, duty.course_id].append(duty)
    return found


def _facts(
    person: User,
    needed: Sequence[str],
    cycles: Sequence[Enrolment],
    finished: set[str],
    duties: list[Duty],
    on: date,
) -> Facts:
    open_days = [
        duty.due
        for duty in duties
        if (duty.ended is None or duty.ended > on) and (duty.membership.ended is None or duty.membership.ended >= on)
    ]
    done = [(day, row) for row in cycles if (day := _completed_on(row, person)) is not None and day <= on]
    completed, ends = None, None
    if done:
        completed, held = done[-1]
        ends = valid_until(completed, held.completed_release.structure["valid_for_months"])
    return Facts(
        due=min(open_days, default=None),
        had_duty=bool(duties) and not open_days,
        started=bool(cycles) and (not done or done[-1][1] is not cycles[-1]),
        completed_on=completed,
        valid_until=ends,
        units_done=sum(unit in finished for unit in needed),
        units=len(needed),
    )


def _completed_on(enrolment: Enrolment, person: User) -> date | None:
    """The day of completion in the person's own zone; None while it is open."""
    if enrolment.completed_at is None or enrolment.completed_release is None:
        return None
    return enrolment.completed_at.astimezone(person.zone).date()


def _sets(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found
