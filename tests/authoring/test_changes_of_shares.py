"""What another `draw-for`, or other items for a role, means for those who are under way, and the words for it."""

from __future__ import annotations

import pytest

from courses.core.changes import Content, change_class, diff
from courses.core.document import Folder
from tests.authoring.changed_course import Edit, compared, compiled, edited, words
from tests.authoring.sample import sample

pytestmark = pytest.mark.core

QUIZ, POOL = "02-final.md", "pools/items.md"
ITEM = "### True or false `item-{}`\n{}\nIs it so?\n\n- [x] True\n- [ ] False\n\n**Explanation:** It is.\n\n"


def drawing(settings: str, *items: str) -> Folder:
    """The sample with a pool of six items, which the final quiz draws with these settings."""
    made = "".join(ITEM.format(at, items[at] + "\n" if at < len(items) else "") for at in range(6))
    head = "---\nkind: pool\ntitle: Items\ncompetency: check-advice\n---\n\n"
    quiz = sample().files[QUIZ].decode()
    whole = quiz.rstrip() + f"\n\n### Pool `items`\nfrom: pools/items.md\n{settings}\n"
    roles: Edit = ("course.md", "audience: [gp]", "audience: [gp, pharmacist, reception]")
    return edited(sample(), (QUIZ, "", whole), (POOL, "", head + made), roles)


@pytest.mark.parametrize(
    ("first", "second", "said", "class_"),
    [
        ("draw: 2", "draw: 2\ndraw-for: reception 3",
         ["reception: 5 questions an attempt instead of 4"], "requirement"),
        ("draw: 2\ndraw-for: reception 3", "draw: 2", ["reception: 4 questions an attempt instead of 5"], "wording"),
        ("draw: 2", "draw: 2\ndraw-for: gp 1, pharmacist 1",
         ["gp, pharmacist: 3 questions an attempt instead of 4"], "wording"),
        ("draw: 2", "draw: 2\ndraw-for: gp 0, reception 5",
         ["gp: 2 questions an attempt instead of 4", "reception: 7 questions an attempt instead of 4"], "requirement"),
        ("draw: 2", "draw: 3", ["5 questions an attempt instead of 4"], "requirement"),
        ("draw: 2", "draw: 3\ndraw-for: gp 2", ["5 questions an attempt instead of 4"], "requirement"),
        ("draw: 2", "draw: 3\ndraw-for: gp 1",
         ["5 questions an attempt instead of 4", "gp: 3 questions an attempt instead of 4"], "requirement"),
        ("draw: 2", "draw: 2\ndraw-for: gp 2", [], "wording"),
        ("draw: 2\ndraw-for: gp 1, reception 3", "draw: 2\ndraw-for: reception 3,gp 1", [], "wording"),
    ],
)  # fmt: skip
def test_a_role_is_named_where_it_is_asked_another_number(
    first: str, second: str, said: list[str], class_: str
) -> None:
    changes = diff(Content.of(compiled(drawing(first))), Content.of(compiled(drawing(second))))
    assert [one for one in words(changes, "final") if "an attempt instead of" in one] == said
    assert change_class(changes) == class_


def test_a_release_from_before_is_compared_by_what_it_draws() -> None:
    """It has no numbers for roles: what it asked is counted from its questions."""
    before, after = Content.of(compiled(drawing("draw: 2"))), Content.of(compiled(drawing("draw: 2\ndraw-for: gp 3")))
    assert "draws_for" not in before.structure["quizzes"][0]
    assert words(diff(before, after), "final") == ["gp: 5 questions an attempt instead of 4"]
    assert words(diff(after, before), "final") == ["gp: 4 questions an attempt instead of 5"]


def test_items_that_are_taken_from_a_role_are_fewer_questions_for_it() -> None:
    before = drawing("draw: 6")
    after = drawing("draw: 6\ndraw-for: reception 4, pharmacist 4", "audience: gp", "audience: gp")
    found = words(diff(Content.of(compiled(before)), Content.of(compiled(after))), "final")
    assert "pharmacist, reception: 6 questions an attempt instead of 8" in found


def test_regions_with_fewer_questions_are_named() -> None:
    head = "### True or false `advice-is-order`\n"
    changes = compared((QUIZ, head, f"{head}region: uk\n"))
    assert "gp (us, eu, elsewhere): 1 question an attempt instead of 2" in words(changes, "final")
