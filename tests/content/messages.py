"""The Guide's list of messages: wording from the catalogue, reasons from `notes/why.txt`. Writes the unit when run:

python -m tests.content.messages
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from courses.authoring.compiler_process import FAILURES
from courses.core.compiler.catalogue import CATALOGUE
from courses.core.compiler.catalogue.files import FILES
from courses.core.compiler.catalogue.labs import LABS
from courses.core.compiler.catalogue.prose import PROSE
from courses.core.compiler.catalogue.publishing import PUBLISHING
from courses.core.compiler.catalogue.questions import QUESTIONS
from courses.core.compiler.catalogue.structure import STRUCTURE

GUIDE = Path(__file__).parents[2] / "courses" / "content" / "writing-a-course"
UNIT = "messages"
FILE = f"07-{UNIT}.md"
_PLACE = re.compile(r"\{[a-z_:]+\}")

# Said by the program that reads folders from disk (courses/authoring/folders.py), beside the catalogue.
_FOLDERS: Mapping[str, tuple[str, str]] = {
    "C030": ('The folder "{path}" does not exist.', "Give the path of a course folder"),
    "C031": ('"{name}" cannot be read.', "Change its permissions, or remove it"),
    "C032": ('"{name}" is a link that leaves the folder.', "Put the file itself here"),
    "C033": ("This folder is too large.", "Remove what is not needed"),
    "C034": ('"{name}" is larger than the limit.', "Make it smaller, or remove it"),
    "C035": ('"{name}" lies too many folders deep.', "Move it up"),
    "C036": ("The name of a file is not UTF-8.", "Rename it, with plain letters"),
}
BEYOND: Mapping[str, tuple[str, str]] = {**_FOLDERS, **{code: (said, fix) for code, said, fix in FAILURES.values()}}

SECTIONS: tuple[tuple[str, str, Mapping[str, tuple[str, str]]], ...] = (
    ("Files and front matter", "What a course and its files are called, and the fields on top of them.", FILES),
    ("Headings and blocks", "Where a block begins and ends, its id and its settings.", STRUCTURE),
    ("Questions, quizzes and pools", "What makes a question answerable and fair.", QUESTIONS),
    ("Labs", "Cases, tables, marks and ways.", LABS),
    ("Boxes, pictures, links and sources", "Text that everybody can read, hear and trust.", PROSE),
    ("Publishing", "What the studio asks before a release.", PUBLISHING),
    ("The folder and the check", "Said about a folder on disk, or when the check itself could not finish.", BEYOND),
)
HEAD = f"""---
id: {UNIT}
title: Every message and what to do
summary: Each code that the checker can give, what to do about it, and why. To look things up.
minutes: 1
objectives: [o1]
competency: write-courses
---

Nobody needs to read this page from top to bottom.
It is a list and far too long for a unit, so the checker warns about it (W051), and we let it.
In the studio, “Why?” beside a message brings you to its entry.
A code with C keeps you from publishing; one with W asks you to look, and lets you decide.
An ellipsis stands for what the checker fills in from your text.

If you are here to finish the course, press “Finish unit” at the end, and come back when a message sends you.

"""

# Where "…" in place of a value would not read well.
_VALUES: Mapping[str, Mapping[str, str]] = {
    "C001": {"fields": "title, summary and minutes"},
    "C003": {"number": "7", "reason": 'a value may not contain ": " without quotes', "fix": "Put the value in quotes"},
    "C005": {"fix": "Correct the name, or remove the field"},
    "C007": {"kind": "a whole number", "value": "about 8", "field": "minutes", "sample": "`8`"},
    "C009": {"number": "02", "first": "02-a.md", "second": "02-b.md"},
    "C015": {"tag": "<b>", "fix": "Use `**bold**`"},
    "C016": {"name": "2 Dates.md", "sample": "02-dates.md", "fix": "Rename it"},
    "C017": {"byte": "0x92", "origin": ", probably from Word"},
    "C018": {"what": "many brackets open at once"},
    "C019": {"what": "This text", "size": "240 kB", "limit": "200 kB", "fix": "Split it up"},
    "C022": {"reason": "too many levels"},
    "C060": {"known": "the roles of this site"},
    "W050": {"sum": "22", "said": "16"},
    "W051": {"minutes": "12", "work": "words, questions and cases"},
    "W057": {"hours": "0.5", "minutes": "16", "most": "0.25"},
    "C010": {"at": "3"},
    "C011": {"number": "40"},
    "C101": {"first": "6", "second": "8"},
    "C102": {"fix": "Write the name of a kind, or take the backticks out of the heading"},
    "C103": {"name": "Single choice", "what": "question", "sample": "first-negative"},
    "C104": {"also": ""},
    "C105": {"place": "question"},
    "C106": {"article": "A", "part": "Case", "whole": "Reliance lab"},
    "C107": {"number": "88"},
    "C109": {"old": "Number", "new": "Matching"},
    "C111": {"fix": "Correct the name, or remove the line"},
    "C114": {"choices": "one of the values it can have"},
    "C126": {"home": "another block", "place": "this one"},
    "C127": {"number": "30"},
    "W136": {"people": "Twenty", "sample": "`dose`"},
    "C132": {"first": "52"},
    "C134": {"said": "3", "right": "two options are", "count": "2"},
    "C140": {"value": "about 8"},
    "W141": {"value": "8.33", "short": "8.3", "tolerance": "0.05"},
    "C142": {"low": "11", "high": "9"},
    "C143": {"value": "90 ± 1", "first": "52"},
    "C151": {"name": "Ordering", "what": "check boxes"},
    "C153": {"fix": "Add rows"},
    "C154": {"columns": "3 columns", "whole": "matching", "needs": "2"},
    "C156": {"count": "nine"},
    "C158": {"first": "12", "other": "01-dates.md"},
    "C159": {"name": "A rating"},
    "W145": {"text": "All of the above"},
    "W162": {"sentence": "Leave out names, dates and anything else that could identify a patient."},
    "C172": {"path": "pools/…", "fix": "Add the file, or name one that exists"},
    "C173": {"draw": "3", "size": "2"},
    "W175": {"draw": "2", "size": "2"},
    "C178": {"entry": "5 pharmacist"},
    "C179": {"role": "manager"},
    "C180": {"role": "gp"},
    "C182": {"draw": "3", "size": "2", "whom": "reception", "sample": "reception 2"},
    "W183": {"draw": "2", "size": "2", "whom": "reception"},
    "W184": {"whom": "reception"},
    "C177": {"path": "pools/…"},
    "C202": {"name": "correct"},
    "C203": {"fix": "Name one of the decisions"},
    "C206": {"all": "right", "one": "wrong"},
    "C208": {"value": "3%"},
    "W207": {"wrong": "5", "total": "6"},
    "W209": {"wrong": "70%", "right": "90%"},
    "W210": {"longest": "9", "total": "12"},
    "C211": {"name": "Specificity", "value": "0.9"},
    "C212": {"fix": "Name one of the presets"},
    "C214": {"low": "78%", "high": "90%"},
    "C221": {"fix": "Name one of the marks"},
    "C222": {"fix": "Name one of the marks"},
    "C233": {"fix": "Name a step or ending that exists"},
    "C234": {"part": "Step"},
    "C237": {"part": "Step", "number": "116"},
    "C238": {"kind": "lab", "fix": "Name a lab of the same kind"},
    "C239": {"count": "Six"},
    "C240": {"draw": "6", "size": "4"},
    "C242": {"part": "case"},
    "W304": {"count": "Three"},
    "C402": {"alt": "image.png"},
    "C403": {"path": "images/…", "fix": "Add the file, or name one that exists"},
    "C406": {"path": "images/…", "size": "2.1 MB"},
    "C407": {"what": "the script", "path": "images/…"},
    "W408": {"path": "images/…"},
    "C409": {"path": "images/…"},
    "C420": {"fix": "Link to a unit, the glossary, `https://` or `mailto:`"},
    "W421": {"text": "here"},
    "W521": {"first": "12", "last": "19"},
    "W701": {"since": ""},
    "C702": {"number": "6"},
    "C703": {"number": "7", "doing": "editing"},
    "W704": {"people": "14 people have", "number": "6"},
    "C040": {"seconds:g": "10"},
}


def _reasons() -> dict[str, str]:
    """Code → why, by hand: one line each in the notes of the Guide, which are never published."""
    lines = (GUIDE / "notes" / "why.txt").read_text("utf-8").splitlines()
    return {code: why for code, _, why in (line.partition(" ") for line in lines)}


WHY: Mapping[str, str] = _reasons()


def filled(code: str, wording: str) -> str:
    """The wording with sample values, or an ellipsis, where the checker puts those of the text."""
    values = {"guess": "", **_VALUES.get(code, {})}
    return _PLACE.sub(lambda match: values.get(match.group()[1:-1], "…"), wording).replace("**", "")


def entry(code: str, message: str, fix: str) -> str:
    """One entry. The heading is the code alone, so that its address is the code."""
    do = filled(code, fix)
    lines = [f"**{filled(code, message)}**", do if do.endswith(".") else f"{do}.", WHY.get(code, "")]
    return f"### {code}\n\n" + "".join(f"{line}\n" for line in lines if line not in ("", "…."))


def _parts() -> Iterator[str]:
    for title, opening, codes in SECTIONS:
        yield f"## {title}\n\n{opening}\n"
        for code in sorted(codes, key=lambda code: code[1:]):
            yield entry(code, *codes[code])


def text() -> str:
    """The whole unit, as it stands in the folder."""
    return HEAD + "\n".join(_parts())


if __name__ == "__main__":
    (GUIDE / FILE).write_text(text(), "utf-8")
    print(f"{FILE}: {len(CATALOGUE) + len(BEYOND)} messages")
