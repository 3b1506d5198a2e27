"""Another attempt, where attempts are limited and used up: asked for by the learner, given by somebody who may.

That is a manager of one of their practices; where there is none, an educator of the course. They see who asks, for
which quiz or lab and when: no answers, no results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.models import CourseEditor, Release
from courses.core.document import Structure
from courses.learning.labs.reading import lab_in, runs_before
from courses.learning.labs.runs import run_lock
from courses.learning.models import AttemptRequest, Enrolment
from courses.learning.services import lock_on
from courses.operations import audit, mail
from courses.operations.mail_text import render_message
from courses.people.access import edited_courses
from courses.people.models import Membership, Practice, User


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who can give another attempt, and the page on which they do."""

    person: User
    url: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What a learner without attempts is told: whom they may ask, and since when a request of theirs waits."""

    item_id: str
    helpers: Sequence[Helper]
    asked_at: datetime | None

    @property
    def names(self) -> list[str]:
        return [helper.person.display_name for helper in self.helpers]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as those who decide it see it."""

    id: int
    person: str
    course: str  # slug
    course_title: str
    item_title: str
    asked_at: datetime


class NotUsedUp(Exception):
    """There is an attempt left, or none is needed: nothing to ask for."""


def helpers(person: User, course_id: int, slug: str) -> list[Helper]:
    """Managers of the person's practices; where there is no other, educators of the course. 1 or 2 queries."""
    own = Membership.objects.filter(user=person, ended=None).values("practice")
    managers = (
        Membership.objects.filter(practice__in=own, is_manager=True, ended=None, user__is_active=True)
        .exclude(user=person)
        .select_related("user", "practice")
        .order_by("user__display_name", "pk")
    )
    found: dict[int, Helper] = {}
    for row in managers:
        found.setdefault(row.user_id, Helper(row.user, reverse("practice-attempts", args=[row.practice.slug])))
    if found:
        return list(found.values())
    url = reverse("studio-attempts", args=[slug])
    editors = CourseEditor.objects.filter(course=course_id, person__is_active=True).exclude(person=person)
    allowed = editors.filter(Q(person__is_educator=True) | Q(person__is_staff=True))
    return [
        Helper(row.person, url) for row in allowed.select_related("person").order_by("person__display_name", "person")
    ]


def asking(person: User, enrolment: Enrolment, structure: Structure, item_id: str) -> Asking:
    """For a page on which no attempt is left. 2 or 3 queries."""
    waits = AttemptRequest.objects.filter(enrolment=enrolment, item_id=item_id, granted=None)
    return Asking(
        item_id=item_id,
        helpers=helpers(person, enrolment.course_id, structure["id"]),
        asked_at=waits.values_list("asked_at", flat=True).first(),
    )


@transaction.atomic
def ask(*, person: User, release: Release, item_id: str) -> AttemptRequest:
    """Ask for another attempt and tell those who can give it. Asked twice, it is one request.

    Raises NotUsedUp while an attempt is left, or where the course has no such quiz or lab.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("rules_release", "course__current")
    enrolment = rows.filter(person=person, course=release.course_id).order_by("-cycle").first()
    if enrolment is None or not _is_used_up(person, enrolment, release, item_id):
        raise NotUsedUp
    request, created = AttemptRequest.objects.get_or_create(
        enrolment=enrolment, item_id=item_id, granted=None, defaults={"asked_at": timezone.now()}
    )
    if created:
        for helper in helpers(person, enrolment.course_id, release.structure["id"]):
            _tell_helper(helper, person, release.structure, request)
    return request


def _is_used_up(person: User, enrolment: Enrolment, release: Release, item_id: str) -> bool:
    if item_id in [quiz["id"] for quiz in release.structure["quizzes"] if quiz["graded"]]:
        locked = lock_on(person, enrolment, release, item_id)
    else:
        found = lab_in(release, item_id)
        if found is None or not found.view["graded"]:
            return False
        runs = runs_before(person, release.course_id, item_id)
        locked = run_lock(found.view, [run for run in runs if run.enrolment_id == enrolment.pk], enrolment.pk)
    return locked is not None and locked.reason == "used-up"


def _tell_helper(helper: Helper, person: User, structure: Structure, request: AttemptRequest) -> None:
    context = {
        "name": person.display_name,
        "title": structure["title"],
        "item": _title(structure, request.item_id),
        "url": settings.PUBLIC_URL + helper.url,
    }
    mail.queue(
        to=helper.person.email,
        purpose="attempt-asked",
        key=str(request.pk),
        message=render_message("attempt_asked", context),
        person_id=helper.person.pk,
    )


@transaction.atomic
def decide(*, by: User, request: AttemptRequest, grant: bool, practice: Practice | None = None) -> bool:
    """Give one more attempt, or none. The first decision stands; False: there was one. Whoever asked gets a mail.

    `practice`: whose manager decides; None: an educator of the course.
    """
    changed = AttemptRequest.objects.filter(pk=request.pk, granted=None).update(
        granted=grant, decided_at=timezone.now(), by=by
    )
    if not changed:
        return False
    person, course = request.enrolment.person, request.enrolment.course
    release = course.current or request.enrolment.rules_release
    audit.note(
        actor=by,
        action="attempt.granted" if grant else "attempt.declined",
        subject=person.display_name,
        practice_id=practice.pk if practice else None,
        course=course.slug,
        item=request.item_id,
    )
    context = {
        "by": by.display_name,
        "grant": grant,
        "title": release.structure["title"],
        "item": _title(release.structure, request.item_id),
        "url": settings.PUBLIC_URL + _address(release.structure, request.item_id),
    }
    mail.queue(
        to=person.email,
        purpose="attempt-decided",
        key=str(request.pk),
        message=render_message("attempt_decided", context),
        person_id=person.pk,
        reply_to=by.email or "",
    )
    return True


def asked_in(practice: Practice, manager: User) -> QuerySet[AttemptRequest]:
    """Requests of people who work in a practice now, decided or not, but for the manager's own: others decide that.

    Those that wait: `.filter(granted=None)`, as `listed` shows them.
    """
    people = Membership.objects.filter(practice=practice, ended=None).values("user")
    return AttemptRequest.objects.filter(enrolment__person__in=people).exclude(enrolment__person=manager.pk)


def asked_of(educator: User) -> QuerySet[AttemptRequest]:
    """Requests in the courses somebody edits, of people whom no manager can help, but for their own."""
    practices = Membership.objects.filter(user=OuterRef(OuterRef("enrolment__person")), ended=None).values("practice")
    managers = Membership.objects.filter(
        practice__in=practices, is_manager=True, ended=None, user__is_active=True
    ).exclude(user=OuterRef("enrolment__person"))
    rows = AttemptRequest.objects.filter(edited_courses(educator, "enrolment__course__"), ~Exists(managers))
    return rows.exclude(enrolment__person=educator.pk)


def asked_by_course(educator: User) -> list[tuple[str, str, int]]:
    """(slug, title, how many wait) of each course in which somebody asks this educator. 1 query."""
    found: dict[tuple[str, str], int] = {}
    for one in listed(asked_of(educator)):
        found[one.course, one.course_title] = found.get((one.course, one.course_title), 0) + 1
    return [(slug, title, count) for (slug, title), count in found.items()]


def listed(requests: QuerySet[AttemptRequest]) -> list[Asked]:
    """Those of the requests that wait, as a page lists them, oldest first. 1 query."""
    rows = requests.filter(granted=None).select_related(
        "enrolment__person", "enrolment__course__current", "enrolment__rules_release"
    )
    return [_asked(row) for row in rows.order_by("asked_at", "pk")]


def _asked(row: AttemptRequest) -> Asked:
    enrolment = row.enrolment
    structure = (enrolment.course.current or enrolment.rules_release).structure
    return Asked(
        id=row.pk,
        person=enrolment.person.display_name,
        course=structure["id"],
        course_title=structure["title"],
        item_title=_title(structure, row.item_id),
        asked_at=row.asked_at,
    )


def _title(structure: Structure, item_id: str) -> str:
    """What a quiz or lab is called; its id when it was taken out since."""
    quizzes = {quiz["id"]: quiz["title"] for quiz in structure["quizzes"]}
    labs = {lab["id"]: lab.get("title") or _("a lab") for lab in structure.get("labs", [])}
    return {**labs, **quizzes}.get(item_id, item_id)


def _address(structure: Structure, item_id: str) -> str:
    is_lab = item_id in [lab["id"] for lab in structure.get("labs", [])]
    return reverse("lab" if is_lab else "quiz", args=[structure["id"], item_id])
