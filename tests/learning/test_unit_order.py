"""Units that open one after another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.learning.models import UnitProgress
from courses.learning.rules import Reader, opens_after
from tests.actors import do_unit
from tests.learning.small_course import release_of, small_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(db):
    return release_of(small_folder(("course.md", "order: free", "order: in-order")))


def test_a_later_unit_is_not_finished_before_an_earlier_one(as_user, clinician, strict):
    client = as_user(clinician)
    reply = client.post(reverse("unit-finish", args=["small", "second"]), follow=True)
    assert "This unit opens after" in reply.content.decode()
    assert not UnitProgress.objects.exclude(finished_at=None).exists()


def test_the_course_says_what_comes_first(as_user, clinician, strict):
    first = strict.structure["units"][0]["title"]
    assert f"Opens after {first}" in as_user(clinician).get("/courses/small/").content.decode()


def test_it_opens_once_the_earlier_one_is_done(as_user, clinician, strict):
    do_unit(clinician, strict, "first")
    do_unit(clinician, strict, "second")
    assert UnitProgress.objects.exclude(finished_at=None).count() == 2


def test_a_unit_that_requires_another_names_it(strict):
    structure = {**strict.structure, "order": "free"}
    structure["units"] = [dict(unit) for unit in structure["units"]]
    structure["units"][1]["requires"] = ["first"]
    assert opens_after(structure, "second", Reader(), set()) == ["first"]
    assert opens_after(structure, "second", Reader(), {"first"}) == []
    assert opens_after(structure, "first", Reader(), set()) == []
