"""Filters, order and pages of the matrix: all in the address, each with the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.authoring.models import Correction
from courses.learning.models import AttemptRequest, CorrectionNotice
from courses.operations.models import Mail
from courses.oversight.matrix.filters import Filters
from courses.oversight.reminders.models import Reminder
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest
from courses.people.models import Membership, Team
from courses.training.models import Credit, Standing
from courses.training.state import Word
from tests.actors import person
from tests.learning.small_course import release_of, small_folder
from tests.oversight.matrix.reading import URL, count_queries, grid, heads, page, said, settle
from tests.training.reading import words
from tests.training.situations import ask, bring, complete

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def other(small):
    return release_of(small_folder(("course.md", "title: A small course", "title: Another"), slug="other"))


@pytest.fixture
def staff(join, small, other, practice):
    """Four people in two teams and two roles, each in another state."""
    early = Team.objects.create(practice=practice, name="Early")
    people = {
        "Ada": join("Ada", job_role="gp", team=early),
        "Bo": join("Bo", job_role="reception", team=early),
        "Cleo": join("Cleo", job_role="reception"),
        "Dora": join("Dora", job_role="gp"),
    }
    ask(people["Ada"], small, days=-3)
    ask(people["Ada"], other, days=-3)
    ask(people["Bo"], small, days=5)
    complete(people["Cleo"], small)
    ask(people["Cleo"], other, days=-1)
    bring(people["Dora"], small, Word.EXPIRED)
    settle()
    return people


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?role=reception", ["Bo", "Cleo"]),
        ("?state=overdue", ["Ada", "Cleo"]),
        ("?state=expired", ["Dora"]),
        ("?state=late", ["Ada", "Cleo", "Dora"]),
        ("?state=due-soon", ["Bo"]),
        ("?state=complete", ["Cleo"]),
        ("?state=not-assigned", ["Bo", "Dora"]),
        ("?state=not-assigned&course=small", []),
        ("?state=overdue&course=small", ["Ada"]),
        ("?state=overdue&role=reception", ["Cleo"]),
        ("?team=none", ["Cleo", "Dora"]),
        ("?team=none&role=gp", ["Dora"]),
        ("?person=O", ["Bo", "Cleo", "Dora"]),
        ("?person=o&role=reception&state=due-soon", ["Bo"]),
        ("?role=pharmacist", []),
        ("?course=nothing", []),
        ("?team=9999", []),
        ("?person=%00%27%22%3C", []),
        ("?role=nonsense&state=nonsense&page=nonsense&sort=nonsense", ["Ada", "Bo", "Cleo", "Dora"]),
        ("?sort=late", ["Ada", "Cleo", "Dora", "Bo"]),
        ("?sort=small", ["Ada", "Dora", "Bo", "Cleo"]),
        ("?sort=other", ["Ada", "Cleo", "Bo", "Dora"]),
        ("?sort=late&role=reception", ["Cleo", "Bo"]),
    ],
)
def test_who_is_shown_and_in_which_order(as_user, manager, staff, query, names):
    text = page(as_user(manager), query)
    if names:
        assert list(said(text)) == names
    else:
        assert "Nobody matches these filters." in text
        assert f'href="{URL}">Clear filters' in text


def test_a_team_is_chosen_by_its_number(as_user, manager, staff):
    team = Team.objects.get()
    text = page(as_user(manager), f"?team={team.pk}")
    assert list(said(text)) == ["Ada", "Bo"]
    assert "2 people found: Team Early" in words(text)


def test_one_course_is_one_column_and_its_sum_is_of_the_people_shown(as_user, manager, staff):
    client = as_user(manager)
    assert heads(page(client)) == ["A small course 1 of 4 met", "Another 0 of 2 met"]
    assert heads(page(client, "?course=small&role=reception")) == ["A small course 1 of 2 met"]


def test_the_sentences_speak_of_the_whole_practice_whatever_is_filtered(as_user, manager, staff):
    text = words(page(as_user(manager), "?role=gp"))
    assert "1 of 4 people up to date" in text
    assert "1 of 6 courses done" in text


def test_the_order_is_said_to_screen_readers_and_kept_by_the_filters(as_user, manager, staff):
    client = as_user(manager)
    assert grid(page(client)).count('<th scope="col" aria-sort="ascending"><a href="?">Person') == 1
    assert 'aria-sort="descending"><a href="?sort=small">' in grid(page(client, "?sort=small"))
    assert '<input type="hidden" name="sort" value="late">' in page(client, "?sort=late&role=gp")
    assert 'href="?role=gp&amp;sort=other"' in grid(page(client, "?role=gp"))


def test_fifty_people_are_a_page_and_the_sums_are_of_all(as_user, manager, join, small):
    for number in range(53):
        ask(join(f"Person {number:02}"), small, days=-2 if number == 51 else 40)
    settle()
    client = as_user(manager)
    first, second = page(client, "?role=gp"), page(client, "?role=gp&page=2")
    assert (len(said(first)), len(said(second))) == (50, 3)
    assert heads(first) == heads(second) == ["A small course 0 of 53 met"]
    assert "52 of 53 people up to date" in words(first)
    assert "Page 1 of 2" in words(first)
    assert 'href="?role=gp&amp;page=2"' in first
    assert len(said(page(client, "?page=999"))) == 3
    assert list(said(page(client, "?sort=late")))[0] == "Person 51"
    assert count_queries(client, "?page=2") <= 6


def test_an_address_is_read_and_written_back():
    asked = {"course": "a", "role": "gp", "team": "3", "state": "overdue", "person": " x ", "sort": "late", "page": "2"}
    read = Filters.read(asked)
    assert read == Filters("a", "gp", "3", "overdue", "x", "late", 2)
    assert read.query() == "course=a&role=gp&team=3&state=overdue&person=x&sort=late&page=2"
    assert Filters().query() == ""


# What changes by itself


def test_a_row_whose_day_has_come_is_never_a_day_late(as_user, manager, clinician, join, small, time_machine):
    ask(clinician, small, days=3)
    complete(join("Bo"), small, days_ago=364)
    settle()
    stored = list(Standing.objects.order_by("pk").values())
    client = as_user(manager)
    time_machine.move_to(timezone.now() + timedelta(days=4), tick=True)
    client = as_user(manager)
    text = page(client)
    assert said(text)["Dr Amara Osei"][0].startswith("Overdue, since ")
    assert said(text)["Bo"][0].startswith("Expired, ran out on ")
    assert "0 of 2 people up to date" in words(text)
    assert "1 person overdue" in words(text)
    assert "0 people due in 14 days" in words(text)
    assert "0 courses run out in 60 days" in words(text)
    assert heads(text) == ["A small course 0 of 2 met"]
    assert list(said(page(client, "?state=overdue"))) == ["Dr Amara Osei"]
    assert list(said(page(client, "?sort=small"))) == ["Dr Amara Osei", "Bo"]
    assert "Nobody matches these filters." in page(client, "?state=due-soon")
    assert list(Standing.objects.order_by("pk").values()) == stored  # a look writes nothing


# What waits


def test_what_waits_is_counted_and_leads_to_its_page(as_user, manager, clinician, practice, small):
    now = timezone.now()
    member = Membership.objects.get(user=clinician)
    link = JoiningLink.objects.create(practice=practice, token="t", by=manager)
    JoiningRequest.objects.create(link=link, practice=practice, person=person("new@elm.example", "New"))
    Credit.objects.create(membership=member, course=small.course, kind="outside", completed_on=now.date())
    enrolment = complete(clinician, small)
    AttemptRequest.objects.create(enrolment=enrolment, item_id="final", asked_at=now)
    Invitation.objects.create(
        practice=practice, email="late@elm.example", token_sha256="x", sent_at=now, expires_at=now - timedelta(days=1)
    )
    for number in range(2):
        Invitation.objects.create(
            practice=practice,
            email=f"new{number}@elm.example",
            token_sha256=f"y{number}",
            sent_at=now,
            expires_at=now + timedelta(days=1),
        )
    for number in range(2):  # one person, two refused mails
        mail = Mail.objects.create(person=clinician, to="a@b.example", purpose="due", key=str(number), refused_at=now)
        Reminder.objects.create(
            membership=member, course=small.course, purpose="by-hand", cycle=str(number), day=now.date(), mail=mail
        )
    settle()
    client = as_user(manager)
    text = page(client)
    for line, url in (
        ("1 person asks to join", "link/"),
        ("1 piece of evidence to accept", "evidence/"),
        ("1 person asks to try again", "attempts/"),
        ("1 person whose emails do not arrive", "reminders/"),
        ("1 invitation has run out", "invitations/"),
        ("2 invited have not joined yet", "invitations/"),
    ):
        assert f'<a href="{URL}{url}">{line}</a>' in text
    assert count_queries(client) <= 6


def test_what_waits_elsewhere_is_not_counted(as_user, manager, stranger, clinician, small):
    oak = Membership.objects.get(user=stranger)
    Credit.objects.create(membership=oak, course=small.course, kind="outside", completed_on=timezone.localdate())
    AttemptRequest.objects.create(enrolment=complete(stranger, small), item_id="final", asked_at=timezone.now())
    later = timezone.now() + timedelta(days=1)
    Invitation.objects.create(
        practice=oak.practice, email="x@oak.example", token_sha256="x", sent_at=timezone.now(), expires_at=later
    )
    assert "Waiting for you" not in page(as_user(manager))


def test_who_has_a_safety_notice_to_read_is_named(as_user, manager, clinician, educator, small):
    wrong = Correction.objects.create(
        release=small, notice="It said eight.", questions=[], safety=True, at=timezone.now(), by=educator
    )
    complete(clinician, small)
    CorrectionNotice.objects.create(correction=wrong, person=clinician, at=timezone.now())
    settle()
    text = page(as_user(manager))
    assert "Dr Amara Osei has a safety notice to read: A small course" in words(text)
    assert "Has a safety notice to read" in grid(text)
    CorrectionNotice.objects.update(seen_at=timezone.now())
    assert "safety notice" not in page(as_user(manager))
