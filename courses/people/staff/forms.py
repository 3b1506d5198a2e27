"""Forms of a practice: beginning one, its settings, its people, their leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.people.forms import SignUp, shared_computer
from courses.people.models import JobRole, Membership, Practice, Region, Team, User
from courses.people.profile import clean_name, role_choices
from courses.people.staff import founding
from courses.people.staff.bank_holidays import CALENDARS
from courses.people.zones import zone_choices

FEWEST_YEARS, MOST_YEARS = 1, 50
FURTHEST = timedelta(days=10 * 366)  # a leave further away is a slip; 9999-12-31 has no day after it


class PracticeName(forms.CharField):
    """The name of a practice or team. It is printed on certificates and in packs, so our fonts must hold it."""

    def clean(self, value: Any) -> str:
        return clean_name(super().clean(value))


def practice_name() -> PracticeName:
    return PracticeName(
        label=_("Name of the practice"),
        help_text=_("As colleagues and inspectors know it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of the practice.")},
    )


def country() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Where is the practice?"),
        help_text=_("Sets the time zone and how long records are kept. You can change both later."),
        choices=Region.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where the practice is.")},
    )


def takes_courses() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I also take the courses myself"),
        help_text=_("Leave it empty if you only look after the training of others."),
        required=False,
    )


class Start(forms.Form):
    """A practice begun by somebody who is signed in."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = practice_name()
        self.fields["region"] = country()
        self.fields["needs_training"] = takes_courses()


class StartWithAccount(SignUp):
    """A practice begun by a visitor: the sign-up form with the practice's name in front."""

    field_order = [
        "name", "region", "display_name", "job_role", "email", "password1", "needs_training", "shared",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = practice_name()
        self.fields["region"] = country()
        self.fields["needs_training"] = takes_courses()
        self.fields["shared"] = shared_computer()
        self.fields["job_role"].initial = JobRole.MANAGER
        self.fields["email"].help_text = _("We send a code to it. You can go on before you enter it.")
        self.order_fields(self.field_order)

    def save(self, request: HttpRequest) -> User:  # noqa: ARG002
        """Account, address and practice in one transaction. A taken address gives the same answer as a free one."""
        values = self.cleaned_data
        return founding.found_with_account(
            account={
                "email": values["email"],
                "password": values["password1"],
                "display_name": values["display_name"],
                "job_role": values["job_role"],
            },
            name=values["name"],
            region=values["region"],
            needs_training=values["needs_training"],
        )


class PracticeSettings(forms.Form):
    """What a practice is called, where it is, and how long it keeps the records of those who have left."""

    use_required_attribute = False

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        names = ("name", "region", "timezone", "retention_years")
        super().__init__(*args, initial={name: getattr(practice, name) for name in names}, **kwargs)
        self.fields["name"] = practice_name()
        self.fields["name"].help_text = _("The address of these pages stays as it is.")
        self.fields["region"] = country()
        self.fields["region"].help_text = _("The time zone and the years below stay as you have set them.")
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"),
            help_text=_("A course is due at the end of the day there. Type the first letters of a city to find it."),
            choices=zone_choices(practice.timezone),
        )
        self.fields["retention_years"] = forms.IntegerField(
            label=_("Years to keep the records of somebody who has left"),
            help_text=_("Counted from their last day."),
            min_value=FEWEST_YEARS,
            max_value=MOST_YEARS,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages={
                "required": _("Write a number of years."),
                "invalid": _("Write a whole number of years."),
                "min_value": _("Write at least %(limit_value)s year."),
                "max_value": _("Write at most %(limit_value)s years."),
            },
        )


class Place(forms.Form):
    """What somebody does in the practice."""

    use_required_attribute = False
    job_role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("Courses that are asked of a role follow it."),
        choices=role_choices,
        required=False,
    )
    needs_training = forms.BooleanField(
        label=_("Needs training"),
        help_text=_("Appears in the overview, and courses can be asked of them."),
        required=False,
    )
    is_manager = forms.BooleanField(
        label=_("Manages this practice"),
        help_text=_("Sees state and dates of everybody, assigns, invites and changes these settings."),
        required=False,
    )

    def __init__(self, *args: Any, member: Membership, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        initial = {
            "job_role": member.job_role or member.user.job_role,
            "team": str(member.team_id or ""),
            "needs_training": member.needs_training,
            "is_manager": member.is_manager,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["team"] = forms.ChoiceField(label=_("Team"), choices=[("", _("No team")), *teams], required=False)
        self.order_fields(["job_role", "team", "needs_training", "is_manager"])

    def clean_team(self) -> int | None:
        return int(self.cleaned_data["team"]) if self.cleaned_data["team"] else None


class DayField(forms.DateField):
    """A day, by the browser's own calendar; or typed as 2026-11-30 or 30/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            **kwargs,
        )
        self.error_messages["invalid"] = _("Write a day such as 2026-11-30.")

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and abs(day - timezone.localdate()) > FURTHEST:
            raise forms.ValidationError(_("That is more than ten years away. Check the year."))
        return day


class NoteLeave(forms.Form):
    """A leave of absence."""

    use_required_attribute = False
    started = DayField(label=_("First day away"), error_messages={"required": _("Choose the first day away.")})
    until = DayField(
        label=_("Last day away"),
        help_text=_("Leave it empty while nobody knows. You can set it later."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("started"), values.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day must not lie before the first."))
        return values


class EndLeave(forms.Form):
    """The last day of a leave."""

    use_required_attribute = False
    until = DayField(label=_("Last day away"), error_messages={"required": _("Choose the last day away.")})


class ClosedDayForm(forms.Form):
    """A day on which the practice is closed."""

    use_required_attribute = False
    day = DayField(label=_("Day"), error_messages={"required": _("Choose the day.")})
    label = PracticeName(
        label=_("What is it?"),
        help_text=_("Such as “Training day”."),
        max_length=80,
        error_messages={"required": _("Write what this day is.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over."))
        return day


class PublicHolidays(forms.Form):
    """The public holidays of a country."""

    use_required_attribute = False
    calendar = forms.ChoiceField(
        label=_("Which?"),
        help_text=_("Those of the coming 18 months. You can remove single days afterwards."),
        choices=[(key, one.label) for key, one in CALENDARS.items()],
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        own = next((key for key, one in CALENDARS.items() if one.region == practice.region), None)
        super().__init__(*args, initial={"calendar": own}, **kwargs)


class TeamName(forms.Form):
    """A new team, or a team's new name."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = Team._meta.get_field("name").max_length
        self.fields["name"] = PracticeName(
            label=_("Name of the team"),
            max_length=longest,
            error_messages={"required": _("Write a name for the team.")},
        )
