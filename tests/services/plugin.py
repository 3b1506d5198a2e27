"""Fixtures: `postgres_url`, `redis_url`, `make_site` and `site`. A server that cannot be had skips, with the reason."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.services.binaries import Unavailable
from tests.services.servers import new_database, postgres, redis_at_socket
from tests.services.site import Site

KINDS = ("embedded", "servers")
"""SQLite and the folder broker; PostgreSQL and Redis."""

MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """DATABASE_URL of a real PostgreSQL: the given one, or one started for this session."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    try:
        with postgres() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """REDIS_URL of a real Redis: the given one, or one started for this session."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    try:
        with redis_at_socket() as url:
            yield url
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def make_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSite]:
    """A factory: `make_site("embedded")` or `make_site("servers")` gives a Site that is not started yet.

    Keyword arguments: `options` of `manage.py start`, further `environment` variables. The factory ends
    every site that a test leaves running.
    """
    made: list[Site] = []

    def make(kind: str = "embedded", *, options: tuple[str, ...] = (), **environment: str) -> Site:
        assert kind in KINDS
        if kind == "servers":
            url = request.getfixturevalue("redis_url")
            redis.Redis.from_url(url.replace("redis+socket://", "unix://")).flushall()
            database = new_database(request.getfixturevalue("postgres_url"))
            environment = {"DATABASE_URL": database, "REDIS_URL": url, **environment}
        data: Path = tmp_path_factory.mktemp(f"site-{kind}")
        for earlier in made[-1:]:  # collecting and compressing them takes longer than the rest of a start
            if (earlier.data / "static" / ".collected").exists():
                shutil.copytree(earlier.data / "static", data / "static")
        made.append(Site(data=data, options=options, environment=environment))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture(scope="module")
def site(make_site: MakeSite) -> Iterator[Site]:
    """A running site of the embedded kind, shared by the tests of a module."""
    one = make_site("embedded")
    one.start()
    yield one
    one.end()
