"""Whoever was asked in and never came: after 90 days nothing says who they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from courses.operations.models import AuditEntry, Mail
from courses.people.joining import invitations, links
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest
from courses.people.joining.pasted import Row
from courses.people.joining.retention import forget_strangers
from tests.actors import person
from tests.people.joining.conftest import page

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SENT = datetime(2027, 3, 1, 9, tzinfo=UTC)
RAN_OUT = SENT + timedelta(days=7)
KEPT = timedelta(days=90)
A_MOMENT = timedelta(minutes=1)


def invite(practice, by, email="nia@elm.example", now=SENT) -> Invitation:
    invitations.invite(practice=practice, by=by, rows=[Row(email, "Nia Bell")], now=now)
    return Invitation.objects.latest("pk")


def told() -> str:
    """Everything that the database says of mails, invitations and in the log."""
    tables = (Invitation.objects.values(), Mail.objects.values(), AuditEntry.objects.values())
    return str([list(rows) for rows in tables]).lower()


def test_an_invitation_that_ran_out_loses_name_and_address_after_ninety_days(boss, practice, manager):
    row = invite(practice, manager)
    invitations.send_again(practice=practice, invitation_id=row.pk, by=manager, now=SENT + A_MOMENT)
    Mail.objects.update(refused_at=SENT, refusal="550 nia@elm.example is unknown")
    over = RAN_OUT + A_MOMENT + KEPT
    assert forget_strangers(over) == 0
    assert "nia@elm.example" in told()
    assert forget_strangers(over + A_MOMENT) == 1
    assert "nia" not in told()
    assert Mail.objects.count() == 2
    row.refresh_from_db()
    assert (row.cancelled_at, row.times_sent, row.by) == (RAN_OUT + A_MOMENT, 2, manager)
    log = boss.get("/practice/elm-street/log/").content.decode()
    assert "Sam Lee invited a person who was removed" in log
    assert "Sam Lee sent the invitation to a person who was removed again" in log
    listed = boss.get(page("practice-invitations", practice.slug) + "?show=done").content.decode()
    assert "Name and address removed" in listed
    assert forget_strangers(over + A_MOMENT) == 0


def test_a_cancelled_one_counts_from_the_day_it_was_cancelled(practice, manager):
    row = invite(practice, manager)
    invitations.cancel(practice=practice, invitation_id=row.pk, by=manager, now=SENT + A_MOMENT)
    assert forget_strangers(SENT + A_MOMENT + KEPT) == 0
    assert forget_strangers(SENT + A_MOMENT * 2 + KEPT) == 1
    assert "nia" not in told()


def test_the_address_of_somebody_who_joined_stays_with_their_record(practice, manager):
    row = invite(practice, manager)
    nia = person("nia@elm.example", "Nia Bell")
    invitations.accept(invitation=row, person=nia, now=SENT + A_MOMENT)
    assert forget_strangers(RAN_OUT + KEPT * 9) == 0
    assert Invitation.objects.get().email == "nia@elm.example"


def test_the_log_keeps_an_address_that_was_invited_again_since(practice, manager):
    invite(practice, manager)
    invite(practice, manager, now=RAN_OUT + A_MOMENT)
    assert forget_strangers(RAN_OUT + KEPT + A_MOMENT * 2) == 1
    assert sorted(Invitation.objects.values_list("email", flat=True)) == ["", "nia@elm.example"]
    assert set(AuditEntry.objects.filter(action="person.invited").values_list("subject", flat=True)) == {
        "nia@elm.example"
    }


def test_an_invitation_of_another_practice_is_left_alone(practice, manager, stranger):
    other = stranger.memberships.get().practice
    invite(practice, manager)
    invite(other, stranger, now=SENT + KEPT)
    assert forget_strangers(RAN_OUT + KEPT + A_MOMENT) == 1
    assert list(AuditEntry.objects.filter(practice_id=other.pk).values_list("subject", flat=True)) == [
        "nia@elm.example"
    ]


def test_a_link_from_an_emptied_invitation_says_that_it_is_over(client, practice, manager):
    token = "t" * 32
    row = invite(practice, manager)
    Invitation.objects.filter(pk=row.pk).update(token_sha256=invitations.tokens.digest(token))
    forget_strangers(RAN_OUT + KEPT + A_MOMENT)
    assert client.get(page("join", token)).status_code == 410


def test_the_address_can_be_invited_again(practice, manager):
    invite(practice, manager)
    over = RAN_OUT + KEPT + A_MOMENT
    forget_strangers(over)
    assert invite(practice, manager, now=over).email == "nia@elm.example"


def test_a_declined_request_is_deleted_and_the_log_forgets_the_name(boss, practice, manager, stranger):
    link = JoiningLink.objects.create(practice=practice, token="l" * 32)
    asked, joined = (
        JoiningRequest.objects.create(link=link, practice=practice, person=who)
        for who in (stranger, person("kit@elm.example", "Kit Ray"))
    )
    links.decide(practice=practice, request_id=asked.pk, accepted=False, by=manager, now=SENT)
    links.decide(practice=practice, request_id=joined.pk, accepted=True, by=manager, now=SENT)
    assert forget_strangers(SENT + KEPT) == 0
    assert forget_strangers(SENT + KEPT + A_MOMENT) == 1
    assert list(JoiningRequest.objects.all()) == [joined]
    log = boss.get("/practice/elm-street/log/").content.decode()
    assert "Sam Lee did not let a person who was removed join" in log
    assert "Sam Lee let Kit Ray join" in log


def test_many_cost_as_many_queries_as_few(practice, manager, django_assert_max_num_queries):
    def cost(people: int) -> int:
        rows = [Row(f"p{number}@of{people}.example") for number in range(people)]
        invitations.invite(practice=practice, by=manager, rows=rows, now=SENT)
        with django_assert_max_num_queries(30) as seen:
            assert forget_strangers(RAN_OUT + KEPT + A_MOMENT) == people
        return len(seen.captured_queries)

    assert cost(2) == cost(15)
