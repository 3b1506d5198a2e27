"""What a manager writes about their practice's own clinical review."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.names import unprintable_letter
from courses.people.profile import clean_name


class ReviewForm(forms.Form):
    """Who reviewed a release, in which role, when. `first` and `last` are the days between which the date must lie."""

    name = forms.CharField(
        label=gettext_lazy("Reviewer’s name"),
        help_text=gettext_lazy("It stands on your staff’s certificates."),
        max_length=80,
        error_messages={"required": gettext_lazy("Write who has reviewed it.")},
    )
    role = forms.CharField(
        label=gettext_lazy("Role"),
        help_text=gettext_lazy("Such as: GP partner."),
        max_length=60,
        error_messages={"required": gettext_lazy("Write the reviewer’s role.")},
    )
    reviewed_on = forms.DateField(
        label=gettext_lazy("Reviewed on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Write the day of the review."),
            "invalid": gettext_lazy("Write a date, such as 2026-11-22."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("What was checked, or what staff here do differently. It stays in your practice."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read = forms.BooleanField(
        label=gettext_lazy("The reviewer has read every unit of this version."),
        error_messages={"required": gettext_lazy("A review counts when every unit has been read.")},
    )

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last
        self.fields["reviewed_on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_role(self) -> str:
        role = " ".join(self.cleaned_data["role"].split())
        bad = unprintable_letter(role)
        if bad is not None:
            raise forms.ValidationError(_("We cannot print “%(bad)s” on a certificate.") % {"bad": bad})
        return role

    def clean_reviewed_on(self) -> date:
        day: date = self.cleaned_data["reviewed_on"]
        if day > self.last:
            raise forms.ValidationError(_("This day is still to come."))
        if day < self.first:
            words = _("This version was published on %(day)s: it cannot have been reviewed before.")
            raise forms.ValidationError(words % {"day": date_format(self.first, "j F Y")})
        return day


class WithdrawForm(forms.Form):
    """Why a review is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("It is kept in your practice’s log."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why it is withdrawn.")},
    )
