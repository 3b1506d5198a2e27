"""Which courses follow from the tools that a role works with. Pure: one table, no database.

A tool counts for a role that uses it while it is approved, with or without conditions. A course counts when it is
published on this site and meant for the role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.oversight.tools.models import AiTool
from courses.people.models import JobRole

Kind, Status = AiTool.Kind, AiTool.Status
READS = _("reads and signs text that sounds right, whether or not it is")
FOLLOWS = _("gets a suggestion before deciding, and suggestions pull")
SPEECH = _("hears or reads what patients say in confidence")
TYPED = _("may be tempted to type in what a patient said")
OUTPUT = _("has to tell what a score or a flag means for one patient")
INPUT = _("relies on an answer that is only as good as the data it was given")
GROUPS = _("works with a tool that may be less right for some groups of patients")
DEVICE = _("may be working with a medical device, with duties of its own")
ASKED = _("will be asked by patients and colleagues about it")
CALLS = _("sees names, numbers and what calls are about")
OPEN_DOOR = _("works with a system that can be attacked or fooled")
ANSWERS = _("chooses tools, watches over them and answers for them")

SUGGESTS = (
    ("automation-bias", FOLLOWS),
    ("interpreting-ai-output", OUTPUT),
    ("data-quality", INPUT),
    ("fairness", GROUPS),
    ("regulation-liability", DEVICE),
)
BY_KIND: Mapping[str, Sequence[tuple[str, Promise | str]]] = {
    Kind.SCRIBE: (
        ("interpreting-ai-output", READS),
        ("automation-bias", FOLLOWS),
        ("privacy", SPEECH),
        ("talking-about-ai", ASKED),
    ),
    Kind.CHATBOT: (("interpreting-ai-output", READS), ("privacy", TYPED), ("talking-about-ai", ASKED)),
    Kind.SUMMARY: (("interpreting-ai-output", READS), ("automation-bias", FOLLOWS), ("privacy", SPEECH)),
    Kind.TRIAGE: (*SUGGESTS, ("talking-about-ai", ASKED)),
    Kind.DECISION: SUGGESTS,
    Kind.RISK: SUGGESTS,
    Kind.IMAGING: SUGGESTS,
    Kind.ADMIN: (("privacy", CALLS), ("talking-about-ai", ASKED)),
    Kind.OTHER: (("interpreting-ai-output", READS), ("privacy", SPEECH)),
}
"""Kind of tool -> courses for whoever uses it, each with what that person does."""

EVERY_TOOL: Sequence[tuple[str, Promise | str]] = (("security", OPEN_DOOR),)
"""Courses for whoever uses any tool."""

IN_CHARGE: Sequence[tuple[str, Promise | str]] = (("adopting-ai", ANSWERS),)
"""Courses for managers as soon as there is a tool in use or one being considered, whoever uses it."""


@dataclass(frozen=True, slots=True)
class Used:
    """What the analysis asks about a tool."""

    name: str
    kind: str
    status: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a course suits a role: the words, and the tools they come from."""

    words: str
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    course: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class RoleNeeds:
    """A role, the tools that it works with, and the courses that follow."""

    role: str
    tools: tuple[str, ...]
    courses: tuple[Suggestion, ...]


def analyse(tools: Iterable[Used], audiences: Mapping[str, Sequence[str]]) -> tuple[RoleNeeds, ...]:
    """Needs of every role with any, in the order of roles; courses in the order of `audiences`.

    `audiences`: id of each published course -> the roles it is meant for.
    """
    known = list(tools)
    found = (_needs(role.value, known, audiences) for role in JobRole)
    return tuple(needs for needs in found if needs.tools or needs.courses)


def _needs(role: str, tools: Sequence[Used], audiences: Mapping[str, Sequence[str]]) -> RoleNeeds:
    used = [tool for tool in tools if role in tool.roles and tool.status in (Status.APPROVED, Status.CONDITIONAL)]
    why: dict[str, dict[str, list[str]]] = {}
    for tool in used:
        for course, words in (*BY_KIND[tool.kind], *EVERY_TOOL):
            why.setdefault(course, {}).setdefault(str(words), []).append(tool.name)
    if role == JobRole.MANAGER:
        answered_for = [tool.name for tool in tools if tool.status != Status.NOT_ALLOWED]
        for course, words in IN_CHARGE if answered_for else ():
            why.setdefault(course, {}).setdefault(str(words), []).extend(answered_for)
    courses = tuple(
        Suggestion(course, tuple(Reason(words, tuple(names)) for words, names in why[course].items()))
        for course, audience in audiences.items()
        if course in why and role in audience
    )
    return RoleNeeds(role, tuple(tool.name for tool in used), courses)
