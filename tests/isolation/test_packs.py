"""An inspection pack goes to people outside: it holds its own practice and nothing else."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from courses.oversight.packs import services
from courses.oversight.packs.models import Pack
from courses.oversight.packs.wanted import Wanted
from tests.isolation.pages import readable

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_pack_holds_nothing_of_another_practice_whoever_was_asked_for(world):
    """The order names people of both practices, as a broken form might; every file and page of the PDF is read."""
    a, b = world.a, world.b
    today = timezone.localdate(timezone=a.practice.zone)
    people = tuple(member.pk for side in (a, b) for member in side.members.values())
    wanted = Wanted(
        on=today, since=today.replace(year=today.year - 2, day=1), courses=("small", "other"), people=people
    )
    pack, _new = services.order(practice=a.practice, by=a.manager, wanted=wanted)
    services.make(pack_id=pack.pk)
    made = Pack.objects.get(pk=pack.pk)
    assert made.state == Pack.State.READY, made.error
    with default_storage.open(made.file) as file:
        text = "\n".join(readable(file.read())).lower()
    assert "zebrafinch learner" in text
    assert b.mark not in text
