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
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}


def sign_in(page: Page, base: str, role: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.click(f"button[name=demo][value={role}]")
    page.wait_for_load_state()


def main(base: str) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=list(FLAGS))
        page = browser.new_page(viewport=DESK)
        sign_in(page, base, "clinician")
        page.goto(f"{base}/courses/automation-bias/units/how-advice-pulls-us/", wait_until="networkidle")
        page.screenshot(path=HERE / "unit.png")
        page.set_viewport_size(PHONE)
        page.goto(f"{base}/", wait_until="networkidle")
        page.screenshot(path=HERE / "today-phone.png")
        page.context.close()
        page = browser.new_page(viewport=DESK, color_scheme="dark")
        sign_in(page, base, "manager")
        page.goto(f"{base}/practice/elm-street/", wait_until="networkidle")
        page.screenshot(path=HERE / "practice.png")
        browser.close()


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000").rstrip("/"))
