"""Whoever does not manage the practice gets nothing but a 404 from its pages of coming in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from courses.operations.models import AuditEntry
from courses.people.joining import links
from courses.people.joining.models import Invitation, JoiningLink, PrintedCode
from courses.people.models import Membership
from tests.people.joining.conftest import add_person, invite, page

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def addresses(practice, manager) -> list[str]:
    invite(practice, manager)
    links.make_link(practice=practice, by=manager, now=timezone.now())
    add_person(practice, manager)
    member = Membership.objects.get(user__user_name="farah.nazari").pk
    slug = practice.slug
    names = ("invite", "invitations", "link", "link-poster", "link-answer", "codes")
    return [
        *(page(f"practice-{name}", slug) for name in names),
        page("practice-invitation", slug, Invitation.objects.get().pk),
        page("practice-code", slug, member),
    ]


BODY = {"make": "1", "new": "1", "end": "1", "cancel": "1", "names": "Eve", "email": "e@x.example", "send": "1"}


@pytest.mark.parametrize("who", ["clinician", "stranger", "educator"])
def test_others_see_nothing_and_change_nothing(who, request, as_user, addresses):
    client = as_user(request.getfixturevalue(who))
    log = AuditEntry.objects.count()
    for address in addresses:
        assert client.get(address).status_code in (404, 405), address
        assert client.post(address, BODY).status_code in (404, 405), address
    assert AuditEntry.objects.count() == log
    assert Invitation.objects.get().cancelled_at is None
    assert JoiningLink.objects.get().ended_at is None
    assert PrintedCode.objects.get().cancelled_at is None


def test_signed_out_one_is_asked_to_sign_in(addresses):
    for address in addresses:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")


def test_a_manager_who_has_left_loses_the_pages_at_once(boss, addresses, manager):
    assert boss.get(addresses[0]).status_code == 200
    Membership.objects.filter(user=manager).update(ended=timezone.localdate())
    assert {boss.get(address).status_code for address in addresses} <= {404, 405}
