"""Typical entries to begin with. They only fill in the form: nothing is kept before a manager saves it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.oversight.tools.models import AiTool
from courses.people.models import JobRole

CLINICIANS = [JobRole.GP, JobRole.PRACTICE_NURSE, JobRole.PHARMACIST, JobRole.ALLIED_HEALTH]


def starters() -> dict[str, dict[str, Any]]:
    """Key in the address -> what the form begins with."""
    return {
        "scribe": {
            "label": _("A scribe"),
            "kind": AiTool.Kind.SCRIBE,
            "purpose": _("Listens to consultations and drafts the note. The clinician reads, corrects and signs it."),
            "roles": CLINICIANS,
            "patient_notice": _(
                "We use a computer program that listens and drafts the notes of your visit. Your clinician reads and "
                "corrects them. You can say no at any time; your care stays the same."
            ),
        },
        "chatbot": {
            "label": _("A chatbot"),
            "kind": AiTool.Kind.CHATBOT,
            "purpose": _("Drafts letters and explains terms. Nothing that could identify a patient is typed in."),
            "roles": [*CLINICIANS, JobRole.MANAGER],
            "patient_notice": _(
                "Our staff may use an AI program to draft general texts. Nothing that could identify you is put into "
                "it, and a person checks every text before it is used."
            ),
        },
        "triage": {
            "label": _("A triage tool"),
            "kind": AiTool.Kind.TRIAGE,
            "purpose": _("Suggests how urgent an online request is. A clinician decides on every request."),
            "roles": [JobRole.GP, JobRole.PRACTICE_NURSE, JobRole.RECEPTION],
            "patient_notice": _(
                "A computer program helps us to sort online requests. A member of our team looks at every request. If "
                "you think that yours is urgent, please phone us."
            ),
        },
        "phones": {
            "label": _("A phone system"),
            "kind": AiTool.Kind.ADMIN,
            "purpose": _("Answers calls, takes down what they are about and books simple appointments."),
            "roles": [JobRole.RECEPTION],
            "patient_notice": _(
                "Some of our calls are answered by a computer. You can ask for a person at any time during the call."
            ),
        },
    }
