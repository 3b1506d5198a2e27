"""The manager's page of a practice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.oversight import queries
from courses.training.state import Word


@require_safe
def practice(request: HttpRequest, practice: str) -> HttpResponse:
    """People × courses, state and date. A 404 for everybody but this practice's managers."""
    found = queries.matrix(request.user, practice)
    if found is None:
        raise Http404
    return render(
        request,
        "oversight/practice.html",
        {
            "matrix": found,
            "overdue": found.total(Word.OVERDUE),
            "soon": found.total(Word.DUE_SOON),
            "expired": found.total(Word.EXPIRED),
            "complete": found.total(Word.COMPLETE),
            "cells": found.total(*(word for word in Word if word != Word.NOT_ASSIGNED)),
        },
    )
