from __future__ import annotations

from django.urls import path

from courses.training.starting import views

urlpatterns = [
    path("paths/", views.paths, name="paths"),
    path("paths/<slug:route>/", views.path, name="path"),
    path("paths/<slug:route>/check/", views.path_check, name="path-check"),
    path("paths/<slug:route>/skip/", views.path_skip, name="path-skip"),
    path("courses/<slug:course>/units/<slug:unit>/after-all/", views.unit_after_all, name="unit-after-all"),
]
