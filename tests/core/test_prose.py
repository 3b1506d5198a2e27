"""Prose comes out as an author saw it on GitHub, and as the pages' style sheets expect it."""

from __future__ import annotations

import datetime
import html.parser
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from courses.core.compiler import compile_course, render_prose
from courses.core.document import Course, Folder
from tests.core.golden import COURSE, REST, UNIT, Case, jpeg, png, sample_files

pytestmark = pytest.mark.core

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SHAPES = {
    "a list right after a paragraph": "Before:\n- one\n- two",
    "a numbered list right after a paragraph": "Before:\n1. one\n2. two",
    "a paragraph that goes on with a number": "It was in\n1998. It rained.",
    "a list nested by two spaces": "- a\n  - b\n    - c\n  - d\n- e",
    "a list nested by three spaces": "1. a\n   - b\n   - c\n2. d",
    "a list nested by four spaces": "- a\n    - b\n- c",
    "a numbered list in a bullet list": "- a\n  1. b\n  2. c\n- d",
    "a table right after a paragraph": "Before:\n| a | b |\n| - | - |\n| 1 | 2 |",
    "a list right after a table": "| a | b |\n| - | - |\n| 1 | 2 |\n- one",
    "a list numbered with brackets": "1) one\n2) two",
    "a numbered list that starts at three": "3. three\n4. four",
    "two kinds of list in a row": "- one\n- two\n1. three\n2. four",
    "a paragraph within an item": "- one\n\n  more of one\n- two",
    "a lazy line in an item": "- one\nmore of one\n- two",
    "a code fence": "Before\n```\nx < 1\n\n- y\n```\nAfter",
    "a code fence in an item": "- one\n\n  ```\n  x\n    y\n  ```\n- two",
    "a code fence with tildes": "~~~python\nx = 1\n~~~",
    "a quotation right after a paragraph": "Before\n> quoted\n> more",
    "a list in a quotation": "> - a\n>   - b\n> - c",
    "a lazy line in a quotation": "> quoted\nmore",
    "a quotation in a quotation": "> one\n>\n> > two",
    "a heading in a paragraph": "Before\n### Heading\nAfter",
    "a rule": "Before\n\n***\n\nAfter",
    "a hard break": "one\\\ntwo",
    "a hard break with spaces": "one  \ntwo",
    "emphasis": "*one* **two** ~~four~~ snake_case_word 2*3*4",
    "code": "`a < b` and ``a ` b`` and \\`c\\`",
    "brackets and signs": "P < 0.05 & BP = 140/90 [sic] (see below) 5 > 3",
    "an address in angle brackets": "<https://example.org/a?b=c&d=e>",
    "a link with a title": '[a](https://example.org "title")',
    "a link by reference": "[text][ref] and [ref]\n\n[ref]: https://example.org/x",
    "escapes": "1\\. not a list \\*not bold\\* \\<b> \\~\\~x\\~\\~ \\| \\& \\[x\\](y)",
    "one letter struck out": "~~a~~ b",
    "a line of code spans": "`a` and `` b ` `` and `c`d`",
}


class _Outline(html.parser.HTMLParser):
    """The tags and words of a page, without what differs for a reason (ids, wrappers, loose items, rel)."""

    IGNORED = {"div", "p"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.IGNORED:
            kept = "".join(f" {name}={value}" for name, value in attrs if name in ("href", "start"))
            self.found.append(f"<{ {'s': 'del'}.get(tag, tag) }{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("hr", "br"):  # void: the parser reports an end for `<br />` only
            return
        if tag == "p":
            self.found.append(" ")
        elif tag not in self.IGNORED:
            self.found.append(f"</{ {'s': 'del'}.get(tag, tag) }>")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def outline(page: str) -> str:
    parser = _Outline()
    parser.feed(page)
    text = re.sub(r"\s+", " ", "".join(parser.found))
    return re.sub(
        r" ?(</?(?:ul|ol|li|table|thead|tbody|tr|th|td|blockquote|pre|h\d|hr|br)[^>]*>) ?", r"\1", text
    ).strip()


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
def test_prose_has_the_shape_it_has_on_github(text: str) -> None:
    assert outline(render_prose(text)) == outline(GITHUB.render(text))


@given(st.lists(st.text("ab .,;%()'\"?–é", max_size=30), max_size=6))
def test_plain_text_takes_the_short_way_to_the_same_page(lines: list[str]) -> None:
    text = "\n".join(line.strip() for line in lines)
    expected = GITHUB.render(text)
    assert outline(render_prose(text)) == outline(expected)


def unit(text: str, **files: bytes) -> Course:
    """A sample course whose first unit says `text`."""
    front = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\ncompetency: protect-data\n---\n\n"
    case = Case("unit", {**sample_files(), "01-unit.md": (front + text).encode(), **files})
    compiled = compile_course(case.folder, today=datetime.date(2026, 11, 21))
    assert compiled.course is not None, compiled.problems
    return compiled.course


def prose(text: str, **files: bytes) -> str:
    blocks = unit(text, **files).units[0]["steps"][-1]["blocks"]
    return "".join(block["html"] for block in blocks if block["type"] == "prose")


@pytest.mark.parametrize(
    ("name", "css", "word"),
    [
        ("NOTE", "call-note", "Note"),
        ("TIP", "call-tip", "Tip"),
        ("IMPORTANT", "call-important", "Important"),
        ("WARNING", "call-warn", "Warning"),
        ("CAUTION", "call-caution", "Patient safety"),
    ],
)
def test_a_callout_says_in_words_what_it_is(name: str, css: str, word: str) -> None:
    made = prose(f"> [!{name}]\n> **Title**\n> Text with *stress*.\n")
    assert f'<div class="call {css}"><p class="w">{word}</p>' in made
    assert "<p><strong>Title</strong></p>\n<p>Text with <em>stress</em>.</p></div>" in made


def test_a_callout_may_hold_lists_and_follow_text_at_once() -> None:
    made = prose("Text.\n> [!TIP]\n> - one\n>   - two\n\nAfter.")
    assert "<p>Text.</p>" in made
    assert '<div class="call call-tip">' in made
    assert made.count("<li>") == 2
    assert made.endswith("<p>After.</p>")


def test_a_figure_has_caption_size_credit_and_description() -> None:
    made = prose(
        '![A row\nof dots](images/dots.svg "Ten in 1,000")\n\n**Long description:** A grid.\n\n'
        "**Credit:** Team, *CC BY*.\n\nAfter."
    )
    sha = re.search(r"/media/([0-9a-f]{64})\.svg", made)
    assert sha
    assert made == (
        f'<figure class="fig"><p class="ft">Ten in 1,000</p><img src="/media/{sha.group(1)}.svg" alt="A row of dots" '
        'width="20" height="10" loading="lazy" decoding="async"><figcaption>Team, <em>CC BY</em>.</figcaption>'
        "<details><summary>Describe this picture</summary><p>A grid.</p></details></figure>\n<p>After.</p>"
    )


def test_a_decorative_picture_is_silent() -> None:
    assert 'alt=""' in prose("![decorative](images/dots.svg)\n")


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [("images/a.png", png(4, 3), ("4", "3")), ("images/a.jpg", jpeg(40, 30), ("40", "30"))],
)
def test_the_size_of_a_picture_is_read_from_its_header(name: str, data: bytes, size: tuple[str, str]) -> None:
    made = prose(f"![What it shows]({name})\n", **{name: data})
    assert f'width="{size[0]}" height="{size[1]}"' in made


def test_citations_are_numbered_in_order_of_use_and_name_their_source() -> None:
    course = unit("One [@demo-study, p. 4].\n\nTwo [@demo-study].\n")
    html = "".join(block["html"] for block in course.units[0]["steps"][0]["blocks"] if block["type"] == "prose")
    assert (
        'One<sup class="cite"><a aria-label="Source 1: A fictional study, p. 4" href="#src-1">1</a>, p. 4</sup>.'
        in html
    )
    assert [source["id"] for source in course.units[0]["sources"]] == ["demo-study"]
    assert course.units[0]["sources"][0]["n"] == 1


def test_links_lead_to_terms_units_headings_and_other_sites() -> None:
    made = prose(
        "## One\n\n[a term](glossary.md#sensitivity) [the next unit](02-rest.md) [this part](#one) "
        "[a study](https://example.org/x) [mail us](mailto:a@example.org)\n"
    )
    assert '<a class="term" href="/courses/sample/glossary/#sensitivity">a term</a>' in made
    assert '<a href="/courses/sample/units/rest/">the next unit</a>' in made
    assert '<a href="#u-one">this part</a>' in made
    assert '<a href="https://example.org/x" rel="noopener noreferrer">a study</a>' in made
    assert '<a href="mailto:a@example.org">mail us</a>' in made


def test_deeper_headings_stay_in_their_step_and_get_prefixed_ids() -> None:
    course = unit("## One *more*\n\nText.\n\n### Part\n\nText.\n\n### Part\n\nText.\n\n## Two\n\nText.\n")
    steps = course.units[0]["steps"]
    assert [(step["id"], step["title"]) for step in steps] == [("u-one-more", "One more"), ("u-two", "Two")]
    html = steps[0]["blocks"][0]
    assert html["type"] == "prose"
    assert '<h3 id="u-part">Part</h3>' in html["html"]
    assert '<h3 id="u-part-1">Part</h3>' in html["html"]


def test_the_empty_corner_of_a_table_is_no_heading() -> None:
    made = prose("|  | One |\n| --- | --- |\n| Two | 3 |\n")
    assert "<td></td>" in made
    assert '<th scope="col">One</th>' in made


def test_a_table_scrolls_by_keyboard_and_aligns_figures_by_class() -> None:
    made = prose("| a | b |\n| --- | ---: |\n| x | 1 |\n")
    assert '<div aria-label="Table" class="tbl" role="region" tabindex="0"><table>' in made
    assert '<th scope="col">a</th>' in made
    assert '<td class="r">1</td>' in made
    assert "style" not in made


def test_an_authors_comment_reaches_nobody() -> None:
    course = unit("Before <!-- secret one --> after.\n\n<!-- secret\n\ntwo -->\n\nEnd. `<!-- code -->`\n")
    made = "".join(block["html"] for block in course.units[0]["steps"][0]["blocks"] if block["type"] == "prose")
    assert "secret" not in made
    assert "&lt;!-- code --&gt;" in made


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://example.org/a_b_c/d, and", "https://example.org/a_b_c/d"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("https://example.org/X_(y).", "https://example.org/X_(y)"),
        ("**bold https://example.org**", "https://example.org"),
        ("[https://example.org](https://example.org/y)", "https://example.org/y"),
    ],
)
def test_an_address_in_the_text_is_a_link_as_on_github(text: str, address: str) -> None:
    made = render_prose(text)
    assert re.findall('href="([^"]*)"', made) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<a.b@example.org>", "mailto:a.b@example.org"),
        ("[x](https://example.org/a\\_b\\*c)", "https://example.org/a_b*c"),
        ("[x](https://example.org/?a=1&amp;b=2)", "https://example.org/?a=1&amp;b=2"),
        ("[x](<https://example.org/a b>)", "https://example.org/a%20b"),
        ("[x](https://example.org/a (Title))", "https://example.org/a"),
        ("[x][A  b]\n\n[a b]: https://example.org/a\\_b", "https://example.org/a_b"),
        ("[x *y `]` z*](https://example.org/a)", "https://example.org/a"),
    ],
)
def test_an_address_is_read_as_on_github(text: str, address: str) -> None:
    assert re.findall('href="([^"]*)"', render_prose(text)) == [address]


def test_a_link_without_an_address_is_told_where_it_stands() -> None:
    front = "---\ntitle: First\nsummary: What.\nminutes: 8\nobjectives: [o1]\n---\n\n"
    text = "Some words.\n\nSee [the next part](02 rest.md), [this] [1] and [sic] (as is).\n"
    case = Case("unit", {**sample_files(), "01-unit.md": (front + text).encode()})
    problems = compile_course(case.folder, today=datetime.date(2026, 11, 21)).problems
    told = [(problem.line, problem.column) for problem in problems if problem.file == "01-unit.md" and problem.blocks]
    assert told == [(10, 5)]


def test_a_link_with_a_space_in_its_address_is_no_link() -> None:
    assert render_prose("[this](https://example.org/a b) [sic]") == "<p>this [sic]</p>"


def test_a_picture_within_text_is_described_in_words_alone() -> None:
    made = prose("So ![a *row* of\\_dots](images/dots.svg) it is.\n\n![A **row**](images/dots.svg)\n")
    assert re.findall('alt="([^"]*)"', made) == ["a row of_dots", "A row"]


def test_code_shows_every_sign_as_it_was_written() -> None:
    text = "&lt; &amp;amp; <b> *a* \\* [x](y) https://example.org"
    shown = "&amp;lt; &amp;amp;amp; &lt;b&gt; *a* \\* [x](y) https://example.org"
    assert render_prose(f"`{text}`") == f"<p><code>{shown}</code></p>"
    assert render_prose(f"```\n{text}\n\n```") == f"<pre><code>{shown}\n\n</code></pre>"
    assert render_prose("    &lt; *a* \\*\n\n      b") == "<pre><code>&amp;lt; *a* \\*\n\n  b\n</code></pre>"


def test_much_emphasis_within_emphasis_is_shown() -> None:
    made = render_prose("*a " * 390 + "a* " * 390)
    assert made.count("<em>") == made.count("</em>") == 390


@pytest.mark.parametrize(
    "text",
    [
        ("[a](" + "b" * 45) * 395,
        ("[a](b 'x" + "y" * 40) * 390,
        '![a](b "' * 390 + "x" * 9000,
        "*a **b _c __d " * 100 + "a* b** c_ d__ " * 100,
        "[a]" * 399 + "(x" * 2000,
        ("https://a.b/" + "." * 50) * 290,
        "> " * 6 + "a\n" + "b\n" * 3000,
        "|a|b|\n|-|-|\n" + "|x|y\n" * 3900,
        "|a|\n|-|\n\n" * 2900,
    ],
)
def test_the_densest_text_that_is_allowed_is_read_in_a_moment(text: str) -> None:
    started = time.process_time()
    made = render_prose(re.sub(r"([^\n]{900})", r"\1\n", text))
    assert time.process_time() - started < 10  # at most 0.2 s where this was written
    assert "too dense" not in made


def test_render_prose_drops_html_and_keeps_its_words() -> None:
    assert render_prose("A <b>bold</b> word<!-- hidden -->.") == "<p>A bold word.</p>"
    assert render_prose("one<br>two") == "<p>one two</p>"
    assert render_prose("x <script>alert(1)</script> y") == "<p>x  y</p>"
    assert render_prose("BP < 140 and `<b>`") == "<p>BP &lt; 140 and <code>&lt;b&gt;</code></p>"


def folder_of(files: dict[str, str]) -> Folder:
    return Folder("sample", {name: text.encode() for name, text in files.items()})


def test_what_stands_in_code_is_quoted_and_means_nothing() -> None:
    text = UNIT + "\n```markdown\n**Credit:** Somebody.\n\n> [!HINT]\n> x\n\n- [ ] a task\n```\n"
    files = {"course.md": COURSE, "01-first.md": text, "02-rest.md": REST}
    found = compile_course(
        Folder("sample", {name: one.encode() for name, one in files.items()}), today=datetime.date(2026, 11, 21)
    )
    assert [problem.code for problem in found.problems if problem.file == "01-first.md"] == []


def test_a_word_of_the_glossary_may_be_the_name_of_a_block() -> None:
    files = {"course.md": COURSE, "01-first.md": UNIT, "02-rest.md": REST}
    files["glossary.md"] = "---\ntitle: Words\n---\n\n## Pool\n\nQuestions to draw from.\n\n## Scenario\n\nA story.\n"
    made = compile_course(
        Folder("sample", {name: one.encode() for name, one in files.items()}), today=datetime.date(2026, 11, 21)
    ).course
    assert made is not None
    assert [term["term"] for term in made.structure["glossary"]] == ["Pool", "Scenario"]
