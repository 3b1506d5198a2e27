"""The copy of everybody's state: what makes it anew, and that it is never later than the truth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.learning.enrolments import ensure_enrolment
from courses.management.commands.demo import do_unit
from courses.operations import outbox
from courses.people.models import Leave, Membership
from courses.people.services import save_settings
from courses.people.staff.services import save_member, save_practice
from courses.training import standing
from courses.training.evidence.services import Given, log_for
from courses.training.facts import standings
from courses.training.models import Assignment, Credit, Exemption, Standing
from courses.training.queries import entries
from courses.training.services import assign_course
from courses.training.state import Word
from tests.actors import pass_course, person
from tests.training.situations import ask, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def words() -> dict[str, tuple[str, str]]:
    return {row.course.slug: (row.word, row.detail) for row in Standing.objects.select_related("course")}


def truth(somebody, release, practice) -> tuple[str, str]:
    on = timezone.localdate(timezone=practice.zone)
    found = standings([somebody], [release], on, practice=practice)[somebody.pk, release.course_id].state
    return found.word.value, found.detail


def test_nothing_to_say_is_no_row(clinician, small):
    standing.refresh_person(person_id=clinician.pk)
    assert not Standing.objects.exists()


def test_an_assignment_is_followed_by_a_row(clinician, small, practice):
    ask(clinician, small, days=5)
    outbox.drain()
    assert words() == {"small": truth(clinician, small, practice)}
    assert Standing.objects.get().required


def test_each_step_of_learning_is_followed(clinician, small, practice):
    ensure_enrolment(person=clinician, release=small)
    outbox.drain()
    assert words()["small"] == ("in-progress", "0 of 2 units")
    do_unit(clinician, small, "first")
    outbox.drain()
    assert words()["small"] == ("in-progress", "1 of 2 units")
    pass_course(clinician, small)
    assert words()["small"] == truth(clinician, small, practice)
    assert words()["small"][0] == "complete"


def test_a_second_refresh_writes_nothing(clinician, small, django_assert_num_queries):
    ask(clinician, small, days=5)
    outbox.drain()
    before = Standing.objects.get()
    standing.refresh_person(person_id=clinician.pk)
    after = Standing.objects.get()
    assert (before.pk, before.word, before.detail) == (after.pk, after.word, after.detail)


def test_a_leaver_and_who_needs_no_training_have_no_row(clinician, small):
    ask(clinician, small, days=5)
    outbox.drain()
    Membership.objects.filter(user=clinician).update(needs_training=False)
    standing.refresh_person(person_id=clinician.pk)
    assert not Standing.objects.exists()
    Membership.objects.filter(user=clinician).update(needs_training=True, ended=today_of(clinician))
    standing.refresh_person(person_id=clinician.pk)
    assert not Standing.objects.exists()


def test_a_row_for_each_practice_with_its_own_duties(clinician, stranger, practice, small):
    elsewhere = Membership.objects.get(user=stranger).practice
    second = Membership.objects.create(user=clinician, practice=elsewhere, started=today_of(clinician))
    ask(clinician, small, days=-5, membership=second)
    ensure_enrolment(person=clinician, release=small)
    outbox.drain()
    found = {row.practice.slug: row.word for row in Standing.objects.select_related("practice")}
    assert found == {"oak-lane": "overdue", "elm-street": "in-progress"}


def test_a_day_that_comes_changes_the_row(clinician, small, practice):
    with time_machine.travel(datetime(2026, 3, 10, 12, tzinfo=UTC), tick=False):
        ask(clinician, small, days=20)
        outbox.drain()
        assert words()["small"][0] == "not-started"
        assert Standing.objects.get().next_change.isoformat() == "2026-03-16"
        assert standing.refresh_overdue() == 0
    for day, word in ((16, "due-soon"), (30, "due-soon"), (31, "overdue")):
        with time_machine.travel(datetime(2026, 3, day, 0, 5, tzinfo=UTC), tick=False):
            standing.refresh_overdue()
            assert words()["small"] == truth(clinician, small, practice)
            assert words()["small"][0] == word


@pytest.mark.parametrize("asked", [True, False])
def test_what_somebody_east_of_the_practice_does_late_counts_from_the_next_day_there(clinician, small, practice, asked):
    save_settings(person=clinician, timezone="Asia/Kolkata")
    with time_machine.travel(datetime(2026, 3, 10, 20, tzinfo=UTC)):  # half past one of the 11th in Kolkata
        if asked:
            ask(clinician, small, days=20)
        pass_course(clinician, small)
    with time_machine.travel(datetime(2026, 3, 11, 0, 5, tzinfo=UTC)):
        standing.refresh_overdue()
        assert words()["small"] == truth(clinician, small, practice) == ("complete", "valid to 11 Mar 2027")


def test_evidence_accepted_for_somebody_east_of_the_practice_counts_from_the_next_day_there(
    clinician, manager, small, practice
):
    save_settings(person=clinician, timezone="Pacific/Auckland")
    member = Membership.objects.get(user=clinician)
    given = Given(small.course_id, "outside", "AI", "A college", date(2026, 3, 1), date(2027, 3, 1), "", "")
    with time_machine.travel(datetime(2026, 3, 10, 15, tzinfo=UTC)):
        ask(clinician, small, days=20)
        log_for(by=manager, practice=practice, member_id=member.pk, given=given)
        outbox.drain()
    with time_machine.travel(datetime(2026, 3, 11, 0, 5, tzinfo=UTC)):
        standing.refresh_overdue()
        assert words()["small"] == truth(clinician, small, practice)
        assert words()["small"][0] == "complete"


def test_a_new_name_of_whoever_approved_evidence_is_followed(clinician, manager, small, practice):
    member = Membership.objects.get(user=clinician)
    on = today_of(clinician)
    given = Given(small.course_id, "outside", "AI", "A college", on - timedelta(days=9), None, "", "")
    log_for(by=manager, practice=practice, member_id=member.pk, given=given)
    outbox.drain()
    assert "approved by Sam Lee" in words()["small"][1]
    save_settings(person=manager, display_name="Sam Lee-Okafor")
    outbox.drain()
    assert "approved by Sam Lee-Okafor" in words()["small"][1]
    assert words()["small"] == truth(clinician, small, practice)


def test_a_new_name_touches_nobody_whose_evidence_another_approved(clinician, manager, small, practice, monkeypatch):
    member = Membership.objects.get(user=clinician)
    on = today_of(clinician)
    given = Given(small.course_id, "outside", "AI", "A college", on - timedelta(days=9), None, "", "")
    log_for(by=manager, practice=practice, member_id=member.pk, given=given)
    refreshed: list[int] = []
    monkeypatch.setattr(standing, "_refresh_batch", lambda ids, *_more: refreshed.extend(ids))
    standing.refresh_decided_by(person_id=clinician.pk)
    assert refreshed == []
    standing.refresh_decided_by(person_id=manager.pk)
    assert refreshed == [member.pk]


def test_who_needs_no_training_is_asked_for_nothing_on_their_own_pages_either(clinician, manager, small, practice):
    ask(clinician, small, days=-3)
    member = Membership.objects.get(user=clinician)
    place = {"practice": practice, "member_id": member.pk, "by": manager, "job_role": "gp", "team_id": None}
    assert entries(clinician)[0].state.word == "overdue"
    save_member(**place, needs_training=False, is_manager=False)
    assert entries(clinician)[0].state.word == "not-assigned"
    assert truth(clinician, small, practice) == ("not-assigned", "")
    save_member(**place, needs_training=True, is_manager=False)
    assert entries(clinician)[0].state.word == "overdue"


def test_who_moves_to_another_time_zone_has_completed_on_another_day(clinician, small, practice):
    with time_machine.travel(datetime(2026, 3, 10, 23, 30, tzinfo=UTC)):
        pass_course(clinician, small)
    with time_machine.travel(datetime(2026, 3, 15, 12, tzinfo=UTC)):
        save_settings(person=clinician, timezone="Pacific/Auckland")
        outbox.drain()
        assert words()["small"] == truth(clinician, small, practice) == ("complete", "valid to 11 Mar 2027")


def test_a_practice_that_moves_to_another_time_zone_is_told_the_day_there(clinician, manager, small, practice):
    with time_machine.travel(datetime(2026, 3, 10, 20, tzinfo=UTC)):
        ask(clinician, small, days=0)
        outbox.drain()
        assert words()["small"][0] == "due-soon"
        for zone, word in (("Pacific/Auckland", "overdue"), ("Europe/London", "due-soon")):
            practice.refresh_from_db()
            save_practice(practice=practice, by=manager, name=practice.name, timezone=zone)
            outbox.drain()
            assert words()["small"][0] == word


def test_the_day_is_the_practices_own(clinician, small, practice):
    practice.timezone = "Pacific/Auckland"
    practice.save()
    with time_machine.travel(datetime(2026, 6, 10, 1, tzinfo=UTC), tick=False):
        assign_course(
            practice=practice, course=small.course, due=datetime(2026, 6, 12, tzinfo=UTC).date(),
            memberships=list(practice.memberships.all()), by=None,
        )  # fmt: skip
        outbox.drain()
    with time_machine.travel(datetime(2026, 6, 12, 12, 30, tzinfo=UTC), tick=False):  # 00:30 on the 13th there
        assert standing.refresh_overdue() == 1
        assert words()["small"][0] == "overdue"


@pytest.mark.parametrize("days", [1, 30])
def test_leave_takes_the_duty_away_and_moves_its_day(clinician, small, practice, days):
    ask(clinician, small, days=5)
    member = Membership.objects.get(user=clinician)
    today = today_of(clinician)
    Leave.objects.create(membership=member, started=today, until=today + timedelta(days=days - 1))
    standing.refresh_member(membership_id=member.pk)
    row = Standing.objects.get()
    assert row.word == Word.NOT_ASSIGNED
    assert row.detail.startswith("on leave until")
    later = standings([clinician], [small], today + timedelta(days=days), practice=practice)
    assert later[clinician.pk, small.course_id].facts.due == today + timedelta(days=5 + days)


def test_an_exemption_says_why_and_ends_by_itself(clinician, small, practice):
    ask(clinician, small, days=5)
    member, today = Membership.objects.get(user=clinician), today_of(clinician)
    Exemption.objects.create(
        membership=member, course=small.course, reason="wrong role", began=today, until=today + timedelta(days=3)
    )
    standing.refresh_member(membership_id=member.pk)
    row = Standing.objects.get()
    assert (row.word, row.detail.split(", ")[1]) == (Word.NOT_ASSIGNED, "wrong role")
    assert row.next_change == today + timedelta(days=4)
    after = standings([clinician], [small], today + timedelta(days=4), practice=practice)
    assert after[clinician.pk, small.course_id].state.word is Word.DUE_SOON


def test_other_evidence_counts_for_its_practice_and_says_what_it_is(clinician, manager, small, practice):
    ask(clinician, small, days=5)
    member, today = Membership.objects.get(user=clinician), today_of(clinician)
    credit = Credit.objects.create(
        membership=member, course=small.course, kind=Credit.Kind.OUTSIDE, completed_on=today,
        valid_until=today + timedelta(days=365),
    )  # fmt: skip
    standing.refresh_member(membership_id=member.pk)
    assert Standing.objects.get().word == Word.DUE_SOON  # nobody has accepted it yet
    Credit.objects.update(accepted=True, decided_at=timezone.now(), decided_by=manager)
    standing.refresh_member(membership_id=member.pk)
    row = Standing.objects.get()
    assert row.word == Word.COMPLETE
    assert row.detail.endswith("outside certificate approved by Sam Lee")
    assert row.valid_until == credit.valid_until


def test_what_is_asked_once_is_not_asked_again_when_it_runs_out(clinician, small, practice):
    member, today = Membership.objects.get(user=clinician), today_of(clinician)
    assign_course(
        practice=practice, course=small.course, due=today + timedelta(days=30), memberships=[member], by=None,
        renewal=Assignment.Renewal.ONCE,
    )  # fmt: skip
    pass_course(clinician, small)
    valid = standings([clinician], [small], today, practice=practice)[clinician.pk, small.course_id]
    assert valid.state.word is Word.COMPLETE
    after = standings([clinician], [small], valid.facts.valid_until + timedelta(days=1), practice=practice)
    assert after[clinician.pk, small.course_id].state.word is Word.NOT_ASSIGNED


def test_a_fixed_month_asks_again_before_the_certificate_runs_out(clinician, small, practice):
    with time_machine.travel(datetime(2026, 2, 10, 12, tzinfo=UTC), tick=False):
        member = Membership.objects.get(user=clinician)
        rule = assign_course(
            practice=practice, course=small.course, due=datetime(2026, 3, 1, tzinfo=UTC).date(), memberships=[member],
            by=None, renewal=Assignment.Renewal.MONTH,
        )  # fmt: skip
        Assignment.objects.filter(pk=rule.pk).update(renewal_month=9)
        pass_course(clinician, small)

    def word(day: str) -> tuple[Word, str]:
        found = standings([clinician], [small], datetime.fromisoformat(day).date(), practice=practice)
        state = found[clinician.pk, small.course_id].state
        return state.word, state.detail

    assert word("2026-07-31") == (Word.COMPLETE, "valid to 10 Feb 2027")
    assert word("2026-08-01") == (Word.COMPLETE, "renew by 30 September")
    assert word("2026-09-16") == (Word.DUE_SOON, "renew by 30 September")
    assert word("2026-10-01")[0] is Word.OVERDUE
    assert word("2027-02-11")[0] is Word.EXPIRED


def test_as_many_queries_for_thirty_members_as_for_three(practice, small, django_assert_max_num_queries):
    def add(number: int) -> None:
        somebody = person(f"p{number}@elm.example", f"Person {number}", job_role="gp")
        Membership.objects.create(user=somebody, practice=practice, started=today_of(somebody))
        ask(somebody, small, days=5)

    for number in range(30):
        add(number)
    with django_assert_max_num_queries(20):
        standing.refresh(Membership.objects.all())
    assert Standing.objects.count() == 30


def test_a_change_of_the_whole_plan_reaches_everybody(practice, clinician, small):
    ask(clinician, small, days=5)
    outbox.drain()
    Standing.objects.all().delete()
    standing.refresh_plan(practice_id=practice.pk, membership_ids=None, course_ids=None)
    assert Standing.objects.count() == 1
