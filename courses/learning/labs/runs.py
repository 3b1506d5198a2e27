"""Runs of labs: begin one, store a step of it, finish it. Each function is one transaction.

What a step and a layout hold belongs to the kind of lab; here stands what is the same for all: one open run of a person
and lab, steps stored one after the other under a lock, a run that is finished once and never changes afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.authoring.models import Release
from courses.core.document import LabView, Response
from courses.learning.enrolments import ensure_enrolment
from courses.learning.labs.reading import runs_before
from courses.learning.models import Answer, Attempt, Enrolment, LabRecord
from courses.learning.queries import used_up
from courses.learning.services import Locked, new_receipt
from courses.operations import outbox
from courses.people.models import User

Layout = list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Closed:
    """The run is finished; nothing of it changes any more."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Refused:
    """This step cannot be stored as asked; the stored one stands. `stored` is None where there is none."""

    stored: Response | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The step as it is stored now. `changed` is False for a repetition."""

    response: Response
    changed: bool


@transaction.atomic
def open_run(
    *, person: User, release: Release, lab: LabView, layout: Callable[[int, list[Attempt]], Layout]
) -> Attempt | Locked:
    """The open run of a person at a lab, or a new one on this release. A double click gets the same run.

    `layout` makes the layout of a new run from a seed (48 bits) and the runs before it, oldest first. A lab that is not
    graded can be begun again at any time; a graded one as its attempts allow.
    """
    enrolment = ensure_enrolment(person=person, release=release)
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # one opener at a time
    current = Attempt.objects.filter(enrolment=enrolment, item_id=lab["id"], state=Attempt.State.OPEN).first()
    if current is not None:
        return current
    before = runs_before(person, release.course_id, lab["id"])
    own = [run for run in before if run.enrolment_id == enrolment.pk]
    if lab["graded"] and (locked := run_lock(lab, own, enrolment.pk)):
        return locked
    last = Attempt.objects.filter(enrolment=enrolment, item_id=lab["id"]).aggregate(last=Max("number"))["last"] or 0
    return Attempt.objects.create(
        enrolment=enrolment,
        release=release,
        kind="lab",
        graded=lab["graded"],
        item_id=lab["id"],
        number=last + 1,
        layout=layout(secrets.randbits(48), before),
        opened_at=timezone.now(),
    )


def run_lock(lab: LabView, earlier: list[Attempt], enrolment_id: int) -> Locked | None:
    """What stands between the person and another run of a graded lab, after the `earlier` ones of their enrolment."""
    counting = [run for run in earlier if run.state != Attempt.State.VOID]
    if any(grade.passed for run in counting for grade in run.grades.all()):
        return Locked("passed")
    if any(run.state == Attempt.State.SUBMITTED for run in counting):
        return Locked("marking")
    if used_up(lab["attempts"], len(counting), enrolment_id, lab["id"]):
        return Locked("used-up")
    return None


@transaction.atomic
def store_step(
    *, person: User, attempt_id: int, slot: int, change: Callable[[Response | None, datetime], Response | None]
) -> Kept | Refused | Closed:
    """Store one step of an open run. `change` gets what is stored (None: nothing yet) and the moment, and returns what
    is to be stored; None refuses, the same again is a repetition.

    The run is locked meanwhile, so of two posts at one moment the second sees what the first has stored. Raises
    Attempt.DoesNotExist for a foreign run.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id, enrolment__person=person, kind="lab")
    if attempt.state != Attempt.State.OPEN:
        return Closed(attempt)
    answer = Answer.objects.filter(attempt=attempt, slot=slot).first()
    stored = answer.response if answer else None
    now = timezone.now()
    new = change(dict(stored) if stored is not None else None, now)
    if new is None:
        return Refused(stored)
    if new == stored:
        return Kept(new, changed=False)
    if answer is None:
        Answer.objects.create(attempt=attempt, slot=slot, response=new, saved_at=now)
    else:
        Answer.objects.filter(pk=answer.pk).update(response=new, version=answer.version + 1, saved_at=now)
    return Kept(new, changed=True)


@transaction.atomic
def finish_run(
    *,
    person: User,
    attempt_id: int,
    counts: Callable[[Attempt, Mapping[int, Response]], dict[str, Any] | None],
    form: str = "",
    after: Callable[[Attempt, Mapping[int, Response]], None] | None = None,
) -> Attempt | Refused:
    """Finish a run: once, whoever asks again gets the same run. `counts` says what it came to; None refuses, because
    something is still to do. `after` runs once, in the same transaction (sums over all people).

    A run of a graded lab is handed in, with a receipt, and graded like a quiz. Raises Attempt.DoesNotExist for a
    foreign run.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id, enrolment__person=person, kind="lab")
    if attempt.state != Attempt.State.OPEN:
        return attempt
    steps = dict(attempt.answers.exclude(response=None).values_list("slot", "response"))
    found = counts(attempt, steps)
    if found is None:
        return Refused(None)
    now = timezone.now()
    attempt.state = Attempt.State.SUBMITTED if attempt.graded else Attempt.State.GRADED
    attempt.submitted_at, attempt.receipt = now, new_receipt() if attempt.graded else ""
    attempt.save(update_fields=["state", "submitted_at", "receipt"])
    enrolment = Enrolment.objects.get(pk=attempt.enrolment_id)
    LabRecord.objects.create(
        attempt=attempt,
        person=person,
        course_id=enrolment.course_id,
        lab_id=attempt.item_id,
        kind=found.pop("kind"),
        form=form,
        counts=found,
        finished_at=now,
    )
    if after is not None:
        after(attempt, steps)
    if attempt.graded:
        outbox.emit("attempt.submitted", key=attempt.pk, ids={"attempt_id": attempt.pk})
    return attempt
