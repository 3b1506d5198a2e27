"""Addresses of labs and their runs. Each kind of lab adds its own lines under labs/<attempt>/."""

from __future__ import annotations

from django.urls import path

from courses.learning import lab_views
from courses.learning.labs import marked_text_views, my_advice_views, reliance_views, scenario_views

urlpatterns = [
    path("courses/<slug:course>/labs/<slug:lab>/", lab_views.lab, name="lab"),
    path("courses/<slug:course>/labs/<slug:lab>/answers/", lab_views.lab_answers, name="lab-answers"),
    path("labs/<int:attempt>/", lab_views.lab_run, name="lab-run"),
    path("labs/<int:attempt>/result/", lab_views.lab_result, name="lab-result"),
    path("labs/<int:attempt>/cases/<int:number>/", reliance_views.reliance_case, name="reliance-case"),
    path("labs/<int:attempt>/so-far/", reliance_views.reliance_so_far, name="reliance-so-far"),
    path("labs/<int:attempt>/steps/<int:number>/", scenario_views.scenario_step, name="scenario-step"),
    path("labs/<int:attempt>/steps/<int:number>/after/", scenario_views.scenario_after, name="scenario-after"),
    path("labs/<int:attempt>/texts/<int:number>/", marked_text_views.text_sheet, name="text-sheet"),
    path("me/ai-advice/", my_advice_views.my_ai_advice, name="my-ai-advice"),
    path("me/ai-advice/delete/", my_advice_views.my_ai_advice_delete, name="my-ai-advice-delete"),
]
