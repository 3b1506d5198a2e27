"""The practice's own policies at the end of a day: which version stood, who had confirmed it and who had not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table, Value
from courses.people.models import Membership
from courses.training.policies.models import PolicyConfirmation, PolicyVersion


@dataclass(frozen=True, slots=True)
class Stood:
    """A policy by the version that stood. `missing`: names of those who were there and had not confirmed it."""

    version: PolicyVersion
    versions: tuple[PolicyVersion, ...]
    ended: bool
    asked: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    stood: tuple[Stood, ...]
    given: tuple[PolicyConfirmation, ...]


def policies_on(scope: Scope) -> Policies:
    """3 queries. Everybody who works there is asked, whoever was chosen for the rest of the pack."""
    versions = PolicyVersion.objects.filter(policy__practice=scope.practice, at__lt=scope.end)
    by_policy: dict[int, list[PolicyVersion]] = defaultdict(list)
    for one in (
        versions.select_related("policy", "by").defer("source", "html").order_by("policy__title", "policy", "number")
    ):
        by_policy[one.policy_id].append(one)
    rows = PolicyConfirmation.objects.filter(version__policy__practice=scope.practice, at__lt=scope.end)
    rows = rows.select_related("version__policy", "membership__user").defer("version__source", "version__html")
    given = tuple(rows.order_by("version__policy__title", "version__policy", "version__number", "name", "pk"))
    there = Membership.objects.filter(
        Q(ended=None) | Q(ended__gte=scope.wanted.on),
        practice=scope.practice,
        started__lte=scope.wanted.on,
        user__is_active=True,
    )
    members = list(there.order_by("user__display_name", "pk").values_list("pk", "user__display_name"))
    confirmed = {(one.version_id, one.membership_id) for one in given}
    return Policies(tuple(_stood(scope, one, members, confirmed) for one in by_policy.values()), given)


def _stood(
    scope: Scope, versions: list[PolicyVersion], members: list[tuple[int, str]], confirmed: set[tuple[int, int]]
) -> Stood:
    newest = versions[-1]
    ended = newest.policy.ended_at is not None and newest.policy.ended_at < scope.end
    missing = () if ended else tuple(name for pk, name in members if (newest.pk, pk) not in confirmed)
    return Stood(newest, tuple(versions), ended, len(members), missing)


def tables(scope: Scope, found: Policies) -> list[Table]:
    return [_policies(scope, found), _confirmations(scope, found)]


def _policies(scope: Scope, found: Policies) -> Table:
    zone = scope.practice.zone
    rows: list[tuple[Value, ...]] = []
    for stood in found.stood:
        for one in stood.versions:
            newest = one is stood.version
            counted = newest and not stood.ended
            rows.append(
                (
                    one.policy.title, one.number, one.at.astimezone(zone).date(), one.by.display_name if one.by else "",
                    _status(stood, newest=newest), stood.asked - len(stood.missing) if counted else None,
                    len(stood.missing) if counted else None, one.note, one.kind, one.sha256,
                    one.sha256[:12],
                )
            )  # fmt: skip
    return Table(
        "policies",
        _("Policies"),
        (
            Column(_("Policy"), 2.6), Column(_("Version"), 0.8), Column(_("Since"), 1.2), Column(_("By"), 1.5),
            Column(_("Status"), 1.2), Column(_("Confirmed"), 1), Column(_("Not confirmed"), 1),
            Column(_("What changed"), 0),
            Column(_("Kind"), 0), Column("SHA-256", 0), Column(_("SHA-256 begins"), 1.5),
        ),
        rows,
        _("The practice had no policy of its own on this site."),
        _("The texts themselves are with the practice; the digest tells whether a text is the one that was confirmed."),
    )  # fmt: skip


def _status(stood: Stood, *, newest: bool) -> str:
    if stood.ended:
        return _("ended")
    return _("stands") if newest else _("replaced")


def _confirmations(scope: Scope, found: Policies) -> Table:
    zone = scope.practice.zone
    rows: list[tuple[Value, ...]] = [
        (one.version.policy.title, one.version.number, one.name, one.at.astimezone(zone).date(), _("confirmed"))
        for one in found.given
    ]
    for stood in found.stood:
        rows += [
            (stood.version.policy.title, stood.version.number, name, None, _("not confirmed")) for name in stood.missing
        ]
    return Table(
        "confirmations",
        _("Who has read and will follow them"),
        (
            Column(_("Policy"), 3), Column(_("Version"), 0.8), Column(_("Name"), 2.4), Column(_("Day"), 1.2),
            Column(_("State"), 1.4),
        ),
        rows,
        _("Nobody was asked to confirm a policy."),
        _("The name is the one the person had when they confirmed."),
    )  # fmt: skip
