"""Pictures of published courses."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from courses.authoring.models import Asset
from courses.authoring.services import publish
from tests.authoring.sample import RINGS, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def address() -> str:
    publish(folder=sample(), by=None)
    asset = Asset.objects.get()
    return reverse("media", args=[asset.sha256, asset.extension])


def test_a_picture_is_public_fixed_in_type_and_kept_for_ever(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content == RINGS
    assert response["Content-Type"] == "image/svg+xml"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def test_only_reading_is_allowed(client: Client, address: str) -> None:
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_an_unknown_digest_and_a_wrong_extension_are_not_found(client: Client, address: str) -> None:
    assert client.get(f"/media/{'0' * 64}.svg").status_code == 404
    assert client.get(address.replace(".svg", ".png")).status_code == 404
    assert client.get("/media/..%2fdb.sqlite3").status_code == 404


def test_a_file_that_no_publish_made_is_not_served(client: Client, address: str) -> None:
    default_storage.save(f"media/{'1' * 64}.svg", default_storage.open(Asset.objects.get().file))
    assert client.get(f"/media/{'1' * 64}.svg").status_code == 404


def test_a_file_that_went_missing_is_not_found_instead_of_a_fault(client: Client, address: str) -> None:
    default_storage.delete(Asset.objects.get().file)
    assert client.get(address).status_code == 404
