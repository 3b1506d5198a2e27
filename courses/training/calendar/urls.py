from __future__ import annotations

from django.urls import path

from courses.training.calendar import views

urlpatterns = [
    path("me/calendar/", views.my_calendar, name="my-calendar"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar-feed"),
]
