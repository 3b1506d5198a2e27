"""Who has written the text of a draft since its course was last reviewed: they do not sign it as clinically reviewed.

A file knows only its last writer. When one person goes on where another stopped, who that was is noted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from courses.authoring.models import Draft, DraftFile, Release
from courses.operations import audit
from courses.operations.models import AuditEntry
from courses.people.models import User

HANDED_OVER = "draft.handed-over"


@dataclass(frozen=True, slots=True)
class _Times:
    """`reviewed`: of the newest release that was reviewed, if any. `copied`: whether the draft began as a release."""

    reviewed: datetime | None
    copied: bool

    def counts(self, at: datetime) -> bool:
        return self.reviewed is None or at > self.reviewed


def writers_of(draft: Draft) -> frozenset[int]:
    """The people whose words may stand in the draft and that no review has covered, by id. 3 queries.

    Who only opened a published course has written nothing, though the copy was made in their name.
    """
    times = _times(draft)
    rows = DraftFile.objects.filter(draft=draft).exclude(edited_by=None)
    written = [
        (person, at)
        for person, at, version in rows.values_list("edited_by", "edited_at", "version")
        if not (times.copied and version == 1 and at == draft.created_at)
    ]
    if _has_written(draft, times):
        written.append((draft.edited_by_id, draft.edited_at))
    entries = AuditEntry.objects.filter(action=HANDED_OVER, subject=draft.course.slug).exclude(actor=None)
    written += [(who, datetime.fromisoformat(told["until"])) for who, told in entries.values_list("actor", "detail")]
    return frozenset(person for person, at in written if times.counts(at))


def hand_over(draft: Draft, *, to: User) -> None:
    """Note whoever wrote last, before another person does. Inside the transaction of that write.

    Nothing while one person goes on; 2 queries when another one comes, and 1 more for the first time since a review.
    """
    if draft.edited_by_id is None or draft.edited_by_id == to.pk:
        return
    times = _times(draft)
    if not _has_written(draft, times) or not times.counts(draft.edited_at):
        return
    entries = AuditEntry.objects.filter(
        action=HANDED_OVER, subject=draft.course.slug, actor=draft.edited_by_id
    ).order_by("-pk")
    noted = entries.values_list("detail", flat=True).first()
    if noted is None or not times.counts(datetime.fromisoformat(noted["until"])):
        until = draft.edited_at.isoformat()
        audit.note(actor=draft.edited_by, action=HANDED_OVER, subject=draft.course.slug, until=until)


def _has_written(draft: Draft, times: _Times) -> bool:
    """Whether `draft.edited_by` has changed anything, and did not only cause the copy of a release."""
    return draft.edited_by_id is not None and not (times.copied and draft.edited_at == draft.created_at)


def _times(draft: Draft) -> _Times:
    releases = list(
        Release.objects.filter(course=draft.course_id).order_by("-number").values_list("at", "structure__reviewers")
    )
    reviewed = next((at for at, reviewers in releases if reviewers), None)
    return _Times(reviewed, copied=any(at <= draft.created_at for at, _reviewers in releases))
