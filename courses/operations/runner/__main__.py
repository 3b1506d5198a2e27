"""`python -m courses.operations.runner PLAN`: what `manage.py start` turns itself into.

PLAN is JSON: host and port to serve on, file of the log, descriptor of the held lock, text to greet with.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from courses.operations.runner.children import Child, web_command, work_command
from courses.operations.runner.run_log import RunLog
from courses.operations.runner.supervisor import Supervisor

ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — who listens everywhere is asked at home


def main(plan: str) -> None:
    settings = json.loads(plan)
    os.set_inheritable(settings["lock"], False)
    host, port = settings["host"], settings["port"]
    Supervisor(
        children=[Child("web", web_command(host, port)), Child("work", work_command())],
        log=RunLog(Path(settings["log"])),
        environment=os.environ,
        address=(ANY_HOST.get(host, host), port),
        greeting=settings["greeting"],
    ).run()


if __name__ == "__main__":
    main(sys.argv[1])
