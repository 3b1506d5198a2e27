"""Labs in their units: the box, the first page, one open run, and a unit that waits for a finished one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.learning.enrolments import finish_unit
from courses.learning.lab_views import PAGES
from courses.learning.labs.playable import PLAYABLE
from courses.learning.models import Attempt, Enrolment, LabCaseCount, LabRecord, UnitProgress
from courses.operations.models import Delivery
from tests.actors import person
from tests.learning.labs.reliance_course import (
    EIGHT,
    begin,
    case,
    case_url,
    decide_all,
    first,
    folder,
    lab,
    released,
    run_of,
)  # fmt: skip
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]
UNIT = "/courses/small/units/lab/"
LAB = "/courses/small/labs/decide/"


def text_of(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status
    return reply.content.decode()


def test_every_kind_that_can_be_done_has_pages():
    assert set(PAGES) == PLAYABLE


def test_the_box_in_the_unit_says_start_then_go_on_then_done(as_user, clinician):
    released()
    client = as_user(clinician)
    assert "Start the lab" in text_of(client, UNIT)
    assert "Look at the lab" in text_of(Client(), UNIT)  # who is not signed in reads it and does none
    run = begin(client)
    first(client, run, 1)
    client.post(case_url(run, 1), {"act": "final", "decision": "today"})
    first(client, run, 2)
    assert "Go on: case 2 of 8" in text_of(client, UNIT)
    decide_all(client, run)
    page = text_of(client, UNIT)
    assert "See your result" in page
    assert f"Done on {timezone.localtime():%-d %b}." in page
    assert "Do the lab again" in page


def test_the_unit_shows_no_case_and_nothing_that_tells(client, as_user, clinician):
    released()
    for browser in (client, as_user(clinician)):
        page = text_of(browser, UNIT)
        assert "Invented patient" not in page
        assert "Advice-" not in page


def test_the_box_costs_the_same_for_one_lab_and_for_three(as_user, clinician, django_assert_num_queries):
    release_of(
        folder(lab(EIGHT), lab(EIGHT.replace("`c", "`d"), id="second"), lab(EIGHT.replace("`c", "`e"), id="third"))
    )
    release_of(small_folder(slug="plain"))
    client = as_user(clinician)
    for lab_id in ("decide", "second", "third"):
        first(client, begin(client, lab_id), 1)
    text_of(client, UNIT)
    text_of(client, "/courses/plain/units/extra/")
    with django_assert_num_queries(3):
        text_of(client, "/courses/plain/units/extra/")
    with django_assert_num_queries(3 + 3):  # open runs, their answers, finished runs
        text_of(client, UNIT)


def test_the_first_page_says_who_sees_it_and_what_cannot_be_promised(client, as_user, clinician):
    released()
    for browser in (client, as_user(clinician)):
        page = text_of(browser, LAB)
        assert "Only you see this" in page
        assert "We cannot promise that a court could never ask for it; you can delete it." in page


def test_a_visitor_reads_the_cases_and_is_asked_to_sign_in(client):
    released()
    page = text_of(client, LAB)
    assert "Invented patient c4" in page
    assert "Sign in to do the lab" in page
    assert not [word for word in ("Advice-", "Because-", "Card-", "Debrief-", "88%") if word in page]
    assert client.post(LAB).url.startswith("/accounts/login/")
    assert not Attempt.objects.exists()


def test_nobody_reads_the_answers_before_a_run_is_finished(client, as_user, clinician, stranger):
    released()
    signed_in = as_user(clinician)
    text_of(signed_in, f"{LAB}answers/", 404)
    run = begin(signed_in)
    text_of(signed_in, f"{LAB}answers/", 404)
    decide_all(signed_in, run)
    assert "Because-c4" in text_of(signed_in, f"{LAB}answers/")
    text_of(as_user(stranger), f"{LAB}answers/", 404)
    assert client.get(f"{LAB}answers/").url.startswith("/accounts/login/")


def test_the_answers_tell_only_of_cases_that_were_met(as_user, clinician):
    released(lab(EIGHT, more="draw: 3\n"))
    client = as_user(clinician)
    run = begin(client)
    decide_all(client, run)
    page = text_of(client, f"{LAB}answers/")
    met = {slot["case"] for slot in run.layout["cases"]}
    assert {f"c{at}" for at in range(1, 9) if f"Because-c{at} " in page} == met


def test_a_second_start_goes_on_with_the_open_run(as_user, clinician):
    released()
    client = as_user(clinician)
    assert begin(client).pk == begin(client).pk
    assert Attempt.objects.count() == 1


def test_another_device_goes_on_where_the_first_one_stopped(as_user, clinician):
    released()
    phone, desk = as_user(clinician), as_user(clinician)
    run = begin(phone)
    first(phone, run, 1)
    reply = desk.get(f"/labs/{run.pk}/", follow=True)
    assert reply.redirect_chain[-1][0] == case_url(run, 1)
    assert "Your first answer:" in reply.content.decode()


def test_an_open_run_stays_on_its_release(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    changed = folder(lab(case("n1") + case("n2", wrong=True)))
    release_of(changed)
    assert "Case 1 of 8" in text_of(client, case_url(run, 1))
    decide_all(client, run)
    run.refresh_from_db()
    assert run.state == "graded"


def test_for_a_stranger_somebody_elses_run_does_not_exist(client, as_user, clinician, stranger, manager):
    released()
    run = begin(as_user(clinician))
    urls = [f"/labs/{run.pk}/", f"/labs/{run.pk}/result/", case_url(run, 1), f"/labs/{run.pk}/so-far/"]
    for other in (stranger, manager):
        browser = as_user(other)
        assert {browser.get(url).status_code for url in urls} == {404}
        assert {browser.post(url, {"act": "first", "decision": "today"}).status_code for url in urls} <= {404, 405}
    assert all(client.get(url).url.startswith("/accounts/login/") for url in urls)
    assert not run.answers.exists()


def test_a_run_of_a_lab_is_no_quiz_attempt(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    for url in (f"/attempts/{run.pk}/1/", f"/attempts/{run.pk}/review/", f"/attempts/{run.pk}/result/"):
        text_of(client, url, 404)


def test_a_unit_waits_for_its_lab_and_names_it(as_user, clinician):
    released()
    client = as_user(clinician)
    reply = client.post(f"{UNIT}finish/", follow=True)
    assert reply.redirect_chain == [(f"{UNIT}#said", 302)]
    assert 'A lab is not finished yet: <a href="#lab-decide">Reliance lab</a>.' in reply.content.decode()
    run = begin(client)
    first(client, run, 1)
    assert client.post(f"{UNIT}finish/").url.endswith("#said")
    decide_all(client, run)
    assert client.post(f"{UNIT}finish/").url == "/courses/small/"
    assert UnitProgress.objects.get(unit_id="lab").finished_at is not None


def test_the_run_of_somebody_else_finishes_no_unit(as_user, clinician, stranger):
    release = released()
    other = as_user(stranger)
    decide_all(other, begin(other))
    assert finish_unit(person=clinician, release=release, unit_id="lab") == ["decide"]
    assert finish_unit(person=stranger, release=release, unit_id="lab") == []


def test_a_lab_without_a_case_for_the_role_asks_nothing(as_user, clinician):
    release = released(lab(case("c1", more="roles: reception\n") + case("c2", wrong=True, more="roles: reception\n")))
    client = as_user(clinician)
    page = text_of(client, LAB)
    assert "Nothing here is for your role" in page
    assert client.post(LAB).url == LAB
    assert not Attempt.objects.exists()
    assert finish_unit(person=clinician, release=release, unit_id="lab") == []


def test_a_finished_run_leaves_one_record_and_asks_for_no_grade(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    decide_all(client, run)
    client.post(f"/labs/{run.pk}/result/")
    client.post(f"/labs/{run.pk}/result/")
    record = LabRecord.objects.get()
    assert (record.kind, record.lab_id, record.person) == ("reliance-lab", "decide", clinician)
    assert run_of(clinician).state == "graded"
    assert not Delivery.objects.filter(event="attempt.submitted").exists()


def test_a_run_that_is_not_done_cannot_be_finished(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    assert client.post(f"/labs/{run.pk}/result/").url == f"/labs/{run.pk}/"
    assert client.get(f"/labs/{run.pk}/result/").url == f"/labs/{run.pk}/"
    assert not LabRecord.objects.exists()


def test_a_lab_can_be_done_again_and_the_newest_result_is_offered(as_user, clinician):
    released()
    client = as_user(clinician)
    decide_all(client, begin(client))
    again = begin(client)
    assert again.number == 2
    decide_all(client, again)
    assert f"/labs/{again.pk}/result/" in text_of(client, UNIT)
    assert LabRecord.objects.count() == 2


def test_sums_of_a_case_count_each_person_once(as_user, clinician, stranger):
    released()
    for user in (clinician, stranger):
        client = as_user(user)
        decide_all(client, begin(client))
        decide_all(client, begin(client))
    assert {row.decisions for row in LabCaseCount.objects.all()} == {2}
    assert LabCaseCount.objects.count() == 8


def test_sums_begin_anew_where_the_meaning_of_a_case_changed(as_user, clinician, stranger):
    text = EIGHT
    released(lab(text))
    client = as_user(clinician)
    decide_all(client, begin(client))
    turned = text.replace("`c1`\ncorrect: today", "`c1`\ncorrect: home").replace("Invented patient c3", "Reworded c3")
    release_of(folder(lab(turned)))
    other = as_user(stranger)
    decide_all(other, begin(other))
    rows = {(row.case_id, row.series): row.decisions for row in LabCaseCount.objects.all()}
    assert rows[("c1", 1)] == rows[("c1", 2)] == 1
    assert rows[("c3", 1)] == 2


def test_the_sums_of_a_renamed_lab_go_on_and_count_nobody_twice(as_user, clinician, stranger):
    released()
    for user in (clinician, stranger):
        client = as_user(user)
        decide_all(client, begin(client))
    release_of(folder(lab(EIGHT, id="choose", more="was: decide\n")))
    release_of(folder(lab(EIGHT.replace("on a Monday", "on a Friday"), id="choose")))  # a release later, no word of it
    newcomer = person("new@elm.example", "Nia Newcomer", job_role="gp")
    for user in (clinician, newcomer):
        client = as_user(user)
        decide_all(client, begin(client, "choose"))
    rows = {(row.lab_id, row.case_id, row.series): row.decisions for row in LabCaseCount.objects.all()}
    assert rows == {("decide", f"c{at}", 1): 3 for at in range(1, 9)}


def test_reading_a_lab_begins_nothing(as_user, clinician):
    released()
    client = as_user(clinician)
    text_of(client, LAB)
    assert not Enrolment.objects.exists()


def test_a_run_keeps_when_each_decision_was_made(as_user, clinician):
    released()
    client = as_user(clinician)
    before = timezone.now() - timedelta(seconds=1)
    run = begin(client)
    decide_all(client, run)
    for step in run.answers.values_list("response", flat=True):
        assert before.isoformat() < step["first_at"] <= step["final_at"] < timezone.now().isoformat()
