"""Before a first decision is stored, nothing of the advice, its confidence or the truth is in any byte sent.

Over every case of every shipped reliance lab: two courses that differ in nothing but what the key holds send the same
bytes, and no text of the key stands on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from courses.authoring.folders import read_folder
from courses.authoring.models import Release, ReleaseKey
from courses.authoring.services import publish
from courses.core.runs.reliance import wrong_cases
from courses.learning.models import Attempt
from courses.people.models import User
from tests.actors import person
from tests.learning.labs.reliance_course import released

pytestmark = [pytest.mark.web, pytest.mark.django_db]

FENCED = re.compile(r"^ *(```+|~~~+).*?^ *\1", re.MULTILINE | re.DOTALL)  # a lab shown as an example is none
HEADING = re.compile(r"^#+ Reliance lab ", re.MULTILINE)
SHIPPED = sorted(
    path.name
    for path in Path(settings.COURSES_DIR).iterdir()
    if any(HEADING.search(FENCED.sub("", text.read_text("utf-8"))) for text in path.glob("*.md"))
)
MASK = re.compile(rb'(?:name="csrfmiddlewaretoken" value="|nonce-|data-version=")[\w-]+')


def shipped(slug: str) -> Release:
    outcome = publish(folder=read_folder(settings.COURSES_DIR / slug).folder, by=None)
    assert outcome.release is not None
    return outcome.release


def texts(value: Any) -> Iterator[str]:
    """Every text of a key long enough to be looked for, without tags."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("correct", "decision", "type", "confidence"):
                yield from texts(inner)
    elif isinstance(value, str):
        yield from (text.strip() for text in re.split(r"<[^>]+>|\n", unescape(value)) if len(text.strip()) > 12)


def sent(reply: HttpResponse) -> bytes:
    """All of a reply that depends on the page: headers but for cookies and dates, and the body without its token."""
    kept = {name: value for name, value in reply.headers.items() if name not in ("Set-Cookie", "Date", "X-Request-ID")}
    return MASK.sub(b"", f"{sorted(kept.items())}\n".encode() + reply.content)


def turned(key: dict[str, Any]) -> dict[str, Any]:
    """The key of a lab with other truth, other advice and other words of other length."""
    other = deepcopy(key)
    for told in other["answers"]["cases"].values():
        told["correct"], told["advice"]["decision"] = told["advice"]["decision"], told["correct"]
        told["advice"] |= {"confidence": "0.51", "html": "<p>Quite other words.</p>" * 9, "about": None}
        told["explanation"] = "<p>For quite other reasons.</p>" * 7
    return other


def walk(client: Client, release: Release, lab_id: str, look: Callable[[int, Attempt], None]) -> None:
    slug = release.structure["id"]
    reply = client.post(f"/courses/{slug}/labs/{lab_id}/")
    run = Attempt.objects.get(pk=int(reply.url.strip("/").split("/")[1]))
    for number, slot in enumerate(run.layout["cases"], start=1):
        look(number, run)
        url, choice = f"/labs/{run.pk}/cases/{number}/", slot["options"][0]
        client.post(url, {"act": "first", "decision": choice, "sure": "70"})
        client.post(url, {"act": "final", "decision": choice})


def reliance_labs(release: Release) -> list[str]:
    return [lab["id"] for lab in release.structure.get("labs", []) if lab["kind"] == "reliance-lab"]


def readers() -> list[User]:
    """Enough people to meet every case: both halves of the forms, every clinical role, every region."""
    made = []
    for number in range(4):
        for role, region in (("gp", "uk"), ("practice-nurse", "us"), ("pharmacist", "any"), ("", "eu")):
            made.append(person(f"r{number}{region}@elm.example", f"R {number}", job_role=role, region=region))
    return made


def prove(as_user: Any, release: Release) -> set[str]:
    """Walk all reliance labs of a release; returns "lab/case" of every case that was looked at before its decision."""
    stored = ReleaseKey.objects.get(release=release)
    real, seen = deepcopy(stored.labs), set[str]()

    def look_for(user: User, lab_id: str) -> Callable[[int, Attempt], None]:
        def look(number: int, run: Attempt) -> None:
            id = run.layout["cases"][number - 1]["case"]
            if f"{lab_id}/{id}" in seen:
                return
            seen.add(f"{lab_id}/{id}")
            url = f"/labs/{run.pk}/cases/{number}/"
            ReleaseKey.objects.filter(pk=stored.pk).update(labs=real)
            first = client.get(url)
            text = unescape(sent(first).decode())
            told = real[lab_id]["answers"]["cases"][id]
            assert [one for one in texts(told) if one in text] == [], f"{lab_id}/{id}"
            assert told["type"] == "" or f'"{told["type"]}"' not in text
            assert "ETag" not in first.headers
            refused = client.post(url, {"act": "first"})
            ReleaseKey.objects.filter(pk=stored.pk).update(labs={**real, lab_id: turned(real[lab_id])})
            assert sent(client.get(url)) == sent(first)
            assert sent(client.post(url, {"act": "first"})) == sent(refused)
            ReleaseKey.objects.filter(pk=stored.pk).update(labs=real)

        return look

    cases = {f"{lab_id}/{id}" for lab_id in reliance_labs(release) for id in real[lab_id]["answers"]["cases"]}
    for user in readers():
        client = as_user(user)
        for lab_id in reliance_labs(release):
            walk(client, release, lab_id, look_for(user, lab_id))
        if seen == cases:
            break
    assert seen == cases
    return seen


def test_no_byte_before_a_first_decision_depends_on_what_is_hidden(as_user, db):
    assert len(prove(as_user, released())) == 8


@pytest.mark.parametrize("slug", SHIPPED)
def test_no_byte_of_a_shipped_case_depends_on_what_is_hidden(as_user, db, slug):
    release = shipped(slug)
    cases = prove(as_user, release)
    assert cases
    key = ReleaseKey.objects.get(release=release).labs
    for lab_id in reliance_labs(release):
        assert wrong_cases(key[lab_id]["answers"]), lab_id
