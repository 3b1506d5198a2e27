"""The nightly jobs of the practices: what nobody needs any more goes, what somebody needs stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.operations import private_files
from courses.oversight import practice_house
from courses.people.models import Membership
from courses.training.models import Credit

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def kept(text: bytes) -> str:
    return private_files.keep(SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 " + text))


def test_a_file_goes_a_day_after_its_record(clinician, sample):
    needed, loose = kept(b"needed"), kept(b"loose")
    Credit.objects.create(
        membership=Membership.objects.get(user=clinician), course=sample.course, kind="prior",
        completed_on=timezone.localdate(), file=needed,
    )  # fmt: skip
    practice_house.keep_practices(timezone.now())
    assert private_files.read(loose) is not None  # it may belong to a form that is being filled in
    later = timezone.now() + timedelta(days=2)
    practice_house.keep_practices(later)
    assert private_files.read(loose) is None
    assert private_files.read(needed) is not None
    Credit.objects.all().delete()
    practice_house.keep_practices(later)
    practice_house.keep_practices(later)
    assert private_files.read(needed) is None


def test_a_job_that_fails_keeps_the_others_from_nothing(monkeypatch, db):
    ran = []

    def fails(now):
        raise OSError("disk")

    monkeypatch.setattr(practice_house, "JOBS", (fails, lambda now: ran.append(now) or 0))
    practice_house.keep_practices(timezone.now())
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", "empty"),
        ("page.pdf", b"<html><script>alert(1)</script>", "Only PDF, PNG and JPEG"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only PDF, PNG and JPEG"),
        ("large.pdf", b"%PDF-" + b"x" * private_files.MOST_BYTES, "larger than 8 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name, content, why):
    with pytest.raises(private_files.NotKept, match=why):
        private_files.keep(SimpleUploadedFile(name, content))


def test_the_night_forgets_strangers_and_leavers():
    assert {job.__name__ for job in practice_house.JOBS} >= {"forget_strangers", "remove_expired"}
