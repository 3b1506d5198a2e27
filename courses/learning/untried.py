"""What a unit still waits for before it can be finished, said on the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from courses.core.document import Structure
from courses.core.labs import named


def say_untried(request: HttpRequest, structure: Structure, untried: Sequence[str]) -> str:
    """Say what a unit still waits for: exercises by number, labs by name. Returns the anchor of the first one."""
    labs = {lab["id"]: named(lab) for lab in structure.get("labs", [])}
    exercises = [one for one in untried if one not in labs]
    if exercises:
        words = ngettext(
            "%(count)s exercise is not tried yet. Try it, right or wrong, then finish the unit.",
            "%(count)s exercises are not tried yet. Try them, right or wrong, then finish the unit.",
            len(exercises),
        )
        messages.warning(request, words % {"count": len(exercises)})
    if names := [labs[one] for one in untried if one in labs]:
        words = ngettext(
            "A lab is not finished yet: %(names)s. One run is enough, whatever it comes to.",
            "Labs are not finished yet: %(names)s. One run of each is enough, whatever it comes to.",
            len(names),
        )
        messages.warning(request, words % {"names": ", ".join(names)})
    return f"lab-{untried[0]}" if untried[0] in labs else f"q-{untried[0]}"
