from __future__ import annotations

from django.urls import path

from courses.certificates import review_views

AT = "practice/<slug:practice>/reviews/"

urlpatterns = [
    path(AT, review_views.reviews, name="practice-reviews"),
    path(f"{AT}<slug:course>/", review_views.review, name="practice-review"),
    path(f"{AT}withdraw/<int:review>/", review_views.review_withdraw, name="practice-review-withdraw"),
]
