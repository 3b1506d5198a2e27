"""What a manager chooses for a pack. Nothing chosen means everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.oversight.packs.people import courses_known_on, has_left, members_known_on
from courses.oversight.packs.wanted import Wanted, paper_of
from courses.people.models import JobRole, Membership, Practice
from courses.people.staff.retention import years_after

FULL_DATE = gettext_lazy("Write a full date, such as 27/3/2027.")


class Day(forms.DateField):
    """A day; browsers send 2027-03-27, people without a date field write 27/3/2027."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y"]
        errors = {"invalid": FULL_DATE, "required": FULL_DATE}
        super().__init__(widget=widget, input_formats=formats, error_messages=errors, **more)


class PackForm(forms.Form):
    """Bound to the address (to look) or to what was posted (to order). `wanted` is what it comes to once valid."""

    on = Day(
        label=gettext_lazy("As at the end of"), help_text=gettext_lazy("Today, or any day since the practice began.")
    )
    since = Day(
        label=gettext_lazy("Activity since"), help_text=gettext_lazy("For sessions, leave, releases and exports.")
    )
    courses = forms.MultipleChoiceField(
        label=gettext_lazy("Courses"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all that were ever asked for."),
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), required=False, widget=forms.CheckboxSelectMultiple, choices=JobRole,
        help_text=gettext_lazy("None ticked: every role."),
    )  # fmt: skip
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("People"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: everybody of the roles above."),
    )  # fmt: skip
    leavers = forms.ChoiceField(
        label=gettext_lazy("People who have left"),
        choices=[
            ("yes", gettext_lazy("Include them while their records are kept")),
            ("no", gettext_lazy("Leave them out")),
        ],
    )  # fmt: skip
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"), choices=[("a4", "A4"), ("us-letter", gettext_lazy("Letter"))]
    )

    def __init__(self, data: Any, *, practice: Practice, today: date) -> None:
        self.practice, self.today = practice, today
        self.began = min(practice.created_at.astimezone(practice.zone).date(), self._first_day())
        defaults = {
            "on": today.isoformat(),
            "since": max(years_after(today, -1), self.began).isoformat(),
            "leavers": "yes",
            "paper": paper_of(practice),
        }
        super().__init__({**defaults, **_given(data)})
        self.fields["courses"].choices = self._courses()  # type: ignore[attr-defined]
        self.members = list(members_known_on(practice, today))
        self.fields["people"].choices = [(one.pk, self._name(one)) for one in self.members]  # type: ignore[attr-defined]

    def _first_day(self) -> date:
        first = Membership.objects.filter(practice=self.practice).order_by("started").values_list("started", flat=True)
        return first.first() or self.today

    def _courses(self) -> list[tuple[str, str]]:
        rows = courses_known_on(self.practice, self.today).values_list("slug", "current__structure__title")
        return sorted(rows, key=lambda one: one[1].casefold())

    def _name(self, member: Membership) -> str:
        left = has_left(member, self.today)
        name = member.user.display_name
        return _("%(name)s (left %(day)s)") % {"name": name, "day": date_format(left, "j M Y")} if left else name

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose today or a day before."))
        if on < self.began:
            raise forms.ValidationError(
                _("The practice began on %(day)s. Choose that day or a later one.")
                % {"day": date_format(self.began, "j F Y")}
            )
        return on

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        on, since = found.get("on"), found.get("since")
        if on and since and since > on:
            self.add_error("since", _("This day is after the one the pack is about. Choose an earlier one."))
        elif on and since and not self.errors and not self._people():
            raise forms.ValidationError(
                _("Nobody of this choice was in the practice by that day. Choose others, or nobody for all.")
            )
        return found

    def _people(self) -> tuple[int, ...]:
        chosen = self.cleaned_data
        on, roles, named = chosen["on"], set(chosen["roles"]), set(chosen["people"])
        return tuple(
            one.pk
            for one in members_known_on(self.practice, on)
            if (not roles or (one.job_role or one.user.job_role) in roles)
            and (not named or one.pk in named)
            and (chosen["leavers"] == "yes" or has_left(one, on) is None)
        )

    def wanted(self) -> Wanted:
        """Ids and slugs, fixed now: a pack made a minute later is about the same people."""
        chosen = self.cleaned_data
        known = sorted(courses_known_on(self.practice, chosen["on"]).values_list("slug", flat=True))
        courses = tuple(slug for slug in known if not chosen["courses"] or slug in chosen["courses"])
        return Wanted(chosen["on"], chosen["since"], courses, self._people(), chosen["paper"])

    def carried(self) -> list[tuple[str, str]]:
        """What was chosen, to be posted as it was looked at."""
        chosen = self.cleaned_data
        single = [(name, str(chosen[name])) for name in ("on", "since", "leavers", "paper")]
        return single + [(name, str(one)) for name in ("courses", "roles", "people") for one in chosen[name]]


def _given(data: Any) -> dict[str, Any]:
    """What was sent, without fields left out; lists stay lists."""
    many = ("courses", "roles", "people")
    return {name: data.getlist(name) if name in many else data[name] for name in data}
