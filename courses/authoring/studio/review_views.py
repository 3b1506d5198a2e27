"""The reviewer's page: the whole text as learners see it, what changed, and a name under it; and asking for that."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from courses.authoring import queries, reviews
from courses.authoring.draft_queries import may_edit, readable_draft
from courses.authoring.models import Draft, Release
from courses.authoring.publishing import Prepared, prepare
from courses.authoring.studio.change_groups import Page, pages
from courses.authoring.studio.limit_views import ASKED_OFTEN, asks_too_often
from courses.authoring.studio.publish_views import course_crumbs
from courses.authoring.studio.views import author
from courses.authoring.writers import writers_of
from courses.core.changes import Content, diff
from courses.core.changes.problems import unit_files
from courses.people.access import is_reviewer

MOST_NAME, MOST_COMMENT = 120, 2000  # characters
NOBODY = gettext_lazy(
    "Nobody on this site can sign this text yet: it takes a reviewer who has not written in it. "
    "An administrator of the site can make somebody a reviewer."
)


@require_http_methods(["GET", "HEAD", "POST"])
def studio_review(request: HttpRequest, course: str) -> HttpResponse:
    """Sign the text that is shown, send it back, or (for its editors) ask for a review."""
    person = author(request)
    try:
        draft = readable_draft(person, course)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    todo = request.POST.get("do", "") if request.method == "POST" else ""
    if todo == "ask" and may_edit(person, draft):
        if asks_too_often(person):
            messages.warning(request, ASKED_OFTEN)
            return redirect("studio-review", course)
        reviews.ask_review(by=person, draft_id=draft.pk)
        if reviews.others_who_may_sign(draft, but=person):
            messages.success(request, _("The reviewers have been asked by email."))
        else:
            messages.warning(request, NOBODY)
        return redirect("studio-review", course)
    problems: list[tuple[str, str]] = []
    if todo == "sign" and is_reviewer(person):
        problems = _sign(request, draft)
    elif todo == "back" and is_reviewer(person):
        problems = _send_back(request, draft)
    if todo and not problems:
        return redirect("studio-review", course) if todo == "sign" else redirect("studio")
    return render(request, "studio/review.html", _context(request, draft, problems), status=422 if problems else 200)


def _sign(request: HttpRequest, draft: Draft) -> list[tuple[str, str]]:
    name, role = (_typed(request, field, MOST_NAME) for field in ("name", "role"))
    problems = [
        (field, words)
        for field, value, words in (("name", name, _("Write your name.")), ("role", role, _("Write your role.")))
        if not value
    ]
    if not request.POST.get("read"):
        problems.append(("read", _("Say that you have read the whole text.")))
    if problems:
        return problems
    note = _typed(request, "note", MOST_COMMENT)
    digest = request.POST.get("text", "")
    try:
        signed = reviews.sign(by=author(request), draft=draft, digest=digest, name=name, role=role, note=note)
    except reviews.OwnText:
        return [("", _("You have written in this text, so it needs the name of another reviewer."))]
    if signed is None:
        return [("", _("The text was changed while you were reading. What is new is shown below."))]
    messages.success(request, _("You have signed this text. Its author has been told."))
    return []


def _typed(request: HttpRequest, field: str, most: int) -> str:
    """What was typed, without the one character that PostgreSQL cannot store."""
    return request.POST.get(field, "").replace("\0", "").strip()[:most]


def _send_back(request: HttpRequest, draft: Draft) -> list[tuple[str, str]]:
    comment = _typed(request, "comment", MOST_COMMENT)
    if not comment:
        return [("comment", _("Write what should change."))]
    reviews.send_back(by=author(request), draft=draft, comment=comment)
    messages.success(request, _("Sent back with your comment."))
    return []


def _context(request: HttpRequest, draft: Draft, problems: list[tuple[str, str]]) -> dict[str, object]:
    prepared = prepare(draft)
    since, found = changed_since_review(prepared)
    person = author(request)
    wrote = is_reviewer(person) and person.pk in writers_of(draft)
    return {
        "slug": draft.course.slug,
        "title": draft.title or draft.course.slug,
        "draft": draft,
        "prepared": prepared,
        "since": since,
        "pages": found,
        "files": pages_to_read(prepared),
        "may_edit": may_edit(person, draft),
        "may_sign": is_reviewer(person) and not wrote,
        "may_answer": is_reviewer(person),
        "wrote": wrote,
        "others": reviews.others_who_may_sign(draft, but=person) if wrote else [],
        "signed_by_me": any(row.reviewer_id == person.pk for row in prepared.review.signed),
        "name": request.POST.get("name", person.display_name),
        "role": request.POST.get("role", person.get_job_role_display()),
        "posted": request.POST,
        "problems": problems,
        "crumbs": course_crumbs(draft, _("Review")),
    }


def pages_to_read(prepared: Prepared) -> list[tuple[str, str]]:
    """(title, file) of everything learners can see, in the order of the course."""
    listed = prepared.after.structure if prepared.after else None
    titles = {one["id"]: one["title"] for one in [*listed["units"], *listed["quizzes"]]} if listed else {}
    units = [(titles.get(unit, file), file) for unit, file in unit_files(prepared.folder).items()]
    others = sorted(path for path in prepared.folder.files if path.startswith("pools/") and path.endswith(".md"))
    found = [
        (_("Course page"), "course.md"),
        *units,
        *((path, path) for path in others),
        (_("Glossary"), "glossary.md"),
    ]
    return [(title, file) for title, file in found if file in prepared.folder.files]


def changed_since_review(prepared: Prepared) -> tuple[Release | None, list[Page]]:
    """The newest release that was reviewed, and what the draft changes against it; without one, against nothing."""
    if prepared.after is None:
        return None, []
    releases = Release.objects.filter(course=prepared.draft.course_id).order_by("-number")
    since = next((release for release in releases if release.structure["reviewers"]), None)
    if since is None:
        return None, []
    if prepared.newest is not None and since.pk == prepared.newest.pk:
        return since, pages(prepared.changes, prepared.before, prepared.after)
    before: Content = queries.content(since)
    return since, pages(diff(before, prepared.after), before, prepared.after)
