"""How I use AI advice: for its owner alone, in counts, and deleted for good, whatever backup is put back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.learning.labs.my_advice import erase_again, marks_missed, missed_most
from courses.learning.models import Answer, Attempt, LabRecord, UnitProgress
from courses.operations import erasures, outbox
from courses.people.models import User
from tests.learning.labs import marked_course, reliance_course, scenario_course

pytestmark = [pytest.mark.web, pytest.mark.django_db]
PAGE, DELETE = "/me/ai-advice/", "/me/ai-advice/delete/"


@pytest.fixture(autouse=True)
def ledger(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURES = tmp_path / "kept" / "erasures.log"
    return Path(settings.ERASURES)


def page(client: Client, url: str = PAGE) -> str:
    reply = client.get(url)
    assert reply.status_code == 200
    return unescape(reply.content.decode())


def reliance_run(client: Client, *ways: tuple[str, str]) -> Attempt:
    """A finished run of the eight cases, of which three have wrong advice ("home"; right is "today")."""
    run = reliance_course.begin(client)
    reliance_course.decide_all(client, run, ways)
    client.post(f"/labs/{run.pk}/result/")
    run.refresh_from_db()
    assert LabRecord.objects.filter(attempt=run).exists()
    return run


def all_following(run_layout_size: int = 8) -> list[tuple[str, str]]:
    """Right first, then whatever "home" says."""
    return [("today", "home")] * run_layout_size


def as_backup() -> str:
    """What a backup holds of runs, as text that can be put back."""
    rows = [*Attempt.objects.all(), *Answer.objects.all(), *LabRecord.objects.all()]
    return serializers.serialize("json", rows)


def put_back(backup: str) -> None:
    for one in serializers.deserialize("json", backup):
        one.save()


def everything_of(person: User) -> str:
    """Every byte that is kept of a person's lab runs."""
    runs = Attempt.objects.filter(enrolment__person=person, kind="lab")
    rows: list[Any] = [
        *runs.values_list("layout", flat=True),
        *Answer.objects.filter(attempt__in=runs).values_list("response", flat=True),
        *LabRecord.objects.filter(person=person).values_list("counts", flat=True),
    ]
    return repr([row for row in rows if row])


def test_the_page_counts_in_the_words_of_the_product(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    assert "You have not finished a lab yet" in page(client)
    reliance_run(client, *all_following())
    text = page(client)
    for words in (
        "Kept your right answer when the advice was wrong", "0 of 3", "Changed from right to wrong",
        "The tool missed something", "3 of 3",
        "8 cases so far. One case more or less can turn these figures round.",
    ):  # fmt: skip
        assert words in text
    for never in ("RAIR", "RSR", "improved", "harmful"):
        assert never not in text


def test_runs_stand_newest_first_with_a_way_to_each(as_user, clinician):
    scenario = scenario_course.scenario_release()
    reliance_course.released()
    client = as_user(clinician)
    first = reliance_run(client)
    second = scenario_course.walk(client, scenario, "ring", "arrange")
    text = page(client)
    assert text.index(f"/labs/{second.pk}/result/") < text.index(f"/labs/{first.pk}/result/")
    assert "2 of 2 choices were good practice." in text


def test_start_and_end_stand_side_by_side_with_no_claim_of_change(as_user, clinician):
    cases = reliance_course.EIGHT
    other = cases.replace("`c", "`e")
    lab = reliance_course.lab
    reliance_course.released(lab(cases), lab(other, id="at-the-end", more="pair: decide\n"))
    client = as_user(clinician)
    reliance_run(client, *all_following())
    end = reliance_course.begin(client, "at-the-end")
    reliance_course.decide_all(client, end)
    client.post(f"/labs/{end.pk}/result/")
    text = page(client)
    assert "Start: kept 0 of 3. End: kept 3 of 3." in text
    assert "One case either way is chance; eight cases cannot show that you changed." in text


def test_what_is_missed_most_comes_first_and_what_is_never_missed_not_at_all():
    rows = missed_most([{"miss": [3, 1], "alarm": [2, 0]}, {"miss": [3, 0], "trap": [4, 3]}])
    assert [value for _name, value in rows] == ["3 of 4", "1 of 6"]
    assert "first appearances" in rows[0][0]


def test_marks_that_were_missed_are_counted_over_runs_and_those_never_missed_left_out():
    rows = marks_missed([{"name": [3, 1, 1, 1, 0], "place": [2, 2, 0, 0, 4]}, {"name": [3, 3, 0, 0, 0]}, {}])
    assert rows == [("name", "2 of 6")]


def test_the_page_costs_the_same_for_one_run_and_for_five(as_user, clinician, django_assert_max_num_queries):
    reliance_course.released()
    client = as_user(clinician)
    for runs in (1, 4):
        for _ in range(runs):
            reliance_run(client)
        with django_assert_max_num_queries(7):  # session and person among them
            page(client)


def test_my_learning_leads_to_the_page(as_user, clinician):
    assert f'href="{PAGE}"' in page(as_user(clinician), "/me/learning/")


def test_nobody_else_ever_sees_it(client, as_user, clinician, manager, educator, stranger, practice):
    reliance_course.released()
    run = reliance_run(as_user(clinician), *all_following())
    for url in (PAGE, DELETE):
        assert client.get(url).url.startswith("/accounts/login/")
    for other in (manager, educator, stranger):
        browser = as_user(other)
        assert "You have not finished a lab yet" in page(browser)
        assert browser.get(f"/labs/{run.pk}/result/").status_code == 404
    pages = [f"/practice/{practice.slug}/", "/", "/me/learning/", "/courses/small/"]
    seen = "".join(page(as_user(manager), url) for url in pages)
    for words in ("Kept your right", "ollowed wrong", "right to wrong", "Reliance", f"/labs/{run.pk}/"):
        assert words not in seen


def test_asking_deletes_nothing_and_a_post_deletes_at_once(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    run = reliance_run(client, *all_following())
    assert "Delete it all" in page(client, DELETE)
    assert "decision" in everything_of(clinician) or "first" in everything_of(clinician)
    assert client.post(DELETE).url == PAGE
    assert everything_of(clinician) == "[]"
    record = LabRecord.objects.get(attempt=run)
    assert record.erased_at is not None
    assert (record.counts, record.form) == ({}, "")
    text = page(client)
    assert "Deleted. What you have completed stays completed." in text
    assert "You deleted what it came to" in text
    assert "0 of 3" not in text
    assert page(client, f"/labs/{run.pk}/result/")


def test_deleting_does_not_touch_what_is_finished(as_user, clinician):
    release = scenario_course.scenario_release("kind: graded\npass-mark: 60%")
    client = as_user(clinician)
    run = scenario_course.walk(client, release, "ring", "arrange")
    outbox.drain()
    UnitProgress.objects.create(
        enrolment=run.enrolment, unit_id="first", opened_at=timezone.now(), finished_at=timezone.now()
    )
    client.post(DELETE)
    assert run.grades.get().passed
    assert UnitProgress.objects.get(enrolment=run.enrolment).finished_at is not None
    assert LabRecord.objects.filter(person=clinician, lab_id="inbox").exists()
    assert "You deleted what you did here" in page(client, f"/labs/{run.pk}/result/")
    assert "See your result" in page(client, scenario_course.UNIT)


def test_a_run_that_waits_for_its_grade_keeps_its_answers_until_then(as_user, clinician):
    release = scenario_course.scenario_release("kind: graded\npass-mark: 60%")
    client = as_user(clinician)
    run = scenario_course.walk(client, release, "ring", "arrange")
    client.post(DELETE)
    assert LabRecord.objects.get().counts == {}
    outbox.drain()
    assert run.grades.get().passed


def test_a_run_under_way_ends_and_another_can_begin(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    run = reliance_course.begin(client)
    reliance_course.first(client, run, 1)
    assert "The run you are in the middle of ends" in page(client, DELETE)
    client.post(DELETE)
    assert everything_of(clinician) == "[]"
    run.refresh_from_db()
    assert run.state == Attempt.State.VOID
    assert reliance_course.begin(client).pk != run.pk


def test_marked_texts_are_counted_and_deleted_like_everything_else(as_user, clinician):
    marked_course.marked_release()
    client = as_user(clinician)
    run = marked_course.begin(client)
    marked_course.do_letters(client, run, {})
    client.post(f"/labs/{run.pk}/result/")
    text = page(client)
    assert "Missed, or marked as something else" in text
    assert "0 of" in text
    client.post(DELETE)
    assert everything_of(clinician) == "[]"
    assert "Missed, or marked" not in page(client)
    assert "You deleted what you did here" in page(client, f"/labs/{run.pk}/result/")


def test_one_person_deletes_only_their_own(as_user, clinician, stranger):
    reliance_course.released()
    mine, theirs = as_user(clinician), as_user(stranger)
    reliance_run(mine)
    reliance_run(theirs)
    kept = everything_of(stranger)
    mine.post(DELETE)
    assert everything_of(stranger) == kept


def test_deleting_twice_is_as_deleting_once(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    reliance_run(client)
    client.post(DELETE)
    before = list(LabRecord.objects.values())
    assert "There is nothing to delete" in page(client, DELETE)
    client.post(DELETE)
    assert list(LabRecord.objects.values()) == before


def test_an_old_backup_that_is_put_back_does_not_bring_it_back(as_user, clinician, capsys):
    reliance_course.released()
    client = as_user(clinician)
    reliance_run(client, *all_following())
    backup = as_backup()
    client.post(DELETE)
    put_back(backup)
    assert everything_of(clinician) != "[]"
    call_command("erasures")
    assert everything_of(clinician) == "[]"
    assert "erased again" in capsys.readouterr().out
    assert LabRecord.objects.get().erased_at is not None
    call_command("erasures")  # nothing more to do, and nothing said
    assert capsys.readouterr().out == ""


def test_a_run_under_way_in_an_old_backup_does_not_come_back_either(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    run = reliance_course.begin(client)
    reliance_course.first(client, run, 1)
    backup = as_backup()
    client.post(DELETE)
    put_back(backup)
    assert erase_again() == 1
    assert everything_of(clinician) == "[]"


def test_what_was_done_after_deleting_stays(as_user, clinician):
    reliance_course.released()
    client = as_user(clinician)
    reliance_run(client)
    client.post(DELETE)
    reliance_run(client)
    kept = everything_of(clinician)
    assert erase_again() == 0
    assert everything_of(clinician) == kept != "[]"


def test_when_the_ledger_cannot_be_written_nothing_is_deleted(as_user, clinician, settings, tmp_path):
    reliance_course.released()
    client = as_user(clinician)
    reliance_run(client)
    kept = everything_of(clinician)
    (tmp_path / "file").write_text("")
    settings.ERASURES = tmp_path / "file" / "erasures.log"
    reply = client.post(DELETE, follow=True)
    assert "Nothing was deleted" in reply.content.decode()
    assert everything_of(clinician) == kept


def test_the_ledger_holds_a_moment_a_kind_and_an_id_and_nothing_else(ledger, clinician, as_user):
    as_user(clinician).post(DELETE)
    (line,) = ledger.read_text().splitlines()
    at, kind, person = line.split()
    assert (kind, person) == ("lab-runs", str(clinician.pk))
    assert abs(datetime.fromisoformat(at) - timezone.now()) < timedelta(minutes=1)
    assert ledger.stat().st_mode & 0o077 == 0


def test_a_line_that_was_cut_off_spoils_no_other(ledger):
    monday, tuesday = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    erasures.note("lab-runs", 1, tuesday)
    erasures.note("lab-runs", 1, monday)
    with ledger.open("a") as file:
        file.write("2026-11-03T00:00:00+00:00 lab-ru")
    erasures.note("lab-runs", 2, monday)
    with ledger.open("a") as file:
        file.write("nonsense\n2026-13-45 lab-runs 3\n2026-11-02T00:00:00 lab-runs 4\n")
    erasures.note("other", 5, monday)
    assert erasures.noted("lab-runs") == {1: tuesday, 2: monday}
    assert erasures.noted("other") == {5: monday}


def test_without_a_ledger_nothing_was_deleted(ledger):
    assert erasures.noted("lab-runs") == {}
    assert erase_again() == 0
