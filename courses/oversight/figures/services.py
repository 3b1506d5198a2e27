"""Once a month: what advice did to the decisions of a whole practice, as sums over at least twenty people.

Only runs finished within the month count, so that no two rows differ by one person: from them nothing can be worked out
about anybody. Start and end are counted apart, each from at least twenty people or not at all. Nothing is kept by
person, role, team or day, and nothing is made again once it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q

from courses.core.measures.reliance import Counts
from courses.learning.labs.reliance_counts import KIND
from courses.learning.models import LabRecord
from courses.oversight.figures.models import PracticeFigures
from courses.people.models import Membership, Practice

AT_LEAST = 20
"""Different people that a sum must come from."""

MEASURED = ("1", "2")
"""Forms that measure. Training and re-checks are practice, and are left out."""


@dataclass(slots=True)
class Side:
    """Sums of the first runs of people (start), or of those with their other form (end)."""

    people: set[int] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)


def take_monthly(now: datetime) -> int:
    """Take the figures of the month before `now`, of every practice that has none yet. Returns how many rows are new.

    To be called every night: practices with fewer than twenty people cost nothing, one that has its row costs nothing.
    """
    large = Count("memberships", filter=Q(memberships__ended=None))
    practices = Practice.objects.annotate(members=large).filter(members__gte=AT_LEAST)
    months = {practice: month_before(now, practice) for practice in practices}
    there = set(PracticeFigures.objects.filter(month__in=set(months.values())).values_list("practice", "month"))
    return sum(_take(practice, month) for practice, month in months.items() if (practice.pk, month) not in there)


def month_before(now: datetime, practice: Practice) -> date:
    """The first day of the last month that is over where the practice is."""
    first = now.astimezone(practice.zone).date().replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


@transaction.atomic
def _take(practice: Practice, month: date) -> int:
    joined = dict(Membership.objects.filter(practice=practice, ended=None).values_list("user", "started"))
    following = (month + timedelta(days=32)).replace(day=1)
    start, end = (datetime.combine(day, time.min, practice.zone) for day in (month, following))
    records = LabRecord.objects.filter(person__in=joined, kind=KIND, finished_at__lt=end).order_by("finished_at", "pk")
    mine = [one for one in records if one.finished_at.astimezone(practice.zone).date() >= joined[one.person_id]]
    shown = {name: side for name, side in _sides(mine, records, start).items() if len(side.people) >= AT_LEAST}
    if not shown:
        return 0
    row = PracticeFigures(
        practice=practice,
        month=month,
        people=len(set().union(*(side.people for side in shown.values()))),
        figures={n: {"people": len(side.people), "counts": side.counts.as_json()} for n, side in shown.items()},
    )
    before = PracticeFigures.objects.filter(practice=practice, month=month).exists()
    PracticeFigures.objects.bulk_create([row], ignore_conflicts=True)
    return int(not before)


def _sides(mine: Iterable[LabRecord], everything: Iterable[LabRecord], since: datetime) -> Mapping[str, Side]:
    """Runs of the month, each on the side that it belongs to.

    A person's first measured run of a course is the start, a later one with the other form the end. After an erased run
    nobody can tell any more which it is: what follows it is left out.
    """
    sides: dict[str, Side] = defaultdict(Side)
    counted = {one.pk for one in mine if one.finished_at >= since}
    met: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one in everything:
        forms = met[one.person_id, one.course_id]
        if one.pk in counted and one.erased_at is None and one.form in MEASURED and "" not in forms and one.counts:
            name = "start" if not forms else "end" if one.form not in forms else ""
            if name:
                sides[name].people.add(one.person_id)
                sides[name].counts += Counts.from_json(one.counts)
        if one.erased_at is not None:
            forms.add("")
        elif one.form in MEASURED:
            forms.add(one.form)
    return sides
