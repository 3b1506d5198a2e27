"""Which reminders a practice sends, and which were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.authoring.models import Course
from courses.operations.models import Mail
from courses.people.models import Membership, Practice


class ReminderSettings(models.Model):
    """The switches of a practice; no row means the defaults: two mails a course (assigned, one reminder).

    `quiet_from` and `quiet_until` are hours of the day where each person is: nothing goes to them from the one to the
    other, nor on a day on which their practice is closed (ClosedDay).
    """

    practice = models.OneToOneField(Practice, models.CASCADE, related_name="reminder_settings")
    assigned = models.BooleanField(default=True)
    reminder = models.BooleanField(default=True)  # seven days before, or once it is overdue if that was missed
    day_before = models.BooleanField(default=False)
    overdue = models.BooleanField(default=False)  # a day and a week after
    expiring = models.BooleanField(default=True)  # sixty and seven days before it runs out
    escalation = models.BooleanField(default=False)  # to the managers, when somebody is overdue for a week
    weekly = models.BooleanField(default=True)  # to the managers, when anything is overdue
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_until = models.PositiveSmallIntegerField(default=7)
    weekends = models.BooleanField(default=False)
    paused_until = models.DateField(null=True)


class Reminder(models.Model):
    """The ledger: once a member, course, purpose and cycle, whatever happens to jobs, workers and clocks.

    `cycle` names what is reminded of, such as the due date it was about. Rows without a `mail` were left out on
    purpose; `reason` says why (a newer one went instead, no address, …).
    """

    class Purpose(models.TextChoices):
        ASSIGNED = "assigned"
        WEEK_BEFORE = "week-before"
        DAY_BEFORE = "day-before"
        DAY_AFTER = "day-after"
        WEEK_AFTER = "week-after"
        EXPIRING_60 = "expiring-60"
        EXPIRING_7 = "expiring-7"
        ESCALATION = "escalation"
        BY_HAND = "by-hand"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="reminders")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    cycle = models.CharField(max_length=40)
    day = models.DateField()  # local to the practice
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "course", "purpose", "cycle"], name="reminder_once")
        ]
