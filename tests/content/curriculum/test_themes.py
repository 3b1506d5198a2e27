"""Each theme of what keeps small practices from using AI safely is taught by the unit that the curriculum names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.curriculum.shelf import Page, asked, every_page, plain

pytestmark = pytest.mark.core

LINES = Path(__file__).with_name("themes.txt").read_text("utf-8").splitlines()
THEMES = [line for line in LINES if line and not line.startswith("#")]


def everything(page: Page) -> str:
    questions = [f"{asked(one)} {plain(page.key[one['id']]['explanation'])}" for one in page.questions()]
    summary = f"{page.unit['title']} {page.unit['summary']}"
    return "\n".join([summary, *map(plain, page.prose()), *questions]).lower()


def test_there_are_thirty_six_themes() -> None:
    assert len({line.partition(":")[0] for line in THEMES}) == 36


@pytest.mark.parametrize("line", THEMES, ids=lambda line: line.partition(":")[0])
def test_a_theme_is_taught_where_the_curriculum_says(line: str) -> None:
    where, _, words = line.partition(": ")[2].partition(" | ")
    found = {str(page): page for page in every_page()}
    units = where.split(", ")
    assert [unit for unit in units if unit not in found] == []
    silent = [unit for unit in units if not any(word.lower() in everything(found[unit]) for word in words.split(", "))]
    assert silent == []
