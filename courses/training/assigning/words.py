"""A rule in words: what, whom, by when, when again. The same on every page, in the log and in the inspection pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.people.models import JobRole
from courses.training.models import Assignment

Whom, Renewal = Assignment.Whom, Assignment.Renewal
ROLES = {  # everybody of a role
    JobRole.GP: gettext_lazy("GPs and other doctors"),
    JobRole.PRACTICE_NURSE: gettext_lazy("Practice nurses"),
    JobRole.PHARMACIST: gettext_lazy("Pharmacists"),
    JobRole.ALLIED_HEALTH: gettext_lazy("Allied health professionals"),
    JobRole.RECEPTION: gettext_lazy("Reception and administration"),
    JobRole.MANAGER: gettext_lazy("Practice managers"),
}


def job(role: str) -> str:
    """A person's role in words; "" where it is not known."""
    return str(JobRole(role).label) if role in JobRole.values else ""


def title(path_title: str, titles: Sequence[str]) -> str:
    return path_title or ", ".join(titles) or _("A course that is no longer published")


def whom(kind: str, *, role: str = "", team: str = "", people: int = 0, future: bool = False) -> str:
    """ "Practice nurses, also those who join later"; a team that was deleted is said to be so."""
    if kind == Whom.PEOPLE:
        return ngettext("%(count)s named person", "%(count)s named people", people) % {"count": people}
    if kind == Whom.EVERYBODY:
        words = _("Everybody")
    elif kind == Whom.ROLE:
        words = str(ROLES.get(JobRole(role), role)) if role in JobRole.values else role
    else:
        words = _("Team %(name)s") % {"name": team} if team else _("A team that was deleted")
    return _("%(whom)s, also those who join later") % {"whom": words} if future else words


def due(day: date | None, days: int | None) -> str:
    if day is not None:
        return _("by %(day)s") % {"day": date_format(day, "j F Y")}
    return ngettext("%(count)s day after joining", "%(count)s days after joining", days or 0) % {"count": days}


def renewal(kind: str, month: int | None) -> str:
    if kind == Renewal.ONCE:
        return _("once")
    if kind == Renewal.MONTH and month:
        return _("again in %(month)s, before it runs out") % {"month": MONTHS[month]}
    return _("again when it runs out")


def renewal_means(kind: str, month: int | None) -> str:
    """What a repeat means for somebody new, in a sentence or two."""
    if kind == Renewal.ONCE:
        return _("Nobody is asked again, even after the certificate has run out.")
    if kind == Renewal.MONTH and month:
        text = _(
            "Everybody renews by the end of %(month)s, the last one before their certificate runs out. Somebody new "
            "who finishes shortly before is not asked again at once: they renew half-way to the next round, and from "
            "then on with the others. Nobody is asked twice within half the time a certificate is valid."
        )
        return text % {"month": MONTHS[month]}
    return _("Each person renews before their own certificate runs out, counted from the day they finished.")
