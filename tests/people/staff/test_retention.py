from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from allauth.account.models import EmailAddress

from courses.learning.models import Enrolment
from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest
from courses.people.models import Leave, Membership, User
from courses.people.staff import leaving, retention
from courses.people.staff.retention import kept_until, remove_expired, years_after
from courses.training.models import Duty
from tests.actors import pass_course, person
from tests.training.situations import ask

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def left(member: Membership, day: date) -> None:
    Membership.objects.filter(pk=member.pk).update(ended=day)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2020, 5, 31), 6, date(2026, 5, 31)),
        (date(2020, 2, 29), 6, date(2026, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2026, 3, 1), -6, date(2020, 3, 1)),
    ],
)
def test_years_are_counted_by_the_calendar(day, years, then):
    assert years_after(day, years) == then


def test_records_are_kept_to_the_end_of_the_last_day_and_not_longer(elm, amara):
    left(amara, date(2020, 5, 31))
    assert kept_until(elm, date(2020, 5, 31)) == date(2026, 5, 31)
    assert remove_expired(noon(2026, 5, 31)) == 0
    assert remove_expired(noon(2026, 6, 1)) == 1
    assert not Membership.objects.filter(pk=amara.pk).exists()


def test_how_they_came_in_goes_too_unless_they_came_again(elm, amara, sam):
    link = JoiningLink.objects.create(practice=elm, token="t" * 32)
    for number, member in enumerate((amara, sam)):
        name = {"email": f"a{number}@elm.example", "accepted_by": member.user, "accepted_at": noon(2019, 1, 1)}
        days = {"sent_at": noon(2019, 1, 1), "expires_at": noon(2019, 1, 8), "token_sha256": str(number)}
        Invitation.objects.create(practice=elm, **name, **days)
        JoiningRequest.objects.create(link=link, practice=elm, person=member.user, accepted=True)
        left(member, date(2020, 5, 31))
    Membership.objects.create(user=sam.user, practice=elm, started=date(2021, 1, 1))
    assert remove_expired(noon(2026, 6, 1)) == 2
    assert [one.accepted_by for one in Invitation.objects.all()] == [sam.user]
    assert [one.person for one in JoiningRequest.objects.all()] == [sam.user]


def test_a_leap_days_leaver_is_kept_until_the_twenty_eighth(elm, amara):
    left(amara, date(2020, 2, 29))
    assert remove_expired(noon(2026, 2, 28)) == 0
    assert remove_expired(noon(2026, 3, 1)) == 1


def test_the_day_is_the_one_of_the_practice(elm, amara):
    elm.timezone = "Pacific/Auckland"
    elm.save()
    left(amara, date(2020, 5, 31))
    assert remove_expired(noon(2026, 5, 31).replace(hour=11)) == 0  # 23:00 there
    assert remove_expired(noon(2026, 5, 31).replace(hour=13)) == 1  # 1 June, 01:00 there


def test_each_practice_keeps_for_its_own_time(elm, amara, stranger):
    elm.retention_years = 10
    elm.save()
    left(amara, date(2020, 5, 31))
    left(Membership.objects.get(user=stranger), date(2020, 5, 31))
    assert remove_expired(noon(2027, 1, 1)) == 1
    assert Membership.objects.filter(pk=amara.pk).exists()


def test_what_hangs_on_it_goes_and_what_is_the_persons_own_stays(elm, amara, clinician, sample):
    ask(clinician, sample, days=30)
    pass_course(clinician, sample)
    Leave.objects.create(membership=amara, started=date(2020, 1, 1), until=date(2020, 2, 1))
    left(amara, date(2020, 5, 31))
    assert remove_expired(noon(2027, 1, 1)) == 1
    assert not Duty.objects.exists()
    assert not Leave.objects.exists()
    assert User.objects.filter(pk=clinician.pk).exists()
    assert EmailAddress.objects.filter(user=clinician).exists()
    enrolment = Enrolment.objects.get(person=clinician)
    assert enrolment.certificates.count() == 1


def test_it_is_noted_without_a_name(elm, amara):
    left(amara, date(2019, 1, 1))
    remove_expired(noon(2027, 1, 1))
    entry = AuditEntry.objects.get(action="records.removed")
    assert (entry.actor, entry.subject, entry.practice_id) == (None, "", elm.pk)
    assert entry.detail == {"people": 1}


def test_many_go_in_batches_and_a_second_night_finds_nothing(elm, add, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        add(f"Gone {number}", ended=date(2019, 1, 1))
    assert remove_expired(noon(2027, 1, 1)) == 5
    assert AuditEntry.objects.filter(action="records.removed").count() == 3
    assert remove_expired(noon(2027, 1, 1)) == 0
    assert AuditEntry.objects.filter(action="records.removed").count() == 3
    assert elm.memberships.count() == 2


def log_of(practice) -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(practice_id=practice.pk).order_by("pk").values_list("action", "subject"))


def test_the_log_keeps_what_was_done_when_and_by_whom_but_not_to_whom(as_user, elm, amara, manager):
    audit.note(actor=manager, action="leave.noted", subject="Dr A Osei", practice_id=elm.pk, member=amara.pk)  # her
    audit.note(actor=manager, action="person.invited", subject="amara@elm.example", practice_id=elm.pk)
    audit.note(
        actor=manager, action="exemption.made", subject="Dr A Osei", practice_id=elm.pk, reason="ill"
    )  # name then
    audit.note(actor=manager, action="attendance.added", subject="Safety", practice_id=elm.pk, person="Dr Amara Osei")
    audit.note(actor=manager, action="team.made", subject="Dr Amara Osei", practice_id=elm.pk)  # a team called so
    audit.note(actor=manager, action="credit.accepted", subject="Sam Lee", practice_id=elm.pk)
    audit.note(actor=amara.user, action="policy.added", subject="Phones", practice_id=elm.pk)
    moments = list(AuditEntry.objects.order_by("pk").values_list("at", "actor"))
    leaving.end_membership(practice=elm, member_id=amara.pk, by=manager)
    left(amara, date(2020, 5, 31))
    remove_expired(noon(2026, 6, 1))
    assert log_of(elm) == [
        ("leave.noted", ""), ("person.invited", ""), ("exemption.made", ""), ("attendance.added", "Safety"),
        ("team.made", "Dr Amara Osei"), ("credit.accepted", "Sam Lee"), ("policy.added", "Phones"),
        ("person.left", ""), ("records.removed", ""),
    ]  # fmt: skip
    assert moments == list(AuditEntry.objects.order_by("pk").values_list("at", "actor"))[:7]
    details = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert "Osei" not in details
    assert "ill" not in details
    said = as_user(manager).get("/practice/elm-street/log/").content.decode()
    assert "Sam Lee noted leave of a person who was removed" in said
    assert (
        "Dr Amara Osei</bdi> published the policy Phones" in said or "Dr Amara Osei published the policy Phones" in said
    )


def test_the_log_of_somebody_else_of_the_same_name_is_kept(elm, amara, manager):
    namesake = person("other@elm.example", "Dr Amara Osei")
    Membership.objects.create(user=namesake, practice=elm, started=date(2021, 1, 1))
    audit.note(actor=manager, action="exemption.made", subject="Dr Amara Osei", practice_id=elm.pk)
    audit.note(actor=manager, action="leave.noted", subject="Dr Amara Osei", practice_id=elm.pk, member=amara.pk)
    left(amara, date(2020, 5, 31))
    remove_expired(noon(2026, 6, 1))
    assert log_of(elm)[:2] == [("exemption.made", "Dr Amara Osei"), ("leave.noted", "")]


def test_the_log_of_who_was_called_the_same_and_has_another_name_now_is_kept(elm, amara, sam, manager):
    name = amara.user.display_name
    audit.note(actor=manager, action="person.changed", subject=name, practice_id=elm.pk, member=sam.pk, role="nurse")
    audit.note(actor=manager, action="reminder.sent", subject=name, practice_id=elm.pk)
    left(amara, date(2020, 5, 31))
    assert remove_expired(noon(2026, 6, 1)) == 1
    assert AuditEntry.objects.get(action="person.changed").detail == {"member": sam.pk, "role": "nurse"}
    assert AuditEntry.objects.get(action="reminder.sent").subject == ""


def test_the_log_of_another_practice_is_left_alone(elm, amara, stranger):
    other = Membership.objects.get(user=stranger).practice
    audit.note(actor=stranger, action="exemption.made", subject="Dr Amara Osei", practice_id=other.pk)
    left(amara, date(2020, 5, 31))
    remove_expired(noon(2026, 6, 1))
    assert log_of(other) == [("exemption.made", "Dr Amara Osei")]


def test_removing_many_costs_as_many_queries_as_removing_one(elm, add, django_assert_max_num_queries):
    def cost(people: int) -> int:
        for number in range(people):
            add(f"Gone {number} of {people}", ended=date(2019, 1, 1))
        with django_assert_max_num_queries(60) as seen:
            assert remove_expired(noon(2027, 1, 1)) == people
        return len(seen.captured_queries)

    cost(1)
    assert cost(3) == cost(12)
