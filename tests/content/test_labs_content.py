"""The redaction notes, the scribe pairs and the threshold explorers of the shipped courses.

What a test can tell: that texts, marks, feedback and figures agree with each other and with the rules for cases.
Whether a pair is *clinically* right no test can tell; see `notes/` in the course folders.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from courses.authoring.folders import read_folder
from courses.core.compiler import compile_course
from courses.core.document import Course
from courses.core.identifiers import find
from courses.core.labs.units import joined
from courses.core.measures.diagnostic_test import Burden, Tool, natural_frequencies
from courses.core.measures.marked_text import Marks, mark

PLACES = (Path(__file__).parents[2] / "courses" / "content", Path(__file__).parent)
CONTENT = next(place for place in PLACES if (place / "interpreting-ai-output").is_dir())
COURSES = ("privacy", "interpreting-ai-output")
HOLDING = (*COURSES, "automation-bias")  # its one pair stands beside labs that test_reliance_cases.py looks at
TODAY = datetime.date(2026, 11, 21)
COMPILED = {name: compile_course(read_folder(CONTENT / name).folder, today=TODAY) for name in HOLDING}

# In the order learners meet them: the two that UK staff read first.
NOTES = (
    "note-clinic-letter", "note-genetics-referral", "note-portal-message", "note-phone-call",
    "note-primary-care-visit", "note-pacemaker",
)  # fmt: skip
PAIRS = ("scribe-blood-pressure", "scribe-fever", "scribe-insulin", "scribe-low-mood", "before-sign-knee")
LABS = (*NOTES, *PAIRS)
EXPLORERS = ("flag-explorer", "alert-explorer")
MARKS = ["name", "number-or-code", "date-or-age", "place-or-contact", "unusual-detail"]
# Item of 45 CFR 164.514(b)(2) → the marks that say it.
NAME, NUMBER, DATE, PLACE, DETAIL = MARKS
MARK_OF_ITEM = {
    1: {NAME}, 2: {PLACE}, 3: {DATE}, 4: {PLACE}, 5: {PLACE}, 6: {PLACE}, 7: {NUMBER}, 8: {NUMBER}, 9: {NUMBER},
    10: {NUMBER}, 11: {NUMBER}, 12: {NUMBER}, 13: {NUMBER}, 14: {NUMBER}, 15: {NUMBER}, 16: {NUMBER, DETAIL},
    17: {DETAIL}, 18: {NUMBER, DETAIL},
}  # fmt: skip
# What the corrections to the six notes and four pairs ask for: (lab, words, marks that are right, severity).
CORRECTED = (
    ("note-phone-call", "Larkspur Assisted Living", {PLACE}, "major"),
    ("note-phone-call", "Lantern County", {PLACE}, "major"),
    ("note-clinic-letter", "12 May 2026", {DATE}, "major"),
    ("note-genetics-referral", "first cousins from an island of about 400 people", {PLACE, DETAIL}, "major"),
    ("note-portal-message", "SAMPLE-1", {NUMBER}, "major"),
    ("note-portal-message", "LIC-SAMPLE", {NUMBER}, "major"),
    ("scribe-blood-pressure", "Ibuprofen for my back, most days.", {"omitted"}, "major"),
    ("scribe-fever", "max 38.9", {"guess"}, "minor"),
    ("scribe-fever", "He’s had paracetamol.", {"omitted"}, "minor"),
    ("scribe-fever", "Allergic to penicillin (hives).", {"somebody-else"}, "major"),
    ("scribe-insulin", "No hypoglycaemia reported by patient.", {"true-but-misleading", "guess", "reversed"}, "major"),
    ("scribe-insulin", "I’ve spoken to the prescriber", {"omitted"}, "minor"),
    ("scribe-low-mood", "Denies suicidal ideation.", {"reversed", "invented"}, "major"),
    ("scribe-low-mood", "Referred to psychiatry.", {"reversed", "invented"}, "major"),
)
# Question → sensitivity, specificity, prevalence in per cent; what is asked of them: the share of flags that is right.
RIGHT_FLAGS = {
    "flag-guess": ("90", "90", "1"),
    "flag-with-symptom": ("90", "90", "5"),
    "flag-in-clinic": ("90", "90", "30"),
    "eye-flag": ("87.2", "90.7", "10"),
    "right-early": ("85", "80", "2"),
    "right-late": ("85", "95", "2"),
    "right-hospital": ("33", "82.9", "6.6"),
}
_SPAN = re.compile(r"\[([^\]]*)\]\(#[^\s)]+(?: \"[^\"]*\")?\)")
_PART = re.compile(r"^### (?:Text|Source|Summary) `([a-z0-9-]+)`\n(.*?)(?=^#|^\*\*Debrief|\Z)", re.M | re.S)
_ITEM = re.compile(r"\b[Ii]tem (\d+)\b")
_SPECIMENS = (
    r"999 \d{3} \d{4}", r"(?:01632 960|07700 900)\d{3}", r"(?:\(?\d{3}\)?[ -])?555-01\d{2}", r"000-\d{2}-\d{4}",
    r"[a-z.]+@example\.com", r"ZZ9 9ZZ",
)  # fmt: skip
_LONG = re.compile(r"\+?\(?\d[\d ()./-]{5,}\d")  # what could be a telephone, record or account number, or a date
_INVENTED_NUMBERS = {  # looked at by a person: dates of the notes, and numbers that belong to no register
    "22.07.1984", "03/14/1959", "11/02/2026", "4471-0092", "000-45-6789", "88213-07", "204-771-338", "5520-118",
    "0093-7781", "4419902", "2026-0417-556", "203.0.113.47",
}  # fmt: skip


def course(name: str) -> Course:
    made = COMPILED[name].course
    assert made, [str(problem) for problem in COMPILED[name].problems]
    return made


def blocks() -> Iterator[dict[str, Any]]:
    """The blocks of all these courses, in the order of reading."""
    for name in HOLDING:
        for unit in course(name).units:
            for step in unit["steps"]:
                for block in step["blocks"]:
                    yield dict(block)


def views(name: str) -> dict[str, Any]:
    return {block["lab"]["id"]: block["lab"] for block in blocks() if block["type"] == "lab"}[name]


def keys(name: str) -> dict[str, Any]:
    return next(course(one).lab_key[name] for one in HOLDING if name in course(one).lab_key)


def question_key(name: str) -> dict[str, Any]:
    return next(course(one).key[name] for one in COURSES if name in course(one).key)


def places(lab: str) -> list[dict[str, Any]]:
    """Every target and decoy of a lab."""
    return [target for targets in keys(lab)["answers"]["texts"].values() for target in targets]


def targets(lab: str) -> list[dict[str, Any]]:
    return [place for place in places(lab) if place["marks"]]


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def words_of(lab: str) -> str:
    return "\n".join(joined(block) for text in views(lab)["setup"]["texts"] for block in text["blocks"])


def all_right(lab: str, *, but: str = "") -> Marks:
    """The marks of somebody who finds everything, except the target with the id `but`."""
    return {
        text: {
            unit: target["marks"][0]
            for target in found
            if target["marks"] and target["id"] != but
            for unit in target["units"]
        }
        for text, found in keys(lab)["answers"]["texts"].items()
    }


@pytest.mark.parametrize("name", COURSES)
def test_the_course_compiles_and_only_a_reviewer_is_missing(name: str) -> None:
    assert COMPILED[name].course
    assert {problem.code for problem in COMPILED[name].problems} == {"W701"}


@pytest.mark.parametrize("name", COURSES)
def test_every_source_has_the_id_of_a_fact(name: str) -> None:
    sources = [source for unit in course(name).units for source in unit["sources"]]
    assert sources
    assert all(re.fullmatch(r"[pdrlvfgsate]\d{1,2}", source["id"]) for source in sources)
    assert all(source["url"].startswith("https://") and source["checked"] for source in sources)


def test_the_shipped_labs_are_six_notes_five_pairs_and_two_explorers() -> None:
    elsewhere = ("reliance-lab", "scenario")
    labs = [block["lab"] for block in blocks() if block["type"] == "lab"]
    met = [lab["id"] for lab in labs if lab["kind"] not in elsewhere]
    assert [id for id in met if id.startswith("note-")] == list(NOTES)
    assert sorted(met) == sorted((*LABS, *EXPLORERS))


def test_the_question_before_every_note_is_whether_to_paste_it_at_all() -> None:
    found = list(blocks())
    for at, block in enumerate(found):
        if block["type"] == "lab" and block["lab"]["id"] in NOTES:
            before = [one for one in found[:at] if one["type"] == "question"][-1]
            assert "Do I need to paste this at all?" in before["question"]["stem"], block["lab"]["id"]


def test_pasting_is_sometimes_the_right_answer() -> None:
    keyed = {id: key for id, key in course("privacy").key.items() if id.startswith("paste-")}
    right = [
        plain(option["html"])
        for block in blocks()
        if block["type"] == "question" and block["question"]["id"] in keyed
        for option in block["question"]["options"]
        if option["id"] in keyed[block["question"]["id"]]["right"]
    ]
    assert len(right) == len(NOTES)
    assert 1 <= sum(answer.startswith("Yes") for answer in right) < len(NOTES)


@pytest.mark.parametrize("lab", NOTES)
def test_a_note_has_the_five_marks(lab: str) -> None:
    marks = views(lab)["setup"]["marks"]
    assert [one["id"] for one in marks] == MARKS
    assert all(plain(one["html"]) for one in marks)


@pytest.mark.parametrize("lab", LABS)
def test_what_must_be_found_is_there_to_find(lab: str) -> None:
    must = views(lab)["setup"]["must_find"]
    assert "major" in must
    for rule in must:
        found = [one for one in targets(lab) if rule in one["marks"] or one["severity"] == rule]
        assert found, rule


@pytest.mark.parametrize("lab", LABS)
def test_every_text_has_decoys_to_leave(lab: str) -> None:
    for text, found in keys(lab)["answers"]["texts"].items():
        assert sum(not one["marks"] for one in found) >= 2, text
        assert sum(bool(one["marks"]) for one in found) >= 3, text


@pytest.mark.parametrize("lab", LABS)
def test_every_target_and_decoy_has_feedback(lab: str) -> None:
    for one in places(lab):
        assert len(plain(one["feedback"]).split()) >= 4, one["words"]


@pytest.mark.parametrize("lab", LABS)
def test_the_units_of_a_text_join_back_to_what_its_author_wrote(lab: str) -> None:
    written = {id: body for path in sorted(CONTENT.glob("*/0*.md")) for id, body in _PART.findall(path.read_text())}
    for text in views(lab)["setup"]["texts"]:
        lines = [re.sub(r"^- ", "", line) for line in _SPAN.sub(r"\1", written[text["id"]]).split("\n")]
        shown = " ".join(joined(block) for block in text["blocks"])
        author = " ".join(line for line in lines if line.strip() and line != "---")
        assert " ".join(shown.split()) == " ".join(author.split())


@pytest.mark.parametrize("lab", NOTES)
def test_feedback_names_the_item_of_the_list_and_the_mark_fits_it(lab: str) -> None:
    for one in targets(lab):
        said = plain(one["feedback"])
        items = [int(number) for number in _ITEM.findall(said)]
        if not items:
            assert "none of the 18" in said, one["words"]
            assert one["severity"] == "minor", one["words"]
            continue
        assert "of 18" in said, one["words"]
        assert one["severity"] == "major", one["words"]
        assert all(MARK_OF_ITEM[item] & set(one["marks"]) for item in items), one["words"]


def test_the_notes_together_show_all_eighteen_items() -> None:
    said = [plain(one["feedback"]) for lab in NOTES for one in targets(lab)]
    assert {int(number) for text in said for number in _ITEM.findall(text)} == set(range(1, 19))


@pytest.mark.parametrize(("lab", "words", "marks", "severity"), CORRECTED)
def test_the_corrections_are_in(lab: str, words: str, marks: set[str], severity: str) -> None:
    found = [one for one in targets(lab) if one["words"] == words]
    assert [(set(one["marks"]), one["severity"]) for one in found] == [(marks, severity)]


@pytest.mark.parametrize("words", ["Baby girl Strand, 7 months", "Elias, who died in 2023"])
def test_the_age_and_year_of_the_genetics_note_cannot_cost_anything(words: str) -> None:
    (found,) = (one for one in targets("note-genetics-referral") if one["words"] == words)
    assert len(found["units"]) == 1, "age and year are no unit of their own"
    assert "no penalty either way" in plain(found["feedback"])


def test_the_clinic_day_is_a_tuesday_and_no_real_place_is_named() -> None:
    text = words_of("note-clinic-letter")
    assert "Tuesday" in text
    assert "12 May 2026" in text
    assert datetime.date(2026, 5, 12).strftime("%A") == "Tuesday"
    assert "Harbury" not in text
    assert "Door County" not in words_of("note-phone-call")


@pytest.mark.parametrize("lab", PAIRS)
def test_a_pair_has_omissions_in_its_source_and_faults_in_its_draft(lab: str) -> None:
    by_kind = {text["kind"]: keys(lab)["answers"]["texts"][text["id"]] for text in views(lab)["setup"]["texts"]}
    assert {tuple(one["marks"]) for one in by_kind["source"] if one["marks"]} == {("omitted",)}
    faults = [one for one in by_kind["summary"] if one["marks"]]
    assert len(faults) >= 3
    assert any(one["severity"] == "major" for one in faults)


def test_the_debrief_on_low_mood_asks_about_the_children_and_about_who_reads() -> None:
    debrief = plain(keys("scribe-low-mood")["debrief"])
    assert all(words in debrief for words in ("safeguarding", "children", "partner may read"))


def test_glucose_stands_in_both_units() -> None:
    for mmol, mg in ((3.1, 56), (2.9, 52), (5, 90), (7, 126)):
        assert round(mmol * 18) == mg
        assert str(mg) in words_of("scribe-insulin")


@pytest.mark.parametrize("lab", LABS)
def test_who_marks_everything_right_passes_and_who_leaves_a_major_one_does_not(lab: str) -> None:
    setup, answers = views(lab)["setup"], keys(lab)["answers"]
    full = mark(setup, answers, all_right(lab))
    assert (full.score, full.passed(100), full.failing) == (1, True, ())
    major = next(one["id"] for one in targets(lab) if one["severity"] == "major")
    assert not mark(setup, answers, all_right(lab, but=major)).passed(0)


@pytest.mark.parametrize("lab", LABS)
def test_who_marks_everything_gets_nothing(lab: str) -> None:
    setup, answers = views(lab)["setup"], keys(lab)["answers"]
    everything = {
        text["id"]: {unit["id"]: text["marks"][0] for block in text["blocks"] for unit in block["units"]}
        for text in setup["texts"]
    }
    assert mark(setup, answers, everything).score == 0


@pytest.mark.parametrize("lab", LABS)
def test_no_number_address_or_page_could_be_somebodys(lab: str) -> None:
    text = words_of(lab)
    for finding in find(text):
        if finding.kind in ("phone", "nhs-number", "email", "postcode", "social-security"):
            assert any(re.fullmatch(shape, finding.words) for shape in _SPECIMENS), finding
    for number in _LONG.findall(text):
        known = any(re.search(shape, number.strip()) for shape in _SPECIMENS) or number.strip() in _INVENTED_NUMBERS
        assert known, number
    for address in re.findall(r"https?://\S+|www\.\S+|\S+@\S+", text):
        assert "example.com" in address, address
    for network in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text):
        assert network.startswith("203.0.113."), network


def tool(sensitivity: str, specificity: str, prevalence: str) -> Tool:
    return Tool(Fraction(sensitivity) / 100, Fraction(specificity) / 100, Fraction(prevalence) / 100)


def accepted(question: str) -> tuple[Fraction, Fraction]:
    ranges = [one for one in question_key(question)["ranges"] if one["right"]]
    assert len(ranges) == 1, question
    return Fraction(Decimal(ranges[0]["low"])), Fraction(Decimal(ranges[0]["high"]))


@pytest.mark.parametrize("question", RIGHT_FLAGS)
def test_the_share_of_right_flags_is_bayes_exactly(question: str) -> None:
    low, high = accepted(question)
    exact = tool(*RIGHT_FLAGS[question]).ppv.value
    assert exact is not None
    assert low <= 100 * exact <= high
    assert abs((low + high) / 2 - 100 * exact) <= Fraction(1, 10), "the answer in the key is Bayes, rounded"
    assert high - low <= 2, "a right answer is not wide enough to be guessed"


@pytest.mark.parametrize("question", RIGHT_FLAGS)
def test_the_share_that_the_explorer_shows_is_accepted_too(question: str) -> None:
    low, high = accepted(question)
    counts = natural_frequencies(tool(*RIGHT_FLAGS[question]), 1000)
    whole = round(Fraction(100 * counts.tp, counts.flagged))
    assert low <= whole <= high


@pytest.mark.parametrize(
    "question", ["flag-with-symptom", "flag-in-clinic", "flag-guess", "right-hospital", "eye-flag"]
)
def test_the_counts_in_an_explanation_are_natural_frequencies(question: str) -> None:
    counts = natural_frequencies(tool(*RIGHT_FLAGS[question]), 1000)
    said = plain(question_key(question)["explanation"])
    for number in (counts.ill, counts.tp, counts.well, counts.fp):
        assert re.search(rf"\b{number}\b", said), number
    assert f"{counts.tp} of {counts.flagged}" in said


def test_the_presets_are_those_the_questions_ask_about() -> None:
    presets = {
        tuple(Fraction(one[rate]) for rate in ("sensitivity", "specificity", "prevalence"))
        for lab in EXPLORERS
        for one in views(lab)["setup"]["presets"]
    }
    for question, rates in RIGHT_FLAGS.items():
        if question != "eye-flag":  # told in words, without a preset
            assert tuple(Fraction(rate) / 100 for rate in rates) in presets, question


def test_a_flag_is_as_likely_right_as_wrong_at_ten_per_cent() -> None:
    low, high = accepted("flag-as-likely")
    assert low < 10 < high
    assert tool("90", "90", "10").ppv.value == Fraction(1, 2)


def test_one_person_with_it_is_left_unflagged() -> None:
    low, high = accepted("silent-and-well")
    counts = natural_frequencies(tool("90", "90", "1"), 1000)
    assert low == high == counts.fn == 1
    said = plain(question_key("silent-and-well")["explanation"])
    assert all(f"{number}" in said for number in (counts.cleared, counts.tn))


@pytest.mark.parametrize(("specificity", "alerts"), [("80", 85), ("90", 46), ("95", 26)])
def test_the_alerts_of_the_small_clinic_are_those_of_the_fact_sheet(specificity: str, alerts: int) -> None:
    burden = Burden(tool("85", specificity, "2"), 400)
    assert (burden.alerts, burden.real) == (alerts, 7)
    if alerts == 46:
        low, high = accepted("alerts-middle")
        assert low <= burden.alerts <= high


def test_the_thresholds_stand_in_order_and_are_the_presets() -> None:
    setup = views("alert-explorer")["setup"]
    rows = [(one["sensitivity"], one["specificity"]) for one in setup["thresholds"]]
    assert rows == [(one["sensitivity"], one["specificity"]) for one in setup["presets"][:3]]
    assert [Fraction(specificity) for _, specificity in rows] == sorted(Fraction(one) for _, one in rows)
