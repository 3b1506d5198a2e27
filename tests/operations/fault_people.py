"""People who have only to hand in their quiz, and what became of them: run inside a site's own data folder.

manage.py shell -c "from tests.operations import fault_people as f; f.prepare(200, 'people.json')"
manage.py shell -c "from tests.operations import fault_people as f; f.tell('evidence.json')"
"""

from __future__ import annotations

import json
import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from courses.authoring.models import Release
from courses.certificates.models import Certificate
from courses.certificates.services import file_name
from courses.learning.models import Attempt, Enrolment
from courses.learning.queries import current_release
from courses.operations import files
from courses.operations.models import Delivery, Mail
from tests.actors import answer_all, begin_quiz, person

COURSE = "sample-reviewed-course"
AT_ONCE = 20
"""People prepared in one transaction: quick, and the site's own writers need not wait for long."""


def prepare(count: int, file: str) -> None:
    """Make `count` signed-in people with an answered, open attempt; write [{attempt, session}] to `file`."""
    release = current_release(COURSE)
    assert release is not None, "the site has not published its sample course"
    made: list[dict[str, Any]] = []
    for first in range(0, count, AT_ONCE):
        with transaction.atomic():
            made += [one_person(number, release) for number in range(first, min(first + AT_ONCE, count))]
    Path(file).write_text(json.dumps(made), encoding="utf-8")


def one_person(number: int, release: Release) -> dict[str, Any]:
    user = person(f"learner-{number}@faults.example", f"Learner {number}", job_role="gp")
    attempt = begin_quiz(user, release)
    answer_all(user, attempt)
    client = Client()
    client.force_login(user)
    return {"attempt": attempt.pk, "session": client.cookies[settings.SESSION_COOKIE_NAME].value}


def tell(file: str) -> None:
    """Write what the database, the files and the mails say, for the test to judge."""
    Path(file).write_text(json.dumps({**attempts(), **certificates(), **mails(), **deliveries()}), encoding="utf-8")


def of_the_course() -> Any:
    return Enrolment.objects.filter(course__slug=COURSE, person__email__endswith="@faults.example")


def attempts() -> dict[str, Any]:
    rows = Attempt.objects.filter(enrolment__in=of_the_course()).prefetch_related("grades")
    return {
        "attempts": {
            row.pk: {
                "state": row.state,
                "receipt": row.receipt,
                "grades": [[grade.revision, float(grade.score), grade.passed] for grade in row.grades.all()],
            }
            for row in rows
        },
        "completed": list(of_the_course().exclude(completed_at=None).values_list("pk", flat=True)),
    }


def certificates() -> dict[str, Any]:
    rows = Certificate.objects.filter(enrolment__in=of_the_course())
    return {
        "certificates": [[row.pk, row.enrolment_id] for row in rows],
        "readable_pdfs": sum(is_readable(files.read(file_name(row)), row.holder) for row in rows),
    }


def is_readable(data: bytes | None, holder: str) -> bool:
    """Whether a PDF is whole: it opens, and its only page bears the holder's name."""
    if data is None or not data.rstrip().endswith(b"%%EOF"):
        return False
    pages = PdfReader(BytesIO(data)).pages
    return len(pages) == 1 and holder in pages[0].extract_text()


def mails() -> dict[str, Any]:
    """The ledger, and how often each of its messages lies in the mail folder, by its fixed Message-ID."""
    rows = list(Mail.objects.filter(purpose="complete", to__endswith="@faults.example"))
    found: Counter[int] = Counter()
    for file in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        ids = re.findall(r"^Message-ID: <(\d+)\.", file.read_text("utf-8", "replace"), re.MULTILINE)
        found.update(int(one) for one in ids)
    return {
        "ledger": sorted(row.key for row in rows),
        "unsent": sum(row.sent_at is None or bool(row.text) for row in rows),
        "copies": [found[row.pk] for row in rows],
    }


def deliveries() -> dict[str, Any]:
    rows = list(Delivery.objects.all())
    return {
        "states": Counter(row.state for row in rows),
        "tried_again": sum(row.tries > 1 for row in rows),
        "errors": sorted({row.error for row in rows if row.error}),
    }
