"""The reminder job with 100,000 open duties: 5,000 people who are asked for 20 courses each.

python -m tests.bench.reminders [--postgres] [PEOPLE [COURSES]]

What is measured: a quiet morning, on which nothing is to be said; the plan of a morning on which one course is due in a
week for everybody; the first mails of it. The figures are those of a machine that may do other things too.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import django

if __name__ == "__main__" and "--postgres" in sys.argv:
    rest = [word for word in sys.argv[1:] if word != "--postgres"]
    command = [sys.executable, "-m", "tests.services", "pg", "--", sys.executable, "-m", "tests.bench.reminders", *rest]
    sys.exit(subprocess.run(command, check=False).returncode)

FOLDER = tempfile.TemporaryDirectory(prefix="second-look-reminders-")  # gone when the process is
os.environ["DATA"] = FOLDER.name
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
Path(os.environ["DATA"], "static").mkdir()
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from courses.authoring.models import Release  # noqa: E402
from courses.oversight.reminders import sending  # noqa: E402
from courses.oversight.reminders.cases import desk_of  # noqa: E402
from courses.oversight.reminders.planning import plan  # noqa: E402
from courses.people.models import Membership, Practice, User  # noqa: E402
from courses.training.models import Assignment, Duty, Standing  # noqa: E402
from courses.training.state import Word  # noqa: E402
from tests.learning.small_course import release_of, small_folder  # noqa: E402

TODAY = date(2027, 3, 17)  # a Wednesday
MORNING = datetime(2027, 3, 17, 10, tzinfo=ZoneInfo("Europe/London"))
ASKED = MORNING - timedelta(days=60)
LEFT_OUT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


def main(people: int = 5000, courses: int = 20) -> None:
    call_command("migrate", verbosity=0)
    practice = make(people, [release_of(small_folder(slug=f"course-{number}")) for number in range(courses)])
    print(f"{people} people × {courses} courses on {connection.vendor}")
    desk = desk_of(practice)
    with measured("quiet morning"):
        assert not plan(desk, MORNING - timedelta(days=5)).planned
    with measured("a course is due for everybody: plan"):
        assert len(plan(desk, MORNING).planned) == people
    with measured("the same: plan and 20 seconds of sending"):
        sent = sending.run(MORNING, seconds=20 + plan_seconds(desk))
    print(f"{'mails queued':44}{sent:8d}")


def plan_seconds(desk: object) -> float:
    begin = time.monotonic()
    plan(desk, MORNING)  # type: ignore[arg-type]
    return time.monotonic() - begin


@contextlib.contextmanager
def measured(name: str) -> Iterator[None]:
    begin, limit = time.monotonic(), connection.queries_limit
    connection.queries_log = type(connection.queries_log)(maxlen=10**6)
    with CaptureQueriesContext(connection) as caught:
        yield
    seconds = time.monotonic() - begin
    count = sum(not query["sql"].startswith(LEFT_OUT) for query in caught.captured_queries)
    connection.queries_log = type(connection.queries_log)(maxlen=limit)
    print(f"{name:44}{seconds:8.2f} s {count:8d} queries")


@transaction.atomic
def make(people: int, releases: list[Release]) -> Practice:
    """Everybody is asked for every course; the first one is due in a week, the others later. Rows only."""
    practice = Practice.objects.create(name="Bench", slug="bench")
    users = User.objects.bulk_create(
        [User(email=f"p{n}@bench.example", display_name=f"Person {n}", password="!") for n in range(people)]
    )
    members = Membership.objects.bulk_create(
        [Membership(user=user, practice=practice, started=ASKED.date()) for user in users]
    )
    for place, release in enumerate(releases):
        due = TODAY + timedelta(days=7 if place == 0 else 30 + place)
        rule = Assignment.objects.create(practice=practice, due=due, created_at=ASKED, whom=Assignment.Whom.EVERYBODY)
        where = {"course_id": release.course_id, "due": due}
        Duty.objects.bulk_create(
            [Duty(membership=one, assignment=rule, began=ASKED.date(), created_at=ASKED, **where) for one in members],
            batch_size=1000,
        )
        Standing.objects.bulk_create(
            [
                Standing(practice=practice, membership=one, word=Word.NOT_STARTED, required=True, **where)
                for one in members
            ],
            batch_size=1000,
        )
    return practice


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
