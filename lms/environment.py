"""Reads settings from the environment and collects everything that is wrong before saying so, once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

WEB = {"http", "https"}
NEED_A_HOST = WEB | {"smtp"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class Environment:
    """Typed access to variables. Faults are gathered; `check` raises one error that lists them all."""

    def __init__(self, values: dict[str, str] | None = None) -> None:
        self.values = dict(os.environ) if values is None else values
        self.faults: list[str] = []

    def text(self, name: str, default: str = "", *, required: bool = False, least: int = 0) -> str:
        value = self.values.get(name, default).strip()
        if required and not value:
            self.faults.append(f"{name} is missing.")
        elif value and len(value) < least:
            self.faults.append(f"{name} is too short: at least {least} characters.")
        return value

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.values.get(name, str(default)).strip()
        if not value.isdecimal() or not low <= int(value) <= high:
            self.faults.append(f"{name} must be a whole number from {low} to {high}, not “{value}”.")
            return default
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.values.get(name, str(default)).strip().lower()
        if value not in TRUE | FALSE:
            self.faults.append(f"{name} must be yes or no, not “{value}”.")
        return value in TRUE

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.values.get(name, default).strip().lower()
        if value not in choices:
            self.faults.append(f"{name} must be one of {', '.join(choices)}, not “{value}”.")
            return default
        return value

    def url(self, name: str, default: str = "", *, schemes: tuple[str, ...], required: bool = False) -> str:
        value = self.text(name, default, required=required).rstrip("/")
        if not value:
            return value
        try:
            parts = urlsplit(value)
            _ = parts.port
        except ValueError:
            self.faults.append(f"{name} is not an address.")
            return default
        if parts.scheme not in schemes:
            self.faults.append(f"{name} must start with {' or '.join(s + '://' for s in schemes)}.")
        elif parts.scheme in NEED_A_HOST and not parts.hostname:
            self.faults.append(f"{name} names no host.")
        elif parts.scheme in WEB and (parts.path or parts.query or parts.fragment):
            self.faults.append(f"{name} must end after the host: the site has no address below a folder.")
        return value

    def check(self) -> None:
        if self.faults:
            raise ImproperlyConfigured("These settings need attention:\n  " + "\n  ".join(self.faults))


def database(url: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's DATABASES["default"] for a PostgreSQL address, or for the embedded SQLite file when empty.

    SQLite keeps every acknowledged commit through a power cut (`synchronous=FULL`) and takes the write lock at
    the start of a transaction (IMMEDIATE), so that two writers wait instead of failing.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sqlite_file,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
                "PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
                "PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": query.pop("port", None) or parts.port or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **query},
    }


def kept_secret(path: Path) -> str:
    """The demo's own secret key: made once, kept in a file that only its owner can read."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # mail and database follow
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        try:
            os.link(temporary, path)  # the first process wins; the others read what it wrote
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text(encoding="utf-8").strip()
