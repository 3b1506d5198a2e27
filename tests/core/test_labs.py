"""Labs in a course: what reaches the learner view, what stays in the key, and what the structure says of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from courses.core.compiler import compile_course
from courses.core.document import Compiled, Course, Folder, History, LabView
from tests.core.golden import sample_files
from tests.core.lab_texts import CHECKING, FRONT, REDACTION, RELIANCE, SCENARIO, THRESHOLD

pytestmark = pytest.mark.core

SPECIMEN = Path(__file__).parent.parent / "specimen" / "ai-advice-basics"
TODAY = datetime.date(2026, 11, 21)


def compiled(text: str, **files: bytes) -> Compiled:
    folder = Folder("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode(), **files})
    return compile_course(folder, today=TODAY)


def course_of(text: str) -> Course:
    result = compiled(text)
    assert result.course is not None, result.problems
    return result.course


def views(course: Course) -> list[LabView]:
    blocks = [block for unit in course.units for step in unit["steps"] for block in step["blocks"]]
    return [block["lab"] for block in blocks if block["type"] == "lab"]


def view_of(text: str) -> LabView:
    (view,) = views(course_of(text))
    return view


def answers_of(text: str) -> dict[str, Any]:
    (key,) = course_of(text).lab_key.values()
    return key["answers"]


@pytest.mark.parametrize("text", [RELIANCE, THRESHOLD, REDACTION, CHECKING, SCENARIO])
def test_a_lab_without_fault_has_no_problem(text: str) -> None:
    assert compiled(text).problems == ()


@pytest.mark.parametrize("text", [RELIANCE, THRESHOLD, REDACTION, CHECKING, SCENARIO])
def test_every_lab_has_a_key_and_the_structure_lists_it_once(text: str) -> None:
    course = course_of(text)
    (view,) = views(course)
    assert list(course.lab_key) == [view["id"]]
    (summary,) = course.structure["labs"]
    assert (summary["id"], summary["kind"], summary["unit"]) == (view["id"], view["kind"], "unit")
    assert course.structure["units"][0]["labs"] == [view["id"]]
    assert summary["minutes"] >= 1
    json.dumps([course.units, dict(course.lab_key)])


def test_a_course_without_labs_says_nothing_of_labs() -> None:
    structure = course_of("## Start\n\nText.\n").structure
    assert "labs" not in structure
    assert all("labs" not in unit for unit in structure["units"])


def test_a_reliance_lab_keeps_advice_truth_and_reason_in_its_key() -> None:
    view, key = view_of(RELIANCE), answers_of(RELIANCE)
    case = key["cases"]["weak-leg"]
    assert (case["correct"], case["type"]) == ("today", "miss")
    assert (case["advice"]["decision"], case["advice"]["confidence"]) == ("week", "0.8")
    assert case["advice"]["about"] == {"html": "<p>Trained on adults.</p>"}
    shown = json.dumps(view)
    for told in ("nerve", "cannot wait", "Trained on adults", "0.8", "miss", "Look back"):
        assert told not in shown
    assert [one["id"] for one in view["setup"]["decisions"]] == ["today", "week", "self"]
    first, second = view["setup"]["cases"]
    assert (first["roles"], first["region"], first["form"]) == (["gp"], "uk", "")
    assert [one["id"] for one in second["decisions"]] == ["self", "test"]


def test_a_reliance_lab_looks_the_same_whatever_is_right() -> None:
    other = RELIANCE.replace("correct: today\nadvice: week", "correct: week\nadvice: today").replace("type: miss\n", "")
    assert view_of(other) == view_of(RELIANCE)
    assert answers_of(other) != answers_of(RELIANCE)


@pytest.mark.parametrize("select", ["word", "sentence"])
def test_words_and_sentences_are_cut_the_same_with_and_without_marks(select: str) -> None:
    text = REDACTION.replace("select: word", f"select: {select}")
    plain = text.replace('[Ida Sample](#name!major "A name tells")', "Ida Sample")
    assert view_of(plain)["setup"]["texts"] == view_of(text)["setup"]["texts"]


def test_a_phrase_looks_the_same_as_target_and_as_decoy() -> None:
    phrases = REDACTION.replace("select: word", "select: phrase")
    swapped = phrases.replace("(#keep", "(#number").replace("[999 000 0000](#number)", "[999 000 0000](#keep)")
    assert view_of(swapped) == view_of(phrases)
    assert answers_of(swapped) != answers_of(phrases)


def test_targets_are_units_of_the_text_with_marks_severity_and_feedback() -> None:
    units = {
        unit["id"]: unit["text"]
        for block in view_of(REDACTION)["setup"]["texts"][0]["blocks"]
        for unit in block["units"]
    }
    targets = answers_of(REDACTION)["texts"]["letter"]
    assert [[units[id] for id in target["units"]] for target in targets] == [
        ["Ida", "Sample"], ["999", "000", "0000"], ["71"], ["Jo"],
    ]  # fmt: skip
    assert [target["id"] for target in targets] == ["name-ida-sample", "number-999-000-0000", "keep-71", "daughter"]
    assert [target["marks"] for target in targets] == [["name"], ["number"], [], ["name", "number"]]
    assert [target["severity"] for target in targets] == ["major", "minor", "minor", "minor"]
    assert targets[0]["feedback"] == "A name tells"


def test_what_a_summary_left_out_is_marked_in_the_source() -> None:
    text = CHECKING.replace("Chest clear.\n", '[Chest clear](#omitted!major "It matters").\n', 1)
    view, answers = view_of(text), answers_of(text)
    source, summary = view["setup"]["texts"]
    assert (source["marks"], summary["marks"]) == (["omitted"], ["unsupported"])
    assert [mark["id"] for mark in view["setup"]["marks"]] == ["unsupported", "omitted"]
    assert answers["texts"]["record"][0]["marks"] == ["omitted"]
    assert view_of(CHECKING)["setup"]["texts"][0]["marks"] == []


def test_a_scenario_keeps_ways_consequences_and_endings_in_its_key() -> None:
    view, answers = view_of(SCENARIO), answers_of(SCENARIO)
    shown = json.dumps(view)
    for told in ("ending", "learn how they are", "outcome", "within the hour", "delay", "good"):
        assert told not in shown
    assert view["setup"]["start"] == "begin"
    words = {choice["html"]: choice["id"] for choice in view["setup"]["steps"][0]["choices"]}
    ring = answers["steps"]["begin"][words["Ring the patient"]]
    assert (ring["goto"], ring["good"]) == ("step-ring", True)
    assert ring["consequence"] == {"html": "<p>You learn how they are.</p>"}
    assert answers["endings"]["late"]["outcome"] == "poor"


def test_a_scenario_looks_the_same_whichever_choice_is_good_and_wherever_it_leads() -> None:
    other = SCENARIO.replace("- [x] [Arrange an assessment](#ending-safe)\n- [ ] [Repeat", "- [ ] [Repeat").replace(
        "[Repeat the test next week](#ending-late)",
        "[Repeat the test next week](#ending-safe)\n- [x] [Arrange an assessment](#ending-late)",
    )
    assert view_of(other) == view_of(SCENARIO)
    assert answers_of(other) != answers_of(SCENARIO)


def test_rates_of_an_explorer_are_exact_fractions() -> None:
    setup = view_of(THRESHOLD.replace("30%  ", "0.7% "))["setup"]
    assert setup["presets"][0] == {
        "id": "clinic", "name": "Clinic", "group": "", "sensitivity": "0.9", "specificity": "0.9",
        "prevalence": "0.007",
    }  # fmt: skip
    assert (setup["start"], setup["population"]) == ("clinic", 1000)
    assert [row["sensitivity"] for row in setup["thresholds"]] == ["0.97", "0.78"]


def test_presets_may_name_groups() -> None:
    rows = THRESHOLD.replace("| Preset |", "| Preset | Group |").replace("| ------ |", "| ------ | ----- |", 1)
    rows = rows.replace("| Clinic |", "| Clinic | Women |").replace("| Screen |", "| Clinic | Men |")
    presets = view_of(rows)["setup"]["presets"]
    assert [(one["id"], one["group"]) for one in presets] == [("clinic", "Women"), ("clinic-2", "Men")]


def test_tasks_of_an_explorer_are_exercises_of_the_unit_right_after_it() -> None:
    course = course_of(THRESHOLD)
    blocks = [block["type"] for block in course.units[0]["steps"][0]["blocks"]]
    assert blocks == ["lab", "question"]
    assert course.structure["units"][0]["exercises"] == ["half-right"]
    assert course.lab_key["explorer"]["debrief"] == "<p>The tool did not change.</p>"


def test_a_debrief_belongs_to_its_lab_wherever_it_stands() -> None:
    for text in (
        RELIANCE,
        RELIANCE.replace("\n**Debrief:** Look back.\n", "").replace(
            "### Case", "**Debrief:** Look back.\n\n### Case", 1
        ),
    ):
        assert course_of(text).lab_key["triage"]["debrief"] == "<p>Look back.</p>"


def test_a_debrief_after_a_task_belongs_to_the_explorer() -> None:
    text = (
        THRESHOLD.replace("**Debrief:** The tool did not change.\n\n", "") + "\n**Debrief:** The tool did not change.\n"
    )
    course = course_of(text)
    assert course.lab_key["explorer"]["debrief"] == "<p>The tool did not change.</p>"
    assert course.key["half-right"]["explanation"] == "<p>At 10%.</p>"


def test_a_lab_of_its_own_heading_begins_a_step_and_a_deeper_one_stays_in_it() -> None:
    course = course_of("## Start\n\nText.\n\n" + SCENARIO + "\n---\n\nAfter.\n")
    assert [step["title"] for step in course.units[0]["steps"]] == ["Start", "Scenario"]
    deeper = course_of("## Start\n\nText.\n\n" + SCENARIO.replace("## ", "### "))
    assert [step["title"] for step in deeper.units[0]["steps"]] == ["Start"]
    assert views(deeper) == [view_of(SCENARIO)]


def test_a_graded_lab_has_a_pass_mark_and_attempts() -> None:
    graded = SCENARIO.replace("`inbox`\n", "`inbox`\nkind: graded\npass-mark: 60%\nattempts: 2\n")
    view = view_of(graded)
    assert (view["graded"], view["pass_mark"], view["attempts"]) == (True, 60, 2)
    own = SCENARIO.replace("`inbox`\n", "`inbox`\nkind: graded\n")
    assert (view_of(own)["pass_mark"], view_of(own)["attempts"]) == (80, None)


def test_two_labs_of_a_pair_name_each_other() -> None:
    end = RELIANCE.replace("`triage`", "`triage-end`")
    pair = RELIANCE.replace("`triage`\n", "`triage`\npair: triage-end\n") + "\n" + end
    assert [view["pair"] for view in views(course_of(pair))] == ["triage-end", "triage"]


def test_a_renamed_lab_and_a_renamed_question_say_what_they_were() -> None:
    question = "### True or false `fact`\nwas: old-fact\n\nRound?\n\n- [x] True\n- [ ] False\n\n**Explanation:** Yes.\n"
    text = RELIANCE.replace("`triage`\n", "`triage`\nwas: old-lab\n") + "\n---\n\n" + question
    folder = Folder("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode()})
    history = History(kinds={"old-lab": "reliance-lab", "old-fact": "true-or-false"})
    course = compile_course(folder, history=history, today=TODAY).course
    assert course is not None
    assert course.was == {"triage": "old-lab", "fact": "old-fact"}


def test_a_lab_tests_its_objective_and_counts_its_competency() -> None:
    text = RELIANCE.replace("`triage`\n", "`triage`\nobjective: o1\ncompetency: site:k1\n")
    rest = sample_files()["02-rest.md"].replace(b"objective: o1\n", b"")
    result = compiled(text, **{"02-rest.md": rest})
    assert result.problems == ()
    assert result.course is not None
    assert "site:k1" in result.course.structure["competencies"]


def test_the_specimen_has_no_problem() -> None:
    files = {str(path.relative_to(SPECIMEN)): path.read_bytes() for path in SPECIMEN.rglob("*") if path.is_file()}
    result = compile_course(Folder("ai-advice-basics", files), today=TODAY)
    assert result.problems == ()
    assert result.course is not None
    assert {view["kind"] for view in views(result.course)} == {
        "reliance-lab", "threshold-explorer", "redaction-lab", "checking-lab", "scenario",
    }  # fmt: skip
