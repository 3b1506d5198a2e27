"""What a manager does in the first hour with a practice of their own, as verbs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.site_data import PASSWORD, mails_to
from tests.browser.steps import Person
from tests.services.site import wait_until

COURSE, TITLE, PATH = "automation-bias", "Deciding with AI", "AI for practice nurses"
ANNA, BEA = "Anna Bell", "Bea Cole"
SECONDS = 90.0  # how long work in the background may take on a busy machine


@dataclass
class Manager:
    """Somebody who sets up a practice; `slug` is known once it is there."""

    person: Person
    tag: str
    slug: str = ""

    @property
    def practice(self) -> str:
        return f"Mill Lane {self.tag.title()} Surgery"

    def address(self, who: str) -> str:
        return f"{who}@{self.tag}.example"

    @property
    def home(self) -> str:
        return f"/practice/{self.slug}/"


def reloaded_until(person: Person, truth: Callable[[], object], what: str) -> None:
    """Ask for the page again until it shows what the worker has done."""

    def seen() -> bool:
        person.page.reload()
        person.page.wait_for_load_state()
        return bool(truth())

    wait_until(seen, seconds=SECONDS, what=what)


def sets_up(manager: Manager) -> None:
    person = manager.person
    person.goto("/")
    person.press("Set up a practice")
    person.heading("Set up your practice")
    person.look()
    person.press("Set up the practice")
    person.sees("There is a problem")
    person.look("with errors")
    person.page.get_by_label("Name of the practice").fill(manager.practice)
    person.page.get_by_label("United Kingdom").check()
    person.page.get_by_label("Your name").fill("Jo Hart")
    person.page.get_by_label("Email address").fill(manager.address("jo"))
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Set up the practice")
    person.heading("First steps")
    found = re.search(r"/practice/([a-z0-9-]+)/", person.page.url)
    assert found, person.page.url
    manager.slug = found[1]
    person.look()


def invites_eight(manager: Manager) -> None:
    """One address is wrong: it stays on the page with what is wrong, is mended there, and goes with the others."""
    person = manager.person
    person.press("Add your people")
    person.heading("Invite people")
    person.look()
    others = [manager.address(who) for who in ("carys", "dev", "esi", "gita", "huw")]
    named = [f"{manager.address('anna')}, {ANNA}", f"{manager.address('bea')}, {BEA}"]
    wrong = f"fay@{manager.tag}"
    person.page.get_by_label("Paste a list").fill("\n".join([*named, *others, wrong]))
    person.page.get_by_label("Role of those who have none here").select_option(label="Practice nurse")
    person.press("Check the list")
    person.heading("Check the list")
    person.sees(f"Row 8: “{wrong}” is not a complete address.")
    expect(person.control("Send 7 invitations")).to_be_visible()
    person.look("one row wrong")
    person.page.locator("#row-8-email").fill(manager.address("fay"))
    person.press("Check again")
    person.press("Send 8 invitations")
    person.heading("Invitations")
    expect(person.page.get_by_text("8 invitations are on their way.")).to_be_visible()
    person.look()


def assigns_the_path(manager: Manager) -> None:
    """To all practice nurses, of whom none has joined yet."""
    person = manager.person
    person.goto(f"{manager.home}first-steps/")
    person.press("Assign courses")
    person.heading("Assign a course")
    person.look("course")
    person.page.get_by_role("radio", name=PATH).check()
    person.press("Choose people")
    expect(person.page.get_by_role("radio", name="Practice nurses")).to_be_checked()
    expect(person.page.get_by_label("Also people who join later")).to_be_checked()
    person.look("people")
    person.press("Choose this group")
    expect(person.page.get_by_role("radio", name="By a date")).to_be_checked()
    person.look("dates")
    person.press("Check")
    person.sees("Practice nurses, also those who join later.")
    person.look("check")
    person.press("Assign to those who join")
    person.heading(PATH)
    person.sees("Undo the assignment")
    person.look()


def sees_who_is_to_learn(manager: Manager) -> None:
    """Both who joined are asked for the courses of the path; nobody is late."""
    person = manager.person
    person.goto(manager.home)
    reloaded_until(person, lambda: done_of(person) == "0 of 2", "two people are asked for the course")
    person.heading("2 of 2 people up to date")
    person.look("before")


def sees_one_complete(manager: Manager) -> None:
    """In the overview, and on the page of the person in the course, which names no answer and no mark."""
    person = manager.person
    person.goto(manager.home)
    reloaded_until(person, lambda: done_of(person) == "1 of 2", "the overview shows who has finished")
    person.look("one complete")
    opens(person, ANNA)
    person.sees("Complete")
    person.look("complete")
    shown = person.page.locator("main").inner_text()
    assert re.search(r"Complete\s+\d+ \w+ \d{4}", shown), shown
    assert "8 of 8" not in shown
    assert "100%" not in shown


def done_of(person: Person) -> str:
    """ "1 of 2" of the course, in the head of its column or, on a phone, in its line of the list."""
    place = "table.matrix thead th" if wide(person) else ".only-phone .rows li"
    line = person.page.locator(place).filter(has_text=TITLE)
    found = re.search(r"\d+ of \d+(?= met| complete)", line.inner_text()) if line.count() == 1 else None
    return found[0] if found else ""


def opens(person: Person, name: str) -> None:
    """From the overview to the page of this person in the course."""
    if wide(person):
        at = person.page.locator("table.matrix thead th").all_inner_texts()
        column = next(number for number, text in enumerate(at) if TITLE in text)
        row = person.page.locator("table.matrix tbody tr").filter(has_text=name)
        row.locator("td").nth(column - 1).get_by_role("link").click()
    else:
        person.page.locator(".only-phone").get_by_role("link", name=name).click()
        person.heading(name)
        person.look("courses of a person")
        person.page.locator("main .rows").get_by_role("link", name=TITLE).click()
    person.heading(f"{name}: {TITLE}")


def wide(person: Person) -> bool:
    return (person.page.viewport_size or {"width": 0})["width"] >= 600


def reminds_the_rest(manager: Manager) -> None:
    """Names and texts come first and nothing leaves; then one button sends."""
    person = manager.person
    person.goto(f"{manager.home}reminders/")
    person.heading("Reminders")
    person.sees(BEA)
    person.look()
    before = mails_to(person.site, manager.address("bea"))
    person.goto(manager.home)
    opens(person, BEA)
    person.press("Remind")
    person.heading(f"Remind {BEA}")
    person.sees(TITLE)
    person.look()
    assert mails_to(person.site, manager.address("bea")) == before
    person.press("Send these mails")
    person.heading("Reminders")
    expect(person.page.get_by_text("1 person gets a mail now.")).to_be_visible()
    person.look("sent")
    told = wait_for_mail(manager, "bea", after=len(before))
    assert TITLE in told
    assert TITLE not in "".join(mails_to(person.site, manager.address("anna")))


def wait_for_mail(manager: Manager, who: str, *, after: int = 0) -> str:
    """The newest mail to somebody, as soon as there are more than `after`."""
    site, to = manager.person.site, manager.address(who)
    wait_until(lambda: len(mails_to(site, to)) > after, seconds=SECONDS, what=f"a mail to {to}")
    return mails_to(site, to)[-1]


def orders_the_pack(manager: Manager) -> zipfile.ZipFile:
    """The inspection pack, downloaded as soon as it is made."""
    person = manager.person
    person.goto(f"{manager.home}packs/")
    person.heading("Inspection pack")
    person.look("none yet")
    person.press("Create inspection pack")
    expect(person.page.get_by_text("Your inspection pack is being made.")).to_be_visible()
    download = person.page.get_by_role("link", name=re.compile("Download the pack"))
    if person.javascript:
        expect(download).to_be_visible(timeout=SECONDS * 1000)
    else:
        reloaded_until(person, download.count, "the pack is ready")
    person.look("ready")
    with person.page.expect_download() as coming:
        download.click()
    assert coming.value.suggested_filename.startswith(f"inspection-pack-{manager.slug}-")
    return zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes()))


def reads_the_pack(manager: Manager, pack: zipfile.ZipFile) -> None:
    """Its one PDF has pages, names the practice, the course and both people; no file is broken."""
    assert pack.testzip() is None
    names = [name for name in pack.namelist() if name.endswith(".pdf")]
    assert len(names) == 1, pack.namelist()
    pages = PdfReader(io.BytesIO(pack.read(names[0]))).pages
    said = re.search(r"(\d+) pages, \d+ records", manager.person.page.locator("#made").inner_text())
    assert said
    assert len(pages) == int(said[1]) > 3
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for one in (manager.practice, TITLE, ANNA, BEA, "Jo Hart"):
        assert one in text, one
    assert manager.address("anna") not in text


def finds_it_all_in_the_log(manager: Manager) -> None:
    person = manager.person
    person.goto(f"{manager.home}log/")
    person.heading("Log")
    person.look()
    assert person.page.locator("main").get_by_text("Jo Hart").count() > 3
