"""A person's own plan: Today, the catalogue, a course's home, their record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.authoring.models import Release
from courses.authoring.quiz_words import told_of_attempt, told_to
from courses.certificates.codes import grouped
from courses.certificates.queries import current_certificate, is_known
from courses.core.document import UnitSummary
from courses.learning.corrections import restartable
from courses.learning.models import Enrolment
from courses.learning.notices import unread, was_corrected
from courses.learning.queries import current_release, reader_of, rules_for, tries
from courses.learning.renewing import TooEarly, changed_since, renew
from courses.learning.rules import (
    Reader,
    graded_quizzes,
    hours_in,
    minutes_left,
    quizzes_to_pass,
    required_units,
)
from courses.learning.services import lock_of
from courses.people.models import JobRole
from courses.training import queries, try_views
from courses.training.facts import Row, standings
from courses.training.state import LABELS, Word
from courses.training.unit_rows import unit_rows

rendered = caches["rendered"]
FOR_EVERYBODY = {
    "about": "training/course_about.html",
    "side": "training/course_side.html",
}
LENGTHS = (("10", "under 10 minutes"), ("20", "under 20 minutes"), ("40", "under 40 minutes"))
# The first of these that is published is offered to visitors: to begin with, exercises that need no account
SAMPLE = ("interpreting-ai-output", "sample-reviewed-course")


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today for a signed-in person, the landing page for a visitor."""
    if request.user.is_authenticated:
        return today(request)
    releases = {release.structure["id"]: release.structure for release in queries.published()}
    sample = next((releases[slug] for slug in SAMPLE if slug in releases), None)
    url = reverse("unit", args=[sample["id"], sample["units"][0]["id"]]) if sample and sample["units"] else ""
    context = {"sample_url": url, "options": try_views.options(), "courses": bool(releases)}
    return render(request, "pages/landing.html", context)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime(timezone=request.user.zone)
    greeting = _("Good morning") if now.hour < 12 else _("Good afternoon") if now.hour < 18 else _("Good evening")
    context = queries.today(request.user)
    return render(request, "training/today.html", {**context, "greeting": greeting, "now": now})


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All published courses, narrowed by what the address says."""
    listed = queries.entries(request.user)
    words = [(word.value, str(LABELS[word])) for word in Word]
    filters = queries.Filters(
        role=one_of(request, "role", [value for value, _label in JobRole.choices]),
        length=one_of(request, "length", [value for value, _label in LENGTHS]),
        word=one_of(request, "state", [value for value, _label in words]) if request.user.is_authenticated else "",
    )
    shown = [entry for entry in listed if filters.keep(entry)]
    chosen = [
        str(dict(choices).get(value, value))
        for value, choices in ((filters.role, JobRole.choices), (filters.length, LENGTHS), (filters.word, words))
        if value
    ]
    return render(
        request,
        "training/catalogue.html",
        {
            "entries": shown,
            "all": len(listed),
            "filters": filters,
            "chosen": chosen,
            "roles": queries.roles_of(listed),
            "lengths": LENGTHS,
            "words": words,
        },
    )


def one_of(request: HttpRequest, name: str, allowed: list[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in allowed else ""


@login_not_required
@require_safe
def course_home(request: HttpRequest, course: str) -> HttpResponse:
    """A course: what it is, its units with their states, the rule of its quiz, and the one next step."""
    release = current_release(course)
    if release is None:
        raise Http404
    row: Row | None = None
    context: dict[str, Any] = {}
    if request.user.is_authenticated:
        on = queries.local_today(request.user)
        row = standings([request.user], [release], on)[request.user.pk, release.course_id]
        context = own_course(request, row)
        context |= corrected(request, release, [one["current"].id for one in context["own_quizzes"] if one["current"]])
    structure, reader = release.structure, reader_of(request.user)
    asked = minutes_left(structure, reader, finished=(), passed=())
    return render(
        request,
        "training/course_home.html",
        {
            "course": structure,
            "release": release,
            "row": row,
            "asked": asked,
            "others": bool(reader.role) and reader.role not in structure["audience"],
            "hours": hours_in(structure, asked) if reader.role else structure["cpd_hours"],
            "units": (rows := unit_rows(request.user, release, row)),
            "asked_units": sum(one["required"] for one in rows),
            "more": [one for one in rows if not one["required"]],
            "quizzes": [one | {"told": told_to(request.user, one, structure)} for one in graded_quizzes(structure)],
            **same_for_everybody(release),
            "objectives": objectives_for(release, reader),
            "crumbs": [(_("Courses"), reverse("catalogue"))],
            **context,
        },
    )


@require_POST
def course_renew(request: HttpRequest, course: str) -> HttpResponse:
    """Begin the next cycle of a completed course, then on to what it asks: new units, or the final quiz."""
    release = current_release(course)
    if release is None:
        raise Http404
    on = queries.local_today(request.user)
    row = standings([request.user], [release], on)[request.user.pk, release.course_id]
    outcome = renew(person=request.user, release=release, on=on, early=row.facts.renew_by)
    if isinstance(outcome, TooEarly):
        messages.warning(request, too_early(outcome))
    if not isinstance(outcome, Enrolment) or outcome.completed_at is not None:
        return redirect("course-home", course)
    done = row.finished - row.skipped.keys()  # a new cycle skips nothing by itself
    reader = reader_of(request.user)
    missing = set(required_units(release.structure, reader)) - done
    quiz = next(iter(quizzes_to_pass(release.structure, reader)), None)
    if missing or quiz is None:
        return redirect("course-home", course)
    return redirect("quiz", course, quiz["id"])


def too_early(refusal: TooEarly) -> str:
    if refusal.opens_on is None:
        return _("This course does not run out: there is nothing to renew.")
    return _("You can renew this course from %(day)s.") % {"day": date_format(refusal.opens_on, "j F Y")}


def same_for_everybody(release: Release) -> dict[str, SafeString]:
    """Parts of a course page that depend on the release alone: rendered once in each process."""
    name = f"course-page:{release.pk}:{release.sha256}"
    if (found := rendered.get(name)) is None:
        roles = [str(label) for value, label in JobRole.choices if value in release.structure["audience"]]
        context = {"course": release.structure, "roles": roles}
        found = {part: render_to_string(template, context) for part, template in FOR_EVERYBODY.items()}
        rendered.set(name, found)
    return {part: mark_safe(html) for part, html in found.items()}


def objectives_for(release: Release, reader: Reader) -> SafeString:
    """What the units that are asked of this reader teach, then the rest; rendered once for each role and region."""
    name = f"objectives:{release.pk}:{release.sha256}:{reader.role}:{reader.region}"
    if (found := rendered.get(name)) is None:
        structure = release.structure
        own = set(required_units(structure, reader)) if reader.role else set()
        taught = {aim for unit in structure["units"] if unit["id"] in own for aim in unit["objectives"]}
        first = [text for aim, text in structure["objectives"].items() if aim in taught or not taught]
        rest = [text for aim, text in structure["objectives"].items() if aim not in taught and taught]
        found = render_to_string("training/course_objectives.html", {"first": first, "rest": rest})
        rendered.set(name, found)
    return mark_safe(found)


def own_course(request: HttpRequest, row: Row) -> dict[str, Any]:
    """What the course page adds for a signed-in person.

    Up to 4 queries more, none before the course is begun; 2 more while it can be renewed or is.
    """
    release, enrolment = row.release, row.enrolment
    rules = row.rules
    graded = [rules_for(rules.structure, release.structure, one["id"]) for one in graded_quizzes(release.structure)]
    quizzes, shown = [], []
    for quiz in graded:
        earlier = tries(enrolment, quiz["id"])
        current = next((one for one in earlier if one.state == "open"), None)
        lock = lock_of(
            rules,
            release,
            quiz["id"],
            reader_of(request.user),
            finished=row.finished,
            earlier=earlier,
            enrolment_id=enrolment.pk if enrolment else None,
        )
        quizzes.append({"quiz": quiz, "current": current, "locked": None if current else lock, "last": earlier[-1:]})
        told = told_of_attempt(current.questions, None, quiz["pass_mark"]) if current else None
        shown.append(quiz | {"told": told or told_to(request.user, quiz, release.structure)})
    entry = queries.entry_for(request.user, release, row)
    earned = row.completed or entry.renewal == "begun"
    found = current_certificate(request.user, release.structure["id"]) if earned else None
    return {
        "quizzes": shown,
        "own_quizzes": quizzes,
        "next": queries.next_step(request.user, entry),
        "renewal": entry.renewal,
        "reads_again": entry.reads_again,
        "added": asked_since(reader_of(request.user), row),
        "added_quiz": quiz_asked_since(reader_of(request.user), row),
        "since": changed_since(request.user, release) if entry.renewal else None,
        "certificate_code": grouped(found.code) if found else "",
        "email_confirmed": found is not None or not row.completed or is_known(request.user),
    }


def asked_since(reader: Reader, row: Row) -> list[UnitSummary]:
    """Units of the release they completed that are asked of who has completed it: there are none unless their role or
    country has changed since. No query.
    """
    done = row.enrolment.completed_release if row.enrolment else None
    if done is None:
        return []
    asked = set(required_units(done.structure, reader)) - row.finished
    return [unit for unit in row.release.structure["units"] if unit["id"] in asked]


def quiz_asked_since(reader: Reader, row: Row) -> bool:
    """Whether somebody who completed the course without a quiz is asked one now. No query."""
    if not row.completed:
        return False
    done = row.enrolment.completed_release if row.enrolment else None
    known = [row.release.structure, *([done.structure] if done else [])]  # a quiz may be called something else by now
    graded = {quiz["id"] for structure in known for quiz in graded_quizzes(structure)}
    return bool(quizzes_to_pass(row.release.structure, reader)) and not row.passed & graded


def corrected(request: HttpRequest, release: Release, attempts: list[int]) -> dict[str, Any]:
    """Corrections the person has not read, and which of their open attempts may be begun anew.

    A correction comes with a release of its own, so whether a course ever had one is asked once a release and process.
    """
    name = f"corrected:{release.pk}:{release.sha256}"
    if (ever := rendered.get(name)) is None:
        ever = was_corrected(release.course_id)
        rendered.set(name, ever)
    notices = unread(request.user, release.structure["id"]) if ever else []
    return {"corrections": notices, "restart": restartable(request.user, attempts) if notices else []}


@require_safe
def my_learning(request: HttpRequest) -> HttpResponse:
    """Current courses and the record of what is done."""
    listed = queries.entries(request.user)
    current = [entry for entry in listed if entry.state.word in queries.URGENCY]
    done = queries.record(request.user)
    return render(
        request,
        "training/my_learning.html",
        {"current": current, "done": done, "minutes": sum(one.minutes for one in done)},
    )
