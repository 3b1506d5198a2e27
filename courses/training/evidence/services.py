"""Other evidence: handed in by a person, decided by a manager, or logged by one. One transaction each.

What counts is told by `Credit.accepted` and `withdrawn_at`; `plan.changed` has everybody's state follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Course
from courses.operations import audit, mail
from courses.operations.mail_text import render_message
from courses.people.models import Membership, Practice, User
from courses.training import plan
from courses.training.evidence.queries import other_managers
from courses.training.models import Credit


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a piece of evidence. `file`: the name of a kept private file, or ""."""

    course_id: int
    kind: str
    title: str
    provider: str
    completed_on: date
    valid_until: date | None
    note: str
    file: str

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Outcome(Enum):
    DONE = "done"
    TOO_LATE = "too late"  # somebody was first, or it was taken back
    OWN = "own"  # another manager decides about a manager's own


@transaction.atomic
def hand_in(*, person: User, membership: Membership, given: Given) -> Credit:
    """A person hands something in; it waits for a manager. The same twice (a double click) is kept once.

    Managers get one mail a day that something waits.
    """
    Membership.objects.select_for_update().get(pk=membership.pk, user=person, ended=None)
    same = Credit.objects.filter(
        membership=membership,
        course=given.course_id,
        kind=given.kind,
        title=given.title,
        completed_on=given.completed_on,
        accepted=None,
        withdrawn_at=None,
    ).first()
    if same is not None:
        return same
    credit = Credit.objects.create(membership=membership, by=person, **given.columns())
    _tell_managers(membership.practice, person)
    return credit


@transaction.atomic
def take_back(*, person: User, credit_id: int) -> bool:
    """Take something back while it waits. False: it was decided, or taken back before."""
    if not Credit.objects.filter(pk=credit_id, membership__user=person).exists():
        return False
    # By its own columns only: an update that looks at the membership too would not see that a manager was first.
    waiting = Credit.objects.filter(pk=credit_id, accepted=None, withdrawn_at=None)
    return bool(waiting.update(withdrawn_at=timezone.now()))


@transaction.atomic
def log_for(*, by: User, practice: Practice, member_id: int, given: Given) -> Credit | Outcome:
    """A manager logs something for somebody, such as a certificate on paper. It counts at once.

    Raises Membership.DoesNotExist for somebody who does not work there. Logged twice, it is kept once.
    """
    member = Membership.objects.select_for_update(of=("self",)).select_related("user")
    membership = member.get(pk=member_id, practice=practice, ended=None)
    if not may_decide(by, practice, membership):
        return Outcome.OWN
    columns = given.columns()
    same = Credit.objects.filter(membership=membership, by=by, accepted=True, withdrawn_at=None, **columns).first()
    if same is not None:
        return same
    credit = Credit.objects.create(
        membership=membership, by=by, accepted=True, decided_by=by, decided_at=timezone.now(), **columns
    )
    _note(by, "evidence.logged", credit)
    _changed(credit)
    return credit


@transaction.atomic
def accept(*, by: User, practice: Practice, credit: Credit, valid_until: date | None, words: str = "") -> Outcome:
    """Accept what waits, until `valid_until` (None: it does not run out)."""
    return _decide(by, practice, credit, accepted=True, words=words, valid_until=valid_until)


@transaction.atomic
def decline(*, by: User, practice: Practice, credit: Credit, words: str) -> Outcome:
    """Not accept what waits, with a word to its owner."""
    return _decide(by, practice, credit, accepted=False, words=words, valid_until=credit.valid_until)


def _decide(
    by: User, practice: Practice, credit: Credit, *, accepted: bool, words: str, valid_until: date | None
) -> Outcome:
    if not may_decide(by, practice, credit.membership):
        return Outcome.OWN
    changed = Credit.objects.filter(pk=credit.pk, accepted=None, withdrawn_at=None).update(
        accepted=accepted,
        valid_until=valid_until,
        decided_at=timezone.now(),
        decided_by=by,
        decision_note=words[:300],
    )
    if not changed:
        return Outcome.TOO_LATE
    credit.refresh_from_db(fields=["accepted", "valid_until", "decision_note"])
    _note(by, "evidence.accepted" if accepted else "evidence.declined", credit)
    _tell_owner(by, credit, "accepted" if accepted else "declined")
    if accepted:
        _changed(credit)
    return Outcome.DONE


@transaction.atomic
def withdraw(*, by: User, practice: Practice, credit: Credit, words: str) -> Outcome:
    """Take back what was accepted; the row stays. `words` go to its owner."""
    if not may_decide(by, practice, credit.membership):
        return Outcome.OWN
    accepted = Credit.objects.filter(pk=credit.pk, accepted=True, withdrawn_at=None)
    if not accepted.update(withdrawn_at=timezone.now(), decision_note=words[:300]):
        return Outcome.TOO_LATE
    credit.refresh_from_db(fields=["withdrawn_at", "decision_note"])
    _note(by, "evidence.withdrawn", credit)
    _tell_owner(by, credit, "withdrawn")
    _changed(credit)
    return Outcome.DONE


def may_decide(by: User, practice: Practice, membership: Membership) -> bool:
    """Nobody decides about their own while somebody else could. 1 query, and only for one's own."""
    return membership.user_id != by.pk or not other_managers(practice, by)


def _changed(credit: Credit) -> None:
    practice_id = credit.membership.practice_id
    plan.changed(practice_id=practice_id, membership_ids=[credit.membership_id], course_ids=[credit.course_id])


def _note(by: User, action: str, credit: Credit) -> None:
    audit.note(
        actor=by,
        action=action,
        subject=credit.membership.user.display_name,
        practice_id=credit.membership.practice_id,
        course=credit.course.slug,
        kind=credit.kind,
        completed_on=credit.completed_on.isoformat(),
        valid_until=credit.valid_until.isoformat() if credit.valid_until else "",
    )


def _tell_managers(practice: Practice, person: User) -> None:
    day = timezone.localdate(timezone=practice.zone).isoformat()
    url = settings.PUBLIC_URL + reverse("practice-evidence", args=[practice.slug])
    message = render_message("evidence_waiting", {"practice": practice.name, "url": url})
    rows = Membership.objects.filter(practice=practice, is_manager=True, ended=None, user__is_active=True)
    for manager in rows.exclude(user=person).select_related("user"):
        mail.queue(
            to=manager.user.email,
            purpose="evidence-waiting",
            key=f"{practice.pk}:{day}",
            message=message,
            person_id=manager.user_id,
        )


def _tell_owner(by: User, credit: Credit, what: str) -> None:
    """Tell whom it belongs to, unless they decided it themselves."""
    person = credit.membership.user
    if person.pk == by.pk or not person.is_active:
        return
    context = {
        "by": by.display_name,
        "what": what,
        "title": credit.title,
        "course": _course_title(credit.course),
        "words": credit.decision_note,
        "valid_until": credit.valid_until,
        "url": settings.PUBLIC_URL + reverse("my-evidence"),
    }
    mail.queue(
        to=person.email,
        purpose="evidence-decided",
        key=f"{credit.pk}:{what}",
        message=render_message("evidence_decided", context),
        person_id=person.pk,
        reply_to=by.email or "",
        practice=credit.membership.practice.name,
    )


def _course_title(course: Course) -> str:
    titles = Course.objects.filter(pk=course.pk).values_list("current__structure__title", flat=True)
    return titles.first() or course.slug
