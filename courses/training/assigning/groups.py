"""Whom a manager can choose: everybody, a role, a team, people by name. Those invited are counted beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, CharField, F, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.people.joining.models import Invitation
from courses.people.models import JobRole, Membership, Practice, Team
from courses.training.assigning import words
from courses.training.assigning.rules import learners, role_of
from courses.training.models import Assignment

Whom = Assignment.Whom
SHOWN = 60  # people a page besides those chosen: a search finds the others


@dataclass(frozen=True, slots=True)
class Group:
    """A group with how many people are in it today; `key` is "everybody", "role:gp", "team:3" or "people".

    `invited`: how many will be in it once they accept the invitation they have.
    """

    key: str
    name: str
    people: int
    invited: int = 0

    @property
    def label(self) -> str:
        return self.name if self.key == Whom.PEOPLE else f"{self.name} ({self.count})"

    @property
    def count(self) -> str:
        """ "3 people", "3 people, 8 invited", "nobody yet, 8 invited" or "nobody today"."""
        people = ngettext("%(count)s person", "%(count)s people", self.people) % {"count": self.people}
        if not self.invited:
            return people if self.people else _("nobody today")
        words = {"people": people if self.people else _("nobody yet"), "invited": self.invited}
        return _("%(people)s, %(invited)s invited") % words


def groups(practice: Practice) -> list[Group]:
    """In the order they are offered. 3 queries."""
    role = Case(When(job_role="", then=F("user__job_role")), default=F("job_role"), output_field=CharField())
    rows = learners(practice).annotate(own_role=role).values_list("own_role", "team")
    roles: Counter[str] = Counter()
    teams: Counter[int] = Counter()
    for own, team in rows:
        roles[own] += 1
        teams[team] += 1
    coming, coming_to = _invited(practice)
    return [
        Group(Whom.EVERYBODY.value, _("Everybody"), roles.total(), coming.total()),
        *(Group(f"role:{one}", str(words.ROLES[JobRole(one)]), roles[one], coming[one]) for one in JobRole.values),
        *(
            Group(f"team:{team.pk}", _("Team %(name)s") % {"name": team.name}, teams[team.pk], coming_to[team.pk])
            for team in Team.objects.filter(practice=practice).order_by("name")
        ),
        Group(Whom.PEOPLE.value, _("People I choose by name"), roles.total()),
    ]


def _invited(practice: Practice) -> tuple[Counter[str], Counter[int | None]]:
    """Open invitations of people who will need training, by role and by team; one that has run out can be sent again.

    Whose invitation says no role is counted in none: their own may still put them into one. 1 query.
    """
    rows = Invitation.objects.filter(practice=practice, accepted_at=None, cancelled_at=None, needs_training=True)
    found = list(rows.values_list("job_role", "team"))
    return Counter(role for role, _team in found), Counter(team for _role, team in found)


def ids_of(practice: Practice) -> list[int]:
    return list(learners(practice).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list to choose from."""

    pk: int
    name: str
    about: str  # role and team
    chosen: bool


def people_to_choose(practice: Practice, chosen: Collection[int], search: str) -> tuple[list[Person], int]:
    """Those chosen, then those whose name has all words of the search; and how many more there are. 2 queries."""
    members = learners(practice).select_related("user", "team").order_by("user__display_name", "pk")
    rest = members.exclude(pk__in=chosen)
    for word in search.split()[:8]:
        rest = rest.filter(Q(user__display_name__icontains=word) | Q(team__name__icontains=word))
    found = list(rest)
    kept = [_person(one, True) for one in members.filter(pk__in=chosen)] if chosen else []
    return kept + [_person(one, False) for one in found[:SHOWN]], max(0, len(found) - SHOWN)


def _person(member: Membership, chosen: bool) -> Person:
    about = " · ".join(part for part in (words.job(role_of(member)), member.team.name if member.team else "") if part)
    return Person(member.pk, member.user.display_name, about, chosen)
