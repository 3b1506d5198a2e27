"""How many bytes a browser loads for a page, first and second time."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Error, sync_playwright

from tests.services.chromium import FLAGS, find


def page_weight(base: str, path: str, cookie: str) -> tuple[int, int, int] | str:
    """(bytes of the first visit, its requests, bytes of the second visit) over the wire; or why not measured."""
    binary = find()
    if binary is None:
        return "no Chromium here"
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=binary, args=list(FLAGS))
            context = browser.new_context(viewport={"width": 390, "height": 844})
            name, value = cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": base}])
            first, requests = visit(context, base + path)
            again, _ = visit(context, base + path)
            browser.close()
            return first, requests, again
    except Error as error:
        return str(error).splitlines()[0]


def visit(context: BrowserContext, url: str) -> tuple[int, int]:
    page = context.new_page()
    sizes: list[int] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(url, wait_until="networkidle")
    page.close()
    return sum(sizes), sum(size > 0 for size in sizes)
