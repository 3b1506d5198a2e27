"""Beginning a practice: its address, its defaults, its first manager."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from courses.operations import audit, outbox
from courses.people.models import Membership, Practice, Region, User
from courses.people.services import open_account
from courses.people.zones import DEFAULT_ZONE

MOST_A_DAY: Final = 5
LONGEST_SLUG: Final = 50  # the column holds 60: room for a number
# Words that read like a page of the site when they stand where a practice's name does.
RESERVED: Final = frozenset(
    {
        "account", "accounts", "admin", "all", "api", "courses", "demo", "help", "join", "me", "media", "new",
        "practice", "practices", "settings", "start", "static", "studio", "verify",
    }
)  # fmt: skip
# Years for which the records of somebody who has left are kept. US: 45 CFR 164.530(j) asks for six.
RETENTION: Final[dict[str, int]] = {Region.UK: 6, Region.US: 6, Region.EU: 6, Region.ELSEWHERE: 6}
TRIES: Final = 5


def found_practice(*, by: User, name: str, region: str, needs_training: bool, job_role: str = "") -> Practice | None:
    """Begin a practice whose manager is `by`. None when they have begun too many today.

    Somebody else may take the same address between our look and our write, so it is tried again with the next number.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _found(by, name, region, needs_training, job_role)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    return None


def found_with_account(*, account: dict[str, Any], name: str, region: str, needs_training: bool) -> User:
    """Account, address and practice together: all exist afterwards, or none. A taken address makes no difference."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                person = open_account(region=region, timezone=DEFAULT_ZONE[region], **account)
                _found(person, name, region, needs_training, account.get("job_role", ""))
            return person
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _found(by: User, name: str, region: str, needs_training: bool, job_role: str) -> Practice | None:
    User.objects.select_for_update().get(pk=by.pk)  # a double click asks one after the other
    now = timezone.now()
    if Practice.objects.filter(created_by=by, created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        return None
    practice = Practice.objects.create(
        name=name,
        slug=free_slug(name),
        region=region,
        timezone=DEFAULT_ZONE[region],
        retention_years=RETENTION[region],
        created_by=by,
    )
    member = Membership.objects.create(
        user=by,
        practice=practice,
        is_manager=True,
        needs_training=needs_training,
        job_role=job_role,
        started=timezone.localdate(now, timezone=practice.zone),
    )
    outbox.emit("membership.started", key=str(member.pk), ids={"membership_id": member.pk})
    audit.note(actor=by, action="practice.started", subject=name, practice_id=practice.pk)
    return practice


def free_slug(name: str) -> str:
    """An address made of the name that no practice has and that is no word of the site's own. 1 query."""
    base = slugify(name)[:LONGEST_SLUG].strip("-") or "practice"
    taken = set(Practice.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
