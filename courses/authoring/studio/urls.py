"""Addresses of the studio. `studio` in <studio:course> is the id of a course that is none of our own words.

Pages link to each other by these names and leave a link out while its page is not there:
studio-new, studio-upload, studio-download, studio-pictures, studio-publish, studio-changes, studio-review,
studio-releases; marking stands in learning.
"""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from courses.authoring.studio import views
from courses.authoring.studio.converters import StudioCourse

register_converter(StudioCourse, "studio")

urlpatterns: list[URLPattern] = [
    path("studio/", views.studio, name="studio"),
    path("studio/<studio:course>/", views.studio_course, name="studio-course"),
]
