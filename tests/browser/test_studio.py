"""Writing a course in a real browser: with and without scripts, with and without a line, alone and together."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import count

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.browser import site_data
from tests.browser.conftest import OpenBrowser
from tests.browser.steps import Person
from tests.services.site import ROOT, Site

pytestmark = pytest.mark.browser
NUMBERS = count(1)
UNIT = "01-first.md"
CARET = "(() => { const a = document.querySelector('[data-text]'); return a.value.slice(0, a.selectionStart).split('\\n').length; })()"  # noqa: E501


class Author(Person):
    """Somebody in the studio's editor."""

    slug: str

    def opens(self, path: str = UNIT, query: str = "") -> Author:
        self.goto(f"/studio/{self.slug}/edit/{path}{query}")
        if self.javascript:
            expect(self.page.locator("[data-announce]")).not_to_be_empty()  # the first check has answered
        return self

    @property
    def area(self) -> Locator:
        return self.page.locator("[data-text]")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("[data-frame]")

    def types(self, words: str) -> None:
        """At the end of the text."""
        self.area.focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(words)

    def text(self) -> str:
        return self.area.input_value()

    def draft_saved(self) -> None:
        expect(self.page.locator("[data-save]")).to_contain_text(re.compile(r"Draft saved \d\d:\d\d"))
        expect(self.page.locator("[data-save]")).not_to_contain_text("Not saved")

    def press_link(self, name: str) -> None:
        """Anywhere on the page, not only in its main part."""
        self.page.get_by_role("link", name=name, exact=True).click()

    def line(self) -> int:
        return int(self.page.evaluate(CARET))

    def opens_pane(self, name: str) -> None:
        self.page.locator(f"[data-pane={name}]").click()
        expect(self.page.locator(f"#pane-{name}")).to_be_visible()

    def stored(self, path: str = UNIT) -> str:
        return stored(self.site, self.slug, path)


def stored(site: Site, slug: str, path: str = UNIT) -> str:
    ((data,),) = site_data.rows(
        site,
        "SELECT f.data FROM courses_draftfile f JOIN courses_draft d ON d.id = f.draft_id"
        " JOIN courses_course c ON c.id = d.course_id WHERE c.slug = ? AND f.path = ?",
        slug,
        path,
    )
    return bytes(data).decode()


@pytest.fixture
def shared(site: Site) -> tuple[str, list[str]]:
    """A course of its own for each test, and the addresses of its two educators."""
    number = next(NUMBERS)
    slug, emails = f"browser-{number}", [f"elif{number}@studio.example", f"bea{number}@studio.example"]
    made = subprocess.run(
        [sys.executable, "-m", "tests.browser.prepare_studio", slug, *emails],
        env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return slug, emails


def author(open_browser: OpenBrowser, shared: tuple[str, list[str]], who: int = 0, **more: object) -> Author:
    person = open_browser(**more)
    person.__class__ = Author
    assert isinstance(person, Author)
    person.slug = shared[0]
    person.come_in(shared[1][who])
    return person


def test_what_is_typed_is_checked_shown_and_saved(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens(query="?pane=preview")
    elif_.types("\n## A last word\n\nNever without looking.\n")
    expect(elif_.frame.get_by_text("Never without looking.")).to_be_visible()
    elif_.draft_saved()
    assert elif_.stored().endswith("Never without looking.\n")
    elif_.look("preview")
    for pane in ("problems", "changes", "guide"):
        elif_.opens_pane(pane)
        elif_.look(pane)


def test_a_problem_is_found_explained_fixed_and_the_fix_undone(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.opens_pane("problems")
    elif_.types("\n##Without a space\n")
    expect(elif_.page.locator("[data-announce]")).to_contain_text("1 error")
    last = elif_.text().count("\n")
    elif_.area.evaluate("area => { area.setSelectionRange(0, 0); area.scrollTop = 0; }")
    elif_.page.locator("[data-row] [data-line]").first.click()
    assert elif_.line() == last
    expect(elif_.area).to_be_focused()
    expect(elif_.page.locator("#line-message")).to_contain_text("needs a space")
    expect(elif_.area).to_have_attribute("aria-describedby", re.compile("line-message"))
    elif_.page.locator("[data-fix]").first.click()
    expect(elif_.page.locator(".change .in")).to_contain_text("## Without a space")
    elif_.look("a fix is shown")
    elif_.page.get_by_role("button", name="Apply").click()
    expect(elif_.page.locator("[data-announce]")).not_to_contain_text("error")
    assert elif_.text().endswith("\n## Without a space\n")
    elif_.area.focus()
    elif_.page.keyboard.press("Control+z")
    assert elif_.text().endswith("\n##Without a space\n")


def test_a_fix_of_a_text_that_has_moved_on_is_not_made(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.opens_pane("problems")
    elif_.types("\n##Without a space\n")
    elif_.page.locator("[data-fix]").first.click()
    elif_.page.route("**/check/**", lambda route: route.abort())
    elif_.allowed.append("net::ERR_FAILED")
    elif_.area.evaluate("area => { area.setRangeText('A new line above.\\n', 0, 0); }")
    moved = elif_.text()
    elif_.page.get_by_role("button", name="Apply").click()
    assert elif_.text() == moved


def test_an_example_goes_where_the_cursor_was_and_has_no_problem(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    before = elif_.text()
    elif_.area.evaluate(
        "area => { const at = area.value.indexOf('Then look again.'); area.focus(); area.setSelectionRange(at, at); }"
    )  # noqa: E501
    elif_.page.get_by_label("Insert", exact=True).select_option("single-choice")
    elif_.press("Insert the chosen example")
    elif_.draft_saved()
    text = elif_.stored()
    assert "`who-decides-2`" in text  # the course has the other one
    assert text.index("`who-decides-2`") < text.index("Then look again.")
    expect(elif_.page.locator("[data-announce]")).not_to_contain_text("error")
    elif_.area.focus()
    elif_.page.keyboard.press("Control+z")
    assert elif_.text() == before


def test_clicking_the_preview_finds_the_line_and_the_frame_can_do_nothing_else(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens(query="?pane=preview")
    elif_.frame.get_by_text("Then look again.").click()
    expect(elif_.area).to_be_focused()
    assert elif_.text().split("\n")[elif_.line() - 1] == "Then look again."
    expect(elif_.frame.locator(".here")).to_contain_text("Then look again.")
    inside = elif_.page.frames[-1]
    assert inside.evaluate("window.origin") == "null"
    reach_out = "(() => { try { return String(parent.document); } catch { return 'kept out'; } })()"
    assert inside.evaluate(reach_out) == "kept out"
    expect(elif_.frame.locator("img").first).to_have_js_property("complete", value=True)


def test_answers_roles_and_widths_of_the_preview(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens(query="?pane=preview")
    expect(elif_.frame.get_by_text("Explanation-first")).to_have_count(0)
    elif_.page.get_by_label("Show answers").check()
    expect(elif_.frame.get_by_text("Explanation-first").first).to_be_visible()
    elif_.page.get_by_role("button", name="Wide").click()
    elif_.look("wide")
    box = elif_.page.locator("[data-frame]").bounding_box()
    assert box
    assert box["width"] > 1000


ROWS = """() => {
  const area = document.querySelector("[data-text]");
  const gutter = document.querySelector("[data-gutter]");
  const padding = parseFloat(getComputedStyle(area).paddingTop) + parseFloat(getComputedStyle(area).paddingBottom);
  return [area.scrollHeight - padding, gutter.lastElementChild.offsetTop - gutter.firstElementChild.offsetTop + 24,
          area.scrollWidth - area.clientWidth];
}"""


def test_a_long_line_wraps_and_the_numbers_stay_beside_their_lines(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.types("\n" + "A page from elsewhere has one line for each paragraph. " * 30 + "\n\nThe next one.")
    for width in (1280, 1600, 390):
        elif_.page.set_viewport_size({"width": width, "height": 900})
        elif_.page.wait_for_function(f"() => {{ const [a, b] = ({ROWS})(); return a === b; }}")
        text, numbers, hidden = elif_.page.evaluate(ROWS)
        assert text == numbers > 24 * (elif_.text().count("\n") + 5)
        assert hidden == 0


def test_two_educators_on_one_file_lose_nothing(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    bea = author(open_browser, shared, 1).opens()
    bea.expects_status(409)
    bea.page.route("**/pulse/**", lambda route: route.abort())  # so that she does not see it coming
    bea.allowed.append("net::ERR_FAILED")
    elif_.types("\nBy Elif.\n")
    elif_.draft_saved()
    bea.types("\nBy Bea.\n")
    expect(bea.page.locator("[data-save]")).to_contain_text("saved another text at")
    bea.press("Compare both texts")
    bea.heading("Two different texts")
    bea.look("clash")
    bea.press("Save the text put together")
    expect(bea.page.locator("[data-announce]")).not_to_be_empty()
    assert bea.stored().endswith("By Elif.\nBy Bea.\n") or bea.stored().endswith("\nBy Elif.\n\nBy Bea.\n")
    assert bea.text() == bea.stored()
    bea.goto(f"/studio/{bea.slug}/copies/")
    bea.look("earlier texts")
    bea.sees("Another text was saved in its place")


def test_a_text_of_somebody_else_appears_by_itself_where_nothing_is_unsaved(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    bea = author(open_browser, shared, 1).opens()
    elif_.types("\nBy Elif.\n")
    expect(bea.area).to_have_value(re.compile(r"By Elif\.\n$"))
    expect(bea.page.locator("[data-also]")).to_contain_text("Also being edited by Elif")
    bea.types("\nBy Bea.\n")
    bea.draft_saved()
    assert bea.stored().endswith("By Elif.\n\nBy Bea.\n")


def test_a_closed_tab_loses_nothing(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.page.route("**/save/**", lambda route: route.abort())
    elif_.allowed.append("net::ERR_FAILED")
    elif_.types("\nBefore the tab was closed.\n")
    elif_.page.wait_for_timeout(500)  # a moment of typing, not the two seconds
    elif_.page.close()
    again = elif_.another_tab()
    again.__class__ = Author
    again.slug = elif_.slug
    again.opens()
    expect(again.area).to_have_value(re.compile("Before the tab was closed"))
    again.draft_saved()
    assert again.stored().endswith("Before the tab was closed.\n")


def test_without_a_line_the_text_is_kept_and_sent_when_it_is_back(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.allowed.append("net::ERR_INTERNET_DISCONNECTED")
    elif_.context.set_offline(True)
    elif_.types("\nWritten on a train.\n")
    expect(elif_.page.locator("[data-save]")).to_contain_text("Offline: kept in this browser since")
    elif_.context.set_offline(False)
    elif_.draft_saved()
    assert elif_.stored().endswith("Written on a train.\n")


def test_a_session_that_ends_while_typing_loses_nothing(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.expects_status(401)
    elif_.session_ends()
    elif_.types("\nAfter a long pause.\n")
    expect(elif_.page.locator("[data-save]")).to_contain_text("You have been signed out. Your text is kept")
    elif_.press("Sign in again")
    elif_.sign_in(shared[1][0])
    expect(elif_.area).to_have_value(re.compile("After a long pause"))
    elif_.draft_saved()
    assert elif_.stored().endswith("After a long pause.\n")


def test_the_keys_of_the_editor_work_and_can_be_switched_off(open_browser, shared) -> None:
    elif_ = author(open_browser, shared).opens()
    elif_.types("\n##One\n\n##Two\n")
    expect(elif_.page.locator("[data-announce]")).to_contain_text("2 errors")
    first = elif_.text().split("\n").index("##One") + 1
    elif_.area.evaluate("area => area.setSelectionRange(0, 0)")
    press = elif_.page.keyboard.press
    press("F8")
    assert elif_.line() == first
    press("F8")
    assert elif_.line() == first + 2
    press("Shift+F8")
    assert elif_.line() == first
    press("Control+]")
    assert elif_.text().split("\n")[first - 1] == "  ##One"
    press("Control+[")
    assert elif_.text().split("\n")[first - 1] == "##One"
    press("Alt+4")
    expect(elif_.page.locator("#pane-guide")).to_be_visible()
    elif_.area.focus()
    press("Control+s")
    elif_.draft_saved()
    elif_.area.focus()
    press("Tab")
    expect(elif_.area).not_to_be_focused()
    elif_.page.get_by_label("Use these keys").uncheck()
    elif_.page.reload()
    expect(elif_.page.get_by_label("Use these keys")).not_to_be_checked()
    press("Alt+1")
    expect(elif_.page.locator("#pane-preview")).to_be_hidden()


def test_a_picture_is_uploaded_with_its_words_and_stands_at_the_cursor(open_browser, shared, tmp_path) -> None:
    picture = tmp_path / "rings.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2"/></svg>')
    elif_ = author(open_browser, shared).opens(query="?pane=preview")
    elif_.expects_status(422)
    elif_.types("\n")
    elif_.page.get_by_role("link", name="Pictures", exact=True).click()
    dialog = elif_.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(picture)
    dialog.get_by_role("button", name="Add the picture").click()
    expect(dialog.get_by_role("alert")).to_be_visible()  # no words yet, so no picture
    elif_.look("picture without words")
    dialog.locator("[name=alt]").fill("One round dot.")
    dialog.get_by_role("button", name="Add the picture").click()
    expect(dialog).to_have_count(0)
    expect(elif_.area).to_be_focused()  # to go on writing
    assert re.search(r"!\[One round dot\.\]\(images/[\w-]+\.svg", elif_.text())
    expect(elif_.frame.get_by_alt_text("One round dot.")).to_be_attached()


def test_without_scripts_an_author_saves_checks_inserts_and_settles_a_clash(open_browser, shared) -> None:
    elif_ = author(open_browser, shared, javascript=False).opens()
    elif_.area.fill(elif_.text().replace("## Look first", "##Look first"))
    elif_.press("Save and check")
    elif_.page.get_by_role("link", name=re.compile("A heading needs a space")).click()
    expect(elif_.page.locator(".listing :target")).to_contain_text("##Look first")
    elif_.look("checked")
    elif_.press("Fix")
    elif_.look("fix")
    elif_.press("Apply")
    assert "## Look first" in elif_.stored()
    elif_.page.get_by_label("Insert", exact=True).select_option("rating")
    elif_.press("Insert the chosen example")
    assert "### Rating `how-sure-to-explain`" in elif_.stored()
    bea = author(open_browser, shared, 1, javascript=False).opens()
    elif_.area.fill(elif_.text() + "\nBy Elif.\n")
    elif_.press("Save and check")
    bea.area.fill(bea.text() + "\nBy Bea.\n")
    bea.expects_status(409)
    bea.press("Save and check")
    bea.heading("Two different texts")
    bea.press("Keep my text")
    assert bea.stored().endswith("By Bea.\n")
    for pane in ("Preview", "Changes", "Guide"):
        bea.page.locator(".tabs").get_by_role("link", name=pane).click()
        bea.look(pane.lower())
    bea.page.locator(".tabs").get_by_role("link", name="Preview").click()
    bea.press("Check and preview")
    bea.at(f"/studio/{bea.slug}/preview/{UNIT}")
    expect(bea.page.get_by_role("heading", level=1, name="The first unit")).to_be_visible()
    bea.press_link("Show answers")
    expect(bea.page.get_by_text("Explanation-first").first).to_be_visible()
    bea.look("preview page with answers")
    bea.press_link("Back")
    bea.at(f"/studio/{bea.slug}/edit/{UNIT}")


@pytest.mark.parametrize("width", [390, 320])
def test_the_studio_on_a_phone(open_browser, shared, width: int) -> None:
    elif_ = author(open_browser, shared, width=width)
    elif_.goto("/studio/")
    elif_.look("list")
    elif_.opens()
    top = [elif_.page.locator(part).bounding_box()["y"] for part in (".panes", ".side-files", "[data-editor]")]  # type: ignore[index]
    assert top == sorted(top)
    elif_.look("editor")
    for page in ("files/", "people/", "copies/", f"rename/{UNIT}", f"delete/{UNIT}"):
        elif_.goto(f"/studio/{elif_.slug}/{page}")
        elif_.look(page)
