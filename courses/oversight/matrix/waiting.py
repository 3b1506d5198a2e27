"""What waits for a manager of a practice, counted beside the practice itself: no query of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from courses.learning.models import AttemptRequest, CorrectionNotice
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import REFUSED_FOR
from courses.people.access import managed_practices
from courses.people.joining.models import Invitation, JoiningRequest
from courses.people.models import Practice, User
from courses.training.models import Credit

SAFETY: Final = "safety"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits: how many, in words, and the name of the page where it is dealt with."""

    count: int
    text: str
    url_name: str


def practice_with_waiting(asker: User, slug: str) -> tuple[Practice, dict[str, int]] | None:
    """The practice, if the asker manages it, and how much of each kind waits there. 1 query."""
    counts = _counts(asker)
    rows = managed_practices(asker).filter(slug=slug)
    practice = rows.annotate(**{f"n_{name}": count for name, count in counts.items()}).first()
    if practice is None:
        return None
    return practice, {name: getattr(practice, f"n_{name}") for name in counts}


def _counts(asker: User) -> dict[str, Any]:
    here = OuterRef("pk")
    now = timezone.now()
    at_work = Q(membership__practice=here, membership__ended=None)
    return {
        "requests": _number(JoiningRequest.objects.filter(practice=here, accepted=None)),
        "evidence": _number(
            Credit.objects.filter(membership__practice=here, accepted=None, withdrawn_at=None), "membership__practice"
        ),
        "attempts": _number(
            AttemptRequest.objects.filter(
                granted=None,
                enrolment__person__memberships__practice=here,
                enrolment__person__memberships__ended=None,
            ).exclude(enrolment__person=asker.pk),
            "enrolment__person__memberships__practice",
        ),
        "refused": _number(
            Reminder.objects.filter(at_work, reason="", mail__refused_at__gte=now - REFUSED_FOR),
            "membership__practice",
            "membership",
        ),
        "run_out": _number(
            Invitation.objects.filter(practice=here, accepted_at=None, cancelled_at=None, expires_at__lte=now)
        ),
        "invited": _number(
            Invitation.objects.filter(practice=here, accepted_at=None, cancelled_at=None, expires_at__gt=now)
        ),
        SAFETY: _number(
            CorrectionNotice.objects.filter(
                correction__safety=True,
                seen_at=None,
                person__memberships__practice=here,
                person__memberships__ended=None,
                person__memberships__needs_training=True,
            ),
            "person__memberships__practice",
            "person",
        ),
    }


def _number(rows: QuerySet[Any, Any], group: str = "practice", what: str = "pk") -> Any:
    """How many different `what`, as a column; `group` leads to the practice, which is always the same one."""
    counted = rows.order_by().values(group).annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def lines(counts: Mapping[str, int]) -> list[Line]:
    """Those of which there are any, the ones that somebody waits for first. Safety notices are told by name."""
    texts = (
        (
            "requests",
            "practice-link",
            ngettext("%(n)s person asks to join", "%(n)s people ask to join", counts["requests"]),
        ),
        (
            "evidence",
            "practice-evidence",
            ngettext("%(n)s piece of evidence to accept", "%(n)s pieces of evidence to accept", counts["evidence"]),
        ),
        (
            "attempts",
            "practice-attempts",
            ngettext("%(n)s person asks to try again", "%(n)s people ask to try again", counts["attempts"]),
        ),
        (
            "refused",
            "practice-reminders",
            ngettext(
                "%(n)s person whose emails do not arrive", "%(n)s people whose emails do not arrive", counts["refused"]
            ),
        ),
        (
            "run_out",
            "practice-invitations",
            ngettext("%(n)s invitation has run out", "%(n)s invitations have run out", counts["run_out"]),
        ),
        (
            "invited",
            "practice-invitations",
            ngettext("%(n)s invited has not joined yet", "%(n)s invited have not joined yet", counts["invited"]),
        ),
    )
    return [Line(counts[name], text % {"n": counts[name]}, url) for name, url, text in texts if counts[name]]
