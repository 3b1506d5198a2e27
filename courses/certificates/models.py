"""Certificates: frozen when issued, checked by anybody, never edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.authoring.models import Release
from courses.learning.models import Enrolment
from courses.people.models import Practice


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


class PracticeReview(models.Model):
    """A practice's own clinician has reviewed a release of a course, for that practice. Insert-only but to withdraw it.

    Certificates of its members issued from then on print it; those issued before stay as they are.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="course_reviews")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "release"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="practice_review_one_open",
            )
        ]
