from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.people.conftest import PASSWORD, last_mail

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NEW = "lantern marble sixpence"


def test_a_change_keeps_this_session_ends_the_others_and_is_mailed(signed_in, amara):
    elsewhere = Client()
    elsewhere.force_login(amara)
    answer = signed_in.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer["Location"] == reverse("account")
    assert signed_in.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert last_mail(amara.email).subject == "Your password was changed"


def test_the_current_password_is_asked_for(signed_in, amara):
    answer = signed_in.post(
        reverse("account_change_password"), {"oldpassword": "guess", "password1": NEW, "password2": NEW}
    )
    assert b"The current password is not right." in answer.content
    amara.refresh_from_db()
    assert amara.check_password(PASSWORD)


def test_a_person_without_a_password_can_set_one(client, amara):
    amara.set_unusable_password()
    amara.save()
    client.force_login(amara)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("account_set_password")
    client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    amara.refresh_from_db()
    assert amara.check_password(NEW)
    assert last_mail(amara.email).subject == "A password was set"
