"""Repairs of front matter and of whole files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from courses.core.compiler.repairs.fault import Fault, bare_title, change, insert, line_after, span, swap, swap_value
from courses.core.problem import Edit, Repair

_FIELD = re.compile(r"([a-z][a-z-]*):(?: |$)")
_NESTED = re.compile(r" +\S|- |#")
_RULE = re.compile(r"[-–—*+=_~]{2,40}")
_PAIR = re.compile(r"( *(?:- +)?[^\s:\"'#\[{-][^:\"'\[{]*: +|[ ]*- +)(\S.*)$")
_HEADING = re.compile(r"#{1,6} [^`]+$")
_WORD = re.compile(r"\w[\w'’.,-]*")
_PLAIN = re.compile(r"[^\W\d_][^:#\"'`&*!|>%@\[\]{}\\]*")  # text that YAML reads as it stands
WORDS_A_MINUTE = 200


def no_front_matter(fault: Fault) -> Repair | None:
    """C001: the first line put right, or new front matter: a title from the first heading or the file name, and what
    else can be known."""
    nearly = nearly_front(fault.lines)
    if nearly:
        return change(Edit(1, 1, nearly, 1, "---\n"))
    title = _title(fault)
    fields: list[tuple[str, str]] = [("title", title)]
    if fault.file.startswith("pools/"):
        fields.insert(0, ("kind", "pool"))
    elif fault.file == "course.md":
        fields = [("format", "1"), ("id", ""), *fields, ("summary", _summary(fault, title)), ("language", "en-GB")]
        rest = ("audience", "minutes", "objectives", "valid-for-months", "review-by", "authors")
        fields += [(name, "") for name in rest]
    elif fault.file != "glossary.md":
        words = sum(len(_WORD.findall(line)) for line in fault.lines)
        fields += [("summary", _summary(fault, title)), ("minutes", str(max(1, round(words / WORDS_A_MINUTE))))]
        objective = _first_objective(fault.files.get("course.md", ()))
        fields += [("objectives", f"[{objective}]")] if objective else []
    text = "".join(f"{name}: {value}".rstrip() + "\n" for name, value in fields)
    gap = "" if fault.lines and not fault.lines[0].strip() else "\n"
    return change(insert(1, 1, f"---\n{text}---\n{gap}"))


def nearly_front(lines: Sequence[str]) -> int:
    """Number of the first field when fields and a closing `---` stand at the top, but no opening line; else 0."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines and _RULE.fullmatch(lines[first].strip()):
        first += 1
    end = first
    while end < len(lines) and (_FIELD.match(lines[end]) or (end > first and _NESTED.match(lines[end]))):
        end += 1
    return first + 1 if end > first and end < len(lines) and lines[end].rstrip() == "---" else 0


def _title(fault: Fault) -> str:
    found = next((bare_title(line) for line in fault.lines if _HEADING.match(line)), "")
    if fault.file == "glossary.md":
        found = "Glossary"  # its headings are its terms
    name = fault.file.rsplit("/", 1)[-1].removesuffix(".md").lstrip("0123456789-").replace("-", " ").strip()
    return quoted(" ".join((found or name.capitalize() or "Untitled")[:70].split()))


def _summary(fault: Fault, title: str) -> str:
    """The first sentence of plain text, or the title."""
    for line in fault.lines:
        if line[:1].isalpha():
            sentence = re.split(r"(?<=[.?!]) ", " ".join(line.split()))[0]
            return quoted(sentence) if len(sentence) <= 160 else title
    return title


def _first_objective(course: Sequence[str]) -> str | None:
    """The first objective id in the front matter of course.md."""
    start = next((index for index, line in enumerate(course) if line.rstrip() == "objectives:"), None)
    if start is None:
        return None
    match = re.match(r" +([a-z][a-z0-9-]*):", course[start + 1]) if start + 1 < len(course) else None
    return match.group(1) if match else None


def quoted(text: str) -> str:
    """The text as a YAML value, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.casefold() not in ("yes", "no", "true", "false", "null"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def never_closed(fault: Fault) -> Repair | None:
    """C002: `---` after the last line that looks like a field."""
    last = 1
    for number in range(2, len(fault.lines) + 1):
        line = fault.lines[number - 1]
        if not (_FIELD.match(line) or (last > 1 and _NESTED.match(line)) or (last > 1 and line.startswith("- "))):
            break
        last = number
    return change(line_after(fault, last, "---"))


def not_yaml(fault: Fault) -> Repair | None:
    """C003: quotes round a value, a closing quote or bracket, or the space after a colon."""
    fix, text = fault.value("fix"), fault.text.rstrip()
    if fix == "Put the value in quotes":
        match = _PAIR.match(text)
        return change(span(fault.line, match.start(2), match.end(2), _in_quotes(match.group(2)))) if match else None
    if fix.startswith("Put the value in straight quotes"):
        match = _PAIR.match(text)
        bare = match.group(2).strip("“”„‘’«»") if match else ""
        return change(span(fault.line, match.start(2), match.end(2), _in_quotes(bare))) if match else None
    if fix == "Add the closing quote" and fault.rest[:1] in ("'", '"'):
        return change(insert(fault.line, len(text) + 1, fault.rest[0]))
    if fix == "Add the closing bracket" and fault.rest[:1] in ("[", "{"):
        return change(insert(fault.line, len(text) + 1, "]" if fault.rest[0] == "[" else "}"))
    if fix == "Write `name: value`":
        return change(_space_after_colon(fault))
    return None


def _in_quotes(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _space_after_colon(fault: Fault) -> Edit | None:
    """`minutes:8` is read as one word; the parser may name that line or the one after it."""
    for number in (fault.line, fault.line - 1):
        line = fault.lines[number - 1] if 1 < number <= len(fault.lines) else ""
        if match := re.match(r"[a-z][a-z-]*:(?=[^\s/])", line):
            return insert(number, match.end() + 1, " ")
    return None


def plain_value(fault: Fault) -> Repair | None:
    """C007: the only number of a value that must be one, and brackets round what must be a list."""
    kind, value = fault.value("kind"), fault.value("value")
    numbers = re.findall(r"(?<![\w.,-])[0-9]{1,6}(?![\w]| *[.,–-] *[0-9])", value)
    if kind.startswith("a whole number") and len(numbers) == 1:
        return change(swap(fault, value, numbers[0]))
    if kind == "a list" and re.fullmatch(r"[\w-]+(?:, *[\w-]+)*", value):
        return change(swap(fault, value, f"[{value}]"))
    return None


def misspelt_field(fault: Fault) -> Repair | None:
    """C005. Not when the right field stands there too: then one of them has to go."""
    meant = fault.meant()
    indent = fault.text[: len(fault.text) - len(fault.text.lstrip(" -"))]
    if meant is None or any(re.match(rf"[ -]{{{len(indent)}}}{re.escape(meant)}:", line) for line in _front(fault)):
        return None
    return change(swap(fault, fault.value("field"), meant))


def _front(fault: Fault) -> list[str]:
    """The lines of the front matter."""
    lines: list[str] = []
    for line in fault.lines[1:]:
        if line.rstrip() == "---":
            break
        lines.append(line)
    return lines


def file_name(fault: Fault) -> Repair | None:
    """C016. A file about the folder is not meant to be a unit."""
    name = fault.value("sample")
    return Repair(rename=name) if name and name not in fault.files and not fault.values.get("about") else None


def encoding(fault: Fault) -> Repair | None:
    """C017: the encoding that the bytes were probably written in."""
    name = fault.value("encoding")
    return Repair(recode=name) if name else None


def known_word(fault: Fault) -> Repair | None:
    """A role, an id or another name that was probably meant (C060, C061, C062, C065, C501 …)."""
    return change(swap(fault, fault.value("role") or fault.value("id") or fault.value("anchor"), fault.meant()))


def minutes(fault: Fault) -> Repair | None:
    """W050: what the units add up to."""
    return change(swap(fault, fault.value("said"), fault.value("sum")))


def hours(fault: Fault) -> Repair | None:
    """W057: the most that the minutes allow; less than a quarter of an hour is no hours at all."""
    most = fault.values.get("most")
    if not most:
        return change(Edit(fault.line, 1, fault.line + 1, 1, ""))
    return change(swap_value(fault, f"{most:g}"))
