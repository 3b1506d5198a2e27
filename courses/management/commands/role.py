"""`manage.py role`: who writes courses, who reviews them, who administers the site."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.people.queries import email_is_confirmed, holder_of, people_with_roles
from courses.people.services import ROLES, set_role


class Command(BaseCommand):
    help = "List people with a role on this site, or give a role to somebody who has signed up, or take it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="of somebody who has signed up")
        parser.add_argument("role", nargs="?", choices=list(ROLES), help="what they may do")
        parser.add_argument("--remove", action="store_true", help="take the role back")

    def handle(self, *_args: Any, email: str, role: str | None, remove: bool, **_options: Any) -> None:
        if not email:
            for person, roles in people_with_roles():
                self.stdout.write(f"{person.email or '-'}\t{person.display_name}\t{', '.join(roles)}")
            return
        if role is None:
            raise CommandError(f"Name a role: {', '.join(ROLES)}.")
        person = holder_of(email)
        if person is None:
            raise CommandError(f"Nobody has signed up with {email}. Ask them to, then run this again.")
        if not remove and not email_is_confirmed(person):  # else whoever types an address first would get its role
            raise CommandError(
                f"{email} has not been confirmed yet. Ask {person.display_name} to, then run this again."
            )
        changed = set_role(person=person, role=role, has=not remove)
        word = ("is no longer" if remove else "is now") if changed else ("was not" if remove else "is already")
        self.stdout.write(f"{person.display_name} {word} {'an' if role[0] in 'ae' else 'a'} {role}.")
