"""An invented course whose questions are answered by many: for the item view. Answers are made by rule, not by chance.

People are numbered; person `i` of `n` gets a question right when its rule says so. `able` gives the better half of them
the right answers, `unable` the worse half: a question with the key the wrong way round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.authoring.models import Course, CourseEditor, Release, ReleaseKey, ReleaseUnit
from courses.authoring.services import publish
from courses.core import kinds
from courses.core.document import Folder, Key
from courses.core.quiz import draw, grade
from courses.learning.grading import detail
from courses.learning.models import Answer, Attempt, Enrolment, ExerciseAnswer, Grade
from courses.people.models import User
from tests.learning.small_course import COURSE

SLUG = "figures"
Rule = Callable[[int, int], bool]

UNIT = """---
title: Questions to try
summary: Exercises of several kinds.
minutes: 8
objectives: [o1]
competency: check-advice
---

## Try them

### Single choice `who-decides`
confidence: yes

Who decides in the end?

- [x] `clinician` The clinician
  > Feedback-clinician
- [ ] `tool` The tool
- [ ] `nobody` Nobody in particular

**Explanation:** Somebody must.

### Multiple choice `which-checks`

Which checks help?

- [x] `patient` Looking at the patient
- [x] `notes` Reading the notes
- [ ] `tool` Asking the tool again

**Explanation:** Both.

### Number `how-many`
unit: %

How many of 100 flags are right?

- [x] 8 ± 1
- [ ] 90 ± 1
  > That is the sensitivity.

**Explanation:** Eight.

### Short text `name-it`

What is it called when one follows advice without looking?

- [x] automation bias
- [ ] complacency

**Explanation:** Automation bias.

### Ordering `steps`

Put these in order.

1. Look at the patient
2. Make up your mind
3. Look at the advice

**Explanation:** Your own view first.

### Matching `pairs`

Match each word to what it means.

| Word  | Meaning                  |
| ----- | ------------------------ |
| Miss  | A case that is not found |
| Alarm | A flag without a case    |

**Explanation:** Words.

### Rating `how-ready`

How ready do you feel?

1. Not at all
2. Somewhat
3. Very

### Reflection `what-next`

What will you change? Do not include anything that could identify a patient.

**Model answer:** Something small.
"""

QUIZ_HEAD = """---
kind: assessment
title: Final quiz
summary: Several questions.
minutes: 5
objectives: [o1]
competency: check-advice
---

## Quiz `final`
kind: graded
pass-mark: 50%
attempts: unlimited
wait-hours: 0
"""
QUESTION = """
### Single choice `{id}`
confidence: yes

{stem}

- [x] `right` The right one
  > Feedback-right
- [ ] `wrong` The wrong one
- [ ] `other` The other one

**Explanation:** It is so.
"""
STEMS = ("What do you read first?", "Whom do you ask about a flag?", "When do you stop?", "What does a score mean?",
         "Which note is missing?", "How often is it wrong?")  # fmt: skip


def able(share: float) -> Rule:
    """The best `share` of people get it right."""
    return lambda person, n: person >= n * (1 - share)


def unable(share: float) -> Rule:
    """The worst `share` of people get it right."""
    return lambda person, n: person < n * share


QUIZ_RULES: Mapping[str, Rule] = {
    "q-1": able(0.9),
    "q-2": able(0.7),
    "q-3": able(0.5),
    "q-4": able(0.35),
    "q-wrong": unable(0.4),
    "q-easy": able(1.0),
}


def folder(*changes: tuple[str, str, str], questions: int = len(STEMS), exercises: int = 1, slug: str = SLUG) -> Folder:
    """The course as a folder. `exercises` above 1 adds copies of the unit with ids of their own."""
    ids = [*QUIZ_RULES, *(f"q-more-{number}" for number in range(questions))][:questions]
    stems = [STEMS[at] if at < len(STEMS) else f"What about case {at}?" for at in range(questions)]
    quiz = QUIZ_HEAD + "".join(QUESTION.format(id=id, stem=stem) for id, stem in zip(ids, stems, strict=True))
    head = (
        COURSE.replace("id: small", f"id: {slug}").replace("A small course", "Figures").replace("pass-mark: 50%\n", "")
    )
    files = {"course.md": head.replace("minutes: 11", "minutes: 13"), "01-try.md": UNIT, "09-final.md": quiz}
    for number in range(2, exercises + 1):
        text = UNIT.replace("Questions to try", f"More to try, {number}")
        for name in ("who-decides", "which-checks", "how-many", "name-it", "steps", "pairs", "how-ready", "what-next"):
            text = text.replace(f"`{name}`", f"`{name}-{number}`")
        files[f"{number:02}-try-{number}.md"] = text
    for file, text, other in changes:
        assert text in files[file], f"{text!r} is not in {file}"
        files[file] = files[file].replace(text, other)
    return Folder(slug, {name: text.encode() for name, text in files.items()})


def published(*changes: tuple[str, str, str], editor: User | None = None, **choice: Any) -> Release:
    """The newest release of the course, with its editor."""
    outcome = publish(folder=folder(*changes, **choice), by=editor)
    assert outcome.release is not None, outcome.problems
    if editor:
        course = Course.objects.get(pk=outcome.release.course_id)
        CourseEditor.objects.get_or_create(course=course, person=editor, defaults={"at": timezone.now()})
    return outcome.release


def key_of(release: Release) -> Mapping[str, Key]:
    return ReleaseKey.objects.get(release=release).key


def crowd(n: int, *, begin: int = 0) -> list[User]:
    """So many people; the first is the least able."""
    User.objects.bulk_create(
        User(email=f"learner{number}@site.example", display_name=f"Learner Number{number}")
        for number in range(begin, begin + n)
    )
    return list(User.objects.filter(email__startswith="learner").order_by("pk")[begin : begin + n])


def answer_exercise(
    people: Sequence[User], release: Release, question: str, respond: Callable[[int], dict[str, Any]], sure: str = ""
) -> None:
    """One answer of each person to an exercise, marked as the product marks it."""
    key, at = key_of(release)[question], timezone.now()
    rows = []
    for number, person in enumerate(people):
        response = respond(number)
        correct = kinds.score(key, response).correct
        rows.append(
            ExerciseAnswer(
                person=person,
                course_id=release.course_id,
                question_id=question,
                release=release,
                response=response,
                correct=correct,
                sure=sure,
                at=at,
            )  # fmt: skip
        )
    ExerciseAnswer.objects.bulk_create(rows)


def take_quiz(
    people: Sequence[User],
    release: Release,
    rules: Mapping[str, Rule] = QUIZ_RULES,
    *,
    sure: Callable[[int, str], str] = lambda _person, _question: "",
    number: int = 1,
    wrong: str = "wrong",
) -> None:
    """One graded attempt of each person, in bulk, marked as the product marks it."""
    now = timezone.now()
    key = key_of(release)
    view = ReleaseUnit.objects.get(release=release, kind="quiz", unit_id="final").learner
    known = {one.person_id: one for one in Enrolment.objects.filter(course=release.course_id, person__in=people)}
    Enrolment.objects.bulk_create(
        Enrolment(
            person=one, course_id=release.course_id, rules_release=release, rules_until=now + timedelta(days=90),
            started_at=now,
        )
        for one in people
        if one.pk not in known
    )  # fmt: skip
    known = {one.person_id: one for one in Enrolment.objects.filter(course=release.course_id, person__in=people)}
    attempts, answers, grades = [], [], []
    for place, person in enumerate(people):
        layout = draw(view, seed=place)
        attempt = Attempt(
            enrolment=known[person.pk], release=release, item_id="final", number=number, layout=layout, state="graded",
            opened_at=now, submitted_at=now, receipt="x",
        )  # fmt: skip
        given = {slot["question"]: _choice(rules, slot["question"], place, len(people), wrong) for slot in layout}
        marking = grade(layout, key, given)
        attempts.append(attempt)
        answers += [
            Answer(
                attempt=attempt, slot=at, response=given[slot["question"]], sure=sure(place, slot["question"]),
                saved_at=now,
            )
            for at, slot in enumerate(layout)
        ]  # fmt: skip
        grades.append(
            Grade(
                attempt=attempt,
                revision=1,
                score=0,
                out_of=marking.out_of,
                passed=True,
                detail=detail(attempt, marking),
                key_release=release,
                at=now,
            )  # fmt: skip
        )
    Attempt.objects.bulk_create(attempts)
    Answer.objects.bulk_create(answers)
    Grade.objects.bulk_create(grades)


def _choice(rules: Mapping[str, Rule], question: str, person: int, n: int, wrong: str) -> dict[str, str]:
    rule = rules.get(question, able(0.5))
    return {"choice": "right" if rule(person, n) else wrong}
