"""What a manager may see of their practice: state and date, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from courses.learning.notices import safety_notices_to_read
from courses.learning.queries import published
from courses.people.access import managed_practices, members_on
from courses.people.models import JobRole, Practice, User
from courses.training.facts import standings
from courses.training.models import Duty
from courses.training.state import State, Word

LATE = (Word.OVERDUE, Word.EXPIRED)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's states, in the order of the courses."""

    name: str
    role: str
    states: list[tuple[str, State]]  # (course title, state)
    to_read: frozenset[str] = frozenset()  # titles of courses with a safety notice that the person has not read

    @property
    def up_to_date(self) -> bool:
        return not any(state.word in LATE for _title, state in self.states)

    def count(self, *words: Word) -> int:
        return sum(state.word in words for _title, state in self.states)


@dataclass(frozen=True, slots=True)
class Matrix:
    """People × courses of one practice on one day."""

    practice: Practice
    on: date
    courses: list[tuple[str, str]]  # (slug, title)
    lines: list[Line]

    def total(self, *words: Word) -> int:
        return sum(line.count(*words) for line in self.lines)

    @property
    def people_up_to_date(self) -> int:
        return sum(line.up_to_date for line in self.lines)

    def columns(self) -> list[tuple[str, list[tuple[str, State, bool]]]]:
        """Each course with (person, state, whether a safety notice is to be read), for the list by course."""
        return [
            (title, [(line.name, line.states[index][1], title in line.to_read) for line in self.lines])
            for index, (_slug, title) in enumerate(self.courses)
        ]


def matrix(asker: User, slug: str) -> Matrix | None:
    """The matrix of a practice the asker manages; None for anybody else. 9 queries whatever the size.

    Courses are those the practice has asked for, or any of its people has begun.
    """
    practice = managed_practices(asker).filter(slug=slug).first()
    if practice is None:
        return None
    on = timezone.localdate(timezone=practice.zone)
    members = list(members_on(practice, on).order_by("user__display_name", "pk"))
    people = [member.user for member in members]
    releases = published()
    asked = set(Duty.objects.filter(membership__practice=practice).values_list("course_id", flat=True).distinct())
    rows = standings(people, releases, on, practice=practice)
    begun = {course for (_person, course), row in rows.items() if row.state.word != Word.NOT_ASSIGNED}
    shown = [release for release in releases if release.course_id in asked | begun]
    titles = {release.course_id: release.structure["title"] for release in shown}
    unread = safety_notices_to_read([person.pk for person in people])
    roles = dict(JobRole.choices)
    return Matrix(
        practice=practice,
        on=on,
        courses=[(release.structure["id"], release.structure["title"]) for release in shown],
        lines=[
            Line(
                name=member.user.display_name,
                role=str(roles.get(member.job_role or member.user.job_role, "")),
                states=[
                    (release.structure["title"], rows[member.user_id, release.course_id].state) for release in shown
                ],
                to_read=frozenset(titles[one] for one in unread.get(member.user_id, ()) if one in titles),
            )
            for member in members
        ],
    )
