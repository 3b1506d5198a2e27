"""Fills a site's database with practices for the matrix bench; run in the environment of that site."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from courses.authoring.models import Course, Release  # noqa: E402
from courses.people.models import JobRole, Membership, Practice, Team, User  # noqa: E402
from courses.training.models import Standing  # noqa: E402
from courses.training.state import Word  # noqa: E402
from tests.bench.matrix import LONG, SIZES  # noqa: E402
from tests.bench.people import cookie, person, queries  # noqa: E402
from tests.learning.small_course import release_of, small_folder  # noqa: E402

# As a practice looks: most is done, some of it is late, a tenth is nobody's
MIX = (
    (Word.COMPLETE, 12), (Word.IN_PROGRESS, 2), (Word.DUE_SOON, 1), (Word.OVERDUE, 1), (Word.EXPIRED, 1),
    (Word.NOT_STARTED, 1), (Word.NOT_ASSIGNED, 2),
)  # fmt: skip
WORDS = [word for word, times in MIX for _ in range(times)]
NAMES = ("Ada", "Bo", "Cleo", "Dora", "Émile", "Fatima", "Grace", "Hana", "Ioannis", "Jo")


def make() -> dict[str, Any]:
    """One manager of all of them."""
    manager = person("matrix@bench.example")
    courses = _courses(max(columns for _people, columns in SIZES))
    pages = [["floor", "/floor/"]]
    for people, columns in SIZES:
        slug = f"of-{people}-{columns}"
        _practice(slug, people, courses[:columns], manager)
        pages.append([f"{people} × {columns}", f"/practice/{slug}/"])
    _practice("long", LONG[0], courses[: LONG[1]], manager)
    return {
        "pages": pages,
        "queries": {name: queries(manager, url) for name, url in pages},
        "csv": "/practice/long/matrix.csv",
        "cookie": cookie(manager),
    }


def _courses(count: int) -> list[Course]:
    """One that was published, and copies of its release under other names: publishing forty takes a minute."""
    first = release_of(small_folder(slug="bench-0"))
    found = [first.course]
    for number in range(1, count):
        course = Course.objects.create(slug=f"bench-{number}")
        structure = {**first.structure, "id": course.slug, "title": f"Bench course {number} with a usual title"}
        copy = Release.objects.get(pk=first.pk)
        copy.pk, copy.course, copy.structure = None, course, structure
        copy.save(force_insert=True)
        Course.objects.filter(pk=course.pk).update(current=copy)
        found.append(course)
    return found


def _practice(slug: str, people: int, courses: list[Course], manager: User) -> None:
    practice = Practice.objects.create(name=f"Practice of {people}", slug=slug)
    today = timezone.localdate(timezone=practice.zone)
    teams = [Team.objects.create(practice=practice, name=f"Team {number}") for number in range(4)]
    Membership.objects.create(
        user=manager, practice=practice, started=date(2020, 1, 1), is_manager=True, needs_training=False
    )
    users = User.objects.bulk_create(
        [
            User(email=f"{slug}-{number}@bench.example", display_name=f"{NAMES[number % 10]} Example {number}")
            for number in range(people)
        ],
        batch_size=500,
    )
    members = Membership.objects.bulk_create(
        [
            Membership(
                user=user,
                practice=practice,
                started=date(2020, 1, 1),
                job_role=JobRole.values[number % 6],
                team=teams[number % 4],
            )
            for number, user in enumerate(users)
        ],
        batch_size=500,
    )
    rows = (
        _standing(practice, member, course, number * 7 + place * 3, today)
        for number, member in enumerate(members)
        for place, course in enumerate(courses)
    )
    Standing.objects.bulk_create([row for row in rows if row is not None], batch_size=500)


def _standing(practice: Practice, member: Membership, course: Course, seed: int, today: date) -> Standing | None:
    word = WORDS[seed % len(WORDS)]
    if word is Word.NOT_ASSIGNED:
        return None
    day = today + timedelta(days=seed % 600 - 20)
    short = {
        Word.COMPLETE: f"to {day:%b %y}",
        Word.IN_PROGRESS: f"{seed % 5} of 5",
        Word.DUE_SOON: f"by {day:%-d %b}",
        Word.OVERDUE: f"since {day:%-d %b}",
        Word.EXPIRED: f"{day:%-d %b %y}",
        Word.NOT_STARTED: f"by {day:%-d %b}",
    }[word]
    return Standing(
        practice=practice,
        membership=member,
        course=course,
        word=word.value,
        detail=f"valid to {day:%-d %b %Y}" if word is Word.COMPLETE else f"by {day:%-d %B}",
        short=short,
        required=True,
        valid_until=day if word is Word.COMPLETE else None,
        next_change=today + timedelta(days=1 + seed % 300),
    )


if __name__ == "__main__":
    print(json.dumps(make()))
