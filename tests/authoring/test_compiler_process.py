"""The compiler child: killed when it runs away, replaced, shared by threads, never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from courses.authoring import compiler_process
from courses.authoring.compiler_process import ROOT, Compiler, CompilerStopped
from courses.core.compiler import preview_page
from courses.core.document import History
from tests.authoring.sample import sample

pytestmark = pytest.mark.worker
TODAY = date(2026, 11, 21)


@pytest.fixture
def bad() -> Iterator[Compiler]:
    compiler = Compiler("tests.authoring.bad_compiler")
    yield compiler
    compiler.close()


def ask(compiler: Compiler, text: str, seconds: float = 5.0) -> str:
    return compiler.ask({"do": "render", "markdown": text}, seconds)["html"]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


def wait_until_gone(pid: int, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(pid)


def test_the_child_stays_warm_between_requests(bad: Compiler) -> None:
    assert ask(bad, "one") == "<p>one</p>"
    first = bad.pid
    assert ask(bad, "two") == "<p>two</p>"
    assert bad.pid == first


@pytest.mark.parametrize("text", ["spin", "sleep"])
def test_a_text_that_takes_too_long_is_stopped_and_the_child_replaced(bad: Compiler, text: str) -> None:
    ask(bad, "warm")
    first = bad.pid
    with pytest.raises(CompilerStopped) as stopped:
        ask(bad, text, seconds=0.3)
    assert stopped.value.problem.code == "C040"
    assert stopped.value.problem.message == "This text took too long to read: more than 0.3 seconds."
    assert first is not None
    assert not is_alive(first)
    assert ask(bad, "next") == "<p>next</p>"
    assert bad.pid != first


@pytest.mark.parametrize(("text", "code"), [("eat", "C041"), ("recurse", "C042"), ("raise", "C043"), ("crash", "C043")])
def test_memory_depth_and_crashes_are_problems_too(bad: Compiler, text: str, code: str) -> None:
    with pytest.raises(CompilerStopped) as stopped:
        ask(bad, text)
    assert stopped.value.problem.code == code
    assert ask(bad, "next") == "<p>next</p>"


def test_a_child_that_ended_between_two_requests_is_replaced_silently(bad: Compiler) -> None:
    ask(bad, "warm")
    assert bad.pid is not None
    os.kill(bad.pid, signal.SIGKILL)
    assert ask(bad, "next") == "<p>next</p>"


def test_many_threads_share_one_child(bad: Compiler) -> None:
    texts = [f"text {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: ask(bad, text), texts)) == [f"<p>{text}</p>" for text in texts]


def test_other_threads_go_on_while_a_text_runs_away(bad: Compiler) -> None:
    ask(bad, "warm")
    with ThreadPoolExecutor(1) as threads:
        hostile = threads.submit(ask, bad, "spin", 2.0)
        counted = 0
        while not hostile.done():
            counted += 1
            time.sleep(0.005)
    assert isinstance(hostile.exception(), CompilerStopped)
    assert counted > 40, "the interpreter was held while the child ran away"


def test_not_every_thread_waits_behind_texts_that_run_away(bad: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler_process, "HURRY_SECONDS", 0.1)
    ask(bad, "warm")
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(ask, bad, "spin", 4.0) for _ in range(3)]
        time.sleep(0.3)
        start = time.monotonic()
        with pytest.raises(CompilerStopped) as stopped:
            ask(bad, "an honest text")
        assert time.monotonic() - start < 2
    assert stopped.value.problem.code == "C044"
    assert {str(one.exception()) for one in waiting} == {"This text took too long to read: more than 4 seconds."}


def test_the_child_knows_no_django_and_none_of_our_environment(bad: Compiler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    assert ask(bad, "django") == "False"
    assert "SECRET_KEY" not in ask(bad, "environment")


PARENT = """
import sys, time
from courses.authoring.compiler_process import Compiler
compiler = Compiler("tests.authoring.bad_compiler")
compiler.ask({"do": "render", "markdown": "warm"}, 5.0)
print(compiler.pid, flush=True)
if sys.argv[1] == "busy":
    compiler.ask({"do": "render", "markdown": "sleep"}, 60.0)
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_the_child_never_outlives_a_killed_parent(state: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, state], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_until_gone(child)


def test_a_course_comes_back_as_it_was_compiled() -> None:
    compiled = compiler_process.compile_folder(sample(), History(), date(2026, 11, 1))
    assert not compiled.blocked, compiled.problems
    assert compiled.course is not None
    assert compiled.course.structure["title"] == "A sample course"
    assert compiled.course.assets[0].data == sample().files["images/rings.svg"]
    assert set(compiled.course.key) == {"who-decides", "how-many", "advice-is-order", "when-to-look"}


def test_a_course_that_takes_too_long_has_one_problem_that_blocks(
    bad: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler_process, "_compiler", bad)
    compiled = compiler_process.compile_folder(sample(), History(), date(2026, 11, 1), seconds=0.3)
    assert [problem.code for problem in compiled.problems] == ["C040"]
    assert compiled.blocked
    assert compiled.course is None


def test_a_forked_process_starts_a_child_of_its_own() -> None:
    compiler_process.render("warm")
    mine = compiler_process.child_pid()
    reading, writing = os.pipe()
    forked = os.fork()
    if forked == 0:
        compiler_process.render("in the fork")
        os.write(writing, str(compiler_process.child_pid()).encode())
        compiler_process.close()
        os._exit(0)
    os.waitpid(forked, 0)
    os.close(writing)
    with os.fdopen(reading) as file:
        assert int(file.read()) != mine
    assert compiler_process.child_pid() == mine
    assert "still" in compiler_process.render("still mine")


def test_a_preview_comes_back_as_the_compiler_made_it() -> None:
    folder = sample(more={"glossary.md": b"---\ntitle: Words\n---\n\n## Dot\n\nA mark.\n"})
    here = preview_page(folder, "01-first.md", history=History(), today=TODAY)
    there = compiler_process.preview(folder, "01-first.md", History(), TODAY)
    assert there == here
    assert there.page is not None


def test_a_preview_of_what_stops_the_reader_is_a_problem_and_no_page(
    bad: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler_process, "_compiler", bad)
    stopped = compiler_process.preview(sample(), "01-first.md", History(), TODAY, seconds=0.5)
    assert ([one.code for one in stopped.problems], stopped.page) == (["C040"], None)
