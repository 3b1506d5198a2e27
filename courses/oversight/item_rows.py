"""One question's figures as they may be shown: guarded, in words, ready for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.core.figures.scatter import Point, signed
from courses.core.measures import item_analysis
from courses.core.measures.item_findings import FLAGGED, Finding, finding
from courses.core.measures.small_groups import LEAST_TO_JUDGE, mean_of_group
from courses.oversight import item_words as say
from courses.oversight.item_answers import Tally, Target
from courses.oversight.item_series import Series

STEM = 90  # characters of a question in a list


@dataclass(frozen=True, slots=True)
class Row:
    """One question. Figures are None below 20 people, for what is not scored, and for groups of one to four.

    `n` are the people who are counted: in fives, so it ends in 0 or 5. `answered`: whether anybody has answered at all.
    `place` is its place in the course, `restarted` when these figures began anew (None: they began with the question),
    `since` the number of their era where a newer one follows.
    """

    name: str
    place: int
    kind: str
    kind_name: str
    where: str
    graded: bool
    stem: str
    n: int
    answered: bool
    people: str
    facility: float | None
    low: float | None
    high: float | None
    discrimination: float | None
    undefined: str  # why there is no discrimination, "" when there is one
    sure_right: float | None
    sure_wrong: float | None
    found: Finding
    words: str
    restarted: datetime | None
    since: int | None

    @property
    def flagged(self) -> bool:
        return self.found in FLAGGED

    @property
    def percent(self) -> str:
        return "" if self.facility is None else say.percent(self.facility)

    @property
    def interval(self) -> str:
        """ "30% to 55%", the 95% interval of the share right."""
        if self.low is None or self.high is None:
            return ""
        return _("%(low)s to %(high)s") % {"low": say.percent(self.low), "high": say.percent(self.high)}

    @property
    def told_apart(self) -> str:
        return "" if self.discrimination is None else signed(self.discrimination)

    @property
    def percent_sure_right(self) -> str:
        return "" if self.sure_right is None else say.percent(self.sure_right)

    @property
    def percent_sure_wrong(self) -> str:
        return "" if self.sure_wrong is None else say.percent(self.sure_wrong)

    def point(self) -> Point | None:
        """Its point in the picture; None while it cannot be judged in both directions."""
        if self.facility is None or self.low is None or self.high is None or self.discrimination is None:
            return None
        shape = say.SHAPES.get(self.kind, "circle")
        return Point(self.name, self.facility, self.low, self.high, self.discrimination, shape, self.flagged)


def row(series: Series, target: Target, tally: Tally, place: int) -> Row:
    """The figures of one question, guarded."""
    asked = target.asked
    judged = tally.n >= LEAST_TO_JUDGE and bool(tally.scores)
    facility = item_analysis.facility(tally.scores).value if judged else None
    interval = item_analysis.wilson(min(1.0, facility), len(tally.scores)) if facility is not None else None
    told, undefined = _discrimination(tally) if judged else (None, "")
    sure_right = mean_of_group(tally.sure_right) if judged else None
    sure_wrong = mean_of_group(tally.sure_wrong) if judged else None
    found = finding(tally.n, facility, told, sure_wrong)
    return Row(
        name=series.name,
        place=place,
        kind=asked.kind,
        kind_name=say.kind_name(asked.kind),
        where=asked.page_title,
        graded=asked.graded,
        stem=asked.stem if len(asked.stem) <= STEM else asked.stem[: STEM - 1].rstrip() + "…",
        n=tally.n,
        answered=tally.n > 0 or tally.waiting,
        people=say.people(tally.n, waiting=tally.waiting),
        facility=facility,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        discrimination=told,
        undefined=undefined,
        sure_right=sure_right,
        sure_wrong=sure_wrong,
        found=found,
        words=_words(found, tally, facility, told, sure_wrong),
        restarted=target.era.began if target.era.number > 1 else None,
        since=target.era.number if target.era.number < len(series.eras) else None,
    )


def _discrimination(tally: Tally) -> tuple[float | None, str]:
    """From 20 people who have answered enough other questions to be compared."""
    if len(tally.pairs) < LEAST_TO_JUDGE:
        return None, str(say.REASONS[item_analysis.NOBODY])
    measure = item_analysis.discrimination([one for one, _rest in tally.pairs], [rest for _one, rest in tally.pairs])
    return measure.value, str(say.REASONS[measure.reason]) if measure.reason else ""


def _words(found: Finding, tally: Tally, facility: float | None, told: float | None, sure_wrong: float | None) -> str:
    if found == "few":
        return say.too_few(tally.n, waiting=tally.waiting)
    if facility is None:
        return _("Not scored: only counted")
    if found == "none":
        return ""
    return str(say.FOUND[found]) % {"figures": say.figures(facility, told, sure_wrong, found)}
