"""Reading a unit, and the start and finish of it. Anybody may read; only a signed-in person's answers are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.authoring.models import Release
from courses.authoring.page_parts import CSRF_PLACEHOLDER
from courses.authoring.question_view import TRY_AGAIN, Given, given_in_answer, question_context
from courses.authoring.quiz_words import told_to
from courses.core.document import Question, QuizSummary, Response, Structure, UnitSummary
from courses.learning import enrolments
from courses.learning.feedback import exercise_results, pair_figure, questions_of
from courses.learning.labs.unit_boxes import boxes
from courses.learning.marking_queries import marks_of_exercises, removed_on
from courses.learning.models import ExerciseAnswer
from courses.learning.queries import (
    Asker,
    UnitPage,
    current_release,
    reader_of,
    release_with,
    unit_page,
)
from courses.learning.region_words import region_words
from courses.learning.rules import next_asked, not_shown, own_numbers, regions_shown, required_units
from courses.learning.untried import say_untried

rendered = caches["rendered"]


def release_or_404(slug: str) -> Release:
    release = current_release(slug)
    if release is None:
        raise Http404
    return release


def release_of_unit(request: HttpRequest, slug: str, unit: str) -> Release:
    """The release that serves this unit to the person who asks. A 404 when there is none."""
    release = release_with(request.user, slug, lambda structure: unit in [one["id"] for one in structure["units"]])
    if release is None or unit not in [one["id"] for one in release.structure["units"]]:
        raise Http404
    return release


@login_not_required
@require_safe
def unit_read(request: HttpRequest, course: str, unit: str) -> HttpResponse:
    """A unit: stored HTML, with the person's answered exercises put in their places."""
    found = unit_page(request.user, course, unit)
    if found is None:
        raise Http404
    structure, token = found.release.structure, get_token(request)
    summary, reader = summary_of(found), reader_of(request.user)
    numbers = own_numbers(structure["units"], required_units(structure, reader))
    return render(
        request,
        "learning/unit.html",
        {
            "course": structure,
            "unit": summary,
            "number": numbers.get(unit, 0),
            "units": len(numbers),
            "next_unit": next_asked(structure["units"], numbers, unit),
            "csrf_token": token,  # one mask for the whole page: each costs as much as a small query
            "text": unit_text(request, found, token),
            "side": mark_safe(found.page.side),
            "steps": len(found.page.parts),
            "segments": mark_safe("<i></i>" * len(found.page.parts)),
            "regions": region_words(regions_shown(summary, reader)),
            "place": found.place,
            "finished_at": found.finished_at,
            "skipped_at": found.skipped_at,
            "complete": found.complete,
            "crumbs": crumbs(structure, request),
        },
    )


def crumbs(structure: dict[str, Any], request: HttpRequest) -> list[tuple[str, str]]:
    first = (_("Today"), reverse("today")) if request.user.is_authenticated else (_("Courses"), reverse("catalogue"))
    return [first, (structure["title"], reverse("course-home", args=[structure["id"]]))]


def unit_text(request: HttpRequest, found: UnitPage, token: str) -> SafeString:
    """The text of a unit: stored parts joined, answered exercises put in their places, then the token."""
    fresh = request.GET.get(TRY_AGAIN, "")
    answers = {key: row for key, row in found.answers.items() if key != fresh}
    done = answered_exercises(found, answers) if answers else {}
    if fresh in found.answers:
        done |= written_before(found, fresh)
    quizzes = {quiz["id"]: quiz for quiz in found.release.structure["quizzes"]}
    done |= with_marks(request.user, found, done)
    done |= boxes(request.user, found)  # labs and questions share one set of ids
    hidden = not_shown(summary_of(found), reader_of(request.user))
    pieces = [
        quiz_link(request.user, found.release.structure, quizzes[block["quiz"]])
        if "quiz" in block
        else done.get(block.get("question") or block.get("lab"), block["html"])
        for step in found.page.parts
        for block in step["blocks"]
        if block.get("question") not in hidden
    ]
    return mark_safe("".join(pieces).replace(CSRF_PLACEHOLDER, csrf_field(token)))


def summary_of(found: UnitPage) -> UnitSummary:
    return next(unit for unit in found.release.structure["units"] if unit["id"] == found.page.unit_id)


def with_marks(asker: Asker, found: UnitPage, done: Mapping[str, str]) -> dict[str, str]:
    """What educators did to this person's reflections, put beside them: a mark below, a removal above the form."""
    marked = [key for key in found.release.structure.get("marked", ()) if key in found.answers]
    if not marked or not asker.is_authenticated:
        return {}
    asked = questions_of(found.page.learner)
    mine = {key: asked[key] for key in marked if key in asked}
    marks = marks_of_exercises(asker, found.release.course_id, mine)
    blocks = {
        block["question"]: block["html"] for step in found.page.parts for block in step["blocks"] if "question" in block
    }
    shown = {}
    for key in mine:
        response = found.answers[key].response
        context = {"mark": marks.get(key), "removed_on": removed_on(response)}
        told_of = render_to_string("learning/marking_exercise.html", context)
        html = done.get(key, blocks[key])
        shown[key] = told_of + html if context["removed_on"] else html + told_of
    return shown


def written_before(found: UnitPage, question_id: str) -> dict[str, str]:
    """A reflection is changed, not begun again: its form with the text written before. Other kinds start empty."""
    row = found.answers[question_id]
    question = questions_of(found.page.learner).get(question_id) if "text" in row.response else None
    if question is None or question["kind"] != "reflection":
        return {}
    slug = found.release.structure["id"]
    return {question_id: exercise_form(question, slug, given_in_answer(row.response), row.sure, csrf=CSRF_PLACEHOLDER)}


def exercise_form(
    question: Question,
    slug: str,
    given: Given,
    sure: str,
    *,
    csrf: str,
    error: str = "",
    ask: bool = False,
    never: Sequence[str] = (),
) -> str:
    """One exercise as a form in which something is filled in already. `ask`: whether it identifies nobody."""
    q = question_context(question, course=slug, given=given, sure=sure, error=error, never=never) | {
        "ask_identity": ask
    }
    return render_to_string("parts/questions/exercise.html", {"q": q, "csrf_field": mark_safe(csrf)})


def answered_exercises(found: UnitPage, answers: dict[str, ExerciseAnswer]) -> dict[str, str]:
    """HTML of each answered exercise by question id.

    It depends on the release, the response and the sureness only, of which there are few (but of texts): so it is kept
    in this process, and neither the learner view nor the key is read when all are there.
    """
    structure = found.release.structure
    pairs = {
        block["question"]: block.get("pair")
        for step in found.page.parts
        for block in step["blocks"]
        if "question" in block
    }
    before = {key: earlier_rating(structure, key, pairs[key], answers) for key in answers if key in pairs}
    names = {key: _name(found, answers[key], said) for key, said in before.items()}
    kept = rendered.get_many(names.values())
    done = {key: kept[name] for key, name in names.items() if name in kept}
    if missing := {key: answers[key] for key in names if key not in done}:
        results = exercise_results(found.release, found.page.learner, missing)
        fresh = {
            key: answered(structure["id"], found.page.unit_id, *result, before=before[key])
            for key, result in results.items()
        }
        # What somebody wrote is theirs: it is kept nowhere else, so that it can be removed.
        rendered.set_many({names[key]: html for key, html in fresh.items() if "text" not in missing[key].response})
        done |= fresh
    return done


def earlier_rating(
    structure: Structure, question_id: str, pair: str | None, answers: Mapping[str, ExerciseAnswer]
) -> Response | None:
    """What was said in the first half of a rating pair, when this question is the second: only then there are two."""
    order = [one for unit in structure["units"] for one in unit["exercises"]]
    if pair is None or pair not in answers or not {pair, question_id} <= set(order):
        return None
    return answers[pair].response if order.index(pair) < order.index(question_id) else None


def _name(found: UnitPage, row: ExerciseAnswer, before: Response | None) -> str:
    """What the HTML of an answered exercise depends on, as a name for the cache."""
    parts = [found.release.sha256, found.page.renderer, row.question_id, row.sure, row.response, before]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def csrf_field(token: str) -> SafeString:
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def answered(
    slug: str,
    unit: str,
    question: Question,
    response: Response,
    sure: str,
    result: dict[str, Any],
    *,
    kept: bool = True,
    before: Response | None = None,
) -> str:
    """One answered exercise: what was chosen, right or wrong in words, feedback, explanation, whether it is kept.

    `before` is the answer to the first half of a rating pair: with it both are drawn.
    """
    q = question_context(question, course=slug, given=given_in_answer(response), sure=sure, result=result)
    q["kept"] = kept
    q["figure"] = pair_figure(question, before, response) if before else None
    q["retry_url"] = f"{reverse('unit', args=[slug, unit])}?{TRY_AGAIN}={question['id']}#q-{question['id']}"
    return render_to_string("parts/questions/exercise.html", {"q": q})


def quiz_link(asker: Asker, structure: Structure, quiz: QuizSummary) -> str:
    url = reverse("quiz", args=[structure["id"], quiz["id"]])
    words = told_to(asker, quiz, structure)
    return render_to_string("learning/quiz_link.html", {"quiz": quiz, "told": words, "url": url})


@require_POST
def course_start(request: HttpRequest, course: str) -> HttpResponse:
    """Begin a course: its rules are fixed for this person now, and reading starts with the first unit asked of them."""
    release = release_or_404(course)
    enrolments.ensure_enrolment(person=request.user, release=release)
    units = [one["id"] for one in release.structure["units"]]
    first = next(iter(required_units(release.structure, reader_of(request.user)) or units), "")
    return redirect("unit", course, first) if first else redirect("course-home", course)


@require_POST
def unit_place(request: HttpRequest, course: str, unit: str) -> HttpResponse:
    """Remember the step where the person stopped."""
    release = release_of_unit(request, course, unit)
    enrolments.keep_place(person=request.user, release=release, unit_id=unit, place=request.POST.get("place", ""))
    return HttpResponse(status=204)


@require_POST
def unit_finish(request: HttpRequest, course: str, unit: str) -> HttpResponse:
    """Finish a unit; when exercises are untried, say how many there are and where the first one stands."""
    release = release_of_unit(request, course, unit)
    try:
        untried = enrolments.finish_unit(person=request.user, release=release, unit_id=unit)
    except enrolments.NotOpen as closed:
        titles = [one["title"] for one in release.structure["units"] if one["id"] in closed.args[0]]
        messages.warning(request, _("This unit opens after: %(units)s.") % {"units": ", ".join(titles)})
        return redirect("course-home", course)
    if untried:
        return redirect(f"{reverse('unit', args=[course, unit])}#{say_untried(request, release.structure, untried)}")
    title = next(one["title"] for one in release.structure["units"] if one["id"] == unit)
    messages.success(request, _("Unit finished: “%(title)s”.") % {"title": title})
    return redirect("course-home", course)


@login_not_required
@require_safe
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    """The words of a course, each with its own anchor."""
    structure = release_or_404(course).structure
    if not structure["glossary"]:
        raise Http404
    return render(request, "learning/glossary.html", {"course": structure, "crumbs": crumbs(structure, request)})
