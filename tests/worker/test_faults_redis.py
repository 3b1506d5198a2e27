"""Redis goes away while people hand in: it is broker and cache, but neither answers nor sessions live in it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.operations.runner.parent_death import ask_for_death_signal
from tests.services.binaries import Unavailable, redis_server
from tests.services.plugin import MakeSite
from tests.services.site import Site, wait_until
from tests.worker.test_faults import Learner, script, unfinished

pytestmark = pytest.mark.worker


class Redis:
    """A Redis at a socket that can be killed, frozen and started again, empty."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.start()

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [str(redis_server()), "--port", "0", "--unixsocket", str(self.socket), "--save", ""],
            stdout=subprocess.DEVNULL,
            preexec_fn=ask_for_death_signal,
        )
        wait_until(self.socket.exists, seconds=10, what="Redis listens")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    try:
        server = Redis(tmp_path_factory.mktemp("r") / "s")
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def site(make_site: MakeSite, server: Redis) -> Iterator[Site]:
    site = make_site("embedded", options=("--no-demo",), REDIS_URL=f"redis+socket://{server.socket}")
    site.start()
    yield site
    site.end()


@pytest.fixture(scope="module")
def learners(site: Site) -> Iterator[Learner]:
    """One after another, each with an answered attempt; everything before is settled."""
    people = site.data / "people.json"
    script(site, f"prepare(6, {str(people)!r})")
    wait_until(lambda: not unfinished(site), seconds=60, what="nothing is on its way")
    return iter([Learner(site=site, **one) for one in json.loads(people.read_text("utf-8"))])


def seconds_to_hand_in(learner: Learner) -> float:
    """At the first try; the form was opened just before."""
    begin = time.monotonic()
    learner.open_the_form()
    learner.hand_in()
    assert learner.server_errors == []
    return time.monotonic() - begin


def graded(learner: Learner) -> bool:
    return "You passed" in learner.insist("GET", f"/attempts/{learner.attempt}/result/")[1]


def test_a_redis_that_was_killed_lets_people_hand_in_and_the_grade_follows_its_return(
    server: Redis, learners: Iterator[Learner]
) -> None:
    server.kill()
    several = [next(learners) for _ in range(3)]
    assert max(seconds_to_hand_in(learner) for learner in several) < 8
    server.start()
    for learner in several:
        wait_until(lambda learner=learner: graded(learner), seconds=60, what="graded after Redis came back, empty")
        assert len(set(learner.receipts)) == 1


def test_a_frozen_redis_lets_people_hand_in_and_the_grade_follows_its_thaw(
    server: Redis, learners: Iterator[Learner]
) -> None:
    several = [next(learners) for _ in range(3)]
    server.process.send_signal(signal.SIGSTOP)
    try:
        assert max(seconds_to_hand_in(learner) for learner in several) < 20
    finally:
        server.process.send_signal(signal.SIGCONT)
    for learner in several:
        wait_until(lambda learner=learner: graded(learner), seconds=60, what="graded after Redis thawed")
        assert len(set(learner.receipts)) == 1
