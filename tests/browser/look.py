"""Looking at a page: axe in both themes, headings, title, sideways scroll; and what its browser complains of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, ConsoleMessage, Page, Request

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
SHOTS = os.environ.get("SHOTS")  # a folder: pictures of every page that is looked at
# Timers of a page without scripts never fire, and axe waits for one.
TIMERS = "window.setTimeout = (act, _ms, ...more) => { Promise.resolve().then(() => act(...more)); return 1; };"
RUN = """axe.run(document, {resultTypes: ["violations"], preload: false}).then(found => found.violations.map(
  one => `${one.impact} ${one.id} × ${one.nodes.length} at ${one.nodes[0].target[0]}`))"""


def shape(url: str) -> str:
    """The address with what differs between pages of one kind folded: numbers, hex ids, certificate codes."""
    return re.sub(r"/(\d+|[0-9a-f-]{12,}|[0-9A-Z]{4}-[0-9A-Z-]{4,})(?=/|$)", "/#", urlsplit(url).path)


class Examiner:
    """Finds faults of pages; axe once for each kind of page, state, width and theme in a run."""

    def __init__(self) -> None:
        self.axe = AXE.read_text("utf-8")
        self.seen: set[tuple[str, str, int, str]] = set()

    def faults(self, page: Page, cdp: CDPSession, *, state: str, javascript: bool, any_width: bool) -> list[str]:
        """`state` tells pages of one address apart ("answered", "with errors"). Ends in the light theme.

        With `any_width` axe need not see the page at each width.
        """
        where = f"{shape(page.url)} {state}".strip()
        width = (page.viewport_size or {"width": 0})["width"]
        found = [f"{where} at {width} px: {fault}" for fault in plain_faults(page)]
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            mark = (shape(page.url), state + ("" if javascript else ", plain"), 0 if any_width else width, theme)
            if mark not in self.seen:
                self.seen.add(mark)
                found += [f"{where} at {width} px, {theme}: axe {one}" for one in self.violations(cdp, javascript)]
                picture(page, len(self.seen), mark)
        return found

    def violations(self, cdp: CDPSession, javascript: bool) -> list[str]:
        """Through the debugger, so that neither the policy nor switched-off scripts keep axe out."""
        if not run(cdp, "'axe' in window"):
            run(cdp, f"{'' if javascript else TIMERS}{self.axe}; 0")
        return list(run(cdp, RUN))


def run(cdp: CDPSession, script: str) -> Any:
    reply = cdp.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
    assert "exceptionDetails" not in reply, reply["exceptionDetails"]
    return reply["result"].get("value")


def plain_faults(page: Page) -> list[str]:
    faults = []
    if (count := page.locator("h1").count()) != 1:
        faults.append(f"{count} h1 headings")
    if not page.title().removesuffix("– Second Look").strip():
        faults.append("no title")
    if scrolls_sideways(page):
        faults.append("scrolls sideways")
    return faults


def scrolls_sideways(page: Page) -> bool:
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth + 1"))


def picture(page: Page, number: int, mark: tuple[str, str, int, str]) -> None:
    if SHOTS:
        path, state, width, theme = mark
        name = re.sub(r"\W+", "-", f"{path} {state}").strip("-") or "home"
        page.screenshot(path=f"{SHOTS}/{number:03d}-{name[:80]}-{width}-{theme}.png", full_page=True)


class Listener:
    """Notes what the browser of a page complains of: script errors, broken policy, requests to other hosts."""

    def __init__(self, page: Page, *, base: str, faults: list[str], allowed: list[str]) -> None:
        self.page, self.host, self.noted, self.allowed = page, urlsplit(base).netloc, faults, allowed
        page.on("console", self.console)
        page.on("pageerror", lambda error: faults.append(f"{self.where}: script error: {error}"))
        page.on("request", self.request)

    @property
    def where(self) -> str:
        return shape(self.page.url)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in self.allowed):
            self.noted.append(f"{self.where}: console: {message.text[:200]}")

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != self.host:
            self.noted.append(f"{self.where}: request to another host: {request.url[:120]}")
