"""Changes of the course as a whole: what it asks, how long it counts, what it calls itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from courses.core.changes.change import ADDITION, REMOVAL, REQUIREMENT, WORDING, Change
from courses.core.changes.words import plain
from courses.core.document import Structure

FACTS: Mapping[str, str] = {
    "title": "title",
    "summary": "summary",
    "language": "language",
    "audience": "audience",
    "region": "region",
    "minutes": "minutes",
    "cpd_hours": "CPD hours",
    "review_by": "review date",
    "authors": "authors",
    "licence": "licence",
    "contact": "contact",
}


def of_course(before: Structure, after: Structure) -> Iterator[Change]:
    for name, words in FACTS.items():
        if before.get(name) != after.get(name):
            yield _fact(name, f"{words} changed", _shown(before.get(name)), _shown(after.get(name)))
    if before["welcome"] != after["welcome"]:
        yield _fact("welcome", "welcome text reworded", plain(before["welcome"]), plain(after["welcome"]))
    yield from _validity(before["valid_for_months"], after["valid_for_months"])
    yield from _order(before, after)
    yield from _sentences("competency", before["competencies"], after["competencies"])
    yield from _sentences("objective", before["objectives"], after["objectives"])
    yield from _sources(before, after)
    yield from _glossary(before, after)


def _fact(name: str, words: str, before: str = "", after: str = "", change_class: str = WORDING) -> Change:
    return Change(name.replace("_", "-"), "course", "", change_class, words, before, after)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _validity(before: int | None, after: int | None) -> Iterator[Change]:
    if before == after:
        return
    shorter = fell(before, after)
    words = f"validity {'shortened' if shorter else 'lengthened'} from {_months(before)} to {_months(after)}"
    yield _fact("valid-for-months", words, _months(before), _months(after), REQUIREMENT if shorter else WORDING)


def _months(value: int | None) -> str:
    return "no limit" if value is None else f"{value} months"


def fell(before: int | None, after: int | None) -> bool:
    """Whether a limit became tighter; None is no limit."""
    return after is not None and (before is None or after < before)


def _order(before: Structure, after: Structure) -> Iterator[Change]:
    if before["order"] != after["order"]:
        stricter = after["order"] == "in-order"
        words = "units must be done in order" if stricter else "units may be done in any order"
        yield _fact("order", words, before["order"], after["order"], REQUIREMENT if stricter else WORDING)
    for slug in sorted(set(after["prerequisites"]) - set(before["prerequisites"])):
        yield _fact("prerequisites", f"needs the course {slug} first", after=slug, change_class=REQUIREMENT)
    for slug in sorted(set(before["prerequisites"]) - set(after["prerequisites"])):
        yield _fact("prerequisites", f"no longer needs the course {slug}", before=slug)


def _sentences(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Competencies are what a certificate names: they count. Objectives are words."""
    counts = what == "competency"
    for one in sorted(set(before) | set(after)):
        old, new = before.get(one, ""), after.get(one, "")
        if one not in after:
            change_class, words = REMOVAL if counts else WORDING, f"{what} removed"
        elif one not in before:
            change_class, words = REQUIREMENT if counts else WORDING, f"{what} added"
        elif old != new:
            change_class, words = WORDING, f"{what} reworded"
        else:
            continue
        yield Change(one, "course", "", change_class, words, old, new)


def _sources(before: Structure, after: Structure) -> Iterator[Change]:
    old = {source["id"]: source for source in before["sources"]}
    new = {source["id"]: source for source in after["sources"]}
    for one in sorted(set(old) | set(new)):
        facts = [{**source.get(one, {}), "n": 0} for source in (old, new)]  # the number tells only where it is cited
        if facts[0] != facts[1]:
            words = "added" if one not in old else "no longer cited" if one not in new else "changed"
            texts = _source(old.get(one)), _source(new.get(one))
            yield Change(one, "course", "", WORDING, f"source {words}", *texts)


def _source(source: Mapping[str, Any] | None) -> str:
    if source is None:
        return ""
    facts = (source[name] for name in ("title", "publisher", "url", "published", "checked"))
    return ", ".join(str(fact) for fact in facts if fact)


def _glossary(before: Structure, after: Structure) -> Iterator[Change]:
    old = {term["id"]: term for term in before["glossary"]}
    new = {term["id"]: term for term in after["glossary"]}
    for one in sorted(set(old) | set(new)):
        if old.get(one) == new.get(one):
            continue
        change_class = ADDITION if one not in old else WORDING
        words = "word added" if one not in old else "word removed" if one not in new else "word explained anew"
        texts = (plain(term[one]["html"]) if one in term else "" for term in (old, new))
        yield Change(one, "course", "", change_class, words, *texts)
