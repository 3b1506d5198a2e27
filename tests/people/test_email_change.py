from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from courses.people.models import User
from tests.people.conftest import PASSWORD, code_in, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NEW = "a.osei@clinic.example"


@pytest.fixture
def trusted(signed_in: Client) -> Client:
    """Has just given the password again."""
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return signed_in


def change(client: Client, email: str = NEW):
    return client.post(reverse("account_email"), {"action_add": "1", "email": email})


def test_the_password_is_asked_for_first(signed_in, amara):
    assert change(signed_in)["Location"].startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.filter(user=amara).count() == 1


def test_a_new_address_counts_when_its_code_has_come_back_and_the_old_one_is_told(trusted, amara):
    assert change(trusted)["Location"] == reverse("email-confirm")
    amara.refresh_from_db()
    assert amara.email == "amara@surgery.example"
    trusted.post(reverse("email-confirm"), {"code": code_in(last_mail(NEW))})
    amara.refresh_from_db()
    assert amara.email == NEW
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.filter(user=amara)] == [
        (NEW, True, True)
    ]
    told = last_mail("amara@surgery.example")
    assert told.subject == "Your email address was changed"
    assert NEW in told.text


def test_a_change_can_be_given_up(trusted, amara):
    change(trusted)
    trusted.post(reverse("account_email"), {"action_remove": "1", "email": NEW})
    assert [one.email for one in EmailAddress.objects.filter(user=amara)] == ["amara@surgery.example"]


def test_an_address_of_somebody_else_is_answered_like_a_free_one(trusted, amara, newcomer):
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    assert change(trusted, newcomer.email)["Location"] == reverse("email-confirm")
    assert last_mail(newcomer.email).subject == "You already have an account"


@pytest.mark.parametrize("slips", [1, 2])
def test_a_slip_of_the_pen_at_sign_up_can_be_put_right(client, newcomer, slips):
    client.force_login(newcomer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for n in range(slips):
        change(client, f"{n}{NEW}")
    row = EmailAddress.objects.get(user=newcomer)
    newcomer.refresh_from_db()
    assert row.email == newcomer.email == f"{slips - 1}{NEW}"
    assert row.primary
    client.post(reverse("email-confirm"), {"code": code_in(last_mail(row.email))})
    assert EmailAddress.objects.get(user=newcomer).verified
    assert User.objects.get().email == row.email
