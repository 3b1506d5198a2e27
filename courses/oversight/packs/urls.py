"""Addresses of inspection packs and of the printable matrix."""

from __future__ import annotations

from django.urls import path

from courses.oversight.packs import views

AT = "practice/<slug:practice>"

urlpatterns = [
    path(f"{AT}/packs/", views.packs, name="practice-packs"),
    path(f"{AT}/packs/<int:pack>/again/", views.again, name="practice-pack"),
    path(f"{AT}/packs/<int:pack>.zip", views.pack_file, name="practice-pack-file"),
    path(f"{AT}/matrix.pdf", views.matrix_pdf, name="practice-matrix-pdf"),
]
