"""Filled-in examples of every block: what the Insert menu puts at the cursor and the cheat sheet shows.

Each is complete and without a problem in a course (a test compiles every one). Ids that must be new in the course stand
as «id»; the same word is the same id. «source», «term» and «picture» stand for things the course has already.
"""

from __future__ import annotations

from courses.authoring.studio.example_entry import ID_TO_FILL_IN, Example
from courses.authoring.studio.example_labs import LAB_EXAMPLES
from courses.authoring.studio.example_questions import QUESTION_EXAMPLES
from courses.authoring.studio.example_texts import QUIZ_EXAMPLES, TEXT_EXAMPLES

EXAMPLES: tuple[Example, ...] = (*QUESTION_EXAMPLES, *QUIZ_EXAMPLES, *LAB_EXAMPLES, *TEXT_EXAMPLES)

__all__ = ["EXAMPLES", "ID_TO_FILL_IN", "Example"]
