"""The compiler child: reads author text, which is hostile until checked, in a process that may be killed at any time.

Started by compiler_process as `python -m courses.authoring.compiler_child PARENT_PID`, with a socket as standard input.
It imports no Django, knows no settings and opens no files after its start. It ends when its parent does, when nobody
has asked for anything in five minutes, and when a request uses too much memory or time.
"""

from __future__ import annotations

import math
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from courses.authoring import compiler_wire as wire
from courses.core.compiler import compile_course, preview_page, render_prose
from courses.operations.runner.parent_death import die_with_parent

ADDRESS_SPACE = 768 * 1024 * 1024
IDLE_SECONDS = 300.0


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    die_with_parent(int(sys.argv[1]))
    channel = socket.socket(fileno=0)
    render_prose("Ready, *with* its [parts](https://example.org/) loaded.")
    _limit_once()
    wire.send(channel, {"ready": True})
    while True:
        channel.settimeout(IDLE_SECONDS)
        try:
            request = wire.receive(channel)
        except (wire.Closed, TimeoutError, OSError):
            return
        channel.settimeout(None)
        wire.send(channel, answer(request))


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one request; {"failed": why} when the compiler gave up: memory, depth or fault."""
    try:
        _limit_processor(request["seconds"])
        if request["do"] == "render":
            return {"html": render_prose(request["markdown"])}
        folder, history, today = wire.read_compile_request(request)
        if request["do"] == "preview":
            return wire.previewed_message(preview_page(folder, request["path"], history=history, today=today))
        return wire.compiled_message(compile_course(folder, history=history, today=today))
    except MemoryError:
        return {"failed": "memory"}
    except RecursionError:
        return {"failed": "depth"}
    except Exception:
        traceback.print_exc()  # the log of the parent: a fault of the compiler, not of the author
        return {"failed": "fault"}


def _limit_once() -> None:
    for what, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def _limit_processor(seconds: float) -> None:
    """The kernel's own stop, should the parent be unable to send one: two seconds after the parent's."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
