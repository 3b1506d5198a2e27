"""`manage.py integrity`: does every submitted quiz have its grade and every completed course its certificate?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.certificates.integrity import lines, report
from courses.operations import outbox


class Command(BaseCommand):
    help = "Check that nothing was lost or done twice. Exit code 1 when a rule is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", action="store_true", help="first queue again what was given up")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["retry"]:
            outbox.unpark()
            outbox.drain()
        found = report()
        if options["json"]:
            self.stdout.write(json.dumps({"good": found.good, **asdict(found)}))
        else:
            for line in lines(found):
                self.stdout.write(line)
        if not found.good:
            raise SystemExit(1)
