"""What the front matter of each kind of file says, read into plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.core.compiler.fields import Fields, Place, report_id, slug, valid_id
from courses.core.compiler.front_matter import Node
from courses.core.compiler.reporting import guess
from courses.core.compiler.roles import COMPETENCIES, REGIONS, ROLES
from courses.core.kinds.settings import YES_NO
from courses.core.kinds.source import Report

COURSE_FIELDS = (
    "format", "id", "title", "summary", "language", "audience", "region", "minutes", "cpd-hours", "competencies",
    "objectives", "prerequisites", "order", "pass-mark", "attempts", "wait-hours", "valid-for-months", "review-by",
    "authors", "reviewers", "licence", "sources", "contact",
)  # fmt: skip
UNIT_FIELDS = (
    "title", "summary", "minutes", "objectives", "competency", "id", "kind", "audience", "requires", "region",
    "required",
)  # fmt: skip
_COMPARED = {"competencies", "objectives", "sources"}  # what other places are held against
SOURCE_FIELDS = ("title", "publisher", "url", "published", "checked", "review-by")


@dataclass(frozen=True, slots=True)
class SourceEntry:
    id: str
    title: str
    publisher: str
    url: str
    published: str
    checked: str
    review_by: str
    place: Place


@dataclass(slots=True)
class CourseMeta:
    """course.md. `known` is False when what others are held against could not be read: then nothing is compared.

    `unread` names fields that are misspelt, missing or not readable: their fault is told once and nowhere else.
    """

    known: bool = False
    read: bool = False
    unread: frozenset[str] = frozenset()
    places: Mapping[str, Place] = field(default_factory=dict)
    format: int = 1
    id: str = ""
    title: str = ""
    summary: str = ""
    language: str = ""
    audience: list[str] = field(default_factory=list)
    region: str = "any"
    minutes: int | None = None
    cpd_hours: float | None = None
    competencies: dict[str, str] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    objective_places: dict[str, Place] = field(default_factory=dict)
    prerequisites: list[tuple[str, Place]] = field(default_factory=list)
    order: str = "free"
    pass_mark: int | None = None
    attempts: int | None = None
    wait_hours: int = 0
    valid_for_months: int | None = None
    review_by: str = ""
    authors: list[str] = field(default_factory=list)
    reviewers: list[dict[str, str]] = field(default_factory=list)
    licence: str = ""
    sources: dict[str, SourceEntry] = field(default_factory=dict)
    contact: str = ""

    def knows(self, name: str) -> bool:
        """Whether what this field says is all there is, so that others can be held against it."""
        return self.read and name not in self.unread

    def place(self, name: str) -> Place:
        return self.places.get(name, (1, 1))

    def all_competencies(self) -> dict[str, str]:
        """The course's own and the site's."""
        return {**COMPETENCIES, **self.competencies}


@dataclass(slots=True)
class UnitMeta:
    """A unit, assessment or pool file."""

    known: bool = False
    kind: str = "unit"
    id: str = ""
    id_place: Place = (1, 1)
    title: str = ""
    summary: str = ""
    minutes: int = 0
    minutes_place: Place = (1, 1)
    objectives: list[str] = field(default_factory=list)
    competency: str | None = None
    audience: list[str] = field(default_factory=list)
    region: str = "any"
    requires: list[tuple[str, Place]] = field(default_factory=list)
    required: bool = True  # False: a course is complete without it, and its minutes count apart


def course_meta(nodes: Mapping[str, Node], folder: str, report: Report) -> CourseMeta:
    fields = Fields(nodes, report, known=COURSE_FIELDS)
    unread = frozenset(fields.reported)
    places = {name: fields.place(name) for name in (*nodes, *unread)}
    meta = CourseMeta(unread=unread, places=places)
    if fields.text("format", need=True) not in ("", "1"):
        fields.wrong("format", "1", fields.text("format"), "`format: 1`")
    meta.id = fields.text("id", need=True)
    if meta.id and not valid_id(meta.id):
        fields.wrong("id", "2 to 40 of a–z, 0–9 and hyphens", meta.id, "the name of the folder")
    elif meta.id and meta.id != folder:
        fields.wrong("id", f"the name of the folder ({folder})", meta.id, f"`{folder}`")
    meta.title = fields.text("title", need=True, longest=70)
    meta.summary = fields.text("summary", need=True, longest=160)
    meta.language = fields.text("language", need=True, longest=35)
    meta.audience = fields.ids("audience", "C060", ROLES, need=True)
    meta.region = fields.choice("region", REGIONS, "any")
    meta.minutes = fields.whole("minutes", need=True, least=1)
    meta.cpd_hours = fields.quarter_hours("cpd-hours")
    meta.competencies = fields.sentences("competencies", prefix="site:")
    meta.objectives = fields.sentences("objectives", need=True)
    meta.objective_places = {key: (node.key_line, node.key_column) for key, node in fields.map("objectives").items()}
    meta.order = fields.choice("order", ("in-order", "free"), "free")
    _rules(meta, fields)
    _people(meta, fields)
    meta.sources = _sources(fields)
    meta.unread, meta.read = frozenset(fields.reported), True
    meta.known = not fields.reported & _COMPARED
    return meta


def _rules(meta: CourseMeta, fields: Fields) -> None:
    meta.prerequisites = fields.texts("prerequisites")
    meta.pass_mark = fields.percent("pass-mark")
    meta.attempts = fields.whole_or("attempts", "unlimited")
    meta.wait_hours = fields.whole("wait-hours", sample="24") or 0
    meta.valid_for_months = fields.whole_or("valid-for-months", "never", need=True)
    meta.review_by = fields.date("review-by", need=True)


def _people(meta: CourseMeta, fields: Fields) -> None:
    meta.authors = [name for name, _ in fields.texts("authors", need=True)]
    meta.licence = fields.text("licence", longest=60)
    meta.contact = fields.text("contact")
    for node in fields.listed("reviewers"):
        if node.fields is None:
            sample = "`- name: …` with `role` and `date` under it"
            fields.report(
                "C007", node.line, node.column, field="reviewers", kind="a list of name, role and date",
                value=node.text or "a list", sample=sample,
            )  # fmt: skip
            continue
        person = Fields(node.fields, fields.report, start=(node.line, node.column), known=("name", "role", "date"))
        meta.reviewers.append(
            {
                "name": person.text("name", need=True),
                "role": person.text("role", need=True),
                "date": person.date("date", need=True),
            }
        )


def _sources(fields: Fields) -> dict[str, SourceEntry]:
    found: dict[str, SourceEntry] = {}
    for key, node in fields.map("sources").items():
        place = (node.key_line, node.key_column)
        if not valid_id(key):
            report_id(fields.report, *place, key, slug(key))
        if node.fields is None:
            fields.report(
                "C007", node.line, node.column, field=key, kind="a source with title and url",
                value=node.text or "a list", sample="`title:` and `url:` under it",
            )  # fmt: skip
            continue
        entry = Fields(node.fields, fields.report, start=place, known=SOURCE_FIELDS)
        url = entry.text("url", need=True, longest=1_000)
        if url and not url.startswith("https://"):
            entry.wrong("url", "an address that starts with https://", url, "the https:// address")
        found[key] = SourceEntry(
            id=key,
            title=entry.text("title", need=True),
            publisher=entry.text("publisher"),
            url=url,
            published=entry.date("published", part=True),
            checked=entry.date("checked"),
            review_by=entry.date("review-by"),
            place=place,
        )
    return found


def unit_meta(nodes: Mapping[str, Node], path: str, course: CourseMeta, report: Report) -> UnitMeta:
    fields = Fields(nodes, report, known=UNIT_FIELDS)
    meta = UnitMeta(known=not fields.reported)
    pool = path.startswith("pools/")
    meta.kind = fields.choice("kind", ("pool",) if pool else ("unit", "assessment", "pool"), "pool" if pool else "unit")
    need = meta.kind != "pool"
    meta.title = fields.text("title", need=True, longest=70)
    meta.summary = fields.text("summary", need=need, longest=160)
    meta.minutes = fields.whole("minutes", need=need, least=1) or 0
    meta.minutes_place = fields.place("minutes")
    meta.id = fields.text("id") or path.rsplit("/", 1)[-1].removesuffix(".md").lstrip("0123456789").lstrip("-")
    meta.id_place = fields.place("id")
    if not valid_id(meta.id) and fields.has("id"):
        report_id(report, *meta.id_place, meta.id, slug(meta.id))
    meta.audience = fields.ids("audience", "C060", ROLES)
    meta.region = fields.choice("region", REGIONS, "any")
    meta.requires = fields.texts("requires")
    meta.required = fields.choice("required", YES_NO, "yes") == "yes"
    if course.knows("objectives"):
        meta.objectives = fields.ids("objectives", "C062", course.objectives, need=meta.kind == "unit")
    if course.knows("competencies"):
        meta.competency = _competency(fields, course)
    return meta


def _competency(fields: Fields, course: CourseMeta) -> str | None:
    value = fields.text("competency")
    if not value:
        return None
    known = course.all_competencies()
    if value not in known:
        line, column = fields.place("competency")
        fields.report("C061", line, column, id=value, guess=guess(value, known))
        return None
    return value
