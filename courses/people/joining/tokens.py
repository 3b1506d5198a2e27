"""What opens a door: the tokens of links and the codes on paper."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from django.utils.crypto import salted_hmac

INVITATION_LIFE: Final = timedelta(days=7)
CODE_LIFE: Final = timedelta(days=30)
CODE_LENGTH: Final = 10
SHOWN_AGAIN: Final = timedelta(minutes=10)  # so long the page that made a code shows it again
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Read from paper, typed on a phone: what looks alike counts as the same.
_ALIKE: Final = str.maketrans("OIL", "011")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,60}")


def new_token() -> str:
    """192 random bits for an address: 32 characters."""
    return secrets.token_urlsafe(24)


def looks_like_token(text: str) -> bool:
    """Whether a lookup is worth it; also keeps characters from the database that it would choke on."""
    return _TOKEN.fullmatch(text) is not None


def digest(token: str) -> str:
    """The form in which the token of an invitation is stored: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_of(form: str, *about: object) -> str:
    """50 bits for paper: ten characters, without a gap. The same page makes the same code for the same person.

    `form` is the token of that page (`new_token`). It is stored nowhere, so nobody has the code without the page and
    our key; and a page that is sent twice has one code to show, not two of which the first is dead.
    """
    words = "\n".join(str(one) for one in (form, *about))
    number = int.from_bytes(salted_hmac("courses.people.joining.code", words, algorithm="sha256").digest())
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """As it is printed: "K7M2Q-4XT0W"."""
    return f"{code[:5]}-{code[5:]}"


def code_in(text: str) -> str | None:
    """The code that somebody typed, whatever its case, gaps and look-alikes; None when it cannot be one."""
    bare = re.sub(r"[\s–—-]+", "", text).upper().translate(_ALIKE)
    return bare if len(bare) == CODE_LENGTH and all(one in CROCKFORD for one in bare) else None
