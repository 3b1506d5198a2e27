"""What a manager has chosen on the way to an assignment: plain values, nothing stored yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from courses.authoring.models import Release
from courses.people.models import Membership, Practice
from courses.training.assigning.dates import USUAL_DAYS
from courses.training.assigning.rules import in_role, learners
from courses.training.models import Assignment

Whom = Assignment.Whom
MOST_PEOPLE = 500  # named one by one; whole groups have no limit
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Target:
    """Whom: everybody, a role, a team (its id), or the memberships named."""

    whom: str
    role: str = ""
    team: int | None = None
    people: tuple[int, ...] = ()
    future: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """By when, and when again. Exactly one of `due` and `days` is set; `month` only with a renewal in a month."""

    due: date | None
    days: int | None
    renewal: str = Assignment.Renewal.ROLLING
    month: int | None = None
    before_access: bool = False

    def first_due(self, today: date) -> date:
        """The day for those who are there today."""
        return self.due or today + timedelta(days=self.days or 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything but the message. `path` is the id of the path the releases come from, with its title."""

    releases: tuple[Release, ...]
    target: Target
    timing: Timing
    path: str = ""
    path_title: str = ""

    @property
    def course_ids(self) -> list[int]:
        return [release.course_id for release in self.releases]


def members_of(practice: Practice, target: Target) -> QuerySet[Membership]:
    """The members it means today, with their user, by name."""
    members = learners(practice).filter(_where(target)).select_related("user", "practice", "team")
    return members.order_by("user__display_name", "pk")


def _where(target: Target) -> Q:
    if target.whom == Whom.EVERYBODY:
        return Q()
    if target.whom == Whom.ROLE:
        return in_role(target.role)
    if target.whom == Whom.TEAM:
        return Q(team=target.team)
    return Q(pk__in=target.people)


def suggested_due(today: date) -> date:
    return today + timedelta(days=USUAL_DAYS)
