"""What holds for any two texts: comparing never fails, the same text has no change, options are matched once."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.changes import RISING, Content, change_class, diff, of_new_meaning
from courses.core.changes.options import matched
from courses.core.document import Folder, Option
from tests.authoring.changed_course import compiled
from tests.core.golden import Case, cases, sample_files

pytestmark = pytest.mark.core

WORDS = st.sampled_from(
    ["See the patient today", "See the patient now", "Look again", "Ask a colleague", "", "<b>x</b>"]
)


def options(draw_ids: st.SearchStrategy[str]) -> st.SearchStrategy[list[Option]]:
    one = st.builds(lambda name, html: Option(id=name, html=html), draw_ids, WORDS)
    return st.lists(one, max_size=6, unique_by=lambda option: option["id"])


@given(options(st.sampled_from("abcdefgh")), options(st.sampled_from("abcdwxyz")))
def test_each_option_is_matched_once_or_came_or_went(before: list[Option], after: list[Option]) -> None:
    found = matched(before, after)
    old, new = ({option["id"] for option in given} for given in (before, after))
    assert set(found.renamed) <= old - new
    assert len(set(found.renamed.values())) == len(found.renamed)
    assert set(found.renamed.values()) <= new - old
    assert len(found.gone) == len(old - new) - len(found.renamed)
    assert len(found.added) == len(new - old) - len(found.renamed)


@given(options(st.sampled_from("abcdefgh")), st.randoms(use_true_random=False))
def test_the_order_of_options_is_no_change(given_options: list[Option], random: object) -> None:
    shuffled = list(given_options)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = matched(given_options, shuffled)
    assert (found.renamed, found.added, found.gone, found.reworded) == ({}, [], [], [])


def test_any_two_courses_can_be_compared_and_a_course_with_itself_has_no_change() -> None:
    whole = [Folder("sample", sample_files())] + [case.folder for case in cases() if _sound(case)]
    contents = [Content.of(compiled(folder)) for folder in whole[:25]]
    assert len(contents) > 5
    for content in contents:
        assert diff(content, content) == ()
    for before, after in pairwise(contents):
        for changes in (diff(before, after), diff(after, before)):
            assert change_class(changes) in RISING
            assert of_new_meaning(changes) <= {change.id for change in changes}
            assert all(change.words and change.change_class in RISING for change in changes)


def _sound(case: Case) -> bool:
    """Whether nothing in the case blocks, by the codes it expects, and it needs nothing that only a site knows."""
    return not case.release and not any(re.search(r":\d+ C\d{3} ", line) for line in case.problems)
