"""`python -m tests.browser.prepare_marking EMAIL…`: people who have answered all of a quiz but the reflection in it.

Runs next to a site, with its environment. The first address is the educator of the course; everybody's password is
PASSWORD. Prints the number of the reflection in each learner's attempt as JSON: email → [attempt, number].
"""

from __future__ import annotations

import json
import os
import sys

import django

from tests.browser.site_data import PASSWORD


def main(educator: str, emails: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    from courses.management.commands.demo import make_person  # noqa: PLC0415  needs the set-up above
    from courses.people.models import User  # noqa: PLC0415
    from tests.learning import marked_course  # noqa: PLC0415

    release = marked_course.marked_release(unit=False)
    first = make_person(educator, PASSWORD, name="Dr Mira Marker", job_role="gp")
    User.objects.filter(pk=first.pk).update(is_educator=True)
    marked_course.make_editor(first)
    places = {}
    for email in emails:
        person = make_person(email, None, name=f"Robin {email.partition('@')[0].title()}", job_role="gp")
        User.objects.filter(pk=person.pk).update(password=first.password)
        attempt = marked_course.open_quiz(person, release)
        marked_course.answer_quiz(person, attempt, text=None)
        number = next(at for at, place in enumerate(attempt.layout, start=1) if place["question"] == "story")
        places[email] = [attempt.pk, number]
    print(json.dumps(places))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
