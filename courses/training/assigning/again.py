"""An assignment as the beginning of another: changed, or asked of somebody else too."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from courses.authoring.models import Course
from courses.people.models import Practice
from courses.training.assigning.rules import open_rules
from courses.training.models import Assignment, Duty
from courses.training.paths import courses_of_path

Whom = Assignment.Whom


def rule_to_repeat(practice: Practice, pk: int) -> Assignment | None:
    """An open rule of this practice by its number; None for anything else."""
    return open_rules(practice.pk).filter(pk=pk).select_related("by").first()


def published_since(path: str, asked: Collection[str]) -> int:
    """How many courses of a path are published here now that a rule made from it does not ask for. 1 query at most."""
    others = [course for course in courses_of_path(path) if course not in asked]
    return Course.objects.filter(slug__in=others).exclude(current=None).count() if others else 0


def choices_of(rule: Assignment, today: date) -> dict[str, list[str]]:
    """A rule in the words of the steps. A day that is past is left out: another is to be chosen. 2 queries."""
    known = {"what": [f"p:{rule.path}"] if rule.path else [f"c:{one.slug}" for one in rule.courses.all()[:1]]}
    known |= _whom(rule)
    known["repeat"] = [rule.renewal]
    if rule.renewal_month:
        known["month"] = [str(rule.renewal_month)]
    if rule.before_access:
        known["before"] = ["on"]
    if rule.due_days is not None:
        known |= {"by": ["days"], "days": [str(rule.due_days)]}
    elif rule.due is not None and rule.due >= today:
        known |= {"by": ["date"], "due": [rule.due.isoformat()]}
    return known


def _whom(rule: Assignment) -> dict[str, list[str]]:
    future = {"future": ["on"]} if rule.future else {}
    if rule.whom == Whom.EVERYBODY:
        return {"to": [Whom.EVERYBODY.value], **future}
    if rule.whom == Whom.ROLE:
        return {"to": [f"role:{rule.role}"], **future}
    if rule.whom == Whom.TEAM:
        return {"to": [f"team:{rule.team_id}"], **future} if rule.team_id else {}
    members = Duty.objects.filter(assignment=rule, ended=None, membership__ended=None, membership__needs_training=True)
    people = sorted(set(members.values_list("membership", flat=True)))
    return {"to": [Whom.PEOPLE.value], "person": [str(pk) for pk in people]}
