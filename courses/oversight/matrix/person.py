"""A person in a course, and a person in all courses: state, dates and evidence, as a manager of theirs may see them.

Of what was learnt and how only this: begun, complete. Of somebody who has left, the state of their last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.certificates.practice_reviews import CourseReview, course_review
from courses.certificates.queries import standing
from courses.learning.models import Enrolment
from courses.learning.notices import safety_notices_to_read
from courses.learning.queries import current_release, published
from courses.oversight.matrix.people import ROLES
from courses.oversight.reminders.queries import SentMail, mails_about
from courses.people.models import Leave, Membership, Practice
from courses.training.assigning import words
from courses.training.duties import binds, due_of, never_bound, words_of
from courses.training.facts import Row, source_of, standings
from courses.training.models import Credit, Duty, Exemption
from courses.training.state import State, Word


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the practice, there or gone. `on`: the day of which the page speaks."""

    pk: int
    name: str
    role: str
    team: str
    needs_training: bool
    ended: date | None
    on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule that asks this person for this course. `moved`: its day without the leave, where that moved it."""

    assignment_id: int
    by: str
    began: date
    due: date
    moved: date | None
    again: str
    ended: date | None
    binds: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate or record of completion. `word`: valid, expired, replaced, withdrawn; `since`: from when on."""

    code: str
    kind: str
    completed_on: date
    valid_until: date | None
    word: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Other:
    """Other evidence that was accepted. `session`: the group session it comes from, which is its page then."""

    pk: int
    session: int | None
    source: str
    title: str
    provider: str
    completed_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PersonCourse:
    """Everything a manager may know of one person in one course."""

    member: Member
    slug: str
    title: str
    state: State
    due: date | None
    begun_on: date | None
    completed_on: date | None
    valid_until: date | None
    source: str
    asked: list[Asked]
    exemptions: list[tuple[str, str, date]]  # words, by whom, since
    leaves: list[tuple[date, date | None]]
    papers: list[Paper]
    others: list[Other]
    review: CourseReview | None
    mails: list[SentMail]
    notice: bool


@dataclass(frozen=True, slots=True)
class CourseOf:
    """One line of a person's courses."""

    slug: str
    title: str
    state: State
    notice: bool


def person_course(practice: Practice, member_id: int, slug: str) -> PersonCourse | None:
    """None when there is no such person in the practice, or no such course. At most 22 queries."""
    found, release = _membership(practice, member_id), current_release(slug)
    if found is None or release is None:
        return None
    on = _day(practice, found)
    row = standings([found.user], [release], on, practice=practice)[found.user_id, release.course_id]
    leaves = list(found.leaves.filter(withdrawn_at=None, started__lte=on).order_by("started"))
    return PersonCourse(
        member=_member(found, on),
        slug=slug,
        title=release.structure["title"],
        state=row.state,
        due=row.facts.due,
        begun_on=_begun_on(found, release, on),
        completed_on=row.facts.completed_on,
        valid_until=row.facts.valid_until,
        source=row.facts.source,
        asked=_asked(found, release, leaves, on),
        exemptions=_exemptions(found, release, on),
        leaves=[(leave.started, leave.until) for leave in leaves if leave.until is None or leave.until >= on],
        papers=_papers(found, release, on),
        others=_others(found, release, on),
        review=course_review(practice, slug),
        mails=mails_about(found.pk, release.course_id),
        notice=release.course_id in safety_notices_to_read([found.user_id]).get(found.user_id, ()),
    )


def person_courses(practice: Practice, member_id: int) -> tuple[Member, list[CourseOf]] | None:
    """Every course about which there is anything to say, by title; None when the person is not of the practice."""
    found = _membership(practice, member_id)
    if found is None:
        return None
    on = _day(practice, found)
    releases = published()
    rows = standings([found.user], releases, on, practice=practice)
    unread = safety_notices_to_read([found.user_id]).get(found.user_id, ())
    lines = [
        CourseOf(release.structure["id"], release.structure["title"], row.state, release.course_id in unread)
        for release in releases
        if _says_something(row := rows[found.user_id, release.course_id])
    ]
    return _member(found, on), lines


def _says_something(row: Row) -> bool:
    return row.state.word != Word.NOT_ASSIGNED or bool(row.state.detail)


def _membership(practice: Practice, member_id: int) -> Membership | None:
    return Membership.objects.filter(practice=practice, pk=member_id).select_related("user", "team").first()


def _day(practice: Practice, member: Membership) -> date:
    today = timezone.localdate(timezone=practice.zone)
    return min(member.ended, today) if member.ended else today


def _member(row: Membership, on: date) -> Member:
    return Member(
        pk=row.pk,
        name=row.user.display_name,
        role=ROLES.get(row.job_role or row.user.job_role, ""),
        team=row.team.name if row.team else "",
        needs_training=row.needs_training,
        ended=row.ended,
        on=on,
    )


def _begun_on(member: Membership, release: Release, on: date) -> date | None:
    """The day the last cycle was begun, in the person's own zone."""
    rows = Enrolment.objects.filter(person=member.user_id, course=release.course_id).order_by("-cycle")
    days = (at.astimezone(member.user.zone).date() for at in rows.values_list("started_at", flat=True))
    return next((day for day in days if day <= on), None)


def _asked(member: Membership, release: Release, leaves: list[Leave], on: date) -> list[Asked]:
    """The rules that bind or bound, newest first; one that was undone never did."""
    rows = Duty.objects.filter(membership=member, course=release.course_id, began__lte=on)
    found = []
    for duty in rows.select_related("membership", "assignment__by").order_by("-began", "-pk"):
        if never_bound(duty):
            continue
        rule, due = duty.assignment, due_of(duty, leaves, on)
        found.append(
            Asked(
                assignment_id=rule.pk,
                by=rule.by.display_name if rule.by else "",
                began=duty.began,
                due=due,
                moved=duty.due if due != duty.due else None,
                again=words.renewal(rule.renewal, rule.renewal_month),
                ended=duty.ended,
                binds=binds(duty, on),
            )
        )
    return found


def _exemptions(member: Membership, release: Release, on: date) -> list[tuple[str, str, date]]:
    """Those that hold on the day."""
    rows = Exemption.objects.filter(membership=member, course=release.course_id, began__lte=on).select_related("by")
    return [
        (words_of(one), one.by.display_name if one.by else "", one.began)
        for one in rows
        if (one.until is None or one.until >= on) and (one.ended is None or one.ended > on)
    ]


def certificates(people: list[int]) -> QuerySet[Certificate]:
    """Certificates of these people, with what happened to them."""
    rows = Certificate.objects.filter(enrolment__person__in=people).select_related("enrolment")
    return rows.prefetch_related("events").order_by("-completed_on", "-enrolment__cycle", "-issue")


def _papers(member: Membership, release: Release, on: date) -> list[Paper]:
    """All of them, newest first; of somebody who has left, those they had by then."""
    found = []
    for one in certificates([member.user_id]).filter(enrolment__course=release.course_id, completed_on__lte=on):
        word, since = standing(one, on)
        found.append(Paper(grouped(one.code), one.kind, one.completed_on, one.valid_until, word, since))
    return found


def _others(member: Membership, release: Release, on: date) -> list[Other]:
    rows = Credit.objects.filter(
        membership=member, course=release.course_id, accepted=True, withdrawn_at=None, completed_on__lte=on
    ).select_related("decided_by")
    return [
        Other(one.pk, one.session_id, source_of(one), one.title, one.provider, one.completed_on, one.valid_until)
        for one in rows.order_by("-completed_on", "-pk")
    ]
