"""The pages behind the links: an invitation, and the joining link. Public, and opened by mail scanners too: a GET
changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.operations.throttle import client_address, too_many
from courses.people.joining import invitations, links, queries
from courses.people.joining.forms import Accept
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest
from courses.people.joining.queries import State
from courses.people.models import User

MISSES: Final = {"limit": 30, "seconds": 600}
REQUESTS: Final = {"limit": 10, "seconds": 24 * 3600}
AGAIN_AFTER: Final = timedelta(days=1)


def _unknown(request: HttpRequest, template: str) -> HttpResponse:
    """A link that leads nowhere. Whoever tries many is asked to wait; good links go on working for them."""
    if too_many("join", client_address(request), **MISSES):
        return render(request, "429.html", status=429)
    return render(request, template, {"state": "unknown"}, status=404)


def _doors(request: HttpRequest) -> dict[str, str]:
    """Where to sign in or up, to come back here."""
    back = urlencode({"next": request.path})
    return {
        "login_url": f"{reverse('account_login')}?{back}",
        "signup_url": f"{reverse('account_signup')}?{back}",
        "user_name_url": f"{reverse('user-name-sign-in')}?{back}",
    }


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: accept it as who is signed in, sign in first, or make an account on the spot."""
    invitation = queries.invitation_by(token)
    if invitation is None:
        return _unknown(request, "practice/joining/gone.html")
    state = queries.state_of(invitation, timezone.now())
    if state is not State.WAITING:
        return _over(request, invitation, state)
    if request.user.is_authenticated:
        return _as_me(request, invitation)
    if queries.has_account(invitation.email):
        context = {"invitation": invitation, **_doors(request)}
        return render(request, "practice/joining/join_sign_in.html", context)
    return _as_new(request, invitation)


def _over(request: HttpRequest, invitation: Invitation, state: State) -> HttpResponse:
    mine = state is State.ACCEPTED and invitation.accepted_by_id == request.user.pk
    context = {"state": "joined" if mine else state.value, "invitation": invitation, **_doors(request)}
    return render(request, "practice/joining/gone.html", context, status=200 if mine else 410)


def _as_me(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """`me` says as whom the page was shown: on a shared computer somebody else may be signed in by now."""
    if request.method == "POST" and request.POST.get("me") == str(request.user.pk):
        return _accept(request, invitation, request.user)
    context = {
        "invitation": invitation,
        "same": queries.has_address(request.user, invitation.email),
        "belongs": queries.belongs(request.user, invitation.practice),
        "changed": request.method == "POST",
    }
    return render(request, "practice/joining/join.html", context)


def _accept(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    membership = invitations.accept(invitation=invitation, person=person, now=timezone.now())
    if membership is None:
        return redirect(request.path)  # which tells what has happened to it meanwhile
    claimed = EmailAddress.objects.filter(user=person, email=invitation.email, verified=False).first()
    if claimed is not None:  # the link came to this address, which proves it as a code would
        get_adapter(request).confirm_email(request, claimed)
    messages.success(request, _("You now belong to %(practice)s.") % {"practice": invitation.practice.name})
    return redirect("today")


def _as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    sketch = User(email=invitation.email, display_name=invitation.name)
    form = Accept(request.POST or None, person=sketch, initial={"display_name": invitation.name})
    if request.method == "POST" and form.is_valid():
        return _make_account(request, invitation, form.cleaned_data)
    context = {"invitation": invitation, "form": form, **_doors(request)}
    return render(request, "practice/joining/join_new.html", context)


def _make_account(request: HttpRequest, invitation: Invitation, values: dict[str, Any]) -> HttpResponse:
    try:
        person = invitations.accept_as_new(
            invitation=invitation,
            password=values["password1"],
            display_name=values["display_name"],
            now=timezone.now(),
        )
    except (IntegrityError, invitations.Used):  # a double click, or another tab was first: the page tells
        return redirect(request.path)
    messages.success(request, _("You now belong to %(practice)s.") % {"practice": invitation.practice.name})
    return perform_login(request, person, redirect_url=reverse("today"))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_with(request: HttpRequest, token: str) -> HttpResponse:
    """The joining link: sign in or up, ask, and see what the manager has answered."""
    link = queries.link_by(token)
    if link is None:
        return _unknown(request, "practice/joining/link_gone.html")
    if not request.user.is_authenticated:
        if link.ended_at is not None:
            return render(request, "practice/joining/link_gone.html", {"link": link}, status=410)
        return render(request, "practice/joining/join_with.html", {"link": link, **_doors(request)})
    if request.method == "POST" and "ask" in request.POST:
        return _ask(request, link)
    return _standing(request, link)


def _may_ask(link: JoiningLink, last: JoiningRequest | None) -> bool:
    """Not while one waits; after a no only the next day, so that a slip can be mended and nobody is pestered."""
    if link.ended_at is not None or (last is not None and last.accepted is None):
        return False
    declined = last is not None and last.accepted is False and last.decided_at is not None
    return not declined or last.decided_at + AGAIN_AFTER <= timezone.now()


def _ask(request: HttpRequest, link: JoiningLink) -> HttpResponse:
    last = queries.last_request(request.user, link.practice)
    if _may_ask(link, last) and not queries.belongs(request.user, link.practice):
        if too_many("join-request", str(request.user.pk), **REQUESTS):
            return render(request, "429.html", status=429)
        links.ask_to_join(link=link, person=request.user, now=timezone.now())
    return redirect(request.path)


def _standing(request: HttpRequest, link: JoiningLink) -> HttpResponse:
    last = queries.last_request(request.user, link.practice)
    belongs = queries.belongs(request.user, link.practice)
    if link.ended_at is not None and last is None and not belongs:
        return render(request, "practice/joining/link_gone.html", {"link": link}, status=410)
    context = {"link": link, "last": last, "belongs": belongs, "may_ask": _may_ask(link, last)}
    return render(request, "practice/joining/join_with.html", {**context, **_doors(request)})
