"""The shipped paths, and the errors of one that is wrong."""

from __future__ import annotations

import pytest

from courses.learning.rules import Reader, required_units
from courses.people.models import JobRole
from courses.training.paths import PathProblem, offer_of, offers, parse_path, shipped_paths
from tests.learning.small_course import release_of, small_folder

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NINE = {
    "interpreting-ai-output", "automation-bias", "privacy", "data-quality", "fairness", "regulation-liability",
    "security", "adopting-ai", "talking-about-ai",
}  # fmt: skip
CAPS = {"reception": 35, "practice-nurse": 60, "pharmacist": 75, "allied-health": 75, "gp": 90, "manager": 90}
GOOD = b"""title: A path
summary: What it is for.
roles: [practice-nurse]
cap: 12
courses:
  - small
  - id: unwritten
    note: The second unit first.
"""
CHECK = b"cap: 12\ncheck: {a: small/first, b: small/first, c: small/second, d: small/second, e: unwritten/one}"


def test_there_is_one_path_for_each_role_with_the_cap_of_the_curriculum():
    paths = {path.id: path for path in shipped_paths()}
    assert paths.keys() == set(JobRole.values)
    assert {one: paths[one].cap for one in paths} == CAPS
    assert all(path.roles == (one,) for one, path in paths.items())


def test_the_paths_hold_the_nine_courses_and_no_other():
    named = {stage.course for path in shipped_paths() for stage in (*path.stages, *path.later)}
    assert named == NINE


def test_a_course_that_is_not_published_is_named_and_takes_no_minutes(small):
    offer = offer_of(parse_path("mine", GOOD), [small])
    assert [(leg.title, leg.release is not None) for leg in offer.legs] == [
        ("A small course", True),
        ("unwritten", False),
    ]
    assert offer.missing == 1
    assert offer.legs[1].minutes == 0


def test_minutes_are_those_required_of_the_role_with_the_quiz(small):
    structure = small.structure
    minutes = {unit["id"]: unit["minutes"] for unit in structure["units"]}
    for role in ("practice-nurse", "gp"):
        needed = required_units(structure, Reader(role=role))
        path = parse_path("mine", GOOD.replace(b"practice-nurse", role.encode()))
        assert offer_of(path, [small]).minutes == sum(minutes[one] for one in needed) + 1
    assert offer_of(parse_path("mine", GOOD), [small]).minutes == 11


def test_a_path_that_takes_longer_than_its_cap_says_by_how_much(small):
    assert offer_of(parse_path("mine", GOOD), [small]).over == 0
    assert offer_of(parse_path("mine", GOOD.replace(b"cap: 12", b"cap: 9")), [small]).over == 2


def test_paths_are_offered_in_the_order_of_the_roles():
    assert [offer.path.id for offer in offers([])] == JobRole.values


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"title: A path\n", b"", 'mine.yaml: "title" is missing'),
        (b"cap: 12", b"cap: soon", 'mine.yaml: "cap" must be minutes, from 1 to 600'),
        (b"cap: 12", b"cap: true", 'mine.yaml: "cap" must be minutes, from 1 to 600'),
        (
            b"cap: 12",
            b"cap: 12\ncolour: red",
            'mine.yaml: "colour" is not known; expected cap, check, courses, later, roles, summary, title',
        ),
        (b"[practice-nurse]", b"[baker]", 'mine.yaml: "baker" is no role; expected ' + ", ".join(JobRole.values)),
        (b"[practice-nurse]", b"[]", 'mine.yaml: "roles" must be a list with at least one role'),
        (b"  - small", b"  - small\n  - small", 'mine.yaml: "small" stands in "courses" twice'),
        (b"  - small", b"  - Small Course", 'mine.yaml: course 1: "Small Course" is no course id'),
        (b"  - small", b"  - {id: small, minutes: 4}", 'mine.yaml: course 1 must be an id, or "id" and "note"'),
        (b"cap: 12", b"cap: 12\nlater: []", 'mine.yaml: "later" must be a list with at least one course id'),
        (b"cap: 12", b"cap: 12\nlater: [small]", 'mine.yaml: "small" stands in "courses" and in "later"'),
        (b"cap: 12", b"cap: 12\nlater: [7]", 'mine.yaml: course 1 of "later" must be an id, or "id" and "note"'),
        (
            b"cap: 12",
            b"cap: 12\ncheck: {a: small/first}",
            'mine.yaml: "check" must name 5 questions, each with its "course-id/unit-id"',
        ),
        (
            b"cap: 12",
            CHECK.replace(b"a: small/first", b"a: first"),
            'mine.yaml: check: "a" needs the unit it stands for, as "course-id/unit-id"',
        ),
        (
            b"cap: 12",
            CHECK.replace(b"a: small/first", b"a: other/first"),
            'mine.yaml: check: "a" stands for a unit of "other", which is not in "courses"',
        ),
        (b"cap: 12", CHECK.replace(b"a:", b"A b:"), 'mine.yaml: check: "A b" is no question id'),
        (b"roles: [", b"roles: [[", "mine.yaml, line 4: not valid YAML"),
        (b"A path", b"\xff", "mine.yaml: not UTF-8 text"),
        (GOOD, b"- a list", "mine.yaml: expected keys and values: cap, check, courses, later, roles, summary, title"),
    ],
)
def test_a_wrong_path_is_told_with_its_file_and_what_is_wrong(old, new, said):
    assert old in GOOD
    with pytest.raises(PathProblem) as caught:
        parse_path("mine", GOOD.replace(old, new))
    assert str(caught.value) == said


def test_what_is_recommended_afterwards_counts_in_nothing(small):
    later = GOOD.replace(b"  - small\n", b"").replace(b"cap: 12", b"cap: 12\nlater: [{id: small, note: Then this.}]")
    offer = offer_of(parse_path("mine", later), [small])
    assert [(leg.title, leg.minutes, leg.stage.note) for leg in offer.later] == [("A small course", 11, "Then this.")]
    assert (offer.minutes, offer.missing, len(offer.legs)) == (0, 1, 1)


def test_a_check_names_the_unit_each_question_stands_for():
    path = parse_path("mine", GOOD.replace(b"cap: 12", CHECK))
    assert [(one.question, one.course, one.unit) for one in path.check][2:] == [
        ("c", "small", "second"),
        ("d", "small", "second"),
        ("e", "unwritten", "one"),
    ]


def test_minutes_are_those_of_the_role_that_reads_if_the_path_is_for_it(small):
    path = parse_path("mine", GOOD.replace(b"[practice-nurse]", b"[gp, practice-nurse]"))
    assert [offer_of(path, [small], role=role).minutes for role in ("gp", "practice-nurse", "reception", "")] == [
        9, 11, 9, 9,
    ]  # fmt: skip


def test_a_course_that_comes_later_joins_the_path(small):
    later = release_of(small_folder(slug="unwritten"))
    assert offer_of(parse_path("mine", GOOD), [small, later]).missing == 0
