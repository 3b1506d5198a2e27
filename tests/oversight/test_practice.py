"""The manager's page: people × courses, state and date, nothing else, for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.learning import services
from courses.learning.enrolments import keep_note
from courses.learning.models import Enrolment
from courses.people.models import Membership, Practice, User
from courses.training.state import Word
from tests.actors import begin_quiz, person
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import states, words
from tests.training.situations import ask, bring, complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/practice/elm-street/"
PRIVATE = (
    "attempt", "score", "%", "passed", "failed", "answer", "sure", "wrong", "quiz", "private line", "By counting", "70",
    "of 2 (", "Feedback", "certificate",
)  # fmt: skip
Join = Callable[..., User]


@pytest.fixture
def join(practice) -> Join:
    """Somebody new in the practice."""

    def add(name: str, **membership: object) -> User:
        number = User.objects.count()
        user = person(f"person{number}@elm.example", name, job_role="gp")
        fields = {"started": timezone.localdate() - timedelta(days=100), **membership}
        Membership.objects.create(user=user, practice=practice, **fields)
        return user

    return add


def page(client: Client, url: str = URL) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return reply.content.decode()


def grid(text: str) -> str:
    return text[text.index("<table") : text.index("</table>")]


def test_every_person_and_course_has_a_state(as_user, manager, join, small):
    people = {word: join(f"Person {word.value}") for word in Word}
    for word, somebody in people.items():
        bring(somebody, small, word)
    rows = grid(page(as_user(manager))).split("<tr>")[2:]
    assert {words(row).split(" GP ")[0].strip(): states(row)[0][0] for row in rows} == {
        f"Person {word.value}": label
        for word, label in zip(
            Word,
            ("Not assigned", "Not started", "In progress", "Due soon", "Overdue", "Complete", "Expired"),
            strict=True,
        )
    }


def test_the_sentences_above_count_the_states(as_user, manager, join, small):
    for number, word in enumerate(Word):
        bring(join(f"Person {number}"), small, word)
    text = words(page(as_user(manager)))
    assert "5 of 7 people up to date." in text  # all but Overdue and Expired
    assert "1 of 6 courses done" in text
    assert "1 overdue" in text
    assert "1 due in 14 days" in text
    assert "1 expired" in text


def test_a_course_is_shown_once_it_is_asked_for_or_begun(as_user, manager, join, small):
    other = release_of(small_folder(("course.md", "title: A small course", "title: Something else"), slug="other"))
    somebody = join("Bo")
    client = as_user(manager)
    ask(somebody, small, days=30)
    assert "Something else" not in page(client)
    bring(somebody, other, Word.IN_PROGRESS)
    assert "Something else" in page(client)


def test_nobody_there_says_so(as_user, manager, small):
    assert "No one has joined yet." in page(as_user(manager))


def test_nothing_asked_and_nothing_begun_says_so(as_user, manager, join, small):
    join("Bo")
    text = page(as_user(manager))
    assert "No course is asked of anybody yet, and nobody has begun one." in text
    assert "<table" not in text


def test_without_any_course_the_page_still_works(as_user, manager, join):
    join("Bo")
    assert page(as_user(manager))


def test_leavers_and_those_who_need_no_training_are_hidden(as_user, manager, join, small):
    today = timezone.localdate()
    ask(join("Present Person"), small, days=30)
    for name, fields in (
        ("Gone Person", {"ended": today - timedelta(days=1)}),
        ("Exempted Person", {"needs_training": False}),
        ("Future Person", {"started": today + timedelta(days=3)}),
    ):
        join(name, **fields)
    text = page(as_user(manager))
    assert "Present Person" in text
    for name in ("Gone Person", "Exempted Person", "Future Person", "Sam Lee</bdi>"):
        assert name not in text


def test_who_leaves_today_is_shown_to_the_end_of_the_day(as_user, manager, join, small):
    somebody = join("Leaving Person")
    ask(somebody, small, days=30)
    Membership.objects.filter(user=somebody).update(ended=timezone.localdate())
    assert "Leaving Person" in page(as_user(manager))


def test_the_order_is_by_name(as_user, manager, join, small):
    for name in ("Cleo", "Ada", "Bo"):
        ask(join(name), small, days=30)
    text = grid(page(as_user(manager)))
    assert text.index("Ada") < text.index("Bo") < text.index("Cleo")


def test_no_answer_no_score_no_attempt_and_no_reflection_is_shown(as_user, manager, clinician, join, small):
    take_quiz(clinician, small, wrong=2)
    services.open_attempt(person=clinician, release=small, quiz_id="final")
    finished = complete(join("Bo"), small)
    keep_note(enrolment=finished, differently="My private line.", how_known="By counting.")
    begin_quiz(join("Cleo"), small)
    text = page(as_user(manager))
    body = words(text[text.index("<main") : text.index("</main>")]).replace(
        "You see state and date. Answers, attempts, how sure somebody was and reflections are theirs alone.", ""
    )
    for hidden in PRIVATE:
        assert hidden not in body, hidden
    assert "/attempts/" not in text
    assert "In progress" in body


def test_a_failed_attempt_and_an_open_one_look_alike(as_user, manager, join, small):
    ada, bo = join("Ada"), join("Bo")
    take_quiz(ada, small, wrong=2)
    begin_quiz(bo, small)
    assert len(set(states(grid(page(as_user(manager)))))) == 1


def test_nobody_else_may_look(as_user, manager, clinician, stranger, educator):
    for other in (clinician, stranger, educator):
        assert as_user(other).get(URL).status_code == 404
    assert Client().get(URL).status_code == 302


def test_a_site_administrator_is_no_manager(as_user, manager, practice):
    admin = person("admin@site.example", "Ida Admin", is_staff=True)
    assert as_user(admin).get(URL).status_code == 404


def test_a_former_manager_is_a_stranger(as_user, manager):
    manager.memberships.update(ended=timezone.localdate())
    assert as_user(manager).get(URL).status_code == 404


def test_a_manager_of_one_practice_sees_nothing_of_another(as_user, manager, stranger, clinician, small):
    complete(clinician, small)
    text = page(as_user(stranger), "/practice/oak-lane/")
    assert "Amara" not in text
    assert as_user(manager).get("/practice/oak-lane/").status_code == 404


def test_what_another_practice_asks_for_is_not_shown(as_user, manager, clinician, small):
    other = Practice.objects.create(name="Oak", slug="oak")
    second = Membership.objects.create(user=clinician, practice=other, started=timezone.localdate())
    ask(clinician, small, days=-5, membership=second)
    text = page(as_user(manager))
    assert "Overdue" not in text.replace("0 overdue", "")


@pytest.mark.parametrize("slug", ["nothing", "ELM-STREET"])
def test_an_unknown_practice_is_a_404(as_user, manager, slug):
    assert as_user(manager).get(f"/practice/{slug}/").status_code == 404


def test_nothing_can_be_posted(as_user, manager):
    assert as_user(manager).post(URL).status_code == 405


def test_the_day_is_that_of_the_practice(as_user, manager, clinician, small, practice, time_machine):
    """Due at the end of the practice's own day: overdue in Auckland while it is still yesterday in London."""
    duty = ask(clinician, small, days=0)
    noon = timezone.now().replace(year=duty.due.year, month=duty.due.month, day=duty.due.day, hour=20, minute=0)
    time_machine.move_to(noon, tick=True)
    client = as_user(manager)
    assert states(grid(page(client)))[0][0] == "Due soon"
    Practice.objects.filter(pk=practice.pk).update(timezone="Pacific/Auckland")
    assert states(grid(page(client)))[0][0] == "Overdue"


def test_three_people_and_thirty_cost_the_same(as_user, manager, join, small):
    release_of(small_folder(slug="second"))
    client = as_user(manager)

    def add(count: int) -> None:
        for number in range(count):
            somebody = join(f"Person {User.objects.count()}")
            ask(somebody, small, days=number - 3)
            if number % 3 == 0:
                complete(somebody, small)
            elif number % 3 == 1:
                bring(somebody, small, Word.IN_PROGRESS)

    add(3)
    few = count_queries(client)
    add(27)
    assert count_queries(client) == few <= 12
    assert grid(page(client)).count("<tr>") == 31


def count_queries(client: Client) -> int:
    page(client)
    with CaptureQueriesContext(connection) as caught:
        page(client)
    return len(caught)


def test_looking_changes_nothing(as_user, manager, clinician, small):
    bring(clinician, small, Word.IN_PROGRESS)
    before = list(Enrolment.objects.values())
    page(as_user(manager))
    assert list(Enrolment.objects.values()) == before
