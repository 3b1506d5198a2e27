"""The page scripts in a real browser, against a server that can fail on purpose."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.design import pages
from tests.design.pages import HOST, Server

pytestmark = pytest.mark.browser
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.set_default_timeout(5000)
    yield page
    context.close()
    assert page.faults == []  # type: ignore[attr-defined]


def visit(tab: Page, html: str, path: str = "/unit") -> Server:
    server = Server(html)
    tab.unroute_all()
    tab.route("**/*", server.handle)
    tab.goto(HOST + path)
    return server


def focused(tab: Page) -> str:
    return tab.evaluate("document.activeElement.textContent.trim()")


# Reader


def test_one_step_is_shown_and_next_moves_focus_to_the_new_heading(tab: Page) -> None:
    server = visit(tab, pages.page(pages.unit()))
    expect(tab.get_by_text("Text 1")).to_be_visible()
    expect(tab.get_by_text("Text 2")).to_be_hidden()
    tab.get_by_role("button", name="Next: Heading 2").click()
    expect(tab.get_by_text("Text 2")).to_be_visible()
    expect(tab.locator("[data-step-line]")).to_have_text("Step 2 of 3")
    assert focused(tab) == "Heading 2"
    assert tab.url.endswith("#step-2")
    assert server.posts == [("/place", {"place": "step-2", "csrfmiddlewaretoken": "token"})]


def test_the_browsers_back_button_returns_to_the_step_before(tab: Page) -> None:
    visit(tab, pages.page(pages.unit()))
    tab.get_by_role("button", name="Next: Heading 2").click()
    tab.get_by_role("button", name="Next: Heading 3").click()
    tab.go_back()
    expect(tab.get_by_text("Text 2")).to_be_visible()
    expect(tab.get_by_text("Text 3")).to_be_hidden()
    tab.go_back()
    expect(tab.get_by_text("Text 1")).to_be_visible()


def test_an_address_with_an_exercise_opens_its_step(tab: Page) -> None:
    visit(tab, pages.page(pages.unit(pages.exercise(pages.question()))), "/unit#q-flags")
    expect(tab.get_by_text("Text 2")).to_be_visible()
    expect(tab.get_by_text("Text 1")).to_be_hidden()


def test_to_arrive_at_a_step_by_its_address_keeps_no_place_before_the_reader_goes_on(tab: Page) -> None:
    server = visit(tab, pages.page(pages.unit()), "/unit#step-2")
    expect(tab.get_by_text("Text 2")).to_be_visible()
    tab.get_by_role("button", name="Back").click()
    expect(tab.get_by_text("Text 1")).to_be_visible()
    assert [form["place"] for _path, form in server.posts] == ["step-1"]


def test_finish_unit_stands_at_the_last_step_only(tab: Page) -> None:
    visit(tab, pages.page(pages.unit()), "/unit#step-2")
    expect(tab.get_by_role("button", name="Finish unit")).to_be_hidden()
    tab.get_by_role("button", name="Next: Heading 3").click()
    expect(tab.get_by_role("button", name="Finish unit")).to_be_visible()
    expect(tab.get_by_role("button", name="Next")).to_be_hidden()


def test_the_whole_unit_once_chosen_is_shown_again_after_a_reload(tab: Page) -> None:
    visit(tab, pages.page(pages.unit()))
    tab.get_by_role("button", name="Show whole unit").click()
    tab.reload()
    for n in (1, 2, 3):
        expect(tab.get_by_text(f"Text {n}")).to_be_visible()


def test_reading_goes_on_when_the_place_cannot_be_sent(tab: Page) -> None:
    server = visit(tab, pages.page(pages.unit()))
    server.cut = True
    tab.get_by_role("button", name="Next: Heading 2").click()
    tab.get_by_role("button", name="Next: Heading 3").click()
    expect(tab.get_by_text("Text 3")).to_be_visible()


def test_the_list_of_steps_is_folded_on_a_phone_and_open_on_a_wide_screen(tab: Page) -> None:
    visit(tab, pages.page(pages.unit()))
    expect(tab.get_by_role("link", name="Heading 3")).to_be_hidden()
    tab.get_by_text("Steps", exact=True).click()
    tab.get_by_role("link", name="Heading 3").click()
    expect(tab.get_by_text("Text 3")).to_be_visible()
    tab.set_viewport_size({"width": 1280, "height": 844})
    visit(tab, pages.page(pages.unit()))
    expect(tab.get_by_role("link", name="Heading 3")).to_be_visible()


def test_the_bar_stays_in_view_step_by_step_but_not_over_a_whole_unit(tab: Page) -> None:
    visit(tab, pages.page(pages.unit()))
    bar = tab.locator("[data-reader-bar]")
    expect(bar).to_have_css("position", "sticky")
    tab.get_by_role("button", name="Show whole unit").click()
    expect(bar).to_have_css("position", "static")


# Exercises


def test_an_exercise_is_answered_in_place_and_the_verdict_has_the_focus(tab: Page) -> None:
    server = visit(tab, pages.page(pages.exercise(pages.question())))
    server.reply = lambda _path, _form: (200, pages.exercise(pages.answered("wrong")))
    tab.get_by_text("Option b").click()
    tab.get_by_role("button", name="Check answer").dblclick()
    expect(tab.get_by_role("heading", name="Not this one")).to_be_focused()
    assert [form["answer"] for _path, form in server.posts] == ["b"]
    tab.evaluate("window.stayed = true")
    server.html = pages.page(pages.exercise(pages.question()))
    tab.get_by_role("button", name="Try again").click()
    expect(tab.get_by_role("button", name="Check answer")).to_be_visible()
    assert tab.evaluate("window.stayed") is True


def test_an_answer_that_is_not_stored_stays_and_can_be_sent_again(tab: Page) -> None:
    server = visit(tab, pages.page(pages.exercise(pages.question())))
    server.cut = True
    tab.get_by_text("Option a").click()
    tab.get_by_role("button", name="Check answer").click()
    expect(tab.get_by_text("Not saved.")).to_be_visible()
    expect(tab.get_by_label("Option a")).to_be_checked()
    server.cut = False
    server.reply = lambda _path, _form: (200, pages.page(pages.exercise(pages.answered("right"))))
    tab.get_by_role("button", name="Try again").click()
    expect(tab.get_by_role("heading", name="Right")).to_be_focused()


def test_a_missing_choice_moves_focus_to_the_error_summary(tab: Page) -> None:
    server = visit(tab, pages.page(pages.exercise(pages.question())))
    server.reply = lambda _path, _form: (422, pages.exercise(pages.question(error="Choose one option")))
    tab.get_by_role("button", name="Check answer").click()
    expect(tab.locator("[data-errors]")).to_be_focused()
    tab.get_by_role("link", name="Choose one option").click()
    expect(tab.get_by_label("Option a")).to_be_focused()


# Graded answers


def test_each_change_is_saved_with_the_newest_version_and_a_rising_number(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, form: (200, pages.saved(int(form["version"]) + 1))
    tab.get_by_text("Option a").click()
    expect(tab.get_by_text("Saved 10:42")).to_be_visible()
    tab.get_by_text("Fairly sure").click()
    tab.wait_for_function("performance.getEntriesByType('resource').filter(e => e.name.endsWith('/save')).length === 2")
    first, second = server.saves()
    assert (first["answer"], first["version"], second["version"]) == ("a", "2", "3")
    assert second["sure"] == "70"
    assert int(second["seq"]) > int(first["seq"])
    assert second["client"] == first["client"]
    with tab.expect_request("**/next") as request:
        tab.get_by_role("button", name="Save and next").click()
    sent = pages._form(request.value)
    assert sent["version"] == "4"
    assert int(sent["seq"]) > int(second["seq"])


def test_an_answer_given_offline_is_kept_said_so_and_sent_when_online(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, _form: (200, pages.saved(3))
    server.cut = True
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Saved on this phone, will send when you are online")).to_be_visible()
    server.cut = False
    tab.evaluate("dispatchEvent(new Event('online'))")
    expect(tab.get_by_text("Saved 10:42")).to_be_visible()
    assert server.saves()[-1]["answer"] == "b"
    assert tab.evaluate("localStorage.length") == 0


def test_a_signed_out_person_is_told_so_and_the_answer_survives_signing_in_again(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, _form: (401, json.dumps({"login": "/accounts/login/"}))
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Your answers are kept on this device")).to_be_visible()
    link = tab.get_by_role("link", name="Sign in again").get_attribute("href")
    assert link == "/accounts/login/?next=%2Funit"
    again = visit(tab, pages.quiz())
    again.reply = lambda _path, _form: (200, pages.saved(3))
    tab.reload()
    expect(tab.get_by_label("Option b")).to_be_checked()
    expect(tab.get_by_text("Saved 10:42")).to_be_visible()
    assert again.saves()[-1]["answer"] == "b"


def test_answers_of_one_person_are_never_sent_for_another(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.cut = True
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Saved on this phone")).to_be_visible()
    other = visit(tab, pages.quiz(person="8"))
    tab.evaluate("dispatchEvent(new Event('online'))")
    tab.wait_for_timeout(400)
    assert other.posts == []
    expect(tab.get_by_label("Option b")).not_to_be_checked()


def test_a_waiting_answer_is_sent_from_any_page_of_the_same_person(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.cut = True
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Saved on this phone")).to_be_visible()
    elsewhere = visit(tab, pages.page("<p>Today</p>" + pages.TOKEN), "/")
    elsewhere.reply = lambda _path, _form: (200, pages.saved(3))
    tab.reload()
    tab.wait_for_function("localStorage.length === 0")
    assert elsewhere.saves()[-1]["answer"] == "b"


def test_a_clash_with_another_device_is_shown_and_nothing_is_replaced(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, _form: (
        409,
        json.dumps({"message": "On another device at 10:42 you chose A.", "url": "/c"}),
    )
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("On another device at 10:42 you chose A.")).to_be_visible()
    expect(tab.get_by_role("link", name="Choose which answer counts")).to_have_attribute("href", "/c")
    assert tab.evaluate("localStorage.length") == 0


def test_a_server_fault_says_not_saved_and_offers_to_try_again(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, _form: (500, "oops")
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Not saved.")).to_be_visible()
    server.reply = lambda _path, _form: (200, pages.saved(3))
    tab.get_by_role("button", name="Try again").click()
    expect(tab.get_by_text("Saved 10:42")).to_be_visible()


def test_a_page_that_is_not_the_expected_reply_never_counts_as_saved(tab: Page) -> None:
    server = visit(tab, pages.quiz())
    server.reply = lambda _path, _form: (200, "<p>Welcome to the free wireless network</p>")
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Not saved.")).to_be_visible()
    assert tab.evaluate("localStorage.length") == 1


TALLY = '<p data-tally="{n}"{counted}><span>{n}</span> of 8 answered.</p>'


@pytest.mark.parametrize(("counted", "then"), [("", "5"), (" data-counted", "4")])
def test_the_number_of_answered_questions_follows_what_is_saved(tab: Page, counted: str, then: str) -> None:
    server = visit(tab, pages.quiz(beside=TALLY.format(n=4, counted=counted)))
    server.reply = lambda _path, _form: (200, pages.saved(3))
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text(f"{then} of 8 answered.")).to_be_visible()


def test_an_answer_that_is_not_stored_is_not_counted(tab: Page) -> None:
    server = visit(tab, pages.quiz(beside=TALLY.format(n=4, counted="")))
    server.reply = lambda _path, _form: (500, "oops")
    tab.get_by_text("Option b").click()
    expect(tab.get_by_text("Not saved.")).to_be_visible()
    expect(tab.get_by_text("4 of 8 answered.")).to_be_visible()


# The rest


def test_what_only_screen_readers_are_told_stays_with_them_when_a_form_is_sent(tab: Page) -> None:
    button = '<button>Send again<span class="sr"> to Kit Ray</span></button>'
    form = f'<form method="post" action="/submit" data-once="Sending…">{pages.TOKEN}{button}</form>'
    visit(tab, pages.page(form))
    expect(tab.locator("button .sr")).to_have_text("to Kit Ray")
    tab.evaluate("document.querySelector('form').addEventListener('submit', event => event.preventDefault())")
    tab.get_by_role("button", name="Send again to Kit Ray").click()
    expect(tab.get_by_role("button", name="Sending… to Kit Ray")).to_be_visible()
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(tab.get_by_role("button", name="Send again to Kit Ray")).to_be_visible()
    assert tab.locator("button .sr").count() == 1


def test_a_form_to_be_sent_once_says_so_and_swallows_further_clicks(tab: Page) -> None:
    form = f'<form method="post" action="/submit" data-once="Handing in…">{pages.TOKEN}<button>Finish</button></form>'
    server = visit(tab, pages.page(form))
    tab.evaluate(
        "document.querySelector('form').addEventListener('submit', event => {"
        " if (!event.defaultPrevented) { window.sent = (window.sent ?? 0) + 1; event.preventDefault(); } })"
    )
    tab.get_by_role("button", name="Finish").dblclick()
    button = tab.get_by_role("button", name="Handing in…")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    assert tab.evaluate("window.sent") == 1
    assert server.posts == []
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(tab.get_by_role("button", name="Finish")).not_to_have_attribute("aria-disabled", "true")


def test_a_page_that_asks_for_it_has_its_heading_read_out_first(tab: Page) -> None:
    heading = '<h2 tabindex="-1" data-focus>You passed</h2>'
    visit(tab, pages.page(heading))
    expect(tab.get_by_role("heading", name="You passed")).to_be_focused()
    visit(tab, pages.page(heading), "/result#note")
    assert focused(tab) != "You passed"


def test_errors_are_read_out_before_a_result(tab: Page) -> None:
    visit(tab, pages.page('<h2 tabindex="-1" data-focus>You passed</h2><div tabindex="-1" data-errors>A problem</div>'))
    expect(tab.locator("[data-errors]")).to_be_focused()


def test_a_figure_opens_larger_and_focus_returns(tab: Page) -> None:
    visit(
        tab,
        pages.page(
            '<figure class="fig"><p class="ft">Nine of 108</p><img src="/static/img/mark.svg" alt="Rings" '
            'width="24" height="24"><figcaption>Rings</figcaption></figure>'
        ),
    )
    button = tab.get_by_role("button", name="Enlarge picture")
    button.click()
    expect(tab.get_by_role("dialog", name="Nine of 108")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_a_term_opens_its_definition_or_leads_to_the_glossary(tab: Page) -> None:
    visit(
        tab,
        pages.page(
            '<p><a class="term" href="/glossary/#ppv">value</a> <a class="term" href="/glossary/#other">other</a></p>'
            '<template id="term-ppv"><dl><dt>Predictive value</dt><dd>How many flags are real.</dd></dl></template>'
        ),
    )
    tab.get_by_role("link", name="value").click()
    expect(tab.get_by_text("How many flags are real.")).to_be_visible()
    tab.get_by_role("button", name="Close").click()
    tab.get_by_role("link", name="other").click()
    tab.wait_for_url("**/glossary/#other")


def test_the_colour_choice_is_shown_without_a_reload_and_sent(tab: Page) -> None:
    server = visit(
        tab,
        pages.page(
            '<form class="theme" action="/theme" method="post">'
            '<button name="theme" value="system" aria-pressed="true">System</button>'
            '<button name="theme" value="dark" aria-pressed="false">Dark</button></form>'
        ),
    )
    with tab.expect_request("**/theme"):
        tab.get_by_role("button", name="Dark").click()
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(tab.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert [form["theme"] for _path, form in server.posts] == ["dark"]
