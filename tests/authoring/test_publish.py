"""Publishing: one text, one release; all or nothing; keys on their own."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from courses.authoring import compiler_process, page_parts, services
from courses.authoring.models import Asset, Course, Release, ReleaseKey, ReleaseUnit
from courses.authoring.page_parts import CSRF_PLACEHOLDER
from courses.authoring.services import Outcome, Published, publish
from courses.core.document import Folder
from courses.operations.models import AuditEntry
from courses.people.models import User
from tests.authoring.sample import COURSE, SECRETS, UNIT, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = sample(), sample(unit=UNIT + "\nSecond text.\n"), sample(unit=UNIT + "\nThird text.\n")


def publish_folder(folder: Folder, *, shipped: bool = False) -> Published:
    return publish(folder=folder, by=None, shipped=shipped, at=NOON)


def test_a_folder_becomes_release_one_with_its_pages_key_and_pictures() -> None:
    author = User.objects.create_user("author@example.org", display_name="A. Author")
    published = publish(folder=FIRST, by=author, note="The first text", at=NOON)
    assert published.created, published.problems
    release = Release.objects.get()
    assert published.release == release == Course.objects.get(slug="sample").current
    assert (release.number, release.note, release.by, release.at) == (1, "The first text", author, NOON)
    assert release.change_class == "addition"
    assert release.structure["title"] == "A sample course"
    pages = release.pages.order_by("kind", "position").values_list("kind", "unit_id", "required")
    assert list(pages) == [("quiz", "final", True), ("unit", "first", True)]
    assert set(release.marking_key.key) == {"who-decides", "how-many", "advice-is-order", "when-to-look"}
    asset = Asset.objects.get()
    with default_storage.open(asset.file) as file:
        assert file.read() == FIRST.files["images/rings.svg"]
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject) == (author, "course.published", "sample")
    assert entry.detail["release"] == 1


def test_the_same_text_again_makes_no_release() -> None:
    first = publish_folder(FIRST)
    again = publish_folder(sample(more={"course.md": COURSE.replace("\n", "\r\n").encode()}))
    assert again.outcome is Outcome.UNCHANGED
    assert not again.created
    assert again.release == first.release
    assert Release.objects.count() == AuditEntry.objects.count() == 1


def test_another_text_is_the_next_release_and_the_last_one_stays() -> None:
    first, second = publish_folder(FIRST), publish_folder(SECOND)
    assert first.release is not None
    assert second.release is not None
    assert (first.release.number, second.release.number) == (1, 2)
    assert second.release.change_class == "wording"
    assert first.release.sha256 != second.release.sha256
    assert Course.objects.get().current == second.release
    assert first.release.pages.count() == second.release.pages.count() == 2
    assert Asset.objects.count() == 1, "the same picture is kept once"


def test_a_changed_answer_is_classed_as_meaning() -> None:
    publish_folder(FIRST)
    other = UNIT.replace("- [x] `clinician`", "- [ ] `clinician`").replace("- [ ] `tool`", "- [x] `tool`")
    published = publish_folder(sample(unit=other))
    assert published.release is not None
    assert published.release.change_class == "meaning"


def test_a_text_with_a_blocking_problem_stores_nothing() -> None:
    published = publish_folder(sample(unit=UNIT.replace("- [x] `clinician`", "- [ ] `clinician`")))
    assert published.outcome is Outcome.BLOCKED
    assert published.release is None
    assert "C100" in [problem.code for problem in published.problems]
    for model in (Course, Release, ReleaseUnit, ReleaseKey, Asset, AuditEntry):
        assert not model.objects.exists()


def test_a_blocked_text_leaves_the_last_release_in_place() -> None:
    first = publish_folder(FIRST)
    blocked = publish_folder(sample(unit="no front matter"))
    assert blocked.outcome is Outcome.BLOCKED
    assert blocked.release == first.release == Course.objects.get().current


def test_a_question_id_cannot_come_back_as_another_kind() -> None:
    publish_folder(FIRST)
    other = UNIT.replace("### Number `how-many`\nunit: %", "### True or false `how-many`")
    other = other.replace("- [x] 8 ± 1", "- [x] True\n- [ ] False")
    assert "C109" in [problem.code for problem in publish_folder(sample(unit=other)).problems]


def test_the_key_the_feedback_and_the_explanations_are_in_no_page() -> None:
    publish_folder(FIRST)
    release = Release.objects.get()
    pages = json.dumps(list(release.pages.values("learner", "parts"))) + json.dumps(release.structure)
    key = json.dumps(release.marking_key.key)
    for secret in SECRETS:
        assert secret in key
        assert secret not in pages


def test_a_page_is_prose_joined_and_forms_with_one_place_for_the_token() -> None:
    publish_folder(FIRST)
    page = ReleaseUnit.objects.get(kind="unit")
    blocks = [block for step in page.parts for block in step["blocks"]]
    assert [tuple(sorted(block)) for block in blocks] == [
        ("html",),
        ("html", "question"),
        ("html",),
        ("html", "question"),
        ("html",),
    ]
    assert [block.get("question") for block in blocks] == [None, "who-decides", None, "how-many", None]
    assert "Decide before you look." in blocks[0]["html"]
    assert "Then look again." in blocks[0]["html"]
    assert f"/media/{Asset.objects.get().sha256}.svg" in blocks[0]["html"]
    assert "Between two exercises." in blocks[2]["html"]
    for block in (blocks[1], blocks[3]):
        assert block["html"].count(CSRF_PLACEHOLDER) == block["html"].count("<form") == 1
    assert "Who signs?" in blocks[1]["html"]
    assert 'action="/courses/sample/questions/who-decides/"' in blocks[1]["html"]
    assert page.renderer == page_parts.renderer()
    assert '<ol class="toc">' not in page.side  # one step needs no list of steps


def test_a_graded_quiz_has_a_learner_view_and_no_stored_html() -> None:
    publish_folder(FIRST)
    page = ReleaseUnit.objects.get(kind="quiz")
    assert page.parts == []
    assert page.learner["graded"] is True
    asked = [question["id"] for section in page.learner["sections"] for question in section["questions"]]
    assert asked == ["advice-is-order", "when-to-look"]


def test_shipped_text_follows_the_product() -> None:
    assert publish_folder(FIRST, shipped=True).created
    assert publish_folder(FIRST, shipped=True).outcome is Outcome.UNCHANGED
    assert publish_folder(SECOND, shipped=True).created
    assert Course.objects.get().shipped_digest == Release.objects.get(number=2).source_sha256


def test_shipped_text_gives_way_to_what_was_published_here() -> None:
    publish_folder(FIRST, shipped=True)
    mine = publish_folder(SECOND)
    for folder in (FIRST, THIRD):
        shipped = publish_folder(folder, shipped=True)
        assert shipped.outcome is Outcome.KEPT
        assert shipped.release == mine.release
    assert Release.objects.count() == 2


def test_shipped_text_follows_again_once_it_is_what_stands_here() -> None:
    publish_folder(FIRST, shipped=True)
    publish_folder(SECOND)
    assert publish_folder(SECOND, shipped=True).outcome is Outcome.UNCHANGED
    assert publish_folder(THIRD, shipped=True).created


def test_rerender_makes_pages_anew_without_a_release() -> None:
    publish_folder(FIRST)
    page = ReleaseUnit.objects.get(kind="unit")
    made = page.parts
    learner = json.loads(json.dumps(page.learner))
    learner["steps"][0]["blocks"][0]["html"] += "<script>alert(1)</script>"
    ReleaseUnit.objects.filter(pk=page.pk).update(parts=[], learner=learner, renderer="0")
    assert services.rerender() == {"sample": 2}
    page.refresh_from_db()
    assert page.parts == made
    assert "script" not in json.dumps(page.learner)
    assert page.renderer == page_parts.renderer()
    assert services.rerender(slugs=["other"]) == {}
    assert Release.objects.count() == 1


def test_pages_of_older_releases_are_made_anew_too() -> None:
    publish_folder(FIRST)
    publish_folder(SECOND)
    ReleaseUnit.objects.update(renderer="0")
    services.rerender()
    assert not ReleaseUnit.objects.exclude(renderer=page_parts.renderer()).exists()


@pytest.mark.django_db(transaction=True)
def test_pages_are_made_anew_outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction keeps everybody else from writing."""
    publish_folder(FIRST)
    inside: list[bool] = []
    make = services.unit_parts

    def watched(*args: Any, **more: Any) -> Any:
        inside.append(connection.in_atomic_block)
        return make(*args, **more)

    monkeypatch.setattr(services, "unit_parts", watched)
    services.rerender()
    assert inside == [False]


def test_only_pages_of_another_version_are_stale() -> None:
    publish_folder(FIRST)
    assert services.rerender(stale_only=True) == {}
    ReleaseUnit.objects.filter(kind="unit").update(renderer="0")
    assert services.rerender(stale_only=True) == {"sample": 1}
    assert services.rerender(stale_only=True) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", [FIRST, SECOND], ids=["the same text", "another text"])
def test_of_two_publishes_at_one_moment_each_ends_cleanly(second: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both compile against the same past; the second to store compiles again, against what the first stored."""
    both_compiled, compiled = threading.Barrier(2, timeout=30), compiler_process.compile_folder
    waited = threading.local()

    def compile_and_wait(*args: object) -> object:
        result = compiled(*args)
        if not hasattr(waited, "once"):
            waited.once = True
            both_compiled.wait()
        return result

    monkeypatch.setattr(compiler_process, "compile_folder", compile_and_wait)
    ended: list[Published] = []

    def run(folder: Folder) -> None:
        try:
            ended.append(publish_folder(folder))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(folder,)) for folder in (FIRST, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = sorted(one.outcome.value for one in ended)
    numbers = list(Release.objects.order_by("number").values_list("number", flat=True))
    if second is FIRST:
        assert (outcomes, numbers) == (["created", "unchanged"], [1])
    else:
        assert (outcomes, numbers) == (["created", "created"], [1, 2])
    assert Course.objects.get().current == Release.objects.get(number=numbers[-1])
