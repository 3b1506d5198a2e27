"""`manage.py start`: prepare everything, then run the web server and the worker until told to stop."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from courses.management.commands import course, demo, erasures
from courses.operations.runner.instance_lock import AlreadyRunning, hold
from courses.operations.runner.run_log import LogStream, RunLog


class Command(BaseCommand):
    help = "Prepares the data folder and runs web server, worker and beat until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (default: PORT, else 8000)")
        parser.add_argument("--no-demo", action="store_true", help="do not fill the demo practice")

    def handle(self, *, host: str, port: int, no_demo: bool, **_: Any) -> None:
        if port != settings.PORT:
            begin_again_with_port(port)
        with_demo = settings.DEMO and not no_demo
        try:
            lock = hold(settings.DATA_DIR, settings.PUBLIC_URL)
        except AlreadyRunning as holder:
            raise CommandError(
                f"Second Look is already running on {settings.DATA_DIR} ({holder}). "
                "Stop it first, or choose another folder with DATA=…"
            ) from None
        refuse_taken_port(host, port)
        log_file = settings.DATA_DIR / "logs" / "second-look.log"
        try:
            prepare(LogStream(RunLog(log_file), "start"), with_demo=with_demo)
        except KeyboardInterrupt:
            raise CommandError("Stopped before everything was ready.") from None
        become_supervisor(
            {"host": host, "port": port, "log": str(log_file), "lock": lock, "greeting": greeting(with_demo=with_demo)}
        )


def begin_again_with_port(port: int) -> None:
    """Start over with PORT set, as addresses in settings, mails and QR codes are made from it."""
    arguments = [part for part in sys.argv[1:] if not part.startswith("--port=")]
    if "--port" in arguments:
        at = arguments.index("--port")
        del arguments[at : at + 2]
    os.environ["PORT"] = str(port)
    os.execv(sys.executable, [sys.executable, sys.argv[0], *arguments])  # noqa: S606


def refuse_taken_port(host: str, port: int) -> None:
    """Granian shares a port with whoever has it, so two servers would answer in turn: look before."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
            raise CommandError(
                f"Port {port} is in use by another program. Stop it, or choose another port with PORT=…"
            ) from None


def prepare(out: LogStream, *, with_demo: bool) -> None:
    """Bring database, static files, shipped courses and, in the demo, its practice up to date."""
    out.write(f"Preparing {settings.DATA_DIR} …\n")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(out)
    call_command("migrate", interactive=False, verbosity=0)
    call_command(erasures.Command(), stdout=out, stderr=out)
    collect_static_files(out)
    publish_shipped_courses(out)
    if with_demo:
        call_command(demo.Command(), stdout=out, stderr=out)


def publish_shipped_courses(out: LogStream) -> None:
    """Publish what has changed. A course with a problem keeps its last release and keeps nobody from working.

    Pages that an earlier version of the program stored are made anew.
    """
    folders = sorted(str(file.parent) for file in settings.COURSES_DIR.glob("*/course.md"))
    try:
        call_command(course.Command(), "publish", *folders, "--shipped", stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"Shipped courses: {error}\n")
    call_command(course.Command(), "rerender", "--stale", stdout=out, stderr=out)


def collect_static_files(out: LogStream) -> None:
    """Copy and compress the static files, unless they are the same as at the last start."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, stdout=out, stderr=out)
    stamp.write_text(digest.hexdigest())


def greeting(*, with_demo: bool) -> str:
    """What the log says when the site answers for the first time."""
    lines = [f"Second Look is ready: {settings.PUBLIC_URL}"]
    if with_demo:
        width = max(len(email) for _, email, _ in demo.ACCOUNTS)
        lines += [f"  {role:<10} {email:<{width}}  password: {password}" for role, email, password in demo.ACCOUNTS]
    return "\n".join([*lines, "Ctrl-C stops it."])


def become_supervisor(plan: dict[str, Any]) -> None:
    """Replace this process by the small supervisor; process id and lock stay."""
    connections.close_all()
    sys.stdout.flush()
    os.set_inheritable(plan["lock"], True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    os.environ["DATA"] = str(settings.DATA_DIR)
    os.environ["PORT"] = str(plan["port"])
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "courses.operations.runner", json.dumps(plan)])  # noqa: S606
