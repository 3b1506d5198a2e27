"""Labs as text: a unit's page tells nothing, the page behind it everything, and a graded lab has no such page."""

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

from courses.authoring.models import Release, ReleaseKey, ReleaseUnit
from courses.core.document import Folder
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
    "ppv-explorer": ["The tool did not change", "Hospital clinic", "30%"],
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


def test_the_unit_shows_every_lab_to_be_read_with_a_link_to_its_answers(client, labs):
    text = "".join(
        unescape(client.get(f"/courses/ai-advice-basics/units/{unit['id']}/").content.decode())
        for unit in labs.structure["units"]
    )
    for lab in LABS:
        assert f'id="lab-{lab}"' in text
        assert f'href="/courses/ai-advice-basics/labs/{lab}/"' in text
    for shown in (
        "Tight chest going upstairs", "Same-day review", "Mrs Ida Sample, NHS number 999 000 0000, lives at",
        "Penicillin: rash, 2009", "Ask the tool to re-check", "Hospital clinic", "Case 2", "Step 3",
    ):  # fmt: skip
        assert shown in text.replace("\n", " ")


@pytest.mark.parametrize("lab", LABS)
def test_the_page_of_a_lab_tells_everything_without_an_account(client, labs, lab):
    text = page(client, lab).replace("\n", " ")
    for told in TOLD[lab]:
        assert told in text


def test_marked_places_are_numbered_as_their_feedback_is(client, labs):
    text = page(client, "referral-redaction")
    marks = re.findall(r'<mark class="(find|leave)">([^<]+)<sup>.*?(\d)</sup></mark>', text, re.DOTALL)
    assert marks == [
        ("find", "Mrs Ida Sample", "1"), ("find", "999 000 0000", "2"), ("find", "1 Test Street", "3"),
        ("leave", "71", "4"), ("find", "Jo", "5"),
    ]  # fmt: skip
    assert len(re.findall(r"<li><strong>", text)) == 5


def test_an_unknown_lab_an_unknown_course_and_a_post_are_refused(client, labs):
    page(client, "no-such-lab", 404)
    assert client.get("/courses/no-such-course/labs/triage-advice/").status_code == 404
    assert client.post("/courses/ai-advice-basics/labs/triage-advice/").status_code == 405


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


def test_a_graded_lab_tells_no_answers_and_its_unit_leads_to_none(client, graded):
    page(client, "results-inbox", 404)
    page(client, "triage-advice")
    text = client.get("/courses/ai-advice-basics/units/deciding-with-advice/").content.decode()
    assert 'id="lab-results-inbox"' in text
    assert "labs/results-inbox/" not in text
    assert "pass mark 80%" in text


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
