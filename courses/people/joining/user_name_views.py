"""Signing in with a user name: by the password, or the first time by the code on the slip."""

from __future__ import annotations

import hashlib
import time
from typing import Final

from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.operations.throttle import client_address, too_many
from courses.people.joining import codes
from courses.people.joining.forms import FirstPassword, UserNameSignIn
from courses.people.joining.models import PrintedCode
from courses.people.joining.rules import open_codes

STATE: Final = "printed_code"
LIFE: Final = 15 * 60
# Tries of one name from one place, of one place, of one name from everywhere. The windows end by themselves, and the
# narrowest comes first: a stranger elsewhere hardly ever stands in the way of the person.
HERE: Final = {"limit": 10, "seconds": 15 * 60}
PLACE: Final = {"limit": 60, "seconds": 15 * 60}
NAME: Final = {"limit": 100, "seconds": 3600}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("today"))  # an address, no view's name
    form = UserNameSignIn(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    values = form.cleaned_data
    if _too_often(request, values["user_name"]):
        form.add_error(None, _("There were too many tries. Wait a quarter of an hour, or ask your manager for help."))
        return _page(request, form, status=429)
    opened = codes.check(user_name=values["user_name"], secret=values["secret"], now=timezone.now())
    if opened is None:
        form.add_error(
            None, _("The user name, or the password or code, is not right. Your manager can make you a new code.")
        )
        return _page(request, form)
    after = get_next_redirect_url(request) or reverse("today")
    if opened.code_id is None:
        return perform_login(request, opened.person, redirect_url=after)
    request.session[STATE] = {
        "code": opened.code_id, "at": time.time(), "shared": values["shared"], "next": after,
    }  # fmt: skip
    return redirect("user-name-password")


def _page(request: HttpRequest, form: UserNameSignIn, status: int = 200) -> HttpResponse:
    context = {"form": form, "next_url": get_next_redirect_url(request) or ""}
    return render(request, "people/user_name.html", context, status=status)


def _too_often(request: HttpRequest, user_name: str) -> bool:
    name = hashlib.sha256(user_name.encode("utf-8", "replace")).hexdigest()[:32]
    address = client_address(request)
    return (
        too_many("user-name-here", f"{name}:{address}", **HERE)
        or too_many("user-name-place", address, **PLACE)
        or too_many("user-name", name, **NAME)
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """After a right code: a password, with which the code is used up. Until then the slip can be used again."""
    state = request.session.get(STATE)
    row = _waiting(state) if state and not request.user.is_authenticated else None
    if state is None or row is None:
        request.session.pop(STATE, None)
        return redirect("user-name-sign-in")
    form = FirstPassword(request.POST or None, person=row.person)
    if request.method == "POST" and form.is_valid():
        person = codes.choose_password(code_id=row.pk, password=form.cleaned_data["password1"], now=timezone.now())
        del request.session[STATE]
        if person is None:
            messages.warning(request, _("This code has been used or replaced. Ask your manager for a new one."))
            return redirect("user-name-sign-in")
        messages.success(request, _("Your password is set. From now on you sign in with it."))
        return perform_login(request, person, redirect_url=state["next"])
    context = {"form": form, "person": row.person, "shared": state["shared"]}
    return render(request, "people/user_name_password.html", context)


def _waiting(state: dict[str, object]) -> PrintedCode | None:
    if time.time() - float(str(state["at"])) > LIFE:
        return None
    rows = PrintedCode.objects.filter(open_codes(timezone.now()), pk=state["code"])
    return rows.select_related("person").first()
