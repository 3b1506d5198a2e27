"""The joining link: asking, and the manager's answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.operations.models import AuditEntry, Delivery, Mail
from courses.people.joining import links
from courses.people.joining.models import JoiningLink, JoiningRequest
from courses.people.models import Membership, Team
from tests.actors import person
from tests.people.joining.conftest import add_person, invite, page

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def link(practice, manager):
    return links.make_link(practice=practice, by=manager, now=timezone.now())


@pytest.fixture
def asker(db):
    return person("nia@home.example", "Nia Bell", job_role="pharmacist")


def ask(client, link):
    return client.post(page("join-with", link.token), {"ask": "1"}, follow=True)


def answer(client, practice, request, button="accept", **data):
    return client.post(page("practice-link-answer", practice.slug), {"asked": request.pk, button: "1", **data})


def test_a_link_is_made_shown_with_its_picture_replaced_and_ended(boss, client, practice):
    address = page("practice-link", practice.slug)
    assert "There is no link yet." in boss.get(address).content.decode()
    boss.post(address, {"make": "1"})
    boss.post(address, {"make": "1"})  # a double click
    first = JoiningLink.objects.get()
    text = boss.get(address).content.decode()
    assert f"/join/with/{first.token}/" in text
    assert "<svg aria-hidden" in text
    assert f"/join/with/{first.token}/" in boss.get(page("practice-link-poster", practice.slug)).content.decode()
    boss.post(address, {"new": "1"})
    second = JoiningLink.objects.get(ended_at=None)
    assert second.token != first.token
    assert client.get(page("join-with", first.token)).status_code == 410
    assert client.get(page("join-with", second.token)).status_code == 200
    boss.post(address, {"end": "1"})
    assert client.get(page("join-with", second.token)).status_code == 410
    assert boss.get(page("practice-link-poster", practice.slug)).status_code == 404
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["link.made", "link.made", "link.ended"]


def test_signed_out_the_page_leads_to_an_account_and_back(client, link):
    text = client.get(page("join-with", link.token)).content.decode()
    assert "Join Elm Street Surgery" in text
    for way in ("account_signup", "account_login", "user-name-sign-in"):
        assert f'href="{page(way)}?next=%2Fjoin%2Fwith%2F{link.token}%2F"' in text
    assert client.post(page("join-with", link.token), {"ask": "1"}).status_code == 200
    assert not JoiningRequest.objects.exists()


def test_asking_waits_for_a_manager_and_gives_nothing_yet(as_user, practice, link, asker):
    client = as_user(asker)
    client.get(page("join-with", link.token))
    assert not JoiningRequest.objects.exists()
    assert "A manager has to answer" in ask(client, link).content.decode()
    ask(client, link)
    assert JoiningRequest.objects.count() == 1
    assert not Membership.objects.filter(user=asker).exists()


def test_the_manager_sees_who_asks_and_lets_them_in(as_user, boss, practice, manager, link, asker):
    team = Team.objects.create(practice=practice, name="Early team")
    client = as_user(asker)
    ask(client, link)
    row = JoiningRequest.objects.get()
    for name in ("practice-link", "practice-invitations"):
        text = boss.get(page(name, practice.slug)).content.decode()
        assert "Nia Bell" in text
        assert "nia@home.example" in text
    assert "1 person asks to join." in text
    assert answer(boss, practice, row, role="pharmacist", team=team.pk).status_code == 302
    member = Membership.objects.get(user=asker)
    assert (member.practice, member.job_role, member.team, member.is_manager) == (practice, "pharmacist", team, False)
    row.refresh_from_db()
    assert (row.accepted, row.by) == (True, manager)
    assert Delivery.objects.filter(event="membership.started", key=str(member.pk)).exists()
    assert Mail.objects.filter(to=asker.email, subject="You now belong to Elm Street Surgery").exists()
    assert "You belong to it already." in client.get(page("join-with", link.token)).content.decode()
    answer(boss, practice, row)
    answer(boss, practice, row, "decline")
    row.refresh_from_db()
    assert row.accepted
    assert Membership.objects.filter(user=asker).count() == 1


def test_who_was_declined_is_told_on_the_page_and_may_ask_again_the_next_day(as_user, boss, practice, link, asker):
    client = as_user(asker)
    ask(client, link)
    answer(boss, practice, JoiningRequest.objects.get(), "decline")
    assert "Your request was not accepted." in client.get(page("join-with", link.token)).content.decode()
    ask(client, link)
    assert JoiningRequest.objects.count() == 1
    JoiningRequest.objects.update(decided_at=timezone.now() - timedelta(days=1, minutes=1))
    ask(client, link)
    assert JoiningRequest.objects.count() == 2
    assert not Membership.objects.filter(user=asker).exists()


def test_the_first_request_of_a_day_is_mailed_at_once_and_the_others_together(practice, link, asker, manager):
    now = timezone.now().replace(hour=12, minute=0)
    for number in range(4):
        who = asker if not number else person(f"p{number}@home.example", f"Person {chr(65 + number)}")
        links.ask_to_join(link=link, person=who, now=now)
        JoiningRequest.objects.filter(person=who).update(asked_at=now)
    mails = Mail.objects.filter(to=manager.email).order_by("pk")
    assert [mail.subject for mail in mails] == [
        "Nia Bell asks to join Elm Street Surgery",
        "More people ask to join Elm Street Surgery",
    ]
    waits = Delivery.objects.filter(event="mail.queued").order_by("pk").values_list("not_before", flat=True)
    assert waits[1] == now + timedelta(hours=2)


def test_a_request_of_another_practice_cannot_be_answered(boss, practice, stranger, asker):
    other = stranger.memberships.get().practice
    foreign = links.make_link(practice=other, by=stranger, now=timezone.now())
    links.ask_to_join(link=foreign, person=asker, now=timezone.now())
    row = JoiningRequest.objects.get()
    assert answer(boss, practice, row).status_code == 404
    row.refresh_from_db()
    assert row.accepted is None
    assert "Nia Bell" not in boss.get(page("practice-link", practice.slug)).content.decode()


@pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 40, "²"])
def test_a_made_up_number_is_not_found(boss, practice, asked):
    assert boss.post(page("practice-link-answer", practice.slug), {"asked": asked, "accept": "1"}).status_code == 404


def test_a_team_of_another_practice_is_no_choice(boss, practice, stranger, link, asker):
    links.ask_to_join(link=link, person=asker, now=timezone.now())
    Team.objects.create(practice=practice, name="Early team")
    foreign = Team.objects.create(practice=stranger.memberships.get().practice, name="Theirs")
    answer(boss, practice, JoiningRequest.objects.get(), team=foreign.pk)
    assert not Membership.objects.filter(user=asker).exists()


def test_an_ended_link_takes_no_more_requests(as_user, practice, link, manager, asker):
    links.end_link(practice=practice, by=manager, now=timezone.now())
    assert ask(as_user(asker), link).status_code == 410
    assert not links.ask_to_join(link=link, person=asker, now=timezone.now())
    assert not JoiningRequest.objects.exists()


def test_an_invitation_that_is_accepted_answers_the_request_too(as_user, practice, manager, link, asker):
    client = as_user(asker)
    ask(client, link)
    token = invite(practice, manager, asker.email)
    client.post(page("join", token), {"me": asker.pk})
    assert JoiningRequest.objects.get().accepted


def test_a_member_is_not_asked_to_ask(as_user, clinician, link):
    assert "You belong to it already." in ask(as_user(clinician), link).content.decode()
    assert not JoiningRequest.objects.exists()


def test_a_manager_without_an_address_gets_no_mail_and_nothing_breaks(practice, manager, link, asker):
    add_person(practice, manager)
    Membership.objects.filter(user__user_name="farah.nazari").update(is_manager=True)
    links.ask_to_join(link=link, person=asker, now=timezone.now())
    assert list(Mail.objects.values_list("to", flat=True)) == [manager.email]
