"""`python -m lms.work`: the background half of `manage.py start`, Celery's worker in two threads, with beat.

The same as `celery -A lms worker -P threads -c 2 -B`, whose command line would load a shell, a highlighter and every
other command of Celery first: 12 MB that nobody uses.
"""

from __future__ import annotations

import gc
import sys

from lms.celery import app


def main() -> int:
    """Work until told to stop; the exit code. No gossip, as it has nobody to talk to."""
    worker = app.Worker(
        pool_cls="threads",
        concurrency=2,
        beat=True,
        quiet=True,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    # Beat is forked from here and shares what neither changes; a collector that visits everything would copy it all
    gc.collect()
    gc.freeze()
    worker.start()
    return worker.exitcode or 0


if __name__ == "__main__":
    sys.exit(main())
