"""What every entry of a practice's log says. A new action needs one line here; until then it is shown by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.oversight.log.sentence import Phrase, Text, plain, role, yes_or_no
from courses.oversight.tools.words import LABELS, status_of

KINDS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "people": (
        _("People and joining"),
        ("person", "invitation", "joining_link", "link", "joining", "code", "team", "membership", "records"),
    ),
    "leave": (_("Leave"), ("leave",)),
    "courses": (_("Assignments and exemptions"), ("assignment", "exemption", "access", "attempt")),
    "evidence": (_("Other evidence"), ("credit", "evidence", "session", "attendance", "sheet")),
    "reminders": (_("Reminders"), ("people", "reminder", "reminders")),
    "exports": (_("Exports and packs"), ("matrix", "pack", "calendar", "log")),
    "policies": (_("Policies and clinical review"), ("policy", "review")),
    "tools": (_("AI tools"), ("tool",)),
    "practice": (_("Practice"), ("practice", "closed_day", "closed_days")),
}
"""Kind, as in the address -> its name, and the first words of its actions."""


COURSE = _(": {value}")
PEOPLE = {
    "person.invited": Phrase(_("{who} invited {subject}"), manager=yes_or_no(_(" as a manager"), "")),
    "person.added": Phrase(_("{who} added {subject}")),
    "person.joined": Phrase(_("{subject} joined"), manager=yes_or_no(_(" as a manager"), "")),
    "person.changed": Phrase(
        _("{who} changed the entry of {subject}"),
        job_role=role,
        team_id=yes_or_no(_(", another team"), _(", no team")),
        needs_training=yes_or_no(_(", needs training"), _(", needs no training")),
        is_manager=yes_or_no(_(", now a manager"), _(", no longer a manager")),
    ),
    "person.left": Phrase(_("{who} noted that {subject} has left"), last_day=_(", last day {value}")),
    "person.restored": Phrase(_("{who} took back that {subject} has left")),
    "invitation.resent": Phrase(_("{who} sent the invitation to {subject} again")),
    "invitation.cancelled": Phrase(_("{who} cancelled the invitation to {subject}")),
    "invitation.accepted": Phrase(_("{subject} accepted an invitation")),
    "joining_link.made": Phrase(_("{who} made a joining link")),
    "link.made": Phrase(_("{who} made a joining link")),
    "joining_link.ended": Phrase(_("{who} ended the joining link")),
    "link.ended": Phrase(_("{who} ended the joining link")),
    "joining.approved": Phrase(_("{who} let {subject} join")),
    "joining.accepted": Phrase(_("{who} let {subject} join")),
    "joining.declined": Phrase(_("{who} did not let {subject} join")),
    "code.printed": Phrase(_("{who} printed a sign-in code for {subject}")),
    "code.made": Phrase(_("{who} made a sign-in code for {subject}")),
    "leave.recorded": Phrase(_("{who} noted leave of {subject}"), started=_(" from {value}"), until=_(" to {value}")),
    "leave.noted": Phrase(_("{who} noted leave of {subject}"), started=_(" from {value}"), until=_(" to {value}")),
    "leave.changed": Phrase(_("{who} changed leave of {subject}"), started=_(": from {value}"), until=_(" to {value}")),
    "leave.withdrawn": Phrase(_("{who} took back leave of {subject}"), started=_(" from {value}")),
    "team.made": Phrase(_("{who} made the team {subject}")),
    "team.added": Phrase(_("{who} made the team {subject}")),
    "team.renamed": Phrase(_("{who} renamed a team to {subject}"), before=_(", before: {value}")),
    "team.deleted": Phrase(_("{who} deleted the team {subject}"), people=_(" of {value}")),
    "practice.made": Phrase(_("{who} began the practice {subject}")),
    "practice.started": Phrase(_("{who} began the practice {subject}")),
    "practice.changed": Phrase(
        _("{who} changed the settings of the practice"),
        name=_(", name: {value}"),
        timezone=_(", time zone: {value}"),
        retention_years=_(", records kept for {value} years"),
    ),
    "closed_day.added": Phrase(_("{who} noted a closed day: {subject}"), day=_(", {value}")),
    "closed_days.added": Phrase(_("{who} added closed days: {subject}"), days=_(", {value} days")),
    "closed_day.removed": Phrase(_("{who} removed a closed day: {subject}"), day=_(", {value}")),
    "membership.removed": Phrase(_("{who} removed the record of {subject} at the end of its time")),
    "records.removed": Phrase(_("{who} removed records of people who had left, at the end of their time: {subject}")),
}
PLAN = {
    "assignment.made": Phrase(
        _("{who} assigned {subject}"), people=lambda value: _to_people(value), due=_(", due {value}")
    ),
    "assignment.undone": Phrase(_("{who} undid the assignment of {subject}")),
    "assignment.ended": Phrase(_("{who} ended the assignment of {subject}")),
    "exemption.made": Phrase(
        _("{who} exempted {subject}"), course=_(" from {value}"), until=_(" until {value}"), reason=COURSE
    ),
    "exemption.ended": Phrase(_("{who} ended the exemption of {subject}"), course=_(" from {value}")),
    "access.given": Phrase(
        _("{who} noted that {subject} has access to records"),
        on=_(" from {value}"),
        missing=_(", still missing: {value}"),
    ),
    "attempt.granted": Phrase(_("{who} gave {subject} another attempt"), course=_(" in {value}")),
    "attempt.declined": Phrase(_("{who} did not give {subject} another attempt"), course=_(" in {value}")),
}
EVIDENCE = {
    **{
        f"{thing}.{done}": phrase
        for thing in ("credit", "evidence")
        for done, phrase in {
            "logged": Phrase(_("{who} handed in evidence for {subject}"), course=COURSE),
            "accepted": Phrase(_("{who} accepted evidence of {subject}"), course=COURSE),
            "declined": Phrase(_("{who} did not accept evidence of {subject}"), course=COURSE),
            "withdrawn": Phrase(_("{who} took back evidence of {subject}"), course=COURSE),
        }.items()
    },
    "session.recorded": Phrase(
        _("{who} recorded a group session of {subject}"), held_on=_(" on {value}"), people=_(", {value}")
    ),
    "session.withdrawn": Phrase(_("{who} took back a group session of {subject}"), held_on=_(" on {value}")),
    "attendance.added": Phrase(_("{who} added somebody to a group session of {subject}"), person=COURSE),
    "attendance.removed": Phrase(_("{who} took somebody out of a group session of {subject}"), person=COURSE),
    "sheet.added": Phrase(_("{who} added the signed list to a group session of {subject}"), held_on=_(" on {value}")),
    "policy.added": Phrase(_("{who} published the policy {subject}")),
    "policy.published": Phrase(_("{who} published the policy {subject}"), version=_(", version {value}")),
    "policy.changed": Phrase(
        _("{who} published a new version of the policy {subject}"), version=_(", version {value}")
    ),
    "policy.ended": Phrase(_("{who} stopped asking people to confirm the policy {subject}")),
    "policy.restored": Phrase(_("{who} asks people again to confirm the policy {subject}")),
    "review.recorded": Phrase(
        _("{who} recorded a clinical review of {subject}"),
        name=_(" by {value}"),
        role=_(", {value}"),
        on=_(", {value}"),
    ),
    "review.withdrawn": Phrase(_("{who} took back a clinical review of {subject}"), reason=COURSE),
}
REPORTS = {
    "matrix.exported": Phrase(
        _("{who} exported the matrix"),
        format=_(" as {value}"),
        people=_(": {value}"),
        filter=_(", filter {value}"),
        filters=_(", filter {value}"),
    ),
    "people.reminded": Phrase(_("{who} reminded {subject}"), people=_(": {value}"), courses=_(" of {value}")),
    "reminder.sent": Phrase(_("{who} reminded {subject}"), courses=_(" of {value}")),
    "reminders.changed": Phrase(_("{who} changed which reminders go out")),
    "pack.ordered": Phrase(_("{who} ordered an inspection pack")),
    "pack.downloaded": Phrase(_("{who} downloaded an inspection pack")),
    "calendar.made": Phrase(_("{who} made an address for a calendar of due days")),
    "calendar.ended": Phrase(_("{who} ended the address of a calendar of due days")),
    "tool.added": Phrase(
        _("{who} added {subject} to the AI tools"), status=lambda value: f", {status_of(str(value)).lower()}"
    ),
    "tool.changed": Phrase(
        _("{who} changed {subject} in the AI tools"),
        fields=lambda names: _fields(names),
        status=lambda value: _status(value),
    ),
    "tool.ended": Phrase(_("{who} noted that {subject} is no longer used"), on=_(", last used {value}")),
    "tool.restored": Phrase(_("{who} noted that {subject} is used again")),
}
PHRASES: Final[Mapping[str, Phrase]] = {**PEOPLE, **PLAN, **EVIDENCE, **REPORTS}


def sentence(*, who: str, action: str, subject: str, detail: Any) -> str:
    """An entry in words, not yet escaped. An action that has no words is named as it was stored."""
    phrase = PHRASES.get(action)
    if phrase is not None:
        return phrase.said(who, subject, detail if isinstance(detail, dict) else {})
    words = _now("%(who)s did something this page has no words for (%(action)s)") % {"who": who, "action": action}
    return f"{words}: {subject}" if subject else words


def _to_people(value: Any) -> str:
    """Whom it was assigned to. In a new practice nobody has joined yet."""
    text = plain(value, "people")
    if value == 0 and text:
        return _now(" to those who join later")
    return _now(" to %(people)s") % {"people": text} if text else ""


def _fields(names: Any) -> str:
    """ ", “Made by”, “Conditions”": what was changed, as the form calls it."""
    known = [str(LABELS.get(name, name)) for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return ": " + ", ".join(f"“{name}”" for name in known) if known else ""


def _status(value: Any) -> str:
    return _now(". Decision: %(status)s") % {"status": status_of(plain(value))}
