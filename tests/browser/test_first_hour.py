"""The manager's first hour, end to end: from an empty form to an inspection pack in the hand."""

from __future__ import annotations

import pytest

from tests.browser import first_hour_clinician as clinician
from tests.browser import first_hour_manager as steps
from tests.browser.conftest import OpenBrowser
from tests.browser.first_hour_manager import ANNA, BEA, Manager

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (390, False)], ids=["wide", "phone-without-javascript"]
)
def test_within_an_hour_a_manager_has_a_practice_that_learns_and_the_evidence_for_it(
    open_browser: OpenBrowser, width: int, javascript: bool
) -> None:
    person = open_browser(width, javascript=javascript, accept_downloads=True)
    manager = Manager(person, tag="wide" if javascript else "plain")
    steps.sets_up(manager)
    steps.invites_eight(manager)
    steps.assigns_the_path(manager)
    anna, bea = (open_browser(390, javascript=javascript) for _ in range(2))
    clinician.joins(manager, anna, "anna", ANNA)
    clinician.joins(manager, bea, "bea", BEA)
    steps.sees_who_is_to_learn(manager)
    clinician.finishes(anna)
    steps.sees_one_complete(manager)
    steps.reminds_the_rest(manager)
    pack = steps.orders_the_pack(manager)
    steps.reads_the_pack(manager, pack)
    steps.finds_it_all_in_the_log(manager)
