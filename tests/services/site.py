"""A whole running site on a temporary data folder and a free port: what `manage.py start` makes of it."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from courses.operations.runner.parent_death import ask_for_death_signal

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 180.0
PORTS = (12_000, 32_000)  # below those of outgoing connections
OURS = ("DATA", "PORT", "MODE", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "PROXIES")
ROLES = ("supervisor", "web", "web worker", "worker", "beat")


class DidNotStart(Exception):
    """The site ended, or never answered; the text is the end of what it said."""


def free_port() -> int:
    """One that is free now and that the kernel gives to nobody unasked, so that it still is when the site has started.

    By chance, as several processes may look for one at the same moment.
    """
    while True:
        port = random.SystemRandom().randrange(*PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_until(truth: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait until `truth()` holds; returns the seconds it took, raises `TimeoutError` naming `what`."""
    begin = time.monotonic()
    while not truth():
        if time.monotonic() - begin > seconds:
            raise TimeoutError(f"not within {seconds:g} s: {what}")
        time.sleep(0.05)  # a look at the processes reads those of the whole machine
    return time.monotonic() - begin


@dataclass
class Site:
    """One site; start it, look into it, hurt it, stop it. `environment` adds to or replaces variables."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Base address, without a slash at the end; `localhost`, as links in mails and cookies use it."""
        return f"http://localhost:{self.port}"

    @property
    def log_file(self) -> Path:
        return self.data / "logs" / "second-look.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    @property
    def variables(self) -> dict[str, str]:
        """The environment that the site's processes, and a `manage.py` next to them, run with."""
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return {**inherited, "DATA": str(self.data), "PORT": str(self.port), **self.environment}

    def manage(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    def start(self) -> float:
        """Start and wait until it answers and the worker works; returns the seconds it took."""
        begin = time.monotonic()
        self.data.mkdir(parents=True, exist_ok=True)
        said = self.data / "stdout.txt"
        before = len(self.log)
        with said.open("wb") as stream:
            self.process = subprocess.Popen(
                self.manage("start", *self.options),
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=ask_for_death_signal,
            )

        def up() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise DidNotStart(said.read_text("utf-8", "replace")[-3000:])
            log = self.log[before:]
            return "Second Look is ready" in log and "The worker is ready" in log

        try:
            wait_until(up, seconds=START_SECONDS, what="the site answers and its worker is ready")
        except TimeoutError:
            self.kill()
            raise DidNotStart(said.read_text("utf-8", "replace")[-3000:]) from None
        return time.monotonic() - begin

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Stop it as Ctrl-C does; returns the seconds until the supervisor had ended."""
        assert self.process is not None
        begin = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - begin

    def kill(self) -> None:
        """Kill the supervisor with SIGKILL; the rest has to notice by itself."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Whatever state it is in, leave nothing running."""
        if self.process is not None and self.process.poll() is None:
            left = list(self.processes().values())
            self.process.kill()
            self.process.wait()
            psutil.wait_procs(left, timeout=5)

    def processes(self) -> dict[str, psutil.Process]:
        """The processes that run now, by role (`ROLES`); a dead one or one not yet started is missing."""
        assert self.process is not None
        try:
            found = {"supervisor": psutil.Process(self.process.pid)}
            for child in found["supervisor"].children():
                role = "web" if "granian" in child.cmdline() else "worker"
                found[role] = child
                for grandchild in child.children():
                    found["web worker" if role == "web" else "beat"] = grandchild
        except psutil.NoSuchProcess:
            return {}
        return {role: one for role, one in found.items() if alive(one)}

    def listeners(self) -> set[int]:
        """Ids of all processes of this machine that listen on the site's port."""
        return {
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == self.port and connection.pid
        }

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False


def alive(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
