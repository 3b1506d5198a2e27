"""Paths over HTTP: all of them, one for its reader, its start check, and what may be skipped for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.authoring.question_view import fixed_order, given_in_answer, question_context
from courses.learning.feedback import told
from courses.learning.queries import current_release
from courses.learning.skipping import take_after_all
from courses.learning.sureness import SURE
from courses.training.starting import queries, services
from courses.training.starting.checks import Sheet
from courses.training.starting.forms import Filled, read_check
from courses.training.starting.queries import PathPage

FRAME = "start-check"  # stands for a course where a question's order and address ask for one


@login_not_required
@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    """All paths, the one for the reader's role first."""
    context = {"listed": queries.listed(request.user), "crumbs": [(_("Courses"), reverse("catalogue"))]}
    return render(request, "training/starting/paths.html", context)


@login_not_required
@require_safe
def path(request: HttpRequest, route: str) -> HttpResponse:
    """One path: its courses in order with the reader's own minutes and states, then what comes afterwards."""
    return render(request, "training/starting/path.html", {"page": _page(request, route), "crumbs": _crumbs()})


def _page(request: HttpRequest, route: str) -> PathPage:
    found = queries.path_page(request.user, route)
    if found is None:
        raise Http404
    return found


def _crumbs(page: PathPage | None = None) -> list[tuple[str, str]]:
    way = [(_("Courses"), reverse("catalogue")), (_("Paths"), reverse("paths"))]
    return [*way, (page.path.title, reverse("path", args=[page.path.id]))] if page else way


@require_http_methods(["GET", "HEAD", "POST"])
def path_check(request: HttpRequest, route: str) -> HttpResponse:
    """The five questions on one page; once they are answered, what they showed."""
    page = _page(request, route)
    if page.sheet is None:
        raise Http404
    if request.method == "POST" and (page.check is not None or page.check_open):
        return _take(request, page, page.sheet)
    if page.check is not None:
        return _result(request, page)
    if not page.check_open:
        messages.info(
            request,
            _("There is nothing that the start check could spare you now.")
            if page.meant
            else _("The start check is for those for whom the path is made, and those to whom it is assigned."),
        )
        return redirect("path", route)
    return _form(request, page, page.sheet, None)


def _take(request: HttpRequest, page: PathPage, sheet: Sheet) -> HttpResponse:
    if page.check is None and request.POST.get("version", sheet.version) != sheet.version:
        messages.warning(request, _("The questions have changed since you opened them. Nothing was stored."))
        return redirect("path-check", page.path.id)
    filled = read_check(sheet.questions, dict(request.POST.lists()))
    if filled.problems and page.check is None:
        return _form(request, page, sheet, filled)
    if filled.problems:
        same = False
    else:
        check, same = services.take_check(
            person=request.user,  # type: ignore[arg-type]
            sheet=sheet,
            cycle=page.cycle,
            given=filled.given,
        )
    if not same:
        taken = page.check or check
        words = _("You took this start check on %(day)s. It is taken once, and those answers count.")
        messages.warning(request, words % {"day": _day(request, taken.at)})
    return redirect("path-check", page.path.id)


def _form(request: HttpRequest, page: PathPage, sheet: Sheet, filled: Filled | None) -> HttpResponse:
    choices, sure = (filled.choices, filled.sure) if filled else ({}, {})
    problems = dict(filled.problems) if filled else {}
    questions = [
        question_context(
            question,
            course=FRAME,
            given=given_in_answer({"choice": choices.get(question["id"], "")}),
            sure=sure.get(question["id"], ""),
            options_order=fixed_order(question, FRAME),
        )
        | {
            "problem": problems.get(f"{question['id']}-1", ""),
            "sure_problem": problems.get(f"{question['id']}-sure-1", ""),
        }
        for question in sheet.questions
    ]
    context = {
        "page": page,
        "questions": questions,
        "scale": [(code, *words.partition(", ")[::2]) for code, words in SURE.items()],
        "problems": filled.problems if filled else [],
        "crumbs": _crumbs(page),
    }
    return render(request, "training/starting/check.html", context, status=422 if filled else 200)


def _result(request: HttpRequest, page: PathPage) -> HttpResponse:
    rows = [(one, _answered(page, one)) for one in queries.asked(page)]
    context = {
        "page": page,
        "rows": rows,
        "right": sum(one.answer["right"] for one, _q in rows),
        "offered": page.offered,
        "useful": [one for one in page.units if one.state == "open" and not one.known],
        "others": [one for one in page.units if one.state not in ("open", "not-here")],
        "missing": sum(one.state == "not-here" for one in page.units),
        "crumbs": _crumbs(page),
    }
    return render(request, "training/starting/result.html", context)


def _answered(page: PathPage, one: queries.Asked) -> dict[str, Any]:
    assert page.sheet is not None
    response = {"choice": one.answer["choice"]}
    return question_context(
        one.question,
        course=FRAME,
        given=given_in_answer(response),
        sure=one.answer["sure"],
        result=told(one.question, page.sheet.keys[one.question["id"]], response),
        options_order=fixed_order(one.question, FRAME),
    )


@require_POST
def path_skip(request: HttpRequest, route: str) -> HttpResponse:
    """Skip the ticked units, as far as the check still offers them."""
    page = _page(request, route)
    chosen = request.POST.getlist("skip")
    skipped = services.skip_known(person=request.user, path_id=page.path.id, chosen=chosen)  # type: ignore[arg-type]
    if skipped:
        words = ngettext(
            "%(count)s unit is skipped. The final quiz covers it, and you can do it after all.",
            "%(count)s units are skipped. The final quiz covers them, and you can do them after all.",
            len(skipped),
        )
        messages.success(request, words % {"count": len(skipped)})
    already = {one.key for one in page.units if one.state == "skipped"}
    if not chosen:
        messages.info(request, _("No unit was ticked: nothing is skipped."))
    elif set(chosen) - set(skipped) - already:
        messages.warning(request, _("Something has changed meanwhile: what could not be skipped is to be done."))
    return redirect("path", route)


@require_POST
def unit_after_all(request: HttpRequest, course: str, unit: str) -> HttpResponse:
    """Take back a skip and go to the unit. A completed course stays as it was completed."""
    release = current_release(course)
    if release is None:
        raise Http404
    if take_after_all(person=request.user, course_id=release.course_id, unit=unit):  # type: ignore[arg-type]
        messages.success(request, _("This unit is no longer skipped: finish it before the final quiz."))
        return redirect("unit", course, unit)
    messages.info(request, _("Nothing was changed: the unit is not skipped, or the course is complete."))
    return redirect("course-home", course)


def _day(request: HttpRequest, at: Any) -> str:
    return date_format(at.astimezone(request.user.zone), "j F Y")
