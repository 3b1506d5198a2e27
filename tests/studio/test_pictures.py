"""Uploaded pictures are decoded and written anew; what could harm is refused in words."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image

from courses.authoring.pictures import PictureRefused, clean, clean_svg
from courses.core.compiler.images import read_picture
from courses.core.compiler.limits import ASSET_BYTES

pytestmark = pytest.mark.web
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, {"jpg": "JPEG"}.get(kind, kind.upper()), **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises many pixels and whose body is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_picture_stays_what_it_shows(kind: str) -> None:
    made = clean(encoded(Image.new("RGB", (300, 200), (200, 30, 30)), kind), kind)
    assert (made.extension, made.width, made.height) == (kind, 300, 200)
    shown = Image.open(io.BytesIO(made.data)).convert("RGB").getpixel((150, 100))
    assert all(abs(got - wanted) < 12 for got, wanted in zip(shown, (200, 30, 30), strict=True))


def test_a_phone_s_photo_comes_out_upright_without_place_or_camera() -> None:
    photo = Image.new("RGB", (400, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(photo, "jpg", exif=exif)
    located = read_picture("jpg", data)
    assert located is not None
    assert located.located
    made = clean(data, "JPEG")
    assert (made.width, made.height) == (200, 400)
    assert b"A camera" not in made.data
    assert not dict(Image.open(io.BytesIO(made.data)).getexif())


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_large_picture_is_made_small(kind: str) -> None:
    made = clean(encoded(noise(2000, 1500), kind), kind)
    assert len(made.data) <= ASSET_BYTES
    assert max(made.width or 0, made.height or 0) <= 1600


def test_transparency_stays() -> None:
    made = clean(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "png"), "png")
    assert Image.open(io.BytesIO(made.data)).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (60_000, 60_000), (2**31 - 1, 1000)])
def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(PictureRefused, match="pixels"):
        clean(bomb(width, height), "png")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "png", "empty"),
        (b"not a picture", "png", "does not hold"),
        (encoded(Image.new("RGB", (9, 9)), "png"), "jpg", "does not hold"),
        (encoded(Image.new("RGB", (9, 9)), "png"), "heic", "most compatible"),
        (encoded(Image.new("RGB", (9, 9)), "png"), "exe", "Save the picture as"),
        (encoded(noise(90, 90), "png")[:900], "png", "damaged"),
        (bomb(4000, 4000), "png", "damaged"),
        (b"x" * 25_000_001, "jpg", "25 MB"),
    ],
    ids=["empty", "a text", "another format", "a phone's own", "a program", "cut off", "a bomb", "large"],
)
def test_what_is_no_picture_is_refused_in_words(data: bytes, name: str, words: str) -> None:
    with pytest.raises(PictureRefused, match=words):
        clean(data, name)


def test_an_svg_keeps_its_drawing() -> None:
    drawing = '<title>Nine of ten</title><g fill="none"><path d="M0 0L9 9"/><text x="3">9 &lt; 10 &amp; more</text></g>'
    made = clean(SVG.format(drawing).encode(), "svg")
    assert (made.width, made.height) == (40, 20)
    text = made.data.decode()
    assert '<path d="M0 0L9 9">' in text
    assert "9 &lt; 10 &amp; more" in text
    assert clean(made.data, "svg") == made


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>", '<g onload="alert(1)"/>', "<foreignObject><p>hi</p></foreignObject>",
        '<image href="https://example.org/x.png"/>', '<use href="https://example.org/x.svg#a"/>',
        '<a href="https://example.org"><rect/></a>', '<rect fill="url(https://example.org/#x)"/>',
        '<rect style="background:url(//example.org/x)"/>', '<animate attributeName="href" to="javascript:1"/>',
        '<set attributeName="onload" to="alert(1)"/>', '<iframe src="https://example.org"/>',
        '<html:p xmlns:html="http://www.w3.org/1999/xhtml">x</html:p>', "<?xml-stylesheet href='x.css'?>",
        '<rect xml:base="https://example.org"/>', "<handler>1</handler>",
    ],
)  # fmt: skip
def test_what_an_svg_must_not_hold_is_taken_out(evil: str) -> None:
    text = clean(SVG.format(evil + '<rect width="3"/>').encode(), "svg").data.decode()
    assert '<rect width="3">' in text
    for word in ("alert", "example.org", "javascript", "foreignObject", "<html", "xml-stylesheet", "handler"):
        assert word not in text


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("<text>&a;</text>"),
        SVG.format("<style>@import 'x'</style>"),
        SVG.format("<style>g{fill:url(https://example.org)}</style>"), SVG.format("<g>"), "<p>not svg</p>", "",
        SVG.format("<g>" * 300 + "</g>" * 300),
    ],
)  # fmt: skip
def test_an_svg_that_cannot_be_cleaned_is_refused(text: str) -> None:
    with pytest.raises(PictureRefused):
        clean(text.encode(), "svg")


def test_entities_are_refused_in_every_encoding_before_they_are_written_out() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY a "{"A" * 9000}">]>' + SVG.format(
        f"<!--{'x' * 500_000}--><text>{'&a;' * 9000}</text>"
    )
    with pytest.raises(PictureRefused, match="entities"):
        clean(text.encode("utf-16"), "svg")


def test_a_drawing_of_millions_of_elements_is_not_even_read() -> None:
    with pytest.raises(PictureRefused, match="larger than 2 MB"):
        clean(SVG.format("<g/>" * 600_000).encode(), "svg")


def test_a_doctype_alone_is_dropped() -> None:
    made = clean_svg(b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">' + SVG.format("<rect/>").encode())
    assert made.startswith(b"<svg")
