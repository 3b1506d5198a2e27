"""The labs in a browser: bytes of a first visit, and how long a moved number takes to reach the screen."""

from __future__ import annotations

import statistics

from playwright.sync_api import Error, Page, sync_playwright

from tests.bench.weight import page_weight
from tests.services.chromium import FLAGS, find

MOVES = 60
# From each input to the frame that shows what it changed, as the browser measures them; and the script's own share.
WATCH = """() => {
  window.waits = []; window.work = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.name === "keydown") window.waits.push(one.duration);
  }).observe({ type: "event", durationThreshold: 16 });
  const form = document.querySelector("[data-explorer]").explorer, update = form.update.bind(form);
  form.update = (from) => {
    const begin = performance.now();
    update(from);
    window.work.push(performance.now() - begin);
  };
}"""


def explorer(base: str, path: str, cookie: str) -> None:
    """Prints the lines of the threshold explorer."""
    found = page_weight(base, path, cookie)
    if isinstance(found, str):
        print(f"threshold explorer not measured: {found}")
        return
    print(f"{'threshold explorer, first visit':44}{found[0] / 1024:8.1f} KB in {found[1]} requests   (≤ 80 KB)")
    try:
        waits, work = moves(base + path)
    except Error as error:
        print(f"threshold explorer not measured: {str(error).splitlines()[0]}")
        return
    late = sorted(waits)[int(len(waits) * 0.95) - 1]
    median = statistics.median(waits)
    print(f"{'moved number → picture on screen, p50 / p95':44}{median:8.0f} / {late:.0f} ms   (≤ 50)")
    print(f"{'of it the script':44}{statistics.median(work):8.2f} ms")


def moves(url: str) -> tuple[list[float], list[float]]:
    """(milliseconds to the screen, milliseconds of script) of each press of a key on a slider.

    The browser reports no wait under 16 ms: those count as 16.
    """
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        waits, work = _pressed(page)
        browser.close()
    return waits + [16.0] * (MOVES - len(waits)), work


def _pressed(page: Page) -> tuple[list[float], list[float]]:
    page.get_by_role("slider").first.focus()
    page.evaluate(WATCH)
    for _ in range(MOVES):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    page.wait_for_timeout(300)
    return page.evaluate("window.waits"), page.evaluate("window.work")
