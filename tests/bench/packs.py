"""How long an inspection pack takes, how many pages it has, and what memory it needs.

python -m tests.bench.packs [PEOPLE [COURSES]]     500 people and 12 courses unless told
python -m tests.bench.packs --postgres [PEOPLE [COURSES]]     the same on a PostgreSQL of its own
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import django

if "--postgres" in sys.argv:
    rest = [word for word in sys.argv[1:] if word != "--postgres"]
    command = [sys.executable, "-m", "tests.services", "pg", "--", sys.executable, "-m", "tests.bench.packs", *rest]
    sys.exit(subprocess.run(command, check=False).returncode)

FOLDER = tempfile.TemporaryDirectory(prefix="second-look-packs-")  # gone when the process is
os.environ["DATA"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
Path(os.environ["DATA"], "static").mkdir()
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from courses.authoring.models import Release  # noqa: E402
from courses.certificates.codes import new_code  # noqa: E402
from courses.certificates.models import Certificate  # noqa: E402
from courses.learning.models import Enrolment  # noqa: E402
from courses.oversight.packs.archive import archive  # noqa: E402
from courses.oversight.packs.gathered import contents  # noqa: E402
from courses.oversight.packs.scope import scope_of  # noqa: E402
from courses.oversight.packs.wanted import Wanted  # noqa: E402
from courses.people.models import JobRole, Membership, Practice, User  # noqa: E402
from courses.training.models import Assignment, Duty  # noqa: E402
from tests.learning.small_course import release_of, small_folder  # noqa: E402

LEFT_OUT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")
BEGAN = timedelta(days=90)


def main(people: int = 500, courses: int = 12) -> None:
    call_command("migrate", verbosity=0)
    releases = [release_of(small_folder(slug=f"course-{number}")) for number in range(courses)]
    practice = make(people, releases)
    print(f"{people} people × {courses} courses on {connection.vendor}")
    today = timezone.localdate(timezone=practice.zone)
    members = tuple(Membership.objects.filter(practice=practice).values_list("pk", flat=True))
    wanted = Wanted(today, today - timedelta(days=365), tuple(r.course.slug for r in releases), members)
    begin = time.monotonic()
    with counted("read"):
        found = contents(scope_of(practice, wanted, made_at=timezone.now(), made_by="Bench"))
    with counted("files, PDF, ZIP"):
        made = archive(found)
    print(f"{'in all':32}{time.monotonic() - begin:8.2f} s   (≤ 60)")
    print(f"{'pages, records, size of the ZIP':32}{made.pages:8d} {made.records} {len(made.data) / 2**20:.2f} MB")
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{'memory at most':32}{own:8.0f} MB here, {child:.0f} MB in the child that sets the PDF")


@contextlib.contextmanager
def counted(name: str) -> Iterator[None]:
    begin = time.monotonic()
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as caught:
        yield
    count = sum(not query["sql"].startswith(LEFT_OUT) for query in caught.captured_queries)
    print(f"{name:32}{time.monotonic() - begin:8.2f} s {count:6d} queries")


@transaction.atomic
def make(people: int, releases: list[Release]) -> Practice:
    """Everybody is asked for everything; two of three courses are complete, with certificates. Rows only."""
    practice, now = Practice.objects.create(name="Bench", slug="bench"), timezone.now()
    roles = list(JobRole.values)
    users = User.objects.bulk_create(
        User(email=f"p{n}@bench.example", display_name=f"Dr Person Número {n}", password="!", job_role=roles[n % 6])
        for n in range(people)
    )
    members = Membership.objects.bulk_create(
        Membership(user=user, practice=practice, started=date(2020, 1, 1), job_role=user.job_role) for user in users
    )
    for place, release in enumerate(releases):
        due = now.date() - timedelta(days=30 - 10 * place)
        where = {"course": release.course, "due": due, "began": (now - BEGAN).date(), "created_at": now - BEGAN}
        rule = Assignment.objects.create(practice=practice, due=due, created_at=now - BEGAN, whom="everybody")
        rule.courses.add(release.course)
        Duty.objects.bulk_create(Duty(membership=one, assignment=rule, **where) for one in members)
        done = [user for number, user in enumerate(users) if (number + place) % 3]
        finish(done, release)
    return practice


def finish(users: list[User], release: Release) -> None:
    now = timezone.now()
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=user, course=release.course, cycle=1, rules_release=release, rules_until=now, started_at=now - BEGAN,
            completed_at=now - timedelta(days=20), completed_release=release,
        )
        for user in users
    )  # fmt: skip
    Certificate.objects.bulk_create(
        Certificate(
            enrolment=one, code=new_code(), kind="certificate", holder=one.person.display_name, release_number=1,
            course_title=release.structure["title"], release_sha256=release.sha256, facts={}, issued_at=now,
            completed_on=(now - timedelta(days=20)).date(), valid_until=(now + timedelta(days=300)).date(),
        )
        for one in enrolments
    )  # fmt: skip


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
