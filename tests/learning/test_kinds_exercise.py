"""Exercises of every kind in a unit: answered, shown again, tried again; with a form and with a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.authoring.models import Release
from courses.learning.feedback import keys_of, questions_of
from courses.learning.models import ExerciseAnswer
from tests.learning.kinds_course import HIDDEN, SLUG, kinds_folder
from tests.learning.small_course import for_module, release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
UNIT = f"/courses/{SLUG}/units/begin/"
Form = dict[str, Any]
TEXT = "The alert said sepsis, the child ran about <b>laughing</b>."


@pytest.fixture(scope="module")
def course(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    yield from for_module(django_db_blocker, lambda: release_of(kinds_folder()))


def post(client: Client, question: str, form: Form, *, script: bool = False) -> str:
    """Answer an exercise; the HTML of it afterwards."""
    url = reverse("question-answer", args=[SLUG, question])
    if script:
        return client.post(url, form, headers={"X-Requested-With": "fetch"}).content.decode()
    reply = client.post(url, form, follow=True)
    return section(reply.content.decode(), question)


def section(page: str, question: str) -> str:
    found = re.search(rf'<section class="box exercise" id="q-{question}".*?</section>', page, re.DOTALL)
    assert found, question
    return found[0]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def steps_in(release: Release, order: list[int]) -> Form:
    """The numbers of the fields that put the steps (0: the first) into this order."""
    right = keys_of(release)["steps"]["order"]
    return {f"answer-{right[step]}": str(place) for place, step in enumerate(order, start=1)}


def partners(release: Release, question: str, *, wrong: int = 0, missing: int = 0) -> Form:
    """Every entry with its partner, but the first `wrong` with another and the last `missing` with none."""
    key = keys_of(release)[question]
    pages = [questions_of(page.learner) for page in release.pages.filter(kind="unit")]
    entries = next(page[question]["left"] for page in pages if question in page)
    pairs = [(entry["id"], key["pairs"][entry["id"]]) for entry in entries]  # stored keys have no order
    chosen = {
        f"answer-{left}": next(one for one in key["options"] if one != right) if at < wrong else right
        for at, (left, right) in enumerate(pairs[: len(pairs) - missing])
    }
    return {**chosen, "sure": "70"}


def test_a_short_text_counts_whatever_its_case_and_with_one_typo(as_user, clinician, course):
    text = words(post(as_user(clinician), "name-it", {"answer": "  Automation BAIS "}))
    assert "Right" in text
    assert "Feedback-named" in text
    assert ExerciseAnswer.objects.get().response == {"text": "Automation BAIS"}


def test_a_wrong_short_text_is_shown_with_its_feedback_and_the_right_words(as_user, clinician, course):
    html = post(as_user(clinician), "name-it", {"answer": "Confirmation bias"})
    assert 'value="Confirmation bias"' in html
    assert "Feedback-confirmed" in html
    assert "Right answer: automation bias" in words(html)


def test_the_field_of_a_short_text_leaves_words_as_they_are_typed(client, course):
    field = re.search(r'<input class="words"[^>]*>', client.get(UNIT).content.decode())[0]
    assert 'autocapitalize="off"' in field
    assert 'spellcheck="true"' in field
    assert 'name="answer"' in field


@pytest.mark.parametrize("script", [True, False])
def test_an_ordering_is_told_by_pairs_and_by_place(as_user, clinician, course, script):
    html = post(as_user(clinician), "steps", steps_in(course, [1, 0, 2, 3]), script=script)
    assert "Partly right" in html
    assert "5 of 6 pairs of steps are in the right order." in words(html)
    assert re.findall(r'<li class="is-(right|wrong)"', html) == ["wrong", "wrong", "right", "right"]
    assert "Decide for yourself Belongs in place 2" in words(html)
    assert words(html.partition("Right order:")[2]).startswith("Read the message of the patient Decide for yourself")


def test_the_right_order_is_right_and_needs_no_count(as_user, clinician, course):
    html = post(as_user(clinician), "steps", steps_in(course, [0, 1, 2, 3]))
    assert ">Right</h3>" in html
    assert "pairs" not in words(html)
    assert "Right order:" not in html


def test_an_ordering_without_a_number_says_what_is_missing_and_keeps_the_rest(as_user, clinician, course):
    form = steps_in(course, [0, 1, 2, 3])
    first, second, *_ = form
    form[second] = form[first]
    reply = as_user(clinician).post(reverse("question-answer", args=[SLUG, "steps"]), form)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert "Give every step its own number" in html
    assert len(re.findall(r"<option selected>1</option>", html)) == 2
    assert not ExerciseAnswer.objects.exists()


def test_an_exercise_never_shows_its_steps_in_the_right_order(client, course):
    shown = re.findall(r'<select name="answer-(o-[0-9a-f]+)"', section(client.get(UNIT).content.decode(), "steps"))
    right = keys_of(course)["steps"]["order"]
    assert sorted(shown) == sorted(right)
    assert shown != right


def test_each_pair_is_right_or_wrong_in_words(as_user, clinician, course):
    html = post(as_user(clinician), "starts-from", partners(course, "starts-from", wrong=1))
    assert "2 of 3 pairs are right." in words(html)
    assert re.findall(r'<div class="is-(right|wrong)"', html) == ["wrong", "right", "right"]
    assert "Right answer: Everybody who has the condition" in words(html)


def test_a_matching_with_a_partner_missing_names_it_and_leads_to_its_field(as_user, clinician, course):
    form = partners(course, "starts-from", missing=1)
    reply = as_user(clinician).post(reverse("question-answer", args=[SLUG, "starts-from"]), form)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert 'href="#starts-from-3">Choose a partner for “Positive predictive value”' in html
    assert len(re.findall(r"<option value=\"r-[0-9a-f]+\" selected>", html)) == 2


def test_long_choices_stand_once_more_as_a_list_and_short_ones_do_not(client, course):
    page = client.get(UNIT).content.decode()
    assert '<ol class="letters">' in section(page, "starts-from")
    assert '<ol class="letters">' not in section(page, "who-does")


def test_a_reflection_shows_the_rubric_before_and_the_model_answer_after(as_user, clinician, course):
    client = as_user(clinician)
    before = section(client.get(UNIT).content.decode(), "one-time")
    assert "Specific, checkable step" in before
    assert "5 to 90 words. Only you see this." in words(before)
    after = post(client, "one-time", {"answer": TEXT})
    assert "Model-cue" in after
    assert "&lt;b&gt;laughing" in after
    assert "Specific, checkable step" in after


def test_a_reflection_is_changed_and_not_begun_again(as_user, clinician, course):
    client = as_user(clinician)
    post(client, "one-time", {"answer": TEXT})
    assert "Change your answer" in section(client.get(UNIT).content.decode(), "one-time")
    form = section(client.get(f"{UNIT}?try=one-time").content.decode(), "one-time")
    assert "the child ran about &lt;b&gt;laughing&lt;/b&gt;.</textarea>" in form
    assert "Model-cue" not in form


@pytest.mark.parametrize("question", ["name-it", "steps", "starts-from"])
def test_trying_again_begins_with_an_empty_form(as_user, clinician, course, question):
    client = as_user(clinician)
    forms = {"name-it": {"answer": "no idea"}, "steps": steps_in(course, [1, 0, 2, 3]),
             "starts-from": partners(course, "starts-from")}  # fmt: skip
    post(client, question, forms[question])
    again = section(client.get(f"{UNIT}?try={question}").content.decode(), question)
    assert "<form" in again
    assert " selected" not in again
    assert "no idea" not in again
    assert not re.search("|".join(HIDDEN), again)


def test_the_first_rating_of_a_pair_shows_nothing_and_the_second_both(as_user, clinician, course):
    client = as_user(clinician)
    assert "<svg" not in post(client, "ready-before", {"answer": "2"}).partition("data-result")[2].partition("save")[0]
    second = post(client, "ready-after", {"answer": "3"}, script=True)
    assert "1 point higher than before" in second
    assert "From “A little ready” to “Fairly ready”." in second
    page = client.get(UNIT).content.decode()
    assert "1 point higher" in section(page, "ready-after")
    assert "1 point higher" not in section(page, "ready-before")
    assert re.search(r'id="ready-after-pair">1 point.*aria-labelledby="ready-after-pair"', page, re.DOTALL)


def test_a_change_of_the_first_rating_is_drawn_anew(as_user, clinician, course):
    client = as_user(clinician)
    for question, point in (("ready-before", "2"), ("ready-after", "3")):
        post(client, question, {"answer": point})
    client.get(UNIT)
    post(client, "ready-before", {"answer": "4"})
    assert "1 point lower than before" in section(client.get(UNIT).content.decode(), "ready-after")


def test_the_second_rating_alone_is_no_pair(as_user, clinician, stranger, course):
    post(as_user(stranger), "ready-before", {"answer": "1"})
    assert "than before" not in post(as_user(clinician), "ready-after", {"answer": "3"})


def test_a_visitor_is_told_but_nothing_is_kept(client, course):
    html = post(client, "steps", steps_in(course, [3, 2, 1, 0]), script=True)
    assert "0 of 6 pairs of steps are in the right order." in words(html)
    assert "than before" not in post(client, "ready-after", {"answer": "3"}, script=True)
    assert not ExerciseAnswer.objects.exists()


def test_nothing_in_an_unanswered_unit_tells_an_answer(as_user, clinician, course):
    for person in (Client(), as_user(clinician)):
        text = person.get(UNIT).content.decode()
        assert not re.search("|".join(HIDDEN), text)
        assert not re.search("is-right|is-wrong|Belongs in place", text)


def test_an_answer_of_an_older_release_that_no_longer_fits_is_not_shown(as_user, clinician, course):
    client = as_user(clinician)
    post(client, "steps", steps_in(course, [0, 1, 2, 3]))
    post(client, "who-does", partners(course, "who-does"))
    for row in ExerciseAnswer.objects.all():
        row.response = {"order": ["o-gone", *row.response["order"][1:]]} if "order" in row.response else {
            "pairs": dict(list(row.response["pairs"].items())[:1])}  # fmt: skip
        row.save()
    page = client.get(UNIT).content.decode()
    assert "<form" in section(page, "steps")
    assert "<form" in section(page, "who-does")


def test_a_page_with_every_kind_answered_costs_as_many_queries_as_with_one(
    as_user, clinician, course, django_assert_num_queries
):
    client = as_user(clinician)
    post(client, "name-it", {"answer": "no idea"})
    client.get(UNIT)
    with django_assert_num_queries(queries := 6):  # what somebody wrote is in no cache: page and key are read anew
        client.get(UNIT)
    post(client, "steps", steps_in(course, [0, 1, 2, 3]))
    post(client, "starts-from", partners(course, "starts-from"))
    post(client, "one-time", {"answer": TEXT})
    post(client, "ready-before", {"answer": "2"})
    post(client, "ready-after", {"answer": "3"})
    client.get(UNIT)
    with django_assert_num_queries(queries):
        client.get(UNIT)
