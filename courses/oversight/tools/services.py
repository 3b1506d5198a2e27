"""Writing in the register. Every write is in the practice's log; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.operations import audit
from courses.oversight.tools.models import AiTool
from courses.people.models import Practice, User
from courses.training.assigning.rules import locked

A_DOUBLE_CLICK: Final = timedelta(minutes=1)


class Outdated(Exception):
    """Somebody else has saved since the form was opened. Nothing was written."""


@transaction.atomic
def add_tool(*, practice: Practice, by: User, values: Mapping[str, Any]) -> AiTool:
    """A new entry of the register. The same one sent twice within a minute (a double click) is one entry."""
    locked(practice.pk)
    sent = _sent_before(practice, by, values)
    if sent is not None:
        return sent
    tool = AiTool.objects.create(practice=practice, by=by, **values)
    audit.note(
        actor=by,
        action="tool.added",
        subject=tool.name,
        practice_id=practice.pk,
        tool=tool.pk,
        status=str(tool.status),
    )
    return tool


def _sent_before(practice: Practice, by: User, values: Mapping[str, Any]) -> AiTool | None:
    recent = AiTool.objects.filter(
        practice=practice, by=by, name=values["name"], ended_on=None, created_at__gt=timezone.now() - A_DOUBLE_CLICK
    )
    for tool in recent.order_by("pk"):
        if all(getattr(tool, name) == value for name, value in values.items()):
            return tool
    return None


@transaction.atomic
def change_tool(*, practice: Practice, by: User, tool_id: int, version: int, values: Mapping[str, Any]) -> list[str]:
    """Keep these values; `version` is the one that the person saw. Returns the names of the fields that changed.

    Raises Outdated when it is not the newest one, and AiTool.DoesNotExist for a tool of another practice.
    """
    old = AiTool.objects.get(practice=practice, pk=tool_id)
    changed = [name for name, value in values.items() if getattr(old, name) != value]
    if not changed:
        return []
    saved = AiTool.objects.filter(pk=old.pk, version=version).update(
        **values, version=F("version") + 1, changed_at=timezone.now()
    )
    if not saved:
        raise Outdated
    status = {"status": str(values["status"]), "was": old.status} if "status" in changed else {}
    audit.note(
        actor=by,
        action="tool.changed",
        subject=str(values.get("name", old.name)),
        practice_id=practice.pk,
        tool=old.pk,
        fields=changed,
        **status,
    )
    return changed


@transaction.atomic
def end_tool(*, practice: Practice, by: User, tool_id: int, on: date) -> bool:
    """The tool is no longer used; `on` is the last day. It stays in the register. False when it had ended before."""
    open_ones = AiTool.objects.filter(practice=practice, pk=tool_id, ended_on=None)
    ended = open_ones.update(ended_on=on, version=F("version") + 1, changed_at=timezone.now())
    if ended:
        _note(practice, by, tool_id, "tool.ended", on=on.isoformat())
    return bool(ended)


@transaction.atomic
def use_again(*, practice: Practice, by: User, tool_id: int) -> bool:
    """Take back that a tool ended. False when it is in use."""
    ended = AiTool.objects.filter(practice=practice, pk=tool_id, ended_on__isnull=False)
    restored = ended.update(ended_on=None, version=F("version") + 1, changed_at=timezone.now())
    if restored:
        _note(practice, by, tool_id, "tool.restored")
    return bool(restored)


def _note(practice: Practice, by: User, tool_id: int, action: str, **detail: Any) -> None:
    name = AiTool.objects.values_list("name", flat=True).get(pk=tool_id)
    audit.note(actor=by, action=action, subject=name, practice_id=practice.pk, tool=tool_id, **detail)
