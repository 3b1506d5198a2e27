"""The way to an assignment, a step a page: which step is next, what has been chosen so far. Nothing is stored.

The choices travel in the address (and at last in the form), so pages can be gone back to, reloaded and sent on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http.request import QueryDict

from courses.authoring.models import Release
from courses.learning.queries import published
from courses.people.models import Practice
from courses.training.assigning.choice import Choice, Target, Timing, suggested_due
from courses.training.assigning.forms import Named, Send, Step, What, When, Who
from courses.training.assigning.groups import Group, groups, ids_of
from courses.training.models import Assignment
from courses.training.paths import Offer, offers

Whom = Assignment.Whom
STEPS = ("what", "who", "people", "when", "check")
FIELDS = {
    "what": ("what",),
    "who": ("to", "future"),
    "people": ("person",),
    "when": ("by", "due", "days", "repeat", "month", "before"),
}
CARRIED = (*(name for names in FIELDS.values() for name in names), "instead")


@dataclass(slots=True)
class Way:
    """Where somebody is: the step to show with its form, and everything chosen before it.

    `choice` is there at the last step only, where all of it holds.
    """

    practice: Practice
    data: QueryDict
    today: date
    releases: list[Release]
    paths: list[Offer]
    step: str = "what"
    form: Step | None = None
    choice: Choice | None = None
    taken: dict[str, Any] = field(default_factory=dict)
    replaces: Assignment | None = None
    _groups: list[Group] | None = None

    @property
    def number(self) -> int:
        return {"what": 1, "who": 2, "people": 2, "when": 3, "check": 4}[self.step]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Hidden fields: what the other steps hold."""
        own = FIELDS.get(self.step, ())
        return [(key, value) for key in CARRIED if key not in own for value in self.data.getlist(key)]

    @property
    def back(self) -> str:
        """The step before this one; "" for the first."""
        named = self.data.get("to") == Whom.PEOPLE
        before = {"who": "what", "people": "who", "when": "people" if named else "who", "check": "when"}
        return self.address(before[self.step]) if self.step in before else ""

    @property
    def following(self) -> str:
        """The step that the form of this one leads to."""
        return {"what": "who", "who": "people", "people": "when", "when": "check"}.get(self.step, "")

    @property
    def groups(self) -> list[Group]:
        if self._groups is None:
            self._groups = groups(self.practice)
        return self._groups

    def address(self, step: str) -> str:
        """The query that leads to a step with all that is chosen."""
        chosen = [(key, value) for key in CARRIED for value in self.data.getlist(key)]
        return "?" + urlencode([*chosen, ("go", step)])


def way(practice: Practice, data: QueryDict, today: date, replaces: Assignment | None = None) -> Way:
    """Read what was sent: the step asked for (`go`), or the first before it that does not hold. 8 queries at most.

    `from` is the step it was sent from. What is wrong is said where something was sent, not where nothing was yet.
    `replaces`: the assignment that is changed.
    """
    releases = published()
    found = Way(practice, data, today, releases, offers(releases, region=practice.region), replaces=replaces)
    goal = data.get("go", "")
    goal = goal if goal in STEPS else "what"
    for step in STEPS[:-1]:
        if step == "people" and data.get("to") != Whom.PEOPLE:
            goal = "when" if goal == "people" else goal
            continue
        form = _form(found, step, {"data": data})
        if form.is_valid() and step != goal:
            found.taken |= form.cleaned_data
            continue
        said = any(name in data for name in FIELDS[step]) or data.get("from") == step
        if not form.is_valid() and (step == goal or not said):
            form = _form(found, step, {"initial": _initial(found, step)})
        found.step, found.form = step, form
        return found
    found.step, found.form, found.choice = "check", Send.fresh(), _choice(found)
    return found


def _form(found: Way, step: str, given: dict[str, Any]) -> Step:
    if step == "what":
        return What(**given, offered=_offered(found))
    if step == "who":
        offered = [(group.key, group.label) for group in found.groups]
        return Who(**given, offered=offered, empty=[group.key for group in found.groups if not group.people])
    if step == "people":
        return Named(**given, offered=[(str(pk), str(pk)) for pk in ids_of(found.practice)])
    return When(**given, today=found.today)


def _offered(found: Way) -> list[tuple[str, str]]:
    courses = [(f"c:{release.structure['id']}", release.structure["title"]) for release in found.releases]
    return [(f"p:{offer.path.id}", offer.path.title) for offer in found.paths if offer.published] + courses


def _initial(found: Way, step: str) -> dict[str, Any]:
    """What a step suggests; what is known already stays."""
    known: dict[str, Any] = {name: found.data.get(name) for name in FIELDS[step] if name in found.data}
    if step == "people":
        return {"person": found.data.getlist("person")}
    if step == "who":
        offer = _path(found, found.taken.get("what", ""))
        return {"to": f"role:{offer.path.roles[0]}" if offer else "", "future": "to" not in known, **known}
    if step == "when":
        return When.suggestion(suggested_due(found.today)) | known
    return known


def _path(found: Way, what: str) -> Offer | None:
    return next((offer for offer in found.paths if what == f"p:{offer.path.id}"), None)


def _choice(found: Way) -> Choice:
    offer = _path(found, found.taken["what"])
    return Choice(
        releases=_releases(found, offer),
        target=_target(found.taken),
        timing=_timing(found.taken),
        path=offer.path.id if offer else "",
        path_title=offer.path.title if offer else "",
    )


def _releases(found: Way, offer: Offer | None) -> tuple[Release, ...]:
    if offer is not None:
        own = tuple(leg.release for leg in offer.legs if leg.release is not None)
        return own + _kept(found, offer, own)
    return tuple(one for one in found.releases if found.taken["what"] == f"c:{one.structure['id']}")


def _kept(found: Way, offer: Offer, own: Sequence[Release]) -> tuple[Release, ...]:
    """The courses that an assignment of this path had and the path names no more: changing its day drops none."""
    rule = found.replaces
    if rule is None or rule.path != offer.path.id:
        return ()
    had = set(rule.courses.values_list("pk", flat=True)) - {release.course_id for release in own}
    return tuple(release for release in found.releases if release.course_id in had)


def _target(taken: dict[str, Any]) -> Target:
    kind, _colon, which = taken["to"].partition(":")
    if kind == Whom.ROLE:
        return Target(kind, role=which, future=taken["future"])
    if kind == Whom.TEAM:
        return Target(kind, team=int(which), future=taken["future"])
    if kind == Whom.EVERYBODY:
        return Target(kind, future=taken["future"])
    return Target(Whom.PEOPLE, people=tuple(taken["person"]))


def _timing(taken: dict[str, Any]) -> Timing:
    by_date = taken["by"] == "date"
    monthly = taken["repeat"] == Assignment.Renewal.MONTH
    return Timing(
        due=taken["due"] if by_date else None,
        days=None if by_date else taken["days"],
        renewal=taken["repeat"],
        month=taken["month"] if monthly else None,
        before_access=taken["before"],
    )


def number(text: str) -> int:
    """The id that was sent; 0, which no row has, for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def prefilled(sent: QueryDict, known: dict[str, Sequence[str]]) -> QueryDict:
    """What other pages send (`course`, `path`, `role`, or a rule's own choices `known`), in the words of the steps."""
    data = sent.copy()
    for key, values in known.items():
        data.setlistdefault(key, list(values))
    if course := data.get("course"):
        data.setdefault("what", f"c:{course}")
    if path := data.get("path"):
        data.setdefault("what", f"p:{path}")
    if (role := data.get("role")) and "to" not in data:
        data["to"], data["future"] = f"role:{role}", "on"
    if data.getlist("person") and "to" not in data:
        data["to"] = Whom.PEOPLE.value
    if "go" not in data:
        data["go"] = "who" if "what" in data else "what"
    return data
