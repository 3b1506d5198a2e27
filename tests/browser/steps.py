"""What people do on the site, as verbs. Each ends when its effect is on the screen."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import site_data
from tests.browser.answers import fill, tick
from tests.browser.look import Examiner, Listener
from tests.browser.site_data import PASSWORD, Key
from tests.services.site import Site

UNANSWERED = "[data-exercise]:not(:has([data-result])) >> visible=true"


class Person:
    """Somebody with a browser, looking at one tab of it. `faults` is what was wrong on the way."""

    def __init__(
        self,
        *,
        context: BrowserContext,
        site: Site,
        examiner: Examiner,
        javascript: bool,
        faults: list[str] | None = None,
    ) -> None:
        self.context, self.site, self.examiner, self.javascript = context, site, examiner, javascript
        self.faults: list[str] = [] if faults is None else faults
        self.allowed: list[str] = []
        self.page: Page = context.new_page()
        self.cdp = context.new_cdp_session(self.page)
        Listener(self.page, base=site.url, faults=self.faults, allowed=self.allowed)
        self.email = ""

    def another_tab(self) -> Person:
        """The same browser and person in a second tab."""
        tab = Person(
            context=self.context,
            site=self.site,
            examiner=self.examiner,
            javascript=self.javascript,
            faults=self.faults,
        )
        tab.email = self.email
        return tab

    def expects_status(self, *codes: int) -> None:
        """The console's own complaint about such an answer is no fault from now on."""
        self.allowed += [f"responded with a status of {code}" for code in codes]

    # Moving and looking

    def goto(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def at(self, pattern: str) -> None:
        """Wait until the address (without host and query) is this, or matches it as a regular expression."""
        expect(self.page).to_have_url(re.compile(rf"{re.escape(self.site.url)}{pattern}([?#].*)?$"))
        self.page.wait_for_load_state()

    def look(self, state: str = "", *, any_width: bool = False) -> None:
        """Examine the page as it is; see look.py."""
        self.page.wait_for_load_state()
        self.faults += self.examiner.faults(
            self.page, self.cdp, state=state, javascript=self.javascript, any_width=any_width
        )

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()
        self.page.wait_for_load_state()

    def control(self, name: str) -> Locator:
        """The button or link of this name in the page's content."""
        main = self.page.locator("main")
        return main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))

    def press(self, name: str) -> None:
        self.control(name).click()

    def saved(self) -> None:
        expect(self.page.locator("[data-save]")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))

    # Accounts

    def sign_up(self, *, email: str, name: str, look: bool = False) -> None:
        self.email = email
        self.press("Create an account")
        self.heading("Create an account")
        if look:
            self.look()
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("United Kingdom").check()
        self.press("Create account")
        expect(self.page.locator("body[data-person]")).to_be_attached()
        self.page.wait_for_load_state()

    def sign_in(self, email: str) -> None:
        """On the sign-in page, wherever that leads to afterwards."""
        self.email = email
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.locator("body[data-person]")).to_be_attached()
        self.page.wait_for_load_state()

    def come_in(self, email: str) -> Person:
        self.goto("/accounts/login/")
        self.sign_in(email)
        return self

    def session_ends(self) -> None:
        """As after a long pause: the server no longer knows the session this browser sends."""
        self.context.clear_cookies(name="session")

    # Units

    def answer_exercise(self, question: str, key: Key, *, right: bool = True) -> None:
        section = self.page.locator(f"#q-{question}")
        fill(section, key, right=right)
        section.locator("form .acts button").click()
        expect(section.locator("[data-result]")).to_be_visible()
        self.page.wait_for_load_state()

    def try_again(self, question: str) -> None:
        section = self.page.locator(f"#q-{question}")
        section.locator("[data-retry]").click()
        expect(section.locator("form .acts button")).to_be_visible()
        self.page.wait_for_load_state()

    def read_unit(self, keys: dict[str, Key]) -> None:
        """From where the person is to the end of the unit, answering each exercise in its place; then finish it."""
        self.look("before")
        steps = 1
        while True:
            while self.page.locator(UNANSWERED).count():
                ident = self.page.locator(UNANSWERED).first.get_attribute("id") or ""
                question = ident.removeprefix("q-")
                self.answer_exercise(question, keys[question])
            self.look(f"step {steps}", any_width=True)
            forward = self.page.locator("[data-next]")
            if not forward.is_visible():
                break
            forward.click()
            steps += 1
        self.press("Finish unit")
        self.sees("Unit finished")

    # The quiz

    def begin_quiz(self, path: str) -> int:
        """Start (or go on with) the quiz at this address; returns the attempt's id."""
        self.goto(path)
        self.press("Start the quiz")
        self.at(r"/attempts/\d+/1/")
        return self.attempt

    @property
    def attempt(self) -> int:
        found = re.search(r"/attempts/(\d+)/", self.page.url)
        assert found, self.page.url
        return int(found[1])

    def question_id(self) -> str:
        fields = "[name=answer], select[name^='answer-'], .order li"  # a script gives the fields' ids to the rows
        ident = self.page.locator(f"form[data-autosave] :is({fields})[id]").first.get_attribute("id") or ""
        return ident.rpartition("-")[0]

    def options(self) -> list[str]:
        """Values of the options of the question on the screen, in their order."""
        inputs = self.page.locator("form[data-autosave] [name=answer]")
        return [inputs.nth(at).get_attribute("value") or "" for at in range(inputs.count())]

    def choose(self, value: str) -> None:
        tick(self.page.locator("form[data-autosave]"), "answer", value)

    def chosen(self, value: str) -> None:
        expect(self.page.locator(f"form[data-autosave] [name=answer][value='{value}']")).to_be_checked()

    def answer_question(self, keys: dict[str, Key], *, right: bool = True) -> None:
        fill(self.page.locator("form[data-autosave]"), keys[self.question_id()], right=right)

    def save_and_next(self) -> None:
        """To the next question, or from the last one to the review."""
        before = self.page.url
        self.page.locator("form[data-autosave] .bar button").click()
        expect(self.page).not_to_have_url(before)
        self.page.wait_for_load_state()

    def answer_all(self, keys: dict[str, Key]) -> None:
        """Every question from this one on, rightly; ends at the review."""
        while not self.page.url.endswith("/review/"):
            self.answer_question(keys)
            self.save_and_next()

    def hand_in(self) -> None:
        self.press("Finish and see result")
        self.at(r"/attempts/\d+/result/")

    def receipt(self) -> str:
        found = re.search(r"Receipt ([0-9A-Z]{4}-[0-9A-Z]{4})", self.page.locator("main").inner_text())
        assert found, self.page.locator("main").inner_text()
        return found[1]

    # Certificates

    def download(self, folder: Path) -> Path:
        with self.page.expect_download() as coming:
            self.press("Download PDF")
        file = folder / coming.value.suggested_filename
        coming.value.save_as(file)
        return file

    def check_code(self, typed: str) -> None:
        self.page.get_by_label("Certificate code").fill(typed)
        self.press("Check certificate")
        self.at("/verify/.*")

    def code_from_mail(self) -> str:
        return site_data.newest_code(self.site, self.email)
