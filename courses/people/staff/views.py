"""A practice's people, teams and settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.people.managed_views import managed_or_404
from courses.people.models import JobRole, Practice
from courses.people.staff import queries, services
from courses.people.staff.closed_days import still_to_come
from courses.people.staff.forms import PracticeSettings, TeamName
from courses.people.staff.frame import frame
from courses.people.staff.numbers import number


@require_safe
def people(request: HttpRequest, practice: str) -> HttpResponse:
    """Who works here now; narrowed by role, team and name in the address."""
    found = managed_or_404(request, practice)
    filters = queries.Filters.of(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    page = queries.people(found, filters, request.GET.get("page", ""))
    return render(
        request,
        "practice/staff/people.html",
        {
            **frame(found, "practice-people"),
            "page": page,
            "filters": filters,
            "query": query.urlencode(),
            "roles": JobRole.choices,
            "teams": queries.team_choices(found),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest, practice: str) -> HttpResponse:
    """Teams: add (`add`), rename (`rename`: id), delete (`delete`: id; asked once more before it is done)."""
    found = managed_or_404(request, practice)
    form = TeamName()
    renaming = number(request.POST.get("rename", ""))
    if request.method == "POST":
        if "delete" in request.POST:
            return _delete_team(request, found)
        form = TeamName(request.POST, auto_id=f"team{renaming}_%s" if renaming else "id_%s")
        if form.is_valid() and _save_team(request, found, form):
            return redirect("practice-teams", found.slug)
    return render(
        request,
        "practice/staff/teams.html",
        {
            **frame(found, "practice-people"),
            "teams": [
                (row, form if row.pk == renaming else TeamName(initial={"name": row.name}, auto_id=f"team{row.pk}_%s"))
                for row in queries.teams(found)
            ],
            "form": TeamName() if renaming else form,
            "renaming": renaming,
            "faulty": form,
        },
    )


def _save_team(request: HttpRequest, practice: Practice, form: TeamName) -> bool:
    name = form.cleaned_data["name"]
    if "rename" in request.POST:
        team_id = number(request.POST["rename"])
        done = services.rename_team(practice=practice, by=request.user, team_id=team_id, name=name)
        words = _("The team is now called %(name)s.")
    else:
        done = services.add_team(practice=practice, by=request.user, name=name)
        words = _("%(name)s has been added.")
    if done:
        messages.success(request, words % {"name": name})
    else:
        form.add_error("name", _("This practice has a team called %(name)s. Choose another name.") % {"name": name})
    return done


def _delete_team(request: HttpRequest, practice: Practice) -> HttpResponse:
    team_id = number(request.POST["delete"])
    team = next((row for row in queries.teams(practice) if row.pk == team_id), None)
    if team is None:
        messages.info(request, _("That team has been deleted already."))
    elif "sure" not in request.POST:
        context = {**frame(practice, "practice-people"), "team": team}
        return render(request, "practice/staff/team_delete.html", context)
    elif services.delete_team(practice=practice, by=request.user, team_id=team_id):
        messages.success(request, _("%(name)s has been deleted.") % {"name": team.name})
    return redirect("practice-teams", practice.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, practice: str) -> HttpResponse:
    """Name, country, time zone, how long records are kept, and who manages the practice."""
    found = managed_or_404(request, practice)
    form = PracticeSettings(request.POST or None, practice=found)
    if request.method == "POST" and form.is_valid():
        services.save_practice(practice=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        return redirect("practice-settings", found.slug)
    context = {
        **frame(found, "practice-settings"),
        "form": form,
        "managers": queries.managers(found),
        "closed": still_to_come(found, queries.today_in(found)),
    }
    return render(request, "practice/staff/settings.html", context)
