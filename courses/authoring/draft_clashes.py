"""After two people, or two tabs, have written one file: what its writer chooses is stored, and every text is kept."""

from __future__ import annotations

from django.db import transaction

from courses.authoring.drafts import FileClash, FileGone, FileSaved, keep_text, locked_draft, save_file
from courses.authoring.models import DraftCopy, DraftFile
from courses.people.models import User


@transaction.atomic
def settle(
    *, by: User, draft_id: int, path: str, mine: bytes, chosen: bytes, version: int
) -> FileSaved | FileClash | FileGone:
    """Store `chosen` in place of the text of `version`. Of `mine` and that text, what was not chosen is kept.

    A clash again when somebody has written meanwhile: then only `mine` is kept. Raises as `save_file` does.
    """
    draft = locked_draft(by=by, draft_id=draft_id)
    if mine != chosen:
        keep_text(by=by, draft_id=draft.pk, path=path, data=mine, reason=DraftCopy.Reason.OTHERS)
    stored = DraftFile.objects.filter(draft=draft, path=path, version=version).first()
    if stored is not None and stored.edited_by_id == by.pk and bytes(stored.data) != chosen:
        # save_file keeps the texts of other people only; this one comes from another tab of the same person
        keep_text(by=by, draft_id=draft.pk, path=path, data=bytes(stored.data), reason=DraftCopy.Reason.OTHERS)
    return save_file(by=by, draft_id=draft.pk, path=path, data=chosen, version=version)
