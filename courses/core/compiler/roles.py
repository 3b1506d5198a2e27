"""What this site calls people, places and competencies. Courses refer to these by id."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "gp": "GP",
    "practice-nurse": "Practice nurse",
    "pharmacist": "Pharmacist",
    "allied-health": "Allied health professional",
    "reception": "Reception",
    "manager": "Manager",
}
REGIONS = ("uk", "us", "eu", "any")
COMPETENCIES: Mapping[str, str] = {
    "site:k1": "Say what kind of AI a tool is and what it cannot do",
    "site:k2": "Read what a tool says as a probability for this patient",
    "site:k3": "Judge whether data and evidence fit your own setting",
    "site:k4": "Rely on AI as far as it deserves and no further",
    "site:k5": "Use text-writing AI and scribes safely",
    "site:k6": "Protect patients' information and your systems",
    "site:k7": "Notice unfair results and act on them",
    "site:k8": "Meet your legal and professional duties",
    "site:k9": "Choose, introduce and watch over AI in a practice",
    "site:k10": "Talk with patients and the team about AI",
}
