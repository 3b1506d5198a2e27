"""A practice's policies, for its managers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.operations.private_views import private_file
from courses.operations.tables import stream_csv
from courses.people.managed_views import managed_or_404
from courses.people.models import Practice
from courses.people.staff.frame import frame
from courses.training.policies import confirmation_table, queries, services
from courses.training.policies.forms import PolicyForm
from courses.training.policies.models import Policy, PolicyVersion

TAB = "practice-policies"
READ_OR_POST = ["GET", "HEAD", "POST"]


def policy_or_404(request: HttpRequest, slug: str, policy_id: int) -> tuple[Practice, Policy]:
    practice = managed_or_404(request, slug)
    policy = queries.policy_of(practice, policy_id)
    if policy is None:
        raise Http404
    policy.practice = practice
    return practice, policy


def page(
    request: HttpRequest, practice: Practice, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page under the tab Policies. `policy` in the context is the one it belongs to."""
    crumbs = [(_("Policies"), reverse(TAB, args=[practice.slug]))]
    if policy := context.get("policy"):
        crumbs.append((policy.title, reverse("practice-policy", args=[practice.slug, policy.pk])))
    return render(request, template, {**frame(practice, TAB), "crumbs": crumbs, **context}, status=status)


@require_safe
def policies(request: HttpRequest, practice: str) -> HttpResponse:
    """All policies, and how many have confirmed each."""
    found = managed_or_404(request, practice)
    context = {"rows": queries.practice_policies(found), "crumbs": []}
    return page(request, found, "practice/policies/list.html", context)


@require_http_methods(READ_OR_POST)
def policy_new(request: HttpRequest, practice: str) -> HttpResponse:
    """Hand in a policy; then see how it will look and how many are asked; then publish it."""
    found = managed_or_404(request, practice)
    form = PolicyForm(request.POST or None, request.FILES or None, practice_id=found.pk, first=True)
    if request.method != "POST" or not form.is_valid():
        return page(request, found, "practice/policies/form.html", {"form": form}, status=422 if form.errors else 200)
    if request.POST.get("do") == "change":
        return changed(request, found, form, None)
    if request.POST.get("do") != "publish":
        return confirm_publishing(request, found, form, None)
    try:
        version = services.add_policy(
            practice=found, by=request.user, title=form.cleaned_data["title"], text=form.given
        )
    except services.TitleTaken:
        form.add_error("title", _("There is a policy of this title. Open it to publish its next version."))
        return page(request, found, "practice/policies/form.html", {"form": form}, status=422)
    return published(request, found, version)


@require_http_methods(READ_OR_POST)
def policy_next(request: HttpRequest, practice: str, policy: int) -> HttpResponse:
    """The next version of a policy, in the same steps."""
    found, held = policy_or_404(request, practice, policy)
    if held.ended_at is not None:
        return redirect("practice-policy", found.slug, held.pk)
    newest = queries.newest_version(held)
    form = PolicyForm(
        request.POST or None,
        request.FILES or None,
        practice_id=found.pk,
        first=False,
        initial={"text": newest.source},
    )
    context = {"form": form, "policy": held, "newest": newest}
    if request.method != "POST" or not form.is_valid():
        return page(request, found, "practice/policies/form.html", context, status=422 if form.errors else 200)
    do, after = request.POST.get("do"), request.POST.get("after", "")
    if do == "change":
        return changed(request, found, form, newest)
    if do == "publish" and after.isdecimal():
        try:
            version = services.add_version(
                policy=held, by=request.user, after=int(after), text=form.given, note=form.cleaned_data["note"]
            )
        except services.NewerVersion:
            form.add_error(None, _("Somebody changed this policy while you had it open. Look at it, then try again."))
            return page(request, found, "practice/policies/form.html", context, status=409)
        return published(request, found, version)
    if form.given.sha256 == newest.sha256:
        form.add_error("text", _("This is the text your staff have already. Change it before you ask again."))
        return page(request, found, "practice/policies/form.html", context, status=422)
    return confirm_publishing(request, found, form, newest)


def confirm_publishing(
    request: HttpRequest, practice: Practice, form: PolicyForm, newest: PolicyVersion | None
) -> HttpResponse:
    """How it will look, and how many people will be asked."""
    context = {
        "carried": form.carried(),
        "given": form.given,
        "title": newest.policy.title if newest else form.cleaned_data["title"],
        "note": form.cleaned_data.get("note", ""),
        "asked": queries.asked(practice).count(),
        "newest": newest,
        "policy": newest.policy if newest else None,
    }
    return page(request, practice, "practice/policies/publish.html", context)


def changed(request: HttpRequest, practice: Practice, form: PolicyForm, newest: PolicyVersion | None) -> HttpResponse:
    """Back to the form with everything that was given."""
    again = PolicyForm(initial=form.carried(), practice_id=practice.pk, first=newest is None)
    policy = newest.policy if newest else None
    return page(request, practice, "practice/policies/form.html", {"form": again, "policy": policy, "newest": newest})


def published(request: HttpRequest, practice: Practice, version: PolicyVersion) -> HttpResponse:
    count = queries.asked(practice).count()
    text = ngettext("Published. %(n)s person is asked.", "Published. %(n)s people are asked.", count) % {"n": count}
    messages.success(request, text)
    return redirect("practice-policy", practice.slug, version.policy_id)


@require_safe
def policy(request: HttpRequest, practice: str, policy: int) -> HttpResponse:
    """One policy: who has confirmed it, who has not, and all its versions."""
    found, held = policy_or_404(request, practice, policy)
    (state,) = queries.confirmations(found, policy_id=held.pk)
    crumbs = [(_("Policies"), reverse(TAB, args=[found.slug]))]
    context = {"policy": held, "state": state, "versions": queries.versions(held), "crumbs": crumbs}
    return page(request, found, "practice/policies/policy.html", context)


@require_safe
def policy_version(request: HttpRequest, practice: str, policy: int, version: int) -> HttpResponse:
    """One version as it was published, and everybody who confirmed it."""
    found, held = policy_or_404(request, practice, policy)
    shown = version_or_404(found, held, version)
    context = {"policy": held, "version": shown, "given": queries.confirmations_of(shown)}
    return page(request, found, "practice/policies/version.html", context)


def version_or_404(practice: Practice, policy: Policy, number: int) -> PolicyVersion:
    version = queries.version_of(practice, policy.pk, number)
    if version is None:
        raise Http404
    return version


@require_safe
def policy_file(request: HttpRequest, practice: str, policy: int, version: int) -> HttpResponse:
    """The PDF of one version."""
    found, held = policy_or_404(request, practice, policy)
    shown = version_or_404(found, held, version)
    return file_or_404(shown)


def file_or_404(version: PolicyVersion) -> HttpResponse:
    name = f"{version.policy.title} version {version.number}"
    answer = private_file(version.file, filename=name) if version.file else None
    if answer is None:
        raise Http404
    return answer


@require_safe
def policy_csv(request: HttpRequest, practice: str, policy: int) -> HttpResponse:
    """Who has confirmed which version and when, as a table."""
    found, held = policy_or_404(request, practice, policy)
    (state,) = queries.confirmations(found, policy_id=held.pk)
    rows = confirmation_table.table(state, queries.versions(held), found.zone, timezone.now())
    response = HttpResponse(b"".join(stream_csv(rows)), content_type="text/csv; charset=utf-8")
    name = f"confirmations-{slugify(held.title)[:60] or held.pk}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_http_methods(READ_OR_POST)
def policy_end(request: HttpRequest, practice: str, policy: int) -> HttpResponse:
    """Ask nobody any more, after saying what that means."""
    found, held = policy_or_404(request, practice, policy)
    if request.method != "POST":
        return page(request, found, "practice/policies/end.html", {"policy": held})
    services.end_policy(policy=held, by=request.user)
    messages.success(request, _("Nobody is asked about “%(title)s” any more.") % {"title": held.title})
    return redirect("practice-policy", found.slug, held.pk)


@require_POST
def policy_restore(request: HttpRequest, practice: str, policy: int) -> HttpResponse:
    """Ask again those who have not confirmed the newest version."""
    found, held = policy_or_404(request, practice, policy)
    try:
        services.restore_policy(policy=held, by=request.user)
    except services.TitleTaken:
        messages.error(request, _("Another policy has this title now. Stop that one first."))
    else:
        messages.success(request, _("Staff are asked about “%(title)s” again.") % {"title": held.title})
    return redirect("practice-policy", found.slug, held.pk)
