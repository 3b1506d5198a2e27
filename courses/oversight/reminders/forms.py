"""The switches of a practice's reminders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.oversight.reminders.models import ReminderSettings

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
SWITCHES = ("assigned", "reminder", "expiring", "weekly", "day_before", "overdue", "escalation")
FURTHEST = timedelta(days=36500)  # a pause "for ever", until 9999, would leave no day after it to plan for


class ReminderForm(forms.ModelForm):
    """Which mails go out, and when none does."""

    quiet_from = forms.TypedChoiceField(label=_("Quiet hours from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet hours until"),
        help_text=_("By the clock where each person is: their account says which time zone."),
        choices=HOURS,
        coerce=int,
    )
    paused_until = forms.DateField(
        label=_("Pause everything until"),
        required=False,
        help_text=_("Nothing goes out before that day. Leave it empty for no pause."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = ReminderSettings
        fields = (*SWITCHES, "quiet_from", "quiet_until", "weekends", "paused_until")
        labels = {
            "assigned": _("When something is assigned"),
            "reminder": _("One reminder, 7 days before it is due"),
            "expiring": _("Before a certificate runs out"),
            "weekly": _("A list for managers on Mondays"),
            "day_before": _("The day before it is due"),
            "overdue": _("A day and a week after it was due"),
            "escalation": _("Tell managers who is a week overdue"),
            "weekends": _("Also on Saturdays and Sundays"),
        }
        help_texts = {
            "assigned": _("What, by when, how long it takes and who asks. Ten minutes later, so that you can undo it."),
            "reminder": _("If that day was missed (assigned later, on leave), once when it is overdue."),
            "expiring": _("60 days and 7 days before, or before the month in which you renew."),
            "weekly": _("Names and courses, overdue first. Only when something is overdue."),
            "day_before": _("One more mail, to those who have not done it yet."),
            "overdue": _("Two more mails, to those who are late."),
            "escalation": _("At most one mail a day to every manager; each person and course once."),
        }

    def clean_paused_until(self) -> date | None:
        day: date | None = self.cleaned_data["paused_until"]
        if day is not None and day - timezone.localdate() > FURTHEST:
            raise forms.ValidationError(_("That is more than a hundred years away. Check the year."))
        return day

    def switches(self) -> list[Any]:
        return [self[name] for name in SWITCHES]

    def hours(self) -> list[Any]:
        return [self["quiet_from"], self["quiet_until"], self["weekends"], self["paused_until"]]
