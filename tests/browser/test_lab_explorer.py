"""The threshold explorer in a real browser: the script says what the server says, quickly, by mouse, touch and keys."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.core.compiler import compile_course
from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.browser.steps import Person
from tests.learning.labs.explorer_course import DEBRIEF, SLUG, explorer_folder
from tests.learning.labs.explorer_vectors import MANY, Form, answer, forms
from tests.services.site import Site, wait_until

pytestmark = pytest.mark.browser
UNIT, LAB = f"/courses/{SLUG}/units/flags/", f"/courses/{SLUG}/labs/flag/"
QUICK_MS, MOVES = 50, 30
WIDTHS = pytest.mark.parametrize("width", [320, 390, 1280])
# Types each form into the fields as a person does, and reads the page after each.
TYPED = """forms => {
  const form = document.querySelector("[data-explorer]");
  const texts = (name) => [...form.querySelectorAll(name)].map((one) => one.textContent);
  return forms.map((values) => {
    for (const [name, value] of Object.entries(values)) {
      form.elements[name].value = value;
      form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
    }
    const months = texts("[data-month]");
    return {
      say: texts("[data-say]")[0],
      people: texts("[data-people]")[0],
      paths: [...form.querySelectorAll("path[data-of]")].map((one) => [one.dataset.of, one.getAttribute("d") ?? ""]),
      counts: Object.fromEntries([...form.querySelectorAll("[data-n]")].map((one) => [one.dataset.n, one.textContent])),
      key: [...form.querySelectorAll("[data-key] span")].map((one) => one.textContent),
      chances: texts("[data-chance]"),
      burden: texts("[data-burden]")[0],
      months: [0, 4, 8].map((at) => months.slice(at, at + 4)),
      preset: form.elements.preset.value,
    };
  });
}"""
# Milliseconds from each input to the frame that shows what it changed, as the browser itself measures them.
WATCH = """() => {
  window.waits = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.name === "keydown") window.waits.push(one.duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""


@pytest.fixture(scope="module")
def course(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("courses") / SLUG
    publish(site, folder)
    return site


@pytest.fixture(scope="module")
def newcomers(site: Site, course: Site) -> Iterator[str]:
    emails = [f"explorer{number}@browser.example" for number in range(1, 6)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


def publish(site: Site, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, data in explorer_folder().files.items():
        (folder / name).write_bytes(data)
    site_data.publish(site, folder)


def setup_of_flag() -> Any:
    """What the release holds of the first explorer."""
    course = compile_course(explorer_folder(), today=date(2026, 11, 21)).course
    assert course is not None
    blocks = [block for step in course.units[0]["steps"] for block in step["blocks"]]
    return next(block["lab"]["setup"] for block in blocks if block["type"] == "lab")


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-say]").first).to_have_text(text)


def test_the_script_says_and_draws_what_the_server_does_on_two_hundred_forms(
    open_browser: OpenBrowser, course: Site
) -> None:
    person = open_browser()
    person.goto(LAB)
    tried: list[Form] = forms()
    found = person.page.evaluate(TYPED, tried)
    assert len(found) == MANY
    setup = setup_of_flag()
    for form, shown in zip(tried, found, strict=True):
        assert shown == answer(setup, form), form


def test_a_moved_slider_is_on_the_screen_within_fifty_milliseconds(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    assert statistics.median(milliseconds_of_moves(person.page)) <= QUICK_MS


def milliseconds_of_moves(page: Page) -> list[float]:
    """One figure for each press of a key on a slider; what is too quick to be reported counts as 16."""
    slider = page.get_by_role("slider", name="How common is it?, slider")
    slider.focus()
    page.evaluate(WATCH)
    for _ in range(MOVES):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    expect(slider).to_have_value(str(MOVES + 1))
    page.wait_for_timeout(300)
    waits = [float(one) for one in page.evaluate("window.waits")]
    return waits + [16.0] * (MOVES - len(waits))


@WIDTHS
def test_it_looks_well_at_every_width_and_in_both_themes(open_browser: OpenBrowser, course: Site, width: int) -> None:
    person = open_browser(width)
    person.goto(LAB)
    says(person.page, "Of 108 flagged, 9 have it (8%).")
    person.look("as it opens")
    person.page.get_by_label("Sensitivity", exact=True).fill("130")
    person.page.get_by_label("Sensitivity", exact=True).blur()
    person.sees("Type a number from 0 to 100.")
    says(person.page, "Of 108 flagged, 9 have it (8%).")
    person.look("out of bounds")
    person.goto(f"/courses/{SLUG}/labs/by-group/")
    person.look("groups")
    person.goto(UNIT)
    person.look("in the unit")


@WIDTHS
def test_without_a_script_the_fields_and_a_button_do_the_same(
    open_browser: OpenBrowser, newcomers: Iterator[str], width: int
) -> None:
    person = open_browser(width, javascript=False)
    person.expects_status(422)
    if width == 1280:
        person.come_in(next(newcomers))
    person.goto(LAB)
    expect(person.page.get_by_role("slider")).to_have_count(0)
    assert stays(person.page, ".ex-set") == (width == 1280)  # beside the picture, but never over it
    person.page.get_by_label("How common is it?", exact=True).fill("20")
    person.press("Calculate")
    says(person.page, "Of 260 flagged, 180 have it (69%).")
    person.look("plain")
    person.page.get_by_label("Or start from a known tool").select_option("A rare thing")
    person.press("Calculate")
    says(person.page, "1 person is flagged, and does not have it.")
    expect(person.page.get_by_label("Sensitivity", exact=True)).to_have_value("99.5")
    person.page.get_by_role("link", name="0.3").click()
    expect(person.page.get_by_label("Sensitivity", exact=True)).to_have_value("97")
    person.page.get_by_label("Seen each month", exact=True).fill("many")
    person.press("Calculate")
    person.sees("Seen each month: Type a whole number from 0 to 100,000. The figures below are for 400.")
    person.look("plain, out of bounds")
    assert person.page.get_by_text("Done on").count() == (1 if width == 1280 else 0)


def stays(page: Page, selector: str) -> bool:
    return bool(page.evaluate(f"getComputedStyle(document.querySelector('{selector}')).position === 'sticky'"))


def test_every_control_has_a_name_and_works_by_keyboard_alone(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    page = person.page
    page.get_by_role("slider", name="How common is it?, slider").focus()
    page.keyboard.press("ArrowRight")
    says(page, "Of 116 flagged, 18 have it (16%).")
    expect(page.get_by_role("slider", name="How common is it?, slider")).to_have_attribute("aria-valuetext", "2%")
    for name in ("How common is it?: 1 less", "How common is it?", "How common is it?: 1 more", "Sensitivity, slider"):
        page.keyboard.press("Tab")
        assert name_of_focus(person) == name
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("How common is it?", exact=True)).to_have_value("3")
    for name in ("Sensitivity", "Specificity", "Seen each month", "Or start from a known tool"):
        expect(page.get_by_label(name, exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Of 124 flagged, 27 have it (22%).")).to_be_visible()
    page.get_by_role("link", name="0.7").press("Enter")
    expect(page.get_by_label("Sensitivity", exact=True)).to_have_value("78")
    expect(page.get_by_role("link", name="0.7")).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Or start from a known tool")).to_have_value("")
    page.get_by_label("Or start from a known tool").select_option("At a referral clinic")
    says(page, "Of 260 flagged, 180 have it (69%).")


def name_of_focus(person: Person) -> str:
    """The accessible name of the focused element, as a screen reader gets it."""
    nodes = person.cdp.send("Accessibility.getFullAXTree")["nodes"]
    focused = [
        one
        for one in nodes
        if {"name": "focused", "value": {"type": "booleanOrUndefined", "value": True}} in one.get("properties", [])
    ]
    return str(focused[-1]["name"]["value"])


def test_a_slider_is_dragged_with_the_mouse(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    place = person.page.get_by_role("slider", name="Specificity, slider").bounding_box()
    assert place is not None
    x, y = place["x"], place["y"] + place["height"] / 2
    person.page.mouse.move(x + place["width"] * 0.87, y)
    person.page.mouse.down()
    for step in range(8, 4, -1):
        person.page.mouse.move(x + place["width"] * step / 10, y)
    person.page.mouse.up()
    expect(person.page.get_by_label("Specificity", exact=True)).to_have_value("50")
    says(person.page, "Of 504 flagged, 9 have it (2%).")


def test_a_reload_keeps_the_numbers(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    person.control("Sensitivity: 1 less").click()
    expect(person.page).to_have_url(re.compile(r"sensitivity=89"))
    person.page.reload()
    expect(person.page.get_by_label("Sensitivity", exact=True)).to_have_value("89")
    expect(person.page.get_by_label("Or start from a known tool")).to_have_value("")


def test_steps_stop_at_the_bounds(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    less, field = person.control("How common is it?: 1 less"), person.page.get_by_label("How common is it?", exact=True)
    for _ in range(3):
        less.click()
    expect(field).to_have_value("0")
    says(person.page, "Of 100 flagged, none has it: every flag is a false alarm.")
    field.fill("99,5")
    person.control("How common is it?: 1 more").click()
    expect(field).to_have_value("100")


def test_the_sentence_is_read_out_at_most_twice_a_second(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser()
    person.goto(LAB)
    said = person.page.locator("[data-said]")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(said).to_be_empty()
    script = """async () => {
      const said = document.querySelector("[data-said]"), slider = document.querySelector("[data-for=prevalence]");
      const times = [], begin = performance.now();
      const watch = new MutationObserver(() => times.push(performance.now()));
      watch.observe(said, { childList: true, characterData: true, subtree: true });
      while (performance.now() - begin < 1600) {
        slider.value = String(Number(slider.value) % 90 + 1);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((go) => setTimeout(go, 20));
      }
      await new Promise((go) => setTimeout(go, 600));
      return times;
    }"""
    times = person.page.evaluate(script)
    assert 2 <= len(times) <= 5
    assert all(after - before >= 490 for before, after in zip(times, times[1:], strict=False))
    assert said.inner_text() == person.page.locator("[data-say]").inner_text()


def test_on_a_phone_sentence_and_table_stay_and_the_sheet_covers_less_than_half(
    open_browser: OpenBrowser, course: Site
) -> None:
    person = open_browser(390, has_touch=True, is_mobile=True)
    page = person.page
    for address in (LAB, UNIT):
        person.goto(address)
        page.locator(".fig-people").first.scroll_into_view_if_needed()
        page.evaluate("document.querySelector('.fig-people').scrollIntoView({ block: 'center' })")
        sheet, top = box(page, ".ex-set"), box(page, ".ex-top")
        bar = page.locator("[data-reader-bar]")
        covered = sheet["height"] + (box(page, "[data-reader-bar]")["height"] if bar.count() else 0)
        assert covered < 844 / 2
        assert top["y"] >= -1
        assert top["y"] + top["height"] < sheet["y"]
        for part in ("[data-say]", ".two2"):
            expect(page.locator(part).first).to_be_in_viewport(ratio=1)
        page.get_by_role("button", name="How common is it?: 1 more").first.tap()
        says(page, "Of 116 flagged, 18 have it (16%).")
        page.locator(".ex-set > summary").first.tap()
        expect(page.get_by_label("How common is it?", exact=True).first).to_be_hidden()
    small = [one for one in page.locator(".explore button:visible").all() if (one.bounding_box() or {})["height"] < 48]
    assert small == []


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return dict(found)


def test_nothing_that_has_focus_is_hidden_behind_what_stays(open_browser: OpenBrowser, course: Site) -> None:
    person = open_browser(390)
    person.goto(LAB)
    for link in person.page.locator(".ex-thresholds a").all():
        link.focus()
        person.page.wait_for_timeout(100)
        here, sheet, top = link.bounding_box(), box(person.page, ".ex-set"), box(person.page, ".ex-top")
        assert here is not None
        assert top["y"] + top["height"] <= here["y"]
        assert here["y"] + here["height"] <= sheet["y"]


def test_a_moved_number_is_kept_and_the_unit_can_be_finished(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person = open_browser().come_in(next(newcomers))
    person.goto(UNIT)
    person.page.get_by_text("Show whole unit").click()
    person.page.locator("#q-flags-right input[name=answer]").fill("69")
    person.page.locator("#q-flags-right form .acts button").click()
    expect(person.page.locator("#q-flags-right [data-result]")).to_be_visible()
    for lab in ("flag", "by-group", "counts"):
        form = person.page.locator(f"#lab-{lab} form")
        form.get_by_role("button", name="Sensitivity: 1 less").click()
        expect(form.get_by_text("It counts as done.")).to_be_visible()
    person.press("Finish unit")
    person.sees("Unit finished: “What a flag means here”.")
    person.goto(LAB)
    person.sees("Done on")
    person.page.get_by_text("Show the debrief").click()
    person.sees(DEBRIEF)


def test_what_could_not_be_kept_is_said_again_with_the_next_move(
    open_browser: OpenBrowser, newcomers: Iterator[str]
) -> None:
    person = open_browser().come_in(next(newcomers))
    person.goto(LAB)
    person.allowed.append("ERR_INTERNET_DISCONNECTED")
    person.context.set_offline(True)
    more = person.control("Sensitivity: 1 more")
    more.click()
    says(person.page, "Of 108 flagged, 9 have it (8%).")
    expect(person.page.get_by_label("Sensitivity", exact=True)).to_have_value("91")
    person.context.set_offline(False)

    def kept() -> bool:
        more.click()
        return person.page.get_by_text("It counts as done.").is_visible()

    wait_until(kept, what="the move is kept", seconds=20.0)
