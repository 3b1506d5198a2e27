"""What a unit still waits for before it can be finished, said on the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.core.document import Structure
from courses.core.labs import named

SAID = "said"  # id of the box that holds the messages of a page


def say_untried(request: HttpRequest, structure: Structure, untried: Sequence[str]) -> str:
    """Say what a unit still waits for, with links to it: exercises by number, labs by name.

    Returns the anchor of what was said, for who lands at the first exercise instead does not see why they are there.
    """
    labs = {lab["id"]: named(lab) for lab in structure.get("labs", [])}
    exercises = [one for one in untried if one not in labs]
    if exercises:
        words = ngettext(
            "%(count)s exercise is not tried yet. Try it, right or wrong, then finish the unit.",
            "%(count)s exercises are not tried yet. Try them, right or wrong, then finish the unit.",
            len(exercises),
        )
        lead = ngettext("Go to it", "Go to the first one", len(exercises))
        said = words % {"count": len(exercises)}
        messages.warning(request, format_html('{} <a href="#q-{}">{}</a>', said, exercises[0], lead))
    if waiting := [one for one in untried if one in labs]:
        words = ngettext(
            "A lab is not finished yet: %(names)s. One run is enough, whatever it comes to.",
            "Labs are not finished yet: %(names)s. One run of each is enough, whatever it comes to.",
            len(waiting),
        )
        links = format_html_join(_(", "), '<a href="#lab-{}">{}</a>', ((one, labs[one]) for one in waiting))
        messages.warning(request, mark_safe(escape(words) % {"names": links}))
    return SAID
