"""/healthz and /readyz: for machines that ask whether the site can take work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import Delivery
from tests.operations.conftest import Listen

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def waiting(listen: Listen) -> Delivery:
    listen("tested", lambda: None)
    with transaction.atomic():
        outbox.emit("tested", key=1, ids={})
    return Delivery.objects.get()


def ready(client: Client) -> tuple[int, dict[str, str]]:
    reply = client.get("/readyz")
    assert reply.json()["ready"] == (reply.status_code == 200)
    return reply.status_code, reply.json()["checks"]


def test_healthz_answers_a_stranger_without_asking_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        reply = client.get("/healthz")
    assert (reply.status_code, reply.content) == (200, b"ok\n")


def test_a_site_that_is_well_is_ready(client: Client) -> None:
    code, checks = ready(client)
    assert code == 200
    assert checks.keys() == {"disk", "database", "queue"}
    assert (checks["database"], checks["queue"]) == ("ok", "ok")


def test_a_delivery_that_waits_for_a_moment_is_no_matter(client: Client, waiting: Delivery) -> None:
    assert ready(client)[0] == 200


def test_mail_that_waits_for_its_server_is_told_but_the_site_can_work(client: Client, waiting: Delivery) -> None:
    Delivery.objects.update(event="mail.queued", not_before=timezone.now() - timedelta(minutes=6))
    code, checks = ready(client)
    assert (code, checks["queue"]) == (200, "1 messages wait for the mail server")


def test_a_delivery_that_is_late_makes_it_not_ready(client: Client, waiting: Delivery) -> None:
    Delivery.objects.update(not_before=timezone.now() - timedelta(minutes=6))
    code, checks = ready(client)
    assert (code, checks["queue"]) == (503, "1 deliveries late")


@pytest.mark.parametrize("state", ["queued", "leased"])
def test_a_delivery_that_was_tried_in_vain_for_minutes_counts_as_late(
    client: Client, waiting: Delivery, state: str
) -> None:
    later = timezone.now() + timedelta(minutes=4)
    Delivery.objects.update(state=state, not_before=later, leased_until=later, tries=outbox.MAX_TRIES)
    assert ready(client)[0] == 503


def test_a_delivery_that_was_given_up_is_told_but_the_site_can_work(client: Client, waiting: Delivery) -> None:
    Delivery.objects.update(state="parked", not_before=timezone.now() + timedelta(minutes=4))
    code, checks = ready(client)
    assert (code, checks["queue"]) == (200, "1 given up: see manage.py integrity")
    outbox.unpark()
    outbox.drain()
    assert ready(client)[1]["queue"] == "ok"


def test_a_delivery_that_is_meant_for_later_is_not_late(client: Client, waiting: Delivery) -> None:
    Delivery.objects.update(
        not_before=timezone.now() + timedelta(hours=9), created_at=timezone.now() - timedelta(hours=9)
    )
    assert ready(client)[0] == 200


def test_a_missing_migration_makes_it_not_ready(client: Client) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="courses").latest("pk")
    MigrationRecorder(connection).record_unapplied("courses", last.name)
    code, checks = ready(client)
    assert code == 503
    assert checks["database"].endswith("migrations waiting")


def test_what_it_says_names_nobody(client: Client, waiting: Delivery) -> None:
    Delivery.objects.update(state="parked", ids={"person_id": 12345}, error="secret of amara@elm.example")
    text = client.get("/readyz").content.decode()
    assert "amara" not in text
    assert "12345" not in text


def test_a_knock_under_a_foreign_name_is_refused_without_a_page_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400
    assert not [one for one in caplog.records if one.exc_info]
