"""The title of a lab on every page that names it; and what stands there for a lab without one."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils.html import escape, strip_tags

from courses.learning.attempt_requests import _title
from tests.learning.labs.reliance_course import EIGHT, begin, case_url, decide_all, folder, lab, released
from tests.learning.small_course import release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
TITLE = "Before: 8 < 9 messages & “one” more"
UNIT, LAB = "/courses/small/units/lab/", "/courses/small/labs/decide/"


def page(client: Client, url: str) -> str:
    reply = client.get(url)
    assert reply.status_code == 200, url
    text = reply.content.decode()
    assert "8 < 9" not in text  # a title is text, never HTML
    return unescape(text)


@pytest.fixture
def titled(db):
    return released(lab(EIGHT, more=f"title: {TITLE}\n"))


def test_a_title_stands_in_the_unit_on_the_labs_page_and_on_every_page_of_a_run(as_user, clinician, titled):
    client = as_user(clinician)
    assert f"<h3>{TITLE}</h3>" in page(client, UNIT)
    intro = page(client, LAB)
    assert f"<h1>{TITLE}</h1>" in intro
    assert '<p class="small quiet">Reliance lab</p>' in intro  # its kind is still told
    run = begin(client)
    assert f'<p class="small quiet">{TITLE}</p>' in page(client, case_url(run, 1))
    decide_all(client, run)
    client.post(f"/labs/{run.pk}/result/")
    assert TITLE in page(client, f"/labs/{run.pk}/result/")
    assert TITLE in page(client, "/me/ai-advice/")
    assert TITLE in page(client, f"{LAB}answers/")


def test_a_visitor_reads_the_title(titled):
    assert f"<h1>{TITLE}</h1>" in page(Client(), LAB)
    assert TITLE in page(Client(), UNIT)


def test_a_unit_that_waits_for_it_names_it(as_user, clinician, titled):
    reply = as_user(clinician).post(f"{UNIT}finish/", follow=True)
    said = reply.content.decode()
    assert f"A lab is not finished yet: {TITLE}." in unescape(strip_tags(said))
    assert f'<a href="#lab-decide">{escape(TITLE)}</a>' in said


def test_a_run_keeps_the_title_of_the_release_it_was_done_on(as_user, clinician, titled):
    client = as_user(clinician)
    run = begin(client)
    decide_all(client, run)
    client.post(f"/labs/{run.pk}/result/")
    release_of(folder(lab(EIGHT, more="title: Renamed\n")))
    assert TITLE in page(client, "/me/ai-advice/")
    assert "<h1>Renamed</h1>" in page(client, LAB)


def test_a_request_for_another_attempt_is_about_its_title(titled):
    assert _title(titled.structure, "decide") == TITLE


def test_without_a_title_the_kind_is_its_name(as_user, clinician, db):
    release = released()
    client = as_user(clinician)
    assert "<h3>Reliance lab</h3>" in page(client, UNIT)
    intro = page(client, LAB)
    assert "<h1>Reliance lab</h1>" in intro
    assert '<p class="small quiet">Lab</p>' in intro
    assert _title(release.structure, "decide") == "a lab"
