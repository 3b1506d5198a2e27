"""What the embedded site need not load, it does not: each process pays for its modules all day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.web
WHOLE_SITE = "import lms.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
WHOLE_WORKER = "import lms.work; lms.work.app.loader.import_default_modules(); lms.work.app.Worker; import celery.beat"


def loaded(code: str, data: Path, **more: str) -> set[str]:
    """Packages in memory after `code`, in a process of its own with the embedded default's settings."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    (data / "static").mkdir(exist_ok=True)
    environment |= {"DATA": str(data), "DJANGO_SETTINGS_MODULE": "lms.settings"} | more
    code = f"import sys; {code}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize("code", [WHOLE_SITE, WHOLE_WORKER])
def test_without_a_redis_nobody_loads_its_client(code: str, tmp_path: Path) -> None:
    assert "redis" not in loaded(code, tmp_path)


def test_with_a_redis_its_client_is_there_so_that_its_failures_are_known(tmp_path: Path) -> None:
    assert "redis" in loaded("import lms.wsgi; import courses.operations.throttle", tmp_path, REDIS_URL="redis://none/")


def test_the_worker_loads_no_command_line(tmp_path: Path) -> None:
    found = loaded(WHOLE_WORKER, tmp_path)
    assert "celery" in found
    assert not found & {"prompt_toolkit", "pygments", "click_repl"}
