"""What to look for in the log. It stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.oversight.log.queries import Choice
from courses.oversight.log.words import KINDS


class LogForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), *((key, name) for key, (name, _f) in KINDS.items())],
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actors: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Everybody")), *actors]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The second day lies before the first."))
        return values

    def choice(self) -> Choice:
        """What is looked for; only of a valid form."""
        names = ("person", "kind", "since", "until")
        return Choice(**{name: self.cleaned_data[name] for name in names})

    def query(self) -> dict[str, str]:
        """The same as in the address, without the place in the list."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value and name != "before"}
