"""The state of one person in one course reads the same on every page and in every file that shows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.authoring.models import Release
from courses.people.models import Leave, Membership, User
from courses.training.facts import standings
from courses.training.models import Assignment, Credit, Exemption, GroupSession, Standing
from courses.training.queries import URGENCY
from courses.training.services import assign_course
from courses.training.state import LABELS, State, Word
from tests.oversight.matrix.reading import phone, said, settle
from tests.oversight.matrix.workbooks import sheet
from tests.training.reading import section, states, words
from tests.training.situations import ask, bring, complete, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URLS = {"today": "/", "catalogue": "/courses/", "course home": "/courses/small/", "my learning": "/me/learning/"}
PRACTICE = "/practice/elm-street/"
Bring = Callable[[User, Release], object]


def _begun(days: int) -> Bring:
    def act(person: User, release: Release) -> None:
        bring(person, release, Word.IN_PROGRESS)
        ask(person, release, days=days)

    return act


def _lapsed_and_asked(person: User, release: Release) -> None:
    bring(person, release, Word.EXPIRED)
    ask(person, release, days=-4)


def _no_longer_asked_for(person: User, release: Release) -> None:
    bring(person, release, Word.EXPIRED)
    ask(person, release, days=-4).assignment.duties.update(ended=today_of(person))


def _leave(until: int | None) -> Bring:
    def act(person: User, release: Release) -> None:
        ask(person, release, days=9)
        today = today_of(person)
        last = None if until is None else today + timedelta(days=until)
        Leave.objects.create(membership=member_of(person), started=today - timedelta(days=1), until=last)

    return act


def _after_leave(person: User, release: Release) -> None:
    duty, today = ask(person, release, days=-6), today_of(person)
    duty.assignment.duties.update(began=today - timedelta(days=40))
    Leave.objects.create(
        membership=member_of(person), started=today - timedelta(days=30), until=today - timedelta(days=20)
    )


def _exempt(until: int | None) -> Bring:
    def act(person: User, release: Release) -> None:
        ask(person, release, days=-9)
        today = today_of(person)
        last = None if until is None else today + timedelta(days=until)
        Exemption.objects.create(
            membership=member_of(person), course=release.course, reason="wrong role", began=today, until=last
        )

    return act


def _credit(kind: str, *, lasts: int | None) -> Bring:
    def act(person: User, release: Release) -> None:
        ask(person, release, days=9)
        today, member = today_of(person), member_of(person)
        held = today - timedelta(days=3)
        made = (
            GroupSession.objects.create(practice=member.practice, course=release.course, held_on=held)
            if kind == Credit.Kind.SESSION
            else None
        )
        Credit.objects.create(
            membership=member, course=release.course, kind=kind, completed_on=held, accepted=True, session=made,
            valid_until=None if lasts is None else today + timedelta(days=lasts),
            decided_by=User.objects.get(display_name="Sam Lee"), decided_at=timezone.now() - timedelta(days=2),
        )  # fmt: skip

    return act


def _renewed_in_a_month(months: int) -> Bring:
    """Complete a while ago, and asked for again in the month that lies so many months ahead (or behind)."""

    def act(person: User, release: Release) -> None:
        complete(person, release, days_ago=300)
        member, today = member_of(person), today_of(person)
        rule = assign_course(
            practice=member.practice, course=release.course, due=today - timedelta(days=299), memberships=[member],
            by=None, renewal=Assignment.Renewal.MONTH,
        )  # fmt: skip
        Assignment.objects.filter(pk=rule.pk).update(renewal_month=(today.month - 1 + months) % 12 + 1)
        rule.duties.update(began=today - timedelta(days=320))

    return act


def _asked_once(person: User, release: Release) -> None:
    complete(person, release, days_ago=30)
    ask(person, release, days=9)
    Assignment.objects.update(renewal=Assignment.Renewal.ONCE)


def _last_sixty_days(person: User, release: Release) -> None:
    complete(person, release, days_ago=330)


def member_of(person: User) -> Membership:
    return Membership.objects.get(user=person, ended=None)


SITUATIONS: dict[str, Bring] = {
    **{word.value: (lambda person, release, word=word: bring(person, release, word)) for word in Word},
    "begun and due soon": _begun(4),
    "begun and overdue": _begun(-4),
    "begun and due later": _begun(90),
    "lapsed and asked for": _lapsed_and_asked,
    "lapsed and no longer asked for": _no_longer_asked_for,
    "in its last sixty days": _last_sixty_days,
    "on leave until a day": _leave(7),
    "on leave for nobody knows how long": _leave(None),
    "due later by a leave": _after_leave,
    "exempt until a day": _exempt(50),
    "exempt for good": _exempt(None),
    "outside certificate": _credit(Credit.Kind.OUTSIDE, lasts=300),
    "prior learning that does not run out": _credit(Credit.Kind.PRIOR, lasts=None),
    "group session about to run out": _credit(Credit.Kind.SESSION, lasts=20),
    "evidence that has run out": _credit(Credit.Kind.OUTSIDE, lasts=-1),
    "renewed in a month to come": _renewed_in_a_month(2),
    "renewed in this month": _renewed_in_a_month(0),
    "renewed in a month gone by": _renewed_in_a_month(-2),
    "asked once and done": _asked_once,
}


@pytest.fixture(params=SITUATIONS.values(), ids=SITUATIONS)
def situation(request, clinician, manager, small, practice) -> State:
    """The state of the clinician in the small course, as state() says it, and as it is stored."""
    request.param(clinician, small)
    settle()
    return standings([clinician], [small], today_of(clinician), practice=practice)[clinician.pk, small.course_id].state


def test_the_words_are_the_same_on_every_page_of_the_person(as_user, clinician, small, situation):
    client = as_user(clinician)
    pages = {name: client.get(url).content.decode() for name, url in URLS.items()}
    word, detail = found = situation.label, situation.detail
    yours = section(pages["course home"], "Yours")
    if found == ("Not assigned", ""):  # said in a sentence there: as the first thing the bare words put people off
        assert states(yours) == []
        assert "Not assigned to you; start whenever you like." in words(yours)
    else:
        assert states(yours) == [found]
    assert states(pages["catalogue"]) == [found]
    if word in {str(LABELS[one]) for one in URGENCY}:
        assert states(section(pages["today"], "Next")) == [found]
        assert states(section(pages["my learning"], "Current")) == [found]
    elif word == "Complete" and ">Finished<" not in pages["today"]:  # it can be renewed: that comes next
        assert states(section(pages["today"], "Next")) == [found]
    elif word == "Complete":
        finished = section(pages["today"], "Finished")
        assert states(finished) == [(word, "")]
        assert detail in words(finished)
    else:
        assert states(pages["today"]) == []


def test_the_words_are_the_same_on_every_page_of_the_practice(as_user, clinician, manager, situation):
    client, member = as_user(manager), member_of(clinician).pk
    text = client.get(PRACTICE).content.decode()
    one_course = client.get(f"{PRACTICE}?course=small").content.decode()
    courses = client.get(f"{PRACTICE}people/{member}/courses/").content.decode()
    cell = client.get(f"{PRACTICE}people/{member}/small/").content.decode()
    found = (situation.label, situation.detail)
    whole = ", ".join(part for part in found if part)
    assert states(cell) == [found]
    if found == ("Not assigned", ""):
        assert "No course is asked of anybody yet." in text
        assert "Nothing is asked of this person yet" in courses
    else:
        assert said(text) == {"Dr Amara Osei": [whole]}
        assert states(phone(one_course))[0] == found
        assert states(courses) == [found]


def test_the_words_are_the_same_in_every_file(as_user, clinician, manager, situation):
    client = as_user(manager)
    found = (situation.label, situation.detail)
    rows = table(client, "")
    if found == ("Not assigned", ""):
        assert rows[5] == ["Dr Amara Osei", "GP or other doctor", ""]
        return
    assert rows[5][3] == ", ".join(part for part in found if part)
    assert table(client, "?shape=long")[5][4:6] == list(found)
    assert [str(one) for one in sheet(client.get(f"{PRACTICE}matrix.xlsx").getvalue())[5]] == rows[5]
    long = sheet(client.get(f"{PRACTICE}matrix.xlsx?shape=long").getvalue())[5]
    assert long[4:6] == list(found)


def test_days_in_the_file_are_those_of_the_state(as_user, clinician, manager, practice, small, situation):
    facts = standings([clinician], [small], today_of(clinician), practice=practice)[clinician.pk, small.course_id].facts
    rows = table(as_user(manager), "?shape=long")[5:]
    days = [str(one or "") for one in (facts.due, facts.completed_on, facts.valid_until)]
    assert [row[6:9] for row in rows] == ([days] if Standing.objects.exists() else [])


def table(client: Client, query: str) -> list[list[str]]:
    text = client.get(f"{PRACTICE}matrix.csv{query}").getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_word_is_among_the_situations(clinician, manager, small, practice):
    """So that none is left out of the comparison above when a situation changes."""
    seen = set()
    for number, act in enumerate(SITUATIONS.values()):
        person = User.objects.create_user(f"p{number}@elm.example", None, display_name="P", job_role="gp")
        Membership.objects.create(user=person, practice=practice, started=date(2020, 1, 1))
        act(person, small)
        seen.add(
            standings([person], [small], today_of(person), practice=practice)[person.pk, small.course_id].state.word
        )
    assert seen == set(Word)
