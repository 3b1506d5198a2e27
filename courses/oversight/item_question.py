"""One question: its figures, the answers people gave, how it changed over the releases, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

from courses.authoring.models import DraftFile, ReleaseKey
from courses.core.changes.options import matched
from courses.core.compiler.headings import read_heading
from courses.core.document import Key, Question, Response
from courses.core.measures.answers_given import Group, adds_up, given, groups
from courses.core.measures.small_groups import LEAST_TO_JUDGE, shown_counts
from courses.oversight.item_answers import Target, responses
from courses.oversight.item_queries import Book, book, gather
from courses.oversight.item_releases import Asked
from courses.oversight.item_rows import Row, row
from courses.oversight.item_series import Era, Series
from courses.people.models import User


class NoQuestion(LookupError):
    """No release of the course has a question of this id, or it had no such meaning."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer with the number of people who gave it first; None where that stays hidden."""

    group: Group
    count: int | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A time in which the question meant the same. `until` is None while it lasts."""

    number: int
    since: datetime
    until: datetime | None
    first: int  # its releases
    last: int
    corrected: bool  # it began with a correction
    because: Sequence[str]  # what changed, [] for the first


@dataclass(frozen=True, slots=True)
class Event:
    """What one release did to the question."""

    release: int
    at: datetime
    words: Sequence[str]
    restarts: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Everything the page of one question shows. `place` is (file, line) in the draft, None where it is not found."""

    book: Book
    row: Row
    asked: Asked
    chapter: Chapter
    chapters: Sequence[Chapter]
    history: Sequence[Event]
    answers: Sequence[Answered]  # [] below 20 people, and where only a text is written
    n_answers: int
    add_up: bool
    gone_at: datetime | None  # when a release took it out
    place: tuple[str, int] | None


def item(user: User, slug: str, name: str, *, chapter: int | None = None) -> Item:
    """One question by any id it ever had, over its newest meaning or that of the `chapter` asked for.

    At most 12 queries whatever the number of people and questions, besides the comparison of releases that this process
    has not compared yet. Raises Course.DoesNotExist for everybody who may not edit the course, NoQuestion for an id or
    a chapter that there never was.
    """
    found = book(user, slug, all_changes=True)
    series = _series(found, name)
    number = chapter or len(series.eras)
    if not 1 <= number <= len(series.eras):
        raise NoQuestion(chapter)
    era = series.eras[number - 1]
    others = [one for one in found.series if one is not series]
    targets = [_target(found, era), *(_target(found, one.eras[-1]) for one in others)]
    tally = gather(found, targets, found.oldest, found.newest, keep=0).tallies[0]
    key = _key(found, era)
    said = responses(found.course.pk, tally) if tally.n >= LEAST_TO_JUDGE else []
    chapters = list(_chapters(found, series))
    return Item(
        book=found,
        row=row(series, targets[0], tally, 0),
        asked=targets[0].asked,
        chapter=chapters[number - 1],
        chapters=chapters,
        history=list(_history(found, series)),
        answers=_answers(found, era, targets[0].asked, key, said),
        n_answers=len(said),
        add_up=adds_up(targets[0].asked.kind),
        gone_at=_gone_at(found, series),
        place=_place(found, series.name),
    )


def _series(found: Book, name: str) -> Series:
    """By its newest id; else by one it had before."""
    for one in found.series:
        if one.name == name:
            return one
    for one in reversed(found.series):
        if name in one.ids:
            return one
    raise NoQuestion(name)


def _target(found: Book, era: Era) -> Target:
    return Target(era, found.edition(era.last).asked[era.names[era.last]])


def _key(found: Book, era: Era) -> Key:
    """The marking key of the era's newest release. 1 query."""
    keys = ReleaseKey.objects.values_list("key", flat=True).get(release=found.edition(era.last).pk)
    return cast("Key", keys[era.names[era.last]])


def _answers(found: Book, era: Era, asked: Asked, key: Key, said: Sequence[tuple[int, Response]]) -> list[Answered]:
    if not said:
        return []
    known = groups(cast("Question", {"options": asked.options, "left": asked.left}), key)
    counts = dict.fromkeys((group.id for group in known), 0)
    names = _renames(found, era)
    for number, response in said:
        for one in given(key, _renamed(response, names.get(number, {}))):
            if one in counts:
                counts[one] += 1
    shown = shown_counts(list(counts.values()), add_up=adds_up(asked.kind))
    return [Answered(group, count) for group, count in zip(known, shown, strict=True)]


def _renames(found: Book, era: Era) -> dict[int, dict[str, str]]:
    """Release number → its ids of options as the era's newest release calls them: rewording may give new ids."""
    asked = [(number, found.edition(number).asked[name]) for number, name in era.names.items()]
    names: dict[int, dict[str, str]] = {}
    later: dict[str, str] = {}
    for (_newer, after), (number, before) in pairwise(reversed(asked)):
        step: dict[str, str] = {}
        for old, new in ((before.options, after.options), (before.left, after.left)):
            if old != new:
                step |= matched(old, new).renamed
        later = {**later, **{old: later.get(new, new) for old, new in step.items()}}
        names[number] = later
    return names


def _renamed(response: Response, names: Mapping[str, str]) -> Response:
    """An answer with its options under other ids. Texts and figures are left alone."""
    if not names:
        return response
    changed: dict[str, Any] = dict(response)
    for field in ("choice", "choices", "order", "pairs"):
        value = response.get(field)
        if isinstance(value, str):
            changed[field] = names.get(value, value)
        elif isinstance(value, list):
            changed[field] = [names.get(one, one) for one in value]
        elif isinstance(value, dict):
            changed[field] = {names.get(a, a): names.get(b, b) for a, b in value.items()}
    return changed


def _chapters(found: Book, series: Series) -> Iterator[Chapter]:
    ends: list[datetime | None] = [later.began for later in series.eras[1:]]
    for era, until in zip(series.eras, [*ends, _gone_at(found, series)], strict=True):
        name = era.names[era.first]
        yield Chapter(
            number=era.number,
            since=era.began,
            until=until,
            first=era.first,
            last=era.last,
            corrected=era.number > 1 and name in found.edition(era.first).corrects,
            because=[one.words for one in found.said.get(era.first, ()) if one.id == name and one.new_meaning],
        )


def _gone_at(found: Book, series: Series) -> datetime | None:
    last = series.eras[-1].last
    return next((release.at for release in found.releases if release.number > last), None)


def _history(found: Book, series: Series) -> Iterator[Event]:
    """Newest first. The first release that asked it stands at the end."""
    begins = {era.first for era in series.eras if era.number > 1}
    names = {number: name for era in series.eras for number, name in era.names.items()}
    first = series.eras[0].first
    for number in sorted(names, reverse=True):
        edition = found.edition(number)
        words = [one.words for one in found.said.get(number, ()) if one.id == names[number]]
        corrected = names[number] in edition.corrects
        if words or corrected or number in begins or number == first:
            yield Event(number, edition.at, [] if number == first else words, number in begins, corrected)


def _place(found: Book, name: str) -> tuple[str, int] | None:
    """File and line of the question's heading in the draft. 1 query, none without a draft."""
    draft = getattr(found.course, "draft", None)
    if draft is None:
        return None
    rows = DraftFile.objects.filter(draft=draft, path__endswith=".md").order_by("path").values_list("path", "data")
    needle = f"`{name}`".encode()
    for path, data in rows:
        if needle in bytes(data):
            line = _line(bytes(data).decode("utf-8", "replace"), name)
            if line:
                return path, line
    return None


def _line(text: str, name: str) -> int:
    """The line of a question's heading, from 1; 0 when it is not there. What stands in a code fence is no heading."""
    fenced = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.startswith("```"):
            fenced = not fenced
        heading = None if fenced else read_heading(line)
        if heading and heading.id == name and heading.role == "question":
            return number
    return 0
