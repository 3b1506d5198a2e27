"""Sums over a whole practice and over those whom the filters let through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from courses.oversight.matrix.filters import LATE
from courses.oversight.matrix.fresh import Fresh
from courses.people.models import Practice
from courses.training.models import Standing
from courses.training.state import Word

Sums = dict[int, dict[str, int]]  # course id → word → how many people


@dataclass(frozen=True, slots=True)
class Totals:
    """`every`: the whole practice; `shown`: the people shown."""

    every: Sums
    shown: Sums

    def done(self, course: int | None = None) -> tuple[int, int]:
        """(complete, asked for or begun): in the whole practice, or in one course among the people shown."""
        sums = self.every.values() if course is None else [self.shown.get(course, {})]
        return sum(one.get(Word.COMPLETE, 0) for one in sums), sum(
            count for one in sums for word, count in one.items() if word != Word.NOT_ASSIGNED
        )

    def late(self, course: int) -> dict[str, int]:
        """How many of the people shown are overdue, expired and due soon in a course."""
        found = self.shown.get(course, {})
        return {word.value: found.get(word, 0) for word in (*LATE, Word.DUE_SOON)}


def totals(practice: Practice, shown: Collection[int] | None, fresh: Fresh) -> Totals:
    """`shown`: membership ids, None for everybody. 1 query."""
    among = Count("pk") if shown is None else Count("pk", filter=Q(membership__in=shown))
    every: Sums = defaultdict(lambda: defaultdict(int))
    some: Sums = defaultdict(lambda: defaultdict(int))
    # Whoever has left does not count from that moment, though their rows go a little later.
    found = Standing.objects.filter(practice=practice, membership__ended=None).order_by().values_list("course", "word")
    for course, word, count, inside in found.annotate(n=Count("pk"), inside=among):
        every[course][word] = count
        some[course][word] = inside
    chosen = None if shown is None else set(shown)
    for rows_of, step in ((fresh.old, -1), (fresh.rows, 1)):
        for (member, course), row in rows_of.items():
            every[course][row.word] += step
            if chosen is None or member in chosen:
                some[course][row.word] += step
    return Totals(every, some)
