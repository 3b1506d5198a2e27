"""Gathers what `state` needs, for many people and courses in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.authoring.models import Release
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, UnitProgress
from courses.learning.queries import rules_of
from courses.learning.rules import Reader, is_complete, minutes_left, required_units, valid_until
from courses.people.models import Leave, Membership, Practice, User
from courses.training.duties import Asked, Completion, asked
from courses.training.models import Assignment, Credit, Duty, Exemption
from courses.training.state import Facts, State, state

Pair = tuple[int, int]  # (person id, course id)
Pairs = dict[Pair, set[str]]  # -> question ids
NOTHING: frozenset[str] = frozenset()


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
) -> dict[Pair, Row]:
    """Row for every (person id, course id) as it was at the end of the day `on`.

    Duties, leave and other evidence are those of `practice`, or of all their practices. At most 6 queries; 2 more where
    somebody was exempted or on leave, 2 more where an educator marks reflections in units.
    """
    gathered = gather(people, releases, on, practice=practice)
    return {(person.pk, release.course_id): gathered.row(person, release) for person in people for release in releases}


@dataclass(slots=True)
class Gathered:
    """Everything that was read about people and courses; `row` makes one person's standing of it, without a query."""

    on: date
    cycles: dict[Pair, list[Enrolment]]
    begun: Pairs
    finished: Pairs
    passed: dict[int, set[str]]  # by enrolment
    waiting: dict[int, set[str]]
    written: Pairs
    marked: Pairs
    duties: dict[Pair, list[Duty]]
    leaves: dict[int, list[Leave]]  # by person
    exemptions: dict[Pair, list[Exemption]]
    credits: dict[Pair, list[Credit]]
    _needed: dict[tuple[int, Reader], list[str]] = field(default_factory=dict)

    def pairs(self) -> set[Pair]:
        """Every person and course about whom there is anything to say."""
        return self.cycles.keys() | self.duties.keys() | self.credits.keys()

    def row(self, person: User, release: Release) -> Row:
        key = (person.pk, release.course_id)
        reader = Reader(role=person.job_role, region=person.region)
        cycles = self.cycles.get(key, [])
        enrolment = cycles[-1] if cycles else None
        rules = rules_of(enrolment, release) if enrolment else release
        won = self.passed.get(enrolment.pk, set()) if enrolment else set()
        waits = self.waiting.get(enrolment.pk, set()) if enrolment else set()
        facts = self._facts(person, rules, reader, enrolment, won, waits)
        return Row(
            release=release,
            rules=rules,
            state=state(facts, self.on),
            facts=facts,
            enrolment=enrolment,
            begun=self.begun.get(key, set()),
            finished=self.finished.get(key, set()),
            passed=won,
            waiting=waits,
            minutes=minutes_left(rules.structure, reader, finished=self.finished.get(key, NOTHING), passed=won | waits),
        )

    def _facts(
        self, person: User, rules: Release, reader: Reader, enrolment: Enrolment | None, won: set[str], waits: set[str]
    ) -> Facts:
        key = (person.pk, rules.course_id)
        done = self._completions(person, key)
        plan = asked(
            self.duties.get(key, ()), self.leaves.get(person.pk, ()), self.exemptions.get(key, ()), done, self.on
        )
        started = enrolment is not None and not _completed_by(enrolment, person, self.on)
        held = max(done, key=Completion.lasts, default=None)
        needed, finished = self._required(rules, reader), self.finished.get(key, NOTHING)
        with_educator = started and _only_waits(
            rules,
            reader,
            done=(finished, won, self.marked.get(key, NOTHING)),
            sent=(waits, self.written.get(key, NOTHING)),
        )
        return Facts(
            due=plan.due,
            had_duty=plan.had_duty,
            exempt=plan.exempt,
            away=plan.away,
            free_until=plan.free_until,
            renew_by=plan.renew_by,
            changes_on=_changes_on(plan, enrolment if started else None, self.on),
            started=started,
            completed_on=held.on if held else None,
            valid_until=held.valid_until if held else None,
            source=held.source if held else "",
            units_done=sum(unit in finished for unit in needed),
            units=len(needed),
            waiting=with_educator,
        )

    def _required(self, rules: Release, reader: Reader) -> list[str]:
        """The units a kind of reader must do under these rules: found once, though asked for each person."""
        key = (rules.pk, reader)
        if key not in self._needed:
            self._needed[key] = required_units(rules.structure, reader)
        return self._needed[key]

    def _completions(self, person: User, key: Pair) -> list[Completion]:
        """What was done by the end of the day: our own course, cycle by cycle, and what a manager accepted."""
        found = []
        for row in self.cycles.get(key, ()):
            day = _completed_by(row, person, self.on)
            if day is not None:
                months = row.completed_release.structure["valid_for_months"]
                found.append(Completion(day, valid_until(day, months)))
        for credit in self.credits.get(key, ()):
            if credit.completed_on <= self.on:
                found.append(Completion(credit.completed_on, credit.valid_until, source_of(credit)))
        return found


def source_of(credit: Credit) -> str:
    """What a completion was, in words: "group session 4 Nov, no test", "outside certificate approved by Sam Lee"."""
    if credit.kind == Credit.Kind.SESSION:
        return _("group session %(day)s, no test") % {"day": date_format(credit.completed_on, "j M")}
    by = credit.decided_by.display_name if credit.decided_by else _("the manager")
    if credit.kind == Credit.Kind.PRIOR:
        return _("prior learning approved by %(name)s") % {"name": by}
    return _("outside certificate approved by %(name)s") % {"name": by}


def gather(
    people: Sequence[User], releases: Sequence[Release], on: date, *, practice: Practice | None = None
) -> Gathered:
    """Read everything about these people and courses; see `standings` for the number of queries."""
    ids, courses = [person.pk for person in people], [release.course_id for release in releases]
    ends = {person.pk: _end_of(on, person) for person in people}
    cycles = _cycles(ids, courses, ends)
    _attach_releases([row for rows in cycles.values() for row in rows], releases)
    newest = [rows[-1] for rows in cycles.values()]
    begun, finished = _units(cycles, ends)
    passed, waiting = _quizzes(cycles, ends)
    written, marked = _reflections(ids, newest, releases)
    duties = _duties(ids, courses, practice)
    bound = [duty for rows in duties.values() for duty in rows]
    return Gathered(
        on=on,
        cycles=cycles,
        begun=begun,
        finished=finished,
        passed=passed,
        waiting=waiting,
        written=written,
        marked=marked,
        duties=duties,
        leaves=_leaves({duty.membership_id for duty in bound if duty.any_leave}),
        exemptions=_exemptions({duty.membership_id for duty in bound if duty.any_exemption}),
        credits=_credits(ids, courses, practice, ends),
    )


def _end_of(on: date, person: User) -> datetime:
    """The moment a day ends where the person lives."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), person.zone)


def _cycles(ids: list[int], courses: list[int], ends: dict[int, datetime]) -> dict[Pair, list[Enrolment]]:
    """The enrolments of each person in each course that had begun by the end of the day, oldest first."""
    kept = defaultdict(list)
    for row in Enrolment.objects.filter(person__in=ids, course__in=courses).order_by("cycle"):
        if row.started_at < ends[row.person_id]:
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


def _units(cycles: dict[Pair, list[Enrolment]], ends: dict[int, datetime]) -> tuple[Pairs, Pairs]:
    """Units opened and units finished by the end of the day, in any cycle: a renewal repeats no unit. 1 query."""
    owner = {row.pk: key for key, rows in cycles.items() for row in rows}
    begun: Pairs = defaultdict(set)
    finished: Pairs = defaultdict(set)
    rows = UnitProgress.objects.filter(enrolment__in=list(owner)).values_list(
        "enrolment_id", "unit_id", "opened_at", "finished_at"
    )
    for enrolment, unit, opened, at in rows if owner else ():
        key = owner[enrolment]
        if opened < ends[key[0]]:
            begun[key].add(unit)
        if at is not None and at < ends[key[0]]:
            finished[key].add(unit)
    return dict(begun), dict(finished)


def _quizzes(
    cycles: dict[Pair, list[Enrolment]], ends: dict[int, datetime]
) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """Quizzes passed, and quizzes with an educator, by newest enrolment. 1 query, 1 more where something waits.

    A graded lab that was passed in an earlier cycle is passed; a quiz is taken again. A removed answer that its writer
    has still to write again is with them, and not with an educator.
    """
    newest = {row.pk: rows[-1] for rows in cycles.values() for row in rows}
    if not newest:
        return {}, {}
    rows = (
        Attempt.objects.filter(enrolment__in=list(newest))
        .filter(Q(state=Attempt.State.WAITING) | Q(grades__passed=True))
        .values_list("pk", "enrolment_id", "item_id", "state", "submitted_at", "kind")
    )
    found = [
        (pk, newest[enrolment].pk, item, state)
        for pk, enrolment, item, state, submitted, kind in rows
        if submitted is not None
        and submitted < ends[newest[enrolment].person_id]
        and (kind == "lab" or newest[enrolment].pk == enrolment)
    ]
    waits = {pk for pk, _enrolment, _quiz, state in found if state == Attempt.State.WAITING}
    removed = Answer.objects.filter(attempt__in=waits, response__has_key="purged", marks=None)
    gone = set(removed.values_list("attempt_id", flat=True)) if waits else set()
    return (
        _sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk not in waits),
        _sets((enrolment, quiz) for pk, enrolment, quiz, _state in found if pk in waits - gone),
    )


def _reflections(
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
    "pk", "course_id", "membership_id", "assignment_id", "began", "due", "ended", "membership__user_id",
    "membership__ended", "assignment__renewal", "assignment__renewal_month", "assignment__undone_at",
    "membership__leaves", "membership__exemptions",
)  # fmt: skip


def _duties(ids: list[int], courses: list[int], practice: Practice | None) -> dict[Pair, list[Duty]]:
    """Every duty they ever had, with whether its holder was ever on leave or exempted. 1 query.

    Only what the plan needs is read, and models are made of it by hand: that is half the cost of loading three.
    """
    where = Q(membership__practice=practice) if practice else Q()
    found = defaultdict(list)
    seen: dict[int, Duty] = {}
    rows = Duty.objects.filter(where, membership__user__in=ids, course__in=courses).order_by("pk")
    for pk, course, member, rule, began, due, ended, user, left, renewal, month, undone, leave, exempt in (
        rows.values_list(*DUTY)
    ):  # fmt: skip
        duty = seen.get(pk)
        if duty is None:
            duty = seen[pk] = Duty(pk=pk, course_id=course, began=began, due=due, ended=ended)
            duty.membership = Membership(pk=member, user_id=user, ended=left)
            duty.assignment = Assignment(pk=rule, renewal=renewal, renewal_month=month, undone_at=undone)
            duty.any_leave = duty.any_exemption = False
            found[user, course].append(duty)
        duty.any_leave |= leave is not None
        duty.any_exemption |= exempt is not None
    return dict(found)


def _leaves(members: set[int]) -> dict[int, list[Leave]]:
    """Leave of these members, by person. 1 query, or none."""
    found = defaultdict(list)
    rows = Leave.objects.filter(membership__in=members, withdrawn_at=None).select_related("membership")
    for leave in rows if members else ():
        found[leave.membership.user_id].append(leave)
    return dict(found)


def _exemptions(members: set[int]) -> dict[Pair, list[Exemption]]:
    """Exemptions of these members. 1 query, or none."""
    found = defaultdict(list)
    rows = Exemption.objects.filter(membership__in=members).select_related("membership")
    for exemption in rows if members else ():
        found[exemption.membership.user_id, exemption.course_id].append(exemption)
    return dict(found)


def _credits(
    ids: list[int], courses: list[int], practice: Practice | None, ends: dict[int, datetime]
) -> dict[Pair, list[Credit]]:
    """Other evidence that counted by the end of the day. 1 query, 1 more where there is any.

    One's own pages see that of open memberships.
    """
    where = Q(membership__practice=practice) if practice else Q(membership__ended__isnull=True)
    rows = Credit.objects.filter(where, membership__user__in=ids, course__in=courses, accepted=True, withdrawn_at=None)
    some = list(
        rows.values_list("pk", flat=True)
    )  # mostly there is none, and asking for the rest costs four times that
    if not some:
        return {}
    rows = Credit.objects.filter(pk__in=some).select_related("membership", "decided_by")
    found = defaultdict(list)
    for credit in rows:
        if credit.decided_at is None or credit.decided_at < ends[credit.membership.user_id]:
            found[credit.membership.user_id, credit.course_id].append(credit)
    return dict(found)


def _only_waits(
    rules: Release,
    reader: Reader,
    *,
    done: tuple[Collection[str], Collection[str], Collection[str]],
    sent: tuple[Collection[str], Collection[str]],
) -> bool:
    """Whether everything that is asked is done or with an educator, and something is.

    `done`: units finished, quizzes passed, reflections marked; `sent`: quizzes and reflections with an educator.
    """
    (finished, passed, marked), (quizzes, written) = done, sent
    if not (set(quizzes) or set(written) - set(marked)):
        return False
    return is_complete(
        rules.structure, reader, finished=finished, passed={*passed, *quizzes}, marked={*marked, *written}
    )


def _changes_on(plan: Asked, begun: Enrolment | None, on: date) -> date | None:
    """The soonest day on which the plan changes by itself, or the rules somebody began with end."""
    days = [plan.changes_on] if plan.changes_on else []
    if begun is not None and (ends := begun.rules_until.date() + timedelta(days=1)) > on:
        days.append(ends)
    return min(days, default=None)


def _completed_by(enrolment: Enrolment, person: User, on: date) -> date | None:
    """The day of completion in the person's own zone; None while it was open on that day."""
    if enrolment.completed_at is None or enrolment.completed_release is None:
        return None
    day = enrolment.completed_at.astimezone(person.zone).date()
    return day if day <= on else None


def _sets(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)
