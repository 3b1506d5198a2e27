"""Addresses from which a calendar program fetches due dates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.people.models import Practice


class CalendarFeed(models.Model):
    """A person's own due dates, or those of a practice they manage. The address holds a token, kept as a SHA-256 only.

    Invariant: at most one open feed of each kind for a person. A practice's feed is empty once they no longer
    manage it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    practice = models.ForeignKey(Practice, models.CASCADE, null=True, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True, practice__isnull=True), name="feed_one_own"
            ),
            models.UniqueConstraint(
                fields=["person", "practice"],
                condition=Q(ended_at__isnull=True, practice__isnull=False),
                name="feed_one_of_practice",
            ),
        ]
