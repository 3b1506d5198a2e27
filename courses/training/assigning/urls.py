from __future__ import annotations

from django.urls import path

from courses.training.assigning import person_views, rule_views, views

urlpatterns = [
    path("practice/<slug:practice>/assign/", views.assign, name="practice-assign"),
    path("practice/<slug:practice>/assignments/", rule_views.assignments, name="practice-assignments"),
    path("practice/<slug:practice>/assignments/<int:assignment>/", rule_views.assignment, name="practice-assignment"),
    path(
        "practice/<slug:practice>/assignments/<int:assignment>/undo/",
        rule_views.assignment_undo,
        name="practice-assignment-undo",
    ),
    path(
        "practice/<slug:practice>/assignments/<int:assignment>/end/",
        rule_views.assignment_end,
        name="practice-assignment-end",
    ),
    path(
        "practice/<slug:practice>/people/<int:member>/<slug:course>/exempt/",
        person_views.exempt,
        name="practice-exempt",
    ),
    path("practice/<slug:practice>/access/", rule_views.access_all, name="practice-access-all"),
    path("practice/<slug:practice>/access/<int:member>/", person_views.access, name="practice-access"),
]
