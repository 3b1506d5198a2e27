"""A person's own other evidence: what was handed in and became of it, handing in, taking back, the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.operations.private_views import private_file
from courses.training.evidence import queries, services
from courses.training.evidence.forms import HandIn


@require_http_methods(["GET", "HEAD", "POST"])
def my_evidence(request: HttpRequest) -> HttpResponse:
    """The list and, for who works in a practice, the form. POST hands in, or takes back (`back`: the number)."""
    if request.method == "POST" and "back" in request.POST:
        return _take_back(request)
    memberships = queries.own_memberships(request.user)
    form = None
    if memberships:
        form = HandIn(
            request.POST if request.method == "POST" else None,
            request.FILES or None,
            memberships=memberships,
            courses=queries.course_choices(),
            today=timezone.localdate(timezone=request.user.zone),
        )
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and request.method == "POST" and form.is_valid():
        membership = form.membership()
        services.hand_in(person=request.user, membership=membership, given=form.given())
        names = ", ".join(queries.other_managers(membership.practice, request.user))
        said = _("Handed in. %(names)s can accept it.") if names else _("Handed in. Accept it on the practice's page.")
        messages.success(request, said % {"names": names})
        return redirect("my-evidence")
    context = {
        "rows": queries.mine(request.user),
        "form": form,
        "crumbs": [(_("My learning"), reverse("my-learning"))],
    }
    return render(request, "training/evidence/mine.html", context, status=422 if form and form.errors else 200)


def _take_back(request: HttpRequest) -> HttpResponse:
    given = request.POST["back"]
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    if queries.own_credit(request.user, number) is None:
        raise Http404
    if services.take_back(person=request.user, credit_id=number):
        messages.success(request, _("Taken back. Nobody decides about it any more."))
    else:
        messages.info(request, _("It is decided already, so it cannot be taken back."))
    return redirect("my-evidence")


@require_safe
def my_evidence_file(request: HttpRequest, credit: int) -> HttpResponse:
    """The file that was handed in."""
    found = queries.own_credit(request.user, credit)
    reply = private_file(found.file, filename=found.title) if found and found.file else None
    if reply is None:
        raise Http404
    return reply
