"""The QR code of a verification address as a picture for a page."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def svg(url: str) -> SafeString:
    """An inline SVG that scales with its box; its accessible name is given by the page around it."""
    out = io.BytesIO()
    segno.make(url, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return mark_safe(out.getvalue().decode("utf-8").replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
