"""A reflection from its first words to its mark: asked about, handed in, marked, removed and written again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.steps import Person
from tests.learning.marked_course import NAMES_A_PATIENT, QUIZ_TEXT
from tests.services.site import ROOT, Site, wait_until

pytestmark = pytest.mark.browser
EDUCATOR = "mira@marking.example"
GRADE_SECONDS = 60.0
Place = tuple[str, int, int]  # email, attempt, number of the reflection in it
BOTH = pytest.mark.parametrize(
    ("javascript", "width"), [(True, 390), (False, 1280)], ids=["with-javascript", "without-javascript"]
)


@pytest.fixture(scope="module")
def places(site: Site) -> Iterator[Place]:
    emails = [f"writer{number}@marking.example" for number in range(1, 7)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.prepare_marking", EDUCATOR, *emails],
        cwd=ROOT, env=site.variables, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return iter([(email, attempt, number) for email, (attempt, number) in found.items()])


@pytest.fixture
def place(places: Iterator[Place]) -> Place:
    return next(places)


def write(person: Person, text: str) -> None:
    person.page.locator("textarea[name=answer]").fill(text)


def hand_in(person: Person, place: Place, text: str) -> None:
    """Write the reflection, which identifies nobody, and hand the attempt in."""
    email, attempt, number = place
    person.come_in(email)
    person.goto(f"/attempts/{attempt}/{number}/?review=1")
    write(person, text)
    person.press("Save and review")
    if person.page.locator("[name=identifies_nobody]").count():
        person.page.get_by_label("Save anyway: it identifies nobody").check()
        person.press("Save and review")
    person.at(r"/attempts/\d+/review/")
    person.hand_in()
    wait_until(lambda: waits(person), what="the attempt waits for its mark", seconds=GRADE_SECONDS)


def waits(person: Person) -> bool:
    person.page.reload()
    person.page.wait_for_load_state()
    return "Score so far" in person.page.locator("main").inner_text()


def open_newest(educator: Person) -> None:
    educator.goto("/studio/marking/")
    educator.page.locator("ol.rows a").last.click()
    educator.page.wait_for_load_state()


@BOTH
def test_what_looks_like_a_patient_is_asked_about_and_nothing_typed_is_lost(
    open_browser: OpenBrowser, place: Place, javascript: bool, width: int
) -> None:
    email, attempt, number = place
    person = open_browser(width, javascript=javascript)
    person.expects_status(422)
    person.come_in(email)
    person.goto(f"/attempts/{attempt}/{number}/?review=1")
    write(person, NAMES_A_PATIENT)
    if javascript:
        expect(person.page.locator("[data-save]")).to_contain_text("“Mrs Smith”, “4 March 1961”")
        person.look("autosave asks")
    person.press("Save and review")
    expect(person.page.locator(".errsum")).to_contain_text("This looks as if it could identify a patient")
    expect(person.page.locator("textarea[name=answer]")).to_have_value(NAMES_A_PATIENT)
    person.look("asked about")
    person.page.get_by_label("Save anyway: it identifies nobody").check()
    person.press("Save and review")
    person.at(r"/attempts/\d+/review/")
    person.sees("Mrs Smith")


@BOTH
def test_a_reflection_is_marked_and_its_writer_reads_the_comment(
    open_browser: OpenBrowser, place: Place, javascript: bool, width: int
) -> None:
    writer = open_browser(width, javascript=javascript)
    hand_in(writer, place, QUIZ_TEXT)
    writer.heading("Score so far 2 of 2")
    writer.sees("Your reflection is with Dr Mira Marker, usually 5 working days.")
    writer.look("waiting")
    educator = open_browser(width, javascript=javascript)
    educator.expects_status(422)
    educator.come_in(EDUCATOR)
    educator.goto("/studio/marking/")
    educator.heading("Reflections to mark")
    educator.look("queue")
    open_newest(educator)
    educator.sees(QUIZ_TEXT)
    expect(educator.page.locator("main")).not_to_contain_text("Robin")
    educator.press("Save and next")
    expect(educator.page.locator(".errsum")).to_contain_text("Choose a level for “Cue”")
    educator.look("a level is missing")
    educator.page.get_by_label("Specific cue").check()
    educator.page.get_by_label("Specific, checkable step").check()
    educator.page.get_by_label("Comment").fill("A specific cue.")
    educator.press("Save and next")
    educator.sees("Marked. Its writer is told.")

    def graded() -> bool:
        writer.page.reload()
        return "You passed: 4 of 4" in writer.page.locator("h1").inner_text()

    wait_until(graded, what="the attempt is graded", seconds=GRADE_SECONDS)
    writer.sees("A specific cue.")
    writer.look("marked")


@BOTH
def test_a_text_that_names_a_patient_is_removed_and_written_again(
    open_browser: OpenBrowser, place: Place, javascript: bool, width: int
) -> None:
    writer = open_browser(width, javascript=javascript)
    writer.expects_status(422)
    hand_in(writer, place, NAMES_A_PATIENT)
    educator = open_browser(width, javascript=javascript)
    educator.come_in(EDUCATOR)
    open_newest(educator)
    educator.sees("This text may identify a patient")
    expect(educator.page.get_by_text("Mrs Smith")).to_be_hidden()
    educator.look("flagged")
    educator.page.locator(".call").get_by_role("button", name="Remove this text").click()
    educator.heading("Remove this text?")
    educator.look("asks")
    educator.page.get_by_label("Why?").fill("a name and a date of birth")
    educator.press("Remove the text")
    educator.sees("The text is removed.")
    writer.page.reload()
    writer.sees("Removed by an educator on")
    writer.look("removed")
    writer.press("Write it again")
    writer.heading("Write it again")
    write(writer, QUIZ_TEXT)
    writer.look("again")
    writer.press("Send it to the educator")
    writer.sees("Your reflection is with its educator again.")
