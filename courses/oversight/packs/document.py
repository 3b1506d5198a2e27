"""The PDF of a pack: which part says what, in which order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.oversight.packs import blocks
from courses.oversight.packs.blocks import Block
from courses.oversight.packs.course_tables import Outline
from courses.oversight.packs.gathered import Contents
from courses.oversight.packs.law import looks
from courses.oversight.packs.letters import piece, printable
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Table

PARTS: Final = {
    "summary": gettext_lazy("Summary"),
    "gaps": gettext_lazy("Gaps"),
    "matrix": gettext_lazy("Matrix"),
    "people": gettext_lazy("People and what is asked of them"),
    "states": gettext_lazy("Person by person"),
    "certificates": gettext_lazy("Certificates and other evidence"),
    "excused": gettext_lazy("Exemptions and leave"),
    "access": gettext_lazy("Access to records"),
    "policies": gettext_lazy("Policies"),
    "tools": gettext_lazy("AI tools"),
    "needs": gettext_lazy("Needs analysis"),
    "assignments": gettext_lazy("Assignment rules"),
    "courses": gettext_lazy("Courses as they were taught"),
    "exports": gettext_lazy("Exports and packs"),
    "law": gettext_lazy("Where an inspector may look"),
    "check": gettext_lazy("How to check this pack"),
}
NOT_SHOWN: Final = (
    gettext_lazy("Competence at work. Somebody who has finished a course may still follow wrong advice."),
    gettext_lazy("Answers, marks or how often somebody tried. The site gives these to no manager."),
    gettext_lazy("How anybody used an AI tool, and what a tool did."),
    gettext_lazy("That a law or a standard is met. This is not a statement of compliance."),
)
TODAYS: Final = gettext_lazy(
    "This pack is about a past day. States, dates, certificates, leave, exemptions and confirmations "
    "are those of the end of "
    "that day. What keeps no history is as it was when the pack was made: names, roles, teams, who "
    "manages and who needs "
    "training, the fields of the AI tools, the counts of the needs analysis, refused mails. "
    "Evidence, group sessions and "
    "marks that were changed later are shown as they are now."
)


def page_of(found: Contents, sums: Mapping[str, str]) -> str:
    """The JSON of a whole pack for the template. `sums`: file → SHA-256 of what stands beside the PDF."""
    pages = [
        {"wide": part == "matrix", "blocks": list(_part(part, found, sums))}
        for part in PARTS
    ]  # fmt: skip
    return _json(found.scope, cover=_cover(found), pages=pages, flipped=False)


def matrix_page(scope: Scope) -> str:
    """The JSON of the matrix on its own."""
    title = {"k": "section", "id": "matrix", "t": printable(scope.practice.name), "break": False}
    own = [title, *_matrix(scope)]
    return _json(scope, cover=None, pages=[{"wide": False, "blocks": own}], flipped=True)


def _json(scope: Scope, *, cover: Block | None, pages: list[Block], flipped: bool) -> str:
    practice, on = printable(scope.practice.name), date_format(scope.wanted.on, "j F Y")
    kind = _("Training matrix") if flipped else _("Inspection pack")
    day = scope.wanted.on
    data = {
        "paper": scope.wanted.paper,
        "flipped": flipped,
        "title": f"{kind}: {practice}, {on}",
        "description": _("%(kind)s of %(practice)s as at %(day)s") % {"kind": kind, "practice": practice, "day": on},
        "issuer": settings.PRODUCT_NAME,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "foot": piece(f"{practice} · {kind} · {_('as at %(day)s') % {'day': on}}"),
        "parts": {key: str(title) for key, title in PARTS.items()},
        "signs": blocks.SIGNS,
        "cover": cover,
        "pages": pages,
    }
    return json.dumps(data, ensure_ascii=False)


def up_to_date(scope: Scope) -> str:
    """ "12 of 14 people up to date"; where nothing was asked, nobody is up to date with anything."""
    if not scope.everybody.courses:
        return _("No course was asked of anybody")
    many = len(scope.everybody.shown)
    words = ngettext("%(ok)s of %(all)s person up to date", "%(ok)s of %(all)s people up to date", many)
    return words % {"ok": scope.everybody.up_to_date, "all": many}


def _cover(found: Contents) -> Block:
    scope = found.scope
    made = scope.made_at.astimezone(scope.practice.zone)
    gap = ngettext("%(n)s gap", "%(n)s gaps", len(found.gaps)) % {"n": len(found.gaps)}
    left = len(scope.everybody.people) - len(scope.everybody.here)
    rows = [
        (_("Activity since"), scope.wanted.since),
        (_("Made"), _("%(when)s by %(who)s") % {"when": date_format(made, "j F Y, H:i"), "who": scope.made_by}),
        (_("People"), _("%(here)s there on the day, %(left)s who have left") % {
            "here": len(scope.everybody.here), "left": left}),
        (_("Courses"), len(scope.everybody.courses)),
        (_("Records"), found.records),
        (_("Gaps"), _("%(n)s, listed first") % {"n": gap} if found.gaps else gap),
    ]  # fmt: skip
    return {
        "kind": _("Inspection pack"),
        "practice": piece(scope.practice.name),
        "day": _("as at the end of %(day)s") % {"day": date_format(scope.wanted.on, "j F Y")},
        "say": up_to_date(scope),
        "facts": blocks.facts(rows)["rows"],
        "not-title": _("What this pack does not show"),
        "nots": [str(one) for one in NOT_SHOWN],
        "contents": _("Contents"),
        "reading": [
            _(
                "“Up to date” means: nothing overdue and nothing run out on the day. Courses not due yet do not "
                "count against anybody."
            ),
            _(
                "A letter that our fonts do not hold is printed as its code, such as [U+1F600]; the CSV files "
                "hold the letter itself."
            ),
            *([str(TODAYS)] if not scope.today else []),
        ],
    }  # fmt: skip


def _part(key: str, found: Contents, sums: Mapping[str, str]) -> Iterator[Block]:
    yield blocks.section(key, str(PARTS[key]), new_page=key in NEW_PAGE)
    tables = found.tables
    if key == "summary":
        yield from _summary(found)
    elif key == "matrix":
        yield from _matrix(found.scope)
    elif key == "tools":
        yield from _tools(tables["ai-tools"])
    elif key == "courses":
        yield from _courses(found)
    elif key == "law":
        yield from _law(found.scope)
    elif key == "check":
        yield from _check(sums)
    else:
        yield from _sheets(tables[name] for name in SHEETS[key])


SHEETS: Final[dict[str, tuple[str, ...]]] = {
    "gaps": ("gaps",),
    "people": ("roster", "role-courses"),
    "states": ("states",),
    "certificates": ("certificates", "other-evidence", "group-sessions"),
    "excused": ("exemptions", "leave"),
    "access": ("access",),
    "policies": ("policies", "confirmations"),
    "needs": ("needs",),
    "assignments": ("assignments",),
    "exports": ("log-of-exports",),
}


NEW_PAGE: Final = frozenset(
    {"summary", "people", "states", "certificates", "policies", "tools", "courses", "law", "check"}
)


def _sheets(tables: Iterable[Table]) -> Iterator[Block]:
    listed = list(tables)
    for table in listed:
        yield from blocks.sheets(table, titled=len(listed) > 1)


def _summary(found: Contents) -> Iterator[Block]:
    yield blocks.say(up_to_date(found.scope))
    counts: dict[str, int] = {}
    for gap in found.gaps:
        words = gap.counted_as or gap.kind
        counts[words] = counts.get(words, 0) + 1
    yield blocks.head(_("Gaps"))
    if counts:
        yield blocks.facts(counts.items())
    else:
        yield blocks.text(found.tables["gaps"].empty)
    yield blocks.head(_("What there is"))
    yield blocks.facts((table.title, len(table.rows)) for table in found.tables.values() if table.name != "gaps")


def _matrix(scope: Scope) -> Iterator[Block]:
    made = scope.made_at.astimezone(scope.practice.zone)
    words = _("%(up)s, as at the end of %(day)s. Made %(made)s.") % {
        "up": up_to_date(scope), "day": date_format(scope.wanted.on, "j F Y"), "made": date_format(made, "j F Y, H:i"),
    }  # fmt: skip
    yield blocks.text(words)
    drawn = blocks.matrices(scope.everybody, scope.wanted.on)
    if not drawn:
        yield blocks.text(
            _("Nobody needed training then.") if scope.everybody.courses else _("No course was asked of anybody.")
        )  # fmt: skip
        return
    yield from drawn
    yield blocks.legend()


def _tools(table: Table) -> Iterator[Block]:
    if not table.rows:
        yield blocks.text(table.empty)
        return
    yield blocks.quiet(table.note)
    heads = table.heads[1:]
    for row in table.rows:
        yield blocks.head(str(row[0]))
        yield blocks.facts(
            (name, value if value not in (None, "") else "–") for name, value in zip(heads, row[1:], strict=True)
        )  # fmt: skip


def _courses(found: Contents) -> Iterator[Block]:
    yield from _sheets(found.tables[name] for name in ("course-releases", "reviews"))
    for one in found.outlines:
        yield from _outline(one)


def _outline(one: Outline) -> Iterator[Block]:
    yield blocks.head(one.title)
    yield blocks.facts(
        [
            (_("Release"), _("%(number)s of %(day)s") % {"number": one.number, "day": blocks.day(one.published)}),
            ("SHA-256", one.sha256),
            (_("Clinical review"), "; ".join(one.reviewed) or _("Not yet clinically reviewed")),
            (_("Length"), _("%(minutes)s minutes") % {"minutes": one.minutes}),
            (_("Valid for"), one.valid),
            (_("To be looked at by"), one.review_by),
            (_("Covers"), "; ".join(one.competencies)),
            (_("Test"), "; ".join(one.quizzes) or _("none")),
        ]
    )
    heads, widths = [_("Unit"), _("Minutes"), _("Required"), _("Objectives")], [2.4, 0.7, 0.8, 4.6]
    rows = [
        [
            piece(unit.title),
            str(unit.minutes),
            _("yes") if unit.required else _("no"),
            piece("; ".join(unit.objectives)),
        ]
        for unit in one.units
    ]
    yield {"k": "sheet", "heads": heads, "widths": widths, "rows": rows}
    if one.may_be_skipped:
        words = _("Whoever knew it at a start check may have skipped: %(units)s. The final quiz covers it all.")
        yield blocks.quiet(words % {"units": "; ".join(one.may_be_skipped)})
    if one.sources:
        heads, widths = [_("Source"), _("Published"), _("Checked")], [5.6, 1, 1]
        rows = [[piece(title), published, checked] for title, published, checked in one.sources]
        yield {"k": "sheet", "heads": heads, "widths": widths, "rows": rows}


def _law(scope: Scope) -> Iterator[Block]:
    yield blocks.call(
        _(
            "This is not a statement of compliance. It says where to look in this pack, checked to mid-2026, "
            "and no more."
        ),
        _("Rules change, and inspectors ask for what they ask for. Where we know a text only from others, it says so."),
    )
    rows: list[dict[str, Any]] = [
        {
            "name": str(one.name),
            "asks": str(one.asks),
            "parts": list(one.parts),
            "files": ", ".join(f"{name}.csv" for name in one.files),
            "not": str(one.not_here),
        }
        for one in looks(scope.practice.region)
    ]
    heads = [_("Where"), _("What is looked at"), _("Pages and files here"), _("Not covered here")]
    yield {"k": "law", "heads": heads, "rows": rows}


def _check(sums: Mapping[str, str]) -> Iterator[Block]:
    yield blocks.text(
        _(
            "Each file beside this PDF has a digest (SHA-256). If one character of a file is changed, its "
            "digest is another."
        )
    )
    yield blocks.items(
        [
            _(
                "On Linux or macOS, in the unpacked folder: sha256sum -c SHA256SUMS (macOS: shasum -a 256 -c "
                "SHA256SUMS)."
            ),
            _("On Windows: certutil -hashfile csv\\states.csv SHA256, and compare with the list below."),
            _("The digest of the whole ZIP is shown on the page it was downloaded from."),
        ]
    )
    yield blocks.sums(list(sums.items()))
