"""Forms of other evidence and group sessions. An upload is kept only once all else is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.operations import private_files
from courses.people.models import Membership
from courses.training.evidence.services import Given
from courses.training.models import Credit

KINDS = (
    (Credit.Kind.OUTSIDE, gettext_lazy("A certificate from elsewhere")),
    (Credit.Kind.PRIOR, gettext_lazy("Prior learning")),
)
EARLIEST = date(1970, 1, 1)
NO_PATIENTS = gettext_lazy("Nothing about patients, please. PDF, PNG or JPEG, up to 8 MB; a photograph will do.")
Choices = Sequence[tuple[int, str]]


class Day(forms.DateField):
    """A day, chosen or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Write a day, such as 2026-11-04.")


class Upload(forms.FileField):
    """An optional file of evidence."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"})
        super().__init__(required=False, widget=widget, **kwargs)


class Plain(forms.Form):
    """Says what is wrong itself instead of the browser, and keeps an upload once everything else is right."""

    use_required_attribute = False
    upload = ""  # name of the file field, if there is one
    kept = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check(cleaned)
        uploaded = cleaned.get(self.upload) if self.upload else None
        if uploaded and not self.errors:
            try:
                self.kept = private_files.keep(uploaded)
            except private_files.NotKept as problem:
                self.add_error(self.upload, str(problem))
        elif uploaded:
            self.add_error(self.upload, _("Choose the file again: it was not sent yet."))
        return cleaned

    def check(self, cleaned: dict[str, Any]) -> None:
        """What several fields say together."""


class Handing(Plain):
    """What was learnt elsewhere, and for which course it stands."""

    upload = "file"
    course = forms.TypedChoiceField(
        label=gettext_lazy("Which course does it stand for?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a course.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is.")},
    )
    title = forms.CharField(
        label=gettext_lazy("What was it called?"),
        help_text=gettext_lazy("As the certificate says, or in a few words of your own."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what it was called.")},
    )
    provider = forms.CharField(
        label=gettext_lazy("Who held it?"),
        help_text=gettext_lazy("Needed for a certificate from elsewhere."),
        max_length=120,
        required=False,
    )
    completed_on = Day(
        label=gettext_lazy("Completed on"), error_messages={"required": gettext_lazy("Write the day it was completed.")}
    )
    valid_until = Day(
        label=gettext_lazy("Runs out on"), required=False, help_text=gettext_lazy("If the certificate says so.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = Upload(label=gettext_lazy("File"), help_text=NO_PATIENTS)

    def __init__(self, *args: Any, courses: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["course"].choices = [("", _("Choose")), *courses]  # type: ignore[attr-defined]

    def check(self, cleaned: dict[str, Any]) -> None:
        done, ends = cleaned.get("completed_on"), cleaned.get("valid_until")
        if done and not EARLIEST <= done <= self.today:
            self.add_error("completed_on", _("This day is to come, or long past. Write when it was completed."))
        if done and ends and ends < done:
            self.add_error("valid_until", _("It cannot run out before it was completed."))
        if cleaned.get("kind") == Credit.Kind.OUTSIDE and not cleaned.get("provider"):
            self.add_error("provider", _("Write who held it, such as the name on the certificate."))

    def given(self) -> Given:
        values = {name: self.cleaned_data[name] for name in Given.__slots__ if name in self.cleaned_data}
        return Given(**values | {"course_id": self.cleaned_data["course"], "file": self.kept})


class HandIn(Handing):
    """A person's own form; those who work in two practices say for which."""

    def __init__(self, *args: Any, memberships: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {row.pk: row for row in memberships}
        if len(memberships) > 1:
            field = forms.TypedChoiceField(
                label=_("Which practice is it for?"),
                coerce=int,
                choices=[(row.pk, row.practice.name) for row in memberships],
                error_messages={"required": _("Choose a practice.")},
            )
            self.fields = {"membership": field, **self.fields}

    def membership(self) -> Membership:
        return self.memberships[self.cleaned_data.get("membership", next(iter(self.memberships)))]


class LogFor(Handing):
    """A manager's form for somebody else's paper."""

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = forms.TypedChoiceField(
            label=_("Whose is it?"),
            coerce=int,
            choices=[("", _("Choose")), *members],
            error_messages={"required": _("Choose a person.")},
        )
        self.fields = {"member": field, **self.fields}
        self.fields["valid_until"].help_text = _("Left empty: as long as the course's own certificate would be valid.")


class Accept(Plain):
    """Accepting, with the day until which it counts."""

    valid_until = Day(
        label=gettext_lazy("Counts until"),
        required=False,
        help_text=gettext_lazy("Correct it if need be. Left empty: it does not run out."),
    )
    words = forms.CharField(label=gettext_lazy("A word to them"), max_length=300, required=False)

    def __init__(self, *args: Any, completed_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.completed_on = completed_on

    def check(self, cleaned: dict[str, Any]) -> None:
        ends = cleaned.get("valid_until")
        if ends and ends < self.completed_on:
            self.add_error("valid_until", _("It cannot run out before it was completed."))


class Word(Plain):
    """Declining or withdrawing, with a word to the person."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("They read this."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write a word on why: they read it.")},
    )


class SessionDay(Plain):
    """First step: which course, on which day."""

    course = Handing.base_fields["course"]
    held_on = Day(label=gettext_lazy("Day"), error_messages={"required": gettext_lazy("Write the day.")})

    def __init__(self, *args: Any, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].label = _("Which course was gone through?")
        self.fields["course"].choices = [("", _("Choose")), *courses]  # type: ignore[attr-defined]


class SessionNames(Plain):
    """Second step: who led it, who was there, the signed sheet."""

    upload = "sheet"
    led_by = forms.CharField(label=gettext_lazy("Led by"), max_length=120, required=False)
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who was there?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who was there.")},
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)
    sheet = Upload(label=gettext_lazy("Signed sheet"), help_text=NO_PATIENTS)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = members  # type: ignore[attr-defined]


class Sheet(Plain):
    """The signed sheet, later."""

    upload = "sheet"
    sheet = Upload(label=gettext_lazy("Signed sheet"), help_text=NO_PATIENTS)

    def check(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("sheet"):
            self.add_error("sheet", _("Choose a file."))
