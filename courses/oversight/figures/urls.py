"""Address of the lab figures of a practice."""

from __future__ import annotations

from django.urls import path

from courses.oversight.figures import views

urlpatterns = [path("practice/<slug:practice>/figures/", views.figures, name="practice-figures")]
