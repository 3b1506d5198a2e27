from __future__ import annotations

from django.urls import path

from courses.training.evidence import my_views, session_views, views

PRACTICE = "practice/<slug:practice>"

urlpatterns = [
    path("me/evidence/", my_views.my_evidence, name="my-evidence"),
    path("me/evidence/<int:credit>/file/", my_views.my_evidence_file, name="my-evidence-file"),
    path(f"{PRACTICE}/evidence/", views.practice_evidence, name="practice-evidence"),
    path(f"{PRACTICE}/evidence/new/", views.practice_credit_new, name="practice-credit-new"),
    path(f"{PRACTICE}/evidence/<int:credit>/", views.practice_credit, name="practice-credit"),
    path(f"{PRACTICE}/evidence/<int:credit>/file/", views.practice_credit_file, name="practice-credit-file"),
    path(f"{PRACTICE}/sessions/", session_views.practice_sessions, name="practice-sessions"),
    path(f"{PRACTICE}/sessions/new/", session_views.practice_session_new, name="practice-session-new"),
    path(f"{PRACTICE}/sessions/<int:session>/", session_views.practice_session, name="practice-session"),
    path(f"{PRACTICE}/sessions/<int:session>/file/", session_views.practice_session_file, name="practice-session-file"),
]
