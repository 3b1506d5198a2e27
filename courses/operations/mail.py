"""The mail ledger: a message is queued with the write that causes it and sent once, after it, by a worker."""

from __future__ import annotations

import hashlib
import logging
import re
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import Mail

log = logging.getLogger("mail")


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message. `subject` is one line of at most 200 characters; `html` may be empty."""

    subject: str
    text: str
    html: str = ""


def queue(*, to: str, purpose: str, key: str, message: Message, person_id: int | None = None) -> None:
    """Put one message into the ledger, at most once for (to, purpose, key), and have it sent after the commit."""
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
            },
        )
        if created:
            outbox.emit("mail.queued", key=row.pk, ids={"mail_id": row.pk})


def send(*, mail_id: int) -> None:
    """Send one message of the ledger. A second call does nothing.

    A worker killed between sending and recording may send it again with the same Message-ID; it is never lost.
    Raises outbox.NotNow while the mail server cannot be had, and the server's error when it refuses this message.
    """
    row = Mail.objects.get(pk=mail_id)
    if row.sent_at is not None:
        return
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    identity = hashlib.sha256(f"{settings.SECRET_KEY}/{row.pk}".encode()).hexdigest()[:24]
    message = EmailMultiAlternatives(
        row.subject, row.text, to=[row.to], headers={"Message-ID": f"<{row.pk}.{identity}@{domain}>"}
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    try:
        message.send()
    except OSError as error:  # smtplib's errors are, too
        if is_refusal(error):
            raise
        raise outbox.NotNow(f"{type(error).__name__}: {error}") from error
    if settings.DEMO:
        log.info("mail to %s: %s %s", row.to, row.subject, _pointer(row.text))
    Mail.objects.filter(pk=row.pk, sent_at=None).update(sent_at=timezone.now(), text="", html="")


def is_refusal(error: OSError) -> bool:
    """Whether the server answered that it will never take this message (5xx); anything else may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code >= 500


def _pointer(text: str) -> str:
    """What a reader of the demo's log needs from a mail: its link, else its code."""
    link = re.search(r"https?://\S+", text)
    code = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]{4,})*)\s*$", text, re.MULTILINE)
    return link.group() if link else code.group(1) if code else ""
