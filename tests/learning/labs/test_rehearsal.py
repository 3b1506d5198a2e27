"""The labs of a unit can be done by a program, as the demo does, and each run is a real one."""

from __future__ import annotations

import pytest

from courses.learning.labs.rehearsal import REHEARSALS, rehearse_labs
from courses.learning.models import LabCaseCount, LabRecord
from courses.management.commands.demo import do_unit
from tests.core.lab_texts import SCENARIO, THRESHOLD
from tests.learning.labs.reliance_course import EIGHT, HEAD, lab, released
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_unit_with_a_reliance_lab_is_finished_with_one_true_run(clinician):
    release = released(lab(EIGHT))
    do_unit(clinician, release, "lab")
    record = LabRecord.objects.get()
    assert record.counts["cases"] == record.counts["right_final"] == 8
    assert LabCaseCount.objects.count() == 8


def test_every_kind_that_is_rehearsed_leaves_one_record_each(clinician):
    text = HEAD + THRESHOLD + "\n---\n\n" + SCENARIO
    release = release_of(small_folder(("05-lab.md", "", text)))
    rehearse_labs(clinician, release, "lab")
    rehearse_labs(clinician, release, "lab")
    kinds = sorted(LabRecord.objects.values_list("kind", flat=True))
    assert kinds == ["scenario", "threshold-explorer"]
    assert set(kinds) < set(REHEARSALS)
