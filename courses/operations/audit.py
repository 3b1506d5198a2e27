"""Writing the audit log. Entries are made inside the transaction of what they tell of."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from courses.operations.models import AuditEntry

FORGOTTEN: Final = "forgotten"  # in the detail of an entry whose subject was a person of whom nothing is kept any more


def note(*, actor: Any, action: str, subject: str = "", practice_id: int | None = None, **detail: Any) -> None:
    """One entry: who (None: the site itself) did `action` ("duty.assigned") to `subject` (words a person reads).

    `practice_id` puts it into that practice's log. `detail` is JSON: ids, counts, names and days; never answers, marks
    or secrets.
    """
    AuditEntry.objects.create(actor=actor, action=action, subject=subject[:120], practice_id=practice_id, detail=detail)


def forget(*about: Q | Any) -> int:
    """Take out of these entries whom they are about, and every detail. Moment, actor and action stay; how many.

    The one change that is ever made to an entry: when the record of a person goes, their name goes here too. Inside the
    caller's transaction.
    """
    return AuditEntry.objects.filter(*about).update(subject="", detail={FORGOTTEN: True})


def forget_detail(*about: Q | Any) -> int:
    """The same where a detail names the person, and the subject is something else, such as a session: that stays."""
    return AuditEntry.objects.filter(*about).update(detail={FORGOTTEN: True})
