"""Words in a text that look as if they could tell who a patient is. Pure; it advises people, it decides nothing.

Direct identifiers only: names of patients, numbers, dates of birth, addresses. What identifies by its rarity ("the only
goalkeeper in the village") no pattern finds, so a person still reads. Sources for the shapes: NHS Data Dictionary (NHS
number, Modulus 11), Royal Mail postcode forms, 45 CFR 164.514(b)(2) (the identifiers of the US "safe harbor").

Colleagues are no patients: "Dr Okafor" and "Sister Bell" are let pass, "Mrs Smith" is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_SHOWN = 20  # findings in one text; more tell nobody more
LONGEST = 20_000  # characters looked at


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Characters `start` up to, not including, `end` of the text. `words` are those characters, on one line."""

    start: int
    end: int
    kind: str  # name, nhs-number, record-number, social-security, phone, email, birth-date, postcode, address
    words: str


MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTHS},? {{0,2}}(?:\d{{4}}|'?\d{{2}})\b"
    rf"|{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b"
    r"|\d{4}-\d{2}-\d{2}\b)"
)
RECENT = 2020  # a full date from this year on is rather the day of an event than that of a birth, unless it says so

LOWER = "[a-zà-öø-ÿ]{1,24}"
WORD = rf"[A-Z]{LOWER}(?:(?:['’-][A-Z]|-){LOWER}){{0,2}}|(?:Mc|Mac|O['’]|D['’])[A-Z]{LOWER}"
NAME = rf"(?:{WORD})(?: (?:(?:van|von|de|der|bin|al|el|da|dos) )?(?:{WORD}))?"
PERSON = (
    r"(?:patient|client|resident|man|woman|lady|gentleman|boy|girl|child|baby|toddler|teenager|son|daughter|wife"
    r"|husband|partner|mother|father|mum|dad|grandmother|grandfather|widow|widower|carer|neighbour|brother|sister)"
)

_TITLED = re.compile(
    r"\b(?P<title>(?:Mr|Mrs|Ms|Miss|Mx|Messrs|Master|Mister|Missus|Lord|Lady|Dame|Sir)\b\.? ?)"
    rf"(?P<name>{NAME}|[A-Z]\.? ?(?:{WORD}))"
)
_CALLED = re.compile(rf"(?i:\b{PERSON}\b[^.!?\n]{{0,30}}?\b(?:called|named|whose name (?:is|was))) (?P<name>{NAME})")
_PATIENT = re.compile(rf"(?i:\b(?:patients?|pt|client|resident))(?:,| was| is|:)? (?P<name>(?:{WORD}) (?:{WORD}))\b")
_OWN_NAME = re.compile(
    rf"(?i:\b(?:(?:his|her|their|the patient['’]s|first|last|full|family|maiden) name (?:is|was)|name:|surname:?)) "
    rf"(?P<name>{NAME})"
)
_AGED = re.compile(
    rf"\b(?P<name>{NAME})(?:,? aged? \d{{1,3}}\b|, (?:a |an )?\d{{1,3}}[- ]years?[- ]old| \(\d{{1,3}} ?[MFmf]\)"
    r"|,? \d{1,3} ?y/?o\b)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:\d|[ABEHMNPRV-Y])?|\d[A-HJKPSTUW])) ?\d[ABD-HJLNP-UW-Z]{2})\b"
)
_ADDRESS = re.compile(
    rf"\b\d{{1,4}}[a-z]?,? (?:(?:{WORD}) ){{1,3}}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Court|Gardens"
    r"|Crescent|Terrace|Grove|Place|Way|Row|Hill|Boulevard|Blvd)\b"
)
_SOCIAL = re.compile(r"\b(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\b")
_TEN = re.compile(r"(?<![\d.,£$€-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d]|[.,]\d|-\d)")
_SAYS_NHS = re.compile(r"(?i:\bNHS(?: (?:no|number|num|id))?[.:# ]{1,3}(?:is |was )?)(?P<number>\d[\d -]{7,12}\d)")
_RECORD = re.compile(
    r"(?i:\b(?:hospital|hosp|clinic|patient|record|chart|accession|EMIS|MRN|CHI|H&C|medical record|MR)"
    r"(?: (?:no|number|num|id|ref|reference))?\b)[.:#]{0,2}(?i: ?(?:is |was )?)#? ?"
    r"(?P<number>(?=[A-Z0-9/-]*\d{5})[A-Z]{0,4}[0-9][A-Z0-9/-]{4,14})\b"
)
_PHONE = re.compile(
    r"(?<![\d.,£$€/-])(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?(?:\d[ .-]?){7,11}\d"
    r"|\(?0\d{2,5}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}|0\d{9,10}"
    r"|\(\d{3}\) ?\d{3}-\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\d/])"
)
_BORN = re.compile(
    rf"(?i:\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?day|birth ?date)(?: is| was|:|,)* (?:the |on )?)"
    rf"(?P<date>(?i:{DATE}))"
)
_DATE = re.compile(rf"(?<![\d/.-])(?i:{DATE})")

# Capitalised words that follow "patient" or "called", begin a sentence or stand before an age, and are nobody's name.
NOT_NAMES = """
A Advice African After Again Alexa All Also Although Always Ambulance An And Anonymous Any Appendix April Are
Artificial As Asian Asked At August Based Because Before Both British But By Can Care Case Category Centred
Charter Chatgpt Choice Christian Christmas Class Claude Clinic Commission Consent Control Copilot Data Day
December Doctor Dr During Each Easter Education English Even Every Everybody Everyone Experience Facing
February Figure Following For Friday From Full Gemini Generally Google Gp Grade Group Had Has Have He Health
Heidi Her Here Him Hindu His Hospital How However I If In Information Instead Involvement Irish Is It Its
January Jewish Journey July June Just Late Later Leaflet Level Liaison Line Many March Matron May Medical
Microsoft Midwife Might Monday Most Muslim My National Never New Next No Nobody Not Notes Nothing November Now
Nurse October Of Officer Often On Once One Online Only Or Our Outcomes Own Participation Pharmacist Plan
Polish Portal Practice Practitioner Prof Professor Public Quality Question Reception Record Records Report
Representative Safety Satisfaction Saturday Scottish Sensitivity September Services She Sikh Since Siri Sister
So Some Somebody Someone Stage Step Still Summary Sunday Survey System Table Team That The Their Them Then
There These They This Those Though Thursday Today Tomorrow Tool Transport Triage Tuesday Type Unit Unknown
Until Using Very Voice Ward Was We Wednesday Welsh Were What When Where Which While Who Why Windows With
Without Yes Yesterday You Your
"""
NO_NAME = frozenset(NOT_NAMES.split())


def find(text: str) -> list[Finding]:
    """Everything that looks like an identifier, in the order of the text; two never overlap.

    Looks at the first 20,000 characters and returns at most 20 findings. Never raises.
    """
    text = text[:LONGEST]
    kept: list[Finding] = []
    for start, end, kind in sorted(_all(text), key=lambda one: (one[0], -one[1])):
        if kept and start < kept[-1].end:
            continue
        kept.append(Finding(start, end, kind, " ".join(text[start:end].split())))
    return kept[:MOST_SHOWN]


def find_all(texts: Sequence[str]) -> list[Finding]:
    """The findings of several texts, each by its own places."""
    return [finding for text in texts for finding in find(text)]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits bear the check digit of an NHS number (Modulus 11, weights 10 to 2)."""
    if len(digits) != 10 or not (digits.isascii() and digits.isdecimal()) or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == int(digits[9])


def _all(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern, group, kind in (
        (_EMAIL, 0, "email"),
        (_SOCIAL, 0, "social-security"),
        (_SAYS_NHS, "number", "nhs-number"),
        (_RECORD, "number", "record-number"),
        (_PHONE, 0, "phone"),
        (_BORN, "date", "birth-date"),
        (_POSTCODE, 0, "postcode"),
        (_ADDRESS, 0, "address"),
    ):
        for match in pattern.finditer(text):
            yield match.start(group), match.end(group), kind
    yield from _ten_digits(text)
    yield from _old_dates(text)
    yield from _names(text)


def _ten_digits(text: str) -> Iterator[tuple[int, int, str]]:
    """Ten digits that are an NHS number by their check digit, or that are grouped as one (3, 3, 4)."""
    for match in _TEN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if is_nhs_number(digits) or re.fullmatch(r"\d{3} \d{3} \d{4}", match.group()):
            yield match.start(), match.end(), "nhs-number"


def _old_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Full dates of a year in which patients are born and about which nobody reflects."""
    for match in _DATE.finditer(text):
        year = re.search(r"(?:18|19|20)\d\d", match.group())
        if year is not None and int(year.group()) < RECENT:
            yield match.start(), match.end(), "birth-date"


def _names(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TITLED.finditer(text):
        end = _end_of_name(match)
        if end > match.start("name"):
            yield match.start(), end, "name"
    for pattern in (_CALLED, _PATIENT, _OWN_NAME, _AGED):
        for match in pattern.finditer(text):
            end = _end_of_name(match)
            if end > match.start("name"):
                yield match.start("name"), end, "name"


def _end_of_name(match: re.Match[str]) -> int:
    """Where the name ends: before a word that is nobody's name. Its start when not even the first word is one."""
    words = match.group("name").split(" ")
    if words[0] in NO_NAME:
        return match.start("name")
    if len(words) > 1 and words[-1] in NO_NAME:
        return match.start("name") + len(words[0]) if match.re is not _PATIENT else match.start("name")
    return match.end("name")
