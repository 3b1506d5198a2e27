"""Fields that no page offers are sent along with a learner's own forms, and change nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from courses.people.models import Membership
from courses.training.models import Credit
from tests.isolation.forms import deeds_of, send
from tests.isolation.tables import Rows, referring, snapshot, writes
from tests.isolation.test_writing import OWN_SIGN_IN
from tests.isolation.world import World, undone

pytestmark = [pytest.mark.web, pytest.mark.django_db]

KEY = re.compile(r"^\d+(?=:)")
"""The number of a row at the head of an event's key; PostgreSQL counts on after what was undone."""


def smuggled(world: World) -> dict[str, str]:
    """What a curious learner might add to a form."""
    a, b = world.a, world.b
    return {
        "practice": str(b.practice.pk), "practice_id": str(b.practice.pk), "by": str(a.manager.pk),
        "decided_by": str(a.manager.pk), "accepted": "True", "granted": "True", "decided_at": "2026-01-01T00:00:00Z",
        "is_manager": "on", "is_staff": "on", "is_educator": "on", "is_reviewer": "on", "is_active": "on",
        "user": str(a.manager.pk), "person": str(a.manager.pk), "person_id": str(a.manager.pk),
        "membership_id": str(a.members["manager"].pk), "completed_at": "2019-01-01T00:00:00Z", "passed": "1",
        "score": "99", "ended": "", "needs_training": "", "started": "2019-01-01", "number": "9", "name": "Somebody",
    }  # fmt: skip


def comparable(rows: Rows) -> list[str]:
    """Rows without their numbers, moments and random words: what two runs of the same form have in common."""
    return sorted(
        f"{table} {[KEY.sub('', value) for value in row if _lasts(value)]}" for (table, _pk), row in rows.items()
    )


def _lasts(value: str) -> bool:
    if value.startswith(("{", "[")):
        return False  # holds numbers of rows
    return value in ("True", "False", "None", "") or (len(value) < 12 and not value.isdecimal())


def test_fields_that_a_form_does_not_have_are_not_heard(world):
    """Each form of the learner's is sent plainly and with the fields added: the same rows are written.

    Nobody becomes a manager of a practice, or anything on the site.
    """
    learner = world.a.people["learner"]
    managers = Membership.objects.filter(practice=world.a.practice, is_manager=True, ended=None)
    strangers = {
        (one._meta.db_table, one.pk) for one in (world.b.practice, world.a.manager, world.a.members["manager"])
    }
    before, tried, managing = snapshot(), 0, set(managers.values_list("pk", flat=True))
    for deed in deeds_of(world, learner, world.seen(learner, world.a, secrets=False).posts):
        if deed.name in OWN_SIGN_IN:
            continue
        written = []
        for more in ({}, {name: value for name, value in smuggled(world).items() if name not in deed.data}):
            with undone(), writes() as made:
                reply = send(world.client(learner), deed.url, {**more, **deed.data})
                assert reply.status < 500, deed
                after = snapshot() if made else {}
                changed = {key: row for key, row in after.items() if before.get(key) != row}
                named = len(referring(changed, strangers))
                written.append([*comparable(changed), f"{named} times somebody else"] if changed else [])
                assert set(managers.values_list("pk", flat=True)) == managing, deed
                learner.refresh_from_db()
                assert (learner.is_staff, learner.is_educator, learner.is_reviewer) == (False, False, False), deed
        assert written[1] in ([], written[0]), deed  # or refused as a whole
        tried += bool(written[0])
    assert tried > 8


def test_a_learner_cannot_accept_their_own_evidence(world):
    learner, member = world.a.people["learner"], world.a.members["learner"]
    course = Credit.objects.filter(membership=member).first().course
    data = {
        **smuggled(world), "course": course.slug, "kind": "prior", "completed_on": date(2026, 1, 5).isoformat(),
        "title": "Smuggled", "membership": str(member.pk),
    }  # fmt: skip
    send(world.client(learner), "/me/evidence/", data)
    handed = Credit.objects.filter(title="Smuggled")
    assert all((one.accepted, one.decided_by, one.membership) == (None, None, member) for one in handed)
    assert not Credit.objects.filter(membership=member, accepted=True, title="Smuggled").exists()
