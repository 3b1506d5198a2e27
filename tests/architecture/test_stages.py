"""How `make test` runs its stages: what each takes, what is printed when, and what goes to which process."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from tests import run
from tests.services import shares

pytestmark = pytest.mark.core


def test_a_stage_reads_the_files_that_name_its_marker_and_no_others() -> None:
    option, marker, *files = run.marked("worker")
    assert (option, marker) == ("-m", "worker")
    assert "tests/worker/test_start.py" in files
    assert "tests/authoring/test_compiler_process.py" in files
    assert "tests/browser/test_pages.py" not in files


def test_a_marker_that_its_file_does_not_name_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "test_hidden.py"
    file.write_text("from tests.marks import pytestmark\n", "utf-8")
    item: Any = SimpleNamespace(path=file, get_closest_marker=lambda name: name == "browser")
    assert shares.hidden_marker(item) == [
        "test_hidden.py holds tests marked `browser` but does not say `mark.browser`."
    ]
    file.write_text("pytestmark = pytest.mark.browser\n", "utf-8")
    shares.text_of.cache_clear()
    assert shares.hidden_marker(item) == []


def test_a_stage_beside_the_others_speaks_whole_and_never_into_another(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    started, may_end = threading.Event(), threading.Event()

    def waits() -> run.Outcome:
        run.run(["echo", "worker begins"])
        started.set()
        may_end.wait(20)
        run.say("worker ends")
        return run.Outcome(passed=1)

    def computes() -> run.Outcome:
        assert started.wait(20)
        run.run(["echo", "core at work"])
        may_end.set()
        return run.Outcome(failed=1)

    monkeypatch.setattr(run, "STAGES", {"worker": waits, "core": computes})
    outcomes = run.run_stages(["worker", "core"])
    assert list(outcomes) == ["worker", "core"]
    assert capfd.readouterr().out.split("\n") == [
        *("", "──── core", "core at work"),
        *("", "──── worker", "worker begins", "worker ends", ""),
    ]
    assert (outcomes["worker"].passed, outcomes["core"].failed) == (1, 1)


def test_the_seconds_of_all_are_those_that_went_by() -> None:
    outcomes = {"core": run.Outcome(passed=2, seconds=60), "worker": run.Outcome(passed=1, seconds=50)}
    lines = run.summary(outcomes, 61.5).splitlines()
    assert lines[-2].split() == ["all", "3", "0", "0", "61.5"]
    assert lines[-1] == "3 passed, 0 failed, 0 skipped"


@pytest.mark.parametrize(
    ("file", "name", "expected"),
    [
        ("test_faults.py", "test_kept[servers]", "test_faults servers"),
        ("test_start.py", "test_back[embedded-web worker]", "test_start embedded"),
        ("test_journey.py", "test_a_stranger[390]", "test_journey test_a_stranger[390]"),
        ("test_pages.py", "test_a_page[390]", "test_pages"),
    ],
)
def test_tests_that_share_a_site_or_a_preparation_stay_together(
    tmp_path: Any, file: str, name: str, expected: str
) -> None:
    item: Any = SimpleNamespace(path=tmp_path / file, name=name)
    assert shares.group(item) == expected


def test_only_what_uses_a_database_is_run_again_on_another() -> None:
    def item(mark: bool, *fixtures: str) -> Any:
        return SimpleNamespace(get_closest_marker=lambda name: mark, fixturenames=fixtures)

    assert not shares.uses_database(item(False, "tmp_path"))
    assert shares.uses_database(item(True))
    assert shares.uses_database(item(False, "tmp_path", "db"))
    assert shares.uses_database(item(False, "django_db_blocker"))
