"""Reading pages like a visitor with no taste: every link, every form, every byte of every file."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pypdf
from django.test import Client

VARIANTS = 5
"""How many queries of one path are followed: filters and sorting by columns multiply without end."""

OUR_HOSTS = ("", "testserver", "localhost:8000")
NOT_OURS = ("/static/", "/media/")
LINKS = {"a": "href", "link": "href", "img": "src", "iframe": "src", "embed": "src", "object": "data"}


@dataclass
class Control:
    """A field of a form. `choices` of a select, a group of boxes or of radio buttons; `chosen` what is set."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    page: str
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)  # (name, value) of those that have a name

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    def key(self) -> tuple[Any, ...]:
        return (self.action, self.method, tuple(sorted(self.controls)), tuple(self.buttons))


@dataclass
class Reply:
    """What a request gave, with everything in it that can be read."""

    url: str
    status: int
    kind: str
    location: str
    body: bytes
    headers: str

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")

    def text(self) -> str:
        return self.headers + "\n" + "\n".join(readable(self.body))


class _Parser(HTMLParser):
    """Collects links and forms. Fields may name their form from outside; a button may send it elsewhere."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.links: list[str] = []
        self.forms: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Control | None = None
        self._option: str | None = None
        self._text: Control | None = None
        self._outside: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag in LINKS and has.get(LINKS[tag]):
            self.links.append(urljoin(self.url, has[LINKS[tag]]))
        if tag == "form":
            action = urljoin(self.url, has.get("action") or self.url)
            self._form = Form(self.url, action, has.get("method", "get").lower())
            self.forms[has.get("id") or f"#{len(self.forms)}"] = self._form
        elif tag in ("input", "select", "textarea", "button"):
            if "form" in has:
                self._outside.append((has["form"], tag, has))
            elif self._form is not None:
                self._take(self._form, tag, has)
        elif tag == "option" and self._select is not None:
            self._add_option(self._select, has)

    def _take(self, form: Form, tag: str, has: dict[str, str]) -> None:
        kind = tag if tag != "input" else has.get("type", "text")
        name, value = has.get("name", ""), has.get("value", "")
        if tag == "button" or kind in ("submit", "image", "button"):
            if name and has.get("type") != "button":
                form.buttons.append((name, value))
            return
        if not name or "disabled" in has:
            return
        control = form.controls.setdefault(name, Control(name, kind, value))
        if kind in ("checkbox", "radio"):
            control.choices.append(value or "on")
            if "checked" in has:
                control.chosen.append(value or "on")
        elif kind == "select":
            self._select = control
        elif kind == "textarea":
            self._text = control

    @staticmethod
    def _add_option(select: Control, has: dict[str, str]) -> None:
        select.choices.append(has.get("value", ""))
        if "selected" in has:
            select.chosen.append(has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def close(self) -> None:
        super().close()
        for name, tag, has in self._outside:
            if name in self.forms:
                self._take(self.forms[name], tag, has)


def parse(reply: Reply) -> tuple[list[str], list[Form]]:
    """Links and forms of a page."""
    parser = _Parser(reply.url)
    parser.feed(reply.body.decode())
    parser.close()
    return parser.links, list(parser.forms.values())


def readable(body: bytes) -> Iterator[str]:
    """The text of a body, and of everything inside it: entries of archives (XLSX is one), pages of a PDF."""
    yield body.decode("utf-8", "replace")
    if body.startswith(b"\x1f\x8b"):
        yield from readable(gzip.decompress(body))
    elif body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for entry in archive.namelist():
                yield entry
                yield from readable(archive.read(entry))
    elif body.startswith(b"%PDF-") and b"%%EOF" in body:
        reader = pypdf.PdfReader(io.BytesIO(body))
        yield str(reader.metadata)
        yield from (page.extract_text() for page in reader.pages)


def fetch(client: Client, url: str, **more: Any) -> Reply:
    return reply_of(url, client.get(url, **more))


def reply_of(url: str, response: Any) -> Reply:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return Reply(
        url, response.status_code, response.get("Content-Type", ""), response.get("Location", ""), body, headers
    )


@dataclass
class Crawl:
    """Everything that somebody can reach, by address, and the forms on it."""

    replies: dict[str, Reply] = field(default_factory=dict)
    forms: dict[tuple[Any, ...], Form] = field(default_factory=dict)

    @property
    def posts(self) -> list[Form]:
        return [form for form in self.forms.values() if form.method == "post"]


def crawl(client: Client, starts: Iterable[str]) -> Crawl:
    """Follow every link and every form that only asks, from these addresses on."""
    found, waiting, variants = Crawl(), deque(starts), Counter[str]()
    while waiting:
        url = _inside(waiting.popleft())
        if url is None or url in found.replies:
            continue
        path = urlsplit(url).path
        variants[path] += 1
        if variants[path] > VARIANTS:
            continue
        reply = found.replies[url] = fetch(client, url)
        waiting.extend(_onwards(reply, found))
    return found


def _onwards(reply: Reply, found: Crawl) -> Iterator[str]:
    if reply.location:
        yield urljoin(reply.url, reply.location)
    if not reply.is_page:
        return
    links, forms = parse(reply)
    yield from links
    for form in forms:
        found.forms.setdefault(form.key(), form)
        if form.method == "get":
            asked = [(one.name, value) for one in form.controls.values() for value in one.chosen or [one.value]]
            for button in form.buttons or [None]:
                yield f"{form.path}?{urlencode([*asked, *([button] if button else [])])}"


def _inside(url: str) -> str | None:
    """The address without host and fragment; None for another site and for what is the same for everybody."""
    parts = urlsplit(url)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in OUR_HOSTS:
        return None
    path = parts.path or "/"
    if path.startswith(NOT_OURS):
        return None
    return path + (f"?{parts.query}" if parts.query else "")
