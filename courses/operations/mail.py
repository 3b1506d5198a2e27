"""The mail ledger: a message is queued with the write that causes it and sent once, after it, by a worker."""

from __future__ import annotations

import hashlib
import logging
import re
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.operations import outbox
from courses.operations.models import Mail

log = logging.getLogger("mail")


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message. `subject` is one line of at most 200 characters; `html` may be empty."""

    subject: str
    text: str
    html: str = ""


def queue(
    *,
    to: str | None,
    purpose: str,
    key: str,
    message: Message,
    person_id: int | None = None,
    reply_to: str = "",
    practice: str = "",
    not_before: datetime | None = None,
) -> Mail | None:
    """Put one message into the ledger, at most once for (to, purpose, key), and have it sent after the commit.

    `practice`: the name of the practice on whose behalf it goes, shown in the sender's name. Returns its row, also when
    it was there already; None for somebody without an address (`to` empty): no mail.
    """
    if not to:
        return None
    with transaction.atomic():
        row, created = Mail.objects.get_or_create(
            to=to.strip().lower(),
            purpose=purpose,
            key=key,
            defaults={
                "person_id": person_id,
                "subject": " ".join(message.subject.split())[:200],
                "text": message.text,
                "html": message.html,
                "reply_to": reply_to,
                "sender": sender_of(practice),
            },
        )
        if created:
            outbox.emit("mail.queued", key=row.pk, ids={"mail_id": row.pk}, not_before=not_before)
    return row


def send(*, mail_id: int) -> None:
    """Send one message of the ledger. A second call does nothing.

    A worker killed between sending and recording may send it again with the same Message-ID; it is never lost.
    What the server will never take (5xx) is noted as refused and not tried again: whoever asked for it sees that.
    One that was taken back meanwhile is not sent. Raises outbox.NotNow while the mail server cannot be had.
    """
    row = Mail.objects.filter(pk=mail_id).first()
    if row is None or row.sent_at is not None or row.refused_at is not None:
        return
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    identity = hashlib.sha256(f"{settings.SECRET_KEY}/{row.pk}".encode()).hexdigest()[:24]
    message = EmailMultiAlternatives(
        row.subject,
        row.text,
        from_email=formataddr((row.sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])) if row.sender else None,
        to=[row.to],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={"Message-ID": f"<{row.pk}.{identity}@{domain}>"},
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    try:
        message.send()
    except OSError as error:  # smtplib's errors are, too
        if is_refusal(error):
            log.warning("mail %s was refused: %s", row.pk, type(error).__name__)
            Mail.objects.filter(pk=row.pk).update(refused_at=timezone.now(), refusal=refusal_of(error)[:300])
            return
        raise outbox.NotNow(f"{type(error).__name__}: {error}") from error
    if settings.DEMO:
        log.info("mail to %s: %s %s", row.to, row.subject, _pointer(row.text))
    Mail.objects.filter(pk=row.pk, sent_at=None).update(sent_at=timezone.now(), text="", html="")


def take_back(*, person_id: int, practice: str) -> int:
    """Delete what has not gone yet to somebody on behalf of a practice. Inside the caller's transaction; how many."""
    waiting = Mail.objects.filter(person=person_id, sender=sender_of(practice), sent_at=None, refused_at=None)
    return waiting.delete()[0]


def sender_of(practice: str) -> str:
    """ "Second Look at Elm Street Surgery", on one line; "" without a practice: then it is the site that writes."""
    words = " ".join(practice.split())
    return (
        (_("%(product)s at %(practice)s") % {"product": settings.PRODUCT_NAME, "practice": words})[:160]
        if words
        else ""
    )


def is_refusal(error: OSError) -> bool:
    """Whether the server answered that it will never take this message (5xx); anything else may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= 500


def refusal_of(error: OSError) -> str:
    """The server's own words about a refusal, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [reason for _code, reason in error.recipients.values()]
    else:
        answers = [getattr(error, "smtp_error", b"")]
    words = b" ".join(answer if isinstance(answer, bytes) else str(answer).encode() for answer in answers)
    return " ".join(words.decode("utf-8", "replace").split())


def _pointer(text: str) -> str:
    """What a reader of the demo's log needs from a mail: its link, else its code."""
    link = re.search(r"https?://\S+", text)
    code = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]{4,})*)\s*$", text, re.MULTILINE)
    return link.group() if link else code.group(1) if code else ""
