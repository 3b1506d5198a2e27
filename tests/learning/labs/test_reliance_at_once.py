"""Two posts at one moment: real threads, on either database. One of them is first, and what it stored stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from courses.learning.models import Answer, Attempt, LabCaseCount, LabRecord
from tests.learning.labs.reliance_course import begin, case_url, decide_all, final, first, released

pytestmark = [pytest.mark.web, pytest.mark.django_db(transaction=True)]


def together(*deeds: Any) -> list[Any]:
    """Do different things at the same time; what each gave."""

    def one(deed: Any) -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(one, deed) for deed in deeds]]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_of_two_first_decisions_one_is_locked_in(clinician):
    released()
    tabs = [client_of(clinician) for _ in range(3)]
    run = begin(tabs[0])
    choices = ("home", "review", "today")
    replies = together(*[lambda c=c, t=t: first(t, run, 1, c) for t, c in zip(tabs, choices, strict=True)])
    assert {reply.status_code for reply in replies} == {302}
    answer = Answer.objects.get(attempt=run)
    assert answer.version == 1
    text = tabs[0].get(case_url(run, 1)).content.decode()
    assert "Your first answer:" in text


def test_two_starts_at_one_moment_open_one_run(clinician):
    released()
    tabs = [client_of(clinician) for _ in range(3)]
    together(*[lambda t=t: t.post("/courses/small/labs/decide/") for t in tabs])
    assert Attempt.objects.filter(kind="lab").count() == 1


def test_the_last_decision_sent_three_times_finishes_the_run_once(clinician):
    released()
    tabs = [client_of(clinician) for _ in range(3)]
    run = begin(tabs[0])
    for number in range(1, 8):
        first(tabs[0], run, number)
        final(tabs[0], run, number)
    first(tabs[0], run, 8)
    together(*[lambda t=t: final(t, run, 8) for t in tabs])
    assert LabRecord.objects.count() == 1
    assert {row.decisions for row in LabCaseCount.objects.all()} == {1}
    decide_all(tabs[0], run)
    assert LabRecord.objects.count() == 1
