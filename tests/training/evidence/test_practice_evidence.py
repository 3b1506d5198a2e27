"""A manager's side of other evidence: waiting first, accepted to a day, declined with a word, logged, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import AuditEntry, Mail
from courses.people.models import Membership
from courses.training.evidence import services
from courses.training.evidence.services import Given, Outcome
from courses.training.models import Credit, Standing
from tests.actors import person
from tests.training.reading import section, states, words
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]
LIST = "/practice/elm-street/evidence/"


def given(release, **changes) -> Given:
    values = {
        "course_id": release.course_id, "kind": "outside", "title": "Safe use of AI", "provider": "A college",
        "completed_on": timezone.localdate(), "valid_until": None, "note": "", "file": "",
    }  # fmt: skip
    return Given(**values | changes)


def handed(learner, release, **changes) -> Credit:
    membership = Membership.objects.get(user=learner, ended=None)
    return services.hand_in(person=learner, membership=membership, given=given(release, **changes))


def one(credit: Credit) -> str:
    return f"{LIST}{credit.pk}/"


def page(client: Client, url: str = LIST) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return words(reply.content.decode())


def test_what_waits_stands_first_with_the_usual_end_to_be_corrected(as_user, clinician, manager, small):
    credit = handed(clinician, small, completed_on=date(2024, 2, 29))
    client = as_user(manager)
    text = page(client)
    assert "Waiting for you" in text
    assert "Dr Amara Osei : A small course" in text
    assert 'value="2025-02-28"' in client.get(one(credit)).content.decode()


def test_accepting_makes_it_count_everywhere_in_the_same_words(as_user, clinician, manager, practice, small):
    ask(clinician, small, days=5)
    credit = handed(clinician, small)
    client = as_user(manager)
    reply = client.post(one(credit), {"act": "accept", "accept-valid_until": "2099-05-06", "accept-words": "Thank you"})
    assert reply.url == LIST
    outbox.drain()
    credit.refresh_from_db()
    assert (credit.accepted, credit.valid_until, credit.decided_by) == (True, date(2099, 5, 6), manager)
    assert "Accepted by Sam Lee" in page(client)
    learner = as_user(clinician)
    home = section(learner.get("/courses/small/").content.decode(), "Yours")
    assert states(home) == [("Complete", "valid to 6 May 2099, outside certificate approved by Sam Lee")]
    standing = Standing.objects.get(membership__user=clinician, course=small.course)
    assert (standing.word, standing.detail) == ("complete", states(home)[0][1])
    text = page(learner, "/me/evidence/")
    assert "Accepted by Sam Lee" in text
    assert "Thank you" in text
    mail = Mail.objects.get(purpose="evidence-decided")
    assert (mail.to, mail.reply_to, mail.subject) == (clinician.email, manager.email, "Accepted: Safe use of AI")
    entry = AuditEntry.objects.get(action="evidence.accepted")
    assert (entry.actor, entry.subject, entry.practice_id) == (manager, "Dr Amara Osei", practice.pk)


def test_declining_needs_a_word_which_its_owner_reads(as_user, clinician, manager, small):
    credit = handed(clinician, small)
    client = as_user(manager)
    reply = client.post(one(credit), {"act": "decline", "word-words": ""})
    assert reply.status_code == 422
    assert "Write a word on why" in words(reply.content.decode())
    client.post(one(credit), {"act": "decline", "word-words": "It is about another subject."})
    credit.refresh_from_db()
    assert credit.accepted is False
    text = page(as_user(clinician), "/me/evidence/")
    assert "Not accepted by Sam Lee" in text
    assert "It is about another subject." in text
    assert "It is about another subject." in Mail.objects.get(purpose="evidence-decided").text


def test_the_first_decision_stands(as_user, clinician, manager, small):
    credit = handed(clinician, small)
    client = as_user(manager)
    client.post(one(credit), {"act": "decline", "word-words": "No."})
    reply = client.post(one(credit), {"act": "accept", "accept-valid_until": ""}, follow=True)
    assert "in the meantime" in words(reply.content.decode())
    credit.refresh_from_db()
    assert credit.accepted is False
    assert Mail.objects.filter(purpose="evidence-decided").count() == 1


def test_what_was_accepted_can_be_withdrawn_and_counts_no_more(as_user, clinician, manager, small):
    ask(clinician, small, days=5)
    credit = handed(clinician, small)
    client = as_user(manager)
    client.post(one(credit), {"act": "accept", "accept-valid_until": "2099-05-06"})
    client.post(one(credit), {"act": "withdraw", "word-words": "It was somebody else's."})
    outbox.drain()
    assert "Withdrawn" in page(client)
    assert Standing.objects.get(membership__user=clinician).word == "due-soon"
    assert AuditEntry.objects.filter(action="evidence.withdrawn").count() == 1
    assert Credit.objects.count() == 1


def test_what_was_taken_back_is_not_there_for_the_manager(as_user, clinician, manager, small):
    credit = handed(clinician, small)
    services.take_back(person=clinician, credit_id=credit.pk)
    client = as_user(manager)
    assert "Nothing waits." in page(client)
    assert client.get(one(credit)).status_code == 404


def test_a_manager_leaves_their_own_to_another(as_user, manager, practice, small):
    second = person("kim@elm.example", "Kim Park")
    Membership.objects.create(user=second, practice=practice, started=date(2020, 1, 1), is_manager=True)
    credit = handed(manager, small)
    text = page(as_user(manager), one(credit))
    assert "Nobody decides about their own: Kim Park can." in text
    assert "Counts until" not in text
    reply = as_user(manager).post(one(credit), {"act": "accept", "accept-valid_until": ""}, follow=True)
    assert "you cannot" in words(reply.content.decode())
    credit.refresh_from_db()
    assert credit.accepted is None
    as_user(second).post(one(credit), {"act": "accept", "accept-valid_until": ""})
    credit.refresh_from_db()
    assert credit.decided_by == second


def test_the_only_manager_decides_about_their_own_and_it_is_shown(as_user, manager, small):
    credit = handed(manager, small)
    client = as_user(manager)
    assert "You are the only manager" in page(client, one(credit))
    client.post(one(credit), {"act": "accept", "accept-valid_until": ""})
    assert "Accepted by Sam Lee, by themselves" in page(client)
    assert "by themselves" in page(client, "/me/evidence/")
    assert not Mail.objects.filter(purpose="evidence-decided").exists()


def test_a_manager_logs_paper_for_somebody_and_it_counts_at_once(as_user, clinician, manager, small, photograph):
    ask(clinician, small, days=5)
    member = Membership.objects.get(user=clinician)
    values = {
        "member": member.pk, "course": small.course_id, "kind": "outside", "title": "On paper", "provider": "A college",
        "completed_on": "2026-02-01", "valid_until": "", "note": "", "file": photograph(),
    }  # fmt: skip
    client = as_user(manager)
    assert client.post(f"{LIST}new/", values).url == LIST
    credit = Credit.objects.get()
    assert (credit.accepted, credit.valid_until) == (True, date(2027, 2, 1))  # as the course's own certificate
    assert AuditEntry.objects.filter(action="evidence.logged", subject="Dr Amara Osei").count() == 1
    client.post(f"{LIST}new/", values | {"file": photograph()})
    assert Credit.objects.count() == 1
    download = client.get(reverse("practice-credit-file", args=["elm-street", credit.pk]))
    assert download.headers["Content-Disposition"].startswith("attachment")


def test_logging_for_somebody_of_another_practice_is_refused(as_user, manager, stranger, small):
    foreign = Membership.objects.get(user=stranger)
    values = {
        "member": foreign.pk,
        "course": small.course_id,
        "kind": "prior",
        "title": "x",
        "completed_on": "2026-02-01",
    }
    assert as_user(manager).post(f"{LIST}new/", values).status_code == 422
    assert not Credit.objects.exists()


def test_a_second_manager_may_not_log_for_themselves(manager, practice, small):
    second = person("kim@elm.example", "Kim Park")
    own = Membership.objects.create(user=second, practice=practice, started=date(2020, 1, 1), is_manager=True)
    assert services.log_for(by=second, practice=practice, member_id=own.pk, given=given(small)) is Outcome.OWN


def test_for_everybody_else_nothing_of_it_exists(as_user, clinician, manager, stranger, small, photograph):
    as_user(clinician).post(
        "/me/evidence/",
        {"course": small.course_id, "kind": "prior", "title": "x", "completed_on": "2026-02-01", "file": photograph()},
    )
    credit = Credit.objects.get()
    addresses = [LIST, f"{LIST}new/", one(credit), f"{one(credit)}file/"]
    for other in (clinician, stranger):
        client = as_user(other)
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert client.post(one(credit), {"act": "accept", "accept-valid_until": ""}).status_code == 404
    theirs = as_user(stranger)
    for name in ("practice-credit", "practice-credit-file"):
        assert theirs.get(reverse(name, args=["oak-lane", credit.pk])).status_code == 404
    assert as_user(manager).get(f"{one(credit)}file/").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_twenty(as_user, clinician, manager, small):
    client = as_user(manager)

    def cost() -> int:
        page(client)
        with CaptureQueriesContext(connection) as caught:
            page(client)
        return len(caught)

    first = handed(clinician, small)
    services.decline(by=manager, practice=first.membership.practice, credit=first, words="No.")
    handed(clinician, small)
    few = cost()
    for number in range(20):
        credit = handed(clinician, small, title=f"Course {number}")
        if number % 2:
            services.decline(by=manager, practice=credit.membership.practice, credit=credit, words="No.")
    assert cost() <= few
