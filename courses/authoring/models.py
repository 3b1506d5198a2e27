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
    was = models.JSONField(default=dict, blank=True)  # new question or lab id -> the id it had in the release before
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="release_number")]


class ReleaseUnit(models.Model):
    """One page of a release: a unit or a graded quiz, as data (`learner`) and as stored HTML (`parts`).

    `parts` is a list of steps, each {"id", "title", "blocks": [block]}; a block is {"html"}, {"question", "html"},
    {"quiz"} or {"lab", "html"}.
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
    """The marking key of a release: question id -> courses.core.document.Key, lab id -> LabKey. Server only."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="marking_key")
    key = models.JSONField()
    labs = models.JSONField(default=dict, blank=True)


class SourceBlob(models.Model):
    """The bytes of an author's file, once for all releases. Insert-only."""

    sha256 = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()


class ReleaseFile(models.Model):
    """One file of the folder that a release was made from, so that it can be compared, downloaded and edited again."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    blob = models.ForeignKey(SourceBlob, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "path"], name="release_file")]


class CourseEditor(models.Model):
    """A person who may edit a course in the studio: who began it, and those it is shared with."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="editors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="edits")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="editor_once")]


class Draft(models.Model):
    """The text of a course as it is being written. It begins as a copy of `base`, the release it was made from.

    `revision` counts writes of any file. The counts and `problems` are those of `checked_revision`: a copy for lists,
    never the truth. `asked_*`: the text for which a clinical review was asked.
    """

    course = models.OneToOneField(Course, models.CASCADE, related_name="draft")
    base = models.ForeignKey(Release, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    checked_revision = models.PositiveIntegerField(default=0)
    source_sha256 = models.CharField(max_length=64, blank=True)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField()
    created_at = models.DateTimeField()
    asked_sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)


class DraftFile(models.Model):
    """One file of a draft. `version` counts accepted saves: a save based on an older one is a clash."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    data = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    client = models.CharField(max_length=40, blank=True)  # the tab that saved last
    seq = models.PositiveIntegerField(default=0)  # its count of saves
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "path"], name="draft_file")]


class DraftCopy(models.Model):
    """A text kept aside before something else took its place. Insert-only: what lets a person get it back."""

    class Reason(models.TextChoices):
        OTHERS = "others"  # another person's text took its place
        DELETED = "deleted"
        REPLACED = "replaced"  # by an upload, a picture or a release
        FIXED = "fixed"  # by fixes made to several places at once

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="copies")
    path = models.CharField(max_length=200)
    data = models.BinaryField()
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class Review(models.Model):
    """A reviewer's name under one text of a course. Insert-only; it says nothing about any other text."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="reviews")
    source_sha256 = models.CharField(max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "source_sha256", "reviewer"], name="review_once")]


class Correction(models.Model):
    """A release that says: what we taught or marked was wrong. Insert-only.

    `questions` are ids whose answers are marked again, upwards only. `notice` says in two sentences what it said and
    what it says now. With `safety`, everybody affected gets a mail and is asked to confirm that they have read it.
    """

    release = models.OneToOneField(Release, models.PROTECT, related_name="correction")
    questions = models.JSONField()
    notice = models.TextField()
    safety = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
