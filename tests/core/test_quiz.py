"""Drawing and grading an attempt."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.core.document import Key, Question, QuizSection, QuizView
from courses.core.quiz import Marking, Slot, asks, draw, grade

pytestmark = pytest.mark.core


def single(id: str, *, shuffle: str = "yes", **extra: Any) -> Question:
    question: Question = {
        "id": id, "kind": "single-choice", "stem": "", "points": 1, "confidence": False, "competency": None,
        "objective": None, "hints": [], "options": [{"id": name, "html": name} for name in "abcd"], "shuffle": shuffle,
    }  # fmt: skip
    question.update(extra)  # type: ignore[typeddict-item]
    return question


def quiz(*sections: tuple[int | None, list[Question]], shuffle: bool = True) -> QuizView:
    return {
        "id": "final", "title": "Final quiz", "intro": "", "unit": None, "graded": True, "pass_mark": 80,
        "attempts": None, "wait_hours": 0, "shuffle": shuffle, "draws": 0, "minutes": 1,
        "sections": [QuizSection(draw=count, questions=questions) for count, questions in sections],
    }  # fmt: skip


POOL = [single(f"q{number}") for number in range(10)]
SEEDS = st.integers(0, 2**31)


def ids(layout: list[Slot]) -> list[str]:
    return [slot["question"] for slot in layout]


@given(SEEDS, st.integers(1, 14), st.sets(st.sampled_from([q["id"] for q in POOL])))
def test_a_draw_gives_the_count_unseen_first_and_the_same_for_the_same_seed(
    seed: int, count: int, seen: set[str]
) -> None:
    view = quiz((count, POOL))
    layout = draw(view, seed=seed, seen=seen)
    assert layout == draw(view, seed=seed, seen=seen)
    drawn = ids(layout)
    assert len(drawn) == len(set(drawn)) == min(count, len(POOL))
    unseen = {q["id"] for q in POOL} - seen
    assert len(unseen & set(drawn)) == min(len(unseen), len(drawn))


@given(SEEDS)
def test_the_order_in_which_seen_questions_are_given_does_not_matter(seed: int) -> None:
    view = quiz((4, POOL))
    assert draw(view, seed=seed, seen=["q1", "q2", "q3"]) == draw(view, seed=seed, seen={"q3", "q2", "q1"})


def test_every_question_of_a_pool_comes_up_in_some_attempt() -> None:
    view = quiz((3, POOL))
    assert {id for seed in range(60) for id in ids(draw(view, seed=seed))} == {q["id"] for q in POOL}


def test_questions_outside_a_pool_are_always_there() -> None:
    view = quiz((None, [single("one")]), (2, POOL), (None, [single("last")]), shuffle=False)
    for seed in range(10):
        drawn = ids(draw(view, seed=seed))
        assert len(drawn) == 4
        assert (drawn[0], drawn[-1]) == ("one", "last")
        assert drawn[1:-1] == sorted(drawn[1:-1])


@given(SEEDS)
def test_options_are_shuffled_only_as_far_as_the_author_allows(seed: int) -> None:
    view = quiz((None, [single("yes"), single("no", shuffle="no"), single("last", shuffle="keep-last")]), shuffle=False)
    yes, no, last = (slot["options"] for slot in draw(view, seed=seed))
    assert sorted(yes) == ["a", "b", "c", "d"]
    assert no == ["a", "b", "c", "d"]
    assert last[-1] == "d"
    assert sorted(last) == ["a", "b", "c", "d"]


def test_shuffling_does_happen() -> None:
    view = quiz((None, POOL))
    layouts = [draw(view, seed=seed) for seed in range(20)]
    assert len({tuple(ids(layout)) for layout in layouts}) > 10
    assert len({tuple(layout[0]["options"]) for layout in layouts}) > 5


def test_a_number_has_no_options() -> None:
    number = single("n", kind="number")
    del number["options"]
    assert draw(quiz((None, [number])), seed=1) == [{"question": "n", "options": []}]


def test_nobody_is_asked_what_is_meant_for_others() -> None:
    view = quiz(
        (None, [single("all"), single("gp", audience=["gp"]), single("uk", region="uk"), single("any", region="any")])
    )
    assert set(ids(draw(view, seed=1))) == {"all", "gp", "uk", "any"}
    assert set(ids(draw(view, seed=1, audience="reception", region="us"))) == {"all", "any"}
    assert set(ids(draw(view, seed=1, audience="gp", region="uk"))) == {"all", "gp", "uk", "any"}


ROLES = ["gp", "pharmacist", "reception"]
NARROWED = st.fixed_dictionaries(
    {},
    optional={
        "audience": st.sets(st.sampled_from(ROLES), min_size=1).map(sorted),
        "region": st.sampled_from(["uk", "us", "any"]),
    },
)


def shared(count: int | None, questions: list[Question], **own: int) -> QuizView:
    """A quiz of one pool with `draw-for`."""
    view = quiz((count, questions))
    view["sections"][0]["draw_for"] = own
    return view


@given(SEEDS, st.integers(1, 12), st.dictionaries(st.sampled_from(ROLES), st.integers(0, 12)))
def test_each_role_is_asked_its_own_number_and_nobody_anything_twice(
    seed: int, count: int, own: dict[str, int]
) -> None:
    view = shared(count, POOL, **own)
    for role in [*ROLES, "manager", None]:
        drawn = ids(draw(view, seed=seed, audience=role))
        assert len(drawn) == len(set(drawn)) == min(own.get(role or "", count), len(POOL))


@given(
    SEEDS, st.lists(NARROWED, max_size=8), st.lists(NARROWED, max_size=4), st.none() | st.integers(0, 9),
    st.dictionaries(st.sampled_from(ROLES), st.integers(0, 9)), st.sampled_from([*ROLES, None]),
    st.sampled_from(["uk", "us", "any", None]), st.sets(st.integers(0, 8)),
)  # fmt: skip
def test_what_a_quiz_says_it_asks_is_what_it_asks(
    seed: int, pool: list[dict[str, Any]], fixed: list[dict[str, Any]], count: int | None, own: dict[str, int],
    role: str | None, region: str | None, met: set[int],
) -> None:  # fmt: skip
    drawn_from = [single(f"p{at}", **extra) for at, extra in enumerate(pool)]
    always = [single(f"f{at}", points=at, **extra) for at, extra in enumerate(fixed)]
    view = quiz((count, drawn_from), (None, always))
    if count is not None:
        view["sections"][0]["draw_for"] = own
    layout = ids(draw(view, seed=seed, seen={f"p{at}" for at in met}, audience=role, region=region))
    asked = {question["id"]: question for question in (*drawn_from, *always) if question["id"] in layout}
    assert len(layout) == len(asked)
    assert asks(view, audience=role, region=region) == (len(layout), sum(one["points"] for one in asked.values()))
    for question in asked.values():
        assert role is None or role in question.get("audience", [role])
        assert region is None or question.get("region", "any") in ("any", region)


def test_a_role_that_draws_nothing_of_a_pool_is_asked_the_rest() -> None:
    view = shared(2, POOL, reception=0)
    view["sections"].append(QuizSection(draw=None, questions=[single("for-all")]))
    assert ids(draw(view, seed=1, audience="reception")) == ["for-all"]
    assert len(draw(view, seed=1, audience="gp")) == 3


@given(SEEDS)
def test_a_second_attempt_in_another_role_takes_what_was_not_met_first(seed: int) -> None:
    view = shared(2, POOL, pharmacist=5)
    first = ids(draw(view, seed=seed, audience="pharmacist"))
    second = ids(draw(view, seed=seed + 1, seen=first, audience="gp"))
    assert (len(first), len(second)) == (5, 2)
    assert not set(first) & set(second)


def key_of(points: dict[str, int], kind: str = "single-choice") -> dict[str, Key]:
    return {
        id: {
            "id": id, "kind": kind, "points": worth, "explanation": "", "competency": None, "objective": None,
            "right": ["a", "b"] if kind == "multiple-choice" else ["a"], "options": ["a", "b", "c", "d"],
            "scoring": "per-option",
        }
        for id, worth in points.items()
    }  # fmt: skip


LAYOUT = [Slot(question=q["id"], options=["a", "b", "c", "d"]) for q in POOL]


@given(st.dictionaries(st.sampled_from([q["id"] for q in POOL]), st.sampled_from("abcd")), st.permutations(LAYOUT))
def test_marks_do_not_depend_on_order_and_stay_in_bounds(answers: dict[str, str], order: list[Slot]) -> None:
    key = key_of({q["id"]: 1 + index % 3 for index, q in enumerate(POOL)})
    responses = {id: {"choice": choice} for id, choice in answers.items()}
    marking = grade(order, key, responses)
    assert marking.points == grade(LAYOUT, key, dict(reversed(responses.items()))).points
    assert 0 <= marking.points <= marking.out_of == sum(entry["points"] for entry in key.values())
    assert marking.points == sum(key[id]["points"] for id, choice in answers.items() if choice == "a")
    assert 0 <= marking.percent <= 100


def test_what_is_not_answered_is_worth_nothing_and_counts_in_the_total() -> None:
    marking = grade(LAYOUT[:2], key_of({"q0": 1, "q1": 1}), {"q0": {"choice": "a"}})
    assert (marking.points, marking.out_of, marking.percent) == (Fraction(1), 2, 50)
    assert [score.correct for score in marking.scores] == [True, False]


def test_partial_credit_is_exact() -> None:
    layout = LAYOUT[:3]
    key = key_of({"q0": 1, "q1": 1, "q2": 1}, kind="multiple-choice")
    marking = grade(layout, key, {slot["question"]: {"choices": ["a"]} for slot in layout})
    assert marking.points == Fraction(3, 2)
    assert marking.percent == 50


@pytest.mark.parametrize(
    ("points", "out_of", "mark", "percent", "passed"),
    [
        (Fraction(4), 5, 80, 80, True),
        (Fraction(6), 8, 75, 75, True),
        (Fraction(6), 8, 76, 75, False),
        (Fraction(5), 8, 63, 62, False),  # 62.5% is not 63%, though it would round to it
        (Fraction(2), 3, 67, 66, False),
        (Fraction(2), 3, 66, 66, True),
        (Fraction(79, 10), 10, 80, 79, False),
        (Fraction(10), 10, 100, 100, True),
        (Fraction(0), 5, 1, 0, False),
    ],
)
def test_a_pass_mark_is_reached_exactly_or_not_at_all(
    points: Fraction, out_of: int, mark: int, percent: int, passed: bool
) -> None:
    marking = Marking(points, out_of, ())
    assert (marking.percent, marking.passed(mark)) == (percent, passed)


def test_an_attempt_with_nothing_to_mark_is_passed() -> None:
    key: dict[str, Key] = {
        "r": {"id": "r", "kind": "rating", "points": 0, "explanation": "", "competency": None, "objective": None}
    }
    marking = grade([Slot(question="r", options=["1", "2"])], key, {})
    assert (marking.out_of, marking.percent, marking.passed(100)) == (0, 100, True)
    assert marking.scores[0].correct is None


def reflections(*ids: str) -> dict[str, Key]:
    """Keys of reflections that an educator marks, worth 2 points each."""
    return {
        id: {
            "id": id, "kind": "reflection", "points": 2, "explanation": "", "competency": None, "objective": None,
            "marked_by": "educator", "rubric": [],
        }
        for id in ids
    }  # fmt: skip


MIXED = [Slot(question=id, options=[]) for id in ("r1", "q0", "r2")]
MIXED_KEY = {**key_of({"q0": 3}), **reflections("r1", "r2")}
WRITTEN = {"r1": {"text": "It was wrong."}, "q0": {"choice": "a"}, "r2": {"text": "I looked twice."}}


def test_an_answer_for_an_educator_waits_and_what_is_marked_so_far_is_told() -> None:
    marking = grade(MIXED, MIXED_KEY, WRITTEN, {"r2": Fraction(1, 2)})
    assert marking.waiting == ("r1",)
    assert (marking.points, marking.out_of) == (Fraction(4), 5)
    assert [score.correct for score in marking.scores] == [None, True, False]
    assert not marking.passed(1)


def test_with_every_mark_given_nothing_waits() -> None:
    marking = grade(MIXED, MIXED_KEY, WRITTEN, {"r1": Fraction(1), "r2": Fraction(1, 2)})
    assert marking.waiting == ()
    assert (marking.points, marking.out_of) == (Fraction(6), 7)
    assert [score.correct for score in marking.scores] == [True, True, False]
    assert marking.passed(80)


@pytest.mark.parametrize("response", [None, {}, {"text": ""}, {"text": " … "}, {"purged": True}])
def test_a_reflection_without_a_word_is_worth_nothing_and_waits_for_nobody(response: dict[str, Any] | None) -> None:
    answers = {**WRITTEN, "r1": response} if response is not None else {"q0": WRITTEN["q0"], "r2": WRITTEN["r2"]}
    marking = grade(MIXED, MIXED_KEY, answers, {"r1": Fraction(1), "r2": Fraction(1)})
    assert marking.waiting == ()
    assert (marking.points, marking.out_of) == (Fraction(5), 7)
    assert marking.scores[0].correct is False


def test_a_reflection_that_nobody_marks_counts_neither_way() -> None:
    key = reflections("r1")
    key["r1"].update(marked_by="nobody", points=0)
    for answers in ({}, {"r1": {"text": "It was wrong."}}):
        marking = grade(MIXED[:1], key, answers)
        assert (marking.out_of, marking.waiting, marking.scores[0].correct) == (0, (), None)
        assert marking.passed(100)


def test_a_mark_for_a_question_that_is_not_asked_is_ignored() -> None:
    assert grade(MIXED[1:2], MIXED_KEY, WRITTEN, {"r1": Fraction(0)}).points == 3


@given(
    st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), st.fractions(0, 1)),
    st.sets(st.sampled_from(["r1", "r2", "r3"])),
    st.permutations([*MIXED, Slot(question="r3", options=[])]),
)
def test_what_waits_and_what_is_marked_make_up_the_whole(
    marks: dict[str, Fraction], written: set[str], order: list[Slot]
) -> None:
    key = {**key_of({"q0": 3}), **reflections("r1", "r2", "r3")}
    marking = grade(order, key, {id: {"text": "Words."} for id in written}, marks)
    assert set(marking.waiting) == written - set(marks)
    assert marking.out_of + sum(key[id]["points"] for id in marking.waiting) == 9
    assert marking.points == 2 * sum(marks[id] for id in written & set(marks))
    assert 0 <= marking.share <= 1


@given(SEEDS)
def test_steps_and_partners_are_always_shuffled(seed: int) -> None:
    steps = single("steps", kind="ordering")
    pairs = single("pairs", kind="matching", left=[{"id": "l-1", "html": "One"}])
    for slot in draw(quiz((None, [steps, pairs])), seed=seed):
        assert sorted(slot["options"]) == ["a", "b", "c", "d"]


def test_the_order_in_which_steps_are_shown_differs_from_attempt_to_attempt() -> None:
    steps = single("steps", kind="ordering")
    shown = {tuple(draw(quiz((None, [steps])), seed=seed)[0]["options"]) for seed in range(60)}
    assert len(shown) > 15


def test_a_question_without_a_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        grade(LAYOUT[:1], {}, {})
