"""Colours, bundles and vendored files: what a look at the page would not tell."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

pytestmark = pytest.mark.core

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TOKENS = (STATIC / "css/src/tokens.css").read_text(encoding="utf-8")

# foreground, background, least ratio, computed ratio in light and in dark (None: not stated by the design)
PAIRS = [
    ("ink", "paper", 4.5, 13.83, 15.18),
    ("ink", "surface", 4.5, 14.56, 13.54),
    ("ink-2", "paper", 4.5, 7.23, 8.72),
    ("ink-2", "surface", 4.5, 7.61, 7.78),
    ("ink-2", "sunk", 4.5, 6.77, 9.23),
    ("control", "paper", 3.0, 4.28, 5.43),
    ("control", "surface", 3.0, 4.51, 4.84),
    ("primary", "paper", 4.5, 7.52, 9.12),
    ("on-primary", "primary", 4.5, 7.91, 8.36),
    ("on-primary", "primary-hover", 4.5, 10.54, 10.20),
    ("link", "paper", 4.5, 7.49, 9.81),
    ("link", "surface", 4.5, 7.88, 8.75),
    ("visited", "paper", 4.5, 7.98, 9.05),
    ("ok", "surface", 4.5, 6.51, 8.92),
    ("ok", "ok-tint", 4.5, 5.70, 7.94),
    ("warn", "surface", 4.5, 6.82, 9.63),
    ("warn", "warn-tint", 4.5, 6.08, 8.88),
    ("err", "surface", 4.5, 7.47, 8.12),
    ("err", "err-tint", 4.5, 6.37, 8.02),
    ("info", "surface", 4.5, 7.27, 8.30),
    ("info", "info-tint", 4.5, 6.30, 7.52),
    ("on-focus", "focus", 4.5, 10.21, 12.60),
    ("primary", "tint", 4.5, None, None),
    ("ink", "tint", 4.5, 12.4, 11.5),
    ("surface", "err", 4.5, 7.47, 8.12),
    ("link", "tint", 4.5, None, None),
    ("ink-2", "tint", 4.5, None, None),
    ("err", "paper", 4.5, None, None),
    ("ok", "paper", 4.5, None, None),
]
TINTS = ("ok-tint", "warn-tint", "err-tint", "info-tint")


def declarations(block: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", block)}


def block_after(selector: str) -> str:
    start = TOKENS.index("{", TOKENS.index(selector) + len(selector) - 1)
    return TOKENS[start : TOKENS.index("}", start)]


LIGHT = declarations(block_after(":root {"))
DARK_BY_SYSTEM = declarations(block_after(':root:not([data-theme="light"]) {'))
DARK_BY_CHOICE = declarations(block_after(':root[data-theme="dark"] {'))
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK_BY_SYSTEM}}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_21_for_black_on_white() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)


def test_dark_by_system_and_dark_by_choice_are_the_same_colours() -> None:
    assert len(DARK_BY_SYSTEM) > 25
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE


def test_dark_leaves_no_colour_of_the_light_theme_behind() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith("#")} - {"focus"}  # yellow in both
    assert colours <= set(DARK_BY_SYSTEM)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least", "light", "dark"), PAIRS)
def test_a_colour_pair_has_the_contrast_the_design_states(
    front: str, back: str, least: float, light: float | None, dark: float | None, theme: str
) -> None:
    ratio = contrast(THEMES[theme][front], THEMES[theme][back])
    assert ratio >= least
    stated = light if theme == "light" else dark
    if stated is not None:
        assert ratio == pytest.approx(stated, abs=0.06)


@pytest.mark.parametrize(("theme", "lowest"), [("light", 12.41), ("dark", 12.06)])
def test_ink_on_the_least_favourable_tint_reads_as_stated(theme: str, lowest: float) -> None:
    ratios = [contrast(THEMES[theme]["ink"], THEMES[theme][tint]) for tint in TINTS]
    assert min(ratios) == pytest.approx(lowest, abs=0.1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_of_the_two_focus_tones_stands_out_on_every_ground(theme: str) -> None:
    colours = THEMES[theme]
    second = colours["ink"] if theme == "light" else colours["paper"]
    for ground in ("paper", "surface", "sunk", "primary", "tint", *TINTS):
        assert max(contrast(colours["focus"], colours[ground]), contrast(second, colours[ground])) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chart_colours_stand_out_from_the_page(theme: str) -> None:
    for series in ("s1", "s2", "s3", "s4", "s5"):
        assert contrast(THEMES[theme][series], THEMES[theme]["surface"]) >= 3


def test_the_committed_bundles_are_built_from_the_sources() -> None:
    run = subprocess.run([sys.executable, str(STATIC / "build.py"), "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_style_or_script_loads_anything_from_elsewhere_or_from_data_urls() -> None:
    for path in [*STATIC.glob("css/**/*.css"), *STATIC.glob("js/**/*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*['\"]?(?:data:|https?:|//)", text), path
        assert not re.search(r"@import|\bimport\([^)]*https?:|from ['\"]https?:", text), path


def test_every_picture_the_style_names_is_there() -> None:
    site = (STATIC / "css/site.css").read_text(encoding="utf-8")
    names = set(re.findall(r"url\(([^)]+)\)", site))
    assert names
    for name in names:
        assert (STATIC / "css" / name).resolve().is_file(), name


@pytest.mark.parametrize("folder", [STATIC / "vendor", ROOT / "tests/vendor"])
def test_vendored_files_are_the_ones_written_down(folder: Path) -> None:
    lines = [line.split("  ") for line in (folder / "CHECKSUMS").read_text(encoding="utf-8").splitlines()]
    listed = {name: digest for digest, name, *_ in (line for line in lines if not line[0].startswith("#"))}
    present = {path.name for path in folder.iterdir() if path.suffix in (".js", ".css")}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_the_style_sheet_and_the_script_stay_small() -> None:
    assert len(brotli.compress((STATIC / "css/site.css").read_bytes())) <= 14 * 1024
    assert len(brotli.compress((STATIC / "js/site.js").read_bytes())) <= 8 * 1024
