"""The folder broker: nothing is lost, nothing comes twice, and starting together is safe."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Exchange, Queue

from courses.operations.filesystem_broker import LEFTOVER_SECONDS, Transport

pytestmark = pytest.mark.worker

QUEUE = Queue("stress", Exchange("stress", "direct"), routing_key="stress")
MESSAGES = 2000
spawn = multiprocessing.get_context("spawn")


def connect(folder: Path) -> Connection:
    return Connection(transport=Transport, transport_options={"folder": str(folder)})


def produce(folder: Path, first: int, count: int) -> None:
    """Send the numbers from `first` on; declares nothing beforehand, as the web process does."""
    with connect(folder) as connection, connection.Producer() as producer:
        for number in range(first, first + count):
            producer.publish({"n": number}, exchange=QUEUE.exchange, routing_key="stress", declare=[QUEUE])


def consume(folder: Path, results: Any, seconds_of_silence: float) -> None:
    """Receive until nothing has come for a while; report the numbers in the order of arrival."""
    numbers: list[int] = []
    last = time.monotonic()
    with connect(folder) as connection, connection.Consumer(QUEUE, accept=["json"]) as consumer:

        def take(body: dict[str, int], message: Any) -> None:
            numbers.append(body["n"])
            message.ack()

        consumer.register_callback(take)
        while time.monotonic() - last < seconds_of_silence:
            try:
                connection.drain_events(timeout=0.2)
                last = time.monotonic()
            except TimeoutError:
                continue
    results.put(numbers)


def run(*processes: BaseProcess) -> None:
    for process in processes:
        process.start()


@pytest.fixture
def results() -> Iterator[Any]:
    queue = spawn.Queue()
    yield queue
    queue.close()


def test_two_producers_and_two_consumers_lose_none_of_2000_messages_and_double_none(
    tmp_path: Path, results: Any
) -> None:
    half = MESSAGES // 2
    processes = [
        *(spawn.Process(target=produce, args=(tmp_path, first, half)) for first in (0, half)),
        *(spawn.Process(target=consume, args=(tmp_path, results, 3.0)) for _ in range(2)),
    ]
    run(*processes)
    received = [results.get(timeout=60) for _ in range(2)]
    for process in processes:
        process.join(10)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert sorted(received[0] + received[1]) == list(range(MESSAGES))
    assert min(len(numbers) for numbers in received) > 0
    assert not list((tmp_path / "claimed").iterdir())
    assert not list((tmp_path / "incoming").iterdir())


def test_messages_come_in_the_order_they_were_sent(tmp_path: Path, results: Any) -> None:
    produce(tmp_path, 0, 50)
    consume(tmp_path, results, 0.4)
    assert results.get(timeout=5) == list(range(50))


def bind_queue(folder: Path, name: str) -> None:
    with connect(folder) as connection:
        Queue(name, QUEUE.exchange, routing_key="stress")(connection.default_channel).declare()


def test_queues_bound_at_the_same_moment_are_all_kept(tmp_path: Path) -> None:
    names = [f"queue{number}" for number in range(6)]
    processes = [spawn.Process(target=bind_queue, args=(tmp_path, name)) for name in names]
    run(*processes)
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0] * len(names)
    with connect(tmp_path) as connection:
        assert {row.queue for row in connection.default_channel.get_table("stress")} == set(names)


def test_an_unreadable_message_is_dropped_and_the_next_one_delivered(
    tmp_path: Path, results: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bind_queue(tmp_path, "stress")
    (tmp_path / "queue" / f"{0:020d}_broken.stress.msg").write_text("")
    produce(tmp_path, 7, 1)
    consume(tmp_path, results, 0.4)
    assert results.get(timeout=5) == [7]
    assert "Dropped an unreadable wake-up" in caplog.text


def test_a_folder_emptied_under_open_connections_works_again_at_once(tmp_path: Path) -> None:
    received: list[int] = []
    with connect(tmp_path) as sender, connect(tmp_path) as receiver:
        producer = sender.Producer()

        def send(number: int) -> None:
            producer.publish({"n": number}, exchange=QUEUE.exchange, routing_key="stress", declare=[QUEUE])

        with receiver.Consumer(QUEUE, callbacks=[lambda body, message: received.append(body["n"])], no_ack=True):
            send(1)
            receiver.drain_events(timeout=0.4)
            shutil.rmtree(tmp_path)
            with pytest.raises(TimeoutError):
                receiver.drain_events(timeout=0.2)
            send(2)
            receiver.drain_events(timeout=0.4)
    assert received == [1, 2]


def test_a_deleted_queue_gets_no_more_messages(tmp_path: Path) -> None:
    produce(tmp_path, 0, 3)
    with connect(tmp_path) as connection:
        channel = connection.default_channel
        QUEUE(channel).declare()
        channel.queue_delete("stress")
        assert channel.get_table("stress") == []
        assert list((tmp_path / "queue").iterdir()) == []


def test_leftovers_of_killed_processes_are_removed_and_fresh_ones_left_alone(tmp_path: Path) -> None:
    bind_queue(tmp_path, "stress")
    old, fresh = tmp_path / "claimed" / "old.msg", tmp_path / "incoming" / "fresh.msg"
    for file in (old, fresh):
        file.write_text("{}")
    long_ago = time.time() - LEFTOVER_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    bind_queue(tmp_path, "stress")
    assert not old.exists()
    assert fresh.exists()
