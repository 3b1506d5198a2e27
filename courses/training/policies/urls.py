from __future__ import annotations

from django.urls import path

from courses.training.policies import my_views, views

AT = "practice/<slug:practice>/policies/"

urlpatterns = [
    path("me/policies/", my_views.my_policies, name="my-policies"),
    path("me/policies/<int:version>/", my_views.my_policy, name="my-policy"),
    path("me/policies/<int:version>/policy.pdf", my_views.my_policy_file, name="my-policy-file"),
    path(AT, views.policies, name="practice-policies"),
    path(f"{AT}new/", views.policy_new, name="practice-policy-new"),
    path(f"{AT}<int:policy>/", views.policy, name="practice-policy"),
    path(f"{AT}<int:policy>/new-version/", views.policy_next, name="practice-policy-next"),
    path(f"{AT}<int:policy>/stop/", views.policy_end, name="practice-policy-end"),
    path(f"{AT}<int:policy>/restore/", views.policy_restore, name="practice-policy-restore"),
    path(f"{AT}<int:policy>/confirmations.csv", views.policy_csv, name="practice-policy-csv"),
    path(f"{AT}<int:policy>/versions/<int:version>/", views.policy_version, name="practice-policy-version"),
    path(f"{AT}<int:policy>/versions/<int:version>/policy.pdf", views.policy_file, name="practice-policy-file"),
]
