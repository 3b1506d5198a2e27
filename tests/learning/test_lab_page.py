"""What a lab hides: a unit's page and a lab's first page tell nothing; who has finished it reads everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from courses.authoring.models import Release, ReleaseKey, ReleaseUnit
from courses.core.document import Folder
from courses.learning.enrolments import ensure_enrolment
from courses.learning.labs.playable import PLAYABLE
from courses.learning.models import Attempt, LabRecord
from courses.people.models import User
from tests.core.lab_texts import SCENARIO
from tests.learning.small_course import for_module, release_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]

SPECIMEN = Path(__file__).parent.parent / "specimen" / "ai-advice-basics"
LABS = ("ppv-explorer", "triage-advice", "referral-redaction", "summary-check", "results-inbox")
TOLD = {
    "triage-advice": ["Likely muscular", "88% sure", "It advised", "The tool was confident and wrong", "changed your"],
    "referral-redaction": ["A name is a direct identifier", "leave this", "Relatives are the identifiers", "number"],
    "summary-check": ["Weight is not mentioned", "contradicted", "This is in the record"],
    "results-inbox": ["good practice", "Quick, and you learn", "Leads to ending", "within the hour", "A poor outcome"],
    "ppv-explorer": ["The tool did not change", "Hospital clinic"],
}


def specimen(*, graded: bool = False) -> Folder:
    files = {str(path.relative_to(SPECIMEN)): path.read_bytes() for path in SPECIMEN.rglob("*") if path.is_file()}
    if graded:
        name = "02-deciding-with-advice.md"
        files[name] = files[name].replace(b"`results-inbox`\n", b"`results-inbox`\nkind: graded\n")
    return Folder("ai-advice-basics", files)


@pytest.fixture(scope="module")
def labs(django_db_setup: None, django_db_blocker: Any) -> Iterator[Release]:
    yield from for_module(django_db_blocker, lambda: release_of(specimen()))


def page(client: Client, lab: str, status: int = 200) -> str:
    reply = client.get(f"/courses/ai-advice-basics/labs/{lab}/")
    assert reply.status_code == status
    return unescape(reply.content.decode())


def told_texts(value: Any) -> Iterator[str]:
    """Every text of a key that is long enough to be looked for: HTML without its tags, in pieces."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("id", "kind", "competency", "objective", "words", "units", "correct", "decision", "marks"):
                yield from told_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from told_texts(inner)
    elif isinstance(value, str):
        yield from (text.strip() for text in re.split(r"<[^>]+>|\n", value) if len(text.strip()) > 5)


def test_no_byte_of_a_units_page_tells_what_a_lab_hides(client, as_user, clinician, labs):
    key = ReleaseKey.objects.get(release=labs).labs
    hidden = {text for lab in key.values() for text in told_texts(lab)}
    assert {"Likely muscular. Routine appointment within a week.", "step-recheck"} <= hidden
    assert len(hidden) > 20
    for browser in (client, as_user(clinician)):
        for unit in labs.structure["units"]:
            reply = browser.get(f"/courses/ai-advice-basics/units/{unit['id']}/")
            text = unescape(f"{reply.headers}\n{reply.content.decode()}")
            assert not [one for one in hidden if unescape(one) in text]
    stored = json.dumps(list(ReleaseUnit.objects.filter(release=labs, kind="unit").values_list("learner", "parts")))
    assert not [one for one in hidden if json.dumps(unescape(one))[1:-1] in stored]


def answers(client: Client, user: User, release: Release, lab: str, status: int = 200) -> str:
    """The page with the answers, as somebody sees it who has finished the lab once."""
    enrolment = ensure_enrolment(person=user, release=release)
    cases = list(ReleaseKey.objects.get(release=release).labs[lab]["answers"].get("cases", ()))
    run, now = {"kind": "lab", "item_id": lab, "number": 1, "state": "graded", "graded": False}, timezone.now()
    layout = {"cases": [{"case": id, "options": []} for id in cases]}
    attempt = Attempt.objects.create(enrolment=enrolment, release=release, layout=layout, opened_at=now, **run)
    LabRecord.objects.create(
        attempt=attempt, person=user, course=release.course, lab_id=lab, kind="any", finished_at=now
    )
    return page(client, f"{lab}/answers", status)


def test_the_unit_shows_every_lab_with_a_way_into_it(client, labs):
    text = "".join(
        unescape(client.get(f"/courses/ai-advice-basics/units/{unit['id']}/").content.decode())
        for unit in labs.structure["units"]
    )
    for lab in LABS:
        assert f'id="lab-{lab}"' in text
        assert f'href="/courses/ai-advice-basics/labs/{lab}/"' in text


@pytest.mark.parametrize("lab", LABS)
def test_the_first_page_of_a_lab_is_open_to_all_and_its_answers_to_nobody(client, as_user, clinician, labs, lab):
    key = ReleaseKey.objects.get(release=labs).labs[lab]
    assert key["kind"] in PLAYABLE
    for browser in (client, as_user(clinician)):
        reply = browser.get(f"/courses/ai-advice-basics/labs/{lab}/")
        assert reply.status_code == 200
        if lab != "ppv-explorer":  # it hides nothing: all of it is arithmetic
            text = unescape(f"{reply.headers}\n{reply.content.decode()}")
            assert not [one for one in told_texts(key["answers"]) if unescape(one) in text]
    assert as_user(clinician).get(f"/courses/ai-advice-basics/labs/{lab}/answers/").status_code == 404
    assert client.get(f"/courses/ai-advice-basics/labs/{lab}/answers/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("lab", LABS)
def test_who_has_finished_a_lab_reads_everything_about_it(as_user, clinician, labs, lab):
    text = answers(as_user(clinician), clinician, labs, lab).replace("\n", " ")
    for told in TOLD[lab]:
        assert told in text


def test_marked_places_are_numbered_as_their_feedback_is(as_user, clinician, labs):
    text = answers(as_user(clinician), clinician, labs, "referral-redaction")
    marks = re.findall(r'<mark class="(find|leave)">([^<]+)<sup>.*?(\d)</sup></mark>', text, re.DOTALL)
    assert marks == [
        ("find", "Mrs Ida Sample", "1"), ("find", "999 000 0000", "2"), ("find", "1 Test Street", "3"),
        ("leave", "71", "4"), ("find", "Jo", "5"),
    ]  # fmt: skip
    assert len(re.findall(r"<li><strong>", text)) == 5


def test_an_unknown_lab_and_an_unknown_course_are_refused(client, labs):
    page(client, "no-such-lab", 404)
    assert client.get("/courses/no-such-course/labs/triage-advice/").status_code == 404
    assert client.post("/courses/ai-advice-basics/labs/no-such-lab/").status_code == 404


def test_a_lab_page_costs_the_same_few_queries_whoever_asks(
    client, as_user, clinician, labs, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        page(client, "triage-advice")
    signed_in = as_user(clinician)
    page(signed_in, "triage-advice")
    with django_assert_max_num_queries(6):  # session and person beside the three
        page(signed_in, "triage-advice")


@pytest.fixture
def graded(db: None) -> Release:
    return release_of(specimen(graded=True))


def test_the_answers_of_a_graded_lab_stand_on_no_page_of_their_own(client, as_user, clinician, graded):
    text = client.get("/courses/ai-advice-basics/units/deciding-with-advice/").content.decode()
    assert 'id="lab-results-inbox"' in text
    assert "pass mark 80%" in text
    answers(as_user(clinician), clinician, graded, "results-inbox", 404)


def test_a_lab_that_was_taken_out_since_is_gone(client, graded):
    caches["rendered"].clear()
    folder = specimen()
    name = "02-deciding-with-advice.md"
    text = folder.files[name].decode()
    start, end = text.index("## Scenario `results-inbox`"), text.index("## Quiz `final`")
    release_of(Folder(folder.name, {**folder.files, name: (text[:start] + text[end:]).encode()}))
    page(client, "results-inbox", 404)
    page(client, "triage-advice")


def test_a_lab_under_a_heading_of_another_name_says_what_it_is(client, db):
    folder = specimen()
    text = folder.files["01-what-a-result-means.md"].decode() + "\n## At work\n\n" + SCENARIO.replace("## ", "### ")
    release_of(Folder(folder.name, {**folder.files, "01-what-a-result-means.md": text.encode()}))
    page_of_unit = client.get("/courses/ai-advice-basics/units/what-a-result-means/").content.decode()
    assert "<h3>Scenario</h3>" in page_of_unit
    assert "<h3>Threshold explorer</h3>" not in page_of_unit
    assert ">Threshold explorer</h2>" in page_of_unit
