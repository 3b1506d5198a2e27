"""The public check: what a code proves, and nothing to those who guess."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.certificates.codes import grouped, new_code
from courses.certificates.models import Certificate, CertificateEvent
from courses.certificates.views import LOOKUPS_A_MINUTE
from tests.certificates.conftest import another_issue
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def check(code: str, client: Client | None = None, **extra):
    return (client or Client()).get(f"/verify/{code}/", **extra)


def text_of(reply) -> str:
    return words(reply.content.decode())


def test_a_valid_certificate_says_what_it_proves(certificate):
    reply = check(grouped(certificate.code))
    text = text_of(reply)
    done, ends = certificate.completed_on, certificate.valid_until
    assert reply.status_code == 200
    for expected in (
        "Valid",
        "A. E. Osei",
        "A small course, release 1",
        f"{done.day} {done:%B %Y}",
        f"{ends.day} {ends:%B %Y}",
        "11 minutes",
        grouped(certificate.code),
        certificate.release_sha256[:16],
        "says nothing about competence at work",
    ):
        assert expected in text


def test_it_tells_no_first_name_no_address_no_practice_and_no_score(certificate):
    page = check(grouped(certificate.code)).content.decode()
    for hidden in ("Amara", "Efua", "holder@ash.example", "Ash Lane", "2 of 2", "100%"):
        assert hidden not in page


def test_the_last_valid_day_is_valid_and_the_next_one_is_not(certificate):
    today = timezone.localdate()
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=today)
    assert "Expired on" not in text_of(check(certificate.code))
    yesterday = today - timedelta(days=1)
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=yesterday)
    assert f"Expired on {yesterday.day} {yesterday:%B %Y}" in text_of(check(certificate.code))


def test_one_that_never_runs_out_is_valid_without_an_end(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(valid_until=None)
    text = text_of(check(certificate.code))
    assert "Valid to" not in text
    assert "Expired on" not in text


@pytest.mark.parametrize(("kind", "said"), [("replaced", "Replaced on"), ("revoked", "Withdrawn on")])
def test_one_that_no_longer_counts_says_when_and_not_why(certificate, kind, said):
    now = timezone.now()
    CertificateEvent.objects.create(certificate=certificate, kind=kind, at=now, reason="Somebody told on them")
    reply = check(certificate.code)
    assert f"{said} {now.day} {now:%B %Y}" in text_of(reply)
    assert "Somebody told" not in reply.content.decode()


def test_withdrawn_weighs_more_than_replaced(certificate):
    for kind in ("replaced", "revoked"):
        CertificateEvent.objects.create(certificate=certificate, kind=kind, at=timezone.now())
    assert "Withdrawn on" in text_of(check(certificate.code))


def test_the_new_issue_is_valid_while_the_old_one_is_replaced(certificate):
    newest = another_issue(certificate)
    CertificateEvent.objects.create(certificate=certificate, kind="replaced", at=timezone.now())
    assert "Replaced on" in text_of(check(certificate.code))
    assert "Replaced on" not in text_of(check(newest.code))


def test_a_record_is_not_called_a_certificate(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(kind="record")
    assert "Record of completion; content not clinically reviewed" in text_of(check(certificate.code))


@pytest.mark.parametrize("change", [str.lower, grouped, lambda code: grouped(code).lower().replace("-", " ")])
def test_a_code_may_be_typed_in_any_way(certificate, change):
    assert check(change(certificate.code)).status_code == 200


WRONG = ("0123456789ABCDEFGHJKMNPQRS", "0" * 26, "nonsense", "A" * 25, "A" * 27, "%00", "%F0%9F%98%80", "x" * 300)


@pytest.mark.parametrize("code", WRONG)
def test_every_wrong_code_gets_the_same_answer(certificate, code):
    reply = check(code)
    unknown = check("Z" * 26)
    assert reply.status_code == unknown.status_code == 404
    assert "Not found" in text_of(reply)
    assert without_the_field(reply) == without_the_field(unknown)


def main_part(reply) -> str:
    page = reply.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def without_the_field(reply) -> str:
    """What the page says, but for the field that repeats what was typed."""
    page = main_part(reply)
    start = page.index('value="', page.index('id="code"'))
    return page[:start] + page[page.index('"', start + 7) :]


def test_what_was_typed_is_escaped():
    page = Client().get("/verify/", {"code": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "<script>alert" not in check('"><script>alert(1)<').content.decode()


@pytest.mark.parametrize("code", ["0" * 26, "nonsense"])
def test_no_answer_is_indexed_or_kept(certificate, code):
    for reply in (check(certificate.code), check(code)):
        assert reply.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in reply.headers["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in reply.content.decode()


def test_who_guesses_is_slowed_down_politely(certificate):
    for _ in range(LOOKUPS_A_MINUTE):
        assert check(new_code()).status_code == 404
    reply = check(certificate.code)
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0
    assert "Osei" not in reply.content.decode()
    assert check(certificate.code, REMOTE_ADDR="192.0.2.7").status_code == 200  # others are not


def test_the_limit_cannot_be_slipped_by_a_made_up_header(certificate):
    for n in range(LOOKUPS_A_MINUTE):
        check(new_code(), headers={"X-Forwarded-For": f"192.0.2.{n}"})
    assert check(certificate.code, headers={"X-Forwarded-For": "192.0.2.250"}).status_code == 429


def test_the_field_leads_a_readable_code_to_its_address(certificate):
    reply = Client().get("/verify/", {"code": f" {grouped(certificate.code).lower()} "})
    assert reply.url == f"/verify/{grouped(certificate.code)}/"


@pytest.mark.parametrize("typed", ["7K2M", "not a code", "é" * 26, "x" * 5000])
def test_what_cannot_be_a_code_is_said_at_the_field(typed):
    reply = Client().get("/verify/", {"code": typed})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "There is a problem" in page
    assert page.count("A code has 26 letters and digits") == 2
    assert "<title>Error:" in page
    assert "x" * 61 not in main_part(reply)


def test_the_empty_field_is_no_error():
    reply = Client().get("/verify/")
    assert reply.status_code == 200
    assert "There is a problem" not in reply.content.decode()


def test_everybody_may_check_the_signed_in_too(as_user, holder, stranger, certificate):
    for somebody in (holder, stranger):
        assert check(certificate.code, as_user(somebody)).status_code == 200
