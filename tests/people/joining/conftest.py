"""What the tests of coming in share."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import Mail
from courses.people.joining import codes, invitations
from courses.people.joining.codes import Slip
from courses.people.joining.pasted import Row
from courses.people.models import Practice, User

PASSWORD = "teapot harbour violet"


@pytest.fixture
def boss(as_user: Callable[[User], Client], manager: User) -> Client:
    """The manager's browser."""
    return as_user(manager)


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    """Mail is written into this folder, as the demo does."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def invite(practice: Practice, by: User, email: str = "nia@elm.example", **cells: str) -> str:
    """Invite somebody; returns the token of the link in their mail."""
    managers = frozenset({1}) if cells.pop("manager", "") else frozenset()
    row = Row(email, **cells)
    sent = invitations.invite(practice=practice, by=by, rows=[row], now=timezone.now(), managers=managers)
    assert sent.sent == [email]
    return token_for(email)


def token_for(email: str) -> str:
    """The token in the newest invitation to this address."""
    mail = Mail.objects.filter(to=email, purpose="invitation").latest("pk")
    found = re.search(r"/join/([\w-]{32})/", mail.text)
    assert found, mail.text
    return found.group(1)


def add_person(practice: Practice, by: User, name: str = "Farah Nazari") -> Slip:
    return codes.add_people(practice=practice, names=[name], by=by, now=timezone.now())[0]


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def deliver() -> None:
    outbox.drain()
