"""Every handler of courses/wiring.py may be called twice: the second call changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates import services as certificates
from courses.certificates.models import Certificate
from courses.learning.completion import complete_enrolment
from courses.learning.marking import give_mark
from courses.learning.marking_queries import piece
from courses.learning.models import Enrolment, Grade
from courses.learning.skipping import skip_units
from courses.operations import files, outbox
from courses.operations.models import Delivery, Mail
from courses.oversight.packs.services import order
from courses.oversight.packs.wanted import Wanted
from courses.people.joining.starting import start_membership
from courses.people.models import Practice, User
from courses.people.services import note_confirmed, save_settings
from courses.people.staff.leaving import end_membership
from courses.people.staff.services import emit_changed
from courses.training.policies.services import add_policy
from courses.training.policies.texts import from_markdown
from courses.wiring import HANDLERS
from tests.actors import pass_course
from tests.learning.marked_course import FULL, correct, hand_in, make_editor, marked_release, reflection_of
from tests.learning.small_course import release_of, small_folder
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]

EVERY = [(event, handler.name, handler.run) for event, handlers in HANDLERS.items() for handler in handlers]

OF_PRACTICES = {
    "membership.started", "membership.changed", "membership.ended", "plan.changed", "policy.published", "pack.ordered",
}  # fmt: skip


@pytest.fixture
def chain(clinician: User, sample: Release) -> None:
    """From the first unit, skipped and done after all, to the mail, with a new role and the address confirmed at the
    end: every handler has run.
    """
    EmailAddress.objects.update(verified=False)
    assert skip_units(person=clinician, release=sample, units=[sample.structure["units"][0]["id"]])
    pass_course(clinician, sample)
    EmailAddress.objects.update(verified=True)
    save_settings(person=clinician, job_role="practice-nurse", region=clinician.region)
    with transaction.atomic():
        note_confirmed(person=clinician, email=clinician.email)
    outbox.drain()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


@pytest.fixture
def every_handler(chain: None, stranger: User, educator: User) -> None:
    """The chain, and beside it a reflection that was marked and a question that was corrected."""
    first = marked_release(unit=False)
    stranger.job_role = "gp"
    stranger.save()
    attempt = hand_in(stranger, first)
    make_editor(educator)
    found = piece(educator, f"a{reflection_of(attempt).pk}")
    assert found is not None
    give_mark(by=educator, piece=found, scores=FULL, comment="Well seen.", seen=0, stamp=found.stamp)
    outbox.drain()
    correct(release_of(small_folder(("01-first.md", "Decide before you look.", "Decide first."))), [], safety=True)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


@pytest.fixture
def every_practice_handler(practice: Practice, manager: User, clinician: User, stranger: User, sample: Release) -> None:
    """Somebody joins and somebody leaves, a course is asked for, a policy is published, a pack is made."""
    today, now = timezone.localdate(timezone=practice.zone), timezone.now()
    with transaction.atomic():
        joined, _new = start_membership(person=stranger, practice=practice, now=now, by=manager)
        emit_changed([joined.pk])
    ask(clinician, sample, days=5)
    add_policy(practice=practice, by=manager, title="Using AI", text=from_markdown("Decide first."))
    outbox.drain()
    end_membership(practice=practice, member_id=joined.pk, by=manager)
    order(practice=practice, by=manager, wanted=Wanted(today, today, (sample.course.slug,), ()))
    for _ in range(3):  # what is published, and then the mail about it, wait for the practice's day
        outbox.drain()
        Delivery.objects.filter(not_before__gt=now).update(not_before=now)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def everything() -> dict[str, Any]:
    """Every row of the product, every stored file with its time, and how many mails have been sent."""
    rows = {
        model.__name__: sorted(map(repr, model.objects.values()))
        for model in apps.get_app_config("courses").get_models()
    }
    root = Path(django_settings.STORAGES["default"]["OPTIONS"]["location"])
    stored = {str(file): file.stat().st_mtime_ns for file in root.rglob("*") if file.is_file()}
    return {**rows, "files": stored, "mails": len(django_mail.outbox)}


@pytest.mark.parametrize(("event", "name", "run"), EVERY, ids=[f"{event}-{name}" for event, name, _ in EVERY])
def test_a_second_call_changes_nothing(
    request: pytest.FixtureRequest, event: str, name: str, run: Callable[..., None]
) -> None:
    request.getfixturevalue("every_practice_handler" if event in OF_PRACTICES else "every_handler")
    rows = list(Delivery.objects.filter(event=event, handler=name))
    assert rows, "the chain did not reach this handler"
    before = everything()
    for row in rows:
        run(**row.ids)
        run(**row.ids)
    assert everything() == before


def test_delivering_everything_again_changes_nothing_but_the_deliveries(every_handler: None) -> None:
    before = everything()
    Delivery.objects.update(state=Delivery.State.QUEUED, tries=0)
    assert outbox.drain() == Delivery.objects.count()
    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"Delivery"}
    assert len(before["Delivery"]) == len(after["Delivery"])


def test_delivering_everything_of_a_practice_again_changes_nothing(every_practice_handler: None) -> None:
    before = everything()
    Delivery.objects.update(state=Delivery.State.QUEUED, tries=0)
    assert outbox.drain() == Delivery.objects.count()
    after = everything()
    assert {name for name in before if before[name] != after[name]} == {"Delivery"}


def test_the_chain_has_one_effect_of_each_kind(chain: None) -> None:
    assert (Grade.objects.count(), Certificate.objects.count(), len(django_mail.outbox)) == (1, 1, 1)
    assert Enrolment.objects.get().completed_at is not None
    assert Mail.objects.get().sent_at is not None


def test_issuing_after_a_lost_acknowledgement_keeps_the_code(chain: None) -> None:
    code = Certificate.objects.get().code
    certificates.issue_certificate(enrolment_id=Enrolment.objects.get().pk)
    assert Certificate.objects.get().code == code
    assert Delivery.objects.filter(event="certificate.issued", handler="pdf").count() == 1


def test_completing_again_keeps_the_day_of_completion(chain: None) -> None:
    then = Enrolment.objects.get().completed_at
    complete_enrolment(enrolment_id=Enrolment.objects.get().pk)
    assert Enrolment.objects.get().completed_at == then
    assert Delivery.objects.filter(event="course.completed", handler="issue").count() == 1


def test_a_pdf_that_was_lost_is_made_again_and_is_the_same(chain: None) -> None:
    certificate = Certificate.objects.get()
    name = certificates.file_name(certificate)
    first = files.read(name)
    (Path(django_settings.STORAGES["default"]["OPTIONS"]["location"]) / name).unlink()
    certificates.write_pdf(certificate_id=certificate.pk)
    assert files.read(name) == first


def test_a_holder_who_has_left_gets_no_mail(clinician: User, sample: Release) -> None:
    User.objects.filter(pk=clinician.pk).update(is_active=False)
    pass_course(clinician, sample)
    assert Certificate.objects.count() == 1
    assert not Mail.objects.exists()
