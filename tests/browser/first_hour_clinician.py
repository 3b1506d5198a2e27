"""What the invited do in that hour, as verbs: they join by the link in their mail, and one finishes a course."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import site_data
from tests.browser.first_hour_manager import COURSE, TITLE, Manager, reloaded_until, wait_for_mail
from tests.browser.site_data import PASSWORD
from tests.browser.steps import Person
from tests.services.site import Site

QUIZ = f"/courses/{COURSE}/quizzes/final/"


def joins(manager: Manager, person: Person, who: str, name: str) -> None:
    """By the link in the mail; the first page says what is due."""
    found = re.search(r"http://\S+(/join/\S+)", wait_for_mail(manager, who))
    assert found
    person.email = manager.address(who)
    person.goto(found[1])
    person.heading(f"Join {manager.practice}")
    expect(person.page.get_by_label("Your email address")).to_have_value(person.email)
    expect(person.page.get_by_label("Your name")).to_have_value(name)
    person.look()
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Set up account and join")
    expect(person.page.get_by_text(f"You now belong to {manager.practice}.")).to_be_visible()
    reloaded_until(person, lambda: TITLE in person.page.locator("main").inner_text(), "Today asks for the course")
    person.look("just joined")


def finishes(person: Person) -> None:
    """The units by the services behind their pages (tested elsewhere), the quiz in the browser."""
    do_units(person.site, COURSE, person.email)
    person.begin_quiz(QUIZ)
    person.answer_all(site_data.marking_key(person.site, COURSE))
    person.hand_in()
    passed = person.page.get_by_role("heading", level=1, name=re.compile("^You passed"))
    if person.javascript:
        expect(passed).to_be_visible()
    else:
        reloaded_until(person, passed.count, "the grade")


def do_units(site: Site, slug: str, email: str) -> None:
    """Let somebody who has an account finish the units of a course."""
    code = (
        "from courses.learning.queries import current_release, reader_of;"
        " from courses.learning.rules import required_units;"
        " from courses.management.commands.demo import do_unit; from courses.people.models import User;"
        f" release = current_release({slug!r}); person = User.objects.get(email={email!r});"
        " [do_unit(person, release, unit) for unit in required_units(release.structure, reader_of(person))]"
    )
    site_data.run(site, site.manage("shell", "-c", code))
