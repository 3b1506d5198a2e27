"""Whatever anybody sends: nothing of a practice changes but by its manager's own hand."""

from __future__ import annotations

from typing import Any

import pytest

from courses.people.models import Membership
from courses.people.staff.leaving import end_membership
from tests.isolation.forms import Deed, deeds_of, send
from tests.isolation.pages import Reply
from tests.isolation.tables import Rows, differences, referring, snapshot, writes
from tests.isolation.test_reading import OUTSIDERS
from tests.isolation.world import World, addresses, leaks, mixed, undone

pytestmark = [pytest.mark.web, pytest.mark.django_db]

OWN_SIGN_IN = {"account_logout", "usersessions_list", "theme"}
"""Concern only the browser that sends them."""


def of_practice(world: World, deeds: list[Deed]) -> list[Deed]:
    return [deed for deed in deeds if deed.url.startswith(f"/practice/{world.a.practice.slug}/")]


def refused(reply: Reply, who: str) -> bool:
    if who == "signed out":
        return reply.status == 302 and reply.location.startswith("/accounts/login/")
    return reply.status in (403, 404)


def changes_of_a(world: World, before: Rows) -> list[str]:
    """Rows of A that differ, and new rows that name one of A's."""
    after = snapshot()
    mine = world.rows_of_a
    old = {key: row for key, row in before.items() if key in mine}
    now = {key: row for key, row in after.items() if key in mine}
    new = {key: row for key, row in after.items() if key not in before}
    return differences(old, now) + referring(new, mine)


def test_the_forms_do_something_when_their_manager_sends_them(world, deeds):
    """Guards the others: what is replayed would change something."""
    working = {deed.name for deed in of_practice(world, deeds) if deed.rows}
    idle = {deed.name for deed in of_practice(world, deeds)} - working
    assert len(working) >= 25, working
    assert idle <= {"practice-settings"}  # sent as it stands, it changes nothing


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_does_not_manage_a_practice_changes_nothing_in_it(world, deeds, who):
    before = snapshot()
    client = world.client(world.outsiders()[who])
    replies = [(deed, send(client, deed.url, deed.data)) for deed in of_practice(world, deeds)]
    assert [f"{reply.status} {deed.url} {deed.data}" for deed, reply in replies if not refused(reply, who)] == []
    assert differences(before, snapshot()) == []


@pytest.mark.parametrize("who", ["manager of B", "learner of B", "stranger", "signed out"])
def test_a_managers_personal_forms_touch_nothing_of_theirs_when_others_send_them(world, deeds, who):
    """Forms of an account, of evidence and courses, with the ids that stood in them."""
    before = snapshot()
    for deed in deeds:
        if deed.url.startswith("/practice/") or deed.name in OWN_SIGN_IN or deed.name in ("join", "join-with"):
            continue
        with undone(), writes() as made:
            reply = send(world.client(world.outsiders()[who]), deed.url, deed.data)
            assert reply.status < 500, deed
            assert leaks([reply], world.a.mark) == [], deed
            assert not made or changes_of_a(world, before) == [], deed


@pytest.mark.parametrize("who", ["manager of A", "manager of B"])
def test_a_post_to_an_address_with_ids_of_two_practices_changes_nothing(world, who):
    one, other = (world.a, world.b) if who == "manager of A" else (world.b, world.a)
    before = snapshot()
    client = world.client(one.manager)
    replies = [send(client, url, {}) for _name, url in mixed(one, other)]
    assert len(replies) > 50
    assert {reply.status for reply in replies} <= {403, 404, 405}
    assert differences(before, snapshot()) == []


def test_a_form_of_ones_own_practice_takes_no_ids_of_another(world, deeds):
    """The manager of B sends each form of B to B, one field at a time filled with what stood there in A's."""
    theirs: dict[tuple[str, str], set[str]] = {}
    for deed in of_practice(world, deeds):
        for field, value in deed.data.items():
            theirs.setdefault((deed.name, field), set()).update(_plain(value))
    own = deeds_of(world, world.b.manager, world.seen(world.b.manager, world.b).posts)
    before, tried = snapshot(), 0
    for deed in own:
        for field, value in deed.data.items():
            for foreign in sorted(theirs.get((deed.name, field), set()) - _plain(value)):
                if not foreign.isdecimal():
                    continue
                tried += 1
                with undone(), writes() as made:
                    reply = send(world.client(world.b.manager), deed.url, {**deed.data, field: foreign})
                    assert reply.status < 500, (deed, field, foreign)
                    assert leaks([reply], world.a.mark) == [], (deed, field, foreign)
                    assert not made or changes_of_a(world, before) == [], (deed, field, foreign)
    assert tried > 15


def _plain(value: Any) -> set[str]:
    return set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("key", ["manager", "leaver"])
def test_who_was_removed_a_moment_ago_manages_nothing_any_more(world, deeds, key):
    """Signed in all the while, with the page still open: the next request is that of a stranger."""
    leaving = world.a.members[key]
    client = world.client(leaving.user)
    if key == "manager":
        assert client.get(f"/practice/{world.a.practice.slug}/people/").status_code == 200
        end_membership(practice=world.a.practice, member_id=leaving.pk, by=world.both)
    assert not Membership.objects.filter(pk=leaving.pk, ended=None).exists()
    before = snapshot()
    replies = [send(client, deed.url, deed.data) for deed in of_practice(world, deeds)]
    pages = [client.get(url).status_code for name, url in addresses(world.a, private=True) if "practice" in name]
    assert {reply.status for reply in replies} <= {403, 404}
    assert set(pages) <= {404, 405}
    assert differences(before, snapshot()) == []
