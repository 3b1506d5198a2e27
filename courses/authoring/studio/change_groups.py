"""Changes in the order a person reads them: page by page, thing by thing, with the text of each page side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.authoring.class_words import NAMES
from courses.authoring.studio.comparing import Row, side_by_side
from courses.core.changes import RISING, Change, Content
from courses.core.changes.units import page_passages

NO_TEXT: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything that changed in one question, lab, unit, quiz or fact of the course."""

    id: str
    thing: str
    kind: str
    changes: tuple[Change, ...]
    said: str = ""  # what its author says about it: wording, correction, another

    @property
    def label(self) -> str:
        """Of what kind it is, in words: "Single choice", "Unit", "Title"."""
        if self.kind:
            return self.kind.replace("-", " ").capitalize()
        return {"unit": _("Unit"), "quiz": _("Quiz")}.get(self.thing, _("Course"))

    @property
    def class_name(self) -> str:
        """The highest class among its changes, as long as nobody has said anything about it."""
        return str(NAMES[max((one.change_class for one in self.changes), key=RISING.index)])

    @property
    def shown(self) -> list[Change]:
        """The changes that have a text before or after."""
        return [one for one in self.changes if one.before or one.after]

    @property
    def asks(self) -> Change | None:
        """The change about which its author is asked, if any. A question asks once: a changed answer comes first."""
        asked = sorted((one for one in self.changes if one.asks), key=lambda one: one.asks != "answer")
        return asked[0] if asked else None


@dataclass(frozen=True, slots=True)
class Page:
    """One unit or quiz, or the course itself ("")."""

    id: str
    title: str
    things: tuple[Thing, ...]
    text: tuple[Row, ...]  # the text between its questions, before and after; empty when it did not change


def pages(
    changes: Iterable[Change], before: Content | None, after: Content, said: Mapping[str, str] | None = None
) -> list[Page]:
    """Changes grouped by page and thing, in the order they come."""
    by_page: dict[str, dict[tuple[str, str], list[Change]]] = {}
    for change in changes:
        by_page.setdefault(change.unit, {}).setdefault((change.thing, change.id), []).append(change)
    titles = {**(_titles(before) if before else {}), **_titles(after)}
    texts = [_texts(content) for content in (before, after)]
    made = []
    for page, things in by_page.items():
        old, new = (text.get(page, NO_TEXT) for text in texts)
        rows = tuple(side_by_side("\n".join(old), "\n".join(new))) if old != new else ()
        found = tuple(
            Thing(id, thing, all_[0].kind, tuple(all_), (said or {}).get(id, ""))
            for (thing, id), all_ in things.items()
        )
        made.append(Page(page, titles.get(page, ""), found, rows))
    return made


def _titles(content: Content) -> dict[str, str]:
    listed = [*content.structure["units"], *content.structure["quizzes"]]
    return {one["id"]: one["title"] for one in listed}


def _texts(content: Content | None) -> Mapping[str, Sequence[str]]:
    return {unit["id"]: page_passages(unit) for unit in content.units} if content else {}
