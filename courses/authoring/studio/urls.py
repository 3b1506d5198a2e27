"""Addresses of the studio. `studio` in <studio:course> is the id of a course that is none of our own words."""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from courses.authoring.studio import views
from courses.authoring.studio.converters import StudioCourse

register_converter(StudioCourse, "studio")

urlpatterns: list[URLPattern] = [
    path("studio/", views.studio, name="studio"),
    path("studio/<studio:course>/", views.studio_course, name="studio-course"),
]
