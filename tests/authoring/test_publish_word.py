"""What only the publisher can tell, from the command line; and what happens beside a draft of the studio."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection

from courses.authoring import compiler_process
from courses.authoring.changes import Word, of_new_meaning, said_of
from courses.authoring.models import Correction, Course, Draft, Release
from courses.authoring.services import Outcome, Published, Seen, publish
from tests.authoring.changed_course import edited
from tests.authoring.sample import sample, write
from tests.authoring.test_course_command import run

pytestmark = [pytest.mark.web, pytest.mark.django_db]

ANSWER = ("01-first.md", "- [x] 8 ± 1", "- [x] 8 ± 2")
STEM = ("01-first.md", "Who decides in the end?", "Which blood test do you order next?")
NOTICE = "It said 7 to 9. It is 6 to 10."


@pytest.fixture
def changed(folders: Path) -> Path:
    """A published folder whose answer was changed since."""
    run("publish", write(sample(), folders))
    return write(edited(sample(), ANSWER), folders)


def test_a_changed_answer_blocks_until_it_is_said_whether_the_old_one_was_wrong(changed: Path) -> None:
    text, code = run("publish", changed)
    assert code == 1
    assert "01-first.md:37:1 C702 The answer of" in text
    assert "--correction ID" in text
    assert Release.objects.count() == 1


def test_clearer_wording_is_published_and_remembered(changed: Path) -> None:
    text, code = run("publish", changed, "--wording", "how-many")
    assert code == 0, text
    assert "release 2 published (meaning)" in text
    assert said_of(Release.objects.get(number=2)) == {"how-many": "wording"}
    assert not Correction.objects.exists()


def test_warnings_are_listed_and_stop_nobody(changed: Path) -> None:
    removed = edited(sample(), ANSWER, ("01-first.md", "### Number `how-many`", "### Number `how-much`"))
    text, code = run("publish", write(removed, changed.parent))
    assert code == 0, text
    assert 'sample/01-first.md:1:1 W705 "how-many" disappears; its statistics close.' in text
    assert "W701" in text


def test_a_correction_needs_a_notice_and_keeps_it(changed: Path) -> None:
    assert "--notice" in run("publish", changed, "--correction", "how-many")[0]
    text, code = run("publish", changed, "--correction", "how-many", "--notice", NOTICE, "--safety")
    assert code == 0, text
    correction = Correction.objects.get()
    assert (correction.questions, correction.notice, correction.safety) == (["how-many"], NOTICE, True)


def test_shipped_courses_have_nobody_to_ask(changed: Path) -> None:
    Course.objects.update(shipped_digest=Release.objects.get().source_sha256)
    text, code = run("publish", "--shipped", changed)
    assert code == 0, text
    assert Release.objects.get(number=2).change_class == "meaning"


def test_a_stem_in_other_words_begins_a_new_series_only_if_its_author_says_so(folders: Path) -> None:
    releases = []
    for said in ("wording", "another"):
        place = folders / said
        place.mkdir()
        run("publish", write(sample(slug=said), place))
        text, code = run("publish", write(edited(sample(slug=said), STEM), place), f"--{said}", "who-decides")
        assert code == 0, text
        releases.append(Release.objects.filter(course__slug=said).order_by("number"))
    assert [of_new_meaning(*pair) for pair in releases] == [frozenset(), {"who-decides"}]
    assert [pair[1].change_class for pair in releases] == ["wording", "meaning"]


def test_a_release_made_of_another_text_than_was_seen_is_not_stored(db: None) -> None:
    first = publish(folder=sample(), by=None)
    assert first.release is not None
    draft = Draft.objects.create(
        course=first.release.course, base=first.release, edited_at=first.release.at, created_at=first.release.at
    )
    second = edited(sample(), ANSWER)
    seen = Seen(draft.pk, draft.revision + 1, 1)
    done = publish(folder=second, by=None, word=Word({"how-many": "wording"}), seen=seen)
    assert (done.outcome, [one.code for one in done.problems if one.blocks]) == (Outcome.OVERTAKEN, ["C703"])
    done = publish(folder=second, by=None, seen=Seen(draft.pk, draft.revision, None))
    assert done.outcome is Outcome.OVERTAKEN
    assert Release.objects.count() == 1


def test_a_raised_class_is_kept_and_a_lower_one_is_not_taken(db: None) -> None:
    publish(folder=sample(), by=None)
    second = publish(
        folder=edited(sample(), ("01-first.md", "The end.", "An end.")), by=None, word=Word(raised="meaning")
    )
    third = publish(folder=edited(sample(), ANSWER), by=None, word=Word({"how-many": "wording"}, raised="wording"))
    assert second.release is not None
    assert third.release is not None
    assert (second.release.change_class, third.release.change_class) == ("meaning", "meaning")


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_one_moment_one_publishes_and_both_find_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(folder=sample(), by=None)
    assert first.release is not None
    draft = Draft.objects.create(
        course=first.release.course, base=first.release, edited_at=first.release.at, created_at=first.release.at
    )
    both, compiled = threading.Barrier(2, timeout=30), compiler_process.compile_folder

    def compile_and_wait(*args: object) -> object:
        result = compiled(*args)
        both.wait()
        return result

    monkeypatch.setattr(compiler_process, "compile_folder", compile_and_wait)
    ended: list[Published] = []

    def press() -> None:
        try:
            seen = Seen(draft.pk, draft.revision, 1)
            ended.append(
                publish(folder=edited(sample(), ANSWER), by=None, word=Word({"how-many": "wording"}), seen=seen)
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.outcome.value for one in ended) == ["created", "unchanged"]
    assert {one.release.number for one in ended if one.release} == {2}
    assert Release.objects.count() == 2
