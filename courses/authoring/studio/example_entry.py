"""One filled-in example: an entry of the Insert menu and of the cheat sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

ID_TO_FILL_IN = re.compile(r"«([a-z0-9-]+)»")
QUESTIONS, PARTS, LABS, TEXT = "Questions", "Quizzes", "Labs", "Text"


@dataclass(frozen=True, slots=True)
class Example:
    """One entry of the menu. `text` ends with one line end; `inline` goes into the line where the cursor is."""

    slug: str
    label: str
    group: str
    text: str
    inline: bool = False
    needs: str = ""  # "source", "term" or "picture": what the course must have first

    @property
    def clean(self) -> str:
        """The text to be read and copied, with the ids as they stand."""
        return ID_TO_FILL_IN.sub(r"\1", self.text)
