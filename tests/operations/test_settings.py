"""Settings: the demo needs none; production names everything that is missing or wrong, at once."""

from __future__ import annotations

import ast
import os
import runpy
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from courses.operations.runner.instance_lock import hold
from tests.services.site import OURS, ROOT

pytestmark = pytest.mark.web

GOOD = {
    "MODE": "production",
    "PUBLIC_URL": "https://learn.surgery.example",
    "SECRET_KEY": "k" * 50,
    "EMAIL_URL": "smtp://user:word@mail.surgery.example:587?tls=yes",
    "EMAIL_FROM": "Learning <learning@surgery.example>",
}


def read(data: Path, show: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process with these variables only; prints the names `show` of them as a list."""
    values = ", ".join(f"s.{name}" for name in show.split())
    return subprocess.run(
        [sys.executable, "-c", f"import lms.settings as s; print([{values}])"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA": str(data), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[str]]:
    """`faults(NAME=value, …)` runs the settings file here with these variables only and gives its complaints."""

    def run(**variables: str) -> list[str]:
        with monkeypatch.context() as patch:
            for name in (*OURS, "EMAIL_FROM", "SECRET_KEY_FALLBACKS"):
                patch.delenv(name, raising=False)
            patch.setenv("DATA", str(tmp_path))
            for name, value in variables.items():
                patch.setenv(name, value)
            with pytest.raises(ImproperlyConfigured) as complaint:
                runpy.run_path(str(ROOT / "lms" / "settings.py"))
        first, *others = str(complaint.value).splitlines()
        assert first == "These settings need attention:"
        return [line.strip() for line in others]

    return run


def test_the_demo_needs_no_variable(tmp_path: Path) -> None:
    done = read(tmp_path, "DEMO DEBUG PUBLIC_URL PROXIES")
    assert (done.returncode, done.stdout) == (0, "[True, False, 'http://localhost:8000', 0]\n")


def test_the_demos_key_is_kept_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    data = tmp_path / "not" / "there" / "yet"
    first, second = (ast.literal_eval(read(data, "SECRET_KEY").stdout) for _ in range(2))
    assert first == second
    assert len(first[0]) >= 50
    file = data / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in data.iterdir() if one.is_file()] == ["secret-key"]


def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds the database and, in the demo, mail with links that reset passwords."""
    read(tmp_path / "demo", "SECRET_KEY")
    os.close(hold(tmp_path / "production", "https://learn.surgery.example"))
    for name in ("demo", "production"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        keys = [done.stdout for done in pool.map(lambda _: read(tmp_path, "SECRET_KEY"), range(3))]
    assert len(set(keys)) == 1
    assert len(keys[0]) > 50


def test_production_with_everything_is_content_and_strict(tmp_path: Path) -> None:
    done = read(tmp_path, "DEMO DEBUG SECURE_SSL_REDIRECT SESSION_COOKIE_NAME SESSION_COOKIE_SECURE PROXIES", **GOOD)
    assert done.stdout == "[False, False, True, '__Host-session', True, 1]\n"
    assert not (tmp_path / "secret-key").exists()


def test_production_lists_everything_that_is_missing_in_one_message(tmp_path: Path) -> None:
    done = read(tmp_path, MODE="production")
    assert done.returncode == 1
    message = done.stderr.partition("ImproperlyConfigured: ")[2]
    assert message.splitlines() == [
        "These settings need attention:",
        "  PUBLIC_URL is missing.",
        "  SECRET_KEY is missing.",
        "  EMAIL_URL is missing.",
        "  EMAIL_FROM is missing.",
    ]


@pytest.mark.parametrize("name", sorted(GOOD.keys() - {"MODE"}))
def test_production_refuses_each_missing_variable_by_name(faults: Callable[..., list[str]], name: str) -> None:
    without = {key: value for key, value in GOOD.items() if key != name}
    assert faults(**without) == [f"{name} is missing."]
    assert faults(**without, **{name: "   "}) == [f"{name} is missing."]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("PUBLIC_URL", "http://learn.surgery.example", "PUBLIC_URL must start with https://"),
        ("PUBLIC_URL", "learn.surgery.example", "PUBLIC_URL must start with https://"),
        ("PUBLIC_URL", "https://", "PUBLIC_URL names no host"),
        ("PUBLIC_URL", "https://learn.surgery.example/courses", "PUBLIC_URL must end after the host"),
        ("PUBLIC_URL", "https://[learn", "PUBLIC_URL is not an address"),
        ("EMAIL_URL", "smtp://", "EMAIL_URL names no host"),
        ("EMAIL_URL", "smtp://mail.surgery.example:many", "EMAIL_URL is not an address"),
        ("EMAIL_URL", "imap://mail.surgery.example", "EMAIL_URL must start with smtp://"),
        ("DATABASE_URL", "mysql://db/learn", "DATABASE_URL must start with postgresql://"),
        ("REDIS_URL", "http://cache", "REDIS_URL must start with redis://"),
        ("PORT", "eighty", "PORT must be a whole number"),
        ("PORT", "70000", "PORT must be a whole number"),
        ("PROXIES", "-1", "PROXIES must be a whole number"),
        ("MODE", "prod", "MODE must be one of demo, production"),
    ],
)
def test_a_bad_value_is_refused_by_name(faults: Callable[..., list[str]], name: str, value: str, words: str) -> None:
    found = faults(**{**GOOD, name: value})
    assert len(found) == 1
    assert found[0].startswith(words)


def test_bad_and_missing_ones_stand_in_the_same_message(faults: Callable[..., list[str]]) -> None:
    found = faults(**{**GOOD, "SECRET_KEY": "", "PORT": "x", "EMAIL_URL": "mail"})
    assert [line.split()[0] for line in found] == ["PORT", "SECRET_KEY", "EMAIL_URL"]


def test_no_message_repeats_a_secret(faults: Callable[..., list[str]]) -> None:
    found = faults(**{**GOOD, "SECRET_KEY": "hunter2", "EMAIL_URL": "imap://user:hunter3@mail.example"})
    assert len(found) == 2
    assert "hunter" not in "".join(found)
