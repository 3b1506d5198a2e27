"""Ordering a pack, making it in the background, removing it after a week. Each step can be called twice."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.operations import audit, files, mail, outbox
from courses.operations.mail_text import render_message
from courses.oversight.packs.archive import archive
from courses.oversight.packs.gathered import contents
from courses.oversight.packs.models import Pack
from courses.oversight.packs.scope import Scope, scope_of
from courses.oversight.packs.wanted import Wanted
from courses.people.models import Practice, User
from courses.training.assigning.rules import locked

log = logging.getLogger("packs")
KEPT: Final = timedelta(days=7)
GIVEN_UP: Final = timedelta(hours=1)  # a pack that is not ready by then never will be: it may be asked for again


@transaction.atomic
def order(*, practice: Practice, by: User, wanted: Wanted, now: datetime | None = None) -> tuple[Pack, bool]:
    """Ask for a pack. While one of the practice is being made, that one is returned, with False."""
    now = now or timezone.now()
    locked(practice.pk)
    being_made = Pack.objects.filter(practice=practice, state=Pack.State.ASKED, asked_at__gt=now - GIVEN_UP).first()
    if being_made is not None:
        return being_made, False
    pack = Pack.objects.create(practice=practice, by=by, wanted=wanted.as_json())
    _emit(pack)
    audit.note(
        actor=by,
        action="pack.ordered",
        subject=date_format(wanted.on, "j F Y"),
        practice_id=practice.pk,
        pack=pack.pk,
        on=wanted.on.isoformat(),
        since=wanted.since.isoformat(),
        members=len(wanted.people),
        courses=len(wanted.courses),
    )
    return pack, True


@transaction.atomic
def order_again(*, practice: Practice, pack_id: int, by: User, now: datetime | None = None) -> bool:
    """Make a pack that failed once more. False when it did not fail, or another one is being made."""
    now = now or timezone.now()
    locked(practice.pk)
    if Pack.objects.filter(practice=practice, state=Pack.State.ASKED, asked_at__gt=now - GIVEN_UP).exists():
        return False
    failed = Pack.objects.filter(practice=practice, pk=pack_id).exclude(state=Pack.State.READY)
    if not failed.update(state=Pack.State.ASKED, asked_at=now, error="", by=by):
        return False
    pack = Pack.objects.get(pk=pack_id)
    _emit(pack)
    on = Wanted.of(pack.wanted).on
    audit.note(actor=by, action="pack.ordered", subject=date_format(on, "j F Y"), practice_id=practice.pk, pack=pack_id)
    return True


def _emit(pack: Pack) -> None:
    outbox.emit("pack.ordered", key=f"{pack.pk}-{uuid.uuid4().hex[:12]}", ids={"pack_id": pack.pk})


def make(*, pack_id: int) -> None:
    """Make the file, then say so once. What is wrong with a pack itself fails it at once; a full disk or a busy
    database is tried again by the outbox.
    """
    pack = Pack.objects.select_related("practice", "by").filter(pk=pack_id).first()
    if pack is None or pack.state != Pack.State.ASKED:
        return
    try:
        made = archive(contents(_scope(pack)))
    except (OSError, OperationalError):
        raise
    except Exception as error:
        log.exception("pack %s could not be made", pack.pk)
        reference = f"{type(error).__name__}: {error}"[:300]
        Pack.objects.filter(pk=pack.pk, state=Pack.State.ASKED).update(state=Pack.State.FAILED, error=reference)
        return
    name = f"{_folder(pack)}/{made.sha256[:32]}.zip"
    files.store(name, made.data)
    if _finish(pack, name, sha256=made.sha256, size=len(made.data), pages=made.pages, records=made.records):
        _remove_files(pack, but=name)


@transaction.atomic
def _finish(pack: Pack, name: str, **facts: int | str) -> bool:
    now = timezone.now()
    done = Pack.objects.filter(pk=pack.pk, state=Pack.State.ASKED).update(
        state=Pack.State.READY, ready_at=now, expires_at=now + KEPT, file=name, error="", **facts
    )
    if done:
        pack.refresh_from_db()
        _tell(pack)
    return bool(done)


def _scope(pack: Pack) -> Scope:
    by = pack.by.display_name if pack.by else _("somebody who is no longer here")
    return scope_of(pack.practice, Wanted.of(pack.wanted), made_at=pack.asked_at, made_by=by)


def _tell(pack: Pack) -> None:
    """One mail to whoever asked, if they are still here."""
    if pack.by is None or not pack.by.is_active:
        return
    zone = pack.by.zone
    assert pack.ready_at is not None
    assert pack.expires_at is not None
    message = render_message(
        "pack_ready",
        {
            "practice": pack.practice,
            "until": date_format(pack.expires_at.astimezone(zone), "j F"),
            "made": date_format(pack.ready_at.astimezone(zone), "j F"),
            "records": pack.records,
            "url": settings.PUBLIC_URL + reverse("practice-packs", args=[pack.practice.slug]),
        },
    )
    mail.queue(to=pack.by.email, purpose="pack-ready", key=str(pack.pk), message=message, person_id=pack.by.pk)


def note_download(*, practice: Practice, pack: Pack, by: User) -> None:
    """Write into the log that somebody took a pack."""
    on = Wanted.of(pack.wanted).on
    audit.note(
        actor=by, action="pack.downloaded", subject=date_format(on, "j F Y"), practice_id=practice.pk, pack=pack.pk
    )


def remove_expired(now: datetime) -> int:
    """Delete the files of packs whose week is over; the rows stay. Returns how many. For the night."""
    removed = 0
    for pack in Pack.objects.filter(expires_at__lte=now).exclude(file="").order_by("pk"):
        _remove_files(pack)
        removed += Pack.objects.filter(pk=pack.pk).exclude(file="").update(file="")
    return removed


def _folder(pack: Pack) -> str:
    return f"packs/{pack.pk}"


def _remove_files(pack: Pack, *, but: str = "") -> None:
    """Delete what is stored for a pack: also what a worker that was killed left behind."""
    if not default_storage.exists(_folder(pack)):
        return
    for name in default_storage.listdir(_folder(pack))[1]:
        path = f"{_folder(pack)}/{name}"
        if path != but:
            default_storage.delete(path)
