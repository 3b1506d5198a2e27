"""What identifies a patient is found; what clinicians ordinarily write is left in peace."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.identifiers import LONGEST, MOST_SHOWN, find, find_all, is_nhs_number
from tests.core.identifying_texts import IDENTIFYING, ORDINARY

pytestmark = pytest.mark.core


def test_forty_identifying_sentences_are_found_and_forty_ordinary_ones_are_not(
    record_property: pytest.RecordProperty,
) -> None:
    missed = [text for text in IDENTIFYING if not find(text)]
    alarms = {text: find(text) for text in ORDINARY if find(text)}
    record_property("sensitivity", f"{len(IDENTIFYING) - len(missed)} of {len(IDENTIFYING)}")
    record_property("false alarms", f"{len(alarms)} of {len(ORDINARY)}")
    assert (len(IDENTIFYING), len(ORDINARY)) == (40, 40)
    assert not missed
    assert not alarms


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Then Mrs Smith’s scan came.", "name", "Mrs Smith"),
        ("She was born on 4 March 1961, in Leeds.", "birth-date", "4 March 1961"),
        ("Write to ida.sample@mail.example.", "email", "ida.sample@mail.example"),
        ("NHS number is 999 123 4560.", "nhs-number", "999 123 4560"),
        ("Ring 07700 900123.", "phone", "07700 900123"),
        ("She lives in SW1A 1AA.", "postcode", "SW1A 1AA"),
        ("at 14 Acacia Road,", "address", "14 Acacia Road"),
        ("the patient John Bloggs Then left", "name", "John Bloggs"),
        ("MRN: 48291377", "record-number", "48291377"),
        ("SSN 123-45-6789", "social-security", "123-45-6789"),
    ],
)
def test_a_finding_says_what_it_is_and_quotes_its_words(text: str, kind: str, words: str) -> None:
    (found,) = find(text)
    assert (found.kind, found.words, " ".join(text[found.start : found.end].split())) == (kind, words, words)


@pytest.mark.parametrize("text", ["Dr Okafor agreed.", "Prof Lee and Nurse Bell", "Sister Mary was on duty."])
def test_colleagues_are_no_patients(text: str) -> None:
    assert find(text) == []


def test_two_identifiers_in_a_sentence_are_two_findings_in_its_order() -> None:
    found = find("Mrs Smith, born 4 March 1961, and her daughter Ms Jones.")
    assert [one.words for one in found] == ["Mrs Smith", "4 March 1961", "Ms Jones"]
    assert find_all(["Mrs Smith", "", "Mr Jones"])[1].words == "Mr Jones"


def test_a_name_over_a_line_end_is_quoted_on_one_line() -> None:
    assert [one.words for one in find("a letter to Mrs\nSmith")] in (["Mrs Smith"], [])
    assert [one.words for one in find("date of birth: 4 March\n1961")] in (["4 March 1961"], [])


@pytest.mark.parametrize("digits", ["9991234551", "9434765919", "9876543210"])
def test_a_right_check_digit_makes_an_nhs_number(digits: str) -> None:
    assert is_nhs_number(digits)
    assert [one.kind for one in find(f"filed under {digits}, then lost")] == ["nhs-number"]


@pytest.mark.parametrize("digits", ["9991234560", "1111111111", "999123456", "99912345600", "９９９１２３４５５１", ""])
def test_a_wrong_check_digit_makes_none(digits: str) -> None:
    assert not is_nhs_number(digits)


@given(st.text(max_size=400))
def test_any_text_gives_findings_in_order_inside_it(text: str) -> None:
    found = find(text)
    assert found == sorted(found)
    assert all(0 <= one.start < one.end <= len(text) and one.words for one in found)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    "piece", ["Aa ", "Mr ", "1 ", "1-", "a@", "a.", "patient ", "A1", "0", "Aa-", "4 March ", "+1 "]
)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    began = time.process_time()
    assert len(find(piece * (2 * LONGEST // len(piece)))) <= MOST_SHOWN
    assert time.process_time() - began < 5  # seconds of CPU; a hundredth of it where this was written
