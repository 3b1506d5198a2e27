"""`manage.py start`: its processes come back when they die, go when it goes, and are never there twice."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Iterator

import psutil
import pytest

from tests.services.plugin import KINDS, MakeSite
from tests.services.site import ROLES, Site, alive, wait_until

pytestmark = pytest.mark.worker

BARE = ("--no-demo",)
HEIRS = {"web": "web", "web worker": "web", "worker": "worker", "beat": "worker"}
"""Which direct child of the supervisor is started anew when a process of this role dies."""


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest, make_site: MakeSite) -> Iterator[Site]:
    site = make_site(request.param)
    site.start()
    yield site
    site.end()


def whole(site: Site) -> bool:
    """All five processes run, the site answers, and exactly one process listens."""
    processes = site.processes()
    return set(processes) == set(ROLES) and site.listeners() == {processes["web worker"].pid} and site.answers()


def test_it_runs_as_five_processes_with_one_listener(running: Site) -> None:
    wait_until(lambda: whole(running), seconds=10, what="five processes, one listener")


@pytest.mark.parametrize("role", list(HEIRS))
def test_a_killed_process_comes_back_without_orphans_or_a_second_listener(running: Site, role: str) -> None:
    wait_until(lambda: whole(running), seconds=20, what="whole before the kill")
    before = running.processes()
    ready = running.log.count("The worker is ready")
    before[role].kill()

    def mended() -> bool:
        heir = running.processes().get(HEIRS[role])
        return heir is not None and heir.pid != before[HEIRS[role]].pid and whole(running)

    wait_until(mended, seconds=30, what=f"whole again after {role} was killed")
    stopped = [before[one] for one in HEIRS if HEIRS[one] == HEIRS[role]]
    assert not [process for process in stopped if alive(process)]
    assert alive(before["supervisor"])
    if HEIRS[role] == "worker":
        wait_until(lambda: running.log.count("The worker is ready") > ready, seconds=20, what="the worker is ready")


def test_a_second_start_on_the_same_data_is_refused_and_names_the_holder(running: Site) -> None:
    second = Site(data=running.data, environment=running.environment)
    done = subprocess.run(second.manage("start"), env=second.variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert f"process {running.processes()['supervisor'].pid}" in done.stderr
    assert whole(running)


def test_a_port_that_is_taken_is_named_before_anything_is_started(make_site: MakeSite) -> None:
    site = make_site("embedded")
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", site.port))
        holder.listen()
        done = subprocess.run(site.manage("start"), env=site.variables, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Port {site.port} is in use" in done.stderr
    assert not (site.data / "db.sqlite3").exists()


def test_every_line_of_the_log_has_a_time_and_a_speaker(running: Site) -> None:
    lines = running.log.splitlines()
    assert [line for line in lines if not re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (start|web  |work ) ", line)] == []
    assert "password" in running.log


def test_ctrl_c_stops_everything_within_5_seconds_even_with_a_browser_connected(make_site: MakeSite) -> None:
    site = make_site("embedded", options=BARE)
    site.start()
    processes = site.processes()
    with socket.create_connection(("127.0.0.1", site.port)) as browser:
        browser.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200" in browser.recv(4096)
        assert site.stop(signal.SIGINT) < 5
    assert site.process is not None
    assert site.process.returncode == 0
    assert not [process for process in processes.values() if alive(process)]
    assert "Traceback" not in site.log
    assert "killed" not in site.log

    assert site.start() > 0
    assert whole(site)
    assert site.stop(signal.SIGTERM) < 5


@pytest.mark.parametrize("kind", KINDS)
def test_kill_9_of_the_supervisor_leaves_nobody_within_5_seconds(make_site: MakeSite, kind: str) -> None:
    site = make_site(kind, options=BARE)
    site.start()
    wait_until(lambda: whole(site), seconds=10, what="whole")
    processes = site.processes()
    site.kill()
    _, left = psutil.wait_procs(processes.values(), timeout=5)
    assert not [process for process in left if alive(process)]
    assert site.listeners() == set()


def test_a_command_line_port_is_the_port_of_links_too(make_site: MakeSite) -> None:
    site = make_site("embedded", PORT="8000")
    site.options = (*BARE, "--port", str(site.port))
    site.start()
    assert f"Second Look is ready: http://localhost:{site.port}" in site.log
    assert whole(site)
    site.end()
