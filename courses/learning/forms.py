"""Forms of the learning package."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.learning.models import CompletionNote


class NoteForm(forms.ModelForm):
    """The two lines after a course: they make the minutes count for a UK appraisal."""

    class Meta:
        model = CompletionNote
        fields = ("differently", "how_known")
        labels = {"differently": _("What will I do differently?"), "how_known": _("How will I know?")}
        widgets = {"differently": forms.Textarea({"rows": 3}), "how_known": forms.Textarea({"rows": 3})}
