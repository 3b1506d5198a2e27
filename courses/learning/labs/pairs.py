"""Which labs of a release are compared with each other. The author says so at one of the two, or at both."""

from __future__ import annotations

from django.core.cache import caches

from courses.authoring.models import Release, ReleaseUnit

rendered = caches["rendered"]


def partners(release: Release, lab_id: str) -> set[str]:
    """Ids of the labs that a lab is compared with. 1 query, none once this process has read the release."""
    name = f"lab-pairs:{release.pk}:{release.sha256}"
    pairs = rendered.get(name)
    if pairs is None:
        pairs = _pairs(release)
        rendered.set(name, pairs)
    return {one for pair in pairs if lab_id in pair for one in pair if one != lab_id}


def _pairs(release: Release) -> list[tuple[str, str]]:
    units = ReleaseUnit.objects.filter(release=release, kind=ReleaseUnit.Kind.UNIT).values_list("learner", flat=True)
    steps = (step for unit in units for step in unit["steps"])
    labs = (block["lab"] for step in steps for block in step["blocks"] if block["type"] == "lab")
    return [(lab["id"], lab["pair"]) for lab in labs if lab.get("pair")]
