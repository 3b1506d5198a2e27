"""The small course with two reflections that an educator marks: one in its second unit, one in its final quiz."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.authoring.models import Correction, Course, CourseEditor, Release
from courses.learning import enrolments, services
from courses.learning.feedback import keys_of
from courses.learning.marking_queries import stamp_of
from courses.learning.models import Answer, Attempt, ExerciseAnswer
from courses.operations import outbox
from courses.people.models import User
from tests.actors import wrong_response
from tests.learning.small_course import SECOND, Change, release_of, small_folder

RUBRIC = """
| Criterion | 0               | 1                 | 2                        |
| --------- | --------------- | ----------------- | ------------------------ |
| Cue       | No cue named    | Vague cue         | Specific cue             |
| Change    | No change named | General intention | Specific, checkable step |
"""
IN_UNIT = f"""
### Reflection `what-next`
marked-by: educator

What will you change? Do not include anything that could identify a patient.

**Rubric:**
{RUBRIC}"""
IN_QUIZ = f"""
### Reflection `story`
marked-by: educator
points: 2
competency: check-advice

Tell of one alert that was wrong. Do not include anything that could identify a patient.

**Model answer:** Model-story

**Rubric:**
{RUBRIC}"""
UNIT_TEXT = "I will read the notes before I open the suggestion, every time."
QUIZ_TEXT = "An alert said sepsis. I looked at the patient first and it was the wrong weight."
NAMES_A_PATIENT = "I saw Mrs Smith, born 4 March 1961, and the alert was wrong."
FULL = {"c1": 2, "c2": 2}
HALF = {"c1": 1, "c2": 1}
NONE = {"c1": 0, "c2": 0}


def with_reflections(*, unit: bool = True, quiz: bool = True, pass_mark: int = 50) -> tuple[Change, ...]:
    changes: list[Change] = [("04-final.md", "pass-mark: 50%", f"pass-mark: {pass_mark}%")]
    if unit:
        changes.append(("02-second.md", "3. Very\n", "3. Very\n" + IN_UNIT))
    if quiz:
        changes.append(("04-final.md", "draw: 2\n", "draw: 2\n" + IN_QUIZ))
    return tuple(changes)


def marked_release(**choice: Any) -> Release:
    assert "3. Very\n" in SECOND
    return release_of(small_folder(*with_reflections(**choice)))


def make_editor(person: User, slug: str = "small") -> None:
    CourseEditor.objects.create(course=Course.objects.get(slug=slug), person=person, at=timezone.now())


def write_in_unit(person: User, release: Release, text: str = UNIT_TEXT) -> ExerciseAnswer:
    return enrolments.answer_exercise(
        person=person,
        release=release,
        unit_id="second",
        question_id="what-next",
        response={"text": text},
        correct=None,
        sure="",
    )


def answer_quiz(person: User, attempt: Attempt, *, text: str | None = QUIZ_TEXT, wrong: int = 0) -> None:
    """Answer everything rightly but the first `wrong` choices, and write the reflection, if `text` says anything."""
    keys, left = keys_of(attempt.release), wrong
    for slot, place in enumerate(attempt.layout):
        key = keys[place["question"]]
        if key["kind"] == "reflection":
            response = {"text": text} if text is not None else None
        else:
            response = wrong_response(key) if left > 0 else right(key)
            left -= 1
        if response is not None:
            services.save_answer(person=person, attempt_id=attempt.pk, slot=slot, response=response, sure="", version=0)


def right(key: Any) -> dict[str, Any]:
    if key["kind"] == "number":
        return {"value": "41.75" if key["id"] == "how-often" else "8.25"}
    return {"choices": sorted(key["right"])} if key["kind"] == "multiple-choice" else {"choice": key["right"][0]}


def do_units(person: User, release: Release, text: str = UNIT_TEXT) -> None:
    """Answer every exercise of the required units, and finish them."""
    keys = keys_of(release)
    for unit in release.structure["units"][:2]:
        for question in unit["exercises"]:
            if keys[question]["kind"] == "reflection":
                write_in_unit(person, release, text)
                continue
            response = {"point": 2} if keys[question]["kind"] == "rating" else right(keys[question])
            enrolments.answer_exercise(
                person=person,
                release=release,
                unit_id=unit["id"],
                question_id=question,
                response=response,
                correct=True,
                sure="70",
            )
        assert enrolments.finish_unit(person=person, release=release, unit_id=unit["id"]) == []


def open_quiz(person: User, release: Release) -> Attempt:
    do_units(person, release)
    attempt = services.open_attempt(person=person, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt)
    return attempt


def hand_in(person: User, release: Release, *, text: str | None = QUIZ_TEXT, wrong: int = 0) -> Attempt:
    """Units and quiz, handed in, and everything that follows by itself."""
    attempt = open_quiz(person, release)
    answer_quiz(person, attempt, text=text, wrong=wrong)
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    outbox.drain()
    attempt.refresh_from_db()
    return attempt


def reflection_of(attempt: Attempt) -> Any:
    """The answer that an educator marks."""
    slot = next(number for number, place in enumerate(attempt.layout) if place["question"] == "story")
    return attempt.answers.get(slot=slot)


def post_mark(client: Client, work: str, scores: dict[str, int] = FULL, *, seen: int = 0, **fields: Any) -> Any:
    """Send the marking form as a browser does; `text` is the stamp of the text it was loaded with."""
    table, pk = (Answer, work[1:]) if work[0] == "a" else (ExerciseAnswer, work[1:])
    stamp = stamp_of(table.objects.get(pk=pk).response)
    form = {f"score-{criterion}": score for criterion, score in scores.items()}
    url = reverse("marking-piece", args=[work])
    return client.post(url, {"seen": seen, "text": stamp, "comment": "", **form, **fields})


def correct(release: Release, questions: list[str], *, safety: bool = False, at: datetime | None = None) -> Correction:
    """Say of a release that it corrects these questions, and let everything that follows happen."""
    made = Correction.objects.create(
        release=release,
        questions=questions,
        notice="It said after. It says before.",
        safety=safety,
        at=at or timezone.now(),
    )
    outbox.drain()
    return made
