"""Takes the pictures of the README from a running demo:  make run,  then  python docs/screenshots/take.py [ADDRESS]

Needs the packages of tests/requirements.txt (`make test` installs them) and Chromium.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.services.chromium import FLAGS, find  # noqa: E402

HERE = Path(__file__).resolve().parent
EXPLORER = "/courses/interpreting-ai-output/labs/flag-explorer/"
FIGURE = "talking-about-ai/units/saying-it-plainly"
REDACTION = "/courses/privacy/labs/note-clinic-letter/"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}


def sign_in(page: Page, base: str, role: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.click(f"button[name=demo][value={role}]")
    page.wait_for_load_state()


def take_reliance(page: Page, base: str) -> None:
    """Through eight cases, the advice of one of them and the result."""
    page.goto(f"{base}/courses/automation-bias/labs/reliance-start/")
    page.locator("main form button").first.click()
    for case in range(8):
        first = page.locator("main fieldset").first.locator("input[type=radio]")
        first.nth(case % first.count()).check(force=True)
        page.locator("main input[name=sure]").nth(2 + case % 3).check(force=True)
        page.get_by_role("button", name="Lock in my decision").click()
        if case == 0:
            page.evaluate("document.activeElement.blur()")
            page.screenshot(path=HERE / "reliance-advice.png")
        final = page.locator("main fieldset").first.locator("input[type=radio]")
        final.nth(case // 2 % final.count()).check(force=True)
        for sure in page.locator("main input[name=sure]:visible").all()[2:3]:
            sure.check(force=True)
        page.get_by_role("button", name="Confirm final decision").click()
        onwards = page.locator("main a[role=button], main form button").filter(has_text="Next")
        if onwards.count():
            onwards.first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / "reliance-result.png")


def take_other_labs(page: Page, base: str) -> None:
    """An explorer, and a note with some marks."""
    page.goto(f"{base}{EXPLORER}", wait_until="networkidle")
    page.screenshot(path=HERE / "explorer.png")
    page.goto(f"{base}{REDACTION}")
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    for mark, places in (("Name", (1,)), ("Number or code", (4,)), ("Date or age", (2,))):
        page.get_by_text(mark, exact=True).first.click()
        for place in places:
            page.locator(".u").nth(place).click()
    page.evaluate(
        "document.querySelector('[data-text]').scrollIntoView({block: 'center'}); document.activeElement.blur()"
    )
    page.screenshot(path=HERE / "redaction.png")


def take_figure(page: Page, base: str) -> None:
    """A drawing in its unit."""
    page.goto(f"{base}/courses/{FIGURE}/", wait_until="networkidle")
    page.get_by_text("Show whole unit").click()
    page.locator("figure").first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 250)")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / "figure-phone.png")


def main(base: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=list(FLAGS))
        page = browser.new_page(viewport=DESK)
        sign_in(page, base, "clinician")
        page.goto(f"{base}/courses/automation-bias/units/how-advice-pulls-us/", wait_until="networkidle")
        page.screenshot(path=HERE / "unit.png")
        page.goto(f"{base}/paths/gp/", wait_until="networkidle")
        page.screenshot(path=HERE / "path.png")
        page.goto(f"{base}/paths/gp/check/", wait_until="networkidle")
        page.screenshot(path=HERE / "start-check.png")
        page.goto(f"{base}/me/learning/")
        page.locator("main").get_by_role("link", name="Sample course").last.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / "certificate.png")
        page.set_viewport_size(PHONE)
        page.goto(f"{base}/", wait_until="networkidle")
        page.screenshot(path=HERE / "today-phone.png")
        take_figure(page, base)
        page.context.close()
        page = browser.new_page(viewport=DESK)
        sign_in(page, base, "manager")
        for name, path in (("practice", ""), ("reminders", "reminders/"), ("ai-tools", "tools/")):
            page.goto(f"{base}/practice/elm-street/{path}", wait_until="networkidle")
            page.screenshot(path=HERE / f"{name}.png")
        page.set_viewport_size(PHONE)
        page.goto(f"{base}/practice/elm-street/", wait_until="networkidle")
        page.screenshot(path=HERE / "practice-phone.png")
        page.context.close()
        page = browser.new_page(viewport=DESK)
        sign_in(page, base, "reviewer")
        take_reliance(page, base)
        take_other_labs(page, base)
        page.context.close()
        page = browser.new_page(viewport=DESK)
        sign_in(page, base, "educator")
        page.goto(f"{base}/studio/reading-summaries/edit/01-read-the-letter-first.md", wait_until="networkidle")
        page.wait_for_timeout(1500)  # the preview has been drawn
        page.screenshot(path=HERE / "studio.png")
        browser.close()


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000").rstrip("/"))
