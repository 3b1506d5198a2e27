"""A ceiling on how often one address may do something. Counted in the cache; a window begins with its first count."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.module_loading import import_string

# What a shared cache raises when it is away. Its client is 6 MB of memory: read only where there is such a cache.
AWAY: tuple[type[Exception], ...] = (import_string("redis.exceptions.RedisError"),) if settings.REDIS_URL else ()


def client_address(request: HttpRequest) -> str:
    """The caller's address. Behind N trusted proxies it is the Nth entry from the right of X-Forwarded-For."""
    if settings.PROXIES:
        entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]
        if len(entries) >= settings.PROXIES:
            return entries[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def too_many(action: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more `action` of `who` and say whether it is past `limit` in `seconds` since the first of them."""
    key = f"throttle:{action}:{who}"
    try:
        begun = cache.add(key, 0, timeout=seconds)
        count = cache.incr(key)  # leaves the time at which the count ends as it is
        if count == 1 and not begun:  # Redis: it ended between the two calls, and this one would never end
            cache.touch(key, seconds)
        return count > limit
    except (ValueError, *AWAY):  # it ended between the two calls, or the shared cache is away
        return False
