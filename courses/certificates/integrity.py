"""Whether the chain from a submitted quiz to a certificate holds, and what is still on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.certificates.models import Certificate, CertificateEvent
from courses.learning.models import Attempt, Enrolment, Grade
from courses.operations.models import Delivery

IN_FLIGHT = timedelta(minutes=5)
CURRENT = Count("certificates", filter=Q(certificates__events=None))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must not be. `ids` are primary keys of `table`."""

    rule: str
    table: str
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Report:
    """All faults, how many rows there are of each kind, and how many deliveries are on their way."""

    faults: list[Fault]
    counts: dict[str, int]
    in_flight: int

    @property
    def good(self) -> bool:
        return not self.faults


def report() -> Report:
    """Check every rule. An object with an unfinished delivery younger than five minutes is in flight, not a fault.

    People go on working meanwhile: what looks wrong is looked at twice, and what was on its way at either time is not
    counted. So a submit between two of the queries here is no fault.
    """
    before = _on_the_way()
    suspects = {rule: set(rows.values_list("pk", flat=True)) for rule, _table, rows in _rules()}
    after = _on_the_way() if any(suspects.values()) else before
    faults = []
    for rule, table, rows in _rules():
        ids = suspects[rule] & set(rows.values_list("pk", flat=True)) if suspects[rule] else set()
        bad = sorted(pk for pk in ids if (f"{table}_id", pk) not in before | after)
        if bad:
            faults.append(Fault(rule, table, bad))
    counts = {
        "attempts submitted": Attempt.objects.exclude(submitted_at=None).count(),
        "grades": Grade.objects.count(),
        "courses completed": Enrolment.objects.exclude(completed_at=None).count(),
        "certificates": Certificate.objects.count(),
        "deliveries parked": Delivery.objects.filter(state=Delivery.State.PARKED).count(),
    }
    return Report(faults, counts, _flying().count())


def _flying() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        state__in=[Delivery.State.QUEUED, Delivery.State.LEASED], created_at__gte=timezone.now() - IN_FLIGHT
    )


def _on_the_way() -> set[tuple[str, int]]:
    """("attempt_id", 7) and the like of what a delivery in flight is about; a person's stands for their enrolments."""
    found = {(name, value) for ids in _flying().values_list("ids", flat=True) for name, value in ids.items()}
    people = [value for name, value in found if name == "person_id"]
    held = Enrolment.objects.filter(person__in=people).values_list("pk", flat=True) if people else ()
    return found | {("enrolment_id", pk) for pk in held}


def _rules() -> Iterator[tuple[str, str, QuerySet]]:
    """(what is wrong, table, the rows of which it is true)."""
    grades = Grade.objects.filter(attempt=OuterRef("pk"))
    submitted = Attempt.objects.exclude(submitted_at=None).filter(graded=True)  # the other labs ask for no grade
    yield (
        "submitted, but without a grade",
        "attempt",
        submitted.filter(~Exists(grades)).exclude(state__in=[Attempt.State.WAITING, Attempt.State.VOID]),
    )
    yield "graded, but still marked as submitted", "attempt", submitted.filter(Exists(grades), state="submitted")
    yield "submitted, but without a receipt", "attempt", submitted.filter(receipt="")
    yield "open, but with a grade", "attempt", Attempt.objects.filter(Exists(grades), state=Attempt.State.OPEN)
    completed = Enrolment.objects.exclude(completed_at=None).annotate(current=CURRENT)
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("person"), verified=True, email__iexact=OuterRef("person__email")
    )
    withdrawn = CertificateEvent.objects.filter(
        certificate__enrolment=OuterRef("pk"), kind=CertificateEvent.Kind.REVOKED
    )
    known = Exists(confirmed) | Q(person__user_name__isnull=False)  # as courses.certificates.queries.is_known says
    missing = completed.filter(known, ~Exists(withdrawn), current=0)  # a withdrawal is somebody's decision
    yield "completed, but without a certificate", "enrolment", missing
    yield "completed, but with several current certificates", "enrolment", completed.filter(current__gt=1)
    yield (
        "a certificate without a completed course",
        "certificate",
        Certificate.objects.filter(enrolment__completed_at=None),
    )
    yield "given up after eight tries", "delivery", Delivery.objects.filter(state=Delivery.State.PARKED)


def lines(found: Report) -> Iterable[str]:
    """The report for a person to read."""
    for name, number in found.counts.items():
        yield f"{number:6d} {name}"
    yield f"{found.in_flight:6d} deliveries on their way"
    for fault in found.faults:
        shown = ", ".join(str(pk) for pk in fault.ids[:10]) + (" …" if len(fault.ids) > 10 else "")
        yield f"FAULT  {fault.table}: {fault.rule}: {shown}"
    yield "Everything holds." if found.good else f"{len(found.faults)} rules are broken."
