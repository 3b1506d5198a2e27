"""Answering the exercises of a unit. Anybody may try; only a signed-in person's answers are kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.authoring.models import Release
from courses.authoring.question_view import given_in_form
from courses.core import kinds
from courses.core.document import Refusal, Response
from courses.learning import enrolments
from courses.learning.feedback import Exercise, find_exercise, told
from courses.learning.identifying import Asked, asked_about_answer
from courses.learning.queries import exercise_answers, release_with
from courses.learning.sureness import read_sure
from courses.learning.unit_views import answered, crumbs, csrf_field, earlier_rating, exercise_form


@login_not_required
@require_POST
def question_answer(request: HttpRequest, course: str, question: str) -> HttpResponse:
    """Answer an exercise. A script gets the exercise back as a fragment, a plain form is led back to its place."""
    exercise = find_exercise(release_of_exercise(request, course, question), question)
    if exercise is None:
        raise Http404
    form = dict(request.POST.lists())
    response, sure = kinds.read(exercise.question, form), read_sure(form)
    problem = response.message if isinstance(response, Refusal) else ""
    if not problem and exercise.question["confidence"] and not sure:
        problem = _("Choose how sure you are")
    if problem:
        return exercise_refused(request, course, exercise, form, sure, problem)
    assert not isinstance(response, Refusal)
    if request.user.is_authenticated and (asked := asked_about_exercise(request, exercise, response, form)):
        return exercise_refused(request, course, exercise, form, sure, asked.message, ask=True)
    result = told(exercise.question, exercise.key, response)
    if request.user.is_authenticated:
        enrolments.answer_exercise(
            person=request.user,
            release=exercise.release,
            unit_id=exercise.unit_id,
            question_id=question,
            response=response,
            correct=result["correct"],
            sure=sure,
        )
        if not wants_fragment(request):
            return redirect(f"{reverse('unit', args=[course, exercise.unit_id])}#q-{question}")
    kept = request.user.is_authenticated
    before = before_this(request, exercise) if kept else None
    html = answered(course, exercise.unit_id, exercise.question, response, sure, result, kept=kept, before=before)
    return fragment_or_page(request, course, exercise, html)


def before_this(request: HttpRequest, exercise: Exercise) -> Response | None:
    """The person's answer to the first half of the pair whose second half this exercise is."""
    pair = exercise.question.get("pair")
    answers = exercise_answers(request.user, exercise.release.course_id, [pair]) if pair else {}
    return earlier_rating(exercise.release.structure, exercise.question["id"], pair, answers)


def asked_about_exercise(
    request: HttpRequest, exercise: Exercise, response: Response, form: dict[str, list[str]]
) -> Asked | None:
    """Whether a reflection has to be looked at again by its writer before it is kept. 1 query for a reflection."""
    question = exercise.question
    if question["kind"] != "reflection":
        return None
    earlier = exercise_answers(request.user, exercise.release.course_id, [question["id"]]).get(question["id"])
    return asked_about_answer(question, response, earlier.response if earlier else None, form)


def exercise_refused(
    request: HttpRequest,
    course: str,
    exercise: Exercise,
    form: dict[str, list[str]],
    sure: str,
    problem: str,
    *,
    ask: bool = False,
) -> HttpResponse:
    """The same exercise with what was filled in and what is missing, in words."""
    csrf = csrf_field(get_token(request))
    given, never = given_in_form(form), exercise.key.get("order", ())
    html = exercise_form(exercise.question, course, given, sure, csrf=csrf, error=problem, ask=ask, never=never)
    return fragment_or_page(request, course, exercise, html, status=422)


def wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def fragment_or_page(
    request: HttpRequest, course: str, exercise: Exercise, html: str, status: int = 200
) -> HttpResponse:
    if wants_fragment(request):
        return HttpResponse(html, status=status)
    return render(
        request,
        "learning/exercise_page.html",
        {
            "exercise_html": mark_safe(html),
            "kept": request.user.is_authenticated,
            "back": f"{reverse('unit', args=[course, exercise.unit_id])}#q-{exercise.question['id']}",
            "course": exercise.release.structure,
            "failed": status == 422,
            "crumbs": crumbs(exercise.release.structure, request),
        },
        status=status,
    )


def release_of_exercise(request: HttpRequest, slug: str, question: str) -> Release:
    """The newest release, or the one that serves a unit which was taken out since to the person who asks."""
    release = release_with(
        request.user, slug, lambda structure: any(question in unit["exercises"] for unit in structure["units"])
    )
    if release is None:
        raise Http404
    return release
