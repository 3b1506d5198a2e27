"""Names of the scrolling tables of a unit: each is a region of its own, so no two on a page may be called the same."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

UNNAMED = '<div aria-label="Table" class="tbl"'  # as the compiler writes it; no author's text has a bare "<"
MARK = re.compile(rf"<h[2-6][^>]*>(.*?)</h[2-6]>|{re.escape(UNNAMED)}", re.S)


class TableNames:
    """Names tables by the heading above them. It is given the HTML of one page, piece by piece, from top to bottom."""

    def __init__(self) -> None:
        self.heading = ""
        self.named: Counter[str] = Counter()

    def name(self, html: str) -> str:
        """The piece with its tables named: "Table: Screening", the next under the same heading "Table 2: Screening"."""
        return MARK.sub(self._mark, html) if UNNAMED in html else self._past(html)

    def _past(self, html: str) -> str:
        headings = [found[1] for found in MARK.finditer(html) if found[1]] if "<h" in html else []
        if headings:
            self._stand(headings[-1])
        return html

    def _mark(self, found: re.Match[str]) -> str:
        if found[1] is not None:
            self._stand(found[1])
            return found[0]
        self.named[self.heading] += 1
        number, under = self.named[self.heading], {"heading": self.heading}
        if not self.heading:
            name = _("Table") if number == 1 else _("Table %(number)s") % {"number": number}
        elif number == 1:
            name = _("Table: %(heading)s") % under
        else:
            name = _("Table %(number)s: %(heading)s") % {**under, "number": number}
        return UNNAMED.replace('"Table"', f'"{name}"')

    def _stand(self, heading: str) -> None:
        self.heading = " ".join(strip_tags(heading).replace('"', "&quot;").split())
