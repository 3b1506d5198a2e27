"""A policy of Elm Street Surgery, published by its manager, and the steps a manager takes on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.people.models import Practice, User
from courses.training.policies import services
from courses.training.policies.models import PolicyVersion
from courses.training.policies.texts import from_markdown

NEW = "/practice/elm-street/policies/new/"
PDF = b"%PDF-1.7 an invented policy"


@pytest.fixture
def policy(practice: Practice, manager: User, clinician: User) -> PolicyVersion:
    """The first version of "Using AI tools"; manager and clinician are asked."""
    text = from_markdown("# Using AI tools\n\nOnly those on our list.")
    return services.add_policy(practice=practice, by=manager, title="Using AI tools", text=text)


@pytest.fixture
def next_version(manager: User) -> Callable[[PolicyVersion], PolicyVersion]:
    def publish(version: PolicyVersion) -> PolicyVersion:
        text = from_markdown(f"Text of version {version.number + 1}.")
        return services.add_version(
            policy=version.policy, by=manager, after=version.number, text=text, note="Another list."
        )

    return publish


def pdf(name: str = "policy.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def publish_on_screen(client: Client, url: str, fields: dict[str, Any]) -> Any:
    """Fill in the form, then press "Publish" on the page that asks; the last reply. A refused form is returned."""
    asked = client.post(url, fields)
    if asked.status_code != 200:
        return asked
    carried = {**asked.context["carried"], "do": "publish"}
    if asked.context["newest"]:
        carried["after"] = asked.context["newest"].number
    return client.post(url, carried)
