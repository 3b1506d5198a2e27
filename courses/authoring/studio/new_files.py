"""A new file of a course, with its front matter filled in from what the course says already."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection

from courses.core.document import Folder

KINDS = ("unit", "quiz", "pool", "glossary")
_NUMBER = re.compile(r"([0-9]{2,3})-[^/]*\.md")
_FIRST_OBJECTIVE = re.compile(r"^objectives:[ \t]*\n(?:[ \t]*\n)*[ \t]+([a-z0-9-]+):", re.MULTILINE)
_FIRST_COMPETENCY = re.compile(r"^competencies:[ \t]*\n(?:[ \t]*\n)*[ \t]+([a-z0-9-]+):", re.MULTILINE)
SITE_COMPETENCY = "site:k1"

UNIT = """---
title: {title}
summary: One sentence for the course page.
minutes: 5
objectives: [{objective}]
competency: {competency}
---

## Begin with a case

Tell in two or three sentences what happened to whom.
Everybody here is invented.

### Single choice `{id}`
objective: {objective}

What would you do first?

- [x] `look` Look at the patient's own words again
  > Yes. The advice can wait.
- [ ] `follow` Follow the advice
  > First find out whether it fits this patient.

**Explanation:** Decide first. Then the advice has something to be compared with.
"""
QUIZ = """---
kind: assessment
title: {title}
summary: What is asked at the end of the course.
minutes: 3
objectives: [{objective}]
competency: {competency}
---

## Quiz `{id}`
kind: graded
pass-mark: 80%
feedback: end

### True or false `{id}-first`
objective: {objective}

Advice from a tool is a reason, not a decision.

- [x] True
- [ ] False
  > Whoever signs decides.
"""
POOL = """---
kind: pool
title: {title}
---

### True or false `{id}-first`

A tool that is right nine times in ten is right for the patient before you.

- [ ] True
  > It may be right in other patients than yours.
- [x] False

### True or false `{id}-second`

A tool can be sure and wrong at once.

- [x] True
- [ ] False
  > How sure it says it is and how often it is right are two things.
"""
GLOSSARY = """---
title: {title}
---

## A word

What it means, in one sentence.
"""
TEXTS = {"unit": UNIT, "quiz": QUIZ, "pool": POOL, "glossary": GLOSSARY}


def new_file(kind: str, title: str, folder: Folder, taken: Collection[str]) -> tuple[str, str]:
    """Path and text of a new file. `taken` are ids in use. A glossary has one place only."""
    course = folder.files.get("course.md", b"").decode("utf-8", "replace")
    words = _slug(title) or kind
    objective = _FIRST_OBJECTIVE.search(course)
    competency = _FIRST_COMPETENCY.search(course)
    text = TEXTS[kind].format(
        title=_yaml(title),
        id=_free(words[:30].strip("-"), taken),
        objective=objective.group(1) if objective else "o1",
        competency=competency.group(1) if competency else SITE_COMPETENCY,
    )
    return _path(kind, words, folder), text


def _path(kind: str, words: str, folder: Folder) -> str:
    if kind == "glossary":
        return "glossary.md"
    if kind == "pool":
        return f"pools/{_free(words, {path[6:-3] for path in folder.files if path.startswith('pools/')})}.md"
    numbers = [int(found.group(1)) for path in folder.files if (found := _NUMBER.fullmatch(path))]
    return f"{max(numbers, default=0) + 1:02d}-{words}.md"


def _free(words: str, taken: Collection[str]) -> str:
    """`words` or, where it is taken, words-2, words-3, … At least two characters that begin with a letter."""
    base = words if re.match(r"[a-z][a-z0-9-]", words) else f"q-{words}".rstrip("-")
    candidate, number = base, 2
    while candidate in taken or f"{candidate}-first" in taken:
        candidate, number = f"{base}-{number}", number + 1
    return candidate


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")


def _yaml(title: str) -> str:
    """The title as a YAML value: in quotes where a plain one could be read as something else."""
    return (
        title
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9 ,.()'’–-]*", title) and title != "null"
        else json.dumps(title, ensure_ascii=False)
    )
