"""The state of one person in one course reads the same on every page that shows it."""

from __future__ import annotations

import pytest

from courses.learning.models import Enrolment
from courses.training.facts import standings
from courses.training.queries import URGENCY
from courses.training.state import LABELS, Word
from tests.training.reading import section, states, words
from tests.training.situations import ask, bring, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URLS = {"today": "/", "catalogue": "/courses/", "course home": "/courses/small/", "my learning": "/me/learning/"}
BRINGS = (
    *Word,
    "in progress and due soon",
    "in progress and overdue",
    "in progress and due later",
    "overdue and expired",
    "complete in its last sixty days",
    "no longer asked for",
)


@pytest.fixture(params=BRINGS, ids=str)
def situation(request, clinician, small) -> tuple[str, str]:
    """(word, detail) of the clinician in the small course, as state() says it."""
    wanted = request.param
    if isinstance(wanted, Word):
        bring(clinician, small, wanted)
    elif wanted.startswith("in progress"):
        bring(clinician, small, Word.IN_PROGRESS)
        ask(clinician, small, days={"soon": 4, "overdue": -4, "later": 90}[wanted.split()[-1]])
    else:
        bring(clinician, small, Word.EXPIRED)
        if wanted == "overdue and expired":
            ask(clinician, small, days=-4)
        elif wanted == "no longer asked for":
            ask(clinician, small, days=-4).assignment.duties.update(ended=today_of(clinician))
        else:
            completed = Enrolment.objects.get().completed_at
            Enrolment.objects.update(completed_at=completed.replace(year=completed.year + 1))
    found = standings([clinician], [small], today_of(clinician))[clinician.pk, small.course_id].state
    return found.label, found.detail


def test_the_words_are_the_same_on_every_page(as_user, clinician, manager, small, situation):
    client = as_user(clinician)
    pages = {name: client.get(url).content.decode() for name, url in URLS.items()}
    matrix = as_user(manager).get("/practice/elm-street/").content.decode()
    yours = section(pages["course home"], "Yours")
    if situation == ("Not assigned", ""):  # said in a sentence there: as the first thing the bare words put people off
        assert states(yours) == []
        assert "Not assigned to you; start whenever you like." in words(yours)
    else:
        assert states(yours) == [situation]
    assert states(pages["catalogue"]) == [situation]
    row = matrix[matrix.index("<tbody") : matrix.index("</tbody>")] if "<tbody" in matrix else ""
    assert states(row) == ([situation] if row else [])
    assert bool(row) or situation[0] == "Not assigned"
    word, detail = situation
    if word in {str(LABELS[one]) for one in URGENCY}:
        assert states(section(pages["today"], "Next")) == [situation]
        assert states(section(pages["my learning"], "Current")) == [situation]
    elif word == "Complete":
        finished = section(pages["today"], "Finished")
        assert states(finished) == [(word, "")]
        assert detail in words(finished)
    else:
        assert states(pages["today"]) == []


def test_the_phone_list_of_the_practice_says_the_same_as_the_grid(as_user, clinician, manager, small, situation):
    text = as_user(manager).get("/practice/elm-street/").content.decode()
    if "<tbody" not in text:
        assert situation[0] == "Not assigned"
        return
    assert states(text) == [situation] * 3  # the grid, by person, by course
