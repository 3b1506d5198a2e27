"""How long earlier texts of a draft are kept: the newest of each file, then one of each day for a year.

Once a night (courses/tasks.py). A copy that falls out of the rule never comes back into it, since newer ones only push
it further down: what is found in one query may be deleted in batches while people write.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import Length, RowNumber, TruncDate

from courses.authoring.models import DraftCopy

NEWEST_KEPT = 50  # of each file, however old they are
DAYS_KEPT = 365  # for the last text of each day beyond those
MOST_BYTES = 200_000_000  # of all copies of one draft; beyond that the oldest go first
AT_ONCE = 500


def thin_copies(now: datetime) -> int:
    """Delete the earlier texts that are kept no longer; how many. 1 query, and 1 for each 500 of them. Again: nothing.

    Of any draft the newest copies up to 200 MB stay in any case, so that one big upload is never forgotten at once.
    """
    due = list(_due(now).values_list("pk", flat=True))
    for start in range(0, len(due), AT_ONCE):
        DraftCopy.objects.filter(pk__in=due[start : start + AT_ONCE]).delete()
    return len(due)


def _due(now: datetime) -> QuerySet[DraftCopy]:
    newest_first = F("pk").desc()
    file = [F("draft"), F("path")]
    rows = DraftCopy.objects.order_by("pk").annotate(
        place=Window(RowNumber(), partition_by=file, order_by=newest_first),
        place_in_day=Window(RowNumber(), partition_by=[*file, TruncDate("at", tzinfo=UTC)], order_by=newest_first),
        bytes_since=Window(Sum(Length("data")), partition_by=F("draft"), order_by=newest_first),
    )
    beyond = Q(place__gt=NEWEST_KEPT)
    old = Q(at__lt=now - timedelta(days=DAYS_KEPT))
    return rows.filter((beyond & (Q(place_in_day__gt=1) | old)) | Q(bytes_since__gt=MOST_BYTES))
