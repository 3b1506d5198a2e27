"""The pools: who knows nothing but how tests are made must not pass."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from courses.core.document import Question
from tests.content.curriculum.shelf import (
    CONTENT,
    CURRICULUM,
    REGIONS,
    course,
    every_question,
    final_quiz,
    items,
    meant_for,
    plain,
    words,
)

pytestmark = pytest.mark.core

ABSOLUTE = re.compile(r"\b(?:always|never|all|every|none|nobody|everybody|only)\b", re.IGNORECASE)
COMBINED = re.compile(r"^(?:all|none|both|neither) of (?:the above|these|them)\b", re.IGNORECASE)

LONG_STEM = 40  # words in one paragraph


def choices(name: str) -> list[Question]:
    return [question for question in every_question(name) if question["kind"] == "single-choice"]


def lengths(question: Question) -> dict[str, int]:
    return {option["id"]: len(plain(option["html"])) for option in question["options"]}


def right(name: str, question: Question) -> str:
    [only] = course(name).key[question["id"]]["right"]
    return only


@pytest.mark.parametrize("name", CURRICULUM)
def test_the_right_option_is_not_told_by_its_length(name: str) -> None:
    found = [(lengths(item), right(name, item)) for item in choices(name)]
    longest = sum(all(size[key] > size[one] for one in size if one != key) for size, key in found)
    shortest = sum(all(size[key] < size[one] for one in size if one != key) for size, key in found)
    assert longest <= len(found) / 3, f"strictly longest in {longest} of {len(found)}"
    assert shortest <= len(found) * 0.45, f"strictly shortest in {shortest} of {len(found)}"


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_long_case_leaves_its_question_a_paragraph_of_its_own(name: str) -> None:
    """What is asked stands out; the case before it is read like text."""
    stems = {item["id"]: item["stem"] for item in every_question(name) if item["kind"] != "reflection"}
    asked = {id: re.findall(r"<p>(.*?)</p>", stem, re.DOTALL) for id, stem in stems.items()}
    assert {id: texts for id, texts in asked.items() if len(texts) == 1 and words(plain(texts[0])) > LONG_STEM} == {}


@pytest.mark.parametrize("name", CURRICULUM)
def test_options_of_an_item_are_about_as_long_as_each_other(name: str) -> None:
    spread = {item["id"]: sorted(lengths(item).values()) for item in choices(name)}
    assert {id: size for id, size in spread.items() if size[-1] - size[0] > 30 and size[-1] > 1.8 * size[0]} == {}


@pytest.mark.parametrize("name", CURRICULUM)
def test_the_right_option_stands_in_every_place(name: str) -> None:
    pool = [item for item in items(final_quiz(name)) if item["kind"] == "single-choice" and len(item["options"]) == 3]
    places = Counter([option["id"] for option in item["options"]].index(right(name, item)) for item in pool)
    assert len(pool) >= 10
    assert {place: places[place] for place in range(3) if not 0.2 <= places[place] / len(pool) <= 0.5} == {}


def test_over_all_items_neither_length_nor_place_nor_a_strong_word_tells_the_answer() -> None:
    pool = [(name, item) for name in CURRICULUM for item in items(final_quiz(name)) if item["kind"] == "single-choice"]
    keys = [(item, right(name, item)) for name, item in pool]
    longest = sum(max(lengths(item), key=lengths(item).__getitem__) == key for item, key in keys)
    assert 0.2 <= longest / len(keys) <= 0.4, f"{longest} of {len(keys)}"
    places = Counter([option["id"] for option in item["options"]].index(key) for item, key in keys)
    assert all(0.2 <= places[place] / len(keys) <= 0.45 for place in range(3)), places
    strong = [
        (option["id"] == key) for item, key in keys for option in item["options"] if ABSOLUTE.search(option["html"])
    ]
    assert sum(strong) / len(strong) >= 0.15, "a strong word marks the wrong options"


@pytest.mark.parametrize("name", CURRICULUM)
def test_items_are_single_best_answers_of_three_or_four_options_and_none_combines_others(name: str) -> None:
    pool = items(final_quiz(name))
    assert [item["id"] for item in pool if item["kind"] == "single-choice" and len(item["options"]) not in (3, 4)] == []
    assert sum(item["kind"] == "single-choice" for item in pool) >= 0.8 * len(pool)
    options = [(item["id"], plain(option["html"])) for item in pool for option in item.get("options", ())]
    assert [one for one in options if COMBINED.search(one[1])] == []


def test_no_stem_stands_twice() -> None:
    stems: dict[str, list[str]] = {}
    for name in CURRICULUM:
        for question in every_question(name):
            if question["kind"] != "rating":
                text = re.sub(r"\W+", " ", plain(question["stem"])).lower().strip()
                stems.setdefault(text, []).append(f"{name}/{question['id']}")
    long = {text: ids for text, ids in stems.items() if len(ids) > 1 and len(text.split()) > 7}
    assert long == {}


@pytest.mark.parametrize("name", CURRICULUM)
def test_every_reader_is_asked_from_twice_as_many_items_as_one_attempt_shows(name: str) -> None:
    front, quiz = course(name).structure, final_quiz(name)
    places = REGIONS if front["region"] == "any" else (front["region"],)
    few = {}
    for role in front["audience"]:
        for region in places:
            own = [item["id"] for item in items(quiz) if meant_for(item, role, region)]
            if len(own) < 24:
                few[role, region] = len(own)
    assert few == {}


@pytest.mark.parametrize("name", CURRICULUM)
def test_the_blueprint_names_every_item_under_its_objective(name: str) -> None:
    rows = (CONTENT / name / "notes" / "blueprint.md").read_text("utf-8").splitlines()
    table = [(row, set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", row))) for row in rows if row.startswith("|")]
    missing = [
        item["id"]
        for item in items(final_quiz(name))
        if not any({item["id"], str(item["objective"])} <= tokens for _, tokens in table)
    ]
    assert missing == []


@pytest.mark.parametrize("name", CURRICULUM)
def test_every_objective_is_examined_and_practised(name: str) -> None:
    objectives = set(course(name).structure["objectives"])
    examined = Counter(item["objective"] for item in items(final_quiz(name)))
    assert {one for one in objectives if examined[one] < 2} == set()
    assert set(examined) <= objectives
