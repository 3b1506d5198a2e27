"""What a matrix says, as a screen reader reads it, and how stored states catch up with what a test has done."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.people.models import Membership
from courses.training import standing
from tests.training.reading import words

URL = "/practice/elm-street/"
LEFT_OUT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
ROW = re.compile(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)
SAID = re.compile(r'<span class="sr">(.*?)</span>', re.DOTALL)


def settle() -> None:
    """Make the stored states of everybody anew: situations move completions into the past without telling anybody."""
    standing.refresh(Membership.objects.all())


def page(client: Client, query: str = "", *, url: str = URL) -> str:
    reply = client.get(url + query)
    assert reply.status_code == 200
    return reply.content.decode()


def grid(text: str) -> str:
    return text[text.index("<table") : text.index("</table>")]


def said(text: str) -> dict[str, list[str]]:
    """Name → the words of every cell, in the order of the rows and columns."""
    return {words(re.sub(r"<small>.*?</small>", "", name)): [words(one) for one in SAID.findall(rest)]
            for name, rest in ROW.findall(grid(text))}  # fmt: skip


def heads(text: str) -> list[str]:
    """The heads of the columns of courses, with their sums."""
    return [words(one) for one in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", grid(text), re.DOTALL)][1:]


def phone(text: str) -> str:
    """The two lists that phones show instead of the table."""
    start = text.index(">By person<")
    return text[start : text.index("You see state and date", start)]


def count_queries(client: Client, query: str = "") -> int:
    """SQL queries of the second request, without those that only frame a transaction."""
    page(client, query)
    with CaptureQueriesContext(connection) as caught:
        page(client, query)
    return sum(not one["sql"].startswith(LEFT_OUT) for one in caught)
