"""What a test reads behind the scenes of a running site: keys, stored answers, mail. Not through the test's Django."""

from __future__ import annotations

import email as messages
import email.policy as policies
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.services.site import ROOT, Site, wait_until

PASSWORD = "five-blue-teapots-sing"
MAIL_SECONDS = 60.0

Key = dict[str, Any]


def rows(site: Site, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Read the site's database, which the site goes on writing; nothing can be changed from here."""
    with closing(sqlite3.connect(f"file:{site.data / 'db.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(query, values).fetchall()


def marking_key(site: Site, slug: str) -> dict[str, Key]:
    """Question id -> key, of the release that readers see now."""
    found = rows(
        site,
        "SELECT k.key FROM courses_releasekey k JOIN courses_course c ON c.current_id = k.release_id WHERE c.slug = ?",
        slug,
    )
    return dict(json.loads(found[0][0]))


def questions_of_quizzes(site: Site, slug: str) -> set[str]:
    """Ids of all questions that a graded quiz of the course can draw."""
    found = rows(
        site,
        "SELECT p.learner FROM courses_releaseunit p JOIN courses_course c ON c.current_id = p.release_id"
        " WHERE c.slug = ? AND p.kind = 'quiz'",
        slug,
    )
    quizzes = [json.loads(learner) for (learner,) in found]
    return {one["id"] for quiz in quizzes for section in quiz["sections"] for one in section["questions"]}


def attempts(site: Site, email: str) -> list[tuple[int, str, str]]:
    """(id, state, receipt) of a person's attempts, oldest first."""
    return rows(
        site,
        "SELECT a.id, a.state, a.receipt FROM courses_attempt a JOIN courses_enrolment e ON e.id = a.enrolment_id"
        " JOIN courses_user u ON u.id = e.person_id WHERE u.email = ? ORDER BY a.id",
        email,
    )


def answers(site: Site, attempt: int) -> dict[int, Any]:
    """Number of the question -> stored response."""
    found = rows(site, "SELECT slot, response FROM courses_answer WHERE attempt_id = ?", attempt)
    return {slot + 1: json.loads(response) if response else None for slot, response in found}


def grades(site: Site, attempt: int) -> list[tuple[float, bool]]:
    """(score, passed) of each revision."""
    found = rows(site, "SELECT score, passed FROM courses_grade WHERE attempt_id = ? ORDER BY revision", attempt)
    return [(float(score), bool(passed)) for score, passed in found]


def newest_code(site: Site, address: str) -> str:
    """The six digits of the newest mail to this address, as soon as the worker has sent it."""
    found: list[str] = []

    def arrived() -> bool:
        found[:] = [code for text in mails_to(site, address) for code in re.findall(r"^\s*(\d{6})\s*$", text, re.M)]
        return bool(found)

    wait_until(arrived, seconds=MAIL_SECONDS, what=f"a mail with a code to {address}")
    return found[-1]


def mails_to(site: Site, address: str) -> list[str]:
    """Texts of the mails to an address, oldest first."""
    files = sorted((site.data / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
    found = []
    for file in files:
        for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            message = messages.message_from_bytes(raw, policy=policies.default)
            body = message.get_body(("plain",)) if message["To"] == address else None
            if body is not None:
                found.append(str(body.get_content()))
    return found


def prepare_people(site: Site, slug: str, emails: list[str]) -> None:
    """Make people who have finished the units of a course (tests/browser/prepare.py, in a process of the site)."""
    run(site, [sys.executable, "-m", "tests.browser.prepare", slug, *emails])


def publish(site: Site, folder: Path, *more: str) -> None:
    run(site, site.manage("course", "publish", str(folder), "--note", "Other answers, for a test", *more))


def do_labs(site: Site, slug: str, email: str) -> None:
    """Let a person finish the labs of a course by the services behind its pages, tested elsewhere."""
    code = (
        "from courses.learning.labs.rehearsal import rehearse_labs;"
        " from courses.learning.queries import current_release;"
        f" from courses.people.models import User; release = current_release({slug!r});"
        f" person = User.objects.get(email={email!r});"
        " [rehearse_labs(person, release, unit['id']) for unit in release.structure['units']]"
    )
    run(site, site.manage("shell", "-c", code))


def let_edit(site: Site, slug: str, email: str) -> None:
    """Make a person an editor of a course, as if its first editor had shared it with them."""
    code = (
        "from django.utils import timezone; from courses.authoring.models import Course, CourseEditor;"
        " from courses.people.models import User; CourseEditor.objects.get_or_create("
        f"course=Course.objects.get(slug={slug!r}), person=User.objects.get(email={email!r}),"
        " defaults={'at': timezone.now()})"
    )
    run(site, site.manage("shell", "-c", code))


def run(site: Site, command: list[str]) -> None:
    done = subprocess.run(command, env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def worker_at_rest(site: Site) -> Iterator[None]:
    """Nothing is graded, issued or mailed meanwhile; afterwards it goes on."""
    worker = site.processes()["worker"]
    worker.suspend()
    try:
        yield
    finally:
        worker.resume()
