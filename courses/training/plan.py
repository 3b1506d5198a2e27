"""Telling the rest of the site that somebody's state may have changed because of the plan."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from courses.operations import outbox


def changed(
    *, practice_id: int, membership_ids: Sequence[int] | None = None, course_ids: Sequence[int] | None = None
) -> None:
    """To be called inside the transaction of the write. None: everybody, or every course, of the practice."""
    outbox.emit(
        "plan.changed",
        key=uuid.uuid4().hex,
        ids={
            "practice_id": practice_id,
            "membership_ids": None if membership_ids is None else list(membership_ids),
            "course_ids": None if course_ids is None else list(course_ids),
        },
    )
