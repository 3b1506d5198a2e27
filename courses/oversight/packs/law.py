"""Where an inspector may look, and which parts of the pack bear on it. Checked to mid-2026; it claims nothing more.

Several of these rest on secondary sources, which is said where it is so. `parts` are sections of the PDF (see
courses.oversight.packs.document); nothing here says that a duty is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.people.models import Region


@dataclass(frozen=True, slots=True)
class Look:
    """`region`: whose readers see it first. `asks`: what is looked at; `not_here`: what the pack lacks."""

    region: str
    name: str | Promise
    asks: str | Promise
    parts: tuple[str, ...]
    files: tuple[str, ...]
    not_here: str | Promise


LOOKS: Final = (
    Look(
        Region.UK,
        _("CQC, GP mythbuster 109 (AI in GP services)"),
        _(
            "A list of tools and a named lead, clinical safety evidence (DCB0160, DTAC), a hazard log, human "
            "oversight, "
            "a way to report incidents, staff training, patients told. Known to us from secondary sources."
        ),
        ("tools", "states", "courses"),
        ("ai-tools", "needs", "states"),
        _("The safety evidence and the hazard log themselves, and how anybody oversees a tool at work."),
    ),
    Look(
        Region.UK,
        _("CQC, GP mythbuster 70 (mandatory training)"),
        _(
            "There is no fixed list: the practice decides which training staff need, tells them, watches "
            "over it and can show competence."
        ),
        ("assignments", "people", "states", "gaps"),
        ("assignments", "role-courses", "states", "gaps"),
        _("Competence at work, and training on anything but AI."),
    ),
    Look(
        Region.UK,
        _("UK GDPR and the ICO’s audit framework"),
        _(
            "A test with a pass mark, kept copies of what was taught and who took it, reports, following up, "
            "training before access, a way for staff without a computer."
        ),
        ("courses", "certificates", "access", "gaps"),
        ("course-releases", "certificates", "access", "gaps"),
        _("Data protection training beyond these courses, impact assessments themselves, records of processing."),
    ),
    Look(
        Region.UK,
        _("NHS Data Security and Protection Toolkit"),
        _(
            "Since the 95% rule ended in 2023/24: needs analysis, delivery and evaluation. Written for large "
            "bodies; secondary sources say small providers too: check which questions are yours."
        ),
        ("needs", "states"),
        ("needs", "states", "group-sessions"),
        _("Evaluation of what training changes at work, and the rest of the toolkit."),
    ),
    Look(
        Region.US,
        _("HIPAA Privacy Rule, 45 CFR 164.530(b)"),
        _(
            "Training of the workforce on the practice’s own policies: new staff within a reasonable time, "
            "again after a material change, documented; documentation kept for six years (164.530(j))."
        ),
        ("policies", "people", "states"),
        ("policies", "confirmations", "roster", "states"),
        _("The texts of the policies, and whether they are what the rule asks for."),
    ),
    Look(
        Region.US,
        _("HIPAA Security Rule, 45 CFR 164.308(a)(5)"),
        _(
            "A security awareness and training programme for the whole workforce. The rewrite proposed in "
            "January 2025 was not final by mid-2026."
        ),
        ("assignments", "states", "gaps"),
        ("assignments", "states", "gaps"),
        _("Security reminders, log-in monitoring and the other parts of the rule."),
    ),
    Look(
        Region.US,
        _("Section 1557, 45 CFR 92.210 (patient care decision support tools)"),
        _(
            "Reasonable efforts to find tools that use race, colour, national origin, sex, age or disability "
            "as inputs, and to reduce the risk; due since 1 May 2025. How it is enforced is uncertain. It "
            "covers flowcharts and calculators too."
        ),
        ("tools", "needs", "states"),
        ("ai-tools", "needs", "states"),
        _("What a tool takes as input, and the efforts themselves."),
    ),
    Look(
        Region.EU,
        _("EU AI Act, Article 4 (AI literacy)"),
        _(
            "Measures that support the AI literacy of staff, suited to role and context. The text was "
            "changed by the Digital Omnibus; its final wording was not seen by us. Secondary sources ask for "
            "an inventory, a role matrix, aims, records and follow-up."
        ),
        ("tools", "needs", "people", "courses"),
        ("ai-tools", "needs", "role-courses", "states"),
        _("Whether the measures suffice, and the Act’s other duties."),
    ),
)


def looks(region: str) -> tuple[Look, ...]:
    """Those of the practice's own region first, the others after."""
    return tuple(sorted(LOOKS, key=lambda one: one.region != region))
