"""Reflection: words are counted, nobody's text is scored by a machine, and a rubric gives an exact share."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.document import Key, Question, Refusal, Response
from courses.core.kinds.reflection import MOST_WORDS, criteria, fraction, wants_a_mark
from courses.core.kinds.typed import count_words
from tests.core.one_question import compiled, question_of

pytestmark = pytest.mark.core

RUBRIC = """
**Rubric:**

| Criterion | 0 | 1 | 2 |
| --------- | - | - | - |
| *Cue* | None | Vague | Specific |
| Change | None | | Checkable |
"""
SAFE = "Leave out anything that could identify a patient."


def reflection(settings: str = "", rest: str = "", stem: str = f"What did you notice? {SAFE}") -> tuple[Question, Key]:
    return question_of(f"### Reflection `last-time`\n{settings}\n{stem}\n{rest}")


def test_a_reflection_nobody_marks_carries_no_points_and_asks_no_sureness() -> None:
    question, key = reflection("points: 3\nconfidence: yes\n", "\n**Model answer:** Names *the* cue.\n")
    assert (question["points"], key["points"], question["confidence"]) == (0, 0, False)
    assert (question["marked_by"], question["words"], question["rubric"]) == ("nobody", None, [])
    assert key["model_answer"] == "<p>Names <em>the</em> cue.</p>"
    assert "cue" not in str(question)


def test_one_that_an_educator_marks_carries_its_points_and_shows_its_rubric_before_writing() -> None:
    question, key = reflection("points: 3\nmarked-by: educator\nwords: 3 to 200\n", RUBRIC)
    assert (question["points"], key["points"], question["words"]) == (3, 3, [3, 200])
    assert question["rubric"] == key["rubric"]
    cue, change = question["rubric"]
    assert (cue["id"], cue["html"], [level["score"] for level in cue["levels"]]) == ("c1", "<em>Cue</em>", [0, 1, 2])
    assert [(level["score"], level["html"]) for level in change["levels"]] == [(0, "None"), (2, "Checkable")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0), ("   \n ", 0), ("one", 1), ("one  two\nthree", 3), ("X-ray don't 24/7", 3), ("a – b", 2), ("...", 0),
        ("5 mg, twice", 3), ("naïve café", 2), ("und\u00a0dann", 2), ("– - * •", 0),
    ],
)  # fmt: skip
def test_words_are_counted_as_people_count_them(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("settings", "text", "message"),
    [
        ("words: 3 to 5\n", "one two", "Write 3 to 5 words: you have 2"),
        ("words: 3 to 5\n", "one two three four five six", "Write 3 to 5 words: you have 6"),
        ("words: 3 to 5\n", "", "Write 3 to 5 words: you have 0"),
        ("words: 3 to 3\n", "one", "Write 3 words: you have 1"),
        ("", " \n ", "Write your reflection"),
        ("", "… –", "Write your reflection"),
        ("", "x" * 5001, "Write at most 5,000 characters: you have 5,001"),
    ],
)
def test_too_little_or_too_much_is_refused_with_the_count(settings: str, text: str, message: str) -> None:
    question, _ = reflection(settings)
    assert kinds.read(question, {"answer": [text]}) == Refusal(message)


def test_half_a_reflection_is_saved_and_said_to_be_unfinished() -> None:
    question, _ = reflection("words: 3 to 5\n")
    saved = kinds.read_part(question, {"answer": ["one\r\n\r\ntwo "]})
    assert saved == {"text": "one\n\ntwo"}
    assert isinstance(saved, dict)
    assert kinds.unfinished(question, saved) == "Write 3 to 5 words: you have 2"
    assert kinds.fits(question, saved)


def test_a_text_wiped_out_is_saved_as_wiped_out() -> None:
    question, _ = reflection()
    saved = kinds.read_part(question, {"answer": [""]})
    assert saved == {"text": ""}
    assert isinstance(saved, dict)
    assert kinds.is_blank(saved)


def test_a_text_is_shown_by_its_paragraphs_and_escaped() -> None:
    question, key = reflection()
    response = {"text": "One <b>\n\nTwo & three"}
    assert kinds.answer_html(question, response) == ["One &lt;b&gt;", "Two &amp; three"]
    assert kinds.right_html(question, key) == []
    assert kinds.score(key, response).correct is None


def test_control_characters_are_not_stored() -> None:
    question, _ = reflection()
    assert kinds.read(question, {"answer": ["a\0b\x1b[0m\ud800c\td"]}) == {"text": "ab[0mc d"}


@given(st.lists(st.text(), max_size=3))
def test_whatever_is_posted_is_read_or_refused_and_reading_it_again_changes_nothing(values: list[str]) -> None:
    question, _ = reflection()
    found = kinds.read_part(question, {"answer": values})
    if isinstance(found, dict):
        found["text"].encode()
        assert "\0" not in found["text"]
        assert kinds.read_part(question, {"answer": [found["text"]]}) == found


def marked() -> Key:
    return reflection("marked-by: educator\n", RUBRIC)[1]


@pytest.mark.parametrize(
    ("scores", "share"),
    [({"c1": 2, "c2": 2}, Fraction(1)), ({"c1": 1, "c2": 2}, Fraction(3, 4)), ({"c1": 0, "c2": 0}, Fraction(0)),
     ({"c1": 1, "c2": 0, "c9": 7}, Fraction(1, 4))],
)  # fmt: skip
def test_a_mark_is_the_sum_of_scores_over_the_most_that_can_be_had(scores: dict[str, int], share: Fraction) -> None:
    assert fraction(marked(), scores) == share


@pytest.mark.parametrize("scores", [{}, {"c1": 1}, {"c1": 1, "c2": 1}, {"c1": 3, "c2": 0}, {"c1": -1, "c2": 0}])
def test_a_mark_with_a_gap_or_an_unknown_score_is_an_error(scores: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no such score"):
        fraction(marked(), scores)


def test_without_a_rubric_there_is_one_criterion_to_meet_or_not() -> None:
    _, key = reflection("marked-by: educator\n")
    (only,) = criteria(key)
    assert fraction(key, {only["id"]: 1}) == 1
    assert fraction(key, {only["id"]: 0}) == 0


@pytest.mark.parametrize(
    ("response", "waits"),
    [({"text": "It was wrong."}, True), ({"text": ""}, False), ({"text": " … "}, False), ({"purged": True}, False),
     (None, False), ({}, False), ({"text": None}, False)],
)  # fmt: skip
def test_only_words_wait_for_a_person(response: Response | None, waits: bool) -> None:
    assert wants_a_mark(marked(), response) == waits
    assert not wants_a_mark(reflection()[1], response)


@pytest.mark.parametrize(
    "stem",
    [
        "Do not include anything that could\nidentify a patient.",
        "Don’t name anybody: no names, please. What happened?",
        "Write about what you did. Leave out names, dates and the like.",
        "Keep it anonymous.",
        "Write without patient details.",
        "Never write anything that lets a reader recognise someone.",
    ],
)
def test_a_warning_is_recognised_in_any_words(stem: str) -> None:
    assert [problem.code for problem in compiled(f"### Reflection `r-one`\n\n{stem}\n").problems] == []


@pytest.mark.parametrize(
    "stem",
    ["What did you notice?", "Name the tool. Do not hurry.", "Which names did the tool get wrong?",
     "Do not forget the tool. Then identify one risk."],
)  # fmt: skip
def test_other_sentences_are_no_warning(stem: str) -> None:
    problems = compiled(f"### Reflection `r-one`\n\n{stem}\n").problems
    assert [problem.code for problem in problems] == ["W162"]
    assert problems[0].fix.startswith('Add "Write about what you did')


def test_the_standard_sentence_counts_as_a_warning() -> None:
    (problem,) = compiled("### Reflection `r-one`\n\nWhat happened?\n").problems
    sentence = problem.fix.removeprefix('Add "').removesuffix('"')
    assert compiled(f"### Reflection `r-one`\n\nWhat happened?\n\n{sentence}\n").problems == ()


def test_as_many_words_as_an_author_may_ask_for_can_be_written() -> None:
    question, _ = reflection(f"words: 1 to {MOST_WORDS}\n")
    assert isinstance(kinds.read(question, {"answer": ["letters " * MOST_WORDS]}), dict)
