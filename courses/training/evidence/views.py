"""A practice's other evidence over HTTP: what waits, what was decided, one piece of it, logging for somebody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.learning.queries import published
from courses.learning.rules import valid_until
from courses.operations.private_views import private_file
from courses.people.managed_views import managed_or_404
from courses.people.models import Membership, Practice
from courses.people.staff.frame import frame
from courses.training.evidence import queries, services
from courses.training.evidence.forms import Accept, LogFor, Word
from courses.training.evidence.services import Outcome
from courses.training.models import Credit

PAGE = 50
REFUSED = {
    Outcome.OWN: gettext_lazy("Another manager decides about your own: you cannot."),
    Outcome.TOO_LATE: gettext_lazy("It was decided or taken back in the meantime."),
}


@require_safe
def practice_evidence(request: HttpRequest, practice: str) -> HttpResponse:
    """What waits first, then what was decided, by pages."""
    found = managed_or_404(request, practice)
    pages = Paginator(queries.decided(found), PAGE).get_page(request.GET.get("page"))
    context = {
        **frame(found, "practice-evidence"),
        "waiting": [queries.evidence(row, request.user) for row in queries.waiting(found)],
        "decided": [queries.evidence(row, request.user) for row in pages],
        "pages": pages,
    }
    return render(request, "practice/evidence/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_credit(request: HttpRequest, practice: str, credit: int) -> HttpResponse:
    """One piece of evidence. POST `act`: accept, decline or withdraw."""
    found = managed_or_404(request, practice)
    row = credit_or_404(found, credit)
    shown = queries.evidence(row, request.user)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    accept = Accept(
        request.POST if act == "accept" else None,
        completed_on=row.completed_on,
        initial={"valid_until": row.valid_until or usual_end(row)},
        prefix="accept",
    )
    word = Word(request.POST if act in ("decline", "withdraw") else None, prefix="word")
    form = accept if act == "accept" else word
    if act and form.is_valid():
        outcome = _act(request, found, row, act, form.cleaned_data)
        say(request, outcome, act, shown.person)
        return redirect("practice-evidence", practice)
    others = queries.other_managers(found, request.user) if shown.is_own else []
    context = {**frame(found, "practice-evidence"), "one": shown, "accept": accept, "word": word, "others": others}
    context["failed"] = form if act else None
    return render(request, "practice/evidence/credit.html", context, status=422 if act else 200)


def _act(request: HttpRequest, practice: Practice, row: Credit, act: str, values: dict[str, Any]) -> Outcome:
    if act == "accept":
        ends, words = values["valid_until"], values["words"]
        return services.accept(by=request.user, practice=practice, credit=row, valid_until=ends, words=words)
    move = services.decline if act == "decline" else services.withdraw
    return move(by=request.user, practice=practice, credit=row, words=values["words"])


def say(request: HttpRequest, outcome: Outcome, act: str, name: str) -> None:
    if outcome is not Outcome.DONE:
        messages.warning(request, REFUSED[outcome])
        return
    said = {
        "accept": _("Accepted. It counts for %(name)s now."),
        "decline": _("Not accepted. %(name)s gets your words by email."),
        "withdraw": _("Withdrawn. It does not count for %(name)s any more."),
    }
    messages.success(request, said[act] % {"name": name})


def usual_end(row: Credit) -> Any:
    """How long the course's own certificate would be valid from that day."""
    release = next((one for one in published() if one.course_id == row.course_id), None)
    return valid_until(row.completed_on, release.structure["valid_for_months"]) if release else None


def credit_or_404(practice: Practice, credit_id: int) -> Credit:
    row = queries.credit_in(practice, credit_id)
    if row is None:
        raise Http404
    return row


@require_safe
def practice_credit_file(request: HttpRequest, practice: str, credit: int) -> HttpResponse:
    """The file of a piece of evidence, for the practice's manager."""
    row = credit_or_404(managed_or_404(request, practice), credit)
    reply = private_file(row.file, filename=f"{row.membership.user.display_name} {row.title}") if row.file else None
    if reply is None:
        raise Http404
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def practice_credit_new(request: HttpRequest, practice: str) -> HttpResponse:
    """Log something for somebody, such as a certificate on paper. It counts at once."""
    found = managed_or_404(request, practice)
    form = LogFor(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        members=queries.member_choices(found),
        courses=queries.course_choices(),
        today=timezone.localdate(timezone=found.zone),
    )
    if request.method == "POST" and form.is_valid():
        outcome = _log(request, found, form)
        if outcome is None:
            return redirect("practice-evidence", practice)
        form.add_error("member", outcome)
    context = {**frame(found, "practice-evidence"), "form": form}
    return render(request, "practice/evidence/log.html", context, status=422 if form.errors else 200)


def _log(request: HttpRequest, practice: Practice, form: LogFor) -> str | None:
    """None when it is logged, else what stands in the way."""
    given = form.given()
    if given.valid_until is None:
        release = next(one for one in published() if one.course_id == given.course_id)
        end = valid_until(given.completed_on, release.structure["valid_for_months"])
        given = services.Given(**given.columns() | {"valid_until": end})
    try:
        outcome = services.log_for(
            by=request.user, practice=practice, member_id=form.cleaned_data["member"], given=given
        )
    except Membership.DoesNotExist:  # left in the meantime
        return _("This person does not work here any more.")
    if isinstance(outcome, Outcome):
        return str(REFUSED[outcome])
    name = outcome.membership.user.display_name
    messages.success(request, _("Logged. It counts for %(name)s now.") % {"name": name})
    return None
