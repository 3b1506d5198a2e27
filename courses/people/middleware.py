"""Signed out people are asked to sign in; signed in ones read times in their own zone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

SAFE = ("GET", "HEAD", "OPTIONS")


class SignInFirst(LoginRequiredMiddleware):
    """After signing in again, who had pressed a button returns to its page.

    The address of the button itself takes no GET: it would answer with an empty 405.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("referer", "")
        ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
        parts = urlsplit(page if ours else "/")
        return redirect_to_login(parts.path + (f"?{parts.query}" if parts.query else ""), self.get_login_url(view_func))


class PersonTimeZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            timezone.activate(request.user.zone)
        else:
            timezone.deactivate()
        return self.get_response(request)
