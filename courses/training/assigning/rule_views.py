"""The assignments of a practice: all of them, one of them, taken back, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame
from courses.training.assigning import again, services
from courses.training.assigning.access import access_overview
from courses.training.assigning.queries import Rule, asked_by, rule_of, rules_of, with_states
from courses.training.models import Assignment

PAGE = 100  # people of a rule on one page


@require_safe
def assignments(request: HttpRequest, practice: str) -> HttpResponse:
    """Every rule: open ones first, then those that ended or were taken back."""
    own = managed_or_404(request, practice)
    rules = rules_of(own)
    context: dict[str, Any] = {
        **frame(own, "practice-assignments"),
        "rules": [rule for rule in rules if rule.is_open],
        "past": [rule for rule in rules if not rule.is_open],
        "gates": any(rule.before_access and rule.is_open for rule in rules),
    }
    return render(request, "practice/assigning/assignments.html", context)


@require_safe
def assignment(request: HttpRequest, practice: str, assignment: int) -> HttpResponse:
    """One rule with the people it asks and their states; for ten minutes also the way back."""
    own = managed_or_404(request, practice)
    rule = _rule(own, assignment)
    people = Paginator(asked_by(own, assignment), PAGE).get_page(request.GET.get("page"))
    asked = with_states(own, list(people.object_list))
    undo_until = rule.made_at + services.UNDO
    context = {
        **frame(own, "practice-assignments"),
        "rule": rule,
        "people": people,
        "asked": asked,
        "undo_until": timezone.localtime(undo_until, own.zone),
        "since": again.published_since(rule.path, [slug for slug, _title in rule.courses]) if rule.is_open else 0,
        "can_undo": rule.is_open and timezone.now() < undo_until,
    }
    return render(request, "practice/assigning/assignment.html", context)


@require_POST
def assignment_undo(request: HttpRequest, practice: str, assignment: int) -> HttpResponse:
    """Within ten minutes: as if it had never been made."""
    own = managed_or_404(request, practice)
    rule = _rule(own, assignment)
    if services.undo(assignment=Assignment.objects.get(pk=rule.pk), by=request.user):  # type: ignore[arg-type]
        messages.success(request, _("Undone. Nobody is asked for it, and no email goes out."))
        return redirect("practice-assignments", own.slug)
    if rule.undone_at is None:
        messages.warning(request, _("The 10 minutes are over. You can end the assignment instead."))
    return redirect("practice-assignment", own.slug, rule.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_end(request: HttpRequest, practice: str, assignment: int) -> HttpResponse:
    """What ending it means; then it is ended."""
    own = managed_or_404(request, practice)
    rule = _rule(own, assignment)
    if request.method == "POST":
        if services.end(assignment=Assignment.objects.get(pk=rule.pk), by=request.user):  # type: ignore[arg-type]
            messages.success(request, _("Ended. From today nobody is asked because of this assignment."))
        return redirect("practice-assignment", own.slug, rule.pk)
    if not rule.is_open:
        return redirect("practice-assignment", own.slug, rule.pk)
    return render(request, "practice/assigning/end.html", {**frame(own, "practice-assignments"), "rule": rule})


@require_safe
def access_all(request: HttpRequest, practice: str) -> HttpResponse:
    """Who is asked for something before access to records, what is missing, and when access was given."""
    own = managed_or_404(request, practice)
    gates = access_overview(own)
    context = {**frame(own, "practice-assignments"), "gates": gates}
    return render(request, "practice/assigning/access_all.html", context)


def _rule(practice: Practice, pk: int) -> Rule:
    rule = rule_of(practice, pk)
    if rule is None:
        raise Http404
    return rule
