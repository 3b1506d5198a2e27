"""What an assignment will mean, person by person, before it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.people.models import Leave, Membership, Practice
from courses.training.assigning.choice import Choice, members_of
from courses.training.assigning.queries import exemptions_on
from courses.training.assigning.rules import open_rules, role_of
from courses.training.models import Assignment, Duty, Standing


@dataclass(frozen=True, slots=True)
class Group:
    """A sentence about some people, and who they are: (name, more words)."""

    sentence: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`count` people are asked; `groups` are those of whom something particular is to be said."""

    count: int
    names: tuple[str, ...]
    groups: tuple[Group, ...]
    same_rule: Assignment | None  # an open rule that says exactly the same


def preview(practice: Practice, choice: Choice, today: date) -> Preview:
    """7 queries at most, however many people."""
    members = list(members_of(practice, choice.target))
    found = [
        _held(members, choice, today),
        _asked(members, choice),
        _away(members, today),
        _exempt(members, choice, today),
        _not_for(members, choice),
        _without_mail(members),
    ]
    return Preview(
        count=len(members),
        names=tuple(member.user.display_name for member in members),
        groups=tuple(group for group in found if group is not None),
        same_rule=_same(practice, choice, members),
    )


def _held(members: Sequence[Membership], choice: Choice, today: date) -> Group | None:
    """Who has done it already, and to when it is valid. Of several courses, those who hold at least one."""
    rows = Standing.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        membership__in=[member.pk for member in members],
        course__in=choice.course_ids,
        completed_on__isnull=False,
    )
    until: dict[int, list[date | None]] = defaultdict(list)
    for row in rows:
        until[row.membership_id].append(row.valid_until)
    days = [day for found in until.values() for day in found if day is not None]
    return _group(members, {key: _until(found) for key, found in until.items()}, _held_words(choice, len(until), days))


def _until(days: Iterable[date | None]) -> str:
    ends = [day for day in days if day is not None]
    return _("valid to %(day)s") % {"day": date_format(min(ends), "j M Y")} if ends else _("does not run out")


def _held_words(choice: Choice, count: int, days: Sequence[date]) -> str:
    years = {day.year for day in days}
    to = _(" to %(year)s") % {"year": years.pop()} if len(years) == 1 else ""
    words = {"count": count, "to": to}
    if len(choice.releases) > 1:
        return (
            ngettext(
                "%(count)s holds some of it already and will not be asked for that before it is to be renewed.",
                "%(count)s hold some of it already and will not be asked for that before it is to be renewed.",
                count,
            )
            % words
        )
    if choice.timing.renewal == Assignment.Renewal.MONTH:
        one = "%(count)s already holds it%(to)s and will not be asked before it is to be renewed."
        more = "%(count)s already hold it%(to)s and will not be asked before it is to be renewed."
    elif choice.timing.renewal == Assignment.Renewal.ONCE:
        one = "%(count)s already holds it%(to)s and will not be asked."
        more = "%(count)s already hold it%(to)s and will not be asked."
    else:
        one = "%(count)s already holds it%(to)s and will not be asked before it runs out."
        more = "%(count)s already hold it%(to)s and will not be asked before it runs out."
    return ngettext(one, more, count) % words


def _asked(members: Sequence[Membership], choice: Choice) -> Group | None:
    """Who is asked by another rule already: the earlier day counts."""
    rows = Duty.objects.filter(
        membership__in=[member.pk for member in members], course__in=choice.course_ids, ended=None
    ).order_by("-due", "pk")
    words = {row.membership_id: _("first due %(day)s") % {"day": date_format(row.due, "j M Y")} for row in rows}
    sentence = ngettext(
        "%(count)s is asked for it already. The earlier day counts.",
        "%(count)s are asked for it already. The earlier day counts.",
        len(words),
    )
    return _group(members, words, sentence % {"count": len(words)})


def _away(members: Sequence[Membership], today: date) -> Group | None:
    rows = Leave.objects.filter(
        Q(until=None) | Q(until__gte=today),
        membership__in=[member.pk for member in members],
        started__lte=today,
        withdrawn_at=None,
    )
    words = {row.membership_id: _back(row.until) for row in rows}
    if len(words) == 1:
        sentence = _("1 is on leave%(until)s. The due date moves by the leave.") % {
            "until": " " + next(iter(words.values())) if next(iter(words.values())) else ""
        }
    else:
        sentence = _("%(count)s are on leave. Their due dates move by the leave.") % {"count": len(words)}
    return _group(members, words, sentence)


def _back(until: date | None) -> str:
    return _("until %(day)s") % {"day": date_format(until, "j M")} if until else ""


def _exempt(members: Sequence[Membership], choice: Choice, today: date) -> Group | None:
    rows = exemptions_on(today).filter(membership__in=[member.pk for member in members], course__in=choice.course_ids)
    words = {row.membership_id: row.reason for row in rows}
    sentence = ngettext("%(count)s is exempt.", "%(count)s are exempt.", len(words)) % {"count": len(words)}
    return _group(members, words, sentence)


def _not_for(members: Sequence[Membership], choice: Choice) -> Group | None:
    """Whose role none of the courses is written for."""
    meant = {role for release in choice.releases for role in release.structure["audience"]}
    from_role = {member.pk: role_of(member) for member in members}
    words = {pk: "" for pk, role in from_role.items() if role and role not in meant}
    sentence = ngettext(
        "%(count)s has a role that this was not written for.",
        "%(count)s have a role that this was not written for.",
        len(words),
    )
    return _group(members, words, sentence % {"count": len(words)})


def _without_mail(members: Sequence[Membership]) -> Group | None:
    words = {member.pk: "" for member in members if not member.user.email}
    sentence = ngettext(
        "%(count)s has no email address: tell them yourself.",
        "%(count)s have no email address: tell them yourself.",
        len(words),
    )
    return _group(members, words, sentence % {"count": len(words)})


def _group(members: Sequence[Membership], words: dict[int, str], sentence: str) -> Group | None:
    if not words:
        return None
    people = tuple((one.user.display_name, words[one.pk]) for one in members if one.pk in words)
    return Group(sentence, people)


def _same(practice: Practice, choice: Choice, members: Sequence[Membership]) -> Assignment | None:
    """An open rule with the same courses, people and dates. 2 queries at most."""
    target, timing = choice.target, choice.timing
    rules = open_rules(practice.pk).filter(
        whom=target.whom,
        role=target.role,
        team=target.team,
        future=target.future,
        due=timing.due,
        due_days=timing.days,
        renewal=timing.renewal,
        renewal_month=timing.month,
        before_access=timing.before_access,
    )
    for rule in rules.select_related("by").prefetch_related("courses")[:20]:
        if {course.pk for course in rule.courses.all()} != set(choice.course_ids):
            continue
        if target.whom != Assignment.Whom.PEOPLE or _people_of(rule) == {member.pk for member in members}:
            return rule
    return None


def _people_of(rule: Assignment) -> set[int]:
    return set(rule.duties.filter(ended=None).values_list("membership_id", flat=True))
