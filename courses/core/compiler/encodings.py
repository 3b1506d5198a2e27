"""What encoding the bytes of a text were probably written in, when it is not UTF-8."""

from __future__ import annotations

import re

_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_OF_WORD = "cp1252"


def probable_encoding(data: bytes) -> str:
    """`utf-16`, `utf-16-le`, `utf-16-be` or `cp1252`; "" when it cannot be told or the text is partly UTF-8 already."""
    candidates = [_OF_WORD]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        candidates = ["utf-16"]
    elif b"\0" in data:
        zeros = data[0::2].count(0), data[1::2].count(0)
        candidates = ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
    elif _UTF_8.search(data):  # a few stray bytes in a text that is UTF-8: another encoding would spoil the rest
        return ""
    for name in candidates:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return name
    return ""
