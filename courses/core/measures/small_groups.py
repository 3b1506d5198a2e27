"""What may be shown of a few people: nothing that lets a reader work out what one of them did."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_TO_JUDGE = 20  # people who have answered, before a question is judged at all
LEAST_GROUP = 5  # people in any group whose count or mean is shown
FEW_TO_TRUST = 100  # below this a figure is a hint, not a verdict


def shown_counts(counts: Sequence[int], *, add_up: bool) -> list[int | None]:
    """The counts, None for those that stay hidden: groups of 1 to 4 people.

    With `add_up` (each person is in exactly one group) a single hidden count could be worked out from the others, so
    the smallest of the others is hidden with it. Nought is shown: it is about nobody.
    """
    shown: list[int | None] = [None if 0 < count < LEAST_GROUP else count for count in counts]
    if add_up and shown.count(None) == 1:
        others = [at for at, count in enumerate(shown) if count]
        if others:
            shown[min(others, key=lambda at: counts[at])] = None
    return shown


def mean_of_group(values: Sequence[float]) -> float | None:
    """The mean of a group of five or more; None for a smaller one."""
    return sum(values) / len(values) if len(values) >= LEAST_GROUP else None
