"""`make bench`: figures of one run, as ratios to a floor where that makes sense. Shared machines are noisy.

The site is a real `manage.py start` on the embedded default. CPU is that of the web worker process, from /proc.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psutil

from courses.core.compiler import compile_course
from tests.bench import matrix
from tests.bench.labs import explorer
from tests.bench.pdf import certificate_milliseconds
from tests.bench.prose import prose_like_github
from tests.bench.publish import publish_fifty
from tests.bench.studio import check_and_preview
from tests.bench.weight import page_weight
from tests.content.curriculum import counts
from tests.core.large import large_course
from tests.services.site import ROOT, Site

ROUNDS, REQUESTS = 25, 20
SUBMITS = 30
IDLE_SECONDS = 10


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="second-look-bench-") as folder:
        site = Site(
            Path(folder) / "data",
            environment={"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "PYTHONPATH": str(ROOT)},
        )
        print(f"{'start until ready':44}{site.start():8.1f} s")
        try:
            idle(site)
            made = make_people(site)
            pages(site, made)
            submit_to_certificate(site, made)
            weight(site, made)
            explorer(site.url, made["lab"], made["reader"])
            check_and_preview(site)
            publish_fifty(site)
            matrix.measure(site)
        finally:
            site.stop()
    practices()
    print(counts.table())
    print(f"{'certificate PDF, kept compiler':44}{certificate_milliseconds():8.1f} ms")
    compile_fifty()
    prose_like_github()


def practices() -> None:
    """The same matrix on PostgreSQL, then the jobs of large practices; each in a process and a database of its own."""
    for words in (
        ("matrix", "--pg"), ("reminders",), ("reminders", "--postgres"), ("packs",), ("packs", "--postgres"),
    ):  # fmt: skip
        print(f"-- {' '.join(words)}", flush=True)
        subprocess.run([sys.executable, "-m", f"tests.bench.{words[0]}", *words[1:]], cwd=ROOT, check=False)


def make_people(site: Site) -> dict:
    made = subprocess.run(
        [sys.executable, "-m", "tests.bench.people", str(SUBMITS)],
        env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        sys.exit(made.stderr[-3000:])
    return json.loads(made.stdout.splitlines()[-1])


def idle(site: Site) -> None:
    """Memory as the share that is really ours (PSS), CPU over ten quiet seconds; all processes together."""
    processes = list(site.processes().values())
    time.sleep(3)
    memory = sum(process.memory_full_info().pss for process in processes) / 2**20
    before = sum(sum(process.cpu_times()[:2]) for process in processes)
    time.sleep(IDLE_SECONDS)
    used = sum(sum(process.cpu_times()[:2]) for process in processes) - before
    print(f"{f'idle memory, {len(processes)} processes':44}{memory:8.0f} MB PSS   (aim ≤ 200)")
    print(f"{'idle CPU':44}{100 * used / IDLE_SECONDS:8.2f} %        (aim ≤ 1)")


def pages(site: Site, made: dict) -> None:
    """CPU of one request to each page, in rounds that take turns; the ratio is that of each round, then its median."""
    worker = site.processes()["web worker"]
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    costs: dict[str, list[float]] = {name: [] for name, _url, _cookie in made["pages"]}
    for _name, url, cookie in made["pages"]:
        for _ in range(20):
            get(connection, url, cookie)
    for _ in range(ROUNDS):
        for name, url, cookie in made["pages"]:
            before = cpu_nanoseconds(worker)
            for _ in range(REQUESTS):
                get(connection, url, cookie)
            costs[name].append((cpu_nanoseconds(worker) - before) / REQUESTS / 1e6)
    limits = {
        "unit, nothing answered": 1.75,
        "unit, five exercises answered": 2.5,
        "course home": 2,
        "quiz question": 2,
        "threshold explorer": 2.5,
    }
    for name, values in costs.items():
        cost, limit = statistics.median(values), limits.get(name)
        ratio = statistics.median(value / floor for value, floor in zip(values, costs["floor"], strict=True))
        bound = f"(≤ {limit})" if limit else ""
        print(f"{name:44}{cost:8.2f} ms CPU {ratio:6.2f} × floor {bound:9} {made['queries'][name]:3d} queries")
    print(f"{'submit':44}{made['queries']['submit']:8d} queries  (≤ 12)")


def cpu_nanoseconds(process: psutil.Process) -> int:
    """CPU time of a process: /proc/PID/schedstat of all its threads counts nanoseconds, cpu_times() only hundredths."""
    tasks = Path(f"/proc/{process.pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())


def get(connection: http.client.HTTPConnection, url: str, cookie: str) -> None:
    connection.request("GET", url, headers={"Cookie": cookie})
    reply = connection.getresponse()
    reply.read()
    if reply.status != 200:
        sys.exit(f"{url} answered {reply.status}")


def submit_to_certificate(site: Site, made: dict) -> None:
    """From the click on *Finish* to the certificate's own page, one person after another."""
    seconds = []
    for attempt, cookie in made["submitters"]:
        connection = http.client.HTTPConnection("127.0.0.1", site.port)
        token, cookies = csrf(connection, f"/attempts/{attempt}/review/", cookie)
        begin = time.monotonic()
        connection.request(
            "POST", f"/attempts/{attempt}/submit/", body=f"csrfmiddlewaretoken={token}",
            headers={"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        reply = connection.getresponse()
        reply.read()
        wait(lambda c=connection, k=cookie: status(c, made["certificate"], k) == 302)
        seconds.append(time.monotonic() - begin)
        time.sleep(0.1)
    seconds.sort()
    p95 = seconds[int(len(seconds) * 0.95) - 1]
    print(f"{'submit → certificate visible, p50 / p95':44}{statistics.median(seconds):8.2f} / {p95:.2f} s   (≤ 2)")


def csrf(connection: http.client.HTTPConnection, url: str, cookie: str) -> tuple[str, str]:
    connection.request("GET", url, headers={"Cookie": cookie})
    reply = connection.getresponse()
    page = reply.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    set_cookie = reply.headers.get("Set-Cookie", "").split(";")[0]
    assert token, page[:500]
    return token.group(1), f"{cookie}; {set_cookie}"


def status(connection: http.client.HTTPConnection, url: str, cookie: str) -> int:
    connection.request("GET", url, headers={"Cookie": cookie})
    reply = connection.getresponse()
    reply.read()
    return reply.status


def wait(truth: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not truth():
        if time.monotonic() > end:
            sys.exit("no certificate within a minute")
        time.sleep(0.02)


def weight(site: Site, made: dict) -> None:
    """What a browser loads: the first visit of a unit, and a second one."""
    found = page_weight(site.url, made["unit"], made["reader"])
    if isinstance(found, str):
        print(f"page weight not measured: {found}")
        return
    first, requests, again = found
    print(f"{'unit, first visit':44}{first / 1024:8.1f} KB in {requests} requests   (≤ 60 KB, ≤ 6)")
    print(f"{'unit, second visit':44}{again / 1024:8.1f} KB               (≤ 14 KB)")


def compile_fifty() -> None:
    """Check of a generated course with fifty units."""
    folder = large_course(50)
    begin = time.process_time()
    compiled = compile_course(folder, today=date(2026, 11, 21))
    used = time.process_time() - begin
    assert not compiled.blocked, compiled.problems
    words = sum(len(data.split()) for data in folder.files.values())
    print(f"{'check of 50 units':44}{used:8.2f} s CPU    (aim ≤ 1)  {words} words")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
