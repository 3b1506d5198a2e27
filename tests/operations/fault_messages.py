"""Doubles and throws away the messages that wait in a broker, as a careless network or a flushed server would."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import redis

Harm = Callable[[random.Random], str]
"""Harms one waiting message; says "doubled", "dropped" or, when there was none, ""."""


def in_a_folder(broker: Path) -> Harm:
    """For courses.operations.filesystem_broker: `broker` is its folder."""

    def harm(choices: random.Random) -> str:
        waiting = sorted((broker / "queue").iterdir())
        if not waiting:
            return ""
        message = choices.choice(waiting)
        try:
            if choices.random() < 0.5:
                message.unlink()
                return "dropped"
            copy = broker / "incoming" / f"{time.time_ns():020d}_{uuid.uuid4().hex}.{message.name.partition('.')[2]}"
            copy.write_bytes(message.read_bytes())
            copy.rename(broker / "queue" / copy.name)
        except FileNotFoundError:  # the worker was quicker
            return ""
        return "doubled"

    return harm


def in_redis(url: str) -> Harm:
    """For a Redis at `url`."""
    server = redis.Redis.from_url(url.replace("redis+socket://", "unix://"))

    def harm(choices: random.Random) -> str:
        message = server.lindex("courses", choices.randrange(3))
        if message is None:
            return ""
        if choices.random() < 0.5:
            return "dropped" if server.lrem("courses", 1, message) else ""
        server.rpush("courses", message)
        return "doubled"

    return harm
