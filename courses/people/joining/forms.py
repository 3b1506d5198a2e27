"""Forms for coming in: lists of people, the account of an invitation, signing in with a user name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Final

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.names import LONGEST_NAME
from courses.people.forms import PASSWORD_HINT, shared_computer
from courses.people.joining.pasted import MOST_BYTES, MOST_ROWS, Row, Unreadable, decode, read_list, tidy
from courses.people.joining.rules import NAMES_AT_ONCE
from courses.people.models import JobRole, Practice, Team, User
from courses.people.profile import clean_name

MOST_SHOWN: Final = 100  # rows with cells to type in, at a time; what comes after waits in one field
MOST_TEXT: Final = MOST_BYTES
PLAIN: Final = {"autocapitalize": "off", "spellcheck": "false"}


def roles() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not said")), *JobRole.choices]


class MayBeEmpty:
    """A field that may be left empty without being called optional: another one says the same, or its first choice."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class Text(MayBeEmpty, forms.CharField):
    """Words, or nothing."""


class Upload(MayBeEmpty, forms.FileField):
    """A file, or none."""


class OneOf(MayBeEmpty, forms.ChoiceField):
    """A choice whose first says that nothing is chosen."""


class TeamOrNone(MayBeEmpty, forms.ModelChoiceField):
    """A team, or none."""


class Place(forms.Form):
    """The role and team that people get. Teams are those of one practice, so a foreign one is no choice."""

    use_required_attribute = False
    role = OneOf(label=gettext_lazy("Role"), choices=roles)
    team = TeamOrNone(Team.objects.none(), label=gettext_lazy("Team"), empty_label=gettext_lazy("No team"))

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = practice.teams.order_by("name")
        self.fields["team"].queryset = teams
        if not teams:
            del self.fields["team"]


class ListOfPeople(Place):
    """Step 1 of inviting: one address, a pasted list or a file; what holds for all who say nothing themselves."""

    email = Text(
        label=gettext_lazy("Email address"),
        max_length=300,
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "off", "inputmode": "email"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    people = Text(
        label=gettext_lazy("Paste a list"),
        help_text=gettext_lazy(
            "One person a line, or cells from a spreadsheet: address, name, role, team. The address is enough. "
            "Example: nia.bell@elmstreet.example, Nia Bell, nurse, Morning team"
        ),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 6}),
    )
    file = Upload(
        label=gettext_lazy("Or choose a CSV file"),
        help_text=gettext_lazy("With a first line such as email,name,role,team. Up to 500 people."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    role = OneOf(label=gettext_lazy("Role of those who have none here"), choices=roles)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = [Row(tidy(values.get("email") or "").lower(), tidy(values.get("name") or ""))]
        rows = [row for row in rows if row.email or row.name]
        for field, read in (("people", self._pasted), ("file", self._uploaded)):
            try:
                rows += read(values)
            except Unreadable as error:
                self.add_error(field, str(error))
        if len(rows) > MOST_ROWS:
            self.add_error("people", _("Invite at most %(most)s people at a time.") % {"most": MOST_ROWS})
        elif not rows and not self.errors:
            self.add_error("email", _("Write an address, paste a list or choose a file."))
        team = values.get("team")
        self.rows = [
            Row(row.email, row.name, row.role or values.get("role", ""), row.team or (team.name if team else ""))
            for row in rows
        ]
        return values

    @staticmethod
    def _pasted(values: dict[str, Any]) -> list[Row]:
        return read_list(values.get("people") or "")

    @staticmethod
    def _uploaded(values: dict[str, Any]) -> list[Row]:
        file = values.get("file")
        if not file:
            return []
        rows = read_list(decode(file.read(MOST_BYTES + 1)))
        if not rows:
            raise Unreadable(_("There is nobody in this file."))
        return rows


def typed_rows(data: MultiValueDict[str, str]) -> tuple[list[Row], frozenset[int], str]:
    """Step 2: the rows as they stand in the cells, who of them may manage, and the rows that wait as text.

    A row whose address and name were emptied is left out.
    """
    columns = [data.getlist(name)[:MOST_SHOWN] for name in ("email", "name", "role", "team")]
    ticked = set(data.getlist("manager"))
    rows, managers = [], set()
    for place, cells in enumerate(zip_longest(*columns, fillvalue=""), 1):
        email, name, role, team = (tidy(cell) for cell in cells)
        if email or name:
            rows.append(Row(email.lower(), name, role, team))
            if str(place) in ticked:
                managers.add(len(rows))
    return rows, frozenset(managers), data.get("rest", "")[:MOST_TEXT]


def as_text(rows: Iterable[Row]) -> str:
    """Rows as a list that `read_list` reads back."""
    lines = ["\t".join((row.email, row.name, row.role, row.team)) for row in rows]
    return "\n".join(["email\tname\trole\tteam", *lines]) if lines else ""


class Names(Place):
    """People without a work email, one name a line."""

    names = forms.CharField(
        label=gettext_lazy("Names"),
        help_text=gettext_lazy("One a line, as they should stand on certificates. Up to 20 at a time."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write at least one name.")},
    )
    field_order = ["names", "role", "team"]
    taken: frozenset[str] | set[str] = frozenset()  # of the names, those that somebody here has, in case-folded form

    def clean_names(self) -> list[str]:
        lines = [line for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > NAMES_AT_ONCE:
            raise forms.ValidationError(_("Write at most %(most)s names at a time.") % {"most": NAMES_AT_ONCE})
        names, faults = [], []
        for number, line in enumerate(lines, 1):
            try:
                names.append(clean_name(line))
            except forms.ValidationError as error:
                faults.append(_("Line %(number)s: %(text)s") % {"number": number, "text": error.messages[0]})
        if faults:
            raise forms.ValidationError(faults)
        return names


class FirstPassword(forms.Form):
    """A password for an account that has none yet."""

    use_required_attribute = False
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=PASSWORD_HINT,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Choose a password.")},
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        password = self.cleaned_data["password1"]
        validate_password(password, self.person)
        return password


class Accept(FirstPassword):
    """The account that an invitation makes."""

    display_name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As it should stand on certificates, such as Dr Amara Osei."),
        max_length=LONGEST_NAME * 2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name.")},
    )
    field_order = ["display_name", "password1", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"] = shared_computer()

    def clean_display_name(self) -> str:
        return clean_name(self.cleaned_data["display_name"])


class UserNameSignIn(forms.Form):
    use_required_attribute = False
    user_name = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("It stands on the slip from your practice, such as farah.nazari."),
        max_length=100,
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "username"}),
        error_messages={"required": gettext_lazy("Write your user name.")},
    )
    secret = forms.CharField(
        label=gettext_lazy("Password, or the code on the slip"),
        help_text=gettext_lazy("The code has ten letters and digits. Small or capital makes no difference."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write your password, or the code on the slip.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"] = shared_computer()

    def clean_user_name(self) -> str:
        return self.cleaned_data["user_name"].strip().lower()
