"""The certificate as a PDF: one A4 page, PDF/UA-1 and PDF/A-2a, from plain facts.

Nothing here reads the database or the clock, and no text is ever treated as markup: the template gets one JSON
string. The same facts give the same bytes, as long as typst, the template and the fonts stay the same.
"""

from __future__ import annotations

import io
import json
import os
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
import typst

from courses.certificates import codes
from courses.core.names import normalise_name, unprintable
from courses.operations import typesetting

TYPST: Final = Path(__file__).resolve().parent / "typst"
FONTS: Final = TYPST / "fonts"
HASH_SHOWN: Final = 12
# Longer titles, sentences and organisations are cut with an ellipsis: the page must stay one page. Names never are.
LONGEST_LINE: Final = 240

KINDS: Final = {"certificate": "Certificate", "record": "Record of completion"}
OPENINGS: Final = {"certificate": "This certifies that", "record": "This records that"}
CHECKS: Final = {"certificate": "Check this certificate", "record": "Check this record"}
NOT_REVIEWED: Final = "Content not clinically reviewed. Shows that the holder finished this version on this date."
NOT_TESTED: Final = "Finished the units asked of this role; no test"
LEGAL: Final = "A record of learning. Not a licence to practise, and not proof that anyone will resist wrong advice."
CHECK_NOTE: Final = "The address says whether it is still valid. Trust the address, not the paper."
MORE: Final = "and {n} more, listed on the course page"
UK_CPD: Final = "Add two lines to count it: What will I do differently? How will I know?"
US_CPD: Final = "No CME credit is awarded."


class CertificateError(Exception):
    """A certificate could not be made; the message says which text or which warning of typst is to blame."""


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says. Texts are plain text in any script the fonts hold; nothing in them is markup.

    kind                "certificate", or "record" (of completion) for content that nobody has reviewed.
    holder              name as the holder wrote it; `core.names.name_problem` must have nothing against it.
    version             words for the version, such as "Version of 2 Nov 2026".
    release_hash        hexadecimal; the first 12 digits are printed.
    completed           the date of completion in words, in the holder's time zone.
    issued_on           day of issue; also the date in the file, so that the same facts give the same bytes.
    minutes             learning time, at least 0.
    cpd_hours           hours that may be claimed, or None.
    region              "uk", "us", "eu" or "any": how learning time is worded.
    competencies        sentences, any number; what does not fit on the page is counted.
    valid_to            the last valid day in words, or None.
    reviewers           "name, role, date" each; not printed on a record.
    tested              whether a quiz or graded lab was passed; where the course asks its holder none, no pass mark is
                        claimed.
    units, skipped      units taken, and those that a start check spared; told where `skipped` is not 0.
    practice_reviews    "practice by name, role, date" each: reviews of the holder's own practices.
    verification_code   26 Crockford characters, with or without hyphens; printed in groups of four.
    language            tag of the fixed words and the course, such as "en-GB".

    Raises ValueError for an unknown kind or region, a malformed code, negative minutes, an address not of the web.
    """

    kind: str
    holder: str
    course: str
    version: str
    release_number: int
    release_hash: str
    completed: str
    issued_on: date
    minutes: int
    cpd_hours: float | None
    region: str
    competencies: tuple[str, ...]
    valid_to: str | None
    reviewers: tuple[str, ...]
    verification_code: str
    verification_url: str
    issuer: str
    language: str = "en-GB"
    practice_reviews: tuple[str, ...] = ()
    units: int = 0
    skipped: int = 0
    tested: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of certificate: {self.kind!r}")
        if self.region not in {"uk", "us", "eu", "any"}:
            raise ValueError(f"unknown region: {self.region!r}")
        code = _bare(self.verification_code)
        if len(code) != codes.LENGTH or not set(code) <= set(codes.ALPHABET):
            raise ValueError("the verification code must be 26 Crockford characters")
        if not self.verification_url.startswith(("https://", "http://")):
            raise ValueError("the verification address must begin with http:// or https://")
        if self.minutes < 0:
            raise ValueError("minutes cannot be negative")


def render_certificate(facts: CertificateFacts) -> bytes:
    """The PDF of a certificate.

    Safe to call from several threads: one typst compiler is kept per process and used by one thread at a time.
    Raises CertificateError when a text holds letters that our fonts cannot set, when typst has any complaint, and in a
    process forked from one that has printed: typst's threads do not survive a fork, and it would wait for ever.
    """
    if _forked_too_late:
        raise CertificateError("this process was forked from one that had already printed a certificate")
    words = json.dumps(_page(facts), ensure_ascii=False)
    issued = datetime.combine(facts.issued_on, time(), tzinfo=UTC)
    with _lock:
        try:
            return typesetting.compile_pdf(_compiler(), words, issued)
        except typesetting.NotSet as error:
            raise CertificateError(str(error)) from error


_lock = threading.Lock()
_forked_too_late = False


@cache
def _compiler() -> typst.Compiler:
    return typesetting.compiler(TYPST / "certificate.typ", root=TYPST, fonts=FONTS)


def _remember_fork() -> None:
    global _forked_too_late
    _forked_too_late = _compiler.cache_info().currsize > 0


os.register_at_fork(after_in_child=_remember_fork)


def _bare(code: str) -> str:
    return code.replace("-", "")


def learning_time(facts: CertificateFacts) -> str:
    """The sentence about learning time and credit, in the wording of the holder's region."""
    minutes = f"{facts.minutes} minute" + ("" if facts.minutes == 1 else "s")
    hours = "" if facts.cpd_hours is None else f"{facts.cpd_hours:g} CPD hour" + ("" if facts.cpd_hours == 1 else "s")
    if facts.region == "us":
        return f"{minutes} of learning. {US_CPD}"
    if facts.region == "uk":
        return f"{minutes}{f' ({hours})' if hours else ''}. {UK_CPD}"
    return f"{minutes} of learning{f', {hours}' if hours else ''}."


def units_taken(facts: CertificateFacts) -> str:
    """ "2 of 3; 1 skipped after a start check", where something was; else nothing."""
    if not facts.skipped:
        return ""
    return f"{facts.units} of {facts.units + facts.skipped}; {facts.skipped} skipped after a start check"


def _page(facts: CertificateFacts) -> dict[str, Any]:
    """All that the template prints, ready in words."""
    language, _, region = facts.language.partition("-")
    course = _printable(facts.course, "the course title")
    holder = normalise_name(facts.holder)
    if (bad := unprintable(holder)) is not None:
        raise CertificateError(f"the name cannot be printed: {bad!r}")
    kind = KINDS[facts.kind]
    return {
        "lang": language,
        "region": region or None,
        "document-title": f"{kind}: {course}",
        "description": f"{kind} of {holder} for {course}, {facts.completed}",
        "date": {"year": facts.issued_on.year, "month": facts.issued_on.month, "day": facts.issued_on.day},
        "issuer": _printable(facts.issuer, "the issuer"),
        "wordmark-alt": "Second Look",
        "kind": kind,
        "opening": OPENINGS[facts.kind],
        "holder": _piece(holder, facts.language),
        "deed": "completed the course",
        "course": _piece(course, facts.language),
        "notice": NOT_REVIEWED if facts.kind == "record" else None,
        "rows": _rows(facts),
        "most-lines": max(1, len(facts.competencies), len(facts.reviewers), len(facts.practice_reviews)),
        "more": MORE,
        "check-title": CHECKS[facts.kind],
        "check-note": CHECK_NOTE,
        "code": codes.grouped(_bare(facts.verification_code)),
        "url": facts.verification_url,
        "qr": qr_svg(facts.verification_url),
        "qr-alt": f"QR code of the address {facts.verification_url}",
        "legal": LEGAL,
    }


def _rows(facts: CertificateFacts) -> list[dict[str, Any]]:
    version = f"{facts.version}, release {facts.release_number} ({facts.release_hash[:HASH_SHOWN]})"
    rows: list[tuple[str, Iterable[str]]] = [
        ("Completed", [facts.completed]),
        ("Result", ["Met the pass mark" if facts.tested else NOT_TESTED]),
        ("Learning time" if facts.region == "us" else "CPD", [learning_time(facts)]),
        ("Units", [units_taken(facts)] if facts.skipped else []),
        ("Valid to", [facts.valid_to] if facts.valid_to else []),
        ("Covers", facts.competencies),
        ("Course", [version]),
        ("Reviewed by", facts.reviewers if facts.kind == "certificate" else []),
        ("Reviewed for", facts.practice_reviews if facts.kind == "certificate" else []),
        ("Issued by", [facts.issuer]),
    ]
    built = [
        {"label": label, "lines": [_piece(_printable(line, label), facts.language) for line in lines]}
        for label, lines in rows
    ]
    return [row for row in built if row["lines"]]


def qr_svg(url: str) -> str:
    """The QR code of an address as SVG, without margin: the page around it is white."""
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", border=0, dark="#1c2b33", xmldecl=False)
    return drawn.getvalue().decode()


def _printable(text: str, where: str) -> str:
    """`text` without the symbols and invisible characters that no font of ours holds, and not too long for the page.

    Raises CertificateError for letters: leaving those out would change what is said.
    """
    text = normalise_name(text)
    while (bad := unprintable(text)) is not None:
        if unicodedata.category(bad[0])[0] not in "SCZ":
            raise CertificateError(f"{where} cannot be printed: {bad!r}")
        text = normalise_name(text.replace(bad, " "))
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1].rstrip() + "…"


def _piece(text: str, language: str) -> dict[str, Any]:
    """A text with what the template must know to set it: direction, and for East Asia the regional shapes."""
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    tongue, region = _east_asian_language(text, language)
    return {"text": text, "rtl": next(strong, "L") != "L", "lang": tongue, "region": region}


def _east_asian_language(text: str, language: str) -> tuple[str | None, str | None]:
    """Whose shapes of the shared Han letters to use, as far as can be told; (None, None) for text without any.

    Kana means Japan and hangul Korea. Han letters alone follow an East Asian certificate's own language; else the
    national character sets are tried, simplified Chinese first: most letters that several hold look alike in all.
    """
    if any("\u3041" <= letter <= "\u30ff" for letter in text):
        return "ja", "JP"
    if any("\uac00" <= letter <= "\ud7a3" for letter in text):
        return "ko", "KR"
    han = "".join(letter for letter in text if "CJK UNIFIED" in unicodedata.name(letter, ""))
    if not han:
        return None, None
    own, _, region = language.partition("-")
    if own in {"ja", "zh", "ko"}:
        return own, region or None
    for charset, tongue in (("gb2312", ("zh", "CN")), ("big5", ("zh", "TW")), ("cp932", ("ja", "JP"))):
        try:
            han.encode(charset)
        except UnicodeEncodeError:
            continue
        return tongue
    return "zh", "CN"
