"""Addresses of the authoring package."""

from __future__ import annotations

from django.urls import re_path

from courses.authoring import views
from courses.authoring.studio import urls as studio

urlpatterns = [
    re_path(r"^media/(?P<sha256>[0-9a-f]{64})\.(?P<extension>svg|png|jpg|webp)$", views.media, name="media"),
    *studio.urlpatterns,
]
