from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.operations.models import AuditEntry, Delivery
from courses.people.joining.models import Invitation, PrintedCode
from courses.people.models import Membership
from courses.people.staff import leaving
from courses.people.staff.queries import today_in
from courses.people.staff.services import Outcome, save_member

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def leave(member: Membership, by) -> Outcome:
    return leaving.end_membership(practice=member.practice, member_id=member.pk, by=by)


def undo(member: Membership, by) -> bool:
    return leaving.undo_leaving(practice=member.practice, member_id=member.pk, by=by)


def test_the_page_says_what_happens_before_it_happens(as_user, manager, elm, amara):
    page = as_user(manager).get(reverse("practice-left", args=[elm.slug, amara.pk])).content.decode()
    assert "Access to everything of this practice ends at once." in page
    assert "The new practice" in page
    assert "The old practice" in page
    amara.refresh_from_db()
    assert amara.ended is None


@pytest.mark.parametrize("how", ["leaves", "is taken the role"])
def test_who_manages_no_more_has_no_invitation_out_that_makes_a_manager(manager, elm, amara, how):
    Membership.objects.filter(pk=amara.pk).update(is_manager=True)
    until = {"sent_at": timezone.now(), "expires_at": timezone.now() + timedelta(days=7)}
    for number, (by, managing) in enumerate(((amara.user, True), (amara.user, False), (manager, True))):
        Invitation.objects.create(
            practice=elm, by=by, is_manager=managing, email=f"{number}@x.example", token_sha256=str(number), **until
        )
    if how == "leaves":
        leave(amara, manager)
    else:
        place = {"job_role": "gp", "team_id": None, "needs_training": True, "is_manager": False}
        assert save_member(practice=elm, member_id=amara.pk, by=manager, **place) is Outcome.DONE
    cancelled = Invitation.objects.filter(cancelled_at__isnull=False).values_list("email", flat=True)
    assert list(cancelled) == ["0@x.example"]
    assert AuditEntry.objects.get(action="invitation.cancelled").subject == "0@x.example"


def test_leaving_ends_the_time_here_today_and_is_told_and_noted(as_user, manager, elm, amara):
    client = as_user(manager)
    answer = client.post(reverse("practice-left", args=[elm.slug, amara.pk]), follow=True)
    assert b"You can undo this for 10 minutes." in answer.content
    assert b"Records kept until" in answer.content
    amara.refresh_from_db()
    assert amara.ended == today_in(elm)
    assert (
        Delivery.objects.filter(event="membership.ended", ids={"membership_id": amara.pk})
        .values("key")
        .distinct()
        .count()
        == 1
    )
    assert AuditEntry.objects.get(action="person.left").subject == "Dr Amara Osei"


def test_a_second_click_changes_nothing(as_user, manager, elm, amara):
    client = as_user(manager)
    page = reverse("practice-left", args=[elm.slug, amara.pk])
    client.post(page)
    assert b"had already left" in client.post(page, follow=True).content
    assert Delivery.objects.filter(event="membership.ended").values("key").distinct().count() == 1
    assert client.get(page)["Location"] == reverse("practice-person", args=[elm.slug, amara.pk])


def test_the_last_manager_cannot_leave_and_is_told_before_and_after(as_user, manager, elm, sam):
    client = as_user(manager)
    page = reverse("practice-left", args=[elm.slug, sam.pk])
    assert b"The only manager cannot leave" in client.get(page).content
    assert b"is the only manager, so the practice would have none" in client.post(page, follow=True).content
    sam.refresh_from_db()
    assert sam.ended is None


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Auckland", date(2026, 4, 2)), ("Europe/London", date(2026, 4, 1))])
def test_the_last_day_is_the_one_of_the_practice_not_of_the_server(manager, elm, amara, monkeypatch, zone, day):
    elm.timezone = zone
    elm.save()
    amara.refresh_from_db()
    now = datetime(2026, 4, 1, 20, 0, tzinfo=UTC)  # 2 April, 09:00 in Auckland
    monkeypatch.setattr(timezone, "now", lambda: now)
    leave(amara, manager)
    amara.refresh_from_db()
    assert amara.ended == day


def test_what_could_let_them_in_again_stops_working(manager, clinician, elm, amara):
    now = timezone.now()
    invitation = Invitation.objects.create(
        practice=elm, email=clinician.email, token_sha256="a" * 64, sent_at=now, expires_at=now
    )
    other = Invitation.objects.create(
        practice=elm, email="new@elm.example", token_sha256="b" * 64, sent_at=now, expires_at=now
    )
    code = PrintedCode.objects.create(person=clinician, membership=amara, code_hash="x", expires_at=now)
    leave(amara, manager)
    for row in (invitation, other, code):
        row.refresh_from_db()
    assert invitation.cancelled_at is not None
    assert code.cancelled_at is not None
    assert other.cancelled_at is None


def test_undo_opens_the_same_time_again(as_user, manager, elm, amara):
    client = as_user(manager)
    client.post(reverse("practice-left", args=[elm.slug, amara.pk]))
    answer = client.post(reverse("practice-leavers", args=[elm.slug]), {"undo": amara.pk}, follow=True)
    assert b"everything is as it was before" in answer.content
    amara.refresh_from_db()
    assert amara.ended is None
    assert Membership.objects.filter(user=amara.user).count() == 1
    assert AuditEntry.objects.filter(action="person.restored").count() == 1


def test_who_leaves_again_after_an_undo_is_told_of_again(manager, elm, amara):
    assert leave(amara, manager) is Outcome.DONE
    assert undo(amara, manager)
    assert leave(amara, manager) is Outcome.DONE
    assert Delivery.objects.filter(event="membership.ended").values("key").distinct().count() == 2


def test_after_ten_minutes_there_is_no_undo(as_user, manager, elm, amara, monkeypatch):
    leave(amara, manager)
    later = timezone.now() + leaving.UNDO + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    answer = as_user(manager).post(reverse("practice-leavers", args=[elm.slug]), {"undo": amara.pk}, follow=True)
    assert b"can no longer be undone" in answer.content
    assert b'name="undo"' not in answer.content
    amara.refresh_from_db()
    assert amara.ended is not None


def test_undo_pressed_twice_or_without_leaving_changes_nothing(manager, elm, amara, sam):
    leave(amara, manager)
    assert undo(amara, manager)
    assert not undo(amara, manager)
    assert not undo(sam, manager)
    assert AuditEntry.objects.filter(action="person.restored").count() == 1


def test_who_came_back_meanwhile_is_not_opened_twice(manager, elm, amara):
    leave(amara, manager)
    Membership.objects.create(user=amara.user, practice=elm, started=today_in(elm))
    assert not undo(amara, manager)
    assert Membership.objects.filter(user=amara.user, ended=None).count() == 1


def test_another_practices_manager_cannot_undo(as_user, manager, stranger, elm, amara):
    leave(amara, manager)
    as_user(stranger).post(reverse("practice-leavers", args=["oak-lane"]), {"undo": amara.pk})
    amara.refresh_from_db()
    assert amara.ended is not None


def test_who_comes_back_has_two_times_and_both_are_shown(as_user, manager, elm, amara):
    Membership.objects.filter(pk=amara.pk).update(ended=date(2024, 5, 31))
    again = Membership.objects.create(user=amara.user, practice=elm, started=date(2026, 1, 5), job_role="gp")
    client = as_user(manager)
    page = client.get(reverse("practice-person", args=[elm.slug, again.pk])).content.decode()
    assert "1 Jan 2020 to 31 May 2024" in page
    old = client.get(reverse("practice-person", args=[elm.slug, amara.pk])).content.decode()
    assert "since 5 Jan 2026" in old
    assert "Note a leave" not in old
    assert b"31 May 2030" in client.get(reverse("practice-leavers", args=[elm.slug])).content


def test_the_list_of_leavers_costs_the_same_for_thirty_as_for_three(queries, elm, add):
    page = reverse("practice-leavers", args=[elm.slug])
    for number in range(3):
        add(f"Gone {number}", ended=date(2026, 1, 1))
    few = queries(page)
    for number in range(27):
        add(f"Gone too {number}", ended=date(2026, 2, 1))
    assert queries(page) == few
