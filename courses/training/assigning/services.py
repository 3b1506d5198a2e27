"""Making a rule, taking it back within ten minutes, ending it. One transaction each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.people.models import Membership, Practice, User
from courses.training import plan
from courses.training.assigning import words
from courses.training.assigning.choice import Choice, members_of
from courses.training.assigning.queries import titles_of
from courses.training.assigning.rules import duty_for, locked, open_rules
from courses.training.models import Assignment, Duty

UNDO = timedelta(minutes=10)  # no mail leaves before; see oversight.reminders
BATCH = 500


@transaction.atomic
def assign(
    *, practice: Practice, choice: Choice, by: User, form: str, note: str = "", instead: Assignment | None = None
) -> Assignment | None:
    """Ask the chosen people to do the chosen courses; None when there is nobody to ask any more.

    `form` names the page it was sent from: sent again (two clicks, a reload), the first assignment is given back.
    `instead`: an assignment that this one replaces; it ends at once, unless it has ended before.
    """
    practice = locked(practice.pk)
    if (made := _made_by(practice, form)) is not None:
        return made
    members = list(members_of(practice, choice.target))
    if not members and not choice.target.future:
        return None
    replaced = instead is not None and _end(instead, practice, by)
    rule = _rule(practice, choice, by, note)
    rule.courses.set(choice.course_ids)
    _bind(rule, choice, members)
    plan.changed(
        practice_id=practice.pk, membership_ids=[one.pk for one in members], course_ids=sorted(choice.course_ids)
    )
    audit.note(
        actor=by,
        action="assignment.made",
        subject=words.title(choice.path_title, [one.structure["title"] for one in choice.releases]),
        practice_id=practice.pk,
        assignment=rule.pk,
        people=len(members),
        form=form,
        **({"instead": instead.pk} if instead is not None and replaced else {}),
    )
    return rule


def _made_by(practice: Practice, form: str) -> Assignment | None:
    """What this very page has made already. The practice is locked, so no other request is making it now."""
    entry = AuditEntry.objects.filter(practice_id=practice.pk, action="assignment.made", detail__form=form).first()
    return Assignment.objects.filter(practice=practice, pk=entry.detail["assignment"]).first() if entry else None


def _rule(practice: Practice, choice: Choice, by: User, note: str) -> Assignment:
    target, timing = choice.target, choice.timing
    return Assignment.objects.create(
        practice=practice,
        path=choice.path,
        path_title=choice.path_title,
        whom=target.whom,
        role=target.role,
        team_id=target.team,
        future=target.future,
        due=timing.due,
        due_days=timing.days,
        renewal=timing.renewal,
        renewal_month=timing.month,
        before_access=timing.before_access,
        note=note,
        by=by,
        created_at=timezone.now(),
    )


def _bind(rule: Assignment, choice: Choice, members: Sequence[Membership]) -> None:
    today = timezone.localdate(rule.created_at, timezone=rule.practice.zone)
    courses = [release.course for release in choice.releases]
    duties = [
        duty_for(rule, course, member, today=today, now=rule.created_at) for member in members for course in courses
    ]
    Duty.objects.bulk_create(duties, batch_size=BATCH)


@transaction.atomic
def undo(*, assignment: Assignment, by: User) -> bool:
    """Take back an assignment as if it had never been made. False when its ten minutes are over, or it has ended.

    What it replaced is asked again.
    """
    practice = locked(assignment.practice_id)
    now = timezone.now()
    changed = open_rules(practice.pk).filter(pk=assignment.pk, created_at__gt=now - UNDO).update(undone_at=now)
    if not changed:
        return False
    Duty.objects.filter(assignment=assignment).update(ended=F("began"))
    _tell(assignment, practice, by, "assignment.undone")
    made = AuditEntry.objects.filter(
        practice_id=practice.pk, action="assignment.made", detail__assignment=assignment.pk
    )
    _ask_again(practice, [entry.detail.get("instead") for entry in made])
    return True


def _ask_again(practice: Practice, replaced: Sequence[int | None]) -> None:
    """Open rules again that had ended only because another took their place, with the duties that ended with them."""
    for rule in Assignment.objects.filter(practice=practice, pk__in=[pk for pk in replaced if pk], undone_at=None):
        Duty.objects.filter(assignment=rule, ended=rule.ended).update(ended=None)
        Assignment.objects.filter(pk=rule.pk).update(ended=None)
        plan.changed(practice_id=practice.pk, course_ids=sorted(set(rule.courses.values_list("pk", flat=True))))


@transaction.atomic
def end(*, assignment: Assignment, by: User) -> bool:
    """From today it asks nothing more, of nobody. False when it had ended or been taken back."""
    return _end(assignment, locked(assignment.practice_id), by)


def _end(assignment: Assignment, practice: Practice, by: User) -> bool:
    today = timezone.localdate(timezone=practice.zone)
    if not open_rules(practice.pk).filter(pk=assignment.pk).update(ended=today):
        return False
    Duty.objects.filter(assignment=assignment, ended=None).update(ended=today)
    _tell(assignment, practice, by, "assignment.ended")
    return True


def _tell(assignment: Assignment, practice: Practice, by: User, action: str) -> None:
    concerned = Duty.objects.filter(assignment=assignment)
    plan.changed(
        practice_id=practice.pk,
        membership_ids=sorted(set(concerned.values_list("membership_id", flat=True))),
        course_ids=sorted(set(assignment.courses.values_list("pk", flat=True))),
    )
    audit.note(
        actor=by,
        action=action,
        subject=words.title(assignment.path_title, titles_of(assignment)),
        practice_id=practice.pk,
        assignment=assignment.pk,
    )
