"""Tables of proof: certificates, other evidence, group sessions, and who was excused when and why."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate, CertificateEvent
from courses.certificates.queries import standing
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table, Value
from courses.people.models import Leave
from courses.training.assigning.queries import TITLE
from courses.training.evidence.queries import state_of
from courses.training.models import AccessGrant, Credit, Exemption, GroupSession

KINDS = {Credit.Kind.OUTSIDE: gettext_lazy("Outside certificate"), Credit.Kind.PRIOR: gettext_lazy("Prior learning")}


def certificates_on(scope: Scope) -> list[Certificate]:
    """Every certificate of these people in these courses by the end of the day, oldest first; no later than they left.

    3 queries.
    """
    people = {one.member.user_id: one.left for one in reversed(scope.everybody.people)}
    here = {one.member.user_id for one in scope.everybody.here}
    events = CertificateEvent.objects.filter(at__lt=scope.end)
    rows = (
        Certificate.objects.filter(
            enrolment__person__in=people, enrolment__course__in=scope.course_ids, issued_at__lt=scope.end
        )
        .select_related("enrolment")
        .prefetch_related(Prefetch("events", events))
        .defer("facts")
        .order_by("holder", "completed_on", "pk")
    )
    last = {user: max((p.left for p in scope.everybody.people if p.member.user_id == user and p.left), default=None)
            for user in people.keys() - here}  # fmt: skip
    return [one for one in rows if (day := last.get(one.enrolment.person_id)) is None or one.completed_on <= day]


def certificates(scope: Scope, rows: list[Certificate]) -> Table:
    words = {"valid": _("valid"), "expired": _("run out"), "replaced": _("replaced"), "withdrawn": _("withdrawn")}
    kinds = {"certificate": _("Certificate"), "record": _("Record of completion")}
    names = {one.member.user_id: one.name for one in scope.everybody.people}
    lines: list[tuple[Value, ...]] = []
    for one in rows:
        word, since = standing(one, scope.wanted.on)
        code = grouped(one.code)
        lines.append(
            (
                names[one.enrolment.person_id], one.holder, one.course_title, kinds[one.kind], one.completed_on,
                one.valid_until, words[word], since, code, settings.PUBLIC_URL + reverse("verify-code", args=[code]),
                one.release_number, one.release_sha256,
            )
        )  # fmt: skip
    return Table(
        "certificates",
        _("Certificates"),
        (
            Column(_("Name"), 2), Column(_("Name on it"), 0), Column(_("Course"), 2.2), Column(_("Kind"), 0),
            Column(_("Completed"), 1.2), Column(_("Valid to"), 1.2), Column(_("On the day"), 0.9),
            Column(_("Since"), 0),
            Column(_("Code"), 3.1), Column(_("Check it at"), 0), Column(_("Release"), 0.8),
            Column(_("SHA-256 of the release"), 0),
        ),
        lines,
        _("No certificate was issued by then."),
        _("Anybody can check a code at %(address)s. Trust the address, not the paper.")
        % {"address": settings.PUBLIC_URL + reverse("verify")},
    )  # fmt: skip


def other_evidence(scope: Scope) -> Table:
    """What people brought from elsewhere: accepted, declined, waiting. Taken-back papers are left out. 1 query."""
    found = (
        Credit.objects.filter(
            membership__in=scope.members, course__in=scope.course_ids, created_at__lt=scope.end
        )
        .exclude(kind=Credit.Kind.SESSION)
        .exclude(accepted=None, withdrawn_at__isnull=False)
        .select_related("membership__user", "decided_by")
        .annotate(course_title=TITLE)
        .order_by("membership__user__display_name", "completed_on", "pk")
    )  # fmt: skip
    words = {"waiting": _("waits for a manager"), "accepted": _("accepted"), "declined": _("declined"),
             "withdrawn": _("accepted, taken back later")}  # fmt: skip
    rows = [
        (
            one.membership.user.display_name, one.course_title or "", str(KINDS[Credit.Kind(one.kind)]),
            " · ".join(filter(None, (one.title, one.provider))), one.completed_on, one.valid_until,
            words["waiting"] if one.decided_at and one.decided_at >= scope.end else words[state_of(one)],
            one.decided_by.display_name if one.decided_by else "", _("yes") if one.file else "",
        )
        for one in found
    ]  # fmt: skip
    return Table(
        "other-evidence",
        _("Other evidence"),
        (
            Column(_("Name"), 2), Column(_("Counts as"), 2), Column(_("Kind"), 1.4), Column(_("What and by whom"), 2.4),
            Column(_("Completed"), 1.2), Column(_("Valid to"), 1.2), Column(_("Decision"), 1.3),
            Column(_("Decided by"), 1.4), Column(_("File kept"), 0.7),
        ),
        rows,
        _("Nobody has handed in evidence from elsewhere."),
        _("Accepted by a manager of the practice; it was not tested here."),
    )  # fmt: skip


def group_sessions(scope: Scope) -> Table:
    """Sessions of the period, each with who took part. 2 queries."""
    sessions = (
        GroupSession.objects.filter(
            practice=scope.practice, course__in=scope.course_ids,
            held_on__gte=scope.wanted.since, held_on__lte=scope.wanted.on, created_at__lt=scope.end,
        )
        .filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=scope.end))
        .annotate(course_title=TITLE)
        .order_by("held_on", "pk")
    )  # fmt: skip
    took: dict[int, list[str]] = {}
    credits = Credit.objects.filter(session__in=sessions.order_by().values("pk"), withdrawn_at=None)
    for session, name in credits.order_by("membership__user__display_name", "pk").values_list(
        "session_id", "membership__user__display_name"
    ):
        took.setdefault(session, []).append(name)
    rows = [
        (one.held_on, one.course_title or "", one.led_by, len(took.get(one.pk, ())), "; ".join(took.get(one.pk, ())),
         _("yes") if one.sheet else _("no"), one.note)
        for one in sessions
    ]  # fmt: skip
    return Table(
        "group-sessions",
        _("Group sessions"),
        (
            Column(_("Day"), 1.1), Column(_("Course"), 2), Column(_("Led by"), 1.4), Column(_("People"), 0.7),
            Column(_("Who"), 3.4), Column(_("Signed sheet kept"), 0.9), Column(_("Note"), 0),
        ),
        rows,
        _("No group session was held in the period."),
        _("Gone through together, with no test."),
    )  # fmt: skip


def exemptions(scope: Scope) -> Table:
    """Who need not take a course, why and until when: those that held at any time of the period. 1 query."""
    found = (
        Exemption.objects.filter(
            Q(until=None) | Q(until__gte=scope.wanted.since), Q(ended=None) | Q(ended__gt=scope.wanted.since),
            membership__in=scope.members, course__in=scope.course_ids, began__lte=scope.wanted.on,
        )
        .select_related("membership__user", "by").annotate(course_title=TITLE)
        .order_by("membership__user__display_name", "began", "pk")
    )  # fmt: skip
    rows = [
        (one.membership.user.display_name, one.course_title or "", one.reason, one.began, one.until,
         one.ended if one.ended and one.ended <= scope.wanted.on else None, one.by.display_name if one.by else "")
        for one in found
    ]  # fmt: skip
    return Table(
        "exemptions",
        _("Exemptions"),
        (
            Column(_("Name"), 2), Column(_("Course"), 2.2), Column(_("Reason"), 2.6), Column(_("From"), 1.2),
            Column(_("Until"), 1.2), Column(_("Ended early"), 1.2), Column(_("By"), 1.4),
        ),
        rows,
        _("Nobody was exempted in the period."),
    )  # fmt: skip


def leave(scope: Scope) -> Table:
    """Days away in the period, as they were known at the end of the day. 1 query."""
    found = (
        Leave.objects.filter(
            Q(until=None) | Q(until__gte=scope.wanted.since), Q(withdrawn_at=None) | Q(withdrawn_at__gte=scope.end),
            membership__in=scope.members, started__lte=scope.wanted.on, created_at__lt=scope.end,
        )
        .select_related("membership__user")
        .order_by("membership__user__display_name", "started", "pk")
    )  # fmt: skip
    return Table(
        "leave",
        _("Leave"),
        (Column(_("Name"), 3), Column(_("From"), 1), Column(_("To"), 1)),
        [(one.membership.user.display_name, one.started, one.until) for one in found],
        _("No leave is on record for the period."),
        _("Due dates move by leave. The kind of leave is not recorded."),
    )


def access(scope: Scope) -> Table:
    """The day each person got access to records, and what was missing then. 1 query."""
    found = (
        AccessGrant.objects.filter(membership__in=scope.members, given_on__lte=scope.wanted.on)
        .select_related("membership__user", "by")
        .order_by("membership__user__display_name", "pk")
    )
    rows = [
        (one.membership.user.display_name, one.given_on, "; ".join(one.missing), one.by.display_name if one.by else "")
        for one in found
    ]
    return Table(
        "access",
        _("Access to records"),
        (
            Column(_("Name"), 2), Column(_("Access from"), 1.2), Column(_("Not complete on that day"), 3),
            Column(_("Noted by"), 1.5),
        ),
        rows,
        _("No day of access is on record."),
        _("An empty third column says that every course asked for before access was complete then."),
    )  # fmt: skip
