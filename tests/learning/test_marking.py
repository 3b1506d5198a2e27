"""Marking a reflection: what waits, what a mark is worth, and what follows from it."""

from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from courses.certificates.models import Certificate
from courses.learning.grading import grade_attempt
from courses.learning.marking import Lower, Marked, Overtaken, give_mark, grade_marked, mail_marked
from courses.learning.marking_queries import piece
from courses.learning.models import Attempt, Enrolment, Grade, Mark
from courses.operations import outbox
from courses.operations.models import Delivery, Mail
from tests.learning.marked_course import (
    FULL,
    HALF,
    NONE,
    QUIZ_TEXT,
    answer_quiz,
    do_units,
    hand_in,
    make_editor,
    marked_release,
    open_quiz,
    post_mark,
    reflection_of,
    write_in_unit,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def quiz_only(db):
    return marked_release(unit=False)


@pytest.fixture
def attempt(clinician, educator, quiz_only) -> Attempt:
    """Handed in with a reflection: 2 of 2 points so far, 2 more wait."""
    handed_in = hand_in(clinician, quiz_only)
    make_editor(educator)
    return handed_in


def work(attempt: Attempt) -> str:
    return f"a{reflection_of(attempt).pk}"


def test_an_attempt_with_a_written_reflection_waits_and_has_no_grade(attempt):
    assert attempt.state == Attempt.State.WAITING
    assert not Grade.objects.exists()
    assert not Certificate.objects.exists()


def test_grading_a_waiting_attempt_again_changes_nothing(attempt):
    grade_attempt(attempt_id=attempt.pk)
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.WAITING
    assert not Grade.objects.exists()


@pytest.mark.parametrize("text", [None, "", "  …  "])
def test_an_empty_reflection_counts_nothing_and_waits_for_nobody(clinician, quiz_only, text):
    attempt = hand_in(clinician, quiz_only, text=text)
    grade = Grade.objects.get()
    assert attempt.state == Attempt.State.GRADED
    assert (grade.score, grade.out_of, grade.passed) == (2, 4, True)


def test_the_result_page_says_the_score_so_far_and_with_whom_it_is(as_user, clinician, attempt):
    page = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert "Score so far 2 of 2" in page
    assert "Your reflection is with Dr Elif Kaya, usually 5 working days." in page
    assert "hx-get" not in page, "nothing is worth asking for every second"


def test_the_polling_page_is_told_to_load_what_there_is(as_user, clinician, attempt):
    reply = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk]), headers={"HX-Request": "true"})
    assert reply.headers["HX-Refresh"] == "true"


def test_a_mark_gives_the_grade_the_certificate_and_one_mail(as_user, clinician, educator, attempt):
    reply = post_mark(as_user(educator), work(attempt), comment="A <b>specific</b> cue.")
    assert reply.status_code == 302
    outbox.drain()
    grade = Grade.objects.get()
    assert (grade.revision, grade.score, grade.out_of, grade.passed) == (1, 4, 4, True)
    assert Certificate.objects.count() == 1
    sent = Mail.objects.get(purpose="marked")
    assert sent.subject == "Your reflection has been marked"
    body = next(one.body for one in django_mail.outbox if one.subject == sent.subject)
    assert "Dr Elif Kaya has left a comment." in body
    assert "specific" not in body
    page = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert "A &lt;b&gt;specific&lt;/b&gt; cue." in page
    assert "Specific, checkable step" in page
    assert "Marked by Dr Elif Kaya" in page


def test_a_mark_is_worth_its_share_of_the_points(as_user, educator, attempt):
    post_mark(as_user(educator), work(attempt), HALF)
    outbox.drain()
    assert Grade.objects.get().score == 3


def test_who_does_not_reach_the_pass_mark_after_marking_has_not_passed(as_user, clinician, educator, db):
    attempt = hand_in(clinician, marked_release(unit=False, pass_mark=80))
    make_editor(educator)
    post_mark(as_user(educator), work(attempt), NONE)
    outbox.drain()
    assert not Grade.objects.get().passed
    assert not Certificate.objects.exists()
    assert Enrolment.objects.get().completed_at is None


def test_a_double_click_marks_once(as_user, educator, attempt):
    client = as_user(educator)
    assert post_mark(client, work(attempt)).status_code == 302
    assert post_mark(client, work(attempt)).status_code == 409
    assert Mark.objects.count() == 1


def test_the_second_of_two_educators_is_told_and_keeps_what_was_typed(as_user, educator, stranger, attempt):
    stranger.is_educator = True
    stranger.save()
    make_editor(stranger)
    post_mark(as_user(educator), work(attempt), FULL)
    reply = post_mark(as_user(stranger), work(attempt), HALF, comment="Mine was different.")
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Dr Elif Kaya has marked this since you opened it." in page
    assert "Mine was different." in page
    assert Mark.objects.get().by == educator


def test_both_handlers_of_a_mark_may_be_called_twice(as_user, educator, attempt):
    post_mark(as_user(educator), work(attempt))
    outbox.drain()
    mark = Mark.objects.get()
    for _ in range(2):
        grade_marked(mark_id=mark.pk)
        mail_marked(mark_id=mark.pk)
    outbox.drain()
    assert (Grade.objects.count(), Certificate.objects.count()) == (1, 1)
    assert Mail.objects.filter(purpose="marked").count() == 1


def test_a_later_mark_can_raise_the_grade(as_user, educator, attempt):
    client = as_user(educator)
    post_mark(client, work(attempt), HALF)
    outbox.drain()
    assert post_mark(client, work(attempt), FULL, seen=1).status_code == 302
    outbox.drain()
    grades = Grade.objects.order_by("revision")
    assert [(one.revision, one.score) for one in grades] == [(1, 3), (2, 4)]
    assert grades[1].by == educator
    assert Mark.objects.count() == 2


def test_a_later_mark_never_lowers_anything(as_user, educator, attempt):
    client = as_user(educator)
    post_mark(client, work(attempt), FULL)
    outbox.drain()
    reply = post_mark(client, work(attempt), HALF, seen=1)
    assert reply.status_code == 422
    assert "can only be raised" in reply.content.decode()
    assert Mark.objects.count() == Grade.objects.count() == 1


def test_a_mark_that_turns_a_fail_into_a_pass_completes_the_course(as_user, clinician, educator, db):
    attempt = hand_in(clinician, marked_release(unit=False, pass_mark=80))
    make_editor(educator)
    client = as_user(educator)
    post_mark(client, work(attempt), NONE)
    outbox.drain()
    post_mark(client, work(attempt), FULL, seen=1)
    outbox.drain()
    assert [one.passed for one in Grade.objects.order_by("revision")] == [False, True]
    assert Certificate.objects.count() == 1


def test_a_level_that_does_not_exist_is_refused_with_what_was_chosen(as_user, educator, attempt):
    reply = post_mark(as_user(educator), work(attempt), {"c1": 2, "c2": 7}, comment="Kept.")
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Choose a level for “Change”" in page
    assert 'href="#score-c2-1"' in page
    assert "Kept." in page
    assert 'id="score-c1-3" value="2" checked' in page
    assert not Mark.objects.exists()


def test_each_of_two_waiting_attempts_gets_its_own_grade(as_user, clinician, stranger, educator, quiz_only):
    first, second = hand_in(clinician, quiz_only), hand_in(stranger, quiz_only)
    make_editor(educator)
    post_mark(as_user(educator), work(first))
    outbox.drain()
    assert list(Grade.objects.values_list("attempt", flat=True)) == [first.pk]
    second.refresh_from_db()
    assert second.state == Attempt.State.WAITING


def test_nothing_is_due_again_while_an_attempt_waits(as_user, clinician, attempt):
    page = as_user(clinician).get(reverse("quiz", args=["small", "final"])).content.decode()
    assert "usually within 5 working days" in page
    assert "Start the quiz" not in page


def test_a_mark_of_a_text_that_changed_meanwhile_is_not_stored(educator, clinician, attempt):
    found = piece(educator, work(attempt))
    assert found is not None
    answer = reflection_of(attempt)
    answer.response = {"text": "Other words."}
    answer.save()
    assert give_mark(by=educator, piece=found, scores=FULL, comment="", seen=0, stamp=found.stamp) == Overtaken(
        "", removed=False
    )
    assert not Mark.objects.exists()


def test_the_service_says_what_became_of_a_mark(educator, attempt):
    found = piece(educator, work(attempt))
    assert found is not None
    assert isinstance(give_mark(by=educator, piece=found, scores=FULL, comment="", seen=0, stamp=found.stamp), Marked)
    assert isinstance(give_mark(by=educator, piece=found, scores=HALF, comment="", seen=1, stamp=found.stamp), Lower)
    assert give_mark(by=educator, piece=found, scores=FULL, comment="", seen=0, stamp=found.stamp) == Overtaken(
        "Dr Elif Kaya"
    )


def test_a_course_is_complete_only_when_its_reflection_in_a_unit_is_marked(as_user, clinician, educator, db):
    release = marked_release(quiz=False)
    hand_in(clinician, release)
    make_editor(educator)
    assert Grade.objects.get().passed
    assert Enrolment.objects.get().completed_at is None
    assert not Certificate.objects.exists()
    exercise = clinician.exercise_answers.get(question_id="what-next")
    post_mark(as_user(educator), f"e{exercise.pk}", NONE, comment="Which notes?")
    outbox.drain()
    assert Enrolment.objects.get().completed_at is not None
    assert Certificate.objects.count() == 1
    page = as_user(clinician).get(reverse("unit", args=["small", "second"])).content.decode()
    assert "Which notes?" in page
    assert "0 of 4" in page


def test_a_reflection_in_a_unit_is_finished_with_an_answer_and_needs_no_mark(clinician, db):
    release = marked_release(quiz=False)
    do_units(clinician, release)  # finishes both
    assert not Mark.objects.exists()


def test_a_mark_of_an_earlier_text_stays_when_it_is_written_anew(as_user, clinician, educator, db):
    release = marked_release(quiz=False)
    hand_in(clinician, release)
    make_editor(educator)
    first = clinician.exercise_answers.get(question_id="what-next")
    post_mark(as_user(educator), f"e{first.pk}")
    write_in_unit(clinician, release, "I changed my mind about the notes.")
    outbox.drain()
    assert Enrolment.objects.get().completed_at is not None
    assert "Nothing waits to be marked." in as_user(educator).get(reverse("marking")).content.decode()


def test_the_events_of_a_mark_name_it_once(as_user, educator, attempt):
    post_mark(as_user(educator), work(attempt))
    assert Delivery.objects.filter(event="reflection.marked").count() == 3  # grade, mail, standing


def test_who_has_left_is_graded_and_gets_no_mail(as_user, clinician, educator, quiz_only):
    attempt = hand_in(clinician, quiz_only)
    make_editor(educator)
    clinician.is_active = False
    clinician.save()
    post_mark(as_user(educator), work(attempt))
    outbox.drain()
    assert Grade.objects.count() == 1
    assert not Mail.objects.filter(purpose="marked").exists()


def test_no_answer_is_taken_after_handing_in(as_user, clinician, attempt):
    slot = reflection_of(attempt).slot
    as_user(clinician).post(reverse("attempt-question", args=[attempt.pk, slot + 1]), {"answer": "Later words."})
    assert reflection_of(attempt).response == {"text": QUIZ_TEXT}


def test_an_open_attempt_waits_for_nobody(clinician, educator, quiz_only):
    attempt = open_quiz(clinician, quiz_only)
    answer_quiz(clinician, attempt)
    make_editor(educator)
    assert piece(educator, work(attempt)) is None
