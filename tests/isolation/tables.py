"""What is in all tables, so that "nothing has changed" can be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection

Rows = Mapping[tuple[str, Any], tuple[Any, ...]]
NOT_COUNTED = frozenset({"django_session", "usersessions_usersession"})
"""Who is signed in, and since when: written by any request."""


def snapshot() -> dict[tuple[str, Any], tuple[Any, ...]]:
    """(table, primary key) → row, of every table but the sessions."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in NOT_COUNTED or not model._meta.managed:
                continue
            columns = [one.column for one in model._meta.concrete_fields]
            key = columns.index(model._meta.pk.column)
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                rows[table, row[key]] = tuple(str(value) for value in row)
    return rows


@contextmanager
def writes() -> Iterator[list[str]]:
    """Statements that write to a counted table, as they are made inside: most requests make none, and cost no look."""
    made: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words[0] in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in NOT_COUNTED):
            made.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield made


def differences(before: Rows, after: Rows) -> list[str]:
    """One line a row that was added, lost or changed."""
    added = [f"added to {table}: {after[table, pk]}" for table, pk in after.keys() - before.keys()]
    lost = [f"lost from {table}: {before[table, pk]}" for table, pk in before.keys() - after.keys()]
    changed = [
        f"changed in {key[0]}: {before[key]} → {after[key]}"
        for key in before.keys() & after.keys()
        if before[key] != after[key]
    ]
    return sorted(added + lost + changed)


def referring(rows: Rows, wanted: set[tuple[str, Any]]) -> list[str]:
    """Those of the rows that name one of the wanted rows by a foreign key."""
    found = []
    keys = {
        model._meta.db_table: [
            (place, one.related_model._meta.db_table)
            for place, one in enumerate(model._meta.concrete_fields)
            if one.is_relation and one.related_model
        ]
        for model in apps.get_models(include_auto_created=True)
    }
    texts = {(table, str(pk)) for table, pk in wanted}
    for (table, _pk), row in rows.items():
        found += [f"{table}: {row}" for place, other in keys[table] if (other, row[place]) in texts]
    return found
