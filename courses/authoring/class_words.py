"""The classes of a release in words: what each means for whom (format.md section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "wording": _("Wording"),
    "addition": _("Addition"),
    "requirement": _("Requirement"),
    "meaning": _("Meaning"),
    "removal": _("Removal"),
}
ONLY: Mapping[str, Promise] = {
    "wording": _("wording changes only"),
    "addition": _("something to learn was added"),
    "requirement": _("it asks more of people"),
    "meaning": _("answers or questions changed"),
    "removal": _("something was taken out"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a class means for each group of people and for the figures."""

    what: Promise
    not_started: Promise
    in_progress: Promise
    completed: Promise
    figures: Promise


MEANINGS: Mapping[str, Meaning] = {
    "wording": Meaning(
        _("The same course in other words."),
        _("They read the new text."),
        _("They read the new text. An open attempt keeps the old one."),
        _("Nothing changes for them."),
        _("The figures of every question go on."),
    ),
    "addition": Meaning(
        _("There is more to try; nothing more is asked."),
        _("They get the new course."),
        _("What they have done stays done. What is new is optional for them."),
        _("Nothing changes for them."),
        _("The figures of every question go on."),
    ),
    "requirement": Meaning(
        _("The course asks more of people than before."),
        _("The new rules hold for them."),
        _(
            "They keep the rules they started with until they complete it or for 90 days, then they are told what is "
            "added."
        ),
        _("Their certificate stays valid to its date."),
        _("The figures of every question go on."),
    ),
    "meaning": Meaning(
        _("Something is asked or marked differently."),
        _("They get the new course."),
        _("An open attempt is finished and marked as it was started."),
        _("Nothing changes for them, unless this is a correction."),
        _("The changed questions are counted anew; the old figures are kept."),
    ),
    "removal": Meaning(
        _("Something is no longer there."),
        _("They get the new course."),
        _("Units they have finished still count as done. An open attempt is finished as it was started."),
        _("Nothing changes for them."),
        _("The figures of what is gone are closed and kept."),
    ),
}
CORRECTION = Meaning(
    _("What was taught or marked was wrong."),
    _("They get the new course."),
    _("They are told on their next visit. They may start an open attempt again without using one up."),
    _("Their answers are marked again. A result can only go up, and no certificate is withdrawn."),
    _("The changed questions are counted anew; the old figures are kept."),
)
