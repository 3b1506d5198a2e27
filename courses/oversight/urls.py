from __future__ import annotations

from django.urls import path

from courses.oversight import views

urlpatterns = [path("practice/<slug:practice>/", views.practice, name="practice")]
