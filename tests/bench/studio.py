"""How long an author waits for problems and preview after a pause in typing: one request to a running site.

python -m tests.bench.studio     makes an educator with a course in a site's own database; prints one JSON object
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from urllib.parse import urlencode

from tests.services.site import ROOT, Site

CHECKS, WARM = 60, 5
WORDS = 1500
AIM_MS = 150
SENTENCE = "Decide before you look at the advice, then ask what would change your mind about this patient. "
QUESTION = """### Single choice `question-{n}`

Who decides in case {n}?

- [x] `we{n}` The clinician who saw the patient
  > Yes: whoever signs.
- [ ] `it{n}` The tool that advised
  > It advises.

**Explanation:** Whoever signs decides.

---

"""


def check_and_preview(site: Site) -> None:
    """Prints the 50th and 95th percentile of check and preview together, each with another text."""
    made = _made(site)
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    token = _token(connection, made)
    times = []
    for number in range(WARM + CHECKS):
        body = urlencode({"text": made["text"] + f"\nChange {number}.\n", "csrfmiddlewaretoken": token[0]})
        headers = {"Cookie": token[1], "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
        began = time.perf_counter()
        connection.request("POST", made["check"], body, headers)
        reply = connection.getresponse()
        answer = reply.read()
        times.append((time.perf_counter() - began) * 1000)
        if reply.status != 200 or f"Change {number}." not in json.loads(answer)["preview"]:
            sys.exit(f"{made['check']} answered {reply.status}: {answer[:300]!r}")
    times = sorted(times[WARM:])
    median, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"{f'check and preview, unit of {WORDS} words':44}{median:8.0f} ms, p95 {late:.0f} ms (aim ≤ {AIM_MS})")


def _made(site: Site) -> dict[str, str]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.studio"],
        env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        sys.exit(run.stderr[-3000:])
    found: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return found


def _token(connection: http.client.HTTPConnection, made: dict[str, str]) -> tuple[str, str]:
    """The form token of the editor's page and the cookies that belong to it."""
    connection.request("GET", made["page"], headers={"Cookie": made["cookie"], "Host": "localhost"})
    reply = connection.getresponse()
    page = reply.read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    kept = re.search(r"(csrf=[^;]+)", reply.headers.get("Set-Cookie", ""))
    if found is None or kept is None:
        sys.exit(f"{made['page']} answered {reply.status} without a form")
    return found.group(1), f"{made['cookie']}; {kept.group(1)}"


def long_unit() -> str:
    """A unit of about 1,500 words with ten questions."""
    parts = ["---\ntitle: A long unit\nsummary: For the bench.\nminutes: 8\nobjectives: [o1]\n---\n"]
    paragraphs = WORDS // 10 // (len(SENTENCE.split()) * 3)
    for n in range(10):
        parts.append(f"## Part {n}\n")
        parts += [SENTENCE * 3 + "\n" for _ in range(paragraphs + 1)]
        parts.append(QUESTION.format(n=n))
    return "\n".join(parts)


def _make() -> None:
    import django  # noqa: PLC0415 (this half runs in a process of its own, with the site's settings)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    django.setup()
    from courses.authoring.drafts import begin_draft  # noqa: PLC0415
    from tests.authoring.sample import sample  # noqa: PLC0415
    from tests.bench.people import cookie, person  # noqa: PLC0415

    educator = person("educator@bench.example")
    educator.is_educator = True
    educator.save()
    text = long_unit()
    begin_draft(by=educator, folder=sample(slug="bench-draft", more={"03-long.md": text.encode()}))
    made = {
        "cookie": cookie(educator),
        "text": text,
        "page": "/studio/bench-draft/edit/03-long.md",
        "check": "/studio/bench-draft/check/03-long.md",
    }
    print(json.dumps(made))


if __name__ == "__main__":
    _make()
