"""Rules of the house that a tool can check."""

from __future__ import annotations

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "courses" / "templates"
PYTHON = [path for path in (ROOT / "courses").rglob("*.py") if "migrations" not in path.parts]
KEY_READERS = {
    "courses/authoring/models.py",  # the table itself
    "courses/authoring/services.py",  # writes it, once, when publishing
    "courses/authoring/queries.py",  # compares a release with the next one
    "courses/learning/grading.py",  # marks a submitted attempt
    "courses/learning/feedback.py",  # decides what may be told
    "courses/learning/labs/keys.py",  # the same for runs; each kind decides when it may be told
    "courses/learning/lab_text.py",  # tells everything about a lab that is not graded, on a page of its own
    "courses/oversight/item_answers.py",  # what a partly right first answer is worth
    "courses/oversight/item_question.py",  # for editors: which answers of a question are right
    "courses/models.py",  # lists it
}
OVERRIDES = ("account", "usersessions", "mfa", "allauth")  # found by allauth under their own names
FOUND_BY_NAME = re.compile(r"^(4\d\d|500|403_csrf)\.html$|^parts/questions/[a-z-]+\.html$|^email/")


def test_nobody_imports_upwards():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", "courses", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def templates() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def test_no_template_holds_script_or_style_inline():
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    found = {
        name: match.group()
        for name in templates()
        if not name.startswith("email/") and (match := inline.search((TEMPLATES / name).read_text("utf-8")))
    }
    assert not found


def test_no_template_names_another_host():
    found = {
        name: re.findall(r"(?:src|href|action)=\"(?:https?:)?//[^\"]+", (TEMPLATES / name).read_text("utf-8"))
        for name in templates()
    }
    assert not {name: hits for name, hits in found.items() if hits}


def test_every_template_is_used():
    text = "\n".join(
        path.read_text("utf-8") for path in [*PYTHON, *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    )
    unused = [
        name
        for name in templates()
        if not name.startswith(OVERRIDES) and not FOUND_BY_NAME.match(name) and f'"{name}"' not in text
    ]
    assert not unused


def test_only_named_modules_read_the_marking_key():
    readers = {
        str(path.relative_to(ROOT))
        for path in PYTHON
        if re.search(r"\bReleaseKey\b|marking_key", path.read_text("utf-8"))
    }
    assert readers <= KEY_READERS


def test_no_import_hides_in_a_function():
    hidden = []
    for path in PYTHON:
        if path.name == "apps.py":
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    f"{path}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert not hidden


def test_only_views_and_middleware_make_responses():
    """allauth hands the request to adapters and forms, so its type may be named; an answer is made in views only."""
    answers = re.compile(r"^from django\.(shortcuts import|http import (?!HttpRequest$))", re.MULTILINE)
    may = re.compile(r"views\.py$|pages\.py$|middleware\.py$|adapter\.py$|sessions\.py$")
    speakers = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if answers.search(path.read_text("utf-8")) and not may.search(path.name)
    ]
    assert not speakers


def test_no_file_is_a_place_where_things_get_lost():
    lost = [path.name for path in PYTHON if re.fullmatch(r"(utils|helpers|common|misc)\.py", path.name)]
    assert not lost


def test_the_tasks_are_one_line_each():
    tree = ast.parse((ROOT / "courses" / "tasks.py").read_text("utf-8"))
    bodies = [len(node.body) for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert bodies
    assert set(bodies) == {1}
