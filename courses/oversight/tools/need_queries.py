"""The needs analysis of a practice with how far each role is, as the page and the inspection pack read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from courses.learning.queries import published
from courses.oversight.tools.needs import Reason, RoleNeeds, Used, analyse
from courses.oversight.tools.queries import Tool, register
from courses.people.models import JobRole, Membership, Practice
from courses.training.assigning.queries import exemptions_on
from courses.training.models import Standing
from courses.training.state import Word


@dataclass(frozen=True, slots=True)
class CourseNeed:
    """A course that suits a role: for how many of its people it is asked, and how many are complete today.

    `exempt`: those who need not take it today, and have neither been asked nor completed it.
    """

    course: str
    title: str
    minutes: int
    reasons: tuple[Reason, ...]
    people: int
    asked: int
    complete: int
    exempt: int

    @property
    def to_assign(self) -> bool:
        """Whether somebody of the role is neither asked for it nor has it, and is not exempt."""
        return self.people - self.exempt > max(self.asked, self.complete)


@dataclass(frozen=True, slots=True)
class RoleNeed:
    role: str
    label: str
    people: int
    tools: tuple[str, ...]
    courses: tuple[CourseNeed, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """`without_role`: people who need training and whose role nobody has filled in; they are in none of the roles."""

    roles: tuple[RoleNeed, ...]
    without_role: int


def needs(practice: Practice, tools: tuple[Tool, ...] | None = None) -> Needs:
    """What each role should learn, from the tools it works with today. 5 queries, 4 where the register is given."""
    tools = register(practice) if tools is None else tools
    releases = {release.course.slug: release.structure for release in published()}
    used = [Used(tool.name, tool.kind, tool.status, tool.roles) for tool in tools if tool.ended_on is None]
    found = analyse(used, {slug: structure["audience"] for slug, structure in releases.items()})
    people, far, exempt = _people(practice), _far(practice), _exempt(practice)
    return Needs(tuple(_role(one, releases, people, far, exempt) for one in found), people.get("", 0))


def _role(
    found: RoleNeeds,
    releases: Mapping[str, Mapping[str, object]],
    people: Mapping[str, int],
    far: Mapping[tuple[str, str], tuple[int, int]],
    exempt: Mapping[tuple[str, str], int],
) -> RoleNeed:
    many = people.get(found.role, 0)
    courses = tuple(
        CourseNeed(
            one.course,
            str(releases[one.course]["title"]),
            int(str(releases[one.course]["minutes"])),
            one.reasons,
            many,
            *far.get((found.role, one.course), (0, 0)),
            exempt.get((found.role, one.course), 0),
        )
        for one in found.courses
    )
    return RoleNeed(found.role, str(JobRole(found.role).label), many, found.tools, courses)


def _people(practice: Practice) -> dict[str, int]:
    """Role -> people of the practice who need training."""
    members = Membership.objects.filter(practice=practice, ended=None, needs_training=True)
    return dict(members.order_by().values_list("job_role").annotate(Count("pk")))


def _far(practice: Practice) -> dict[tuple[str, str], tuple[int, int]]:
    """(role, course) -> how many are asked for it, how many are complete."""
    standings = Standing.objects.filter(practice=practice, membership__ended=None, membership__needs_training=True)
    rows = standings.order_by().values_list("membership__job_role", "course__slug")
    asked, complete = Count("pk", filter=Q(required=True)), Count("pk", filter=Q(word=Word.COMPLETE))
    return {(role, course): (many, done) for role, course, many, done in rows.annotate(a=asked, c=complete)}


def _exempt(practice: Practice) -> dict[tuple[str, str], int]:
    """(role, course) -> how many are exempt today and in neither count of `_far`: those have an answer already."""
    own = Standing.objects.filter(membership=OuterRef("membership"), course=OuterRef("course"))
    counted = Exists(own.filter(Q(required=True) | Q(word=Word.COMPLETE)))
    rows = exemptions_on(timezone.localdate(timezone=practice.zone)).filter(
        ~counted, membership__practice=practice, membership__ended=None, membership__needs_training=True
    )
    pairs = rows.order_by().values_list("membership__job_role", "course__slug")
    return {(role, course): many for role, course, many in pairs.annotate(n=Count("membership", distinct=True))}
