"""What holds for invitations and codes wherever they are read or written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from courses.people.models import Membership, Practice

PURPOSE: Final = "invitation"
MOST_SENDINGS: Final = 5
REST: Final = timedelta(minutes=1)
# A new account could be made to send mail to strangers: it is trusted with more once its own address is confirmed.
MOST_A_DAY: Final = 600
MOST_A_DAY_UNCONFIRMED: Final = 25
NAMES_AT_ONCE: Final = 20  # each code costs one password hash, about half a second


def mail_key(invitation_id: int, times_sent: int) -> str:
    """The key in the mail ledger of one sending of an invitation."""
    return f"{invitation_id}:{times_sent}"


def may_have_code(practice: Practice) -> Q:
    """The members of a practice whose manager may make them a code: nobody whose account somebody else answers for.

    A code opens the account. So the practice must have made it, it must be the person's only practice, they must hold
    no role on the site, and no mailbox of their own with which they could help themselves.
    """
    elsewhere = Membership.objects.filter(ended=None).exclude(practice=practice).values("user")
    return (
        Q(practice=practice, ended=None, user__user_name__isnull=False, user__is_active=True)
        & Q(user__is_staff=False, user__is_educator=False, user__is_reviewer=False)
        & ~Q(user__in=elsewhere)
        & ~Q(user__in=EmailAddress.objects.filter(verified=True).values("user"))
    )


def open_codes(now: datetime) -> Q:
    """Codes with which somebody can still begin: neither used, cancelled nor run out, and the person still there.

    What `may_have_code` asks must hold yet: a slip that was kept back does not open an account that has since got a
    mailbox of its own, another practice or a role on the site.
    """
    elsewhere = Membership.objects.filter(user=OuterRef("person"), ended=None)
    elsewhere = elsewhere.exclude(practice=OuterRef("membership__practice"))
    proved = EmailAddress.objects.filter(user=OuterRef("person"), verified=True)
    return (
        Q(used_at=None, cancelled_at=None, expires_at__gt=now, membership__ended=None, person__is_active=True)
        & Q(person__is_staff=False, person__is_educator=False, person__is_reviewer=False)
        & ~Exists(elsewhere)
        & ~Exists(proved)
    )
