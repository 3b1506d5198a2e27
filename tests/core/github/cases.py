"""Texts that put every construct of our format beside, below and inside every other: our own, made by rule.

Whoever writes `- a` under a paragraph or a table in a list has GitHub's preview in mind, so that is what they get.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

BLOCKS = {
    "paragraph": "Some words",
    "two lines": "Some words\nand more",
    "a line that starts with a year": "It was in\n1998. It rained",
    "dash list": "- one\n- two",
    "star list": "* one\n* two",
    "plus list": "+ one\n+ two",
    "one point": "- one",
    "numbered": "1. one\n2. two",
    "numbered by brackets": "1) one\n2) two",
    "numbered from three": "3. three\n4. four",
    "loose list": "- one\n\n- two",
    "points of two parts": "- one\n\n  more\n- two",
    "lazy point": "- one\nmore of one",
    "nested by two": "- one\n  - deep\n- two",
    "nested by three": "1. one\n   - deep\n2. two",
    "nested by four": "- one\n    - deep\n- two",
    "empty point": "- one\n-\n- three",
    "table": "| a | b |\n| - | -: |\n| 1 | 2 |",
    "bare table": "a | b\n--|--\n1 | 2",
    "table without rows": "| a | b |\n|---|---|",
    "quotation": "> said\n> more",
    "lazy quotation": "> said\nmore",
    "quoted list": "> - one\n>   - deep\n> - two",
    "quotation twice": "> one\n>\n> > two",
    "fence": "```\nx = 1\n\n- y\n```",
    "fence of tildes": "~~~python\nx < 1\n~~~",
    "indented code": "    x = 1\n\n      y",
    "heading": "### Part",
    "closed heading": "#### Part ####",
    "rule": "***",
    "broken line": "one  \ntwo\\\nthree",
}
PHRASES = {
    "word": "word",
    "emphasis": "*stress*",
    "underlined": "_stress_",
    "strong": "**bold**",
    "both": "***both***",
    "struck": "~~gone~~",
    "code": "`a < b`",
    "double ticks": "``a ` b``",
    "open tick": "`a",
    "open star": "*a",
    "open stars": "**a",
    "lone star": "2 * 3",
    "snake": "snake_case_name",
    "link": "[text](https://example.org/a_(b))",
    "titled link": '[text](<02-next.md> "Title")',
    "link by name": "[text][ref]",
    "short link": "[ref]",
    "no link": "[sic]",
    "picture": "![A *row*](images/a.svg)",
    "address": "<https://example.org/?a=1&b=2>",
    "mail": "<a.b@example.org>",
    "escapes": "\\*a\\* \\[b\\] \\`c\\` \\d",
    "entities": "&lt;b&gt; &copy; &#233; &nope; & 5 < 6",
    "quoted": '"(said)"',
    "end of sentence": "end.",
}
REFERENCE = "\n\n[ref]: https://example.org/r"
MARKERS = ("-", "*", "+", "1.", "1)", "10.")


def block_cases() -> Iterator[tuple[str, str]]:
    for (first, above), (second, below) in product(BLOCKS.items(), repeat=2):
        yield f"{second} right under {first}", f"{above}\n{below}"
        yield f"{second} after {first}", f"{above}\n\n{below}"


def inside_cases() -> Iterator[tuple[str, str]]:
    """Each block in a list item, in a quotation and in both, as first and as second part, indented rightly or not."""
    for (name, text), marker in product(BLOCKS.items(), MARKERS):
        for spaces in range(6):
            yield f"{name} under {marker} by {spaces}", f"{marker} one\n{_indented(text, spaces)}\n{marker} two"
            yield f"{name} apart under {marker} by {spaces}", f"{marker} one\n\n{_indented(text, spaces)}"
        yield f"{name} in {marker}", f"{marker} {_indented(text, len(marker) + 1).strip(' ')}"
        inner = f"{marker} {_indented(text, len(marker) + 1).strip(' ')}"
        yield f"{name} in quoted {marker}", "\n".join(f"> {line}" for line in inner.split("\n"))
    for name, text in BLOCKS.items():
        yield f"{name} quoted", "\n".join(f"> {line}" for line in text.split("\n"))
        yield f"{name} quoted after text", "Said:\n" + "\n".join(f">{line}" for line in text.split("\n")) + "\n\nEnd"


def list_cases() -> Iterator[tuple[str, str]]:
    """Lists in lists: each marker in each, indented by anything from nothing to six, three levels."""
    for outer, inner, spaces, more in product(MARKERS, MARKERS, range(7), (0, 2, 3, 4)):
        deep = " " * (spaces + more)
        name = f"{inner} in {outer} by {spaces}, then {more}"
        yield name, f"{outer} a\n{' ' * spaces}{inner} b\n{deep}- c\n{' ' * spaces}{inner} d\n{outer} e"


def phrase_cases() -> Iterator[tuple[str, str]]:
    for (first, left), (second, right), gap in product(PHRASES.items(), PHRASES.items(), ("", " ", "\n", "a")):
        yield f"{first}, {gap!r}, {second}", f"So {left}{gap}{right} so{REFERENCE}"
    for (name, text), around in product(
        PHRASES.items(), ("*{}*", "**{}**", "_{}_", "~~{}~~", "[{}](#a)", "![{}](a.svg)")
    ):
        yield f"{name} in {around}", f"So {around.format(text)} so{REFERENCE}"
        yield f"{name} in {around} in a word", f"So{around.format(text)}so{REFERENCE}"
    for name, text in PHRASES.items():
        yield f"{name} in a cell", f"| a | b |\n| - | - |\n| {text} | x \\| y |{REFERENCE}"
        yield f"{name} in a heading", f"## {text}{REFERENCE}"
        yield f"{name} in points", f"- {text}\n  - {text}\n\n    {text}{REFERENCE}"


def cases() -> Iterator[tuple[str, str]]:
    """All of them, as (name, text); every name once."""
    yield from block_cases()
    yield from inside_cases()
    yield from list_cases()
    yield from phrase_cases()


def _indented(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line if line else line for line in text.split("\n"))
