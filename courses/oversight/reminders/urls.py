"""Addresses of the reminders of a practice."""

from __future__ import annotations

from django.urls import path

from courses.oversight.reminders import views

urlpatterns = [
    path("practice/<slug:practice>/reminders/", views.reminders, name="practice-reminders"),
    path("practice/<slug:practice>/reminders/send/", views.remind, name="practice-remind"),
]
