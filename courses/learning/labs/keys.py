"""The only read of a lab's key for runs. What may be told of it, and when, is decided by each kind's own module."""

from __future__ import annotations

from courses.authoring.models import Release, ReleaseKey
from courses.core.document import LabKey


def lab_key(release: Release, lab_id: str) -> LabKey:
    """Everything that tells about one lab of a release. 1 query. Raises KeyError for an unknown lab."""
    return ReleaseKey.objects.filter(release=release).values_list("labs", flat=True).get()[lab_id]
