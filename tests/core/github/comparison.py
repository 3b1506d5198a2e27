"""Many texts rendered by both, counted: how many our format allows, and how many of these come out alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.core.github.pages import github, ours, refused

REASONS = {
    "C010": "tab",
    "C011": "fence never closed",
    "C012": "heading of level 1",
    "C013": "line of - or = under text",
    "C014": "heading without a space",
    "C015": "HTML",
    "C018": "too dense",
    "C020": "control character",
    "C125": "task list outside a question",
}


@dataclass
class Comparison:
    total: int = 0
    agree: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # problem code → texts that our format does not allow
    differ: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # name → text, our outline, GitHub's

    @property
    def summary(self) -> str:
        allowed = self.agree + len(self.differ)
        why = ", ".join(f"{REASONS[code]} {count}" for code, count in self.refused.most_common())
        return f"{self.agree} of {allowed} allowed examples ({self.total - allowed} excluded: {why or 'none'})"


def compare(cases: Iterable[tuple[str, str]]) -> Comparison:
    """`cases` are (name, Markdown)."""
    made = Comparison()
    for name, text in cases:
        made.total += 1
        if code := refused(text):
            made.refused[code] += 1
            continue
        left, right = ours(text), github(text)
        if left == right:
            made.agree += 1
        else:
            made.differ[name] = (text, left, right)
    return made
