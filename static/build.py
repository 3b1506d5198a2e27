"""Builds the style sheet and the script the product serves, and those that only the studio or the labs load besides.

    python static/build.py            writes static/css/{site,studio,practice,labs}.css, static/js/{site,studio,labs}.js
    python static/build.py --check    writes nothing; exit 1 when a committed bundle is stale

Nothing but the standard library is needed. Only comments and white space are taken out of our own sources. Of Pico the
rules this product never uses are left out (`UNUSED`), then every `--pico-*` property that nothing reads any more.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pico", ("vendor/pico.min.css",)),
    ("tokens", ("css/src/tokens.css",)),
    ("base", ("css/src/base.css", "css/src/frame.css")),
    (
        "components",
        (
            "css/src/parts.css",
            "css/src/question.css",
            "css/src/labs.css",
            "css/src/reader.css",
            "css/src/figures.css",
            "css/src/pages.css",
            "css/src/print.css",
        ),
    ),
    ("focus", ("css/src/focus.css",)),
)
SCRIPTS = (
    "page.js",
    "save.js",
    "theme.js",
    "reader.js",
    "ordering.js",
    "writing.js",
    "exercise.js",
    "autosave.js",
    "figure.js",
    "glossary.js",
    "copy.js",
    "once.js",
    "wide.js",
    "site.js",
)
# The studio's own bundle. What it shares with the site's comes along once more: each bundle stands by itself.
STUDIO_STYLES = ("css/src/studio.css",)
STUDIO_SCRIPTS = (
    "page.js",
    "save.js",
    "figure.js",
    "studio/words.js",
    "studio/kept.js",
    "studio/rows.js",
    "studio/text.js",
    "studio/saving.js",
    "studio/panes.js",
    "studio/preview.js",
    "studio/checking.js",
    "studio/problems.js",
    "studio/insert.js",
    "studio/pictures.js",
    "studio/keys.js",
    "studio/frame.js",
    "studio/studio.js",
)
# What only the pages of a practice load.
PRACTICE_STYLES = ("css/src/practice.css", "css/src/joining.css", "css/src/matrix.css")
# What only pages with a lab to work in load: one file for each kind of lab.
LAB_STYLES = (
    "css/src/labs-explorer.css",
    "css/src/labs-reliance.css",
    "css/src/labs-scenario.css",
    "css/src/labs-text.css",
)
LAB_SCRIPTS = (
    "page.js",
    "save.js",
    "labs/people.js",
    "labs/figures.js",
    "labs/explorer.js",
    "labs/marking.js",
    "labs/labs.js",
)
NOTICE = "/*! includes parts of Pico CSS 2.1.1, MIT, Copyright 2019-2025, picocss.com */\n"

# Parts of Pico for which we have our own or no use. Tested against each selector without its :not(…).
UNUSED = re.compile(
    r"""\.(grid|container|dropdown|outline|secondary|contrast|striped|close|modal|overflow-auto)
      | \[role=(group|search|switch|link)\] | \[data-(tooltip|theme=dark) | \[aria-busy | \[rel=prev\] | \[dir=rtl\]
      | \[type=(color|date|time|week|month|file|range|search|reset|image) | \[multiple\] | summary\[role=button\]
      | \b(dialog|nav|aside|article|progress|hgroup|kbd|ins|del|audio|video|canvas|iframe|tfoot)\b | -ms- | :host
      | aria-invalid(=false|\]) | \[hidden\] | ::-moz-selection | ::-moz-focus | ^(?:mark|blockquote|abbr) """,
    re.VERBOSE,
)

MOTION = re.compile(r"(?:^|;)transition:[^;]*")


class Rule(NamedTuple):
    """One rule. `body` is None for a statement such as @charset; the rules inside an @media stand in `inner`."""

    head: str
    body: str | None
    inner: tuple[Rule, ...] = ()


def _pieces(css: str) -> Iterator[str]:
    """Split into strings, comments and single characters, so that braces in strings do not count."""
    for found in re.finditer(r'"(?:\\.|[^"\\])*"|/\*.*?\*/|.', css, re.DOTALL):
        yield found.group()


def shrink(css: str) -> str:
    """Without comments and needless white space; strings are kept as they are."""
    out: list[str] = []
    for piece in _pieces(css):
        if piece.startswith("/*"):
            continue
        if piece.isspace():
            if out and out[-1] not in ("{", "}", ";", ",", ":", " "):
                out.append(" ")
        elif piece in "{};,":
            while out and out[-1] == " ":
                out.pop()
            if piece == "}" and out and out[-1] == ";":
                out.pop()
            out.append(piece)
        else:
            out.append(piece)
    return "".join(out).strip()


def parse(css: str) -> tuple[Rule, ...]:
    """Rules of shrunk CSS, blocks of @media and @supports parsed further. Raises ValueError for unequal braces."""
    rules: list[Rule] = []
    head, body, depth = "", "", 0
    for piece in _pieces(css):
        if piece == "{" and (depth := depth + 1) == 1:
            continue
        if piece == "}" and (depth := depth - 1) == 0:
            nested = head.startswith(("@media", "@supports"))
            rules.append(Rule(head.strip(), body, parse(body) if nested else ()))
            head = body = ""
        elif depth:
            body += piece
        elif piece == ";":
            rules.append(Rule(head.strip(), None))
            head = ""
        else:
            head += piece
    if depth or head.strip():
        raise ValueError(f"unequal braces near {head[-60:]!r}")
    return tuple(rules)


def _split(text: str, at: str) -> list[str]:
    """Split at a character outside brackets and strings."""
    parts, depth = [""], 0
    for piece in _pieces(text):
        depth += (piece in "([") - (piece in ")]")
        if piece == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _without_not(selector: str) -> str:
    while (start := selector.find(":not(")) >= 0:
        depth = 0
        for end in range(start + 4, len(selector)):
            depth += (selector[end] == "(") - (selector[end] == ")")
            if depth == 0:
                break
        selector = selector[:start] + selector[end + 1 :]
    return selector


def used(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Pico's rules without the selectors named in UNUSED, without keyframes, motion and dark colours."""
    kept: list[Rule] = []
    for rule in rules:
        if rule.body is None or rule.head.startswith(("@keyframes", "@charset")) or "prefers-color-scheme" in rule.head:
            continue
        if rule.inner:
            if inner := used(rule.inner):
                kept.append(Rule(rule.head, "", inner))
            continue
        selectors = [s for s in _split(rule.head, ",") if not UNUSED.search(_without_not(s))]
        if selectors:
            kept.append(Rule(",".join(selectors), MOTION.sub("", rule.body).strip(";")))
    return tuple(kept)


def write(rules: tuple[Rule, ...]) -> str:
    """CSS text of the rules."""
    return "".join(
        f"{rule.head};" if rule.body is None else f"{rule.head}{{{write(rule.inner) if rule.inner else rule.body}}}"
        for rule in rules
    )


def _wanted(declaration: str, read: set[str]) -> bool:
    return declaration.split(":", 1)[0] in read and "data:" not in declaration


def _drop_properties(rules: tuple[Rule, ...], read: set[str]) -> tuple[Rule, ...]:
    kept: list[Rule] = []
    for rule in rules:
        if rule.inner:
            kept.append(rule._replace(inner=_drop_properties(rule.inner, read)))
            continue
        declarations = [d for d in _split(rule.body or "", ";") if d]
        wanted = [d for d in declarations if not d.startswith("--pico-") or _wanted(d, read)]
        if rule.body is None or wanted:
            kept.append(rule._replace(body=None if rule.body is None else ";".join(wanted)))
    return tuple(kept)


def trim(layers: dict[str, tuple[Rule, ...]]) -> dict[str, tuple[Rule, ...]]:
    """Take out every --pico-* property nothing reads, again and again until nothing changes, and every data: value.

    Raises ValueError when a property is read but set nowhere: a part of Pico came back without its colours.
    """
    before = ""
    while (text := "".join(write(rules) for rules in layers.values())) != before:
        before = text
        read = set(re.findall(r"var\((--pico-[\w-]+)", text))
        layers = {name: _drop_properties(rules, read) for name, rules in layers.items()}
    missing = sorted(set(re.findall(r"var\((--pico-[\w-]+)\)", text)) - set(re.findall(r"(--pico-[\w-]+):", text)))
    if missing:
        raise ValueError("read but set nowhere: " + ", ".join(missing))
    return layers


def style_sheet() -> str:
    """The text of css/site.css. Sources lie one folder deeper than the bundle, so their picture paths are shortened."""
    layers: dict[str, tuple[Rule, ...]] = {}
    for name, files in LAYERS:
        rules = parse(shrink("\n".join((HERE / file).read_text(encoding="utf-8") for file in files)))
        layers[name] = used(rules) if name == "pico" else rules
    body = "".join(f"@layer {name}{{{write(rules)}}}\n" for name, rules in trim(layers).items())
    order = ",".join(name for name, _ in LAYERS)
    return f'@charset "UTF-8";{NOTICE}@layer {order};\n' + body.replace("url(../../img/", "url(../img/")


def joining_sheet(files: tuple[str, ...]) -> str:
    """The text of css/studio.css or css/labs.css: rules that join the layer `components` of the site's own sheet."""
    rules = parse(shrink("\n".join((HERE / file).read_text(encoding="utf-8") for file in files)))
    return f'@charset "UTF-8";@layer components{{{write(rules)}}}\n'.replace("url(../../img/", "url(../img/")


def script(files: tuple[str, ...] = SCRIPTS) -> str:
    """The text of a bundle: the modules one after the other, without their import lines and export words.

    Raises ValueError when two modules use one top-level name, or an import line names something that is not in `files`.
    """
    lines: list[str] = []
    names: list[str] = []
    for file in files:
        text = (HERE / "js/src" / file).read_text(encoding="utf-8")
        wanted = [_module(file, name) for name in re.findall(r'^import .* from "([\w./]+)";$', text, re.MULTILINE)]
        late = [name for name in wanted if name not in files[: files.index(file)]]
        if late:
            raise ValueError(f"{file} imports {late}, which do not come before it")
        names += re.findall(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", text, re.MULTILINE)
        for line in text.splitlines():
            bare = line.strip()
            if bare and not bare.startswith(("//", "import ")):
                lines.append(re.sub(r"^export ", "", bare))
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"names used twice: {sorted(twice)}")
    return "\n".join(lines) + "\n"


def _module(file: str, wanted: str) -> str:
    """The module that an import line of `file` names, relative to js/src."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), wanted))


def bundles() -> dict[Path, str]:
    """What is committed, by path."""
    return {
        HERE / "css/site.css": style_sheet(),
        HERE / "css/studio.css": joining_sheet(STUDIO_STYLES),
        HERE / "css/practice.css": joining_sheet(PRACTICE_STYLES),
        HERE / "css/labs.css": joining_sheet(LAB_STYLES),
        HERE / "js/site.js": script(),
        HERE / "js/studio.js": script(STUDIO_SCRIPTS),
        HERE / "js/labs.js": script(LAB_SCRIPTS),
    }


def main(arguments: list[str]) -> int:
    """Command line; 0 when all is well."""
    stale = [path for path, text in bundles().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"stale: {path.relative_to(HERE.parent)}; run python static/build.py")
        return 1 if stale else 0
    for path, text in bundles().items():
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(HERE.parent)}: {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
