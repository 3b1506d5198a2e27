"""The outbox: once emitted, it happens, once, whatever fails in between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.certificates.integrity import report
from courses.operations import outbox
from courses.operations.models import Delivery
from tests.operations.conftest import Listen, make_due, only

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def emit(event: str = "tested", key: str | int = 1, **ids: Any) -> None:
    with transaction.atomic():
        outbox.emit(event, key=key, ids=ids)


def fail(**ids: Any) -> None:
    raise ValueError(f"no luck with {ids}")


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused(listen: Listen) -> None:
    listen("tested", fail)
    with pytest.raises(AssertionError, match="outside a transaction"):
        outbox.emit("tested", key=1, ids={})
    assert not Delivery.objects.exists()


def test_an_unknown_event_raises_and_stores_nothing() -> None:
    with pytest.raises(KeyError):
        emit("never-heard-of")
    assert not Delivery.objects.exists()


def test_what_is_due_is_found_without_reading_every_delivery_ever_made() -> None:
    """PostgreSQL chooses an index by the number of rows, of which a test has none; SQLite says it at once."""
    with CaptureQueriesContext(connection) as caught:
        outbox.drain()
    asked = [query["sql"] for query in caught.captured_queries if "courses_delivery" in query["sql"]]
    assert len(asked) >= 2
    for query in asked:
        assert "(state IN ('queued', 'leased'))" in query
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query}")
                assert "delivery_unfinished" in str(cursor.fetchall()), query


def test_each_handler_of_an_event_gets_a_delivery_of_its_own(listen: Listen) -> None:
    listen("tested", first=fail, second=fail)
    emit(person_id=7)
    assert sorted(Delivery.objects.values_list("handler", flat=True)) == ["first", "second"]
    assert {row.ids["person_id"] for row in Delivery.objects.all()} == {7}


def test_the_same_key_is_emitted_once_and_another_key_again(listen: Listen) -> None:
    heard: list[int] = []
    listen("tested", lambda number: heard.append(number))
    for key, number in ((1, 10), (1, 11), (2, 20)):
        emit(key=key, number=number)
    outbox.drain()
    emit(key=1, number=12)
    outbox.drain()
    assert heard == [10, 20]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_emits_nothing(listen: Listen, settings: Any) -> None:
    broker = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["folder"]) / "queue"
    listen("tested", fail)
    before = set(broker.glob("*"))

    @transaction.atomic
    def write() -> None:
        outbox.emit("tested", key=1, ids={})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert not Delivery.objects.exists()
    assert set(broker.glob("*")) == before


def test_two_handlers_of_one_name_are_refused() -> None:
    with pytest.raises(AssertionError):
        outbox.register({"tested": [outbox.Handler("twice", fail), outbox.Handler("twice", fail)]})
    outbox._handlers.pop("tested", None)


def test_what_was_delivered_is_done_and_not_delivered_again(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("once"))
    emit()
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert heard == ["once"]
    row = only()
    assert (row.state, row.tries, row.lease, row.error) == ("done", 1, "", "")
    assert row.done_at is not None


def test_nothing_is_delivered_before_its_time(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("now"))
    with transaction.atomic():
        outbox.emit("tested", key=1, ids={}, not_before=timezone.now() + timedelta(hours=1))
    assert outbox.drain() == 0
    make_due()
    assert outbox.drain() == 1
    assert heard == ["now"]


def test_a_chain_of_events_needs_one_drain(listen: Listen) -> None:
    heard: list[str] = []
    listen("third", lambda: heard.append("end"))
    listen("second", lambda: emit("third"))
    listen("first", lambda: emit("second"))
    emit("first")
    assert outbox.drain() == 3
    assert heard == ["end"]


def test_a_failure_keeps_its_error_and_waits_longer_each_time(listen: Listen) -> None:
    listen("tested", fail)
    emit(person_id=3)
    waits = []
    for tries in range(1, 4):
        before = timezone.now()
        assert outbox.drain() == 1
        row = only()
        assert (row.state, row.tries, row.lease) == ("queued", tries, "")
        assert row.error == "ValueError: no luck with {'person_id': 3}"
        waits.append(round((row.not_before - before).total_seconds()))
        assert outbox.drain() == 0  # not before its time
        make_due()
    assert waits == [2, 4, 8]


def test_a_failure_leaves_no_half_effect_and_does_not_stop_the_next_one(listen: Listen) -> None:
    heard: list[str] = []

    def half() -> None:
        with transaction.atomic():
            outbox.emit("heard", key="half", ids={})
            raise OSError("the plug was pulled")

    listen("heard", lambda: heard.append("heard"))
    listen("tested", half)
    emit("tested")
    emit("heard")
    assert outbox.drain() == 2
    assert heard == ["heard"]
    assert Delivery.objects.count() == 2


def test_after_eight_tries_it_is_parked_and_the_administrator_is_told(listen: Listen, client: Any) -> None:
    listen("tested", fail)
    emit()
    for _ in range(outbox.MAX_TRIES):
        make_due()
        outbox.drain()
    row = only()
    assert (row.state, row.tries) == ("parked", 8)
    make_due()
    assert outbox.drain() == 0
    assert [(fault.rule, fault.ids) for fault in report().faults] == [("given up after eight tries", [row.pk])]
    ready = client.get(reverse("readyz"))
    assert ready.json()["checks"]["queue"] == "1 given up: see manage.py integrity"


def test_a_parked_delivery_works_again_once_its_cause_is_mended(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", fail)
    emit()
    Delivery.objects.update(state=Delivery.State.PARKED, tries=8)
    listen("tested", lambda: heard.append("mended"))
    assert outbox.unpark(event="other") == 0
    assert outbox.unpark(event="tested") == 1
    assert outbox.drain() == 1
    assert heard == ["mended"]
    assert only().state == "done"


def test_a_handler_name_that_this_version_does_not_know_is_kept_and_delivered_by_the_next(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", renamed=fail)
    emit()
    listen("tested", other=fail)
    assert outbox.drain() == 1
    row = only()
    assert (row.state, row.error) == ("queued", "no handler of this name in this version")
    listen("tested", renamed=lambda: heard.append("kept"))
    make_due()
    outbox.drain()
    assert heard == ["kept"]


def test_the_lease_of_a_dead_worker_is_claimed_again_when_it_has_run_out(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("again"))
    emit()
    now = timezone.now()
    Delivery.objects.update(state="leased", lease="of-the-dead", leased_until=now + timedelta(seconds=60), tries=1)
    assert outbox.drain() == 0
    Delivery.objects.update(leased_until=now - timedelta(seconds=1))
    assert outbox.drain() == 1
    assert heard == ["again"]
    assert (only().state, only().tries) == ("done", 2)


def leased_to(process: int, *, where: str = outbox.HERE) -> None:
    until = timezone.now() + timedelta(seconds=60)
    Delivery.objects.update(state="leased", lease=f"{where}-{process}-0123456789ab", leased_until=until, tries=1)


@pytest.mark.skipif(not outbox.HERE, reason="no /proc: leases run out by themselves")
def test_the_lease_of_a_killed_process_of_this_machine_ends_at_once(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("at once"))
    emit()
    killed = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    leased_to(killed.pid)
    assert outbox.drain() == 0
    killed.kill()
    killed.wait()
    assert outbox.drain() == 1
    assert (heard, only().state, only().tries) == (["at once"], "done", 2)


def test_a_lease_of_another_machine_runs_out_by_itself(listen: Listen) -> None:
    listen("tested", fail)
    emit()
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    leased_to(killed.pid, where="elsewhere"[:8])
    assert outbox.drain() == 0
    assert only().state == "leased"


def test_a_lease_names_its_process_and_fits_its_column(listen: Listen) -> None:
    leases: list[str] = []
    listen("tested", lambda: leases.append(only().lease))
    emit()
    outbox.drain()
    assert leases[0].startswith(f"{outbox.HERE}-{os.getpid()}-")
    assert len(f"{'0' * 8}-{2**22}-{'0' * 12}") <= Delivery._meta.get_field("lease").max_length


def test_who_lost_the_lease_records_nothing_over_who_has_it_now(listen: Listen) -> None:
    """A worker that was frozen for longer than its lease comes back after another one took over."""
    listen("tested", lambda: Delivery.objects.update(lease="somebody-else"))
    emit()
    outbox.drain()
    assert (only().state, only().lease) == ("leased", "somebody-else")


def test_a_delivery_that_kills_its_worker_is_parked_and_not_tried_for_ever(listen: Listen) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("never"))
    emit()
    Delivery.objects.update(
        state="leased", lease="of-the-dead", leased_until=timezone.now() - timedelta(seconds=1), tries=outbox.MAX_TRIES
    )
    outbox.drain()
    assert heard == []
    assert only().state == "parked"
    assert "never came back" in only().error


def test_an_open_end_of_time_leaves_the_rest_for_the_next_drain(listen: Listen) -> None:
    """One drain is bounded even inside a batch, so that a slow row costs its own time and no more."""
    listen("tested", lambda: time.sleep(1.1))
    for key in range(5):
        emit(key=key)
    ran = outbox.drain(seconds=1)
    assert ran == 1
    assert Delivery.objects.filter(state="queued").count() == 4


def test_mail_waits_for_everything_else(listen: Listen) -> None:
    """A mail server that hangs keeps no grade waiting behind a queue of messages."""
    heard: list[str] = []
    listen("mail.queued", lambda: heard.append("mail"))
    listen("tested", lambda: heard.append("grade"))
    for key in range(outbox.BATCH + 5):
        emit("mail.queued", key=key)
    emit("tested")
    outbox.drain()
    assert heard[0] == "grade"
    assert heard.count("mail") == outbox.BATCH + 5


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_does_not_raise_and_costs_less_than_a_second(listen: Listen, tmp_path: Path) -> None:
    heard: list[str] = []
    listen("tested", lambda: heard.append("all the same"))
    with without_a_broker(tmp_path):
        begin = time.monotonic()
        emit()
        assert time.monotonic() - begin < 1.5
    assert only().state == "queued"
    assert outbox.drain() == 1
    assert heard == ["all the same"]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_left_alone_for_a_while_and_then_asked_again(
    listen: Listen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    listen("tested", fail)
    monkeypatch.setattr(outbox, "BROKER_REST", 60.0)
    with without_a_broker(tmp_path):
        emit(key=1)
        for key in range(2, 12):
            emit(key=key)
        assert caplog.text.count("broker not reached") == 1
        outbox._broker.rests_until -= 60.0
        emit(key=12)
        assert caplog.text.count("broker not reached") == 2
    assert Delivery.objects.count() == 12


class without_a_broker:
    """Celery's broker is a Redis at a socket where nobody listens."""

    def __init__(self, folder: Path) -> None:
        self.url = f"redis+socket://{folder}/nobody"

    def __enter__(self) -> None:
        self.before = current_app.conf.broker_url, current_app.conf.broker_transport_options
        self._set(self.url, {"max_retries": 1, "interval_start": 0.1, "socket_connect_timeout": 1.0})

    def __exit__(self, *_: object) -> None:
        self._set(*self.before)

    def _set(self, url: str, options: dict[str, Any]) -> None:
        current_app.conf.broker_url, current_app.conf.broker_transport_options = url, options
        current_app.amqp._producer_pool = None
        current_app.pool.force_close_all()
        current_app._pool = None
        outbox._broker.rests_until = 0.0
