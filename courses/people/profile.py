"""What a person says about themselves when they sign up. allauth builds its own forms on this one (settings)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.core.names import LONGEST_NAME, name_problem, normalise_name
from courses.people.models import JobRole, Region, User


def clean_name(text: str) -> str:
    """A name as it is stored. Raises ValidationError when no certificate could carry it."""
    problem = name_problem(text)
    if problem:
        raise forms.ValidationError(problem, code="name")
    return normalise_name(text)


def role_choices() -> list[tuple[str, Any]]:
    return [("", _("Rather not say")), *JobRole.choices]


class Profile(forms.Form):
    """What allauth's sign-up form is built on (ACCOUNT_SIGNUP_FORM_CLASS)."""

    display_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on certificates, such as Dr Amara Osei."),
        max_length=LONGEST_NAME * 2,
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    region = forms.ChoiceField(
        label=_("Where do you work?"),
        help_text=_("We show the rules and bodies of that place."),
        choices=Region.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where you work.")},
    )
    job_role = forms.ChoiceField(label=_("Your role"), choices=role_choices, required=False)

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this method; everything has been stored by SignUp.save."""
