"""Nothing acknowledged is lost and nothing happens twice, whoever is killed in the meantime.

200 people (FAULT_ATTEMPTS) hand in while the worker, beat, granian's main process and its worker are killed
with SIGKILL, and messages of the broker are doubled and thrown away. FAULT_SEED repeats a run.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psutil
import pytest

from tests.operations import fault_messages
from tests.services.plugin import KINDS, MakeSite
from tests.services.site import ROLES, Site, alive, wait_until

pytestmark = pytest.mark.worker

ATTEMPTS = int(os.environ.get("FAULT_ATTEMPTS", "200"))
SEED = int(os.environ.get("FAULT_SEED", random.SystemRandom().randrange(10**6)))
VICTIMS = ("web", "web worker", "worker", "beat", "worker")
"""Who is killed in each round; the worker twice, as it is the one that may do things twice."""
ROUNDS = 2
THREADS = 4
PATIENCE = 120.0
"""Seconds until somebody who hands in must have an answer, and until a killed process must be back."""
SETTLED = 300.0
"""Seconds until nothing may be on its way: a lease, a sweep and 200 PDFs on a machine that is busy with more."""


class NoAnswer(Exception):
    """The site did not answer, or with an error of its own: what a browser shows as a failure."""


@dataclass
class Learner:
    """Somebody with an answered attempt, in a browser that asks again until it gets an answer."""

    site: Site
    attempt: int
    session: str
    token: str = ""
    cookie: str = ""
    receipts: list[str] = field(default_factory=list)
    unseen: bool = False
    server_errors: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, *, answered: bool = True) -> tuple[http.client.HTTPResponse | None, str]:
        """One request on a connection of its own. Raises `NoAnswer`; `answered=False` hangs up before the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        headers = {"Cookie": f"session={self.session}; csrf={self.cookie}"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, f"csrfmiddlewaretoken={self.token}" if method == "POST" else None, headers)
            if not answered:
                return None, ""
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from error
        finally:
            connection.close()
        if response.status >= 500:
            self.server_errors.append(f"{response.status} {method} {path}")
            raise NoAnswer(self.server_errors[-1])
        return response, text

    def insist(self, method: str, path: str) -> tuple[http.client.HTTPResponse, str]:
        """Ask until there is an answer."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                response, text = self.ask(method, path)
            except NoAnswer:
                assert time.monotonic() < end, f"no answer to {method} {path}"
                if method == "POST":
                    self.look_whether_it_counted()
                time.sleep(0.1)
            else:
                assert response is not None
                return response, text

    def open_the_form(self) -> None:
        response, page = self.insist("GET", f"/attempts/{self.attempt}/review/")
        assert response.status == 200, (response.status, response.headers.get("Location"))
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        self.cookie = re.search(r"csrf=(\w+)", response.headers["Set-Cookie"])[1]

    def look_whether_it_counted(self) -> None:
        """After a submit without an answer: was it stored all the same? Then this receipt must stay the one."""
        try:
            response, page = self.ask("GET", f"/attempts/{self.attempt}/result/")
        except NoAnswer:
            return
        if response is not None and response.status == 200:
            self.unseen = True
            self.note(page)

    def hand_in(self) -> None:
        """Submit until it is acknowledged, and note the receipt."""
        response, _ = self.insist("POST", f"/attempts/{self.attempt}/submit/")
        assert response.status == 302
        assert response.headers["Location"] == f"/attempts/{self.attempt}/result/"
        response, page = self.insist("GET", response.headers["Location"])
        assert response.status == 200
        self.note(page)

    def hang_up(self) -> None:
        """Submit and never hear the answer."""
        try:
            self.ask("POST", f"/attempts/{self.attempt}/submit/", answered=False)
        except NoAnswer:
            return
        time.sleep(0.1)
        self.look_whether_it_counted()

    def note(self, page: str) -> None:
        self.receipts.append(re.search(r"Receipt ([0-9A-Z]{4}-[0-9A-Z]{4})", page)[1])


@dataclass
class Harm:
    """Kills processes and harms messages while people hand in. `kills` lists (role, pid) in order."""

    site: Site
    random: random.Random
    kills: list[tuple[str, int]] = field(default_factory=list)
    doubled: int = 0
    dropped: int = 0
    ready_before: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def order(self) -> list[str]:
        """Every victim of every round, in a random order."""
        return [role for _ in range(ROUNDS) for role in self.random.sample(VICTIMS, len(VICTIMS))]

    def kill(self, role: str) -> None:
        """Kill whoever plays `role`, after a random moment, as soon as there is somebody; a worker once it works."""
        if role == "worker":
            wait_until(lambda: self.times_ready() > self.ready_before, seconds=PATIENCE, what="the worker works")
        time.sleep(self.random.uniform(0, 2.0 if role == "worker" else 0.5))
        wait_until(lambda: role in self.site.processes(), seconds=PATIENCE, what=f"{role} is there to be killed")
        victim = self.site.processes().get(role)
        if victim is None:
            return self.kill(role)
        self.ready_before = self.times_ready() if role in ("worker", "beat") else self.ready_before
        victim.kill()
        self.kills.append((role, victim.pid))
        return None

    def times_ready(self) -> int:
        return self.site.log.count("The worker is ready")

    def harm_messages(self) -> None:
        """Until it is over: double a waiting message, or throw one away."""
        url = self.site.environment.get("REDIS_URL")
        harm = fault_messages.in_redis(url) if url else fault_messages.in_a_folder(self.site.data / "broker")
        choices = random.Random(self.random.random())
        while not self.over.is_set():
            done = harm(choices)
            self.doubled += done == "doubled"
            self.dropped += done == "dropped"
            time.sleep(0.03)


def script(site: Site, call: str) -> None:
    """Call a function of tests.operations.fault_people inside the site's data folder."""
    code = f"from tests.operations import fault_people; fault_people.{call}"
    subprocess.run(site.manage("shell", "-c", code), env=site.variables, check=True, timeout=120)


@dataclass
class Run:
    """What happened: the site, who handed in, the harm that was done and what was found afterwards."""

    site: Site
    learners: list[Learner]
    harm: Harm
    evidence: dict[str, Any] = field(default_factory=dict)
    integrity: subprocess.CompletedProcess[str] | None = None
    processes: dict[str, psutil.Process] = field(default_factory=dict)
    strays: list[psutil.Process] = field(default_factory=list)
    listeners: set[int] = field(default_factory=set)


def hand_in_under_fire(run: Run) -> float:
    """All learners hand in, a few at a time, while `VICTIMS` die, `ROUNDS` times. Returns the seconds."""
    harm, order = run.harm, run.harm.order()
    begin = time.monotonic()
    with ThreadPoolExecutor(THREADS + 2) as pool:
        messages = pool.submit(harm.harm_messages)
        killing = pool.submit(lambda: [harm.kill(role) for role in order])
        queue = iter(enumerate(run.learners))
        lock = threading.Lock()

        def is_their_turn(number: int) -> bool:
            """As large a part of the kills must have happened as of the people: so all hand in under fire."""
            return killing.done() or len(harm.kills) >= number * len(order) // len(run.learners)

        def browse() -> None:
            while True:
                with lock:
                    number, learner = next(queue, (0, None))
                if learner is None:
                    return
                wait_until(partial(is_their_turn, number), seconds=2 * PATIENCE, what=f"the kill before {number}")
                one_learner(learner, number)

        browsing = [pool.submit(browse) for _ in range(THREADS)]
        try:
            for future in [*browsing, killing]:
                future.result()
            return time.monotonic() - begin
        finally:
            harm.over.set()
            messages.result()


def one_learner(learner: Learner, number: int) -> None:
    learner.open_the_form()
    if number % 10 == 3:
        learner.hang_up()
    learner.hand_in()
    if number % 10 == 7:
        learner.hand_in()


def unfinished(site: Site) -> int:
    """How many deliveries are on their way, as the integrity report has it."""
    report = subprocess.run(
        site.manage("integrity", "--json"), env=site.variables, capture_output=True, text=True, timeout=60
    )
    found = json.loads(report.stdout)
    return int(found["in_flight"])


def all_processes_of(site: Site) -> list[psutil.Process]:
    """Every process of this machine that runs on the site's data folder, wherever it hangs."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("DATA") == str(site.data) and alive(process):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def settle(run: Run) -> float:
    """Wait until nothing is on its way and all processes are there; returns the seconds."""
    site = run.site
    begin = time.monotonic()
    wait_until(lambda: set(site.processes()) == set(ROLES) and site.answers(), seconds=PATIENCE, what="all five run")
    while unfinished(site):
        assert time.monotonic() - begin < SETTLED, "deliveries are still on their way"
        time.sleep(2)
    return time.monotonic() - begin


@pytest.fixture(scope="module", params=KINDS)
def run(request: pytest.FixtureRequest, make_site: MakeSite) -> Iterator[Run]:
    """One run of a kind of site; the tests below each look at one side of what it left."""
    site = make_site(request.param, options=("--no-demo",))
    begin = time.monotonic()
    site.start()
    people, evidence = site.data / "people.json", site.data / "evidence.json"
    script(site, f"prepare({ATTEMPTS}, {str(people)!r})")
    wait_until(lambda: not unfinished(site), seconds=60, what="nothing is on its way before the first submit")
    learners = [Learner(site=site, **one) for one in json.loads(people.read_text("utf-8"))]
    one = Run(site=site, learners=learners, harm=Harm(site, random.Random(SEED)))
    prepared = time.monotonic() - begin
    handing_in = hand_in_under_fire(one)
    one.harm.kill("worker")  # once more, as it now has the most to do
    settling = settle(one)
    one.integrity = subprocess.run(
        site.manage("integrity", "--json"), env=site.variables, capture_output=True, text=True, timeout=60
    )
    script(site, f"tell({str(evidence)!r})")
    one.evidence = json.loads(evidence.read_text("utf-8"))
    one.processes, one.listeners = site.processes(), site.listeners()
    family = {site.process.pid, *(child.pid for child in psutil.Process(site.process.pid).children(recursive=True))}
    one.strays = [process for process in all_processes_of(site) if process.pid not in family]
    print(
        f"\n{request.param}, seed {SEED}: {len(learners)} handed in within {handing_in:.1f} s "
        f"({len(learners) / handing_in:.1f} a second) under {len(one.harm.kills)} kills, {one.harm.doubled} messages "
        f"doubled, {one.harm.dropped} dropped; {sum(learner.unseen for learner in learners)} stored without an "
        f"answer; everything done {settling:.1f} s later, {one.evidence['tried_again']} deliveries tried again, "
        f"{sum(one.evidence['copies']) - len(one.evidence['copies'])} mails doubled; prepared in {prepared:.1f} s"
    )
    yield one
    site.end()


def test_every_role_was_killed_and_messages_were_harmed(run: Run) -> None:
    killed = [role for role, _ in run.harm.kills]
    assert sorted(killed) == sorted([*VICTIMS * ROUNDS, "worker"])
    assert run.harm.doubled > 0
    assert run.harm.dropped > 0


def test_every_acknowledged_receipt_is_kept_and_never_changes(run: Run) -> None:
    kept = {int(attempt): row["receipt"] for attempt, row in run.evidence["attempts"].items()}
    assert {learner.attempt: set(learner.receipts) for learner in run.learners} == {
        attempt: {receipt} for attempt, receipt in kept.items()
    }
    assert len(kept) == ATTEMPTS


def test_whoever_got_an_answer_got_no_server_error(run: Run) -> None:
    assert [error for learner in run.learners for error in learner.server_errors] == []


def test_a_submit_that_was_stored_without_an_answer_keeps_its_receipt(run: Run) -> None:
    unseen = [learner for learner in run.learners if learner.unseen]
    assert unseen
    assert [learner for learner in unseen if len(learner.receipts) < 2 or len(set(learner.receipts)) != 1] == []


def test_every_attempt_is_graded_exactly_once(run: Run) -> None:
    rows = run.evidence["attempts"].values()
    assert [row for row in rows if row["state"] != "graded" or row["grades"] != [[1, 3.0, True]]] == []


def test_every_completed_course_has_exactly_one_certificate_with_a_readable_pdf(run: Run) -> None:
    assert len(run.evidence["completed"]) == ATTEMPTS
    assert sorted(enrolment for _, enrolment in run.evidence["certificates"]) == sorted(run.evidence["completed"])
    assert run.evidence["readable_pdfs"] == ATTEMPTS


def test_every_certificate_is_mailed_once_but_for_a_kill_between_sending_and_recording(run: Run) -> None:
    assert run.evidence["ledger"] == sorted(str(pk) for pk, _ in run.evidence["certificates"])
    assert run.evidence["unsent"] == 0
    assert min(run.evidence["copies"]) == 1
    worker_kills = sum(role == "worker" for role, _ in run.harm.kills)
    assert sum(run.evidence["copies"]) <= ATTEMPTS + 2 * worker_kills  # two threads


def test_nothing_is_on_its_way_and_integrity_finds_no_fault(run: Run) -> None:
    assert run.evidence["states"].keys() == {"done"}, run.evidence["errors"]
    assert run.integrity is not None
    report = json.loads(run.integrity.stdout)
    assert (run.integrity.returncode, report["good"], report["faults"]) == (0, True, [])


def test_no_orphan_no_second_listener_and_no_second_beat_is_left(run: Run) -> None:
    assert set(run.processes) == set(ROLES)
    assert run.listeners == {run.processes["web worker"].pid}
    assert run.strays == []
    assert len(run.processes["worker"].children()) == 1
    assert not {pid for _, pid in run.harm.kills if psutil.pid_exists(pid) and alive(psutil.Process(pid))} & {
        process.pid for process in all_processes_of(run.site)
    }
