"""A message broker in a folder: kombu's filesystem transport, made safe for several processes.

The embedded default needs no server, so the web process wakes the worker through files. Stock
kombu creates a message under its final name and then writes it, while readers take it without the
lock, and it truncates the exchange table before locking it: messages are lost, and two processes
that start together can crash. Here everything appears under its final name complete, by `rename`:

* a message is written to `incoming/` and renamed into `queue/`; a reader claims it by renaming it
  into `claimed/`, so that exactly one reader gets it;
* an exchange table is changed under a lock file and replaced as a whole;
* names begin with the wall clock in nanoseconds (stock: the monotonic clock, which starts again at
  every boot), so that the order survives a restart.

A message is only a wake-up: the `Delivery` row is the truth (`courses/operations/outbox.py`). A
claimed message dies with its worker, nothing is flushed to disk, and nothing depends on either.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.transport.filesystem import LOCK_EX, exchange_queue_t, lock, unlock
from kombu.utils.json import dumps, loads

ALIAS = "second-look-fs"
"""Scheme of the broker URL (`second-look-fs://`); `lms/celery_config.py` registers it with kombu."""

POLLING_SECONDS = 0.1
LEFTOVER_SECONDS = 60.0
LONGEST_DRAIN = 0.5

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages as files below the transport option `folder`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(self.transport_options["folder"])
        self._make_folders()
        self._remove_leftovers()

    @property
    def control_folder(self) -> Path:
        return self.folder / "exchanges"

    @property
    def data_folder_in(self) -> str:
        return str(self.folder / "queue")

    @property
    def data_folder_out(self) -> str:
        return self.data_folder_in

    def _make_folders(self) -> None:
        for name in ("queue", "incoming", "claimed", "exchanges"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _remove_leftovers(self) -> None:
        """Delete what processes that were killed left half written or half read."""
        for name in ("incoming", "claimed"):
            for file in (self.folder / name).iterdir():
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - file.stat().st_mtime > LEFTOVER_SECONDS:
                        file.unlink()

    def _put(self, queue: str, payload: dict[str, Any], **_: Any) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        unfinished = self.folder / "incoming" / name
        try:
            self._make_folders()  # somebody may have emptied the data folder under a running site
            unfinished.write_text(dumps(payload), encoding="utf-8")
            unfinished.rename(self.folder / "queue" / name)
        except OSError as error:
            raise ChannelError(f"Cannot add a message to {self.folder}: {error}") from error

    def _get(self, queue: str) -> dict[str, Any]:
        """Claim the oldest message of `queue`; raises `Empty` when there is none."""
        for name in self._waiting():
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            claimed = self.folder / "claimed" / name
            try:
                (self.folder / "queue" / name).rename(claimed)
            except FileNotFoundError:
                continue  # another reader was quicker
            text = claimed.read_text(encoding="utf-8")
            claimed.unlink()
            try:
                message: dict[str, Any] = loads(text)
            except ValueError:
                logger.warning("Dropped an unreadable wake-up (%s); the next sweep does its work.", name)
                continue
            return message
        raise Empty

    def _waiting(self) -> list[str]:
        """Names of all messages, the oldest first."""
        try:
            return sorted(os.listdir(self.data_folder_in))
        except FileNotFoundError:
            return []

    def _lookup(self, exchange: str, routing_key: str, default: str | None = None) -> list[str]:
        """The queues a message goes to; without a binding, the queue of the routing key's name.

        A process binds once and remembers that it did, so a lost exchange table would stay lost.
        """
        return super()._lookup(exchange, routing_key, default) or [routing_key]

    @contextlib.contextmanager
    def _bindings(self, exchange: str) -> Iterator[list[exchange_queue_t]]:
        """The bindings of `exchange`, to be changed in place: one process at a time, replaced as a whole."""
        file: Path = self._exchange_file(exchange)
        self._make_folders()
        with (self.control_folder / "lock").open("a") as guard:
            lock(guard, LOCK_EX)
            try:
                before = self.get_table(exchange)
                bindings = list(before)
                yield bindings
                if bindings != before:
                    unfinished = self.folder / "incoming" / f"{file.name}.{uuid.uuid4().hex}"
                    unfinished.write_text(dumps(bindings), encoding="utf-8")
                    unfinished.replace(file)
            except OSError as error:
                raise ChannelError(f"Cannot change {file}: {error}") from error
            finally:
                unlock(guard)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._bindings(exchange) as bindings:
            if binding not in bindings:
                bindings.insert(0, binding)

    def _delete(self, queue: str, exchange: str, *_: Any, **__: Any) -> None:
        self._purge(queue)
        with self._bindings(exchange) as bindings:
            bindings[:] = [binding for binding in bindings if binding.queue != queue]


class Transport(filesystem.Transport):
    """`second-look-fs://` with the transport option `folder`."""

    Channel = Channel
    # On the class, because the client side of kombu ignores the transport option of the same name.
    polling_interval = POLLING_SECONDS
    driver_name = ALIAS

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = virtual.BrokerState()  # stock shares it between folders, and then skips bindings

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Wait for one message; `TimeoutError` after half a second even if more time is given.

        Celery's worker asks for two seconds at a time, and once more after it was told to stop: four
        seconds for Ctrl-C, where nobody gains anything by the longer wait.
        """
        super().drain_events(connection, timeout=min(timeout or LONGEST_DRAIN, LONGEST_DRAIN))
