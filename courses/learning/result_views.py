"""What became of a quiz, over HTTP: the receipt, what an educator marks, the result, a removed answer written again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from courses.authoring.question_view import given_in_form, question_context
from courses.core import kinds
from courses.core.asked import points_needed
from courses.core.document import Refusal
from courses.learning import enrolments, marking, services
from courses.learning.calibration import own_points
from courses.learning.feedback import attempt_results, by_competency
from courses.learning.forms import NoteForm
from courses.learning.grading import mark
from courses.learning.identifying import asked_about, asked_about_answer
from courses.learning.marking_queries import due_on, marker_of, marks_in_attempt, removed_slots
from courses.learning.models import Attempt
from courses.learning.notices import unread
from courses.learning.queries import attempt_rules, newest_grade, quiz_page, reader_of, tries
from courses.learning.rules import percent_shown
from courses.learning.skipping import taken_of
from courses.learning.unit_views import crumbs
from courses.learning.views import SET_ASIDE, asking_if_used_up, attempt_or_404, question_at


@require_safe
def attempt_result(request: HttpRequest, attempt: int) -> HttpResponse:
    """The receipt at once, the grade as soon as it is there."""
    found = attempt_or_404(request, attempt)
    if found.state == Attempt.State.OPEN:
        return redirect("attempt-review", found.pk)
    structure = found.release.structure
    if found.state == Attempt.State.VOID:
        messages.warning(request, SET_ASIDE)
        return redirect("quiz", structure["id"], found.item_id)
    grade = newest_grade(found)
    context: dict[str, Any] = {
        "course": structure,
        "attempt": found,
        "grade": grade,
        "crumbs": crumbs(structure, request),
    }
    if grade is None and found.state == Attempt.State.WAITING and not request.htmx:
        return render(request, "learning/result_waiting.html", context | waiting_for_marks(found))
    if grade is None and found.state != Attempt.State.WAITING:
        return HttpResponse(status=204) if request.htmx else render(request, "learning/result_waiting.html", context)
    if grade is None or request.htmx:  # the waiting page polls: have it load what there is now
        return HttpResponseClientRefresh()
    rules = {**attempt_rules(found), "points": grade.out_of}
    earlier = tries(found.enrolment, found.item_id)
    locked = None if grade.passed else services.lock_on(request.user, found.enrolment, found.release, found.item_id)
    revealed = grade.passed or services.is_over(locked, earlier)
    quiz = quiz_page(found.release_id, found.item_id)
    rows = attempt_results(found, grade, quiz, reveal=revealed)
    marks, removed = marks_in_attempt(found, quiz), removed_slots(found)
    context |= {
        "quiz": rules,
        "needed": points_needed(grade.out_of, rules["pass_mark"]),
        "percent": percent_shown(grade.score, grade.out_of, rules["pass_mark"], passed=grade.passed),
        "rows": [(row, marks.get(row.number - 1), removed.get(row.number - 1)) for row in rows],
        "corrections": unread(request.user, structure["id"]),
        "competencies": by_competency(rows, structure["competencies"]),
        "calibration": own_points(request.user),
        "revealed": revealed,
        "locked": locked,
        "asking": asking_if_used_up(request, found.enrolment, found.release, found.item_id, locked),
        "earlier": [one for one in earlier if one.id != found.pk and one.state == Attempt.State.GRADED],
        "completed_at": found.enrolment.completed_at,
        "minutes": minutes_taken(request, found),
        "note_form": NoteForm(instance=getattr(found.enrolment, "note", None)),
    }
    return render(request, "learning/attempt_result.html", context)


def minutes_taken(request: HttpRequest, attempt: Attempt) -> int:
    """Minutes of the course that was completed, without the units that a start check spared; 0 while it is not."""
    if attempt.enrolment.completed_at is None:
        return 0
    return taken_of(attempt.enrolment, attempt.release.structure, reader_of(request.user)).minutes


def waiting_for_marks(attempt: Attempt) -> dict[str, Any]:
    """What a person is told while an educator marks their reflections: the score so far, and what was removed."""
    marking, quiz = mark(attempt), quiz_page(attempt.release_id, attempt.item_id)
    removed = removed_slots(attempt)
    return {
        "marking": marking,
        "points": float(marking.points),
        "with": marker_of(attempt.enrolment.course_id),
        "waiting": len(marking.waiting) - len(removed),
        "due": due_on(attempt.submitted_at or attempt.opened_at),
        "removed": [(slot + 1, question_at(attempt, quiz, slot + 1), day) for slot, day in removed.items()],
        "corrections": unread(attempt.enrolment.person, attempt.release.structure["id"]),
    }


@require_POST
def completion_note(request: HttpRequest, attempt: int) -> HttpResponse:
    """Keep the two private lines that belong to a finished course."""
    found = attempt_or_404(request, attempt)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "learning/note.html", {"note_form": form, "attempt": found}, status=422)
    note = getattr(found.enrolment, "note", None)
    stored = (note.differently, note.how_known) if note else ()
    if asked := asked_about(form.cleaned_data.values(), stored, dict(request.POST.lists())):
        form.add_error(None, asked.message)
        context = {"note_form": form, "attempt": found, "ask_identity": True}
        return render(request, "learning/note.html", context, status=422)
    enrolments.keep_note(enrolment=found.enrolment, **form.cleaned_data)
    messages.success(request, _("Your two lines are saved. Only you see them."))
    return redirect(f"{reverse('attempt-result', args=[found.pk])}#note")


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_rewrite(request: HttpRequest, attempt: int, number: int) -> HttpResponse:
    """Write again what an educator removed from an attempt that waits. It goes back to the educator."""
    found = attempt_or_404(request, attempt)
    if number - 1 not in removed_slots(found) or found.state != Attempt.State.WAITING:
        return redirect("attempt-result", found.pk)
    question = question_at(found, quiz_page(found.release_id, found.item_id), number)
    form = dict(request.POST.lists())
    problem, ask = "", False
    if request.method == "POST":
        response = kinds.read(question, form)
        asked = None if isinstance(response, Refusal) else asked_about_answer(question, response, None, form)
        if isinstance(response, Refusal):
            problem = response.message
        elif asked is not None:
            problem, ask = asked.message, True
        else:
            try:
                marking.rewrite(person=request.user, attempt_id=found.pk, slot=number - 1, response=response)
            except marking.NotRewritten:  # written in another tab at this moment
                messages.warning(request, _("You have written this answer in another tab already. That text stands."))
            else:
                messages.success(request, _("Your reflection is with its educator again."))
            return redirect("attempt-result", found.pk)
    structure = found.release.structure
    context = {
        "course": structure,
        "attempt": found,
        "number": number,
        "q": question_context(
            question, course=structure["id"], given=given_in_form(form), error=problem, mode="graded"
        ),
        "problem": problem,
        "ask_identity": ask,
        "removed_on": removed_slots(found)[number - 1],
        "crumbs": crumbs(structure, request),
    }
    return render(request, "learning/attempt_rewrite.html", context, status=422 if problem else 200)
