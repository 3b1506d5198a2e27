"""Addresses of the register of AI tools."""

from __future__ import annotations

from django.urls import path

from courses.oversight.tools import edit_views, views

AT = "practice/<slug:practice>/tools"

urlpatterns = [
    path(f"{AT}/", views.tools, name="practice-tools"),
    path(f"{AT}.csv", views.tools_csv, name="practice-tools-csv"),
    path(f"{AT}/new/", edit_views.tool_new, name="practice-tool-new"),
    path(f"{AT}/<int:tool>/", views.tool, name="practice-tool"),
    path(f"{AT}/<int:tool>/edit/", edit_views.tool_edit, name="practice-tool-edit"),
    path(f"{AT}/<int:tool>/end/", edit_views.tool_end, name="practice-tool-end"),
    path(f"{AT}/<int:tool>/use/", edit_views.tool_use, name="practice-tool-use"),
    path("practice/<slug:practice>/needs/", views.needs, name="practice-needs"),
]
