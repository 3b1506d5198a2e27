"""How long publishing takes: a course of fifty units, new and then with a change in each unit, on a site's database.

python -m tests.bench.publish    publishes on the site of the environment; prints one JSON object
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from tests.services.site import ROOT, Site

UNITS = 50
AIM_SECONDS = 5


def publish_fifty(site: Site) -> None:
    """Prints the seconds of a first publish and of one that is compared with it."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.publish"],
        env=site.variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        sys.exit(run.stderr[-3000:])
    found = json.loads(run.stdout.splitlines()[-1])
    label = f"publish of {UNITS} units, new / all changed"
    print(f"{label:44}{found['first']:8.2f} / {found['second']:.2f} s   (≤ {AIM_SECONDS})")


def _publish() -> None:
    import django  # noqa: PLC0415 (this half runs in a process of its own, with the site's settings)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    django.setup()
    from courses.authoring import compiler_process  # noqa: PLC0415
    from courses.authoring.services import publish  # noqa: PLC0415
    from courses.core.document import Folder  # noqa: PLC0415
    from tests.core.large import large_course  # noqa: PLC0415

    folder = large_course(UNITS)
    files = {
        name: data + b"\n---\n\nOne more word.\n" if name[0].isdigit() else data for name, data in folder.files.items()
    }
    spent = []
    for text in (folder, Folder(folder.name, files)):
        begin = time.perf_counter()
        done = publish(folder=text, by=None)
        spent.append(time.perf_counter() - begin)
        if not done.created:
            sys.exit(f"{done.outcome}: {[problem for problem in done.problems if problem.blocks][:3]}")
    compiler_process.close()
    print(json.dumps({"first": spent[0], "second": spent[1]}))


if __name__ == "__main__":
    _publish()
