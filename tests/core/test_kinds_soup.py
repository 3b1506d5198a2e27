"""Whatever an author writes into a question of any kind: problems with a place, never an exception, in little time."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.compiler.bodies import read_question
from courses.core.compiler.tree import Body
from courses.core.document import Key
from courses.core.kinds import KINDS
from courses.core.kinds.source import Line, Passage
from tests.core.one_question import compiled

pytestmark = pytest.mark.core

LINES = st.one_of(
    st.sampled_from([
        "", "", "Text.", "1. One", "2. Two", "3) Three", "4.", "- Bullet", "- [ ] Box", "- [x] Ticked", "- [x]",
        "  > Feedback", "> Quote", "| A | B |", "| - | - |", "|---|", "| one | 1 |", "| | 2 |", "|", "||", "a | b",
        "| Criterion | 0 | 1 |", "| --- | --- | --- |", "| Cue | None | Two |", "\\|", "**Hint:** Think.",
        "**Explanation:** E.", "**Explanation:**", "**Model answer:** M.", "**Model answer:**", "**Rubric:**",
        "**Rubric:** R.", "**Rubrik:**", "```", "---", "words: 60 to 200", "words: 9 to 1", "marked-by: educator",
        "typos: 2", "accept: contains", "scoring: pairs", "scoring: per-pair", "pair: q-one", "points: 0", "points: x",
        "Leave out anything that could identify a patient.",
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from([kind.name for kind in KINDS.values()]), st.lists(LINES, max_size=14)), max_size=3
    )
)
def test_any_lines_under_a_question_give_problems_inside_the_file_or_a_course(
    questions: list[tuple[str, list[str]]],
) -> None:
    blocks = [f"### {name} `q-{n}`\n" + "\n".join(lines) for n, (name, lines) in enumerate(questions)]
    text = "\n\n".join(blocks) + "\n"
    result = compiled(text)
    assert (result.course is None) == result.blocked
    last = text.count("\n") + len(text) + 20
    for problem in result.problems:
        assert 1 <= problem.line <= last
        assert problem.column >= 1
        assert "{" not in problem.message + problem.fix.replace("{", "", text.count("{"))


class Plain:
    """Renders nothing: the words themselves."""

    def block(self, passage: Passage) -> str:
        return passage.text

    inline = block


@given(st.sampled_from(sorted(KINDS)), st.lists(LINES, max_size=14))
def test_a_half_written_question_can_be_previewed(kind: str, lines: list[str]) -> None:
    """Learner view and key are made of whatever there is, though problems block its publication."""
    body = Body([Line(number, 1, line) for number, line in enumerate("\n".join(lines).split("\n"), start=2)])
    source = read_question(body, kind, "q-one", "01-unit.md", 1, lambda *_, **__: None)
    view = KINDS[kind].learner(source, Plain())
    key: Key = {"id": "q", "kind": kind, "points": 1, "explanation": "", "competency": None, "objective": None}
    key.update(KINDS[kind].key(source, Plain()))  # type: ignore[typeddict-item]
    assert kinds.score(key, {}).fraction == 0
    json.dumps([view, key])


# As much as the limits of one file let through: 200 kB, 3,000 paragraphs, 400 brackets or 8,000 pipes in one of them.
PAIRS = "".join(f"| {n} | {n} |\n" for n in range(1200))
WORDS = "What did you not notice"
HUGE = {
    "answers": "### Short text `q-one`\n\nWhat?\n\n" + "".join(f"- [x] answer {n}\n\n" for n in range(2900)),
    "equal answers": "### Short text `q-one`\n\nWhat?\n\n" + "- [ ] same\n\n" * 2900,
    "steps": "### Ordering `q-one`\n\nWhat?\n\n" + "".join(f"{n}. step {n}\n\n" for n in range(1, 2900)),
    "pairs": "### Matching `q-one`\n\nWhat?\n\n| A | B |\n| - | - |\n" + PAIRS,
    "pairs without dashes": "### Matching `q-one`\n\nWhat?\n\n" + PAIRS,
    "dashes": "### Matching `q-one`\n\nWhat?\n\n" + "| - | - |\n" * 1600,
    "wide dashes": "### Matching `q-one`\n\nWhat?\n\n| A | B |\n|" + " -" * 4900 + "|x\n",
    "code": "### Matching `q-one`\n\nWhat?\n\n" + "```\n| a | b |\n| - | - |\n```\n\n" * 600,
    "words": "### Reflection `q-one`\n\n" + ("not " * 2400 + "\n\n") * 19,
    "other words": "### Reflection `q-one`\n\n" + ("identif " * 1200 + "\n\n") * 19,
    "rubric": f"### Reflection `q-one`\n\n{WORDS}?\n\n**Rubric:**\n\n"
    + "".join(f"|{cell * 800}\n" for cell in (" 1 |", " - |", " 1 |")),
    "pairs of ratings": "".join(f"### Rating `q-{n}`\npair: q-{n + 1}\n\nSure?\n\n1. A\n2. B\n\n" for n in range(700)),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_question_as_long_as_a_file_may_be_is_checked_in_little_time(name: str) -> None:
    started = time.process_time()
    result = compiled(HUGE[name])
    assert time.process_time() - started < 10
    assert not {problem.code for problem in result.problems} & {"C018", "C019"}
