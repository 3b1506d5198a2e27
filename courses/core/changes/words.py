"""Stored HTML as the plain text that people compare, and how alike two texts are."""

from __future__ import annotations

import difflib
import html
import re

SAME = 0.85  # format.md section 8: an option without a key is the same one when more alike than this
OTHER = 0.5  # a stem less alike than this seems to ask something else
COMPARED = 600  # characters: likeness costs time with the square of the length

_PICTURE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>', re.I)
_BREAK = re.compile(r"</(?:p|li|tr|h[1-6]|pre|blockquote|figure|figcaption|summary|div|dt|dd)>|<br ?/?>", re.I)
_CELL = re.compile(r"</t[dh]>", re.I)
_TAG = re.compile(r"<[^>]*>")


def passages(markup: str) -> list[str]:
    """The text of some HTML, one entry a paragraph, list item or table row; a picture is its alternative text."""
    text = _PICTURE.sub(lambda found: f"[{found.group(1)}]", markup)
    text = _TAG.sub("", _CELL.sub(" | ", _BREAK.sub("\n", text.replace("\n", " "))))
    lines = (" ".join(html.unescape(line).split()).rstrip("| ") for line in text.split("\n"))
    return [line for line in lines if line]


def plain(markup: str) -> str:
    """The text of some HTML, paragraphs on lines of their own."""
    return "\n".join(passages(markup))


def alike(first: str, second: str) -> float:
    """Likeness of two texts from 0 to 1, without regard to capitals and spaces."""
    return _ratio(_folded(first), _folded(second))


def _ratio(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


def _folded(text: str) -> str:
    return " ".join(text[: 4 * COMPARED].casefold().split())[:COMPARED]
