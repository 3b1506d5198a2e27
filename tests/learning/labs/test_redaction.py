"""A redaction lab: mark, check, see what was found; nothing tells before that, and what was checked stands."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from courses.authoring.models import ReleaseKey
from courses.learning.models import Answer, Attempt, LabRecord
from tests.learning.labs.marked_course import (
    EVERY,
    LETTERS,
    SLUG,
    UNIT,
    begin,
    do_letters,
    fields,
    marked_folder,
    marked_release,
    post,
    sheet,
    units_of,
)
from tests.learning.small_course import release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def released(db: None) -> Any:
    return marked_release(letters="must-find: name")


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, (url, reply.status_code)
    return unescape(reply.content.decode())


def response(run: Attempt, number: int = 1) -> Any:
    return Answer.objects.get(attempt=run, slot=number - 1).response


def test_the_texts_come_one_a_page_and_go_on_where_the_person_stopped(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    assert run.layout == {"sheets": [["first-letter"], ["second-letter"], ["third-letter"]]}
    assert client.get(f"/labs/{run.pk}/").url == sheet(run, 1)
    assert "Text 1 of 3" in page(client, sheet(run, 1))
    assert post(client, run, 1, "check", fields(run, "first-letter", marks=EVERY)).url == sheet(run, 1)
    assert client.get(f"/labs/{run.pk}/").url == sheet(run, 2)
    assert "Go on: text 2 of 3" in page(client, UNIT)
    assert begin(client).pk == run.pk


def test_checked_marks_are_told_as_found_missed_and_not_needed_with_what_would_leave(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    units = units_of(released, "letters")["first-letter"]
    marks = {
        f"m.first-letter.{units['Mrs Ida Sample']}": "name",
        f"m.first-letter.{units['71']}": "number",
        f"m.first-letter.{units['1 Test Street']}": "number",
    }
    post(client, run, 1, "check", marks)
    text = page(client, sheet(run, 1))
    assert "1 of 3 found" in text
    assert "1 under another mark, 1 missed, 1 mark not needed." in text
    assert "1 detail would leave with this text and could identify the person" in text
    assert "“999 000 0000”" in text
    for words in (
        "Secret-a name",
        "Secret-a number",
        "Secret-a place",
        "Secret-care needs it",
        "You marked it as: Number",
    ):
        assert words in text
    assert re.findall(r'class="u (\w+)"', text) == ["ok", "miss", "other", "over"]
    assert "this had to be found" not in text  # the name was found, the number need not be


def test_no_byte_tells_a_target_from_another_unit_before_checking(client, as_user, clinician, released):
    browser = as_user(clinician)
    run = begin(browser)
    key = ReleaseKey.objects.get(release=released).labs["letters"]["answers"]["texts"]
    ids = {target["id"] for targets in key.values() for target in targets}
    assert "hush-ida" in ids
    replies = [one.get(url) for one in (client, browser) for url in (LETTERS, UNIT)]
    replies += [browser.get(sheet(run, number)) for number in (1, 2, 3)]
    replies.append(post(browser, run, 1, "save", fields(run, "first-letter", marks=EVERY)))
    replies.append(browser.get(sheet(run, 1)))
    for reply in replies:
        text = unescape(f"{reply.headers}{reply.content.decode()}")
        assert "Secret-" not in text
        assert not [id for id in ids if id in text]
    text = unescape(browser.get(sheet(run, 1)).content.decode())
    units = re.findall(r'<span class="u" data-u="m\.first-letter\.u\d+">([^<]+)</span>', text)
    assert units == list(units_of(released, "letters")["first-letter"])  # all alike, and every one of them
    assert browser.get(f"/courses/{SLUG}/labs/letters/answers/").status_code == 404


def test_an_unknown_unit_an_unknown_mark_and_a_mark_of_another_text_are_left_out(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    forged = {"m.first-letter.u999": "name", "m.first-letter.u1": "omitted", "m.second-letter.u1": "name"}
    good = fields(run, "first-letter", marks=EVERY)
    post(client, run, 1, "save", forged | good)
    assert response(run)["marks"] == {"first-letter": {name.split(".")[2]: mark for name, mark in good.items()}}


def test_what_was_checked_never_changes_whoever_posts_it_again(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    good = fields(run, "first-letter", marks=EVERY)
    post(client, run, 1, "check", good)
    before = response(run)
    for act in ("check", "save", "stop", "check"):
        assert post(client, run, 1, act, {}, none="1").status_code == 302
        assert post(client, run, 1, act, good).status_code == 302
    assert post(client, run, 1, "next", {}).status_code == 302
    assert response(run) == before


def test_a_save_that_arrives_late_or_twice_changes_nothing(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    name, number, place = fields(run, "first-letter", marks=EVERY).items()
    ajax = {"headers": {"X-Requested-With": "fetch"}}

    def save(seq: int, *marks: tuple[str, str], version: str = "0", who: str = "tab") -> Any:
        data = {"version": version, "client": who, "seq": str(seq), "act": "save", **dict(marks)}
        return client.post(sheet(run, 1), data, **ajax)

    assert save(1, name).json()["version"] == 1
    assert save(3, name, number, place).status_code == 200
    stored = response(run)
    assert save(2, name, number).status_code == 409
    assert save(3, name).status_code == 409
    assert save(9, name, who="another", version="1").status_code == 409
    assert save(9, name, who="", version="x").status_code == 409
    assert response(run) == stored
    assert save(1, name, who="another", version=str(stored["version"])).status_code == 200


def test_marks_from_another_device_are_not_overwritten_unseen(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    good = fields(run, "first-letter", marks=EVERY)
    first = dict(list(good.items())[:1])
    post(client, run, 1, "save", good)
    reply = post(client, run, 1, "check", first, version="0")
    assert reply.status_code == 409
    text = unescape(reply.content.decode())
    assert "Also marked somewhere else" in text
    assert "3 were marked" in text
    assert text.count(" selected") == 1  # what was just sent is in the form
    assert response(run)["marks"]["first-letter"].keys() == {name.split(".")[2] for name in good}
    assert post(client, run, 1, "check", first).status_code == 302
    assert len(response(run)["marks"]["first-letter"]) == 1


def test_to_check_without_a_mark_is_asked_about_once(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    reply = post(client, run, 1, "check", {})
    assert reply.status_code == 422
    assert b'name="none" value="1"' in reply.content
    assert not Answer.objects.filter(attempt=run).exists()
    assert post(client, run, 1, "check", {}, none="1").status_code == 302
    assert "0 of 3 found" in page(client, sheet(run, 1))


def test_the_last_check_finishes_the_run_once_and_keeps_counts_only_in_the_record(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    marks = {"first-letter": {"Mrs Ida Sample": "name", "71": "place"}, "third-letter": EVERY["third-letter"]}
    assert client.post(f"/labs/{run.pk}/result/").url == f"/labs/{run.pk}/"
    do_letters(client, run, marks)
    do_letters(client, run, marks)
    record = LabRecord.objects.get(attempt=run)
    assert record.kind == "redaction-lab"
    counts = record.counts
    assert {name: counts[name] for name in ("texts", "targets", "found", "other", "missed", "not_needed")} == {
        "texts": 3, "targets": 5, "found": 2, "other": 0, "missed": 3, "not_needed": 1,
    }  # fmt: skip
    assert counts["marks"] == {"name": [2, 1, 0, 1, 0], "number": [2, 1, 0, 1, 0], "place": [1, 0, 0, 1, 1]}
    assert counts["severities"] == {"major": [2, 1, 0, 1, 0], "minor": [3, 1, 0, 2, 0]}
    assert counts["must_missed"] == 1
    result = page(client, f"/labs/{run.pk}/result/")
    assert "2 of 5 found" in result
    assert "Secret-debrief of the letters" in result
    assert "Done on" in page(client, UNIT)
    assert "Secret-" in page(client, f"/courses/{SLUG}/labs/letters/answers/")


def test_another_run_begins_with_texts_that_have_not_been_met(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    do_letters(client, run, EVERY)
    folder = marked_folder()
    debrief = "**Debrief:** Secret-debrief of the letters"
    new = f'#### Text `new-letter`\n\nSent by [Max Muster](#name "Secret-new").\n\n{debrief}'
    text = folder.files["01-first.md"].decode().replace(debrief, new)
    release_of(type(folder)(folder.name, {**folder.files, "01-first.md": text.encode()}))
    assert begin(client).layout["sheets"][0] == ["new-letter"]


def test_a_run_whose_marks_are_gone_shows_its_counts_and_a_deleted_one_nothing(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    do_letters(client, run, EVERY)
    Answer.objects.filter(attempt=run).delete()
    Attempt.objects.filter(pk=run.pk).update(layout={})
    assert "5 of 5 found." in page(client, f"/labs/{run.pk}/result/")
    assert client.get(sheet(run, 1)).url == f"/labs/{run.pk}/result/"
    record = LabRecord.objects.get(attempt=run)
    LabRecord.objects.filter(pk=record.pk).update(counts={}, erased_at=record.finished_at)
    assert "You deleted what you did here" in page(client, f"/labs/{run.pk}/result/")


def test_another_persons_run_is_not_there(client, as_user, clinician, stranger, released):
    run = begin(as_user(clinician))
    other = as_user(stranger)
    for url in (f"/labs/{run.pk}/", sheet(run, 1), f"/labs/{run.pk}/result/"):
        assert other.get(url).status_code == 404
        assert other.post(url, {"act": "check", "none": "1"}).status_code == 404
        assert client.get(url).status_code in (302, 404)
    assert not Answer.objects.filter(attempt=run).exists()
    assert as_user(clinician).get(sheet(run, 4)).status_code == 404
    assert as_user(clinician).get(sheet(run, 0)).status_code == 404


def test_a_visitor_reads_the_text_and_is_asked_to_sign_in(client, released):
    text = page(client, LETTERS)
    assert "Sign in to do the lab" in text
    assert "Mrs Ida Sample, NHS number" in text
    assert "Find every place of “Name”." in text


def test_a_page_costs_the_same_few_queries_however_much_is_marked(
    as_user, clinician, released, django_assert_max_num_queries
):
    client = as_user(clinician)
    run = begin(client)
    page(client, sheet(run, 1))
    with django_assert_max_num_queries(6):
        page(client, sheet(run, 1))
    post(client, run, 1, "check", fields(run, "first-letter", marks=EVERY))
    with django_assert_max_num_queries(7):
        page(client, sheet(run, 1))


def test_a_text_that_was_begun_is_gone_on_with_and_not_passed_over(as_user, clinician, released):
    client = as_user(clinician)
    run = begin(client)
    assert post(client, run, 1, "stop", fields(run, "first-letter", marks=EVERY)).url.endswith("#lab-letters")
    assert client.get(f"/labs/{run.pk}/").url == sheet(run, 1)
    assert "Go on: text 1 of 3" in page(client, UNIT)
    assert page(client, sheet(run, 1)).count(" selected") == 3


def test_how_i_use_ai_advice_names_the_kind_that_was_missed_most(as_user, clinician, released):
    client = as_user(clinician)
    do_letters(client, begin(client), EVERY | {"second-letter": {}, "third-letter": {}, "first-letter": {"71": "name"}})
    text = page(client, "/me/ai-advice/")
    assert "0 of 5 found." in text
    assert "Missed most: Name, 2 of 2." in text
