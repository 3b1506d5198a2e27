"""Reads about certificates: the holder's own, and what anybody with a code may see."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from courses.certificates.models import Certificate, CertificateEvent
from courses.people.models import User
from courses.people.queries import email_is_confirmed

TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "sister", "nurse"}


@dataclass(frozen=True, slots=True)
class Verification:
    """What the public page says. `word` is one of valid, expired, replaced, withdrawn."""

    word: str
    on: date | None  # the day it ran out, was replaced or withdrawn
    kind: str
    holder: str  # initials and last name
    course_title: str
    completed_on: date
    valid_until: date | None
    minutes: int
    cpd_hours: float | None
    release_number: int
    release_sha256: str
    code: str
    practice_reviews: tuple[str, ...]  # "practice by name, role, date" each


def is_known(person: User) -> bool:
    """Whether it is certain enough who somebody is to issue a certificate: a confirmed email, or an account that their
    practice made and vouches for. Up to 1 query."""
    return bool(person.user_name) or email_is_confirmed(person)


def own_certificate(asker: User | AnonymousUser, code: str) -> Certificate | None:
    """A certificate of the asker by its code; None for anybody else's."""
    if not asker.is_authenticated:
        return None
    return (
        Certificate.objects.filter(code=code, enrolment__person=asker.pk)
        .select_related("enrolment__course")
        .prefetch_related("events")
        .first()
    )


def current_certificate(asker: User, slug: str) -> Certificate | None:
    """The newest certificate of the asker in a course that was neither replaced nor withdrawn."""
    return (
        Certificate.objects.filter(enrolment__person=asker.pk, enrolment__course__slug=slug, events=None)
        .order_by("-enrolment__cycle", "-issue")
        .first()
    )


def newest_certificate(asker: User, slug: str) -> Certificate | None:
    """The newest certificate of the asker in a course, whether it still counts or not."""
    own = Certificate.objects.filter(enrolment__person=asker.pk, enrolment__course__slug=slug)
    return own.order_by("-enrolment__cycle", "-issue").first()


def verify(code: str, today: date) -> Verification | None:
    """What anybody may know about a code; None when no certificate has it."""
    found = (
        Certificate.objects.filter(code=code)
        .prefetch_related(Prefetch("events", CertificateEvent.objects.order_by("-at")))
        .first()
    )
    if found is None:
        return None
    word, on = standing(found, today)
    return Verification(
        word=word,
        on=on,
        kind=found.kind,
        holder=short_name(found.holder),
        course_title=found.course_title,
        completed_on=found.completed_on,
        valid_until=found.valid_until,
        minutes=found.facts["minutes"],
        cpd_hours=found.facts["cpd_hours"],
        release_number=found.release_number,
        release_sha256=found.release_sha256,
        code=found.code,
        practice_reviews=tuple(found.facts.get("practice_reviews", ())),
    )


def standing(certificate: Certificate, today: date) -> tuple[str, date | None]:
    """The word of a certificate today and the day it began to hold (None while valid)."""
    events = {event.kind: event.at.date() for event in certificate.events.all()}
    if CertificateEvent.Kind.REVOKED in events:
        return "withdrawn", events[CertificateEvent.Kind.REVOKED]
    if CertificateEvent.Kind.REPLACED in events:
        return "replaced", events[CertificateEvent.Kind.REPLACED]
    if certificate.valid_until is not None and certificate.valid_until < today:
        return "expired", certificate.valid_until
    return "valid", None


def short_name(name: str) -> str:
    """Initials and last name: "Dr Amara Osei" → "A. Osei". A name of one word shows its first letter only."""
    words = [word for word in name.split() if word.casefold().rstrip(".") not in TITLES] or name.split()
    initials = [f"{first_letter(word)}." for word in words[:-1]]
    return " ".join([*initials, words[-1]]) if initials else f"{first_letter(words[0])}."


def first_letter(word: str) -> str:
    """The first letter with the marks that belong to it."""
    end = 1
    while end < len(word) and unicodedata.category(word[end]).startswith("M"):
        end += 1
    return word[:end]
