"""The one case that visitors play on the landing page. Nothing of it is stored: the first decision travels, signed, in
the form that asks for the final one.

It is written to the rules of the shipped cases but is none of them, so nobody meets a case of the labs here.
"""

from __future__ import annotations

from django.core import signing

from courses.core.measures.reliance import Case

SALT = "courses.training.try-case"
OPTIONS = {
    "file": "File as normal and send her the result",
    "ask": "Ask the laboratory to check this report first",
    "review": "File it and book a review in a month",
}
RIGHT, ADVISED, STATED = "ask", "file", "88%"


def lock(decision: str) -> str:
    """The first decision as a token that only this site can make. Raises KeyError for an unknown decision."""
    return signing.dumps({name: place for place, name in enumerate(OPTIONS)}[decision], salt=SALT)


def locked(token: str) -> str | None:
    """The first decision of a token; None for one that was not made here."""
    try:
        place = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return list(OPTIONS)[place]


def decided(first: str, final: str) -> Case:
    """The case as decided, for the measures."""
    return Case(first=first, advice=ADVISED, final=final, truth=RIGHT, options=len(OPTIONS))
