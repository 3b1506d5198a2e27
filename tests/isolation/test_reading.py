"""Whatever anybody asks for: no word of a practice reaches somebody who has no business there."""

from __future__ import annotations

import re

import pytest

from tests.isolation.pages import Crawl, Reply, fetch
from tests.isolation.sides import Side
from tests.isolation.tables import differences, snapshot
from tests.isolation.world import World, addresses, leaks, mixed

pytestmark = [pytest.mark.web, pytest.mark.django_db]

OUTSIDERS = (
    "manager of B", "learner of A", "learner of B", "leaver of A", "former manager of A", "stranger", "signed out",
)  # fmt: skip
ONE_TIME = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=name="form" value=")[^"]*|(?<=\D)\d\d:\d\d(:\d\d)?(\.\d+)?'
)
"""What is different every time: tokens of forms, and the time of day."""


def asked_for(world: World, who: str, side: Side) -> list[tuple[str, Reply]]:
    """Every address with something of a practice's in it, as somebody asks for it."""
    client = world.client(world.outsiders()[who])
    return [(name, fetch(client, url)) for name, url in addresses(side, private=True)]


def refused(reply: Reply, who: str) -> bool:
    """It does not exist, takes no GET from anybody, or asks to sign in."""
    if who == "signed out":
        return reply.status == 405 or (reply.status == 302 and reply.location.startswith("/accounts/login/"))
    return reply.status in (404, 405)


def broken(crawl: Crawl) -> list[str]:
    return [f"{reply.status} {url}" for url, reply in crawl.replies.items() if reply.status >= 500]


def test_the_seed_is_seen(world):
    """Guards the others: every kind of thing there is stands on some page of the manager's."""
    crawl = world.seen(world.b.manager, world.b)
    everything = "\n".join(reply.text() for reply in crawl.replies.values()).lower()
    for words in (
        "surgery", "manager", "hidden colleague", "hidden leaver", "former", "team", "hidden ned",
        "hidden@invited.example", "hidden asker", "note", "hidden reason", "hidden course", "hidden provider",
        "hidden prior", "hidden certificate", "hidden sheet", "hidden session", "lead", "rules", "policy", "change",
        "reviewer", "hidden remark", "hidden name", "hidden other purpose", "hidden patient_notice",
        "hidden in a pack", "hidden mailbox unavailable",
    ):  # fmt: skip
        assert f"quokka{'' if words.startswith('hidden') else ' '}{words}" in everything, words
    assert broken(crawl) == []


def test_a_manager_reads_nothing_of_another_practice(world):
    crawl = world.seen(world.a.manager, world.a)
    assert leaks(crawl.replies.values(), world.b.mark) == []
    assert broken(crawl) == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_does_not_manage_a_practice_finds_none_of_its_pages(world, who):
    own = {"my-policy", "my-policy-file", "my-evidence-file"} if who == "learner of A" else set()
    learners = {"learner of A", "leaver of A"}
    replies = [
        (name, reply)
        for name, reply in asked_for(world, who, world.a)
        if name not in own and not (who in learners and "practice" not in name)  # attempts and certificates of theirs
    ]
    assert len(replies) > 70
    assert [f"{reply.status} {name} {reply.url}" for name, reply in replies if not refused(reply, who)] == []
    forbidden = world.a.hidden if who in ("learner of A", "leaver of A", "former manager of A") else world.a.mark
    user = world.outsiders()[who]
    assert leaks((reply for _name, reply in replies), forbidden, but=user.display_name if user else "") == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_meets_a_word_of_the_other_practice_on_their_own_way(world, who):
    """Members see none of what only their managers may read either."""
    user = world.outsiders()[who]
    side = world.b if who.endswith("B") else world.a
    words = [(world.a if who.endswith("B") else world.b).mark]
    if who in ("stranger", "signed out"):
        words = [world.a.mark, world.b.mark]
    elif user != side.manager:
        words.append(side.hidden)
    crawl = world.seen(user, side, secrets=user == side.manager)
    assert leaks(crawl.replies.values(), *words, but=user.display_name if user else "") == []
    assert broken(crawl) == []


@pytest.mark.parametrize("who", ["manager of A", "manager of B"])
def test_ids_of_two_practices_in_one_address_lead_nowhere(world, who):
    one, other = (world.a, world.b) if who == "manager of A" else (world.b, world.a)
    client = world.client(one.manager)
    replies = [(name, fetch(client, url)) for name, url in mixed(one, other)]
    assert len(replies) > 50
    assert [f"{reply.status} {name} {reply.url}" for name, reply in replies if not refused(reply, who)] == []
    assert leaks((reply for _name, reply in replies), other.mark) == []


def test_who_works_in_two_practices_manages_only_the_one_they_manage(world):
    """Robin manages A and learns in B: what a manager of B reads is not for them, in neither of the two."""
    client = world.client(world.both)
    assert client.get(f"/practice/{world.a.practice.slug}/people/").status_code == 200
    crawl = world.crawled(world.both, world.a)
    assert world.b.mark in "".join(reply.text().lower() for reply in crawl.replies.values())  # they do work there
    assert leaks(crawl.replies.values(), world.b.hidden) == []
    at_a = [reply for reply in crawl.replies.values() if reply.url.startswith(f"/practice/{world.a.practice.slug}/")]
    assert leaks(at_a, world.b.mark) == []
    foreign = [(name, fetch(client, url)) for name, url in addresses(world.b, private=True)]
    own = {"my-policy", "my-policy-file"}
    assert [f"{reply.status} {reply.url}" for name, reply in foreign if name not in own and reply.status < 404] == []
    assert leaks((reply for _name, reply in foreign), world.b.hidden) == []


@pytest.mark.parametrize("who", ["manager", "learner"])
def test_another_practice_changes_no_letter_of_any_page(world, who):
    """Not its words, not a number: what was seen before there was a B is what is seen beside it."""
    before = world.alone[who].replies
    after = world.seen(world.a.people[who], world.a).replies
    assert before.keys() == after.keys()
    apart = [
        url
        for url, reply in before.items()
        if reply.is_page or "csv" in reply.kind
        if ONE_TIME.sub(b"", reply.body) != ONE_TIME.sub(b"", after[url].body)
    ]
    assert apart == []


def test_looking_changes_nothing(world):
    """Every page and file, for a second time: only that something was downloaded is noted."""
    world.seen(world.a.manager, world.a)
    before = snapshot()
    world.crawled(world.a.manager, world.a)
    changes = [line for line in differences(before, snapshot()) if not re.search(r"\.(downloaded|exported)'", line)]
    assert changes == []


def test_no_link_of_a_manager_leads_nowhere(world):
    """From the front page on, everything that is offered is there."""
    from_links = world.seen(world.a.manager, world.a).replies
    written = {url for _name, url in addresses(world.a)}
    there = {url: reply for url, reply in from_links.items() if url not in written}
    assert [f"{r.status} {url}" for url, r in there.items() if r.status in (404, 405) or r.status >= 500] == []
