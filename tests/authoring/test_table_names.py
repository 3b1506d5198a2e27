"""What a unit's page says for readers alone: every scrolling table by a name of its own, days as people write them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses.authoring import services
from courses.authoring.models import Release, ReleaseUnit
from courses.authoring.table_names import UNNAMED, TableNames
from courses.templatetags.days import day_in_words
from tests.learning.small_course import release_of, small_folder

TABLE = "\n| A | B |\n|---|---|\n| 1 | 2 |\n"
UNIT = f"""---
title: The first unit
summary: Tables.
minutes: 5
objectives: [o1]
competency: check-advice
---
{TABLE}
## Who & what "now"
{TABLE}
Said of it [@guide].
{TABLE}
### A closer look
{TABLE}
## Who & what "now"
{TABLE}"""
SOURCES = """sources:
  guide:
    title: A guide
    publisher: An agency
    url: https://agency.example/guide
    checked: 2026-06-22
contact:"""
NAMES = [
    "Table",
    "Table: Who &amp; what &quot;now&quot;",
    "Table 2: Who &amp; what &quot;now&quot;",
    "Table: A closer look",
    "Table 3: Who &amp; what &quot;now&quot;",
]


@pytest.fixture
def tables(db) -> Release:
    return release_of(small_folder(("01-first.md", "", UNIT), ("course.md", "contact:", SOURCES)))


def page() -> str:
    reply = Client().get("/courses/small/units/first/")
    assert reply.status_code == 200
    return reply.content.decode()


def names() -> list[str]:
    return re.findall(r'<div aria-label="([^"]*)" class="tbl"', page())


@pytest.mark.web
@pytest.mark.django_db
def test_each_table_of_a_unit_is_called_by_the_heading_above_it(tables):
    assert names() == NAMES


@pytest.mark.web
@pytest.mark.django_db
def test_rerender_names_the_tables_of_releases_that_were_published_before(tables):
    stored = ReleaseUnit.objects.get(release=tables, unit_id="first")
    for step in stored.parts:
        for block in step["blocks"]:
            block["html"] = re.sub(r'<div aria-label="[^"]*" class="tbl"', UNNAMED, block["html"])
    ReleaseUnit.objects.filter(pk=stored.pk).update(parts=stored.parts, renderer="1-old")
    assert names() == ["Table"] * 5
    services.rerender(stale_only=True)
    assert names() == NAMES


@pytest.mark.web
@pytest.mark.django_db
def test_a_source_is_checked_on_a_day_in_words(tables):
    assert 'Checked <time datetime="2026-06-22">22 June 2026</time>.' in page()
    release = Client().get("/courses/small/releases/1/").content.decode()
    assert 'checked <time datetime="2026-06-22">22 June 2026</time>' in release
    home = Client().get("/courses/small/").content.decode()
    assert '<time datetime="2026-06-12">12 June 2026</time>' in home  # the day of the review
    assert "2026-06-12<" not in home + release


@pytest.mark.core
def test_a_heading_counts_for_the_pieces_that_follow():
    naming = TableNames()
    naming.name("<h2>One</h2><p>Text</p>")
    assert naming.name(f"{UNNAMED}>") == '<div aria-label="Table: One" class="tbl">'
    assert naming.name(f"<h3>Two <em>b</em></h3>{UNNAMED}>").endswith('<div aria-label="Table: Two b" class="tbl">')


@pytest.mark.core
def test_a_text_that_is_no_date_stays_as_it_is():
    assert day_in_words("spring 2026") == "spring 2026"
    assert day_in_words("2026-02-30") == "2026-02-30"
