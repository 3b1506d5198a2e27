"""Clinical review: asked for by an editor, answered by a reviewer with a name under exactly one text, or sent back.

Each function is one transaction. A signature says nothing about any other text: whoever changes a word asks again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from courses.authoring.draft_queries import folder_of
from courses.authoring.drafts import locked_draft
from courses.authoring.models import Draft, Review
from courses.authoring.writers import writers_of
from courses.core.compiler import source_sha256
from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.operations.models import AuditEntry
from courses.people.access import is_reviewer
from courses.people.models import User

ASKED, SENT_BACK, SIGNED = "review.asked", "review.sent-back", "review.signed"


class OwnText(Exception):
    """The reviewer has written in this text since it was last reviewed: another one must sign it."""


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """What an author who is no reviewer asks a reviewer to publish: ids whose old answer was wrong, and the notice."""

    questions: tuple[str, ...]
    notice: str
    safety: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where the review of one text stands. `signed` are the names under this very text."""

    signed: tuple[Review, ...]
    earlier: Review | None  # the newest signature under another text of the course
    asked_at: datetime | None
    asked_by: str
    asked_for_this: bool  # the text has not changed since
    sent_back: str  # the comment of the reviewer who did not sign, since it was last asked
    sent_back_by: str
    correction: CorrectionAsked | None

    @property
    def changed_since(self) -> datetime | None:
        """When another text was signed, while this one is not."""
        return self.earlier.at if self.earlier and not self.signed else None


def state_of(draft: Draft, digest: str) -> ReviewState:
    """Where the review of the draft's text stands. 2 queries."""
    rows = list(Review.objects.filter(course=draft.course_id).select_related("reviewer").order_by("-at", "-pk"))
    entries = AuditEntry.objects.filter(subject=draft.course.slug, action__in=(ASKED, SENT_BACK)).select_related(
        "actor"
    )
    last = entries.order_by("-pk").first()
    back = last if last is not None and last.action == SENT_BACK else None
    asked = last if last is not None and last.action == ASKED and draft.asked_at else None
    return ReviewState(
        signed=tuple(row for row in rows if row.source_sha256 == digest),
        earlier=next((row for row in rows if row.source_sha256 != digest), None),
        asked_at=draft.asked_at,
        asked_by=_name(asked),
        asked_for_this=bool(draft.asked_at) and draft.asked_sha256 == digest,
        sent_back=str(back.detail.get("comment", "")) if back else "",
        sent_back_by=_name(back),
        correction=_correction(asked),
    )


def _name(entry: AuditEntry | None) -> str:
    return entry.actor.display_name if entry is not None and entry.actor is not None else ""


def _correction(entry: AuditEntry | None) -> CorrectionAsked | None:
    detail: Mapping[str, Any] = entry.detail if entry is not None else {}
    if entry is None or "notice" not in detail:
        return None
    return CorrectionAsked(
        tuple(detail["questions"]), str(detail["notice"]), bool(detail["safety"]), _name(entry), entry.at
    )


def others_who_may_sign(draft: Draft, *, but: User) -> list[User]:
    """The reviewers of this site, apart from `but` and those who have written the text themselves. 4 queries."""
    return list(_reviewers(draft).exclude(pk=but.pk).order_by("display_name", "pk"))


def _reviewers(draft: Draft) -> QuerySet[User]:
    return User.objects.filter(is_reviewer=True, is_active=True).exclude(pk__in=writers_of(draft))


@transaction.atomic
def ask_review(
    *, by: User, draft_id: int, questions: Collection[str] = (), notice: str = "", safety: bool = False
) -> Draft:
    """Ask this site's reviewers to read the draft as it stands. Again for the same text mails nobody twice.

    Whoever has written in it is not asked to sign. With a `notice` the author asks for a correction, too, which every
    reviewer may publish. Raises Draft.DoesNotExist for people who may not edit it.
    """
    draft = locked_draft(by=by, draft_id=draft_id)
    draft.asked_sha256 = source_sha256(folder_of(draft))
    draft.asked_by, draft.asked_at = by, timezone.now()
    draft.save(update_fields=["asked_sha256", "asked_by", "asked_at"])
    detail: dict[str, Any] = {"source": draft.asked_sha256}
    if notice:
        detail |= {"questions": sorted(questions), "notice": notice, "safety": safety}
    AuditEntry.objects.create(actor=by, action=ASKED, subject=draft.course.slug, detail=detail)
    message = render_message(
        "review_asked",
        {
            "title": draft.title or draft.course.slug,
            "by": by.display_name,
            "correction": bool(notice),
            "url": settings.PUBLIC_URL + reverse("studio-review", args=[draft.course.slug]),
        },
    )
    key = f"{draft.pk}:{draft.asked_sha256}{':correction' if notice else ''}"
    asked = User.objects.filter(is_reviewer=True, is_active=True) if notice else _reviewers(draft)
    for person in asked.exclude(pk=by.pk).exclude(email=None):
        mail.queue(to=str(person.email), purpose="review-asked", key=key, message=message, person_id=person.pk)
    return draft


@transaction.atomic
def sign(*, by: User, draft: Draft, digest: str, name: str, role: str, note: str = "") -> Review | None:
    """Put a reviewer's name under the text with this digest. None: the draft's text is another one by now.

    A second signature of the same reviewer under the same text changes nothing. Raises PermissionDenied for people who
    are no reviewers, and OwnText for those who have written in it themselves.
    """
    if not is_reviewer(by):
        raise PermissionDenied
    held = Draft.objects.select_for_update(of=("self",)).select_related("course").get(pk=draft.pk)
    if source_sha256(folder_of(held)) != digest:
        return None
    if by.pk in writers_of(held):
        raise OwnText
    review, created = Review.objects.get_or_create(
        course=held.course,
        source_sha256=digest,
        reviewer=by,
        defaults={"name": name, "role": role, "note": note, "at": timezone.now()},
    )
    if created:
        detail = {"source": digest, "name": name, "role": role}
        AuditEntry.objects.create(actor=by, action=SIGNED, subject=held.course.slug, detail=detail)
        _answer(held, by=by, signed=True, comment=note, key=f"{review.pk}")
    return review


@transaction.atomic
def send_back(*, by: User, draft: Draft, comment: str) -> bool:
    """Do not sign: say why, and end the asking. False when nobody asks any more. Raises PermissionDenied."""
    if not is_reviewer(by):
        raise PermissionDenied
    held = Draft.objects.select_for_update(of=("self",)).select_related("course").get(pk=draft.pk)
    if held.asked_at is None:
        return False
    asked_by, asked_at = held.asked_by, held.asked_at
    Draft.objects.filter(pk=held.pk).update(asked_sha256="", asked_by=None, asked_at=None)
    detail = {"source": held.asked_sha256, "comment": comment}
    AuditEntry.objects.create(actor=by, action=SENT_BACK, subject=held.course.slug, detail=detail)
    held.asked_by = asked_by
    _answer(held, by=by, signed=False, comment=comment, key=f"{held.pk}:back:{asked_at.isoformat()}")
    return True


def _answer(draft: Draft, *, by: User, signed: bool, comment: str, key: str) -> None:
    """Tell the person who asked."""
    person = draft.asked_by
    if person is None or person.pk == by.pk or not person.email:
        return
    page = "studio-publish" if signed else "studio-course"
    context = {
        "title": draft.title or draft.course.slug,
        "by": by.display_name,
        "signed": signed,
        "comment": comment,
        "url": settings.PUBLIC_URL + reverse(page, args=[draft.course.slug]),
    }
    message = render_message("review_answered", context)
    mail.queue(to=person.email, purpose="review-answered", key=key, message=message, person_id=person.pk)
