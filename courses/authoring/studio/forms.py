"""Forms of the studio."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NewFile(forms.Form):
    """What kind of file, and what it is called."""

    kind = forms.ChoiceField(
        label=_("What do you add?"),
        choices=[
            ("unit", _("A unit: text and exercises, 5 to 8 minutes")),
            ("quiz", _("A graded quiz on its own page")),
            ("pool", _("A pool of questions that quizzes draw from")),
            ("glossary", _("The glossary: words that the course explains")),
        ],
        initial="unit",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=70, help_text=_("Readers see it. You can change it later."))


class Rename(forms.Form):
    """Another name for a file."""

    to = forms.CharField(label=_("New name"), max_length=120, strip=True)


class Share(forms.Form):
    """Whom a course is shared with."""

    email = forms.EmailField(
        label=_("Email address"), help_text=_("Only educators of this site can be added."), max_length=254
    )
