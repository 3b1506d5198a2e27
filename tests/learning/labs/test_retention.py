"""How long things are kept: cases of labs 90 days, answers to exercises 24 months, counts and facts for longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.core.document import Response
from courses.learning import enrolments
from courses.learning.labs import retention
from courses.learning.labs.retention import THINNED, months_before, thin_exercises, thin_runs
from courses.learning.models import Answer, Attempt, ExerciseAnswer, LabRecord, Mark, UnitProgress
from courses.operations import outbox
from courses.tasks import keep_house
from lms.celery_config import celery_settings
from tests.actors import pass_course
from tests.learning.labs import scenario_course
from tests.learning.marked_course import FULL, make_editor, marked_release, post_mark, write_in_unit

pytestmark = [pytest.mark.web, pytest.mark.django_db]
DAY = timedelta(days=1)
LONG_AGO = timedelta(days=3 * 365)


@pytest.fixture(autouse=True)
def ledger(settings: Any, tmp_path: Path) -> None:
    settings.ERASURES = tmp_path / "erasures.log"


@pytest.fixture
def scenario(db: None) -> Any:
    return scenario_course.scenario_release()


def aged(run: Attempt, by: timedelta) -> None:
    LabRecord.objects.filter(attempt=run).update(finished_at=timezone.now() - by)


def tried(person: Any, release: Any, question: str, response: Response, *, ago: timedelta) -> ExerciseAnswer:
    row = enrolments.answer_exercise(
        person=person,
        release=release,
        unit_id="first",
        question_id=question,
        response=response,
        correct=True,
        sure="90",
    )
    ExerciseAnswer.objects.filter(pk=row.pk).update(at=timezone.now() - ago)
    return row


def test_after_90_days_only_the_counts_of_a_run_are_there(as_user, clinician, scenario):
    client = as_user(clinician)
    run = scenario_course.walk(client, scenario, "ask", "late", "arrange")
    counts = LabRecord.objects.get().counts
    aged(run, 91 * DAY)
    assert thin_runs(timezone.now()) == 1
    assert not Answer.objects.filter(attempt=run).exists()
    run.refresh_from_db()
    assert run.layout == {}
    record = LabRecord.objects.get()
    assert (record.counts, record.erased_at) == (counts, None)
    assert record.thinned_at is not None
    text = client.get(f"/labs/{run.pk}/result/").content.decode()
    assert "2 of 3 choices were good practice." in text
    assert "deleted after 90 days" in text
    assert client.get(f"/labs/{run.pk}/steps/1/").url == f"/labs/{run.pk}/"
    ids = scenario_course.choice_ids(scenario)
    assert scenario_course.choose(client, run, 1, ids["ring"]).url == f"/labs/{run.pk}/result/"
    assert not Answer.objects.filter(attempt=run).exists()
    assert "counts only, after 90 days" in client.get("/me/ai-advice/").content.decode()


def test_on_the_90th_day_everything_is_there(as_user, clinician, scenario):
    run = scenario_course.walk(as_user(clinician), scenario, "ring", "arrange")
    aged(run, 90 * DAY - timedelta(minutes=1))
    assert thin_runs(timezone.now()) == 0
    assert Answer.objects.filter(attempt=run).count() == 2


def test_the_daily_job_again_changes_nothing(as_user, clinician, scenario):
    run = scenario_course.walk(as_user(clinician), scenario, "ring", "arrange")
    aged(run, 91 * DAY)
    keep_house()
    before = list(LabRecord.objects.values())
    keep_house()
    assert list(LabRecord.objects.values()) == before


def test_more_runs_than_one_batch_are_all_thinned(as_user, clinician, scenario, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    client = as_user(clinician)
    for _ in range(5):
        aged(scenario_course.walk(client, scenario, "leave"), 100 * DAY)
    assert thin_runs(timezone.now()) == 5
    assert not Answer.objects.exists()


def test_a_run_that_is_still_open_or_waits_for_its_grade_is_left_alone(as_user, clinician):
    client, release = as_user(clinician), scenario_course.scenario_release("kind: graded\npass-mark: 60%")
    run = scenario_course.walk(client, release, "ring", "arrange")
    aged(run, 100 * DAY)
    assert thin_runs(timezone.now()) == 0
    outbox.drain()
    assert run.grades.get().passed
    assert thin_runs(timezone.now()) == 1
    open_run = Attempt.objects.create(
        enrolment=run.enrolment, release=release, kind="lab", item_id="other", number=9, layout={"a": 1},
        opened_at=timezone.now() - LONG_AGO,
    )  # fmt: skip
    keep_house()
    open_run.refresh_from_db()
    assert open_run.layout == {"a": 1}


def test_a_run_deleted_before_its_grade_is_emptied_after_it(as_user, clinician):
    client, release = as_user(clinician), scenario_course.scenario_release("kind: graded\npass-mark: 60%")
    run = scenario_course.walk(client, release, "ring", "arrange")
    client.post("/me/ai-advice/delete/")
    keep_house()
    assert Answer.objects.filter(attempt=run).exists()
    outbox.drain()
    keep_house()
    assert not Answer.objects.filter(attempt=run).exists()
    assert run.grades.get().passed


def test_a_quiz_attempt_is_never_thinned(clinician, sample):
    attempt = pass_course(clinician, sample)
    Attempt.objects.update(submitted_at=timezone.now() - LONG_AGO)
    keep_house()
    attempt.refresh_from_db()
    assert attempt.layout
    assert attempt.answers.exists()


def test_after_24_months_an_answer_is_a_bare_fact_and_the_unit_still_finishes(as_user, clinician, scenario):
    client = as_user(clinician)
    scenario_course.walk(client, scenario, "leave")
    for question in ("who-decides", "which-checks", "how-many"):
        tried(clinician, scenario, question, {"choice": "tool"}, ago=LONG_AGO)
        tried(clinician, scenario, question, {"choice": "clinician"}, ago=LONG_AGO)
    assert thin_exercises(timezone.now()) == 6
    rows = list(ExerciseAnswer.objects.values_list("response", "correct", "sure"))
    assert rows == [(THINNED, None, "")] * 3
    page = client.get(scenario_course.UNIT)
    assert page.status_code == 200
    assert "Feedback-clinician" not in page.content.decode()
    client.post(f"{scenario_course.UNIT}finish/")
    assert UnitProgress.objects.get(unit_id="first").finished_at is not None


def test_younger_answers_stay_as_they_are(clinician, scenario):
    tried(clinician, scenario, "who-decides", {"choice": "tool"}, ago=timedelta(days=729))
    assert thin_exercises(timezone.now()) == 0
    assert ExerciseAnswer.objects.get().response == {"choice": "tool"}


def test_an_old_answer_before_a_young_one_goes_altogether(clinician, scenario):
    tried(clinician, scenario, "who-decides", {"choice": "tool"}, ago=LONG_AGO)
    young = tried(clinician, scenario, "who-decides", {"choice": "clinician"}, ago=DAY)
    assert thin_exercises(timezone.now()) == 1
    assert ExerciseAnswer.objects.get().pk == young.pk
    assert thin_exercises(timezone.now()) == 0


def test_thinning_in_small_batches_comes_to_the_same(clinician, stranger, scenario, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    for person in (clinician, stranger):
        for choice in ("tool", "nobody", "clinician"):
            tried(person, scenario, "who-decides", {"choice": choice}, ago=LONG_AGO)
    assert thin_exercises(timezone.now()) == 6
    assert list(ExerciseAnswer.objects.values_list("response", flat=True)) == [THINNED] * 2


def test_a_reflection_that_waits_for_its_mark_is_not_touched_and_a_marked_one_keeps_it(as_user, clinician, educator):
    release = marked_release(quiz=False)
    make_editor(educator)
    row = write_in_unit(clinician, release)
    ExerciseAnswer.objects.update(at=timezone.now() - LONG_AGO)
    assert thin_exercises(timezone.now()) == 0
    assert "text" in ExerciseAnswer.objects.get().response
    assert post_mark(as_user(educator), f"e{row.pk}", FULL).status_code == 302
    assert thin_exercises(timezone.now()) == 1
    assert ExerciseAnswer.objects.get().response == THINNED
    assert Mark.objects.get().scores == FULL


@pytest.mark.parametrize(
    ("moment", "months", "then"),
    [
        (datetime(2028, 2, 29, 3, tzinfo=UTC), 24, datetime(2026, 2, 28, 3, tzinfo=UTC)),
        (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2025, 12, 31, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), 24, datetime(2024, 12, 31, tzinfo=UTC)),
    ],
)
def test_months_before_a_day(moment, months, then):
    assert months_before(moment, months) == then


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_24_months_are_never_more_than_731_days_nor_less_than_730(moment):
    assert timedelta(days=730) <= moment - months_before(moment, 24) <= timedelta(days=731)


def test_the_job_runs_every_night_by_its_name():
    beat = celery_settings(redis_url="", data_dir=Path("x"))["CELERY_BEAT_SCHEDULE"]["keep-house"]
    assert beat["task"] == keep_house.name
    assert (beat["schedule"].hour, beat["schedule"].minute) == ({3}, {17})
