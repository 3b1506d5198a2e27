"""Pictures that people upload: decoded and written anew, small, upright and without anything but what is seen.

Decoding a stranger's picture is left to a process of its own (picture_child), which may be killed and may not use much
memory. An SVG is text: it is cleaned here, by keeping what a drawing needs and nothing else.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from courses.core.compiler.images import EXTENSIONS, read_picture
from courses.core.compiler.limits import ASSET_BYTES

CHILD = "courses.authoring.picture_child"
SECONDS = 20.0
MOST_UPLOAD_BYTES = 25_000_000
MOST_SVG_BYTES = 2_000_000  # a drawing is read in this process: each element costs memory and time
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_600  # pixels; twice the width of the text column on a wide screen
ROOT = Path(__file__).resolve().parents[2]

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
        "polygon", "text", "tspan", "textPath", "marker", "pattern", "linearGradient", "radialGradient", "stop",
        "clipPath", "mask", "style", "filter", "feGaussianBlur", "feOffset", "feBlend", "feMerge", "feMergeNode",
        "feColorMatrix", "feFlood", "feComposite",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"url\s*\(\s*['\"]?(?!#)", re.IGNORECASE)
_BAD_STYLE = re.compile(r"@import|@font-face|expression\s*\(|javascript:|\\", re.IGNORECASE)
_HEAD = b"SLP1"  # what the child's answer begins with


class PictureRefused(Exception):
    """The picture was not taken; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture fit to be shown. `extension` is svg, png, jpg or webp; sizes in pixels when it has any."""

    data: bytes
    extension: str
    width: int | None
    height: int | None


def clean_picture(data: bytes, extension: str) -> bytes:
    """The picture written anew in its own format. Raises PictureRefused."""
    return clean(data, extension).data


def clean(data: bytes, extension: str) -> Cleaned:
    """Decode, turn upright, shrink to 1,600 pixels and 500 kB, drop all metadata; of an SVG keep only the drawing.

    `extension` is the one of the file's name; it must agree with the bytes. Raises PictureRefused.
    """
    kind = EXTENSIONS.get(extension.lower().lstrip("."))
    if not data:
        raise PictureRefused("This file is empty. Choose a picture.")
    if len(data) > MOST_UPLOAD_BYTES:
        raise PictureRefused(f"This picture is larger than {MOST_UPLOAD_BYTES // 1_000_000} MB. Save a smaller one.")
    if kind is None:
        raise PictureRefused("Save the picture as SVG, PNG, JPG or WebP. Phones can do so: choose “most compatible”.")
    made = clean_svg(data) if kind == "svg" else _decoded(data, kind)
    picture = read_picture(kind, made)
    if picture is None or picture.unsafe or picture.located:
        raise PictureRefused("This picture could not be made safe to show. Save it again in another program.")
    if len(made) > ASSET_BYTES:
        raise PictureRefused(
            f"This picture stays larger than {ASSET_BYTES // 1000} kB. Simplify it or save it smaller."
        )
    return Cleaned(made, kind, picture.width, picture.height)


def _decoded(data: bytes, kind: str) -> bytes:
    """The raster picture from the child. Its header is read here first, so that a bomb is not even sent."""
    picture = read_picture(kind, data)
    if picture is None:
        raise PictureRefused(f"This file does not hold a picture in {kind.upper()}. Save it again and choose that one.")
    if (picture.width or 0) * (picture.height or 0) > MOST_PIXELS:
        size = f"{picture.width:,} × {picture.height:,}"
        raise PictureRefused(f"This picture has {size} pixels, too many to read. Save it smaller first.")
    try:
        done = subprocess.run(  # noqa: S603 (our own program, no word of anybody else)
            [sys.executable, "-P", "-m", CHILD, kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureRefused("This picture took too long to read. Save it again in another program.") from error
    if done.returncode or not done.stdout.startswith(_HEAD):
        raise PictureRefused("This picture is damaged or too large to read. Save it again, or smaller.")
    (length,) = struct.unpack(">I", done.stdout[4:8])
    return done.stdout[8 : 8 + length]


def clean_svg(data: bytes) -> bytes:
    """The drawing alone: known elements, no events, no addresses outside the file. Raises PictureRefused."""
    if len(data) > MOST_SVG_BYTES:
        raise PictureRefused(f"This SVG is larger than {MOST_SVG_BYTES // 1_000_000} MB. Simplify the drawing.")
    writer = _SvgWriter()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = writer.doctype
    parser.EntityDeclHandler = writer.entity
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PictureRefused(f"This SVG cannot be read (line {error.lineno}). Save it again.") from error
    if not writer.is_svg:
        raise PictureRefused("This file is not an SVG drawing. Save it again and choose SVG.")
    return "".join(writer.out).encode()


class _SvgWriter:
    """Writes down what it hears of the drawing, and nothing of what lies inside an element it does not know."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.skipping = 0
        self.is_svg = False
        self.depth = 0
        self.open: list[str] = []

    def doctype(self, _name: str, _system: str | None, _public: str | None, has_more: int) -> None:
        """Told by the parser, as the bytes may be in any encoding."""
        if has_more:
            self.entity()

    def entity(self, *_: object) -> None:
        raise PictureRefused("This SVG defines entities, which no drawing needs. Save it as “plain SVG”.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self.depth == 0:
            self.is_svg = local == "svg" and space in (SVG, "")
        self.depth += 1
        if self.depth > 200:
            raise PictureRefused("This SVG is nested too deeply. Save it as “plain SVG”.")
        if self.skipping or space not in (SVG, "") or local not in _ELEMENTS:
            self.skipping += 1
            return
        first = f' xmlns="{SVG}"' if not self.open else ""
        kept = "".join(f" {key}={quoteattr(value)}" for key, value in _attributes(attributes))
        self.out.append(f"<{local}{first}{kept}>")
        self.open.append(local)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.skipping:
            self.skipping -= 1
            return
        self.out.append(f"</{self.open.pop()}>")

    def text(self, data: str) -> None:
        if self.skipping or not self.open:
            return
        if self.open[-1] == "style" and not _harmless(data):
            raise PictureRefused("The style of this SVG reaches outside the file (a font or an address). Take it out.")
        self.out.append(escape(data))


def _attributes(attributes: dict[str, str]) -> list[tuple[str, str]]:
    kept: list[tuple[str, str]] = []
    for name, value in attributes.items():
        space, _, local = name.rpartition(" ")
        lower = local.casefold()
        if lower == "href":
            if value.strip().startswith("#"):
                kept.append(("href", value.strip()))
        elif space == XML and local in ("lang", "space"):
            kept.append((f"xml:{local}", value))
        elif not space and not lower.startswith("on") and lower not in ("src", "base") and _harmless(value):
            kept.append((local, value))
    return kept


def _harmless(text: str) -> bool:
    return _ADDRESS.search(text) is None and _BAD_STYLE.search(text) is None
