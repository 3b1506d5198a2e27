"""Publishing a draft: what it changes for whom, what must be said and acknowledged, and the release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.authoring import publishing, reviews, services
from courses.authoring.class_words import CORRECTION, MEANINGS, NAMES
from courses.authoring.draft_queries import may_edit, readable_draft
from courses.authoring.drafts import DraftClash
from courses.authoring.models import Draft, Release
from courses.authoring.publishing import Prepared, prepare
from courses.authoring.services import Outcome, Published, Seen
from courses.authoring.studio.change_groups import pages
from courses.authoring.studio.comparing import side_by_side
from courses.authoring.studio.limit_views import ASKED_OFTEN, asks_too_often
from courses.authoring.studio.publish_form import (
    Entered,
    class_of,
    correction_faults,
    entered,
    faults,
    first_entered,
    known_words,
)
from courses.authoring.studio.views import author, draft_or_404
from courses.core.changes import BREAKING, RISING
from courses.people.access import is_reviewer


@require_http_methods(["GET", "HEAD", "POST"])
def studio_publish(request: HttpRequest, course: str) -> HttpResponse:
    """The publish page. Sent once it publishes, or asks a second time where people who are under way are affected."""
    try:
        draft = publishing.publishable(author(request), course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    prepared = prepare(draft)
    if request.method != "POST":
        return publish_page(request, prepared, first_entered(prepared))
    form = entered(request.POST)
    if prepared.state == "unchanged":  # a double click, or somebody else has published this very text
        messages.info(request, _("This text is published already."))
        return to_release(request, draft, prepared.newest.number if prepared.newest else 1)
    if (form.revision, form.newest) != (draft.revision, prepared.newest.number if prepared.newest else None):
        return publish_page(request, prepared, form, overtaken=True, status=409)
    if prepared.state != "ready":
        return publish_page(request, prepared, form, status=409)
    if request.POST.get("do") == "ask-correction":
        return ask_correction(request, prepared, form)
    problems = faults(prepared, form, may_correct=is_reviewer(request.user))
    if problems:
        return publish_page(request, prepared, form, problems=problems, status=422)
    if is_breaking(prepared, form) and not form.confirmed:
        return confirm_page(request, prepared, form)
    return publish_now(request, prepared, form)


def is_breaking(prepared: Prepared, form: Entered) -> bool:
    """Whether people who are under way are affected, so that a second confirmation is asked."""
    if prepared.newest is None:
        return False
    return form.word.corrects or class_of(prepared, form) in BREAKING


def publish_now(request: HttpRequest, prepared: Prepared, form: Entered) -> HttpResponse:
    draft = prepared.draft
    word = form.word
    done = services.publish(
        folder=prepared.folder,
        by=author(request),
        note=form.note,
        word=services.Word(known_words(prepared, form), word.raised, word.notice, word.safety, word.correction),
        seen=Seen(draft.pk, form.revision, form.newest),
    )
    if done.outcome in (Outcome.CREATED, Outcome.UNCHANGED) and done.release is not None:
        messages.success(request, published_words(done))
        return to_release(request, draft, done.release.number)
    draft.refresh_from_db()
    return publish_page(request, prepare(draft), form, overtaken=done.outcome is Outcome.OVERTAKEN, status=409)


def to_release(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """To the release as its writers see it. To a reviewer, whom nobody asks any more, as everybody does."""
    page = "studio-release" if may_edit(author(request), draft) else "release"
    return redirect(page, draft.course.slug, number)


def published_words(done: Published) -> str:
    assert done.release is not None
    words = _("Release %(number)s is published.") if done.created else _("Release %(number)s is this very text.")
    return words % {"number": done.release.number}


def ask_correction(request: HttpRequest, prepared: Prepared, form: Entered) -> HttpResponse:
    """An author who is no reviewer asks for a correction: stored for the reviewers, nothing is published."""
    if not may_edit(author(request), prepared.draft):  # a reviewer, who publishes it instead
        raise Http404
    problems = correction_faults(prepared, form, may_correct=True)
    if problems:
        return publish_page(request, prepared, form, problems=problems, status=422)
    if asks_too_often(author(request)):
        messages.warning(request, ASKED_OFTEN)
        return publish_page(request, prepared, form, status=429)
    questions = [one for one, word in known_words(prepared, form).items() if word == "correction"]
    reviews.ask_review(
        by=author(request), draft_id=prepared.draft.pk, questions=questions, notice=form.notice, safety=form.safety
    )
    messages.success(request, _("The reviewers have been asked. They see what you wrote and can publish it."))
    return redirect("studio-publish", prepared.draft.course.slug)


def publish_page(
    request: HttpRequest,
    prepared: Prepared,
    form: Entered,
    *,
    problems: list[tuple[str, str]] | None = None,
    overtaken: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {**page_context(request, prepared, form), "problems": problems or [], "overtaken": overtaken}
    return render(request, "studio/publish.html", context, status=status)


def confirm_page(request: HttpRequest, prepared: Prepared, form: Entered) -> HttpResponse:
    """Who is affected, in numbers, and the same form again without a field to change."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name in _kept(request)]
    return render(request, "studio/publish_confirm.html", {**page_context(request, prepared, form), "fields": fields})


def _kept(request: HttpRequest) -> set[str]:
    return {name for name in request.POST if name not in ("csrfmiddlewaretoken", "do", "confirmed")}


def page_context(request: HttpRequest, prepared: Prepared, form: Entered) -> dict[str, Any]:
    """What both publish pages show."""
    draft, said = prepared.draft, known_words(prepared, form)
    chosen, computed = class_of(prepared, form), prepared.class_of(said)
    slug = draft.course.slug
    return {
        "draft": draft,
        "slug": slug,
        "title": draft.title or slug,
        "prepared": prepared,
        "sent": form,
        "pages": pages(prepared.changes, prepared.before, prepared.after, said) if prepared.after else [],
        "computed": computed,
        "computed_name": NAMES[computed],
        "class_name": NAMES[chosen],
        "meaning": CORRECTION if form.word.corrects else MEANINGS[chosen],
        "corrects": form.word.corrects,
        "higher": [(one, NAMES[one], MEANINGS[one].what) for one in RISING[RISING.index(computed) + 1 :]],
        "may_correct": is_reviewer(request.user),
        "may_edit": may_edit(author(request), draft),
        "crumbs": course_crumbs(draft, _("Publish")),
    }


def course_crumbs(draft: Draft, here: str) -> list[tuple[str, str]]:
    slug = draft.course.slug
    return [(_("Studio"), reverse("studio")), (draft.title or slug, reverse("studio-course", args=[slug])), (here, "")]


@require_safe
def studio_changes(request: HttpRequest, course: str) -> HttpResponse:
    """What the draft changes against the newest release, for its editors and reviewers."""
    try:
        draft = readable_draft(author(request), course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    prepared = prepare(draft)
    context = {
        "slug": course,
        "title": draft.title or course,
        "prepared": prepared,
        "pages": pages(prepared.changes, prepared.before, prepared.after) if prepared.after else [],
        "class_name": NAMES[prepared.class_of({})],
        "crumbs": course_crumbs(draft, _("Changes")),
    }
    return render(request, "studio/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_publish_compare(request: HttpRequest, course: str) -> HttpResponse:
    """A newer text was published from outside: both side by side, file by file; one of them is gone on with."""
    draft = draft_or_404(request, course)
    newest = Release.objects.filter(course=draft.course_id).order_by("-number").first()
    if newest is None or draft.base_id == newest.pk:
        return redirect("studio-publish", course)
    files = publishing.outside_files(draft, newest)
    chosen = {one.path: request.POST.get(f"keep-{number}", "") for number, one in enumerate(files)}
    changed = request.method == "POST" and request.POST.get("seen") != f"{draft.revision}:{newest.number}"
    open_files = [number for number, one in enumerate(files) if chosen[one.path] not in ("mine", "theirs")]
    if request.method == "POST" and not changed and not open_files:
        theirs = [path for path, keep in chosen.items() if keep == "theirs"]
        done = publishing.settle_outside(
            by=author(request), draft_id=draft.pk, revision=draft.revision, newest=newest, theirs=theirs
        )
        if not isinstance(done, DraftClash):
            messages.success(request, _("Your draft goes on from release %(number)s.") % {"number": newest.number})
            return redirect("studio-publish", course)
        changed = True
    context = {
        "slug": course,
        "title": draft.title or course,
        "draft": draft,
        "newest": newest,
        "files": [
            (number, one, _rows(one.mine, one.theirs), chosen[one.path] or one.keep) for number, one in enumerate(files)
        ],
        "changed": changed,
        "problems": [
            (f"keep-{number}", _("Choose which text of %(file)s goes on.") % {"file": files[number].path})
            for number in open_files
            if request.method == "POST"
        ],
        "crumbs": course_crumbs(draft, _("Compare")),
    }
    return render(request, "studio/publish_compare.html", context, status=409 if changed else 200)


def _rows(mine: bytes | None, theirs: bytes | None) -> list[Any]:
    """None of a picture."""
    try:
        return side_by_side((mine or b"").decode("utf-8"), (theirs or b"").decode("utf-8"))
    except UnicodeDecodeError:
        return []
