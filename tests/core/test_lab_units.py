"""Texts of the redaction lab and the checking lab: what can be selected, and which of it the marks touch."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.kinds.source import Line, Passage
from courses.core.labs.percent import fraction, per_cent, percentage
from courses.core.labs.spans import broken_spans, read_blocks, span_id
from courses.core.labs.units import SELECTS, cut, joined

pytestmark = pytest.mark.core

WORDS = st.lists(
    st.sampled_from(["Ida", "is", "ill", "and", "71", "(daily)", "10 mg", '"yes"', "so,", "end.", "–", "x"]),
    max_size=12,
)
SIGNS = st.text(alphabet='ab 1.,;:()[]#!"*_`\\|>-\n', max_size=80)


def passage(text: str) -> Passage:
    return Passage(tuple(Line(number, 1, line) for number, line in enumerate(text.split("\n"), start=1)))


def texts_of(text: str) -> list[str]:
    return [block.text for block in read_blocks(passage(text))]


def units_of(text: str, select: str) -> list[str]:
    return [unit["text"] for block in cut(read_blocks(passage(text)), select).blocks for unit in block["units"]]


def touched(text: str, select: str) -> list[tuple[str, list[str]]]:
    """Each marked place with the words of the units it touches."""
    found = cut(read_blocks(passage(text)), select)
    words = {unit["id"]: unit["text"] for block in found.blocks for unit in block["units"]}
    return [(span.words, [words[id] for id in ids]) for span, ids in found.touched]


@pytest.mark.parametrize("select", SELECTS)
@given(text=SIGNS)
def test_the_units_of_a_text_joined_are_the_text(select: str, text: str) -> None:
    blocks = read_blocks(passage(text))
    made = cut(blocks, select)
    assert [joined(block) for block in made.blocks] == [block.text for block in blocks]
    ids = [unit["id"] for block in made.blocks for unit in block["units"]]
    assert ids == [f"u{number}" for number in range(1, len(ids) + 1)]
    assert all(re.search(r"\w", unit["text"]) for block in made.blocks for unit in block["units"])


@given(before=WORDS, words=WORDS.filter(lambda words: any(re.search(r"\w", word) for word in words)), after=WORDS)
def test_a_marked_place_touches_units_and_a_phrase_is_exactly_the_author_s(
    before: list[str], words: list[str], after: list[str]
) -> None:
    marked = " ".join(words)
    text = " ".join([*before, f"[{marked}](#name)", *after])
    for select in SELECTS:
        ((found, units),) = touched(text, select)
        assert found == marked
        assert units
    ((_, phrase),) = touched(text, "phrase")
    (only,) = phrase
    assert only in marked
    assert re.findall(r"\w+", only) == re.findall(r"\w+", marked)


@given(before=WORDS, words=WORDS, after=WORDS)
def test_words_and_sentences_are_cut_without_a_look_at_the_marks(
    before: list[str], words: list[str], after: list[str]
) -> None:
    plain = " ".join([*before, " ".join(words), *after])
    marked = " ".join([*before, f"[{' '.join(words)}](#name)", *after])
    for select in ("word", "sentence"):
        assert units_of(marked, select) == units_of(plain, select)


def test_words_are_told_apart_from_the_signs_around_them() -> None:
    assert units_of('Ida (71), on "10 mg": 5% better!', "word") == ["Ida", "71", "on", "10", "mg", "5%", "better"]


def test_phrases_are_clauses_where_the_author_marked_nothing() -> None:
    text = "Cough for three weeks, worse at night; ex-smoker and no fever. Plan: X-ray"
    assert units_of(text, "phrase") == [
        "Cough for three weeks", "worse at night", "ex-smoker", "and no fever", "Plan", "X-ray",
    ]  # fmt: skip


def test_a_long_clause_is_cut_at_small_words() -> None:
    text = "She was seen in the clinic on Tuesday by a nurse who had known the family for years"
    units = units_of(text, "phrase")
    assert len(units) > 1
    assert all(len(unit.split()) <= 8 for unit in units)


def test_sentences_end_at_full_stops_but_not_after_a_title() -> None:
    text = "Dr. Sample saw her (again). Dose 2.5 mg, e.g. daily. Next week?"
    assert units_of(text, "sentence") == ["Dr. Sample saw her (again)", "Dose 2.5 mg, e.g. daily", "Next week"]


def test_lists_tables_and_paragraphs_are_blocks_and_lines_of_one_paragraph_run_on() -> None:
    text = "One\ntwo  \nthree\n\n- T1: a\n- T2: b\n\n| a | b |\n| - | - |\n| c | d |"
    blocks = read_blocks(passage(text))
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "One two\nthree"), ("item", "T1: a"), ("item", "T2: b"), ("row", "a | b"), ("row", "c | d"),
    ]  # fmt: skip


def test_emphasis_links_and_code_leave_their_words() -> None:
    assert texts_of("**[Ida](#name)** is _very_ `ill`, see [us](https://example.org) \\*") == [
        "Ida is very ill, see us *"
    ]


def test_entities_are_the_signs_they_stand_for_and_cannot_make_a_mark() -> None:
    (block,) = read_blocks(passage("&lt;b&gt; 5 &gt; 3 [a&amp;b](#name) &#91;c](#name) &#xE000;d&#xE001;"))
    assert block.text.startswith("<b> 5 > 3 a&b [c](#name) ")
    assert [span.words for span in block.spans] == ["a&b"]
    assert block.text[block.spans[0].start : block.spans[0].end] == "a&b"


def test_a_span_says_marks_id_severity_and_feedback_in_one_link() -> None:
    (block,) = read_blocks(passage('A [b c](#num+neg:dose!major "Twice *as* much") d'))
    (span,) = block.spans
    assert (span.words, span.marks, span.id, span.severity) == ("b c", ("num", "neg"), "dose", "major")
    assert (span.line, span.column, span.feedback.text) == (1, 3, "Twice *as* much")
    assert (span.start, span.end) == (2, 5)


def test_a_span_without_an_id_is_called_by_its_mark_and_first_three_words() -> None:
    (block,) = read_blocks(passage("[Ida Ann Mary Sample](#name) [Ida Ann Mary](#name) [!?](#name)"))
    taken: set[str] = set()
    assert [span_id(span, taken) for span in block.spans] == ["name-ida-ann-mary", "name-ida-ann-mary-2", "name"]


@pytest.mark.parametrize("text", ["a [b\nc](#name) d", 'a [b c](#name\n"why") d', 'a [b c](#name "w\nhy") d'])
def test_a_mark_over_a_line_end_is_found_where_it_begins(text: str) -> None:
    assert broken_spans(passage(text)) == [(1, 3)]


def test_two_marks_on_two_lines_are_not_one_over_a_line_end() -> None:
    assert broken_spans(passage('[a](#name "x")\n[b](#name) [c](https://example.org)\n(#d)')) == []


@given(st.decimals(min_value=0, max_value=100, places=3))
def test_a_percentage_stays_exact_from_text_to_fraction_and_back(value: object) -> None:
    found = percentage(f"{value}%")
    assert found is not None
    again = percentage(per_cent(fraction(found)))
    assert again == found


@pytest.mark.parametrize("text", ["0.9", "90", "101%", "-1%", "9,5%", "%", "1e1%", "９%", ""])
def test_what_is_no_percentage_is_none(text: str) -> None:
    assert percentage(text) is None
