"""The way to an assignment: course, people, dates, a look at what it means, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame
from courses.training.assigning import again, services, words
from courses.training.assigning.choice import Choice
from courses.training.assigning.forms import Send
from courses.training.assigning.groups import people_to_choose
from courses.training.assigning.preview import preview
from courses.training.assigning.steps import FIELDS, Way, number, prefilled, way
from courses.training.models import Assignment

PAGES = {
    "what": "practice/assigning/assign_what.html",
    "who": "practice/assigning/assign_who.html",
    "people": "practice/assigning/assign_people.html",
    "when": "practice/assigning/assign_when.html",
    "check": "practice/assigning/assign_check.html",
}


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, practice: str) -> HttpResponse:
    """A step a page. Choices travel in the address; only the last page's POST makes anything."""
    own = managed_or_404(request, practice)
    sent = request.POST if request.method == "POST" else request.GET
    old = again.rule_to_repeat(own, number(sent.get("instead") or sent.get("like") or ""))
    if old is None and "instead" in sent:
        sent = sent.copy()
        del sent["instead"]  # it has ended meanwhile: nothing is replaced
    today = timezone.localdate(timezone=own.zone)
    known = again.choices_of(old, today) if old is not None and "what" not in sent else {}
    instead = old if "instead" in sent else None
    found = way(own, prefilled(sent, known), today, replaces=instead)
    if request.method == "POST" and found.choice is not None:
        return _send(request, own, found, found.choice, instead)
    return _page(request, own, found, instead)


def _send(
    request: HttpRequest, practice: Practice, found: Way, choice: Choice, instead: Assignment | None
) -> HttpResponse:
    form = Send(request.POST)
    if not form.is_valid():
        found.form = form
        return _page(request, practice, found, instead)
    made = services.assign(
        practice=practice,
        choice=choice,
        by=request.user,  # type: ignore[arg-type]
        form=str(form.cleaned_data["form"]),
        note=form.cleaned_data["note"],
        instead=instead,
    )
    if made is None:
        messages.error(request, _("Nobody is in this group any more. Choose again."))
        return redirect(f"{request.path}{found.address('who')}")
    return redirect("practice-assignment", practice.slug, made.pk)


def _page(request: HttpRequest, practice: Practice, found: Way, instead: Assignment | None) -> HttpResponse:
    context: dict[str, Any] = {
        **frame(practice, "practice-assignments"),
        "way": found,
        "form": found.form,
        "instead": instead,
        "fields": FIELDS.get(found.step, ()),
    }
    if found.step == "what":
        context["courses"] = [(f"c:{one.structure['id']}", one.structure) for one in found.releases]
    elif found.step == "people":
        context["search"] = found.data.get("q", "").replace("\0", "")[:80]
        chosen = _numbers(found.data)
        context["people"], context["more"] = people_to_choose(practice, chosen, context["search"])
    elif found.choice is not None:
        context |= _check(practice, found, found.choice)
    return render(request, PAGES[found.step], context)


def _check(practice: Practice, found: Way, choice: Choice) -> dict[str, Any]:
    target, timing = choice.target, choice.timing
    seen = preview(practice, choice, found.today)
    group = next((one for one in found.groups if one.key == found.taken["to"]), None)
    team = group.name if group is not None and target.team else ""
    return {
        "choice": choice,
        "seen": seen,
        "invited": group.invited if group is not None else 0,
        "whom": team or words.whom(target.whom, role=target.role, people=seen.count),
        "due": words.due(timing.due, timing.days),
        "first_due": timing.first_due(found.today),
        "renewal": words.renewal(timing.renewal, timing.month),
        "renewal_means": words.renewal_means(timing.renewal, timing.month),
        "links": {step: found.address(step) for step in ("what", "who", "people", "when")},
    }


def _numbers(data: QueryDict) -> list[int]:
    return [pk for pk in map(number, data.getlist("person")) if pk]
