"""Pages that nobody hopes to meet, and pages as other eyes see them: errors, strong contrast, paper."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import COURSE, OpenBrowser
from tests.browser.look import plain_faults
from tests.browser.steps import Person

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
LOOKUPS_A_MINUTE = 20
BREAK = """() => {
  const heading = document.createElement("h1"), picture = document.createElement("img");
  heading.textContent = "Again";
  heading.style.width = "2000px";
  picture.src = "https://elsewhere.example/none.svg";
  document.querySelector("main").append(heading, picture);
  document.title = "";
}"""


def demo(person: Person, role: str) -> Person:
    person.goto("/accounts/login/")
    person.page.locator(f"button[name=demo][value={role}]").click()
    expect(person.page.locator("body[data-person]")).to_be_attached()
    person.page.wait_for_load_state()
    return person


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_look_finds_what_is_wrong_with_a_page(open_browser: OpenBrowser, javascript: bool) -> None:
    """Or all the other looks would prove nothing."""
    person = open_browser(390, javascript=javascript)
    person.goto("/help/")
    person.page.evaluate(BREAK)
    person.look("broken on purpose")
    found = " ".join(person.faults)
    person.faults.clear()
    for fault in ("2 h1 headings", "no title", "scrolls sideways", "axe critical image-alt", "light: axe", "dark: axe"):
        assert fault in found
    assert "Content Security Policy" in found


@WIDTHS
@pytest.mark.parametrize("role", ["visitor", "clinician"])
def test_a_page_that_does_not_exist_says_so_and_leads_on(open_browser: OpenBrowser, width: int, role: str) -> None:
    person = open_browser(width)
    if role != "visitor":
        demo(person, role)
    person.expects_status(404)
    person.goto("/courses/no-such-course/")
    person.heading("This page does not exist")
    person.look(role)
    person.press("See all courses")
    person.heading("Courses")


def test_somebody_elses_practice_and_certificate_look_like_no_page_at_all(open_browser: OpenBrowser) -> None:
    person = demo(open_browser(), "educator")
    person.expects_status(404)
    for path in ("/practice/elm-street/", "/attempts/1/1/", "/attempts/1/result/"):
        person.goto(path)
        person.heading("This page does not exist")


@WIDTHS
def test_a_form_whose_token_is_gone_says_to_send_it_again(open_browser: OpenBrowser, width: int) -> None:
    person = open_browser(width)
    person.expects_status(403)
    person.goto("/accounts/login/")
    person.context.clear_cookies(name="csrf")
    person.press("Sign in")
    person.heading("Please send it again")
    person.look()


@WIDTHS
def test_sign_in_says_what_is_missing_and_what_is_wrong(open_browser: OpenBrowser, width: int) -> None:
    person = open_browser(width)
    person.goto("/accounts/login/")
    person.look()
    person.press("Sign in")
    person.sees("There is a problem")
    expect(person.page).to_have_title(re.compile("^Error:"))
    person.look("nothing filled in")
    person.page.get_by_label("Email address").fill("nobody@browser.example")
    person.page.get_by_label("Password", exact=True).fill("not-this-one-either")
    person.press("Sign in")
    person.sees("The email address or the password is not right.")
    person.look("wrong password")


@WIDTHS
def test_sign_up_says_what_is_missing_and_what_is_wrong(open_browser: OpenBrowser, width: int) -> None:
    person = open_browser(width)
    person.goto("/accounts/signup/")
    person.press("Create account")
    person.sees("Write your email address.")
    expect(person.page).to_have_title(re.compile("^Error:"))
    person.look("nothing filled in")
    person.page.get_by_label("Email address").fill("no-address")
    person.page.get_by_label("Your name").fill("Dr \u0f40\u0f41")
    person.page.get_by_label("Password", exact=True).fill("secondlook26")
    person.press("Create account")
    person.sees("Write a whole address, such as name@practice.example.")
    person.sees("This password is built on a word that is easy to guess here.")
    person.look("wrong values")


@WIDTHS
def test_an_exercise_without_a_choice_says_so_in_its_place(open_browser: OpenBrowser, width: int) -> None:
    for javascript in (True, False):
        person = open_browser(width, javascript=javascript)
        person.expects_status(422)
        person.goto(f"/courses/{COURSE}/units/how-advice-pulls-us/")
        person.page.locator("#q-halima-draft").get_by_role("button", name="Check answer").click()
        person.sees("Choose one option")
        person.look("nothing chosen")


OFTEN = ("/", "/courses/", f"/courses/{COURSE}/", f"/courses/{COURSE}/units/how-advice-pulls-us/", "/account/")


@WIDTHS
def test_a_wish_for_more_contrast_leaves_every_page_whole(open_browser: OpenBrowser, width: int) -> None:
    person = demo(open_browser(width, contrast="more"), "clinician")
    for path in OFTEN:
        person.goto(path)
        person.look("more contrast")


@WIDTHS
def test_the_systems_own_colours_leave_every_page_whole(open_browser: OpenBrowser, width: int) -> None:
    """axe cannot measure forced colours: it reads those the page asked for. What is lost is looked for instead."""
    person = demo(open_browser(width, forced_colors="active"), "clinician")
    for path in OFTEN:
        person.goto(path)
        assert plain_faults(person.page) == []
        for button in person.page.locator("main button:visible, main a[role=button]:visible").all():
            style = button.evaluate("e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).borderTopWidth]")
            assert style != ["none", "0px"], f"{path}: {button.inner_text()} has lost its edge"


def test_a_certificate_prints_on_one_sheet_without_the_sites_frame(open_browser: OpenBrowser) -> None:
    person = demo(open_browser(), "clinician")
    person.goto("/courses/sample-reviewed-course/certificate/")
    person.heading("Your certificate")
    code = person.page.locator(".cert .code").inner_text()
    person.page.emulate_media(media="print", color_scheme="dark")
    for frame in ("header", "footer", ".side", ".head"):
        expect(person.page.locator(frame).first).to_be_hidden()
    sheets = PdfReader(BytesIO(person.page.pdf(format="A4"))).pages
    assert len(sheets) == 1
    text = sheets[0].extract_text()
    assert "Amara Osei" in text
    assert code in text.replace("\n", "")
    assert "Download PDF" not in text


def test_too_many_lookups_of_codes_are_asked_to_wait(open_browser: OpenBrowser) -> None:
    """Stands last: nobody at this address can look up a code for the rest of the minute."""
    person, wide = open_browser(390), open_browser(1280)
    path = "/verify/0000-0000-0000-0000-0000-0000-00/"
    for one in (person, wide):
        one.expects_status(404, 429)
        one.goto(path)
        one.sees("Not found")
        one.look("not found")
    for _lookup in range(LOOKUPS_A_MINUTE - 2):
        assert person.page.request.get(person.site.url + path).status == 404
    for one in (person, wide):
        asks_until_refused(one, path)
        one.heading("Please wait a moment")
        one.look("too many")


def asks_until_refused(person: Person, path: str) -> None:
    """The limit counts by the minute of the clock, so that a new minute may begin in between."""
    for _lookup in range(2 * LOOKUPS_A_MINUTE):
        response = person.page.goto(person.site.url + path)
        if response is not None and response.status == 429:
            return
