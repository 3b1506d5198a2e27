"""What answers say about the questions of a course, for those who write it. Counts and means, never a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.authoring.models import Course, Release
from courses.core.measures import item_analysis
from courses.core.measures.small_groups import LEAST_TO_JUDGE
from courses.oversight import item_words as say
from courses.oversight.item_answers import Gathered, Gathering, Target
from courses.oversight.item_releases import Asked, Edition, Said, changed, editions, steps
from courses.oversight.item_rows import Row, row
from courses.oversight.item_series import Series, series_of
from courses.people.access import edited_courses
from courses.people.models import User


@dataclass(frozen=True, slots=True)
class Book:
    """A course with its releases (oldest first) and the questions of all of them."""

    course: Course
    title: str
    releases: Sequence[Release]
    known: Sequence[Edition]
    said: Mapping[int, Sequence[Said]]
    series: Sequence[Series]

    @property
    def newest(self) -> int:
        return self.releases[-1].number if self.releases else 0

    @property
    def oldest(self) -> int:
        return self.releases[0].number if self.releases else 0

    def edition(self, number: int) -> Edition:
        return next(one for one in self.known if one.number == number)


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a graded quiz agrees with itself. `value` is None with a reason in words."""

    title: str
    questions: int
    n: int
    value: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Items:
    """The questions of a range of releases: those of its newest release, and those that were taken out before it."""

    book: Book
    first: int
    last: int
    rows: Sequence[Row]
    gone: Sequence[Row]
    quizzes: Sequence[Reliability]

    @property
    def judged(self) -> Sequence[Row]:
        return [one for one in self.rows if one.facility is not None]

    @property
    def answered(self) -> bool:
        return any(one.answered for one in self.rows)


def book(user: User, slug: str, *, all_changes: bool = False) -> Book:
    """A course that this person may edit. `all_changes` also reads changes of wording, for a question's history.

    4 queries, and 5 for each pair of releases this process compares for the first time. Raises Course.DoesNotExist for
    everybody who may not edit it.
    """
    course = Course.objects.select_related("draft").filter(edited_courses(user)).get(slug=slug)
    releases = list(Release.objects.filter(course=course).order_by("number"))
    known = editions(releases) if releases else []
    said = changed(releases, only_restarts=not all_changes)
    draft = getattr(course, "draft", None)
    title = releases[-1].structure["title"] if releases else (draft.title if draft else "")
    return Book(course, title or slug, releases, known, said, series_of(steps(releases, known, said)))


def items(user: User, slug: str, *, first: int | None = None, last: int | None = None) -> Items:
    """Every question of a course with its figures over a range of releases, by default all of them.

    Of each question the newest meaning in the range is shown. 8 queries whatever the number of people and questions.
    Raises Course.DoesNotExist for everybody who may not edit the course.
    """
    found = book(user, slug)
    low, high = bounds(found, first, last)
    chosen = [(one, era) for one in found.series if (era := one.newest_within(low, high)) is not None]
    order = {name: place for place, name in enumerate(found.edition(high).asked, start=1)} if found.releases else {}
    targets = [Target(era, _newest(found, era.names, high)) for _one, era in chosen]
    gathered = gather(found, targets, low, high)
    rows: list[Row] = []
    gone: list[Row] = []
    for (one, era), target, tally in zip(chosen, targets, gathered.tallies, strict=True):
        name = era.names.get(high)
        (rows if name in order else gone).append(row(one, target, tally, order.get(name or "", len(order) + 1)))
    rows.sort(key=lambda one: one.place)
    return Items(found, low, high, rows, gone, _reliabilities(targets, gathered, high))


def gather(found: Book, targets: Sequence[Target], low: int, high: int, *, keep: int | None = None) -> Gathered:
    """The first answers to these questions in a range of releases. 4 queries at most."""
    numbers = {release.pk: release.number for release in found.releases}
    return Gathering(found.course.pk, numbers, targets, low, high).run(keep=keep)


def bounds(found: Book, first: int | None, last: int | None) -> tuple[int, int]:
    """A range of releases that are there; what cannot be is moved to the nearest that can."""
    low = min(max(first or found.oldest, found.oldest), found.newest)
    high = min(max(last or found.newest, found.oldest), found.newest)
    return (low, high) if low <= high else (high, low)


def _newest(found: Book, names: Mapping[int, str], high: int) -> Asked:
    """The question as the newest release of the range asks it."""
    number = max(one for one in names if one <= high)
    return found.edition(number).asked[names[number]]


def _reliabilities(targets: Sequence[Target], gathered: Gathered, high: int) -> list[Reliability]:
    """One for each graded quiz of the newest release in the range, in the order of the course."""
    quizzes: dict[str, list[int]] = {}
    for at, target in enumerate(targets):
        if target.asked.graded and high in target.era.names:
            quizzes.setdefault(target.asked.page, []).append(at)
    return [
        _reliability([targets[at] for at in places], gathered.forms.get(quiz, [])) for quiz, places in quizzes.items()
    ]


def _reliability(targets: Sequence[Target], rows: Sequence[Mapping[int, float]]) -> Reliability:
    title = targets[0].asked.page_title
    if any(target.asked.drawn for target in targets):
        return Reliability(title, len(targets), len(rows), None, say.drawn())
    if len(rows) < LEAST_TO_JUDGE:
        return Reliability(title, len(targets), len(rows), None, say.too_few(len(rows)))
    columns = sorted(rows[0])
    if any(sorted(one) != columns for one in rows):
        return Reliability(title, len(targets), len(rows), None, say.different())
    alpha = item_analysis.cronbach_alpha([[one[at] for at in columns] for one in rows])
    return Reliability(title, len(columns), len(rows), alpha.value, str(say.REASONS.get(alpha.reason, "")))
