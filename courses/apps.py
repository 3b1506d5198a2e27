from __future__ import annotations

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Second Look"

    def ready(self) -> None:
        from courses import wiring
        from courses.authoring import effects
        from courses.learning.effects import LearnerEffects
        from courses.operations import outbox

        outbox.register(wiring.HANDLERS)
        effects.register(LearnerEffects())
