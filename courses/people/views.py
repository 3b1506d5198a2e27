"""Account pages that are ours, and the three of allauth's that do a little more here."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url, perform_login
from allauth.account.views import ConfirmLoginCodeView, EmailView, LogoutView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.operations.throttle import too_many
from courses.people import confirmation, queries, services
from courses.people.confirmation import Outcome
from courses.people.context import THEMES
from courses.people.forms import ConfirmAddress, Settings

YEAR: Final = 365 * 24 * 3600
# As many as five tries at each code that can be asked for. The session counts the tries at one code, but of requests
# that come together only the last is counted there.
SIGN_IN_CODES: Final = {"limit": 25, "seconds": 15 * 60}
CONFIRM_CODES: Final = {"limit": 30, "seconds": 3600}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """A person's account: settings, and the way to email, password, devices and out."""
    form = Settings(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.save_settings(person=request.user, **form.cleaned_data)
        messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(_next(request))
    if form.errors:
        request.user.refresh_from_db(fields=["display_name"])  # the page's head still says who is stored
    return render(
        request,
        "people/account.html",
        {
            "form": form,
            "address": queries.confirmed_address(request.user) or queries.address_to_confirm(request.user),
            "places": len(queries.signed_in_places(request.user, session_key=None)),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the address that waits for it: ask for a code (`send`), enter it (`code`)."""
    address = queries.address_to_confirm(request.user)
    if address is None:
        return render(request, "people/email_confirm.html", {"next_url": _next(request)})
    if request.method == "POST":
        return _send_code(request, address) if "send" in request.POST else _enter_code(request, address)
    return _confirm_page(request, address, ConfirmAddress())


def _confirm_page(request: HttpRequest, address: EmailAddress, form: ConfirmAddress, status: int = 200) -> HttpResponse:
    waiting = confirmation.is_waiting(request, email=address.email)
    context = {"address": address, "form": form, "waiting": waiting, "next_url": get_next_redirect_url(request) or ""}
    return render(request, "people/email_confirm.html", context, status=status)


def _send_code(request: HttpRequest, address: EmailAddress) -> HttpResponse:
    if not ratelimit.consume(request, action="confirm_email", key=address.email):
        messages.warning(request, _("A message has just been sent. Wait half a minute before you ask for another."))
        return _confirm_page(request, address, ConfirmAddress(), status=429)
    again = confirmation.is_waiting(request, email=address.email)
    address.send_confirmation(request)
    if again:
        messages.info(request, _("We have sent a message to %(email)s.") % {"email": address.email})
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse("email-confirm"), "next"))


def _enter_code(request: HttpRequest, address: EmailAddress) -> HttpResponse:
    form = ConfirmAddress(request.POST)
    if not form.is_valid():
        return _confirm_page(request, address, form)
    if too_many("confirm-code", _short(address.email), **CONFIRM_CODES):
        return render(request, "429.html", status=429)
    outcome = confirmation.use_code(request, email=address.email, code=form.cleaned_data["code"])
    if outcome is Outcome.RIGHT:
        get_adapter(request).confirm_email(request, address)
        return HttpResponseRedirect(_next(request))
    if outcome is Outcome.OVER:
        form.add_error(None, _("That code can no longer be used. Ask for a new one."))
    else:
        form.refuse()
    return _confirm_page(request, address, form)


class ChangeEmail(EmailView):
    """After a new address was given, its code is asked for."""

    def get_success_url(self) -> str:
        return reverse("email-confirm" if self._did_send_verification_email else "account_email")


def _short(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:32]


class SignInCode(ConfirmLoginCodeView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tried = self._action == "verify"
        if tried and too_many("sign-in-code", _short(self._process.state.get("email", "")), **SIGN_IN_CODES):
            return render(request, "429.html", status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """A right code proves the mailbox too. Confirmed here, because allauth would do it without telling anybody."""
        if self._action == "verify" and self._process.user is not None:
            row = EmailAddress.objects.filter(
                user=self._process.user, email=self._process.state["email"], verified=False
            ).first()
            if row is not None:
                row.user = self._process.user
                get_adapter(self.request).confirm_email(self.request, row)
        return super().form_valid(form)


class SignOut(LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out here, and have the browser forget pages and answers kept on this device."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in; sign out in one place (`place`) or everywhere else."""
    key = request.session.session_key
    if request.method == "POST":
        place = request.POST.get("place", "")
        only = int(place) if place.isdecimal() and len(place) < 19 else None
        if place and only is None:
            raise Http404
        ended = services.end_sessions(person=request.user, keep=key, only=only)
        messages.success(request, _("Signed out there.") if ended else _("You were not signed in anywhere else."))
        return redirect("usersessions_list")
    places = queries.signed_in_places(request.user, session_key=key)
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the demo's invented people, by one click. Exists only in the demo."""
    if not settings.DEMO:
        raise Http404
    person = queries.demo_person(request.POST.get("demo", ""))
    if person is None:
        messages.error(request, _("The demo people have not been made here yet."))
        return redirect("account_login")
    return perform_login(request, person, redirect_url=get_next_redirect_url(request))


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen colours on this device; anything but light or dark means the system's."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _next(request: HttpRequest) -> str:
    return get_next_redirect_url(request) or reverse("account")


change_email = ChangeEmail.as_view()
sign_in_code = SignInCode.as_view()
sign_out = SignOut.as_view()
