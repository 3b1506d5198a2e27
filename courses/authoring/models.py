"""Courses and their immutable releases."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Course(models.Model):
    """A course by its id. `current` is the release that readers see; `shipped_digest` the source last shipped."""

    slug = models.SlugField(max_length=60, unique=True)
    current = models.ForeignKey("Release", models.PROTECT, null=True, related_name="+")
    shipped_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.slug


class Asset(models.Model):
    """A picture, by the digest of its bytes. Insert-only."""

    sha256 = models.CharField(max_length=64, unique=True)
    extension = models.CharField(max_length=5)
    file = models.CharField(max_length=200)  # name in the default storage


class Release(models.Model):
    """One published state of a course. Insert-only: a fault is mended by the next release.

    `structure` is courses.core.document.Structure. `source_sha256` is the digest of the author's files and alone
    decides whether anything has changed; `sha256` covers what is taught (see courses.core.compiler.release_sha256).
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    source_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    structure = models.JSONField()
    change_class = models.CharField(max_length=12, default="addition")
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="release_number")]


class ReleaseUnit(models.Model):
    """One page of a release: a unit or a graded quiz, as data (`learner`) and as stored HTML (`parts`).

    `parts` is a list of steps, each {"id", "title", "blocks": [{"html"} | {"question", "html"} | {"quiz"}]}.
    HTML is derived; `renderer` says which version made it.
    """

    class Kind(models.TextChoices):
        UNIT = "unit"
        QUIZ = "quiz"

    release = models.ForeignKey(Release, models.CASCADE, related_name="pages")
    kind = models.CharField(max_length=4, choices=Kind)
    unit_id = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    learner = models.JSONField()
    parts = models.JSONField(default=list)
    side = models.TextField(blank=True)  # HTML beside the unit: its steps, sources and words
    renderer = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "kind", "unit_id"], name="release_page")]


class ReleaseKey(models.Model):
    """The marking key of a release: question id -> courses.core.document.Key. Server only."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="marking_key")
    key = models.JSONField()
