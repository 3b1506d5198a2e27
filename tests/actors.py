"""The people of the tests (clinician, manager, educator, stranger) and what they work on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.test import Client

from courses.authoring.folders import read_folder
from courses.authoring.models import Release
from courses.authoring.services import publish
from courses.learning import services
from courses.learning.feedback import keys_of
from courses.learning.models import Attempt
from courses.management.commands.demo import do_unit, right_response
from courses.operations import outbox
from courses.people.models import Membership, Practice, User

Publish = Callable[..., Release]


@pytest.fixture(autouse=True)
def _surroundings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Web tests: static files need no manifest, stored files are the test's own, counters start at nought."""
    if "db" not in request.fixturenames and not request.node.get_closest_marker("django_db"):
        yield
        return
    settings: Any = request.getfixturevalue("settings")
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one is slow by intent
    cache.clear()
    caches["rendered"].clear()
    yield
    cache.clear()


def person(email: str, name: str, *, confirmed: bool = True, **fields: Any) -> User:
    user = User.objects.create_user(email, None, display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=confirmed, primary=True)
    return user


@pytest.fixture
def practice(db: None) -> Practice:
    return Practice.objects.create(name="Elm Street Surgery", slug="elm-street")


@pytest.fixture
def clinician(practice: Practice) -> User:
    user = person("amara@elm.example", "Dr Amara Osei", job_role="gp")
    Membership.objects.create(user=user, practice=practice, started=date(2020, 1, 1), job_role="gp")
    return user


@pytest.fixture
def manager(practice: Practice) -> User:
    user = person("sam@elm.example", "Sam Lee", job_role="manager")
    Membership.objects.create(
        user=user, practice=practice, started=date(2020, 1, 1), is_manager=True, needs_training=False
    )
    return user


@pytest.fixture
def educator(db: None) -> User:
    return person("elif@site.example", "Dr Elif Kaya", is_educator=True)


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, but from nowhere near: another practice's manager."""
    other = Practice.objects.create(name="Oak Lane", slug="oak-lane")
    user = person("stranger@oak.example", "Pat Stranger", job_role="gp")
    Membership.objects.create(user=user, practice=other, started=date(2020, 1, 1), is_manager=True)
    return user


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client signed in as this person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def publish_shipped(slug: str) -> Release:
    outcome = publish(folder=shipped(slug), by=None)
    assert outcome.release is not None, outcome.problems
    return outcome.release


def shipped(slug: str) -> Any:
    return read_folder(django_settings.COURSES_DIR / slug).folder


@pytest.fixture
def sample(db: None) -> Release:
    """The shipped sample course: short, reviewed by an invented reviewer."""
    return publish_shipped("sample-reviewed-course")


@pytest.fixture
def course(db: None) -> Release:
    """The shipped course "Deciding with AI"."""
    return publish_shipped("automation-bias")


def finish_units(user: User, release: Release) -> None:
    for unit in release.structure["units"]:
        do_unit(user, release, unit["id"])


def graded_quiz(release: Release) -> str:
    return next(quiz["id"] for quiz in release.structure["quizzes"] if quiz["graded"])


def begin_quiz(user: User, release: Release) -> Attempt:
    """An open attempt of somebody who has finished the units."""
    finish_units(user, release)
    attempt = services.open_attempt(person=user, release=release, quiz_id=graded_quiz(release))
    assert isinstance(attempt, Attempt)
    return attempt


def answer_all(user: User, attempt: Attempt, *, wrong: int = 0) -> None:
    """Answer every question rightly, but the first `wrong` ones wrongly."""
    keys = keys_of(attempt.release)
    for slot, place in enumerate(attempt.layout):
        key = keys[place["question"]]
        response = wrong_response(key) if slot < wrong else right_response(key)
        services.save_answer(person=user, attempt_id=attempt.pk, slot=slot, response=response, sure="70", version=0)


def wrong_response(key: Any) -> dict[str, Any]:
    if key["kind"] == "number":
        return {"value": "-987654"}
    wrong = next(option for option in key["options"] if option not in key["right"])
    return {"choices": [wrong]} if key["kind"] == "multiple-choice" else {"choice": wrong}


def pass_course(user: User, release: Release, *, wrong: int = 0) -> Attempt:
    """Take a person through a whole course and let everything that follows happen."""
    attempt = begin_quiz(user, release)
    answer_all(user, attempt, wrong=wrong)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()
    attempt.refresh_from_db()
    return attempt
