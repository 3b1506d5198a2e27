"""The act of learning: who opened what, answered what, and what it was worth."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.authoring.models import Correction, Course, Release


class Enrolment(models.Model):
    """A person's way through a course, once a cycle. `completed_at` is set once and never moves."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    cycle = models.PositiveSmallIntegerField(default=1)
    rules_release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    rules_until = models.DateTimeField()
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course", "cycle"], name="enrolment_cycle")]


class UnitProgress(models.Model):
    """How far a person is in a unit. `place` is a bookmark; `finished_at` is the fact.

    `skipped_at`: known at a start check and passed over, for this enrolment alone. It counts as finished for what comes
    after it and is told as skipped, never as done; finishing the unit after all overtakes it. `opened_at` is null for a
    unit that was skipped and never opened.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    unit_id = models.CharField(max_length=60)
    place = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit_id"], name="progress_once")]


class ExerciseAnswer(models.Model):
    """One answer to an exercise. Insert-only; the newest is shown, the first counts for statistics."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exercise_answers")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    question_id = models.CharField(max_length=60)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    response = models.JSONField()
    correct = models.BooleanField(null=True)
    sure = models.CharField(max_length=5, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "course", "question_id"], name="exercise_of_person")]


class Attempt(models.Model):
    """One try at a graded quiz, or one run of a lab (`kind`). It stays on its release to its end.

    `layout` of a quiz is a list of courses.core.quiz.Slot: the drawn questions and the order of their options; that of
    a lab belongs to its kind (courses/core/runs).
    Invariants: at most one open attempt for an enrolment and item; a submitted one has a receipt and never changes.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"
        WAITING = "waiting"
        GRADED = "graded"
        VOID = "void"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, default="quiz")
    graded = models.BooleanField(default=True)
    item_id = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    layout = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item_id", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["enrolment", "item_id"], condition=Q(state="open"), name="attempt_one_open"
            ),
        ]


class Answer(models.Model):
    """What a person answered in one slot of an attempt. `version` counts accepted saves."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    slot = models.PositiveSmallIntegerField()
    response = models.JSONField(null=True)
    sure = models.CharField(max_length=5, blank=True)
    version = models.PositiveIntegerField(default=1)
    client = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="answer_slot")]


class Grade(models.Model):
    """What an attempt is worth. Insert-only; the highest revision counts, and revisions only go upwards."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="grades")
    revision = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=8, decimal_places=3)
    out_of = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    detail = models.JSONField(default=list)  # per slot: {"question", "fraction", "correct"}
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    key_release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "revision"], name="grade_revision")]


class CompletionNote(models.Model):
    """The two private lines after a course: what will I do differently, how will I know? Seen by its writer only."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="note")
    differently = models.CharField(max_length=1000, blank=True)
    how_known = models.CharField(max_length=1000, blank=True)
    saved_at = models.DateTimeField()


class Mark(models.Model):
    """What an educator gave a reflection: {criterion id: score} and a comment. Insert-only; the newest counts.

    Invariant: it belongs to an answer of an attempt or to an answer of an exercise, never to both.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="marks")
    exercise = models.ForeignKey(ExerciseAnswer, models.CASCADE, null=True, related_name="marks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True, exercise__isnull=False)
                | Q(answer__isnull=False, exercise__isnull=True),
                name="mark_of_one",
            )
        ]


class CorrectionNotice(models.Model):
    """That a correction concerns a person. `seen_at` is when they said they had read it."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="corrections")
    raised = models.BooleanField(default=False)  # a result of theirs went up
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["correction", "person"], name="notice_once")]


class LabRecord(models.Model):
    """That a run of a lab was finished, and what it came to. `counts` belongs to the lab's kind and holds numbers only.

    The answers of the run are kept for 90 days, these counts for good, until their owner deletes them: then `counts` is
    empty and `erased_at` set, while the fact that the lab was finished stays.
    """

    attempt = models.OneToOneField(Attempt, models.CASCADE, related_name="record")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lab_records")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    lab_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    form = models.CharField(max_length=8, blank=True)  # of a reliance lab: 1, 2, train, recheck
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField()
    thinned_at = models.DateTimeField(null=True)  # since then only the counts are there
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "course", "lab_id"], name="lab_record_of_person")]


class LabCaseCount(models.Model):
    """How a case of a reliance lab works, over all people and nobody in particular. Sums of finished runs.

    `series` is the number of the release since which the case means what it means now. What is shown is how the sums
    stood at every fifth first decision: two looks differ by five people or by none.
    """

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    lab_id = models.CharField(max_length=60)
    case_id = models.CharField(max_length=60)
    series = models.PositiveIntegerField()
    decisions = models.PositiveIntegerField(default=0)  # first decisions
    right_first = models.PositiveIntegerField(default=0)
    right_final = models.PositiveIntegerField(default=0)
    could_follow = models.PositiveIntegerField(default=0)  # the advice was wrong and not what they had chosen
    followed = models.PositiveIntegerField(default=0)  # and then they took it
    shown_decisions = models.PositiveIntegerField(default=0)
    shown_right_first = models.PositiveIntegerField(default=0)
    shown_right_final = models.PositiveIntegerField(default=0)
    shown_could_follow = models.PositiveIntegerField(default=0)
    shown_followed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "lab_id", "case_id", "series"], name="lab_case_series")
        ]


class AttemptRequest(models.Model):
    """A learner who has used up the attempts of a graded quiz or lab asks for another. Granted once, it counts as one
    more. Insert-only but for the decision.

    Invariant: at most one undecided request for an enrolment and item.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempt_requests")
    item_id = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "item_id"], condition=Q(granted__isnull=True), name="attempt_request_one_open"
            )
        ]
