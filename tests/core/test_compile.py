"""A whole course: what is in the learner view, what is in the key, and what one fault does to the rest."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest

from courses.core.compiler import compile_course, release_sha256, source_sha256
from courses.core.document import Compiled, Course, Folder, History, QuizBlock
from courses.core.kinds import KINDS
from tests.core.golden import COURSE, REST, UNIT, sample_files

pytestmark = pytest.mark.core

TODAY = datetime.date(2026, 11, 21)
FRONT = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\ncompetency: protect-data\n---\n\n"
QUESTIONS = """\
### Single choice `{0}-single`

Which one?

- [ ] `up` It goes up
  > SECRET not up [@demo-study].
- [x] `down` It goes down
  > SECRET yes.
- [ ] `same` It stays
  > SECRET no.

**Hint:** Think.

**Explanation:** SECRET because.

### Multiple choice `{0}-multiple`

Which of these?

- [x] `a` First
- [x] `b` Second
- [ ] `c` Third
  > SECRET not third.

### True or false `{0}-fact`

A dot is round.

- [x] True
- [ ] False
  > SECRET it is.

### Number `{0}-number`
unit: %

How much?

- [x] 77.7 ± 0.25
  > SECRET right.
- [ ] 90 ± 1
  > SECRET wrong.

### Rating `{0}-rating`

How sure are you?

1. A little
2. Very

### Short text `{0}-text`

What is it called?

- [x] SECRET name
  > SECRET yes.
- [ ] SECRET other name
  > SECRET no.

### Ordering `{0}-order`

In which order?

1. Read
2. Decide
3. Look

**Explanation:** SECRET order.

### Matching `{0}-pairs`

Which belong together?

| One | Other |
| --- | ----- |
| Sun | Day   |
| Moon | Night |
|      | Noon  |

**Explanation:** SECRET pairs.

### Reflection `{0}-thoughts`
words: 2 to 200

What did you notice? Leave out anything that could identify a patient.

**Model answer:** SECRET model.
"""
GRADED = """\
---
kind: assessment
title: Final quiz of the sample
summary: All of it.
minutes: 4
competency: protect-data
---

Take your time.

## Quiz `final`
attempts: 2
wait-hours: 24
pass-mark: 75%

You may look things up [@demo-study].

"""
POOL = "---\nkind: pool\ntitle: Items\ncompetency: protect-data\n---\n\n" + "".join(
    f"## Number `item-{n}`\n\nHow many {n}?\n\n- [x] {n}\n\n**Explanation:** SECRET count.\n\n" for n in range(1, 6)
)
FILES = {
    "course.md": COURSE.replace("minutes: 16", "minutes: 20").encode(),
    "01-unit.md": (FRONT + "## Start\n\nText [@demo-study].\n\n" + QUESTIONS.replace("{0}", "unit")).encode(),
    "03-final.md": (
        GRADED + QUESTIONS.replace("{0}", "final") + "\n### Pool `items`\nfrom: pools/items.md\ndraw: 2\n"
    ).encode(),
    "pools/items.md": POOL.encode(),
}


def compiled(**files: str | bytes) -> Compiled:
    data = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return compile_course(Folder("sample", {**sample_files(), **data}), today=TODAY)


def course_of(result: Compiled) -> Course:
    assert result.course is not None, result.problems
    return result.course


@pytest.fixture(scope="module")
def course() -> Course:
    result = compiled(**FILES)
    assert result.problems == ()
    return course_of(result)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings(inner)
    else:
        yield str(value)


def test_the_learner_view_holds_no_answer_no_feedback_and_no_explanation(course: Course) -> None:
    view = list(strings([course.structure, course.units, course.quizzes]))
    assert any("SECRET" in text for text in strings(dict(course.key)))
    assert not any("SECRET" in text for text in view)
    assert not any("77.7" in text or "0.25" in text for text in view)
    names = {"right", "correct", "ticked", "feedback", "explanation", "ranges", "answer", "scoring"}
    assert names.isdisjoint(view)


def test_the_learner_view_is_the_same_whichever_option_is_right() -> None:
    text = FILES["01-unit.md"].decode()
    swapped = text.replace("- [x] `down`", "- [ ] `down`").replace("- [ ] `up`", "- [x] `up`").replace("77.7", "12.3")
    swapped = swapped.replace("- [x] True", "- [ ] True").replace("- [ ] False", "- [x] False")
    first, second = (course_of(compiled(**{**FILES, "01-unit.md": unit})) for unit in (text, swapped))
    assert (first.structure, first.units, first.quizzes) == (second.structure, second.units, second.quizzes)
    assert first.key != second.key


def test_every_question_has_one_key_and_every_key_a_question(course: Course) -> None:
    questions = [
        question["id"] for quiz in course.quizzes for section in quiz["sections"] for question in section["questions"]
    ]
    for unit in course.structure["units"]:
        questions += unit["exercises"]
    assert sorted(questions) == sorted(course.key)
    assert {entry["kind"] for entry in course.key.values()} == set(KINDS)


def test_the_parts_of_a_course_are_ready_for_json(course: Course) -> None:
    parts = [course.structure, list(course.units), list(course.quizzes), dict(course.key)]
    assert json.loads(json.dumps(parts)) == parts


def test_an_assessment_is_a_quiz_with_the_title_of_its_file_and_no_unit(course: Course) -> None:
    (quiz,) = course.quizzes
    assert (quiz["id"], quiz["title"], quiz["unit"], quiz["graded"]) == (
        "final",
        "Final quiz of the sample",
        None,
        True,
    )
    assert (quiz["pass_mark"], quiz["attempts"], quiz["wait_hours"], quiz["minutes"]) == (75, 2, 24, 4)
    assert quiz["intro"].startswith("<p>Take your time.</p>\n<p>You may look things up")
    assert [(section["draw"], len(section["questions"])) for section in quiz["sections"]] == [(None, 9), (2, 5)]
    assert quiz["draws"] == 11
    assert [unit["id"] for unit in course.units] == ["unit", "rest"]
    (summary,) = course.structure["quizzes"]
    assert (summary["points"], summary["draws"]) == (9, 11)  # a rating is shown and carries no point


def test_a_citation_in_a_quiz_leads_to_the_source_itself(course: Course) -> None:
    assert 'href="https://example.org/study" rel="noopener noreferrer">1</a>' in course.quizzes[0]["intro"]


def test_a_quiz_takes_its_rules_from_the_course_unless_it_has_its_own() -> None:
    quiz = "## Quiz `last`\nkind: graded\n\n" + QUESTIONS.replace("{0}", "q")
    rules = COURSE.replace("pass-mark: 80%", "pass-mark: 65\nattempts: 3\nwait-hours: 12")
    course = course_of(compiled(**{"course.md": rules, "01-unit.md": FRONT + "## Start\n\nText.\n\n" + quiz}))
    (view,) = course.quizzes
    assert (view["title"], view["unit"]) == ("Final quiz", "unit")
    assert (view["pass_mark"], view["attempts"], view["wait_hours"]) == (65, 3, 12)
    last = course.units[0]["steps"][-1]
    assert last["title"] == "Final quiz"
    assert last["blocks"] == [QuizBlock(type="quiz", quiz="last")]
    assert course.structure["units"][0]["exercises"] == []


def test_an_exercise_quiz_is_its_questions_standing_in_the_unit() -> None:
    pool = "### Pool `items`\nfrom: pools/items.md\ndraw: 2\n"
    quiz = (
        "## Quiz `try`\nkind: exercise\nconfidence: yes\n\nTry these.\n\n" + QUESTIONS.replace("{0}", "q") + "\n" + pool
    )
    files = {"01-unit.md": FRONT + "## Start\n\n" + quiz, "pools/items.md": POOL}
    course = course_of(compiled(**files))
    assert course.quizzes == ()
    blocks = course.units[0]["steps"][0]["blocks"]
    assert [block["type"] for block in blocks] == ["prose"] + ["question"] * 11
    questions = [block["question"] for block in blocks if block["type"] == "question"]
    assert [question["confidence"] for question in questions] == [
        *([True] * 4), False, *([True] * 3), False, True, True,  # neither a rating nor a reflection
    ]  # fmt: skip
    assert course_of(compiled(**files)).units == course.units


def test_a_pool_file_finds_its_pictures_and_sources_wherever_it_is_drawn() -> None:
    item = "## Number `item-1`\n\n![A dot](../images/dots.svg)\n\nHow many [@demo-study]?\n\n- [x] 1\n\n"
    item += "**Explanation:** One.\n\n"
    pool = "---\nkind: pool\ntitle: Items\ncompetency: protect-data\n---\n\n" + item + item.replace("item-1", "item-2")
    for kind, cite in (("exercise", "#src-1"), ("graded", "https://example.org/study")):
        quiz = f"## Quiz `try`\nkind: {kind}\n\n### Pool `items`\nfrom: pools/items.md\ndraw: 1\n"
        course = course_of(compiled(**{"01-unit.md": FRONT + "## Start\n\n" + quiz, "pools/items.md": pool}))
        shown = json.dumps([course.units, course.quizzes])
        assert "/media/" in shown
        assert f'href=\\"{cite}\\"' in shown
        assert [source["id"] for source in course.units[0]["sources"]] == (["demo-study"] if kind == "exercise" else [])


def test_a_numbered_file_of_kind_pool_is_a_pool_and_no_unit() -> None:
    quiz = "## Quiz `last`\nkind: graded\n\n### Pool `items`\nfrom: 03-items.md\ndraw: 2\n"
    course = course_of(compiled(**{"01-unit.md": FRONT + quiz, "03-items.md": POOL}))
    assert [unit["id"] for unit in course.units] == ["unit", "rest"]
    assert [len(section["questions"]) for section in course.quizzes[0]["sections"]] == [5]


def test_sources_are_numbered_through_the_course_and_through_each_unit(course: Course) -> None:
    assert [(source["n"], source["id"]) for source in course.structure["sources"]] == [(1, "demo-study")]
    assert [(source["n"], source["id"]) for source in course.units[1]["sources"]] == [(1, "demo-study")]


def test_glossary_terms_come_with_the_unit_that_links_them() -> None:
    text = FRONT + "## Start\n\nMind the [share](glossary.md#sensitivity).\n"
    unit = course_of(compiled(**{"01-unit.md": text})).units[0]
    assert unit["terms"] == [
        {
            "id": "sensitivity",
            "term": "Sensitivity",
            "html": "<p>Of those who are ill, the share who are flagged.</p>",
        }
    ]


def test_only_pictures_that_are_shown_belong_to_a_course(course: Course) -> None:
    assert course.assets == ()
    shown = course_of(compiled(**{"01-unit.md": FRONT + "![A dot](images/dots.svg)\n"}))
    (asset,) = shown.assets
    assert (asset.path, asset.extension, asset.data) == ("images/dots.svg", "svg", sample_files()["images/dots.svg"])


def test_the_same_folder_gives_the_same_course() -> None:
    assert compiled(**FILES) == compiled(**FILES)


def test_the_source_digest_ignores_line_ends_order_and_notes_and_nothing_else() -> None:
    files = {**sample_files(), **FILES}
    digest = source_sha256(Folder("sample", files))
    windows = {name: data.replace(b"\n", b"\r\n") for name, data in reversed(files.items())}
    assert source_sha256(Folder("sample", {**windows, "notes/todo.md": b"x"})) == digest
    assert source_sha256(Folder("sample", {**files, "01-unit.md": files["01-unit.md"] + b"x"})) != digest
    assert source_sha256(Folder("sample", {**files, "extra.txt": b""})) != digest


def test_the_release_digest_covers_source_structure_key_and_pictures(course: Course) -> None:
    digest = release_sha256(course)
    assert digest == release_sha256(course_of(compiled(**FILES)))
    assert len(digest) == 64
    other = course_of(
        compiled(**{**FILES, "01-unit.md": FILES["01-unit.md"].decode().replace("- [x] True", "- [x]  True")})
    )
    assert release_sha256(other) != digest
    rerendered = Course(
        {**course.structure, "welcome": "<p>Made by a later renderer.</p>"}, course.units, course.quizzes, course.key,
        course.assets, course.source_sha256,
    )  # fmt: skip
    assert release_sha256(rerendered) == digest


def test_all_faults_of_all_files_are_told_at_once() -> None:
    result = compiled(
        **{
            "course.md": COURSE.replace("pass-mark", "pass_mark"),
            "01-unit.md": FRONT + "## Start\n\n<b>x</b>\n\n### Single choice `one`\npionts: 2\n\n"
            "Which?\n\n- [x] A\n- [x] B\n",
            "glossary.md": "## No front matter\n",
        }
    )
    assert [(problem.file, problem.code) for problem in result.problems] == [
        ("01-unit.md", "C015"),
        ("01-unit.md", "W161"),
        ("01-unit.md", "C111"),
        ("01-unit.md", "C101"),
        ("course.md", "C005"),
        ("glossary.md", "C001"),
    ]


@pytest.mark.parametrize("fault", ["---\nformat: 1\n", "no front matter\n", "---\na: b: c\n---\n", "---\n- a\n---\n"])
def test_an_unreadable_course_file_is_one_problem_and_not_one_for_each_id(fault: str) -> None:
    text = FRONT + "## Start\n\nText [@demo-study].\n\n" + QUESTIONS.replace("{0}", "q")
    result = compiled(**{"course.md": fault, "01-unit.md": text})
    assert len(result.problems) == 1
    assert result.problems[0].file == "course.md"


def test_an_unknown_block_is_one_problem_and_its_content_is_left_alone() -> None:
    text = (
        FRONT
        + "## Reliance labb `lab`\nconfidence: maybe\n\nText.\n\n### Case `one`\ncorrect: x\n\n- [x] a\n\n"
        + "## End\n\nText.\n"
    )
    assert [problem.code for problem in compiled(**{"01-unit.md": text}).problems] == ["C102"]


def test_a_warning_does_not_keep_a_course_from_being_made() -> None:
    result = compiled(**{"01-unit.md": FRONT + "## Start\n\nRead it [here](https://example.org).\n"})
    assert [problem.severity for problem in result.problems] == ["warning"]
    assert not result.blocked
    assert result.course is not None


def test_history_lets_a_renamed_question_keep_its_past() -> None:
    text = FRONT + "### Number `new`\nwas: old\n\nHow many?\n\n- [x] 1\n\n**Explanation:** One.\n"
    folder = Folder("sample", {**sample_files(), "01-unit.md": text.encode()})
    assert compile_course(folder, history=History(kinds={"old": "number"}), today=TODAY).problems == ()
    changed = compile_course(folder, history=History(kinds={"old": "rating"}), today=TODAY).problems
    assert [problem.code for problem in changed] == ["C109"]


def test_headings_in_course_md_are_part_of_the_welcome() -> None:
    course = course_of(compiled(**{"course.md": COURSE + "\n## Who it is for\n\nEverybody.\n"}))
    assert course.structure["welcome"].endswith('<h2 id="u-who-it-is-for">Who it is for</h2>\n<p>Everybody.</p>')


def test_what_a_question_sets_for_roles_and_places_reaches_the_learner_view() -> None:
    text = (
        FRONT
        + "### Number `how-many`\naudience: gp, reception\nregion: uk\n\nHow many?\n\n- [x] 1\n\n"
        + "**Explanation:** One.\n"
    )
    (block,) = course_of(compiled(**{"01-unit.md": text})).units[0]["steps"][0]["blocks"]
    assert block["type"] == "question"
    assert (block["question"]["audience"], block["question"]["region"]) == (["gp", "reception"], "uk")


def test_competencies_of_the_site_need_no_entry_in_the_course() -> None:
    text = FRONT + "### Number `how-many`\ncompetency: site:k4\n\nHow many?\n\n- [x] 1\n\n**Explanation:** One.\n"
    course = course_of(compiled(**{"01-unit.md": text}))
    assert list(course.structure["competencies"]) == ["protect-data", "site:k4"]


def test_a_unit_may_be_optional_and_then_its_minutes_count_apart() -> None:
    optional = UNIT.replace("minutes: 8", "minutes: 30\nrequired: no").replace("First unit", "More of it")
    files = {"course.md": COURSE, "01-first.md": UNIT, "02-rest.md": REST, "03-more.md": optional}
    compiled = compile_course(Folder("sample", {path: text.encode() for path, text in files.items()}), today=TODAY)
    assert not [one for one in compiled.problems if one.code == "W050"]
    assert compiled.course is not None, compiled.problems
    assert [unit["required"] for unit in compiled.course.structure["units"]] == [True, True, False]


def test_a_unit_that_is_not_utf8_is_not_also_missing() -> None:
    without = {path: data for path, data in sample_files().items() if not path.startswith("0")}
    latin = {**without, "01-unit.md": "---\ntitle: Über\n---\n".encode("cp1252")}
    codes = [
        {one.code for one in compile_course(Folder("sample", files), today=datetime.date(2026, 11, 21)).problems}
        for files in (latin, without)
    ]
    assert [codes[0] & {"C017", "C067"}, codes[1] & {"C017", "C067"}] == [{"C017"}, {"C067"}]
