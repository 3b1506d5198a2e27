"""A course with reliance labs that tests can change: eight invented cases, half of them in two forms.

Every word of the advice begins with "Advice-", of a tool's card with "Card-", of an explanation with "Because-", of the
debrief with "Debrief-", so that a test can look for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.test import Client

from courses.authoring.models import Release, ReleaseKey
from courses.core.document import Folder
from courses.learning.models import Attempt
from courses.people.models import User
from tests.learning.small_course import release_of, small_folder

HEAD = """---
title: A unit with a lab
summary: Decide, look, decide.
minutes: 8
objectives: [o1]
competency: check-advice
---

## The lab

Some words before it.

"""
LAB = """### Reliance lab `decide`
confidence: {confidence}
feedback: {feedback}
{more}
Decide first.

- `home` Advise care at home
- `review` Review this week
- `today` See them today

{cases}
**Debrief:** Debrief-told.
"""
CASE = """#### Case `{id}`
correct: {correct}
advice: {advice}
advice-confidence: 88%
type: {type}
{more}
Invented patient {id}, seen on a Monday.

**AI advice:** Advice-{id} says so.

**About this tool:** Card-{id} trained elsewhere.

**Explanation:** Because-{id} it is so.

"""
WRONG = ("c2", "c5", "c7")


def case(id: str, *, wrong: bool = False, more: str = "") -> str:
    advice, type = ("home", "miss") if wrong else ("today", "plain")
    return CASE.format(id=id, correct="today", advice=advice, type=type, more=more)


def lab(cases: str, *, feedback: str = "each", confidence: str = "yes", more: str = "", id: str = "decide") -> str:
    text = LAB.format(cases=cases, feedback=feedback, confidence=confidence, more=more)
    return text.replace("`decide`", f"`{id}`")


EIGHT = "".join(case(f"c{at}", wrong=f"c{at}" in WRONG) for at in range(1, 9))
FORMS = "".join(case(f"f{form}{at}", wrong=at == 2, more=f"form: {form}\n") for form in (1, 2) for at in range(1, 4))


def folder(*labs: str, slug: str = "small") -> Folder:
    """The small course with one unit more, which holds these labs."""
    return small_folder(("05-lab.md", "", HEAD + "\n---\n\n".join(labs)), slug=slug)


def released(*labs: str) -> Release:
    return release_of(folder(*(labs or (lab(EIGHT),))))


def begin(client: Client, lab_id: str = "decide") -> Attempt:
    """Press Start (or Go on)."""
    reply = client.post(f"/courses/small/labs/{lab_id}/")
    assert reply.status_code == 302, reply.status_code
    return Attempt.objects.get(pk=int(reply.url.strip("/").split("/")[1]))


def case_url(run: Attempt, number: int) -> str:
    return f"/labs/{run.pk}/cases/{number}/"


def case_ids(run: Attempt) -> list[str]:
    return [slot["case"] for slot in run.layout["cases"]]


def first(client: Client, run: Attempt, number: int, choice: str = "today", sure: str = "70") -> Any:
    return client.post(case_url(run, number), {"act": "first", "decision": choice, "sure": sure})


def final(client: Client, run: Attempt, number: int, choice: str = "today", sure: str = "") -> Any:
    return client.post(case_url(run, number), {"act": "final", "decision": choice, "sure": sure})


def decide_all(client: Client, run: Attempt, ways: Sequence[tuple[str, str]] = ()) -> None:
    """Decide every case: `ways` are (first, final) by place; a place without one says "today" throughout."""
    for number in range(1, len(run.layout["cases"]) + 1):
        begun, ended = ways[number - 1] if number <= len(ways) else ("today", "today")
        first(client, run, number, begun)
        final(client, run, number, ended, sure="90")


def answers_of(release: Release, lab_id: str = "decide") -> dict[str, Any]:
    return ReleaseKey.objects.get(release=release).labs[lab_id]["answers"]["cases"]


def run_of(user: User) -> Attempt:
    return Attempt.objects.get(enrolment__person=user, kind="lab")
