"""Doing a lab of any kind in the browser, as a person who decides rightly; on its own page, or in its unit."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from courses.core.document import LabKey
from tests.browser.steps import Person


def do_lab(person: Person, course: str, lab: str, key: LabKey) -> None:
    person.goto(f"/courses/{course}/labs/{lab}/")
    if key["kind"] == "threshold-explorer":
        _moves_a_number(person)
        return
    person.press("Start the lab")
    person.page.wait_for_url(re.compile(r"/labs/\d+/"))
    DOING[key["kind"]](person, key)


def _moves_a_number(person: Person) -> None:
    person.page.locator("form button[aria-label$=': 1 less'], form button[aria-label$=': 1 more']").first.click()
    expect(person.page.get_by_text("It counts as done.")).to_be_visible()


def _decides(person: Person, _key: LabKey) -> None:
    """Every case: the first decision of the list, somewhat sure, and the same again after the advice."""
    case = person.control("Lock in my decision")
    while True:
        person.page.locator("main [name=decision]").first.check()
        if person.page.locator("main [name=sure]").count():
            person.page.locator("main [name=sure][value='70']").check()
        case.click()
        expect(person.page.get_by_role("heading", name="The tool says")).to_be_visible()
        person.page.locator("main [name=decision]").first.check()
        person.press("Confirm final decision")
        told = person.control("Next case").or_(person.control("See your result"))
        result = person.page.get_by_role("heading", level=1, name="What the advice did")
        expect(told.or_(case).or_(result)).to_be_visible()  # explained case by case, or after the last one
        if told.is_visible():
            told.click()
            expect(case.or_(result)).to_be_visible()
        person.page.wait_for_load_state()
        if result.is_visible():
            return


def _goes_the_good_way(person: Person, key: LabKey) -> None:
    good = {id for choices in key["answers"]["steps"].values() for id, one in choices.items() if one["good"]}
    while True:
        choices = person.page.locator("main button[name=choice]")
        ids = [str(choice.get_attribute("value")) for choice in choices.all()]
        before = person.page.url
        choices.nth(next(at for at, id in enumerate(ids) if id in good)).click()
        expect(person.page).not_to_have_url(before)
        onward = person.control("Go on").or_(person.control("See how it ends"))
        if onward.count():
            onward.click()
            person.page.wait_for_load_state()
        if not person.page.locator("main button[name=choice]").count():
            expect(person.page.get_by_role("heading", name="How it ended")).to_be_visible()
            return


def _marks(person: Person, key: LabKey) -> None:
    """Each text's targets in the list of phrases; then what was found in each, and in all where there are several."""
    targets = {
        f"{text}.{one['units'][0]}": one["marks"][0]
        for text, places in key["answers"]["texts"].items()
        for one in places
        if one["marks"]
    }
    while True:
        if not person.page.locator("[data-list]").evaluate("one => one.open"):
            person.page.get_by_text("Use the list of phrases").click()
        for name, mark in targets.items():
            field = person.page.locator(f".phrases select[name$='{name}']")
            if field.count():
                field.select_option(mark)
        person.press("Check my marks")
        expect(person.page.get_by_role("heading", level=1, name=re.compile(r"^\d+ of \d+ found$"))).to_be_visible()
        person.page.wait_for_load_state()
        if not person.control("Next text").count():
            break
        person.press("Next text")
        person.page.wait_for_load_state()
    if person.control("See your result").count():
        person.press("See your result")
        person.page.wait_for_load_state()
        if person.control("See your result").count():  # a page between, from which the run is finished
            person.press("See your result")
            person.page.wait_for_load_state()


DOING = {
    "reliance-lab": _decides,
    "scenario": _goes_the_good_way,
    "redaction-lab": _marks,
    "checking-lab": _marks,
}
