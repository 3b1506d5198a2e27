"""The certificate file: what it says, that it is accessible and archivable, and that no text can break it."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
import segno
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from courses.certificates.pdf import TYPST, CertificateError, CertificateFacts, qr_svg, render_certificate
from courses.core.name_coverage import RANGES
from courses.core.names import name_problem, normalise_name

pytestmark = pytest.mark.core

FACTS = CertificateFacts(
    kind="certificate",
    holder="Dr Amara Osei",
    course="Interpreting AI output",
    version="Version of 2 Nov 2026",
    release_number=7,
    release_hash="3f9a1c27b0d4e5f6a7b8c9d0",
    completed="27 November 2026",
    issued_on=date(2026, 11, 27),
    minutes=16,
    cpd_hours=None,
    region="uk",
    competencies=("Reads AI output as a chance for this patient.", "Judges whether the evidence fits the setting."),
    valid_to="27 November 2028",
    reviewers=("Dr Ida Sample, GP, 1 November 2026",),
    verification_code="7K2M9QXD4T0W8HJN3RVB5CYEZA",
    verification_url="https://secondlook.example/verify/7K2M-9QXD-4T0W-8HJN-3RVB-5CYE-ZA/",
    issuer="Elm Street Surgery, on Second Look",
)
NOT_REVIEWED = "Content not clinically reviewed. Shows that the holder finished this version on this date."
SENTENCE = "Weighs what a tool says against the chance before the test, and says so to the patient in plain words."

SCRIPTS = {
    "Latin": ("Nguyễn Thị Ánh Œuvré", "NotoSerif"),
    "Greek": ("Γεώργιος Παπαδόπουλος", "NotoSerif"),
    "Cyrillic": ("Владимир Ёлкин", "NotoSerif"),
    "Arabic": ("محمد عبد الرحمن", "NotoSansArabic"),
    "Persian": ("علی\u200cرضا", "NotoSansArabic"),
    "Hebrew": ("שָׁלוֹם כֹּהֵן", "NotoSansHebrew"),
    "Devanagari": ("अमृता क्षत्रिय शर्मा", "NotoSansDevanagari"),
    "simplified Chinese": ("王晓明", "NotoSansCJKsc"),
    "traditional Chinese": ("歐陽曉明", "NotoSansCJKsc"),
    "Japanese": ("髙橋 﨑さくら 𠮷田", "NotoSansCJKsc"),
    "Korean": ("김철수", "NotoSansCJKsc"),
}


def made(**changes: object) -> PdfReader:
    return PdfReader(io.BytesIO(render_certificate(replace(FACTS, **changes))))  # type: ignore[arg-type]


def text_of(reader: PdfReader) -> str:
    """All text, with the break opportunities of overlong words and the ends of lines taken out."""
    return " ".join("\n".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def fonts_of(reader: PdfReader) -> dict[str, bytes]:
    """The embedded font programs of the page by name, without the tag that marks a subset."""
    found = {}
    for font in reader.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        inner = font["/DescendantFonts"][0]["/FontDescriptor"]
        program = inner.get("/FontFile3") or inner.get("/FontFile2")
        found[inner["/FontName"].split("+")[1]] = program.get_data()
    return found


def test_the_file_claims_pdf_ua_1_and_pdf_a_2a_and_is_tagged_titled_and_in_a_language() -> None:
    reader = made()
    raw = reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    catalogue = reader.trailer["/Root"]
    assert re.search(r"<pdfuaid:part>1<", raw)
    assert re.search(r"<pdfaid:part>2<", raw)
    assert re.search(r"<pdfaid:conformance>A<", raw)
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/StructTreeRoot"]["/K"]
    assert catalogue["/Lang"] == "en-GB"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Certificate: Interpreting AI output"  # type: ignore[union-attr]


def elements(node: object) -> Iterator[dict[str, object]]:
    """Every structure element below `node`, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        yield from elements(node.get("/K", []))


def test_pictures_have_words_headings_are_headings_and_the_address_is_a_link() -> None:
    reader = made()
    found = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    assert [each["/Alt"] for each in found if each["/S"] == "/Figure"] == [
        "Second Look",
        f"QR code of the address {FACTS.verification_url}",
    ]
    assert [each["/T"] for each in found if each["/S"] in {"/H1", "/H2"}] == ["Certificate", "Check this certificate"]
    assert [note["/A"]["/URI"] for note in reader.pages[0]["/Annots"]] == [FACTS.verification_url]


def test_it_is_one_page_with_every_fact_in_words() -> None:
    reader = made()
    text = text_of(reader)
    assert len(reader.pages) == 1
    for words in (
        "This certifies that Dr Amara Osei completed the course Interpreting AI output",
        "Completed 27 November 2026",
        "Result Met the pass mark",
        "Valid to 27 November 2028",
        "Reads AI output as a chance for this patient.",
        "Judges whether the evidence fits the setting.",
        "Version of 2 Nov 2026, release 7 (3f9a1c27b0d4)",
        "Reviewed by Dr Ida Sample, GP, 1 November 2026",
        "Issued by Elm Street Surgery, on Second Look",
        "7K2M-9QXD-4T0W-8HJN-3RVB-5CYE-ZA",
        FACTS.verification_url,
        "Not a licence to practise",
    ):
        assert words in text
    assert "clinically reviewed" not in text
    assert "competen" not in text.lower()


def test_a_record_of_completion_says_that_nobody_reviewed_the_content() -> None:
    text = text_of(made(kind="record"))
    assert "Record of completion This records that Dr Amara Osei" in text
    assert NOT_REVIEWED in text
    assert "Met the pass mark" in text
    assert "Not a licence to practise" in text
    assert "Reviewed by" not in text
    assert "certif" not in text.lower()


@pytest.mark.parametrize(
    ("region", "hours", "words"),
    [
        ("uk", None, "CPD 16 minutes. Add two lines to count it: What will I do differently? How will I know?"),
        ("uk", 0.25, "CPD 16 minutes (0.25 CPD hours). Add two lines to count it"),
        ("us", 0.25, "Learning time 16 minutes of learning. No CME credit is awarded."),
        ("eu", None, "CPD 16 minutes of learning. "),
        ("any", 1.0, "CPD 16 minutes of learning, 1 CPD hour. "),
    ],
)
def test_learning_time_is_worded_for_the_region(region: str, hours: float | None, words: str) -> None:
    assert words in text_of(made(region=region, cpd_hours=hours))


def test_what_is_not_known_is_left_out() -> None:
    text = text_of(made(valid_to=None, reviewers=(), competencies=()))
    assert "Valid to" not in text
    assert "Reviewed by" not in text
    assert "Covers" not in text


def test_the_same_facts_give_the_same_bytes_in_every_process() -> None:
    again = (
        "import hashlib; from tests.certificates.test_pdf import FACTS, render_certificate;"
        "print(hashlib.sha256(render_certificate(FACTS)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=True).stdout.strip()
    render_certificate(replace(FACTS, holder="Somebody Else"))
    assert hashlib.sha256(render_certificate(FACTS)).hexdigest() == there


def test_threads_get_their_own_certificates() -> None:
    people = [replace(FACTS, holder=f"Dr Amara Osei {letter}") for letter in "ABCDEFGH"]
    one_by_one = [render_certificate(person) for person in people]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render_certificate, people)) == one_by_one


@pytest.mark.parametrize(("before", "outcome"), [("", "printed"), ("render_certificate(FACTS); ", "refused")])
def test_a_forked_worker_prints_unless_its_parent_has_and_never_hangs(before: str, outcome: str) -> None:
    program = (
        "import os; from tests.certificates.test_pdf import FACTS, CertificateError, render_certificate; "
        f"{before}child = os.fork()\n"
        "if child: raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "try: render_certificate(FACTS); print('printed', flush=True)\n"
        "except CertificateError: print('refused', flush=True)\n"
        "os._exit(0)"
    )
    done = subprocess.run(
        ["timeout", "--signal=KILL", "60", sys.executable, "-c", program], capture_output=True, text=True
    )
    assert done.stdout.strip() == outcome


def test_the_qr_code_is_the_one_of_the_address() -> None:
    dark = {
        (row, column)
        for row, line in enumerate(segno.make_qr(FACTS.verification_url, error="m").matrix)
        for column, module in enumerate(line)
        if module
    }
    assert drawn_modules(qr_svg(FACTS.verification_url)) == dark


def drawn_modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules (row, column) of a segno SVG: one stroke per run, drawn through the middle of its row."""
    found, x, y = set(), 0.0, 0.0
    path = re.search(r' d="([^"]+)"', svg)
    assert path is not None
    for command, values in re.findall(r"([Mmh])([^Mmh]+)", path[1]):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", values)]
        if command == "h":
            found |= {(int(y), int(x) + step) for step in range(int(numbers[0]))}
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
    return found


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "*bold* _it_ $x^2$ `c`", "= Head @me <b>&amp;", "\\u{41} \\ //x"]
)
def test_markup_is_printed_as_it_was_typed(text: str) -> None:
    reader = made(holder=text, course=text, issuer=text, competencies=(text,), reviewers=(text,))
    assert text_of(reader).count(text) == 5
    assert f"Certificate of {text} for {text}" in reader.metadata.subject  # type: ignore[union-attr]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_is_set_in_the_font_of_its_script(script: str) -> None:
    name, font = SCRIPTS[script]
    plain = fonts_of(made())
    reader = made(holder=name)
    assert len(reader.pages) == 1
    assert any(each.startswith(font) for each in fonts_of(reader))
    assert font == "NotoSerif" or not any(each.startswith(font) for each in plain)
    assert_said(name, reader)


def assert_said(name: str, reader: PdfReader) -> None:
    """The file says the name: exactly in its description, and on the page as far as pypdf can read it there.

    pypdf gives right-to-left words in visual order and letters that share a glyph (Devanagari, pointed Hebrew) once per
    glyph; there only the letters are compared. Every other script must come out letter by letter.
    """
    assert f" of {name} for " in reader.metadata.subject  # type: ignore[union-attr]
    page = unicodedata.normalize("NFC", text_of(reader))
    if any("\u0590" <= letter <= "\u097f" or unicodedata.category(letter) == "Mn" for letter in name):
        assert set(unicodedata.normalize("NFD", name)) - {"\u200c", "\u200d"} <= set(unicodedata.normalize("NFD", page))
    else:
        assert name.replace(" ", "") in page.replace(" ", "")


def test_east_asian_languages_draw_a_shared_letter_in_their_own_way() -> None:
    shapes = {language: fonts_of(made(holder="直骨", language=language)) for language in ("ja-JP", "zh-CN", "zh-TW")}
    assert len({fonts["NotoSansCJKsc-Regular"] for fonts in shapes.values()}) == 3


@pytest.mark.parametrize(
    "text", ["W" * 120, "Featherstonehaugh-Cholmondeley " * 4, "क्षत्रिय" * 15, "محمد" * 30, "王" * 120]
)
def test_a_name_and_a_title_of_120_characters_stay_whole_on_one_page(text: str) -> None:
    text = normalise_name(text[:120])
    reader = made(holder=text, course=text, competencies=(SENTENCE,) * 60, reviewers=(SENTENCE,) * 9, kind="record")
    assert len(reader.pages) == 1
    page = text_of(reader).replace(" ", "")
    assert NOT_REVIEWED.replace(" ", "") in page
    assert "Trusttheaddress" in page
    if text[0] in "WF王":
        assert page.count(text.replace(" ", "")) == 2


def test_sentences_that_do_not_fit_are_counted_and_nothing_leaves_the_page() -> None:
    reader = made(competencies=tuple(f"{number}: {SENTENCE}" for number in range(1, 41)))
    text = text_of(reader)
    shown = len(re.findall(r"\d+: Weighs", text))
    assert 5 < shown < 40
    assert f"and {40 - shown} more, listed on the course page" in text
    assert len(reader.pages) == 1


def test_an_endless_title_is_cut_with_an_ellipsis_and_one_page_remains() -> None:
    reader = made(course="Interpreting AI output " * 40, issuer="Elm Street Surgery " * 40)
    assert len(reader.pages) == 1
    assert text_of(reader).count("…") == 2


def test_emoji_in_a_course_title_are_left_out_and_letters_are_not() -> None:
    assert (
        reader_title(made(course="Safer prescribing 💊 \u200bwith AI 🤖")) == "Certificate: Safer prescribing with AI"
    )
    with pytest.raises(CertificateError, match="course title"):
        made(course="การใช้ AI")


def reader_title(reader: PdfReader) -> str | None:
    return reader.metadata.title  # type: ignore[union-attr]


def test_a_name_that_was_never_checked_is_an_error_and_never_a_gap() -> None:
    with pytest.raises(CertificateError, match="name"):
        made(holder="สมชาย")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "diploma"},
        {"region": "moon"},
        {"minutes": -1},
        {"verification_code": "7K2M-9QXD"},
        {"verification_code": "O" * 26},
        {"verification_url": "javascript:alert(1)"},
    ],
)
def test_malformed_facts_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(FACTS, **wrong)  # type: ignore[arg-type]


def test_a_code_is_printed_in_fours_whether_or_not_it_came_with_hyphens() -> None:
    printed = "7K2M-9QXD-4T0W-8HJN-3RVB-5CYE-ZA"
    for code in (printed, printed.replace("-", "")):
        reader = made(verification_code=code, verification_url="https://secondlook.example/verify/")
        assert text_of(reader).count(printed) == 1


def test_the_fonts_are_the_ones_the_readme_lists_and_stay_under_15_megabytes() -> None:
    files = [path for path in (TYPST / "fonts").iterdir() if path.suffix in {".ttf", ".otf"}]
    readme = (TYPST / "fonts" / "README.md").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in files) <= 15_000_000
    for path in files:
        assert re.search(rf"`{path.name}` .*`{hashlib.sha256(path.read_bytes()).hexdigest()}`", readme)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (TYPST / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def covered() -> list[str]:
    """Every character the fonts hold."""
    pieces = (piece.partition("-") for ranges in RANGES.values() for piece in ranges.split())
    return sorted({chr(code) for a, _, b in pieces for code in range(int(a, 16), int(b or a, 16) + 1)})


ANY_SCRIPT = st.text(st.sampled_from([*covered(), "\u200c", "\u200d"]), min_size=1, max_size=12)
ONE_SCRIPT = st.sampled_from(
    [(0x41, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x591, 0x5F4), (0x620, 0x6FF), (0x900, 0x97F), (0xAC00, 0xAE00)]
).flatmap(lambda block: st.text(st.characters(min_codepoint=block[0], max_codepoint=block[1]), min_size=1, max_size=8))


@given(st.lists(ANY_SCRIPT | ONE_SCRIPT, min_size=6, max_size=6).map(lambda parts: [*parts, "A" + "".join(parts[:2])]))
@settings(max_examples=60, deadline=None)
def test_every_name_that_passes_can_be_printed(drafts: list[str]) -> None:
    names = [normalise_name(draft) for draft in drafts if name_problem(draft) is None]
    assume(names)
    reader = made(holder=names[0], competencies=tuple(names[1:]))
    assert len(reader.pages) == 1
    assert f" of {names[0]} for " in reader.metadata.subject  # type: ignore[union-attr]
