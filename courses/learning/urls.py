from __future__ import annotations

from django.urls import path

from courses.learning import unit_views, views

urlpatterns = [
    path("courses/<slug:course>/start/", unit_views.course_start, name="course-start"),
    path("courses/<slug:course>/glossary/", unit_views.glossary, name="glossary"),
    path("courses/<slug:course>/units/<slug:unit>/", unit_views.unit_read, name="unit"),
    path("courses/<slug:course>/units/<slug:unit>/place/", unit_views.unit_place, name="unit-place"),
    path("courses/<slug:course>/units/<slug:unit>/finish/", unit_views.unit_finish, name="unit-finish"),
    path("courses/<slug:course>/questions/<slug:question>/", unit_views.question_answer, name="question-answer"),
    path("courses/<slug:course>/quizzes/<slug:quiz>/", views.quiz_start, name="quiz"),
    path("attempts/<int:attempt>/<int:number>/", views.attempt_question, name="attempt-question"),
    path("attempts/<int:attempt>/<int:number>/save/", views.answer_save, name="answer-save"),
    path("attempts/<int:attempt>/review/", views.attempt_review, name="attempt-review"),
    path("attempts/<int:attempt>/submit/", views.attempt_submit, name="attempt-submit"),
    path("attempts/<int:attempt>/result/", views.attempt_result, name="attempt-result"),
    path("attempts/<int:attempt>/note/", views.completion_note, name="completion-note"),
]
