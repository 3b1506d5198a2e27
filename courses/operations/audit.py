"""Writing the audit log. Entries are made inside the transaction of what they tell of."""

from __future__ import annotations

from typing import Any

from courses.operations.models import AuditEntry


def note(*, actor: Any, action: str, subject: str = "", practice_id: int | None = None, **detail: Any) -> None:
    """One entry: who (None: the site itself) did `action` ("duty.assigned") to `subject` (words a person reads).

    `practice_id` puts it into that practice's log. `detail` is JSON: ids, counts, names and days; never answers, marks
    or secrets.
    """
    AuditEntry.objects.create(actor=actor, action=action, subject=subject[:120], practice_id=practice_id, detail=detail)
