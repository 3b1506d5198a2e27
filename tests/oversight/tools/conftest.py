"""A tool in the register, and what a browser posts for one."""

from __future__ import annotations

from typing import Any

import pytest

from courses.oversight.tools.models import AiTool
from courses.people.models import Practice

PLAIN = {
    "name": "Murmur",
    "maker": "Example Scribes",
    "kind": "scribe",
    "purpose": "Drafts the note.",
    "roles": ["gp", "practice-nurse"],
    "status": "approved",
    "conditions": "",
    "responsible": "",
    "responsible_name": "Dr Cover",
    "contract": "Agreement of 3 May",
    "dpia_on": "2026-02-01",
    "safety_officer": "Dr Safe",
    "hazard_log": "https://hazards.example/murmur",
    "incident_contact": "Desk, extension 12",
    "patient_notice": "We use a program that drafts notes.",
    "review_on": "2026-05-03",
}


@pytest.fixture
def posted() -> dict[str, Any]:
    return dict(PLAIN)


@pytest.fixture
def murmur(practice: Practice) -> AiTool:
    return AiTool.objects.create(
        practice=practice,
        name="Murmur",
        kind="scribe",
        purpose="Drafts the note.",
        roles=["gp", "practice-nurse"],
        status="approved",
    )
