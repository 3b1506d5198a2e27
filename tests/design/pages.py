"""Small pages for the script tests: our own templates and script, a made-up server that remembers what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from playwright.sync_api import Request, Route

STATIC = Path(__file__).resolve().parents[2] / "static"
HOST = "http://second-look.test"
TOKEN = mark_safe('<input type="hidden" name="csrfmiddlewaretoken" value="token">')


def question(**changes: object) -> dict[str, object]:
    """The context `q` of a single choice with two options."""
    options = [{"id": one, "html": f"Option {one}", "chosen": False, "mark": ""} for one in ("a", "b")]
    return {
        "id": "flags",
        "kind": "single-choice",
        "stem": "<p>Which?</p>",
        "options": options,
        "hints": [],
        "confidence": True,
        "sure": "",
        "action": "/answer",
        "retry_url": "",
        "error": "",
        "error_at": "flags-1",
        "result": None,
    } | changes


def answered(verdict: str) -> dict[str, object]:
    """The same question after an answer."""
    result = {"verdict": verdict, "correct": verdict == "right", "feedback": ["<p>Because.</p>"]}
    return question(result=result, retry_url="/unit?try=flags#q-flags")


def exercise(context: dict[str, object]) -> str:
    """The section a unit shows for a question."""
    return render_to_string("parts/questions/exercise.html", {"q": context, "csrf_field": TOKEN})


def page(body: str, *, person: str = "7") -> str:
    """A whole page round the body, with the site's style, script and words."""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Test</title>'
        f'<link rel="stylesheet" href="/static/css/site.css"><script type="module" src="/static/js/site.js"></script>'
        f'</head><body data-person="{person}"><main id="main" class="wrap"><h1>Test</h1>{body}</main>'
        f"{render_to_string('parts/words.html')}</body></html>"
    )


def unit(exercise_html: str = "") -> str:
    """A unit of three steps."""
    steps = "".join(
        f'<section class="step" id="step-{n}" data-step><h2 tabindex="-1">Heading {n}</h2><p>Text {n}</p>'
        f"{exercise_html if n == 2 else ''}</section>"
        for n in (1, 2, 3)
    )
    bar = render_to_string("parts/reader-bar.html", {"finish_url": "/finish", "csrf_field": TOKEN})
    links = "".join(f'<li><a href="#step-{n}">Heading {n}</a></li>' for n in (1, 2, 3))
    contents = f"<details open><summary>Steps</summary><ol class='toc'>{links}</ol></details>"
    return (
        f'<p data-step-line></p><article class="unit" data-reader data-place-url="/place">{steps}{bar}</article>'
        f"<section data-toc>{contents}</section>"
    )


def quiz(*, version: str = "2", person: str = "7", beside: str = "") -> str:
    """A graded question whose answers are saved at once; `beside` follows the form."""
    inner = render_to_string("parts/questions/graded.html", {"q": question()}) + render_to_string("parts/save.html")
    return page(
        f'<form method="post" action="/next" data-autosave="/save" data-person="{person}" data-attempt="12" '
        f'data-slot="3" data-version="{version}">{TOKEN}{inner}<button>Save and next</button></form>{beside}',
        person=person,
    )


@dataclass
class Server:
    """Answers the page's requests and keeps what was posted. `reply` may be replaced in the middle of a test."""

    html: str
    posts: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    reply: Callable[[str, dict[str, str]], tuple[int, str]] = lambda _path, _form: (200, "")
    cut: bool = False

    def handle(self, route: Route, request: Request) -> None:
        """One request of the browser."""
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif request.method == "POST":
            self._post(route, request, path)
        else:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")

    def _post(self, route: Route, request: Request, path: str) -> None:
        if self.cut:
            route.abort("internetdisconnected")
            return
        form = _form(request)
        self.posts.append((path, form))
        status, body = self.reply(path, form)
        kind = "application/json" if body.startswith("{") else "text/html; charset=utf-8"
        route.fulfill(status=status, body=body, content_type=kind)

    def saves(self) -> list[dict[str, str]]:
        """The forms posted to /save."""
        return [form for path, form in self.posts if path == "/save"]


def saved(version: int) -> str:
    """What the server says to a stored answer."""
    return json.dumps({"saved_at": "10:42", "version": version, "answered": True})


def _form(request: Request) -> dict[str, str]:
    text = request.post_data or ""
    if "multipart" not in request.headers.get("content-type", ""):
        return {name: values[-1] for name, values in parse_qs(text).items()}
    form: dict[str, str] = {}
    for part in text.split("--" + request.headers["content-type"].split("boundary=")[1])[1:-1]:
        head, _, value = part.strip("\r\n").partition("\r\n\r\n")
        form[head.split('name="')[1].split('"')[0]] = value
    return form
