"""Every number can be traced: a source's id is the id of a fact, the same fact reads the same everywhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from courses.core.document import Source
from tests.content.curriculum.shelf import CURRICULUM, course, pages, plain, sources_of

pytestmark = pytest.mark.core

INDEX = Path(__file__).with_name("facts.txt")
LEGAL = re.compile(r"^[gv]\d+$")
WHERE = re.compile(r"\b(?:UK|US|EU|England|Britain|Colorado|California|Texas)\b")
# Facts of section G and V that are a study or a habit, so that no country's law is told with them.
NOT_LAW = {"v2", "v3", "v5", "v6", "v10", "v11", "v12", "g24", "g25"}


@cache
def index() -> dict[str, frozenset[str]]:
    """Fact id → how sure the fact sheet is of it: seen, math, recall-high, own; and "secondary"."""
    lines = INDEX.read_text("utf-8").split("\n")
    return {line.split()[0]: frozenset(line.split()[1:]) for line in lines if line and not line.startswith("#")}


def fact(id: str) -> str:
    """A fact that rests on several papers has sources "r25", "r25-dietvorst"."""
    return id.partition("-")[0]


def sources(name: str) -> dict[str, Source]:
    return {source["id"]: source for source in course(name).structure["sources"]}


def test_the_index_holds_the_facts_that_are_cited_and_no_others() -> None:
    cited = {fact(id) for name in CURRICULUM for id in sources(name)}
    assert cited - index().keys() == set(), "no such fact, or not in facts.txt yet"
    assert index().keys() - cited == set(), "in facts.txt, and cited nowhere"


def test_where_nobody_is_sure_of_the_numbers_none_is_told() -> None:
    unsure = [id for id, tags in index().items() if tags == {"recall-check"}]
    told = [
        line
        for name in CURRICULUM
        for line in sources_of(name).splitlines()
        for id in unsure
        if f"[@{id}]" in line and re.search(r"\d", line.replace(f"[@{id}]", ""))
    ]
    assert told == []


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_secondary_source_says_so(name: str) -> None:
    silent = [
        id
        for id, source in sources(name).items()
        if "secondary" in index()[fact(id)] and "secondary" not in source["title"]
    ]
    assert silent == []


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_source_says_where_it_is_and_when_it_was_looked_at(name: str) -> None:
    for id, source in sources(name).items():
        assert source["publisher"], id
        assert source["url"].startswith("https://"), id
        assert re.fullmatch(r"2026-(?:0[5-9]|1[01])-\d\d", source["checked"]), id


def test_a_fact_has_the_same_source_in_every_course() -> None:
    seen: dict[str, dict[tuple[str, str, str], list[str]]] = {}
    for name in CURRICULUM:
        for id, source in sources(name).items():
            words = (source["title"], source["publisher"], source["url"])
            seen.setdefault(id, {}).setdefault(words, []).append(name)
    assert {id: found for id, found in seen.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", CURRICULUM)
def test_every_citation_of_a_unit_leads_to_a_source(name: str) -> None:
    for page in pages(name):
        text = "".join(page.prose()) + "".join(page.key[one["id"]]["explanation"] for one in page.questions())
        numbers = {int(number) for number in re.findall(r'href="#src-(\d+)"', text)}
        assert numbers <= {source["n"] for source in page.unit["sources"]}, str(page)


@pytest.mark.parametrize("name", CURRICULUM)
def test_a_unit_that_tells_law_says_where_and_until_when(name: str) -> None:
    front = plain(course(name).structure["welcome"])
    silent = []
    for page in pages(name):
        cited = {source["id"] for source in page.unit["sources"]}
        if any(LEGAL.match(fact(id)) and fact(id) not in NOT_LAW for id in cited):
            texts = [
                *map(plain, page.prose()),
                *(plain(page.key[one["id"]]["explanation"]) for one in page.questions()),
            ]
            if not WHERE.search("\n".join(texts)) or "mid-2026" not in "\n".join([front, *texts]):
                silent.append(str(page))
    assert silent == []
