"""`python -m tests.browser.prepare COURSE EMAIL…`: people of a site who have finished the units of a course.

Runs next to a site, with its environment. Everybody's password is PASSWORD.
"""

from __future__ import annotations

import os
import sys

import django

from tests.browser.site_data import PASSWORD


def main(slug: str, emails: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    from courses.learning.queries import current_release, reader_of  # noqa: PLC0415  needs the set-up above
    from courses.learning.rules import required_units  # noqa: PLC0415
    from courses.management.commands.demo import do_unit, make_person  # noqa: PLC0415
    from courses.people.models import User  # noqa: PLC0415

    release = current_release(slug)
    assert release is not None, slug
    first = make_person(emails[0], PASSWORD, name="Robin Reader", job_role="gp")
    for email in emails:
        person = make_person(email, None, name=f"Robin {email.partition('@')[0].title()}", job_role="gp")
        User.objects.filter(pk=person.pk).update(password=first.password)  # hashing is slow on purpose: once is enough
        for unit in required_units(release.structure, reader_of(person)):
            do_unit(person, release, unit)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
