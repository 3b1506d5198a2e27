"""Writes about the joining link and those who ask to join by it. Each is one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.operations import audit, mail
from courses.operations.mail_text import render_message
from courses.people.joining import tokens
from courses.people.joining.models import JoiningLink, JoiningRequest
from courses.people.joining.starting import start_membership
from courses.people.models import Membership, Practice, Team, User

MORE_AFTER: Final = timedelta(hours=2)


@transaction.atomic
def make_link(*, practice: Practice, by: User, now: datetime, instead: bool = False) -> JoiningLink:
    """The practice's open link, made if there is none. `instead`: the one there is ends first."""
    Practice.objects.select_for_update().get(pk=practice.pk)
    if instead:
        JoiningLink.objects.filter(practice=practice, ended_at=None).update(ended_at=now)
    link, created = JoiningLink.objects.get_or_create(
        practice=practice, ended_at=None, defaults={"token": tokens.new_token(), "by": by}
    )
    if created:
        audit.note(actor=by, action="link.made", subject=practice.name, practice_id=practice.pk, link=link.pk)
    return link


@transaction.atomic
def end_link(*, practice: Practice, by: User, now: datetime) -> bool:
    """Nobody can ask by it any more. Who has asked still waits for an answer. False when there is none."""
    ended = JoiningLink.objects.filter(practice=practice, ended_at=None).update(ended_at=now) > 0
    if ended:
        audit.note(actor=by, action="link.ended", subject=practice.name, practice_id=practice.pk)
    return ended


@transaction.atomic
def ask_to_join(*, link: JoiningLink, person: User, now: datetime) -> bool:
    """Note that the person asks to join and tell the managers. False when they ask already, or the link has ended."""
    if not JoiningLink.objects.filter(pk=link.pk, ended_at=None).exists():
        return False
    request, created = JoiningRequest.objects.get_or_create(
        practice=link.practice, person=person, accepted=None, defaults={"link": link}
    )
    if created:
        _tell_managers(request, now)
    return created


def _tell_managers(request: JoiningRequest, now: datetime) -> None:
    """The first request of a day at once; the others of that day by one more mail."""
    practice = request.practice
    day = timezone.localdate(now, timezone=practice.zone)
    start = datetime.combine(day, datetime.min.time(), tzinfo=practice.zone)
    first = JoiningRequest.objects.filter(practice=practice, asked_at__gte=start).count() == 1
    url = settings.PUBLIC_URL + reverse("practice-link", args=[practice.slug])
    context = {"practice": practice.name, "name": request.person.display_name if first else "", "url": url}
    message = render_message("joining_request", context)
    managers = Membership.objects.filter(practice=practice, is_manager=True, ended=None).select_related("user")
    for manager in managers:
        mail.queue(
            to=manager.user.email,
            purpose="joining-request",
            key=f"{practice.pk}:{day}:{'first' if first else 'more'}",
            message=message,
            person_id=manager.user_id,
            not_before=None if first else now + MORE_AFTER,
        )


@transaction.atomic
def decide(
    *,
    practice: Practice,
    request_id: int,
    accepted: bool,
    by: User,
    now: datetime,
    job_role: str = "",
    team: Team | None = None,
) -> JoiningRequest | None:
    """Answer a request. None when it is not there or was answered before."""
    mine = JoiningRequest.objects.filter(pk=request_id, practice=practice)
    if not mine.filter(accepted=None).update(accepted=accepted, decided_at=now, by=by):
        return None
    request = mine.select_related("person").get()
    if accepted:
        start_membership(person=request.person, practice=practice, now=now, job_role=job_role, team=team, by=by)
        _tell_the_asker(request, practice)
    action = "joining.accepted" if accepted else "joining.declined"
    audit.note(actor=by, action=action, subject=request.person.display_name, practice_id=practice.pk)
    return request


def _tell_the_asker(request: JoiningRequest, practice: Practice) -> None:
    context = {"practice": practice.name, "url": settings.PUBLIC_URL + reverse("today")}
    mail.queue(
        to=request.person.email,
        purpose="joining-accepted",
        key=str(request.pk),
        message=render_message("joining_accepted", context),
        person_id=request.person_id,
    )
