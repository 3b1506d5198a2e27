"""A course in which an answer was wrong, people who took it, and the release that corrects it."""

from __future__ import annotations

from courses.authoring.models import Release
from courses.learning import services
from courses.learning.models import Attempt
from courses.operations import outbox
from tests.learning.marked_course import (
    correct,
    open_quiz,
)
from tests.learning.small_course import release_of, small_folder

FIXED_QUIZ = """
### Single choice `when-to-look`

When do you look at the advice?

- [x] `after` After my own decision
- [ ] `before` Before anything else
- [ ] `never` Never at all

**Explanation:** Explanation-when

### Single choice `whom-to-ask`

Whom do you ask?

- [x] `colleague` A colleague
- [ ] `kettle` A kettle

**Explanation:** Explanation-whom
"""
PLAIN = (("04-final.md", "### Pool `final-pool`\nfrom: pools/final.md\ndraw: 2\n", FIXED_QUIZ),)
NOW_BEFORE = (
    ("04-final.md", "- [x] `after` After my own decision", "- [ ] `after` After my own decision"),
    ("04-final.md", "- [ ] `before` Before anything else", "- [x] `before` Before anything else"),
)
STRICT = (("04-final.md", "pass-mark: 50%", "pass-mark: 100%"),)


def folder(*changes):
    """The small course with a quiz of two fixed questions and without the pool."""
    made = small_folder(*PLAIN, *changes)
    return type(made)(made.name, {name: data for name, data in made.files.items() if name != "pools/final.md"})


def corrected(**choice) -> Release:
    """The second release, in which "before" is right; those who said so had been marked wrong."""
    release = release_of(folder(*STRICT, *NOW_BEFORE))
    correct(release, ["when-to-look"], **choice)
    return release


def take(user, release, *, first_choice: str) -> Attempt:
    attempt = open_quiz(user, release)
    for slot, place in enumerate(attempt.layout):
        choice = first_choice if place["question"] == "when-to-look" else "colleague"
        services.save_answer(
            person=user, attempt_id=attempt.pk, slot=slot, response={"choice": choice}, sure="70", version=0
        )
    return attempt


def finish(user, release, *, first_choice: str) -> Attempt:
    attempt = take(user, release, first_choice=first_choice)
    services.submit_attempt(person=user, attempt_id=attempt.pk)
    outbox.drain()
    attempt.refresh_from_db()
    return attempt


def grades(attempt: Attempt) -> list[tuple[int, int, bool]]:
    return [(one.revision, int(one.score), one.passed) for one in attempt.grades.order_by("revision")]
