from __future__ import annotations

from django.urls import path

from courses.oversight import item_views, views

urlpatterns = [
    path("practice/<slug:practice>/", views.practice, name="practice"),
    path("studio/<slug:course>/items/", item_views.studio_items, name="studio-items"),
    path("studio/<slug:course>/items/<slug:question>/", item_views.studio_item, name="studio-item"),
]
