"""A correction marks again with the newest key: upwards only, once, and whoever it concerns is told."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.models import Certificate
from courses.learning import corrections, remarking, services
from courses.learning.grading import grade_attempt
from courses.learning.models import Attempt, CorrectionNotice, Enrolment, Grade
from courses.operations import outbox
from courses.operations.models import Delivery, Mail
from tests.actors import person
from tests.learning.corrected_course import NOW_BEFORE, STRICT, corrected, finish, folder, grades, take
from tests.learning.marked_course import (
    FULL,
    IN_QUIZ,
    answer_quiz,
    correct,
    make_editor,
    open_quiz,
    post_mark,
    reflection_of,
)
from tests.learning.small_course import release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def first(db) -> Release:
    return release_of(folder(*STRICT))


def test_who_was_marked_wrong_goes_up_to_a_pass_and_gets_the_certificate(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    assert grades(attempt) == [(1, 1, False)]
    second = corrected()
    assert grades(attempt) == [(1, 1, False), (2, 2, True)]
    newest = attempt.grades.get(revision=2)
    assert (newest.reason, newest.key_release) == ("Correction in release 2", second)
    assert Enrolment.objects.get().completed_at is not None
    assert Certificate.objects.count() == 1


def test_who_was_right_before_stays_right_and_keeps_the_certificate(clinician, first):
    attempt = finish(clinician, first, first_choice="after")
    code = Certificate.objects.get().code
    corrected()
    assert grades(attempt) == [(1, 2, True)]
    assert Certificate.objects.get().code == code
    assert not Certificate.objects.get().events.exists()


def test_who_is_wrong_in_both_is_told_and_stays(clinician, first):
    attempt = finish(clinician, first, first_choice="never")
    corrected()
    assert grades(attempt) == [(1, 1, False)]
    assert CorrectionNotice.objects.get().raised is False


def test_every_batch_called_again_changes_nothing(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    corrected(safety=True)
    deliveries = Delivery.objects.count()
    for row in Delivery.objects.filter(event__startswith="correction."):
        run = corrections.remark_batch if row.event == "correction.published" else corrections.notify_batch
        run(**row.ids)
        run(**row.ids)
    corrections.begin(course_id=first.course_id)
    outbox.drain()
    assert len(grades(attempt)) == 2
    assert (CorrectionNotice.objects.count(), Mail.objects.filter(purpose="correction").count()) == (1, 1)
    assert Delivery.objects.count() == deliveries


def test_small_batches_reach_everybody(clinician, first, monkeypatch):
    people = [person(f"p{n}@elm.example", f"Person {n}", job_role="gp") for n in range(5)]
    attempts = [finish(one, first, first_choice="before") for one in people]
    monkeypatch.setattr(corrections, "SCANNED", 2)
    monkeypatch.setattr(corrections, "TOLD", 2)
    corrected()
    assert [len(grades(one)) for one in attempts] == [2] * 5
    assert CorrectionNotice.objects.filter(raised=True).count() == 5
    assert Delivery.objects.filter(event="correction.published").count() == 4
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_worker_that_dies_between_batches_is_followed_by_one_that_goes_on(first, monkeypatch):
    people = [person(f"p{n}@elm.example", f"Person {n}", job_role="gp") for n in range(3)]
    attempts = [finish(one, first, first_choice="before") for one in people]
    monkeypatch.setattr(corrections, "SCANNED", 1)
    real, calls = corrections.remark, []

    def dies_once(*given):
        calls.append(given)
        if len(calls) == 2:
            raise MemoryError
        return real(*given)

    monkeypatch.setattr(corrections, "remark", dies_once)
    corrected()
    Delivery.objects.update(not_before=timezone.now())
    outbox.drain()
    assert [len(grades(one)) for one in attempts] == [2, 2, 2]


def test_an_attempt_open_at_the_correction_is_marked_with_both_keys_when_it_is_handed_in(clinician, first):
    attempt = take(clinician, first, first_choice="before")
    corrected()
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    assert grades(attempt) == [(1, 1, False), (2, 2, True)]
    assert Certificate.objects.count() == 1
    assert CorrectionNotice.objects.get().raised


def test_publishing_while_somebody_hands_in_forgets_nobody(clinician, first):
    """Handed in before the release, graded only after its correction has been worked through."""
    attempt = take(clinician, first, first_choice="before")
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    Delivery.objects.filter(event="attempt.submitted").update(not_before=timezone.now() + timedelta(hours=1))
    corrected()
    assert grades(attempt) == []
    grade_attempt(attempt_id=attempt.pk)
    assert grades(attempt) == [(1, 1, False), (2, 2, True)]


def test_a_waiting_attempt_is_corrected_when_it_is_marked(as_user, clinician, educator, db):
    last = "**Explanation:** Explanation-whom\n"
    changed = (("04-final.md", last, last + IN_QUIZ),)
    first = release_of(folder(*changed))
    attempt = open_quiz(clinician, first)
    answer_quiz(clinician, attempt)
    slot = next(n for n, place in enumerate(attempt.layout) if place["question"] == "when-to-look")
    stored = attempt.answers.get(slot=slot)
    services.save_answer(
        person=clinician,
        attempt_id=attempt.pk,
        slot=slot,
        response={"choice": "before"},
        sure="",
        version=stored.version,
    )
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    correct(release_of(folder(*changed, *NOW_BEFORE)), ["when-to-look"])
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.WAITING
    make_editor(educator)
    post_mark(as_user(educator), f"a{reflection_of(attempt).pk}", FULL)
    outbox.drain()
    assert [(one.revision, int(one.score)) for one in attempt.grades.order_by("revision")] == [(1, 3), (2, 4)]


def test_a_question_that_was_renamed_is_marked_under_its_new_name(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    renamed = (
        "04-final.md",
        "### Single choice `when-to-look`\n",
        "### Single choice `look-when`\nwas: when-to-look\n",
    )
    correct(release_of(folder(*STRICT, *NOW_BEFORE, renamed)), ["look-when"])
    assert grades(attempt)[-1] == (2, 2, True)


def test_an_option_that_is_gone_is_left_as_it_was_marked(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    gone = ("04-final.md", "- [ ] `before` Before anything else", "- [ ] `ahead` Ahead of all")
    correct(release_of(folder(*STRICT, gone)), ["when-to-look"])
    assert grades(attempt) == [(1, 1, False)]
    assert CorrectionNotice.objects.count() == 1


def test_a_question_that_was_not_corrected_is_not_marked_again(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    correct(release_of(folder(*STRICT, *NOW_BEFORE)), ["whom-to-ask"])
    assert grades(attempt) == [(1, 1, False)]


def test_a_release_without_a_correction_marks_nothing_again(clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    release_of(folder(*STRICT, *NOW_BEFORE))
    outbox.drain()
    assert grades(attempt) == [(1, 1, False)]
    assert not CorrectionNotice.objects.exists()


def test_two_corrections_one_after_the_other_each_raise_what_they_can(clinician, stranger, first):
    mine, theirs = (
        finish(one, first, first_choice=choice) for one, choice in ((clinician, "before"), (stranger, "never"))
    )
    corrected()
    never = (
        ("04-final.md", "- [x] `after` After my own decision", "- [ ] `after` After my own decision"),
        ("04-final.md", "- [ ] `never` Never at all", "- [x] `never` Never at all"),
    )
    correct(release_of(folder(*STRICT, *never)), ["when-to-look"])
    assert grades(mine)[-1] == (2, 2, True)
    assert grades(theirs)[-1] == (2, 2, True)
    assert CorrectionNotice.objects.filter(person=clinician).count() == 2


def test_the_preview_says_who_would_go_up_and_changes_nothing(clinician, stranger, first):
    finish(clinician, first, first_choice="before")
    finish(stranger, first, first_choice="after")
    key = {**remarking.keys_of(first)}
    key["when-to-look"] = {**key["when-to-look"], "right": ["before"]}
    raised = remarking.preview(first.course, key, ["when-to-look"])
    assert [(one.before, one.after, one.out_of, one.passes) for one in raised] == [(Fraction(1), Fraction(2), 2, True)]
    assert remarking.preview(first.course, key, ["whom-to-ask"]) == []
    renamed = {**key, "look-when": key["when-to-look"]}
    assert len(remarking.preview(first.course, renamed, ["look-when"], {"look-when": "when-to-look"})) == 1
    assert Grade.objects.count() == 2


# Beginning anew


def test_an_open_attempt_may_be_begun_anew_without_using_one_up(as_user, clinician, db):
    two = (("04-final.md", "attempts: unlimited", "attempts: 2"),)
    first = release_of(folder(*two))
    attempt = take(clinician, first, first_choice="before")
    second = release_of(folder(*two, *NOW_BEFORE))
    correct(second, ["when-to-look"])
    client = as_user(clinician)
    for url in (reverse("attempt-question", args=[attempt.pk, 1]), reverse("course-home", args=["small"])):
        assert reverse("attempt-restart", args=[attempt.pk]) in client.get(url).content.decode()
    reply = client.post(reverse("attempt-restart", args=[attempt.pk]))
    fresh = Attempt.objects.get(state=Attempt.State.OPEN)
    assert reply.url == reverse("attempt-question", args=[fresh.pk, 1])
    assert fresh.release == second
    assert not fresh.answers.exists()
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.VOID
    services.submit_attempt(person=clinician, attempt_id=fresh.pk)
    outbox.drain()
    assert "1 attempt left" in client.get(reverse("quiz", args=["small", "final"])).content.decode()


def test_a_second_click_leads_on_and_opens_no_third_attempt(as_user, clinician, first):
    attempt = take(clinician, first, first_choice="before")
    corrected()
    client = as_user(clinician)
    client.post(reverse("attempt-restart", args=[attempt.pk]))
    assert client.post(reverse("attempt-restart", args=[attempt.pk])).status_code == 302
    assert Attempt.objects.count() == 2


def test_without_a_correction_nothing_may_be_begun_anew(as_user, clinician, first):
    attempt = take(clinician, first, first_choice="before")
    release_of(folder(*STRICT, ("04-final.md", "Take your time.", "Take all your time.")))
    outbox.drain()
    client = as_user(clinician)
    url = reverse("attempt-restart", args=[attempt.pk])
    assert url not in client.get(reverse("attempt-question", args=[attempt.pk, 1])).content.decode()
    client.post(url)
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_an_attempt_that_is_handed_in_is_never_put_aside(as_user, clinician, first):
    attempt = finish(clinician, first, first_choice="before")
    corrected()
    as_user(clinician).post(reverse("attempt-restart", args=[attempt.pk]))
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.GRADED


def test_a_stranger_cannot_begin_it_anew(as_user, clinician, stranger, first):
    attempt = take(clinician, first, first_choice="before")
    corrected()
    assert as_user(stranger).post(reverse("attempt-restart", args=[attempt.pk])).status_code == 404


def test_a_wrong_partner_that_is_nobodys_keeps_no_other_pair_from_rising():
    old = {"kind": "matching", "points": 1, "pairs": {"l1": "r1", "l2": "r2", "l3": "r3"}}
    new = {**old, "pairs": {"l1": "r2", "l2": "r2", "l3": "r3"}}
    chosen = {"pairs": {"l1": "r2", "l2": "r2", "l3": "extra"}}  # an extra choice of the right column
    made = remarking.better(
        [{"question": "q", "options": []}],
        [{"question": "q", "fraction": "1/3", "correct": False}],
        {0: chosen},
        {"q": old},
        {"q": new},
        lambda question: question,
        ["q"],
    )
    assert made == [{"question": "q", "fraction": "2/3", "correct": False}]


def test_a_tab_with_the_attempt_that_was_put_aside_is_never_told_that_it_was_handed_in(as_user, clinician, first):
    attempt = take(clinician, first, first_choice="before")
    corrected()
    corrections.restart(person=clinician, attempt_id=attempt.pk)
    client = as_user(clinician)
    number = [place["question"] for place in attempt.layout].index("when-to-look") + 1
    saved = client.post(reverse("answer-save", args=[attempt.pk, number]), {"answer": "never", "version": 1})
    assert saved.status_code == 409
    assert "begun this quiz anew" in saved.json()["message"]
    for reply in (
        client.post(reverse("attempt-question", args=[attempt.pk, number]), {"answer": "never"}, follow=True),
        client.post(reverse("attempt-submit", args=[attempt.pk]), follow=True),
        client.get(reverse("attempt-result", args=[attempt.pk]), follow=True),
    ):
        page = reply.content.decode()
        assert "begun this quiz anew" in page
        assert "Your answers are in" not in page
        assert reply.redirect_chain[-1][0] == reverse("quiz", args=["small", "final"])
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt) == (Attempt.State.VOID, "")
