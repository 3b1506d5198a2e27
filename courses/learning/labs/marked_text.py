"""One run of a redaction lab or a checking lab: its sheets, the marks stored on them, what they came to.

A sheet is what stands on one page: a text, or a source with its summary. The answer in slot n is sheet n + 1:
{"marks": {text: {unit: mark}}, "version", "client", "seq", "at"}, and "checked_at" once its marks have been checked.
A checked sheet never changes. Buttons in the text, keys and the list of phrases all send the same fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from courses.core.document import LabKey, LabView, Response
from courses.core.labs.marking import Setup, TextView
from courses.core.measures.marked_text import Marked, Place, mark
from courses.learning.labs.runs import Layout
from courses.learning.models import Attempt

KINDS = ("redaction-lab", "checking-lab")
FIELD = "m."  # a field of the form is m.<text>.<unit>
MOST_STAMP = 40  # characters of a client's id
Given = dict[str, dict[str, str]]  # text id -> unit id -> mark
Change = Callable[[Response | None, datetime], Response | None]


class SheetLayout(TypedDict):
    """`Attempt.layout` of both labs; empty when the run has been thinned to its counts."""

    sheets: list[list[str]]  # ids of the texts on each page, in the order of this run


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a run with what is stored of it. Nothing here comes from the key."""

    number: int  # from 1
    texts: list[TextView]
    step: Response

    @property
    def marks(self) -> Given:
        return dict(self.step.get("marks", {}))

    @property
    def marked(self) -> int:
        """How many units carry a mark."""
        return sum(len(units) for units in self.marks.values())

    @property
    def checked(self) -> bool:
        return "checked_at" in self.step

    @property
    def version(self) -> int:
        return int(self.step.get("version", 0))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which state of a sheet a save is based on, and who sends it as the how-manieth."""

    version: int
    client: str = ""
    seq: int = 0

    @classmethod
    def read(cls, data: Mapping[str, str]) -> Stamp:
        """From the fields of a form. What is no number is the state of no sheet."""
        return cls(_number(data.get("version")), data.get("client", "")[:MOST_STAMP], _number(data.get("seq")))

    def follows(self, stored: Response) -> bool:
        """Whether nothing would be lost: based on what is stored, or sent later by the one who stored it."""
        if self.client and self.client == stored["client"]:
            return self.seq > int(stored["seq"])
        return self.version == stored["version"]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1


def sheets_of(texts: Sequence[TextView]) -> list[list[str]]:
    """Text ids page by page: each text alone, a source together with its summary.

    Where there are several pairs, a new one begins with a text of the kind the page began with, once it has both.
    """
    pages: list[list[TextView]] = []
    for text in texts:
        kinds = [one["kind"] for one in pages[-1]] if pages else []
        if not kinds or (text["kind"] == kinds[0] and (text["kind"] == "text" or len(set(kinds)) > 1)):
            pages.append([text])
        else:
            pages[-1].append(text)
    return [[one["id"] for one in page] for page in pages]


def layout_of(view: LabView) -> Callable[[int, list[Attempt]], Layout]:
    """Makes the layout of a new run: texts met least often in earlier runs first, else in the author's order."""

    def layout(_seed: int, before: list[Attempt]) -> Layout:
        met = Counter(text for run in before for sheet in _sheets(run) for text in sheet)
        found = sheets_of(view["setup"]["texts"])
        return dict(SheetLayout(sheets=sorted(found, key=lambda sheet: min(met[text] for text in sheet))))

    return layout


def _sheets(run: Attempt) -> list[list[str]]:
    return list(run.layout.get("sheets", ())) if isinstance(run.layout, dict) else []


def sheets(run: Attempt, view: LabView) -> list[Sheet]:
    """The sheets of a run in its order; none when they have been deleted. 1 query."""
    steps = dict(run.answers.exclude(response=None).values_list("slot", "response"))
    return sheets_with(run, view, steps)


def sheets_with(run: Attempt, view: LabView, steps: Mapping[int, Response]) -> list[Sheet]:
    """The same from steps that are known already."""
    texts = {text["id"]: text for text in view["setup"]["texts"]}
    return [Sheet(at + 1, [texts[id] for id in ids], steps.get(at, {})) for at, ids in enumerate(_sheets(run))]


def current(found: Sequence[Sheet]) -> Sheet | None:
    """Where an open run goes on: at the sheet worked on last, or at the first; the next one once it is checked."""
    open_ones = [sheet for sheet in found if not sheet.checked]
    return next((sheet for sheet in reversed(open_ones) if sheet.step), open_ones[0] if open_ones else None)


def read_marks(sheet: Sheet, data: Mapping[str, str]) -> Given:
    """The marks a form holds, in the order of the texts. What the sheet does not offer is left out."""
    found: Given = {}
    for text in sheet.texts:
        ids = [unit["id"] for block in text["blocks"] for unit in block["units"]]
        given = {id: data.get(f"{FIELD}{text['id']}.{id}", "") for id in ids}
        if kept := {id: mark for id, mark in given.items() if mark in text["marks"]}:
            found[text["id"]] = kept
    return found


def keep(marks: Given, stamp: Stamp, *, check: bool = False) -> Change:
    """Store the marks of a sheet, and with `check` for good. A save that does not follow what is stored is refused, as
    is any change of a checked sheet; the same again is a repetition.
    """

    def change(stored: Response | None, now: datetime) -> Response | None:
        if stored is None:
            stored = {"marks": {}, "version": 0, "client": "", "seq": -1}
        same = stored["marks"] == marks
        if "checked_at" in stored:
            return stored if same else None
        if not stamp.follows(stored):
            if not same:
                return None
            if not check:
                return stored
        new = {"marks": marks, "version": stored["version"] + 1, "client": stamp.client, "seq": stamp.seq}
        return new | {"at": now.isoformat()} | ({"checked_at": now.isoformat()} if check else {})

    return change


def held_against(view: LabView, key: LabKey, found: Sequence[Sheet]) -> Marked:
    """What the marks of these sheets came to."""
    setup: Setup = view["setup"] | {"texts": [text for sheet in found for text in sheet.texts]}  # type: ignore[assignment]
    marks = {text: units for sheet in found for text, units in sheet.marks.items()}
    return mark(setup, key["answers"], marks)  # type: ignore[arg-type]


def marked_run(view: LabView, key: LabKey, steps: Mapping[int, Response]) -> Marked:
    """What a whole run came to, from its steps alone: every text of the lab, in the author's order."""
    given = {text: units for step in steps.values() for text, units in step.get("marks", {}).items()}
    return mark(view["setup"], key["answers"], given)  # type: ignore[arg-type]


def counts_of(view: LabView, key: LabKey) -> Callable[[Attempt, Mapping[int, Response]], dict[str, Any] | None]:
    """What a run comes to, for `finish_run`; None while a sheet of an ungraded lab is to be checked."""

    def counts(run: Attempt, steps: Mapping[int, Response]) -> dict[str, Any] | None:
        found = sheets_with(run, view, steps)
        if not found or (not run.graded and not all(sheet.checked for sheet in found)):
            return None
        return {"kind": view["kind"], "texts": len(found)} | tally(held_against(view, key, found))

    return counts


def tally(marked: Marked) -> dict[str, Any]:
    """Counts of a run, in all, by mark and by severity. A target that takes several marks counts under its first.

    "marks" and "severities": name -> [targets, found, under another mark, missed, marked without need].
    """
    marks: dict[str, list[int]] = {}
    severities: dict[str, list[int]] = {}
    for place in marked.places:
        names = place.wanted[:1] or place.given[:1]
        for table, name in ((marks, names[0] if names else ""), (severities, place.severity)):
            if name:
                _add(table.setdefault(name, [0] * 5), place)
    whole = {"found": "found", "other": "other", "missed": "missed", "not_needed": "not-needed"}
    return {
        "targets": marked.targets,
        **{name: len(marked.of(verdict)) for name, verdict in whole.items()},  # type: ignore[arg-type]
        "must_missed": len(marked.failing),
        "percent": marked.percent,
        "marks": marks,
        "severities": severities,
    }


def _add(row: list[int], place: Place) -> None:
    row[0] += bool(place.wanted)
    for at, verdict in enumerate(("found", "other", "missed", "not-needed"), start=1):
        row[at] += place.verdict == verdict
