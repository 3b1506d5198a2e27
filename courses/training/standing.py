"""Keeps Standing, the copy of `state()` for totals and lists, equal to the truth. Each function can be called twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.authoring.models import Course, Release
from courses.learning.models import Enrolment, Mark
from courses.people.models import Membership, Practice
from courses.training.facts import Row, gather
from courses.training.models import Credit, Standing
from courses.training.state import Word

BATCH = 500  # members at a time: memory stays flat, and a write never holds the database for long
FIELDS = ("practice", "word", "detail", "short", "required", "due", "completed_on", "valid_until", "next_change")


def refresh_enrolment(*, enrolment_id: int) -> None:
    """After something happened in an enrolment."""
    row = Enrolment.objects.filter(pk=enrolment_id).values_list("person_id", "course_id").first()
    if row is not None:
        refresh(Membership.objects.filter(user=row[0]), course_ids=[row[1]])


def refresh_marked(*, mark_id: int) -> None:
    """After an educator marked a reflection."""
    mark = Mark.objects.filter(pk=mark_id).select_related("answer__attempt__enrolment", "exercise").first()
    if mark is None:
        return
    owner = mark.exercise or mark.answer.attempt.enrolment
    refresh(Membership.objects.filter(user=owner.person_id), course_ids=[owner.course_id])


def refresh_person(*, person_id: int) -> None:
    refresh(Membership.objects.filter(user=person_id))


def refresh_decided_by(*, person_id: int) -> None:
    """After somebody's name may have changed: evidence that they accepted says "approved by" and that name."""
    decided = Credit.objects.filter(decided_by=person_id, accepted=True, withdrawn_at=None, session=None)
    for courses, members in _by_courses(decided.values_list("membership_id", "course_id").distinct()):
        refresh(Membership.objects.filter(pk__in=members), course_ids=courses)


def refresh_course(*, course_id: int) -> None:
    """After a release: other units, other rules."""
    concerned = Standing.objects.filter(course=course_id).values("membership")
    refresh(Membership.objects.filter(pk__in=concerned), course_ids=[course_id])


def refresh_member(*, membership_id: int) -> None:
    refresh(Membership.objects.filter(pk=membership_id))


def refresh_plan(*, practice_id: int, membership_ids: list[int] | None, course_ids: list[int] | None) -> None:
    members = Membership.objects.filter(practice=practice_id)
    refresh(members if membership_ids is None else members.filter(pk__in=membership_ids), course_ids=course_ids)


def refresh_overdue() -> int:
    """Rows whose day of change has come where their practice is. To be called often; returns how many members."""
    count = 0
    for practice in Practice.objects.filter(pk__in=_practices_with_changes()):
        today = timezone.localdate(timezone=practice.zone)
        late = Standing.objects.filter(practice=practice, next_change__lte=today)
        for courses, members in _by_courses(late.values_list("membership_id", "course_id")):
            refresh(Membership.objects.filter(pk__in=members), course_ids=courses)
            count += len(members)
    return count


def _practices_with_changes() -> QuerySet[Standing, dict[str, int]]:
    """The day begins first at UTC+14: what changes tomorrow here may have changed there."""
    latest = timezone.now().astimezone(timezone.get_fixed_timezone(14 * 60)).date()
    return Standing.objects.filter(next_change__lte=latest).values("practice")


def _by_courses(pairs: Iterable[tuple[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Members grouped by the same courses."""
    courses = defaultdict(set)
    for member, course in pairs:
        courses[member].add(course)
    groups = defaultdict(list)
    for member, own in courses.items():
        groups[tuple(sorted(own))].append(member)
    return [(list(key), members) for key, members in groups.items()]


def refresh(members: QuerySet[Membership], *, course_ids: Collection[int] | None = None) -> None:
    """Make the rows of these members anew, in batches, each in a transaction of its own.

    Whoever has left, or needs no training, loses theirs.
    """
    current = Course.objects.exclude(current=None).values("current")
    if course_ids is not None:
        current = current.filter(pk__in=course_ids)
    releases = list(Release.objects.filter(pk__in=current))
    ids = list(members.order_by("practice", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _refresh_batch(ids[start : start + BATCH], releases, course_ids)


@transaction.atomic
def _refresh_batch(ids: list[int], releases: Sequence[Release], course_ids: Collection[int] | None) -> None:
    rows = list(
        Membership.objects.select_for_update(of=("self",))  # one refresher of a person at a time: the last one is right
        .filter(pk__in=ids)
        .order_by("pk")
        .select_related("user", "practice")
    )
    current = [row for row in rows if row.ended is None and row.needs_training]
    wanted: dict[tuple[int, int], Standing] = {}
    for practice in {row.practice for row in current}:
        own = [row for row in current if row.practice_id == practice.pk]
        wanted |= standings_of(own, releases, timezone.localdate(timezone=practice.zone), practice)
    old = Standing.objects.filter(membership__in=ids)
    if course_ids is not None:
        old = old.filter(Q(course__in=course_ids))
    _store(wanted, list(old))


def standings_of(
    members: Sequence[Membership], releases: Sequence[Release], on: date, practice: Practice
) -> dict[tuple[int, int], Standing]:
    """(membership id, course id) → unsaved row, for members of one practice (with their `user`), where there is
    anything to say.
    """
    gathered = gather([member.user for member in members], releases, on, practice=practice)
    by_course = {release.course_id: release for release in releases}
    member_of = {member.user_id: member for member in members}
    rows = {}
    for person, course in gathered.pairs():
        member = member_of[person]
        row = gathered.row(member.user, by_course[course])
        if row.state.word != Word.NOT_ASSIGNED or row.state.detail or row.state.next_change:
            rows[member.pk, course] = standing_of(member, course, row)
    return rows


def standing_of(member: Membership, course_id: int, row: Row) -> Standing:
    return Standing(
        practice_id=member.practice_id,
        membership=member,
        course_id=course_id,
        word=row.state.word.value,
        detail=row.state.detail[:200],
        short=row.state.short[:60],
        required=row.facts.due is not None,
        due=row.facts.due,
        completed_on=row.facts.completed_on,
        valid_until=row.facts.valid_until,
        next_change=row.state.next_change,
    )


def _store(wanted: dict[tuple[int, int], Standing], old: list[Standing]) -> None:
    """Write what differs and delete what no longer is."""
    changed = []
    for row in old:
        new = wanted.pop((row.membership_id, row.course_id), None)
        if new is None:
            continue
        if any(getattr(row, _column(name)) != getattr(new, _column(name)) for name in FIELDS):
            new.pk = row.pk
            changed.append(new)
        row.word = ""  # is wanted
    Standing.objects.filter(pk__in=[row.pk for row in old if row.word]).delete()
    Standing.objects.bulk_update(changed, FIELDS, batch_size=200)
    Standing.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=500)


def _column(name: str) -> str:
    return f"{name}_id" if name == "practice" else name
