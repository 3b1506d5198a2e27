"""Hostile Markdown is refused with a message or harmless, within five seconds, while everybody else goes on."""

from __future__ import annotations

import contextlib
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from courses.authoring import compiler_process
from courses.authoring.compiler_process import CompilerStopped
from courses.core.document import Compiled, History
from tests.authoring.sample import UNIT, sample

pytestmark = pytest.mark.core

ACTIVE = {
    "a script": "<script>alert(1)</script>",
    "an event handler": '<img src=x onerror="alert(1)">',
    "a handler in a link": '[x](https://example.org/" onmouseover="alert(1))',
    "a javascript link": "[press](javascript:alert(1))",
    "a javascript link in entities": "[press](jav&#x61;script:alert(1))",
    "a data link": "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "an autolink": "<javascript:alert(1)>",
    "a reference link": "[press]\n\n[press]: javascript:alert(1)",
    "a remote picture": "![A picture of a dog](https://tracker.example/pixel.png)",
    "a remote picture by reference": "![A picture of a dog][dog]\n\n[dog]: https://tracker.example/pixel.png",
    "a protocol-relative picture": "![A picture of a dog](//tracker.example/pixel.png)",
    "a style": '<p style="background:url(https://tracker.example)">x</p>',
    "a form": '<form action="https://tracker.example"><input name=password></form>',
    "a comment that hides": "<!-- x --!><script>alert(1)</script>",
    "our own placeholder": "<!--csrf-->",
}
HEAVY = {
    "8 kB of brackets": "[" * 8000,
    "8 kB of stars": "*" * 4000 + "a" + "*" * 4000,
    "a list in a list, 1,000 deep": "1. " * 1000,
    "quotes in quotes": ">" * 5000 + " x",
    "nested by indentation": "\n".join("  " * level + "- x" for level in range(800)),
    "a megabyte of one line": "word " * 200_000,
    "a megabyte of paragraphs": "A short paragraph.\n\n" * 52_000,
    "unclosed CDATA": "<![CDATA[" * 4000,
    "footnotes": "[^1] " * 4000,
    "back-ticks": "`" * 8000 + " " + "`" * 7999,
    "table cells": "|" * 20_000 + "\n" + "|-" * 10_000,
    "link after link": "[a](" * 4000,
    "entities": "&amp;" * 20_000,
    "control characters": "".join(map(chr, range(1, 32))) * 100,
    "right-to-left overrides": "\u202e" * 5000,
}
ACTIVE_IN_HTML = re.compile(
    r"<(?:script|style|iframe|form|input|object|svg|link|meta|base)\b|\son\w+\s*=|\sstyle\s*=|<!--|=\"\s*(?:javascript|data):|src=\"(?!/media/)",
    re.IGNORECASE,
)


def compiled(text: str) -> Compiled:
    unit = UNIT.replace("Then look again.", text)
    return compiler_process.compile_folder(sample(unit=unit), History(), date(2026, 11, 1))


def assert_harmless(html: str) -> None:
    found = ACTIVE_IN_HTML.search(html)
    assert found is None, html[max(0, found.start() - 80) : found.end() + 80]


def pages(result: Compiled) -> list[str]:
    assert result.course is not None
    return [
        block["html"]
        for unit in result.course.units
        for step in unit["steps"]
        for block in step["blocks"]
        if block["type"] == "prose"
    ]


@pytest.mark.parametrize("text", ACTIVE.values(), ids=ACTIVE)
def test_active_text_is_refused_or_harmless_in_a_course(text: str) -> None:
    result = compiled(text)
    if result.course is None:
        assert result.blocked
        assert {problem.file for problem in result.problems if problem.blocks} == {"01-first.md"}
    else:
        for html in pages(result):
            assert_harmless(html)


@pytest.mark.parametrize("text", ACTIVE.values(), ids=ACTIVE)
def test_active_text_is_harmless_where_prose_is_rendered(text: str) -> None:
    assert_harmless(compiler_process.render(text))


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_text_ends_with_a_message_or_a_page(text: str) -> None:
    compiler_process.render("warm")
    started = time.monotonic()
    result = compiled(text)
    assert time.monotonic() - started < 2 * compiler_process.SECONDS
    if result.course is None:
        assert any(problem.blocks and problem.message and problem.fix for problem in result.problems)
    else:
        for html in pages(result):
            assert_harmless(html)


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_prose_ends_too(text: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(CompilerStopped):
        assert_harmless(compiler_process.render(text))
    assert time.monotonic() - started < 2 * compiler_process.SECONDS


def test_everybody_else_goes_on_while_hostile_texts_are_read() -> None:
    compiler_process.render("warm")
    with ThreadPoolExecutor(2) as threads:
        hostile = [threads.submit(compiled, text) for text in HEAVY.values()]
        pauses, last = [], time.monotonic()
        while not all(one.done() for one in hostile):
            time.sleep(0.01)
            pauses.append(time.monotonic() - last)
            last = time.monotonic()
    assert all(isinstance(one.result(), Compiled) for one in hostile)
    assert sorted(pauses)[len(pauses) // 2] < 0.5, "the interpreter was held"
