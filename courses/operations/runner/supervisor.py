"""Starts the children, passes on what they say, starts them again when they die, stops them all."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.operations.runner.children import Child
from courses.operations.runner.run_log import RunLog

STOP_SECONDS = 4.0
READY_LOOK_SECONDS = 0.2
IDLE_SECONDS = 5.0
LONGEST_LINE = 64 * 1024


@dataclass
class Voice:
    """The output of one incarnation of a child: its pipe may outlive the process for a moment."""

    name: str
    descriptor: int
    rest: bytes = b""


class Supervisor:
    """One thread and one loop. Signals arrive through a pipe, so that nothing runs inside a handler."""

    def __init__(
        self,
        children: Sequence[Child],
        log: RunLog,
        environment: Mapping[str, str],
        address: tuple[str, int],
        greeting: str,
    ) -> None:
        self.children = children
        self.log = log
        self.environment = environment
        self.address = address
        self.greeting = greeting
        self.ready = False
        self.stop_before: float | None = None
        self.selector = selectors.DefaultSelector()
        self.wake_read, self.wake_write = os.pipe()
        for descriptor in (self.wake_read, self.wake_write):
            os.set_blocking(descriptor, False)

    def run(self) -> None:
        """Run until a signal says stop and every child has ended."""
        self.selector.register(self.wake_read, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        while self.stop_before is None or any(child.process for child in self.children):
            self._start_due()
            self._listen()
            self._bury()
            self._look_whether_ready()
            self._enforce_stop()
        self._listen_to_last_words()
        self.log.write("start", "Stopped.")

    def _start_due(self) -> None:
        for child in self.children:
            if self.stop_before is None and child.process is None and child.start_at <= time.monotonic():
                output = child.start(self.environment).stdout
                assert output is not None
                descriptor = os.dup(output.fileno())
                output.close()
                os.set_blocking(descriptor, False)
                self.selector.register(descriptor, selectors.EVENT_READ, Voice(child.name, descriptor))

    def _patience(self) -> float:
        """Seconds the loop may sleep."""
        now = time.monotonic()
        until = [child.start_at for child in self.children if child.process is None]
        if self.stop_before is not None:
            until = [self.stop_before]
        elif not self.ready:
            until.append(now + READY_LOOK_SECONDS)
        return min(max(0.0, min(until, default=now + IDLE_SECONDS) - now), IDLE_SECONDS)

    def _listen(self) -> None:
        for key, _ in self.selector.select(self._patience()):
            if key.data is None:
                for number in os.read(self.wake_read, 4096):
                    self._heed(signal.Signals(number))
            else:
                self._hear(key.data)

    def _heed(self, number: signal.Signals) -> None:
        if number == signal.SIGCHLD:
            return
        if self.stop_before is not None:
            self.stop_before = time.monotonic()  # asked twice: at once
            return
        self.log.write("start", "Stopping …")
        self.stop_before = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.terminate()

    def _hear(self, voice: Voice) -> bool:
        """Log what a child has said; False once it has nothing more to say."""
        try:
            heard = os.read(voice.descriptor, LONGEST_LINE)
        except BlockingIOError:
            return False
        *lines, voice.rest = (voice.rest + heard).split(b"\n")
        if voice.rest and (not heard or len(voice.rest) > LONGEST_LINE):
            lines, voice.rest = [*lines, voice.rest], b""
        for line in lines:
            self.log.write(voice.name, line.decode("utf-8", "replace").rstrip())
        if not heard:
            self.selector.unregister(voice.descriptor)
            os.close(voice.descriptor)
        return bool(heard)

    def _listen_to_last_words(self) -> None:
        for key in list(self.selector.get_map().values()):
            while key.data is not None and self._hear(key.data):
                pass

    def _bury(self) -> None:
        for child in self.children:
            how = child.ended()
            if how is not None and self.stop_before is None:
                seconds = child.wait_before_restart()
                self.log.write(child.name, f"{how}; starting again in {seconds:g} s")
                self.ready = self.ready and child.name != "web"

    def _look_whether_ready(self) -> None:
        if self.ready or self.stop_before is not None or not self._answers():
            return
        self.ready = True
        self.log.write("start", self.greeting or "The site answers again.")
        self.greeting = ""

    def _answers(self) -> bool:
        """Ask /healthz; spelt out, as http.client alone would add a third to this process's memory."""
        with contextlib.suppress(OSError), socket.create_connection(self.address, timeout=1) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(64)
        return False

    def _enforce_stop(self) -> None:
        if self.stop_before is not None and time.monotonic() >= self.stop_before:
            for child in self.children:
                if child.process is not None:
                    self.log.write(child.name, "did not stop in time; killed")
                    child.kill_group(signal.SIGKILL)
                    child.process.wait()
