"""To look at a unit begins no course: the first step that somebody leaves does."""

from __future__ import annotations

import re

import pytest

from tests.browser import site_data
from tests.browser.conftest import SAMPLE, OpenBrowser
from tests.services.site import Site, wait_until

pytestmark = pytest.mark.browser
UNIT = f"/courses/{SAMPLE}/units/the-toaster-says-done/"


def test_a_link_to_the_middle_of_a_unit_begins_nothing_before_the_reader_goes_on(
    open_browser: OpenBrowser, site: Site
) -> None:
    person = open_browser()
    person.goto("/accounts/login/")
    person.sign_up(email="looker@browser.example", name="Lou Looker")
    begun = "SELECT count(*) FROM courses_enrolment e JOIN courses_user u ON u.id = e.person_id WHERE u.email = ?"

    def enrolments() -> int:
        return int(site_data.rows(site, begun, "looker@browser.example")[0][0])

    page = person.page
    person.goto(UNIT)
    step = page.locator("[data-step]").nth(1).get_attribute("id")
    person.goto("/courses/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    person.goto(f"{UNIT}#{step}")
    page.locator(f"#{step}").wait_for(state="visible")
    page.wait_for_load_state("load")
    assert not sent
    assert enrolments() == 0
    page.locator("[data-back]").click()
    wait_until(lambda: enrolments() == 1, seconds=20, what="the course is begun")
    assert [re.sub(r".*/units", "", url) for url in sent] == ["/the-toaster-says-done/place/"]
