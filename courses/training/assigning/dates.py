"""When a duty of a rule is due. Dates only."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from courses.people.models import Membership
from courses.training.models import Assignment

USUAL_DAYS = 28  # what is suggested, and what somebody gets who joins after a fixed date


def due_for(rule: Assignment, member: Membership, today: date) -> date:
    """The day on which this member's duty is due, given that it begins `today` (both days of the practice's zone).

    A number of days counts from joining, or from the assignment for those who were there already. Nobody is given a day
    that has less than the usual time left because they came late.
    """
    if rule.due_days is not None:
        return max(member.started, today) + timedelta(days=rule.due_days)
    assert rule.due is not None
    made_on = timezone.localdate(rule.created_at, timezone=member.practice.zone)
    return max(rule.due, today + timedelta(days=USUAL_DAYS)) if made_on < today else rule.due
