"""Issuing: from a completed course to a certificate, its file and its mail. Each step can be called twice."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.certificates.codes import grouped, new_code
from courses.certificates.models import Certificate, CertificateEvent, PracticeReview
from courses.certificates.pdf import CertificateFacts, render_certificate
from courses.certificates.practice_reviews import printed_name, reviews_for
from courses.certificates.queries import is_known
from courses.learning.completion import units_done, was_tested
from courses.learning.feedback import examined, practised
from courses.learning.models import Enrolment
from courses.learning.queries import reader_of
from courses.learning.rules import hours_in, valid_until
from courses.learning.skipping import taken_of
from courses.operations import files, mail, outbox
from courses.operations.mail_text import render_message
from courses.people.models import User

log = logging.getLogger("certificates")


def issue_certificate(*, enrolment_id: int) -> None:
    """Issue the first certificate of a completed enrolment, once.

    Nothing is issued before it is known who the person is: they have confirmed their email, which
    `issue_held_certificates` follows, or their practice vouches for them.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.select_related("person", "completed_release", "course").get(pk=enrolment_id)
        if enrolment.completed_at is None or not is_known(enrolment.person):
            return
        certificate, created = Certificate.objects.get_or_create(
            enrolment=enrolment, issue=1, defaults=frozen(enrolment)
        )
        if created:
            outbox.emit("certificate.issued", key=certificate.pk, ids={"certificate_id": certificate.pk})


def issue_held_certificates(*, person_id: int) -> None:
    """After a person confirmed their email: issue what was held back for it."""
    held = Enrolment.objects.filter(person=person_id, completed_at__isnull=False, certificates=None)
    for enrolment_id in held.values_list("pk", flat=True):
        issue_certificate(enrolment_id=enrolment_id)


@transaction.atomic
def reissue_under_new_name(*, person: User, code: str) -> Certificate:
    """Issue a certificate again under the name its holder uses now; the old one then shows "replaced".

    Everything else stays as it was frozen. A second call, or one without a new name, returns the newest and does
    nothing. Raises Certificate.DoesNotExist for somebody else's.
    """
    old = Certificate.objects.select_for_update().get(code=code, enrolment__person=person)
    if old.events.exists() or old.holder == person.name_for_certificates:
        return Certificate.objects.filter(enrolment=old.enrolment_id).latest("issue")
    new = Certificate.objects.get(pk=old.pk)
    new.pk, new.issue, new.code = None, old.issue + 1, new_code()
    new.holder, new.issued_at = person.name_for_certificates, timezone.now()
    new.save(force_insert=True)
    CertificateEvent.objects.create(
        certificate=old, kind=CertificateEvent.Kind.REPLACED, reason="new name", by=person, at=new.issued_at
    )
    outbox.emit("certificate.issued", key=new.pk, ids={"certificate_id": new.pk})
    return new


def frozen(enrolment: Enrolment) -> dict[str, Any]:
    """The columns of a new certificate: all of it is fixed now, whatever is edited later.

    It is a certificate when the release was reviewed, for everybody or for a practice where the person works today.
    """
    person, release = enrolment.person, enrolment.completed_release
    structure = release.structure
    own_reviews = [reviewed_for(one) for one in reviews_for(person, release)]
    reviewed = bool(structure["reviewers"] or own_reviews)
    done = enrolment.completed_at.astimezone(person.zone).date()
    taken = taken_of(enrolment, structure, reader_of(person))
    return {
        "code": new_code(),
        "kind": Certificate.Kind.CERTIFICATE if reviewed else Certificate.Kind.RECORD,
        "holder": person.name_for_certificates,
        "course_title": structure["title"],
        "release_number": release.number,
        "release_sha256": release.sha256,
        "completed_on": done,
        "valid_until": valid_until(done, structure["valid_for_months"]),
        "issued_at": timezone.now(),
        "facts": {
            "published_on": release.at.date().isoformat(),
            "minutes": taken.minutes,
            "cpd_hours": hours_in(structure, taken.minutes),
            **({} if was_tested(enrolment) else {"tested": False}),
            **({"units": taken.units, "skipped": taken.skipped} if taken.skipped else {}),
            "role": person.job_role,
            "region": person.region,
            "competencies": covered(enrolment),
            "reviewers": [reviewer(one) for one in structure["reviewers"]],
            "practice_reviews": own_reviews,
            "language": structure["language"],
        },
    }


def covered(enrolment: Enrolment) -> list[str]:
    """What the quizzes asked the holder about, in the course's words: what it asks of other roles is not theirs. Where
    no quiz asks them anything, what the exercises of the units they finished are about.

    The whole course's where nothing asks about any of it.
    """
    sentences = enrolment.completed_release.structure["competencies"]
    asked = examined(enrolment) or practised(enrolment, units_done(enrolment))
    return [sentence for name, sentence in sentences.items() if name in asked] or list(sentences.values())


def facts_of(certificate: Certificate) -> CertificateFacts:
    """What the PDF of a certificate prints."""
    more = certificate.facts
    return CertificateFacts(
        kind=certificate.kind,
        holder=certificate.holder,
        course=certificate.course_title,
        version=_("Version of %(day)s") % {"day": day_in_words(date.fromisoformat(more["published_on"]))},
        release_number=certificate.release_number,
        release_hash=certificate.release_sha256,
        completed=day_in_words(certificate.completed_on),
        issued_on=certificate.issued_at.date(),
        minutes=more["minutes"],
        cpd_hours=more["cpd_hours"],
        region=more["region"],
        competencies=tuple(more["competencies"]),
        valid_to=day_in_words(certificate.valid_until) if certificate.valid_until else None,
        reviewers=tuple(more["reviewers"]),
        tested=more.get("tested", True),
        units=more.get("units", 0),
        skipped=more.get("skipped", 0),
        practice_reviews=tuple(more.get("practice_reviews", ())),  # none in those issued before practices could review
        verification_code=certificate.code,
        verification_url=public_url("verify-code", grouped(certificate.code)),
        issuer=settings.PRODUCT_NAME,
        language=more["language"],
    )


def reviewer(one: dict[str, str]) -> str:
    """Who reviewed the course, as printed: name, role, day."""
    return f"{one['name']}, {one['role']}, {day_in_words(date.fromisoformat(one['date']))}"


def reviewed_for(review: PracticeReview) -> str:
    """A practice's own review, as printed after "Reviewed for": practice by name, role, day."""
    who = reviewer({"name": review.name, "role": review.role, "date": review.reviewed_on.isoformat()})
    return _("%(practice)s by %(who)s") % {"practice": printed_name(review.practice), "who": who}


def day_in_words(day: date) -> str:
    """A date as certificates and mails print it: 2 November 2026."""
    return date_format(day, "j F Y")


def file_name(certificate: Certificate) -> str:
    return f"certificates/{certificate.code[:2]}/{certificate.code}.pdf"


def write_pdf(*, certificate_id: int) -> None:
    """Make the PDF and put it into storage. A second call leaves the file that is there."""
    certificate = Certificate.objects.get(pk=certificate_id)
    pdf_of(certificate)


def pdf_of(certificate: Certificate) -> bytes:
    """The PDF as stored; made again when the file is missing, so a lost file is never a lost certificate."""
    name = file_name(certificate)
    data = files.read(name)
    if data is None:
        data = render_certificate(facts_of(certificate))
        files.store(name, data)
    return data


def mail_certificate(*, certificate_id: int) -> None:
    """Tell the holder, once. A person who has left the site gets no mail."""
    certificate = Certificate.objects.select_related("enrolment__person", "enrolment__course").get(pk=certificate_id)
    person: User = certificate.enrolment.person
    if not person.is_active:
        log.info("certificate %s: holder is inactive, no mail", certificate.pk)
        return
    message = render_message(
        "certificate_issued",
        {
            "person": person,
            "certificate": certificate,
            "code": grouped(certificate.code),
            "valid_until": day_in_words(certificate.valid_until) if certificate.valid_until else "",
            "url": public_url("certificate", grouped(certificate.code)),
        },
    )
    mail.queue(to=person.email, purpose="complete", key=str(certificate.pk), message=message, person_id=person.pk)


def public_url(name: str, *args: str) -> str:
    """An address for mails and QR codes; workers have no request to take it from."""
    return settings.PUBLIC_URL + reverse(name, args=args)
