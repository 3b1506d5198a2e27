"""The pages of a text to mark as their templates take them: before checking nothing but the text, afterwards what was
found, missed and not needed.

How much is told of a graded lab that can be tried again: what became of the person's own marks, with the feedback of
these, and how many places were missed; not which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.authoring.lab_view import text_titles
from courses.core.document import LabView
from courses.core.labs.marking import MAJOR, TextView
from courses.core.labs.spans import OMITTED
from courses.core.labs.units import Block, joined
from courses.core.measures.marked_text import Marked, Place
from courses.core.measures.marked_text_words import score_words
from courses.learning.labs.marked_text import FIELD, Given, Sheet

# verdict -> class, sign and word; a decoy that was left needs no sign in the text
SIGNS: Mapping[str, tuple[str, str, Any]] = {
    "found": ("ok", "check", gettext_lazy("found")),
    "other": ("other", "info", gettext_lazy("another mark")),
    "missed": ("miss", "alert", gettext_lazy("missed")),
    "not-needed": ("over", "un", gettext_lazy("not needed")),
}
LEFT: tuple[str, str, Any] = ("left", "check", gettext_lazy("rightly left"))
# What is said of a marked place for which the author wrote nothing
NO_NEED: Mapping[str, Any] = {
    "text": gettext_lazy("This points to nobody, and the reader may need it."),
    "summary": gettext_lazy("The record supports this."),
    "source": gettext_lazy("The summary leaves out nothing that matters here."),
}
FIRST_LINE = 60  # characters of the other text on its tab


@dataclass(frozen=True, slots=True)
class Row:
    """One place in the list under a checked text."""

    anchor: str  # "f3"; the place in the text leads to it
    style: str
    sign: str
    word: str
    words: str
    given: str  # the person's mark, "" for none
    wanted: str  # marks that are right, in words
    weight: str  # "serious", or "major" of a fault; "" for what is minor
    must: bool
    feedback: str  # inline HTML


def mark_name(id: str) -> str:
    """How a mark is called: `record-number` → "Record number"."""
    return _("Left out") if id == OMITTED else id.replace("-", " ").capitalize()


def weight(kind: str) -> str:
    """The word for what weighs most in a text of this kind."""
    return _("serious") if kind == "text" else _("major")


def marks_of(view: LabView) -> list[dict[str, Any]]:
    """The marks with their names and meanings, and whether all of one must be found."""
    must = view["setup"]["must_find"]
    return [{**mark, "name": mark_name(mark["id"]), "must": mark["id"] in must} for mark in view["setup"]["marks"]]


def rules_of(view: LabView) -> list[str]:
    """What counts, in sentences: said before the start and on every page."""
    must = view["setup"]["must_find"]
    names = [f"“{mark_name(id)}”" for id in must if id != MAJOR]
    rules = []
    if names:
        rules.append(_("Find every place of %(marks)s.") % {"marks": _(" and ").join(names)})
    if MAJOR in must:
        rules.append(_("Find everything that is %(weight)s.") % {"weight": weight(view["setup"]["texts"][0]["kind"])})
    if not view["graded"]:
        return [*rules, _("Nothing here is scored. To finish the unit, one run is enough, whatever it comes to.")]
    if must:
        rules.append(_("One of these missed, and the lab is not passed."))
    return [*rules, score_words(), _("You pass with %(mark)s%%.") % {"mark": view["pass_mark"]}]


def titles_of(view: LabView) -> dict[str, str]:
    """Text id -> "Summary", or "Summary 2" where there are several."""
    texts = view["setup"]["texts"]
    return dict(zip((text["id"] for text in texts), text_titles(texts), strict=True))


def heading(sheet: Sheet, many: int) -> str:
    """ "Text 2 of 3" """
    if many == 1:
        return _("Mark the text") if len(sheet.texts) == 1 else _("Check the summary")
    number = {"number": sheet.number, "many": many}
    return _("Text %(number)s of %(many)s") % number


def to_mark(view: LabView, sheet: Sheet, marks: Given) -> list[dict[str, Any]]:
    """The texts of a sheet with their units, and the marks given so far. Made of the learner's view alone."""
    titles = titles_of(view)
    found = []
    for text in sheet.texts:
        options = [{"id": id, "name": mark_name(id)} for id in text["marks"]]
        given = marks.get(text["id"], {})
        blocks = [_with_marks(text, block, given) for block in text["blocks"]]
        first = joined(text["blocks"][0]) if text["blocks"] else ""
        found.append(
            {
                "id": text["id"],
                "kind": text["kind"],
                "title": titles[text["id"]],
                "options": options,
                "blocks": blocks,
                "first": first if len(first) < FIRST_LINE else first[:FIRST_LINE].rsplit(" ", 1)[0] + "…",
            }
        )
    return found


def _with_marks(text: TextView, block: Block, given: Mapping[str, str]) -> dict[str, Any]:
    units = []
    for unit in block["units"]:
        mark = given.get(unit["id"], "")
        field = f"{FIELD}{text['id']}.{unit['id']}"
        units.append({**unit, "field": field, "mark": mark, "name": mark_name(mark) if mark else ""})
    return {"kind": block["kind"], "lead": block["lead"], "units": units}


def told_texts(view: LabView, sheet: Sheet, marked: Marked, *, all: bool) -> list[dict[str, Any]]:
    """Checked texts with each place tagged, and the list of places. `all`: places that were missed, too."""
    titles = titles_of(view)
    found = []
    for text in sheet.texts:
        places = [place for place in marked.places if place.text == text["id"] and (all or place.given)]
        rows = [_row(f"{text['id']}-{n}", text["kind"], place, all) for n, place in enumerate(places, start=1)]
        owner = _owners(places, rows)
        found.append(
            {
                "id": text["id"],
                "title": titles[text["id"]],
                "blocks": [{"kind": one["kind"], "pieces": list(_pieces(one, owner))} for one in text["blocks"]],
                "again": [row for row in rows if row.style not in ("ok", "left")],
                "found": [row for row in rows if row.style == "ok"],
                "left": [row for row in rows if row.style == "left"],
            }
        )
    return found


def _owners(places: Sequence[Place], rows: Sequence[Row]) -> dict[str, Row]:
    """Unit id -> what became of its place. A target counts before a decoy."""
    both = sorted(zip(places, rows, strict=True), key=lambda pair: bool(pair[0].wanted))
    return {unit: row for place, row in both for unit in place.units if row.style != "left"}


def _row(anchor: str, kind: str, place: Place, all: bool) -> Row:
    style, sign, word = SIGNS.get(place.verdict, LEFT)
    feedback = place.feedback or ("" if place.wanted else str(NO_NEED[kind]))
    return Row(
        anchor=anchor,
        style=style,
        sign=sign,
        word=str(word),
        words=place.words,
        given=", ".join(mark_name(id) for id in place.given),
        wanted=_(" or ").join(mark_name(id) for id in place.wanted) if all or place.verdict == "found" else "",
        weight=weight(kind) if place.severity == MAJOR else "",
        must=place.must,
        feedback=feedback,
    )


def _pieces(block: Block, owner: Mapping[str, Row]) -> Iterator[dict[str, Any]]:
    """The text of a block in pieces of {"text", "row"}: units of one place stay together."""
    rows = [owner.get(unit["id"]) for unit in block["units"]]
    parts: list[tuple[Row | None, str]] = [(None, block["lead"])]
    for unit, row, following in zip(block["units"], rows, [*rows[1:], None], strict=False):
        parts += [(row, unit["text"]), (row if following is row else None, unit["after"])]
    for row, together in groupby(parts, key=lambda part: part[0]):
        if text := "".join(words for _row, words in together):
            yield {"text": text, "row": row}
