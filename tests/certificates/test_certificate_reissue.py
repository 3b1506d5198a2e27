"""A new name on an old certificate: issued again, the old code says replaced."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from courses.certificates import queries, services
from courses.certificates.codes import grouped
from courses.certificates.integrity import report
from courses.certificates.models import Certificate
from courses.operations import outbox
from courses.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(holder: User) -> User:
    holder.certificate_name = "Dr Amara Efua Mensah"
    holder.save()
    return holder


def test_the_page_offers_it_once_the_name_differs(as_user, certificate, holder):
    url = reverse("certificate", args=[grouped(certificate.code)])
    assert "Issue again as" not in as_user(holder).get(url).content.decode()
    holder.certificate_name = "Dr Amara Efua Mensah"
    holder.save()
    assert "Issue again as Dr Amara Efua Mensah" in as_user(holder).get(url).content.decode()


def test_it_is_issued_again_and_the_old_code_says_replaced(as_user, certificate, renamed):
    reply = as_user(renamed).post(reverse("certificate-reissue", args=[grouped(certificate.code)]))
    new = Certificate.objects.get(issue=2)
    assert reply.url == reverse("certificate", args=[grouped(new.code)])
    assert new.holder == "Dr Amara Efua Mensah"
    assert queries.verify(certificate.code, date.today()).word == "replaced"
    assert queries.verify(new.code, date.today()).word == "valid"
    assert new.completed_on == certificate.completed_on


def test_called_twice_it_issues_once(certificate, renamed):
    first = services.reissue_under_new_name(person=renamed, code=certificate.code)
    assert services.reissue_under_new_name(person=renamed, code=certificate.code) == first
    assert Certificate.objects.count() == 2


def test_without_a_new_name_nothing_happens(certificate, holder):
    assert services.reissue_under_new_name(person=holder, code=certificate.code) == certificate
    assert Certificate.objects.count() == 1


def test_everything_still_holds_and_the_file_follows(certificate, renamed):
    new = services.reissue_under_new_name(person=renamed, code=certificate.code)
    outbox.drain()
    assert report().good
    assert services.pdf_of(new).startswith(b"%PDF")


def test_a_stranger_cannot(as_user, stranger, certificate):
    reply = as_user(stranger).post(reverse("certificate-reissue", args=[grouped(certificate.code)]))
    assert reply.status_code == 404
    assert Certificate.objects.count() == 1
