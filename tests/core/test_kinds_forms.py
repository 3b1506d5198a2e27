"""What holds for every kind: any form is read or refused, and what is read is scored and shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core import kinds
from courses.core.document import Key, Question, Refusal, Response
from tests.core.one_question import compiled, questions_of

pytestmark = pytest.mark.core

E = "\n**Explanation:** E.\n\n"
TEXT = f"""\
### Single choice `single`

Which?

- [ ] `up` Up
- [x] `down` Down
{E}
### Multiple choice `multiple`

Which?

- [x] `up` Up
- [x] `down` Down
- [ ] `same` Same
{E}
### True or false `fact`

So?

- [x] True
- [ ] False
{E}
### Number `number`

How much?

- [x] 8.3 ± 0.5
{E}
### Short text `short`
accept: contains
typos: 2

What?

- [x] automation bias
{E}
### Ordering `order`

Order.

1. Read
2. Decide
3. Look
{E}
### Matching `pairs`

Match.

| One | Other |
| --- | ----- |
| Sun | Day |
| Moon | Night |
{E}
### Rating `rating`

How sure?

1. A little
2. Very

### Reflection `thoughts`
words: 2 to 5

What happened? Leave out anything that could identify a patient.
"""
QUESTIONS, KEYS = questions_of(TEXT)
IDS = sorted(
    {
        option["id"]
        for question in QUESTIONS.values()
        for option in [*question.get("options", []), *question.get("left", [])]
    }
)
FIELDS = ["answer", "order", *(f"answer-{id}" for id in IDS)]
VALUES = st.one_of(
    st.sampled_from([*IDS, "", "1", "2", "3", "8.3", "automation bais", "two words", "٢", "²"]),
    st.text(max_size=12),
    st.text("\0\u202e\ud800́ \n", max_size=5),
)  # fmt: skip
FORMS = st.dictionaries(st.sampled_from(FIELDS), st.lists(VALUES, max_size=4), max_size=8)


def test_the_course_of_this_file_holds_every_kind() -> None:
    assert {question["kind"] for question in QUESTIONS.values()} == set(kinds.KINDS)
    assert compiled(TEXT).problems == ()


def holds(question: Question, key: Key, response: Response) -> None:
    """What holds for every response that was read from a form."""
    assert json.loads(json.dumps(response)) == response
    json.dumps(response, ensure_ascii=False).encode()  # no half of a surrogate pair
    assert "\\u0000" not in json.dumps(response)
    assert kinds.fits(question, response)
    score = kinds.score(key, response)
    assert 0 <= score.fraction <= 1
    assert score.correct in (None, score.fraction == 1)
    assert all(isinstance(piece, str) for piece in kinds.answer_html(question, response))
    assert isinstance(kinds.partly(key, response), str)


@given(st.sampled_from(sorted(QUESTIONS)), FORMS)
def test_any_form_is_read_or_refused_in_words(id: str, form: dict[str, list[str]]) -> None:
    question, key = QUESTIONS[id], KEYS[id]
    whole, part = kinds.read(question, form), kinds.read_part(question, form)
    if isinstance(whole, Refusal):
        assert whole.message
    else:
        assert part == whole
        assert kinds.unfinished(question, whole) == ""
        assert not kinds.is_blank(whole)
        holds(question, key, whole)
    if not isinstance(part, Refusal):
        holds(question, key, part)
        if isinstance(whole, Refusal):
            assert kinds.unfinished(question, part) == whole.message


@pytest.mark.parametrize("id", sorted(QUESTIONS))
def test_no_answer_of_another_kind_fits(id: str) -> None:
    others: list[Response] = [
        {"choice": "gone"}, {"choices": ["gone"]}, {"choices": "up"}, {"value": "x"}, {"point": 9}, {"point": "1"},
        {"text": None}, {"order": ["gone"]}, {"pairs": {"gone": "gone"}}, {"pairs": []}, {"numbers": {"gone": 1}}, {},
        {"purged": True},
    ]  # fmt: skip
    for response in others:
        assert not kinds.fits(QUESTIONS[id], response), response
