"""Renewing a course: the next cycle, the quiz anew, and everything that was earned before left as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.learning import renewing, services
from courses.learning.models import Attempt, Enrolment, Grade, UnitProgress
from courses.operations import outbox
from courses.training.models import Assignment, Duty
from tests.actors import answer_all
from tests.learning.small_course import quiz_with, release_of, small_folder
from tests.training.reading import primary_actions, section, states, words
from tests.training.situations import complete, today_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
HOME, RENEW, QUIZ = "/courses/small/", "/courses/small/renew/", "/courses/small/quizzes/final/"
NEW = "---\ntitle: A new unit\nsummary: New.\nminutes: 2\nobjectives: [o1]\n---\n\n## New\n\nNew text.\n"


def page(client: Client, url: str = HOME) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def soon(clinician, small) -> Enrolment:
    """Completed 340 days ago, valid for a year: it can be renewed."""
    return complete(clinician, small, days_ago=340)


def take(person, release, *, wrong: int = 0) -> Attempt:
    attempt = services.open_attempt(person=person, release=release, quiz_id="final")
    assert isinstance(attempt, Attempt), attempt
    answer_all(person, attempt, wrong=wrong)
    services.submit_attempt(person=person, attempt_id=attempt.pk)
    outbox.drain()
    return attempt


def test_renewing_leads_straight_to_the_quiz(as_user, clinician, soon):
    client = as_user(clinician)
    assert primary_actions(page(client)) == ["Renew"]
    assert client.post(RENEW).url == QUIZ
    text = page(client, QUIZ)
    assert "Renewal is the final quiz." in text
    assert "Start the quiz" in text
    assert primary_actions(page(client)) == ["Take the final quiz"]


def test_a_double_click_begins_one_cycle(as_user, clinician, soon):
    client = as_user(clinician)
    assert client.post(RENEW).url == client.post(RENEW).url
    assert list(Enrolment.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]


def test_a_look_begins_nothing(as_user, clinician, soon):
    client = as_user(clinician)
    page(client)
    page(client, "/")
    assert client.get(RENEW).status_code == 405
    assert Enrolment.objects.count() == 1


def test_too_early_is_refused_with_the_day_from_which_it_can_be(as_user, clinician, small):
    enrolment = complete(clinician, small, days_ago=100)
    opens = renewing.opens_on(enrolment, clinician.zone)
    client = as_user(clinician)
    assert primary_actions(page(client)) == ["Get certificate"]
    text = client.post(RENEW, follow=True).content.decode()
    assert f"You can renew this course from {opens.day} {opens:%B %Y}." in words(text)
    assert Enrolment.objects.count() == 1


def test_a_course_that_never_runs_out_cannot_be_renewed(as_user, clinician, db):
    release = release_of(
        small_folder(("course.md", "valid-for-months: 12", "valid-for-months: never"), slug="for-ever")
    )
    complete(clinician, release, days_ago=4000)
    client = as_user(clinician)
    assert "does not run out" in words(client.post("/courses/for-ever/renew/", follow=True).content.decode())
    assert Enrolment.objects.count() == 1


def test_who_has_not_completed_it_goes_on_with_it(as_user, clinician, small):
    client = as_user(clinician)
    assert client.post(RENEW).url == HOME
    assert not Enrolment.objects.exists()
    client.post("/courses/small/start/")
    assert client.post(RENEW).url == HOME
    assert Enrolment.objects.get().cycle == 1


def test_an_unknown_course_is_a_404_and_a_visitor_signs_in(as_user, clinician, small):
    assert as_user(clinician).post("/courses/nothing/renew/").status_code == 404
    assert Client().post(RENEW).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("day", "opens"),
    [(date(2024, 2, 29), date(2024, 12, 30)), (date(2026, 3, 1), date(2026, 12, 31))],
)
def test_the_window_opens_sixty_days_before_the_last_valid_day(clinician, small, day, opens):
    """29 February: valid to 28 February of the next year."""
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    done = Enrolment(completed_at=at, completed_release=small)
    assert renewing.opens_on(done, clinician.zone) == opens


def test_two_renewals_of_a_leap_day_end_on_the_right_days(clinician, small, time_machine):
    time_machine.move_to(datetime(2024, 2, 29, 12, tzinfo=UTC), tick=True)
    complete(clinician, small)
    for moment in (datetime(2025, 2, 10, 12, tzinfo=UTC), datetime(2026, 2, 10, 12, tzinfo=UTC)):
        time_machine.move_to(moment, tick=True)
        begun = renewing.renew(person=clinician, release=small, on=today_of(clinician))
        assert isinstance(begun, Enrolment)
        take(clinician, small)
    rows = Certificate.objects.order_by("completed_on").values_list("enrolment__cycle", "completed_on", "valid_until")
    assert list(rows) == [
        (1, date(2024, 2, 29), date(2025, 2, 28)),
        (2, date(2025, 2, 10), date(2026, 2, 10)),
        (3, date(2026, 2, 10), date(2027, 2, 10)),
    ]


def test_units_count_from_the_earlier_cycle_and_the_quiz_brings_other_questions(clinician, small, soon):
    first = Attempt.objects.get()
    renewing.renew(person=clinician, release=small, on=today_of(clinician))
    second = take(clinician, small)
    assert second.enrolment.cycle == 2
    assert second.number == 1
    assert not UnitProgress.objects.filter(enrolment__cycle=2).exists()
    assert not {slot["question"] for slot in first.layout} & {slot["question"] for slot in second.layout}
    assert Enrolment.objects.get(cycle=2).completed_at is not None


def test_what_was_earned_before_is_untouched(as_user, clinician, small, soon):
    client = as_user(clinician)
    old = Certificate.objects.get()
    code, kept = grouped(old.code), (list(Grade.objects.values()), list(Attempt.objects.values()))
    pdf = client.get(f"/certificates/{code}.pdf").content
    check = page(Client(), f"/verify/{code}/")
    enrolment = Enrolment.objects.values().get()
    renewing.renew(person=clinician, release=small, on=today_of(clinician))
    take(clinician, small)
    assert client.get(f"/certificates/{code}.pdf").content == pdf
    assert section_of(page(Client(), f"/verify/{code}/")) == section_of(check)
    assert Enrolment.objects.values().get(cycle=1) == enrolment
    assert (list(Grade.objects.order_by("pk").values())[:1], list(Attempt.objects.order_by("pk").values())[:1]) == kept
    assert not old.events.exists()
    assert Certificate.objects.get(enrolment__cycle=2).facts["minutes"] < old.facts["minutes"]  # what was done anew
    record = page(client, "/me/learning/")
    assert record.count("/certificates/") == 2


def section_of(text: str) -> str:
    """The main part: the frame carries nothing of the certificate."""
    return text[text.index("<main") : text.index("</main>")]


def test_a_renewal_that_is_begun_does_not_hide_a_valid_certificate(as_user, clinician, small, soon):
    client = as_user(clinician)
    before = states(section(page(client), "Yours"))
    client.post(RENEW)
    text = page(client)
    assert states(section(text, "Yours")) == before
    assert before[0][0] == "Complete"
    assert "Your certificate</a>" in text
    assert client.get("/courses/small/certificate/").url == f"/certificates/{grouped(Certificate.objects.get().code)}/"


def test_what_ran_out_stays_expired_until_the_renewal_is_done(as_user, clinician, small):
    complete(clinician, small, days_ago=400)
    client = as_user(clinician)
    client.post(RENEW)
    assert states(section(page(client), "Yours"))[0][0] == "Expired"
    assert primary_actions(page(client, "/")) == ["Take the final quiz"]
    take(clinician, small)
    assert states(section(page(client), "Yours"))[0][0] == "Complete"
    assert primary_actions(page(client)) == ["Get certificate"]


def test_today_offers_the_renewal_when_nothing_else_is_due(as_user, clinician, soon):
    client = as_user(clinician)
    text = page(client, "/")
    assert primary_actions(text) == ["Renew"]
    assert states(section(text, "Next"))[0][0] == "Complete"
    client.post(RENEW)
    assert primary_actions(page(client, "/")) == ["Take the final quiz"]


def test_today_names_the_renewal_under_finished_when_something_else_is_due(as_user, clinician, small, soon):
    release_of(small_folder(("course.md", "title: A small course", "title: Another"), slug="other"))
    client = as_user(clinician)
    client.post("/courses/other/start/")
    text = page(client, "/")
    assert "Another" in section(text, "Next")
    assert "Renew" in section(text, "Finished")


def test_what_changed_since_stands_at_the_top_with_links(as_user, clinician, small, soon):
    release_of(small_folder(("05-new.md", "", NEW)))
    client = as_user(clinician)
    text = page(client)
    yours = section(text, "Yours")
    assert 'href="/courses/small/releases/2/"' in yours
    assert "New units: A new unit" in words(yours)
    assert client.post(RENEW).url == HOME  # there is a new unit to do first
    assert primary_actions(page(client)) == ["Start unit 3"]  # of those asked of a GP


def test_only_new_units_are_asked_for_before_the_quiz(clinician, small, soon):
    newest = release_of(small_folder(("05-new.md", "", NEW)))
    renewing.renew(person=clinician, release=newest, on=today_of(clinician))
    locked = services.open_attempt(person=clinician, release=newest, quiz_id="final")
    assert isinstance(locked, services.Locked)
    new = newest.structure["units"][-1]["id"]
    assert locked.units == (new,)


def test_attempts_and_waiting_begin_anew_with_the_cycle(as_user, clinician, db):
    release = release_of(small_folder(*quiz_with(attempts="1", wait_hours=24), slug="strict"))
    complete(clinician, release, days_ago=340)
    renewing.renew(person=clinician, release=release, on=today_of(clinician))
    attempt = take(clinician, release, wrong=2)
    client = as_user(clinician)
    text = page(client, f"/attempts/{attempt.pk}/result/")
    assert "Not yet" in text
    assert "No attempts are left." in text
    old = Attempt.objects.get(enrolment__cycle=1)
    assert "You passed" in page(client, f"/attempts/{old.pk}/result/")


def test_a_practice_that_renews_in_a_month_opens_it_earlier(as_user, clinician, practice, small):
    """Completed 200 days ago, so valid for half a year more; the practice's own day is soon."""
    done = complete(clinician, small, days_ago=200)
    on = today_of(clinician)
    rule = Assignment.objects.create(
        practice=practice,
        due=on,
        renewal="month",
        renewal_month=(on + timedelta(days=20)).month,
        created_at=timezone.now(),
    )
    member = clinician.memberships.get()
    began = (done.completed_at - timedelta(days=30)).date()
    Duty.objects.create(
        membership=member, course=small.course, assignment=rule, began=began, due=began, created_at=timezone.now()
    )
    assert as_user(clinician).post(RENEW).url == QUIZ
    assert Enrolment.objects.filter(cycle=2).exists()


def test_the_course_page_costs_two_queries_more_only_while_renewing(as_user, clinician, small):
    client = as_user(clinician)
    complete(clinician, small, days_ago=10)
    page(client)
    with CaptureQueriesContext(connection) as plain:
        page(client)
    then = timezone.now() - timedelta(days=340)
    Enrolment.objects.update(completed_at=then)
    with CaptureQueriesContext(connection) as renewable:
        page(client)
    assert len(renewable) == len(plain) + 2
