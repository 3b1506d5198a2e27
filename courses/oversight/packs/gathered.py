"""Everything a pack tells, read once: the tables of its files and what only the PDF says."""

from __future__ import annotations

from dataclasses import dataclass

from courses.oversight.packs import course_tables, people_tables, policy_tables, practice_tables, proof_tables
from courses.oversight.packs import gaps as missing
from courses.oversight.packs.course_tables import Outline
from courses.oversight.packs.gaps import Gap
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Table


@dataclass(frozen=True, slots=True)
class Contents:
    """`tables` by name, in the order of their files."""

    scope: Scope
    tables: dict[str, Table]
    gaps: list[Gap]
    outlines: list[Outline]
    tools: int

    @property
    def records(self) -> int:
        """Rows of all tables."""
        return sum(len(table.rows) for table in self.tables.values())


def contents(scope: Scope) -> Contents:
    """Read it all. About 50 queries for any number of people; the log of exports is read in pieces of a thousand."""
    certificates = proof_tables.certificates_on(scope)
    policies = policy_tables.policies_on(scope)
    tools = practice_tables.tools_on(scope)
    own = course_tables.own_reviews(scope)
    found = missing.gaps(scope, policies, tools, own)
    tables = [
        *people_tables.tables(scope, certificates),
        proof_tables.certificates(scope, certificates),
        proof_tables.other_evidence(scope),
        proof_tables.group_sessions(scope),
        proof_tables.exemptions(scope),
        proof_tables.leave(scope),
        proof_tables.access(scope),
        *policy_tables.tables(scope, policies),
        practice_tables.ai_tools(scope, tools),
        practice_tables.needs_table(scope, tools),
        practice_tables.assignments(scope),
        course_tables.releases(scope),
        course_tables.reviews(scope, own),
        missing.table(found),
        practice_tables.log_of_exports(scope),
    ]
    named = {table.name: table for table in sorted(tables, key=lambda one: one.name)}
    return Contents(scope, named, found, course_tables.outlines(scope, own), len(tools))
