"""`manage.py demo`: an invented practice with people in every state. Can be run again at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from courses.authoring import compiler_process
from courses.authoring.draft_checks import check_draft
from courses.authoring.drafts import begin_draft
from courses.authoring.models import Course, Release
from courses.authoring.new_courses import new_course
from courses.authoring.sharing import give
from courses.core.document import Key, Response
from courses.learning import enrolments, services
from courses.learning.completion import complete_enrolment
from courses.learning.feedback import keys_of
from courses.learning.grading import grade_attempt
from courses.learning.labs.rehearsal import rehearse_labs
from courses.learning.models import Attempt, Enrolment
from courses.learning.queries import current_release, reader_of
from courses.learning.rules import graded_quizzes, required_units
from courses.management.demo_practice import furnish
from courses.operations import outbox
from courses.people.demo_accounts import DEMO_ACCOUNTS
from courses.people.models import Membership, Practice, User
from courses.training.models import Assignment
from courses.training.services import assign_course

ACCOUNTS = [(role, email, password) for role, (email, password) in DEMO_ACCOUNTS.items()]
COURSE, SAMPLE = "automation-bias", "sample-reviewed-course"
DRAFT = "reading-summaries"
REFLECTION = (
    "A tool once sorted a message as routine that was not. What I noticed was one word in the message that did not fit "
    "the label. I read the whole record before I decided, and only then looked at the label again. From now on I "
    "write down my own decision first, then I compare, and when the two differ I look for a reason in the record."
)


@dataclass(frozen=True, slots=True)
class Actor:
    """An invented colleague and how far they have come."""

    name: str
    role: str
    course: str = ""  # "", "begun", "done" in the main course
    sample: str = ""
    days_ago: int = 0


STAFF = (
    Actor("Dr Bethan Rees", "gp", course="done", sample="done", days_ago=30),
    Actor("Carlos Ibáñez", "pharmacist", course="begun", days_ago=9),
    Actor("Fatima Noor", "practice-nurse", course="done", days_ago=4),
    Actor("Grace Adeyemi", "reception", sample="done", days_ago=400),
    Actor("Hana Sato 佐藤花", "allied-health", course="begun", sample="begun", days_ago=3),
    Actor("Dr Ioannis Παππάς", "gp"),
    Actor("Jo Fletcher", "practice-nurse"),
)


class Command(BaseCommand):
    help = "Fill the demo practice: people, duties and some finished courses. Running it again adds what is missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo (MODE is production): no invented people are put into it.")
        practice = make_practice()
        people = make_people(practice)
        make_duties(practice, people["manager"])
        write(people["educator"])
        learn(people["clinician"], SAMPLE, "done", days_ago=2)
        for actor in STAFF:
            learn(people[actor.name], COURSE, actor.course, actor.days_ago)
            learn(people[actor.name], SAMPLE, actor.sample, actor.days_ago)
        furnish(practice, people)
        outbox.drain(seconds=60)
        compiler_process.close()  # `start` goes on as another program, which would not know the child
        self.stdout.write(f"Demo: {practice.name}, {len(people)} invented people.")


def make_practice() -> Practice:
    practice, _created = Practice.objects.get_or_create(
        slug="elm-street", defaults={"name": "Elm Street Surgery", "timezone": "Europe/London", "region": "uk"}
    )
    return practice


@transaction.atomic
def make_people(practice: Practice) -> dict[str, User]:
    """The demo accounts by role and the staff by name; all of them with a confirmed address."""
    people = {
        "clinician": make_person(*DEMO_ACCOUNTS["clinician"], name="Dr Amara Osei", job_role="gp"),
        "manager": make_person(*DEMO_ACCOUNTS["manager"], name="Sam Lee", job_role="manager"),
        "educator": make_person(*DEMO_ACCOUNTS["educator"], name="Dr Elif Kaya", job_role="gp", is_educator=True),
        "reviewer": make_person(*DEMO_ACCOUNTS["reviewer"], name="Dr Ravi Menon", job_role="gp", is_reviewer=True),
    }
    for actor in STAFF:
        first, last = actor.name.removeprefix("Dr ").casefold().split()[:2]
        local = f"{first}.{last}".encode("ascii", "ignore").decode().strip(".")
        people[actor.name] = make_person(f"{local}@elm-street.example", None, name=actor.name, job_role=actor.role)
    for role, person in people.items():
        if role not in ("educator", "reviewer"):
            join(person, practice, is_manager=role == "manager")
    return people


def make_person(email: str, password: str | None, *, name: str, job_role: str, **roles: bool) -> User:
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, password, display_name=name, job_role=job_role, region="uk", **roles)
    EmailAddress.objects.get_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return person


def join(person: User, practice: Practice, *, is_manager: bool) -> None:
    Membership.objects.get_or_create(
        user=person,
        practice=practice,
        ended=None,
        defaults={
            "is_manager": is_manager,
            "job_role": person.job_role,
            "started": timezone.localdate() - timedelta(days=500),
        },
    )


def make_duties(practice: Practice, manager: User) -> None:
    """Two rules, made once: one due soon for most, one already past for some."""
    today = timezone.localdate(timezone=practice.zone)
    for slug, days, roles in ((COURSE, 12, None), (SAMPLE, -6, ("reception", "practice-nurse", "gp"))):
        release = current_release(slug)
        if release is None or Assignment.objects.filter(practice=practice, courses=release.course_id).exists():
            continue
        members = practice.memberships.filter(ended=None, needs_training=True).exclude(is_manager=True)
        members = members.filter(job_role__in=roles) if roles else members.exclude(job_role="reception")
        assign_course(
            practice=practice,
            course=release.course,
            due=today + timedelta(days=days),
            memberships=list(members),
            by=manager,
        )


def write(educator: User) -> None:
    """The educator may edit the shipped courses, and has begun one."""
    for course in Course.objects.exclude(current=None):
        give(course, educator)
    if not Course.objects.filter(slug=DRAFT).exists():
        folder = new_course(
            template="unit-and-quiz",
            slug=DRAFT,
            title="Reading AI summaries",
            summary="What to check in a letter that a tool has made short.",
            language="en-GB",
            audience=["gp", "practice-nurse", "pharmacist"],
            author=educator.display_name,
            today=timezone.localdate(),
        )
        check_draft(begin_draft(by=educator, folder=folder))


def learn(person: User, slug: str, how_far: str, days_ago: int = 0) -> None:
    """Take the person through a course by the same services as a click would, then move it into the past."""
    release = current_release(slug)
    if not how_far or release is None or Enrolment.objects.filter(person=person, course=release.course_id).exists():
        return
    units = required_units(release.structure, reader_of(person))
    for unit in units[:1] if how_far == "begun" else units:
        do_unit(person, release, unit)
    enrolment = Enrolment.objects.get(person=person, course=release.course_id)
    then = timezone.now() - timedelta(days=days_ago)
    Enrolment.objects.filter(pk=enrolment.pk).update(started_at=then - timedelta(days=2))
    if how_far == "done":
        for quiz in graded_quizzes(release.structure):
            do_quiz(person, release, quiz["id"])
        complete_enrolment(enrolment_id=enrolment.pk)
        Enrolment.objects.filter(pk=enrolment.pk, completed_at__isnull=False).update(completed_at=then)


def do_unit(person: User, release: Release, unit_id: str) -> None:
    """Answer every exercise of a unit rightly and do its labs, then finish it."""
    keys = keys_of(release)
    unit = next(one for one in release.structure["units"] if one["id"] == unit_id)
    for question_id in unit["exercises"]:
        enrolments.answer_exercise(
            person=person,
            release=release,
            unit_id=unit_id,
            question_id=question_id,
            response=right_response(keys[question_id]),
            correct=None if keys[question_id]["kind"] in ("rating", "reflection") else True,
            sure="70",
        )
    rehearse_labs(person, release, unit_id)
    enrolments.finish_unit(person=person, release=release, unit_id=unit_id)


def do_quiz(person: User, release: Release, quiz_id: str) -> None:
    """Take a graded quiz, one answer wrong, and have it graded now."""
    attempt = services.open_attempt(person=person, release=release, quiz_id=quiz_id)
    if not isinstance(attempt, Attempt):
        return
    keys = keys_of(release)
    for slot, place in enumerate(attempt.layout[1:], start=1):
        services.save_answer(
            person=person,
            attempt_id=attempt.pk,
            slot=slot,
            response=right_response(keys[place["question"]]),
            sure="70",
            version=0,
        )
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    grade_attempt(attempt_id=attempt.pk)


def right_response(key: Key) -> Response:
    """A response that the key marks as right."""
    if key["kind"] == "multiple-choice":
        return {"choices": sorted(key["right"])}
    if key["kind"] == "number":
        accepted = next(one for one in key["ranges"] if one["right"])
        return {"value": str((Decimal(accepted["low"]) + Decimal(accepted["high"])) / 2)}
    match key["kind"]:
        case "rating":
            return {"point": 2}
        case "short-text":
            return {"text": next(one["text"] for one in key["answers"] if one["right"])}
        case "reflection":
            return {"text": REFLECTION}
        case "ordering":
            return {"order": list(key["order"])}
        case "matching":
            return {"pairs": dict(key["pairs"])}
    return {"choice": key["right"][0]}
