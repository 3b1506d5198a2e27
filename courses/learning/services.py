"""Taking a graded quiz: open an attempt, save answers, submit. Each function is one transaction.

What follows a submission stands in courses/wiring.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.authoring.models import Release
from courses.core.document import QuizView, Response
from courses.core.quiz import draw
from courses.learning.completion import finished_units
from courses.learning.enrolments import ensure_enrolment
from courses.learning.models import Answer, Attempt, Enrolment
from courses.learning.queries import Try, quiz_page, reader_of, rules_for, rules_of, tries, used_up
from courses.learning.rules import Reader, next_attempt_at, required_units
from courses.operations import outbox
from courses.people.models import User

RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U


@dataclass(frozen=True, slots=True)
class Locked:
    """Why a quiz cannot be started now. `reason` is one of units, passed, marking, used-up, waiting, empty."""

    reason: str
    opens_at: datetime | None = None
    units: tuple[str, ...] = ()


def lock_on(person: User, enrolment: Enrolment | None, release: Release, quiz_id: str) -> Locked | None:
    """What stands between the person and a new attempt, if anything. Reads what `lock_of` needs."""
    return lock_of(
        rules_of(enrolment) if enrolment else release,
        release,
        quiz_id,
        reader_of(person),
        finished=finished_units(enrolment) if enrolment else set(),
        earlier=tries(enrolment, quiz_id),
        enrolment_id=enrolment.pk if enrolment else None,
    )


def lock_of(
    rules: Release,
    release: Release,
    quiz_id: str,
    reader: Reader,
    *,
    finished: Collection[str],
    earlier: Sequence[Try],
    enrolment_id: int | None,
) -> Locked | None:
    """The same from what is known already. Rules are those of the enrolment; a quiz new since then has its own.

    1 query, and only where attempts are limited and used up: whether one was granted besides.
    """
    missing = tuple(unit for unit in required_units(rules.structure, reader) if unit not in finished)
    if missing:
        return Locked("units", units=missing)
    quiz = rules_for(rules.structure, release.structure, quiz_id)
    if any(one.passed for one in earlier):
        return Locked("passed")
    if any(one.state in (Attempt.State.SUBMITTED, Attempt.State.WAITING) for one in earlier):
        return Locked("marking")
    if used_up(quiz["attempts"], len(earlier), enrolment_id, quiz_id):
        return Locked("used-up")
    opens = next_attempt_at(quiz, max((one.submitted_at for one in earlier if one.submitted_at), default=None))
    return Locked("waiting", opens_at=opens) if opens and opens > timezone.now() else None


def is_over(locked: Locked | None, earlier: Sequence[Try]) -> bool:
    """Whether no attempt can follow, so that everything may be told: passed or used up, and none is open."""
    over = locked is not None and locked.reason in ("passed", "used-up")
    return over and all(one.state != Attempt.State.OPEN for one in earlier)


@transaction.atomic
def open_attempt(*, person: User, release: Release, quiz_id: str) -> Attempt | Locked:
    """The open attempt of a person at a quiz, or a new one on this release. A double click gets the same attempt.

    Questions never met come first; their order and that of the options is drawn once and stored.
    """
    enrolment = ensure_enrolment(person=person, release=release)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # one opener at a time
    current = Attempt.objects.filter(enrolment=enrolment, item_id=quiz_id, state=Attempt.State.OPEN).first()
    if current is not None:
        return current
    locked = lock_on(person, enrolment, release, quiz_id)
    if locked is not None:
        return locked
    before = Attempt.objects.filter(enrolment__person=person, enrolment__course=release.course_id, item_id=quiz_id)
    seen = {slot["question"] for layout in before.values_list("layout", flat=True) for slot in layout}
    last = before.filter(enrolment=enrolment).aggregate(last=Max("number"))["last"] or 0
    quiz: QuizView = quiz_page(release.pk, quiz_id)  # type: ignore[assignment]
    layout = draw(quiz, seed=secrets.randbits(48), seen=seen, audience=person.job_role or None, region=person.region)
    worth = {question["id"]: question["points"] for part in quiz["sections"] for question in part["questions"]}
    if not any(worth[slot["question"]] for slot in layout):  # nothing could be wrong: everybody would pass
        return Locked("empty")
    return Attempt.objects.create(
        enrolment=enrolment,
        release=release,
        item_id=quiz_id,
        number=last + 1,
        layout=layout,
        opened_at=timezone.now(),
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer is stored. `at` is when it was; `version` is what the next save must be based on."""

    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """Another device or tab stored a different answer since the page was loaded. Nothing was changed."""

    stored: Answer


@dataclass(frozen=True, slots=True)
class Closed:
    """The attempt is submitted; no answer is accepted any more."""

    attempt: Attempt


@transaction.atomic
def save_answer(
    *,
    person: User,
    attempt_id: int,
    slot: int,
    response: Response | None,
    sure: str,
    version: int,
    client: str = "",
    seq: int = 0,
) -> Saved | Clash | Closed:
    """Store one answer of an open attempt.

    Accepted when `version` is the stored one, or when it comes from the same client (a tab) with a higher `seq`.
    The same answer again is a repetition, not a clash. Raises Attempt.DoesNotExist for a foreign attempt.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id, enrolment__person=person)
    if attempt.state != Attempt.State.OPEN:
        return Closed(attempt)
    stored = Answer.objects.filter(attempt=attempt, slot=slot).first()
    now = timezone.now()
    fields = {"response": response, "sure": sure, "client": client, "seq": seq, "saved_at": now}
    if stored is None:
        Answer.objects.create(attempt=attempt, slot=slot, version=1, **fields)
        return Saved(1, now)
    same_client = bool(client) and client == stored.client
    if (stored.response, stored.sure) == (response, sure) or (same_client and seq <= stored.seq):
        return Saved(stored.version, stored.saved_at)
    if version != stored.version and not same_client:
        return Clash(stored)
    Answer.objects.filter(pk=stored.pk).update(version=stored.version + 1, **fields)
    return Saved(stored.version + 1, now)


@transaction.atomic
def submit_attempt(*, person: User, attempt_id: int) -> Attempt:
    """Hand an attempt in. The first call makes the receipt; every later one returns the same receipt.

    Raises Attempt.DoesNotExist for a foreign attempt.
    """
    attempt = Attempt.objects.select_related("enrolment").get(pk=attempt_id, enrolment__person=person)
    first = Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.OPEN).update(
        state=Attempt.State.SUBMITTED, submitted_at=timezone.now(), receipt=new_receipt()
    )
    if first:
        outbox.emit("attempt.submitted", key=attempt.pk, ids={"attempt_id": attempt.pk})
    attempt.refresh_from_db(fields=["state", "submitted_at", "receipt"])
    return attempt


def new_receipt() -> str:
    """Two groups of four characters, for a person to read out; not a secret."""
    letters = "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
