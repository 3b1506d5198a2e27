"""The class of a change, by the table of the format's section 8: what an author wrote, and what it means for people."""

from __future__ import annotations

import pytest

from courses.core.changes import Content, change_class, diff, of_new_meaning, settled
from tests.authoring.changed_course import Edit, classed, compared, compiled, edited, words
from tests.authoring.sample import sample

pytestmark = pytest.mark.core

COURSE, UNIT, QUIZ = "course.md", "01-first.md", "02-final.md"
ADDED_EXERCISE = """
### True or false `one-more`

Is it so?

- [x] True
- [ ] False

**Explanation:** It is.
"""
SECOND_UNIT = """---
title: A second unit
summary: More to read.
minutes: 3
objectives: [o1]
competency: check-advice
---

## Read on

Some more.
"""
UNKEYED = [
    (UNIT, "- [x] `clinician` The clinician\n", "- [x] The clinician who sees the patient\n"),
    (UNIT, "- [ ] `tool` The tool\n", "- [ ] The tool that gave the advice\n"),
]


def test_a_first_release_is_an_addition_and_has_no_changes() -> None:
    after = Content.of(compiled(sample()))
    assert diff(None, after) == ()
    assert change_class((), first=True) == "addition"


def test_the_same_text_has_no_changes_and_would_be_wording() -> None:
    assert compared() == ()
    assert change_class(()) == "wording"


@pytest.mark.parametrize(
    ("edit", "name", "said"),
    [
        ((UNIT, "Then look again.", "Then look once more."), "first", "1 passage of text changed"),
        ((UNIT, "- [x] `clinician` The clinician", "- [x] `clinician` All of us"), "who-decides", "1 option reworded"),
        ((UNIT, "Who decides in the end?", "Who decides at the end?"), "who-decides", "question reworded"),
        ((UNIT, "Feedback-wrong", "Feedback-better"), "who-decides", "feedback reworded"),
        ((UNIT, "**Hint:** Who signs?", "**Hint:** Whose name is it?"), "who-decides", "hint reworded"),
        ((UNIT, "Explanation-second", "Explanation-2"), "how-many", "explanation reworded"),
        ((UNIT, "Two circles that overlap.", "Two rings that overlap."), "first", "1 passage of text changed"),
        ((UNIT, "unit: %", "unit: per cent"), "how-many", "unit behind the field: per cent instead of %"),
        ((COURSE, "title: A sample course", "title: A small course"), "title", "title changed"),
        ((COURSE, "Welcome to the sample.", "Good to see you."), "welcome", "welcome text reworded"),
        ((QUIZ, "title: Final quiz", "title: The quiz"), "final", "title reworded"),
        ((COURSE, "valid-for-months: 12", "valid-for-months: never"), "valid-for-months",
         "validity lengthened from 12 months to no limit"),
        ((QUIZ, "attempts: 3", "attempts: 5"), "final", "attempts raised from 3 to 5"),
        ((QUIZ, "pass-mark: 50%", "pass-mark: 40%"), "final", "pass mark lowered from 50% to 40%"),
    ],
)  # fmt: skip
def test_other_words_and_easier_rules_are_wording(edit: Edit, name: str, said: str) -> None:
    changes = compared(edit)
    assert said in words(changes, name), changes
    assert change_class(changes) == "wording"


def test_nearly_the_same_words_in_an_option_without_a_key_are_wording() -> None:
    before = edited(sample(), *UNKEYED)
    edit = (UNIT, "The clinician who sees the patient", "The clinician who sees this patient")
    assert words(compared(edit, before=before), "who-decides") == ["1 option reworded"]


def test_other_words_in_an_option_without_a_key_are_another_option() -> None:
    before = edited(sample(), *UNKEYED)
    changes = compared((UNIT, "The tool that gave the advice", "Whoever is on call"), before=before)
    assert words(changes, "who-decides") == ["1 option removed", "1 option added"]
    assert change_class(changes) == "meaning"


@pytest.mark.parametrize(
    "edit",
    [
        (UNIT, "\nThe end.", ADDED_EXERCISE + "\n---\n\nThe end."),
        ("glossary.md", "", "---\ntitle: Words\n---\n\n## Flag\n\nA warning of a tool.\n"),
    ],
)
def test_more_to_try_and_to_look_up_is_an_addition(edit: Edit) -> None:
    assert classed(edit) == "addition"


def test_an_item_added_to_a_pool_is_an_addition() -> None:
    pool = "\n### Pool `drawn`\ndraw: 1\n" + ADDED_EXERCISE.replace("### ", "#### ").replace("one-more", "p-one")
    two = pool.replace("### Pool `drawn`\ndraw: 1\n", "").replace("p-one", "p-two").replace("Is it so?", "Is it two?")
    three = two.replace("p-two", "p-three").replace("Is it two?", "Is it three?")
    before = edited(sample(), (QUIZ, "Explanation-fourth: your own view first.\n", f"Explanation-fourth.\n{pool}{two}"))
    changes = compared(
        (QUIZ, "#### True or false `p-two`", three.strip() + "\n\n#### True or false `p-two`"), before=before
    )
    assert words(changes, "p-three") == ["question added to a pool"]
    assert change_class(changes) == "addition"


@pytest.mark.parametrize(
    ("edits", "name", "said"),
    [
        ([(QUIZ, "\n### Single choice `when-to-look`", ADDED_EXERCISE + "\n### Single choice `when-to-look`")],
         "one-more", "graded question added"),
        ([("03-second.md", "", SECOND_UNIT)], "second", "required unit added"),
        ([(QUIZ, "pass-mark: 50%", "pass-mark: 80%")], "final", "pass mark raised from 50% to 80%"),
        ([(QUIZ, "attempts: 3", "attempts: 2")], "final", "attempts lowered from 3 to 2"),
        ([(COURSE, "valid-for-months: 12", "valid-for-months: 6")], "valid-for-months",
         "validity shortened from 12 months to 6 months"),
        ([(COURSE, "objectives:", "  know-limits: Say what a tool cannot see\nobjectives:")], "know-limits",
         "competency added"),
        ([(COURSE, "pass-mark: 50%", "pass-mark: 50%\norder: in-order")], "order", "units must be done in order"),
    ],
)  # fmt: skip
def test_asking_more_of_people_is_a_requirement(edits: list[Edit], name: str, said: str) -> None:
    changes = compared(*edits)
    assert said in words(changes, name), changes
    assert change_class(changes) == "requirement"
    assert any(change.breaking for change in changes)


@pytest.mark.parametrize(
    ("edits", "name", "said"),
    [
        ([(UNIT, "- [x] `clinician`", "- [ ] `clinician`"), (UNIT, "- [ ] `tool`", "- [x] `tool`")], "who-decides",
         "answer changed"),
        ([(UNIT, "- [x] 8 ± 1", "- [x] 8 ± 2")], "how-many", "answer changed"),
        ([(UNIT, "- [ ] `nobody` Nobody in particular\n  > Feedback-nobody: somebody must.\n", "")], "who-decides",
         "1 option removed"),
        ([(UNIT, "- [ ] `nobody`", "- [ ] `all` All\n  > No.\n- [ ] `nobody`")], "who-decides", "1 option added"),
        ([(UNIT, "unit: %", "unit: %\npoints: 2")], "how-many", "points changed from 1 to 2"),
        ([(UNIT, "### Single choice `who", "### Multiple choice `who")], "who-decides",
         "kind changed from single choice to multiple choice"),
    ],
)  # fmt: skip
def test_marking_otherwise_is_meaning(edits: list[Edit], name: str, said: str) -> None:
    changes = compared(*edits)
    assert said in words(changes, name), changes
    assert change_class(changes) == "meaning"
    assert of_new_meaning(changes) == {name}


def test_a_changed_answer_asks_whether_the_old_one_was_wrong_and_shows_both() -> None:
    (change,) = compared((UNIT, "- [x] 8 ± 1", "- [x] 8 ± 2"))
    assert (change.asks, change.before, change.after) == ("answer", "7 to 9", "6 to 10")
    assert settled(change, {"how-many": "wording"}).change_class == "meaning", "a changed answer is never mere wording"


@pytest.mark.parametrize(("said", "expected"), [({}, "meaning"), ({"who-decides": "another"}, "meaning"),
                                                ({"who-decides": "wording"}, "wording")])  # fmt: skip
def test_whether_a_stem_asks_something_else_is_for_its_author_to_say(said: dict[str, str], expected: str) -> None:
    changes = compared((UNIT, "Who decides in the end?", "Which blood test do you order next?"))
    assert [change.asks for change in changes] == ["stem"]
    assert change_class(changes, said) == expected


@pytest.mark.parametrize(
    ("edits", "name", "said"),
    [
        ([(UNIT, "### Number `how-many`\nunit: %\n\nHow many of 100 flags are right?\n\n- [x] 8 ± 1\n\n"
                 "**Explanation:** Explanation-second: eight of 100.\n", "Nothing to count.\n")],
         "how-many", "question removed"),
        ([(COURSE, "  check-advice: Check advice before acting on it", "  know-limits: Say what a tool cannot see"),
          (UNIT, "check-advice", "know-limits"), (QUIZ, "check-advice", "know-limits")],
         "check-advice", "competency removed"),
    ],
)  # fmt: skip
def test_taking_something_away_is_removal_and_the_highest_class_wins(edits: list[Edit], name: str, said: str) -> None:
    changes = compared(*edits, (UNIT, "### Single choice `who", "### Multiple choice `who"))
    assert said in words(changes, name), changes
    assert {"meaning", "removal"} <= {change.change_class for change in changes}
    assert change_class(changes) == "removal"


def test_a_question_under_a_new_name_keeps_its_figures_and_is_no_removal() -> None:
    changes = compared((UNIT, "### Number `how-many`\n", "### Number `flags-right`\nwas: how-many\n"))
    assert words(changes, "flags-right") == ["was called how-many"]
    assert change_class(changes) == "wording"


def test_a_new_name_and_another_answer_are_told_apart() -> None:
    changes = compared(
        (UNIT, "### Number `how-many`\n", "### Number `flags-right`\nwas: how-many\n"), (UNIT, "8 ± 1", "8 ± 2")
    )
    assert words(changes, "flags-right") == ["was called how-many", "answer changed"]


def test_a_question_that_moves_into_another_unit_is_still_the_same() -> None:
    block = (
        "### Number `how-many`\nunit: %\n\nHow many of 100 flags are right?\n\n- [x] 8 ± 1\n\n"
        "**Explanation:** Explanation-second: eight of 100.\n"
    )
    before = edited(sample(), ("03-second.md", "", SECOND_UNIT))
    moved = (UNIT, block, "Later.\n"), ("03-second.md", "Some more.\n", f"Some more.\n\n{block}")
    changes = compared(*moved, before=before)
    assert words(changes, "how-many") == ["moved from first to second"]
    assert change_class(changes) == "wording"
