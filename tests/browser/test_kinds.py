"""Every kind of question as learners meet it: in a unit and in a quiz, by mouse, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import site_data
from tests.browser.answers import REFLECTION, fill, put_in_order, shown_order, tick
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.site_data import Key
from tests.browser.steps import Person
from tests.learning.kinds_course import SLUG, kinds_folder
from tests.services.site import ROOT, Site, wait_until

pytestmark = pytest.mark.browser
UNIT, QUIZ = f"/courses/{SLUG}/units/begin/", f"/courses/{SLUG}/quizzes/final/"
SPECIMEN = ROOT / "tests" / "specimen" / "ai-advice-basics"
NAME, STEPS, PAIRS, REFLECT, CHOICE = range(1, 6)
GRADE_SECONDS = 60.0
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
WIDTHS = pytest.mark.parametrize("width", [390, 1280])


@pytest.fixture(scope="module")
def keys(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Key]:
    """Publishes the course that holds every kind; the marking key of it."""
    folder = tmp_path_factory.mktemp("courses") / SLUG
    for name, data in kinds_folder().files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    site_data.publish(site, folder)
    return site_data.marking_key(site, SLUG)


@pytest.fixture(scope="module")
def newcomers(site: Site, keys: dict[str, Key]) -> Iterator[str]:
    """Addresses of people who have an account and have not opened the course."""
    emails = [f"kinds{number}@browser.example" for number in range(1, 15)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


@pytest.fixture(scope="module")
def quiz_takers(site: Site, keys: dict[str, Key]) -> Iterator[str]:
    """Addresses of people who have finished its unit."""
    emails = [f"taker{number}@browser.example" for number in range(1, 7)]
    site_data.prepare_people(site, SLUG, emails)
    return iter(emails)


def exercise(person: Person, question: str) -> Locator:
    return person.page.locator(f"#q-{question}")


def opens(person: Person, question: str) -> Locator:
    """The exercise with the step it stands in."""
    if person.javascript:
        person.goto(f"{UNIT}#q-{question}")
    expect(exercise(person, question)).to_be_visible()
    return exercise(person, question)


@JAVASCRIPT
@WIDTHS
def test_every_kind_is_taken_scored_and_explained(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key], width: int, javascript: bool
) -> None:
    person = open_browser(width, javascript=javascript).come_in(next(newcomers))
    person.goto(UNIT)
    answers_wrongly_and_again(person, keys)
    opens(person, "ready-before")
    person.read_unit(keys)
    person.goto(UNIT)
    shows_both_ratings(person)
    takes_the_quiz(person, keys)
    hands_in(person)
    person.heading("You passed: 4 of 4 (100%)")
    person.sees("A model answer")
    person.look("every kind, passed")


def answers_wrongly_and_again(person: Person, keys: dict[str, Key]) -> None:
    for question, told in (
        ("name-it", "Right answer: automation bias"),
        ("steps", "0 of 6 pairs of steps are in the right order."),
        ("starts-from", "2 of 3 pairs are right."),
    ):
        section = opens(person, question)
        person.answer_exercise(question, keys[question], right=False)
        expect(section).to_contain_text(told)
        person.look(f"{question} wrong", any_width=False)
        person.try_again(question)
        expect(section).not_to_contain_text(told)
        person.answer_exercise(question, keys[question])
        expect(section.locator("[data-result]")).to_have_text("Right")


def shows_both_ratings(person: Person) -> None:
    second = opens(person, "ready-after")
    expect(second.get_by_role("img", name="The same as before")).to_be_visible()
    expect(second).to_contain_text("“A little ready” both times.")
    second.get_by_text("Show as table").click()
    expect(second.get_by_role("row", name="Before A little ready")).to_be_visible()
    person.look("both ratings")


def takes_the_quiz(person: Person, keys: dict[str, Key]) -> None:
    """The matching is left half done and finished from the review."""
    person.begin_quiz(QUIZ)
    while not person.page.url.endswith("/review/"):
        question = person.question_id()
        if question == "quiz-pairs":
            leaves_half(person, keys[question])
            continue
        person.look(f"{question} empty")
        person.answer_question(keys)
        if person.javascript and keys[question]["kind"] != "ordering":
            person.saved()
        person.save_and_next()
    person.sees("1 answer is saved but not finished.")
    person.look("one not finished")
    person.press("Finish and see result")
    person.sees("Hand in an answer that is not finished?")
    person.look("asked")
    person.page.locator(".call").get_by_role("link", name=f"Finish question {PAIRS}").click()
    expect(person.page.locator("select").nth(0)).not_to_have_value("")
    person.answer_question(keys)
    person.save_and_next()
    person.sees("Everything is answered and saved.")


def leaves_half(person: Person, key: Key) -> None:
    form = person.page.locator("form[data-autosave]")
    for left, option in list(key["pairs"].items())[:-1]:
        form.locator(f"select[name='answer-{left}']").select_option(option)
    person.expects_status(422)
    person.press("Save and next")
    person.sees("Choose a partner for “Hit”")
    person.sees("What you have so far is saved.")
    person.look("half done")
    person.press("Answer later")
    person.heading(f"Question {REFLECT} of 5")


def hands_in(person: Person) -> None:
    person.hand_in()
    result = person.page.get_by_role("heading", level=1, name="You passed")
    while not person.javascript and not result.is_visible():
        person.press("Show my result")
        person.page.wait_for_load_state()
    expect(result).to_be_visible()


def test_steps_are_moved_by_keyboard_and_each_move_is_said(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser(390).come_in(next(newcomers))
    person.goto(UNIT)
    section = opens(person, "steps")
    first = section.locator(".order li").first
    name = first.locator("label").inner_text()
    move(section, name, "down").focus()
    said = section.locator("[data-live]")
    for place in (2, 3, 4, 4):
        person.page.keyboard.press("Enter")
        expect(said).to_have_text(f"{name}, now {place} of 4")
        expect(move(section, name, "down")).to_be_focused()
    expect(move(section, name, "down")).to_have_attribute("aria-disabled", "true")
    person.page.keyboard.press("Shift+Tab")
    expect(move(section, name, "up")).to_be_focused()
    person.page.keyboard.press("Space")
    expect(said).to_have_text(f"{name}, now 3 of 4")
    assert all(box["height"] >= 48 for box in boxes(section.locator("[data-move]")))
    order = shown_order(section)
    section.get_by_role("button", name="Check answer").press("Enter")
    expect(section.locator("[data-result]")).to_be_focused()
    told = section.locator("ol.order > li > span:first-child").all_inner_texts()
    assert told.index(name) == 2
    assert len(told) == len(order)


def move(section: Locator, step: str, way: str) -> Locator:
    return section.locator(f"li:has-text('{step}')").get_by_role("button", name=f"Move {way}")


def boxes(buttons: Locator) -> list[dict[str, float]]:
    return [dict(box) for button in buttons.all() if (box := button.bounding_box())]


def test_enter_in_a_short_text_answers_that_question_only(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser().come_in(next(newcomers))
    person.goto(UNIT)
    field = opens(person, "name-it").locator("input[name=answer]")
    field.focus()
    person.page.keyboard.type("automation bias")
    person.page.keyboard.press("Enter")
    expect(exercise(person, "name-it").locator("[data-result]")).to_be_focused()
    expect(person.page.locator("[data-result]")).to_have_count(1)


def test_partners_are_chosen_by_keyboard(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser().come_in(next(newcomers))
    person.goto(UNIT)
    section = opens(person, "who-does")
    section.get_by_label("Tool").focus()
    person.page.keyboard.type("Adv")
    person.page.keyboard.press("Tab")
    expect(section.get_by_label("Clinician")).to_be_focused()
    person.page.keyboard.type("Dec")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    expect(section.locator("[data-result]")).to_have_text("Right")


def test_words_are_counted_and_a_draft_stays_in_the_tab_until_it_is_saved(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser(390).come_in(next(newcomers))
    person.goto(UNIT)
    text = opens(person, "one-time").locator("textarea")
    text.fill("One alert – not two – was wrong.")
    expect(exercise(person, "one-time").locator("[data-count]")).to_have_text("6 of 5 to 90 words")
    expect(exercise(person, "one-time").locator(".count [role=status]")).to_have_text("6 of 5 to 90 words")
    person.goto("/")
    person.goto(UNIT)
    expect(opens(person, "one-time").locator("textarea")).to_have_value("One alert – not two – was wrong.")
    person.answer_exercise("one-time", keys["one-time"])
    expect(exercise(person, "one-time")).to_contain_text(REFLECTION)
    assert person.page.evaluate("Object.keys(sessionStorage).filter(key => key.includes('draft'))") == []


def test_signing_out_leaves_no_draft_behind(
    open_browser: OpenBrowser, newcomers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser().come_in(next(newcomers))
    person.goto(UNIT)
    opens(person, "one-time").locator("textarea").fill("Nobody else should read this.")
    person.goto("/accounts/logout/")
    person.press("Sign out")
    expect(person.page.locator("body:not([data-person])")).to_be_attached()
    assert "Nobody else" not in str(person.page.evaluate("Object.values(sessionStorage)"))


def test_a_quiz_saves_moves_partners_and_words_as_they_come(
    open_browser: OpenBrowser, quiz_takers: Iterator[str], keys: dict[str, Key]
) -> None:
    person = open_browser().come_in(next(quiz_takers))
    attempt = person.begin_quiz(QUIZ)
    form = person.page.locator("form[data-autosave]")
    person.goto(f"/attempts/{attempt}/{STEPS}/")
    put_in_order(form, keys["quiz-steps"]["order"])
    form.locator("[data-move=down]").first.click()
    person.saved()
    first, second, third = keys["quiz-steps"]["order"]
    person.goto(f"/attempts/{attempt}/{PAIRS}/")
    left, option = next(iter(keys["quiz-pairs"]["pairs"].items()))
    form.locator(f"select[name='answer-{left}']").select_option(option)
    person.saved()
    person.goto(f"/attempts/{attempt}/{REFLECT}/")
    form.locator("textarea").fill("Half a th")
    person.saved()
    assert site_data.answers(person.site, attempt) == {
        STEPS: {"order": [second, first, third]},
        PAIRS: {"pairs": {left: option}},
        REFLECT: {"text": "Half a th"},
    }
    person.sees("1 of 5 answered.")
    person.goto(f"/attempts/{attempt}/{STEPS}/")
    assert shown_order(form) == [second, first, third]


def test_what_was_moved_and_written_while_signed_out_is_there_once_signed_in_again(
    open_browser: OpenBrowser, quiz_takers: Iterator[str], keys: dict[str, Key]
) -> None:
    email = next(quiz_takers)
    person = open_browser(390).come_in(email)
    attempt = person.begin_quiz(QUIZ)
    form = person.page.locator("form[data-autosave]")
    person.goto(f"/attempts/{attempt}/{STEPS}/")
    person.session_ends()
    person.expects_status(401)
    order = keys["quiz-steps"]["order"][::-1]
    put_in_order(form, order[1:] + order[:1])
    put_in_order(form, order)
    person.sees("You have been signed out.")
    person.press("Sign in again")
    person.sign_in(email)
    person.at(f"/attempts/{attempt}/{STEPS}/")
    person.saved()
    assert shown_order(form) == order
    assert site_data.answers(person.site, attempt)[STEPS] == {"order": order}


def test_without_scripts_a_long_text_posted_while_signed_out_comes_back_to_be_sent(
    open_browser: OpenBrowser, quiz_takers: Iterator[str], keys: dict[str, Key]
) -> None:
    email = next(quiz_takers)
    person = open_browser(390, javascript=False).come_in(email)
    attempt = person.begin_quiz(QUIZ)
    person.goto(f"/attempts/{attempt}/{REFLECT}/")
    person.session_ends()
    fill(person.page.locator("form[data-autosave]"), keys["quiz-reflect"])
    person.press("Save and next")
    person.heading("Sign in")
    person.sign_in(email)
    person.sees("We kept your answer while you were signed out")
    expect(person.page.locator("textarea")).to_have_value(REFLECTION)
    person.save_and_next()
    assert site_data.answers(person.site, attempt)[REFLECT] == {"text": REFLECTION}


@JAVASCRIPT
def test_the_specimen_is_published_taken_and_scored(
    open_browser: OpenBrowser, newcomers: Iterator[str], site: Site, javascript: bool
) -> None:
    site_data.publish(site, Path(SPECIMEN))
    specimen = site_data.marking_key(site, SPECIMEN.name)
    person = open_browser(390 if javascript else 1280, javascript=javascript).come_in(email := next(newcomers))
    site_data.do_labs(site, SPECIMEN.name, email)
    for unit in ("what-a-result-means", "deciding-with-advice"):
        person.goto(f"/courses/{SPECIMEN.name}/units/{unit}/")
        person.read_unit(specimen)
    attempt = person.begin_quiz(f"/courses/{SPECIMEN.name}/quizzes/final/")
    person.answer_all(specimen)
    person.sees("Everything is answered and saved.")
    person.hand_in()
    while person.page.get_by_role("button", name="Show my result").is_visible():
        person.press("Show my result")
        person.page.wait_for_load_state()
    person.sees("Score so far")
    person.look("waiting for a mark")
    assert len(site_data.answers(person.site, attempt)) == 5
    marks_the_reflection(open_browser(1280, javascript=javascript), specimen["last-time"])
    wait_until(lambda: bool(site_data.grades(site, attempt)), seconds=GRADE_SECONDS, what="the grade")
    person.goto(f"/attempts/{attempt}/result/")
    person.heading("You passed: 7 of 7 (100%)")
    person.sees("Two cues, one clear change.")
    person.look("marked")


def marks_the_reflection(educator: Person, key: Key) -> None:
    """Full marks and a comment, from the queue of those who may edit the course."""
    site_data.let_edit(educator.site, SPECIMEN.name, "educator@demo.example")
    educator.goto("/accounts/login/")
    educator.page.locator("button[name=demo][value=educator]").click()
    expect(educator.page.locator("body[data-person]")).to_be_attached()
    educator.goto("/studio/marking/")
    educator.press("Mark the oldest")
    for criterion in key["rubric"]:
        best = max(level["score"] for level in criterion["levels"])
        tick(educator.page.locator("main"), f"score-{criterion['id']}", str(best))
    educator.page.get_by_label("Comment").fill("Two cues, one clear change.")
    educator.press("Save and next")
    educator.sees("Nothing waits to be marked.")
