"""What a course offers to point at: pictures, sources, glossary terms, units, headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.core.compiler.engine import Cited, Link, Shown
from courses.core.compiler.images import EXTENSIONS, Picture, read_picture
from courses.core.compiler.metadata import SourceEntry
from courses.core.document import AssetFile

REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.I)
_EXTERNAL = re.compile(r"https://[^\s/]\S*|mailto:[^\s@]+@[^\s@]+", re.I)


@dataclass(slots=True)
class Pool:
    """The pictures of the folder, read when first asked for."""

    files: Mapping[str, bytes]
    pictures: dict[str, Picture | None] = field(default_factory=dict)
    assets: dict[str, AssetFile] = field(default_factory=dict)  # those shown, by path

    def picture(self, path: str) -> Picture | None:
        """The picture at this path, or None when it is missing or no picture."""
        if path not in self.pictures:
            extension = EXTENSIONS.get(path.rsplit(".", 1)[-1].lower())
            data = self.files.get(path)
            self.pictures[path] = read_picture(extension, data) if extension and data is not None else None
        return self.pictures[path]

    def show(self, path: str) -> Shown | None:
        """Use the picture: from now on it belongs to the release."""
        picture = self.picture(path)
        if picture is None or picture.unsafe:
            return None
        if path not in self.assets:
            data = self.files[path]
            extension = EXTENSIONS[path.rsplit(".", 1)[-1].lower()]
            self.assets[path] = AssetFile(path, hashlib.sha256(data).hexdigest(), extension, data)
        asset = self.assets[path]
        return Shown(f"/media/{asset.sha256}.{asset.extension}", picture.width, picture.height)


@dataclass(slots=True)
class Targets:
    """Everything a link or citation of this course may point at."""

    course: str
    pictures: Pool
    sources: Mapping[str, SourceEntry]
    terms: Mapping[str, str]  # glossary term id → its title
    units: Mapping[str, str]  # file name → unit id
    cited: list[str] = field(default_factory=list)  # source ids in the order the course cites them


@dataclass(slots=True)
class Place:
    """Where a text stands. `numbering` says what a citation number refers to:

    `unit`: the list of sources under the unit; `course`: the list on the course page; `direct`: no list is near,
    so the number links to the source itself and counts through the course.
    """

    targets: Targets
    folder: str = ""  # of the file: "" or "pools/"
    numbering: str = "unit"
    anchors: frozenset[str] = frozenset()  # headings of this file, as GitHub names them
    cited: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)  # glossary terms linked here
    used: dict[str, int] = field(default_factory=dict)

    def link(self, href: str) -> Link | None:
        if href.startswith("#"):
            return Link(f"#u-{href[1:].lower()}") if href[1:].lower() in self.anchors else None
        if REMOTE.match(href):
            scheme, _, rest = href.partition(":")
            return Link(f"{scheme.lower()}:{rest}") if _EXTERNAL.fullmatch(href) else None
        path, _, anchor = href.removeprefix("./").removeprefix("../" if self.folder else "./").partition("#")
        if path == "glossary.md":
            if not anchor and self.targets.terms:
                return Link(f"/courses/{self.targets.course}/glossary/")
            if anchor not in self.targets.terms:
                return None
            if anchor not in self.terms:
                self.terms.append(anchor)
            return Link(f"/courses/{self.targets.course}/glossary/#{anchor}", term=True)
        unit = self.targets.units.get(path)
        if unit is None:
            return None
        return Link(f"/courses/{self.targets.course}/units/{unit}/" + (f"#u-{anchor}" if anchor else ""))

    def image(self, path: str) -> Shown | None:
        return self.targets.pictures.show(local(path, self.folder))

    def cite(self, source: str) -> Cited | None:
        entry = self.targets.sources.get(source)
        if entry is None:
            return None
        for listed in (self.targets.cited, self.cited):
            if source not in listed:
                listed.append(source)
        if self.numbering == "unit":
            n = self.cited.index(source) + 1
            return Cited(n, f"#src-{n}", entry.title)
        n = self.targets.cited.index(source) + 1
        return Cited(n, f"#src-{n}" if self.numbering == "course" else entry.url, entry.title)

    def anchor(self, title: str) -> str:
        """A fresh id for a heading; the sanitiser lets only the prefix `u-` through."""
        base = github_anchor(title)
        count = self.used.get(base, 0)
        self.used[base] = count + 1
        return f"u-{base}-{count}" if count else f"u-{base}"


def local(path: str, folder: str) -> str:
    """A path as the author wrote it in `folder`, relative to the course folder."""
    path = path.removeprefix("./")
    return path.removeprefix("../") if folder else path


def github_anchor(title: str) -> str:
    """The anchor GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", title.strip().lower())
    return kept.replace(" ", "-") or "section"
