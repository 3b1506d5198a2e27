"""Which job role the words of a staff list mean."""

from __future__ import annotations

import re
from typing import Final

from courses.people.models import JobRole

_WORDS: Final[dict[str, str]] = {
    JobRole.GP: "doctor dr gp partner salaried locum registrar trainee physician medic consultant md do",
    JobRole.PRACTICE_NURSE: "nurse anp hca rn lpn sister matron phlebotomist",
    JobRole.PHARMACIST: "pharmacist pharmacy",
    JobRole.ALLIED_HEALTH: "allied physio physiotherapist paramedic podiatrist dietitian psychologist counsellor"
    " counselor therapist ahp mental social prescriber associate optometrist midwife",
    JobRole.RECEPTION: "reception receptionist admin administrator administration secretary clerk coder clerical office"
    " assistant front desk care navigator coordinator",
    JobRole.MANAGER: "manager management director lead",
}
# The more telling word first: a "nurse manager" manages, a "pharmacy assistant" works in the pharmacy.
_ORDER: Final = (
    JobRole.MANAGER,
    JobRole.PHARMACIST,
    JobRole.PRACTICE_NURSE,
    JobRole.ALLIED_HEALTH,
    JobRole.RECEPTION,
    JobRole.GP,
)
_EXACT: Final[dict[str, str]] = {
    "healthcareassistant": JobRole.PRACTICE_NURSE,
    "physicianassociate": JobRole.ALLIED_HEALTH,
    "physicianassistant": JobRole.ALLIED_HEALTH,
    "pa": JobRole.ALLIED_HEALTH,
    "ma": JobRole.PRACTICE_NURSE,
    "medicalassistant": JobRole.PRACTICE_NURSE,
    "medicalsecretary": JobRole.RECEPTION,
}


def role_of(text: str) -> str | None:
    """The id of the role that `text` names: an id, a label or a common word, whatever the case.

    "" for an empty text ("not said"); None when no role is meant that we know.
    """
    plain = text.strip().casefold()
    if not plain:
        return ""
    for value, label in JobRole.choices:
        if plain in (value, str(label).casefold()):
            return str(value)
    if (squeezed := re.sub(r"[^a-z]", "", plain)) in _EXACT:
        return str(_EXACT[squeezed])
    words = {word for one in re.findall(r"[a-z]+", plain) for word in (one, one.removesuffix("s"))}
    return next((str(role) for role in _ORDER if words & set(_WORDS[role].split())), None)
