"""Policies for those who work in a practice: to read, and to confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.training.policies import queries, services
from courses.training.policies.queries import OwnVersion
from courses.training.policies.services import Confirmed
from courses.training.policies.views import file_or_404


@require_safe
def my_policies(request: HttpRequest) -> HttpResponse:
    """What is to be read and confirmed, and what has been."""
    context = {"waiting": queries.to_confirm(request.user), "given": queries.own_confirmations(request.user)}
    return render(request, "practice/policies/mine.html", context)


def own_or_404(request: HttpRequest, version: int) -> OwnVersion:
    found = queries.own_version(request.user, version)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def my_policy(request: HttpRequest, version: int) -> HttpResponse:
    """Read one version; the button under it confirms it."""
    found = own_or_404(request, version)
    if request.method != "POST":
        crumbs = [(_("Policies"), reverse("my-policies"))]
        return render(
            request, "practice/policies/read.html", {"own": found, "version": found.version, "crumbs": crumbs}
        )
    done = services.confirm(person=request.user, version_id=found.version.pk)
    title = found.version.policy.title
    if done is Confirmed.REPLACED:
        messages.warning(request, _("There is a newer version. Please read that one."))
        return redirect("my-policy", found.newest_id)
    if done is Confirmed.ENDED:
        messages.warning(request, _("Nobody is asked about “%(title)s” any more.") % {"title": title})
    else:
        messages.success(request, _("You have confirmed “%(title)s”.") % {"title": title})
    return redirect("my-policies")


@require_safe
def my_policy_file(request: HttpRequest, version: int) -> HttpResponse:
    """The PDF of a version, for those who work there."""
    return file_or_404(own_or_404(request, version).version)
