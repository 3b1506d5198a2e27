"""A quiz that asks roles and regions different numbers: every page says what its reader is asked, and asks that."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.authoring.models import Release
from courses.core.asked import asked_of
from courses.learning import services
from courses.learning.models import Attempt
from courses.learning.rules import Reader, is_complete, quizzes_to_pass
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.people.models import Region
from tests.actors import answer_all, finish_units, person
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import primary_actions

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HOME, START, UNIT = "/courses/small/", "/courses/small/quizzes/final/", "/courses/small/units/second/"
SHARES = ("04-final.md", "draw: 2", "draw: 2\ndraw-for: practice-nurse 3, reception 0")
UK_LAW = "\n### True or false `uk-law`\nregion: uk\n\nIs it so?\n\n- [x] True\n- [ ] False\n\n**Explanation:** It is.\n"
IN_A_UNIT = "\n## Quiz `midway`\nkind: graded\npass-mark: 100%\n\n### Pool `midway-pool`\ndraw: 1\n"
ITEMS = "".join(
    f"\n#### True or false `midway-{at}`\n\nIs it {at}?\n\n- [x] True\n- [ ] False\n\n**Explanation:** It is.\n"
    for at in range(4)
)


def in_a_unit(*extra: str) -> tuple[str, str, str]:
    """A graded quiz at the end of the second unit, with a pool of its own."""
    text = IN_A_UNIT + "".join(f"{line}\n" for line in extra) + ITEMS
    return "02-second.md", "3. Very\n", "3. Very\n" + text


def text(client: Client, url: str) -> str:
    reply = client.get(url)
    assert reply.status_code == 200, url
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def somebody(role: str, region: str = "uk"):
    return person(f"{role or 'none'}.{region}@elm.example", "Sam Test", job_role=role, region=region)


@pytest.fixture
def shared(db) -> Release:
    return release_of(small_folder(SHARES))


@pytest.mark.parametrize(
    ("role", "count", "rule"),
    [
        ("gp", "2 questions", "1 of 2 points (50%)"),
        ("practice-nurse", "3 questions", "2 of 3 points (50%)"),
        ("", "2 questions", "1 of 2 points (50%)"),
        ("manager", "2 questions", "1 of 2 points (50%)"),  # the course is not for managers; they may take it
    ],
)
def test_every_page_says_what_this_role_is_asked_and_it_is_asked_that(as_user, shared, role, count, rule):
    user = somebody(role)
    client = as_user(user)
    assert f"You pass with {rule}." in text(client, START)
    assert f" {count} about" in text(client, START)
    mark = re.sub(r" \(.*", "", rule)
    assert f"{count}. Pass mark 50% ({mark}), no time limit." in text(client, HOME)
    finish_units(user, shared)
    client.post(START)
    attempt = Attempt.objects.get()
    assert f"{len(attempt.layout)} questions" == count
    assert len({slot["question"] for slot in attempt.layout}) == len(attempt.layout)


def test_a_visitor_is_told_from_where_to_where_and_the_pass_mark_alone(db):
    release_of(small_folder(SHARES[:2] + ("draw: 2\ndraw-for: practice-nurse 3",)))
    for url in (START, HOME, "/courses/small/releases/1/"):
        shown = text(Client(), url)
        assert "2 to 3 questions, depending on role and country" in shown, url
        assert "Pass mark 50%" in shown, url
        assert "points" not in shown, url


def test_where_all_roles_are_asked_the_same_the_visitor_reads_one_number(db):
    shares = "draw: 1\ndraw-for: gp 3, practice-nurse 3, reception 3"
    release_of(small_folder(SHARES[:2] + (shares,)))
    assert "3 questions. Pass mark 50% (2 of 3 points), no time limit." in text(Client(), HOME)


def test_the_region_of_the_reader_counts_where_a_question_is_for_one_region_alone(as_user, db):
    release_of(small_folder(SHARES[:2] + (f"draw: 2\n{UK_LAW}",)))
    for region, count in ((Region.UK, 3), (Region.US, 2), (Region.ELSEWHERE, 2)):
        assert f"{count} questions." in text(as_user(somebody("gp", region)), HOME)
    assert "2 to 3 questions, depending on role and country." in text(Client(), HOME)


def test_a_quiz_within_a_unit_says_the_same_on_its_unit_page(as_user, db):
    release_of(small_folder(in_a_unit("draw-for: practice-nurse 2")))
    assert "1 question. Pass mark 100% (1 of 1 point)." in text(as_user(somebody("gp")), UNIT)
    assert "2 questions. Pass mark 100% (2 of 2 points)." in text(as_user(somebody("practice-nurse")), UNIT)
    assert "1 to 2 questions, depending on role and country. Pass mark 100%." in text(Client(), UNIT)


def test_who_is_asked_nothing_is_told_so_and_cannot_start(as_user, shared):
    user = somebody("reception")
    finish_units(user, shared)
    client = as_user(user)
    shown = text(client, START)
    assert "No question of this quiz is for you" in shown
    assert "you complete the course with its units" in shown
    assert "Start the quiz" not in shown
    assert "No question is for your role and country." in text(client, HOME)
    assert "No question of this quiz is for your role" in " ".join(
        client.post(START, follow=True).content.decode().split()
    )
    assert not Attempt.objects.exists()


def test_a_role_that_changes_during_an_attempt_leaves_it_as_it_is_and_counts_for_the_next(as_user, shared):
    user = somebody("practice-nurse")
    finish_units(user, shared)
    client = as_user(user)
    client.post(START)
    user.job_role = "gp"
    user.save()
    assert "3 questions" in text(client, START)
    assert "You pass with 2 of 3 points (50%)." in text(client, START)
    assert "3 questions. Pass mark 50%, no time limit." in text(client, HOME)
    attempt = Attempt.objects.get()
    answer_all(user, attempt, wrong=3)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()
    assert "You need 2 of 3." in text(client, f"/attempts/{attempt.pk}/result/")
    assert "You pass with 1 of 2 points (50%)." in text(client, START)
    client.post(START)
    second = Attempt.objects.get(number=2)
    assert len(second.layout) == 2
    met = {slot["question"] for slot in attempt.layout}
    assert len({slot["question"] for slot in second.layout} - met) == 1  # there is one of four not met, and it comes


def test_an_attempt_begun_under_an_older_release_keeps_its_number(as_user, shared):
    user = somebody("practice-nurse")
    finish_units(user, shared)
    client = as_user(user)
    client.post(START)
    release_of(small_folder(SHARES[:2] + ("draw: 2\ndraw-for: practice-nurse 1",)))
    assert "You pass with 2 of 3 points (50%)." in text(client, START)
    assert "3 questions. Pass mark 50%, no time limit." in text(client, HOME)
    assert "1 question. Pass mark 50%" in text(as_user(somebody("practice-nurse", "us")), HOME)
    assert client.post(START).url.endswith(f"/attempts/{Attempt.objects.get().pk}/1/")


def test_a_release_compiled_before_roles_had_numbers_says_the_general_one_and_is_drawn_as_it_was(as_user, shared):
    structure = shared.structure
    for quiz in structure["quizzes"]:
        del quiz["draws_for"]
    Release.objects.filter(pk=shared.pk).update(structure=structure)
    page = shared.pages.get(unit_id="final")
    for section in page.learner["sections"]:
        del section["draw_for"]
    page.save()
    user = somebody("practice-nurse")
    assert "You pass with 1 of 2 points (50%)." in text(as_user(user), START)
    finish_units(user, shared)
    as_user(user).post(START)
    assert len(Attempt.objects.get().layout) == 2


def test_two_starts_at_once_make_one_attempt_with_the_number_of_the_role(as_user, shared):
    user = somebody("practice-nurse")
    finish_units(user, shared)
    client = as_user(user)
    assert client.post(START).url == client.post(START).url
    assert [len(attempt.layout) for attempt in Attempt.objects.all()] == [3]


def queries(as_user, release: Release, user, url: str, *, begun: bool) -> int:
    """Queries of a page whose parts that are the same for everybody are kept already."""
    if begun:
        finish_units(user, release)
        assert isinstance(services.open_attempt(person=user, release=release, quiz_id="final"), Attempt)
    client = as_user(user)
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return len(seen)


@pytest.mark.parametrize("url", [HOME, START, UNIT])
@pytest.mark.parametrize("begun", [False, True])
def test_to_say_it_costs_no_query(as_user, db, url, begun):
    plain = release_of(small_folder(in_a_unit()))
    before = queries(as_user, plain, somebody("practice-nurse"), url, begun=begun)
    narrowed = release_of(small_folder(in_a_unit("draw-for: practice-nurse 2"), SHARES))
    assert queries(as_user, narrowed, somebody("practice-nurse", "us"), url, begun=begun) == before


def test_the_stored_numbers_are_those_of_the_attempts_in_every_region(shared):
    """One that is read off the structure, the other drawn."""
    quiz = shared.structure["quizzes"][0]
    for role in ("gp", "practice-nurse", ""):
        for region in Region.values:
            user = somebody(role, region)
            finish_units(user, shared)
            attempt = services.open_attempt(person=user, release=shared, quiz_id="final")
            assert isinstance(attempt, Attempt)
            assert len(attempt.layout) == asked_of(quiz, role, region).most


FEELING = "\n### Rating `feeling`\n\nHow ready do you feel?\n\n1. Not\n2. Somewhat\n3. Very\n"


def test_a_quiz_whose_only_question_for_a_role_is_worth_nothing_cannot_be_passed_by_it(as_user, db):
    release = release_of(small_folder(SHARES[:2] + (f"draw: 2\ndraw-for: reception 0\n{FEELING}",)))
    user = somebody("reception")
    finish_units(user, release)
    client = as_user(user)
    client.post(START)
    assert not Attempt.objects.exists()
    assert "No question of this quiz is for you" in text(client, START)
    assert "No question is for your role and country." in text(client, HOME)


def take_final(user, release) -> None:
    finish_units(user, release)
    attempt = services.open_attempt(person=user, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt)
    answer_all(user, attempt)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()


def test_a_quiz_that_asks_a_role_nothing_holds_up_nobody_who_passed_the_others(as_user, db):
    release = release_of(small_folder(in_a_unit("draw-for: gp 0, reception 0")))
    doctor, nurse = somebody("gp"), somebody("practice-nurse")
    assert "1 minutes left" not in text(as_user(doctor), HOME)
    for user in (doctor, nurse):
        take_final(user, release)
    completed = {user: user.enrolments.get().completed_at is not None for user in (doctor, nurse)}
    assert completed == {doctor: True, nurse: False}
    assert primary_actions(as_user(nurse).get(HOME).content.decode()) == ["Take the final quiz"]


def test_rules_from_before_a_quiz_was_for_other_roles_hold_up_nobody(db):
    begun = release_of(small_folder(in_a_unit()))
    user = somebody("gp")
    do_unit(user, begun, "first")
    take_final(user, release_of(small_folder(in_a_unit("draw-for: gp 0, reception 0"))))
    assert user.enrolments.get().completed_at is not None


def test_a_course_that_asks_a_role_neither_unit_nor_quiz_is_never_complete(shared):
    reader = Reader("reception", "uk")
    nothing = {**shared.structure, "units": [{**one, "required": False} for one in shared.structure["units"]]}
    assert [quiz["id"] for quiz in quizzes_to_pass(nothing, reader)] == ["final"]
    assert not is_complete(nothing, reader, finished={one["id"] for one in nothing["units"]}, passed=set())
