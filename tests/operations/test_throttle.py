"""How often one address may do something, and whose address it is behind proxies."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from courses.operations.throttle import client_address, too_many

pytestmark = pytest.mark.web

MINUTE = 1_800_000_000  # seconds since 1970, the beginning of a minute


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def counted(times: int, who: str = "198.51.100.7", action: str = "verify") -> list[bool]:
    return [too_many(action, who, limit=3, seconds=60) for _ in range(times)]


def test_the_limit_is_the_last_that_passes() -> None:
    with time_machine.travel(MINUTE, tick=False):
        assert counted(5) == [False, False, False, True, True]


def test_a_window_begins_with_the_first_count_and_not_with_a_minute_of_the_clock() -> None:
    with time_machine.travel(MINUTE + 59, tick=False):
        assert counted(2) == [False, False]
    with time_machine.travel(MINUTE + 60, tick=False):
        assert counted(2) == [False, True]
    with time_machine.travel(MINUTE + 118, tick=False):
        assert counted(1) == [True]
    with time_machine.travel(MINUTE + 120, tick=False):
        assert counted(3) == [False] * 3


def test_another_address_and_another_action_have_counters_of_their_own() -> None:
    with time_machine.travel(MINUTE, tick=False):
        assert counted(4)[-1]
        assert not any(counted(3, who="198.51.100.8"))
        assert not any(counted(3, action="export"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody in front: whoever sends the header invented it
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),  # what stands left of it came from the caller
        (2, "10.9.9.9, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),  # came round a proxy: trust only the connection
        (1, "", "192.0.2.1"),
        (1, " , ,", "192.0.2.1"),
        (1, "10.9.9.9,203.0.113.9 ", "203.0.113.9"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_a_hundred_invented_addresses_share_one_counter(settings: Any) -> None:
    settings.PROXIES = 1
    with time_machine.travel(MINUTE, tick=False):
        addresses = {
            client_address(RequestFactory().get("/", headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"}))
            for number in range(100)
        }
    assert addresses == {"203.0.113.9"}


def test_a_count_that_ends_between_looking_and_counting_does_not_last_for_ever(monkeypatch: Any) -> None:
    """Redis may drop a key between our two calls and make it anew without an end: that would shut somebody out."""
    monkeypatch.setattr(cache, "add", lambda *_args, **_more: False)  # it was there a moment ago
    monkeypatch.setattr(cache, "incr", lambda key: cache.set(key, 1, timeout=None) or 1)
    with time_machine.travel(MINUTE, tick=False):
        assert counted(1) == [False]
    with time_machine.travel(MINUTE + 61, tick=False):
        assert cache.get("throttle:verify:198.51.100.7") is None
