"""Forms of the account pages: allauth's, in our words and without placeholders, and our own settings."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courses.core.names import normalise_name
from courses.people import queries, services
from courses.people.models import Region, User
from courses.people.profile import clean_name, role_choices
from courses.people.zones import DEFAULT_ZONE, zone_choices

EMAIL = _("Email address")
PASSWORD_HINT = _("At least 12 characters. Three or four words that nobody would guess work well.")
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off"}


def shared_computer() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("Signs you out after 30 minutes without a click, and when the browser closes."),
        required=False,
    )


class Plain:
    """allauth's form with our labels and hints; the label is above the field, so no placeholder repeats it."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, forms.EmailField):
                field.label = EMAIL
                field.widget.attrs.update(autocapitalize="off", spellcheck="false")
                field.error_messages["invalid"] = _("Write a whole address, such as name@practice.example.")
                field.error_messages["required"] = _("Write your email address.")
            field.label = self.labels.get(name, field.label)


class SignIn(Plain, LoginForm):
    """Password, or a code by email (button `by_code`), with the question whether others use this computer."""

    labels = {"password": _("Password")}
    hints = {"password": _("No password? Ask for a code instead.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].required = "by_code" not in self.data
        self.fields["password"].error_messages["required"] = _("Write your password, or ask for a code by email.")
        self.fields["shared"] = shared_computer()
        del self.fields["remember"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["remember"] = not self.cleaned_data.get("shared")
        if "by_code" in self.data:
            self.cleaned_data["password"] = ""
        return super().clean()

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:  # noqa: ARG002
        asked = AskForCode({"email": email})
        if asked.is_valid():
            self.user = asked._user
        else:
            for text in asked.errors.get("email", []):
                self.add_error("login", text)
        return self.cleaned_data


class AskForCode(Plain, RequestLoginCodeForm):
    def clean_email(self) -> str:
        email = super().clean_email()
        self._user = queries.holder_of(email)
        return email


class EnterCode(Plain, ConfirmLoginCodeForm):
    labels = {"code": _("Code")}
    hints = {"code": _("Six digits.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(CODE)
        self.fields["code"].error_messages["required"] = _("Write the code from the message.")
        self.fields["shared"] = shared_computer()


class SignUp(Plain, SignupForm):
    labels = {"password1": _("Password")}
    hints = {
        "email": _("We send a code to it. You can start learning before you enter it."),
        "display_name": _("As it should stand on certificates, such as Dr Amara Osei."),
        "password1": PASSWORD_HINT,
        "region": _("Chooses which country's rules and bodies the courses name."),
    }
    field_order = ["email", "display_name", "password1", "region", "job_role", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].error_messages["required"] = _("Choose a password.")
        self.fields["shared"] = shared_computer()

    def save(self, request: HttpRequest) -> User:  # noqa: ARG002
        """Person and address in one transaction. A taken address gives the same answer as a free one."""
        values = self.cleaned_data
        return services.open_account(
            email=values["email"],
            password=values["password1"],
            display_name=values["display_name"],
            region=values["region"],
            job_role=values["job_role"],
            timezone=DEFAULT_ZONE[values["region"]],
        )


class ChangeAddress(Plain, AddEmailForm):
    labels = {"email": _("New email address")}

    def save(self, request: HttpRequest) -> EmailAddress:
        address = services.ask_for_address(person=self.user, email=self.cleaned_data["email"])
        if ratelimit.consume(request, action="confirm_email", key=address.email):
            address.send_confirmation(request)
        return address


class ChangePassword(Plain, ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints = {"password1": PASSWORD_HINT}


class SetPassword(Plain, SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": PASSWORD_HINT}


class AskForReset(Plain, ResetPasswordForm):
    pass


class ResetPassword(Plain, ResetPasswordKeyForm):
    labels = SetPassword.labels
    hints = SetPassword.hints


class Reauthenticate(Plain, ReauthenticateForm):
    labels = {"password": _("Password")}


class ConfirmAddress(forms.Form):
    """The six digits that confirm an address."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Write the code from the message.")},
    )

    def clean_code(self) -> str:
        return "".join(character for character in self.cleaned_data["code"] if character.isalnum())

    def refuse(self) -> None:
        self.add_error("code", get_adapter().error_messages["incorrect_code"])


class Settings(forms.ModelForm):
    """What a person says about themselves. Their email and password have pages of their own."""

    use_required_attribute = False

    class Meta:
        model = User
        fields = ("display_name", "certificate_name", "region", "job_role", "timezone")
        labels = {
            "display_name": _("Your name"),
            "certificate_name": _("Name on certificates"),
            "region": _("Where do you work?"),
            "job_role": _("Your role"),
            "timezone": _("Time zone"),
        }
        help_texts = {
            "display_name": _("What colleagues see."),
            "certificate_name": _("Only if it differs. Certificates you hold keep the name they were issued with."),
            "region": _("Chooses which country's rules and bodies the courses name."),
            "timezone": _("Dates and times are shown in it. Type the first letters of a city to find it."),
        }
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "region": forms.RadioSelect,
        }
        error_messages = {"display_name": {"required": _("Write your name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = Region.choices
        self.fields["job_role"].choices = role_choices()
        self.fields["timezone"] = forms.ChoiceField(
            label=self.fields["timezone"].label,
            help_text=self.fields["timezone"].help_text,
            choices=zone_choices(self.instance.timezone),
        )

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])

    def clean_certificate_name(self) -> str:
        text = self.cleaned_data["certificate_name"]
        return clean_name(text) if normalise_name(text) else ""
