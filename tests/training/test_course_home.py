"""A course's home: the one next step, its units with their states, the rule of its quiz."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.certificates.models import Certificate
from courses.learning import enrolments, services
from courses.learning.models import Attempt, Enrolment
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.training.state import Word
from tests.actors import answer_all, finish_units, person
from tests.learning.small_course import quiz_with, release_of, small_folder, without
from tests.training.reading import primary_actions, section, states, words
from tests.training.situations import ask, bring, complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HOME = "/courses/small/"


def page(client: Client, url: str = HOME) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return reply.content.decode()


def test_a_visitor_may_read_and_is_asked_to_make_an_account(small):
    text = page(Client())
    assert primary_actions(text) == ["Read unit 1"]
    assert "Create an account" in text
    assert states(text) == []


def test_who_has_not_begun_can_start(as_user, clinician, small):
    assert primary_actions(page(as_user(clinician))) == ["Start the course"]


def test_who_is_asked_but_has_not_begun_sees_by_when(as_user, clinician, small):
    duty = ask(clinician, small, days=60)
    text = page(as_user(clinician))
    assert states(section(text, "Yours")) == [("Not started", f"by {duty.due.day} {duty.due:%B}")]
    assert primary_actions(text) == ["Start the course"]


def test_who_has_begun_resumes(as_user, clinician, small):
    enrolments.keep_place(person=clinician, release=small, unit_id="first", place="q-which-checks")
    text = page(as_user(clinician))
    assert primary_actions(text) == ["Resume unit 1"]
    assert "You stopped at: Look again." in text


def test_after_a_unit_the_next_one_is_started(as_user, clinician, small):
    do_unit(clinician, small, "first")
    assert primary_actions(page(as_user(clinician))) == ["Start unit 2"]


def test_after_the_units_comes_the_quiz(as_user, clinician, small):
    finish_units(clinician, small)
    assert primary_actions(page(as_user(clinician))) == ["Take the final quiz"]


def test_an_open_attempt_can_be_gone_on_with(as_user, clinician, small):
    finish_units(clinician, small)
    services.open_attempt(person=clinician, release=small, quiz_id="final")
    text = page(as_user(clinician))
    assert "Go on with your attempt" in text
    assert len(primary_actions(text)) == 1


def test_while_completion_is_being_recorded_it_says_so(as_user, clinician, small):
    take_quiz(clinician, small)
    text = page(as_user(clinician))
    assert "your completion is being recorded" in text
    assert primary_actions(text) == []


def test_who_has_finished_gets_the_certificate(as_user, clinician, small):
    bring(clinician, small, Word.COMPLETE)
    assert primary_actions(page(as_user(clinician))) == ["Get certificate"]


def test_what_has_run_out_is_renewed_and_its_certificate_stays_in_reach(as_user, clinician, small):
    bring(clinician, small, Word.EXPIRED)
    text = page(as_user(clinician))
    assert primary_actions(text) == ["Renew"]
    assert "Your certificate</a>" in section(text, "Yours")


def test_a_finished_course_before_the_certificate_is_made_leads_to_its_page(as_user, clinician, small):
    complete(clinician, small, certificate=False)
    text = page(as_user(clinician))
    assert primary_actions(text) == ["Get certificate"]
    assert 'href="/courses/small/certificate/"' in text


def test_who_has_not_confirmed_the_address_is_asked_to(as_user, small):
    newcomer = person("new@elm.example", "Nia Bell", confirmed=False, job_role="gp")
    complete(newcomer, small, certificate=False)
    text = page(as_user(newcomer))
    assert primary_actions(text) == ["Confirm email address"]


@pytest.mark.parametrize("word", list(Word))
def test_there_is_at_most_one_primary_action_in_every_state(as_user, clinician, small, word):
    bring(clinician, small, word)
    text = page(as_user(clinician))
    assert len(primary_actions(text)) == 1
    yours = section(text, "Yours")
    if word == Word.NOT_ASSIGNED:
        assert "Not assigned to you; start whenever you like." in yours
    else:
        assert states(yours)[0][0] == states(text)[0][0]


def test_units_have_states_in_words(as_user, clinician, small):
    do_unit(clinician, small, "first")
    enrolments.keep_place(person=clinician, release=small, unit_id="second", place="x")
    text = page(as_user(clinician))
    assert [word for word, _detail in states(section(text, "Units"))] == ["Complete", "In progress"]


def test_optional_units_stand_apart_and_nobody_waits_for_them(as_user, clinician, small):
    client = as_user(clinician)
    text = page(client)
    assert "An extra unit for nurses" not in section(text, "Units")
    more = section(text, "More, if you like")
    assert more.count("optional for you") == 1
    assert states(more) == []
    assert "2 units, 9 minutes for your role · 1 more unit if you like" in words(text)
    enrolments.keep_place(person=clinician, release=small, unit_id="extra", place="x")
    assert states(section(page(client), "More, if you like")) == [("In progress", "")]


def test_a_quiz_says_why_it_cannot_be_opened(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(attempts="2", wait_hours=24), slug="strict"))
    client, url = as_user(clinician), "/courses/strict/"
    assert "Opens after the units." in page(client, url)
    take_quiz(clinician, release, wrong=2)
    assert "You can try again from" in page(client, url)
    Attempt.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    assert "Open the quiz" in page(client, url)
    take_quiz(clinician, release, wrong=2)
    text = page(client, url)
    assert "No attempts are left." in text
    assert "Result of attempt 2" in text


def test_the_rule_of_the_quiz_is_the_one_the_learner_began_with(as_user, clinician, stranger, small):
    do_unit(clinician, small, "first")
    release_of(small_folder(*quiz_with(pass_mark=100)))
    assert "Pass mark 50%" in page(as_user(clinician))
    assert "Pass mark 100%" in page(as_user(stranger))
    assert "Pass mark 100%" in page(Client())


NEW = "---\ntitle: A new unit\nsummary: New.\nminutes: 2\nobjectives: [o1]\n---\n\n## New\n\nNew text.\n"
MORE = (("05-new.md", "", NEW),)


def test_a_unit_that_was_added_later_is_optional_for_who_has_begun(as_user, clinician, stranger, small):
    do_unit(clinician, small, "first")
    release_of(small_folder(*MORE))
    text = page(as_user(clinician))
    assert "A new unit" in text
    assert section(text, "More, if you like").count("optional for you") == 2
    assert states(section(text, "Yours")) == [("In progress", "1 of 2 units")]
    assert section(page(as_user(stranger)), "More, if you like").count("optional for you") == 1


def test_a_unit_that_was_added_later_is_not_the_next_step_of_who_has_begun(as_user, clinician, small):
    finish_units(clinician, small)
    newest = release_of(small_folder(*MORE))
    assert primary_actions(page(as_user(clinician))) == ["Take the final quiz"]
    assert isinstance(services.open_attempt(person=clinician, release=newest, quiz_id="final"), Attempt)


def test_after_ninety_days_a_unit_that_was_added_is_asked_for(as_user, clinician, small):
    finish_units(clinician, small)
    release_of(small_folder(*MORE))
    Enrolment.objects.update(rules_until=timezone.now() - timedelta(seconds=1))
    text = page(as_user(clinician))
    assert primary_actions(text) == ["Start unit 3"]
    assert section(text, "More, if you like").count("optional for you") == 1


def test_a_unit_that_was_taken_out_can_still_be_finished_by_who_needs_it(as_user, clinician, stranger, small):
    """Reading floats to the newest release; what the rules ask for is served from theirs."""
    do_unit(clinician, small, "first")
    release_of(without(small_folder(), "02-second.md"))
    client = as_user(clinician)
    text = page(client)
    assert "The second unit" in section(text, "Units")
    assert len(primary_actions(text)) == 1
    assert primary_actions(text)[0].startswith("Start unit")
    unit = "/courses/small/units/second/"
    assert "Advice is an order." in page(client, unit)
    for question, answer in (("advice-is-order", "true"), ("how-ready", "2")):
        assert client.post(f"/courses/small/questions/{question}/", {"answer": answer}).status_code == 302
    assert client.post(f"{unit}place/", {"place": "x"}).status_code == 204
    assert client.post(f"{unit}finish/").url == HOME
    assert primary_actions(page(client)) == ["Take the final quiz"]
    assert client.post("/courses/small/quizzes/final/").status_code == 302
    assert Attempt.objects.count() == 1
    for other in (as_user(stranger), Client()):
        assert other.get(unit).status_code == 404
        assert other.post("/courses/small/questions/advice-is-order/", {"answer": "true"}).status_code == 404
        assert "The second unit" not in page(other)


def test_a_quiz_that_was_replaced_can_still_be_taken_by_who_needs_it(as_user, clinician, stranger, small):
    finish_units(clinician, small)
    release_of(small_folder(("04-final.md", "## Quiz `final`", "## Quiz `last`")))
    client = as_user(clinician)
    text = page(client)
    assert primary_actions(text) == ["Take the final quiz"]
    assert 'href="/courses/small/quizzes/final/"' in text
    assert client.post("/courses/small/quizzes/final/").status_code == 302
    assert Attempt.objects.get().release == small
    assert as_user(stranger).get("/courses/small/quizzes/final/").status_code == 404


def test_the_facts_of_the_course_stand_beside_it(small):
    text = words(page(Client()))
    assert "Dr Sample Reviewer, invented, 12 June 2026" in text
    assert "12 months" in text
    assert "GP or other doctor, Practice nurse, Reception or administration" in text
    assert "Spot advice that is wrong" in text


def test_a_course_that_nobody_reviewed_and_that_never_runs_out_says_so(db):
    reviewers = "reviewers:\n  - name: Dr Sample Reviewer\n    role: invented\n    date: 2026-06-12\n"
    release_of(
        small_folder(
            ("course.md", reviewers, ""),
            ("course.md", "valid-for-months: 12", "valid-for-months: never"),
            slug="plain",
        )
    )
    text = words(page(Client(), "/courses/plain/"))
    assert "Not yet clinically reviewed. Finishing it gives a record of completion." in text
    assert "does not run out" in text


def test_a_course_of_a_quiz_alone_can_be_opened_by_anybody(as_user, clinician, db):
    folder = without(small_folder(slug="quiz-only"), "01-first.md", "02-second.md", "03-extra.md")
    release_of(folder)
    assert "A small course" in page(Client(), "/courses/quiz-only/")
    assert primary_actions(page(as_user(clinician), "/courses/quiz-only/"))


def test_an_unknown_course_is_a_404(as_user, clinician, small):
    assert Client().get("/courses/nothing/").status_code == 404
    assert as_user(clinician).get("/courses/nothing/").status_code == 404


NARROWED = (
    (
        "course.md",
        "  o1: Spot advice that is wrong\n",
        "  o1: Spot advice that is wrong\n  o2: Explain it to a patient\n",
    ),
    ("02-second.md", "objectives: [o1]\n", "objectives: [o2]\naudience: [practice-nurse]\n"),
)


def aims(client: Client) -> tuple[str, str]:
    """What is taught by the units that are asked of the reader, and by the others."""
    first, _, rest = section(page(client), "You will be able to").partition("optional for you")
    return first, rest


def test_what_optional_units_teach_comes_after_what_is_asked_of_the_reader(as_user, clinician, db):
    release_of(small_folder(*NARROWED))
    assert aims(as_user(clinician))[0].count("<li>") == 1
    assert "Spot advice" in aims(as_user(clinician))[0]
    assert "Explain it" in aims(as_user(clinician))[1]
    for client in (as_user(person("n@elm.example", "Nia Nurse", job_role="practice-nurse")), Client()):
        assert aims(client)[0].count("<li>") == 2
        assert not aims(client)[1]


def test_who_changed_role_after_completing_is_told_what_the_new_role_is_asked(as_user, clinician, small):
    release = release_of(small_folder(*NARROWED))
    for unit in ("first", "extra"):
        do_unit(clinician, release, unit)
    attempt = services.open_attempt(person=clinician, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt)
    answer_all(clinician, attempt)
    services.submit_attempt(person=clinician, attempt_id=attempt.pk)
    outbox.drain()
    before = Certificate.objects.get(enrolment__person=clinician)
    assert before.facts["role"] == "gp"
    client = as_user(clinician)
    assert "has changed since you completed" not in page(client)
    clinician.job_role = "practice-nurse"
    clinician.save()
    text = words(page(client))
    assert "1 unit is asked of you now that was not then: The second unit" in text
    assert primary_actions(page(client)) == ["Get record of completion"]  # a text changed since its review has none
    do_unit(clinician, release, "second")
    assert "has changed since you completed" not in page(client)
    assert list(Certificate.objects.values_list("pk", "facts")) == [(before.pk, before.facts)]
