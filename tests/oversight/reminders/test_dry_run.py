"""Whatever the practice looks like, the dry run says exactly what the job then does."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.operations.models import Mail
from courses.oversight.reminders.cases import desk_of
from courses.oversight.reminders.letters import letter
from courses.oversight.reminders.models import Reminder
from courses.oversight.reminders.planning import plan
from courses.people.models import Leave, Membership
from courses.training.models import Exemption
from tests.actors import person
from tests.oversight.reminders.clock import ask, at, days, finish, go, settle, switch

pytestmark = [pytest.mark.web, pytest.mark.django_db]

TODAY = date(2027, 3, 17)
NUMBERS = itertools.count()
SOMEBODY = st.fixed_dictionaries(
    {
        "due": st.integers(-30, 30),
        "asked": st.integers(0, 60),
        "done": st.sampled_from([None, 0, 10, 310, 360, 364, 370]),
        "leave": st.sampled_from([None, (-20, -2), (-5, 5), (3, 9)]),
        "exempt": st.booleans(),
        "address": st.sampled_from(["", "refused", "usual", "usual", "mailed"]),
    }
)
SWITCHES = st.fixed_dictionaries(
    {name: st.booleans() for name in ("assigned", "reminder", "day_before", "overdue", "expiring")}
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(SOMEBODY, min_size=1, max_size=5), switches=SWITCHES)
def test_the_dry_run_is_what_the_job_sends(practice, small, people, switches):
    for model in (Reminder, Mail, Membership):
        model.objects.all().delete()
    switch(practice, **switches)
    for facts in people:
        arrange(practice, small, facts)
    now = at(TODAY)
    settle(now)
    desk = desk_of(practice)
    said = plan(desk, now).planned
    words = sorted(
        (one.address, letter(desk, one, now).message.subject, letter(desk, one, now).message.text) for one in said
    )
    sent = go(now)
    assert sorted((mail.to, mail.subject, mail.text) for mail in sent) == words
    ledger = {(item.purpose, item.cycle, one.membership_id) for one in said for item in one.items}
    assert set(Reminder.objects.filter(reason="").values_list("purpose", "cycle", "membership_id")) == ledger
    assert go(now) == []


def arrange(practice, small, facts) -> None:
    name = f"p{next(NUMBERS)}"  # addresses stay taken from one example to the next
    one = person(f"{name}@elm.example", name)
    member = Membership.objects.create(user=one, practice=practice, started=date(2025, 1, 1))
    due = TODAY + days(facts["due"])
    ask(one, small, due=due, asked=min(due, TODAY) - days(facts["asked"]))
    if facts["done"] is not None:
        finish(one, small, TODAY - days(facts["done"]))
    if facts["leave"]:
        begins, ends = facts["leave"]
        Leave.objects.create(membership=member, started=TODAY + days(begins), until=TODAY + days(ends))
    if facts["exempt"]:
        Exemption.objects.create(membership=member, course=small.course, reason="role", began=TODAY - days(1))
    if facts["address"] == "":
        type(one).objects.filter(pk=one.pk).update(email=None)
    elif facts["address"] != "usual":
        mailed = facts["address"] == "mailed"
        Mail.objects.create(
            to=one.email, person=one, purpose="due" if mailed else "complete",
            key=TODAY.isoformat() if mailed else "1", subject="x", refused_at=None if mailed else at(TODAY),
        )  # fmt: skip
