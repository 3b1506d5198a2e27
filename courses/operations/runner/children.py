"""The two processes that make up a running site, and how they are started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.operations.runner.parent_death import SUPERVISOR, ask_for_death_signal

FIRST_WAIT = 0.25
LONGEST_WAIT = 10.0
STEADY_SECONDS = 20.0
"""A child that ran this long counts as healthy again: the next wait is the first one."""


def web_command(host: str, port: int) -> list[str]:
    """Granian with one worker: the embedded cache and the sessions in it belong to one process."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--http", "1", "--no-ws", "--loop", "asyncio"),
        *("--workers-kill-timeout", "3", "--log-level", "warning", "lms.wsgi:application"),
    ]


def work_command() -> list[str]:
    """Celery's worker in two threads, with beat; see `lms/work.py` for why not by Celery's command line."""
    return [sys.executable, "-m", "lms.work"]


@dataclass
class Child:
    """A process that has to run, its present incarnation and when to try again."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = field(default_factory=time.monotonic)
    wait: float = FIRST_WAIT

    def start(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor.

        The supervisor has one thread; that makes it safe to run Python between fork and exec.
        """
        supervisor = os.getpid()

        def prepare() -> None:
            ask_for_death_signal()
            if os.getppid() != supervisor:
                os._exit(1)

        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 — the commands stand above
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**environment, SUPERVISOR: str(supervisor), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
            preexec_fn=prepare,
        )
        return self.process

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs or is not started. Its own children end with it."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.kill_group(signal.SIGKILL)
        self.process = None
        if code < 0:
            return f"killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"

    def wait_before_restart(self) -> float:
        """Seconds until the next start: a quarter at first, doubled for every quick death, at most ten."""
        now = time.monotonic()
        if now - self.started_at > STEADY_SECONDS:
            self.wait = FIRST_WAIT
        seconds, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT)
        self.start_at = now + seconds
        return seconds

    def terminate(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def kill_group(self, number: signal.Signals) -> None:
        """Signal the process and everything it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):  # nobody of it is left
                os.killpg(self.process.pid, number)
