"""What a person answered in the start check of a path."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StartCheck(models.Model):
    """One person's start check of a path: once a cycle, and seen by nobody else.

    `path` is the path's id, `version` the digest of the questions as they were. `answers`, in the order of the page:
    {"question", "choice", "sure", "right", "options", "course", "unit"}: how many options it had, and the unit it stood
    for on that day.
    Insert-only, but that the answers are emptied after 24 months, as those to exercises are; `thinned_at` says when.
    Which units were skipped for it stands in UnitProgress.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="start_checks")
    path = models.CharField(max_length=60)
    cycle = models.PositiveSmallIntegerField(default=1)
    version = models.CharField(max_length=64)
    answers = models.JSONField()
    at = models.DateTimeField()
    thinned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "path", "cycle"], name="start_check_once")]
