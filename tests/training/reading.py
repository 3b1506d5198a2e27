"""What a page says, as a person would read it."""

from __future__ import annotations

import html
import re

STATE = re.compile(r'<span class="st st-[a-z]+">(.*?)</span>(?: <span class="small quiet">(.*?)</span>)?', re.DOTALL)


def words(page: str) -> str:
    """The text of a piece of HTML, blanks collapsed."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def states(page: str) -> list[tuple[str, str]]:
    """Every state pill of a page: (word, detail)."""
    return [(words(word), words(detail)) for word, detail in STATE.findall(page)]


def section(page: str, heading: str) -> str:
    """The HTML of the section under this heading; fails when there is none."""
    found = re.search(rf"<section[^>]*><h2[^>]*>{re.escape(heading)}</h2>.*?</section>", page, re.DOTALL)
    assert found, f"no section {heading!r}"
    return found.group()


def primary_actions(page: str) -> list[str]:
    """The texts of filled buttons in the page's main part: `class="two"` and `class="three"` are quieter ones."""
    main = page[page.index("<main") : page.index("</main>")]
    loud = r'<(?:a role="button"|button)(?![^>]*class="(?:two|three))[^>]*>(.*?)</(?:a|button)>'
    return [words(text) for text in re.findall(loud, main, re.DOTALL)]
