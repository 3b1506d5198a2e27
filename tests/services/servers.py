"""Starts PostgreSQL and Redis on unix sockets in a short temporary folder, and stops them."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from courses.operations.runner.parent_death import ask_for_death_signal
from tests.services.binaries import Unavailable, postgres_folder, redis_server

START_SECONDS = 30.0
STOP_SECONDS = 10.0
NOBODY = 65534
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
Probe = Callable[[], object]
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=100")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL server; yields its DATABASE_URL. Raises `Unavailable` when there is none to run."""
    programs = postgres_folder()
    with _folder("pg") as folder:
        data = folder / "data"
        _run(
            [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            folder,
        )
        command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
        for setting in FAST:
            command += ["-c", setting]
        url = f"postgresql://postgres@/second_look?host={folder}"
        with _running(command, folder, signal.SIGINT, functools.partial(_create_database, url)):
            yield url


@contextlib.contextmanager
def redis_at_socket() -> Iterator[str]:
    """A fresh Redis that keeps nothing on disk; yields its REDIS_URL. Raises `Unavailable`."""
    program = redis_server()
    with _folder("redis") as folder:
        socket = folder / "redis.sock"
        command = [str(program), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        with _running(command, folder, signal.SIGTERM, lambda: redis.Redis(unix_socket_path=str(socket)).ping()):
            yield f"redis+socket://{socket}"


def new_database(url: str) -> str:
    """Create one more empty database on the server of `url`; returns its DATABASE_URL."""
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _create_database(url: str) -> None:
    with psycopg.connect(url.replace("/second_look?", "/postgres?"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE second_look")


@contextlib.contextmanager
def _folder(name: str) -> Iterator[Path]:
    """A folder whose path is short enough for a socket in it (107 bytes), whatever TMPDIR is."""
    folder = Path(tempfile.mkdtemp(prefix=f"sl-{name}-", dir="/tmp"))
    if _identity().get("user") is not None:
        os.chown(folder, NOBODY, NOBODY)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _namespaces_work() -> bool:
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _identity() -> dict[str, int | list[int] | None]:
    """Popen arguments to be somebody else than root, which PostgreSQL refuses to be; empty when not needed.

    A user namespace (see `_disguised`) is better: it also works where the venv lies in root's home.
    """
    if os.geteuid() != 0 or _namespaces_work():
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _disguised(command: list[str]) -> list[str]:
    return [*NAMESPACE, *command] if os.geteuid() == 0 and _namespaces_work() else command


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        _disguised(command),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **_identity(),
    )
    if done.returncode != 0:
        raise Unavailable(f"{Path(command[0]).name} failed here: {(done.stderr or done.stdout).strip()[-300:]}")


@contextlib.contextmanager
def _running(command: list[str], folder: Path, stop: signal.Signals, probe: Probe) -> Iterator[None]:
    """Run a server until the block ends; it has started once `probe` raises no more."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            _disguised(command),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=ask_for_death_signal,
            **_identity(),
        )
    try:
        _wait_until_up(process, probe, folder / "log")
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], probe: Probe, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            probe()
        except (psycopg.OperationalError, redis.RedisError) as error:
            if process.poll() is not None or time.monotonic() > end:
                said = log.read_text("utf-8", "replace").strip()[-300:]
                raise Unavailable(f"{process.args[-1]} did not start: {said or error}") from None
            time.sleep(0.02)
        else:
            return
