"""What it costs a request to wake a worker whose broker is down: never more than two seconds, and never the work."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from courses.operations.runner.parent_death import ask_for_death_signal
from lms.celery_config import celery_settings
from tests.services.binaries import Unavailable, redis_server
from tests.services.site import wait_until

pytestmark = pytest.mark.worker


@pytest.fixture
def socket_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("r") / "s"


@pytest.fixture
def server(socket_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis that the test may kill or freeze."""
    try:
        program = redis_server()
    except Unavailable as reason:
        pytest.skip(str(reason))
    process = subprocess.Popen(
        [str(program), "--port", "0", "--unixsocket", str(socket_path), "--save", ""],
        stdout=subprocess.DEVNULL,
        preexec_fn=ask_for_death_signal,
    )
    wait_until(socket_path.exists, seconds=10, what="Redis listens")
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def app(socket_path: Path, tmp_path: Path) -> Celery:
    application = Celery("wake-up", set_as_current=False)
    settings = celery_settings(redis_url=f"unix://{socket_path}", data_dir=tmp_path)
    application.config_from_object(SimpleNamespace(**settings), namespace="CELERY")
    return application


def seconds_of_failure(app: Celery) -> float:
    begin = time.monotonic()
    with pytest.raises(OperationalError):
        app.send_task("courses.tasks.drain", retry=False)
    return time.monotonic() - begin


def test_a_broker_that_is_down_costs_less_than_a_second(app: Celery) -> None:
    assert seconds_of_failure(app) < 1


def test_a_frozen_broker_costs_less_than_three_seconds_and_works_once_thawed(
    app: Celery, server: subprocess.Popen[bytes]
) -> None:
    app.send_task("courses.tasks.drain", retry=False)
    server.send_signal(signal.SIGSTOP)
    assert seconds_of_failure(app) < 3
    server.send_signal(signal.SIGCONT)
    app.send_task("courses.tasks.drain", retry=False)


def test_a_killed_broker_costs_less_than_a_second(
    app: Celery, server: subprocess.Popen[bytes], socket_path: Path
) -> None:
    app.send_task("courses.tasks.drain", retry=False)
    assert redis.Redis(unix_socket_path=str(socket_path)).llen("courses") == 1
    server.kill()
    server.wait()
    assert seconds_of_failure(app) < 1
