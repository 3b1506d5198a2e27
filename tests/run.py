"""Runs every check and every test, stage by stage, and says at the end what happened: `make test`.

    python tests/run.py [STAGE …]        stages: lint core web web-postgresql worker browser

The worker stage, which mostly waits, runs beside the others; what it says is printed whole, between two of them.
A failing stage does not stop the others. What cannot be had on this machine is skipped, and the reason stands
on the last lines. The very last line is "N passed, N failed, N skipped"; the exit code is 1 if anything failed.
Only the standard library is used here, so that even a broken environment gets a readable report.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STAGE_SECONDS = 25 * 60
UNAVAILABLE = 69
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN_SERVERS = ("DATABASE_URL", "REDIS_URL")
TWO_PROCESSES = ("-n", "2")
BESIDE = ("worker",)
"""Stages that run at the same time as the others: they wait more than they compute."""
YIELDING = ("nice", "-n", "5") if shutil.which("nice") else ()
"""In front of what only computes: tests of real processes, which measure seconds, come first."""
OUTPUT: ContextVar[IO[str] | None] = ContextVar("output", default=None)
"""Where this thread's stage writes; None is the terminal."""


@dataclass
class Outcome:
    """What came of one stage. `reasons` counts why tests, or the whole stage, were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)


def skipped(reason: str) -> Outcome:
    return Outcome(skipped=1, reasons=Counter([reason]))


def say(text: str) -> None:
    print(text, file=OUTPUT.get(), flush=True)


def run(command: list[str], **variables: str) -> int:
    """Run a command from the root with the stage's output, but no input; a hanging one counts as failed."""
    output = OUTPUT.get()
    try:
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            timeout=STAGE_SECONDS,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        say(f"Stopped after {STAGE_SECONDS // 60} minutes: {' '.join(command)}")
        return 1


def lint() -> Outcome:
    """Style, types and who may import whom; each check counts as one test."""
    checks = (
        [str(BIN / "ruff"), "check", "--output-format=concise", "."],
        [str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."],
        [str(BIN / "mypy")],
        [str(BIN / "lint-imports")],
    )
    codes = [run(check) for check in checks]
    return Outcome(passed=codes.count(0), failed=len(codes) - codes.count(0))


def pytest(*arguments: str, before: tuple[str, ...] = (), **variables: str) -> Outcome:
    """Run pytest in a data folder of its own and read its report. `before` is a command to put in front."""
    with tempfile.TemporaryDirectory(prefix="second-look-tests-") as folder:
        report = Path(folder) / "report.xml"
        data = Path(folder) / "data"
        data.mkdir()
        command = [*before, sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *arguments]
        code = run(command, DATA=str(data), **variables)
        outcome = read_report(report) if report.exists() else Outcome()
    if code != 0 and outcome.failed == 0:
        say("No test was found." if code == 5 else f"pytest ended with code {code}.")
        outcome.failed = 1
    return outcome


def read_report(report: Path) -> Outcome:
    """Count the results of a JUnit report; an error in setup or teardown is a failure."""
    outcome = Outcome()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skip is not None:
            outcome.skipped += 1
            outcome.reasons[skip.get("message", "no reason given")] += 1
        else:
            outcome.passed += 1
    return outcome


def marked(marker: str) -> list[str]:
    """The arguments that pick the tests of a marker, and the files that name it: to read the others takes seconds.

    tests/services/shares.py sees to it, when the web stage reads them all, that none is missing here.
    """
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    wanted = re.compile(rf"\bmark\.{marker}\b")
    return ["-m", marker, *(str(file.relative_to(ROOT)) for file in files if wanted.search(file.read_text("utf-8")))]


def core() -> Outcome:
    return pytest(*TWO_PROCESSES, *marked("core"), before=YIELDING)


WEB = (*TWO_PROCESSES, "-m", "not core and not worker and not browser")


def web() -> Outcome:
    """Whatever needs neither a worker nor a browser; a test without a marker belongs here, too."""
    return pytest(*WEB, before=YIELDING, **dict.fromkeys(OWN_SERVERS, ""))


def web_postgresql() -> Outcome:
    """The same tests, but those that use no database, on a real PostgreSQL: DATABASE_URL's, else one from a wheel."""
    services = (sys.executable, "-m", "tests.services", "pg", "--")
    probe = subprocess.run(
        [*services, "true"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if probe.returncode == UNAVAILABLE:
        return skipped(probe.stderr.strip())
    return pytest(*WEB, "--with-database", before=(*YIELDING, *services), REDIS_URL="")


def worker() -> Outcome:
    return pytest(*marked("worker"))


def browser() -> Outcome:
    """In two processes, each with a browser and a site of its own (tests/services/shares.py)."""
    program = chromium()
    if program is None:
        return skipped("Chromium: not installed, and apt-get could not install it. Set CHROMIUM to its path.")
    return pytest(*TWO_PROCESSES, "--dist", "loadgroup", *marked("browser"), CHROMIUM=program)


def chromium() -> str | None:
    """Path of Chromium: the one named by CHROMIUM, else on PATH, else Debian's, installed now."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    found = first_on_path(BROWSERS)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing Chromium …")
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        if run(["apt-get", "update", "-qq"]) == 0:
            run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = first_on_path(BROWSERS)
    return found


def first_on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


STAGES: dict[str, Callable[[], Outcome]] = {
    "lint": lint,
    "core": core,
    "web": web,
    "web-postgresql": web_postgresql,
    "worker": worker,
    "browser": browser,
}


def summary(outcomes: dict[str, Outcome], seconds: float) -> str:
    """The table, the reasons of what was skipped, and the total on the last line. `seconds` went by in all."""
    lines = ["", f"{'stage':<16}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    for name, one in outcomes.items():
        lines.append(f"{name:<16}{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.1f}")
    total = Outcome(
        passed=sum(one.passed for one in outcomes.values()),
        failed=sum(one.failed for one in outcomes.values()),
        skipped=sum(one.skipped for one in outcomes.values()),
        seconds=seconds,
    )
    lines.append(f"{'all':<16}{total.passed:>8}{total.failed:>8}{total.skipped:>9}{total.seconds:>9.1f}")
    for name, one in outcomes.items():
        lines += [f"skipped in {name}: {reason} ({count})" for reason, count in one.reasons.items()]
    lines.append(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return "\n".join(lines)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"No such stage: {', '.join(unknown)}. There are: {', '.join(STAGES)}.")
        return 2
    begin = time.monotonic()
    outcomes = run_stages(names or list(STAGES))
    print(summary(outcomes, time.monotonic() - begin))
    return 1 if any(one.failed for one in outcomes.values()) else 0


def run_stages(names: list[str]) -> dict[str, Outcome]:
    """One after another, those of BESIDE meanwhile; the outcomes in the order of `names`."""
    beside = [name for name in names if name in BESIDE and len(set(names)) > 1]
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(max_workers=len(BESIDE)) as pool:
        waiting = {name: pool.submit(held_back, name) for name in beside}
        for name in names:
            if name not in beside:
                heading(name)
                outcomes[name] = timed(name)
                outcomes |= told(waiting, wait=False)
        outcomes |= told(waiting, wait=True)
    return {name: outcomes[name] for name in names}


def timed(name: str) -> Outcome:
    begin = time.monotonic()
    outcome = STAGES[name]()
    outcome.seconds = time.monotonic() - begin
    return outcome


def held_back(name: str) -> tuple[Outcome, str]:
    """Run a stage in this thread without a word; returns what it would have said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        OUTPUT.set(output)
        outcome = timed(name)
        output.seek(0)
        return outcome, output.read()


def told(waiting: dict[str, Future[tuple[Outcome, str]]], *, wait: bool) -> dict[str, Outcome]:
    """Print and take out the stages that have ended, or all, as soon as each has."""
    found = {}
    for name in [name for name, one in waiting.items() if wait or one.done()]:
        found[name], text = waiting.pop(name).result()
        heading(name)
        print(text, end="", flush=True)
    return found


def heading(name: str) -> None:
    print(f"\n──── {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
