"""Short text: what counts as the same answer, how slips are forgiven, and that none turns a wrong answer right."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.document import Key, Question, Refusal, Response
from courses.core.kinds.likeness import apart, distance, forms, words_of
from tests.core.one_question import question_of

pytestmark = pytest.mark.core


def short(right: list[str], wrong: list[str], accept: str = "whole", typos: int = 0) -> tuple[Question, Key]:
    tasks = "".join(f"- [x] {text}\n" for text in right) + "".join(f"- [ ] {text}\n  > No {text}.\n" for text in wrong)
    settings = f"accept: {accept}\ntypos: {typos}\n"
    return question_of(f"### Short text `name-it`\n{settings}\nWhat is it?\n\n{tasks}\n**Explanation:** E.\n")


def right(key: Key, text: str) -> bool:
    score = kinds.score(key, {"text": text})
    assert score.correct == (score.fraction == 1)
    return bool(score.correct)


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("automation bias", "Automation  BIAS"),
        ("automation bias", "automation-bias"),
        ("automation bias", "automationbias"),
        ("automation bias", "automation biases"),
        ("automation bias", "“automation bias.”"),
        ("follow-up", "follow up"),
        ("follow\u2011up", "followup"),
        ("naïve Bayes", "naive bayes"),
        ("Ménière", "meniere"),
        ("Straße", "STRASSE"),
        ("ﬁbrillation", "fibrillation"),
        ("ＥＣＧ", "ecgs"),
        ("Simpson's paradox", "simpsons paradox"),
        ("Simpson’s paradox", "Simpson's paradox"),
        ("diabetes mellitus", "diabetesmellitus"),
        ("case", "cases"),
        ("patients", "patient"),
        ("i.v.", "iv"),
        ("0.5 mg", "0.5mg"),
        ("alert (false)", "alert false"),
        ("*automation* bias", "automation bias"),
        ("И́мя", "имя"),
        ("偏り", "偏り"),
    ],
)
def test_case_accents_spaces_hyphens_and_a_plural_s_do_not_count(accepted: str, typed: str) -> None:
    assert right(short([accepted], [])[1], typed)
    assert right(short([typed], [])[1], accepted)


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("0.5 mg", "5 mg"),
        ("-5", "5"),
        ("MI", "MS"),
        ("princess", "prince"),
        ("automation bias", "automation"),
        ("automation bias", "the automation bias"),
        ("automation bias", "automation biased"),
    ],
)
def test_what_means_something_else_is_not_the_same(accepted: str, typed: str) -> None:
    assert not right(short([accepted], [])[1], typed)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0), ("bias", "bias", 0), ("bias", "bas", 1), ("bias", "biaas", 1), ("bias", "bios", 1),
        ("bias", "bais", 1), ("bias", "abis", 2), ("ca", "abc", 3), ("automation", "autmoaton", 2), ("a", "b", 1),
    ],
)  # fmt: skip
def test_slips_are_counted_as_optimal_string_alignment_counts_them(one: str, other: str, slips: int) -> None:
    """ "ca" and "abc" are the textbook pair: 3 here, though 2 where a part may be touched twice."""
    assert distance(one, other, 5) == distance(other, one, 5) == slips


def by_the_whole_table(one: str, other: str) -> int:
    """The same distance without any shortcut."""
    table = {(0, column): column for column in range(len(other) + 1)}
    table |= {(row, 0): row for row in range(len(one) + 1)}
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            cost = int(one[row - 1] != other[column - 1])
            table[row, column] = min(
                table[row - 1, column] + 1, table[row, column - 1] + 1, table[row - 1, column - 1] + cost
            )
            if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
                table[row, column] = min(table[row, column], table[row - 2, column - 2] + 1)
    return table[len(one), len(other)]


@given(st.text("abc", max_size=9), st.text("abc", max_size=9), st.integers(0, 3))
def test_the_narrow_band_finds_what_the_whole_table_finds(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(by_the_whole_table(one, other), most + 1)


@pytest.mark.parametrize(
    ("typos", "typed", "accepted"),
    [
        (0, "automation bais", False),
        (1, "automation bais", True),
        (1, "autmation bais", False),
        (2, "autmation bais", True),
        (2, "utmation bais", False),
    ],
)
def test_slips_are_forgiven_as_far_as_the_author_says(typos: int, typed: str, accepted: bool) -> None:
    assert right(short(["automation bias"], [], typos=typos)[1], typed) == accepted


@pytest.mark.parametrize(("accepted", "typed"), [("PPV", "NPV"), ("MI", "MS"), ("10 mg daily", "100 mg daily")])
def test_short_words_and_digits_forgive_no_slip(accepted: str, typed: str) -> None:
    assert not right(short([accepted], [], typos=2)[1], typed)


def test_a_known_wrong_answer_is_wrong_however_near_the_right_one_is() -> None:
    _, key = short(["hypertension"], ["hypotension"], typos=2)
    assert not right(key, "hypotension")
    assert not right(key, "Hypo-tensions")
    assert right(key, "hypertention")
    assert not right(key, "hyptension")  # two slips from either one: the same way off, so not right
    assert kinds.score(key, {"text": "hypotention"}).feedback == ("<p>No hypotension.</p>",)


@given(st.sampled_from(["hypertension", "hypotension", "hypertonia"]), st.integers(0, 2), st.data())
def test_no_slip_turns_a_known_wrong_answer_into_a_right_one(wrong: str, typos: int, data: st.DataObject) -> None:
    """Whatever is typed, if a known wrong answer is as near as any accepted one, it is wrong."""
    key = KEYS[wrong, typos]
    typed = list(wrong)
    for _slip in range(data.draw(st.integers(0, 2))):
        typed[data.draw(st.integers(0, len(typed) - 1))] = data.draw(st.sampled_from("aehint"))
    words = words_of("".join(typed))
    here, there = apart(words, words_of(wrong), typos), apart(words, words_of("hypervolaemia"), typos)
    assert not (right(key, "".join(typed)) and here <= there)


KEYS = {
    (wrong, typos): short(["hypervolaemia"], [wrong], typos=typos)[1]
    for wrong in ("hypertension", "hypotension", "hypertonia")
    for typos in (0, 1, 2)
}


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("I think it is automation bias!", True),
        ("automation-bias, of course", True),
        ("the automationbias", True),
        ("it is automation bais", True),
        ("confirmation bias", False),
        ("bias", False),
        ("deautomation biasing", False),
        ("", False),
    ],
)
def test_contains_finds_the_answer_between_other_words(typed: str, accepted: bool) -> None:
    assert right(short(["automation bias"], ["bias"], accept="contains", typos=1)[1], typed) == accepted


def test_contains_cuts_only_between_words_and_lets_the_longer_answer_decide() -> None:
    _, key = short(["pain", "automation bias"], ["Spain", "confirmation bias"], accept="contains")
    assert right(key, "a pain in the arm")
    assert not right(key, "a holiday in Spain")
    assert not right(key, "painful")
    assert kinds.score(key, {"text": "confirmation bias"}).feedback == ("<p>No confirmation bias.</p>",)


def test_permuting_the_answers_changes_nothing_in_the_score() -> None:
    _, key = short(["automation bias", "automation complacency"], ["confirmation bias"], typos=2)
    turned: Key = {**key, "answers": key["answers"][::-1]}
    for typed in ("automation bias", "automation complacancy", "confirmation bais", "nothing", ""):
        assert kinds.score(key, {"text": typed}) == kinds.score(turned, {"text": typed})


def test_the_learner_view_holds_nothing_of_the_answers() -> None:
    question, key = short(["automation bias"], ["confirmation bias"], accept="contains", typos=2)
    other, _ = short(["x", "y", "z"], [])
    assert question == other
    assert (key["answer"], key["accept"], key["typos"]) == ("automation bias", "contains", 2)


@pytest.mark.parametrize(
    ("values", "message"),
    [([], "Type your answer"), (["  \n"], "Type your answer"), (["x" * 201], "Type at most 200 letters")],
)
def test_nothing_or_too_much_is_refused(values: list[str], message: str) -> None:
    assert kinds.read(short(["x"], [])[0], {"answer": values}) == Refusal(message)


def test_what_was_typed_comes_back_in_one_line_and_escaped() -> None:
    question, key = short(["a < b"], [])
    response = kinds.read(question, {"answer": [" a \r\n <  b\0 "]})
    assert response == {"text": "a < b"}
    assert isinstance(response, dict)
    assert kinds.fits(question, response)
    assert right(key, response["text"])
    assert kinds.answer_html(question, response) == kinds.right_html(question, key) == ["a &lt; b"]


def test_an_answer_wiped_out_on_the_way_is_saved_and_unfinished() -> None:
    question, key = short(["x"], [])
    saved = kinds.read_part(question, {"answer": [""]})
    assert saved == {"text": ""}
    assert isinstance(saved, dict)
    assert kinds.is_blank(saved)
    assert kinds.unfinished(question, saved) == "Type your answer"
    assert kinds.score(key, saved).fraction == 0


@given(st.text())
def test_an_answer_is_always_its_own_answer(text: str) -> None:
    words = words_of(text)
    assert apart(words, words, 0) == 0
    assert words_of(" ".join(words)) == words or len(" ".join(words)) > 200
    assert all(forms(words)) or not words


@pytest.mark.parametrize("sign", ["\ufdfa", "a", "s ", "a ", "́", "𝒂", "ß", "İ"])
@pytest.mark.parametrize("accept", ["whole", "contains"])
def test_a_hostile_answer_takes_no_time(sign: str, accept: str) -> None:
    answers = [f"automation bias {letter}" * 5 for letter in "abcdefgh"] + ["a" * 190, "s a " * 40]
    _, key = short(answers, [], accept=accept, typos=2)
    started = time.process_time()
    for length in (199, 200, 100_000):
        assert kinds.score(key, {"text": sign * length}).fraction in (0, 1)
    assert time.process_time() - started < 10


@given(
    st.dictionaries(
        st.sampled_from(["text", "value"]), st.none() | st.text() | st.integers() | st.lists(st.text()), max_size=2
    )
)
def test_no_stored_answer_makes_scoring_raise(response: Response) -> None:
    question, key = ONE
    assert kinds.score(key, response).fraction in (Fraction(0), Fraction(1))
    kinds.unfinished(question, response)
    kinds.answer_html(question, response)
    kinds.fits(question, response)


ONE: tuple[Any, Any] = short(["automation bias"], ["bias"], accept="contains", typos=2)
