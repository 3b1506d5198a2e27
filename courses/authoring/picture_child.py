"""Decodes one raster picture from standard input and writes it anew to standard output; may be killed at any time.

Started by pictures as `python -m courses.authoring.picture_child KIND`. It imports no Django and opens no files after
its start. Memory and processor time are limited by the kernel.
"""

from __future__ import annotations

import io
import resource
import struct
import sys

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

ADDRESS_SPACE = 900 * 1024 * 1024
PROCESSOR_SECONDS = 15
MOST_BYTES = 480_000
SIDES = (1_600, 1_280, 1_024, 800, 640, 480)  # pixels, tried in turn until the file is small enough
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # the only decoders that are loaded


def main() -> None:
    kind = sys.argv[1]
    for what, most in (
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    made = written_anew(sys.stdin.buffer.read(), kind)
    sys.stdout.buffer.write(b"SLP1" + struct.pack(">I", len(made)) + made)


def written_anew(data: bytes, kind: str) -> bytes:
    """The first frame of the picture, upright, small, without metadata."""
    with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as opened:
        if kind == "jpg":
            opened.draft("RGB", (SIDES[0] * 2, SIDES[0] * 2))  # a photo of 50 megapixels is decoded at half its size
        picture = ImageOps.exif_transpose(opened)
    picture = _plain(picture, kind)
    made = b""
    for side in SIDES:
        smaller = picture.copy()
        smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
        for fewer_colours in (False, True) if kind == "png" else (False,):
            made = _encoded(smaller, kind, fewer_colours=fewer_colours)
            if len(made) <= MOST_BYTES:
                return made
    return made


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """Colours in a form every browser shows; transparency only where the format has it."""
    transparent = kind != "jpg" and ("A" in picture.getbands() or "transparency" in picture.info)
    mode = "RGBA" if transparent else "L" if picture.mode in ("1", "L") else "RGB"
    made = picture.convert(mode)
    made.info.clear()
    return made


def _encoded(picture: Image.Image, kind: str, *, fewer_colours: bool) -> bytes:
    out = io.BytesIO()
    if kind == "png":
        shown = picture.quantize(256, method=Image.Quantize.FASTOCTREE) if fewer_colours else picture
        shown.save(out, "PNG", optimize=True)
    elif kind == "jpg":
        picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    else:
        picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


if __name__ == "__main__":
    main()
