"""A practice's own policies, and who has confirmed which version."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.people.models import Membership, Practice


class Policy(models.Model):
    """A policy of a practice. `ended_at`: nobody is asked about it any more; its confirmations stay."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="policies")
    title = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)


class PolicyVersion(models.Model):
    """One text of a policy: Markdown (`source` and its cleaned `html`) or a PDF (`file`). Insert-only."""

    class Kind(models.TextChoices):
        MARKDOWN = "markdown"
        PDF = "pdf"

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    file = models.CharField(max_length=80, blank=True)  # name of a private file
    sha256 = models.CharField(max_length=64)  # of the Markdown or the PDF
    note = models.CharField(max_length=300, blank=True)  # what changed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number")]


class PolicyConfirmation(models.Model):
    """That a member has read a version and will follow it. Insert-only."""

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="confirmations")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="policy_confirmations")
    name = models.CharField(max_length=120)  # as it was shown then
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "membership"], name="policy_confirmed_once")]
