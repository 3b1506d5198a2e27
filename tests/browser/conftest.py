"""Fixtures: a real Chromium, one real site for the whole run, and people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser import site_data
from tests.browser.look import Examiner
from tests.browser.steps import Person
from tests.services.plugin import MakeSite
from tests.services.site import Site

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
HEIGHTS = {320: 256, 390: 844, 1280: 900}
PATIENCE_MS = 30_000  # how long a condition may take on a busy machine; nothing waits longer than it must
COURSE, SAMPLE = "automation-bias", "sample-reviewed-course"

OpenBrowser = Callable[..., Person]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = (path for name in PROGRAMS if (path := shutil.which(name)))
    program = os.environ.get("CHROMIUM") or next(found, None)
    if program is None:
        pytest.skip("Chromium: not found. Install it, or set CHROMIUM to its path.")
    expect.set_options(timeout=PATIENCE_MS)
    browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def site(chromium: Browser, make_site: MakeSite) -> Iterator[Site]:
    """A running site of the embedded kind for all browser tests; without a browser none is started."""
    one = make_site("embedded")
    one.start()
    yield one
    one.end()


@pytest.fixture(scope="package")
def examiner() -> Examiner:
    return Examiner()


@pytest.fixture
def open_browser(chromium: Browser, site: Site, examiner: Examiner) -> Iterator[OpenBrowser]:
    """`open_browser(390, javascript=False, **more)`: a person with a fresh browser. Faults fail the test at its end."""
    opened: list[BrowserContext] = []
    people: list[Person] = []

    def open_one(width: int = 1280, *, javascript: bool = True, **more: object) -> Person:
        size = {"width": width, "height": HEIGHTS[width]}
        context = chromium.new_context(viewport=size, java_script_enabled=javascript, locale="en-GB", **more)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        people.append(Person(context=context, site=site, examiner=examiner, javascript=javascript))
        return people[-1]

    yield open_one
    for context in opened:
        context.close()
    assert [fault for person in people for fault in person.faults] == []


@pytest.fixture(scope="package")
def learners(site: Site) -> Iterator[str]:
    """Addresses of people who have finished the unit of the sample course, so that its quiz is open to them."""
    emails = [f"learner{number}@browser.example" for number in range(1, 17)]
    site_data.prepare_people(site, SAMPLE, emails)
    return iter(emails)


@pytest.fixture(scope="package")
def course_learners(site: Site) -> list[str]:
    """Addresses of two people who have finished the units of "Deciding with AI"."""
    emails = ["course1@browser.example", "course2@browser.example"]
    site_data.prepare_people(site, COURSE, emails)
    return emails


@pytest.fixture
def learner(learners: Iterator[str]) -> str:
    return next(learners)


@pytest.fixture
def other_learner(learners: Iterator[str]) -> str:
    return next(learners)
