"""What is forgotten of people who were asked in, or asked to come in, and never came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Left

from courses.operations import audit
from courses.operations.models import Mail
from courses.people.joining.models import Invitation, JoiningRequest
from courses.people.joining.rules import PURPOSE, mail_key
from courses.people.models import Membership

KEPT: Final = timedelta(days=90)
BATCH: Final = 500
IN_THE_LOG: Final = 120  # so much of an address


def forget_strangers(now: datetime) -> int:
    """Empty invitations nobody accepted, and delete requests that were declined, 90 days after. For the night.

    An emptied invitation says that there was one and when, no more: name and address go, here, in the ledger of mail
    and in the practice's log. Returns how many. Each batch is a transaction of its own and costs the same few queries.
    """
    forgotten = 0
    for batch in (_forget_invitations, _forget_requests):
        while count := batch(now):
            forgotten += count
    return forgotten


@transaction.atomic
def _forget_invitations(now: datetime) -> int:
    over = Q(cancelled_at__lt=now - KEPT) | Q(cancelled_at=None, expires_at__lt=now - KEPT)
    rows = Invitation.objects.filter(over, accepted_at=None).exclude(email="").order_by("pk")
    found = dict(rows.values_list("pk", "times_sent")[:BATCH])
    if found:
        named = Invitation.objects.annotate(said=Left("email", IN_THE_LOG))
        named = named.filter(practice=OuterRef("practice_id"), said=OuterRef("subject"))
        going, staying = Exists(named.filter(pk__in=found)), Exists(named.exclude(pk__in=found))
        audit.forget(going, ~staying, Q(action="person.invited") | Q(action__startswith="invitation."))
        forget_mails(found.items())
        Invitation.objects.filter(pk__in=found).update(
            email="", name="", cancelled_at=Coalesce(F("cancelled_at"), F("expires_at"))
        )
    return len(found)


def forget_mails(invitations: Iterable[tuple[int, int]]) -> None:
    """Take the addresses out of the ledger of mail. `invitations`: id and how often it was sent. 1 query."""
    keys = [mail_key(pk, time) for pk, sent in invitations for time in range(1, sent + 1)]
    Mail.objects.filter(purpose=PURPOSE, key__in=keys).update(
        to="", subject="", text="", html="", reply_to="", refusal=""
    )


@transaction.atomic
def _forget_requests(now: datetime) -> int:
    """Of whoever has never worked here. What came of the others goes with the record of their time."""
    worked = Membership.objects.filter(practice=OuterRef("practice"), user=OuterRef("person"))
    rows = JoiningRequest.objects.filter(~Exists(worked), accepted=False, decided_at__lt=now - KEPT).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if ids:
        named = JoiningRequest.objects.filter(
            pk__in=ids, practice=OuterRef("practice_id"), person__display_name=OuterRef("subject")
        )
        audit.forget(Exists(named), Q(action="joining.declined"))
        JoiningRequest.objects.filter(pk__in=ids).delete()
    return len(ids)
