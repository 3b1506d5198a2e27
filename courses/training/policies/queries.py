"""Reads about policies: what a person has to confirm, and who in a practice has confirmed what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from courses.people.models import Membership, Practice, User
from courses.training.policies.models import Policy, PolicyConfirmation, PolicyVersion

Asker = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy by its newest version. `asked` counts members today, `confirmed` those of them who have confirmed it."""

    id: int
    title: str
    ended_at: datetime | None
    version_id: int
    number: int
    kind: str
    at: datetime
    by: str
    sha256: str
    note: str
    asked: int
    confirmed: int

    @property
    def ended(self) -> bool:
        return self.ended_at is not None

    @property
    def missing(self) -> int:
        return self.asked - self.confirmed


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a member confirmed a version. `name` is as it was shown then; `left`: their time in the practice is over."""

    member_id: int
    name: str
    at: datetime
    number: int
    left: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A member who is asked and has not confirmed."""

    member_id: int
    name: str


@dataclass(frozen=True, slots=True)
class PolicyConfirmations:
    """A policy, the confirmations of its newest version by today's members, who is missing, and all other ones.

    `earlier`: of older versions, or by people who have left. Nobody is missing once a policy has ended.
    """

    policy: PolicyRow
    confirmed: tuple[Confirmation, ...]
    missing: tuple[Missing, ...]
    earlier: tuple[Confirmation, ...]

    @property
    def people(self) -> list[Confirmation | Missing]:
        """Today's members who are asked, by name."""
        return sorted([*self.confirmed, *self.missing], key=lambda one: (one.name.casefold(), one.member_id))


def practice_policies(practice: Practice) -> list[PolicyRow]:
    """All policies of a practice, those that have ended last, by title. 3 queries."""
    return [one.policy for one in confirmations(practice)]


def confirmations(practice: Practice, *, policy_id: int | None = None) -> list[PolicyConfirmations]:
    """Who has confirmed what, for every policy of a practice or for one. 3 queries."""
    policies = Policy.objects.filter(practice=practice)
    if policy_id is not None:
        policies = policies.filter(pk=policy_id)
    newest = list(_newest(policies).select_related("policy", "by"))
    members = list(asked(practice))
    given: dict[int, list[tuple[int, Confirmation]]] = defaultdict(list)
    for row in _given(one.policy_id for one in newest):
        given[row.version.policy_id].append((row.version_id, _confirmation(row)))
    listed = [_one_policy(version, members, given[version.policy_id]) for version in newest]
    return sorted(listed, key=lambda one: (one.policy.ended, one.policy.title.casefold(), one.policy.id))


def _newest(policies: QuerySet[Policy]) -> QuerySet[PolicyVersion]:
    newer = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    return PolicyVersion.objects.filter(~Exists(newer), policy__in=policies).defer("source", "html")


def _given(policy_ids: Iterable[int]) -> QuerySet[PolicyConfirmation]:
    rows = PolicyConfirmation.objects.filter(version__policy__in=list(policy_ids))
    rows = rows.select_related("version", "membership").defer("version__source", "version__html")
    return rows.order_by("-version__number", "at", "pk")


def _confirmation(row: PolicyConfirmation) -> Confirmation:
    return Confirmation(row.membership_id, row.name, row.at, row.version.number, row.membership.ended is not None)


def _one_policy(
    version: PolicyVersion, members: list[Membership], given: list[tuple[int, Confirmation]]
) -> PolicyConfirmations:
    current = {one.member_id: one for newest, one in given if newest == version.pk and not one.left}
    missing = [Missing(one.pk, one.user.display_name) for one in members if one.pk not in current]
    policy = version.policy
    row = PolicyRow(
        id=policy.pk,
        title=policy.title,
        ended_at=policy.ended_at,
        version_id=version.pk,
        number=version.number,
        kind=version.kind,
        at=version.at,
        by=version.by.display_name if version.by else "",
        sha256=version.sha256,
        note=version.note,
        asked=len(members) if policy.ended_at is None else len(current),
        confirmed=len(current),
    )
    return PolicyConfirmations(
        policy=row,
        confirmed=tuple(current.values()),
        missing=tuple(missing) if policy.ended_at is None else (),
        earlier=tuple(one for _version, one in given if current.get(one.member_id) is not one),
    )


def asked(practice: Practice) -> QuerySet[Membership]:
    """Everybody who is asked about the policies of a practice: all open members, managers too, by name."""
    members = Membership.objects.filter(practice=practice, ended=None, user__is_active=True)
    return members.select_related("user").order_by("user__display_name", "pk")


def not_confirmed_by(version: PolicyVersion) -> QuerySet[Membership]:
    """Who is asked about a version and has not confirmed it."""
    given = PolicyConfirmation.objects.filter(version=version, membership=OuterRef("pk"))
    return asked(version.policy.practice).filter(~Exists(given))


def policy_of(practice: Practice, policy_id: int) -> Policy | None:
    return Policy.objects.filter(practice=practice, pk=policy_id).first()


def newest_version(policy: Policy) -> PolicyVersion:
    return PolicyVersion.objects.filter(policy=policy).select_related("by").latest("number")


def versions(policy: Policy) -> list[PolicyVersion]:
    """All versions, the newest first, without their texts."""
    rows = PolicyVersion.objects.filter(policy=policy).select_related("by").defer("source", "html")
    return list(rows.order_by("-number"))


def version_of(practice: Practice, policy_id: int, number: int) -> PolicyVersion | None:
    """One version with its policy, for a manager of the practice."""
    rows = PolicyVersion.objects.filter(policy=policy_id, policy__practice=practice, number=number)
    return rows.select_related("policy", "by").first()


def confirmations_of(version: PolicyVersion) -> list[Confirmation]:
    """Everybody who has confirmed this version, those who left too, in order of time."""
    rows = PolicyConfirmation.objects.filter(version=version).select_related("version", "membership")
    return [_confirmation(row) for row in rows.order_by("at", "pk")]


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A version that a person is asked to confirm. `again`: they have confirmed an older one."""

    version_id: int
    title: str
    number: int
    practice: str
    note: str
    at: datetime
    again: bool


def to_confirm(person: User) -> list[ToConfirm]:
    """What a person has to read and confirm, the longest waiting first, for each practice they work in. 1 query."""
    open_members = Membership.objects.filter(user=person.pk, ended=None, practice=OuterRef("policy__practice"))
    newer = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    own = PolicyConfirmation.objects.filter(
        membership__user=person.pk, membership__ended=None, version__policy=OuterRef("policy")
    )
    rows = (
        PolicyVersion.objects.filter(Exists(open_members), ~Exists(newer), policy__ended_at=None)
        .filter(~Exists(own.filter(version=OuterRef("pk"))))
        .annotate(again=Exists(own))
        .select_related("policy__practice")
        .defer("source", "html")
        .order_by("at", "pk")
    )
    return [
        ToConfirm(row.pk, row.policy.title, row.number, row.policy.practice.name, row.note, row.at, row.again)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class OwnConfirmation:
    """What a person has confirmed. `version_id` is None where they do not work any more: the text is the practice's."""

    version_id: int | None
    title: str
    number: int
    practice: str
    name: str
    at: datetime


def own_confirmations(person: User) -> list[OwnConfirmation]:
    """Everything the person has confirmed anywhere, newest first. 1 query."""
    rows = PolicyConfirmation.objects.filter(membership__user=person.pk)
    rows = rows.select_related("version__policy__practice", "membership")
    rows = rows.defer("version__source", "version__html").order_by("-at", "-pk")
    return [
        OwnConfirmation(
            version_id=row.version_id if row.membership.ended is None else None,
            title=row.version.policy.title,
            number=row.version.number,
            practice=row.version.policy.practice.name,
            name=row.name,
            at=row.at,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """A version as a member reads it. `newest_id` is another one's when it was replaced."""

    version: PolicyVersion
    newest_id: int
    confirmed_at: datetime | None
    confirmed_as: str

    @property
    def is_asked(self) -> bool:
        return self.confirmed_at is None and self.is_newest and self.version.policy.ended_at is None

    @property
    def is_newest(self) -> bool:
        return self.version.pk == self.newest_id


def own_version(asker: Asker, version_id: int) -> OwnVersion | None:
    """A version of a policy where the asker works today; None for everybody else. 1 query."""
    if not asker.is_authenticated:
        return None
    own = PolicyConfirmation.objects.filter(
        version=OuterRef("pk"), membership__user=asker.pk, membership__ended=None
    ).order_by("pk")
    newest = PolicyVersion.objects.filter(policy=OuterRef("policy")).order_by("-number")
    member = Membership.objects.filter(user=asker.pk, ended=None, practice=OuterRef("policy__practice"))
    found = (
        PolicyVersion.objects.filter(Exists(member), pk=version_id)
        .annotate(
            newest_id=Subquery(newest.values("pk")[:1]),
            confirmed_at=Subquery(own.values("at")[:1]),
            confirmed_as=Subquery(own.values("name")[:1]),
        )
        .select_related("policy__practice", "by")
        .first()
    )
    if found is None:
        return None
    return OwnVersion(found, found.newest_id, found.confirmed_at, found.confirmed_as or "")
