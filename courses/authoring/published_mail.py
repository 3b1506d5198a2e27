"""What editors are told by mail when a course they edit has been published."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from courses.authoring import effects
from courses.authoring.class_words import ONLY
from courses.authoring.models import Release
from courses.operations import mail
from courses.operations.mail_text import render_message
from courses.people.access import is_educator
from courses.people.models import User


def tell_editors(release: Release) -> None:
    """Queue one mail to each editor but the publisher. Inside the transaction of the publish; 2 queries and the mails.

    A course published from a folder has no publisher among people: then all its editors are told.
    """
    editors = User.objects.filter(edits__course=release.course_id, is_active=True).exclude(pk=release.by_id)
    people = [person for person in editors if person.email and is_educator(person)]
    if not people:
        return
    slug = release.structure["id"]
    context = {
        "release": release,
        "title": release.structure["title"],
        "only": ONLY[release.change_class],
        "by": release.by.display_name if release.by else "",
        "open_attempts": effects.known().counts(release.course_id, ()).open,
        "url": settings.PUBLIC_URL + reverse("studio-release", args=[slug, release.number]),
    }
    message = render_message("course_published", context)
    for person in people:
        mail.queue(
            to=str(person.email),
            purpose="course-published",
            key=f"{release.pk}",
            message=message,
            person_id=person.pk,
        )
