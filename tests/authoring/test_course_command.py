"""`manage.py course …` as people and scripts use it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.authoring.compiler_process import ROOT
from courses.authoring.models import Course, Release
from tests.authoring.sample import COURSE, UNIT, sample, write

NO_ANSWER = UNIT.replace("- [x] `clinician`", "- [ ] `clinician`")


def run(*words: object) -> tuple[str, int]:
    """Output and exit code."""
    out = io.StringIO()
    try:
        call_command("course", *map(str, words), stdout=out)
    except SystemExit as stopped:
        return out.getvalue(), int(stopped.code or 0)
    except CommandError as error:
        return f"{out.getvalue()}{error}", error.returncode
    return out.getvalue(), 0


def needing(slug: str, *others: str) -> Any:
    """A course that requires others."""
    return sample(
        slug=slug, course=COURSE.replace("\nobjectives:", f"\nprerequisites: [{', '.join(others)}]\nobjectives:")
    )


@pytest.mark.core
class TestCheck:
    """No test here has a database: pytest-django refuses one."""

    def test_a_good_course_has_a_summary_and_exit_code_0(self, folders: Path) -> None:
        text, code = run("check", write(sample(), folders))
        assert code == 0, text
        assert text.rstrip().splitlines()[-1].startswith("sample: ")
        assert "block" not in text

    def test_a_problem_is_shown_with_place_code_and_fix(self, folders: Path) -> None:
        text, code = run("check", write(sample(unit=NO_ANSWER), folders))
        lines = text.splitlines()
        at = next(number for number, line in enumerate(lines) if "C100" in line)
        assert code == 1
        assert lines[at].startswith("01-first.md:")
        assert lines[at].endswith(" C100 No correct answer is marked.")
        assert lines[at + 1] == "    Put `x` in one `[ ]`"
        assert lines[-1].startswith("sample: 1 problem blocks publishing")

    def test_json_is_an_array_of_problems(self, folders: Path) -> None:
        text, code = run("check", "--json", write(sample(unit=NO_ANSWER), folders))
        problems = json.loads(text)
        assert code == 1
        assert all(
            set(one) == {"code", "severity", "file", "line", "column", "message", "fix", "fixable"} for one in problems
        )
        blocking = [one for one in problems if one["severity"] == "error"]
        assert [(one["code"], one["file"]) for one in blocking] == [("C100", "01-first.md")]

    def test_with_several_courses_each_file_names_its_course(self, folders: Path) -> None:
        good, bad = write(sample(slug="good"), folders), write(sample(slug="bad", unit=NO_ANSWER), folders)
        text, code = run("check", good, bad)
        assert code == 1
        assert "bad/01-first.md:" in text
        problems = json.loads(run("check", "--json", good, bad)[0])
        assert {one["file"] for one in problems if one["code"] == "C100"} == {"bad/01-first.md"}

    def test_courses_checked_together_may_require_each_other(self, folders: Path) -> None:
        basics, more = write(sample(slug="basics"), folders), write(needing("more", "basics"), folders)
        assert run("check", basics, more)[1] == 0
        text, code = run("check", more)
        assert code == 1
        assert "C063" in text

    def test_a_circle_of_prerequisites_is_found(self, folders: Path) -> None:
        one, other = write(needing("one", "other"), folders), write(needing("other", "one"), folders)
        text, code = run("check", one, other)
        assert code == 1
        assert "C064" in text

    def test_a_folder_that_is_missing_is_a_problem_not_a_fault(self, folders: Path) -> None:
        text, code = run("check", folders / "missing")
        assert code == 1
        assert "C030" in text

    def test_an_empty_folder_is_no_course(self, folders: Path) -> None:
        empty = folders / "empty"
        empty.mkdir(parents=True)
        text, code = run("check", "--json", empty)
        assert [one["code"] for one in json.loads(text)] == ["C021"]
        assert code == 1

    def test_names_in_a_file_cannot_steer_the_terminal(self, folders: Path) -> None:
        text, _ = run("check", write(sample(unit=UNIT.replace("objective: o1", "pionts\x1b[31m: 2")), folders))
        assert "\x1b" not in text


@pytest.mark.web
@pytest.mark.django_db
class TestPublish:
    def test_each_folder_says_what_happened(self, folders: Path) -> None:
        folder = write(sample(), folders)
        text, code = run("publish", folder, "--note", "First text")
        assert ("sample: release 1 published (addition)" in text, code) == (True, 0), text
        assert Release.objects.get().note == "First text"
        assert run("publish", folder) == ("sample: unchanged, release 1 stays\n", 0)
        write(sample(unit=UNIT + "\nMore.\n"), folders)
        assert "sample: release 2 published (wording)" in run("publish", folder)[0]

    def test_a_blocked_folder_is_shown_and_the_others_are_published(self, folders: Path) -> None:
        bad, good = write(sample(slug="bad", unit=NO_ANSWER), folders), write(sample(slug="good"), folders)
        text, code = run("publish", bad, good, folders / "missing")
        assert code == 1
        assert "bad/01-first.md:" in text
        assert "bad: not published, 1 problem blocks publishing" in text
        assert "good: release 1 published" in text
        assert "missing: not published" in text
        assert text.endswith("2 of 3 not published.")
        assert list(Course.objects.values_list("slug", flat=True)) == ["good"]

    def test_a_prerequisite_may_stand_later_in_the_list(self, folders: Path) -> None:
        more, basics = write(needing("more", "basics"), folders), write(sample(slug="basics"), folders)
        text, code = run("publish", more, basics)
        assert code == 0, text
        assert Release.objects.count() == 2

    def test_a_prerequisite_that_never_comes_blocks(self, folders: Path) -> None:
        text, code = run("publish", write(needing("more", "basics"), folders), write(sample(slug="other"), folders))
        assert code == 1
        assert "C063" in text
        assert "other: release 1 published" in text

    def test_shipped_text_says_that_it_gave_way(self, folders: Path) -> None:
        folder = write(sample(), folders)
        run("publish", "--shipped", folder)
        write(sample(unit=UNIT + "\nOurs.\n"), folders)
        run("publish", folder)
        write(sample(unit=UNIT + "\nTheirs.\n"), folders)
        text, code = run("publish", "--shipped", folder)
        assert code == 0
        assert text.startswith("sample: release 2 stays, because it was published here")

    def test_list_shows_what_is_published(self, folders: Path) -> None:
        assert run("list") == ("", 0)
        run("publish", write(sample(), folders))
        slug, title, release, day = run("list")[0].rstrip("\n").split("\t")
        assert (slug, title, release) == ("sample", "A sample course", "release 1")
        assert day == Release.objects.get().at.date().isoformat()

    def test_rerender_names_courses_and_refuses_unknown_ones(self, folders: Path) -> None:
        run("publish", write(sample(), folders))
        assert run("rerender") == ("sample: 2 pages made anew\n", 0)
        assert run("rerender", "--stale", "sample") == ("", 0)
        text, code = run("rerender", "smaple")
        assert code == 1
        assert "No published course smaple." in text


def course(*words: object, stdin: bytes = b"", data: Path) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, on a site that has no database and cannot get one."""
    environment = {**os.environ, "DATA": str(data), "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    command = [sys.executable, "manage.py", "course", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, check=False, timeout=60)


@pytest.mark.worker
class TestRender:
    def test_prose_becomes_sanitised_html_without_a_database(self, tmp_path: Path) -> None:
        done = course("render", stdin="A *word* and ✓.\n".encode(), data=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "<em>word</em> and ✓." in done.stdout.decode()

    def test_check_needs_no_database(self, tmp_path: Path, folders: Path) -> None:
        done = course("check", write(sample(), folders), data=tmp_path)
        assert done.returncode == 0, done.stderr

    def test_text_that_is_not_utf_8_is_refused_in_words(self, tmp_path: Path) -> None:
        done = course("render", stdin=b"caf\xe9", data=tmp_path)
        assert done.returncode == 1
        assert b"not UTF-8" in done.stderr

    def test_lines_of_json_come_back_in_order_and_a_bad_one_says_so(self, tmp_path: Path) -> None:
        lines = [
            b'{"id": "a", "markdown": "**one**"}',
            b"not json",
            b'{"id": 3}',
            b'["id", "markdown"]',
            b"\xff\xfe",
            b'{"id": 7, "markdown": 8}',
            b"[" * 5000,
            b'{"id": 2, "markdown": "<script>alert(1)</script> two"}',
        ]
        done = course("render", "--jsonl", stdin=b"\n".join(lines), data=tmp_path)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, done.stderr
        assert [row["id"] for row in rows] == ["a", None, None, None, None, None, None, 2]
        assert "<strong>one</strong>" in rows[0]["html"]
        assert all(set(row) == {"id", "error"} for row in rows[1:7])
        assert "<script" not in rows[7]["html"]

    def test_each_line_is_answered_before_the_next_is_asked(self, tmp_path: Path) -> None:
        environment = {**os.environ, "DATA": str(tmp_path)}
        command = [sys.executable, "manage.py", "course", "render", "--jsonl"]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for name in ("first", "second"):
                process.stdin.write(json.dumps({"id": name, "markdown": name}).encode() + b"\n")
                process.stdin.flush()
                assert json.loads(process.stdout.readline())["id"] == name
