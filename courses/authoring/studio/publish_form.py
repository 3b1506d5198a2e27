"""What a person filled in on the publish page, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.authoring.changes import Word
from courses.authoring.publishing import Prepared
from courses.core.changes.change import CORRECTION, MAY_SAY, RISING
from courses.core.changes.problems import unsaid

SAID = "said-"  # + id of the question
MOST_NOTE, MOST_NOTICE = 4000, 1000  # characters


@dataclass(frozen=True, slots=True)
class Entered:
    """The form as it was sent. `revision` and `newest` are what the page was made of."""

    revision: int = 0
    newest: int | None = None
    about: dict[str, str] = field(default_factory=dict)
    raised: str = ""
    acknowledged: frozenset[str] = frozenset()
    note: str = ""
    correction: bool = False
    notice: str = ""
    safety: bool = False
    confirmed: bool = False

    @property
    def word(self) -> Word:
        return Word(self.about, self.raised, self.notice, self.safety, self.correction)


def first_entered(prepared: Prepared) -> Entered:
    """What the page begins with: what an author has asked a reviewer to publish, if anything."""
    asked = prepared.review.correction
    newest = prepared.newest.number if prepared.newest else None
    if asked is None:
        return Entered(prepared.draft.revision, newest)
    about = {change.id: CORRECTION for change in prepared.asked if change.id in asked.questions}
    return Entered(prepared.draft.revision, newest, about, correction=True, notice=asked.notice, safety=asked.safety)


def entered(form: MultiValueDict[str, str]) -> Entered:
    """Never raises, whatever was sent."""
    newest, raised = form.get("newest", ""), form.get("raised", "")
    return Entered(
        revision=_whole(form.get("revision", "")),
        newest=_whole(newest) if newest else None,
        about={name.removeprefix(SAID): form.get(name, "") for name in form if name.startswith(SAID)},
        raised=raised if raised in RISING else "",
        acknowledged=frozenset(form.getlist("acknowledged")),
        note=_text(form.get("note", ""), MOST_NOTE),
        correction=bool(form.get("correction")),
        notice=_text(form.get("notice", ""), MOST_NOTICE),
        safety=bool(form.get("safety")),
        confirmed=bool(form.get("confirmed")),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _text(text: str, most: int) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()[:most]


def faults(prepared: Prepared, form: Entered, *, may_correct: bool) -> list[tuple[str, str]]:
    """What stands between this form and a release: (id of the field, sentence)."""
    found = [
        (f"{SAID}{change.id}", _("Say what has changed in “%(id)s”.") % {"id": change.id})
        for change in unsaid(prepared.asked, form.about)
    ]
    open_warnings = [one for one in prepared.warnings if one.key not in form.acknowledged]
    if open_warnings:
        words = ngettext(
            "Tick the warning once you accept it, or mend it.",
            "Tick each warning once you accept it, or mend it: %(count)s are left.",
            len(open_warnings),
        )
        found.append((f"ack-{open_warnings[0].key}", words % {"count": len(open_warnings)}))
    return found + (correction_faults(prepared, form, may_correct=may_correct) if form.word.corrects else [])


def correction_faults(prepared: Prepared, form: Entered, *, may_correct: bool) -> list[tuple[str, str]]:
    found = []
    if not may_correct:
        sentence = _("Only a clinical reviewer can publish a correction. Ask a reviewer, or choose clearer wording.")
        found.append(
            (next((f"{SAID}{one}" for one, word in form.about.items() if word == CORRECTION), "notice"), sentence)
        )
    if not form.notice:
        found.append(("notice", _("Write what it said and what it says now, in two sentences.")))
    if prepared.newest is None:
        found.append(("notice", _("A first release corrects nothing.")))
    return found


def class_of(prepared: Prepared, form: Entered) -> str:
    """The class of the release to come: the computed one, or the one it was raised to. A lower one is not taken."""
    computed = prepared.class_of(known_words(prepared, form))
    return max(computed, form.raised or computed, key=RISING.index)


def known_words(prepared: Prepared, form: Entered) -> dict[str, str]:
    """What was said about changes that ask, in words that may be said about them."""
    asked = {change.id: MAY_SAY[change.asks] for change in prepared.asked}
    return {one: word for one, word in form.about.items() if word in asked.get(one, ())}
