from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from courses.operations.models import AuditEntry, Delivery
from courses.people.models import Membership, Practice, Team, User
from courses.people.staff import founding
from tests.people.conftest import PASSWORD, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/start/"
VISITOR = {
    "name": "Harbour View Practice",
    "region": "us",
    "display_name": "Nia Bell",
    "job_role": "manager",
    "email": "nia@harbour.example",
    "password1": PASSWORD,
}


def begin(client: Client, **changes: str):
    return client.post(URL, {"name": "Harbour View Practice", "region": "uk", **changes})


def test_a_visitor_gets_account_and_practice_in_one_go(client):
    answer = client.post(URL, VISITOR, follow=True)
    person, practice = User.objects.get(), Practice.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("practice-first-steps", args=["harbour-view-practice"])
    assert int(client.session["_auth_user_id"]) == person.pk
    assert (practice.name, practice.region, practice.timezone) == ("Harbour View Practice", "us", "America/New_York")
    assert practice.retention_years == 6
    assert practice.created_by == person
    member = Membership.objects.get()
    assert (member.user, member.is_manager, member.needs_training) == (person, True, False)
    assert (member.job_role, person.job_role) == ("manager", "manager")
    assert last_mail("nia@harbour.example").purpose == "account/email/email_confirmation_signup"


def test_account_and_practice_are_made_together_or_not_at_all(monkeypatch):
    def refuse(*args, **kwargs):
        raise IntegrityError("no room")

    monkeypatch.setattr(Membership.objects, "create", refuse)
    with pytest.raises(IntegrityError):
        founding.found_with_account(
            account={"email": "nia@harbour.example", "password": PASSWORD, "display_name": "Nia Bell"},
            name="Harbour View",
            region="uk",
            needs_training=True,
        )
    assert not User.objects.exists()
    assert not Practice.objects.exists()


def test_a_taken_address_is_answered_like_a_free_one(manager):
    free, taken = Client(), Client()
    answers = [
        free.post(URL, VISITOR, follow=True),
        taken.post(URL, {**VISITOR, "email": manager.email, "name": "Quay Practice"}, follow=True),
    ]
    assert [one.status_code for one in answers] == [200, 200]
    assert [one.redirect_chain[-1][0] for one in answers] == [
        "/practice/harbour-view-practice/first-steps/",
        "/practice/quay-practice/first-steps/",
    ]
    assert last_mail(manager.email).subject == "You already have an account"
    assert not Membership.objects.filter(user=manager, practice__slug="quay-practice").exists()


def test_a_signed_in_person_gives_only_the_name_and_manages_two(as_user, manager):
    client = as_user(manager)
    answer = begin(client, needs_training="on")
    assert answer["Location"] == reverse("practice-first-steps", args=["harbour-view-practice"])
    member = Membership.objects.get(practice__slug="harbour-view-practice")
    assert (member.user, member.is_manager, member.needs_training) == (manager, True, True)
    assert User.objects.count() == 1
    entry = AuditEntry.objects.get(action="practice.started")
    assert (entry.actor, entry.practice_id) == (manager, member.practice_id)
    assert Delivery.objects.filter(event="membership.started", key=str(member.pk)).exists()


@pytest.mark.parametrize(
    ("region", "zone"),
    [("uk", "Europe/London"), ("us", "America/New_York"), ("eu", "Europe/Brussels"), ("any", "UTC")],
)
def test_the_country_sets_time_zone_and_retention(as_user, manager, region, zone):
    begin(as_user(manager), region=region)
    practice = Practice.objects.get(slug="harbour-view-practice")
    assert (practice.timezone, practice.retention_years) == (zone, 6)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Elm Street Surgery", "elm-street-surgery"),
        ("Clínica São José", "clinica-sao-jose"),
        ("Клиника", "practice-2"),
        ("Start", "start-2"),
        ("Practice", "practice-2"),
        ("x" * 120, "x" * 50),
    ],
)
def test_the_address_is_made_of_the_name_and_never_a_word_of_the_site(name, slug):
    assert founding.free_slug(name) == slug


def test_two_practices_of_one_name_get_two_addresses(as_user, manager, stranger):
    begin(as_user(manager))
    begin(as_user(stranger))
    slugs = Practice.objects.filter(name="Harbour View Practice").values_list("slug", flat=True)
    assert sorted(slugs) == ["harbour-view-practice", "harbour-view-practice-2"]


def test_an_address_taken_in_the_same_moment_is_tried_again(manager, monkeypatch):
    Practice.objects.create(name="Taken", slug="taken")
    answers = iter(["taken", "free"])
    monkeypatch.setattr(founding, "free_slug", lambda name: next(answers))
    practice = founding.found_practice(by=manager, name="Taken", region="uk", needs_training=False)
    assert practice is not None
    assert practice.slug == "free"


def test_the_sixth_practice_of_a_day_is_refused_in_words(as_user, manager):
    client = as_user(manager)
    for _number in range(founding.MOST_A_DAY):
        assert begin(client).status_code == 302
    answer = begin(client)
    assert answer.status_code == 200
    assert b"Try again tomorrow" in answer.content
    assert Practice.objects.filter(created_by=manager).count() == founding.MOST_A_DAY


def test_a_visitor_who_tries_too_often_has_to_wait(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": False}
    answers = [Client().post(URL, {**VISITOR, "email": "no"}).status_code for _number in range(21)]
    assert (set(answers[:20]), answers[20]) == ({200}, 429)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Write the name of the practice."),
        ({"name": "\u202eecruos"}, "invisible character"),
        ({"name": "N" * 300}, "at most 120 characters"),
        ({"region": ""}, "Choose where the practice is."),
    ],
)
def test_what_cannot_be_used_is_said_with_a_link_to_the_field(as_user, manager, changes, words):
    page = begin(as_user(manager), **changes).content.decode()
    assert page.count(words) >= 2
    assert "There is a problem" in page
    assert f'href="#id_{next(iter(changes))}' in page
    assert not Practice.objects.filter(created_by=manager).exists()


def test_a_name_with_tags_is_printed_as_it_is(as_user, manager):
    begin(as_user(manager), name="<script>alert(1)</script>")
    page = as_user(manager).get("/practice/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_looking_at_the_page_makes_nothing(client, as_user, manager):
    assert client.get(URL).status_code == 200
    assert as_user(manager).get(URL).status_code == 200
    assert Practice.objects.count() == 1  # the one the manager has already


def test_first_steps_tick_what_is_done(as_user, manager, elm):
    Practice.objects.update(created_by=manager)
    url = reverse("practice-first-steps", args=[elm.slug])
    page = as_user(manager).get(url).content.decode()
    assert page.count("✓ done") == 1
    assert "Make teams" in page
    Team.objects.create(practice=elm, name="Morning")
    assert as_user(manager).get(url).content.decode().count("✓ done") == 2
    AuditEntry.objects.create(actor=manager, action="assignment.made", subject="A course", practice_id=elm.pk)
    page = as_user(manager).get(url).content.decode()
    assert (page.count("✓ done"), page.count("to do")) == (3, 0)


def test_first_steps_of_somebody_elses_practice_do_not_exist(as_user, stranger, clinician, elm):
    url = reverse("practice-first-steps", args=[elm.slug])
    assert [as_user(one).get(url).status_code for one in (stranger, clinician)] == [404, 404]
    assert Client().get(url).status_code == 302
