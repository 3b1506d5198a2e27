"""The holder's page of one certificate, and its file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from courses.certificates import services
from courses.certificates.codes import grouped
from courses.certificates.models import Certificate, CertificateEvent
from tests.learning.small_course import release_of, small_folder
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def url(certificate: Certificate, ending: str = "/") -> str:
    return f"/certificates/{grouped(certificate.code)}{ending}"


def page(client: Client, certificate: Certificate) -> str:
    reply = client.get(url(certificate))
    assert reply.status_code == 200
    return reply.content.decode()


def test_the_page_says_what_the_certificate_says(as_user, holder, certificate, settings):
    text = page(as_user(holder), certificate)
    done = certificate.completed_on
    for expected in (
        "This certifies that Dr Amara Efua Osei",
        "A small course",
        f"{done.day} {done:%B %Y}",
        "11 minutes",
        "Check advice before acting on it",
        "Dr Sample Reviewer, invented, 12 June 2026",
        grouped(certificate.code),
        f"{settings.PUBLIC_URL}/verify/{grouped(certificate.code)}/",
        "Not a licence to practise",
    ):
        assert expected in words(text)
    assert "<svg" in text  # the QR code


def test_a_record_says_that_nobody_has_reviewed_the_content(as_user, holder, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(kind="record")
    text = words(page(as_user(holder), certificate))
    assert "Your record of completion" in text
    assert "This records that" in text
    assert "Content not clinically reviewed. Shows that the holder finished this version on this date." in text
    assert "Reviewed by" not in text


def test_american_holders_read_that_no_credit_is_awarded(as_user, holder, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(facts={**certificate.facts, "region": "us"})
    assert "11 minutes of learning. No CME credit is awarded." in words(page(as_user(holder), certificate))


@pytest.mark.parametrize(("kind", "said"), [("replaced", "It was replaced on"), ("revoked", "It was withdrawn on")])
def test_one_that_no_longer_counts_says_so(as_user, holder, certificate, kind, said):
    CertificateEvent.objects.create(certificate=certificate, kind=kind, at=timezone.now())
    assert said in page(as_user(holder), certificate)


def test_one_that_ran_out_says_when(as_user, holder, certificate):
    yesterday = timezone.localdate(timezone=holder.zone) - timedelta(days=1)
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=yesterday)
    assert f"It ran out on {yesterday.day} {yesterday:%B %Y}." in page(as_user(holder), certificate)


def test_the_code_may_be_typed_in_any_way(as_user, holder, certificate):
    client = as_user(holder)
    for typed in (certificate.code, certificate.code.lower(), grouped(certificate.code).lower()):
        assert client.get(f"/certificates/{typed}/").status_code == 200


@pytest.mark.parametrize("ending", ["/", ".pdf"])
def test_page_and_file_are_the_holders_alone(as_user, stranger, manager, educator, certificate, ending):
    for other in (stranger, manager, educator):
        assert as_user(other).get(url(certificate, ending)).status_code == 404
    assert Client().get(url(certificate, ending)).status_code == 302


@pytest.mark.parametrize("code", ["0" * 26, "nonsense", "%00", "x" * 500])
@pytest.mark.parametrize("ending", ["/", ".pdf"])
def test_an_unknown_code_is_a_404(as_user, holder, code, ending):
    assert as_user(holder).get(f"/certificates/{code}{ending}").status_code == 404


def test_the_file_is_a_pdf_to_download(as_user, holder, certificate):
    reply = as_user(holder).get(url(certificate, ".pdf"))
    assert reply.content.startswith(b"%PDF-")
    assert reply.headers["Content-Type"] == "application/pdf"
    assert reply.headers["Content-Disposition"] == 'attachment; filename="Certificate A small course.pdf"'


def test_a_lost_file_is_made_again_with_the_same_bytes_whatever_was_edited_since(as_user, holder, certificate):
    client = as_user(holder)
    first = client.get(url(certificate, ".pdf")).content
    default_storage.delete(services.file_name(certificate))
    release_of(small_folder(("course.md", "title: A small course", "title: Another title")))
    holder.display_name = "Somebody Else"
    holder.save()
    assert client.get(url(certificate, ".pdf")).content == first
    assert default_storage.exists(services.file_name(certificate))


def test_a_file_that_is_there_is_served_and_not_made_again(as_user, holder, certificate, monkeypatch):
    client = as_user(holder)
    first = client.get(url(certificate, ".pdf")).content
    monkeypatch.setattr(services, "render_certificate", lambda _facts: b"made again")
    services.write_pdf(certificate_id=certificate.pk)
    assert client.get(url(certificate, ".pdf")).content == first


def test_a_hostile_title_stays_inside_its_header(as_user, holder, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(course_title='x"; filename=evil.exe\r\nSet-Cookie: a=b\n/../é')
    reply = as_user(holder).get(url(certificate, ".pdf"))
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    assert "\n" not in reply.headers["Content-Disposition"]


def test_nothing_can_be_posted(as_user, holder, certificate):
    client = as_user(holder)
    assert client.post(url(certificate)).status_code == 405
    assert client.post(url(certificate, ".pdf")).status_code == 405
