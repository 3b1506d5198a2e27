"""Compiles author text in one warm child per process that can be killed: `compile_folder` and `render`.

A regular expression that runs away, or C code that ignores signals, cannot be stopped inside a process; a process can
always be stopped from outside. So a hostile file costs its author five seconds and nobody else anything.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from courses.authoring import compiler_wire as wire
from courses.core.document import Compiled, Folder, History
from courses.core.previewed import Previewed
from courses.core.problem import Problem

CHILD = "courses.authoring.compiler_child"
SECONDS = 5.0
START_SECONDS = 30.0  # to load Python on a busy machine; not counted as compiling
QUEUE_SECONDS = 20.0
MOST_WAITING = 2  # threads that wait so long; a web process has four, and readers need one
HURRY_SECONDS = 2.0  # how long any other waits
ROOT = Path(__file__).resolve().parents[2]

FAILURES: Mapping[str, tuple[str, str, str]] = {
    "time": (
        "C040",
        "This text took too long to read: more than {seconds:g} seconds.",
        "Look for long runs of brackets, stars or nested lists, and split long files",
    ),
    "memory": ("C041", "This text needs too much memory to read.", "Split long files and make pictures smaller"),
    "depth": ("C042", "This text is nested too deeply to read.", "Take lists and quotes out of each other"),
    "fault": ("C043", "This text stopped the reader.", "Undo the last change and try again; please report the text"),
    "busy": ("C044", "The reader is busy with other courses.", "Try again in a minute"),
}


class CompilerStopped(Exception):
    """The child gave up or was killed. `problem` says so in the author's words."""

    def __init__(self, why: str, seconds: float) -> None:
        code, message, fix = FAILURES[why]
        self.why = why
        self.problem = Problem("course.md", 1, 1, code, message.format(seconds=seconds), fix)
        super().__init__(self.problem.message)


class _Died(Exception):
    """The child ended without an answer."""


class Compiler:
    """One child, one request at a time; any number of threads may ask."""

    def __init__(self, program: str = CHILD) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._waiting = threading.Semaphore(MOST_WAITING)
        # The kernel sends a parent-death signal when the *thread* that started a child ends, and web threads come
        # and go. This thread stays as long as the process.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compiler-starter")
        self._child: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """Process id of the child that runs now, if one does."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def ask(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """The child's reply within `seconds`. Raises CompilerStopped; the next request gets a new child."""
        if not self._turn():
            raise CompilerStopped("busy", seconds)
        try:
            try:
                reply = self._exchange(request, seconds)
            except _Died:  # it may have ended of old age between two requests: ask a fresh one, once
                reply = self._exchange(request, seconds)
            if "failed" in reply:
                self._stop()
                raise CompilerStopped(reply["failed"], seconds)
            return reply
        except _Died:
            raise CompilerStopped("fault", seconds) from None
        finally:
            self._lock.release()

    def _turn(self) -> bool:
        """Wait for the child. Not with every thread: then one author's texts would keep every reader waiting, too."""
        patient = self._waiting.acquire(blocking=False)
        try:
            return self._lock.acquire(timeout=QUEUE_SECONDS if patient else HURRY_SECONDS)
        finally:
            if patient:
                self._waiting.release()

    def close(self) -> None:
        """End the child; a later request starts another."""
        with self._lock:
            self._stop()

    def _exchange(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        channel = self._ready()
        try:
            channel.settimeout(seconds)
            deadline = time.monotonic() + seconds
            wire.send(channel, {**request, "seconds": seconds})
            return wire.receive(channel, deadline=deadline)
        except TimeoutError:
            self._stop()
            raise CompilerStopped("time", seconds) from None
        except (wire.Closed, OSError):
            self._stop()
            raise _Died from None

    def _ready(self) -> socket.socket:
        if self._channel is not None and self.pid is not None:
            return self._channel
        self._stop()
        try:
            self._channel = self._starter.submit(self._start).result()
            wire.receive(self._channel, deadline=time.monotonic() + START_SECONDS)
        except (wire.Closed, TimeoutError, OSError):
            self._stop()
            raise _Died from None
        return self._channel

    def _start(self) -> socket.socket:
        """Runs in the starter thread. The child gets no environment of ours: no keys, no database address."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 (our own program, no word of anybody else)
                [sys.executable, "-P", "-m", self._program, str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        return ours

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
        if self._channel is not None:
            with contextlib.suppress(OSError):
                self._channel.close()
            self._channel = None


_compiler = Compiler()


def _after_fork() -> None:
    """A forked worker must not share its parent's child: it starts its own when it needs one."""
    global _compiler
    _compiler = Compiler()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(lambda: _compiler.close())


def compile_folder(folder: Folder, history: History, today: date, seconds: float = SECONDS) -> Compiled:
    """`compile_course` in the child. Overrun, memory and faults come back as one problem that blocks."""
    try:
        reply = _compiler.ask(wire.compile_request(folder, history, today), seconds)
        return wire.read_compiled(reply, folder)
    except CompilerStopped as stopped:
        return Compiled((stopped.problem,), None)


def preview(folder: Folder, path: str, history: History, today: date, seconds: float = SECONDS) -> Previewed:
    """`preview_page` in the child. Overrun, memory and faults come back as one problem and no page."""
    try:
        return wire.read_previewed(_compiler.ask(wire.preview_request(folder, path, history, today), seconds), folder)
    except CompilerStopped as stopped:
        return Previewed((stopped.problem,), None, {}, {}, ())


def render(markdown: str, seconds: float = SECONDS) -> str:
    """`render_prose` in the child: the sanitised HTML a learner would get. Raises CompilerStopped."""
    html = _compiler.ask({"do": "render", "markdown": markdown}, seconds)["html"]
    assert isinstance(html, str)
    return html


def child_pid() -> int | None:
    """Process id of the compiler child that runs now, if one does."""
    return _compiler.pid


def close() -> None:
    """End the child now. It comes back by itself when it is needed."""
    _compiler.close()
