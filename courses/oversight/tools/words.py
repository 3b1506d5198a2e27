"""The register's words: kinds of tool, what was decided about one, and the fields as they are called on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.oversight.tools.models import AiTool

KINDS = {
    AiTool.Kind.SCRIBE: _("Scribe: listens and writes the note"),
    AiTool.Kind.CHATBOT: _("Chatbot or writing assistant"),
    AiTool.Kind.SUMMARY: _("Summaries of letters and records"),
    AiTool.Kind.TRIAGE: _("Triage of requests"),
    AiTool.Kind.DECISION: _("Decision support"),
    AiTool.Kind.RISK: _("Risk score"),
    AiTool.Kind.IMAGING: _("Reading of images or traces"),
    AiTool.Kind.ADMIN: _("Phones, booking, coding and other office work"),
    AiTool.Kind.OTHER: _("Something else"),
}
STATUSES = {
    AiTool.Status.APPROVED: _("Approved"),
    AiTool.Status.CONDITIONAL: _("Approved with conditions"),
    AiTool.Status.NOT_ALLOWED: _("Not allowed"),
    AiTool.Status.CONSIDERED: _("Being considered"),
}
IN_USE = (AiTool.Status.APPROVED, AiTool.Status.CONDITIONAL)
LABELS = {
    "name": _("Name"),
    "maker": _("Made by"),
    "kind": _("What kind of tool is it?"),
    "purpose": _("What is it used for?"),
    "roles": _("Who uses it?"),
    "status": _("What has the practice decided?"),
    "conditions": _("Conditions"),
    "responsible": _("Who answers for it here?"),
    "responsible_name": _("Or somebody who is not in the list"),
    "contract": _("Contract and data agreement"),
    "dpia_on": _("Day of the data protection impact assessment"),
    "safety_officer": _("Clinical safety owner"),
    "hazard_log": _("Hazard log"),
    "incident_contact": _("Whom to tell when something goes wrong"),
    "patient_notice": _("What patients are told"),
    "review_on": _("Look at it again on"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How a decision is shown: a shape (parts/icon.html) and the class of its colours, always beside the words."""

    icon: str
    style: str


SIGNS = {
    AiTool.Status.APPROVED: Sign("complete", "st-complete"),
    AiTool.Status.CONDITIONAL: Sign("warning", "st-soon"),
    AiTool.Status.NOT_ALLOWED: Sign("cross", "st-expired"),
    AiTool.Status.CONSIDERED: Sign("progress", "st-progress"),
}


def kind_of(kind: str) -> str:
    return str(KINDS.get(AiTool.Kind(kind), kind)) if kind in AiTool.Kind.values else kind


def status_of(status: str) -> str:
    return str(STATUSES[AiTool.Status(status)]) if status in AiTool.Status.values else status


def label_of(field: str) -> Any:
    """What a field is called on screen; its own name for one that nobody has named."""
    return LABELS.get(field, field)
