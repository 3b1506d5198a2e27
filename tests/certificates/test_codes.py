"""Verification codes: drawn from 130 bits, read as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.certificates.codes import ALPHABET, LENGTH, grouped, new_code, read_code

pytestmark = pytest.mark.core
CODE = "7K2M9QXD4T0W1VBCEFGHJKNPRS"


def test_a_code_has_26_crockford_characters_and_no_two_are_alike():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {LENGTH} == {26}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_it_is_printed_in_groups_of_four():
    assert grouped(CODE) == "7K2M-9QXD-4T0W-1VBC-EFGH-JKNP-RS"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        grouped(CODE),
        f"  {grouped(CODE).lower()} \n",
        grouped(CODE).replace("-", " "),
        grouped(CODE).replace("-", "–"),
        grouped(CODE).replace("-", "\u00a0"),
        grouped(CODE).replace("-", "_"),
        CODE.replace("0", "O"),
        CODE.replace("0", "o"),
        CODE.replace("1", "I"),
        CODE.replace("1", "l"),
        CODE.replace("V", "u"),
    ],
)
def test_a_code_is_read_as_people_write_it(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        CODE[:-1],
        CODE + "A",
        CODE[:-1] + "é",
        CODE[:-1] + "\x00",
        "９" * 26,
        "../" * 9,
        "<script>" * 99,
        "-" * 5000,
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_code(typed) is None


@given(st.text(alphabet=ALPHABET, min_size=26, max_size=26))
def test_every_code_survives_being_printed_and_typed(code):
    assert read_code(grouped(code)) == code
    assert read_code(grouped(code).lower().replace("-", " ")) == code


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_none(typed):
    found = read_code(typed)
    assert found is None or (len(found) == 26 and set(found) <= set(ALPHABET))
