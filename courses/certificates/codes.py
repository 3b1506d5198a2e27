"""Verification codes: 26 Crockford characters, 130 random bits, unrelated to any id."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As printed: groups of four joined by hyphens, the last one of two."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> str | None:
    """The code a person meant: any case, any separators, O for 0, I or L for 1, U for V. None when it cannot be one."""
    letters = re.sub(r"[\s\-–—_.]", "", text[:200]).upper().translate(LOOKALIKES)
    return letters if len(letters) == LENGTH and all(letter in ALPHABET for letter in letters) else None
