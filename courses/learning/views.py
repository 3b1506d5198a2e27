"""A graded quiz over HTTP: start, one question a page, review, submit, result. What follows a submission: wiring.py."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.authoring.models import Release
from courses.authoring.question_view import given_in_answer, given_in_form, question_context
from courses.authoring.quiz_words import told_of_attempt, told_to
from courses.core import kinds
from courses.core.document import Question, Refusal, Response
from courses.learning import attempt_requests, renewing, services, unsaved
from courses.learning.corrections import may_restart
from courses.learning.feedback import unfinished
from courses.learning.identifying import asked_about_answer
from courses.learning.models import Answer, Attempt, Enrolment
from courses.learning.queries import (
    Try,
    attempt_rules,
    latest_enrolment,
    own_attempt,
    quiz_page,
    quiz_rules,
    reader_of,
    release_with,
    rules_for,
    rules_of,
    tries,
)
from courses.learning.rules import required_units
from courses.learning.sureness import SURE, read_sure
from courses.learning.unit_views import crumbs

SET_ASIDE = gettext_lazy(
    "You have begun this quiz anew on its corrected version. The attempt from before is put aside: it does not count, "
    "and nothing of it was handed in."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_start(request: HttpRequest, course: str, quiz: str) -> HttpResponseBase:
    """What the quiz asks, and Start. POST opens the attempt or leads back to the open one."""
    release = release_with(request.user, course, lambda structure: quiz in [one["id"] for one in structure["quizzes"]])
    if release is None:
        raise Http404
    try:
        rules = quiz_rules(release.structure, quiz)
    except KeyError as error:
        raise Http404 from error
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        started = services.open_attempt(person=request.user, release=release, quiz_id=quiz)
        if isinstance(started, Attempt):
            return redirect("attempt-question", started.pk, first_open(started))
        if started.reason == "empty":
            messages.warning(request, _("No question of this quiz is for your role. Is it right in your account?"))
        else:
            messages.warning(request, _("The quiz cannot be started now: see why below."))
        return redirect("quiz", course, quiz)
    enrolment = latest_enrolment(request.user, release.course_id)
    if enrolment is not None:
        rules = rules_for(rules_of(enrolment, release).structure, release.structure, quiz)
    earlier = tries(enrolment, quiz)
    current = next((one for one in earlier if one.state == Attempt.State.OPEN), None)
    locked = None
    if current is None and request.user.is_authenticated:
        locked = services.lock_on(request.user, enrolment, release, quiz)
    titles = {unit["id"]: unit["title"] for unit in release.structure["units"]}
    renewal = enrolment is not None and enrolment.cycle > 1 and enrolment.completed_at is None
    page = quiz_page(current.release_id if current else release.pk, quiz)
    return render(
        request,
        "learning/quiz_start.html",
        {
            "asking": asking_if_used_up(request, enrolment, release, quiz, locked),
            "since": renewing.changed_since(request.user, release) if renewal and not current else None,
            "course": release.structure,
            "quiz": rules,
            "intro": page["intro"],
            "told": told_of_attempt(current.questions, page, rules["pass_mark"])
            if current
            else told_to(request.user, rules, release.structure),
            "tries": [one for one in earlier if one.state != Attempt.State.OPEN],
            "current": current,
            "locked": locked,
            "spared": bool(required_units(release.structure, reader_of(request.user))),
            "waiting": any(one.state == Attempt.State.WAITING for one in earlier),
            "missing": [titles.get(unit, unit) for unit in locked.units] if locked else [],
            "left": attempts_left(rules, earlier, free=current is None and locked is None),
            "crumbs": crumbs(release.structure, request),
        },
    )


def asking_if_used_up(
    request: HttpRequest, enrolment: Enrolment | None, release: Release, quiz: str, locked: services.Locked | None
) -> attempt_requests.Asking | None:
    """Whom to ask for another attempt. No query unless attempts are used up."""
    if enrolment is None or locked is None or locked.reason != "used-up":
        return None
    return attempt_requests.asking(request.user, enrolment, release.structure, quiz)


def attempts_left(rules: Any, earlier: list[Try], *, free: bool) -> int | None:
    """How many attempts the rule leaves; one where it leaves none and yet the way is `free`: that one was granted."""
    if rules["attempts"] is None:
        return None
    return max(rules["attempts"] - len(earlier), 1 if free else 0)


def first_open(attempt: Attempt) -> int:
    """The number of the first question that has no whole answer."""
    done = whole_answers(attempt, quiz_page(attempt.release_id, attempt.item_id))
    return next((number for number in range(1, len(attempt.layout) + 1) if number not in done), 1)


def whole_answers(attempt: Attempt, quiz: dict[str, Any]) -> set[int]:
    """The numbers of the questions that are answered and not half done."""
    return {
        one.slot + 1
        for one in attempt.answers.all()
        if one.response is not None and not unfinished(question_at(attempt, quiz, one.slot + 1), one.response)
    }


def attempt_or_404(request: HttpRequest, attempt_id: int) -> Attempt:
    attempt = own_attempt(request.user, attempt_id)
    if attempt is None:
        raise Http404
    return attempt


def question_at(attempt: Attempt, quiz: dict[str, Any], number: int) -> Question:
    if not 1 <= number <= len(attempt.layout):
        raise Http404
    wanted = attempt.layout[number - 1]["question"]
    return next(one for section in quiz["sections"] for one in section["questions"] if one["id"] == wanted)


@login_not_required  # an expired session must not lose the answer that is being posted: see signed_out
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_question(request: HttpRequest, attempt: int, number: int) -> HttpResponseBase:
    """One question of an attempt. POST saves and goes on to the next one, or to the review after the last."""
    if not request.user.is_authenticated:
        return signed_out(request)
    found = attempt_or_404(request, attempt)
    if found.state != Attempt.State.OPEN:
        return redirect("attempt-result", found.pk)
    quiz = quiz_page(found.release_id, found.item_id)
    question = question_at(found, quiz, number)
    stored = next((one for one in found.answers.all() if one.slot == number - 1), None)
    if request.method == "POST":
        return save_and_next(request, found, quiz, question, number, stored)
    kept = unsaved.carried(request)
    return question_page(request, found, quiz, question, number, stored, kept=kept)


def signed_out(request: HttpRequest) -> HttpResponseBase:
    """Send a signed-out person to sign in, carrying the posted answer along so that it can be saved afterwards."""
    return redirect_to_login(unsaved.carry(request) if request.method == "POST" else request.path)


def save_and_next(
    request: HttpRequest,
    attempt: Attempt,
    quiz: dict[str, Any],
    question: Question,
    number: int,
    stored: Answer | None,
) -> HttpResponse:
    form = dict(request.POST.lists())
    response, sure = kinds.read(question, form), read_sure(form)
    problem = response.message if isinstance(response, Refusal) else ""
    if not problem and question["confidence"] and not sure:
        problem = _("Choose how sure you are")
    if problem:
        response = part_of(question, form)  # half of an answer is kept all the same
    if response is None or isinstance(response, Refusal):
        return question_page(request, attempt, quiz, question, number, stored, kept=form, problem=problem)
    asked = asked_about_answer(question, response, stored.response if stored else None, form)
    if asked is not None:
        return question_page(
            request, attempt, quiz, question, number, stored, kept=form, problem=asked.message, ask=True
        )
    outcome = services.save_answer(
        person=request.user,
        attempt_id=attempt.pk,
        slot=number - 1,
        response=response,
        sure=sure,
        **save_marks(request),
    )
    if isinstance(outcome, services.Clash):
        return question_page(request, attempt, quiz, question, number, outcome.stored, kept=form, clash=outcome.stored)
    if isinstance(outcome, services.Closed):
        return redirect("attempt-result", attempt.pk)
    unsaved.forget(request)
    if problem:
        stored = Answer.objects.get(attempt=attempt, slot=number - 1)
        return question_page(request, attempt, quiz, question, number, stored, kept=form, problem=problem, half=True)
    if number < len(attempt.layout) and "review" not in request.POST:
        return redirect("attempt-question", attempt.pk, number + 1)
    return redirect("attempt-review", attempt.pk)


def part_of(question: Question, form: dict[str, list[str]]) -> Response | Refusal | None:
    """What there is of an answer; None when nothing is filled in."""
    filled = any(value.strip() for name, values in form.items() if unsaved.is_answer(name) for value in values)
    return kinds.KINDS[question["kind"]].read_part(question, form) if filled else None


def save_marks(request: HttpRequest) -> dict[str, Any]:
    """Version, client and sequence number of a save, made harmless."""

    def number(name: str) -> int:
        text = request.POST.get(name, "0")
        return min(int(text), 2**31 - 1) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0

    client = request.POST.get("client", "").replace("\0", "")[:40]
    return {"version": number("version"), "client": client, "seq": number("seq")}


def question_page(
    request: HttpRequest,
    attempt: Attempt,
    quiz: dict[str, Any],
    question: Question,
    number: int,
    stored: Answer | None,
    *,
    kept: dict[str, list[str]] | None = None,
    problem: str = "",
    clash: Answer | None = None,
    half: bool = False,
    ask: bool = False,
) -> HttpResponse:
    """`kept` is a form that was not taken as it is, `half` says that what there is of it was stored all the same.

    `ask` lets the writer say that their reflection identifies nobody.
    """
    structure = attempt.release.structure
    given = given_in_form(kept) if kept is not None else given_in_answer(stored.response if stored else None)
    sure = read_sure(kept) if kept is not None else (stored.sure if stored else "")
    q = question_context(
        question,
        course=structure["id"],
        given=given,
        sure=sure,
        error=problem,
        mode="graded",
        options_order=attempt.layout[number - 1]["options"],
    )
    status = 422 if problem else 409 if clash else 200
    return render(
        request,
        "learning/attempt_question.html",
        {
            "course": structure,
            "quiz": {**quiz, "pass_mark": attempt_rules(attempt)["pass_mark"]},
            "attempt": attempt,
            "q": q,
            "number": number,
            "count": len(attempt.layout),
            "version": stored.version if stored else 0,
            "saved_at": stored.saved_at if stored else None,
            "unsaved": kept is not None and not problem and not clash,
            "problem": problem,
            "clash": clash and describe(question, clash.response),
            "clash_at": clash and clash.saved_at,
            "first_time": attempt.number == 1 and number == 1,
            "reviewing": "review" in request.GET or "review" in request.POST,  # came from there, goes back there
            "done": whole_answers(attempt, quiz),
            "half": half,
            "ask_identity": ask,
            "restart": number == 1 and may_restart(attempt),
            "crumbs": crumbs(structure, request),
        },
        status=status,
    )


def describe(question: Question, response: Response | None) -> list[str]:
    return kinds.answer_html(question, response) if response else []


@login_not_required
@require_POST
def answer_save(request: HttpRequest, attempt: int, number: int) -> JsonResponse:
    """Autosave. 200 {saved_at, version, answered} · 401 {login} · 409 {message, url} · 422 {message} · 404."""
    if not request.user.is_authenticated:
        page = reverse("attempt-question", args=[attempt, number])
        return JsonResponse({"login": f"{reverse('account_login')}?next={page}"}, status=401)
    found = attempt_or_404(request, attempt)
    quiz = quiz_page(found.release_id, found.item_id)
    question = question_at(found, quiz, number)
    form = dict(request.POST.lists())
    response = part_of(question, form)  # half of it, or nothing yet: sureness may be chosen first
    if isinstance(response, Refusal):
        return JsonResponse({"message": response.message}, status=422)
    stored = next((one.response for one in found.answers.all() if one.slot == number - 1), None)
    if asked := asked_about_answer(question, response, stored, form):
        return JsonResponse({"message": asked.on_the_way}, status=422)
    outcome = services.save_answer(
        person=request.user,
        attempt_id=found.pk,
        slot=number - 1,
        response=response,
        sure=read_sure(form),
        **save_marks(request),
    )
    if isinstance(outcome, services.Saved):
        whole = response is not None and not unfinished(question, response)
        return JsonResponse({"saved_at": clock(outcome.at), "version": outcome.version, "answered": whole})
    if isinstance(outcome, services.Closed):
        url = reverse("attempt-result", args=[found.pk])
        aside = outcome.attempt.state == Attempt.State.VOID
        words = str(SET_ASIDE) if aside else _("This quiz is already handed in.")
        return JsonResponse({"message": words, "url": url}, status=409)
    message = _("On another device or tab you chose a different answer at %(time)s. Reload the page to see it.")
    return JsonResponse(
        {"message": message % {"time": clock(outcome.stored.saved_at)}, "url": request.path.removesuffix("save/")},
        status=409,
    )


def clock(moment: Any) -> str:
    return time_format(timezone.localtime(moment), "H:i")


@require_safe
def attempt_review(request: HttpRequest, attempt: int) -> HttpResponse:
    """Every question, answered or not, before handing in."""
    found = attempt_or_404(request, attempt)
    if found.state != Attempt.State.OPEN:
        return redirect("attempt-result", found.pk)
    quiz = quiz_page(found.release_id, found.item_id)
    answers = {answer.slot: answer for answer in found.answers.all()}
    rows = []
    for slot in range(len(found.layout)):
        question, answer = question_at(found, quiz, slot + 1), answers.get(slot)
        rows.append(
            {
                "number": slot + 1,
                "stem": question["stem"],
                "chosen": describe(question, answer.response) if answer else [],
                "sure": SURE.get(answer.sure, "") if answer else "",
                "unfinished": unfinished(question, answer.response) if answer else "",
            }
        )
    return render(
        request,
        "learning/attempt_review.html",
        {
            "course": found.release.structure,
            "quiz": quiz,
            "attempt": found,
            "rows": rows,
            "missing": sum(not row["chosen"] and not row["unfinished"] for row in rows),
            "unfinished": [row["number"] for row in rows if row["unfinished"]],
            "asked": "ask" in request.GET,
            "crumbs": crumbs(found.release.structure, request),
        },
    )


@require_POST
def attempt_submit(request: HttpRequest, attempt: int) -> HttpResponse:
    """Hand in. The receipt is stored before this answers; a second submit leads to the same receipt.

    While an answer is half done it is asked first whether that is meant.
    """
    found = attempt_or_404(request, attempt)
    if found.state == Attempt.State.OPEN and "anyway" not in request.POST and half_done(found):
        return redirect(f"{reverse('attempt-review', args=[found.pk])}?ask=1")
    submitted = services.submit_attempt(person=request.user, attempt_id=attempt)
    return redirect("attempt-result", submitted.pk)


def half_done(attempt: Attempt) -> bool:
    quiz = quiz_page(attempt.release_id, attempt.item_id)
    return any(unfinished(question_at(attempt, quiz, one.slot + 1), one.response) for one in attempt.answers.all())
