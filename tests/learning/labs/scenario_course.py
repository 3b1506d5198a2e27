"""The small course with a scenario in its first unit; what must not be told before the end begins with "Secret-"."""

from __future__ import annotations

from typing import Any

from django.test import Client

from courses.authoring.models import Release, ReleaseUnit
from courses.core.document import Folder
from courses.learning.models import Attempt
from tests.learning.small_course import release_of, small_folder

SCENARIO = """
## The inbox

### Scenario `inbox`
{settings}
It is ten to six on a Monday.

#### Step `begin`

A potassium of 6.4 is filed as routine. Opening-words.

- [x] [Ring the patient](#step-ring)
  > Secret-rang them.
- [ ] [Ask the tool again](#step-again)
- [ ] [Leave it for the morning](#ending-late)
  > Secret-left it.

#### Step `again`

Secret-the tool says routine.

- [x] [Now ring the patient](#step-ring)
  > Secret-rang late.
- [ ] [Look at the result once more](#step-begin)

#### Step `ring`

Secret-the patient feels weak.

- [x] [Arrange an assessment today](#ending-safe)
  > Secret-arranged.
- [ ] [Repeat the test next week](#ending-late)

#### Ending `safe`
outcome: good

Secret-seen within the hour.

#### Ending `late`
outcome: poor

Secret-found in a review.

**Debrief:** Secret-debrief of the inbox.

"""
CHOICES = {
    "ring": "Ring the patient", "ask": "Ask the tool again", "leave": "Leave it for the morning",
    "late": "Now ring the patient", "look": "Look at the result once more",
    "arrange": "Arrange an assessment today", "repeat": "Repeat the test next week",
}  # fmt: skip
LAB = "/courses/inbox-course/labs/inbox/"
UNIT = "/courses/inbox-course/units/first/"


def scenario_folder(settings: str = "") -> Folder:
    text = SCENARIO.format(settings=settings + "\n" if settings else "")
    return small_folder(("01-first.md", "## Look again", f"{text}## Look again"), slug="inbox-course")


def scenario_release(settings: str = "") -> Release:
    return release_of(scenario_folder(settings))


def choice_ids(release: Release) -> dict[str, str]:
    """Short name of a choice -> its id in the release."""
    page = ReleaseUnit.objects.get(release=release, kind="unit", unit_id="first").learner
    labs = [block["lab"] for step in page["steps"] for block in step["blocks"] if block["type"] == "lab"]
    by_words = {one["html"]: one["id"] for step in labs[0]["setup"]["steps"] for one in step["choices"]}
    return {name: by_words[words] for name, words in CHOICES.items()}


def begin(client: Client) -> Attempt:
    """Press Start (or Go on), and the run it leads to."""
    assert client.post(LAB).status_code == 302
    return Attempt.objects.filter(item_id="inbox").latest("pk")


def choose(client: Client, run: Attempt, number: int, choice: str) -> Any:
    return client.post(f"/labs/{run.pk}/steps/{number}/", {"choice": choice})


def walk(client: Client, release: Release, *names: str) -> Attempt:
    """A whole way by the short names of its choices."""
    ids, run = choice_ids(release), begin(client)
    for number, name in enumerate(names, start=1):
        assert choose(client, run, number, ids[name]).status_code == 302
    run.refresh_from_db()
    return run
