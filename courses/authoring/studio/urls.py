"""Addresses of the studio. `studio` in <studio:course> is the id of a course that is none of our own words.

Pages link to each other by these names and leave a link out while its page is not there:
studio-new, studio-upload, studio-download, studio-pictures, studio-publish, studio-changes, studio-review,
studio-releases; marking stands in learning.
"""

from __future__ import annotations

from django.urls import URLPattern, path, register_converter

from courses.authoring.studio import archive_views as archives
from courses.authoring.studio import editor_views as editor
from courses.authoring.studio import file_views as files
from courses.authoring.studio import fix_views as fixes
from courses.authoring.studio import live_views as live
from courses.authoring.studio import new_views as new
from courses.authoring.studio import people_views as people
from courses.authoring.studio import picture_views as pictures
from courses.authoring.studio import preview_views as preview
from courses.authoring.studio import publish_views as publish
from courses.authoring.studio import release_views as releases
from courses.authoring.studio import review_views as review
from courses.authoring.studio import views
from courses.authoring.studio.converters import FilePath, PictureName, StudioCourse

register_converter(StudioCourse, "studio")
register_converter(PictureName, "picture")
register_converter(FilePath, "file")

urlpatterns: list[URLPattern] = [
    path("studio/", views.studio, name="studio"),
    path("studio/new/", new.studio_new, name="studio-new"),
    path("studio/upload/", new.studio_upload, name="studio-upload"),
    path("studio/<studio:course>/", views.studio_course, name="studio-course"),
    path("studio/<studio:course>/edit/<file:path>", editor.studio_edit, name="studio-edit"),
    path("studio/<studio:course>/save/<file:path>", live.studio_save, name="studio-save"),
    path("studio/<studio:course>/check/<file:path>", live.studio_check, name="studio-check"),
    path("studio/<studio:course>/compare/<file:path>", live.studio_compare, name="studio-compare"),
    path("studio/<studio:course>/pulse/<file:path>", live.studio_pulse, name="studio-pulse"),
    path("studio/<studio:course>/preview/<file:path>", preview.studio_preview, name="studio-preview"),
    path("studio/<studio:course>/shown/<str:token>/<picture:name>", preview.studio_shown, name="studio-shown"),
    path("studio/<studio:course>/fix/", fixes.studio_fix_all, name="studio-fix-all"),
    path("studio/<studio:course>/fix/<file:path>", fixes.studio_fix, name="studio-fix"),
    path("studio/<studio:course>/files/", files.studio_files, name="studio-files"),
    path("studio/<studio:course>/rename/<file:path>", files.studio_rename, name="studio-rename"),
    path("studio/<studio:course>/delete/<file:path>", files.studio_delete, name="studio-delete"),
    path("studio/<studio:course>/copies/", files.studio_copies, name="studio-copies"),
    path("studio/<studio:course>/copies/<int:copy>/", files.studio_copy, name="studio-copy"),
    path("studio/<studio:course>/draft.zip", archives.studio_download, name="studio-download"),
    path(
        "studio/<studio:course>/releases/<int:number>.zip",
        archives.studio_release_download,
        name="studio-release-download",
    ),
    path("studio/<studio:course>/images/", pictures.studio_pictures, name="studio-pictures"),
    path("studio/<studio:course>/people/", people.studio_people, name="studio-people"),
    path("studio/<studio:course>/changes/", publish.studio_changes, name="studio-changes"),
    path("studio/<studio:course>/publish/", publish.studio_publish, name="studio-publish"),
    path("studio/<studio:course>/publish/compare/", publish.studio_publish_compare, name="studio-publish-compare"),
    path("studio/<studio:course>/review/", review.studio_review, name="studio-review"),
    path("studio/<studio:course>/releases/", releases.studio_releases, name="studio-releases"),
    path("studio/<studio:course>/releases/<int:number>/", releases.studio_release, name="studio-release"),
]
