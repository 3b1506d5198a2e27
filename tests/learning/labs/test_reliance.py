"""The reliance lab step by step: what is stored, what stands, what order is kept, and what happens to forged posts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from courses.core.runs.reliance import forms_in_order
from courses.learning.labs.reading import find_lab
from courses.learning.models import Attempt, LabRecord
from courses.people.models import User
from tests.actors import person
from tests.learning.labs.reliance_course import (
    EIGHT,
    FORMS,
    WRONG,
    begin,
    case,
    case_ids,
    case_url,
    decide_all,
    final,
    first,
    lab,
    released,
)  # fmt: skip

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def learner(as_user: Any, clinician: User) -> Client:
    released()
    return as_user(clinician)


def steps(run: Attempt) -> dict[int, dict[str, Any]]:
    return dict(run.answers.values_list("slot", "response"))


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status
    return reply.content.decode()


def test_locking_in_leads_to_the_advice_and_then_to_what_was_right(learner):
    run = begin(learner)
    name = case_ids(run)[0]
    before = page(learner, case_url(run, 1))
    assert "decide first" in before
    assert "Lock in my decision" in before
    assert "Once locked, it cannot be changed." in before
    assert first(learner, run, 1, "review").url == case_url(run, 1)
    advised = page(learner, case_url(run, 1))
    assert f"Advice-{name}" in advised
    assert "88% sure" in advised
    assert "Your first answer:" in advised
    assert "Review this week" in advised
    assert f"Because-{name}" not in advised
    final(learner, run, 1, "today", "90")
    told = page(learner, case_url(run, 1))
    assert f"Because-{name}" in told
    assert "Next case" in told


def test_the_final_decision_is_empty_at_first(learner):
    run = begin(learner)
    first(learner, run, 1)
    advised = page(learner, case_url(run, 1))
    assert " checked" not in advised
    assert advised.count('name="decision"') == 3


def test_a_first_decision_never_changes(learner):
    run = begin(learner)
    first(learner, run, 1, "review", "50")
    kept = steps(run)
    reply = learner.post(case_url(run, 1), {"act": "first", "decision": "today", "sure": "99"}, follow=True)
    assert "Your first decision was locked in before. It stands." in reply.content.decode()
    assert steps(run) == kept
    final(learner, run, 1, "today", "90")
    first(learner, run, 1, "home")
    assert steps(run)[0]["first"] == "review"


def test_the_same_lock_sent_twice_says_nothing_and_changes_nothing(learner):
    run = begin(learner)
    first(learner, run, 1)
    kept = steps(run)
    reply = learner.post(case_url(run, 1), {"act": "first", "decision": "today", "sure": "70"}, follow=True)
    assert "It stands" not in reply.content.decode()
    assert steps(run) == kept


def test_a_final_decision_never_changes(learner):
    run = begin(learner)
    first(learner, run, 1, "review")
    final(learner, run, 1, "review")
    kept = steps(run)
    final(learner, run, 1, "today", "99")
    learner.post(case_url(run, 1), {"act": "about"})
    assert steps(run) == kept


def test_no_final_decision_comes_before_the_first(learner):
    run = begin(learner)
    assert final(learner, run, 1).url == case_url(run, 1)
    learner.post(case_url(run, 1), {"act": "about"})
    assert steps(run) == {}


def test_no_case_is_decided_before_those_in_front_of_it(learner):
    run = begin(learner)
    assert first(learner, run, 3).url == case_url(run, 1)
    first(learner, run, 1)
    assert first(learner, run, 2).url == case_url(run, 1)
    assert set(steps(run)) == {0}
    assert learner.get(case_url(run, 8)).url == case_url(run, 1)


@pytest.mark.parametrize("number", [0, 9, 99])
def test_a_case_that_is_not_in_the_run_is_a_404(learner, number):
    run = begin(learner)
    assert learner.get(case_url(run, number)).status_code == 404
    assert first(learner, run, number).status_code == 404


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"act": "first"}, "Choose what you would do"),
        ({"act": "first", "decision": "nonsense", "sure": "70"}, "Choose what you would do"),
        ({"act": "first", "decision": "today"}, "Choose how sure you are"),
        ({"act": "first", "decision": "today", "sure": "101"}, "Choose how sure you are"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(learner, form, problem):
    run = begin(learner)
    reply = learner.post(case_url(run, 1), form)
    assert reply.status_code == 422
    text = reply.content.decode()
    assert problem in text
    assert "<title>Error:" in text
    assert steps(run) == {}
    if form.get("decision") == "today":
        assert 'value="today" checked' in text


@pytest.mark.parametrize("form", [{}, {"act": "steal"}, {"act": "final", "decision": "today"}])
def test_a_forged_post_changes_nothing(learner, form):
    run = begin(learner)
    assert learner.post(case_url(run, 1), form).url == case_url(run, 1)
    assert steps(run) == {}


def test_sureness_is_asked_again_only_where_the_answer_changed(learner):
    run = begin(learner)
    first(learner, run, 1, "review", "50")
    reply = final(learner, run, 1, "today")
    assert reply.status_code == 422
    assert "Choose how sure you are" in reply.content.decode()
    assert "final" not in steps(run)[0]
    final(learner, run, 1, "today", "90")
    assert steps(run)[0]["final_sure"] == "90"
    first(learner, run, 2, "review", "50")
    final(learner, run, 2, "review", "99")
    assert steps(run)[1]["final_sure"] == "50"


def test_a_lab_without_sureness_never_asks_for_it(as_user, clinician):
    released(lab(EIGHT, confidence="no"))
    client = as_user(clinician)
    run = begin(client)
    assert "How sure are you?" not in page(client, case_url(run, 1))
    first(client, run, 1, "review", "")
    assert "How sure are you?" not in page(client, case_url(run, 1))
    final(client, run, 1, "today")
    assert steps(run)[0]["final"] == "today"


def test_opening_the_card_of_the_tool_is_kept_and_loses_no_choice(learner):
    run = begin(learner)
    name = case_ids(run)[0]
    first(learner, run, 1)
    assert f"Card-{name}" not in page(learner, case_url(run, 1))
    reply = learner.post(case_url(run, 1), {"act": "about", "decision": "home", "sure": "50"})
    text = reply.content.decode()
    assert f"Card-{name}" in text
    assert 'value="home" checked' in text
    assert steps(run)[0]["about_at"]
    kept = steps(run)
    learner.post(case_url(run, 1), {"act": "about"})
    assert steps(run) == kept
    assert f"Card-{name}" in page(learner, case_url(run, 1))


def test_with_feedback_at_the_end_the_next_case_follows_and_nothing_is_told(as_user, clinician):
    released(lab(EIGHT, feedback="end"))
    client = as_user(clinician)
    run = begin(client)
    first(client, run, 1)
    assert final(client, run, 1).url == case_url(run, 2)
    before = page(client, case_url(run, 1))
    assert "Because-" not in before
    assert "What was right is told at the end, or when you stop." in before
    decide_all(client, run)
    told = page(client, f"/labs/{run.pk}/result/")
    assert all(f"Because-{name} " in told for name in case_ids(run))


def test_stop_here_tells_of_the_cases_that_are_done_and_the_run_goes_on(as_user, clinician):
    released(lab(EIGHT, feedback="end"))
    client = as_user(clinician)
    run = begin(client)
    assert "No case is done yet" in page(client, f"/labs/{run.pk}/so-far/")
    first(client, run, 1)
    final(client, run, 1)
    first(client, run, 2)
    stopped = page(client, f"/labs/{run.pk}/so-far/")
    names = case_ids(run)
    assert [name for name in names if f"Because-{name} " in stopped] == names[:1]
    assert [name for name in names if f"Advice-{name} " in stopped] == names[:1]
    assert "Go on: case 2 of 8" in stopped
    assert not LabRecord.objects.exists()
    run.refresh_from_db()
    assert run.state == "open"


def test_the_last_decision_finishes_the_run(learner):
    run = begin(learner)
    decide_all(learner, run)
    run.refresh_from_db()
    assert run.state == "graded"
    assert learner.get(f"/labs/{run.pk}/").url == f"/labs/{run.pk}/result/"
    assert "See your result" in page(learner, case_url(run, 8))
    kept = steps(run)
    final(learner, run, 8, "home", "99")
    first(learner, run, 1, "home", "99")
    assert steps(run) == kept


def test_wrong_advice_is_never_first_and_never_twice_in_a_row(as_user, clinician):
    released()
    client = as_user(clinician)
    for _ in range(12):
        run = begin(client)
        wrong = [name in WRONG for name in case_ids(run)]
        assert not wrong[0]
        assert not any(a and b for a, b in zip(wrong, wrong[1:], strict=False))
        Attempt.objects.filter(pk=run.pk).update(state="void")


def test_decisions_stand_in_the_stored_order_on_both_pages(learner):
    run = begin(learner)
    order = run.layout["cases"][0]["options"]
    for _ in range(2):
        text = page(learner, case_url(run, 1))
        places = [text.index(f'value="{option}"') for option in order]
        assert places == sorted(places)
        first(learner, run, 1)


def test_half_the_people_begin_with_each_form_and_everybody_ends_with_the_other(as_user, db):
    release = released(lab(FORMS, more="forms: 1, 2\npair: again\n"), lab(FORMS, more="forms: 2, 1\n", id="again"))
    met = []
    for number in range(8):
        client = as_user(person(f"p{number}@elm.example", f"Person {number}", job_role="gp"))
        start = begin(client)
        decide_all(client, start)
        end = begin(client, "again")
        assert start.layout["forms_seed"] == end.layout["forms_seed"]
        assert {start.layout["form"], end.layout["form"]} == {"1", "2"}
        assert {name[1] for name in case_ids(start)} == {start.layout["form"]}
        met.append(start)
    found = find_lab(met[0].enrolment.person, "small", "decide")
    assert found is not None
    assert found.release == release
    for run in met:
        assert run.layout["form"] == forms_in_order(found.view["setup"], run.layout["forms_seed"])[0]


def test_a_lab_with_two_forms_gives_the_other_one_the_second_time(as_user, clinician):
    released(lab(FORMS, more="forms: 1, 2\n"))
    client = as_user(clinician)
    forms = []
    for _ in range(4):
        run = begin(client)
        forms.append(run.layout["form"])
        decide_all(client, run)
    assert forms[0] != forms[1]
    assert forms[:2] == forms[2:]


def test_a_form_without_a_case_for_the_role_is_never_given(as_user, db):
    nurses = FORMS.replace("form: 2\n", "form: 2\nroles: practice-nurse\n")
    released(lab(nurses, more="forms: 1, 2\n"))
    client = as_user(person("doctor@elm.example", "A doctor", job_role="gp"))
    for _ in range(3):
        run = begin(client)
        assert run.layout["form"] == "1"
        assert len(case_ids(run)) == 3
        decide_all(client, run)


def test_cases_not_met_before_come_first(as_user, clinician):
    released(lab(EIGHT, more="draw: 3\n"))
    client = as_user(clinician)
    earlier = begin(client)
    decide_all(client, earlier)
    later = begin(client)
    assert len(case_ids(later)) == 3
    assert not {name for name in case_ids(earlier) if name not in WRONG} & set(case_ids(later))


@pytest.mark.parametrize(
    ("role", "region", "met"),
    [("gp", "uk", {"all", "gp", "uk", "w1"}), ("pharmacist", "us", {"all", "us", "w1"}), ("gp", "any", None)],
)
def test_cases_are_chosen_by_role_and_region(as_user, db, role, region, met):
    cases = [
        case("all"), case("gp", more="roles: gp\n"), case("uk", more="region: uk\n"), case("us", more="region: us\n"),
        case("w1", wrong=True),
    ]  # fmt: skip
    released(lab("".join(cases)))
    client = as_user(person("somebody@elm.example", "Somebody", job_role=role, region=region))
    assert set(case_ids(begin(client))) == (met or {"all", "gp", "uk", "us", "w1"})


def test_a_case_costs_four_queries_before_the_decision_and_one_more_with_the_advice(learner, django_assert_num_queries):
    run = begin(learner)
    page(learner, case_url(run, 1))
    with django_assert_num_queries(4):  # person, run, unit, steps: the key is not even read
        page(learner, case_url(run, 1))
    first(learner, run, 1)
    with django_assert_num_queries(5):
        page(learner, case_url(run, 1))
