"""The AI tools a practice uses, or has decided not to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.people.models import Membership, Practice


class AiTool(models.Model):
    """One tool in a practice's register. Edits are in the audit log; a tool no longer used is `ended_on`."""

    class Kind(models.TextChoices):
        SCRIBE = "scribe"
        CHATBOT = "chatbot"
        SUMMARY = "summary"
        TRIAGE = "triage"
        DECISION = "decision"
        RISK = "risk"
        IMAGING = "imaging"
        ADMIN = "admin"
        OTHER = "other"

    class Status(models.TextChoices):
        APPROVED = "approved"
        CONDITIONAL = "conditional"
        NOT_ALLOWED = "not-allowed"
        CONSIDERED = "considered"

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="ai_tools")
    name = models.CharField(max_length=120)
    maker = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.CharField(max_length=500)
    roles = models.JSONField(default=list)  # job roles that use it
    status = models.CharField(max_length=12, choices=Status)
    conditions = models.CharField(max_length=1000, blank=True)
    responsible = models.ForeignKey(Membership, models.SET_NULL, null=True, blank=True, related_name="+")
    responsible_name = models.CharField(max_length=120, blank=True)
    contract = models.CharField(max_length=300, blank=True)  # contract, data processing agreement or BAA
    dpia_on = models.DateField(null=True, blank=True)
    safety_officer = models.CharField(max_length=120, blank=True)
    hazard_log = models.CharField(max_length=500, blank=True)
    patient_notice = models.TextField(blank=True)
    incident_contact = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts edits, so that two tabs do not overwrite each other
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    ended_on = models.DateField(null=True, blank=True)
