"""Wording of the problems with prose, figures and sources."""

from __future__ import annotations

from collections.abc import Mapping

PROSE: Mapping[str, tuple[str, str]] = {
    "C301": (
        '"[!{name}]" is not a callout. Use NOTE, TIP, IMPORTANT, WARNING or CAUTION.',
        "Choose one of the five",
    ),
    "C302": ("Write the callout name in capitals.", "Write `[!{name}]`"),
    "C303": (
        "Put the callout title on the next line in bold; GitHub hides the callout otherwise.",
        "Move it to the next line",
    ),
    "W304": ("{count} CAUTION boxes in one unit; readers stop noticing them.", "Keep one"),
    "C401": ("The image has no alt text.", "Say what it shows, or `decorative`"),
    "C402": ('Alt text "{alt}" does not describe the picture.', "Rewrite"),
    "C403": ("There is no file {path}.{guess}", "{fix}"),
    "C404": ("The image is on another site and may vanish.", "Save it in images/"),
    "W405": ("Alt text over 180 characters.", "Shorten, add **Long description:**"),
    "C406": ("{path} is {size}; the limit is 500 KB.", "Make it smaller"),
    "C407": ("The SVG contains a script or outside link.", "Remove {what} from {path}"),
    "W408": ("The photo carries location data.", "Remove the metadata of {path}"),
    "C409": ("{path} is not a picture this site can show.", "Save it as svg, png, jpg or webp"),
    "C420": ('The link "{href}" is not allowed.', "{fix}"),
    "W421": ('Link text "{text}" does not say where it goes.', "Reword"),
    "C422": ('There is no heading "#{anchor}" in this file.{guess}', "Link to a heading of this file"),
    "C501": ('No source "{id}" in course.md.{guess}', "Replace it, or add it to `sources` in course.md"),
    "C511": ('No glossary term "{id}".{guess}', "Add it to glossary.md"),
    "W520": ("A statement with a percentage has no citation.", "Cite, or mark as example"),
    "W521": ("Reading level is high (long sentences on lines {first}–{last}).", "Shorten"),
}
