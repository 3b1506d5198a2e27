"""Taking a start check, and skipping what it showed to be known. Each is one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.core import kinds
from courses.learning.labs.retention import AT_ONCE, EXERCISES_KEPT, months_before
from courses.learning.queries import published
from courses.learning.skipping import skip_units
from courses.people.models import User
from courses.training.starting.checks import Sheet
from courses.training.starting.models import StartCheck
from courses.training.starting.queries import path_page

Given = Mapping[str, tuple[str, str]]
"""Question id → (option id, sureness) for every question of a check."""


@transaction.atomic
def take_check(*, person: User, sheet: Sheet, cycle: int, given: Given) -> tuple[StartCheck, bool]:
    """Store what a person answered, with whether these answers are what is stored: a check is taken once a cycle.

    Sent twice it is stored once; other answers sent later change nothing, and False says so.
    """
    answers = _answers(sheet, given)
    check, created = StartCheck.objects.get_or_create(
        person=person,
        path=sheet.path.id,
        cycle=cycle,
        defaults={"version": sheet.version, "answers": answers, "at": timezone.now()},
    )
    return check, created or check.answers == answers


def _answers(sheet: Sheet, given: Given) -> list[dict[str, Any]]:
    rows = []
    for question in sheet.questions:
        choice, sure = given[question["id"]]
        stands = sheet.stands[question["id"]]
        score = kinds.score(sheet.keys[question["id"]], {"choice": choice})
        rows.append(
            {
                "question": question["id"],
                "choice": choice,
                "sure": sure,
                "right": bool(score.correct),
                "options": len(question["options"]),
                "course": stands.course,
                "unit": stands.unit,
            }
        )
    return rows


@transaction.atomic
def skip_known(*, person: User, path_id: str, chosen: Collection[str]) -> list[str]:
    """Skip the chosen units ("course/unit") among those that the person's check offers now.

    Returns what is skipped from now on. What is not offered (any more) is passed over: finished or skipped meanwhile,
    taken out of the course, not asked of the person's role, its course complete, or the path no longer theirs.
    """
    page = path_page(person, path_id)
    if page is None:
        return []
    wanted = defaultdict(list)
    for one in page.offered:
        if one.key in chosen:
            wanted[one.course].append(one.unit)
    releases = {release.structure["id"]: release for release in published()} if wanted else {}
    return [
        f"{course}/{unit}"
        for course, units in sorted(wanted.items())  # two paths that share courses hold them in one order
        for unit in skip_units(person=person, release=releases[course], units=units)
    ]


def thin_checks(now: datetime) -> int:
    """Empty the answers of start checks from more than 24 months ago, as those to exercises are. Returns how many.

    That the check was taken stays, and so does what was skipped for it. Again changes nothing.
    """
    old = StartCheck.objects.filter(at__lt=months_before(now, EXERCISES_KEPT), thinned_at=None)
    count = 0
    while batch := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            count += StartCheck.objects.filter(pk__in=batch).update(answers=[], thinned_at=now)
    return count
