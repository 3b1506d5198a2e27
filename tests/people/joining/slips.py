"""What is done with slips: people added by name, a code entered, the first password, and what a page shows."""

from __future__ import annotations

import re

from django.test import Client

from courses.people.models import User
from tests.people.joining.conftest import PASSWORD, add_person, page

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")


def add(client, practice, names, **more):
    return client.post(page("practice-codes", practice.slug), {"names": names, **more})


def sign_in(client, user_name, secret, **more):
    return client.post(page("user-name-sign-in"), {"user_name": user_name, "secret": secret, **more})


def set_password(client, password=PASSWORD, **more):
    return client.post(page("user-name-password"), {"password1": password, **more})


def farah():
    return User.objects.get(user_name="farah.nazari")


def begin(practice, manager) -> User:
    """Farah with a password of her own."""
    slip, client = add_person(practice, manager), Client()
    sign_in(client, slip.user_name, slip.code)
    set_password(client)
    return farah()


def form_of(client, address) -> str:
    """What names the page that is shown now."""
    return re.search(r'name="form" value="([\w-]+)"', client.get(address).content.decode()).group(1)


def codes_in(answer) -> list[str]:
    return CODE.findall(answer.content.decode())
