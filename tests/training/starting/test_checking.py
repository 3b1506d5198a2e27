"""`course check` on a folder of paths: exact errors for whoever writes one."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from courses.training.starting.checking import holds_paths, problems_of_paths

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CONTENT = Path(settings.COURSES_DIR)


@pytest.fixture
def paths(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT / "paths", tmp_path / "paths")


def said(*arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("course", "check", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_everything_that_ships_can_be_checked_at_once():
    text, code = said(*(str(one) for one in sorted(CONTENT.iterdir())))
    assert code == 0
    assert "paths: 6 paths, no problems" in text
    assert "blocks" not in text


def test_a_folder_of_paths_is_told_from_a_course(paths):
    assert holds_paths(paths)
    assert not holds_paths(CONTENT / "privacy")
    assert problems_of_paths(paths) == []


def test_each_path_says_its_first_fault_and_the_others_are_read_all_the_same(paths):
    (paths / "gp.yaml").write_text("title: [", "utf-8")
    (paths / "manager.yaml").write_text(
        (paths / "manager.yaml").read_text("utf-8").replace("cap: 90", "cap: soon"), "utf-8"
    )
    check = paths / "checks" / "reception.md"
    check.write_text(check.read_text("utf-8").replace("**Explanation:**", "Explanation:", 1), "utf-8")
    (paths / "checks" / "cook.md").write_text("", "utf-8")
    found = problems_of_paths(paths)
    assert [one.partition(":")[0].partition(",")[0] for one in found] == [
        "gp.yaml", "manager.yaml", "checks/reception.md", "checks/cook.md"
    ]  # fmt: skip
    assert found[1] == 'manager.yaml: "cap" must be minutes, from 1 to 600'
    assert "expected one of allied-health, gp" in found[3]


def test_a_check_without_its_file_or_a_file_without_its_check(paths):
    (paths / "checks" / "gp.md").unlink()
    text = (paths / "reception.yaml").read_text("utf-8")
    (paths / "reception.yaml").write_text(text[: text.index("check:")], "utf-8")
    assert [one.partition(":")[0] for one in problems_of_paths(paths)] == ["checks/gp.md", "checks/reception.md"]


def test_what_is_wrong_ends_with_one_and_can_be_read_by_a_program(paths):
    (paths / "gp.yaml").write_text("title: \x1b[31m", "utf-8")
    text, code = said(str(paths))
    assert code == 1
    assert "paths/gp.yaml" in text
    assert "1 to mend" in text
    assert "\x1b" not in text
    rows, code = said("--json", str(paths), str(CONTENT / "privacy"))
    assert code == 1
    assert [row["file"] for row in json.loads(rows) if row["severity"] == "error"] == ["paths/gp.yaml"]
