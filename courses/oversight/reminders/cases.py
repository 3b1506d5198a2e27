"""Reads about whom a practice may have to be reminded of what: a fixed number of queries for every thousand people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from courses.authoring.models import Release
from courses.learning.queries import published
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.reminders.schedule import NEWS, UNDO, Goal, goal_of, is_open, opening
from courses.people.models import ClosedDay, Leave, Membership, Practice, User
from courses.training.duties import binds
from courses.training.facts import Gathered, Row, gather
from courses.training.models import Assignment, Duty, Standing
from courses.training.state import Facts, Word

CHUNK = 1000  # people at a time
RENEWAL_IN_SIGHT = timedelta(days=61)
EXCUSED_FOR = timedelta(days=30)  # so long after a due date it is still said why somebody hears nothing
Pair = tuple[int, int]  # (membership id, course id)
Sent = dict[Pair, set[tuple[str, str]]]  # -> (purpose, cycle)


@dataclass(frozen=True, slots=True)
class Contact:
    """A manager to whom people write back."""

    person_id: int
    name: str
    address: str
    zone: ZoneInfo

    @staticmethod
    def of(person: User) -> Contact:
        return Contact(person.pk, person.display_name, person.email or "", person.zone)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for everybody in a practice: read once. `contacts`: its managers who have an address; `closed`:
    the days on which it is.
    """

    practice: Practice
    switches: ReminderSettings
    releases: dict[int, Release]
    contacts: tuple[Contact, ...]
    closed: frozenset[date]

    @property
    def zone(self) -> ZoneInfo:
        return self.practice.zone

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def is_open(self, now: datetime, zone: ZoneInfo | None = None) -> bool:
        """Whether reminders may go now to somebody in this zone; without one: in that of the practice."""
        return is_open(self.switches, zone or self.zone, now, self.closed)

    def opening(self, now: datetime, zone: ZoneInfo | None = None) -> datetime:
        """The next moment, perhaps now, at which they may."""
        return opening(self.switches, zone or self.zone, now, self.closed)


def desk_of(practice: Practice) -> Desk:
    """4 queries."""
    switches = ReminderSettings.objects.filter(practice=practice).first() or ReminderSettings(practice=practice)
    managers = Membership.objects.filter(practice=practice, is_manager=True, ended=None, user__is_active=True)
    contacts = managers.exclude(user__email=None).order_by("started", "pk").select_related("user")
    return Desk(
        practice=practice,
        switches=switches,
        releases={release.course_id: release for release in published()},
        contacts=tuple(Contact.of(one.user) for one in contacts),
        closed=frozenset(ClosedDay.objects.filter(practice=practice).values_list("day", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Hint:
    """What the copy of the state says about a member and a course: enough to see that there is nothing to do.

    `goal` is None where the copy does not hold it: something valid that has to be renewed sometime. `news`: due dates
    of duties that are so new that nobody may have been told yet.
    """

    word: str
    goal: Goal | None
    sent: set[tuple[str, str]]
    news: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A member and a course about which something may have to be said, with the truth about it, not its copy."""

    member: Membership
    release: Release
    row: Row
    goal: Goal | None
    duties: tuple[Duty, ...]  # that bind on the day, the newest last
    back_on: date | None  # the day after the member's last leave
    sent: set[tuple[str, str]] = field(default_factory=set)

    @property
    def title(self) -> str:
        return str(self.release.structure["title"])

    def can_be_undone(self, now: datetime) -> bool:
        """Whether what was assigned last can be: until then no mail of any kind comes of it."""
        return bool(self.duties) and self.duties[-1].created_at + UNDO > now


def members_of(practice: Practice, only: Sequence[int] | None = None) -> list[int]:
    """Ids of the members who may be reminded of something. 1 query."""
    members = Membership.objects.filter(practice=practice, ended=None, needs_training=True, user__is_active=True)
    members = members if only is None else members.filter(pk__in=only)
    return list(members.order_by("pk").values_list("pk", flat=True))


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def cases(desk: Desk, now: datetime, members: Sequence[int], may: Callable[[Hint], bool]) -> list[Case]:
    """The cases of at most `CHUNK` members which `may` does not rule out. 3 queries, and 14 at most where any is left.

    `may` sees the copy of the state first, so that a quiet day costs little; what it lets through is read anew.
    """
    on = desk.today(now)
    sent = ledger(members)
    pairs = [pair for pair, hint in _hints(desk, now, members, sent) if may(hint)]
    if not pairs:
        return []
    people = {
        one.pk: one for one in Membership.objects.filter(pk__in={pair[0] for pair in pairs}).select_related("user")
    }
    wanted = [desk.releases[course] for course in {pair[1] for pair in pairs}]
    known = gather([one.user for one in people.values()], wanted, on, practice=desk.practice)
    found = [_case(desk, known, people[member], course, on) for member, course in pairs]
    for case in found:
        case.sent.update(sent.get((case.member.pk, case.release.course_id), ()))
    return found


def excused(desk: Desk, now: datetime, members: Sequence[int]) -> list[Standing]:
    """Members who would hear of a course about now, were they not on leave or exempt, as `detail` says. 1 query."""
    on = desk.today(now)
    about_now = Q(due__gte=on - EXCUSED_FOR, due__lte=on + timedelta(days=7)) | Q(created_at__gte=now - NEWS)
    duties = Duty.objects.filter(about_now, ended=None, assignment__undone_at=None)
    asked = Exists(duties.filter(membership=OuterRef("membership"), course=OuterRef("course")))
    rows = Standing.objects.filter(asked, membership__in=members, word=Word.NOT_ASSIGNED, course__in=desk.releases)
    return list(rows.exclude(detail="").select_related("membership__user").order_by("pk"))


def ledger(members: Sequence[int]) -> Sent:
    """Everything that was said, or left out on purpose. 1 query."""
    found: Sent = defaultdict(set)
    rows = Reminder.objects.filter(membership__in=members)
    for member, course, purpose, cycle in rows.values_list("membership_id", "course_id", "purpose", "cycle"):
        found[member, course].add((purpose, cycle))
    return found


def _hints(desk: Desk, now: datetime, members: Sequence[int], sent: Sent) -> Iterator[tuple[Pair, Hint]]:
    """2 queries. Of what is valid, only what has to be renewed within sight, where nothing else is to be said."""
    on = desk.today(now)
    news = _news(members, on, now)
    rows = Standing.objects.filter(membership__in=members, required=True).exclude(
        Q(word=Word.COMPLETE) & (Q(next_change=None) | Q(next_change__gt=on + RENEWAL_IN_SIGHT))
    )
    names = ("membership_id", "course_id", "word", "due", "completed_on", "valid_until")
    for member, course, word, due, completed_on, valid_until in rows.values_list(*names).order_by("pk"):
        if course not in desk.releases:
            continue
        facts = Facts(due=due, completed_on=completed_on, valid_until=valid_until)
        goal = goal_of(facts, on)
        lapsed = valid_until is not None and valid_until < on
        unknown = goal is None or (goal.renewal and not lapsed)  # the practice may want it before it runs out
        pair = (member, course)
        yield pair, Hint(word, None if unknown else goal, sent.get(pair, set()), tuple(news.get(pair, ())))


def _news(members: Sequence[int], on: date, now: datetime) -> dict[Pair, list[date]]:
    """Due dates of duties from the last days, and of all duties of those who came back from leave lately. 1 query."""
    back = Leave.objects.filter(
        membership__in=members, withdrawn_at=None, until__lt=on, until__gte=on - NEWS - timedelta(days=1)
    )
    recent = Q(created_at__gte=now - NEWS - timedelta(days=2)) | Q(membership__in=back.values("membership"))
    rows = Duty.objects.filter(recent, membership__in=members, ended=None, assignment__undone_at=None)
    found = defaultdict(list)
    for member, course, due in rows.values_list("membership_id", "course_id", "due"):
        found[member, course].append(due)
    return found


def _case(desk: Desk, known: Gathered, member: Membership, course: int, on: date) -> Case:
    person: User = member.user
    row = known.row(person, desk.releases[course])
    duties = [
        duty
        for duty in known.duties.get((person.pk, course), ())
        if duty.membership_id == member.pk and binds(duty, on) and duty.assignment.undone_at is None
    ]
    ends = [
        one.until + timedelta(days=1)
        for one in known.leaves.get(person.pk, ())
        if one.membership_id == member.pk and one.until is not None and one.until < on
    ]
    return Case(
        member=member,
        release=desk.releases[course],
        row=row,
        goal=goal_of(row.facts, on),
        duties=tuple(sorted(duties, key=lambda duty: (duty.created_at, duty.pk))),
        back_on=max(ends, default=None),
    )


def assigns_now(practice: Practice, now: datetime) -> bool:
    """Whether anything that was assigned here can still be undone. 1 query."""
    fresh = Assignment.objects.filter(practice=practice, created_at__gt=now - UNDO, undone_at=None, ended=None)
    return fresh.exists()


def zones(practice: Practice) -> set[ZoneInfo]:
    """Where the people of a practice live. 1 query."""
    members = Membership.objects.filter(practice=practice, ended=None, user__is_active=True)
    return {ZoneInfo(name) for name in members.values_list("user__timezone", flat=True).distinct()}


def desks(now: datetime) -> Iterator[Practice]:
    """Practices that ask anything of anybody, in the order in which they are served."""
    asking = Standing.objects.filter(required=True).values("practice")
    yield from Practice.objects.filter(pk__in=asking).order_by("pk")


def local_day(person: User, now: datetime) -> str:
    """The day where the person lives: the key of the one mail they may get on it, from whichever practice."""
    return timezone.localdate(now, timezone=person.zone).isoformat()
