"""From choosing a course to duties: each step, what the check page says, and that one page makes one assignment."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Course
from courses.operations import outbox
from courses.operations.models import AuditEntry
from courses.people.joining import invitations
from courses.people.joining.models import Invitation
from courses.people.joining.pasted import Row
from courses.people.models import Leave, Membership, Team
from courses.training.assigning.services import UNDO
from courses.training.models import Assignment, Duty, Exemption
from tests.training.assigning.steps import address, check, chosen, in_days, send
from tests.training.situations import ask, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_the_steps_lead_from_a_course_to_an_assignment(lead, practice, clinician, small):
    first = lead.get(reverse("practice-assign", args=[practice.slug])).content.decode()
    assert "Step 1 of 4" in first
    assert 'value="c:small"' in first
    assert "Step 2 of 4" in lead.get(address(practice, what="c:small", go="who")).content.decode()
    assert "Step 3 of 4" in lead.get(address(practice, what="c:small", to="everybody", go="when")).content.decode()
    reply = send(lead, practice, note="Please do it together.")
    rule = Assignment.objects.get()
    assert reply.url == reverse("practice-assignment", args=[practice.slug, rule.pk])
    assert (rule.whom, rule.due, rule.note) == ("everybody", in_days(28), "Please do it together.")
    duty = Duty.objects.get()
    assert (duty.membership.user, duty.due, duty.began) == (clinician, in_days(28), in_days(0))
    entry = AuditEntry.objects.get(action="assignment.made")
    assert (entry.subject, entry.practice_id, entry.detail["people"]) == ("A small course", practice.pk, 1)


def test_looking_at_every_step_changes_nothing(lead, practice, clinician, small):
    for step in ("what", "who", "people", "when", "check"):
        assert lead.get(address(practice, **chosen(go=step))).status_code == 200
    assert not Assignment.objects.exists()
    assert not AuditEntry.objects.filter(practice_id=practice.pk).exists()


def test_a_second_submit_of_the_same_page_gives_the_first_assignment(lead, practice, clinician, small):
    page = check(lead, practice)
    first, second = send(lead, practice, page=page), send(lead, practice, page=page)
    assert first.url == second.url
    assert (Assignment.objects.count(), Duty.objects.count()) == (1, 1)


def test_the_same_from_a_new_page_is_named_and_allowed(lead, practice, clinician, small):
    send(lead, practice)
    assert "The same is asked already" in check(lead, practice)
    assert "The same is asked already" not in check(lead, practice, due=in_days(29).isoformat())
    send(lead, practice)
    assert Assignment.objects.count() == 2


def test_only_members_who_need_training_and_are_here_are_asked(lead, practice, clinician, join, small):
    join("Gone Person", ended=in_days(0))
    join("Cleaner Person", needs_training=False)
    send(lead, practice)
    assert [duty.membership.user for duty in Duty.objects.all()] == [clinician]


def test_a_role_means_what_the_practice_says_and_else_what_the_person_says(lead, practice, clinician, join, small):
    nurse = join("Bea Rees")
    own_words = join("Cara Moss")
    Membership.objects.filter(pk=own_words.pk).update(job_role="")
    elsewhere = join("Dan Hill")
    Membership.objects.filter(pk=elsewhere.pk).update(job_role="reception")
    send(lead, practice, to="role:practice-nurse")
    assert set(Duty.objects.values_list("membership", flat=True)) == {nurse.pk, own_words.pk}


def test_a_team_is_asked_as_it_is_today(lead, practice, clinician, join, small):
    team = Team.objects.create(practice=practice, name="Morning")
    one = join("Bea Rees", team=team)
    assert "Team Morning (1 person)" in lead.get(address(practice, what="c:small", go="who")).content.decode()
    send(lead, practice, to=f"team:{team.pk}")
    assert [duty.membership for duty in Duty.objects.all()] == [one]


@pytest.fixture
def invite(practice, manager):
    """Invite so many people of a role."""

    def send_to(count: int, role: str = "reception", team: str = "") -> None:
        rows = [Row(f"{role}{number}@elm.example", role=role, team=team) for number in range(count)]
        sent = invitations.invite(practice=practice, by=manager, rows=rows, now=timezone.now())
        assert len(sent.sent) == count

    return send_to


def test_a_group_says_how_many_are_invited_to_it(lead, practice, clinician, join, invite, small):
    join("Bea Rees")
    invite(8, team="Front desk")
    invite(1, "practice-nurse")
    page = lead.get(address(practice, what="c:small", go="who")).content.decode()
    for words in (
        "Everybody (2 people, 9 invited)",
        "Reception and administration (nobody yet, 8 invited)",
        "Practice nurses (1 person, 1 invited)",
        "Pharmacists (nobody today)",
        "Team Front desk (nobody yet, 8 invited)",
    ):
        assert words in page, words


def test_an_invitation_that_is_answered_cancelled_or_needs_no_training_is_not_counted(
    lead, practice, clinician, invite, small
):
    invite(4)
    one, two, three, _four = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=one.pk).update(accepted_at=timezone.now())
    Invitation.objects.filter(pk=two.pk).update(cancelled_at=timezone.now())
    Invitation.objects.filter(pk=three.pk).update(needs_training=False)
    page = lead.get(address(practice, what="c:small", go="who")).content.decode()
    assert "Reception and administration (nobody yet, 1 invited)" in page


def test_assigning_to_a_group_of_invited_people_says_whom_it_waits_for(lead, practice, clinician, invite, small):
    invite(8)
    waits = {"to": "role:reception", "future": "on"}
    page = check(lead, practice, **waits)
    assert "Nobody yet, 8 invited." in page
    assert "8 invited people have not joined yet. Each of them is asked on the day they do." in page
    assert "Assign to those who join" in page
    assert "0 people" not in page
    send(lead, practice, page=page, **waits)
    assert (Assignment.objects.get().future, Duty.objects.count()) == (True, 0)


def test_leaving_out_those_who_join_later_is_said_of_those_who_are_invited(lead, practice, clinician, invite, small):
    invite(8)
    page = check(lead, practice)
    assert "8 invited people have not joined yet and will not be asked." in page
    assert "will not be asked" not in check(lead, practice, future="on")


def test_named_people_are_asked_and_nobody_of_another_practice(lead, practice, clinician, join, stranger, small):
    one, _two = join("Bea Rees"), join("Cara Moss")
    foreign = Membership.objects.get(user=stranger)
    page = lead.get(address(practice, **chosen(to="people", person=[one.pk, foreign.pk]))).content.decode()
    assert "One of them is no longer here" in page
    send(lead, practice, to="people", person=[one.pk])
    assert [duty.membership for duty in Duty.objects.all()] == [one]


def test_a_search_keeps_those_who_are_chosen(lead, practice, clinician, join, small):
    one, two = join("Bea Rees"), join("Cara Moss")
    page = lead.get(
        address(practice, what="c:small", to="people", person=[one.pk], q="cara", go="people")
    ).content.decode()
    assert re.search(rf'value="{one.pk}"[^>]* checked', page)
    assert re.search(rf'value="{two.pk}"', page)
    assert not re.search(rf'value="{two.pk}"[^>]* checked', page)
    assert "Amara" not in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": "c:unknown"}, "That is not published here."),
        ({"to": "role:baker"}, "nobody in it any more"),
        ({"to": "role:reception"}, "Nobody is in this group today."),
        ({"to": "people"}, "Choose at least one person."),
        ({"due": "2020-03-01"}, "1 March 2020 is past."),
        ({"due": "soon"}, "Write the date as day, month and year"),
        ({"due": ""}, "Write the date by which it is to be done."),
        ({"due": "9999-01-01"}, "more than five years away"),
        ({"by": "days"}, "Write how many days people have."),
        ({"by": "days", "days": "0"}, "Give at least one day."),
        ({"by": "days", "days": "9999"}, "Give at most a year"),
        ({"repeat": "month"}, "Choose the month in which everybody renews."),
        ({"repeat": "month", "month": "13"}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_told_on_the_step_where_it_was_made(lead, practice, clinician, small, wrong, said):
    before = {"what": "what", "to": "people" if wrong.get("to") == "people" else "who"}
    step = next((before[key] for key in wrong if key in before), "when")
    page = lead.get(address(practice, **chosen(**wrong), **{"from": step})).content.decode()
    assert "There is a problem" in page
    assert said in page
    posted = lead.post(reverse("practice-assign", args=[practice.slug]), chosen(**wrong) | {"form": "x"})
    assert posted.status_code == 200
    assert not Assignment.objects.exists()


def test_a_message_that_is_too_long_is_told_and_kept(lead, practice, clinician, small):
    reply = send(lead, practice, note="a" * 501)
    assert "Use at most 500 characters (it has 501)." in reply.content.decode()
    assert "a" * 501 in reply.content.decode()
    assert not Assignment.objects.exists()


def test_a_page_whose_token_is_no_token_makes_nothing(lead, practice, clinician, small):
    reply = lead.post(reverse("practice-assign", args=[practice.slug]), chosen(form="x", note=""))
    assert reply.status_code == 200
    assert not Assignment.objects.exists()


def test_without_a_published_course_the_page_says_so(lead, practice, clinician, small):
    Course.objects.update(current=None)
    assert (
        "No course is published here yet."
        in lead.get(reverse("practice-assign", args=[practice.slug])).content.decode()
    )


def test_a_course_and_a_role_in_the_address_are_chosen_already(lead, practice, clinician, small):
    page = lead.get(address(practice, course="small", role="gp")).content.decode()
    assert "Step 2 of 4" in page
    assert re.search(r'value="role:gp"[^>]* checked', page)


def test_the_check_page_names_who_holds_it_who_is_away_and_who_is_exempt(lead, practice, clinician, join, small):
    complete(clinician, small, certificate=False)
    away, free, asked = join("Bea Rees"), join("Cara Moss"), join("Dan Hill")
    Leave.objects.create(membership=away, started=in_days(-1), until=in_days(5))
    Exemption.objects.create(membership=free, course=small.course, reason="wrong role", began=in_days(-1))
    ask(asked.user, small, days=3)
    reception = join("Eve Nash", role="pharmacist")
    reception.user.email = None
    reception.user.save()
    outbox.drain()
    page = check(lead, practice)
    year = (in_days(365)).year
    for words in (
        "5 people.",
        f"1 already holds it to {year} and will not be asked before it runs out.",
        "1 is on leave until",
        "1 is exempt.",
        "1 is asked for it already. The earlier day counts.",
        "1 has a role that this was not written for.",
        "1 has no email address: tell them yourself.",
        "Assign to 5 people",
    ):
        assert words in page, words
    assert "wrong role" in page


def test_the_check_page_costs_the_same_for_three_and_thirty_people(lead, practice, clinician, join, small):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            check(lead, practice)
        return len(seen)

    for number in range(3):
        join(f"Nurse {number}")
    cost()  # what is kept for a while is read once
    few = cost()
    for number in range(27):
        join(f"Other {number}")
    assert cost() == few


def test_an_assignment_can_take_the_place_of_another(lead, practice, clinician, small):
    send(lead, practice)
    old = Assignment.objects.get()
    page = lead.get(address(practice, instead=old.pk, go="check")).content.decode()
    assert "This replaces an assignment" in page
    send(lead, practice, page=page, instead=old.pk, due=in_days(40).isoformat())
    old.refresh_from_db()
    new = Assignment.objects.exclude(pk=old.pk).get()
    assert old.ended == in_days(0)
    assert [duty.ended for duty in old.duties.all()] == [in_days(0)]
    assert [duty.ended for duty in new.duties.all()] == [None]


def test_an_assignment_of_another_practice_cannot_be_replaced_or_repeated(lead, practice, clinician, stranger, small):
    foreign = ask(stranger, small, days=30).assignment
    page = lead.get(address(practice, instead=foreign.pk, go="check")).content.decode()
    assert "This replaces" not in page
    send(lead, practice, instead=foreign.pk)
    foreign.refresh_from_db()
    assert foreign.ended is None


def test_hostile_numbers_and_texts_in_the_address_do_no_harm(lead, practice, clinician, small):
    for hostile in ("99999999999999999999999", "-1", "²", "<script>", "\x00", "1e9"):
        for key in ("instead", "like", "person", "to", "what", "days", "month", "go", "from", "q"):
            reply = lead.get(address(practice, **chosen(to="people") | {key: hostile}))
            assert reply.status_code == 200, (key, hostile)
            assert b"<script>" not in reply.content.split(b"<main", 1)[1]


def test_after_assigning_the_page_offers_undo_for_ten_minutes(lead, practice, clinician, small):
    page = lead.get(send(lead, practice).url).content.decode()
    assert "Undo the assignment" in page
    Assignment.objects.update(created_at=timezone.now() - UNDO)
    rule = Assignment.objects.get()
    assert (
        "Undo the assignment"
        not in lead.get(reverse("practice-assignment", args=[practice.slug, rule.pk])).content.decode()
    )
