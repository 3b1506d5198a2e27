"""What is done at night for every practice and the plans of its people: what has run out is removed or emptied, a
month's figures are taken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import datetime

from courses.operations import private_files
from courses.oversight.figures.services import take_monthly
from courses.oversight.packs.services import remove_expired as remove_packs
from courses.people.joining.retention import forget_strangers
from courses.people.staff.retention import remove_expired as remove_leavers
from courses.training.models import Credit, GroupSession
from courses.training.policies.models import PolicyVersion
from courses.training.starting.services import thin_checks

log = logging.getLogger("practice-house")


def remove_files(now: datetime) -> int:
    """Files handed in as evidence that no record names any more."""
    return private_files.remove_unused(files_in_use, now=now)


def files_in_use(names: Collection[str]) -> set[str]:
    columns = ((Credit, "file"), (GroupSession, "sheet"), (PolicyVersion, "file"))
    return {
        name
        for model, column in columns
        for name in model._default_manager.filter(**{f"{column}__in": list(names)}).values_list(column, flat=True)
    }


JOBS: tuple[Callable[[datetime], int], ...] = (
    remove_leavers,
    forget_strangers,
    remove_files,
    remove_packs,
    thin_checks,
    take_monthly,
)


def keep_practices(now: datetime) -> None:
    """Each job can be called twice. One that fails keeps the others from nothing; the next night tries again."""
    for job in JOBS:
        try:
            job(now)
        except Exception:
            log.exception("%s failed", job.__name__)
