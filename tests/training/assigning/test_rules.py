"""Rules after they were made: undone, ended, and what happens to people who come, move, leave and come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.models import Membership, Practice, Team
from courses.people.services import save_settings
from courses.training.assigning import services
from courses.training.assigning.choice import Choice, Target, Timing
from courses.training.assigning.dates import USUAL_DAYS
from courses.training.assigning.queries import duties_of, rules_of
from courses.training.assigning.rules import apply_rules
from courses.training.models import Assignment, Duty, Standing
from courses.training.state import Word
from tests.training.situations import ask, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]
Whom = Assignment.Whom
ALL = Target(Whom.EVERYBODY, future=True)


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def make(practice, manager, small):
    """Assign the small course: `make(Target(…), due=…)`."""
    count = iter(range(1000))

    def assign(target: Target = ALL, **timing) -> Assignment:
        timing = {"due": None if "days" in timing else today(30), "days": None} | timing
        made = services.assign(
            practice=practice, choice=Choice((small,), target, Timing(**timing)), by=manager, form=f"page {next(count)}"
        )
        assert made is not None
        return made

    return assign


def word_of(member: Membership) -> str:
    outbox.drain()
    return Standing.objects.filter(membership=member).values_list("word", flat=True).first() or Word.NOT_ASSIGNED


def test_a_joiner_gets_exactly_the_duties_of_the_rules_that_fit(make, practice, join):
    team = Team.objects.create(practice=practice, name="Morning")
    fits = [
        make(),
        make(Target(Whom.ROLE, role="practice-nurse", future=True)),
        make(Target(Whom.TEAM, team=team.pk, future=True)),
    ]
    make(Target(Whom.ROLE, role="gp", future=True))
    make(Target(Whom.ROLE, role="practice-nurse", future=False)) if join("Old Hand") else None
    services.end(assignment=make(), by=None)
    services.undo(assignment=make(), by=None)
    new = join("Bea Rees", team=team, started=today())
    apply_rules(membership_id=new.pk)
    apply_rules(membership_id=new.pk)
    assert set(new.duties.values_list("assignment", flat=True)) == {rule.pk for rule in fits}
    assert new.duties.count() == len(fits)


def test_a_rule_of_another_practice_binds_no_joiner_here(make, practice, stranger, join):
    make()
    elsewhere = Membership.objects.get(user=stranger).practice
    new = join("Bea Rees", practice=elsewhere)
    apply_rules(membership_id=new.pk)
    assert not new.duties.exists()


def test_who_joins_after_a_fixed_date_has_the_usual_time(make, join):
    rule = make(due=today(30))
    Assignment.objects.update(created_at=timezone.now() - timedelta(days=25), due=today(5))
    new = join("Bea Rees", started=today())
    apply_rules(membership_id=new.pk)
    assert new.duties.get(assignment=rule).due == today(USUAL_DAYS)


def test_who_joins_long_before_a_fixed_date_has_that_date(make, join):
    make(due=today(90))
    Assignment.objects.update(created_at=timezone.now() - timedelta(days=2))
    new = join("Bea Rees", started=today())
    apply_rules(membership_id=new.pk)
    assert new.duties.get().due == today(90)


def test_days_count_from_joining_and_for_others_from_the_assignment(make, join):
    old = join("Old Hand", started=today(-400))
    make(days=14)
    Assignment.objects.update(created_at=timezone.now() - timedelta(days=40))
    new = join("Bea Rees", started=today())
    apply_rules(membership_id=new.pk)
    assert old.duties.get().due == today(14)
    assert new.duties.get().due == today(14)


def test_a_rule_made_today_is_not_taken_for_an_old_one_where_the_day_began_earlier(make, practice, join, time_machine):
    time_machine.move_to(datetime(2027, 3, 1, 12, tzinfo=UTC))  # in Auckland it is 2 March
    Practice.objects.update(timezone="Pacific/Auckland")
    practice.refresh_from_db()
    join("Old Hand")
    rule = make(due=date(2027, 3, 10))
    assert set(rule.duties.values_list("began", "due")) == {(date(2027, 3, 2), date(2027, 3, 10))}


def test_a_new_role_brings_its_duties_and_keeps_the_old_ones(make, join):
    nurses = make(Target(Whom.ROLE, role="practice-nurse", future=True))
    doctors = make(Target(Whom.ROLE, role="gp", future=True))
    one = join("Bea Rees")
    apply_rules(membership_id=one.pk)
    Membership.objects.filter(pk=one.pk).update(job_role="gp")
    apply_rules(membership_id=one.pk)
    assert set(one.duties.filter(ended=None).values_list("assignment", flat=True)) == {nurses.pk, doctors.pk}


def test_who_has_no_role_here_and_says_their_own_later_gets_its_duties(make, join):
    rule = make(Target(Whom.ROLE, role="gp", future=True))
    member = join("Bea Rees", role="")
    assert word_of(member) == Word.NOT_ASSIGNED
    save_settings(person=member.user, job_role="gp")
    assert word_of(member) == Word.NOT_STARTED
    save_settings(person=member.user, job_role="practice-nurse")
    save_settings(person=member.user, job_role="gp")
    outbox.drain()
    assert list(member.duties.values_list("assignment", flat=True)) == [rule.pk]


def test_who_no_longer_needs_training_or_has_left_gets_nothing(make, join):
    make()
    idle, gone = join("Cleaner Person", needs_training=False), join("Gone Person", ended=today())
    for member in (idle, gone):
        apply_rules(membership_id=member.pk)
    apply_rules(membership_id=10**9)
    assert not Duty.objects.filter(membership__in=[idle, gone]).exists()


def test_who_leaves_and_comes_back_is_asked_anew_and_the_past_stays(make, practice, join):
    first = join("Bea Rees", started=today(-100))
    rule = make(days=10)
    Membership.objects.filter(pk=first.pk).update(ended=today(-1))
    again = Membership.objects.create(user=first.user, practice=practice, started=today(), job_role="gp")
    apply_rules(membership_id=again.pk)
    assert again.duties.get().assignment == rule
    assert first.duties.get().ended is None  # binds no longer, because its membership has ended
    assert word_of(again) == Word.DUE_SOON


def test_a_rule_that_ends_while_somebody_joins_binds_them_not(make, join):
    rule = make()
    new = join("Bea Rees", started=today())
    services.end(assignment=rule, by=None)
    apply_rules(membership_id=new.pk)
    assert not new.duties.exists()
    other = make()
    late = join("Cara Moss", started=today())
    apply_rules(membership_id=late.pk)
    services.end(assignment=other, by=None)
    assert not late.duties.filter(ended=None).exists()


def test_undone_within_ten_minutes_it_never_bound(make, clinician, manager, small):
    rule = make(due=today())
    member = Membership.objects.get(user=clinician)
    assert word_of(member) == Word.DUE_SOON
    assert services.undo(assignment=rule, by=manager)
    assert word_of(member) == Word.NOT_ASSIGNED
    duty = rule.duties.get()
    assert duty.ended == duty.began
    assert not services.undo(assignment=rule, by=manager)
    assert AuditEntry.objects.filter(action="assignment.undone", subject="A small course").count() == 1


def test_undoing_a_change_asks_again_what_was_asked_before(make, clinician, manager, practice, small):
    old = make()
    member = Membership.objects.get(user=clinician)
    timing = Timing(due=today(60), days=None)
    new = services.assign(
        practice=practice, choice=Choice((small,), ALL, timing), by=manager, form="change", instead=old
    )
    assert word_of(member) == Word.NOT_STARTED
    old.refresh_from_db()
    assert old.ended is not None
    assert services.undo(assignment=new, by=manager)
    old.refresh_from_db()
    assert old.ended is None
    assert list(old.duties.values_list("ended", flat=True)) == [None]
    assert word_of(member) == Word.NOT_STARTED
    assert Standing.objects.get(membership=member).due == today(30)


def test_after_ten_minutes_it_can_no_longer_be_undone(make, clinician, manager, time_machine):
    now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    rule = make(due=date(2027, 4, 1))
    time_machine.move_to(now + services.UNDO)
    assert not services.undo(assignment=rule, by=manager)
    assert rule.duties.get().ended is None


def test_what_was_undone_does_not_hide_that_an_own_certificate_ran_out(make, clinician, manager, small):
    complete(clinician, small, days_ago=400, certificate=False)
    services.undo(assignment=make(), by=manager)
    assert word_of(Membership.objects.get(user=clinician)) == Word.EXPIRED


def test_ended_it_asks_no_more_and_is_noted_once(make, clinician, manager):
    rule = make()
    assert services.end(assignment=rule, by=manager)
    assert not services.end(assignment=rule, by=manager)
    assert not services.undo(assignment=rule, by=manager)
    assert word_of(Membership.objects.get(user=clinician)) == Word.NOT_ASSIGNED
    assert AuditEntry.objects.filter(action="assignment.ended").count() == 1


def test_the_pages_list_open_rules_and_below_what_ended_or_was_undone(make, as_user, manager, clinician, practice):
    make()
    services.end(assignment=make(Target(Whom.ROLE, role="gp")), by=manager)
    services.undo(assignment=make(days=9), by=manager)
    page = as_user(manager).get(reverse("practice-assignments", args=[practice.slug])).content.decode()
    still, past = page.split('id="past"')
    assert "Everybody, also those who join later" in still
    assert "0 of 1 done" in still
    assert "ended on" in past
    assert "undone on" in past
    assert "9 days after joining" in past


def test_done_counts_what_is_complete_and_leaves_out_who_is_exempt(make, practice, clinician, manager, join, small):
    join("Bea Rees")
    rule = make()
    complete(clinician, small)
    outbox.drain()
    found = rules_of(practice)[0]
    assert (found.pk, found.done, found.asked) == (rule.pk, 1, 2)


def test_a_rule_in_words(make, practice, clinician, small):
    make(days=14, renewal="month", month=6, before_access=True)
    found = rules_of(practice)[0]
    assert found.what == "A small course"
    assert found.courses == (("small", "A small course"),)
    assert found.whom == "Everybody, also those who join later"
    assert found.due == "14 days after joining"
    assert found.renewal == "again in June, before it runs out"
    assert "half-way to the next round" in found.renewal_means
    assert (found.by, found.before_access, found.ended) == ("Sam Lee", True, None)


def test_a_persons_duties_name_their_rules_and_not_those_undone(make, clinician, manager, small):
    make()
    services.undo(assignment=make(), by=manager)
    member = Membership.objects.select_related("practice").get(user=clinician)
    asks = duties_of(member, small.course)
    assert [(ask.rule.what, ask.due, ask.ended) for ask in asks] == [("A small course", today(30), None)]


def test_the_list_costs_the_same_for_two_rules_and_twenty(make, as_user, manager, clinician, join, practice):
    client, url = as_user(manager), reverse("practice-assignments", args=[practice.slug])

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    make()
    cost()
    few = cost()
    for number in range(9):
        join(f"Nurse {number}")
        make(days=number + 1)
    assert cost() == few


def test_right_after_assigning_the_page_says_what_is_asked(make, as_user, manager, clinician, practice):
    rule = make(due=today(5))  # nothing has been delivered yet
    page = as_user(manager).get(reverse("practice-assignment", args=[practice.slug, rule.pk])).content.decode()
    assert "Due soon" in page
    assert "Not assigned" not in page


def test_one_rule_costs_the_same_for_one_person_and_ten(make, as_user, manager, clinician, join, practice):
    client = as_user(manager)

    def cost(rule: Assignment) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("practice-assignment", args=[practice.slug, rule.pk])).status_code == 200
        return len(seen)

    one = make()
    cost(one)
    few = cost(one)
    for number in range(9):
        join(f"Nurse {number}")
    assert cost(make()) == few


def test_undo_and_end_work_from_the_page_and_ending_asks_first(make, as_user, manager, clinician, practice):
    client = as_user(manager)
    first, second = make(), make()
    undone = client.post(reverse("practice-assignment-undo", args=[practice.slug, first.pk]), follow=True)
    assert "Undone. Nobody is asked for it" in undone.content.decode()
    end = reverse("practice-assignment-end", args=[practice.slug, second.pk])
    assert "From today nobody is asked" in client.get(end).content.decode()
    assert Assignment.objects.get(pk=second.pk).ended is None
    assert "Ended on" in client.post(end, follow=True).content.decode()
    assert client.post(end).status_code == 302
    assert client.get(end).status_code == 302


def test_a_late_undo_says_that_it_is_too_late(make, as_user, manager, clinician, practice):
    rule = make()
    Assignment.objects.update(created_at=timezone.now() - services.UNDO)
    reply = as_user(manager).post(reverse("practice-assignment-undo", args=[practice.slug, rule.pk]), follow=True)
    assert "The 10 minutes are over." in reply.content.decode()


def test_a_rule_of_another_practice_does_not_exist_here(as_user, manager, practice, stranger, small):
    foreign = ask(stranger, small, days=30).assignment
    client = as_user(manager)
    for name in ("practice-assignment", "practice-assignment-undo", "practice-assignment-end"):
        url = reverse(name, args=[practice.slug, foreign.pk])
        assert client.get(url).status_code in (404, 405)
        assert client.post(url).status_code in (404, 405)
    foreign.refresh_from_db()
    assert (foreign.ended, foreign.undone_at) == (None, None)


def test_learners_and_other_managers_find_none_of_the_pages(make, as_user, clinician, stranger, practice, small):
    rule, member = make(), Membership.objects.get(user=clinician)
    places = [
        ("practice-assign", []),
        ("practice-assignments", []),
        ("practice-assignment", [rule.pk]),
        ("practice-assignment-undo", [rule.pk]),
        ("practice-assignment-end", [rule.pk]),
        ("practice-exempt", [member.pk, "small"]),
        ("practice-access-all", []),
        ("practice-access", [member.pk]),
    ]
    for user in (clinician, stranger):
        client = as_user(user)
        for name, args in places:
            url = reverse(name, args=[practice.slug, *args])
            assert client.get(url).status_code in (404, 405), (user, name)
            assert client.post(url).status_code in (404, 405), (user, name)
    rule.refresh_from_db()
    assert (rule.ended, rule.undone_at) == (None, None)
