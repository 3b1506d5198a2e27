"""One readable log for everything that runs: time, who speaks, what they say."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
from pathlib import Path

FILE_BYTES = 5_000_000
FILES_KEPT = 4
WIDTH = 5


class RunLog:
    """Writes lines to standard output and to a file that is turned over at 5 MB, four old ones kept."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = logging.handlers.RotatingFileHandler(
            file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8", errors="replace"
        )
        self.file.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
        self.terminal = logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S")

    def write(self, source: str, text: str) -> None:
        """Log `text`, which may have several lines, as said by `source` (web, work, start)."""
        for line in text.splitlines():
            record = logging.LogRecord(source, logging.INFO, "", 0, f"{source:<{WIDTH}} {line}", None, None)
            self.file.emit(record)
            # A terminal that went away must not take the site with it.
            with contextlib.suppress(OSError, ValueError):
                print(self.terminal.format(record), flush=True)


class LogStream:
    """The part of a text stream that management commands write to; passes whole lines on to the log."""

    encoding = "utf-8"

    def __init__(self, log: RunLog, source: str) -> None:
        self.log = log
        self.source = source
        self.rest = ""

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            self.log.write(self.source, line)
        return len(text)

    def flush(self) -> None:
        sys.stdout.flush()

    def isatty(self) -> bool:
        return False
