"""People and helpers for the account tests."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses.operations.models import Mail
from courses.people.models import User
from courses.people.services import open_account

PASSWORD = "teapot harbour violet"


@pytest.fixture
def amara(db) -> User:
    """A clinician with a confirmed address."""
    return open_account(email="amara@surgery.example", password=PASSWORD, confirmed=True, display_name="Dr Amara Osei")


@pytest.fixture
def newcomer(db) -> User:
    """Signed up a moment ago; the address is not confirmed."""
    return open_account(email="new@surgery.example", password=PASSWORD, display_name="Nia Bell")


@pytest.fixture
def signed_in(client: Client, amara: User) -> Client:
    client.force_login(amara)
    return client


def last_mail(to: str) -> Mail:
    return Mail.objects.filter(to=to).latest("pk")


def code_in(mail: Mail) -> str:
    found = re.search(r"^(\d{6})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found.group(1)


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"
