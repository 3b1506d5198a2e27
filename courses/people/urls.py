"""Addresses of the account pages. They stand before allauth's, which courses.urls includes under accounts/."""

from __future__ import annotations

from django.urls import path

from courses.people import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/confirm/", views.email_confirm, name="email-confirm"),
    path("accounts/demo/", views.demo_sign_in, name="demo-sign-in"),
    path("accounts/email/", views.change_email, name="account_email"),
    path("accounts/login/code/confirm/", views.sign_in_code, name="account_confirm_login_code"),
    path("accounts/logout/", views.sign_out, name="account_logout"),
    path("accounts/sessions/", views.sessions, name="usersessions_list"),
    path("theme/", views.theme, name="theme"),
]
