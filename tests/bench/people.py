"""Makes the people of the bench in a site's own database; run in the environment of that site.

python -m tests.bench.people COUNT     prints one JSON object: session cookies, addresses, attempts
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from courses.learning import enrolments, services  # noqa: E402
from courses.learning.feedback import keys_of  # noqa: E402
from courses.learning.models import Attempt  # noqa: E402
from courses.learning.queries import current_release  # noqa: E402
from courses.management.commands.demo import do_unit, right_response  # noqa: E402
from courses.people.models import User  # noqa: E402
from tests.learning.labs.explorer_course import SLUG as EXPLORERS  # noqa: E402
from tests.learning.labs.explorer_course import explorer_folder  # noqa: E402
from tests.learning.small_course import release_of  # noqa: E402

COURSE = "automation-bias"
LEFT_OUT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


def person(email: str) -> User:
    user = User.objects.create_user(email, None, display_name="Bench Person", job_role="gp")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def cookie(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def ready_to_submit(email: str) -> tuple[User, Attempt]:
    """A person with both units done and a quiz answered but not handed in."""
    user, release = person(email), current_release(COURSE)
    assert release is not None
    for unit in release.structure["units"]:
        do_unit(user, release, unit["id"])
    attempt = services.open_attempt(person=user, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt)
    keys = keys_of(release)
    for slot, place in enumerate(attempt.layout):
        response = right_response(keys[place["question"]])
        services.save_answer(person=user, attempt_id=attempt.pk, slot=slot, response=response, sure="70", version=0)
    return user, attempt


def queries(user: User, url: str, *, post: bool = False) -> int:
    """SQL queries of one request, the second of its kind (the session is then in the cache, as in use)."""
    client = Client()
    client.force_login(user)
    client.get("/floor/")
    if not post:
        client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.post(url) if post else client.get(url)
    return sum(not query["sql"].startswith(LEFT_OUT) for query in captured)


def main(count: int) -> dict[str, Any]:
    release = current_release(COURSE)
    assert release is not None
    unit = max(release.structure["units"], key=lambda one: len(one["exercises"]))  # the one with most to answer
    reader, answerer = person("reader@bench.example"), person("answerer@bench.example")
    keys = keys_of(release)
    for question in unit["exercises"][:5]:
        enrolments.answer_exercise(
            person=answerer,
            release=release,
            unit_id=unit["id"],
            question_id=question,
            response=right_response(keys[question]),
            correct=True,
            sure="70",
        )
    submitters = [ready_to_submit(f"submitter{number}@bench.example") for number in range(count)]
    taker, attempt = ready_to_submit("taker@bench.example")
    unit_url, home_url = f"/courses/{COURSE}/units/{unit['id']}/", f"/courses/{COURSE}/"
    question_url = f"/attempts/{attempt.pk}/1/"
    release_of(explorer_folder())
    lab_url = f"/courses/{EXPLORERS}/labs/flag/"
    measured = {
        "floor": queries(reader, "/floor/"),
        "unit, nothing answered": queries(reader, unit_url),
        "unit, five exercises answered": queries(answerer, unit_url),
        "course home": queries(reader, home_url),
        "quiz question": queries(taker, question_url),
        "threshold explorer": queries(reader, lab_url),
    }
    submit_user, submit_attempt = ready_to_submit("counted@bench.example")
    measured["submit"] = queries(submit_user, f"/attempts/{submit_attempt.pk}/submit/", post=True)
    return {
        "pages": [
            ["floor", "/floor/", cookie(reader)],
            ["unit, nothing answered", unit_url, cookie(reader)],
            ["unit, five exercises answered", unit_url, cookie(answerer)],
            ["course home", home_url, cookie(reader)],
            ["quiz question", question_url, cookie(taker)],
            ["threshold explorer", lab_url, cookie(reader)],
        ],
        "queries": measured,
        "unit": unit_url,
        "lab": lab_url,
        "reader": cookie(reader),
        "submitters": [[attempt.pk, cookie(user)] for user, attempt in submitters],
        "certificate": f"/courses/{COURSE}/certificate/",
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
