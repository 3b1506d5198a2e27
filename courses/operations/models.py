"""Tables of the machinery: the outbox, the mail ledger, the audit log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """One event on its way to one handler. The row is the queue of record; the broker only makes it quick.

    Invariant: a (event, handler, key) exists once, however often it is emitted. A row is leased by at most one
    worker at a time: `lease` names the claim and `leased_until` ends it.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        LEASED = "leased"
        DONE = "done"
        PARKED = "parked"

    event = models.CharField(max_length=60)
    handler = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    ids = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease = models.CharField(max_length=32, default="", blank=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler", "key"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="delivery_unfinished", condition=Q(state__in=["queued", "leased"])
            ),
        ]


class Mail(models.Model):
    """One message, at most once a (address, purpose, key). The text is blanked once it has been sent.

    `refused_at` and `refusal`: the server said that it will never take it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="mails")
    to = models.CharField(max_length=254)
    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    reply_to = models.CharField(max_length=254, blank=True)
    sender = models.CharField(max_length=160, blank=True)  # the name it comes from; the address is always ours
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "purpose", "key"], name="mail_once")]


class AuditEntry(models.Model):
    """Who did what to what, when. Insert-only; holds ids and words, never answers or secrets.

    Only whom it is about is taken out, when nothing is kept of them any more (audit.forget).
    `practice_id` is the practice whose managers may read it; no foreign key, as practices stand above this package.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    practice_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["practice_id", "-id"], name="audit_of_practice", condition=Q(practice_id__isnull=False)
            )
        ]
