"""A published course with a draft beside it, for the tests of publishing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client

from courses.authoring.drafts import draft_of_release, put_files
from courses.authoring.models import Course, CourseEditor, Draft, DraftCopy, Release
from courses.authoring.services import publish
from courses.people.models import User
from tests.authoring.changed_course import Edit, edited
from tests.authoring.sample import sample

UNIT = "01-first.md"
OTHER_ANSWER: tuple[Edit, ...] = ((UNIT, "- [x] 8 ± 1", "- [x] 8 ± 2"),)
WORDING: tuple[Edit, ...] = ((UNIT, "Then look again.", "Then look once more."),)


def published_course(by: User, *edits: Edit) -> Draft:
    """Release 1 of `sample`, with these edits, and the editor's draft of it."""
    outcome = publish(folder=edited(sample(), *edits), by=by)
    assert outcome.created, outcome.problems
    course = Course.objects.get(slug="sample")
    CourseEditor.objects.create(course=course, person=by, added_by=by, at=outcome.release.at)
    return draft_of_release(by=by, course=course)


def write(draft: Draft, by: User, *edits: Edit) -> Draft:
    """Change files of the draft."""
    before = {one.path: bytes(one.data) for one in draft.files.all()}
    folder = edited(sample(more=before), *edits)
    files = {path: data for path, data in folder.files.items() if before.get(path) != data}
    outcome = put_files(by=by, draft_id=draft.pk, files=files, reason=DraftCopy.Reason.REPLACED)
    assert isinstance(outcome, Draft)
    draft.refresh_from_db()
    return draft


def form_of(client: Client, url: str = "/studio/sample/publish/") -> dict[str, Any]:
    """The publish form as a person would send it: everything acknowledged, nothing else said."""
    context = client.get(url).context
    prepared = context["prepared"]
    return {
        "revision": prepared.draft.revision,
        "newest": prepared.newest.number if prepared.newest else "",
        "acknowledged": [one.key for one in prepared.warnings],
        "do": "publish",
    }


def send(client: Client, more: Mapping[str, Any] | None = None, **fields: Any) -> Any:
    """Post the publish form with these fields; the second confirmation is given when it is asked."""
    form = {**form_of(client), **(more or {}), **fields}
    reply = client.post("/studio/sample/publish/", form)
    if "fields" in (reply.context or {}):
        reply = client.post("/studio/sample/publish/", {**form, "confirmed": "yes"})
    return reply


def newest() -> Release:
    return Release.objects.order_by("-number")[0]
