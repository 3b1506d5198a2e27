"""Who may edit a course: sharing it with another educator of this site, and taking it back. Each is one transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from courses.authoring.drafts import locked_draft
from courses.authoring.models import Course, CourseEditor, Draft
from courses.operations.models import AuditEntry
from courses.people.access import is_educator
from courses.people.models import User
from courses.people.queries import holder_of


class NoEducator(Exception):
    """No educator of this site has this address. Whether anybody else has it is not said."""


class LastEditor(Exception):
    """A course without editors would be nobody's."""


@transaction.atomic
def share(*, by: User, draft_id: int, email: str) -> User:
    """Let another educator edit the course; sharing it twice is once. Raises Draft.DoesNotExist and NoEducator."""
    draft = locked_draft(by=by, draft_id=draft_id)
    person = holder_of(email.strip())
    if person is None or not is_educator(person):
        raise NoEducator
    _row, created = CourseEditor.objects.get_or_create(
        course_id=draft.course_id, person=person, defaults={"added_by": by, "at": timezone.now()}
    )
    if created:
        _log(by, "course.shared", draft, person)
    return person


@transaction.atomic
def unshare(*, by: User, draft_id: int, person_id: int) -> None:
    """Take the course back from somebody, or leave it. Raises Draft.DoesNotExist and LastEditor."""
    draft = locked_draft(by=by, draft_id=draft_id)
    editors = CourseEditor.objects.select_for_update().filter(course_id=draft.course_id)
    row = editors.select_related("person").filter(person=person_id).first()
    if row is None:
        return
    if editors.count() == 1:
        raise LastEditor
    row.delete()
    _log(by, "course.unshared", draft, row.person)


@transaction.atomic
def give(course: Course, person: User) -> bool:
    """Let a person edit a course, from the command line or the demo. False when they could already."""
    _row, created = CourseEditor.objects.get_or_create(
        course=course, person=person, defaults={"added_by": None, "at": timezone.now()}
    )
    return created


@transaction.atomic
def take_back(course: Course, person: User) -> bool:
    """The opposite, whoever else may edit it. False when they could not."""
    return CourseEditor.objects.filter(course=course, person=person).delete()[0] > 0


def _log(by: User, action: str, draft: Draft, person: User) -> None:
    AuditEntry.objects.create(actor=by, action=action, subject=draft.course.slug, detail={"person": person.pk})
