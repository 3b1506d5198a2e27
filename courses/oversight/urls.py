from __future__ import annotations

from django.urls import path

from courses.oversight import item_views
from courses.oversight.matrix import urls as matrix

urlpatterns = [
    *matrix.urlpatterns,
    path("studio/<slug:course>/items/", item_views.studio_items, name="studio-items"),
    path("studio/<slug:course>/items/<slug:question>/", item_views.studio_item, name="studio-item"),
]
