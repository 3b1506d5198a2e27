"""What `manage.py start` leaves behind: one small process that watches the web server and the worker.

    manage.py start ──(exec, same process)──► runner ─┬─ granian ── its worker (lms/wsgi.py)
                                                      └─ celery worker ── beat

The command prepares everything with Django loaded and then *becomes* the supervisor, which imports only
the standard library: 10 MB instead of 60. Each process asks the kernel to be killed when its parent dies
(`parent_death`), because that wish is inherited by no child: whoever starts a process here must see to it.
"""
