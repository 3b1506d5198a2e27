"""Addresses of the authoring package. Those of the studio stand in studio/urls.py."""

from __future__ import annotations

from django.urls import path, re_path

from courses.authoring import release_views, views
from courses.authoring.studio import urls as studio

urlpatterns = [
    re_path(r"^media/(?P<sha256>[0-9a-f]{64})\.(?P<extension>svg|png|jpg|webp)$", views.media, name="media"),
    path("courses/<slug:course>/releases/", release_views.releases, name="releases"),
    path("courses/<slug:course>/releases/<int:number>/", release_views.release, name="release"),
    path(
        "courses/<slug:course>/releases/<int:number>/units/<slug:unit>/",
        release_views.release_unit_read,
        name="release-unit",
    ),
    *studio.urlpatterns,
]
