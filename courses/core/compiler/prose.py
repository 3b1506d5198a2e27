"""Author text to sanitised HTML: callouts, figures and Markdown, each passage on its own."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from xml.etree import ElementTree

from courses.core.compiler.emphasis import Element
from courses.core.compiler.engine import Holder, Place, engine
from courses.core.compiler.phrasing import words
from courses.core.compiler.sanitise import sanitise
from courses.core.compiler.segments import Callout, Figure, segments
from courses.core.kinds.source import Passage

CALLOUT_WORDS = {
    "NOTE": ("call-note", "Note"),
    "TIP": ("call-tip", "Tip"),
    "IMPORTANT": ("call-important", "Important"),
    "WARNING": ("call-warn", "Warning"),
    "CAUTION": ("call-caution", "Patient safety"),
}
# Text without any of these is the same in Markdown and in HTML; without a block mark it is paragraphs.
_INLINE_MARK = re.compile(r"[\\`*_\[\]<>&~@\x02\x03]|https?:|  $", re.M)
_BLOCK_MARK = re.compile(r"^(?:[ #>|=+~`:*_-]|[0-9]+[.)])|\||[^\x20-\uffff\n]", re.M)
_BLANK = re.compile(r"\n[ \n]*\n")


class CannotRender(Exception):
    """The renderer gave up on a text; the message says how."""


class Prose:
    """Renders passages for one place at a time. One per compile: not for use by two threads.

    With `lines`, each top-level block of a passage tells the first and last line of the file that it came from:
    `data-line="12-14"`.
    """

    def __init__(self, place: Place, *, lines: bool = False) -> None:
        self.lines = lines
        self.holder = Holder(place, [])
        self.md = engine(self.holder)

    def stand(self, place: Place, references: dict[str, str]) -> None:
        """What follows stands at this place, in a file with these link definitions."""
        self.holder.place = place
        self.holder.references = references

    def refused(self) -> list[tuple[str, str]]:
        """Links, pictures and citations that could not be shown since the last call."""
        found, self.holder.refused = self.holder.refused, []
        return found

    def block(self, passage: Passage) -> str:
        """Block HTML; "" for an empty passage. Raises CannotRender."""
        return sanitise(self._block(passage, lines=self.lines), lines=self.lines)

    def inline(self, passage: Passage) -> str:
        """Inline HTML of a text that is one paragraph whatever it begins with. Raises CannotRender."""
        text = " ".join(line.text.strip() for line in passage.lines).strip()
        if not _INLINE_MARK.search(text):
            return html.escape(text, quote=False)
        made = self._tree([text])
        return sanitise(made.removeprefix("<p>").removesuffix("</p>"))

    def _block(self, passage: Passage, *, lines: bool = False) -> str:
        pieces: list[str] = []
        for segment in segments(passage):
            if isinstance(segment, Callout):
                pieces.append(self._callout(segment, _told(segment.first, segment.last) if lines else ""))
            elif isinstance(segment, Figure):
                pieces.append(self._figure(segment, _told(segment.line, segment.last) if lines else ""))
            elif lines:
                numbers = [line.number for line in segment.passage.lines]
                pieces.append(self._convert(segment.passage.text, numbers).strip())
            else:
                pieces.append(self._markdown(segment.passage.text))
        return "\n".join(piece for piece in pieces if piece)

    def _callout(self, callout: Callout, told: str) -> str:
        css, word = CALLOUT_WORDS[callout.name]
        title = f"<p><strong>{self.inline(callout.title)}</strong></p>\n" if callout.title else ""
        return f'<div class="call {css}"{told}><p class="w">{word}</p>\n{title}{self._block(callout.body)}</div>'

    def _figure(self, figure: Figure, told: str) -> str:
        shown = self.holder.place.image(figure.path)
        if shown is None:
            self.holder.refused.append(("image", figure.path))
            return f"<p{told}>{html.escape(words(figure.alt))}</p>"
        alt = "" if figure.alt == "decorative" else html.escape(words(figure.alt))
        size = "".join(
            f' {name}="{pixels}"' for name, pixels in (("width", shown.width), ("height", shown.height)) if pixels
        )
        caption = f'<p class="ft">{html.escape(figure.caption)}</p>' if figure.caption else ""
        credit = f"<figcaption>{self.inline(figure.credit)}</figcaption>" if figure.credit else ""
        described = ""
        if figure.description:
            described = f"<details><summary>Describe this picture</summary>{self._block(figure.description)}</details>"
        image = f'<img src="{shown.src}" alt="{alt}"{size} loading="lazy" decoding="async">'
        return f'<figure class="fig"{told}>{caption}{image}{credit}{described}</figure>'

    def _markdown(self, text: str) -> str:
        text = text.strip("\n")
        if _BLOCK_MARK.search(text):
            return self._convert(text)
        paragraphs = [paragraph.rstrip() for paragraph in _BLANK.split(text) if paragraph.strip()]
        if not _INLINE_MARK.search(text):
            return "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
        return self._tree(paragraphs)

    def _tree(self, paragraphs: list[str]) -> str:
        """Run the inline half of the renderer over texts already known to be paragraphs."""
        root = ElementTree.Element("div")
        for paragraph in paragraphs:
            ElementTree.SubElement(root, "p").text = paragraph
        try:
            self.md.reset()
            return self._finish(root)
        except Exception as error:
            raise CannotRender(type(error).__name__) from error

    def _convert(self, text: str, numbers: Sequence[int] | None = None) -> str:
        self.holder.numbers = numbers
        try:
            self.md.reset()
            root = self.md.parser.parseDocument(text.split("\n")).getroot()
            assert root is not None
            return self._finish(root)
        except Exception as error:  # whatever a hostile text provokes becomes a problem with a line number
            raise CannotRender(type(error).__name__) from error

    def _finish(self, root: Element) -> str:
        for processor in self.md.treeprocessors:
            root = processor.run(root) or root
        made = self.md.serializer(root).strip().removeprefix("<div>").removesuffix("</div>")
        return made.strip()


def _told(first: int, last: int) -> str:
    return f' data-line="{first}-{last}"'
