"""A worker whose embedded beat has died leaves in good order, so that the supervisor starts both anew.

Celery itself does not look after its beat process: without this a killed beat would stay dead, and with
it the sweep that makes up for lost wake-ups.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import Any

from celery import bootsteps

logger = logging.getLogger(__name__)


class BeatWatch(bootsteps.StartStopStep):
    """Waits for the end of the beat process in a thread; finishes running tasks, then stops the worker."""

    requires = ("celery.worker.components:Beat",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        self.stopping = False

    def start(self, worker: Any) -> None:
        if worker.beat is not None:
            threading.Thread(target=self._watch, args=(worker.beat,), name="beat-watch", daemon=True).start()

    def stop(self, _worker: Any) -> None:
        self.stopping = True

    def _watch(self, beat: Any) -> None:
        _wait_for_end(beat)
        if not self.stopping:
            logger.warning("Beat has died; the worker finishes what it is doing and starts again with a new one.")
            os.kill(os.getpid(), signal.SIGTERM)


def _wait_for_end(process: Any) -> None:
    """Return when `process`, a child of this process, has ended, and leave its exit status to Celery."""
    if hasattr(os, "waitid"):
        try:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:
            return
    else:
        while process.is_alive():
            time.sleep(0.5)
