"""Writes about policies: a version published, asking stopped and taken up again, a version confirmed by a member."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from courses.operations import audit, outbox
from courses.people.models import Membership, Practice, User
from courses.training.policies.daytime import next_daytime
from courses.training.policies.models import Policy, PolicyConfirmation, PolicyVersion
from courses.training.policies.texts import Text


class TitleTaken(Exception):
    """The practice asks about another policy of this title already."""


class NewerVersion(Exception):
    """Somebody published a version since the page was opened."""


class Confirmed(StrEnum):
    """How a confirmation ended."""

    DONE = "done"
    BEFORE = "before"  # it was confirmed earlier; nothing changed
    REPLACED = "replaced"  # there is a newer version
    ENDED = "ended"  # nobody is asked about it any more


@transaction.atomic
def add_policy(*, practice: Practice, by: User, title: str, text: Text) -> PolicyVersion:
    """A new policy with its first version; everybody is asked.

    Again with the same title and text: the version that is there. Raises TitleTaken.
    """
    Practice.objects.select_for_update().get(pk=practice.pk)  # two tabs: one after the other
    same = Policy.objects.filter(practice=practice, title__iexact=title, ended_at=None).first()
    if same is not None:
        only = PolicyVersion.objects.filter(policy=same).order_by("-number").first()
        if only is not None and only.number == 1 and only.sha256 == text.sha256:
            return only
        raise TitleTaken
    policy = Policy.objects.create(practice=practice, title=title)
    version = _publish(policy, number=1, by=by, text=text, note="")
    audit.note(
        actor=by, action="policy.added", subject=title, practice_id=practice.pk, policy=policy.pk, sha256=text.sha256
    )
    return version


@transaction.atomic
def add_version(*, policy: Policy, by: User, after: int, text: Text, note: str) -> PolicyVersion:
    """The next version: everybody is asked again. `after` is the number of the version the manager saw.

    Again with the same text: the version that is there. Raises NewerVersion when another one came in between, or the
    text is that of the version there is, and nobody is asked any more.
    """
    held = Policy.objects.select_for_update(of=("self",)).select_related("practice").get(pk=policy.pk)
    newest = PolicyVersion.objects.filter(policy=held).latest("number")
    if newest.sha256 == text.sha256 and newest.number == after + 1:
        return newest
    if newest.number != after or newest.sha256 == text.sha256 or held.ended_at is not None:
        raise NewerVersion
    version = _publish(held, number=after + 1, by=by, text=text, note=note)
    audit.note(
        actor=by,
        action="policy.changed",
        subject=held.title,
        practice_id=held.practice_id,
        policy=held.pk,
        version=version.number,
        sha256=text.sha256,
        note=note,
    )
    return version


def _publish(policy: Policy, *, number: int, by: User, text: Text, note: str) -> PolicyVersion:
    version = PolicyVersion.objects.create(
        policy=policy,
        number=number,
        kind=text.kind,
        source=text.source,
        html=text.html,
        file=text.file,
        sha256=text.sha256,
        note=note,
        by=by,
    )
    outbox.emit(
        "policy.published",
        key=version.pk,
        ids={"version_id": version.pk},
        not_before=next_daytime(timezone.now(), policy.practice.zone),
    )
    return version


@transaction.atomic
def end_policy(*, policy: Policy, by: User) -> bool:
    """Ask nobody any more; what was confirmed stays. False when that had been done."""
    ended = Policy.objects.filter(pk=policy.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        audit.note(
            actor=by, action="policy.ended", subject=policy.title, practice_id=policy.practice_id, policy=policy.pk
        )
    return bool(ended)


@transaction.atomic
def restore_policy(*, policy: Policy, by: User) -> bool:
    """Ask again those who have not confirmed the newest version. False when asking had not been stopped.

    Raises TitleTaken when another policy has the title by now.
    """
    Practice.objects.select_for_update().get(pk=policy.practice_id)
    others = Policy.objects.filter(practice=policy.practice_id, title__iexact=policy.title, ended_at=None)
    if others.exclude(pk=policy.pk).exists():
        raise TitleTaken
    restored = Policy.objects.filter(pk=policy.pk, ended_at__isnull=False).update(ended_at=None)
    if restored:
        audit.note(
            actor=by, action="policy.restored", subject=policy.title, practice_id=policy.practice_id, policy=policy.pk
        )
    return bool(restored)


@transaction.atomic
def confirm(*, person: User, version_id: int) -> Confirmed:
    """A member has read the version and will follow it: kept once, under the name that was shown.

    Raises Membership.DoesNotExist for everybody who is no open member of the version's practice.
    """
    member = Membership.objects.get(user=person, ended=None, practice__policies__versions=version_id)
    version = PolicyVersion.objects.select_related("policy").get(pk=version_id)
    if PolicyConfirmation.objects.filter(version=version, membership=member).exists():
        return Confirmed.BEFORE
    if version.policy.ended_at is not None:
        return Confirmed.ENDED
    if PolicyVersion.objects.filter(policy=version.policy, number__gt=version.number).exists():
        return Confirmed.REPLACED
    _row, created = PolicyConfirmation.objects.get_or_create(
        version=version, membership=member, defaults={"name": person.display_name}
    )
    return Confirmed.DONE if created else Confirmed.BEFORE
