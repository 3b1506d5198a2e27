"""`python -m tests.services [pg] [redis] -- COMMAND …`: run a command next to real servers."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

from courses.operations.runner.parent_death import ask_for_death_signal
from tests.services.binaries import Unavailable
from tests.services.servers import postgres, redis_at_socket

SERVERS = {"pg": ("DATABASE_URL", postgres), "redis": ("REDIS_URL", redis_at_socket)}
UNAVAILABLE = 69
"""Exit code when a server cannot be had (EX_UNAVAILABLE); the reason stands on standard error."""


def main(arguments: list[str]) -> int:
    if "--" not in arguments or not set(arguments[: arguments.index("--")]) <= set(SERVERS):
        print(__doc__, file=sys.stderr)
        return 64
    at = arguments.index("--")
    environment = dict(os.environ)
    with contextlib.ExitStack() as stack:
        try:
            for name in arguments[:at]:
                variable, server = SERVERS[name]
                if not environment.get(variable):
                    environment[variable] = stack.enter_context(server())
        except Unavailable as reason:
            print(reason, file=sys.stderr)
            return UNAVAILABLE
        command = arguments[at + 1 :]
        return subprocess.run(command, env=environment, check=False, preexec_fn=ask_for_death_signal).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
