"""Real servers for tests, without installing any: PostgreSQL and Redis from wheels, and the whole site.

`python -m tests.services pg redis -- pytest …` runs a command with DATABASE_URL and REDIS_URL set. Everything
listens on unix sockets in a temporary folder, so that parallel checkouts cannot meet, and dies with its parent.
Set DATABASE_URL or REDIS_URL to use servers of your own.
"""
