"""The page of one question: answers given, what stays hidden, earlier meanings, history, and the way to the editor."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.authoring.changes import Word
from courses.authoring.drafts import draft_of_release
from courses.authoring.models import Course, CourseEditor, Release
from courses.authoring.services import publish
from courses.core.compiler.headings import read_heading
from courses.oversight.item_question import item
from tests.oversight.items_course import QUIZ_RULES, able, answer_exercise, crowd, folder, key_of, published, take_quiz
from tests.training.reading import words

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/figures/items/"
OTHER_ANSWER = ("01-try.md", "- [x] 8 ± 1", "- [x] 12 ± 1")
RENAMED = ("01-try.md", "### Number `how-many`\n", "### Number `flags-right`\nwas: how-many\n")
REMOVED = (
    "01-try.md",
    "### Rating `how-ready`\n\nHow ready do you feel?\n\n1. Not at all\n2. Somewhat\n3. Very\n\n",
    "",
)
REWORDED = ("01-try.md", "Looking at the patient\n- [x] `notes`", "A look at the patient\n- [x] `notes`")


@pytest.fixture
def release(educator):
    return published(editor=educator)


def again(educator, *changes: tuple[str, str, str], **word: object) -> Release:
    """The next release of the course."""
    outcome = publish(folder=folder(*changes), by=educator, word=Word(**word))
    assert outcome.created, outcome.problems
    return outcome.release


def corrected(educator) -> Release:
    return again(educator, OTHER_ANSWER, about={"how-many": "correction"}, notice="It said 8. It is 12.")


def page(client: Client, name: str, more: str = "") -> str:
    reply = client.get(f"{URL}{name}/{more}")
    assert reply.status_code == 200
    return reply.content.decode()


def counts(educator, name: str) -> dict[str, int | None]:
    return {one.group.label: one.count for one in item(educator, "figures", name).answers}


# Answers given


def test_each_option_is_counted_and_the_right_one_marked(as_user, educator, release):
    take_quiz(crowd(40), release, {**QUIZ_RULES, "q-3": able(0.4)})
    assert counts(educator, "q-3") == {"The right one": 16, "The wrong one": 24, "The other one": 0}
    text = page(as_user(educator), "q-3")
    said = words(text)
    assert "“The wrong one” is given more often than the right answer" in said
    assert "✓ The right one" in said
    assert "Of 40 people: “The right one”, right: 16; “The wrong one”: 24; “The other one”: 0." in said
    assert "Nobody chose “The other one”: it does no work as a wrong answer." in said
    assert "<svg" in text
    assert "Show as table" in said


def test_feedback_of_each_answer_is_shown(as_user, educator, release):
    take_quiz(crowd(40), release)
    text = words(page(as_user(educator), "q-3"))
    assert "Feedback-right" in text
    assert "no feedback of its own" in text


def test_a_small_group_is_hidden_with_another_so_that_it_cannot_be_worked_out(as_user, educator, release):
    people = crowd(30)
    choices = ["clinician"] * 20 + ["tool"] * 7 + ["nobody"] * 3
    answer_exercise(people, release, "who-decides", lambda at: {"choice": choices[at]})
    assert counts(educator, "who-decides") == {"The clinician": 20, "The tool": None, "Nobody in particular": None}
    text = words(page(as_user(educator), "who-decides"))
    assert "Those not shown make 10 together." in text
    assert "not shown" in text


def test_every_kind_of_answer_is_counted(educator, release):
    people = crowd(30)
    key = key_of(release)
    order = key["steps"]["order"]
    answer_exercise(
        people, release, "which-checks", lambda at: {"choices": ["notes", "tool"] if at < 12 else ["notes"]}
    )
    answer_exercise(people, release, "how-many", lambda at: {"value": "8.5" if at < 10 else "90" if at < 20 else "55"})
    answer_exercise(
        people, release, "name-it",
        lambda at: {"text": "Automation  bias" if at < 9 else "complacency" if at < 18 else "something else"},
    )  # fmt: skip
    answer_exercise(
        people, release, "steps", lambda at: {"order": order if at < 18 else [order[1], order[0], order[2]]}
    )
    answer_exercise(people, release, "pairs", lambda at: {"pairs": key["pairs"]["pairs"] if at < 25 else {}})
    answer_exercise(people, release, "how-ready", lambda at: {"point": 1 + at % 3})
    assert counts(educator, "which-checks") == {
        "Looking at the patient": 0, "Reading the notes": 30, "Asking the tool again": 12
    }  # fmt: skip
    assert counts(educator, "how-many") == {"7 to 9": 10, "89 to 91": 10, "Any other answer": 10}
    assert counts(educator, "name-it") == {"automation bias": 9, "complacency": 9, "Any other answer": 12}
    assert list(counts(educator, "steps").values()) == [18, 18, 30]
    assert list(counts(educator, "pairs").values()) == [25, 25]
    assert counts(educator, "how-ready") == {"Not at all": 10, "Somewhat": 10, "Very": 10}


def test_below_twenty_people_no_answer_is_counted(as_user, educator, release):
    take_quiz(crowd(11), release)
    text = page(as_user(educator), "q-3")
    assert "Too few answers to judge (10 of 20)" in text
    assert "fig-bars" not in text
    assert item(educator, "figures", "q-3").answers == []


def test_a_flagged_question_says_what_to_look_at(as_user, educator, release):
    take_quiz(crowd(25), release)
    text = words(page(as_user(educator), "q-wrong"))
    assert "Needs a look" in text
    assert "Most people get this wrong: check the key or the wording (40% right, discrimination −" in text
    assert "Fewer than 100 people: a hint, not a verdict." in text


# Through releases


def test_figures_begin_anew_where_the_answer_was_corrected_and_the_old_ones_stay(as_user, educator, release):
    people = crowd(30)
    answer_exercise(people, release, "how-many", lambda at: {"value": "8" if at < 24 else "12"})
    second = corrected(educator)
    client = as_user(educator)
    assert "No answers yet" in page(client, "how-many")
    answer_exercise(people[:20], second, "how-many", lambda at: {"value": "12" if at < 5 else "8"})
    now, old = words(page(client, "how-many")), words(page(client, "how-many", "?since=1"))
    assert "Right first time 25%" in now
    assert "Answer corrected on" in now
    assert "answer changed" in now
    assert "Right first time 80%" in old
    assert "7 to 9" in old
    assert "11 to 13" in now
    listed = client.get(URL).content.decode()
    assert "counted since" in listed
    assert "Right first time" in listed


def test_the_range_of_releases_is_chosen_in_the_address(as_user, educator, release):
    people = crowd(30)
    answer_exercise(people, release, "how-many", lambda at: {"value": "8" if at < 24 else "12"})
    second = corrected(educator)
    answer_exercise(people[:20], second, "how-many", lambda at: {"value": "12" if at < 5 else "8"})
    client = as_user(educator)
    for address, share in (("", "25%"), ("?from=1&to=1", "80%"), ("?from=2&to=2", "25%"), ("?from=2&to=1", "25%")):
        text = client.get(URL + address).content.decode()
        row = next(row for row in text.split("<tr>") if "/items/how-many/" in row)
        assert share in row, address
    assert f"{URL}how-many/?since=1" in client.get(f"{URL}?from=1&to=1").content.decode(), "leads to the same figures"
    assert "All releases" in client.get(f"{URL}?from=1&to=1").content.decode()


@pytest.mark.parametrize("address", ["?from=99", "?from=x&to=-1", "?from=0&to=0", f"?to={'9' * 40}"])
def test_a_range_that_cannot_be_is_moved_to_one_that_can(as_user, educator, release, address):
    assert as_user(educator).get(URL + address).status_code == 200


def test_other_words_carry_on_and_stand_in_the_history(as_user, educator, release):
    people = crowd(30)
    answer_exercise(people[:15], release, "which-checks", lambda _at: {"choices": ["patient"]})
    second = again(educator, REWORDED)
    assert second.change_class == "wording"
    answer_exercise(people[15:], second, "which-checks", lambda _at: {"choices": ["notes"]})
    assert list(counts(educator, "which-checks").values()) == [15, 15, 0]
    text = words(page(as_user(educator), "which-checks"))
    assert "1 option reworded" in text
    assert "First asked" in text
    assert "begin anew" not in text[: text.index("How this is worked out")]


def test_an_option_without_a_key_is_counted_as_one_when_it_is_reworded(educator):
    without_keys = (("01-try.md", "`clinician` The clinician", "The clinician who sees the patient"),)
    reworded = (("01-try.md", "`clinician` The clinician", "The clinician who sees this patient"),)
    first = published(*without_keys, editor=educator)
    (old,) = key_of(first)["who-decides"]["right"]
    people = crowd(25)
    answer_exercise(people[:12], first, "who-decides", lambda _at: {"choice": old})
    second = again(educator, *reworded)
    (new,) = key_of(second)["who-decides"]["right"]
    assert old != new
    answer_exercise(people[12:], second, "who-decides", lambda _at: {"choice": new})
    assert counts(educator, "who-decides")["The clinician who sees this patient"] == 25


def test_a_renamed_question_keeps_its_figures_and_is_found_by_its_old_id(as_user, educator, release):
    answer_exercise(crowd(20), release, "how-many", lambda _at: {"value": "8"})
    again(educator, RENAMED)
    client = as_user(educator)
    for name in ("flags-right", "how-many"):
        text = words(page(client, name))
        assert "People 20" in text
        assert "was called how-many" in text


def test_a_question_that_was_taken_out_keeps_its_figures(as_user, educator, release):
    answer_exercise(crowd(20), release, "how-ready", lambda _at: {"point": 2})
    again(educator, REMOVED)
    client = as_user(educator)
    text = words(client.get(URL).content.decode())
    assert "1 question that is no longer in it" in text
    said = words(page(client, "how-ready"))
    assert "No longer in the course" in said
    assert "People 20" in said


@pytest.mark.parametrize("address", ["nothing/", "q-1/?since=2", "q-1/?since=0"])
def test_what_there_never_was_is_a_404(as_user, educator, release, address):
    expected = 200 if address.endswith("=0") else 404  # nought counts as not given
    assert as_user(educator).get(URL + address).status_code == expected


# The way to the editor


def test_the_question_is_opened_in_the_editor_at_its_line(as_user, educator, release):
    draft = draft_of_release(by=educator, course=Course.objects.get(slug="figures"))
    text = bytes(draft.files.get(path="01-try.md").data).decode().split("\n")
    found = item(educator, "figures", "how-many").place
    assert found is not None
    path, line = found
    assert path == "01-try.md"
    heading = read_heading(text[line - 1])
    assert heading is not None
    assert heading.id == "how-many"
    url = f"{reverse('studio-edit', args=['figures', path])}?line={line}#line-{line}"
    assert url in page(as_user(educator), "how-many")
    assert as_user(educator).get(url).status_code == 200


def test_an_example_in_a_code_fence_is_not_taken_for_the_question(educator, release):
    draft = draft_of_release(by=educator, course=Course.objects.get(slug="figures"))
    file = draft.files.get(path="01-try.md")
    file.data = b"```\n### Number `how-many`\n```\n\n" + bytes(file.data)
    file.save()
    place = item(educator, "figures", "how-many").place
    assert place is not None
    assert place[1] > 4


def test_without_a_draft_the_course_is_opened(as_user, educator, release):
    text = page(as_user(educator), "how-many")
    assert "Open the course in the editor" in text
    assert "Open question in editor" not in text


# Cost


def queries(client: Client, name: str) -> int:
    page(client, name)
    with CaptureQueriesContext(connection) as caught:
        page(client, name)
    return len(caught)


@pytest.mark.parametrize("name", ["q-1", "which-checks"])
def test_twenty_people_and_two_hundred_cost_the_same(as_user, educator, release, name):
    client = as_user(educator)

    def answer(people):
        take_quiz(people, release, sure=lambda _at, _name: "70")
        answer_exercise(people, release, "which-checks", lambda _at: {"choices": ["notes"]})

    answer(crowd(20))
    few = queries(client, name)
    answer(crowd(180, begin=20))
    assert queries(client, name) == few <= 18


def test_more_releases_are_compared_only_once(as_user, educator, release):
    client = as_user(educator)
    one = queries(client, "how-many")
    corrected(educator)
    assert queries(client, "how-many") == one


def test_an_editor_of_another_course_sees_nothing_of_this_one(as_user, educator, stranger, release):
    stranger.is_educator = True
    stranger.save()
    other = published(slug="other", editor=stranger)
    assert CourseEditor.objects.filter(course=other.course_id, person=stranger, at__lte=timezone.now()).exists()
    client = as_user(stranger)
    assert client.get("/studio/other/items/q-1/").status_code == 200
    assert client.get(f"{URL}q-1/").status_code == 404
