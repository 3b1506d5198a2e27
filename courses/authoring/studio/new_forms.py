"""Forms that begin a course or bring files into one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.authoring.drafts import RESERVED
from courses.authoring.new_courses import TEMPLATES
from courses.core.compiler.fields import slug as slug_of
from courses.core.compiler.fields import valid_id
from courses.core.names import normalise_name, unprintable_letter
from courses.people.models import JobRole

LANGUAGES = (("en-GB", _("English, as in the United Kingdom")), ("en-US", _("English, as in the United States")))


class NewCourse(forms.Form):
    """What a course needs to be called before its text can be written. Everything can be changed later but the id."""

    template = forms.ChoiceField(
        label=_("Begin with"),
        choices=[(one.slug, f"{one.name}. {one.what}") for one in TEMPLATES],
        initial="short-unit",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=70,
        help_text=_("What readers see, up to 70 characters."),
        error_messages={"required": _("Write a title, such as Reading AI summaries.")},
    )
    summary = forms.CharField(
        label=_("Summary"),
        max_length=160,
        help_text=_("One sentence for the list of courses and for e-mails, up to 160 characters."),
        error_messages={"required": _("Write one sentence about what the course is for.")},
    )
    slug = forms.CharField(
        label=_("Id"),
        max_length=40,
        required=False,
        help_text=_("Part of the course’s address for good. Empty: made from the title."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
    )
    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=JobRole.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en-GB")
    use_required_attribute = False

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        letter = unprintable_letter(normalise_name(title))
        if letter is not None:
            raise forms.ValidationError(_now("A certificate cannot print “%(letter)s”.") % {"letter": letter})
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = cleaned.get("slug", "").strip()
        made = given or slug_of(cleaned.get("title", ""))
        if given and not valid_id(given):
            words = _now("Write 2 to 40 small letters, digits and hyphens, such as %(sample)s.")
            self.add_error("slug", words % {"sample": slug_of(given)})
        elif made in RESERVED:
            self.add_error("slug", _now("This word is one of ours. Choose another id."))
        cleaned["slug"] = made
        return cleaned


class UploadCourse(forms.Form):
    """The ZIP file of a course."""

    archive = forms.FileField(
        label=_("ZIP file"),
        help_text=_("Of a course folder: course.md, its units, pools and images. Up to 40 MB."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("Choose the ZIP file of a course."),
            "empty": _("This file is empty. Choose the ZIP file of a course."),
        },
    )
    use_required_attribute = False


class UploadPicture(forms.Form):
    """A picture and what it shows. Without the words nothing is stored: afterwards nobody comes back to write them."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("SVG, PNG, JPG or WebP. Photos are made smaller, and where they were taken is removed."),
        widget=forms.FileInput(attrs={"accept": ".svg,.png,.jpg,.jpeg,.webp"}),
        error_messages={"required": _("Choose a picture."), "empty": _("This file is empty. Choose a picture.")},
    )
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=180,
        error_messages={"required": _("Say what the picture shows, or that it is only decoration.")},
        help_text=_("For people who cannot see it: the finding, not “a chart”. Up to 180 characters."),
    )
    decorative = forms.BooleanField(
        label=_("It is only decoration"), required=False, help_text=_("Screen readers pass over it.")
    )
    caption = forms.CharField(label=_("Caption"), required=False, max_length=120)
    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["alt"].required = not self.data.get("decorative")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        alt = " ".join(cleaned.get("alt", "").split())
        if re.fullmatch(r"[\w .-]+\.(svg|png|jpe?g|webp)|image|picture|photo|chart", alt, re.IGNORECASE):
            self.add_error("alt", _now("This names the file. Say what the picture shows."))
        cleaned["alt"] = "decorative" if cleaned.get("decorative") else _without_brackets(alt)
        cleaned["caption"] = _without_brackets(" ".join(cleaned.get("caption", "").split()))
        return cleaned

    def file(self) -> tuple[str, bytes]:
        """Name and bytes of the picture, once the form is valid."""
        given = self.cleaned_data["picture"]
        assert isinstance(given, UploadedFile)
        return given.name or "picture", given.read()


def _without_brackets(text: str) -> str:
    """Text that can stand inside `![…]( "…")`."""
    return text.translate(str.maketrans({"[": "(", "]": ")", '"': "”", "\\": "/"}))
