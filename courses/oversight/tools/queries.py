"""The register of AI tools, as pages, exports and the inspection pack read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.oversight.tools.models import AiTool
from courses.oversight.tools.words import IN_USE, SIGNS, Sign, kind_of, status_of
from courses.people.models import JobRole, Practice


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool as the register shows it. `responsible_left`: who answers for it no longer works here."""

    pk: int
    name: str
    maker: str
    kind: str
    kind_label: str
    purpose: str
    roles: tuple[str, ...]
    role_labels: tuple[str, ...]
    status: str
    status_label: str
    sign: Sign
    conditions: str
    responsible: str
    responsible_left: bool
    contract: str
    dpia_on: date | None
    safety_officer: str
    hazard_log: str
    patient_notice: str
    incident_contact: str
    review_on: date | None
    review_late: bool
    changed_at: datetime
    ended_on: date | None
    version: int

    @property
    def in_use(self) -> bool:
        """Whether people may work with it today."""
        return self.ended_on is None and self.status in IN_USE

    @property
    def used_by(self) -> str:
        """The roles in words."""
        if set(self.roles) >= set(JobRole.values):
            return _("Everybody")
        return ", ".join(self.role_labels) or _("Nobody")

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields a reader of the register would look for and that are empty, for a tool in use."""
        asked = ("responsible", "contract", "dpia_on", "safety_officer", "incident_contact", "patient_notice")
        return tuple(name for name in (*asked, "review_on") if self.in_use and not getattr(self, name))


def register(practice: Practice) -> tuple[Tool, ...]:
    """Every tool of a practice by name, those no longer used after the others. 1 query."""
    today = timezone.localdate(timezone=practice.zone)
    rows = AiTool.objects.filter(practice=practice).select_related("responsible__user")
    tools = (_tool(row, today) for row in rows)
    return tuple(sorted(tools, key=lambda tool: (tool.ended_on is not None, tool.name.casefold(), tool.pk)))


def tool_of(practice: Practice, pk: int) -> Tool | None:
    """One tool of the practice; None where there is none of this id. 1 query."""
    row = AiTool.objects.filter(practice=practice, pk=pk).select_related("responsible__user").first()
    return _tool(row, timezone.localdate(timezone=practice.zone)) if row else None


def role_labels(roles: Iterable[str]) -> tuple[str, ...]:
    """Roles in words, in the order in which roles are always listed."""
    held = set(roles)
    return tuple(str(role.label) for role in JobRole if role.value in held)


def _tool(row: AiTool, today: date) -> Tool:
    member = row.responsible
    return Tool(
        pk=row.pk,
        name=row.name,
        maker=row.maker,
        kind=row.kind,
        kind_label=kind_of(row.kind),
        purpose=row.purpose,
        roles=tuple(row.roles),
        role_labels=role_labels(row.roles),
        status=row.status,
        status_label=status_of(row.status),
        sign=SIGNS[AiTool.Status(row.status)],
        conditions=row.conditions,
        responsible=member.user.display_name if member else row.responsible_name,
        responsible_left=bool(member and member.ended),
        contract=row.contract,
        dpia_on=row.dpia_on,
        safety_officer=row.safety_officer,
        hazard_log=row.hazard_log,
        patient_notice=row.patient_notice,
        incident_contact=row.incident_contact,
        review_on=row.review_on,
        review_late=bool(row.review_on and row.review_on < today and row.ended_on is None),
        changed_at=row.changed_at,
        ended_on=row.ended_on,
        version=row.version,
    )
