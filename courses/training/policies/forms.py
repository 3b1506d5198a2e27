"""What a manager hands in: a policy, or the next version of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from courses.training.policies.texts import NotAPolicy, Text, from_kept, from_markdown, from_upload

KEPT = "policy-pdf"


class PolicyForm(forms.Form):
    """A text, pasted or as a file: the Text `given` after a check. `first`: a new policy, else a next version.

    `kept` carries a PDF from this page to the one that asks "publish?": a signed name, good for that practice only.
    """

    title = forms.CharField(
        label=_("Title"),
        help_text=_("As your staff know it, such as: How we use AI tools."),
        max_length=160,
        error_messages={"required": _("Write a title.")},
    )
    note = forms.CharField(
        label=_("What changed"),
        help_text=_("One or two sentences. Everybody who is asked again reads them."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what changed, so that people know why they are asked again.")},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Paste it here, or choose a file below. Markdown works: # for headings, - for lists. No pictures, no HTML."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        strip=False,
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("PDF up to 8 MB, or Markdown (.md). A PDF is downloaded to be read."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.md,.markdown,.txt"}),
        error_messages={"empty": _("The file is empty.")},
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, practice_id: int, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice_id = practice_id
        self.given: Text | None = None
        del self.fields["note" if first else "title"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, file = data.get("text", "").strip(), data.get("file")
        if "file" in self.errors:
            return data
        if text and file and not self._is_as_before(text):
            self.add_error("file", _("Paste a text or choose a file, not both."))
            return data
        if data.get("kept"):
            self.given = self._kept(data["kept"])
        try:
            if file:
                self.given = from_upload(file)
            elif text and not (data.get("kept") and self._is_as_before(text)):
                self.given = from_markdown(data["text"])
        except NotAPolicy as error:
            self.add_error("file" if file else "text", str(error))
            return data
        if self.given is None:
            self.add_error("text", _("Paste the text, or choose a file."))
        return data

    def _is_as_before(self, text: str) -> bool:
        """Whether the text is the last version's, which the page put there: a file then takes its place."""
        before = str(self.initial.get("text") or "")
        return text.replace("\r\n", "\n").strip() == before.strip()

    def _kept(self, signed: str) -> Text | None:
        try:
            practice_id, name = signing.loads(signed, salt=KEPT, max_age=24 * 3600)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return from_kept(name) if practice_id == self.practice_id else None

    def carried(self) -> dict[str, str]:
        """Fields that bring what was given to the page that asks "publish?", and back."""
        assert self.given is not None
        kept = signing.dumps([self.practice_id, self.given.file], salt=KEPT) if self.given.file else ""
        asked = {name: self.cleaned_data[name] for name in ("title", "note") if name in self.fields}
        return {**asked, "text": self.given.source, "kept": kept}
