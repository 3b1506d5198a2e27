"""Who sees which reflections: educators those of their courses, without a name; managers and strangers none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.authoring.models import CourseEditor
from courses.learning.marking_queries import due_on, piece, queue
from courses.learning.models import Answer, Attempt
from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.models import Membership, Practice
from tests.actors import person
from tests.learning.marked_course import (
    NAMES_A_PATIENT,
    QUIZ_TEXT,
    UNIT_TEXT,
    hand_in,
    make_editor,
    marked_release,
    post_mark,
    reflection_of,
    write_in_unit,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]

PAGES = ("marking-piece", "marking-author", "marking-purge")


@pytest.fixture
def attempt(clinician, educator, db) -> Attempt:
    attempt = hand_in(clinician, marked_release())
    make_editor(educator)
    return attempt


def work(attempt: Attempt) -> str:
    return f"a{reflection_of(attempt).pk}"


def test_the_queue_lists_both_kinds_of_work_the_oldest_first(as_user, educator, attempt):
    exercise = attempt.enrolment.person.exercise_answers.get(question_id="what-next")
    assert [one.id for one in queue(educator)] == [f"e{exercise.pk}", work(attempt)]
    page = as_user(educator).get(reverse("marking")).content.decode()
    assert "2 reflections wait." in page
    assert "Mark the oldest" in page


def test_neither_queue_nor_page_says_who_wrote_it(as_user, educator, attempt):
    for url in (reverse("marking"), reverse("marking-piece", args=[work(attempt)])):
        page = as_user(educator).get(url).content.decode()
        assert "Amara" not in page
        assert "amara@" not in page


def test_the_page_shows_question_text_rubric_and_the_model_answer(as_user, educator, attempt):
    page = as_user(educator).get(reverse("marking-piece", args=[work(attempt)])).content.decode()
    for words in (QUIZ_TEXT, "Tell of one alert", "Specific cue", "Model-story", "Save and next", "Skip", "Target"):
        assert words in page


def test_showing_who_wrote_it_is_a_deed_and_is_logged_without_the_text(as_user, educator, attempt):
    client = as_user(educator)
    assert client.get(reverse("marking-author", args=[work(attempt)])).status_code == 405
    assert "Dr Amara Osei" in client.post(reverse("marking-author", args=[work(attempt)])).content.decode()
    entry = AuditEntry.objects.get(action="reflection.author-shown")
    assert (entry.actor, entry.subject, entry.detail) == (educator, work(attempt), {"course": "small"})


def test_a_stranger_a_manager_and_a_clinician_meet_a_404_everywhere(as_user, stranger, manager, clinician, attempt):
    for user in (stranger, manager, clinician):
        client = as_user(user)
        assert client.get(reverse("marking")).status_code == 404
        assert client.get(reverse("marking-next")).status_code == 404
        for name in PAGES:
            for method in ("get", "post"):
                reply = getattr(client, method)(reverse(name, args=[work(attempt)]))
                assert reply.status_code in (404, 405), (user, name, method)


def test_an_educator_of_another_course_sees_an_empty_queue_and_a_404(as_user, stranger, attempt):
    stranger.is_educator = True
    stranger.save()
    client = as_user(stranger)
    assert "Nothing waits to be marked." in client.get(reverse("marking")).content.decode()
    assert client.get(reverse("marking-piece", args=[work(attempt)])).status_code == 404
    assert post_mark(client, work(attempt)).status_code == 404


def test_an_educator_who_lost_access_cannot_save_what_was_open(as_user, educator, attempt):
    client = as_user(educator)
    assert client.get(reverse("marking-piece", args=[work(attempt)])).status_code == 200
    CourseEditor.objects.all().delete()
    assert post_mark(client, work(attempt)).status_code == 404
    make_editor(educator)
    educator.is_educator = False
    educator.save()
    assert post_mark(client, work(attempt)).status_code == 404


def test_a_site_administrator_marks_every_course(as_user, stranger, attempt):
    stranger.is_staff = True
    stranger.save()
    Membership.objects.filter(user=stranger).update(is_manager=False)
    assert post_mark(as_user(stranger), work(attempt)).status_code == 302


def test_an_educator_who_manages_the_writers_practice_never_reads_it(as_user, educator, practice, attempt):
    Membership.objects.create(user=educator, practice=practice, started=date(2020, 1, 1), is_manager=True)
    assert queue(educator) == []
    assert as_user(educator).get(reverse("marking-piece", args=[work(attempt)])).status_code == 404
    assert post_mark(as_user(educator), work(attempt)).status_code == 404


def test_a_manager_elsewhere_may_mark(educator, attempt):
    other = Practice.objects.create(name="Oak Lane", slug="oak")
    Membership.objects.create(user=educator, practice=other, started=date(2020, 1, 1), is_manager=True)
    assert len(queue(educator)) == 2


def test_nobody_marks_their_own_reflection(as_user, educator, db):
    educator.job_role = "gp"
    educator.save()
    attempt = hand_in(educator, marked_release())
    make_editor(educator)
    assert queue(educator) == []
    assert as_user(educator).get(reverse("marking-piece", args=[work(attempt)])).status_code == 404


def test_only_the_reflections_of_an_attempt_can_be_asked_for(as_user, educator, attempt):
    other = Answer.objects.filter(attempt=attempt).exclude(pk=reflection_of(attempt).pk).first()
    assert as_user(educator).get(reverse("marking-piece", args=[f"a{other.pk}"])).status_code == 404
    exercise = attempt.enrolment.person.exercise_answers.exclude(question_id="what-next").first()
    assert as_user(educator).get(reverse("marking-piece", args=[f"e{exercise.pk}"])).status_code == 404


@pytest.mark.parametrize("name", ["x1", "a", "a0", "e99999999999999999", "a-1", "a١", "none"])
def test_an_address_that_names_nothing_is_a_404(as_user, educator, attempt, name):
    assert as_user(educator).get(f"/studio/marking/{name}/").status_code == 404


def test_saving_leads_to_the_next_one_and_at_last_to_the_queue(as_user, educator, attempt):
    client = as_user(educator)
    first, second = [one.id for one in queue(educator)]
    reply = post_mark(client, first)
    assert client.get(reply.url).url == reverse("marking-piece", args=[second])
    reply = post_mark(client, second)
    assert client.get(reply.url).url == reverse("marking")
    assert "Nothing waits to be marked." in client.get(reverse("marking")).content.decode()


def test_skipping_goes_round_and_changes_nothing(as_user, educator, attempt):
    client = as_user(educator)
    first, second = [one.id for one in queue(educator)]
    assert client.get(reverse("marking-next"), {"after": first}).url == reverse("marking-piece", args=[second])
    assert client.get(reverse("marking-next"), {"after": second}).url == reverse("marking-piece", args=[first])
    assert len(queue(educator)) == 2


def test_the_queue_can_be_narrowed_to_a_course_and_stays_so(as_user, educator, attempt):
    page = as_user(educator).get(reverse("marking"), {"course": "small"}).content.decode()
    assert f"{queue(educator)[0].id}/?course=small" in page
    nothing = as_user(educator).get(reverse("marking"), {"course": "other"}).content.decode()
    assert "Nothing waits to be marked." in nothing
    first = queue(educator)[0].id
    reply = post_mark(as_user(educator), first, course="small")
    assert "course=small" in reply.url


def test_the_newest_text_of_an_exercise_is_the_one_to_mark(clinician, educator, attempt):
    newer = write_in_unit(clinician, attempt.release, "A better thought about the notes.")
    assert [one.id for one in queue(educator)] == [work(attempt), f"e{newer.pk}"]


def test_what_may_identify_a_patient_is_said_before_the_text_is_shown(as_user, clinician, educator, attempt):
    found = write_in_unit(clinician, attempt.release, NAMES_A_PATIENT)
    page = as_user(educator).get(reverse("marking-piece", args=[f"e{found.pk}"])).content.decode()
    warning, text = page.index("It seems to hold: a name, a date of birth."), page.index("Mrs Smith")
    assert warning < page.index("<summary>Show the text") < text
    assert "<mark>Mrs Smith</mark>" in page


def test_an_ordinary_text_stands_open_and_escaped(as_user, clinician, educator, attempt):
    found = write_in_unit(clinician, attempt.release, "First <script>alert(1)</script>\n\nSecond & last")
    page = as_user(educator).get(reverse("marking-piece", args=[f"e{found.pk}"])).content.decode()
    assert "Show the text" not in page
    assert "<p>First &lt;script&gt;alert(1)&lt;/script&gt;</p><p>Second &amp; last</p>" in page


@pytest.mark.parametrize(
    ("written", "due"),
    [
        (datetime(2026, 11, 2, 9, tzinfo=UTC), date(2026, 11, 9)),  # Monday to Monday
        (datetime(2026, 11, 6, 9, tzinfo=UTC), date(2026, 11, 13)),  # Friday to Friday
        (datetime(2026, 11, 7, 9, tzinfo=UTC), date(2026, 11, 13)),  # Saturday to Friday
        (datetime(2026, 11, 8, 23, tzinfo=UTC), date(2026, 11, 13)),  # Sunday to Friday
    ],
)
def test_the_target_is_five_working_days(written, due):
    assert due_on(written) == due


def test_the_queue_takes_as_many_queries_for_thirty_people_as_for_three(as_user, educator, attempt):
    def count() -> int:
        client = as_user(educator)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("marking")).status_code == 200
        return len(seen)

    for number in range(2):
        hand_in(person(f"few-{number}@elm.example", f"Few {number}", job_role="gp"), attempt.release)
    few = count()
    for number in range(12):
        hand_in(person(f"many-{number}@elm.example", f"Many {number}", job_role="gp"), attempt.release)
    assert len(queue(educator)) == 30
    assert count() == few <= 12


def test_a_marked_reflection_leaves_the_queue_and_can_be_opened_again(as_user, educator, attempt):
    client = as_user(educator)
    post_mark(client, work(attempt), comment="Well seen.")
    outbox.drain()
    assert work(attempt) not in [one.id for one in queue(educator)]
    page = client.get(reverse("marking-piece", args=[work(attempt)])).content.decode()
    assert "Raise the mark" in page
    assert "Well seen." in page


def test_a_piece_knows_its_course_and_its_words(educator, attempt):
    found = piece(educator, queue(educator)[0].id)
    assert found is not None
    assert (found.course, found.question["id"], found.response) == ("small", "what-next", {"text": UNIT_TEXT})
