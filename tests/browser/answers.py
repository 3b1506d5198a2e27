"""Filling in a question of any kind as a person does, rightly or wrongly, by what its marking key says."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

Key = dict[str, Any]
REFLECTION = (
    "Last spring an alert called a rash harmless. I noticed that the child looked ill although the label said routine. "
    "I read the whole message again, rang the parent and saw the child at once. From now on I write down what I think "
    "before I open the advice, and I look for a reason in the record when the two differ from each other."
)
"""Between 60 and 90 words, about nobody."""


def fill(scope: Locator, key: Key, *, right: bool = True) -> None:
    """Answer the question in this part of the page, as the key (or its opposite) wants it; fairly sure, if asked."""
    match key["kind"]:
        case "number" | "short-text" | "reflection":
            scope.locator("[name=answer]").fill(typed(key, right=right))
        case "ordering":
            put_in_order(scope, key["order"] if right else key["order"][::-1])
        case "matching":
            for left, option in partners(key, right=right).items():
                scope.locator(f"select[name='answer-{left}']").select_option(option)
        case _:
            for value in values(key, right=right):
                tick(scope, "answer", value)
    if scope.locator("[name=sure]").count():
        tick(scope, "sure", "70")


def typed(key: Key, *, right: bool) -> str:
    if key["kind"] == "reflection":
        return " ".join(REFLECTION.split()[: key.get("most_words")])
    if key["kind"] == "short-text":
        return next(one["text"] for one in key["answers"] if one["right"]) if right else "no idea at all"
    return str(next(one["low"] for one in key["ranges"] if one["right"] is right))


def partners(key: Key, *, right: bool) -> dict[str, str]:
    """Left id -> option id; wrongly: the first entry gets another option, the others keep theirs."""
    pairs = dict(key["pairs"])
    if not right:
        first = next(iter(pairs))
        pairs[first] = next(option for option in key["options"] if option != pairs[first])
    return pairs


def shown_order(scope: Locator) -> list[str]:
    """Ids of the steps from top to bottom."""
    names: list[str] = scope.locator(".order select").evaluate_all("fields => fields.map(field => field.name)")
    return [name.removeprefix("answer-") for name in names]


def put_in_order(scope: Locator, order: list[str]) -> None:
    """With Move up where a script shows it, else by a number for each step."""
    for place, step in enumerate(order):
        row = scope.locator(f".order li:has(select[name='answer-{step}'])")
        up = row.locator("[data-move=up]")
        if not up.is_visible():
            row.locator("select").select_option(str(place + 1))
            continue
        while shown_order(scope).index(step) > place:
            up.click()


def values(key: Key, *, right: bool) -> list[str]:
    """What is ticked, or typed for a number."""
    if key["kind"] == "rating":
        return ["2"]
    if key["kind"] == "number":
        return [typed(key, right=right)]
    return list(key["right"]) if right else [next(one for one in key["options"] if one not in key["right"])]


def tick(scope: Locator, name: str, value: str) -> None:
    """Choose a row as a person does, by its label."""
    row = scope.locator(f"label:has([name={name}][value='{value}'])")
    row.click()
    expect(row.locator("input")).to_be_checked()
