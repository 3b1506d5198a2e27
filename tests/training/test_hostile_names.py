"""Every page works for people whose names are hostile, and writes them as text."""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.learning import services
from courses.people.models import Membership, Practice, User
from tests.actors import begin_quiz, pass_course, person
from tests.learning.small_course import release_of, small_folder
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]
NAMES = {
    "script": "<script>alert('x')</script> \"Bo\" & Co",
    "template": "{{ settings.SECRET_KEY }} {% debug %}",
    "right to left": "ד״ר מרים כהן <b>",
    "arabic": "د. ليلى حسن",
    "long": "Wolfeschlegelsteinhausenbergerdorff " * 3 + "von Hapsburg",
    "quotes": "O’Brien-\"Smith\"' onmouseover='alert(1)",
}


@pytest.fixture(params=NAMES.values(), ids=NAMES.keys())
def hostile(request, small) -> User:
    """A learner and manager of a practice, all with the same name; one course passed, one begun."""
    name = request.param[:120]
    practice = Practice.objects.create(name=name, slug="hostile")
    somebody = person("hostile@elm.example", name, job_role="gp", certificate_name=name)
    Membership.objects.create(user=somebody, practice=practice, started="2020-01-01", is_manager=True)
    ask(somebody, small, days=9)
    return somebody


def pages(client: Client, user: User, release) -> Iterator[str]:
    attempt = pass_course(user, release)
    second = begin_quiz(user, release_of(small_folder(slug="second")))
    certificate = Certificate.objects.get(enrolment__person=user)
    client.post(reverse("completion-note", args=[attempt.pk]), {"differently": user.display_name})
    yield from ("/", "/courses/", "/courses/small/", "/courses/second/", "/courses/small/units/first/", "/me/learning/")
    yield from ("/practice/hostile/", "/courses/second/quizzes/final/", "/courses/small/quizzes/final/")
    yield from (f"/attempts/{second.pk}/1/", f"/attempts/{second.pk}/review/", f"/attempts/{attempt.pk}/result/")
    yield from (f"/certificates/{grouped(certificate.code)}/", f"/verify/{grouped(certificate.code)}/", "/verify/")
    services.submit_attempt(person=user, attempt_id=second.pk)
    yield from (f"/attempts/{second.pk}/result/", "/courses/second/certificate/", reverse("account"), "/help/")


def test_every_page_writes_the_name_as_text(as_user, hostile, small):
    client, name = as_user(hostile), hostile.display_name
    shown = 0
    for url in pages(client, hostile, small):
        reply = client.get(url)
        text = reply.content.decode()
        assert reply.status_code == 200, url
        assert "<script>alert" not in text, url
        assert "כהן <b>" not in text, url
        assert "' onmouseover='alert" not in text, url
        assert "SECRET_KEY }}" not in text or "{{ settings.SECRET_KEY }}" in text, url
        shown += html.escape(name) in text or html.escape(name).replace("&#x27;", "&#39;") in text
    assert shown >= 10


def test_the_file_is_made_for_every_name(as_user, hostile, small):
    pass_course(hostile, small)
    certificate = Certificate.objects.get(enrolment__person=hostile)
    reply = as_user(hostile).get(f"/certificates/{certificate.code}.pdf")
    assert reply.content.startswith(b"%PDF-")
