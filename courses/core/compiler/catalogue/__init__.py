"""The final wording of every problem that can be reported: code → (message, fix). Values stand in braces."""

from __future__ import annotations

from collections.abc import Mapping

from courses.core.compiler.catalogue.files import FILES
from courses.core.compiler.catalogue.labs import LABS
from courses.core.compiler.catalogue.prose import PROSE
from courses.core.compiler.catalogue.publishing import PUBLISHING
from courses.core.compiler.catalogue.questions import QUESTIONS
from courses.core.compiler.catalogue.structure import STRUCTURE

CATALOGUE: Mapping[str, tuple[str, str]] = {**FILES, **STRUCTURE, **QUESTIONS, **LABS, **PROSE, **PUBLISHING}
