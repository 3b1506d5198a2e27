"""Several thousand texts look as they look on GitHub, but for the differences that have a reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.core.github.cases import BLOCKS, PHRASES, cases
from tests.core.github.comparison import REASONS, Comparison, compare
from tests.core.github.differences import EXPLAINED
from tests.core.github.outline import outline
from tests.core.github.pages import github, ours, refused
from tests.core.github.specification import examples

pytestmark = pytest.mark.core


@cache
def compared() -> Comparison:
    return compare(cases())


def test_every_text_looks_as_on_github_or_the_difference_has_a_reason() -> None:
    unexplained = {name: found for name, found in compared().differ.items() if name not in EXPLAINED}
    assert unexplained == {}


def test_a_difference_that_is_mended_leaves_the_list() -> None:
    assert set(EXPLAINED) - set(compared().differ) == set()


def test_most_texts_are_compared() -> None:
    names = [name for name, _text in cases()]
    assert len(names) == len(set(names)) == compared().total
    assert compared().agree > 8000
    assert sum(compared().refused.values()) < 100
    assert set(compared().refused) <= set(REASONS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Title", "C012"),
        ("- # Title", "C012"),
        ("a <b>bold</b> word", "C015"),
        ("a\tb", "C010"),
        ("```\nx", "C011"),
        ("##Title", "C014"),
        ("Text\n---", "C013"),
        ("- [x] done", "C125"),
        ("Text", None),
    ],
)
def test_what_our_format_does_not_allow_is_not_compared(text: str, code: str | None) -> None:
    assert refused(text) == code


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ol><li>a</li></ol>", '<ol start="2"><li>a</li></ol>'),
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ("<pre><code>a\n b</code></pre>", "<pre><code>a\nb</code></pre>"),
        ('<p><a href="https://example.org/a">x</a></p>', '<p><a href="https://example.org/b">x</a></p>'),
        ("<p>&lt;b&gt;</p>", "<p>b</p>"),
    ],
)
def test_the_comparison_sees_what_a_reader_would_see(left: str, right: str) -> None:
    assert outline(left) != outline(right)


def test_the_comparison_overlooks_what_no_reader_sees() -> None:
    assert outline(
        '<div class="tbl"><table><thead>\n<tr><th scope="col">a</th></tr>\n</thead></table></div>'
    ) == outline("<table><thead><tr><th>a</th></tr></thead></table>")
    assert outline("<p>a\nb</p>\n") == outline("<p>a b</p>")
    assert outline('<h3 id="u-x">a</h3>') == outline("<h3>a</h3>")


@pytest.mark.parametrize("text", [*BLOCKS.values(), *PHRASES.values()], ids=[*BLOCKS, *PHRASES])
def test_each_construct_by_itself_looks_as_on_github(text: str) -> None:
    assert ours(text) == github(text)


def test_the_examples_of_a_specification_are_read_from_its_text(tmp_path: Path) -> None:
    fence = "`" * 32
    path = tmp_path / "spec.txt"
    path.write_text(
        f"Words\n\n{fence} example\n*a*\n.\n<p><em>a</em></p>\n{fence}\n\n{fence} example\n\u2192b\n.\n{fence}\n"
    )
    assert list(examples(path)) == [("spec 1", "*a*\n"), ("spec 2", "\tb\n")]
