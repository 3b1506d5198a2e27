"""Before a reflection is kept: does it look as if it could identify a patient? Its writer decides, in place.

What its writer once let stand ("it identifies nobody") is not asked about again: the stored text is the memory of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.core.document import Question, Response
from courses.core.identifiers import Finding, find, find_all

FIELD = "identifies_nobody"
KINDS: Mapping[str, Promise] = {
    "name": gettext_lazy("a name"),
    "nhs-number": gettext_lazy("an NHS number"),
    "record-number": gettext_lazy("a record number"),
    "social-security": gettext_lazy("a social security number"),
    "phone": gettext_lazy("a telephone number"),
    "email": gettext_lazy("an email address"),
    "birth-date": gettext_lazy("a date of birth"),
    "postcode": gettext_lazy("a postcode"),
    "address": gettext_lazy("an address"),
}
QUOTED = 5  # findings quoted in one sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """What the writer is asked about. `words` are quoted from their own text: escape them to show."""

    words: tuple[str, ...]

    @property
    def what(self) -> str:
        quoted = ", ".join(f"“{one}”" for one in self.words[:QUOTED])
        return _("This looks as if it could identify a patient: %(words)s.") % {"words": quoted}

    @property
    def message(self) -> str:
        """What is wrong and what to do, where the question whether it identifies nobody can be answered."""
        return f"{self.what} {_('Change it, or say that it identifies nobody.')}"

    @property
    def on_the_way(self) -> str:
        """The same for a save in the background, which cannot ask."""
        return (
            f"{self.what} {_('It is not saved. Change it, or save with the button to say that it identifies nobody.')}"
        )


def asked_about(texts: Iterable[str], stored: Iterable[str], form: Mapping[str, Sequence[str]]) -> Asked | None:
    """What to ask the writer before these texts are kept; None when nothing, or when they have answered already."""
    if form.get(FIELD):
        return None
    let_stand = {finding.words for finding in find_all(list(stored))}
    words = dict.fromkeys(one.words for one in find_all(list(texts)) if one.words not in let_stand)
    return Asked(tuple(words)) if words else None


def asked_about_answer(
    question: Question, response: Response | None, stored: Response | None, form: Mapping[str, Sequence[str]]
) -> Asked | None:
    """The same for an answer: only reflections are free enough to tell of patients."""
    if question["kind"] != "reflection" or not response:
        return None
    return asked_about([response.get("text", "")], [(stored or {}).get("text", "")], form)


def kinds_in(found: Iterable[Finding]) -> list[str]:
    """What was found, in words and without the words themselves: "a name", "a date of birth"."""
    return [str(KINDS[kind]) for kind in dict.fromkeys(one.kind for one in found)]


def highlighted(text: str) -> SafeString:
    """A text as paragraphs, what looks like an identifier marked. Everything else is escaped."""
    pieces, at = [], 0
    for finding in find(text):
        pieces += [(format_html("{}", text[at : finding.start]),), (format_html("<mark>{}</mark>", finding.words),)]
        at = finding.end
    whole = format_html_join("", "{}", [*pieces, (format_html("{}", text[at:]),)])
    paragraphs = [part for part in whole.split("\n") if part.strip()]
    return format_html_join("", "<p>{}</p>", ((SafeString(part),) for part in paragraphs))
