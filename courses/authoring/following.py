"""What becomes of a draft when its course is published from a folder: one that nobody has written into goes along."""

from __future__ import annotations

from django.utils import timezone

from courses.authoring.draft_queries import folder_of
from courses.authoring.drafts import title_in
from courses.authoring.models import Draft, DraftFile, Release
from courses.core.compiler import source_sha256
from courses.core.document import Folder


def follow(release: Release, base: Release | None, folder: Folder) -> None:
    """Move the draft of a course on to a release that was not made from it. Inside the transaction of the publish.

    A draft with the same text begins anew from this release. One that still is the text of `base` gets the new text:
    nothing of anybody's is lost, as `base` keeps the old one. Any other draft stays; its editor compares both (C703).
    """
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("course").filter(course=release.course_id).first()
    )
    if draft is None:
        return
    digest = source_sha256(folder_of(draft))
    untouched = base is not None and draft.base_id == base.pk and digest == base.source_sha256
    if digest == release.source_sha256:
        Draft.objects.filter(pk=draft.pk).update(base=release)
    elif untouched:
        _take(draft, release, folder)


def _take(draft: Draft, release: Release, folder: Folder) -> None:
    """Put the files of a release in place of the draft's, but for `notes/`, which no release has."""
    now = timezone.now()
    kept = {one.path: one for one in draft.files.all() if not one.path.startswith("notes/")}
    files = {path: data for path, data in folder.files.items() if not path.startswith("notes/")}
    DraftFile.objects.filter(pk__in=[one.pk for path, one in kept.items() if path not in files]).delete()
    for path, data in files.items():
        old = kept.get(path)
        if old is None:
            DraftFile.objects.create(draft=draft, path=path, data=data, edited_at=now)
        elif bytes(old.data) != data:
            DraftFile.objects.filter(pk=old.pk).update(
                data=data, version=old.version + 1, client="", seq=0, edited_by=None, edited_at=now
            )
    Draft.objects.filter(pk=draft.pk).update(
        base=release,
        revision=draft.revision + 1,
        source_sha256=release.source_sha256,
        title=title_in(files) or draft.title,
        edited_by=None,
        edited_at=now,
    )
