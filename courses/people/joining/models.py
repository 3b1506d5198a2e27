"""How people come into a practice: by invitation, by a joining link that is approved, with a printed code."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.people.models import JobRole, Membership, Practice, Team


class Invitation(models.Model):
    """An address that was asked to join. The link's token is kept only as a SHA-256; sending again makes a new one.

    Invariant: at most one open invitation (neither accepted nor cancelled) for an address and practice.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    job_role = models.CharField(max_length=20, choices=JobRole, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    is_manager = models.BooleanField(default=False)
    needs_training = models.BooleanField(default=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    times_sent = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "email"],
                condition=Q(accepted_at__isnull=True, cancelled_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="invitation_email_lower"),
        ]


class JoiningLink(models.Model):
    """A link that lets anybody ask to join; a manager decides. At most one is open for a practice."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="joining_links")
    token = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(ended_at__isnull=True), name="joining_link_one_open"
            )
        ]


class JoiningRequest(models.Model):
    """Somebody who followed a joining link and waits for a manager. `accepted` is null until then."""

    link = models.ForeignKey(JoiningLink, models.CASCADE, related_name="requests")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="joining_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="joining_requests")
    asked_at = models.DateTimeField(auto_now_add=True)
    accepted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "person"], condition=Q(accepted__isnull=True), name="joining_request_one_open"
            )
        ]


class PrintedCode(models.Model):
    """A code on paper with which a person without an email signs in once and chooses a password. Kept as a hash.

    `form_sha256` names the page whose button made it: sent again (two clicks, a reload), that page shows the same code.
    Invariant: at most one open code for a person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="printed_codes")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="printed_codes")
    code_hash = models.CharField(max_length=128)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    form_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="printed_code_one_open",
            )
        ]
        indexes = [models.Index(fields=["form_sha256"], name="printed_code_of_form", condition=~Q(form_sha256=""))]
