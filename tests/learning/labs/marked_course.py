"""The small course with a redaction lab and a checking lab. What must not be told too early begins with "Secret-".

The redaction lab has three texts, one of them without much in it; the checking lab has a record and its summary.
"""

from __future__ import annotations

from typing import Any

from django.test import Client

from courses.authoring.models import Release
from courses.core.document import Folder
from courses.learning.models import Answer, Attempt
from tests.learning.small_course import release_of, small_folder

REDACTION = """
### Redaction lab `letters`
select: phrase
{settings}
Mark what leads to the patient.

| Mark   | Meaning                      |
| ------ | ---------------------------- |
| name   | Somebody's name              |
| number | A phone or a record number   |
| place  | Where somebody lives or works |

#### Text `first-letter`

[Mrs Ida Sample](#name:hush-ida!major "Secret-a name"), NHS number
[999 000 0000](#number:hush-nhs!major "Secret-a number"), lives at [1 Test Street](#place:hush-home "Secret-a place").
She is [71](#keep:hush-age "Secret-care needs it") and takes warfarin.

#### Text `second-letter`

Her daughter [Jo](#name:hush-jo "Secret-a relative") will drive her to the clinic. Blood pressure
[128 over 76](#keep:hush-pressure "Secret-leave it").

#### Text `third-letter`

Please ring [01632 960 123](#number:hush-phone "Secret-a phone") after lunch. No known allergies.

**Debrief:** Secret-debrief of the letters.
"""
CHECKING = """
### Checking lab `summary`
{settings}
Mark what the record does not say.

| Mark    | Meaning                   |
| ------- | ------------------------- |
| added   | Nobody said it            |
| changed | The record says otherwise |

#### Source `talk`

Cough for three weeks. [Penicillin rash in 2009](#omitted:hush-rash!major "Secret-left out"). Chest clear.

#### Summary `draft`

Three-week cough [with weight loss](#added:hush-weight "Secret-not mentioned").
[Both lungs wheeze](#changed:hush-chest "Secret-the record says clear").
[Cough](#keep:hush-cough "Secret-this is so") noted.

**Debrief:** Secret-debrief of the summary.
"""
SLUG = "marked-texts"
LETTERS, SUMMARY = f"/courses/{SLUG}/labs/letters/", f"/courses/{SLUG}/labs/summary/"
UNIT = f"/courses/{SLUG}/units/first/"
EVERY = {  # text -> words of a unit -> the right mark
    "first-letter": {"Mrs Ida Sample": "name", "999 000 0000": "number", "1 Test Street": "place"},
    "second-letter": {"Jo": "name"},
    "third-letter": {"01632 960 123": "number"},
}
FAULTS = {
    "talk": {"Penicillin rash in 2009": "omitted"},
    "draft": {"with weight loss": "added", "Both lungs wheeze": "changed"},
}


def marked_folder(letters: str = "", summary: str = "", slug: str = SLUG) -> Folder:
    """`letters` and `summary` are settings of the two labs, a line each."""
    text = REDACTION.format(settings=letters + "\n" if letters else "")
    text += CHECKING.format(settings=summary + "\n" if summary else "")
    return small_folder(("01-first.md", "## Look again", f"{text}\n## Look again"), slug=slug)


def marked_release(letters: str = "", summary: str = "") -> Release:
    return release_of(marked_folder(letters, summary))


def units_of(release: Release, lab: str) -> dict[str, dict[str, str]]:
    """Text -> words of a unit -> its id, of a lab of the release."""
    page = release.pages.get(kind="unit", unit_id="first").learner
    labs = [block["lab"] for step in page["steps"] for block in step["blocks"] if block["type"] == "lab"]
    texts = next(one for one in labs if one["id"] == lab)["setup"]["texts"]
    return {text["id"]: {unit["text"]: unit["id"] for b in text["blocks"] for unit in b["units"]} for text in texts}


def begin(client: Client, url: str = LETTERS) -> Attempt:
    """Press Start (or Go on), and the run it leads to."""
    reply = client.post(url)
    assert reply.status_code == 302
    assert reply.url.startswith("/labs/"), reply.url
    return Attempt.objects.select_related("release").get(pk=int(reply.url.split("/")[2]))


def sheet(run: Attempt, number: int) -> str:
    return f"/labs/{run.pk}/texts/{number}/"


def fields(run: Attempt, *texts: str, marks: dict[str, dict[str, str]]) -> dict[str, str]:
    """The fields of a form with these marks: words of units -> mark."""
    known = units_of(run.release, run.item_id)
    return {f"m.{text}.{known[text][words]}": mark for text in texts for words, mark in marks[text].items()}


def version_of(run: Attempt, number: int) -> int:
    """What the page of a sheet would carry as its version now."""
    stored = Answer.objects.filter(attempt=run, slot=number - 1).values_list("response", flat=True).first()
    return int(stored["version"]) if stored else 0


def post(client: Client, run: Attempt, number: int, act: str, marks: dict[str, str], **more: Any) -> Any:
    data = {"version": str(version_of(run, number)), "client": "", "seq": "0"} | marks | {"act": act} | more
    return client.post(sheet(run, number), data)


def do_letters(client: Client, run: Attempt, marks: dict[str, dict[str, str]], act: str = "check") -> None:
    """Mark and check the three letters in their order."""
    for number, (text,) in enumerate(run.layout["sheets"], start=1):
        given = fields(run, text, marks=marks) if marks.get(text) else {}
        assert post(client, run, number, act, given, none="1").status_code == 302
