"""What a quiz asks of each role: that `draw-for` can be read, and that every role has enough to be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from courses.core.compiler.book import Book
from courses.core.compiler.draws import Share, draw_for, entries, narrowed, regions_of, shares, whole
from courses.core.compiler.fields import all_of
from courses.core.compiler.reporting import Reporter, guess
from courses.core.compiler.roles import ROLES
from courses.core.compiler.tree import PoolSource, QuizSource
from courses.core.kinds.source import QuestionSource, Report, Setting

_WHERE = {"uk": " in the UK", "us": " in the US", "eu": " in the EU", "any": " outside the UK, the US and the EU"}


def check(book: Book, reporter: Reporter) -> None:
    for tree, quiz in book.quizzes():
        report = reporter.of(tree.path)
        readable = True
        for part in quiz.parts:
            setting = part.settings.get("draw-for") if isinstance(part, PoolSource) else None
            if setting:
                readable = _draw_for(setting, quiz, book, report) and readable
        if readable and quiz.graded and book.complete and book.meta.audience and book.meta.knows("audience"):
            _enough(book, quiz, report)


def _draw_for(setting: Setting, quiz: QuizSource, book: Book, report: Report) -> bool:
    """Whether the setting can be read; what cannot is reported."""
    if not quiz.graded:
        report("C181", setting.line, setting.column)
        return False
    seen: set[str] = set()
    found = list(entries(setting))
    sound = bool(found)
    if not found:
        report("C178", setting.line, setting.value_column, entry=setting.value)
    for entry in found:
        at = (setting.line, entry.column)
        if entry.count is None:
            report("C178", *at, entry=entry.text)
        elif entry.role not in ROLES:
            report("C060", *at, role=entry.role, guess=guess(entry.role, ROLES), known=", ".join(ROLES))
        elif book.meta.knows("audience") and entry.role not in book.meta.audience:
            report("C179", *at, role=entry.role)
        elif entry.role in seen:
            report("C180", *at, role=entry.role)
        else:
            seen.add(entry.role)
            continue
        sound = False
    return sound


def _enough(book: Book, quiz: QuizSource, report: Report) -> None:
    """C182, W183 for each pool, W184 for the quiz."""
    regions = regions_of(book.meta.region)
    asked = {(role, region): 0 for role in book.meta.audience for region in regions}
    for part in quiz.parts:
        if isinstance(part, QuestionSource):
            roles, place = narrowed(part)
            for role, region in asked:
                asked[role, region] += place in ("any", region) and (not roles or role in roles)
            continue
        questions, draw = book.pool_questions(part), whole(part.settings.get("draw"))
        if not questions or draw is None:
            return  # reported, and what it would ask is not known
        found = list(shares(part, questions, book.meta.audience, book.meta.region))
        _pool(part, found, len(questions), report)
        for share in found:
            for region, size in share.sizes.items():
                asked[share.role, region] += min(share.draw, size)
    nothing = [at for at, count in asked.items() if not count]
    if nothing and quiz.parts:
        roles_of = {region: [role for role, where in nothing if where == region] for region in regions}
        region = max(regions, key=lambda one: len(roles_of[one]))
        whom = all_of(roles_of[region]) + ("" if len(set(map(tuple, roles_of.values()))) == 1 else _WHERE[region])
        report("W184", quiz.line, quiz.column, whom=whom)


def _pool(pool: PoolSource, found: Collection[Share], size: int, report: Report) -> None:
    draw = pool.settings["draw"]
    for group in _alike(found):
        one, roles = group[0], [share.role for share in group]
        whom = all_of(roles) + _WHERE.get(one.region, "")
        general = (one.line, one.column) == (draw.line, draw.value_column)
        if general and one.draw >= size:
            continue  # C173, W175: so it is for everybody
        if one.draw > one.size:
            own = {**draw_for(pool.settings), **dict.fromkeys(roles, one.size)}
            said = ", ".join(f"{role} {count}" for role, count in own.items())
            sample = ", ".join(f"{role} {one.size}" for role in roles)
            report("C182", one.line, one.column, draw=one.draw, size=one.size, whom=whom, sample=sample, own=said)
        elif one.draw == one.size and one.draw:
            report("W183", one.line, one.column, draw=one.draw, size=one.size, whom=whom)


def _alike(found: Collection[Share]) -> Iterator[list[Share]]:
    """Roles of which the same can be said at the same place."""

    def said(share: Share) -> tuple[int, int, int, int, str]:
        return share.line, share.column, share.draw, share.size, share.region

    for _, group in groupby(sorted(found, key=said), key=said):
        yield list(group)
