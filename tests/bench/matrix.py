"""The matrix: CPU as a ratio to the floor, queries, and the memory that a long CSV takes.

python -m tests.bench.matrix            on the embedded default
python -m tests.bench.matrix --pg       on PostgreSQL, through tests.services
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from tests.services.site import ROOT, Site

SIZES = ((25, 12), (500, 12), (500, 40))
LIMITS = {"25 × 12": 8, "500 × 12": 14, "500 × 40": 14}
LONG = (5000, 12)
ROUNDS, REQUESTS, WARM = 15, 10, 10
MOST_QUERIES = 6


def measure(site: Site) -> None:
    """Pages in rounds that take turns with the floor; then the CSV."""
    made = _made(site)
    worker = site.processes()["web worker"]
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    costs: dict[str, list[float]] = {name: [] for name, _url in made["pages"]}
    for _name, url in made["pages"]:
        for _ in range(WARM):
            _get(connection, url, made["cookie"])
    for _ in range(ROUNDS):
        for name, url in made["pages"]:
            before = _cpu(worker)
            for _ in range(REQUESTS):
                _get(connection, url, made["cookie"])
            costs[name].append((_cpu(worker) - before) / REQUESTS / 1e6)
    for name, values in costs.items():
        ratio = statistics.median(value / floor for value, floor in zip(values, costs["floor"], strict=True))
        bound = f"(≤ {LIMITS[name]}; ≤ {MOST_QUERIES} queries)" if name in LIMITS else ""
        what = f"matrix {name}" if name in LIMITS else name
        queries = made["queries"][name]
        print(f"{what:44}{statistics.median(values):8.2f} ms CPU {ratio:6.2f} × floor {queries:3d} queries {bound}")
    _csv(site, made)


def _csv(site: Site, made: dict) -> None:
    """Reads a long CSV twice, in pieces: the first warms up, the second may take no more memory."""
    worker = site.processes()["web worker"]
    _read(site, made)
    before = worker.memory_info().rss
    size, rows, most = _read(site, made, worker)
    grown = (most - before) / 2**20
    name = f"CSV of {LONG[0]} × {LONG[1]}, {size / 2**20:.1f} MB"
    print(f"{name:44}{grown:8.1f} MB more at its most    {rows} rows")


def _read(site: Site, made: dict, worker: psutil.Process | None = None) -> tuple[int, int, int]:
    """(bytes, rows, the most memory the worker had on the way)."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", made["csv"], headers={"Cookie": made["cookie"]})
    reply = connection.getresponse()
    if reply.status != 200:
        sys.exit(f"{made['csv']} answered {reply.status}")
    size = rows = most = 0
    while piece := reply.read(65_536):
        size += len(piece)
        rows += piece.count(b"\r\n")
        most = max(most, worker.memory_info().rss if worker else 0)
    return size, rows, most


def _made(site: Site) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.matrix_people"],
        env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _get(connection: http.client.HTTPConnection, url: str, cookie: str) -> None:
    connection.request("GET", url, headers={"Cookie": cookie})
    reply = connection.getresponse()
    reply.read()
    if reply.status != 200:
        sys.exit(f"{url} answered {reply.status}")


def _cpu(process: psutil.Process) -> int:
    """Nanoseconds, of all threads."""
    tasks = Path(f"/proc/{process.pid}/task")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir())


def main(arguments: list[str]) -> None:
    if "--pg" in arguments:
        command = [sys.executable, "-m", "tests.services", "pg", "--", sys.executable, "-m", "tests.bench.matrix"]
        sys.exit(subprocess.run([*command, "--inside"], cwd=ROOT, check=False).returncode)
    with tempfile.TemporaryDirectory(prefix="second-look-bench-") as folder:
        settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "PYTHONPATH": str(ROOT)}
        site = Site(Path(folder) / "data", environment={**settings, **_database(arguments)})
        site.start()
        try:
            measure(site)
        finally:
            site.stop()


def _database(arguments: list[str]) -> dict[str, str]:
    """A site leaves out what its surroundings say of a database, unless it is told."""
    return {"DATABASE_URL": os.environ["DATABASE_URL"]} if "--inside" in arguments else {}


if __name__ == "__main__":
    main(sys.argv[1:])
