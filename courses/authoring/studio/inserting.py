"""What a course has that an example can name, and examples with it filled in, ready to stand in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from courses.authoring.studio.examples import EXAMPLES, ID_TO_FILL_IN, Example
from courses.core.document import Folder

BLOCK_ID = re.compile(r"^#{2,6} [^`\n]+`([a-z0-9-]+)`[ \t]*$", re.MULTILINE)
NAMED = re.compile(r"^(?:id|was):[ \t]*([a-z0-9-]+)[ \t]*$", re.MULTILINE)
_SOURCES = re.compile(r"^sources:[ \t]*\n((?:[ \t]+\S.*\n|[ \t]*\n)+)", re.MULTILINE)
_SOURCE = re.compile(r"^ {1,8}([a-z0-9][a-z0-9-]*):[ \t]*$", re.MULTILINE)
_TERM = re.compile(r"^## ([^`\n]+?)[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"images/[^/]+\.(svg|png|jpg|webp)")


@dataclass(frozen=True, slots=True)
class Stock:
    """What the course has that an example can name: ids in use, a source, a glossary term, a picture."""

    ids: frozenset[str] = frozenset()
    source: str = ""
    term: str = ""
    words: str = ""
    picture: str = ""


def stock_of(folder: Folder) -> Stock:
    """What this folder holds, as far as it can be read without the compiler."""
    texts = {path: data.decode("utf-8", "replace") for path, data in folder.files.items() if path.endswith(".md")}
    ids = {found for text in texts.values() for found in (*BLOCK_ID.findall(text), *NAMED.findall(text))}
    block = _SOURCES.search(texts.get("course.md", ""))
    source = _SOURCE.search(block.group(1)) if block else None
    term = _TERM.search(texts.get("glossary.md", ""))
    picture = next((path for path in sorted(folder.files) if _PICTURE.fullmatch(path)), "")
    words = term.group(1) if term else ""
    anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
    return Stock(frozenset(ids), source.group(1) if source else "", anchor, words, picture)


def available(stock: Stock) -> list[Example]:
    """The examples with what the course has filled in; ids stay «open». Those that lack something have no text."""
    return [_filled(example, stock) for example in EXAMPLES]


def _filled(example: Example, stock: Stock) -> Example:
    have: Mapping[str, str] = {"source": stock.source, "term": stock.term, "picture": stock.picture}
    if example.needs and not have[example.needs]:
        return replace(example, text="")
    text = example.text
    for name, value in (*have.items(), ("words", stock.words)):
        text = text.replace(f"«{name}»", value)
    return replace(example, text=text)


def with_ids(text: str, taken: Collection[str]) -> str:
    """The text with each «id» as an id that is not taken yet: who-decides, who-decides-2, …"""
    given: dict[str, str] = {}
    for name in dict.fromkeys(ID_TO_FILL_IN.findall(text)):
        number, candidate = 2, name
        while candidate in taken or candidate in given.values():
            candidate, number = f"{name}-{number}", number + 1
        given[name] = candidate
    return ID_TO_FILL_IN.sub(lambda found: given[found.group(1)], text)


def appended(text: str, example: str) -> str:
    """The text with an example after its last line, in a block of its own."""
    body = text.rstrip("\n")
    return f"{body}\n\n{example}" if body else example
