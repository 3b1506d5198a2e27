"""A scenario: one step a page, a choice counts once and stands, looking back is kept honestly, the end tells all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courses.learning.models import Answer, Attempt, LabRecord
from courses.operations import outbox
from tests.learning.labs.scenario_course import LAB, UNIT, begin, choice_ids, choose, scenario_release, walk

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def released(db: None) -> Any:
    return scenario_release()


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, (url, reply.status_code)
    return unescape(reply.content.decode())


def step(run: Attempt, number: int) -> str:
    return f"/labs/{run.pk}/steps/{number}/"


def result(client: Client, run: Attempt) -> str:
    return page(client, f"/labs/{run.pk}/result/")


def test_a_choice_leads_to_what_followed_and_from_there_to_the_next_step(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    assert client.get(f"/labs/{run.pk}/").url == step(run, 1)
    assert "A potassium of 6.4" in page(client, step(run, 1))
    assert choose(client, run, 1, ids["ring"]).url == f"{step(run, 1)}after/"
    after = page(client, f"{step(run, 1)}after/")
    assert "Secret-rang them" in after
    assert f'href="{step(run, 2)}"' in after
    assert "Secret-the patient feels weak" in page(client, step(run, 2))
    assert choose(client, run, 2, ids["arrange"]).status_code == 302
    assert "See how it ends" in page(client, f"{step(run, 2)}after/")
    told = result(client, run)
    for words in ("A good outcome", "Secret-seen within the hour", "2 of 2 choices were good practice", "Debrief"):
        assert words in told


def test_how_it_began_stands_on_every_step_for_who_comes_back_later(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    for number in (1, 2):
        text = page(client, step(run, number))
        assert "It is ten to six on a Monday." in text
        assert ('<details class="task" open>' in text) == (number == 1)
        choose(client, run, number, ids["ring"])


def test_a_choice_without_a_consequence_leads_on_at_once(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    reply = client.post(step(run, 1), {"choice": ids["ask"]}, follow=True)
    assert reply.redirect_chain[-1][0] == step(run, 2)
    assert "Secret-the tool says routine" in reply.content.decode()


def test_nothing_that_tells_is_in_any_byte_before_it_is_reached(client, as_user, clinician, released):
    browser, ids = as_user(clinician), choice_ids(released)
    run = begin(browser)
    first = [page(one, url) for one in (client, browser) for url in (LAB, UNIT)] + [page(browser, step(run, 1))]
    for text in first:
        assert "Secret-" not in text
        assert "good practice" not in text
    choose(browser, run, 1, ids["ask"])
    second = page(browser, step(run, 2))
    assert "Secret-the tool says routine" in second
    assert "Secret-rang" not in second
    assert "Secret-the patient" not in second
    for url in ("result/", "steps/3/", "steps/2/after/", "steps/9/"):
        assert browser.get(f"/labs/{run.pk}/{url}").status_code == 302
    assert browser.get("/courses/inbox-course/labs/inbox/answers/").status_code == 404


def test_a_double_post_counts_once(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    replies = [choose(client, run, 1, ids["ring"]) for _ in range(3)]
    assert {reply.url for reply in replies} == {f"{step(run, 1)}after/"}
    stored = Answer.objects.get(attempt=run)
    assert stored.version == 1
    assert set(stored.response) == {"step", "choice", "at"}


def test_an_earlier_step_shows_what_was_chosen_and_says_so(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ring"])
    back = page(client, step(run, 1))
    assert "you are looking back" in back
    assert "<strong>Ring the patient</strong>" in back
    assert 'name="choice"' not in back
    assert "Secret-the patient feels weak" not in back


def test_another_choice_at_an_earlier_step_is_refused_in_words_and_kept_as_looking_back(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ask"])
    for _ in range(2):  # the same try sent again is the same look back
        reply = choose(client, run, 1, ids["leave"])
        assert reply.status_code == 409
        assert "Your first choice stands" in reply.content.decode()
        assert "Secret-left" not in reply.content.decode()
    stored = Answer.objects.get(attempt=run).response
    assert (stored["choice"], stored["tried"]) == (ids["ask"], [ids["leave"]])
    choose(client, run, 2, ids["late"])
    choose(client, run, 3, ids["arrange"])
    assert "2 of 3 choices were good practice. You looked back once." in result(client, run)


def test_going_on_from_an_earlier_step_is_kept_as_looking_back_once(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ring"])
    assert 'name="looked" value="1"' in page(client, step(run, 1))
    for _ in range(2):
        assert client.post(step(run, 1), {"looked": "1"}).url == f"{step(run, 1)}after/"
    assert Answer.objects.get(attempt=run).response["looked"] == 1
    for forged in ("7", "-1", "x", "9" * 9, ""):
        client.post(step(run, 1), {"looked": forged})
    assert Answer.objects.get(attempt=run).response["looked"] == 1
    assert client.post(step(run, 5), {"looked": "1"}).url == f"/labs/{run.pk}/"
    choose(client, run, 2, ids["arrange"])
    assert LabRecord.objects.get(attempt=run).counts["looks_back"] == 1


def test_looking_is_a_get_and_stores_nothing(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ring"])
    before = list(Answer.objects.values())
    for url in (step(run, 1), f"{step(run, 1)}after/", step(run, 2), f"/labs/{run.pk}/", f"/labs/{run.pk}/result/"):
        client.get(url)
    assert list(Answer.objects.values()) == before


def test_forged_and_early_posts_change_nothing(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    assert choose(client, run, 2, ids["arrange"]).url == f"/labs/{run.pk}/"  # a step that has not been reached
    for number, choice in ((1, ids["arrange"]), (1, "c-000000"), (1, ""), (1, "x" * 500)):
        reply = choose(client, run, number, choice)
        assert reply.status_code == 422
        assert "Choose one of the ways to go on" in reply.content.decode()
    assert choose(client, run, 99999, ids["ring"]).status_code == 302
    assert choose(client, run, 0, ids["ring"]).status_code == 302
    assert not Answer.objects.filter(attempt=run).exists()


def test_a_step_may_come_again_and_each_choice_counts(as_user, clinician, released):
    run = walk(as_user(clinician), released, "ask", "look", "ring", "arrange")
    counts = LabRecord.objects.get(attempt=run).counts
    assert counts == {
        "choices": 4, "good": 2, "looks_back": 0, "ended_good": 1, "ended_mixed": 0, "ended_poor": 0
    }  # fmt: skip


def test_a_finished_way_never_changes(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = walk(client, released, "ring", "arrange")
    before = list(Answer.objects.values())
    assert choose(client, run, 2, ids["arrange"]).url == f"/labs/{run.pk}/result/"
    assert choose(client, run, 2, ids["repeat"]).status_code == 409
    client.post(step(run, 1), {"looked": "1"})
    client.post(f"/labs/{run.pk}/result/")
    assert list(Answer.objects.values()) == before
    assert LabRecord.objects.filter(attempt=run).count() == 1


def test_the_path_names_better_turns_in_order(as_user, clinician, released):
    client = as_user(clinician)
    told = result(client, walk(client, released, "ask", "late", "repeat"))
    path = told[told.index('<ol class="path">') : told.index("</ol>", told.index('<ol class="path">'))]
    turns = path.split("<li>")[1:]
    assert ["There was a better turn" in turn for turn in turns] == [True, False, True]
    assert '<p class="better">Ring the patient</p>' in turns[0]
    assert "Good practice" in turns[1]
    assert '<p class="better">Arrange an assessment today</p>' in turns[2]
    assert "A poor outcome" in told


def test_another_path_is_a_new_run_and_both_stay(as_user, clinician, released):
    client = as_user(clinician)
    one = walk(client, released, "leave")
    two = walk(client, released, "ring", "arrange")
    assert one.pk != two.pk
    assert "1 other way you took" in result(client, two)
    assert "A poor outcome" in result(client, one)


def test_start_pressed_twice_leads_to_one_run(as_user, clinician, released):
    client = as_user(clinician)
    assert begin(client).pk == begin(client).pk
    assert Attempt.objects.count() == 1


def test_a_way_that_was_cut_off_before_its_end_was_stored_is_ended_by_a_post(as_user, clinician, released):
    client = as_user(clinician)
    run = walk(client, released, "leave")
    LabRecord.objects.all().delete()
    Attempt.objects.update(state="open", submitted_at=None)
    assert "Your way has come to its end" in result(client, run)
    assert not LabRecord.objects.exists()
    client.post(f"/labs/{run.pk}/result/")
    assert "A poor outcome" in result(client, run)


def test_another_persons_run_does_not_exist(as_user, clinician, stranger, manager, educator, released):
    run = walk(as_user(clinician), released, "ring")
    ids = choice_ids(released)
    for other in (stranger, manager, educator):
        client = as_user(other)
        for url in ("", "steps/1/", "steps/2/", "steps/1/after/", "result/"):
            assert client.get(f"/labs/{run.pk}/{url}").status_code == 404
        assert choose(client, run, 2, ids["arrange"]).status_code == 404
        assert client.post(step(run, 1), {"looked": "1"}).status_code == 404
    assert Answer.objects.filter(attempt=run).count() == 1


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_kept(client, released):
    text = page(client, LAB)
    assert "Sign in to do the lab" in text
    assert "A potassium of 6.4" in text  # how it begins can be read
    assert "Ask the tool again" in text
    assert client.post(LAB).url.startswith("/accounts/login/")
    assert not Attempt.objects.exists()


def test_an_open_way_stays_on_its_release(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ring"])
    newer = scenario_release("scoring: outcome")
    assert newer.number == 2
    choose(client, run, 2, ids["arrange"])
    assert "A good outcome" in result(client, run)


def test_the_box_in_the_unit_says_where_to_go_on(as_user, clinician, released):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    choose(client, run, 1, ids["ring"])
    assert "Go on: step 2" in page(client, UNIT)


@pytest.mark.parametrize(
    ("rules", "names", "score", "out_of", "passed"),
    [
        ("kind: graded\npass-mark: 60%", ("ring", "arrange"), 2, 2, True),
        ("kind: graded\npass-mark: 60%", ("ask", "late", "repeat"), 1, 3, False),
        ("kind: graded\npass-mark: 60%\nscoring: outcome", ("ask", "late", "arrange"), 1, 1, True),
        ("kind: graded\npass-mark: 60%\nscoring: outcome", ("leave",), 0, 1, False),
    ],
)
def test_a_graded_scenario_is_graded_by_its_choices_or_by_its_ending(
    as_user, clinician, rules, names, score, out_of, passed
):
    client, release = as_user(clinician), scenario_release(rules)
    assert ("How it ends decides." if "outcome" in rules else "how many of your choices") in page(client, LAB)
    run = walk(client, release, *names)
    assert run.receipt
    assert "Marking takes a moment" in result(client, run)
    outbox.drain()
    grade = run.grades.get()
    assert (grade.score, grade.out_of, grade.passed) == (score, out_of, passed)
    told = result(client, run)
    assert ("You passed" if passed else "Not yet") in told


def test_a_failed_graded_scenario_holds_better_turns_back_while_it_can_be_tried_again(as_user, clinician):
    client, release = as_user(clinician), scenario_release("kind: graded\npass-mark: 60%\nattempts: 2")
    first = walk(client, release, "leave")
    outbox.drain()
    told = result(client, first)
    assert "Better turns stay closed" in told
    assert "There was a better turn" not in told
    assert "Secret-debrief" not in told
    last = walk(client, release, "ask", "look", "leave")
    outbox.drain()
    told = result(client, last)
    assert "There was a better turn" in told
    assert "Secret-debrief" in told
    assert "Try another path" not in told
    assert client.post(LAB).url == LAB
    assert Attempt.objects.count() == 2


def test_a_step_costs_the_same_queries_at_the_start_and_later(
    as_user, clinician, released, django_assert_max_num_queries
):
    client, ids = as_user(clinician), choice_ids(released)
    run = begin(client)
    for number, name in ((1, "ask"), (2, "look"), (3, "ask")):
        with django_assert_max_num_queries(7):  # session and person among them
            client.get(step(run, number))
        choose(client, run, number, ids[name])


@pytest.mark.django_db(transaction=True)
def test_two_choices_at_one_moment_leave_one(as_user, clinician):
    release = scenario_release()
    client, ids = as_user(clinician), choice_ids(release)
    run = begin(client)

    def press(name: str) -> int:
        try:
            return int(choose(as_user(clinician), run, 1, ids[name]).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(press, ["ring", "ask"]))
    assert codes == [302, 409]
    assert Answer.objects.filter(attempt=run).count() == 1
