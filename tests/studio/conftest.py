"""Authors of the studio and what they write."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses.authoring.draft_queries import draft_for
from courses.authoring.drafts import begin_draft
from courses.authoring.models import CourseEditor, Draft
from courses.people.models import User
from tests.actors import person
from tests.authoring.sample import sample


@pytest.fixture
def other_educator(db: None) -> User:
    """An educator with whom nothing is shared."""
    return person("bea@site.example", "Bea Ortiz", is_educator=True)


@pytest.fixture
def reviewer(db: None) -> User:
    return person("ravi@site.example", "Dr Ravi Nair", is_reviewer=True)


@pytest.fixture
def draft(educator: User) -> Draft:
    """The educator's own course `sample`, never published."""
    return begin_draft(by=educator, folder=sample())


@pytest.fixture
def shared_draft(draft: Draft, educator: User, other_educator: User) -> Draft:
    """The same, shared with the other educator."""
    CourseEditor.objects.create(course=draft.course, person=other_educator, added_by=educator, at=timezone.now())
    return draft_for(other_educator, draft.course.slug)
