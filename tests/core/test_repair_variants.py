"""Repairs of the many ways in which one fault is written: the text before, and what one click makes of it."""

from __future__ import annotations

import datetime

import pytest

from courses.core.compiler import compile_course
from courses.core.compiler.repairs import apply
from courses.core.document import Folder, History
from courses.core.problem import Problem, Repair
from tests.core.golden import sample_files

pytestmark = pytest.mark.core

FRONT = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\n---\n"
CHOICE = "\n### Single choice `one`\n{settings}\nWhich?\n\n{options}\n\n**Explanation:** So.\n"
ASK = "\n### Number `one`\n\nHow much?\n\n- [x] {}\n\n**Explanation:** So.\n"
LETTER = (
    "\n## Redaction lab `letter`\n\n| Mark | Meaning |\n| --- | --- |\n| name | Who |\n\n### Text `a`\n\n{}\n"
    "[Her](#keep) own words.\n"
)


def problems_of(text: str | bytes, path: str = "01-unit.md") -> list[Problem]:
    data = text if isinstance(text, bytes) else text.encode()
    folder = Folder("sample", {**sample_files(), path: data})
    found = compile_course(folder, today=datetime.date(2026, 11, 21)).problems
    return [problem for problem in found if problem.file == path]


def repair_of(code: str, text: str | bytes, path: str = "01-unit.md") -> Repair | None:
    """The repair of the first problem with this code in a file with this text."""
    return next(problem.repair for problem in problems_of(text, path) if problem.code == code)


def repaired(code: str, text: str, path: str = "01-unit.md") -> str:
    fix = repair_of(code, text, path)
    assert fix, f"{code} has no repair"
    return apply(text, fix.edits)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Some <b>bold</b> words.", "Some **bold** words."),
        ("Some <strong> bold </strong> words.", "Some  **bold**  words."),
        ("Some <EM>slanted</EM> words.", "Some *slanted* words."),
        ("Some <u>lined</u> words.", "Some lined words."),
        ("H<sub>2</sub>O.", "H2O."),
        ("Press <kbd>F1</kbd>.", "Press `F1`."),
        (
            'See <a href="https://example.org/a" target="_blank">the study</a>.',
            "See [the study](https://example.org/a).",
        ),
        ('<img src="images/dots.svg" alt="A row of dots">', "![A row of dots](images/dots.svg)"),
        ("One line<br>and another.", "One line\\\nand another."),
        ("One line <br/> and another.", "One line\\\nand another."),
        ("- an item<br>and more", "- an item and more"),
        ("A closing</b> alone.", "A closing alone."),
        ("Words <!-- a note", "Words <!-- a note -->"),
    ],
)
def test_a_tag_that_markdown_has_a_sign_for_becomes_that_sign(before: str, after: str) -> None:
    assert repaired("C015", f"{FRONT}\n{before}\n") == f"{FRONT}\n{after}\n"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<iframe src=x></iframe>", "<b>never closed", '<a href="javascript:x">x</a>',
     '<img src="https://example.org/a.png" alt="x">', "<patient name>", '<img src="images/dots.svg">'],
)  # fmt: skip
def test_a_tag_that_markdown_has_no_sign_for_is_left_to_its_author(text: str) -> None:
    assert repair_of("C015", f"{FRONT}\n{text}\n") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [] This", "- [ ] This"),
        ("- [X ] This", "- [x] This"),
        ("-[x] This", "- [x] This"),
        ("- (x) This", "- [x] This"),
        ("- ( ) This", "- [ ] This"),
        ("* [  ] `key` This", "* [ ] `key` This"),
        ("[x] This", "- [x] This"),
        ("- This", "- [ ] This"),
    ],
)
def test_brackets_are_put_right(before: str, after: str) -> None:
    text = FRONT + CHOICE.format(settings="", options=f"- [x] Another\n- [ ] A third\n{before}")
    assert repaired("C121", text) == text.replace(before, after)


def test_a_list_without_any_box_is_left_to_its_author() -> None:
    assert repair_of("C121", FRONT + CHOICE.format(settings="", options="- This\n- That")) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: A: b", 'title: "A: b"'),
        ('title: The "new": rules', 'title: "The \\"new\\": rules"'),
        ("title: @home", 'title: "@home"'),
        ("title: `code`", 'title: "`code`"'),
        ('title: "First', 'title: "First"'),
        ("title: 'First", "title: 'First'"),
        ("title: [First", "title: [First]"),
        ("title:First", "title: First"),
    ],
)
def test_a_value_that_yaml_cannot_read_is_quoted_or_closed(before: str, after: str) -> None:
    text = FRONT.replace("title: First", before) + "\nText.\n"
    assert repaired("C003", text) == text.replace(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("confidence: true", "confidence: yes"),
        ("confidence: off", "confidence: no"),
        ("shuffle: keeplast", "shuffle: keep-last"),
        ("shuffle: Yes", "shuffle: yes"),
        ("region: UK", "region: uk"),
    ],
)
def test_a_value_is_taken_for_the_one_it_resembles(before: str, after: str) -> None:
    text = FRONT + CHOICE.format(settings=before + "\n", options="- [x] This\n- [ ] That")
    assert repaired("C114", text) == text.replace(before, after)


@pytest.mark.parametrize(
    ("first", "second"), [("True.", "false"), ("Yes", "No"), ("**Right**", "Wrong"), ("Correct", "x")]
)
def test_two_options_that_mean_true_and_false_are_called_so(first: str, second: str) -> None:
    text = f"{FRONT}\n### True or false `one`\n\nSo it is.\n\n- [x] {first}\n- [ ] {second}\n\n**Explanation:** So.\n"
    assert "- [x] True\n- [ ] False\n" in repaired("C135", text)
    assert "- [ ] False\n- [x] True\n" in repaired(
        "C135", text.replace(f"- [x] {first}\n- [ ] {second}", f"- [ ] {second}\n- [x] {first}")
    )


@pytest.mark.parametrize("options", ["- [x] Perhaps\n- [ ] Maybe", "- [x] Yes\n- [ ] No\n- [ ] Both", "- [x] Yes"])
def test_options_that_mean_something_else_are_left_to_their_author(options: str) -> None:
    text = f"{FRONT}\n### True or false `one`\n\nSo it is.\n\n{options}\n\n**Explanation:** So.\n"
    assert repair_of("C135", text) is None


@pytest.mark.parametrize(
    ("options", "settings", "after"),
    [
        ("- [x] This\n- [ ] All of the above", "", "shuffle: keep-last\n"),
        ("- [x] This\n- [ ] All of the above", "shuffle: yes\n", "shuffle: keep-last\n"),
        ("- [ ] None of these\n- [x] This", "", "shuffle: no\n"),
        ("- [ ] None of these\n- [x] This", "shuffle: keep-last\n", "shuffle: no\n"),
    ],
)
def test_an_option_that_names_the_others_stays_where_it_is(options: str, settings: str, after: str) -> None:
    text = FRONT + CHOICE.format(settings=settings, options=options)
    assert repaired("W145", text) == FRONT + CHOICE.format(settings=after, options=options)


@pytest.mark.parametrize(
    ("before", "after"), [("8.33", "8.33 ± 0.05"), ("0.125", "0.125 ± 0.005"), ("8.33%", "8.33% ± 0.05")]
)
def test_a_number_gets_half_a_step_of_its_last_figure(before: str, after: str) -> None:
    assert repaired("W141", FRONT + ASK.format(before)) == FRONT + ASK.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("943 476 5919", "999 476 5919"),
        ("9434765919", "9994765919"),
        ("07911 123456", "07700 900456"),
        ("+44 7911 123456", "+44 7700 900456"),
        ("+44 (0)7911 123456", "+44 (0)7700 900456"),
        ("0161 234 5678", "0163 296 0678"),
    ],
)
def test_a_number_that_may_be_real_becomes_one_that_is_kept_for_examples(before: str, after: str) -> None:
    text = FRONT + LETTER.format(f"[Mrs Sample](#name), {before}, rang.")
    fixed = repaired("W225", text)
    assert fixed == text.replace(before, after)
    with pytest.raises(StopIteration):
        repair_of("W225", fixed)


def test_a_mark_that_runs_over_three_lines_is_joined() -> None:
    text = FRONT + LETTER.format('Call [Mrs\n  Ida\nSample](#name "A name") today.')
    assert 'Call [Mrs Ida Sample](#name "A name") today.' in repaired("C223", text)


@pytest.mark.parametrize(
    ("before", "after"),
    [("HINT", "TIP"), ("info", "NOTE"), ("WARNNG", "WARNING"), ("DANGER", "CAUTION"), ("BOX", "NOTE")],
)
def test_a_callout_of_another_name_becomes_one_of_the_five(before: str, after: str) -> None:
    text = f"{FRONT}\n> [!{before}]\n> Some advice.\n"
    assert repaired("C301", text) == text.replace(before, after)


@pytest.mark.parametrize("title", ["A title", "**A title**", "A *fine* title"])
def test_the_title_of_a_callout_moves_to_a_line_of_its_own(title: str) -> None:
    bold = title.replace("*", "")
    text = f"{FRONT}\n> [!TIP] {title}\n> Some advice.\n"
    assert repaired("C303", text) == f"{FRONT}\n> [!TIP]\n> **{bold}**\n> Some advice.\n"


@pytest.mark.parametrize(
    ("before", "after"), [("\tText.", "    Text."), ("Some\ttext.", "Some text."), ("- a\t\tb\tc", "- a b c")]
)
def test_tabs_become_spaces(before: str, after: str) -> None:
    assert repaired("C010", f"{FRONT}\n{before}\n") == f"{FRONT}\n{after}\n"


def test_an_open_fence_is_closed_before_the_next_heading() -> None:
    text = f"{FRONT}\n```\ncode\n\nmore\n\n## Next\n\nText.\n"
    assert repaired("C011", text) == text.replace("more\n", "more\n```\n")


def test_an_open_fence_at_the_end_is_closed_with_its_own_signs() -> None:
    assert repaired("C011", f"{FRONT}\n- one\n\n  ~~~~\n  code") == f"{FRONT}\n- one\n\n  ~~~~\n  code\n  ~~~~\n"


def test_a_line_of_equals_signs_becomes_a_heading() -> None:
    assert repaired("C013", f"{FRONT}\nA title\n=======\n\nText.\n") == f"{FRONT}\n## A title\n\nText.\n"


def test_a_missing_id_is_one_that_nobody_has() -> None:
    text = FRONT + "\n### Single choice\n\nRest fact?\n\n- [x] This\n- [ ] That\n\n**Explanation:** So.\n"
    assert "### Single choice `rest-fact-2`\n" in repaired("C103", text)


@pytest.mark.parametrize(
    "heading",
    ["Single choice 'first-look'", "Single choice “first-look”", "single choice: first-look",
     "Single choice `first-look", 'Single  choice "first-look" ###'],
)  # fmt: skip
def test_an_id_that_stands_there_gets_its_backticks(heading: str) -> None:
    text = FRONT + CHOICE.format(settings="", options="- [x] a\n- [ ] b").replace("Single choice `one`", heading)
    name = " ".join(heading.split()[:2]).rstrip(":")
    assert f"{name} `first-look`" in " ".join(repaired("C103", text).split())
    assert "C103" not in {one.code for one in problems_of(repaired("C103", text))}


@pytest.mark.parametrize(
    "title", ["Number needed to treat", "Quiz 2", "Reflection (self-care)", "Rating the evidence", "Matching people"]
)
def test_a_title_that_begins_like_a_block_stays_a_title(title: str) -> None:
    assert not {one.code for one in problems_of(f"{FRONT}\n## {title}\n\nWords.\n")} & {"C102", "C103"}


@pytest.mark.parametrize("before", ["“First: a look”", "„First: a look“", "‘First: a look’"])
def test_curly_quotes_become_straight_ones(before: str) -> None:
    text = FRONT.replace("title: First", f"title: {before}")
    assert 'title: "First: a look"\n' in repaired("C003", text)


def test_a_closing_row_of_hashes_stays_behind_the_id() -> None:
    text = FRONT + "\n### Single choice ###\n\nWhich one?\n\n- [x] This\n- [ ] That\n\n**Explanation:** So.\n"
    assert "### Single choice `which-one` ###\n" in repaired("C103", text)


def test_a_setting_that_is_there_already_is_not_written_twice() -> None:
    text = FRONT + CHOICE.format(settings="points: 1\npionts: 2\n", options="- [x] This\n- [ ] That")
    assert repair_of("C111", text) is None


def test_a_field_that_is_there_already_is_not_written_twice() -> None:
    assert repair_of("C005", FRONT.replace("minutes: 8", "minutes: 8\nminuts: 9") + "\nText.\n") is None


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("The patient’s choice.\n".encode("cp1252"), "cp1252"),
        ("Text — more.\n".encode("utf-16"), "utf-16"),
        ("Café — more.\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_of_a_text_is_recognised(data: bytes, encoding: str) -> None:
    fix = repair_of("C017", data)
    assert fix
    assert fix.recode == encoding


def test_a_text_that_is_partly_utf_8_is_left_to_its_author() -> None:
    assert repair_of("C017", "Café ".encode() + b"\x92 more\n") is None


@pytest.mark.parametrize("name", ["README.md", "notes.md", "CHANGELOG.md"])
def test_a_file_about_the_folder_is_not_made_a_unit(name: str) -> None:
    found = problems_of("Words.\n", name)
    assert [(problem.code, problem.fix) for problem in found] == [
        ("C016", "Move it into notes/, which is not published")
    ]
    assert found[0].repair is None


@pytest.mark.parametrize(
    ("name", "text", "front"),
    [
        ("01-deciding.md", "## Deciding: when\n\nIt starts here. And more.\n",
         '---\ntitle: "Deciding: when"\nsummary: It starts here.\nminutes: 1\nobjectives: [o1]\n---\n\n'),
        ("01-deciding-well.md", "- only a list\n",
         "---\ntitle: Deciding well\nsummary: Deciding well\nminutes: 1\nobjectives: [o1]\n---\n\n"),
        ("pools/easy.md", "## True or false `a`\n", "---\nkind: pool\ntitle: Easy\n---\n\n"),
        ("glossary.md", "## Sensitivity\n\nText.\n", "---\ntitle: Glossary\n---\n\n"),
        ("01-unit.md", "", "---\ntitle: Unit\nsummary: Unit\nminutes: 1\nobjectives: [o1]\n---\n"),
    ],
)  # fmt: skip
def test_front_matter_is_made_of_what_is_there(name: str, text: str, front: str) -> None:
    assert repaired("C001", text, name) == front + text


@pytest.mark.parametrize("top", ["\n---\n", "----\n", "", "\n\n", "***\n"])
def test_fields_without_their_opening_line_are_kept(top: str) -> None:
    text = top + FRONT.removeprefix("---\n") + "\nText.\n"
    assert [problem.code for problem in problems_of(text)] == ["C001"]
    assert repaired("C001", text) == FRONT + "\nText.\n"


@pytest.mark.parametrize(("before", "after"), [("about 8", "8"), ("8 minutes", "8"), ("~12", "12")])
def test_the_only_number_is_the_number(before: str, after: str) -> None:
    text = FRONT.replace("minutes: 8", f"minutes: {before}") + "\nText.\n"
    assert repaired("C007", text) == text.replace(before, after)


@pytest.mark.parametrize("value", ["8 to 10", "8-10", "1.5", "a few", "8 or 9"])
def test_of_several_numbers_none_is_chosen(value: str) -> None:
    assert repair_of("C007", FRONT.replace("minutes: 8", f"minutes: {value}") + "\nText.\n") is None


def test_a_single_word_becomes_a_list() -> None:
    text = FRONT.replace("[o1]", "o1") + "\nText.\n"
    assert repaired("C007", text) == FRONT + "\nText.\n"


@pytest.mark.parametrize("line", ["points 2", "- points: 2", "**Points:** 2", "`points` = 2", "* points 2"])
def test_a_setting_in_another_dress_becomes_a_setting(line: str) -> None:
    text = FRONT + CHOICE.format(settings=f"shuffle: no\n{line}\n", options="- [x] This\n- [ ] That")
    assert repaired("C110", text) == text.replace(line, "points: 2")


@pytest.mark.parametrize("line", ["Points are given for this.", "- one point", "Some text: with a colon"])
def test_text_under_a_heading_gets_its_blank_line(line: str) -> None:
    text = FRONT + CHOICE.format(settings=f"{line}\n", options="- [x] This\n- [ ] That")
    assert repaired("C110", text) == text.replace(line, f"\n{line}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("a.b@example.org", "mailto:a.b@example.org"),
    ],
)
def test_an_address_gets_its_beginning(before: str, after: str) -> None:
    assert repaired("C420", f"{FRONT}\n[A study]({before})\n") == f"{FRONT}\n[A study]({after})\n"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org/a", "file:///etc/passwd"]
)
def test_an_address_that_is_none_of_ours_is_left_to_its_author(address: str) -> None:
    assert repair_of("C420", f"{FRONT}\n[A study]({address})\n") is None


def test_keys_that_are_added_later_are_the_ids_that_answers_are_counted_under() -> None:
    options = "- [x] This *one*,\n  on two lines\n  > Yes.\n- [ ] `that` That one\n- [ ] Another & more"
    text = FRONT + CHOICE.format(settings="", options=options)
    folder = Folder("sample", {**sample_files(), "01-unit.md": text.encode()})
    before = compile_course(folder, history=History(answered={"one": 20}), today=datetime.date(2026, 11, 21))
    fix = next(problem.repair for problem in before.problems if problem.code == "W136")
    assert fix
    keyed = Folder("sample", {**folder.files, "01-unit.md": apply(text, fix.edits).encode()})
    after = compile_course(keyed, history=History(answered={"one": 20}), today=datetime.date(2026, 11, 21))
    assert after.problems == ()
    assert before.course
    assert after.course
    assert after.course.key["one"] == before.course.key["one"]


@pytest.mark.parametrize(("people", "told"), [(19, False), (20, True)])
def test_keys_are_asked_for_from_twenty_people_on(people: int, told: bool) -> None:
    text = FRONT + CHOICE.format(settings="was: old\n", options="- [x] This\n- [ ] That")
    history = History(answered={"old": people}, kinds={"old": "single-choice"})
    folder = Folder("sample", {**sample_files(), "01-unit.md": text.encode()})
    found = compile_course(folder, history=history, today=datetime.date(2026, 11, 21)).problems
    assert [problem.code for problem in found] == (["W136"] if told else [])
