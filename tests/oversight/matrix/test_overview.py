"""The overview of a practice: people × courses, state and date, nothing else, for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.learning import services
from courses.learning.enrolments import keep_note
from courses.learning.models import Enrolment
from courses.people.models import Membership, Practice, User
from courses.training.models import Standing
from courses.training.state import Word
from tests.actors import begin_quiz, person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.matrix.reading import URL, count_queries, grid, heads, page, phone, said, settle
from tests.training.reading import primary_actions, words
from tests.training.situations import ask, bring, complete, take_quiz

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PRIVATE = (
    "attempt", "score", "passed", "failed", "answer", "sure", "wrong", "quiz", "private line", "By counting", "70",
    "of 2 (", "Feedback", "certificate",
)  # fmt: skip


def test_every_person_and_course_has_a_state(as_user, manager, join, small):
    people = {word: join(f"Person {word.value}") for word in Word}
    for word, somebody in people.items():
        bring(somebody, small, word)
    settle()
    rows = said(page(as_user(manager)))
    assert {name: cells[0].split(",")[0] for name, cells in rows.items()} == {
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
    settle()
    text = words(page(as_user(manager)))
    assert "5 of 7 people up to date" in text  # all but Overdue and Expired
    assert "1 of 6 courses done (16%)" in text
    assert "1 person overdue" in text
    assert "1 person due in 14 days" in text
    assert "1 person with an expired course" in text
    assert heads(page(as_user(manager))) == ["A small course 1 of 6 met"]


def test_what_runs_out_in_sixty_days_is_counted(as_user, manager, join, small):
    for name, days in (("Ada", 320), ("Bo", 300), ("Cleo", 400)):  # the small course is valid for a year
        complete(join(name), small, days_ago=days)
    settle()
    client = as_user(manager)
    assert "1 course runs out in 60 days" in words(page(client))
    assert list(said(page(client, "?state=running-out"))) == ["Ada"]


def test_a_course_is_shown_once_it_is_asked_for_or_begun(as_user, manager, join, small):
    other = release_of(small_folder(("course.md", "title: A small course", "title: Something else"), slug="other"))
    somebody = join("Bo")
    client = as_user(manager)
    ask(somebody, small, days=30)
    settle()
    assert "Something else" not in page(client)
    bring(somebody, other, Word.IN_PROGRESS)
    settle()
    assert "Something else" in page(client)


def test_nobody_there_says_so(as_user, manager, small):
    text = page(as_user(manager))
    assert "No one has joined yet. Invite staff." in text
    assert "/practice/elm-street/invite/" in text
    assert "/practice/elm-street/first-steps/" in text


def test_nothing_asked_and_nothing_begun_says_so(as_user, manager, join, small):
    join("Bo")
    text = page(as_user(manager))
    assert "No course is asked of anybody yet. Assign one." in text
    assert "/practice/elm-street/assign/" in text
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
    settle()
    text = page(as_user(manager))
    assert "Present Person" in text
    for name in ("Gone Person", "Exempted Person", "Future Person", "Sam Lee</bdi>"):
        assert name not in text


def test_whoever_has_left_is_hidden_at_once(as_user, manager, join, small):
    somebody = join("Leaving Person")
    ask(somebody, small, days=30)
    settle()
    client = as_user(manager)
    assert "Leaving Person" in page(client)
    Membership.objects.filter(user=somebody).update(ended=timezone.localdate())
    assert "Leaving Person" not in page(client)


def test_the_order_is_by_name(as_user, manager, join, small):
    for name in ("Cleo", "Ada", "Bo"):
        ask(join(name), small, days=30)
    settle()
    assert list(said(page(as_user(manager)))) == ["Ada", "Bo", "Cleo"]


def test_no_answer_no_score_no_attempt_and_no_reflection_is_shown(as_user, manager, clinician, join, small):
    take_quiz(clinician, small, wrong=2)
    services.open_attempt(person=clinician, release=small, quiz_id="final")
    finished = complete(join("Bo"), small)
    keep_note(enrolment=finished, differently="My private line.", how_known="By counting.")
    begin_quiz(join("Cleo"), small)
    settle()
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
    settle()
    cells = said(page(as_user(manager)))
    assert cells["Ada"] == cells["Bo"]


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
    settle()
    text = page(as_user(stranger), url="/practice/oak-lane/")
    assert "Amara" not in text
    assert "small course" not in text
    assert as_user(manager).get("/practice/oak-lane/").status_code == 404


def test_what_another_practice_asks_for_is_not_shown(as_user, manager, clinician, small):
    other = Practice.objects.create(name="Oak", slug="oak")
    second = Membership.objects.create(user=clinician, practice=other, started=timezone.localdate())
    ask(clinician, small, days=-5, membership=second)
    settle()
    text = page(as_user(manager))
    assert "No course is asked of anybody yet" in text


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
    settle()
    client = as_user(manager)
    assert said(page(client))["Dr Amara Osei"][0].startswith("Due soon")
    Practice.objects.filter(pk=practice.pk).update(timezone="Pacific/Auckland")
    assert said(page(client))["Dr Amara Osei"][0].startswith("Overdue")


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

        settle()

    add(3)
    few = count_queries(client)
    add(27)
    assert count_queries(client) == few <= 6
    assert len(said(page(client))) == 30


@pytest.mark.parametrize("query", ["?state=overdue", "?course=small&state=not-assigned", "?sort=small", "?sort=late"])
def test_filters_and_orders_cost_no_more(as_user, manager, join, small, query):
    ask(join("Ada"), small, days=-3)
    join("Bo")
    settle()
    assert count_queries(as_user(manager), query) <= 6


def test_looking_changes_nothing(as_user, manager, clinician, small):
    bring(clinician, small, Word.IN_PROGRESS)
    settle()
    before = list(Enrolment.objects.values()), list(Standing.objects.values())
    page(as_user(manager))
    assert (list(Enrolment.objects.values()), list(Standing.objects.values())) == before


def test_overdue_people_can_be_reminded_else_a_course_assigned(as_user, manager, join, small):
    ask(join("Ada"), small, days=30)
    settle()
    client = as_user(manager)
    assert primary_actions(page(client)) == ["Assign a course"]
    for name in ("Bo", "Cleo"):
        ask(join(name), small, days=-3)
    settle()
    assert primary_actions(page(client)) == ["Remind 2 overdue"]


def test_phones_get_two_lists_those_who_are_late_first(as_user, manager, join, small):
    other = release_of(small_folder(("course.md", "title: A small course", "title: Another"), slug="other"))
    ada, bo = join("Ada"), join("Bo")
    ask(ada, other, days=40)
    complete(bo, other)
    ask(bo, small, days=-3)
    settle()
    text = words(phone(page(as_user(manager))))
    assert text.index("Bo 1 overdue GP or other doctor · 1 of 2 complete") < text.index(
        "Ada GP or other doctor · 0 of 1"
    )
    assert text.index("A small course 1 overdue 0 of 1 complete") < text.index("Another 1 of 2 complete")


def test_a_cell_leads_to_the_person_in_the_course(as_user, manager, clinician, small):
    ask(clinician, small, days=5)
    settle()
    client = as_user(manager)
    member = Membership.objects.get(user=clinician).pk
    assert f'<td><a href="people/{member}/small/">' in grid(page(client))
    assert client.get(f"{URL}people/{member}/small/").status_code == 200


def test_names_that_look_like_markup_or_run_backwards_stay_text(as_user, manager, join, small):
    names = ['<b>Bold</b> & "Co"', "=HYPERLINK(1)", "\u202eakoN ymA"]
    for name in names:
        ask(join(name), small, days=5)
    settle()
    text = page(as_user(manager))
    assert "<b>Bold" not in text
    assert text.count("<bdi>&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;Co&quot;</bdi>") == 2  # the table, and the list
    assert set(said(text)) == set(names)


def test_the_overview_leads_to_the_lab_figures(as_user, manager, clinician, small):
    ask(clinician, small, days=5)
    settle()
    assert f'<a href="{URL}figures/">Lab figures of the practice</a>' in page(as_user(manager))
