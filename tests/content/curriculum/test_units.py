"""How a unit is built: something to do all the time, an answer to every mistake, minutes that are true."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from courses.core.document import Key, Question
from tests.content.curriculum.shelf import (
    CHOICES,
    CURRICULUM,
    NOT_MARKED,
    Page,
    course,
    every_question,
    exercises,
    final_quiz,
    minutes_of_page,
    minutes_of_quiz,
    pages,
    plain,
    words,
)

pytestmark = [pytest.mark.core, pytest.mark.parametrize("name", CURRICULUM)]

LONGEST_STRETCH = 200  # words between two things to do
NEXT_DAY = "On your next working day"


def teaching(name: str) -> list[Page]:
    return [page for page in pages(name) if page.teaches]


def test_a_unit_has_four_exercises_of_two_kinds_and_asks_how_sure_one_is(name: str) -> None:
    few = [str(page) for page in teaching(name) if len(exercises(page)) < 4]
    alike = [str(page) for page in teaching(name) if len({one["kind"] for one in exercises(page)}) < 2]
    unsure = [str(page) for page in teaching(name) if not any(one["confidence"] for one in exercises(page))]
    assert (few, alike, unsure) == ([], [], [])


def test_a_unit_has_a_drawing_and_ends_with_the_next_working_day(name: str) -> None:
    bare = [str(page) for page in teaching(name) if not page.figures()]
    endless = [str(page) for page in teaching(name) if page.unit["steps"][-1]["title"] != NEXT_DAY]
    assert (bare, endless) == ([], [])


def stretches(page: Page) -> Iterator[int]:
    """Words read between two things to do, in order."""
    run = 0
    for step in page.unit["steps"]:
        for block in step["blocks"]:
            if block["type"] == "prose":
                run += words(plain(block["html"]))
            else:
                yield run
                run = 0
    yield run


def test_nobody_reads_more_than_two_hundred_words_before_doing_something(name: str) -> None:
    longest = {str(page): max(stretches(page)) for page in pages(name)}
    assert {page: run for page, run in longest.items() if run > LONGEST_STRETCH} == {}


def wrong_ways(question: Question, key: Key) -> Iterator[str]:
    """What can be answered wrongly and gets no word of its own."""
    if question["kind"] in (*CHOICES, "true-or-false"):
        said = key.get("feedback", {})
        wrong = set(key["options"]) - set(key["right"])
        yield from (option for option in sorted(wrong) if not plain(said.get(option, "")))
    for entry in (*key.get("ranges", ()), *key.get("answers", ())):
        if not entry["right"] and not plain(str(entry.get("feedback") or "")):
            yield str(entry)


def test_every_mistake_has_its_answer_and_every_question_its_explanation(name: str) -> None:
    key = course(name).key
    marked = [question for question in every_question(name) if question["kind"] not in NOT_MARKED]
    silent = {one["id"]: found for one in marked if (found := list(wrong_ways(one, key[one["id"]])))}
    unexplained = [one["id"] for one in marked if not plain(key[one["id"]]["explanation"])]
    assert (silent, unexplained) == ({}, [])


def test_minutes_match_the_reading_time_within_a_fifth(name: str) -> None:
    said = {str(page): (page.unit["minutes"], round(minutes_of_page(page), 1)) for page in pages(name)}
    said[f"{name}/final-quiz"] = (final_quiz(name)["minutes"], round(minutes_of_quiz(final_quiz(name)), 1))
    assert {page: pair for page, pair in said.items() if not 0.8 <= pair[1] / pair[0] <= 1.2} == {}


def test_the_course_says_once_where_such_a_tool_helps_and_by_how_much(name: str) -> None:
    found = [
        plain("\n".join(block["html"] for block in step["blocks"] if block["type"] == "prose"))
        for page in pages(name)
        for step in page.unit["steps"]
        if step["title"].startswith("Where this helps")
    ]
    assert len(found) == 1
    assert re.search(r"\d", found[0])
