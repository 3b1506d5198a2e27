from __future__ import annotations

from django.urls import path

from courses.oversight.matrix import person_views, views

AT = "practice/<slug:practice>/"
urlpatterns = [
    path(AT, views.practice, name="practice"),
    path(f"{AT}matrix.csv", views.matrix_csv, name="practice-matrix-csv"),
    path(f"{AT}matrix.xlsx", views.matrix_xlsx, name="practice-matrix-xlsx"),
    path(f"{AT}people/<int:member>/courses/", person_views.courses, name="practice-person-courses"),
    path(f"{AT}people/<int:member>/<slug:course>/", person_views.cell, name="practice-cell"),
]
