"""Addresses of a practice's log."""

from __future__ import annotations

from django.urls import path

from courses.oversight.log import views

urlpatterns = [
    path("practice/<slug:practice>/log/", views.log, name="practice-log"),
    path("practice/<slug:practice>/log.csv", views.log_csv, name="practice-log-csv"),
]
