"""Telling members of a new version: one message each, in the practice's daytime."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.training.policies.daytime import next_daytime
from courses.training.policies.models import PolicyVersion
from courses.training.policies.queries import not_confirmed_by


def mail_published(*, version_id: int) -> None:
    """Write to everybody who is asked and has not confirmed yet. A second call writes to nobody twice.

    Nothing is sent about a version that was replaced meanwhile, or a policy nobody is asked about any more.
    """
    version = PolicyVersion.objects.select_related("policy__practice", "by").get(pk=version_id)
    policy = version.policy
    if policy.ended_at is not None or policy.versions.filter(number__gt=version.number).exists():
        return
    not_before = next_daytime(timezone.now(), policy.practice.zone)
    url = settings.PUBLIC_URL + reverse("my-policy", args=[version.pk])
    for member in not_confirmed_by(version):
        person = member.user
        if not person.is_active or not person.email:
            continue
        message = render_message(
            "policy_published", {"person": person, "version": version, "policy": policy, "url": url}
        )
        mail.queue(
            to=person.email,
            purpose="policy",
            key=str(version.pk),
            message=message,
            person_id=person.pk,
            reply_to=_reply_to(version),
            practice=policy.practice.name,
            not_before=not_before,
        )


def _reply_to(version: PolicyVersion) -> str:
    return (version.by.email or "") if version.by is not None and version.by.is_active else ""
