from __future__ import annotations

from django.urls import path

from courses.training import try_views, views
from courses.training.calendar import urls as calendar
from courses.training.evidence import urls as evidence
from courses.training.starting import urls as starting

urlpatterns = [
    path("", views.home, name="today"),
    path("try/", try_views.try_case, name="try-case"),
    path("courses/", views.catalogue, name="catalogue"),
    path("courses/<slug:course>/", views.course_home, name="course-home"),
    path("courses/<slug:course>/renew/", views.course_renew, name="course-renew"),
    path("me/learning/", views.my_learning, name="my-learning"),
    *evidence.urlpatterns,
    *calendar.urlpatterns,
    *starting.urlpatterns,
]
