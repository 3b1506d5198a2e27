"""The steps of an assignment, an exemption and a grant of access, as forms."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.training.assigning.choice import LONGEST_NOTE, MOST_PEOPLE
from courses.training.assigning.dates import USUAL_DAYS
from courses.training.models import Assignment

Choices = Sequence[tuple[str, str]]
LATEST = timedelta(days=5 * 366)  # a due date further away is a slip of the keyboard
MOST_DAYS = 366
FULL_DATE = gettext_lazy("Write the date as day, month and year, such as 27/3/2027.")


class WhereAsked:
    """A field that is asked for only with a certain answer to another: the form says so when it is missing."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class Days(WhereAsked, forms.IntegerField):
    """How many days."""


class Month(WhereAsked, forms.TypedChoiceField):
    """A month of the year by its number."""


class Day(forms.DateField):
    """A day; browsers send 2027-03-27, people without a date field write 27/3/2027."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("error_messages", {}).setdefault("invalid", FULL_DATE)
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"], **more)


class DueDay(WhereAsked, Day):
    """The day of a due date."""


class Step(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)


class What(Step):
    """ "c:privacy" for a course, "p:gp" for a path."""

    what = forms.ChoiceField(
        label=gettext_lazy("Course or path"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a course or a path."),
            "invalid_choice": gettext_lazy("That is not published here. Choose a course or a path from the list."),
        },
    )

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = offered


class Who(Step):
    """ "everybody", "role:gp", "team:3" or "people"; with those who join later or without."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who it is for."),
            "invalid_choice": gettext_lazy("That role or team has nobody in it any more. Choose again."),
        },
    )
    future = forms.BooleanField(
        label=gettext_lazy("Also people who join later"),
        help_text=gettext_lazy(
            "Whoever comes into this group from now on is asked on their first day. Not for named people."
        ),
        required=False,
    )

    def __init__(self, *args: Any, offered: Choices, empty: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = offered
        self.empty = empty

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("to") in self.empty and not found.get("future"):
            self.add_error("to", _("Nobody is in this group today. Choose another, or include people who join later."))
        return found


class Named(Step):
    """People by their membership ids."""

    person = forms.TypedMultipleChoiceField(
        label=gettext_lazy("People"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one person."),
            "invalid_choice": gettext_lazy("One of them is no longer here. Look through the list again."),
        },
    )

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = offered

    def clean_person(self) -> list[int]:
        if len(self.cleaned_data["person"]) > MOST_PEOPLE:
            raise forms.ValidationError(_("Choose at most %(most)s people, or a role or team.") % {"most": MOST_PEOPLE})
        return self.cleaned_data["person"]


class When(Step):
    """By when, and when again."""

    by = forms.ChoiceField(
        label=gettext_lazy("By when?"),
        choices=[
            ("date", gettext_lazy("By a date")),
            ("days", gettext_lazy("A number of days after joining")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose by when.")},
    )
    due = DueDay(label=gettext_lazy("Date"))
    days = Days(
        label=gettext_lazy("Days after joining"),
        help_text=gettext_lazy("For those who are here already they count from today."),
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Write a whole number of days."),
            "min_value": gettext_lazy("Give at least one day."),
            "max_value": gettext_lazy("Give at most a year (366 days)."),
        },
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("And again?"),
        choices=[
            (Assignment.Renewal.ROLLING, gettext_lazy("When it runs out")),
            (Assignment.Renewal.MONTH, gettext_lazy("In one month of the year, all together")),
            (Assignment.Renewal.ONCE, gettext_lazy("Once only")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether it is to be done again.")},
    )
    month = Month(
        label=gettext_lazy("Month in which everybody renews"),
        choices=[("", gettext_lazy("Choose a month")), *((str(key), name) for key, name in MONTHS.items())],
        coerce=int,
        empty_value=None,
    )
    before = forms.BooleanField(
        label=gettext_lazy("Must be complete before access to records"),
        help_text=gettext_lazy("Somebody new should not get access to patients' records before they have done it."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due(self) -> date | None:
        day = self.cleaned_data["due"]
        if day is None or self.data.get("by") != "date":
            return None
        if day < self.today:
            text = _("%(day)s is past. Choose today or a later day.")
            raise forms.ValidationError(text % {"day": date_format(day, "j F Y")})
        if day > self.today + LATEST:
            raise forms.ValidationError(_("That is more than five years away. Choose an earlier day."))
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("by") == "date" and not found.get("due") and "due" not in self.errors:
            self.add_error("due", _("Write the date by which it is to be done."))
        if found.get("by") == "days" and not found.get("days") and "days" not in self.errors:
            self.add_error("days", _("Write how many days people have."))
        if found.get("repeat") == Assignment.Renewal.MONTH and not found.get("month") and "month" not in self.errors:
            self.add_error("month", _("Choose the month in which everybody renews."))
        return found

    @staticmethod
    def suggestion(due: date) -> dict[str, Any]:
        return {"by": "date", "due": due, "days": USUAL_DAYS, "repeat": Assignment.Renewal.ROLLING}


class Send(Step):
    """The message, and which page it is: two submits of one page make one assignment."""

    note = forms.CharField(
        label=gettext_lazy("Message to staff"),
        help_text=gettext_lazy("Goes into the email. No patients' details."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("Use at most %(limit_value)d characters (it has %(show_value)d).")},
    )
    form = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Send this page again."), "invalid": gettext_lazy("Send it again.")},
    )

    @staticmethod
    def fresh() -> Send:
        return Send(initial={"form": uuid.uuid4()})


class ExemptionForm(Step):
    """Why, and until when."""

    why = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            ("wrong role", gettext_lazy("Wrong role: this course is not for their work")),
            ("has done it elsewhere", gettext_lazy("Has done it elsewhere")),
            ("works with no AI tool", gettext_lazy("Works with no AI tool")),
            ("long absence", gettext_lazy("Long absence")),
            ("other", gettext_lazy("Something else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("A few words. The person sees them, and they stand in the inspection pack."),
        max_length=120,
        required=False,
    )
    until = Day(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day. Leave it empty if it is for good."),
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        day = self.cleaned_data["until"]
        if day is not None and day < self.today:
            text = _("%(day)s is past. Choose today or a later day, or leave it empty.")
            raise forms.ValidationError(text % {"day": date_format(day, "j F Y")})
        if day is not None and day > self.today + LATEST:  # such as 9999-12-31, which has no day after it
            raise forms.ValidationError(_("That is more than five years away. Leave it empty if it is for good."))
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("why") == "other" and not found.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write the reason in a few words."))
        return found

    @property
    def words(self) -> str:
        """The reason as it is stored: the person's own words, else the common ones."""
        return self.cleaned_data["reason"] or self.cleaned_data["why"]


class AccessForm(Step):
    """The day on which access was given."""

    given_on = Day(
        label=gettext_lazy("Access was given on"),
        error_messages={"required": gettext_lazy("Write the day."), "invalid": FULL_DATE},
    )

    def __init__(self, *args: Any, today: date, started: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.started = today, started

    def clean_given_on(self) -> date:
        day = self.cleaned_data["given_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come. Record it when access has been given."))
        if day < self.started:
            text = _("They came on %(day)s. Choose that day or a later one.")
            raise forms.ValidationError(text % {"day": date_format(self.started, "j F Y")})
        return day
