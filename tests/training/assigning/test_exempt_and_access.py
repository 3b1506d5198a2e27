"""One person: excused from a course, and given access to records."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.models import Membership
from courses.training.assigning.access import access_overview, record_access
from courses.training.assigning.exemptions import exempt, open_exemption
from courses.training.models import AccessGrant, Assignment, Exemption, Standing
from tests.training.situations import ask, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def member(clinician) -> Membership:
    return Membership.objects.select_related("practice", "user").get(user=clinician)


@pytest.fixture
def page(practice, member, small) -> str:
    return reverse("practice-exempt", args=[practice.slug, member.pk, "small"])


@pytest.fixture
def gate(clinician, small) -> Assignment:
    """The clinician is to complete the small course before access."""
    rule = ask(clinician, small, days=10).assignment
    Assignment.objects.filter(pk=rule.pk).update(before_access=True)
    return rule


def standing(member: Membership) -> Standing:
    outbox.drain()
    return Standing.objects.get(membership=member)


def test_an_exemption_until_a_day_says_so_with_its_reason(lead, page, clinician, member, small):
    ask(clinician, small, days=3)
    reply = lead.post(page, {"why": "wrong role", "until": today(20).isoformat()}, follow=True)
    assert "is not asked for it" in reply.content.decode()
    row = standing(member)
    until = today(20)
    assert (row.word, row.detail) == ("not-assigned", f"exempt until {until:%-d %b %Y}, wrong role")
    assert AuditEntry.objects.get(action="exemption.made").subject == "Dr Amara Osei"


def test_for_good_needs_no_date_and_own_words_come_first(lead, page, clinician, member, small):
    ask(clinician, small, days=3)
    lead.post(page, {"why": "other", "reason": "Retires in May", "until": ""})
    assert standing(member).detail == "exempt, Retires in May"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a reason."),
        ({"why": "other"}, "Write the reason in a few words."),
        ({"why": "wrong role", "until": "2020-01-01"}, "1 January 2020 is past."),
        ({"why": "wrong role", "until": "soon"}, "Write the date as day, month and year"),
        ({"why": "other", "reason": "x" * 121}, "at most 120 characters"),
        ({"why": "wrong role", "until": "9999-12-31"}, "Leave it empty if it is for good."),
    ],
)
def test_a_mistake_is_told_and_nothing_is_recorded(lead, page, sent, said):
    text = lead.post(page, sent).content.decode()
    assert "There is a problem" in text
    assert said in text
    assert not Exemption.objects.exists()


def test_two_tabs_make_one_exemption(lead, page):
    lead.post(page, {"why": "wrong role"})
    second = lead.post(page, {"why": "long absence"}, follow=True)
    assert "They are exempt already." in second.content.decode()
    assert Exemption.objects.get().reason == "wrong role"


def test_ended_early_the_course_is_asked_again_and_the_past_stays(lead, page, clinician, member, small):
    duty = ask(clinician, small, days=3)
    duty.began = today(-5)
    duty.save()
    made = Exemption.objects.create(membership=member, course=small.course, reason="wrong role", began=today(-2))
    lead.post(page, {"end": made.pk})
    lead.post(page, {"end": made.pk})
    made.refresh_from_db()
    assert made.ended == today()
    assert standing(member).word == "due-soon"
    assert AuditEntry.objects.filter(action="exemption.ended").count() == 1


def test_one_that_ran_out_does_not_stand_in_the_way_of_another(member, small, manager):
    old = Exemption.objects.create(
        membership=member, course=small.course, reason="long absence", began=today(-9), until=today(-2)
    )
    new = exempt(member=member, course=small.course, reason="wrong role", until=None, by=manager)
    old.refresh_from_db()
    assert old.ended == today(-1)
    assert open_exemption(member, small.course) == new


def test_somebody_elses_exemption_and_foreign_people_are_out_of_reach(lead, practice, page, stranger, small):
    theirs = Membership.objects.get(user=stranger)
    foreign = Exemption.objects.create(membership=theirs, course=small.course, reason="wrong role", began=today(-2))
    lead.post(page, {"end": foreign.pk})
    lead.post(page, {"end": "²"})
    foreign.refresh_from_db()
    assert foreign.ended is None
    for name, args in (("practice-exempt", [theirs.pk, "small"]), ("practice-access", [theirs.pk])):
        assert lead.get(reverse(name, args=[practice.slug, *args])).status_code == 404
    own = Membership.objects.get(user__email="amara@elm.example")
    assert lead.get(reverse("practice-exempt", args=[practice.slug, own.pk, "no-such-course"])).status_code == 404


def test_access_given_too_early_keeps_what_was_missing_as_a_gap(lead, practice, member, gate, clinician, small):
    url = reverse("practice-access", args=[practice.slug, member.pk])
    before = lead.get(url).content.decode()
    assert "Something is missing" in before
    assert "1 course is not complete." in before
    assert (
        "what was missing on that day"
        in lead.post(url, {"given_on": today().isoformat()}, follow=True).content.decode()
    )
    assert AccessGrant.objects.get().missing == ["A small course"]
    complete(clinician, small)
    after = lead.get(url).content.decode()
    assert "Missing on that day" in after
    assert "Something is missing" not in after
    outbox.drain()
    (seen,) = access_overview(practice)
    assert (seen.missing, seen.gap, seen.given_on) == ((), ("A small course",), today())


def test_access_after_completion_leaves_no_gap(practice, member, gate, manager, clinician, small):
    complete(clinician, small)
    assert record_access(member=member, given_on=today(), by=manager).missing == []
    assert record_access(member=member, given_on=today(), by=manager) is None


def test_what_was_missing_is_what_was_missing_on_the_day_it_was_given(
    practice, member, gate, manager, clinician, small
):
    gate.duties.update(began=today(-20))
    complete(clinician, small, days_ago=2)
    assert record_access(member=member, given_on=today(-5), by=manager).missing == ["A small course"]


def test_an_exempt_course_is_not_asked_before_access(practice, member, gate, small):
    Exemption.objects.create(membership=member, course=small.course, reason="wrong role", began=today(-2))
    assert access_overview(practice) == []


@pytest.mark.parametrize(("days", "said"), [(1, "That day is still to come."), (-9999, "They came on 1 January 2020.")])
def test_a_day_that_cannot_be_is_refused(lead, practice, member, gate, days, said):
    url = reverse("practice-access", args=[practice.slug, member.pk])
    assert said in lead.post(url, {"given_on": today(days).isoformat()}).content.decode()
    assert not AccessGrant.objects.exists()


def test_the_list_of_access_names_people_and_costs_one_query_more_for_nobody(lead, practice, member, gate, join, small):
    url = reverse("practice-access-all", args=[practice.slug])
    assert "Dr Amara Osei" in lead.get(url).content.decode()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            access_overview(practice)
        return len(seen)

    assert cost() == 1
    for number in range(5):
        rule = ask(join(f"Nurse {number}").user, small, days=5).assignment
        Assignment.objects.filter(pk=rule.pk).update(before_access=True)
    assert len(access_overview(practice)) == 6
    assert cost() == 1
