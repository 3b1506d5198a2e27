"""A person in a course, and in all courses: state, dates, evidence; never what was answered or how it went."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate, CertificateEvent, PracticeReview
from courses.learning.enrolments import keep_note
from courses.learning.models import Enrolment
from courses.operations.models import Mail
from courses.oversight.reminders.models import Reminder
from courses.people.models import Leave, Membership
from courses.training.models import Credit, Duty, Exemption
from tests.actors import begin_quiz
from tests.learning.small_course import release_of, small_folder
from tests.oversight.matrix.reading import URL
from tests.training.reading import states, words
from tests.training.situations import ask, complete, take_quiz, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HIDDEN = ("attempt", "score", "passed", "failed", "answer", "sure", "wrong", "quiz", "private line", "By counting", "%")
SAYING = "You see state and date. Answers, attempts, how sure somebody was and reflections are theirs alone."


@pytest.fixture
def member(clinician) -> Membership:
    return Membership.objects.get(user=clinician)


def cell(client: Client, member: Membership, course: str = "small") -> str:
    reply = client.get(f"{URL}people/{member.pk}/{course}/")
    assert reply.status_code == 200
    text = reply.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def test_state_and_dates_and_who_asked(as_user, manager, clinician, member, small):
    duty = ask(clinician, small, days=5)
    Duty.objects.update(began=duty.began)
    duty.assignment.__class__.objects.update(by=manager)
    Leave.objects.create(
        membership=member, started=duty.began - timedelta(days=1), until=duty.began + timedelta(days=1)
    )
    text = cell(as_user(manager), member)
    said = words(text)
    moved = duty.due + timedelta(days=2)
    assert states(text) == [("Not assigned", f"on leave until {(duty.began + timedelta(days=1)):%-d %B}")]
    assert f"Sam Lee, {day(duty.began)} first due {day(moved)} (moved by leave from {day(duty.due)})" in said
    assert "again when it runs out" in said
    assert "Begun not yet" in said


def test_begun_and_complete_are_days_and_the_certificates_have_codes(as_user, manager, clinician, member, small):
    done = complete(clinician, small, days_ago=3)
    paper = Certificate.objects.get()
    CertificateEvent.objects.create(certificate=paper, kind="replaced", at=timezone.now())
    text = cell(as_user(manager), member)
    said = words(text)
    assert f"Begun {day(today_of(clinician) - timedelta(days=3))}" in said
    assert f"Complete {day(today_of(clinician) - timedelta(days=3))}" in said
    assert f'href="/verify/{grouped(paper.code)}/"' in text
    assert "replaced on" in said
    assert done.started_at.strftime("%H:%M") not in said


def test_other_evidence_review_exemption_and_mails_are_told(as_user, manager, clinician, member, practice, small):
    today = today_of(clinician)
    ask(clinician, small, days=5)
    Credit.objects.create(
        membership=member, course=small.course, kind="outside", accepted=True, title="AI basics", provider="A college",
        completed_on=today - timedelta(days=9), decided_by=manager, decided_at=timezone.now(),
    )  # fmt: skip
    Exemption.objects.create(membership=member, course=small.course, reason="wrong role", began=today, by=manager)
    PracticeReview.objects.create(
        practice=practice, release=small, name="Dr Ida Example", role="GP", reviewed_on=date(2026, 3, 1)
    )
    mail = Mail.objects.create(person=clinician, to="a@elm.example", purpose="due", key="1", refused_at=timezone.now())
    Reminder.objects.create(
        membership=member, course=small.course, purpose="week-before", cycle="x", day=today, mail=mail
    )
    said = words(cell(as_user(manager), member))
    assert "exempt, wrong role" in said
    assert "outside certificate approved by Sam Lee AI basics , A college" in said
    assert "Dr Ida Example, GP, 1 March 2026" in said
    assert f"Reminder {day(today)} could not be delivered" in said


def test_nothing_of_what_was_answered_is_told(as_user, manager, clinician, member, small):
    take_quiz(clinician, small, wrong=2)
    begin_quiz(clinician, small)
    client = as_user(manager)
    before = words(cell(client, member)).replace(SAYING, "")
    done = complete(clinician, small, certificate=False)
    keep_note(enrolment=done, differently="My private line.", how_known="By counting.")
    after = words(cell(client, member)).replace(SAYING, "")
    for hidden in HIDDEN:
        assert hidden not in before, hidden
        assert hidden not in after, hidden


def test_of_somebody_who_has_left_it_is_the_state_of_the_last_day(as_user, manager, clinician, member, small):
    ask(clinician, small, days=-3)
    last = timezone.localdate() - timedelta(days=1)
    Duty.objects.update(began=last - timedelta(days=30))
    Membership.objects.filter(pk=member.pk).update(ended=last)
    complete(clinician, small)  # today, when they work elsewhere
    client = as_user(manager)
    text = cell(client, member)
    assert states(text)[0][0] == "Overdue"
    assert f"left; as it was on the last day, {day(last)}" in words(text)
    assert grouped(Certificate.objects.get().code) not in text
    assert "Remind</a>" not in text
    courses = client.get(f"{URL}people/{member.pk}/courses/").content.decode()
    assert [word for word, _detail in states(courses)] == ["Overdue"]


def test_all_courses_of_a_person_are_listed_with_the_same_words(as_user, manager, clinician, member, small):
    other = release_of(small_folder(("course.md", "title: A small course", "title: Another"), slug="other"))
    ask(clinician, small, days=5)
    complete(clinician, other)
    client = as_user(manager)
    text = client.get(f"{URL}people/{member.pk}/courses/").content.decode()
    assert states(text) == [*states(cell(client, member)), *states(cell(client, member, "other"))]
    assert f'href="{URL}people/{member.pk}/other/"' in text


def test_somebody_of_whom_nothing_is_asked_says_so(as_user, manager, clinician, member, small):
    client = as_user(manager)
    text = client.get(f"{URL}people/{member.pk}/courses/").content.decode()
    assert "Nothing is asked of this person yet, and they have begun nothing." in text
    assert states(cell(client, member)) == [("Not assigned", "")]


def test_what_is_there_to_do_leads_to_its_page(as_user, manager, clinician, member, small):
    ask(clinician, small, days=-2)
    text = cell(as_user(manager), member)
    for url in (
        f"{URL}reminders/send/?member={member.pk}&amp;course=small",
        f"{URL}people/{member.pk}/small/exempt/",
        f"{URL}people/{member.pk}/courses/",
        f"{URL}evidence/new/",
    ):
        assert url in text


def test_nobody_else_may_look_and_nothing_foreign_exists(
    as_user, manager, clinician, stranger, educator, member, small
):
    oak = Membership.objects.get(user=stranger)
    for path in (f"people/{member.pk}/small/", f"people/{member.pk}/courses/"):
        for other in (clinician, stranger, educator):
            assert as_user(other).get(URL + path).status_code == 404
        assert Client().get(URL + path).status_code == 302
        assert as_user(manager).post(URL + path).status_code == 405
    client = as_user(manager)
    for path in (
        f"people/{oak.pk}/small/",
        f"people/{oak.pk}/courses/",
        f"people/{member.pk}/nothing/",
        "people/0/small/",
    ):
        assert client.get(URL + path).status_code == 404
    assert as_user(stranger).get(f"/practice/oak-lane/people/{member.pk}/small/").status_code == 404


def test_what_the_person_does_elsewhere_is_not_told(as_user, manager, clinician, stranger, member, small):
    oak = Membership.objects.get(user=stranger).practice
    there = Membership.objects.create(user=clinician, practice=oak, started=date(2021, 1, 1))
    ask(clinician, small, days=-4, membership=there)
    text = cell(as_user(manager), member)
    assert states(text) == [("Not assigned", "")]
    assert "Nobody: they may take it for themselves." in text


def test_a_long_history_costs_no_more(as_user, manager, clinician, member, small):
    client, today = as_user(manager), today_of(clinician)

    def add(number: int) -> None:
        ask(clinician, small, days=number)
        Credit.objects.create(
            membership=member, course=small.course, kind="prior", accepted=True, completed_on=today,
            decided_by=manager, decided_at=timezone.now(),
        )  # fmt: skip
        mail = Mail.objects.create(person=clinician, to="a@elm.example", purpose="due", key=str(number))
        Reminder.objects.create(
            membership=member, course=small.course, purpose="by-hand", cycle=str(number), day=today, mail=mail
        )

    complete(clinician, small)
    add(1)
    cell(client, member)
    with CaptureQueriesContext(connection) as few:
        cell(client, member)
    for number in range(2, 12):
        add(number)
    with CaptureQueriesContext(connection) as many:
        cell(client, member)
    assert len(many) == len(few) <= 26
    assert Enrolment.objects.count() == 1
