"""The Markdown samples of a course text, and a small course round each of them in which it can be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from courses.core.document import Folder

_FENCE = re.compile(r"^(`{3,})markdown\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"\b[CW][0-9]{3}\b")
_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><rect width="9" height="9"/></svg>'
)
COURSE = """---
format: 1
id: small
title: A small course
summary: The course round a sample.
language: en-GB
audience: [gp, practice-nurse, pharmacist]
minutes: 12
competencies:
  safe-notes: Sign notes that are right
objectives:
  o1: Find three places where a draft goes wrong
pass-mark: 75%
valid-for-months: never
review-by: 2027-06-30
authors: [Aisha Malik]
sources:
  scribe-study:
    title: An invented study of scribes
    url: https://example.org/study
---

Welcome.
"""
UNIT = """---
title: A sample
summary: What the sample stands in.
minutes: 6
objectives: [o1]
competency: safe-notes
---

"""
QUESTION = """### Single choice `{id}`
objective: {objective}

Which is right?

- [x] This one
- [ ] That one

**Explanation:** It is.
"""
OTHER_UNIT = UNIT.replace("A sample", "The second unit") + "Cited [@scribe-study].\n\n" + QUESTION
POOL = "---\nkind: pool\ntitle: A pool\ncompetency: safe-notes\n---\n\n"
GLOSSARY = "---\ntitle: Glossary\n---\n\n## Omission\n\nSomething left out.\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """One fenced sample. `codes` are those its introduction names: the problems it must give, and no others."""

    file: str
    line: int
    text: str
    codes: frozenset[str]

    def folder(self) -> Folder:
        """The sample in a course that has no problem of its own."""
        files = {
            "course.md": COURSE,
            "01-sample.md": UNIT + "Something to begin with.\n",
            "02-dates.md": OTHER_UNIT.format(id="of-the-small-course", objective="o1"),
            "glossary.md": GLOSSARY,
            "pools/notes.md": POOL + "\n".join(QUESTION.format(id=f"drawn-{n}", objective="o1") for n in range(4)),
        }
        if not self.text.startswith("---\n"):
            files["01-sample.md"] = UNIT + self.text
        else:
            fields = yaml.safe_load(self.text.split("---\n")[1])
            files |= self._whole(fields)
        assets = dict.fromkeys(re.findall(r"\((images/[a-z-]+\.svg)", self.text), _PICTURE)
        return Folder("small", {path: text.encode() for path, text in files.items()} | assets)

    def _whole(self, fields: dict[str, object]) -> dict[str, str]:
        """The files that a sample with front matter stands for."""
        if "format" in fields:
            return {"course.md": self.text.replace(f"id: {fields['id']}\n", "id: small\n", 1), **_units_of(fields)}
        if fields.get("kind") == "pool":
            return {"pools/notes.md": self.text}
        return {"01-sample.md": self.text}


def _units_of(fields: dict[str, object]) -> dict[str, str]:
    """Units that have what a course.md promises: its minutes, every objective asked, every source cited."""
    objectives, sources = dict(fields["objectives"]), dict(fields.get("sources") or {})  # type: ignore[call-overload]
    cited = "".join(f"Cited [@{source}].\n\n" for source in sources)
    asked = "\n".join(QUESTION.format(id=f"about-{one}", objective=one) for one in objectives)
    competencies = dict(fields.get("competencies") or {})  # type: ignore[call-overload]
    head = UNIT.replace("competency: safe-notes", f"competency: {next(iter(competencies))}")
    minutes = int(str(fields["minutes"]))
    first = head.replace("minutes: 6", f"minutes: {minutes - 6}")
    pool = POOL.replace("safe-notes", next(iter(competencies))) + QUESTION.format(id="drawn", objective="o1")
    return {"01-sample.md": first + cited + asked, "02-dates.md": head + "The rest.\n", "pools/notes.md": pool}


def samples(file: str, text: str) -> Iterator[Sample]:
    """Every sample of a text. The line that stands before the fence names the codes of a sample with a mistake."""
    for match in _FENCE.finditer(text):
        before = text[: match.start()].rstrip().rsplit("\n", 1)[-1]
        codes = frozenset(_CODE.findall(before))
        yield Sample(file, text.count("\n", 0, match.start()) + 1, match.group(2), codes)
