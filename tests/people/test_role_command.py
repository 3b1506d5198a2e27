"""`manage.py role`: who writes, reviews and administers."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.operations.models import AuditEntry
from courses.people.models import User
from courses.people.services import open_account

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def role(*arguments: str) -> str:
    out = StringIO()
    call_command("role", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def colleague() -> User:
    return open_account(email="kit@site.example", password=None, confirmed=True, display_name="Kit Moss")


@pytest.mark.parametrize(
    ("name", "field"), [("educator", "is_educator"), ("reviewer", "is_reviewer"), ("administrator", "is_staff")]
)
def test_a_role_is_given_listed_and_taken_back(colleague: User, name: str, field: str) -> None:
    assert role("KIT@site.example", name).startswith("Kit Moss is now a")
    assert getattr(User.objects.get(pk=colleague.pk), field)
    assert "already" in role("kit@site.example", name)
    assert role() == f"kit@site.example\tKit Moss\t{name}"
    assert "no longer" in role("kit@site.example", name, "--remove")
    assert not getattr(User.objects.get(pk=colleague.pk), field)
    assert role() == ""
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "subject")) == [
        ("role.given", name),
        ("role.taken", name),
    ]


def test_an_address_that_nobody_proved_gets_no_role() -> None:
    open_account(email="kit@site.example", password=None, display_name="Not Kit")
    with pytest.raises(CommandError, match="confirmed"):
        role("kit@site.example", "reviewer")
    assert not User.objects.get().is_reviewer


@pytest.mark.parametrize("arguments", [("nobody@site.example", "educator"), ("kit@site.example",)])
def test_what_cannot_be_done_is_said(colleague: User, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="signed up|Name a role"):
        role(*arguments)
