"""What a reliance run came to: counts first, percentages only from five, undefined in words, start beside end."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.core.measures.reliance import Counts
from courses.learning.labs.reliance_counts import Held
from courses.learning.models import Answer, Attempt, LabCaseCount, LabRecord
from courses.people.models import User
from tests.learning.labs.reliance_course import FORMS, begin, case_ids, decide_all, lab, released

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def ways(run: Attempt, **by_case: tuple[str, str]) -> list[tuple[str, str]]:
    """(first, final) for each place of a run, from what is to be done in each case."""
    return [by_case.get(name, ("today", "today")) for name in case_ids(run)]


def result(client: Client, run: Attempt) -> str:
    reply = client.get(f"/labs/{run.pk}/result/")
    assert reply.status_code == 200
    return " ".join(unescape(reply.content.decode()).split())


def thin(run: Attempt) -> None:
    """What retention does to a run after 90 days."""
    Answer.objects.filter(attempt=run).delete()
    Attempt.objects.filter(pk=run.pk).update(layout={})
    LabRecord.objects.filter(attempt=run).update(thinned_at=timezone.now())


def said(text: str) -> str:
    return re.sub(r"<[^>]+>", " ", text)


@pytest.fixture
def mixed(as_user: Any, clinician: User) -> tuple[Client, Attempt]:
    """Of wrong advice once followed, once resisted, once joined; good advice once taken, once not."""
    released()
    client = as_user(clinician)
    run = begin(client)
    did = {"c2": ("today", "home"), "c5": ("today", "today"), "c7": ("home", "home"), "c1": ("review", "today"),
           "c3": ("review", "review")}  # fmt: skip
    decide_all(client, run, ways(run, **did))
    return client, run


def test_counts_come_first_and_say_what_the_advice_did(mixed):
    client, run = mixed
    text = said(result(client, run))
    assert "Of 8 cases you had 5 right before the advice and 5 after it; the tool alone had 5." in text
    assert re.search(r"Right before the advice\s+5 of 8 \(63%\)", text)
    assert re.search(r"Kept your right answer when the advice was wrong\s+1 of 2 ", text)
    assert re.search(r"Took good advice when your first answer was wrong\s+1 of 2 ", text)
    assert re.search(r"Followed wrong advice\s+1 ", text)
    assert re.search(r"Changed from right to wrong\s+1 ", text)


def test_no_percentage_stands_beside_fewer_than_five(mixed):
    client, run = mixed
    text = said(result(client, run))
    small = [found for found in re.findall(r"(\d+) of (\d+) \(\d+%\)", text) if int(found[1]) < 5]
    assert small == []


def test_no_word_claims_that_anybody_changed(mixed):
    client, run = mixed
    text = said(result(client, run))
    for word in ("RAIR", "RSR", "mproved", "etter than before", "ompetent"):
        assert word not in text


def test_what_cannot_be_counted_is_said_in_words(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    decide_all(client, run)
    text = said(result(client, run))
    assert re.search(r"answer was wrong\s+Your first answer was never wrong where the advice was right", text)
    assert "0 of 0" not in text


def test_the_quadrant_has_a_square_for_each_case_and_a_table(mixed):
    client, run = mixed
    text = result(client, run)
    figure = text[text.index("fig-quadrant") : text.index("Show as table")]
    drawing = figure[: figure.index("</svg>")]
    assert drawing.count('class="fig-unit') == 8 + 2  # and two in the key
    assert "You kept your answer" in text


def test_few_first_decisions_are_counted_and_not_drawn(mixed):
    client, run = mixed
    text = result(client, run)
    assert "A picture needs 10 first answers in all" in text
    assert "fig-plot" not in text
    assert "5 of 8" in said(text)


def test_every_case_is_told_with_its_right_action_cue_and_who_was_right(mixed):
    client, run = mixed
    text = result(client, run)
    for name in case_ids(run):
        assert f"Because-{name} " in text
        assert f"Advice-{name} " in text
    assert text.count("Right action") == 8
    assert "Followed wrong advice: changed from right to wrong" in text
    assert "Kept your right answer" in text
    assert "Debrief-told." in text
    assert text.count("<details open") == 1


def test_the_record_holds_numbers_only_and_gives_the_same_counts_back(mixed):
    _client, _run = mixed
    record = LabRecord.objects.get()
    held = Held.from_json(record.counts)
    assert held.as_json() == record.counts
    assert held.counts == Counts.from_json(record.counts)
    assert held.counts.cases == held.calibration.n == 8
    assert held.types == {"miss": [3, 2], "plain": [5, 1]}

    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for inner in value.values() for leaf in leaves(inner)]
        return [leaf for inner in value for leaf in leaves(inner)] if isinstance(value, list) else [value]

    assert {type(leaf) for leaf in leaves(record.counts)} == {int}


def test_after_the_cases_are_gone_the_counts_remain(mixed):
    client, run = mixed
    before = said(result(client, run))
    thin(run)
    text = said(result(client, run))
    assert "The single cases are kept for 90 days." in text
    assert "Because-" not in text
    sentence = "Of 8 cases you had 5 right before the advice and 5 after it"
    assert sentence in before
    assert sentence in text


def test_after_their_owner_deleted_them_nothing_is_told(mixed):
    client, run = mixed
    Answer.objects.filter(attempt=run).update(response=None)
    LabRecord.objects.update(counts={}, erased_at=timezone.now())
    text = said(result(client, run))
    assert "You have deleted what this run came to." in text
    assert "Of 8 cases" not in text
    assert "Because-" not in text


def test_start_and_end_stand_side_by_side_with_what_they_cannot_show(as_user, clinician):
    released(lab(FORMS, more="forms: 1, 2\npair: again\n"), lab(FORMS, more="forms: 2, 1\n", id="again"))
    client = as_user(clinician)
    start = begin(client)
    wrong = {f"f{form}2": ("today", "home") for form in (1, 2)}
    decide_all(client, start, ways(start, **wrong))
    assert "Start and end" not in result(client, start)
    end = begin(client, "again")
    decide_all(client, end)
    text = said(result(client, end))
    assert "Start: kept 0 of 1. End: kept 1 of 1." in text
    assert "One case either way is chance; three cases cannot show that you changed." in text
    assert "Start and end" not in result(client, start)


def test_start_and_end_still_belong_together_when_the_cases_of_the_start_are_gone(as_user, clinician):
    released(lab(FORMS, more="forms: 1, 2\npair: again\n"), lab(FORMS, more="forms: 2, 1\n", id="again"))
    client = as_user(clinician)
    start = begin(client)
    decide_all(client, start)
    thin(start)
    end = begin(client, "again")
    assert end.layout["form"] != start.layout["form"]
    decide_all(client, end)
    assert "Start: kept 1 of 1. End: kept 1 of 1." in said(result(client, end))


def test_nobody_is_counted_twice_when_it_is_forgotten_which_cases_they_met(as_user, clinician):
    released()
    client = as_user(clinician)
    run = begin(client)
    decide_all(client, run)
    thin(run)
    decide_all(client, begin(client))
    assert {row.decisions for row in LabCaseCount.objects.all()} == {1}
    assert client.get("/courses/small/labs/decide/answers/").status_code == 200


def test_two_forms_of_one_lab_are_start_and_end_too(as_user, clinician):
    released(lab(FORMS, more="forms: 1, 2\n"))
    client = as_user(clinician)
    decide_all(client, begin(client))
    end = begin(client)
    decide_all(client, end)
    assert "Start and end" in result(client, end)


def test_the_same_cases_again_are_no_end(as_user, clinician):
    released()
    client = as_user(clinician)
    decide_all(client, begin(client))
    again = begin(client)
    decide_all(client, again)
    assert "Start and end" not in result(client, again)


def test_the_result_costs_the_same_for_three_cases_and_for_eight(as_user, clinician, django_assert_num_queries):
    released(lab(FORMS, id="short"), lab("".join(FORMS.replace("`f", f"`{x}") for x in "gh"), id="long"))
    client = as_user(clinician)
    for lab_id in ("short", "long"):
        run = begin(client, lab_id)
        decide_all(client, run)
        result(client, run)
        with django_assert_num_queries(7):  # session, person, run, unit, key, record with comparison, answers
            result(client, run)
