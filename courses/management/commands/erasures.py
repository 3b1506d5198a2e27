"""`manage.py erasures`: erase again what people had deleted, after an older backup was put back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.learning.labs.my_advice import erase_again


class Command(BaseCommand):
    help = "Erases again what the ledger of erasures names and an old backup brought back. Each start does so too."

    def handle(self, **_: Any) -> None:
        count = erase_again()
        if count:
            self.stdout.write(f"Runs of labs erased again, as their owners had deleted them: {count}\n")
