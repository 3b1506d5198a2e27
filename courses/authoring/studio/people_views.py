"""Who may edit a course."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.authoring.draft_queries import editors_of
from courses.authoring.sharing import LastEditor, NoEducator, share, unshare
from courses.authoring.studio.file_views import page
from courses.authoring.studio.forms import Share
from courses.authoring.studio.views import author, draft_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def studio_people(request: HttpRequest, course: str) -> HttpResponse:
    """The editors of a course. POST shares it with another educator, or takes it back."""
    draft = draft_or_404(request, course)
    person = author(request)
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, course, draft.pk)
    form = Share(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = share(by=person, draft_id=draft.pk, email=form.cleaned_data["email"])
        except NoEducator:
            form.add_error("email", _("No educator of this site has this address. Ask them to sign up first."))
        else:
            messages.success(request, _("%(name)s can edit this course now.") % {"name": added.display_name})
            return redirect("studio-people", course)
    context = page(draft, form=form, editors=editors_of(draft))
    return render(request, "studio/people.html", context, status=422 if form.errors else 200)


def _remove(request: HttpRequest, course: str, draft_id: int) -> HttpResponse:
    person, given = author(request), request.POST["remove"]
    is_number = given.isascii() and given.isdigit() and len(given) < 19
    try:
        unshare(
            by=person,
            draft_id=draft_id,
            person_id=int(given) if is_number else 0,
        )
    except LastEditor:
        messages.warning(request, _("A course needs somebody who may edit it. Share it first."))
        return redirect("studio-people", course)
    if given == str(person.pk) and not person.is_staff:
        messages.success(request, _("You do not edit this course any more."))
        return redirect("studio")
    messages.success(request, _("Done: they cannot edit this course any more."))
    return redirect("studio-people", course)
