"""Both practices side by side, and the people who look at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.html import escape

from courses.operations import outbox
from courses.people.models import Membership, User
from tests.actors import person
from tests.architecture.test_strangers import SAMPLES, patterns
from tests.isolation.pages import Crawl, Reply, crawl
from tests.isolation.sides import Side, furnished
from tests.isolation.tables import snapshot
from tests.learning.small_course import quiz_with, release_of, small_folder

BY_SECRET = {"join", "join-with", "calendar-feed", "verify-code", "studio-shown"}
"""Whoever holds the address may look: it is the secret."""

LEAVES = {"account_logout"}


@dataclass
class World:
    """`alone`: what the manager and a learner of A saw before there was a B; `rows_of_a`: the rows there were then."""

    a: Side
    b: Side
    both: User  # manager of A, learner of B
    stranger: User
    cookies: dict[int, str] = field(default_factory=dict)
    alone: dict[str, Crawl] = field(default_factory=dict)
    rows_of_a: set[tuple[str, Any]] = field(default_factory=set)
    _seen: dict[Any, Crawl] = field(default_factory=dict)

    def client(self, user: User | None) -> Client:
        """A browser in which this person, or nobody, is signed in. What it does to its cookie concerns no other."""
        client = Client(raise_request_exception=False)
        if user is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[user.pk]
        return client

    def sign_in(self, *people: User) -> None:
        for user in people:
            client = Client()
            client.force_login(user)
            self.cookies[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def crawled(self, user: User | None, side: Side, *, secrets: bool = True) -> Crawl:
        """What somebody reaches from the front page, the practice's pages and every address filled with its ids.

        Without `secrets`: nobody gave them the addresses that open for whoever holds them.
        """
        own = [url for name, url in addresses(side) if secrets or name not in BY_SECRET]
        return crawl(self.client(user), ["/", "/practice/", *own])

    def seen(self, user: User | None, side: Side, *, secrets: bool = True) -> Crawl:
        """The same, but only the first time: what it noted is undone."""
        key = (user.pk if user else None, side.mark, secrets)
        if key not in self._seen:
            with undone():
                self._seen[key] = self.crawled(user, side, secrets=secrets)
        return self._seen[key]

    def outsiders(self) -> dict[str, User | None]:
        """Who may see nothing of how A is managed."""
        return {
            "manager of B": self.b.manager,
            "learner of A": self.a.people["learner"],
            "learner of B": self.b.people["learner"],
            "leaver of A": self.a.people["leaver"],
            "former manager of A": self.a.people["former"],
            "stranger": self.stranger,
            "signed out": None,
        }


def build() -> World:
    """A, then a look at it, then B."""
    small = release_of(small_folder())
    other = release_of(small_folder(*quiz_with(attempts="1"), slug="other"))
    stranger = person("stranger@site.example", "Pat Stranger")
    shared = set(snapshot())
    a = furnished("zebrafinch", small, other)
    both = person("both@site.example", "Robin Both")
    _join(both, a, is_manager=True)
    world = World(a, a, both, stranger, rows_of_a=set(snapshot()) - shared)
    world.sign_in(a.manager, a.people["learner"])
    for key in ("manager", "learner"):
        with undone():  # what was downloaded is not noted
            world.alone[key] = world.crawled(a.people[key], a)
    world.b = furnished("quokka", small, other)
    _join(both, world.b, is_manager=False)
    world.sign_in(both, stranger, *[side.people[key] for side in (a, world.b) for key in ROLES_SEEN])
    return world


ROLES_SEEN = ("manager", "learner", "leaver", "former")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside was never written; what counters and caches hold is forgotten."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        cache.clear()


def _join(user: User, side: Side, *, is_manager: bool) -> None:
    member = Membership.objects.create(
        user=user, practice=side.practice, job_role="gp", started=date(2020, 1, 1), is_manager=is_manager
    )
    outbox.emit("membership.started", key=str(member.pk), ids={"membership_id": member.pk})
    outbox.drain()


def parameters(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.regex.groupindex)


def addresses(side: Side, *, private: bool = False) -> Iterator[tuple[str, str]]:
    """(name, address) of every address filled with each of a practice's ids, one parameter varied at a time.

    `private`: only those with something of the practice's in them that is not meant for whoever holds the address.
    """
    for pattern in patterns():
        names = parameters(pattern)
        owned = [name for name in names if name in side.ids and name != "course"]
        if pattern.name in LEAVES or (private and (not owned or pattern.name in BY_SECRET)):
            continue
        for values in _fillings(pattern, names, side):
            yield pattern.name, reverse(pattern.name, kwargs=values)


def _fillings(pattern: URLPattern, names: list[str], side: Side) -> Iterator[dict[str, Any]]:
    first = {name: side.ids.get(name, [SAMPLES.get(name)])[0] for name in names}
    if pattern.name in side.capabilities:
        first["token"] = side.capabilities[pattern.name]
    yield first
    for name in names:
        for value in side.ids.get(name, [])[1:]:
            yield {**first, name: value}


def mixed(one: Side, other: Side) -> Iterator[tuple[str, str]]:
    """Addresses with a practice in them whose other ids come from two practices in every combination but the pure."""
    for pattern in patterns():
        names = [name for name in parameters(pattern) if name in one.ids and name != "course"]
        if "policy" in names and "version" in names:
            names.remove("version")  # the first, second, … of the policy: no id
        for chosen in range(1, 2 ** len(names) - 1):
            from_other = {name for place, name in enumerate(names) if chosen >> place & 1}
            if "practice" not in names:
                continue  # it is no practice's page
            values = {
                name: (other if name in from_other else one).ids.get(name, [SAMPLES.get(name)])[0]
                for name in parameters(pattern)
            }
            if "policy" in values and "version" in values:
                values["version"] = 1
            yield pattern.name, reverse(pattern.name, kwargs=values)


def leaks(replies: Iterable[Reply], *words: str, but: str = "") -> list[str]:
    """What holds one of the words, and where. `but`: may be there, such as the reader's own name.

    An address that was asked for comes back, as in "sign in and go to".
    """
    found = []
    for reply in replies:
        text = reply.text().lower()
        for echo in filter(None, {reply.url, quote(reply.url), quote(reply.url, safe=""), escape(reply.url), but}):
            text = text.replace(echo.lower(), "")
        for word in words:
            place = text.find(word)
            if place >= 0:
                found.append(f"{reply.status} {reply.url}: …{text[max(0, place - 90) : place + 60]}…")
    return found
