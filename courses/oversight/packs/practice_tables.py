"""Tables about the practice: its AI tools, what follows from them, its assignment rules, its exports."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from courses.oversight.log.queries import Choice, everything
from courses.oversight.packs.scope import Scope
from courses.oversight.packs.tables import Column, Table, Value
from courses.oversight.tools.models import AiTool
from courses.oversight.tools.need_queries import needs
from courses.oversight.tools.queries import Tool, register
from courses.training.assigning.queries import Rule, rules_of


def tools_on(scope: Scope) -> tuple[Tool, ...]:
    """The register, without what was entered after the day. 2 queries."""
    known = set(
        AiTool.objects.filter(practice=scope.practice, created_at__lt=scope.end).values_list("pk", flat=True)
    )  # fmt: skip
    return tuple(tool for tool in register(scope.practice) if tool.pk in known)


def in_use(scope: Scope, tool: Tool) -> bool:
    return tool.ended_on is None or tool.ended_on > scope.wanted.on


def ai_tools(scope: Scope, tools: tuple[Tool, ...]) -> Table:
    rows = [
        (
            tool.name, tool.maker, tool.kind_label, tool.purpose, tool.used_by, tool.status_label, tool.conditions,
            tool.responsible + (f" ({_('has left')})" if tool.responsible_left else ""), tool.contract, tool.dpia_on,
            tool.safety_officer, tool.hazard_log, tool.incident_contact, tool.patient_notice, tool.review_on,
            None if in_use(scope, tool) else tool.ended_on,
        )
        for tool in tools
    ]  # fmt: skip
    heads = (
        _("Name"), _("Made by"), _("Kind"), _("Used for"), _("Used by"), _("Decision"), _("Conditions"),
        _("Who answers for it"), _("Contract and data agreement"), _("Impact assessment"), _("Clinical safety owner"),
        _("Hazard log"), _("Whom to tell"), _("What patients are told"), _("Review on"), _("Last used"),
    )  # fmt: skip
    return Table(
        "ai-tools",
        _("AI tools"),
        tuple(Column(head) for head in heads),
        rows,
        _("The register holds no tool. That says only that nobody has written one down."),
        _("Written by the practice. Nothing here was checked, and no tool is recommended."),
    )


def needs_table(scope: Scope, tools: tuple[Tool, ...]) -> Table:
    """Role by role, what suits the tools it works with. 3 queries."""
    rows: list[tuple[Value, ...]] = []
    for role in needs(scope.practice, tuple(tool for tool in tools if in_use(scope, tool))).roles:
        for course in role.courses:
            why = "; ".join(f"{', '.join(one.tools)}: {one.words}" for one in course.reasons)
            rows.append((role.label, course.title, why, course.people, course.asked, course.complete))
    return Table(
        "needs",
        _("Needs analysis"),
        (
            Column(_("Role"), 1.6), Column(_("Course"), 1.8), Column(_("Because"), 4), Column(_("People"), 0.8),
            Column(_("Asked"), 0.8), Column(_("Complete"), 0.9),
        ),
        rows,
        _(
            "No need follows from the register: no tool in it is approved for a role, or no course that fits "
            "is published."
        ),
        _(
            "Which courses suit the tools each role works with. Counts are those of the day on which this "
            "pack was made."
        ),
    )  # fmt: skip


def assignments(scope: Scope) -> Table:
    """Every rule made by the day, newest first. 4 queries."""
    rules = [rule for rule in rules_of(scope.practice) if rule.made_at < scope.end]
    rows = [
        (
            rule.what, "; ".join(title for _slug, title in rule.courses), rule.whom, rule.due,
            f"{rule.renewal}. {rule.renewal_means}", _("yes") if rule.before_access else "",
            _local(scope, rule.made_at), rule.by, _ended(scope, rule),
        )
        for rule in rules
    ]  # fmt: skip
    return Table(
        "assignments",
        _("Assignment rules"),
        (
            Column(_("What"), 2.2), Column(_("Courses"), 0), Column(_("Whom"), 1.8), Column(_("Due"), 1.5),
            Column(_("Again"), 2.2), Column(_("Before access"), 0.8), Column(_("Made"), 1.1), Column(_("By"), 1.2),
            Column(_("Ended or undone"), 1.2),
        ),
        rows,
        _("No rule was ever made."),
    )  # fmt: skip


def _ended(scope: Scope, rule: Rule) -> Value:
    if rule.undone_at is not None and rule.undone_at < scope.end:
        return _("undone %(day)s") % {"day": _local(scope, rule.undone_at)}
    return rule.ended if rule.ended is not None and rule.ended <= scope.wanted.on else None


def _local(scope: Scope, at: datetime) -> Value:
    return at.astimezone(scope.practice.zone).date()


def log_of_exports(scope: Scope) -> Table:
    """Who took data out of the site in the period. 2 queries and one more a thousand entries."""
    zone = scope.practice.zone
    choice = Choice(kind="exports", since=scope.wanted.since, until=scope.wanted.on)
    rows = [
        (one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), one.who, one.words)
        for one in everything(scope.practice, choice, zone)
        if one.at <= scope.made_at  # so that the same pack, made again, says the same
    ]
    return Table(
        "log-of-exports",
        _("Exports and packs"),
        (Column(_("When"), 1.2), Column(_("Who"), 1.6), Column(_("What"), 4)),
        rows,
        _("Nothing was exported in the period."),
    )
