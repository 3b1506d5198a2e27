"""What a reader sees of a page, so that ours and that of another renderer can be compared.

Left out is what differs for a reason: wrappers of tables, ids, `rel`, titles of links, the language of code, and
white space that a browser does not show.
"""

from __future__ import annotations

import hashlib
import html.parser
import re
from urllib.parse import quote

_KEPT = {"a": ("href",), "img": ("src", "alt"), "ol": ("start",)}
_NAMES = {"s": "del", "figure": "p"}
_BLOCKS = re.compile(
    r"\s*(</?(?:p|ul|ol|li|table|thead|tbody|tr|th|td|blockquote|pre|h[1-6]|hr)(?: [^>]*)?>)\s*|\s*(<br>)\s*"
)


def address(href: str) -> str:
    """Any address as one that our sanitiser lets through; the same for what means the same."""
    return "https://example.org/" + quote(href, safe="%/:?#@!$&'()*+,;=~-._")


def picture(path: str) -> str:
    return f"/media/{hashlib.sha256(address(path).encode()).hexdigest()}.svg"


class _Outline(html.parser.HTMLParser):
    def __init__(self, *, foreign: bool) -> None:
        super().__init__()
        self.foreign = foreign
        self.found: list[str] = []
        self.code = 0
        self.caption = False  # of a figure: GitHub has it as a title

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" or (tag == "p" and ("class", "ft") in attrs):
            self.caption = tag == "p"
            return
        self.code += tag == "pre"
        kept = []
        for name, value in sorted(attrs):
            if name in _KEPT.get(tag, ()):
                shown = value or ""
                if self.foreign and name in ("href", "src"):
                    shown = {"href": address, "src": picture}[name](shown)
                kept.append(f' {name}="{shown}"')
        self.found.append(f"<{_NAMES.get(tag, tag)}{''.join(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "hr", "br", "img"):
            return
        if self.caption:
            self.caption = False
            return
        self.code -= tag == "pre"
        self.found.append(f"</{_NAMES.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if self.caption:
            return
        shown = data.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if self.code:
            shown = shown.replace(" ", "\u2423").replace("\n", "\u21b5")
        self.found.append(shown)


def outline(page: str, *, foreign: bool = False) -> str:
    """`foreign`: the page is the other renderer's, whose addresses have not been through a `Place`."""
    parser = _Outline(foreign=foreign)
    parser.feed(page)
    parser.close()
    text = re.sub(r"[ \n]+", " ", "".join(parser.found))
    return _BLOCKS.sub(lambda match: match.group(1) or match.group(2), text).strip()
