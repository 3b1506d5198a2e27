"""Who would get which reminder at a moment, and who would not and why. The page and the job ask the same function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.learning.queries import reader_of
from courses.learning.rules import minutes_left, quizzes_to_pass, units_carry_over
from courses.operations.models import Mail
from courses.oversight.reminders.cases import Case, Desk, Hint, cases, chunks, excused, local_day, members_of
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.reminders.schedule import is_news, purposes
from courses.people.models import Membership, User
from courses.training.models import Duty
from courses.training.state import Word

Purpose = Reminder.Purpose
MAIL = "due"  # purpose of the one mail a day, in the ledger of all mail
REFUSED_FOR = timedelta(days=30)  # so long an address that was refused gets nothing by itself
LATE = (Word.OVERDUE, Word.EXPIRED)


@dataclass(frozen=True, slots=True)
class Item:
    """A course in a mail. `day`: due, or to be renewed by; `late`: where they live it is over.

    `replaced`: (purpose, cycle) of what is not sent because this goes. `by` and `note` belong to an assignment.
    `reads_again`: to renew it is to go through its units, because no quiz asks this person anything.
    """

    course_id: int
    slug: str
    title: str
    purpose: Purpose
    cycle: str
    day: date
    late: bool
    renewal: bool
    begun: bool
    units_done: int
    units: int
    minutes: int
    by_id: int | None = None
    by: str = ""
    note: str = ""
    reads_again: bool = False
    replaced: tuple[tuple[Purpose, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail to one person. `key` is their local day. `refused`: the last mail to this address was."""

    membership_id: int
    person_id: int
    name: str
    address: str
    key: str
    items: tuple[Item, ...]
    refused: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody of whom something is outstanding but who gets no mail about it. `titles`: of the courses."""

    membership_id: int
    name: str
    titles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    planned: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """A manager's own reminder: of what is late, or, about one person or course, of anything that is to be done."""

    member: int | None = None
    course: str = ""

    @property
    def anything(self) -> bool:
        return self.member is not None or bool(self.course)


def plan(
    desk: Desk, now: datetime, *, only: Sequence[int] | None = None, by_hand: ByHand | None = None,
    explain: bool = False,
) -> Plan:  # fmt: skip
    """What would go out at `now`, to whom it is an hour at which anything may; `only`: of these members.

    At most 20 queries for each thousand people. With `explain` those who are on leave or exempt are named, too.
    """
    if by_hand is not None and by_hand.member is not None:
        only = [by_hand.member] if only is None else [one for one in only if one == by_hand.member]
    planned: list[Planned] = []
    left: list[LeftOut] = []
    for ids in chunks(members_of(desk.practice, only)):
        _plan_chunk(desk, now, ids, by_hand, planned, left)
        left += _excused(desk, now, ids) if explain else []
    return Plan(tuple(planned), tuple(left))


def _plan_chunk(
    desk: Desk, now: datetime, ids: Sequence[int], by_hand: ByHand | None,
    planned: list[Planned], left: list[LeftOut],
) -> None:  # fmt: skip
    on = desk.today(now)
    may = _late_or_wanted(by_hand, on) if by_hand else _open(desk.switches, on)
    people: dict[int, Membership] = {}
    items: dict[int, list[Item]] = defaultdict(list)
    for case in cases(desk, now, ids, may):
        item = _by_hand_item(desk, case, now, by_hand) if by_hand else _item(desk, case, now)
        if item is None:
            continue
        people[case.member.pk] = case.member
        if case.row.facts.waiting and case.row.facts.started:
            reason = _("waiting for marking: it is with an educator")
            left.append(LeftOut(case.member.pk, case.member.user.display_name, (case.title,), reason))
        else:
            items[case.member.pk].append(item)
    if not people:
        return
    users = [one.user for one in people.values()]
    mailed, refused = _mailed(users, now), _refused(users, now)
    names = _names(item for found in items.values() for item in found)
    for pk, found in items.items():
        person = people[pk].user
        named = sorted(
            (_named(item, names) for item in found), key=lambda one: (not one.late, one.day, one.title, one.slug)
        )
        reason = _why_not(person, mailed, refused, by_hand=by_hand is not None)
        reason = reason or ("" if by_hand else _not_now(desk, person, now))
        if reason:
            left.append(LeftOut(pk, person.display_name, tuple(one.title for one in named), reason))
            continue
        planned.append(
            Planned(
                membership_id=pk,
                person_id=person.pk,
                name=person.display_name,
                address=person.email or "",
                key=local_day(person, now),
                items=tuple(named),
                refused=person.email in refused,
            )
        )


def _excused(desk: Desk, now: datetime, ids: Sequence[int]) -> list[LeftOut]:
    return [
        LeftOut(
            row.membership_id,
            row.membership.user.display_name,
            (desk.releases[row.course_id].structure["title"],),
            row.detail,
        )
        for row in excused(desk, now, ids)
    ]


def _why_not(person: User, mailed: set[int], refused: set[str], *, by_hand: bool) -> str:
    """Why a person gets no mail; "" when they do. What a manager presses goes to a refused address once more."""
    if not person.email:
        return _("no email address")
    if person.pk in mailed:
        return _("had a mail today")
    if person.email in refused and not by_hand:
        return _("the mailbox refused our last mail")
    return ""


def _not_now(desk: Desk, person: User, now: datetime) -> str:
    """From when on a mail may go to somebody for whom this is no hour for it; "" when it may go now."""
    if desk.is_open(now, person.zone):
        return ""
    at = desk.opening(now, person.zone).astimezone(person.zone)
    values = {"zone": person.timezone.replace("_", " "), "day": date_format(at, "l j F"), "time": f"{at:%H:%M}"}
    return _("no mail at this hour in %(zone)s: it goes on %(day)s at %(time)s there") % values


def _open(switches: ReminderSettings, on: date) -> Callable[[Hint], bool]:
    """Rules out what has been said already, or whose time has not come."""

    def may(hint: Hint) -> bool:
        if switches.assigned and any((Purpose.ASSIGNED, due.isoformat()) not in hint.sent for due in hint.news):
            return True
        if hint.goal is None:
            return True
        return any((one, hint.goal.cycle) not in hint.sent for one in purposes(switches, hint.goal, on))

    return may


def _late_or_wanted(by_hand: ByHand, on: date) -> Callable[[Hint], bool]:
    def may(hint: Hint) -> bool:
        return by_hand.anything or hint.goal is None or on > hint.goal.day or hint.word in LATE

    return may


def _item(desk: Desk, case: Case, now: datetime) -> Item | None:
    """The newest reminder whose time it is; the older ones that were missed are replaced by it."""
    if case.can_be_undone(now):
        return None
    found = pending(desk, case, now)
    return _make(desk, case, now, *found[-1], tuple(found[:-1])) if found else None


def _by_hand_item(desk: Desk, case: Case, now: datetime, by_hand: ByHand) -> Item | None:
    on = desk.today(now)
    if case.goal is None or (by_hand.course and case.release.structure["id"] != by_hand.course):
        return None
    facts = case.row.facts
    held = facts.completed_on is not None and (facts.valid_until is None or on <= facts.valid_until)
    if case.row.state.word not in LATE and (held or not by_hand.anything):
        return None
    # The day of the person, as of the one mail they may get on it: where the practice is, it may be the same day still.
    cycle = local_day(case.member.user, now)
    return _make(desk, case, now, Purpose.BY_HAND, cycle, tuple(pending(desk, case, now)))


def pending(desk: Desk, case: Case, now: datetime) -> list[tuple[Purpose, str]]:
    """(purpose, cycle) of what has still to be said about a case, the newest last."""
    if case.goal is None:
        return []
    on, found = desk.today(now), []
    newest = case.duties[-1] if case.duties else None
    if newest is not None and desk.switches.assigned and _is_told(desk, case, newest, now):
        found.append((Purpose.ASSIGNED, newest.due.isoformat()))
    asked_on = None
    if newest is not None and not case.goal.renewal:
        first = min(case.duties, key=lambda duty: duty.due)
        asked_on = first.created_at.astimezone(desk.zone).date()
    on = min(on, _own_day(case, now))  # nobody hears the day after of a day that is not over where they live
    found += [(one, case.goal.cycle) for one in purposes(desk.switches, case.goal, on, asked_on)]
    return [one for one in found if one not in case.sent]


def _is_told(desk: Desk, case: Case, duty: Duty, now: datetime) -> bool:
    """Whether an assignment is news to somebody who has to do something about it."""
    assert case.goal is not None
    return not case.goal.renewal and is_news(duty.created_at, case.back_on, now, desk.zone)


def _make(
    desk: Desk, case: Case, now: datetime, purpose: Purpose, cycle: str, replaced: tuple[tuple[Purpose, str], ...]
) -> Item:
    assert case.goal is not None
    goal, facts = case.goal, case.row.facts
    anew = goal.renewal and not facts.started  # what they hold is to be renewed, and that has not begun
    told = case.duties[-1].assignment if purpose == Purpose.ASSIGNED else None
    return Item(
        course_id=case.release.course_id,
        slug=case.release.structure["id"],
        title=case.title,
        purpose=purpose,
        cycle=cycle,
        day=goal.day,
        late=_own_day(case, now) > goal.day,
        renewal=goal.renewal,
        begun=facts.started,
        units_done=facts.units_done if facts.started else 0,
        units=facts.units,
        minutes=_minutes_to_renew(case) if anew else case.row.minutes,
        by_id=told.by_id if told else None,
        note=told.note if told else "",
        reads_again=anew and not units_carry_over(case.release.structure, reader_of(case.member.user)),
        replaced=replaced,
    )


def _own_day(case: Case, now: datetime) -> date:
    return date.fromisoformat(local_day(case.member.user, now))


def _minutes_to_renew(case: Case) -> int:
    """The quizzes that ask this person something, as they are now; where there is none, the units again."""
    structure, reader = case.release.structure, reader_of(case.member.user)
    quizzes = quizzes_to_pass(structure, reader)
    if quizzes:
        return sum(quiz["minutes"] for quiz in quizzes)
    return minutes_left(structure, reader, finished=(), passed=())


def _mailed(people: Sequence[User], now: datetime) -> set[int]:
    """Who has had the one mail of the day that it is where they live. 1 query."""
    keys = {person.pk: local_day(person, now) for person in people}
    rows = Mail.objects.filter(person__in=list(keys), purpose=MAIL, key__in=set(keys.values()))
    return {person for person, key in rows.values_list("person_id", "key") if person and keys[person] == key}


def _refused(people: Sequence[User], now: datetime) -> set[str]:
    """Addresses whose last answer was a refusal, lately. 1 query."""
    rows = Mail.objects.filter(to__in=[person.email for person in people if person.email])
    last = rows.values("to").annotate(bad=Max("refused_at"), good=Max("sent_at")).filter(bad__gte=now - REFUSED_FOR)
    return {row["to"] for row in last if row["good"] is None or row["good"] < row["bad"]}


def _names(items: Iterable[Item]) -> dict[int, str]:
    """Names of those who assigned. 1 query, or none."""
    ids = {item.by_id for item in items if item.by_id}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name")) if ids else {}


def _named(item: Item, names: dict[int, str]) -> Item:
    if item.by_id is None:
        return item
    return replace(item, by=names.get(item.by_id, ""))
