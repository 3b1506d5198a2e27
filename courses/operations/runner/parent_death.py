"""Die when the parent dies, even when it is killed with SIGKILL and can tell nobody."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

SUPERVISOR = "SECOND_LOOK_SUPERVISOR"
"""Environment variable with the process id of the supervisor, for its children and theirs."""

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 0.5

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Have this process killed as soon as `parent`, the process that started it, is gone.

    On Linux the kernel does it. The signal comes when the *thread* that started this process ends, so
    processes are started from main threads. Elsewhere a thread looks every half second, also for the
    supervisor, as the processes between cannot do it themselves.
    """
    if _libc is None:
        threading.Thread(target=_look, args=(parent,), name="parent-death", daemon=True).start()
        return
    ask_for_death_signal()
    if os.getppid() != parent:  # it died before the kernel heard our wish
        os.kill(os.getpid(), signal.SIGKILL)


def ask_for_death_signal() -> None:
    """Ask the kernel for SIGKILL at the parent's death; survives exec. Does nothing where it is unknown."""
    if _libc is not None and _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")


def _look(parent: int) -> None:
    supervisor = int(os.environ.get(SUPERVISOR, parent))
    while os.getppid() == parent and _is_alive(supervisor):
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
