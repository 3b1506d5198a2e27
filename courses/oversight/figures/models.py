"""Lab figures of a whole practice, taken once a month."""

from __future__ import annotations

from django.db import models

from courses.people.models import Practice


class PracticeFigures(models.Model):
    """Sums over the labs of everybody in a practice in a month; never made from fewer than twenty people."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="figures")
    month = models.DateField()  # its first day
    people = models.PositiveIntegerField()
    figures = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "month"], name="figures_once_a_month")]
