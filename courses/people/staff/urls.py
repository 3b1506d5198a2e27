"""Addresses of a practice's people and settings."""

from __future__ import annotations

from django.urls import path

from courses.people.staff import closed_views, leaver_views, person_views, start_views, views

urlpatterns = [
    path("start/", start_views.start, name="practice-new"),
    path("practice/", start_views.practices, name="practices"),
    path("practice/<slug:practice>/first-steps/", start_views.first_steps, name="practice-first-steps"),
    path("practice/<slug:practice>/settings/", views.settings, name="practice-settings"),
    path("practice/<slug:practice>/settings/closed-days/", closed_views.closed_days, name="practice-closed-days"),
    path("practice/<slug:practice>/people/", views.people, name="practice-people"),
    path("practice/<slug:practice>/teams/", views.teams, name="practice-teams"),
    path("practice/<slug:practice>/leavers/", leaver_views.leavers, name="practice-leavers"),
    path("practice/<slug:practice>/people/<int:member>/", person_views.person, name="practice-person"),
    path("practice/<slug:practice>/leave/<int:member>/", person_views.leave, name="practice-leave"),
    path("practice/<slug:practice>/leavers/<int:member>/", leaver_views.left, name="practice-left"),
]
