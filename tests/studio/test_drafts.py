"""Writing drafts: nobody's text is lost, and nobody else's draft exists."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from courses.authoring import drafts
from courses.authoring.draft_checks import check_draft
from courses.authoring.draft_queries import copies_of, courses_of, draft_for, folder_of, readable_draft
from courses.authoring.models import Course, CourseEditor, Draft, DraftCopy, DraftFile
from courses.authoring.services import publish
from courses.core.document import Folder
from tests.authoring.sample import RINGS, sample

pytestmark = [pytest.mark.web, pytest.mark.django_db]
UNIT = "01-first.md"


def save(draft, by, text, *, version=1, client="", seq=0, path=UNIT):
    return drafts.save_file(
        by=by, draft_id=draft.pk, path=path, data=text.encode(), version=version, client=client, seq=seq
    )


def text_of(draft, path=UNIT) -> str:
    return bytes(DraftFile.objects.get(draft=draft, path=path).data).decode()


def test_a_new_course_belongs_to_who_began_it(educator):
    draft = drafts.begin_draft(by=educator, folder=sample())
    assert draft.title == "A sample course"
    assert CourseEditor.objects.get(course=draft.course).person == educator
    assert folder_of(draft) == sample()


def test_an_id_is_given_once_and_never_a_word_of_ours(educator, draft):
    for slug in ("sample", *drafts.RESERVED):
        with pytest.raises(drafts.SlugTaken):
            drafts.begin_draft(by=educator, folder=Folder(slug, {"course.md": b"x"}))
    assert Course.objects.count() == 1


@pytest.mark.parametrize("slug", ["", "A", "a", "-a", "a--b", "a" * 41, "../a", "a\n"])
def test_a_name_no_course_can_have_begins_nothing(educator, slug):
    with pytest.raises(ValueError):
        drafts.begin_draft(by=educator, folder=Folder(slug, {}))
    assert not Course.objects.exists()


def test_only_educators_begin_courses(clinician):
    with pytest.raises(PermissionDenied):
        drafts.begin_draft(by=clinician, folder=sample())


def test_a_save_counts_the_version_of_the_file_and_the_revision_of_the_draft(draft, educator):
    saved = save(draft, educator, "new text")
    assert (saved.version, saved.revision) == (2, 2)
    assert text_of(draft) == "new text"


def test_a_save_based_on_an_older_text_changes_nothing(shared_draft, educator, other_educator):
    save(shared_draft, educator, "mine")
    clash = save(shared_draft, other_educator, "theirs")
    assert isinstance(clash, drafts.FileClash)
    assert bytes(clash.stored.data) == b"mine"
    assert text_of(shared_draft) == "mine"


def test_the_same_text_again_is_no_clash_and_no_write(draft, educator):
    first = save(draft, educator, "mine")
    again = save(draft, educator, "mine")
    assert (again.version, again.revision) == (first.version, first.revision)


def test_saves_of_one_tab_that_arrive_out_of_order_keep_the_newest(draft, educator):
    save(draft, educator, "second", client="tab", seq=2)
    late = save(draft, educator, "first", client="tab", seq=1)
    assert isinstance(late, drafts.FileSaved)
    assert text_of(draft) == "second"


def test_two_tabs_of_one_person_clash_as_two_people_do(draft, educator):
    save(draft, educator, "tab one", client="one", seq=1)
    assert isinstance(save(draft, educator, "tab two", client="two", seq=1), drafts.FileClash)


def test_another_persons_text_is_kept_before_it_is_replaced(shared_draft, educator, other_educator):
    saved = save(shared_draft, educator, "by Elif")
    save(shared_draft, other_educator, "by Bea", version=saved.version)
    (copy,) = copies_of(shared_draft)
    assert copy.reason == "others"
    assert bytes(DraftCopy.objects.get().data) == b"by Elif"


def test_a_deleted_file_is_gone_for_a_late_save_and_can_be_put_back(draft, educator):
    drafts.delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    assert isinstance(save(draft, educator, "late"), drafts.FileGone)
    assert isinstance(save(draft, educator, "back", version=0), drafts.FileSaved)
    assert text_of(draft) == "back"


def test_what_was_deleted_comes_back_as_it_was(draft, educator):
    before = text_of(draft)
    drafts.delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    drafts.restore_copy(by=educator, copy_id=DraftCopy.objects.get().pk)
    assert text_of(draft) == before


def test_deleting_twice_is_once(draft, educator):
    drafts.delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    drafts.delete_file(by=educator, draft_id=draft.pk, path=UNIT)
    assert DraftCopy.objects.count() == 1


def test_putting_a_text_back_keeps_the_one_that_stood_there(draft, educator):
    drafts.put_files(by=educator, draft_id=draft.pk, files={UNIT: b"b"}, reason=DraftCopy.Reason.FIXED)
    drafts.restore_copy(by=educator, copy_id=DraftCopy.objects.get().pk)
    assert [bytes(one.data) for one in DraftCopy.objects.filter(reason="replaced")] == [b"b"]


def test_several_files_change_together_or_not_at_all(draft, educator):
    files = {"glossary.md": b"g", UNIT: b"u", "02-final.md": None}
    changed = drafts.put_files(
        by=educator, draft_id=draft.pk, files=files, reason=DraftCopy.Reason.REPLACED, revision=1
    )
    assert changed.revision == 2
    assert sorted(folder_of(draft).files) == [UNIT, "course.md", "glossary.md", "images/rings.svg"]
    late = drafts.put_files(
        by=educator, draft_id=draft.pk, files={UNIT: b"v"}, reason=DraftCopy.Reason.REPLACED, revision=1
    )
    assert isinstance(late, drafts.DraftClash)
    assert text_of(draft) == "u"


def test_a_bad_name_among_several_stores_none_of_them(draft, educator):
    with pytest.raises(drafts.BadPath):
        drafts.put_files(
            by=educator, draft_id=draft.pk, files={"a.md": b"", "../b.md": b""}, reason=DraftCopy.Reason.REPLACED
        )
    assert not DraftFile.objects.filter(draft=draft, path="a.md").exists()


@pytest.mark.parametrize(
    "path",
    ["", " a.md", "../a.md", "/etc/passwd", "a/../b.md", "a\x00.md", "a\\b.md", "C:a.md", "con.md", "a//b.md",
     "a/b/c/d/e.md", "x" * 121, ".hidden", "a.", "a\u202eb.md", "a\nb.md"],
)  # fmt: skip
def test_names_that_would_be_harmful_on_somebodys_computer_are_refused(draft, educator, path):
    with pytest.raises(drafts.BadPath):
        save(draft, educator, "x", version=0, path=path)
    with pytest.raises(drafts.BadPath):
        drafts.rename_file(by=educator, draft_id=draft.pk, path=UNIT, to=path)
    assert UNIT in folder_of(draft).files


def test_a_renamed_file_keeps_its_text_and_takes_nobody_elses_name(draft, educator):
    before = text_of(draft)
    drafts.rename_file(by=educator, draft_id=draft.pk, path=UNIT, to="01-start.md")
    assert text_of(draft, "01-start.md") == before
    with pytest.raises(drafts.PathTaken):
        drafts.rename_file(by=educator, draft_id=draft.pk, path="01-start.md", to="COURSE.md")


def test_letters_of_another_size_are_the_same_name(draft, educator):
    save(draft, educator, "x", version=0, path="GLOSSARY.md")
    with pytest.raises(drafts.PathTaken):
        save(draft, educator, "x", version=0, path="glossary.md")


def test_a_course_does_not_grow_without_end(draft, educator):
    with pytest.raises(drafts.DraftFull):
        save(draft, educator, "x" * (drafts.MOST_FILE_BYTES + 1))
    many = {f"notes/{number}.md": b"" for number in range(drafts.MOST_FILES)}
    with pytest.raises(drafts.DraftFull):
        drafts.put_files(by=educator, draft_id=draft.pk, files=many, reason=DraftCopy.Reason.REPLACED)


def test_for_everybody_else_the_draft_does_not_exist(draft, other_educator, reviewer, clinician):
    draft.refresh_from_db()
    for person in (other_educator, reviewer, clinician):
        with pytest.raises(Draft.DoesNotExist):
            draft_for(person, "sample")
        with pytest.raises(Draft.DoesNotExist):
            save(draft, person, "x")
        with pytest.raises(Draft.DoesNotExist):
            drafts.put_files(by=person, draft_id=draft.pk, files={UNIT: None}, reason=DraftCopy.Reason.REPLACED)
        with pytest.raises(Draft.DoesNotExist):
            drafts.rename_file(by=person, draft_id=draft.pk, path=UNIT, to="x.md")


def test_who_is_no_educator_any_more_edits_nothing(draft, educator):
    educator.is_educator = False
    educator.save()
    with pytest.raises(Draft.DoesNotExist):
        draft_for(educator, "sample")


def test_a_reviewer_reads_a_draft_once_a_review_was_asked(draft, reviewer):
    with pytest.raises(Draft.DoesNotExist):
        readable_draft(reviewer, "sample")
    Draft.objects.update(asked_at=draft.created_at)
    assert readable_draft(reviewer, "sample").pk == draft.pk
    assert [one.may_edit for one in courses_of(reviewer)] == [False]


def test_a_published_course_gets_its_draft_when_an_editor_opens_it(educator):
    release = publish(folder=sample(), by=educator).release
    CourseEditor.objects.create(course=release.course, person=educator, added_by=educator, at=release.at)
    draft = draft_for(educator, "sample")
    assert (draft.base, folder_of(draft)) == (release, sample())
    assert draft_for(educator, "sample").pk == draft.pk
    assert [one.state for one in courses_of(educator)] == ["published"]


def test_a_name_that_was_published_from_a_folder_is_no_obstacle(educator):
    folder = sample(more={"images/a: b.svg": RINGS, "images/" + "x" * 150 + ".svg": RINGS})
    release = publish(folder=folder, by=educator).release
    CourseEditor.objects.create(course=release.course, person=educator, added_by=educator, at=release.at)
    draft = draft_for(educator, "sample")
    assert folder_of(draft) == folder
    assert isinstance(save(draft, educator, "new text"), drafts.FileSaved)


def test_the_list_costs_the_same_for_one_course_and_for_ten(educator, draft, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(courses_of(educator)) == 1
    for number in range(9):
        drafts.begin_draft(by=educator, folder=sample(slug=f"sample-{number}"))
    with django_assert_num_queries(1):
        assert len(courses_of(educator)) == 10


def test_a_check_keeps_its_counts_until_the_next_write(draft, educator):
    assert not check_draft(draft).blocked
    (row,) = courses_of(educator)
    assert (row.state, row.errors) == ("ready", 0)
    save(draft, educator, "no front matter")
    assert [one.errors for one in courses_of(educator)] == [None]
    assert check_draft(draft_for(educator, "sample")).blocked
    (row,) = courses_of(educator)
    assert row.state == "draft"
    assert row.errors


def test_a_check_that_was_overtaken_keeps_no_counts(draft, educator):
    save(draft, educator, "no front matter")
    check_draft(draft)  # still the old revision
    assert Draft.objects.get().checked_revision == 0
