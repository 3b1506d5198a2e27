"""The final wording of every problem the compiler can report: code → (message, fix). Values stand in braces."""

from __future__ import annotations

from collections.abc import Mapping

FILES: Mapping[str, tuple[str, str]] = {
    "C001": ("This file has no front matter.", "Insert `---` lines with {fields}"),
    "C002": (
        "The front matter that starts on line 1 is never closed.",
        "Add a line `---` after the last field",
    ),
    "C003": ("Line {number} is not valid YAML: {reason}.", "{fix}"),
    "C004": ("Anchors, tags and merge keys are not allowed here.", "Write the value out"),
    "C005": ('"{field}" is not a field.{guess}', "{fix}"),
    "C006": ('"{field}" is missing.', "Add it"),
    "C007": ('"{field}" must be {kind}, not "{value}".', "Write {sample}"),
    "C008": ('"pass-mark" must be from 1% to 100%.', "Write e.g. `80%`"),
    "C009": ("Two units have the number {number}: {first} and {second}.", "Renumber one"),
    "C016": ('File name "{name}" must look like {sample}.', "Rename it"),
    "C017": ("This file is not UTF-8 (byte {byte}{origin}).", "Convert it to UTF-8"),
    "C018": ("This text is too deeply nested or too dense to read ({what}).", "Simplify it, or split it up"),
    "C019": ("{what} is {size}; the limit is {limit}.", "{fix}"),
    "C020": ("This line has a character that cannot be shown ({character}).", "Remove it"),
    "C021": ("There is no course.md in this folder.", "Add course.md with the front matter of the course"),
    "C022": ("This text could not be turned into a page ({reason}).", "Write it more simply"),
    "C060": ('Role "{role}" is not known here.{guess}', "Use one of {known}"),
    "C061": ('No competency "{id}" in course.md.{guess}', "Replace it, or add it to course.md"),
    "C062": ('No objective "{id}" in course.md.{guess}', "Add it or remove it here"),
    "C063": ('Prerequisite "{id}" is not a published course.', "Publish it first or remove it"),
    "C064": ("Prerequisites form a circle: {circle}.", "Remove one"),
    "C065": ('No unit "{id}" in this course.{guess}', "Replace it or remove it"),
    "C066": (
        'A certificate cannot print "{letter}", which stands in "{field}".',
        "Write it in Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Chinese, Japanese or Korean letters",
    ),
    "W050": ("Units add up to {sum} minutes, course.md says {said}.", "Use {sum}"),
    "W051": (
        "About {minutes} minutes of work ({words} words, {questions}: words ÷ 200 + 0.5 a question). Target is 5–8.",
        "Split the unit",
    ),
    "W052": ('Objective "{id}" should start with something the learner does.', '"Work out …", "Spot …"'),
    "W053": ('Objective "{id}" is not tested by any question.', "Tag a question `objective: {id}`"),
    "W054": ('"review-by" {date} has passed.', "Review, then set a new date"),
    "W055": ('Source "{id}" was due for checking on {date}.', "Check the link and set `checked`"),
    "W056": ('Source "{id}" is never cited.', "Cite or remove it"),
    "W057": ("{hours} CPD hours for {minutes} minutes of learning.", "Use {most}"),
}

STRUCTURE: Mapping[str, tuple[str, str]] = {
    "C010": ("Tab character in column {at}.", "Replace it with spaces"),
    "C011": ("The code fence on line {number} is never closed.", "Add a closing fence"),
    "C012": ("Headings start at ##; the title comes from front matter.", "Add a #"),
    "C013": ("`---` directly under text turns that text into a heading.", "Insert a blank line before it"),
    "C014": ("A heading needs a space after the #.", "Insert it"),
    "C015": ("HTML `{tag}` is not allowed.", "{fix}"),
    "C102": ('Unknown block "{name}".{guess}', "{fix}"),
    "C103": ('"{name}" looks like a question but has no id.', "Add an id after it, such as `{sample}`"),
    "C104": ('Id "{id}" may use only a–z, 0–9 and hyphens{also}.', "Write `{sample}`"),
    "C105": ("A heading cannot stand inside a {place}.", "Use bold, or end the block with `---`"),
    "C106": ("A {part} must sit one level under a {whole}.", "Move it there, one # deeper"),
    "C107": ('Id "{id}" is already used in {other} line {number}.', "Choose another"),
    "C108": ("`was: {id}` names an id no release has used.", "Remove the line"),
    "C109": ('Id "{id}" was a {old} in an earlier release; it cannot become a {new}.', "Choose a new id"),
    "C110": ("This line under a block heading is not a setting.", "Insert a blank line before the text"),
    "C111": ('Unknown setting "{name}".{guess}', "{fix}"),
    "C112": ('"{name}" is given twice.', "Remove one"),
    "C113": ('"{name}" has no value.', "Fill in or remove"),
    "C114": ('"{name}" must be {choices}.', "Choose one of them"),
    "C120": ('Unknown label "{label}". Did you mean "{known}:"?', "Write `**{known}:**`"),
    "C123": (
        "This text does not belong to anything.",
        "Give it a label such as `**Explanation:**`, or end the block with `---`",
    ),
    "C125": (
        "A task list outside a question has no meaning.",
        "Use a plain list, or add a question heading",
    ),
    "C126": ('"{label}:" belongs in {home}, not in {place}.', "Move it"),
    "C127": (
        'This question comes after the `---` that ended "{id}" (line {number}), so it is not part of it.',
        "Remove the `---`, or start a new section with a ## heading",
    ),
    "C128": ("A question of an assessment must stand inside its Quiz.", "Move it under the Quiz heading"),
    "C199": (
        '"{name}" is not supported by this version yet.',
        "Take the block out, or use one of {known}",
    ),
}

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "C100": ("No correct answer is marked.", "Put `x` in one `[ ]`"),
    "C101": (
        "Two correct answers in a single-choice question (lines {first} and {second}).",
        'Unmark one, or change the heading to "Multiple choice"',
    ),
    "C121": ("Write options as `- [ ] text` or `- [x] text`.", "Repair the brackets"),
    "C122": ("Indent this feedback by two spaces so that it belongs to the option above.", "Indent it"),
    "C124": ("This option is empty.", "Write it or remove it"),
    "C130": ("The question has no text.", "Write it between the settings and the options"),
    "C131": ("A choice question needs at least two options.", "Add one"),
    "C132": ("Same option as line {first}.", "Change one"),
    "C133": ('Option key "{key}" is used twice.', "Rename one"),
    "C134": ('"choose: {said}" but {right} right.', "Write `choose: {count}`"),
    "C135": ("The options must be True and False.", "Write `- [ ] True` and `- [ ] False`"),
    "C140": ('"{value}" is not a number. Write 8.3, 8.3 ± 0.5 or 8 to 9.', "Rewrite it"),
    "W141": ("{value} without a tolerance rejects {short}.", "Write `{value} ± {tolerance}`"),
    "C142": ("The range {low} to {high} runs backwards.", "Swap them"),
    "C143": ("{value} is marked wrong but lies inside the right range of line {first}.", "Narrow one"),
    "C152": ("A rating needs 2 to 7 labelled points.", "Add or remove"),
    "C157": ('There is no Rating "{id}".{guess}', "Replace it, or add that Rating"),
    "W145": ('"{text}" with shuffled options.', "Write `shuffle: keep-last`, better: reword"),
    "W146": ("The right option is more than twice as long as the others.", "Even out"),
    "W147": ('"not" in the question: set it in bold or turn it round.', "Reword"),
    "W161": ("No explanation and no feedback on the wrong options.", "Add one"),
    "W163": ("Graded question without a competency.", "Add `competency:`"),
    "C170": ("This quiz has no questions.", "Add one"),
    "C171": ("This pool has both `from:` and questions of its own.", "Keep one"),
    "C172": ("There is no file {path}.{guess}", "{fix}"),
    "C173": ("The pool draws {draw} but has {size}.", "Write `draw: {size}`"),
    "C174": ("Questions in a pool must carry the same points.", "Even out"),
    "W175": ("The pool draws {draw} of {size}: every learner sees the same.", "Add items"),
    "C177": (
        'The graded quiz "{graded}" draws on {path} too: an exercise would tell its answers.',
        "Give each its own pool file",
    ),
    "C176": ("`feedback: each` in a graded quiz tells the answers.", "Write `feedback: end`"),
}

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
    "W701": (
        'No clinical reviewer has signed this text. It is published as "Not yet clinically reviewed" and gives a '
        "record of completion, not a certificate.",
        "Ask for review, or acknowledge",
    ),
}

CATALOGUE: Mapping[str, tuple[str, str]] = {**FILES, **STRUCTURE, **QUESTIONS, **PROSE}
