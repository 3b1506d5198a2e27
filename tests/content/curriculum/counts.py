"""`python -m tests.content.curriculum.counts`: how much of what there is in each course."""

from __future__ import annotations

from tests.content.curriculum.shelf import (
    CURRICULUM,
    asked,
    course,
    exercises,
    figure_files,
    final_quiz,
    items,
    pages,
    plain,
    words,
)

COLUMNS = ("units", "minutes", "labs", "exercises", "items", "figures", "words")


def of(name: str) -> tuple[int, ...]:
    """The numbers of one course in the order of COLUMNS. Words: prose of the units, questions with explanations."""
    found, key = pages(name), course(name).key
    prose = sum(words(plain(part)) for page in found for part in page.prose())
    questions = [question for page in found for question in page.questions()] + items(final_quiz(name))
    said = sum(words(asked(one)) + words(plain(key[one["id"]]["explanation"])) for one in questions)
    return (
        len(found), course(name).structure["minutes"], len(course(name).lab_key),
        sum(len(exercises(page)) for page in found), len(items(final_quiz(name))), len(figure_files(name)),
        prose + said,
    )  # fmt: skip


def table() -> str:
    rows = [(name, of(name)) for name in CURRICULUM]
    rows.append(("all", tuple(sum(column) for column in zip(*(row for _, row in rows), strict=True))))
    lines = [f"{'course':24}" + "".join(f"{column:>10}" for column in COLUMNS)]
    lines += [f"{name:24}" + "".join(f"{number:>10,}" for number in row) for name, row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
