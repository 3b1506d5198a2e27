"""Kinds whose answer is whole at once, and what holds for every kind: forms, worth, and what is shown afterwards."""

from __future__ import annotations

import datetime
import hashlib
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.compiler import compile_course
from courses.core.document import Course, Key, Question, Refusal, Score
from courses.core.kinds.number import read_number
from tests.core.golden import Case, sample_files

pytestmark = pytest.mark.core

TEXT = """\
---
title: First
summary: What.
minutes: 8
objectives: [o1]
---

### Single choice `single`
points: 2
confidence: yes

Which *one*?

- [ ] `up` It goes **up**
  > Not up.
- [x] `down` It goes down
  > Yes.
- [ ] No key here
  > Not this.

### Multiple choice `multiple`
choose: 2

Which two?

- [x] `a` A
- [x] `b` B
- [ ] `c` C
  > Not C.
- [ ] `d` D
  > Not D.

### Multiple choice `all`
scoring: all-or-nothing

Which?

- [x] `a` A
- [x] `b` B
- [ ] `c` C

**Explanation:** E.

### True or false `fact`

A dot is round.

- [ ] False
  > It is.
- [x] True

### Number `number`
unit: mmol/L
places: 1

How much?

- [x] 8.3 ± 0.5
  > Yes.
- [x] 20 to 30
- [ ] 90 ± 5%
  > Too much.

**Explanation:** E.

### Rating `rating`

How sure are you?

1. Not at all
2. A little
3. Very
"""


@pytest.fixture(scope="module")
def course() -> Course:
    case = Case("kinds", {**sample_files(), "01-unit.md": TEXT.encode()})
    compiled = compile_course(case.folder, today=datetime.date(2026, 11, 21))
    assert compiled.course is not None, compiled.problems
    return compiled.course


def question(course: Course, id: str) -> Question:
    blocks = [block for step in course.units[0]["steps"] for block in step["blocks"]]
    return next(block["question"] for block in blocks if block["type"] == "question" and block["question"]["id"] == id)


def key(course: Course, id: str) -> Key:
    return course.key[id]


@pytest.mark.parametrize(
    ("id", "values", "response"),
    [
        ("single", ["down"], {"choice": "down"}),
        ("multiple", ["d", "a"], {"choices": ["a", "d"]}),
        ("multiple", ["a", "a", "c", "b"], {"choices": ["a", "b", "c"]}),
        ("fact", ["true"], {"choice": "true"}),
        ("number", [" 8,3 mmol/l "], {"value": "8.3"}),
        ("number", ["8.30"], {"value": "8.30"}),
        ("rating", ["3"], {"point": 3}),
    ],
)
def test_a_form_becomes_a_response(course: Course, id: str, values: list[str], response: dict[str, Any]) -> None:
    assert kinds.read(question(course, id), {"answer": values}) == response


@pytest.mark.parametrize(
    ("id", "values", "message"),
    [
        ("single", [], "Choose one option"),
        ("single", [""], "Choose one option"),
        ("single", ["up", "down"], "Choose one option"),
        ("single", ["nothing"], "Choose one of the options shown"),
        ("multiple", [], "Choose 2 options"),
        ("multiple", ["a", "z"], "Choose one of the options shown"),
        ("all", [], "Choose at least one option"),
        ("fact", [], "Choose one option"),
        ("rating", ["4"], "Choose one of the options shown"),
        ("rating", ["0"], "Choose one of the options shown"),
        ("number", [], "Enter a number, such as 8.3"),
        ("number", ["about 8"], "Enter a number, such as 8.3"),
        ("number", ["1,250"], "Enter 1250 or 1.250: the comma can be read two ways"),
    ],
)
def test_a_form_without_an_answer_is_refused_with_what_to_do(
    course: Course, id: str, values: list[str], message: str
) -> None:
    assert kinds.read(question(course, id), {"answer": values}) == Refusal(message)


@pytest.mark.parametrize("field", ["choice", "answers", "csrfmiddlewaretoken"])
def test_only_the_answer_field_is_read(course: Course, field: str) -> None:
    assert isinstance(kinds.read(question(course, "single"), {field: ["down"]}), Refusal)


@pytest.mark.parametrize(
    ("id", "response", "fraction", "correct", "feedback"),
    [
        ("single", {"choice": "down"}, Fraction(1), True, ("<p>Yes.</p>",)),
        ("single", {"choice": "up"}, Fraction(0), False, ("<p>Not up.</p>",)),
        ("single", {"choice": "gone"}, Fraction(0), False, ()),
        ("single", {}, Fraction(0), False, ()),
        ("multiple", {"choices": ["a", "b"]}, Fraction(1), True, ()),
        ("multiple", {"choices": ["a"]}, Fraction(1, 2), False, ()),
        ("multiple", {"choices": ["a", "b", "c"]}, Fraction(1, 2), False, ("<p>Not C.</p>",)),
        ("multiple", {"choices": ["a", "c"]}, Fraction(0), False, ("<p>Not C.</p>",)),
        ("multiple", {"choices": ["c", "d"]}, Fraction(0), False, ("<p>Not C.</p>", "<p>Not D.</p>")),
        ("multiple", {"choices": "ab"}, Fraction(0), False, ()),
        ("all", {"choices": ["a", "b"]}, Fraction(1), True, ()),
        ("all", {"choices": ["a"]}, Fraction(0), False, ()),
        ("fact", {"choice": "true"}, Fraction(1), True, ()),
        ("fact", {"choice": "false"}, Fraction(0), False, ("<p>It is.</p>",)),
        ("number", {"value": "8.8"}, Fraction(1), True, ("<p>Yes.</p>",)),
        ("number", {"value": "7.8"}, Fraction(1), True, ("<p>Yes.</p>",)),
        ("number", {"value": "8.81"}, Fraction(0), False, ()),
        ("number", {"value": "30"}, Fraction(1), True, ()),
        ("number", {"value": "94.5"}, Fraction(0), False, ("<p>Too much.</p>",)),
        ("number", {"value": "NaN"}, Fraction(0), False, ()),
        ("number", {"value": None}, Fraction(0), False, ()),
        ("rating", {"point": 2}, Fraction(0), None, ()),
    ],
)
def test_a_response_is_worth_what_the_key_says(
    course: Course,
    id: str,
    response: dict[str, Any],
    fraction: Fraction,
    correct: bool | None,
    feedback: tuple[str, ...],
) -> None:
    assert kinds.score(key(course, id), response) == Score(fraction, correct, feedback)


@pytest.mark.parametrize(
    ("id", "response", "answer", "right"),
    [
        ("single", {"choice": "up"}, ["It goes <strong>up</strong>"], ["It goes down"]),
        ("multiple", {"choices": ["d", "a"]}, ["A", "D"], ["A", "B"]),
        ("fact", {"choice": "false"}, ["False"], ["True"]),
        ("number", {"value": "9"}, ["9 mmol/L"], ["8.3 ± 0.5 mmol/L"]),
        ("rating", {"point": 3}, ["Very"], []),
    ],
)
def test_answer_and_right_answer_are_told_in_words(
    course: Course, id: str, response: dict[str, Any], answer: list[str], right: list[str]
) -> None:
    assert kinds.answer_html(question(course, id), response) == answer
    assert kinds.right_html(question(course, id), key(course, id)) == right


def test_what_a_person_typed_is_escaped() -> None:
    number: Question = {
        "id": "n", "kind": "number", "stem": "", "points": 1, "confidence": False, "competency": None,
        "objective": None, "hints": [], "unit": "<b>",
    }  # fmt: skip
    assert kinds.answer_html(number, {"value": "<script>"}) == ["&lt;script&gt; &lt;b&gt;"]


def test_an_option_keeps_its_id_while_its_words_stay(course: Course) -> None:
    ids = [option["id"] for option in question(course, "single")["options"]]
    assert ids == ["up", "down", "o-" + hashlib.sha256(b"no key here").hexdigest()[:6]]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8.3", "8.3"), ("8,3", "8.3"), ("8.3 %", "8.3"), ("8.3%", "8.3"), ("  8 ", "8"), ("-5", "-5"), ("−5", "-5"),
        ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("1 000", "1000"), ("1,000,000", "1000000"), ("1,000.5", "1000.5"),
        ("1.000,5", "1000.5"), ("1.000.000", "1000000"), ("0,125", "0.125"), ("1,25", "1.25"), ("８", "8"), ("٨", "8"),
        ("12mg", "12"), ("12 MG", "12"), ("10,5 mg", "10.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert read_number(typed, "mg") == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    ["", "NaN", "Infinity", "-inf", "1e5", "1e999999", "0x10", "1_000", "8..3", "8,3,1", "1.2.3", "eight", "5-6", "%",
     "9" * 40, "1/2", "--5", "1,00,000"],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(typed: str) -> None:
    assert isinstance(read_number(typed, "mg"), Refusal)


@given(st.text(max_size=100))
def test_reading_a_number_never_raises(typed: str) -> None:
    found = read_number(typed, "%")
    assert isinstance(found, Refusal) or found.is_finite()


@given(st.sets(st.sampled_from(["a", "b", "c", "d"])), st.permutations(["a", "b", "c", "d"]))
def test_partial_credit_stays_between_none_and_all(chosen: set[str], order: list[str]) -> None:
    entry: Key = {
        "id": "m", "kind": "multiple-choice", "points": 1, "explanation": "", "competency": None, "objective": None,
        "right": ["a", "b"], "options": ["a", "b", "c", "d"], "feedback": {"c": "C", "d": "D"}, "scoring": "per-option",
    }  # fmt: skip
    score = kinds.score(entry, {"choices": [id for id in order if id in chosen]})
    assert score == kinds.score(entry, {"choices": sorted(chosen)})
    assert 0 <= score.fraction <= 1
    assert (score.fraction == 1) == (chosen == {"a", "b"}) == score.correct
    assert kinds.score(entry, {"choices": sorted(chosen | {"d"})}).fraction <= score.fraction


@given(
    st.dictionaries(
        st.sampled_from(["choice", "choices", "value", "point"]),
        st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text())),
    )
)
def test_a_response_of_any_shape_is_scored_without_an_error(response: dict[str, Any]) -> None:
    for kind in kinds.KINDS:
        entry: Key = {"id": "x", "kind": kind, "points": 1, "explanation": "", "competency": None, "objective": None}
        assert kinds.score(entry, response).fraction in (0, 1)
