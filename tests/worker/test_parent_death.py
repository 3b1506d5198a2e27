"""A process that asked to die with its parent does, by the kernel's hand and, where that cannot help, by its own."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from tests.services.site import ROOT, alive, wait_until

pytestmark = pytest.mark.worker

CHILD = """
import sys, time
from courses.operations.runner import parent_death
if sys.argv[2] == "watching":
    parent_death._libc = None
parent_death.die_with_parent(int(sys.argv[1]))
print("asked", flush=True)
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid()), sys.argv[2]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.parametrize("how", ["by the kernel", "watching"])
def test_a_child_dies_within_two_seconds_of_its_killed_parent(how: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD, how], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    assert alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive(child), seconds=2, what="the child is gone")


def test_a_child_whose_parent_was_gone_before_it_could_ask_dies_at_once() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(gone.pid), "by the kernel"], cwd=ROOT, capture_output=True, timeout=20
    )
    assert child.returncode == -9
    assert child.stdout == b""
