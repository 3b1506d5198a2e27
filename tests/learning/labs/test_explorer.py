"""The threshold explorer: in the unit, on its own page, with and without an account; what counts as work in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from courses.authoring.models import Release, ReleaseUnit
from courses.core.document import LabView
from courses.learning.labs import explorer
from courses.learning.labs.reading import find_lab
from courses.learning.models import Answer, Attempt, Enrolment, LabRecord
from courses.people.models import User
from tests.learning.labs.explorer_course import DEBRIEF, SLUG, explorer_folder
from tests.learning.labs.explorer_vectors import MANY, answer, forms, paths_of
from tests.learning.small_course import for_module, release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
UNIT, LAB = f"/courses/{SLUG}/units/flags/", f"/courses/{SLUG}/labs/flag/"
START = {"prevalence": "1", "sensitivity": "90", "specificity": "90", "tests": "400"}
MOVED = START | {"prevalence": "20", "preset": "in-your-surgery", "from": "in-your-surgery"}


@pytest.fixture(scope="module")
def course(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    yield from for_module(django_db_blocker, lambda: release_of(explorer_folder()))


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    for cache in caches.all(initialized_only=True):
        cache.clear()


def page(client: Client, address: str = LAB, form: dict[str, str] | None = None, status: int = 200) -> str:
    reply = client.get(address, form or {})
    assert reply.status_code == status
    return unescape(reply.content.decode())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def said(html: str, name: str) -> list[str]:
    """The texts of all elements with this attribute, such as `data-burden`."""
    return [text_of(text) for text in re.findall(rf"<(?:p|dd|td|span)[^>]* {name}[^>]*>(.*?)</(?:p|dd|td|span)>", html)]


def lab_view(release: Release, lab_id: str = "flag") -> LabView:
    learner = ReleaseUnit.objects.get(release=release, unit_id="flags").learner
    blocks = [block for step in learner["steps"] for block in step["blocks"] if block["type"] == "lab"]
    return next(block["lab"] for block in blocks if block["lab"]["id"] == lab_id)


def test_it_can_be_worked_in_on_the_page_of_its_unit_with_its_task_below(client, course):
    html = page(client, UNIT)
    assert said(html, "data-say")[0] == "Of 108 flagged, 9 have it (8%)."
    assert f'action="{LAB}" method="post"' in html
    assert html.index('id="lab-flag"') < html.index('id="q-flags-right"') < html.index('id="lab-by-group"')
    assert "<!--csrf-->" not in html
    assert 'href="/static/css/labs.css"' in html
    assert 'src="/static/js/labs.js"' in html


def test_pages_without_a_lab_to_work_in_do_not_load_its_script(client, small):
    html = page(client, "/courses/small/units/first/")
    assert "labs.js" not in html
    assert "labs.css" not in html


def test_its_own_page_works_out_the_numbers_of_the_address_without_a_script(client, course):
    html = page(client, form=START | {"prevalence": "20"})
    assert said(html, "data-say") == ["Of 260 flagged, 180 have it (69%)."]
    assert said(html, 'data-chance="npv"') == ["720 of 740 (97%)"]
    assert 'value="at-a-referral-clinic" data-rates="0.9 0.9 0.2" selected' in html
    assert 'method="get"' in html  # a visitor leaves nothing behind


def test_two_hundred_addresses_each_get_their_own_picture(client, course):
    setup: Any = lab_view(course)["setup"]
    tried = forms()
    assert len(tried) == MANY
    for form in tried[::10]:
        html, expected = page(client, form=form), answer(setup, form)
        assert said(html, "data-say") == [expected["say"]]
        drawing = re.search(r'<svg class="fig-svg fig-people".*?</svg>', html)
        assert drawing is not None
        assert paths_of(drawing.group()) == expected["paths"]
        assert dict(zip(re.findall(r'data-n="(\w+)"', html), said(html, "data-n"), strict=True)) == expected["counts"]
        assert said(html, "data-burden") == [expected["burden"]]
        months = said(html, "data-month")
        assert [months[at : at + 4] for at in range(0, len(months), 4)] == expected["months"]


def test_bounds_are_said_in_words_at_the_field_and_first_on_the_page(client, course):
    html = page(client, form=START | {"sensitivity": "130", "tests": "some"}, status=422)
    assert "<title>Error: Threshold explorer" in html
    for words in (
        "Sensitivity: Type a number from 0 to 100. The figures below are for 90.",
        "Seen each month: Type a whole number from 0 to 100,000. The figures below are for 400.",
    ):
        assert words in html
    assert 'id="flag-sensitivity" name="sensitivity" value="130"' in html
    assert 'aria-describedby="flag-sensitivity-hint flag-sensitivity-error" aria-invalid="true"' in html
    assert said(html, "data-say") == ["Of 108 flagged, 9 have it (8%)."]


def test_what_stands_in_an_address_is_never_markup(client, course):
    reply = client.get(LAB, {"prevalence": '"><script>x</script>', "preset": "<b>"})
    assert b"<script>x" not in reply.content
    assert reply.status_code == 422


def test_thresholds_are_links_to_the_same_page_and_the_one_that_is_set_is_marked(client, course):
    html = page(client)
    links = re.findall(r'<a href="([^"]+)" data-rates="[\d. ]+"( aria-current="true")?>([\d.]+)</a>', html)
    assert [(name, bool(here)) for _address, here, name in links] == [("0.3", False), ("0.5", True), ("0.7", False)]
    moved = page(client, links[0][0])
    assert 'name="sensitivity" value="97"' in moved
    assert 'name="specificity" value="75"' in moved


def test_groups_are_compared_where_presets_name_them(client, course):
    html = page(client, f"/courses/{SLUG}/labs/by-group/")
    assert "Of 100 people who have it, the tool misses 31 in dark skin and 9 in light skin." in html
    assert "Camera, dark skin" in html  # and each group is a starting point
    heads = re.findall(r'<th scope="col" class="r">([^<]*)</th>', html[html.index("ex-groups") :])
    assert heads == ["light skin", "dark skin"]  # side by side, so that the table fits a phone
    assert "Of 100 people who have it" not in page(client)


def test_what_the_author_does_not_show_is_not_there(client, course):
    html = page(client, f"/courses/{SLUG}/labs/counts/")
    assert "fig-people" not in html
    assert "data-chance" not in html
    assert "The same 10,000 as a table" in html
    assert said(html, "data-say") == ["Of 542 flagged, 45 have it (8%)."]


def test_the_debrief_stands_on_its_own_page_and_not_in_the_unit(client, course):
    assert DEBRIEF in page(client)
    assert DEBRIEF not in page(client, UNIT)


def test_a_moved_number_is_work_in_the_lab_and_kept_once(as_user, clinician, course):
    client = as_user(clinician)
    for _ in range(2):
        reply = client.post(LAB, MOVED)
        assert reply.status_code == 302
        assert reply.url.startswith(f"{LAB}?prevalence=20&")
        assert said(page(client, reply.url), "data-say") == ["Of 260 flagged, 180 have it (69%)."]
    record = LabRecord.objects.get()
    assert (record.person, record.lab_id, record.kind, record.counts) == (clinician, "flag", "threshold-explorer", {})
    run = Attempt.objects.get()
    assert (run.state, run.graded, run.layout) == (Attempt.State.GRADED, False, [])
    assert not Answer.objects.exists()
    assert re.search(r"Done on \d+ \w+", page(client))


@pytest.mark.parametrize(
    "form",
    [START, {}, START | {"prevalence": "x"}, START | {"tests": "100"}, {"preset": "in-your-surgery", "from": ""}],
    ids=["as it opens", "empty", "no number", "only people a month", "the same preset"],
)
def test_nothing_moved_is_no_work(as_user, clinician, course, form: dict[str, str]):
    assert as_user(clinician).post(LAB, form).status_code == 302
    assert not LabRecord.objects.exists()
    assert not Enrolment.objects.filter(person=clinician).exists()


def test_a_preset_that_was_chosen_is_work(as_user, clinician, course):
    as_user(clinician).post(LAB, START | {"preset": "at-a-referral-clinic", "from": "in-your-surgery"})
    assert LabRecord.objects.count() == 1


def test_a_script_is_told_whether_it_was_kept(as_user, clinician, client, course):
    headers = {"X-Requested-With": "fetch"}
    assert as_user(clinician).post(LAB, START, headers=headers).status_code == 204
    assert as_user(clinician).post(LAB, MOVED, headers=headers).status_code == 200
    assert client.post(LAB, MOVED, headers=headers).status_code == 204


def test_of_a_visitor_nothing_is_kept(client, course):
    reply = client.post(LAB, MOVED)
    assert reply.url.startswith(LAB)
    assert not Attempt.objects.exists()
    assert not LabRecord.objects.exists()


def test_two_people_each_have_their_own_record(as_user, clinician, educator, course):
    for person in (clinician, educator):
        as_user(person).post(LAB, MOVED)
    assert LabRecord.objects.count() == 2
    assert "Done on" in page(as_user(clinician))


def test_anothers_run_is_not_found_and_ones_own_leads_to_the_explorer(as_user, clinician, educator, course):
    as_user(clinician).post(LAB, MOVED)
    run = Attempt.objects.get()
    for address in (f"/labs/{run.pk}/", f"/labs/{run.pk}/result/"):
        assert as_user(clinician).get(address).url == LAB
        assert as_user(educator).get(address).status_code == 404


def test_a_unit_waits_for_its_explorers_and_then_can_be_finished(as_user, clinician, course):
    client = as_user(clinician)
    finish = f"{UNIT}finish/"
    client.post(f"/courses/{SLUG}/questions/flags-right/", {"answer": "69"})
    assert "Threshold explorer" in page_of_reply(client.post(finish, follow=True))
    client.post(LAB, MOVED)
    for other in ("by-group", "counts"):
        client.post(f"/courses/{SLUG}/labs/{other}/", {"prevalence": "11"})
    assert "Unit finished: “What a flag means here”." in page_of_reply(client.post(finish, follow=True))


def page_of_reply(reply: Any) -> str:
    return unescape(reply.content.decode())


def test_working_twice_at_once_gives_one_record(clinician: User, course: Release):
    found = find_lab(clinician, SLUG, "flag")
    assert found is not None
    assert explorer.work(person=clinician, found=found, form=MOVED)
    assert explorer.work(person=clinician, found=found, form=MOVED)
    assert LabRecord.objects.count() == 1


def test_its_page_costs_few_queries_whoever_asks(as_user, clinician, client, course, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(5):
        page(client)
    client = as_user(clinician)
    client.post(LAB, MOVED)
    page(client)
    with django_assert_max_num_queries(9):
        page(client)


def test_a_lab_or_course_that_is_not_there_is_a_404(client, course):
    for address in (f"/courses/{SLUG}/labs/none/", "/courses/none/labs/flag/"):
        assert client.get(address).status_code == 404
        assert client.post(address, MOVED).status_code == 404
