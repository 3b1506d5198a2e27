"""The committed drawings are the ones their data make."""

from __future__ import annotations

import re

import pytest

from tests.content.figures import kit
from tests.content.figures.__main__ import drawings

pytestmark = pytest.mark.core


def test_every_committed_drawing_is_what_its_data_make():
    stale = [str(path) for path, svg in drawings() if not path.exists() or path.read_text("utf-8") != svg]
    assert not stale, "run python -m tests.content.figures"


def test_texts_of_a_drawing_are_escaped_and_numbers_are_short():
    svg = kit.picture(100, "A <b> title", "x & y", kit.text(1 / 3, 2, "5 < 6"))
    assert "<b>" not in svg
    assert "5 &lt; 6" in svg
    assert 'x="0.3"' in svg


def test_each_kind_of_mark_is_told_by_its_shape_and_not_by_colour_alone():
    colours = re.compile(r"#[0-9a-f]{6}")
    shapes = {colours.sub("", kit.mark(kind, 10, 10)) for kind in ("filled", "ringed", "striped", "pale")}
    assert len(shapes) == 4
    with pytest.raises(ValueError, match="square"):
        kit.mark("square", 1, 1)
