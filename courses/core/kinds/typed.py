"""What people type, made safe to store and counted; and author HTML turned into words for a sentence."""

from __future__ import annotations

import html
import re
import unicodedata

from courses.core.kinds.kind import FIELD, Form

_TAG = re.compile(r"<[^>]*>")
_QUOTED_LONGEST = 60  # letters of an author's wording that are repeated in a message


def typed(form: Form) -> str:
    """The text in the answer field: line ends as LF, without control characters (PostgreSQL stores no NUL) or halves
    of surrogate pairs, in composed form, without spaces around it."""
    text = "\n".join(form.get(FIELD, ())).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept).strip()


def text_of(response: object) -> str:
    """The text of a stored response, "" for one of any other shape."""
    found = response.get("text") if isinstance(response, dict) else None
    return found if isinstance(found, str) else ""


def count_words(text: str) -> int:
    """Words: runs of anything but space that hold at least one letter or digit. "X-ray", "24/7" and "don't" are one
    word each, a dash between spaces is none. In a browser: `text.split(/\\s+/)`, those that match `/[\\p{L}\\p{N}]/u`.
    """
    return sum(any(sign.isalnum() for sign in run) for run in text.split())


def quoted(inline: str) -> str:
    """The words of a piece of inline HTML in quotation marks, cut where they are long. Plain text: to be escaped."""
    words = " ".join(html.unescape(_TAG.sub("", inline)).split())
    return f"“{words if len(words) <= _QUOTED_LONGEST else words[: _QUOTED_LONGEST - 1].rstrip() + '…'}”"
