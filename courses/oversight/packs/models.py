"""Inspection packs that were asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.people.models import Practice


class Pack(models.Model):
    """One inspection pack: asked for, made in the background, kept for seven days.

    `wanted` holds what was chosen: {"from": date, "on": date, "courses": [slug], "people": [membership id], "paper"}.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        READY = "ready"
        FAILED = "failed"

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="packs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    wanted = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=80, blank=True)  # name in the storage, empty once it was removed
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
