"""`manage.py course check|fix|watch|publish|share|export|list|render|rerender`: courses from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from courses.authoring import compiler_process, fix_text, problem_text, queries, services
from courses.authoring.changes import Word
from courses.authoring.checking import NEEDS_A_SITE, check_folders
from courses.authoring.compiler_process import CompilerStopped
from courses.authoring.fixing import Fixed, fix_folder
from courses.authoring.folder_writing import write_files
from courses.authoring.folders import FolderRead, read_folder
from courses.authoring.services import Outcome, Published
from courses.core.compiler.repairs import REPAIRS
from courses.core.document import History
from courses.core.problem import Problem
from courses.management.course_drafts import DraftVerbs
from courses.management.path_text import path_lines, path_rows
from courses.training.starting.checking import holds_paths, problems_of_paths

SAID = {
    "wording": "this question says the same more clearly",
    "correction": "the old answer of this question was wrong",
    "another": "this question asks something else now",
}


class Command(DraftVerbs):
    help = "Check, publish and list courses; turn Markdown into the HTML a learner gets."
    requires_system_checks: list[str] = []  # check and render work without a database

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser(
            "check", help="say what is wrong with folders of courses or paths; exit 1 if anything blocks"
        )
        check.add_argument("folders", nargs="+", type=Path, metavar="DIR")
        check.add_argument("--json", action="store_true", dest="as_json", help="an array of problems")
        fix = verbs.add_parser("fix", help="repair what a machine can repair; exit 1 if anything that blocks remains")
        fix.add_argument("folders", nargs="+", type=Path, metavar="DIR")
        fix.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        fix.add_argument("--code", action="extend", nargs="+", default=[], dest="codes", metavar="C012")
        publish = verbs.add_parser("publish", help="publish course folders that have changed")
        publish.add_argument("folders", nargs="+", type=Path, metavar="DIR")
        publish.add_argument("--note", default="", help="what has changed, for people")
        publish.add_argument(
            "--shipped", action="store_true", help="give way to what was published on this site since the last time"
        )
        word = publish.add_argument_group("what only you can tell (C702)")
        for option, meaning in SAID.items():
            word.add_argument(f"--{option}", action="append", default=[], metavar="ID", help=meaning)
        word.add_argument("--notice", default="", help="of a correction: what it said and what it says now")
        word.add_argument(
            "--safety", action="store_true", help="everybody affected must confirm having read the notice"
        )
        self.add_draft_verbs(verbs)
        verbs.add_parser("list", help="published courses")
        render = verbs.add_parser("render", help="prose Markdown on standard input, sanitised HTML on standard output")
        render.add_argument("--jsonl", action="store_true", help='lines {"id","markdown"} to lines {"id","html"}')
        rerender = verbs.add_parser("rerender", help="make the stored pages of releases anew")
        rerender.add_argument("courses", nargs="*", metavar="COURSE")
        rerender.add_argument("--stale", action="store_true", help="only pages made by another version")

    def handle(self, *_args: object, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"_{verb}")(**options)
        finally:
            compiler_process.close()  # `start` goes on as another program, which would not know the child

    def _check(self, *, folders: Sequence[Path], as_json: bool, **_: object) -> None:
        paths = {folder: problems_of_paths(folder) for folder in folders if holds_paths(folder)}
        courses = [folder for folder in folders if folder not in paths]
        checked = check_folders(courses, today=timezone.localdate(), shipped=_shipped())
        several = len(folders) > 1
        prefixes = [f"{one.slug}/" if several else "" for one in checked]
        if as_json:
            rows = [
                {**problem.as_json(), "file": prefix + problem.file}
                for one, prefix in zip(checked, prefixes, strict=True)
                for problem in one.problems
            ]
            self._write_json(rows + [row for folder, found in paths.items() for row in path_rows(folder, found)])
        else:
            for one, prefix in zip(checked, prefixes, strict=True):
                for line in problem_text.lines(one.problems, prefix=prefix):
                    self.stdout.write(line)
            for one in checked:
                self.stdout.write(f"{one.slug}: {problem_text.summary(one.problems)}{_mendable(one.problems)}")
            for line in path_lines(paths):
                self.stdout.write(line)
        if any(one.blocked for one in checked) or any(paths.values()):
            sys.exit(1)

    def _fix(self, *, folders: Sequence[Path], codes: Sequence[str], dry_run: bool, **_: object) -> None:
        if unknown := sorted(set(codes) - set(REPAIRS)):
            raise CommandError(f"Nothing repairs {', '.join(unknown)}; choose from {', '.join(sorted(REPAIRS))}.")
        blocked = False
        for folder in folders:
            read = read_folder(folder)
            if read.problems:  # what could not be read may be what another repair would replace
                self._say_unread(read)
                blocked = True
                continue
            known = History(frozenset(_shipped()) - {read.folder.name})
            fixed = fix_folder(read.folder, known, timezone.localdate(), codes=codes)
            left = [] if dry_run else write_files(folder.resolve(), fixed.before, fixed.after, fixed.renamed)
            remain = [one for one in fixed.problems if one.code not in NEEDS_A_SITE]
            self._say_fixed(fixed, remain, left, dry_run=dry_run)
            blocked = blocked or bool(left) or any(one.blocks for one in remain)
        if blocked:
            sys.exit(1)

    def _say_unread(self, read: FolderRead) -> None:
        for line in problem_text.lines(read.problems, prefix=f"{read.folder.name}/"):
            self.stdout.write(line)
        self.stdout.write(f"{read.folder.name}: nothing repaired, because not everything could be read")

    def _say_fixed(self, fixed: Fixed, remain: Sequence[Problem], left: Sequence[str], *, dry_run: bool) -> None:
        prefix = f"{fixed.before.name}/"
        for line in fix_text.lines(fixed, prefix=prefix):
            self.stdout.write(line)
        for why in left:
            self.stdout.write(fix_text.printable(f"{prefix}{why}; it was left alone"))
        for line in problem_text.lines(remain, prefix=prefix):
            self.stdout.write(line)
        would = "would be: " if dry_run else ""
        rest = f"{problem_text.summary(remain)} left" if remain else "no problems"
        self.stdout.write(f"{fixed.before.name}: {would}{fix_text.summary(fixed)}, {rest}")

    def _write_json(self, rows: Iterable[dict[str, Any]]) -> None:
        self.stdout.write(json.dumps(list(rows), indent=2))

    def _publish(self, *, folders: Sequence[Path], note: str, shipped: bool, **options: Any) -> None:
        """Publish each folder. One that only waits for a prerequisite among the others gets another turn."""
        waiting, blocked, word = list(folders), 0, None if shipped else _word(options)
        while waiting:
            done = {folder: _publish_one(folder, note=note, shipped=shipped, word=word) for folder in waiting}
            moved = any(one.created for one in done.values())
            waiting = [folder for folder in waiting if moved and _waits_for_another(done[folder])]
            for folder, one in done.items():
                if folder not in waiting:
                    blocked += one.outcome is Outcome.BLOCKED
                    self._say(folder.resolve().name, one, warn=not shipped)
        if blocked:
            raise CommandError(f"{blocked} of {len(folders)} not published.")

    def _say(self, slug: str, done: Published, *, warn: bool = True) -> None:
        """What became of one folder. Warnings do not stop anybody here; they are listed, but for shipped courses."""
        if done.outcome is Outcome.BLOCKED or warn:
            for line in problem_text.lines(done.problems, prefix=f"{slug}/"):
                self.stdout.write(line)
            if any(one.code == "C702" for one in done.problems):
                self.stdout.write(
                    "Say it with --wording ID (the old answer was right) or --correction ID (it was wrong)."
                )
        self.stdout.write(f"{slug}: {_outcome_text(done)}")

    def _list(self, **_: object) -> None:
        for one in queries.published_courses():
            day = timezone.localtime(one.at).date().isoformat()
            self.stdout.write(f"{one.slug}\t{one.title}\trelease {one.number}\t{day}")

    def _render(self, *, jsonl: bool, **_: object) -> None:
        if jsonl:
            for line in sys.stdin.buffer:
                if line.strip():
                    self.stdout.write(json.dumps(_rendered_line(line)))
                    self.stdout.flush()
            return
        try:
            markdown = sys.stdin.buffer.read().decode("utf-8")
            self.stdout.write(compiler_process.render(markdown))
        except UnicodeDecodeError as error:
            raise CommandError("The text is not UTF-8.") from error
        except CompilerStopped as stopped:
            raise CommandError(f"{stopped.problem.code} {stopped.problem.message}") from stopped

    def _rerender(self, *, courses: Sequence[str], stale: bool, **_: object) -> None:
        made = services.rerender(slugs=courses, stale_only=stale)
        for slug, pages in sorted(made.items()):
            self.stdout.write(f"{slug}: {pages} {'page' if pages == 1 else 'pages'} made anew")
        missing = sorted(set(courses) - {one.slug for one in queries.published_courses()})
        if missing:
            raise CommandError(f"No published course {', '.join(missing)}.")


def _mendable(problems: Sequence[Problem]) -> str:
    """`; "course fix" repairs 3 of them`, or nothing."""
    count = sum(one.repair is not None for one in problems)
    return f'; "course fix" repairs {count} of them' if count else ""


def _shipped() -> list[str]:
    """Ids of the courses that come with the product."""
    return [file.parent.name for file in Path(settings.COURSES_DIR).glob("*/course.md")]


def _word(options: dict[str, Any]) -> Word:
    """What the options say about changed questions. Whoever has a shell here may publish corrections."""
    said = {name: option for option in SAID for name in options[option]}
    if "correction" in said.values() and not options["notice"].strip():
        raise CommandError("A correction needs --notice: what it said and what it says now, in two sentences.")
    return Word(said, notice=options["notice"].strip(), safety=options["safety"])


def _publish_one(folder: Path, *, note: str, shipped: bool, word: Word | None) -> Published:
    read = read_folder(folder)
    if read.problems:
        return Published(Outcome.BLOCKED, None, read.problems)
    return services.publish(folder=read.folder, by=None, note=note, shipped=shipped, word=word)


def _waits_for_another(done: Published) -> bool:
    return done.outcome is Outcome.BLOCKED and {one.code for one in done.problems if one.blocks} == {"C063"}


def _outcome_text(done: Published) -> str:
    problems = problem_text.summary(done.problems)
    release = done.release
    if done.outcome is Outcome.BLOCKED or release is None:
        stays = f"; release {release.number} stays" if release else ""
        return f"not published, {problems}{stays}"
    if done.outcome is Outcome.UNCHANGED:
        return f"unchanged, release {release.number} stays"
    if done.outcome is Outcome.KEPT:
        return f"release {release.number} stays, because it was published here; the shipped text differs"
    return f"release {release.number} published ({release.change_class}), {problems}"


def _rendered_line(line: bytes) -> dict[str, Any]:
    """The answer to one line of `render --jsonl`; {"id", "error"} when it cannot be rendered."""
    try:
        asked = json.loads(line)
        name, markdown = asked["id"], asked["markdown"]
        if not isinstance(markdown, str):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        return {"id": None, "error": 'Each line must be {"id": …, "markdown": "…"}.'}
    try:
        return {"id": name, "html": compiler_process.render(markdown)}
    except CompilerStopped as stopped:
        return {"id": name, "error": f"{stopped.problem.code} {stopped.problem.message}"}
