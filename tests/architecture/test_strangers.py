"""Every address either refuses a stranger or is listed here as public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from tests.actors import pass_course

pytestmark = pytest.mark.django_db

PUBLIC = {
    "about", "accessibility", "help", "privacy", "healthz", "readyz", "media", "theme",
    "releases", "release", "release-unit",
    "today", "catalogue", "course-home", "glossary", "unit", "lab", "question-answer", "quiz",
    "verify", "verify-code", "demo-sign-in", "try-case", "calendar-feed", "paths", "path",
    "account_login", "account_signup", "account_request_login_code", "account_confirm_login_code",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_confirm_email",
    "account_inactive", "account_logout", "account_signup_by_passkey",
    "join", "join-with", "user-name-sign-in", "user-name-password",
    "practice-new",  # begins an account together with a practice
    "studio-shown",  # a picture of a draft: its address is signed
}  # fmt: skip
# Signed out: to the sign-in page with the answer, or 401
OWN_ANSWER = {"attempt-question", "answer-save", "studio-save", "studio-check", "studio-pulse"}
SAMPLES = {
    "course": "sample-reviewed-course", "unit": "the-toaster-says-done", "quiz": "final", "lab": "x", "question": "x",
    "practice": "elm-street", "attempt": 1, "number": 1, "code": "0" * 26, "key": "a-b", "uidb36": "1",
    "path": "course.md", "copy": 1, "token": "x", "name": "0" * 64 + ".svg",
    "sha256": "0" * 64, "extension": "svg", "work": "a1", "correction": 1, "tool": 1,
    "item": "final", "credit": 1, "session": 1, "member": 1,
    "route": "gp",
    "assignment": 1, "policy": 1, "version": 1, "review": 1, "invitation": 1, "pack": 1,
}  # fmt: skip


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def address(pattern: URLPattern) -> str:
    names = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
    return reverse(pattern.name, kwargs={name: SAMPLES[name] for name in names})


def test_every_address_has_a_name():
    assert all(pattern.name for pattern in patterns())


def test_every_address_refuses_a_visitor_or_is_listed_as_public(sample):
    open_to_all = []
    for pattern in patterns():
        if pattern.name in PUBLIC | OWN_ANSWER:
            continue
        for method in ("get", "post"):
            reply = getattr(Client(), method)(address(pattern))
            sent_to_sign_in = reply.status_code == 302 and reply.url.startswith("/accounts/login/")
            if not sent_to_sign_in:
                open_to_all.append((pattern.name, method, reply.status_code))
    assert not open_to_all


def test_the_list_of_public_addresses_names_only_addresses_that_exist():
    assert PUBLIC - {pattern.name for pattern in patterns()} <= {"account_signup_by_passkey", "account_confirm_email"}


@pytest.fixture
def owned(clinician, sample) -> list[tuple[str, list[object]]]:
    """Everything of the clinician's that has an address of its own."""
    attempt = pass_course(clinician, sample)
    code = grouped(Certificate.objects.get().code)
    return [
        ("attempt-question", [attempt.pk, 1]),
        ("answer-save", [attempt.pk, 1]),
        ("attempt-review", [attempt.pk]),
        ("attempt-submit", [attempt.pk]),
        ("attempt-result", [attempt.pk]),
        ("completion-note", [attempt.pk]),
        ("attempt-restart", [attempt.pk]),
        ("attempt-rewrite", [attempt.pk, 1]),
        ("certificate", [code]),
        ("certificate-pdf", [code]),
        ("certificate-reissue", [code]),
        ("practice", ["elm-street"]),
    ]


def test_for_a_stranger_somebody_elses_objects_do_not_exist(as_user, stranger, owned):
    client = as_user(stranger)
    seen = {
        (name, method): getattr(client, method)(reverse(name, args=args)).status_code
        for name, args in owned
        for method in ("get", "post")
    }
    assert set(seen.values()) <= {404, 405}
    assert 404 in seen.values()


def test_the_manager_of_the_practice_sees_no_attempt_and_no_certificate_of_a_colleague(as_user, manager, owned):
    client = as_user(manager)
    for name, args in owned:
        if name != "practice":
            assert client.get(reverse(name, args=args)).status_code in (404, 405), name


def test_a_clinician_does_not_see_the_managers_page(as_user, clinician, practice):
    assert as_user(clinician).get(reverse("practice", args=[practice.slug])).status_code == 404


def test_the_policy_is_on_every_answer_errors_too(as_user, clinician):
    for client, url in ((Client(), "/"), (Client(), "/no-such-page"), (as_user(clinician), "/me/learning/")):
        policy = client.get(url).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy


def test_a_page_for_a_signed_in_person_is_kept_by_no_cache(as_user, clinician):
    assert as_user(clinician).get("/").headers["Cache-Control"] == "no-store"
