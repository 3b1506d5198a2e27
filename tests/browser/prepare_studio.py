"""`python -m tests.browser.prepare_studio SLUG EMAIL…`: educators of a site who share one course of their own.

Runs next to a site, with its environment. Everybody's password is PASSWORD. The course is that of tests/authoring.
"""

from __future__ import annotations

import os
import sys

import django

from tests.browser.site_data import PASSWORD


def main(slug: str, emails: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    from courses.authoring.drafts import begin_draft  # noqa: PLC0415  needs the set-up above
    from courses.authoring.sharing import share  # noqa: PLC0415
    from courses.management.commands.demo import make_person  # noqa: PLC0415
    from courses.people.models import User  # noqa: PLC0415
    from tests.authoring.sample import sample  # noqa: PLC0415

    first = make_person(emails[0], PASSWORD, name="Elif Author", job_role="gp")
    for email in emails:
        person = make_person(email, None, name=f"{email.partition('@')[0].title()} Author", job_role="gp")
        User.objects.filter(pk=person.pk).update(password=first.password, is_educator=True)
    draft = begin_draft(by=User.objects.get(pk=first.pk), folder=sample(slug=slug))
    for email in emails[1:]:
        share(by=User.objects.get(pk=first.pk), draft_id=draft.pk, email=email)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
