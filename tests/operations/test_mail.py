"""The mail ledger: queued once, sent once, and a server that fails keeps nobody else waiting and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from courses.operations import mail, outbox
from courses.operations.models import Delivery, Mail
from tests.operations.conftest import make_due
from tests.operations.smtp_server import MailServer
from tests.services.site import free_port

pytestmark = [pytest.mark.web, pytest.mark.django_db]

MESSAGE = mail.Message(subject="Your certificate", text="It is here.", html="<p>It is here.</p>")


def queue(to: str = "amara@elm.example", key: str = "1", message: mail.Message = MESSAGE) -> None:
    mail.queue(to=to, purpose="complete", key=key, message=message)


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        use(settings, server.port)
        yield server


def use(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_TIMEOUT = 1


def test_the_same_message_is_queued_once_and_the_first_text_stays() -> None:
    queue()
    queue(to=" Amara@ELM.example ", message=mail.Message("Another subject", "Another text"))
    row = Mail.objects.get()
    assert (row.to, row.subject, row.text) == ("amara@elm.example", "Your certificate", "It is here.")
    assert Delivery.objects.filter(event="mail.queued").count() == 1


def test_another_key_or_another_person_is_another_message() -> None:
    queue()
    queue(key="2")
    queue(to="sam@elm.example")
    assert Mail.objects.count() == 3


def test_a_write_that_is_rolled_back_sends_no_mail() -> None:
    @transaction.atomic
    def write() -> None:
        queue()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    outbox.drain()
    assert not Mail.objects.exists()
    assert django_mail.outbox == []


def test_a_message_is_sent_once_and_its_text_is_forgotten() -> None:
    queue()
    outbox.drain()
    row = Mail.objects.get()
    assert row.sent_at is not None
    assert (row.text, row.html) == ("", "")
    assert row.subject == "Your certificate"
    mail.send(mail_id=row.pk)
    assert len(django_mail.outbox) == 1
    sent = django_mail.outbox[0]
    assert (sent.to, sent.body, sent.alternatives[0].content) == (["amara@elm.example"], MESSAGE.text, MESSAGE.html)


def test_a_subject_is_one_line_of_at_most_200_characters() -> None:
    queue(message=mail.Message(subject="Hello\r\nBcc: all@elm.example\n" + "x" * 300, text="."))
    subject = Mail.objects.get().subject
    assert len(subject) == 200
    assert subject.startswith("Hello Bcc: all@elm.example xxx")


def test_sending_again_after_a_kill_uses_the_same_message_id(smtp: MailServer) -> None:
    queue()
    row = Mail.objects.get()
    mail.send(mail_id=row.pk)
    Mail.objects.update(sent_at=None, text=MESSAGE.text)  # as a kill between sending and recording leaves it
    mail.send(mail_id=row.pk)
    first, second = (re.search(r"^Message-ID: (<.+>)\r$", text, re.MULTILINE)[1] for text in smtp.mails)
    assert first == second


def test_an_address_that_is_refused_keeps_nobody_else_waiting(smtp: MailServer) -> None:
    smtp.refuse["gone@elm.example"] = "550 no such person"
    for to in ("gone@elm.example", "amara@elm.example", "sam@elm.example"):
        queue(to=to)
    outbox.drain()
    assert set(Mail.objects.exclude(sent_at=None).values_list("to", flat=True)) == {
        "amara@elm.example",
        "sam@elm.example",
    }
    bad = Mail.objects.get(to="gone@elm.example")
    assert bad.refused_at is not None
    assert "no such person" in bad.refusal
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_an_address_that_is_refused_is_noted_once_and_not_tried_again(smtp: MailServer) -> None:
    smtp.refuse["gone@elm.example"] = "550 no such person"
    queue(to="gone@elm.example")
    outbox.drain()
    noted = Mail.objects.get()
    assert noted.refused_at is not None
    smtp.refuse.clear()
    drain_often(2)
    mail.send(mail_id=noted.pk)
    assert smtp.mails == []
    assert Mail.objects.get().refused_at == noted.refused_at
    assert noted.text  # what was not delivered can still be read


@pytest.mark.parametrize("reply", ["451 come back later", "421 too busy"])
def test_a_server_that_asks_for_patience_gets_it(smtp: MailServer, reply: str) -> None:
    smtp.refuse["amara@elm.example"] = reply
    queue()
    drain_often(outbox.MAX_TRIES + 2)
    assert Delivery.objects.get().state == "queued"
    smtp.refuse.clear()
    drain_often(1)
    assert len(smtp.mails) == 1
    assert Delivery.objects.get().state == "done"


def test_a_mail_server_that_is_down_for_hours_loses_no_mail(settings: Any) -> None:
    use(settings, free_port())
    queue()
    drain_often(outbox.MAX_TRIES + 5)
    row = Delivery.objects.get()
    assert row.state == "queued"
    assert "ConnectionRefusedError" in row.error
    assert (row.not_before - timezone.now()).total_seconds() < 300
    with MailServer() as server:
        use(settings, server.port)
        drain_often(1)
        assert len(server.mails) == 1
    assert Mail.objects.get().sent_at is not None


def test_a_mail_server_that_hangs_lets_everything_else_through_first(settings: Any) -> None:
    with MailServer(silent=True) as server:
        use(settings, server.port)
        for key in range(3):
            queue(key=str(key))
        with transaction.atomic():
            outbox.emit("unit.finished", key="1:u", ids={"enrolment_id": 0})
        outbox.drain(seconds=0.9)
    assert Delivery.objects.get(event="unit.finished", handler="complete").tries == 1
    assert Delivery.objects.filter(event="mail.queued", tries=1).count() <= 1  # one message's patience, not three
    assert set(Mail.objects.values_list("sent_at", flat=True)) == {None}


def drain_often(times: int) -> None:
    for _ in range(times):
        make_due()
        outbox.drain()


def test_a_mail_on_behalf_of_a_practice_names_it_and_comes_from_our_address(smtp: MailServer) -> None:
    name = "Elm Street\r\nBcc: everybody@elm.example, “Surgery”"
    mail.queue(to="amara@elm.example", purpose="due", key="1", message=MESSAGE, practice=name)
    outbox.drain()
    (text,) = smtp.mails
    heads = text.partition("\n\n")[0].replace("\r", "")
    sender = next(line for line in heads.replace("\n ", " ").splitlines() if line.startswith("From:"))
    assert "Second Look at Elm Street Bcc: everybody" in str(make_header(decode_header(sender)))
    assert sender.endswith("<training@second-look.example>")
    assert not any(line.lower().startswith("bcc:") for line in heads.splitlines())
