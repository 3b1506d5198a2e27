"""The web application, as granian loads it in its worker process."""

from __future__ import annotations

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from courses.operations.runner.parent_death import die_with_parent

# Granian's main process can be killed without a chance to stop its workers; a worker left over would
# go on answering on the same port next to its successor.
_granian = multiprocessing.parent_process()
if _granian is not None and _granian.pid is not None:
    die_with_parent(_granian.pid)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()
