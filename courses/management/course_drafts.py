"""The verbs of `manage.py course` that work with drafts: watch, share, export."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from courses.authoring import problem_text, queries
from courses.authoring.draft_queries import folder_of
from courses.authoring.drafts import BadPath, DraftFull, SlugTaken
from courses.authoring.folder_writing import replace_file
from courses.authoring.models import Course, Draft, Release
from courses.authoring.sharing import give, take_back
from courses.authoring.watching import Differs, Step, Watched
from courses.core.document import Folder
from courses.people.access import is_educator
from courses.people.models import User
from courses.people.queries import holder_of


class DraftVerbs(BaseCommand):
    """What `course` can do with drafts."""

    def add_draft_verbs(self, verbs: Any) -> None:
        watch = verbs.add_parser("watch", help="check a folder on every save and show it in the studio's preview")
        watch.add_argument("folder", type=Path, metavar="DIR")
        watch.add_argument("--as", dest="email", default="", help="the educator whose draft it is")
        watch.add_argument("--replace", action="store_true", help="take the folder's text where the draft has another")
        share = verbs.add_parser("share", help="let an educator edit a course")
        share.add_argument("course")
        share.add_argument("email")
        share.add_argument("--remove", action="store_true", help="take it back")
        export = verbs.add_parser("export", help="write the text of a course into a folder")
        export.add_argument("course")
        export.add_argument("folder", type=Path, metavar="DIR")
        export.add_argument("--release", type=int, metavar="N", help="the text of this release; else the draft")
        export.add_argument("--force", action="store_true", help="into a folder that is not empty")

    def _watch(self, *, folder: Path, email: str, replace: bool, **_: object) -> None:
        person = _educator(email) if email else _only_educator()
        root = folder.resolve()
        try:
            watched = Watched.begin(root, person=person, replace=replace)
        except Differs as error:
            names = ", ".join(error.args[0][:5])
            raise CommandError(
                f"The draft on the site has other texts ({names}). Look at them in the studio; --replace takes the "
                "folder's, and keeps theirs under Earlier texts."
            ) from error
        except (Draft.DoesNotExist, SlugTaken) as error:
            raise CommandError(f"{person.display_name} may not edit “{root.name}”. See `course share`.") from error
        except (BadPath, DraftFull, ValueError) as error:
            raise CommandError(str(error)) from error
        address = settings.PUBLIC_URL + reverse("studio-course", args=[watched.slug])
        self.stdout.write(f"Watching {root.name}. Its preview: {address}\nCtrl-C ends it.")
        try:
            for step in watched.steps(threading.Event()):
                self._say_step(step)
        except KeyboardInterrupt:
            pass
        self.stdout.write("Ended.")

    def _say_step(self, step: Step) -> None:
        moment = timezone.localtime().strftime("%H:%M:%S")
        self.stdout.write(
            f"\n{moment} {', '.join(step.stored) or 'nothing new'}: {problem_text.summary(step.problems)}"
        )
        for line in problem_text.lines(step.problems):
            self.stdout.write(line)
        if step.fault:
            self.stdout.write(step.fault)
        for path in step.kept:
            self.stdout.write(f"{path} was changed in the studio too. Your file stays yours: compare them there.")
        self.stdout.flush()

    def _share(self, *, course: str, email: str, remove: bool, **_: object) -> None:
        found = Course.objects.filter(slug=course).first()
        if found is None:
            raise CommandError(f"No course {course}.")
        person = _educator(email)
        if remove:
            did = take_back(found, person)
            self.stdout.write(f"{person.display_name} {'can no longer edit' if did else 'could not edit'} {course}.")
            return
        give(found, person)
        self.stdout.write(f"{person.display_name} can edit {course}.")

    def _export(self, *, course: str, folder: Path, release: int | None, force: bool, **_: object) -> None:
        text = _text_of(course, release)
        target = folder.resolve()
        if target.exists() and any(target.iterdir()) and not force:
            raise CommandError(f"{folder} is not empty. --force writes into it.")
        for path, data in text.files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(target / path, data)
        hint = "" if target.name == course else f" Rename it to {course} before publishing."
        self.stdout.write(f"{len(text.files)} files in {folder}.{hint}")


def _educator(email: str) -> User:
    person = holder_of(email)
    if person is None or not is_educator(person):
        raise CommandError(f"No educator has the address {email}.")
    return person


def _only_educator() -> User:
    found = list(User.objects.filter(is_educator=True, is_active=True)[:2])
    if len(found) != 1:
        raise CommandError("Say whose draft it is with --as EMAIL.")
    return found[0]


def _text_of(slug: str, number: int | None) -> Folder:
    """The draft's text, else the newest release's, else the one asked for."""
    draft = Draft.objects.select_related("course").filter(course__slug=slug).first()
    if number is None and draft is not None:
        return folder_of(draft)
    releases = Release.objects.filter(course__slug=slug).order_by("-number")
    release = (releases.filter(number=number) if number is not None else releases).first()
    text = queries.source(release) if release else None
    if text is None:
        raise CommandError(f"The text of {slug}{f' release {number}' if number else ''} is not kept here.")
    return text
