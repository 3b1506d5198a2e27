"""The message about a new version: one to each who is asked, in the daytime of the practice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from courses.operations.models import Delivery, Mail
from courses.people.models import Membership
from courses.training.policies import services
from courses.training.policies.daytime import next_daytime
from courses.training.policies.mailing import mail_published
from tests.actors import person

pytestmark = [pytest.mark.web, pytest.mark.django_db]
LONDON = ZoneInfo("Europe/London")


def test_everybody_who_is_asked_gets_one_message_with_the_way_to_the_text(policy, manager, clinician, settings):
    for _ in range(2):
        mail_published(version_id=policy.pk)
    rows = Mail.objects.filter(purpose="policy")
    assert sorted(row.to for row in rows) == sorted([manager.email, clinician.email])
    row = rows.get(person=clinician)
    assert row.subject == "Please read and confirm: Using AI tools"
    assert row.reply_to == manager.email
    for body in (row.text, row.html):
        assert f"{settings.PUBLIC_URL}/me/policies/{policy.pk}/" in body
        assert "Sam Lee of Elm Street Surgery" in body


def test_a_new_version_says_so_and_what_changed(policy, next_version, clinician):
    mail_published(version_id=next_version(policy).pk)
    row = Mail.objects.get(person=clinician)
    assert row.subject == "Please read and confirm the new version: Using AI tools"
    assert "What changed: Another list." in row.text


def test_who_has_confirmed_left_or_no_address_gets_none(policy, practice, manager, clinician):
    services.confirm(person=manager, version_id=policy.pk)
    Membership.objects.filter(user=clinician).update(ended=date(2026, 1, 1))
    nobody = person("none@elm.example", "No Address")
    nobody.email, nobody.user_name = None, "no.address"
    nobody.save()
    Membership.objects.create(user=nobody, practice=practice, started=date(2020, 1, 1))
    mail_published(version_id=policy.pk)
    assert not Mail.objects.filter(purpose="policy").exists()


def test_of_a_version_that_was_replaced_or_stopped_meanwhile_nothing_is_sent(policy, next_version, manager):
    newest = next_version(policy)
    mail_published(version_id=policy.pk)
    services.end_policy(policy=policy.policy, by=manager)
    mail_published(version_id=newest.pk)
    assert not Mail.objects.filter(purpose="policy").exists()


def test_publishing_asks_for_the_message_in_the_practices_daytime(policy):
    row = Delivery.objects.get(event="policy.published")
    assert row.ids == {"version_id": policy.pk}
    assert next_daytime(row.not_before, LONDON) == row.not_before


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        (datetime(2026, 6, 3, 9, 0, tzinfo=UTC), datetime(2026, 6, 3, 10, 0)),  # Wednesday morning
        (datetime(2026, 6, 3, 5, 59, tzinfo=UTC), datetime(2026, 6, 3, 7, 0)),  # 06:59 in summer time
        (datetime(2026, 6, 3, 6, 0, tzinfo=UTC), datetime(2026, 6, 3, 7, 0)),
        (datetime(2026, 6, 3, 18, 59, tzinfo=UTC), datetime(2026, 6, 3, 19, 59)),
        (datetime(2026, 6, 3, 19, 0, tzinfo=UTC), datetime(2026, 6, 4, 7, 0)),
        (datetime(2026, 6, 5, 19, 0, tzinfo=UTC), datetime(2026, 6, 8, 7, 0)),  # Friday evening
        (datetime(2026, 6, 6, 9, 0, tzinfo=UTC), datetime(2026, 6, 8, 7, 0)),  # Saturday
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 7, 0)),  # the night the clocks change
    ],
)
def test_the_daytime_is_a_weekday_from_seven_to_eight_in_the_evening(moment, then):
    assert next_daytime(moment, LONDON).astimezone(LONDON) == then.replace(tzinfo=LONDON)
