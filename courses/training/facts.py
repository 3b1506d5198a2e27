"""Gathers what `state` needs, for many people and courses in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.authoring.models import Release
from courses.learning.models import Enrolment
from courses.learning.queries import rules_of
from courses.learning.rules import Reader, is_complete, minutes_left, required_units, units_carry_over, valid_until
from courses.people.models import Leave, Practice, User
from courses.training import reading
from courses.training.duties import Asked, Completion, asked, binds, never_bound
from courses.training.models import Credit, Duty, Exemption
from courses.training.reading import Pair, Pairs
from courses.training.state import Facts, State, Word, state

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
    finished: set[str] = field(default_factory=set)  # units that count as finished: done, or skipped
    skipped: dict[str, datetime] = field(default_factory=dict)  # those of them that a start check spared, since when
    paths: set[str] = field(default_factory=set)  # ids of the paths by which a practice asks for the course
    passed: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)  # quizzes handed in, in which an educator marks a reflection
    minutes: int = 0

    @property
    def completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.completed_at is not None

    @property
    def settled(self) -> bool:
        """Whether there is nothing to do in it: complete and valid while no renewal is under way, or nobody asks for it
        again, or the person is exempt.
        """
        if self.facts.exempt:
            return True
        if self.completed:
            return self.state.word in (Word.COMPLETE, Word.NOT_ASSIGNED)
        return self.state.word is Word.COMPLETE and (self.enrolment is None or self.enrolment.cycle == 1)

    def left(self, reader: Reader) -> int:
        """Minutes before this person. What has run out is renewed by the quiz, and by the units skipped last time; by
        all units where no quiz asks them anything.
        """
        if self.settled:
            return 0
        if self.completed:
            whole = self.release.structure
            done = self.finished - self.skipped.keys() if units_carry_over(whole, reader) else NOTHING
            return minutes_left(whole, reader, finished=done, passed=())
        return self.minutes


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
    finished: Pairs  # done or skipped
    anew: Pairs  # done in a renewal
    skipped: dict[Pair, dict[str, datetime]]  # and not done
    passed: dict[int, set[str]]  # by enrolment
    waiting: dict[int, set[str]]
    tested: frozenset[int]  # enrolments in which a quiz or graded lab was passed
    written: Pairs
    marked: Pairs
    duties: dict[Pair, list[Duty]]
    leaves: dict[int, list[Leave]]  # by person
    exemptions: dict[Pair, list[Exemption]]
    credits: dict[Pair, list[Credit]]
    later: set[Pair]  # of whom something counts from a later day on
    _needed: dict[tuple[int, Reader], list[str]] = field(default_factory=dict)

    def pairs(self) -> set[Pair]:
        """Every person and course about whom there is anything to say."""
        return self.cycles.keys() | self.duties.keys() | self.credits.keys() | self.later

    def row(self, person: User, release: Release) -> Row:
        key = (person.pk, release.course_id)
        reader = Reader(role=person.job_role, region=person.region)
        cycles = self.cycles.get(key, [])
        enrolment = cycles[-1] if cycles else None
        rules = rules_of(enrolment, release) if enrolment else release
        won = self.passed.get(enrolment.pk, set()) if enrolment else set()
        waits = self.waiting.get(enrolment.pk, set()) if enrolment else set()
        finished = self._finished(person, enrolment, (rules, release), reader)
        facts = self._facts(person, (rules, release), reader, enrolment, (finished, won, waits))
        return Row(
            release=release,
            rules=rules,
            state=state(facts, self.on),
            facts=facts,
            enrolment=enrolment,
            begun=self.begun.get(key, set()),
            finished=finished,
            skipped=self.skipped.get(key, {}),
            paths=self._paths(key),
            passed=won,
            waiting=waits,
            minutes=minutes_left(rules.structure, reader, finished=finished, passed=won | waits),
        )

    def _finished(
        self, person: User, enrolment: Enrolment | None, releases: tuple[Release, Release], reader: Reader
    ) -> set[str]:
        """Units that count as finished: those of a renewal alone where no quiz covers what was done before it. Of one
        that is complete all, whoever its reader has become since.
        """
        rules, newest = (release.structure for release in releases)
        key = (person.pk, releases[0].course_id)
        renews = enrolment is not None and enrolment.cycle > 1 and not _completed_by(enrolment, person, self.on)
        if not renews or units_carry_over(rules, reader, newest):
            return self.finished.get(key, set())
        return self.anew.get(key, set()) | self.skipped.get(key, {}).keys()

    def _facts(
        self,
        person: User,
        releases: tuple[Release, Release],  # whose rules count, and the newest
        reader: Reader,
        enrolment: Enrolment | None,
        done_so_far: tuple[set[str], set[str], set[str]],  # units finished, quizzes passed, quizzes with an educator
    ) -> Facts:
        finished, won, waits = done_so_far
        rules, key = releases[0], (person.pk, releases[0].course_id)
        done = self._completions(person, key)
        plan = asked(
            self.duties.get(key, ()), self.leaves.get(person.pk, ()), self.exemptions.get(key, ()), done, self.on
        )
        started = enrolment is not None and not _completed_by(enrolment, person, self.on)
        held = max(done, key=Completion.lasts, default=None)
        needed = self._required(rules, reader)
        spared = self.skipped.get(key, {})
        with_educator = started and _only_waits(
            releases,
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
            changes_on=_changes_on(plan, enrolment if started else None, self.on, later=key in self.later),
            started=started,
            completed_on=held.on if held else None,
            valid_until=held.valid_until if held else None,
            source=held.source if held else "",
            units_done=sum(unit in finished and unit not in spared for unit in needed),
            units=sum(unit not in spared for unit in needed),
            waiting=with_educator,
        )

    def _paths(self, key: Pair) -> set[str]:
        binding = (duty for duty in self.duties.get(key, ()) if binds(duty, self.on) and not never_bound(duty))
        return {duty.assignment.path for duty in binding if duty.assignment.path}

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
                source = "" if row.pk in self.tested else _("no test")
                found.append(Completion(day, valid_until(day, months), source))
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
    ends = {person.pk: reading.end_of(on, person) for person in people}
    later: set[Pair] = set()
    cycles = reading.cycles(ids, courses, ends, later)
    reading.attach_releases([row for rows in cycles.values() for row in rows], releases)
    newest = [rows[-1] for rows in cycles.values()]
    units = reading.units(cycles, ends, later)
    done = units.finished
    skipped = {
        key: {unit: at for unit, at in spared.items() if unit not in done.get(key, NOTHING)}
        for key, spared in units.skipped.items()
    }
    quizzes = reading.quizzes(cycles, ends, later)
    written, marked = reading.reflections(ids, newest, releases)
    duties = reading.duties(ids, courses, practice)
    bound = [duty for rows in duties.values() for duty in rows]
    return Gathered(
        on=on,
        cycles=cycles,
        begun=units.begun,
        finished=done | {key: done.get(key, set()) | units.keys() for key, units in skipped.items()},
        anew=units.anew,
        skipped=skipped,
        passed=quizzes.passed,
        waiting=quizzes.waiting,
        tested=quizzes.tested,
        written=written,
        marked=marked,
        duties=duties,
        leaves=reading.leaves({duty.membership_id for duty in bound if duty.any_leave}),
        exemptions=reading.exemptions({duty.membership_id for duty in bound if duty.any_exemption}),
        credits=reading.credits(ids, courses, practice, ends, on, later),
        later=later,
    )


def _only_waits(
    releases: tuple[Release, Release],
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
    rules, newest = (release.structure for release in releases)
    asked = {"finished": finished, "passed": {*passed, *quizzes}, "marked": {*marked, *written}}
    return is_complete(rules, reader, newest=newest, **asked)


def _changes_on(plan: Asked, begun: Enrolment | None, on: date, *, later: bool) -> date | None:
    """The soonest day on which the plan changes by itself, or the rules somebody began with end.

    That is tomorrow for whoever has a later day already, because they live east of the practice, and did something.
    """
    if later:
        return on + timedelta(days=1)
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
