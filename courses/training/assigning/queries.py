"""Reads of the plan of a practice: its rules with how far they have come, and one person's duties. Constant queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from courses.authoring.models import Course
from courses.people.models import Membership, Practice
from courses.training.assigning import words
from courses.training.facts import Row, standings
from courses.training.models import Assignment, Duty, Exemption, Standing
from courses.training.paths import courses_of_path
from courses.training.state import LABELS, Word

TITLE = KeyTextTransform("title", "course__current__structure")  # of a row with a course; None when not published


@dataclass(frozen=True, slots=True)
class Rule:
    """One assignment in words. `done` of `asked`: pairs of a person and a course that are complete, of all that bind.

    Exempt people are not counted. `courses`: (slug, title), a path's in its order and else by title; a course that is
    no longer published has its id as title.
    """

    pk: int
    what: str
    path: str
    courses: tuple[tuple[str, str], ...]
    whom: str
    due: str
    due_on: date | None
    renewal: str
    renewal_means: str
    before_access: bool
    note: str
    by: str
    made_at: datetime
    ended: date | None
    undone_at: datetime | None
    asked: int = 0
    done: int = 0

    @property
    def is_open(self) -> bool:
        return self.ended is None and self.undone_at is None

    @property
    def several(self) -> bool:
        return len(self.courses) > 1


def rules_of(practice: Practice) -> list[Rule]:
    """Every rule the practice ever made, newest first; those taken back too. 4 queries."""
    return _rules(Assignment.objects.filter(practice=practice), practice)


def rule_of(practice: Practice, pk: int) -> Rule | None:
    """One rule of this practice, None where it has no such rule. 4 queries."""
    return next(iter(_rules(Assignment.objects.filter(practice=practice, pk=pk), practice)), None)


def _rules(rows: QuerySet[Assignment], practice: Practice) -> list[Rule]:
    found = list(rows.select_related("by", "team").order_by("-created_at", "-pk"))
    courses = _courses_of([row.pk for row in found])
    counts = {row["assignment"]: row for row in _progress(practice)}
    people = dict(
        Duty.objects.filter(assignment__practice=practice, assignment__whom=Assignment.Whom.PEOPLE)
        .values_list("assignment")
        .annotate(people=Count("membership", distinct=True))
    )
    return [
        _rule(row, _in_order(row.path, courses[row.pk]), people.get(row.pk, 0), counts.get(row.pk, {})) for row in found
    ]


def _in_order(path: str, courses: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As the path has them; what it no longer has comes last."""
    place = {slug: number for number, slug in enumerate(courses_of_path(path))}
    return sorted(courses, key=lambda one: place.get(one[0], len(place)))


def _rule(row: Assignment, courses: list[tuple[str, str]], people: int, counts: dict[str, int]) -> Rule:
    return Rule(
        pk=row.pk,
        what=words.title(row.path_title, [title for _slug, title in courses]),
        path=row.path,
        courses=tuple(courses),
        whom=words.whom(
            row.whom, role=row.role, team=row.team.name if row.team else "", people=people, future=row.future
        ),
        due=words.due(row.due, row.due_days),
        due_on=row.due,
        renewal=words.renewal(row.renewal, row.renewal_month),
        renewal_means=words.renewal_means(row.renewal, row.renewal_month),
        before_access=row.before_access,
        note=row.note,
        by=row.by.display_name if row.by else "",
        made_at=row.created_at,
        ended=row.ended,
        undone_at=row.undone_at,
        asked=counts.get("asked", 0),
        done=counts.get("done", 0),
    )


def _courses_of(assignments: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(slug, title) of each assignment's courses, by title. 1 query."""
    found = defaultdict(list)
    rows = Assignment.courses.through.objects.filter(assignment__in=list(assignments)).annotate(
        slug=F("course__slug"), title=TITLE
    )
    for assignment, slug, title in rows.values_list("assignment_id", "slug", "title"):
        found[assignment].append((slug, title or slug))
    for courses in found.values():
        courses.sort(key=lambda one: one[1].casefold())
    return found


def titles_of(assignment: Assignment) -> list[str]:
    return [title for _slug, title in _courses_of([assignment.pk])[assignment.pk]]


def title_of(course: Course) -> str:
    return course.current.structure["title"] if course.current else course.slug


def _binding(practice: Practice) -> QuerySet[Duty]:
    """Duties that ask something of somebody today, with `exempt`."""
    today = timezone.localdate(timezone=practice.zone)
    holds = exemptions_on(today).filter(membership=OuterRef("membership"), course=OuterRef("course"))
    return Duty.objects.filter(
        assignment__practice=practice, ended=None, membership__ended=None, membership__needs_training=True
    ).annotate(exempt=Exists(holds))


def exemptions_on(today: date) -> QuerySet[Exemption]:
    return Exemption.objects.filter(
        Q(until=None) | Q(until__gte=today), Q(ended=None) | Q(ended__gt=today), began__lte=today
    )


def _progress(practice: Practice) -> Iterable[dict[str, int]]:
    """How many pairs each rule binds and how many of those are complete; what is asked once stays done. 1 query."""
    own = Standing.objects.filter(membership=OuterRef("membership"), course=OuterRef("course"))
    done = Exists(own.filter(word=Word.COMPLETE))
    once = Exists(own.filter(completed_on__gte=OuterRef("began")))
    return (
        _binding(practice)
        .filter(exempt=False)
        .annotate(complete=done, was_done=once)
        .values("assignment")
        .annotate(
            asked=Count("pk"),
            done=Count("pk", filter=Q(complete=True) | Q(assignment__renewal="once", was_done=True)),
        )
        .order_by()
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A person and a course of a rule: the state's words as everywhere, or that the person has left."""

    member: int
    name: str
    role: str
    course: str
    slug: str
    due: date
    label: str
    detail: str
    left: date | None


def asked_by(practice: Practice, assignment: int) -> QuerySet[Duty]:
    """The duties a rule of the practice gave, by name of the person: to be taken a page at a time."""
    return (
        Duty.objects.filter(assignment=assignment, assignment__practice=practice)
        .select_related("membership__user", "course__current")
        .order_by("membership__user__display_name", "membership", "course__slug")
    )


def with_states(practice: Practice, duties: Sequence[Duty]) -> list[Asked]:
    """Each with its state as it is now: right after an assignment the copy for lists would still say the old one.

    10 queries at most for a page.
    """
    today = timezone.localdate(timezone=practice.zone)
    people = {duty.membership.user_id: duty.membership.user for duty in duties}
    releases = {duty.course_id: duty.course.current for duty in duties if duty.course.current is not None}
    rows = standings(list(people.values()), list(releases.values()), today, practice=practice)
    return [_asked(duty, rows.get((duty.membership.user_id, duty.course_id))) for duty in duties]


def _asked(duty: Duty, row: Row | None) -> Asked:
    member = duty.membership
    return Asked(
        member=member.pk,
        name=member.user.display_name,
        role=words.job(member.job_role or member.user.job_role),
        course=title_of(duty.course),
        slug=duty.course.slug,
        due=duty.due,
        label=row.state.label if row else str(LABELS[Word.NOT_ASSIGNED]),
        detail=row.state.detail if row else "",
        left=member.ended,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """One duty of a person in a course: by which rule, since when, due when (before leave moves it)."""

    rule: Rule
    began: date
    due: date
    ended: date | None


def duties_of(member: Membership, course: Course) -> list[Ask]:
    """Why this member is asked for this course, and was; newest first. What was taken back is left out. 5 queries."""
    duties = Duty.objects.filter(membership=member, course=course, assignment__undone_at=None)
    rows = list(duties.order_by("-began", "-pk"))
    practice = member.practice
    rules = {
        rule.pk: rule
        for rule in _rules(
            Assignment.objects.filter(practice=practice, pk__in=[row.assignment_id for row in rows]), practice
        )
    }
    return [Ask(rules[row.assignment_id], row.began, row.due, row.ended) for row in rows]
