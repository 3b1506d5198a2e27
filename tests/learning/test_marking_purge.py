"""Removing a text that could identify a patient: gone everywhere, logged without its words, fair to its writer."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from courses.learning import services
from courses.learning.marking import NotRewritten, purge, rewrite
from courses.learning.marking_queries import piece, queue
from courses.learning.models import Answer, Attempt, Enrolment, Grade
from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.training.facts import standings
from tests.learning.marked_course import (
    NAMES_A_PATIENT,
    QUIZ_TEXT,
    UNIT_TEXT,
    do_units,
    hand_in,
    make_editor,
    marked_release,
    post_mark,
    reflection_of,
    write_in_unit,
)

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def attempt(clinician, educator, db) -> Attempt:
    attempt = hand_in(clinician, marked_release(unit=False), text=NAMES_A_PATIENT)
    make_editor(educator)
    return attempt


def work(attempt: Attempt) -> str:
    return f"a{reflection_of(attempt).pk}"


def remove(client, attempt: Attempt, reason: str = "a full name"):
    return client.post(reverse("marking-purge", args=[work(attempt)]), {"reason": reason})


def everything_stored() -> str:
    models = apps.get_app_config("courses").get_models()
    return json.dumps([list(model.objects.values()) for model in models], default=str)


def test_a_purge_asks_first_and_a_reason_is_needed(as_user, educator, attempt):
    client = as_user(educator)
    page = client.get(reverse("marking-purge", args=[work(attempt)])).content.decode()
    assert "Nobody can bring it back." in page
    assert "Mrs Smith" not in page
    assert remove(client, attempt, "  ").status_code == 422
    assert reflection_of(attempt).response == {"text": NAMES_A_PATIENT}


def test_no_word_of_the_text_is_left_in_any_table(as_user, educator, attempt):
    assert "Mrs Smith" in everything_stored()
    assert remove(as_user(educator), attempt).status_code == 302
    assert "Mrs Smith" not in everything_stored()


def test_the_log_holds_ids_and_the_reason(as_user, educator, attempt):
    remove(as_user(educator), attempt)
    entry = AuditEntry.objects.get(action="reflection.purged")
    assert (entry.actor, entry.subject) == (educator, work(attempt))
    assert entry.detail == {
        "course": "small", "question": "story", "removed": [work(attempt)], "reason": "a full name",
    }  # fmt: skip


def test_its_writer_is_told_and_the_attempt_goes_on(as_user, clinician, educator, attempt):
    remove(as_user(educator), attempt)
    outbox.drain()
    attempt.refresh_from_db()
    page = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert attempt.state == Attempt.State.WAITING
    assert "Removed by an educator on" in page
    assert reverse("attempt-rewrite", args=[attempt.pk, reflection_of(attempt).slot + 1]) in page
    assert "Your reflection is with" not in page
    assert queue(educator) == []


def test_written_again_it_waits_for_the_educator_and_is_marked(as_user, clinician, educator, attempt):
    remove(as_user(educator), attempt)
    url = reverse("attempt-rewrite", args=[attempt.pk, reflection_of(attempt).slot + 1])
    client = as_user(clinician)
    assert "Write it again without that." in client.get(url).content.decode()
    assert client.post(url, {"answer": QUIZ_TEXT}).status_code == 302
    assert [one.id for one in queue(educator)] == [work(attempt)]
    post_mark(as_user(educator), work(attempt))
    outbox.drain()
    assert (Grade.objects.get().score, Enrolment.objects.get().completed_at is not None) == (4, True)


def test_written_again_with_a_name_it_is_asked_about_first(as_user, clinician, educator, attempt):
    remove(as_user(educator), attempt)
    url = reverse("attempt-rewrite", args=[attempt.pk, reflection_of(attempt).slot + 1])
    reply = as_user(clinician).post(url, {"answer": "Mr Jones was there."})
    assert reply.status_code == 422
    assert "“Mr Jones”" in reply.content.decode()
    assert "purged" in reflection_of(attempt).response


def test_only_a_removed_answer_of_a_waiting_attempt_can_be_written_again(clinician, stranger, attempt):
    slot, text = reflection_of(attempt).slot, {"text": "Other."}
    with pytest.raises(NotRewritten):
        rewrite(person=clinician, attempt_id=attempt.pk, slot=slot, response=text)
    with pytest.raises(Attempt.DoesNotExist):
        rewrite(person=stranger, attempt_id=attempt.pk, slot=slot, response=text)


def test_writing_it_again_twice_is_the_same_as_once(as_user, clinician, educator, attempt):
    remove(as_user(educator), attempt)
    slot, text = reflection_of(attempt).slot, {"text": QUIZ_TEXT}
    first = rewrite(person=clinician, attempt_id=attempt.pk, slot=slot, response=text)
    second = rewrite(person=clinician, attempt_id=attempt.pk, slot=slot, response=text)
    assert first.version == second.version


def test_a_stranger_meets_a_404_where_it_is_written_again(as_user, stranger, educator, attempt):
    remove(as_user(educator), attempt)
    url = reverse("attempt-rewrite", args=[attempt.pk, reflection_of(attempt).slot + 1])
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(stranger).post(url, {"answer": "x"}).status_code == 404


def test_purging_while_another_marks_leaves_no_mark_of_a_text_that_is_gone(as_user, educator, attempt):
    client = as_user(educator)
    found = piece(educator, work(attempt))
    assert found is not None
    remove(client, attempt)
    reply = post_mark(client, work(attempt), text=found.stamp)
    assert reply.status_code == 409
    assert "The text was removed since you opened it." in reply.content.decode()
    assert not reflection_of(attempt).marks.exists()


def test_a_removed_text_cannot_be_marked_even_by_who_saw_that_it_is_gone(as_user, educator, attempt):
    client = as_user(educator)
    remove(client, attempt)
    assert post_mark(client, work(attempt)).status_code == 409
    assert not reflection_of(attempt).marks.exists()


def test_a_text_written_anew_is_not_marked_by_who_read_the_old_one(as_user, clinician, educator, attempt):
    found = piece(educator, work(attempt))
    assert found is not None
    remove(as_user(educator), attempt)
    slot = reflection_of(attempt).slot
    rewrite(person=clinician, attempt_id=attempt.pk, slot=slot, response={"text": QUIZ_TEXT})
    assert post_mark(as_user(educator), work(attempt), text=found.stamp).status_code == 409
    assert not reflection_of(attempt).marks.exists()


def test_a_mark_given_before_the_purge_stays_with_its_grade(as_user, clinician, educator, attempt):
    client = as_user(educator)
    post_mark(client, work(attempt))
    assert remove(client, attempt).status_code == 302  # before the worker came
    outbox.drain()
    assert Grade.objects.get().score == 4
    page = as_user(clinician).get(reverse("attempt-result", args=[attempt.pk])).content.decode()
    assert "Removed by an educator on" in page
    assert "What it was worth stays." in page
    assert "Marked by Dr Elif Kaya" in page
    assert "Write it again" not in page
    assert "Mrs Smith" not in page


def test_a_second_purge_changes_nothing(educator, as_user, attempt):
    found = piece(educator, work(attempt))
    assert found is not None
    assert purge(by=educator, piece=found, reason="a name", on=timezone.localdate())
    assert not purge(by=educator, piece=found, reason="a name", on=timezone.localdate())
    assert remove(as_user(educator), attempt).status_code == 302
    assert AuditEntry.objects.filter(action="reflection.purged").count() == 1


def test_the_same_words_in_an_open_attempt_go_too(clinician, educator, attempt):
    release = attempt.release
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.GRADED)
    opened = services.open_attempt(person=clinician, release=release, quiz_id="final")
    assert isinstance(opened, Attempt)
    slot = next(n for n, place in enumerate(opened.layout) if place["question"] == "story")
    services.save_answer(
        person=clinician, attempt_id=opened.pk, slot=slot, response={"text": NAMES_A_PATIENT}, sure="", version=0
    )
    found = piece(educator, work(attempt))
    assert found is not None
    purge(by=educator, piece=found, reason="a name", on=timezone.localdate())
    assert Answer.objects.get(attempt=opened, slot=slot).response is None
    assert "Mrs Smith" not in everything_stored()


def test_in_a_unit_every_text_of_the_exercise_goes_and_the_form_is_there_again(as_user, clinician, educator, db):
    release = marked_release(quiz=False)
    write_in_unit(clinician, release, NAMES_A_PATIENT)
    newest = write_in_unit(clinician, release, NAMES_A_PATIENT + " I am sorry.")
    make_editor(educator)
    as_user(educator).post(reverse("marking-purge", args=[f"e{newest.pk}"]), {"reason": "a name"})
    assert "Mrs Smith" not in everything_stored()
    page = as_user(clinician).get(reverse("unit", args=["small", "second"])).content.decode()
    assert "Removed by an educator on" in page
    assert page.index("Removed by an educator on") < page.index('action="/courses/small/questions/what-next/"')
    assert queue(educator) == []
    written = write_in_unit(clinician, release, UNIT_TEXT)
    assert [one.id for one in queue(educator)] == [f"e{written.pk}"]


def test_a_removed_exercise_counts_as_untried_until_it_is_written_again(as_user, clinician, educator, db):
    release = marked_release(quiz=False)
    found = write_in_unit(clinician, release, NAMES_A_PATIENT)
    make_editor(educator)
    as_user(educator).post(reverse("marking-purge", args=[f"e{found.pk}"]), {"reason": "a name"})
    client = as_user(clinician)
    reply = client.post(reverse("unit-finish", args=["small", "second"]))
    assert '<a href="#q-' in client.get(reply.url).content.decode()  # it says first what is missing
    do_units(clinician, release)  # writes it again


def test_who_has_to_write_it_again_does_not_wait_for_an_educator(as_user, clinician, educator, attempt):
    def waits() -> bool:
        rows = standings([clinician], [attempt.release], timezone.localdate())
        return rows[clinician.pk, attempt.release.course_id].facts.waiting

    assert waits()
    remove(as_user(educator), attempt)
    assert not waits()


def test_no_process_keeps_the_words_of_a_reflection(as_user, clinician):
    release = marked_release(quiz=False)
    write_in_unit(clinician, release, "Something that only its writer and an educator should read.")
    page = as_user(clinician).get(reverse("unit", args=["small", "second"])).content.decode()
    assert "only its writer" in page
    kept = caches["rendered"]._cache.values()
    assert not any(b"only its writer" in value for value in kept)
