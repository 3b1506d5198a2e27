"""Which courses follow from the tools of a role, and how far its people are."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses.oversight.tools.models import AiTool
from courses.oversight.tools.need_queries import needs
from courses.oversight.tools.needs import BY_KIND, EVERY_TOOL, IN_CHARGE, Used, analyse
from courses.people.models import JobRole, Membership
from courses.training.models import Exemption, Standing
from tests.actors import person
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/practice/elm-street/needs/"
CURRICULUM = (
    "interpreting-ai-output", "automation-bias", "privacy", "data-quality", "fairness", "regulation-liability",
    "security", "adopting-ai", "talking-about-ai",
)  # fmt: skip
EVERYBODY = {course: list(JobRole.values) for course in CURRICULUM}


def used(kind: str = "scribe", status: str = "approved", roles: tuple[str, ...] = ("gp",), name: str = "Tool") -> Used:
    return Used(name, kind, status, roles)


def courses(tools: list[Used], audiences: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    found = analyse(tools, EVERYBODY if audiences is None else audiences)
    return {one.role: [suggestion.course for suggestion in one.courses] for one in found}


def test_the_table_names_every_kind_and_only_courses_of_the_curriculum():
    assert set(BY_KIND) == set(AiTool.Kind.values)
    named = {course for rows in (*BY_KIND.values(), EVERY_TOOL, IN_CHARGE) for course, _words in rows}
    assert named == set(CURRICULUM)
    assert all(str(text).strip() for rows in BY_KIND.values() for _course, text in rows)


def test_a_scribe_asks_for_reading_deciding_privacy_and_the_attacker():
    found = courses([used()])
    assert set(found["gp"]) == {
        "interpreting-ai-output", "automation-bias", "privacy", "talking-about-ai", "security",
    }  # fmt: skip
    assert found["manager"] == ["adopting-ai"]
    assert set(found) == {"gp", "manager"}


@pytest.mark.parametrize("kind", ["triage", "decision", "risk", "imaging"])
def test_a_tool_that_suggests_asks_for_bias_data_and_fairness(kind):
    found = courses([used(kind)])["gp"]
    assert {"automation-bias", "interpreting-ai-output", "data-quality", "fairness"} <= set(found)


def test_what_is_not_allowed_asks_for_nothing_and_what_is_considered_only_for_whoever_chooses():
    assert courses([used(status="not-allowed")]) == {}
    assert courses([used(status="considered")]) == {"manager": ["adopting-ai"]}


def test_only_published_courses_and_only_their_audience_count():
    assert courses([used(roles=("gp", "reception"))], {"automation-bias": ["gp"]}) == {
        "gp": ["automation-bias"],
        "reception": [],
    }


def test_a_course_names_every_tool_that_it_follows_from():
    found = analyse([used(name="A"), used(name="B"), used("chatbot", name="C")], EVERYBODY)
    reading = next(one for one in found[0].courses if one.course == "interpreting-ai-output")
    assert [reason.tools for reason in reading.reasons] == [("A", "B", "C")]
    privacy = next(one for one in found[0].courses if one.course == "privacy")
    assert [reason.tools for reason in privacy.reasons] == [("A", "B"), ("C",)]


@pytest.fixture
def two_doctors(practice, clinician, course):
    """One of two doctors is complete in "Deciding with AI"."""
    other = person("ben@elm.example", "Dr Ben Achterberg", job_role="gp")
    Membership.objects.create(user=other, practice=practice, started=timezone.localdate(), job_role="gp")
    Standing.objects.create(
        practice=practice,
        membership=Membership.objects.get(user=clinician),
        course=course.course,
        word="complete",
        required=True,
    )


def test_the_page_says_how_many_are_asked_and_complete_and_why(as_user, manager, two_doctors, murmur):
    text = words(as_user(manager).get(URL).content.decode())
    assert "Works with: Murmur" in text
    assert "assigned to 1 of 2, complete 1" in text
    assert "Gets a suggestion before deciding, and suggestions pull: Murmur" in text


def test_who_has_left_or_needs_no_training_is_not_counted(as_user, practice, manager, two_doctors, murmur):
    Membership.objects.filter(user__email="ben@elm.example").update(needs_training=False)
    assert [course.people for course in needs(practice).roles[0].courses] == [1]
    Membership.objects.filter(user__email="amara@elm.example").update(ended=timezone.localdate())
    assert [(course.people, course.complete) for course in needs(practice).roles[0].courses] == [(0, 0)]


def test_the_exempt_are_counted_as_such_and_not_offered_the_course_again(
    as_user, manager, practice, two_doctors, murmur, course
):
    client = as_user(manager)
    offer = f"?course={course.course.slug}&amp;role=gp"
    assert offer in client.get(URL).content.decode()
    ben = Membership.objects.get(user__email="ben@elm.example")
    held = Exemption.objects.create(
        membership=ben, course=course.course, reason="Works at the desk", began=timezone.localdate()
    )
    text = client.get(URL).content.decode()
    assert "assigned to 1 of 2, complete 1, 1 is exempt" in words(text)
    assert offer not in text
    Exemption.objects.filter(pk=held.pk).update(ended=timezone.localdate())
    assert offer in client.get(URL).content.decode()


def test_somebody_complete_and_exempt_is_counted_once(practice, two_doctors, murmur, course):
    amara = Membership.objects.get(user__email="amara@elm.example")
    Exemption.objects.create(membership=amara, course=course.course, reason="Teaches it", began=timezone.localdate())
    (need,) = (one for one in needs(practice).roles[0].courses if one.course == course.course.slug)
    assert (need.complete, need.exempt, need.to_assign) == (1, 0, True)


def test_people_without_a_role_are_not_passed_over_in_silence(as_user, manager, practice, murmur):
    nobody = person("x@elm.example", "No Role")
    Membership.objects.create(user=nobody, practice=practice, started=timezone.localdate())
    assert "1 person has no role yet" in as_user(manager).get(URL).content.decode()


def test_an_empty_register_and_one_that_nobody_uses_say_what_to_do(as_user, manager, murmur):
    AiTool.objects.update(status="not-allowed")
    assert "Open a tool and say who uses it" in as_user(manager).get(URL).content.decode()
    AiTool.objects.all().delete()
    assert "The register is empty" in as_user(manager).get(URL).content.decode()


def test_ended_tools_ask_for_nothing(practice, murmur, course):
    AiTool.objects.update(ended_on=timezone.localdate())
    assert needs(practice).roles == ()


def test_the_analysis_costs_the_same_for_any_number_of_tools(practice, murmur, course, django_assert_num_queries):
    with django_assert_num_queries(5):
        needs(practice)
    for number in range(20):
        AiTool.objects.create(
            practice=practice,
            name=f"T{number}",
            kind="risk",
            purpose="x",
            status="approved",
            roles=list(JobRole.values),
        )
    with django_assert_num_queries(5):
        needs(practice)
