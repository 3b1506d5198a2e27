"""Gaps, printed as gaps: what an inspector would find missing, first things first. Nothing is ever left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.certificates.models import PracticeReview
from courses.oversight.packs.course_tables import reviewers_of
from courses.oversight.packs.people import Cell, title_of
from courses.oversight.packs.policy_tables import Policies
from courses.oversight.packs.practice_tables import in_use
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table
from courses.oversight.reminders.queries import refused
from courses.oversight.tools.queries import Tool
from courses.oversight.tools.words import label_of
from courses.training.assigning.queries import TITLE, exemptions_on
from courses.training.models import AccessGrant, Assignment, Credit, Duty
from courses.training.state import Word


@dataclass(frozen=True, slots=True)
class Gap:
    """`counted_as`: what the summary counts it under, where the kind alone would not say what is wrong."""

    kind: str
    what: str
    detail: str
    counted_as: str = ""


def gaps(scope: Scope, policies: Policies, tools: tuple[Tool, ...], own: list[PracticeReview]) -> list[Gap]:
    """Everything missing on the day. About 8 queries."""
    return [
        *_courses_late(scope),
        *_not_started(scope),
        *_nothing_asked(scope),
        *_before_access(scope),
        *_policies(policies),
        *_tools(scope, tools),
        *_content(scope, own),
        *_waiting(scope),
        *_refused(scope),
    ]


def table(found: list[Gap]) -> Table:
    return Table(
        "gaps",
        _("Gaps"),
        (Column(_("Kind"), 1.5), Column(_("Who or what"), 2), Column(_("What is missing"), 3.5)),
        [(one.kind, one.what, one.detail) for one in found],
        _("No gap was found among the things this pack looks at. It looks at records, not at work."),
    )


def _courses_late(scope: Scope) -> Iterator[Gap]:
    for word in (Word.OVERDUE, Word.EXPIRED):
        for cell in _shown(scope):
            if cell.state.word is word:
                yield Gap(cell.state.label, cell.person.name, f"{title_of(cell.course)}: {cell.state.detail}")


def _not_started(scope: Scope) -> Iterator[Gap]:
    for cell in _shown(scope):
        if cell.asked and cell.row.enrolment is None and cell.state.word in (Word.NOT_STARTED, Word.DUE_SOON):
            detail = f"{title_of(cell.course)}: {cell.state.detail}".removesuffix(": ")
            yield Gap(_("Not started"), cell.person.name, detail)


def _nothing_asked(scope: Scope) -> Iterator[Gap]:
    for person in scope.everybody.shown:
        if not any(cell.asked or cell.row.facts.had_duty for cell in scope.everybody.of(person)):
            yield Gap(_("Nothing asked"), person.name, _("needs training, and none of these courses is asked of them"))


def _before_access(scope: Scope) -> Iterator[Gap]:
    """Access given before what was asked for, and nobody's day of access on record. 2 queries."""
    on = scope.wanted.on
    grants = AccessGrant.objects.filter(membership__in=scope.members, given_on__lte=on)
    given = set()
    for grant in grants.select_related("membership__user").order_by("membership__user__display_name", "pk"):
        given.add(grant.membership_id)
        if grant.missing:
            detail = _("got access on %(day)s without: %(what)s")
            yield Gap(
                _("Access first"),
                grant.membership.user.display_name,
                detail % {"day": _day(grant.given_on), "what": "; ".join(grant.missing)},
            )
    bound = set(
        Duty.objects.filter(Q(ended=None) | Q(ended__gt=on), membership__in=scope.members, began__lte=on)
        .filter(assignment__in=Assignment.objects.filter(before_access=True, undone_at=None))
        .exclude(pk__in=_exempted(scope))
        .values_list("membership", flat=True)
    )
    for person in scope.everybody.shown:
        if person.member.pk in bound - given:
            yield Gap(
                _("No day of access"), person.name, _("a course is asked before access to records; no day is noted")
            )


def _exempted(scope: Scope) -> list[int]:
    holds = {
        (one.membership_id, one.course_id)
        for one in exemptions_on(scope.wanted.on).filter(membership__in=scope.members)
    }  # fmt: skip
    rows = Duty.objects.filter(membership__in={pk for pk, _course in holds}).values_list("pk", "membership", "course")
    return [pk for pk, member, course in rows if (member, course) in holds]


def _policies(found: Policies) -> Iterator[Gap]:
    if not found.stood:
        yield Gap(_("No policy"), _("Practice"), _("no policy of the practice is on this site"))
    for stood in found.stood:
        for name in stood.missing:
            words = _("%(title)s, version %(number)s") % {
                "title": stood.version.policy.title, "number": stood.version.number,
            }  # fmt: skip
            yield Gap(_("Not confirmed"), name, words)


def _tools(scope: Scope, tools: tuple[Tool, ...]) -> Iterator[Gap]:
    if not tools:
        yield Gap(_("Empty register"), _("AI tools"), _("no AI tool is written down, neither used nor refused"))
    for tool in tools:
        if not in_use(scope, tool):
            continue
        for field in tool.missing:
            yield Gap(
                _("AI tool"),
                tool.name,
                _("nothing written under “%(field)s”") % {"field": label_of(field)},
                _("AI tool: something missing in the register"),
            )
        if tool.responsible_left:
            yield Gap(
                _("AI tool"),
                tool.name,
                _("%(name)s, who answered for it, has left") % {"name": tool.responsible},
                _("AI tool: who answered for it has left"),
            )
        if tool.review_on is not None and tool.review_on < scope.wanted.on:
            yield Gap(
                _("AI tool"),
                tool.name,
                _("was to be looked at again by %(day)s") % {"day": _day(tool.review_on)},
                _("AI tool: not looked at again in time"),
            )


def _content(scope: Scope, own: list[PracticeReview]) -> Iterator[Gap]:
    for release in scope.everybody.courses:
        if not reviewers_of(scope, release, own):
            yield Gap(
                _("Course"),
                title_of(release),
                _("this release is not yet clinically reviewed"),
                _("Course: not yet clinically reviewed"),
            )
        due = date.fromisoformat(release.structure["review_by"])
        if due < scope.wanted.on:
            yield Gap(
                _("Course"),
                title_of(release),
                _("its content was to be looked at by %(day)s") % {"day": _day(due)},
                _("Course: content not looked at in time"),
            )


def _waiting(scope: Scope) -> Iterator[Gap]:
    rows = Credit.objects.filter(
        membership__in=scope.members, accepted=None, withdrawn_at=None, created_at__lt=scope.end
    )  # fmt: skip
    rows = rows.select_related("membership__user").annotate(course_title=TITLE)
    for one in rows.order_by("membership__user__display_name", "pk"):
        words = _("evidence for %(course)s handed in, not decided yet") % {"course": one.course_title or ""}
        yield Gap(_("Undecided"), one.membership.user.display_name, words)


def _refused(scope: Scope) -> Iterator[Gap]:
    chosen = set(scope.members)
    for one in refused(scope.practice):
        if one.membership_id in chosen and one.at < scope.end:
            yield Gap(
                _("Mail refused"),
                one.name,
                _("the mailbox takes no reminder; it said: %(words)s") % {"words": one.words},
            )


def _shown(scope: Scope) -> Iterator[Cell]:
    for person in scope.everybody.shown:
        yield from scope.everybody.of(person)


def _day(day: date) -> str:
    return date_format(day, "j F Y")
