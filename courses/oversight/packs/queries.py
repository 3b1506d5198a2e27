"""Reads for the order page: the packs of a practice, and what a pack would hold before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.certificates.models import Certificate
from courses.oversight.packs.document import PARTS
from courses.oversight.packs.models import Pack
from courses.oversight.packs.people import end_of, has_left, members_known_on
from courses.oversight.packs.services import GIVEN_UP
from courses.oversight.packs.wanted import Wanted
from courses.oversight.tools.models import AiTool
from courses.people.models import Practice
from courses.training.models import Assignment, Credit, GroupSession
from courses.training.policies.models import Policy, PolicyConfirmation

SHOWN = 20


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack in the list. `word`: making, ready, failed, gone (its week is over)."""

    pack: Pack
    wanted: Wanted
    word: str

    @property
    def digest(self) -> list[str]:
        """The digest in pieces between which a narrow page may break it."""
        return [self.pack.sha256[start : start + 8] for start in range(0, 64, 8)]

    @property
    def by(self) -> str:
        return self.pack.by.display_name if self.pack.by else ""


def packs(practice: Practice, now: datetime) -> list[PackRow]:
    """The last twenty, newest first. 1 query."""
    rows = Pack.objects.filter(practice=practice).select_related("by").order_by("-asked_at", "-pk")[:SHOWN]
    return [PackRow(row, Wanted.of(row.wanted), _word(row, now)) for row in rows]


def _word(pack: Pack, now: datetime) -> str:
    if pack.state == Pack.State.READY:
        return "ready" if pack.file and pack.expires_at is not None and pack.expires_at > now else "gone"
    if pack.state == Pack.State.FAILED or pack.asked_at <= now - GIVEN_UP:
        return "failed"
    return "making"


def pack_to_download(practice: Practice, pack_id: int, now: datetime) -> Pack | None:
    """A pack of this practice whose file is still there. 1 query."""
    found = Pack.objects.filter(practice=practice, pk=pack_id, state=Pack.State.READY, expires_at__gt=now)
    return found.exclude(file="").first()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pack would hold. `sections`: (title, count or None); pages are a guess."""

    people: int
    left: int
    courses: int
    sections: tuple[tuple[str, int | None], ...]
    pages: int


def preview(practice: Practice, wanted: Wanted) -> Preview:
    """Counted, not made. 9 queries."""
    end = end_of(practice, wanted.on)
    members = list(members_known_on(practice, wanted.on).filter(pk__in=wanted.people))
    left = sum(has_left(one, wanted.on) is not None for one in members)
    users = {one.user_id for one in members}
    credits = Credit.objects.filter(membership__in=wanted.people, created_at__lt=end).exclude(kind="session")
    sessions = GroupSession.objects.filter(
        Q(withdrawn_at=None), practice=practice, held_on__gte=wanted.since, held_on__lte=wanted.on
    )
    certificates = Certificate.objects.filter(
        enrolment__person__in=users, enrolment__course__slug__in=wanted.courses, issued_at__lt=end
    ).count()
    pairs = sum(one.needs_training for one in members) * len(wanted.courses)
    tools = AiTool.objects.filter(practice=practice, created_at__lt=end).count()
    policies = Policy.objects.filter(practice=practice, created_at__lt=end).count()
    confirmed = PolicyConfirmation.objects.filter(version__policy__practice=practice, at__lt=end).count()
    counts: dict[str, int | None] = {
        "people": len(members),
        "states": pairs,
        "certificates": certificates + credits.count() + sessions.count(),
        "policies": policies,
        "tools": tools,
        "assignments": Assignment.objects.filter(practice=practice, created_at__lt=end).count(),
        "courses": len(wanted.courses),
    }
    matrix = max(1, -(-len(members) // 25) * -(-len(wanted.courses) // 12))
    rows = len(members) + pairs + certificates + confirmed + policies * len(members)
    pages = 11 + matrix + rows // 35 + tools // 2 + len(wanted.courses) * 3 // 5  # measured on small practices
    sections = tuple((str(title), counts.get(key)) for key, title in PARTS.items())
    return Preview(len(members), left, len(wanted.courses), sections, pages)


def paper_words(paper: str) -> str:
    return _("Letter") if paper == "us-letter" else "A4"
