"""Plain English, no claims, nothing that looks like a living person's number."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.content.curriculum.shelf import (
    CURRICULUM,
    Page,
    asked,
    course,
    every_question,
    pages,
    plain,
    sources_of,
    words,
)

pytestmark = [pytest.mark.core, pytest.mark.parametrize("name", CURRICULUM)]

LONGEST_SENTENCE = 32
LONG_SENTENCE, SHARE_OF_LONG = 25, 0.03
HARDEST = 9.0
_END = re.compile(r"(?<=[.?!])[”\"’)]?\s+(?=[A-Z“\"‘(])|\n+")
CLAIMS = re.compile(
    r"\b(?:you (?:are|will be|become) (?:now )?(?:immune|competent|protected|certified|safe)"
    r"|makes? you (?:immune|safe|competent)"
    r"|(?:is|are|fully|officially) accredited|accredited (?:by|course)|approved by the (?:GMC|NMC|GPhC|NHS|CQC|AMA)"
    r"|guarantees? (?:that|you|compliance)|ensures? compliance|proven to (?:improve|protect)|you have improved)\b",
    re.IGNORECASE,
)
WORN = re.compile(
    r"\b(?:delve|crucial(?:ly)?|leverag(?:e|ing)|seamless(?:ly)?|robust(?:ly)?|landscape|ever-evolving|game.changer|tapestry"
    r"|in today[’']s|it is important to note|it[’']s important to|navigat(?:e|ing) the|empower(?:s|ing)?"
    r"|unlock(?:s|ing)? the"
    r"|in conclusion|furthermore|moreover|utili[sz]e[sd]?|holistic)\b",
    re.IGNORECASE,
)
QUOTE = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
QUOTED = re.compile(r"“[^”]*”")  # how a leaflet or a vendor speaks
_TEN = re.compile(r"(?<![\d.])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_SSN = re.compile(r"(?<!\d)(\d{3})-(\d{2})-(\d{4})(?!\d)")
_UK_PHONE = re.compile(r"(?<!\d)(?:\+44 ?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
DRAMA = ("01632960", "07700900", "08081570", "02079460", "01134960", "01164960", "01174960", "01214960", "01314960")


def sentences(text: str) -> list[str]:
    return [one.strip() for one in _END.split(text) if words(one)]


def said(name: str) -> Iterator[tuple[str, str]]:
    """(where, text) of everything in the author's own voice; what somebody else writes stands in a quotation."""
    key = course(name).key
    for page in pages(name):
        for part in page.prose():
            yield str(page), plain(QUOTE.sub("", part))
    for question in every_question(name):
        yield question["id"], plain(question["stem"])
        yield question["id"], plain(key[question["id"]]["explanation"])
        for reply in key[question["id"]].get("feedback", {}).values():
            yield question["id"], plain(reply)


def test_sentences_are_short(name: str) -> None:
    found = [(where, one) for where, text in said(name) for one in sentences(text)]
    assert [pair for pair in found if words(pair[1]) > LONGEST_SENTENCE] == []
    long = [one for _, one in found if words(one) > LONG_SENTENCE]
    assert len(long) <= SHARE_OF_LONG * len(found), long


def grade(text: str) -> float:
    """Automated Readability Index (Senter and Smith, 1967): years of schooling that a text asks for."""
    letters = sum(character.isalnum() for character in text)
    return 4.71 * letters / words(text) + 0.5 * words(text) / len(sentences(text)) - 21.43


def whole(page: Page) -> str:
    key = page.key
    parts = [plain(part) for part in page.prose()]
    parts += [f"{asked(one)}\n{plain(key[one['id']]['explanation'])}" for one in page.questions()]
    return "\n".join(parts)


def test_a_unit_can_be_read_by_somebody_tired(name: str) -> None:
    found = {str(page): round(grade(whole(page)), 1) for page in pages(name) if words(whole(page)) > 100}
    assert {page: years for page, years in found.items() if years > HARDEST} == {}


def test_nothing_is_claimed_that_a_course_cannot_do(name: str) -> None:
    text = sources_of(name)
    assert [text[max(0, m.start() - 40) : m.end() + 40] for m in CLAIMS.finditer(text)] == []


def test_no_worn_words_and_nobody_shouts(name: str) -> None:
    found = [(where, match.group()) for where, text in said(name) for match in WORN.finditer(QUOTED.sub("", text))]
    assert found == []
    assert [(where, text) for where, text in said(name) if "!" in text and "“" not in text] == []


def living(number: str) -> bool:
    """Whether ten digits pass the check of an NHS number and are outside the range set apart for tests (999 …)."""
    digits = [int(one) for one in number]
    rest = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return not number.startswith("999") and (0 if rest == 11 else rest) == digits[9]


def test_no_number_could_be_that_of_a_person(name: str) -> None:
    text = sources_of(name)
    tens = [re.sub(r"\D", "", one) for one in _TEN.findall(text)]
    assert [one for one in tens if living(one) and one[3:6] != "555"] == []
    assert [one for one in _SSN.findall(text) if one[0] not in ("000", "666") and not one[0].startswith("9")] == []
    phones = [
        re.sub(r"\D", "", one).replace("44", "0", 1) if one.startswith("+") else re.sub(r"\D", "", one)
        for one in _UK_PHONE.findall(text)
    ]
    assert [one for one in phones if len(one) >= 10 and not one.startswith(DRAMA) and not one.startswith("999")] == []
    assert [
        one for one in _EMAIL.findall(text) if not re.search(r"(?:^|\.)example(?:\.|$)|\.(?:test|invalid)$", one)
    ] == []
