"""What each release asks, and what changed about its questions: read once, since releases never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.core.cache import caches

from courses.authoring import changes
from courses.authoring.models import Correction, Release, ReleaseUnit
from courses.core.changes import settled
from courses.core.changes.words import plain
from courses.core.document import Option, Question
from courses.oversight.item_series import Step

rendered = caches["rendered"]  # each process keeps its own
MAY_RESTART = frozenset({"meaning", "removal"})  # classes of a release that can hold a change of meaning


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a release asks it, without its key."""

    id: str
    kind: str
    page: str  # the unit or quiz it stands in …
    page_title: str
    graded: bool  # … and whether that is a graded quiz
    drawn: bool  # from a pool: not everybody gets it
    stem: str  # plain text
    html: str  # the same as its author laid it out, sanitised when it was compiled
    options: tuple[Option, ...]
    left: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One change of a question, as a release made it."""

    id: str  # in the newer release
    words: str
    new_meaning: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """One release of a course with all that the figures need of it."""

    pk: int
    number: int
    at: datetime
    asked: Mapping[str, Asked]
    corrects: frozenset[str]


def editions(releases: Sequence[Release]) -> list[Edition]:
    """These releases, oldest first. 2 queries at most; 1 once every release has been read."""
    names = {release.pk: f"items-asked:{release.pk}:{release.sha256}" for release in releases}
    kept = rendered.get_many(names.values())
    missing = [release.pk for release in releases if names[release.pk] not in kept]
    if missing:
        fresh = _read(missing)
        rendered.set_many({names[pk]: asked for pk, asked in fresh.items()})
        kept |= {names[pk]: asked for pk, asked in fresh.items()}
    rows = Correction.objects.filter(release__in=[release.pk for release in releases])
    corrected = {release: frozenset(questions) for release, questions in rows.values_list("release", "questions")}
    return [
        Edition(one.pk, one.number, one.at, kept[names[one.pk]], corrected.get(one.pk, frozenset())) for one in releases
    ]


def _read(pks: Sequence[int]) -> dict[int, dict[str, Asked]]:
    rows = ReleaseUnit.objects.filter(release__in=pks).order_by("release", "position", "pk")
    found: dict[int, dict[str, Asked]] = {pk: {} for pk in pks}
    for release, kind, learner in rows.values_list("release", "kind", "learner").iterator(chunk_size=50):
        placed = _of_quiz(learner) if kind == ReleaseUnit.Kind.QUIZ else _of_unit(learner)
        found[release] |= {one.id: one for one in placed}
    return found


def _of_unit(unit: Mapping[str, Any]) -> Iterator[Asked]:
    for step in unit["steps"]:
        for block in step["blocks"]:
            if block["type"] == "question":
                yield _asked(block["question"], unit, graded=False, drawn=False)


def _of_quiz(quiz: Mapping[str, Any]) -> Iterator[Asked]:
    for section in quiz["sections"]:
        for question in section["questions"]:
            yield _asked(question, quiz, graded=True, drawn=section["draw"] is not None)


def _asked(question: Question, page: Mapping[str, Any], *, graded: bool, drawn: bool) -> Asked:
    return Asked(
        id=question["id"],
        kind=question["kind"],
        page=str(page["id"]),
        page_title=str(page["title"]),
        graded=graded,
        drawn=drawn,
        stem=" ".join(plain(question["stem"]).split()),
        html=question["stem"],
        options=tuple(question.get("options", [])),
        left=tuple(question.get("left", [])),
    )


def changed(releases: Sequence[Release], *, only_restarts: bool) -> dict[int, tuple[Said, ...]]:
    """Release number → what it changed about questions, against the one before.

    `only_restarts` looks only where a meaning may have changed: a release has the highest class among its changes. Each
    pair of releases is compared once in the life of this process, with 5 queries.
    """
    pairs = [
        (older, newer) for older, newer in pairwise(releases) if not only_restarts or newer.change_class in MAY_RESTART
    ]
    names = {newer.number: f"items-changed:{older.pk}:{newer.pk}:{newer.sha256}" for older, newer in pairs}
    kept = rendered.get_many(names.values())
    fresh = {newer.number: _said(older, newer) for older, newer in pairs if names[newer.number] not in kept}
    rendered.set_many({names[number]: said for number, said in fresh.items()})
    return fresh | {number: kept[name] for number, name in names.items() if name in kept}


def _said(older: Release, newer: Release) -> tuple[Said, ...]:
    told = changes.said_of(newer)
    found = (settled(change, told) for change in changes.between(older, newer))
    return tuple(
        Said(one.id, one.words, one.change_class == "meaning") for one in found if one.thing in ("question", "lab")
    )


def steps(releases: Sequence[Release], known: Sequence[Edition], said: Mapping[int, Sequence[Said]]) -> list[Step]:
    """The releases as courses.oversight.item_series takes them."""
    return [
        Step(
            number=release.number,
            at=release.at,
            ids=list(edition.asked),
            was=release.was,
            new_meaning=frozenset(one.id for one in said.get(release.number, ()) if one.new_meaning),
        )
        for release, edition in zip(releases, known, strict=True)
    ]
