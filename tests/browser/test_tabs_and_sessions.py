"""What goes wrong in mid-quiz: two tabs, double clicks, the back button, lost sessions, no line, a new release."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.steps import Person
from tests.services.site import ROOT, Site, wait_until

pytestmark = pytest.mark.browser
QUIZ = f"/courses/{SAMPLE}/quizzes/breakfast/"
SIGNED_OUT = "You have been signed out. Your answers are kept on this device; sign in again to send them."
GRADE_SECONDS = 60.0


def begins(person: Person, email: str) -> int:
    """Signs in and starts the sample quiz; returns the attempt's id."""
    return person.come_in(email).begin_quiz(QUIZ)


def stored(person: Person, attempt: int, number: int = 1) -> str | None:
    answer = site_data.answers(person.site, attempt).get(number)
    return answer["choice"] if answer else None


def test_an_older_tab_is_told_of_the_newer_answer_and_replaces_nothing(open_browser: OpenBrowser, learner: str) -> None:
    first = open_browser()
    attempt = begins(first, learner)
    second = first.another_tab()
    second.goto(f"/attempts/{attempt}/1/")
    newer, older = first.options()[:2]
    first.choose(newer)
    first.saved()
    second.expects_status(409)
    second.choose(older)
    second.sees("On another device or tab you chose a different answer at")
    assert stored(first, attempt) == newer
    second.press("Choose which answer counts")
    second.chosen(newer)


def test_an_older_tab_without_scripts_shows_both_answers_and_asks(open_browser: OpenBrowser, learner: str) -> None:
    first = open_browser(390, javascript=False)
    attempt = begins(first, learner)
    second = first.another_tab()
    second.goto(f"/attempts/{attempt}/1/")
    newer, older = first.options()[:2]
    first.choose(newer)
    first.save_and_next()
    second.expects_status(409)
    second.choose(older)
    second.press("Save and next")
    second.sees("Two different answers")
    expect(second.page.locator("[data-save]")).to_have_text("")  # what stands there is not what is saved
    second.look("two answers")
    assert stored(first, attempt) == newer
    second.chosen(older)
    second.save_and_next()
    assert stored(first, attempt) == older


def test_a_double_click_on_finish_gives_one_attempt_and_one_receipt(open_browser: OpenBrowser, learner: str) -> None:
    person = open_browser()
    attempt = begins(person, learner)
    person.answer_all(site_data.marking_key(person.site, SAMPLE))
    person.control("Finish and see result").dblclick()
    person.heading("You passed")
    assert [(one, receipt) for one, _state, receipt in site_data.attempts(person.site, learner)] == [
        (attempt, person.receipt())
    ]
    assert len(site_data.grades(person.site, attempt)) == 1


def test_the_back_button_leads_to_the_result_and_changes_no_answer(open_browser: OpenBrowser, learner: str) -> None:
    person = open_browser()
    attempt = begins(person, learner)
    person.answer_all(site_data.marking_key(person.site, SAMPLE))
    person.hand_in()
    person.heading("You passed")
    receipt, before = person.receipt(), site_data.answers(person.site, attempt)
    for _review_then_question in range(2):
        person.page.go_back()
        person.heading("You passed")
    assert person.receipt() == receipt
    assert site_data.answers(person.site, attempt) == before


def test_a_question_left_open_in_another_tab_cannot_change_what_is_handed_in(
    open_browser: OpenBrowser, learner: str
) -> None:
    person = open_browser()
    attempt = begins(person, learner)
    left_open = person.another_tab()
    left_open.goto(f"/attempts/{attempt}/1/")
    person.answer_all(site_data.marking_key(person.site, SAMPLE))
    person.hand_in()
    before = site_data.answers(person.site, attempt)
    left_open.expects_status(409)
    left_open.choose(next(one for one in left_open.options() if one != before[1]["choice"]))
    left_open.sees("This quiz is already handed in.")
    assert site_data.answers(person.site, attempt) == before
    left_open.press("Save and next")
    left_open.heading("You passed")


def test_an_answer_given_after_the_session_ended_is_there_and_saved_once_signed_in_again(
    open_browser: OpenBrowser, learner: str
) -> None:
    person = open_browser()
    attempt = begins(person, learner)
    chosen = person.options()[1]
    person.session_ends()
    person.expects_status(401)
    person.choose(chosen)
    person.sees(SIGNED_OUT)
    assert stored(person, attempt) is None
    person.press("Sign in again")
    person.heading("Sign in")
    person.sign_in(learner)
    person.at(f"/attempts/{attempt}/1/")
    person.chosen(chosen)
    person.saved()
    assert stored(person, attempt) == chosen
    assert person.page.evaluate("localStorage.length") == 0


def test_without_scripts_an_answer_posted_after_the_session_ended_comes_back_to_be_sent(
    open_browser: OpenBrowser, learner: str
) -> None:
    person = open_browser(390, javascript=False)
    attempt = begins(person, learner)
    chosen = person.options()[-1]
    person.session_ends()
    person.choose(chosen)
    person.press("Save and next")
    person.heading("Sign in")
    person.sign_in(learner)
    person.sees("We kept your answer while you were signed out")
    person.chosen(chosen)
    person.look("kept answer")
    person.save_and_next()
    assert stored(person, attempt) == chosen


def test_another_person_on_the_same_device_never_sees_or_sends_it(
    open_browser: OpenBrowser, learner: str, other_learner: str
) -> None:
    person = open_browser()
    attempt = begins(person, learner)
    chosen = person.options()[0]
    person.session_ends()
    person.expects_status(401, 404)
    person.choose(chosen)
    person.sees(SIGNED_OUT)
    sent: list[str] = []
    person.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    person.press("Sign in again")
    person.sign_in(other_learner)
    person.heading("This page does not exist")
    own = person.begin_quiz(QUIZ)
    assert own != attempt
    expect(person.page.locator("form[data-autosave] input:checked")).to_have_count(0)
    person.choose(person.options()[0])
    person.saved()
    assert not [url for url in sent if f"/attempts/{attempt}/" in url]
    assert stored(person, attempt) is None
    person.session_ends()
    person.come_in(learner)
    person.goto(f"/attempts/{attempt}/1/")
    person.chosen(chosen)
    person.saved()


@pytest.mark.parametrize(("width", "device"), [(390, "phone"), (1280, "computer")])
def test_an_answer_given_offline_is_kept_says_so_and_is_sent_when_online(
    open_browser: OpenBrowser, learner: str, width: int, device: str
) -> None:
    person = open_browser(width)
    attempt = begins(person, learner)
    chosen = person.options()[1]
    person.allowed.append("ERR_INTERNET_DISCONNECTED")
    person.context.set_offline(True)
    person.choose(chosen)
    person.sees(f"Saved on this {device}, will send when you are online")
    assert stored(person, attempt) is None
    person.context.set_offline(False)
    person.saved()
    assert stored(person, attempt) == chosen


def test_a_release_published_in_mid_attempt_leaves_its_text_and_its_marking_alone(
    open_browser: OpenBrowser, learner: str, tmp_path: Path
) -> None:
    person = open_browser()
    keys = site_data.marking_key(person.site, SAMPLE)
    attempt = begins(person, learner)
    stems = {}
    publish_with_other_words_and_answers(person.site, tmp_path)
    turned = site_data.marking_key(person.site, SAMPLE)
    while not person.page.url.endswith("/review/"):
        question = person.question_id()
        stems[question] = person.page.locator("fieldset.q legend").inner_text()
        assert turned[question]["right"] != keys[question]["right"]
        person.answer_question(keys)
        person.save_and_next()
    assert not [stem for stem in stems.values() if "Reworded" in stem]
    person.hand_in()
    person.heading("You passed: 3 of 3 (100%)")
    assert site_data.grades(person.site, attempt) == [(3.0, True)]
    reader = open_browser(390)
    reader.goto(f"/courses/{SAMPLE}/units/the-toaster-says-done/")
    reader.sees("Reworded: your toaster is new.")


def publish_with_other_words_and_answers(site: Site, folder: Path) -> None:
    """A release of the sample course in which every right answer of the pool is wrong and the text says Reworded."""
    copy = folder / SAMPLE
    shutil.copytree(ROOT / "courses" / "content" / SAMPLE, copy)
    pool = copy / "pools" / "breakfast.md"
    head, *questions = re.split(r"(?m)^(?=### )", pool.read_text("utf-8"))
    pool.write_text(head + "".join(map(turned_round, questions)), "utf-8")
    unit = copy / "01-the-toaster-says-done.md"
    unit.write_text(unit.read_text("utf-8").replace("Your toaster is new.", "Reworded: your toaster is new."), "utf-8")
    turned = re.findall(r"(?m)^### .*`([a-z-]+)`$", pool.read_text("utf-8"))
    site_data.publish(site, copy, *(f"--wording={question}" for question in turned))
    wait_until(
        lambda: site_data.rows(site, "SELECT 1 FROM courses_release WHERE number = 2"),
        seconds=GRADE_SECONDS,
        what="the second release",
    )


def turned_round(question: str) -> str:
    """The same question, reworded, with another option marked as right."""
    wrong = question.replace("- [x]", "- [right]").replace("- [ ]", "- [x]", 1).replace("- [right]", "- [ ]")
    return re.sub(r"(?m)^(objective: .*\n\n)", r"\1Reworded. ", wrong)
