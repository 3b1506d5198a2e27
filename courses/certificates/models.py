"""Certificates: frozen when issued, checked by anybody, never edited."""

from __future__ import annotations

from django.db import models

from courses.learning.models import Enrolment


class Certificate(models.Model):
    """What one completed enrolment earned. Insert-only: everything printed is frozen here.

    `kind` is a certificate when the release had a recorded clinical review, else a record of completion.
    `facts` holds what the PDF prints beyond the columns (see courses.certificates.pdf.CertificateFacts).
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate"
        RECORD = "record"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    issue = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=26, unique=True)
    kind = models.CharField(max_length=11, choices=Kind)
    holder = models.CharField(max_length=120)
    course_title = models.CharField(max_length=120)
    release_number = models.PositiveIntegerField()
    release_sha256 = models.CharField(max_length=64)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True)
    facts = models.JSONField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "issue"], name="certificate_issue")]


class CertificateEvent(models.Model):
    """A certificate was replaced or withdrawn. Insert-only; at most one of each."""

    class Kind(models.TextChoices):
        REPLACED = "replaced"
        REVOKED = "revoked"

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("courses.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "kind"], name="certificate_event")]
