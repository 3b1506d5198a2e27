from __future__ import annotations

import pytest
from django.urls import reverse

from courses.people.models import User

pytestmark = [pytest.mark.web, pytest.mark.django_db]
FORM = {
    "display_name": "Amara Osei",
    "certificate_name": "Dr A. Osei",
    "region": "eu",
    "job_role": "gp",
    "timezone": "Europe/Athens",
}


def save(client, **changes):
    return client.post(reverse("account"), {**FORM, **changes})


def test_settings_are_saved(signed_in, amara):
    assert save(signed_in)["Location"] == reverse("account")
    amara.refresh_from_db()
    assert {name: getattr(amara, name) for name in FORM} == FORM


@pytest.mark.parametrize("field", ["display_name", "certificate_name"])
def test_a_name_that_no_certificate_can_carry_is_refused_where_it_is_typed(signed_in, amara, field):
    page = save(signed_in, **{field: "Amara \U0001f600"}).content.decode()
    assert "There is a problem" in page
    assert f'href="#id_{field}"' in page
    amara.refresh_from_db()
    assert amara.display_name == "Dr Amara Osei"
    assert amara.certificate_name == ""


def test_names_of_other_scripts_are_taken(signed_in, amara):
    save(signed_in, display_name="  Ελένη   Παπαδοπούλου ", certificate_name="李小龙")
    amara.refresh_from_db()
    assert (amara.display_name, amara.certificate_name) == ("Ελένη Παπαδοπούλου", "李小龙")


def test_an_empty_certificate_name_means_the_other_name(signed_in, amara):
    save(signed_in, certificate_name="   ")
    amara.refresh_from_db()
    assert amara.name_for_certificates == "Amara Osei"


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "Mars/Base"), ("timezone", "../etc"), ("region", "moon"), ("job_role", "pope")]
)
def test_only_what_is_offered_can_be_chosen(signed_in, amara, field, value):
    assert save(signed_in, **{field: value}).status_code == 200
    amara.refresh_from_db()
    assert amara.region == "uk"
    assert amara.timezone == "Europe/London"


def test_a_zone_that_is_not_in_the_list_is_kept(signed_in, amara):
    User.objects.filter(pk=amara.pk).update(timezone="Asia/Tbilisi")
    assert '<option value="Asia/Tbilisi" selected>' in signed_in.get(reverse("account")).content.decode()
    save(signed_in, timezone="Asia/Tbilisi")
    amara.refresh_from_db()
    assert amara.timezone == "Asia/Tbilisi"


def test_rights_cannot_be_posted(signed_in, amara):
    save(signed_in, is_staff="on", is_educator="on", is_active="", email="x@evil.example", password="x", pk="1")
    amara.refresh_from_db()
    assert not amara.is_staff
    assert not amara.is_educator
    assert amara.is_active
    assert amara.email == "amara@surgery.example"


def test_an_address_that_is_not_confirmed_shows_the_way(client, newcomer):
    client.force_login(newcomer)
    page = client.get(reverse("account")).content.decode()
    assert "not confirmed yet" in page
    assert reverse("email-confirm") in page


def test_a_hostile_name_is_shown_as_text(signed_in, amara):
    User.objects.filter(pk=amara.pk).update(display_name="<script>alert(1)</script>")
    page = signed_in.get(reverse("account")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
