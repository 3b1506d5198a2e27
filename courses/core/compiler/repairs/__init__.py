"""Repairs: what one click changes for a problem (★ in the catalogue).

A repair is made from the problem alone: its code, its place, the values it was reported with and the lines of the
course as they were read. A function here gives None when the text leaves no single sensible change. It is asked only
for problems that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.core.compiler.repairs import front, html, labs, prose, questions, structure
from courses.core.compiler.repairs.apply import apply, overlap
from courses.core.compiler.repairs.fault import Fault, Texts
from courses.core.problem import Repair

__all__ = ["FIXABLE", "REPAIRS", "Fault", "Texts", "apply", "overlap", "repair"]

# The codes with a star in the contract of the format (section 10 of the design).
FIXABLE = frozenset((
    "C001", "C002", "C003", "C005", "C016", "C017", "C060", "C061", "W050", "W057", "C010", "C011", "C012", "C013",
    "C014", "C015", "C102", "C103", "C104", "C106", "C110", "C111", "C114", "C120", "C101", "C121", "C122", "C133",
    "C134", "C135", "W141", "C142", "C151", "W136", "W145", "W162", "C172", "C173", "C176", "C203", "C211", "C212",
    "C221", "C222", "C223", "W225", "C232", "C233", "C301", "C302", "C303", "C403", "C406", "C407", "W408", "C501",
))  # fmt: skip

REPAIRS: Mapping[str, Callable[[Fault], Repair | None]] = {
    "C001": front.no_front_matter,
    "C002": front.never_closed,
    "C003": front.not_yaml,
    "C005": front.misspelt_field,
    "C007": front.plain_value,
    "C010": structure.tabs,
    "C011": structure.open_fence,
    "C012": structure.deeper,
    "C013": structure.rule_under_text,
    "C014": structure.space_after_hashes,
    "C015": html.tag,
    "C016": front.file_name,
    "C017": front.encoding,
    "C020": structure.control_character,
    "C060": front.known_word,
    "C061": front.known_word,
    "C062": front.known_word,
    "C065": front.known_word,
    "W050": front.minutes,
    "W057": front.hours,
    "C101": questions.two_right,
    "C102": structure.kind,
    "C103": structure.missing_id,
    "C104": structure.bad_id,
    "C106": structure.part_level,
    "C110": structure.text_under_heading,
    "C111": structure.misspelt_setting,
    "C114": structure.choice,
    "C120": structure.label,
    "C121": questions.brackets,
    "C122": questions.feedback_indent,
    "C133": questions.same_key,
    "C134": questions.choose,
    "C135": questions.true_and_false,
    "W136": questions.keys,
    "W141": questions.tolerance,
    "C142": questions.backwards,
    "W145": questions.keep_last,
    "C151": questions.numbered,
    "C157": front.known_word,
    "W162": questions.warn,
    "C172": questions.pool_file,
    "C173": questions.draw,
    "C178": questions.draw_entry,
    "C181": questions.no_draw_for,
    "C182": questions.draw_for,
    "C176": questions.feedback_at_the_end,
    "C203": labs.named,
    "C211": labs.per_cent,
    "C212": labs.named,
    "C221": labs.named,
    "C222": labs.mark,
    "C223": labs.joined,
    "W225": labs.invented_number,
    "C232": labs.choice_link,
    "C233": labs.named,
    "C238": labs.named,
    "C240": questions.draw,
    "C301": prose.callout,
    "C302": prose.capitals,
    "C303": prose.callout_title,
    "C403": prose.file_path,
    "C406": prose.picture,
    "C407": prose.picture,
    "W408": prose.picture,
    "C420": prose.address,
    "C422": front.known_word,
    "C501": front.known_word,
    "C511": front.known_word,
}


def repair(fault: Fault) -> Repair | None:
    """What one click changes for this problem, or None."""
    fix = REPAIRS.get(fault.code)
    return fix(fault) if fix else None
