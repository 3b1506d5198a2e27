"""Pictures: their size in pixels, and whether they are what they say and safe to show."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from xml.parsers import expat

EXTENSIONS = {"svg": "svg", "png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}
_BAD_ELEMENTS = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "a"}
_BAD_STYLE = re.compile(r"@import|@font-face|expression\s*\(|javascript:|\\", re.I)  # `\\` spells the others in CSS
_ADDRESS = re.compile(r"url\s*\(([^)]*)", re.I)
_LENGTH = re.compile(r"\s*([0-9]{1,5}(?:\.[0-9]+)?)\s*(?:px)?\s*")
_MOST_STYLE = 100_000  # characters of CSS in one element
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class Picture:
    """`width` and `height` in pixels, when the file says. `unsafe` names what an SVG must not hold."""

    width: int | None = None
    height: int | None = None
    unsafe: str = ""
    located: bool = False  # carries where it was taken


def read_picture(extension: str, data: bytes) -> Picture | None:
    """What the picture is, or None when the bytes are not of that type."""
    try:
        if extension == "svg":
            return _svg(data)
        if extension == "png":
            return _png(data)
        if extension == "jpg":
            return _jpeg(data)
        return _webp(data)
    except (struct.error, IndexError, ValueError, expat.ExpatError):
        return None


def _png(data: bytes) -> Picture | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    at = data.find(b"eXIf")
    return Picture(width, height, located=at > 0 and _located(data[at + 4 : at + 65_000]))


def _jpeg(data: bytes) -> Picture | None:
    if data[:2] != b"\xff\xd8":
        return None
    at, located = 2, False
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            located = _located(data[at + 10 : at + 2 + length])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture(width, height, located=located)
        at += 2 + max(length, 2)
    return None


def _webp(data: bytes) -> Picture | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return None
    kind = data[12:16]
    at = data.find(b"EXIF")
    located = at > 0 and _located(data[at + 8 : at + 65_000])
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (size & 0x3FFF for size in struct.unpack("<HH", data[26:30]))
    else:
        return None
    return Picture(width, height, located=located)


def _located(exif: bytes) -> bool:
    """Whether the first directory of an Exif block points to GPS data (tag 0x8825)."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 10:
        return False
    start = struct.unpack(order + "I", exif[4:8])[0]
    if start + 2 > len(exif):
        return False
    count = struct.unpack(order + "H", exif[start : start + 2])[0]
    entries = (exif[start + 2 + 12 * index : start + 4 + 12 * index] for index in range(min(count, 200)))
    return any(len(tag) == 2 and struct.unpack(order + "H", tag)[0] == 0x8825 for tag in entries)


class _Entities(Exception):
    """The text defines entities."""


class _Svg:
    """Listens to the XML parser; the first unsafe thing is kept."""

    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self.unsafe = ""
        self.is_svg = False
        self.style = ""
        self.in_style = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self.root is None:
            self.root, self.is_svg = attributes, local == "svg" and space in (_SVG, "")
        if local.casefold() in _BAD_ELEMENTS:
            self.refuse(f"<{local}>")
        if space == "http://www.w3.org/1999/xhtml":
            self.refuse("HTML")
        if self.in_style:
            self.refuse(f"<{local}> in <style>")  # what follows it is CSS again
        self.in_style = local.casefold() == "style"
        self.style = ""
        for key, value in attributes.items():
            self.attribute(key.rpartition(" ")[2].casefold(), value)

    def attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            self.refuse(f'the event handler "{name}"')
        elif name in ("href", "src", "base") and not value.strip().startswith("#"):
            self.refuse(f'the link "{value[:60]}"')
        elif name == "attributename" and value.casefold().rpartition(":")[2] in ("href", "style"):
            self.refuse("an animated link")
        elif name not in ("d", "points") and _reaches_out(value):
            self.refuse(f'the address in "{name}"')

    def text(self, data: str) -> None:
        if self.in_style and not self.unsafe:
            self.style += data
            if len(self.style) > _MOST_STYLE:
                self.refuse("the very long <style>")  # it is not read any further
            elif _reaches_out(self.style):
                self.refuse("the address or font in <style>")

    def end(self, _name: str) -> None:
        self.in_style = False

    def entity(self, *_: object) -> None:
        """Nothing is read after it: what is written once could stand there a million times."""
        self.refuse("<!ENTITY>")
        raise _Entities

    def refuse(self, what: str) -> None:
        self.unsafe = self.unsafe or what


def _reaches_out(style: str) -> bool:
    """Whether CSS text names anything outside this file."""
    addresses = (match.group(1).strip(" \t\r\n'\"") for match in _ADDRESS.finditer(style))
    return _BAD_STYLE.search(style) is not None or any(not address.startswith("#") for address in addresses)


def _svg(data: bytes) -> Picture | None:
    listener = _Svg()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = lambda *_: listener.refuse("<!DOCTYPE>")
    parser.EntityDeclHandler = listener.entity
    parser.ProcessingInstructionHandler = lambda target, _: listener.refuse(f"<?{target}?>")
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        return Picture(unsafe="<!ENTITY>" if b"<!ENTITY" in data else "<!DOCTYPE>")
    try:
        parser.Parse(data, True)
    except _Entities:
        return Picture(unsafe=listener.unsafe)
    if not listener.is_svg or listener.root is None:
        return None
    width, height = _svg_size(listener.root)
    return Picture(width, height, unsafe=listener.unsafe)


def _svg_size(root: dict[str, str]) -> tuple[int | None, int | None]:
    box = root.get("viewBox", "").replace(",", " ").split()
    if len(box) == 4:
        width, height = float(box[2]), float(box[3])
    else:
        wide, high = _LENGTH.fullmatch(root.get("width", "")), _LENGTH.fullmatch(root.get("height", ""))
        if not wide or not high:
            return None, None
        width, height = float(wide.group(1)), float(high.group(1))
    usable = 0 < width < 100_000 and 0 < height < 100_000
    return (max(round(width), 1), max(round(height), 1)) if usable else (None, None)
