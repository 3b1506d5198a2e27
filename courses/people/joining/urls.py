"""Addresses of coming in. Those of invitations, links and slips are in mails and on paper: they stay."""

from __future__ import annotations

from django.urls import path

from courses.people.joining import code_views, invitation_views, invite_views, join_views, link_views, user_name_views

urlpatterns = [
    path("join/<str:token>/", join_views.join, name="join"),
    path("join/with/<str:token>/", join_views.join_with, name="join-with"),
    path("accounts/user-name/", user_name_views.sign_in, name="user-name-sign-in"),
    path("accounts/user-name/password/", user_name_views.choose_password, name="user-name-password"),
    path("practice/<slug:practice>/invite/", invite_views.invite, name="practice-invite"),
    path("practice/<slug:practice>/invitations/", invitation_views.invitations, name="practice-invitations"),
    path(
        "practice/<slug:practice>/invitations/<int:invitation>/",
        invitation_views.invitation,
        name="practice-invitation",
    ),
    path("practice/<slug:practice>/link/", link_views.link, name="practice-link"),
    path("practice/<slug:practice>/link/poster/", link_views.poster, name="practice-link-poster"),
    path("practice/<slug:practice>/link/answer/", link_views.answer, name="practice-link-answer"),
    path("practice/<slug:practice>/codes/", code_views.codes, name="practice-codes"),
    path("practice/<slug:practice>/codes/<int:member>/", code_views.code, name="practice-code"),
]
