"""The courses exactly as they were taught: releases, reviews, outlines with sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.models import Release
from courses.authoring.quiz_words import told_to_all
from courses.certificates.models import PracticeReview
from courses.core.document import QuizSummary, Structure
from courses.learning.rules import graded_quizzes
from courses.oversight.packs.people import title_of
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table
from courses.training.paths import units_in_checks


def releases(scope: Scope) -> Table:
    """The release that stood on the day for each course, and every one published in the period. 1 query."""
    stood = {one.pk for one in scope.everybody.courses}
    titles = {one.course_id: title_of(one) for one in scope.everybody.courses}
    found = Release.objects.filter(course__in=titles, at__lt=scope.end).defer("structure", "was")
    shown = [one for one in found.order_by("course", "number") if one.pk in stood or one.at >= scope.begin]
    shown.sort(key=lambda one: (titles[one.course_id].casefold(), one.course_id, one.number))
    zone = scope.practice.zone
    rows = [
        (titles[one.course_id], one.number, one.at.astimezone(zone).date(), one.change_class,
         _("yes") if one.pk in stood else "", one.note, one.sha256)
        for one in shown
    ]  # fmt: skip
    return Table(
        "course-releases",
        _("Releases"),
        (
            Column(_("Course"), 2.2), Column(_("Release"), 0.7), Column(_("Published"), 1), Column(_("Change"), 1),
            Column(_("Stood on the day"), 0.8), Column(_("Note"), 2.4), Column("SHA-256", 0),
        ),
        rows,
        _("No course was asked for."),
        _(
            "A release never changes: a fault is mended by the next one. The digest covers everything that "
            "is taught and marked."
        ),
    )  # fmt: skip


def own_reviews(scope: Scope) -> list[PracticeReview]:
    """The practice's own clinical reviews of these courses by the end of the day. 1 query."""
    rows = PracticeReview.objects.filter(
        practice=scope.practice, release__course__in=scope.course_ids, at__lt=scope.end
    ).select_related("release")
    return list(rows.defer("release__structure", "release__was").order_by("release__course", "release__number", "pk"))


def reviews(scope: Scope, own: list[PracticeReview]) -> Table:
    titles = {one.course_id: title_of(one) for one in scope.everybody.courses}
    rows: list[tuple[Any, ...]] = []
    for release in scope.everybody.courses:
        for one in release.structure["reviewers"]:
            day = date.fromisoformat(one["date"])
            rows.append((title_of(release), release.number, _("for everybody"), one["name"], one["role"], day, ""))
    for review in own:
        gone = review.withdrawn_at is not None and review.withdrawn_at < scope.end
        rows.append(
            (
                titles[review.release.course_id], review.release.number, _("for this practice"), review.name,
                review.role, review.reviewed_on, _("withdrawn") if gone else "",
            )
        )  # fmt: skip
    return Table(
        "reviews",
        _("Clinical reviews"),
        (
            Column(_("Course"), 2.4), Column(_("Release"), 0.8), Column(_("For whom"), 1.3), Column(_("Name"), 1.8),
            Column(_("Role"), 1.6), Column(_("Day"), 1.2), Column(_("State"), 1),
        ),
        rows,
        _("None of these courses has a recorded clinical review."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    title: str
    minutes: int
    required: bool
    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """One course as taught. `reviewed`: who reviewed it, in words; empty when nobody has."""

    title: str
    slug: str
    number: int
    published: date
    sha256: str
    minutes: int
    valid: str
    review_by: date
    reviewed: tuple[str, ...]
    competencies: tuple[str, ...]
    units: tuple[Unit, ...]
    may_be_skipped: tuple[str, ...]  # titles of units that a start check asks about
    quizzes: tuple[str, ...]
    sources: tuple[tuple[str, str, str], ...]  # (title and publisher, published, checked)


def outlines(scope: Scope, own: list[PracticeReview]) -> list[Outline]:
    return [_outline(scope, release, own) for release in scope.everybody.courses]


def reviewers_of(scope: Scope, release: Release, own: list[PracticeReview]) -> tuple[str, ...]:
    """Whose names stand under this very release, for everybody or for the practice."""
    site = [f"{one['name']}, {one['role']}, {one['date']}" for one in release.structure["reviewers"]]
    here = [
        _("%(name)s, %(role)s, %(day)s, for this practice")
        % {"name": one.name, "role": one.role, "day": one.reviewed_on.isoformat()}
        for one in own
        if one.release_id == release.pk and (one.withdrawn_at is None or one.withdrawn_at >= scope.end)
    ]
    return (*site, *here)


def _outline(scope: Scope, release: Release, own: list[PracticeReview]) -> Outline:
    whole = release.structure
    months = whole["valid_for_months"]
    aims = whole["objectives"]
    return Outline(
        title=whole["title"],
        slug=whole["id"],
        number=release.number,
        published=release.at.astimezone(scope.practice.zone).date(),
        sha256=release.sha256,
        minutes=whole["minutes"],
        valid=_("%(months)s months") % {"months": months} if months else _("does not run out"),
        review_by=date.fromisoformat(whole["review_by"]),
        reviewed=reviewers_of(scope, release, own),
        competencies=tuple(whole["competencies"].values()),
        units=tuple(
            Unit(one["title"], one["minutes"], one["required"], tuple(aims[aim] for aim in one["objectives"]))
            for one in whole["units"]
        ),
        may_be_skipped=tuple(one["title"] for one in whole["units"] if one["id"] in units_in_checks(whole["id"])),
        quizzes=tuple(_quiz(one, whole) for one in graded_quizzes(whole)),
        sources=tuple(
            (", ".join(filter(None, (one["title"], one["publisher"]))), one["published"], one["checked"])
            for one in whole["sources"]
        ),
    )


def _quiz(quiz: QuizSummary, course: Structure) -> str:
    words = _("%(title)s: %(count)s, pass mark %(mark)s%%") % {
        "title": quiz["title"], "count": told_to_all(quiz, course).count, "mark": quiz["pass_mark"],
    }  # fmt: skip
    many = quiz["attempts"]
    return words + ("" if many is None else _(", at most %(many)s tries") % {"many": many})
