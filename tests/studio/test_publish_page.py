"""The publish page: what it says, what it asks, and that one press makes one release."""

from __future__ import annotations

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.authoring.models import Correction, CourseEditor, Draft, Release
from courses.authoring.reviews import ask_review
from courses.authoring.services import publish
from courses.operations.models import AuditEntry, Mail
from tests.actors import begin_quiz, pass_course, person
from tests.authoring.changed_course import edited
from tests.authoring.sample import sample
from tests.studio.publishing_course import OTHER_ANSWER, UNIT, WORDING, form_of, newest, published_course, send, write

pytestmark = [pytest.mark.web, pytest.mark.django_db]
URL = "/studio/sample/publish/"


@pytest.fixture
def published(educator):
    return published_course(educator)


def text_of(reply) -> str:
    return reply.content.decode()


def test_a_first_release_is_published_from_a_draft(as_user, educator, draft):
    client = as_user(educator)
    assert "The first release." in text_of(client.get(URL))
    reply = send(client, note="The first text.")
    assert reply.status_code == 302, text_of(reply)
    release = newest()
    assert reply.url == f"/studio/sample/releases/{release.number}/"
    assert (release.number, release.by, release.note, release.change_class) == (
        1,
        educator,
        "The first text.",
        "addition",
    )
    draft.refresh_from_db()
    assert draft.base == release


def test_wording_is_published_with_one_press_and_the_page_says_what_it_means(as_user, educator, published):
    write(published, educator, *WORDING)
    client = as_user(educator)
    page = text_of(client.get(URL))
    assert "Publish release 2" in page
    assert "They read the new text. An open attempt keeps the old one." in page
    assert "1 passage of text changed" in page
    reply = client.post(URL, form_of(client))
    assert reply.status_code == 302
    assert (newest().number, newest().change_class) == (2, "wording")


def test_a_double_click_publishes_once(as_user, educator, published):
    write(published, educator, *WORDING)
    client = as_user(educator)
    form = form_of(client)
    first, second = (client.post(URL, form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.url == second.url == "/studio/sample/releases/2/"
    assert Release.objects.count() == 2
    assert AuditEntry.objects.filter(action="course.published").count() == 2


def test_every_warning_is_acknowledged_one_by_one(as_user, educator, published):
    write(published, educator, *WORDING)
    client = as_user(educator)
    form = form_of(client)
    assert form["acknowledged"], "the sample is not reviewed: W701"
    reply = client.post(URL, {**form, "acknowledged": [], "note": "Kept while I look."})
    assert reply.status_code == 422
    assert "There is a problem" in text_of(reply)
    assert "Kept while I look." in text_of(reply)
    assert Release.objects.count() == 1


def test_a_changed_answer_asks_whether_the_old_one_was_wrong(as_user, educator, published):
    write(published, educator, *OTHER_ANSWER)
    client = as_user(educator)
    assert "The answer changed. Was the old answer wrong?" in text_of(client.get(URL))
    reply = client.post(URL, form_of(client))
    assert reply.status_code == 422
    assert "Say what has changed in “how-many”." in text_of(reply)
    assert Release.objects.count() == 1


def test_a_change_of_meaning_is_confirmed_a_second_time(as_user, educator, published):
    write(published, educator, *OTHER_ANSWER)
    client = as_user(educator)
    form = {**form_of(client), "said-how-many": "wording", "note": "Wider."}
    page = client.post(URL, form)
    assert page.status_code == 200
    assert "Publish release 2 to everybody?" in text_of(page)
    assert Release.objects.count() == 1
    hidden = dict(page.context["fields"])
    assert (hidden["said-how-many"], hidden["note"]) == ("wording", "Wider.")
    sent = {**form, "confirmed": "yes"}
    assert client.post(URL, sent).status_code == 302
    assert newest().change_class == "meaning"
    assert AuditEntry.objects.get(action="course.published", detail__release=2).detail["said"] == {
        "how-many": "wording"
    }
    assert not Correction.objects.exists()


def test_an_author_cannot_publish_a_correction_but_can_ask_for_it(as_user, educator, reviewer, published):
    write(published, educator, *OTHER_ANSWER)
    client = as_user(educator)
    form = {**form_of(client), "said-how-many": "correction", "notice": "It said 7 to 9. It is 6 to 10."}
    assert client.post(URL, form).status_code == 422
    assert Release.objects.count() == 1
    asked = client.post(URL, {**form, "do": "ask-correction"})
    assert asked.status_code == 302
    assert Mail.objects.get(purpose="review-asked").to == "ravi@site.example"
    page = text_of(as_user(reviewer).get(URL))
    assert "Dr Elif Kaya asks for a correction" in page
    assert "It said 7 to 9. It is 6 to 10." in page


def test_a_reviewer_publishes_the_correction_that_was_asked_for(as_user, educator, reviewer, published):
    write(published, educator, *OTHER_ANSWER)
    author = as_user(educator)
    notice = "It said 7 to 9. It is 6 to 10."
    author.post(URL, {**form_of(author), "said-how-many": "correction", "notice": notice, "do": "ask-correction"})
    client = as_user(reviewer)
    fields = {"said-how-many": "correction", "notice": notice, "safety": "yes", "correction": "yes"}
    reply = send(client, fields)
    assert client.get(reply.url).status_code == 200, "nobody asks the reviewer any more, who still sees what came of it"
    correction = Correction.objects.get()
    assert (correction.questions, correction.notice, correction.safety) == (["how-many"], notice, True)
    assert (correction.by, correction.release.number) == (reviewer, 2)
    told = Mail.objects.get(purpose="course-published")
    assert (told.to, told.subject) == ("elif@site.example", "Release 2 is live: answers or questions changed")


def test_a_correction_needs_its_two_sentences(as_user, educator, published):
    educator.is_reviewer = True
    educator.save()
    write(published, educator, *OTHER_ANSWER)
    reply = send(as_user(educator), {"said-how-many": "correction"})
    assert reply.status_code == 422
    assert "in two sentences" in text_of(reply)


def test_a_class_can_be_raised_and_never_lowered(as_user, educator, published):
    write(published, educator, *WORDING)
    client = as_user(educator)
    assert send(client, raised="requirement").status_code == 302
    assert newest().change_class == "requirement"
    write(published, educator, *OTHER_ANSWER)
    assert send(client, {"said-how-many": "wording"}, raised="wording").status_code == 302
    assert newest().change_class == "meaning"


def test_a_stem_that_asks_something_else_raises_the_class_by_its_authors_word(as_user, educator, published):
    write(published, educator, (UNIT, "Who decides in the end?", "Who decides about it when nobody is sure?"))
    client = as_user(educator)
    assert "Wording, as computed" in text_of(client.get(URL))
    form = {**form_of(client), "raised": "", "said-who-decides": "another"}
    assert "Publish release 2 to everybody?" in text_of(client.post(URL, form))
    assert client.post(URL, {**form, "confirmed": "yes"}).status_code == 302
    assert newest().change_class == "meaning"


def test_a_text_that_changed_since_the_page_was_loaded_is_not_published(as_user, educator, published):
    write(published, educator, *WORDING)
    client = as_user(educator)
    form = form_of(client)
    write(published, educator, (UNIT, "The end.", "The very end."))
    reply = client.post(URL, {**form, "note": "My note."})
    assert reply.status_code == 409
    assert "The text has changed since you opened this page" in text_of(reply)
    assert "My note." in text_of(reply), "nothing that was written is lost"
    assert Release.objects.count() == 1


def test_two_editors_with_the_same_page_publish_once(as_user, educator, other_educator, published):
    CourseEditor.objects.create(course=published.course, person=other_educator, at=published.created_at)
    write(published, educator, *WORDING)
    one, other = as_user(educator), as_user(other_educator)
    form = form_of(one)
    assert one.post(URL, form).status_code == other.post(URL, form).status_code == 302
    assert Release.objects.count() == 2
    assert [mail.to for mail in Mail.objects.filter(purpose="course-published")] == ["bea@site.example"]


def test_a_release_from_outside_is_compared_before_anything_is_published(as_user, educator, published):
    write(published, educator, (UNIT, "The end.", "My end."))
    client = as_user(educator)
    form = form_of(client)
    outside = edited(
        sample(), ("02-final.md", "Two questions.", "Two questions of theirs."), (UNIT, "The end.", "Their end.")
    )
    assert publish(folder=outside, by=None).created
    reply = client.post(URL, form)
    assert reply.status_code == 409
    assert Release.objects.count() == 2
    page = text_of(client.get(URL))
    assert "C703 Another person published release 2 while you were editing" in page
    compare = client.get("/studio/sample/publish/compare/")
    assert [(one.path, keep) for _n, one, _rows, keep in compare.context["files"]] == [
        (UNIT, ""),
        ("02-final.md", "theirs"),
    ]
    assert "<del>My</del>" in text_of(compare)
    assert "<ins>Their</ins>" in text_of(compare)


def test_both_texts_of_a_clash_are_kept_whatever_is_chosen(as_user, educator, published):
    write(published, educator, (UNIT, "The end.", "My end."))
    publish(folder=edited(sample(), (UNIT, "The end.", "Their end."), ("03-more.md", "", MORE)), by=None)
    client, url = as_user(educator), "/studio/sample/publish/compare/"
    seen = f"{Draft.objects.get().revision}:2"
    unchosen = client.post(url, {"seen": seen, "keep-0": "", "keep-1": "theirs"})
    assert "Choose which text of 01-first.md goes on." in text_of(unchosen)
    reply = client.post(url, {"seen": seen, "keep-0": "theirs", "keep-1": "theirs"})
    assert reply.status_code == 302, text_of(reply)
    draft = Draft.objects.get()
    assert draft.base.number == 2
    files = {one.path: bytes(one.data).decode() for one in draft.files.all()}
    assert "Their end." in files[UNIT]
    assert "03-more.md" in files
    assert b"My end." in bytes(draft.copies.order_by("-pk")[0].data)
    assert "Nothing to publish" in text_of(client.get(URL))


def test_keeping_mine_goes_on_from_the_newer_release(as_user, educator, published):
    write(published, educator, (UNIT, "The end.", "My end."))
    publish(folder=edited(sample(), (UNIT, "The end.", "Their end.")), by=None)
    client = as_user(educator)
    seen = f"{Draft.objects.get().revision}:2"
    client.post("/studio/sample/publish/compare/", {"seen": seen, "keep-0": "mine"})
    assert send(client).status_code == 302
    assert newest().number == 3
    assert b"My end." in bytes(newest().files.get(path=UNIT).blob.data)


def test_blocking_problems_are_listed_and_there_is_no_button(as_user, educator, published):
    write(published, educator, (UNIT, "- [x] 8 ± 1", "- [x] about 8"))
    page = text_of(as_user(educator).get(URL))
    assert "C140" in page
    assert "/studio/sample/edit/01-first.md?line=" in page
    assert 'value="publish"' not in page
    form = {"revision": Draft.objects.get().revision, "newest": 1}
    assert as_user(educator).post(URL, form).status_code == 409
    assert Release.objects.count() == 1


@pytest.mark.parametrize("page", ["publish/", "publish/compare/", "changes/", "review/", "releases/", "releases/1/"])
def test_for_everybody_else_the_pages_do_not_exist(
    as_user, published, stranger, other_educator, reviewer, clinician, page
):
    for user in (stranger, other_educator, reviewer, clinician):
        for method in ("get", "post"):
            assert getattr(as_user(user), method)(f"/studio/sample/{page}").status_code in (404, 405), (user, method)


def test_the_number_of_queries_does_not_grow_with_the_course(
    as_user, educator, published, django_assert_max_num_queries
):
    write(published, educator, *WORDING, *OTHER_ANSWER)
    with django_assert_max_num_queries(45):
        assert as_user(educator).get(URL).status_code == 200


@pytest.mark.parametrize(
    "noise", [{"revision": "x", "newest": "-1"}, {"revision": "9" * 30}, {"newest": "1", "raised": "<"}]
)
def test_a_form_of_nonsense_publishes_nothing(as_user, educator, published, noise):
    write(published, educator, *WORDING)
    assert as_user(educator).post(URL, noise).status_code in (409, 422)
    assert Release.objects.count() == 1


MORE = """---
title: More
summary: Another unit.
minutes: 2
objectives: [o1]
competency: check-advice
---

## More

Text.
"""


def test_the_mail_goes_to_the_other_editors_only(as_user, educator, published):
    colleague = person("colleague@site.example", "Col Eague", is_educator=True)
    CourseEditor.objects.create(course=published.course, person=colleague, at=published.created_at)
    write(published, educator, *WORDING)
    assert send(as_user(educator), note="Once more, with feeling.").status_code == 302
    (mail,) = Mail.objects.filter(purpose="course-published")
    assert (mail.to, mail.subject) == ("colleague@site.example", "Release 2 is live: wording changes only")
    assert "Once more, with feeling." in mail.text
    assert "/studio/sample/releases/2/" in mail.text


def learners(release: Release, number: int) -> None:
    """People with an open attempt, and one who has completed."""
    for one in range(number):
        begin_quiz(person(f"open{one}@elm.example", f"Open {one}", job_role="gp"), release)
    pass_course(person("done@elm.example", "Done", job_role="gp"), release)


def test_the_page_says_in_numbers_whom_it_touches_and_names_nobody(as_user, educator, published):
    learners(published.base, 2)
    write(published, educator, *OTHER_ANSWER)
    client = as_user(educator)
    text = text_of(client.get(URL))
    assert "2 people have an open attempt on r1; they will finish on r1." in text
    assert "1 completed with the old answer." in text
    assert "Open 0" not in text
    confirm = text_of(client.post(URL, {**form_of(client), "said-how-many": "wording"}))
    assert "2 people have an open attempt on release 1." in confirm
    assert "2 people are under way." in confirm


def test_the_page_costs_as_many_queries_for_ten_people_as_for_one(as_user, educator, published):
    write(published, educator, *OTHER_ANSWER)
    client, costs = as_user(educator), []
    learners(published.base, 1)
    client.get(URL)  # the session is known from now on
    for more in (0, 9):
        for one in range(more):
            begin_quiz(person(f"more{one}@elm.example", f"More {one}", job_role="gp"), published.base)
        cache.clear()
        caches["rendered"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_warning_stays_acknowledged_when_only_the_number_of_people_changes(as_user, educator, published):
    learners(published.base, 1)
    write(published, educator, *WORDING)
    client = as_user(educator)
    form = form_of(client)
    begin_quiz(person("late@elm.example", "Late", job_role="gp"), published.base)
    assert client.post(URL, form).status_code == 302


def test_a_reviewer_who_may_not_edit_asks_nobody_for_a_correction(as_user, educator, published, reviewer):
    draft = write(published, educator, *OTHER_ANSWER)
    ask_review(by=educator, draft_id=draft.pk, questions=["what-next"], notice="It said 8. It says 9.")
    client = as_user(reviewer)
    form = {**form_of(client), "do": "ask-correction", "correction": "yes", "notice": "It said 8. It says 9."}
    assert client.post(URL, form).status_code == 404


def test_a_release_whose_number_no_database_knows_is_not_there(as_user, educator, published):
    client = as_user(educator)
    for number in (0, 2, 2**31, 2**63, 10**25):
        assert client.get(f"/studio/sample/releases/{number}/").status_code == 404
