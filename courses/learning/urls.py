from __future__ import annotations

from django.urls import path

from courses.learning import (
    attempt_request_views,
    correction_views,
    exercise_views,
    marking_views,
    result_views,
    unit_views,
    views,
)
from courses.learning.labs import urls as lab_urls

urlpatterns = [
    path("courses/<slug:course>/start/", unit_views.course_start, name="course-start"),
    path("courses/<slug:course>/glossary/", unit_views.glossary, name="glossary"),
    path("courses/<slug:course>/units/<slug:unit>/", unit_views.unit_read, name="unit"),
    path("courses/<slug:course>/units/<slug:unit>/place/", unit_views.unit_place, name="unit-place"),
    path("courses/<slug:course>/units/<slug:unit>/finish/", unit_views.unit_finish, name="unit-finish"),
    path("courses/<slug:course>/questions/<slug:question>/", exercise_views.question_answer, name="question-answer"),
    *lab_urls.urlpatterns,
    path("courses/<slug:course>/quizzes/<slug:quiz>/", views.quiz_start, name="quiz"),
    path("courses/<slug:course>/attempts/<slug:item>/ask/", attempt_request_views.attempt_ask, name="attempt-ask"),
    path("practice/<slug:practice>/attempts/", attempt_request_views.practice_attempts, name="practice-attempts"),
    path("attempts/<int:attempt>/<int:number>/", views.attempt_question, name="attempt-question"),
    path("attempts/<int:attempt>/<int:number>/save/", views.answer_save, name="answer-save"),
    path("attempts/<int:attempt>/review/", views.attempt_review, name="attempt-review"),
    path("attempts/<int:attempt>/submit/", views.attempt_submit, name="attempt-submit"),
    path("attempts/<int:attempt>/result/", result_views.attempt_result, name="attempt-result"),
    path("attempts/<int:attempt>/restart/", correction_views.attempt_restart, name="attempt-restart"),
    path("attempts/<int:attempt>/<int:number>/rewrite/", result_views.attempt_rewrite, name="attempt-rewrite"),
    path("attempts/<int:attempt>/note/", result_views.completion_note, name="completion-note"),
    path("corrections/<int:correction>/", correction_views.correction, name="correction"),
    path("studio/<slug:course>/attempts/", attempt_request_views.studio_attempts, name="studio-attempts"),
    path("studio/marking/", marking_views.marking_queue, name="marking"),
    path("studio/marking/next/", marking_views.marking_next, name="marking-next"),
    path("studio/marking/<slug:work>/", marking_views.marking_piece, name="marking-piece"),
    path("studio/marking/<slug:work>/author/", marking_views.marking_author, name="marking-author"),
    path("studio/marking/<slug:work>/remove/", marking_views.marking_purge, name="marking-purge"),
]
