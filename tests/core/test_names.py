"""Which names a certificate can carry, and what a person is told about the others."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.certificates.typst import build_coverage
from courses.core.names import LONGEST_NAME, name_problem, normalise_name, unprintable

pytestmark = pytest.mark.core

PRINTABLE = [
    "Dr Amara Osei",
    "Siobhán O’Connor-Šmíd",
    "Nguyễn Thị Ánh",
    "Łukasz Żółć",
    "Γεώργιος Παπαδόπουλος",
    "Владимир Ёлкин",
    "محمد عبد الرحمن",
    "علی\u200cرضا",
    "שָׁלוֹם כֹּהֵן",
    "अमृता शर्मा",
    "क्\u200dषा",
    "王晓明",
    "歐陽曉明",
    "髙橋 﨑さくら 𠮷田",
    "김철수",
    "Dr محمد علي (Jr)",
    '#read("/etc/passwd") *bold*',
]


@pytest.mark.parametrize("name", PRINTABLE)
def test_names_in_the_scripts_we_promise_are_accepted(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Please write the name as it should stand on the certificate."),
        (" \u3000\t ", "Please write the name as it should stand on the certificate."),
        ("ไพลิน", "We cannot print “ไ” on a certificate yet. Please write the name in Latin letters."),
        ("Jo 😀", "We cannot print “😀” on a certificate. Please leave it out."),
        ("Jo ✓", "We cannot print “✓” on a certificate. Please leave it out."),
        ("\u0301\u0302", "The name has an accent that stands on no letter. Please type it again."),
        ("2 – 4", "Please write a name with at least one letter."),
        ("x" + "\u0323\u0330" * 3, "There are too many accents on “x”. Please write the name with fewer."),
    ],
)
def test_a_refused_name_is_told_what_to_do(name: str, sentence: str) -> None:
    assert name_problem(name) == sentence


@pytest.mark.parametrize(
    "invisible",
    ["\x00", "\x1b", "\x7f", "\u00ad", "\u200b", "\u200e", "\u200f", "\u2028", "\u202a", "\u202e", "\u2066", "\u2069"]
    + ["\ufeff", "\ue000", "\ufffe", "\U000e0041", "\ud800", "\u0378"],
)
def test_an_invisible_or_unassigned_character_is_named_by_its_code(invisible: str) -> None:
    problem = name_problem(f"Am{invisible}ara")
    assert problem is not None
    assert f"(U+{ord(invisible):04X})" in problem
    assert invisible not in problem


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_a_joiner_is_refused_where_it_changes_nothing_that_can_be_seen(joiner: str) -> None:
    assert unprintable(f"Am{joiner}ara") == joiner
    assert unprintable(f"{joiner}علی") == joiner
    assert unprintable(f"علی{joiner}") == joiner
    assert unprintable(f"علی{joiner}{joiner}رضا") == joiner


def test_a_name_may_have_120_characters_and_not_one_more() -> None:
    assert name_problem("a" * LONGEST_NAME) is None
    assert name_problem("a" * (LONGEST_NAME + 1)) == "The name is 121 characters long. Please keep it to 120."


def test_length_is_counted_in_the_form_that_is_stored() -> None:
    assert name_problem("e\u0301" * LONGEST_NAME + "   ") is None


def test_a_name_is_stored_composed_with_single_spaces() -> None:
    assert normalise_name("  Zoe\u0301 \u00a0\u3000 van\tder\nBerg ") == "Zoé van der Berg"


def test_a_variation_selector_is_dropped_because_our_fonts_hold_one_drawing_of_each_letter() -> None:
    assert normalise_name("葛\U000e0100城") == "葛城"


@given(st.text())
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    once = normalise_name(name)
    assert normalise_name(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=st.characters(), max_size=140))
@example("\ud800")
@example("\u200d")
def test_any_text_gets_a_sentence_or_passes(name: str) -> None:
    problem = name_problem(name)
    if problem is None:
        assert unprintable(normalise_name(name)) is None
    else:
        assert problem.endswith(".")
        assert problem.isprintable()


@given(st.sampled_from(PRINTABLE), st.integers(0, 40), st.sampled_from("\u202e\u200b\x07😀ไ"))
@settings(max_examples=60)
def test_one_bad_character_anywhere_spoils_a_good_name(name: str, at: int, bad: str) -> None:
    assert name_problem(name[:at] + bad + name[at:]) is not None


def test_the_table_says_what_the_font_files_hold() -> None:
    assert build_coverage.TABLE.read_text(encoding="utf-8") == build_coverage.table()


def test_the_semibold_cut_holds_the_same_characters_as_the_regular_one() -> None:
    fonts = build_coverage.HERE / "fonts"
    regular, semibold = (TTFont(fonts / f"NotoSans-{cut}.ttf", lazy=True) for cut in ("Regular", "SemiBold"))
    assert regular.getBestCmap().keys() == semibold.getBestCmap().keys()
