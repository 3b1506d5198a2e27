"""The cases of the reliance labs in “Deciding with AI”: even, balanced, and none of them gives its answer away.

The rules are those for cases in the design of the course. Whether a case is *clinically* right no test can tell; see
`notes/cases.md` in the course folder.
"""

from __future__ import annotations

import datetime
import html
import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from courses.authoring.folders import read_folder
from courses.core.compiler import compile_course
from courses.core.document import Course
from courses.core.identifiers import find
from courses.learning.rules import Reader, required_units

FOLDER = Path(__file__).parents[2] / "courses" / "content" / "automation-bias"
READ = read_folder(FOLDER)
COMPILED = compile_course(READ.folder, today=datetime.date(2026, 11, 21))
assert COMPILED.course, [str(problem) for problem in COMPILED.problems]
COURSE: Course = COMPILED.course

START, TRAINING, END = "reliance-start", "reliance-training", "reliance-end"
RECHECKS = ("reliance-recheck-30", "reliance-recheck-90")
LABS = (START, TRAINING, END, *RECHECKS)
BEFORE_EVERY_BLOCK = "The tool is sometimes wrong, more often here than a good tool should be."
WITH_THE_RATE = "Do not carry this rate to your own tools. Ask for theirs."
LAST_LINE = "Invented patient. Follow your local guideline."
LEAST_WORDS, MOST_WORDS = 80, 140
MEAN_STATED = Fraction(84, 100)  # of right and of wrong advice, in every block
DO_LESS = {"einar-inr", "yvonne-tablets", "paulo-forearm", "jonas-saturday", "sam-eleven-days", "tomas-elbow"}
_WORD = re.compile(r"\S*\w\S*")
_OF_A_TOOL = re.compile(r"\b(?:trained|tested|version|intended|algorithm|model|dataset|accuracy|sensitivity)\b", re.I)
_OF_THE_TRUTH = re.compile(r"miss|alarm|trap|plain|wrong|right|text|sepsis|cancer|charcot|lithium|ketone|nodule|gas")
_OF_BIAS = re.compile(r"\bbias|over-?reliance|under-?reliance|automation|misled|mislead|too much trust", re.I)
_NUMBER_OF_SOMEBODY = re.compile(r"\d{6,}|\d{3} \d{3} \d{4}|@|https?:|www\.|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b")

# What decides each case: the words of the record that say it, and words that no option of the case may hold.
CUES: dict[str, tuple[str, str]] = {
    "walter-tray": ("eGFR 24 on 6 and 16 November", "egfr kidney kidneys letter hernia"),
    "graham-six-am": ("in one long breath", "breath breathing rate count typing"),
    "dennis-letter": ("the older of his two blood thinners", "older newer thinner"),
    "priya-message": ("issued 3 October, 19 October", "third october sleep cough"),
    "dorothy-evening": ("76 84 92", "trend rising falling pulse breathing"),
    "einar-inr": ("no bleeding or bruising", "bleeding bruising clarithromycin"),
    "kateryna-call": ("From nothing to the worst pain", "sudden worst gym"),
    "joaquim-visit": ("wet most nights", "wet bed weight waterlow braden risk"),
    "samuel-thumb": ("tint on the skin behind", "band edges darker wider"),
    "marisol-throat": ("loose stools", "stools reaction amoxicillin intolerance side"),
    "eleni-scan": ("solid nodule, 7 mm", "nodule lung chest"),
    "june-stairs": ("three pillows", "pillows sleep flat"),
    "agnes-steps": ("Tapping her heel hurts in the groin", "heel groin tapping steps"),
    "yvonne-tablets": ("Free T4", "t4 normal age"),
    "hilde-request": ("Methotrexate 10 mg once daily", "daily weekly once"),
    "margit-monitor": ("a pulse with no pattern to it", "pulse irregular pattern"),
    "brenda-form": ("clammy and it aches up into my teeth", "clammy teeth jaw sweaty"),
    "winston-shin": ("four straight lines", "straight lines itch itches square foam"),
    "noor-dose": ("doing 75 since the locum changed it", "locum august palpitations"),
    "bronwen-evenings": ("none at all on our weekend away", "weekend work fire dad father wine"),
    "teresa-four-days": ("dapagliflozin 10 mg", "dapagliflozin broth fasting"),
    "paulo-forearm": ("by bedtime the arm was up", "hours itch itches fever venom"),
    "ibrahim-side": ("the left’s my good knee", "recording entry typed"),
    "jonas-saturday": ("kept down a litre of rehydration drink", "litre urine pulse friends"),
    "rosalind-toast": ("her jaw gets tired", "jaw scalp toast chewing"),
    "anton-three-am": ("he sleeps on his left side", "side finger left sleeps"),
    "sylvia-sleepier": ("drowsy, new", "drowsy sleepy temperature score"),
    "leila-day-six": ("there are sparkles when she gets up", "sparkles headache eyes"),
    "desmond-foot": ("none of the ten touches", "numb warm monofilament charcot"),
    "sam-eleven-days": (
        "Bladder, bowels and the feeling between his legs are normal",
        "bladder bowels strength better",
    ),
    "carmel-sofa": ("It took an age to pee", "pee bladder seat numb legs"),
    "edmund-lunch": ("right again after his lunch", "lunch food late morning"),
    "ingeborg-hands": ("found her husband’s ibuprofen", "ibuprofen unsteady bowels"),
    "baby-mateo": ("pale like putty", "pale stools urine dark"),
    "harriet-nose": ("on the tip of her nose", "nose red gritty tip"),
    "tomas-elbow": ("easing a little", "easing weeks"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case with what a release keeps apart: what everybody may see, and the key."""

    lab: str
    view: dict[str, Any]
    key: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.view["id"])

    @property
    def record(self) -> str:
        return plain(self.view["html"])

    @property
    def options(self) -> dict[str, str]:
        return {option["id"]: plain(option["html"]) for option in self.view["decisions"]}

    @property
    def right(self) -> str:
        return str(self.key["correct"])

    @property
    def wrong_advice(self) -> bool:
        return bool(self.key["advice"]["decision"] != self.right)

    @property
    def stated(self) -> Fraction:
        return Fraction(self.key["advice"]["confidence"])

    @property
    def advice(self) -> str:
        return plain(self.key["advice"]["html"])

    @property
    def about(self) -> str:
        return plain(self.key["advice"]["about"]["html"])


def plain(markup: str) -> str:
    """The text of some HTML, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def folded(text: str) -> set[str]:
    """The words of a text in small letters, without the signs round them."""
    return {word.strip(".,;:!?()“”‘’'").casefold() for word in words(text)}


def lab(id: str) -> dict[str, Any]:
    blocks = [block for unit in COURSE.units for step in unit["steps"] for block in step["blocks"]]
    return next(dict(block["lab"]) for block in blocks if block["type"] == "lab" and block["lab"]["id"] == id)


def cases(lab_id: str, form: str = "") -> list[Case]:
    keys = COURSE.lab_key[lab_id]["answers"]["cases"]
    views = lab(lab_id)["setup"]["cases"]
    return [Case(lab_id, view, keys[view["id"]]) for view in views if not form or view["form"] == form]


BLOCKS: dict[str, list[Case]] = {
    "form 1": cases(START, "1"),
    "form 2": cases(START, "2"),
    "training": cases(TRAINING),
    "after a month": cases(RECHECKS[0]),
    "after three months": cases(RECHECKS[1]),
}
ALL = [case for block in BLOCKS.values() for case in block]
each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
each_block = pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
each_lab = pytest.mark.parametrize("id", LABS)


def longest(case: Case) -> bool:
    """Whether the right option is longer than every other one."""
    others = [len(text) for key, text in case.options.items() if key != case.right]
    return len(case.options[case.right]) > max(others)


def test_the_course_has_no_problem_but_that_nobody_has_reviewed_it() -> None:
    assert not READ.problems
    assert {problem.code for problem in COMPILED.problems} == {"W701"}, [str(one) for one in COMPILED.problems]


def test_there_are_36_different_cases() -> None:
    assert [len(block) for block in BLOCKS.values()] == [8, 8, 8, 6, 6]
    assert len({case.id for case in ALL}) == len({case.record for case in ALL}) == 36
    assert set(CUES) == {case.id for case in ALL}


def test_start_and_end_hold_the_same_two_forms_in_opposite_order() -> None:
    first, last = lab(START), lab(END)
    assert (first["setup"]["forms"], last["setup"]["forms"]) == (["1", "2"], ["2", "1"])
    assert first["setup"]["cases"] == last["setup"]["cases"]
    assert COURSE.lab_key[START]["answers"] == COURSE.lab_key[END]["answers"]
    assert END in (first["pair"], last["pair"]) or START in (first["pair"], last["pair"])


@each_lab
def test_every_lab_asks_how_sure_people_are_and_shuffles(id: str) -> None:
    setup = lab(id)["setup"]
    assert setup["confidence"]
    assert setup["order"] == "shuffled"
    assert setup["feedback"] == ("each" if id == TRAINING else "end")
    assert not lab(id)["graded"]


def test_the_first_screen_of_the_course_is_the_first_form() -> None:
    first = COURSE.units[0]
    assert first["title"] == "Eight cases with a decision tool"
    assert [block["type"] for block in first["steps"][0]["blocks"]] == ["lab"]
    assert COURSE.structure["order"] == "in-order"


@pytest.mark.parametrize("role", COURSE.structure["audience"])
def test_essential_are_both_forms_and_the_unit_between_for_every_role(role: str) -> None:
    asked = required_units(COURSE.structure, Reader(role=role))
    assert asked == ["eight-cases-with-a-decision-tool", "how-advice-pulls-us", "eight-cases-again"]


def test_the_same_readiness_is_asked_in_essential_units_before_and_after() -> None:
    essential = [unit for unit in COURSE.units if unit["required"]]
    ratings = [
        block["question"]["id"]
        for unit in essential
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "question" and block["question"]["kind"] == "rating"
    ]
    assert ratings == ["ready-before", "ready-after"]


def test_nothing_before_the_end_of_the_first_form_speaks_of_bias() -> None:
    structure = COURSE.structure
    shown = [structure["summary"], plain(structure["welcome"]), COURSE.units[0]["summary"], plain(lab(START)["intro"])]
    shown += [case.record for case in cases(START)]
    assert [text for text in shown if _OF_BIAS.search(text)] == []


@each_lab
def test_every_block_is_introduced_by_the_same_line_and_tells_its_rate_only_afterwards(id: str) -> None:
    intro, debrief = plain(lab(id)["intro"]), plain(COURSE.lab_key[id]["debrief"])
    met = 8 if id in (START, END) else len(cases(id))
    wrong = sum(case.wrong_advice for case in (cases(id, "1") if id in (START, END) else cases(id)))
    rate = f"advice was wrong in {('no', 'one', 'two', 'three')[wrong]} of the {('six', 'eight')[met == 8]} cases"
    assert intro.endswith(BEFORE_EVERY_BLOCK)
    assert "Every patient is invented" in intro
    assert "follow your local guideline" in intro
    assert WITH_THE_RATE in debrief
    assert rate in debrief
    assert not re.search(r"wrong in|\bof (?:the )?(?:six|eight)\b|%", intro)


@each_case
def test_a_record_has_80_to_140_words_and_a_small_table(case: Case) -> None:
    assert LEAST_WORDS <= len(words(case.record)) <= MOST_WORDS
    assert case.view["html"].count("<table") == 1
    assert 3 <= case.view["html"].count("<tr") <= 7


@each_case
def test_options_are_three_or_four_and_even(case: Case) -> None:
    lengths = [len(words(text)) for text in case.options.values()]
    assert len(lengths) in (3, 4)
    assert min(lengths) >= 4
    assert max(lengths) <= 12
    assert max(lengths) - min(lengths) <= 3


@each_case
def test_the_cue_stands_within_the_record_and_in_no_option(case: Case) -> None:
    cue, never = CUES[case.id]
    record = case.record
    assert cue in record
    assert record.index(cue) > len(record) / 10, "the cue opens the record"
    assert record.index(cue) + len(cue) < len(record) * 19 / 20, "the cue closes the record"
    assert folded(" ".join(case.options.values())) & set(never.split()) == set()


@each_case
def test_advice_gives_a_reason_from_the_record_and_says_nothing_of_the_tool(case: Case) -> None:
    assert 12 <= len(words(case.advice)) <= 40
    shared = {word for word in folded(case.advice) & folded(case.record) if len(word) > 4 or word[:1].isdigit()}
    assert len(shared) >= 2, shared
    assert not _OF_A_TOOL.search(case.advice)
    assert "%" not in case.advice, "a risk belongs in words, the stated confidence in its setting"


@each_case
def test_facts_of_the_tool_wait_behind_about_this_tool(case: Case) -> None:
    assert 12 <= len(words(case.about)) <= 40
    assert case.about not in case.record
    assert case.about not in case.advice
    assert CUES[case.id][0].casefold() not in case.about.casefold()


@each_case
def test_an_explanation_ends_with_the_same_line_and_is_worth_reading(case: Case) -> None:
    text = plain(case.key["explanation"])
    assert text.endswith(LAST_LINE)
    assert 40 <= len(words(text)) <= 110


@each_case
def test_the_name_of_a_case_and_of_its_options_tells_nothing(case: Case) -> None:
    assert not _OF_THE_TRUTH.search(case.id)
    assert set(case.options) <= {"ash", "bay", "elm", "fir", "oak", "yew"}


@each_block
def test_the_right_option_is_the_longest_in_at_most_a_third(block: list[Case]) -> None:
    assert sum(longest(case) for case in block) <= len(block) / 3


@each_block
def test_the_right_option_has_no_fixed_place_and_no_favourite_name(block: list[Case]) -> None:
    places = Counter(list(case.options).index(case.right) for case in block)
    names = Counter(case.right for case in block)
    assert set(places) == {0, 1, 2}
    assert max(places.values()) <= 3
    assert max(names.values()) <= 2


def test_over_all_cases_every_place_is_right_about_equally_often() -> None:
    places = Counter(list(case.options).index(case.right) for case in ALL)
    assert all(10 <= places[place] <= 14 for place in range(3)), places


def test_both_forms_hold_the_same_sorts_of_cases() -> None:
    expected = Counter(miss=1, alarm=1, text=1, trap=3, plain=2)
    for form in ("form 1", "form 2"):
        assert Counter(case.key["type"] for case in BLOCKS[form]) == expected
        assert sum(case.key["type"] == "trap" and case.id in DO_LESS for case in BLOCKS[form]) == 1


@each_block
def test_advice_is_wrong_in_misses_alarms_and_texts_and_right_in_traps_and_plain_cases(block: list[Case]) -> None:
    assert all(case.wrong_advice == (case.key["type"] in ("miss", "alarm", "text")) for case in block)


def test_three_of_eight_are_wrong_two_of_six_and_one_of_six() -> None:
    assert [sum(case.wrong_advice for case in block) for block in BLOCKS.values()] == [3, 3, 3, 2, 1]


@each_block
def test_right_and_wrong_advice_state_the_same_mean_confidence(block: list[Case]) -> None:
    for wrong in (True, False):
        stated = [case.stated for case in block if case.wrong_advice is wrong]
        assert sum(stated, Fraction(0)) / len(stated) == MEAN_STATED
    assert len({case.stated for case in block}) >= len(block) - 1, "a level that comes back gives a hint"


@each_block
def test_right_and_wrong_advice_are_about_equally_long(block: list[Case]) -> None:
    means = []
    for wrong in (True, False):
        lengths = [len(words(case.advice)) for case in block if case.wrong_advice is wrong]
        means.append(sum(lengths) / len(lengths))
    assert abs(means[0] - means[1]) <= 6


@pytest.mark.parametrize("region", ["uk", "us", "eu"])
@pytest.mark.parametrize("role", COURSE.structure["audience"])
def test_every_role_in_every_region_meets_whole_blocks(role: str, region: str) -> None:
    reader = Reader(role=role, region=region)
    met = [
        [case for case in block if role in case.view["roles"] and reader.sees(case.view)] for block in BLOCKS.values()
    ]
    assert [len(block) for block in met] == [8, 8, 8, 6, 6]


@each_case
def test_no_patient_carries_a_number_or_an_address_of_a_real_person(case: Case) -> None:
    texts = [case.record, case.advice, case.about, plain(case.key["explanation"]), *case.options.values()]
    assert [text for text in texts if _NUMBER_OF_SOMEBODY.search(text)] == []
    found = [finding for text in texts for finding in find(text)]
    assert [finding for finding in found if finding.kind not in ("name",)] == []


def test_no_two_patients_share_a_first_name() -> None:
    first = Counter(case.id.split("-")[1 if case.id.startswith("baby") else 0] for case in ALL)
    assert [name for name, times in first.items() if times > 1] == []
    assert all(name.title() in case.record for case in ALL for name in [case.id.removeprefix("baby-").split("-")[0]])
