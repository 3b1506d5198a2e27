"""Exercises for some roles or one region: shown to and asked of those they are for, with a word to who sees all."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.authoring.models import Release
from courses.learning import services
from courses.learning.enrolments import finish_unit
from courses.learning.models import Enrolment, ExerciseAnswer, UnitProgress
from courses.learning.rules import Reader, exercises_to_try, marked_exercises, not_shown, regions_shown
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.training.facts import standings
from tests.actors import answer_all, begin_quiz, person
from tests.learning.marked_course import IN_UNIT, marked_release, with_reflections, write_in_unit
from tests.learning.small_course import release_of, small_folder
from tests.training.situations import today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
UNIT = "/courses/small/units/second/"
ITEM = "\n### True or false `{id}`\n{settings}\n\nIs {id} so?\n\n- [x] True\n- [ ] False\n\n**Explanation:** It is.\n"
EVERYBODY = {"advice-is-order", "how-ready"}


def items(**settings: str) -> tuple[str, str, str]:
    """More exercises at the end of the second unit: id → its settings."""
    text = "".join(ITEM.format(id=id.replace("_", "-"), settings=said) for id, said in settings.items())
    return "02-second.md", "3. Very\n", "3. Very\n" + text


@pytest.fixture
def narrowed(db) -> Release:
    return release_of(
        small_folder(
            items(
                uk_law="region: uk", us_law="region: us", for_nurses="audience: practice-nurse",
                uk_nurses="region: uk\naudience: practice-nurse, reception",
            )
        )
    )  # fmt: skip


def somebody(role: str = "gp", region: str = "uk"):
    return person(f"{role or 'none'}.{region}@elm.example", "Sam Test", job_role=role, region=region)


def page(client: Client) -> str:
    reply = client.get(UNIT)
    assert reply.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.content.decode())).split())


def shown(client: Client) -> set[str]:
    """The exercises on the page."""
    return set(re.findall(r'id="q-([a-z-]+)"', client.get(UNIT).content.decode()))


def answer(client: Client, question: str) -> None:
    chosen = {"answer": "2" if question == "how-ready" else "true"}
    assert client.post(f"/courses/small/questions/{question}/", chosen).status_code in (200, 302)


@pytest.mark.parametrize(
    ("role", "region", "own"),
    [
        ("gp", "uk", {"uk-law"}),
        ("gp", "us", {"us-law"}),
        ("gp", "eu", set()),
        ("gp", "any", {"uk-law", "us-law"}),
        ("practice-nurse", "uk", {"uk-law", "for-nurses", "uk-nurses"}),
        ("reception", "us", {"us-law"}),
        ("reception", "any", {"uk-law", "us-law", "uk-nurses"}),
        ("", "uk", {"uk-law", "for-nurses", "uk-nurses"}),
    ],
)
def test_a_reader_meets_what_is_for_them(as_user, narrowed, role, region, own):
    assert shown(as_user(somebody(role, region))) == EVERYBODY | own


def test_a_visitor_sees_all_and_reads_why(narrowed):
    assert shown(Client()) == EVERYBODY | {"uk-law", "us-law", "for-nurses", "uk-nurses"}
    text = page(Client())
    assert "You see questions for the UK and the US. With an account you see those for your country." in text
    assert f'href="/accounts/signup/?next={UNIT}"' in Client().get(UNIT).content.decode()


def test_who_works_somewhere_else_is_led_to_the_setting_and_back(as_user, narrowed):
    user = somebody("gp", "any")
    client = as_user(user)
    assert "You see questions for the UK and the US. Choose your country" in page(client)
    way = f"/account/?next={UNIT}"
    assert f'href="{way}"' in client.get(UNIT).content.decode()
    settings = {"display_name": "Sam Test", "region": "us", "job_role": "gp", "timezone": "Europe/London"}
    reply = client.post(way, settings)
    assert (reply.status_code, reply.url) == (302, UNIT)
    assert "You see questions for" not in page(client)
    assert shown(client) == EVERYBODY | {"us-law"}


def test_the_way_back_leads_to_this_site_only(as_user, narrowed):
    settings = {"display_name": "Sam Test", "region": "us", "job_role": "gp", "timezone": "Europe/London"}
    reply = as_user(somebody()).post("/account/?next=https://evil.example/", settings)
    assert reply.url == "/account/"


def test_nothing_is_said_where_the_region_is_known_or_nothing_is_narrowed(as_user, narrowed):
    for region in ("uk", "us", "eu"):
        assert "You see questions for" not in page(as_user(somebody("gp", region)))
    assert "You see questions for" not in Client().get("/courses/small/units/first/").content.decode()
    release_of(small_folder(items(for_nurses="audience: practice-nurse")))  # a role is no country
    assert "You see questions for" not in page(Client())


def test_all_regions_that_are_there_are_named_and_no_others(db):
    release_of(small_folder(items(one="region: eu", two="region: uk", three="region: eu")))
    assert "You see questions for the EU and the UK." in page(Client())
    release_of(small_folder(items(one="region: eu", two="region: uk", three="region: us")))
    assert "You see questions for the EU, the UK and the US." in page(Client())


def test_a_unit_is_finished_with_what_is_for_one(as_user, narrowed):
    user = somebody("gp", "us")
    client = as_user(user)
    assert finish_unit(person=user, release=narrowed, unit_id="second") == ["advice-is-order", "how-ready", "us-law"]
    for question in ("advice-is-order", "how-ready", "us-law"):
        answer(client, question)
    assert finish_unit(person=user, release=narrowed, unit_id="second") == []
    assert UnitProgress.objects.get(enrolment__person=user, unit_id="second").finished_at


def test_who_works_somewhere_else_need_not_try_what_is_for_one_country(as_user, narrowed):
    user = somebody("practice-nurse", "any")
    untried = finish_unit(person=user, release=narrowed, unit_id="second")
    assert untried == ["advice-is-order", "how-ready", "for-nurses"]


def test_what_was_answered_before_a_move_is_kept_and_no_longer_shown(as_user, narrowed):
    user = somebody("gp", "uk")
    client = as_user(user)
    answer(client, "uk-law")
    user.region = "us"
    user.save()
    assert "uk-law" not in shown(client)
    assert ExerciseAnswer.objects.filter(person=user, question_id="uk-law").exists()
    user.region = "uk"
    user.save()
    assert "It is." in page(client)


def test_a_release_compiled_before_shows_everything_as_it_did(as_user, narrowed):
    structure = narrowed.structure
    for unit in structure["units"]:
        unit.pop("narrowed", None)
    Release.objects.filter(pk=narrowed.pk).update(structure=structure)
    assert shown(as_user(somebody("gp", "us"))) == EVERYBODY | {"uk-law", "us-law", "for-nurses", "uk-nurses"}


def test_to_hide_costs_no_query(as_user, db):
    def queries(user) -> int:
        client = as_user(user)
        client.get(UNIT)
        with CaptureQueriesContext(connection) as seen:
            client.get(UNIT)
        return len(seen)

    release_of(small_folder(items(one="points: 1", two="points: 1")))
    plain = queries(somebody("gp", "uk"))
    release_of(small_folder(items(one="region: uk", two="audience: practice-nurse")))
    assert queries(somebody("gp", "us")) == plain
    assert queries(somebody("gp", "any")) == plain


def test_only_what_is_narrowed_is_kept_in_the_structure(narrowed):
    units = {unit["id"]: unit for unit in narrowed.structure["units"]}
    assert "narrowed" not in units["first"]
    assert units["second"]["narrowed"] == {
        "uk-law": {"region": "uk"}, "us-law": {"region": "us"}, "for-nurses": {"audience": ["practice-nurse"]},
        "uk-nurses": {"audience": ["practice-nurse", "reception"], "region": "uk"},
    }  # fmt: skip


def test_a_reflection_for_others_need_not_be_marked_for_this_reader(narrowed):
    structure = narrowed.structure | {"marked": ["uk-law", "us-law", "advice-is-order"]}
    assert marked_exercises(structure, Reader("gp", "us")) == ["us-law", "advice-is-order"]
    assert marked_exercises(structure, Reader("gp", "any")) == ["advice-is-order"]


def test_shown_and_asked_agree_for_every_reader_with_a_region(narrowed):
    unit = next(one for one in narrowed.structure["units"] if one["id"] == "second")
    for role in ("gp", "practice-nurse", "reception", "manager", ""):
        for region in ("uk", "us", "eu"):
            reader = Reader(role, region)
            assert set(exercises_to_try(unit, reader)) == set(unit["exercises"]) - not_shown(unit, reader)
            assert regions_shown(unit, reader) == []


MARKED = "marked-by: educator\n\nWhat"
NARROWED_SINCE = [
    pytest.param([("02-second.md", MARKED, "marked-by: educator\nregion: uk\n\nWhat")], id="region"),
    pytest.param([("02-second.md", MARKED, "\nWhat")], id="nobody-marks-it-any-more"),
    pytest.param([("02-second.md", IN_UNIT, "")], id="taken-out"),
]


@pytest.mark.parametrize("since", NARROWED_SINCE)
def test_a_mark_for_what_is_no_longer_shown_holds_up_no_completion(db, since):
    user = somebody("gp", "us")
    begun = marked_release(quiz=False)
    do_unit(user, begun, "first")
    newest = release_of(small_folder(*with_reflections(quiz=False), *since))
    do_unit(user, newest, "second")
    attempt = begin_quiz(user, newest)
    answer_all(user, attempt)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()
    assert Enrolment.objects.get(person=user).completed_at is not None


def test_a_mark_is_still_asked_of_whom_the_reflection_is_for(db):
    user = somebody("gp", "uk")
    begun = marked_release(quiz=False)
    do_unit(user, begun, "first")
    newest = release_of(small_folder(*with_reflections(quiz=False), *NARROWED_SINCE[0].values[0]))
    write_in_unit(user, newest)
    do_unit(user, newest, "second")
    attempt = begin_quiz(user, newest)
    answer_all(user, attempt)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()
    assert Enrolment.objects.get(person=user).completed_at is None
    row = standings([user], [newest], today_of(user))[user.pk, newest.course_id]
    assert row.state.detail == "waiting for marking"


def test_a_mark_in_a_unit_that_was_taken_out_is_still_asked(db):
    reader = Reader("gp", "uk")
    begun = marked_release(quiz=False).structure
    shorter = begun | {"units": [unit for unit in begun["units"] if unit["id"] != "second"], "marked": []}
    assert marked_exercises(begun, reader, shorter) == ["what-next"]
