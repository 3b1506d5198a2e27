"""The plan: which course a practice asks of whom, and by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from courses.authoring.models import Course
from courses.people.models import Membership, Practice


class Assignment(models.Model):
    """A rule: this practice asks for this course by this day. Ended, never edited."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="assignments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    due = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended = models.DateField(null=True)


class Duty(models.Model):
    """A person's own row of an assignment: due at the end of that local day in the practice's zone."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="duties")
    course = models.ForeignKey(Course, models.PROTECT, related_name="duties")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="duties")
    due = models.DateField()
    ended = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "assignment"], name="duty_once")]
