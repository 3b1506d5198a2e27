"""Something deleted stays deleted after a real restore: the database of before, and a start."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.plugin import MakeSite
from tests.services.site import Site

pytestmark = pytest.mark.worker
ROOT = Path(__file__).resolve().parents[2]
DO = """
from courses.learning.labs.rehearsal import rehearse_labs
from courses.learning.queries import current_release
from courses.people.models import User
person = User.objects.create_user("ledger@worker.example", None, display_name="Lee Ledger", job_role="gp")
release = current_release("writing-a-course")
for unit in release.structure["units"]:
    rehearse_labs(person, release, unit["id"])
"""
DELETE = """
from courses.learning.labs.my_advice import delete_all
from courses.people.models import User
delete_all(person=User.objects.get(email="ledger@worker.example"))
"""
READ = """
import json
from courses.learning.models import Answer, LabRecord
records = LabRecord.objects.filter(person__email="ledger@worker.example")
answers = Answer.objects.filter(attempt__enrolment__person__email="ledger@worker.example")
print(json.dumps([records.count(), records.exclude(counts={}).count(), answers.count()]))
"""


def shell(site: Site, code: str) -> str:
    command = site.manage("shell", "-v0", "-c", code)
    done = subprocess.run(command, env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept(site: Site) -> list[int]:
    """[finished labs, those with counts, answers in them] of the person."""
    return list(json.loads(shell(site, READ).splitlines()[-1]))


@pytest.fixture
def site(make_site: MakeSite) -> Iterator[Site]:
    one = make_site("embedded", options=("--no-demo",))
    one.start()
    yield one
    one.end()


def test_a_database_of_before_does_not_bring_back_what_was_deleted(site: Site, tmp_path: Path) -> None:
    shell(site, DO)
    labs, with_counts, answers = kept(site)
    assert labs == with_counts > 0
    assert answers > 0
    database, backup = site.data / "db.sqlite3", tmp_path / "backup.sqlite3"
    with sqlite3.connect(database) as now, sqlite3.connect(backup) as then:
        now.backup(then)
    shell(site, DELETE)
    assert kept(site) == [labs, 0, 0]
    site.stop()
    for file in site.data.glob("db.sqlite3*"):
        file.unlink()
    shutil.copy(backup, database)
    assert kept(site) == [labs, with_counts, answers]
    site.start()
    assert kept(site) == [labs, 0, 0]
    assert "erased again" in site.log
