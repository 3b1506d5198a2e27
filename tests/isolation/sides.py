"""Two practices that have everything a practice can have. Every word of one holds its mark, so a leak can be seen."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.authoring.models import Release
from courses.certificates.codes import grouped
from courses.certificates.models import Certificate
from courses.certificates.practice_reviews import record_review
from courses.core.measures.reliance import Counts
from courses.learning.models import Attempt, AttemptRequest
from courses.operations import files, mail, outbox, private_files
from courses.operations.models import Mail
from courses.oversight.figures.models import PracticeFigures
from courses.oversight.packs.models import Pack
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.tools.models import AiTool
from courses.oversight.tools.services import add_tool, change_tool
from courses.people.joining import codes, tokens
from courses.people.joining.invitations import invite
from courses.people.joining.links import ask_to_join, make_link
from courses.people.joining.models import Invitation
from courses.people.joining.pasted import Row
from courses.people.models import Membership, Practice, Team, User
from courses.people.staff.leaves import add_leave
from courses.people.staff.leaving import end_membership
from courses.people.staff.services import add_team
from courses.training.assigning.access import record_access
from courses.training.assigning.choice import Choice, Target, Timing
from courses.training.assigning.exemptions import exempt
from courses.training.assigning.services import assign
from courses.training.calendar import services as calendars
from courses.training.evidence import services as evidence
from courses.training.evidence import sessions
from courses.training.models import Credit, Duty
from courses.training.policies.services import add_policy, add_version, confirm
from courses.training.policies.texts import Text, from_markdown
from tests.actors import person
from tests.training.situations import complete, take_quiz

HIDDEN = "hidden"
"""Follows the mark in what only managers may read: names of colleagues, reasons, notes."""

ROLES = {
    "manager": "manager", "learner": "gp", "colleague": "practice-nurse", "leaver": "gp", "former": "manager",
}  # fmt: skip


@dataclass
class Side:
    """One practice. `ids`: what each parameter of an address may be filled with; `capabilities`: tokens that open."""

    mark: str
    practice: Practice
    people: dict[str, User] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    ids: dict[str, list[Any]] = field(default_factory=dict)
    capabilities: dict[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> str:
        return f"{self.mark}{HIDDEN}"

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.practice.zone)

    @property
    def manager(self) -> User:
        return self.people["manager"]

    def learn(self, parameter: str, *values: Any) -> None:
        self.ids.setdefault(parameter, []).extend(values)


def furnished(mark: str, small: Release, other: Release) -> Side:
    """A practice with everything, after all that follows from it has happened."""
    practice = Practice.objects.create(name=f"{mark.title()} Surgery", slug=f"{mark}-surgery")
    side = Side(mark, practice, ids={"practice": [practice.slug], "course": [small.structure["id"]]})
    hire(side)
    invite_people(side)
    plan(side, small, other)
    outbox.drain()
    learn(side, small, other)
    give_evidence(side, small)
    publish_policies(side)
    oversee(side, small)
    outbox.drain()
    dismiss(side)
    outbox.drain()
    refused = Mail.objects.filter(subject=f"{side.hidden} subject")
    refused.update(sent_at=None, refused_at=timezone.now(), refusal=f"{side.hidden} mailbox unavailable")
    return side


def hire(side: Side) -> None:
    """Managers, members, teams, leave, and somebody without an email."""
    practice, mark = side.practice, side.mark
    for key, role in ROLES.items():
        name = f"{side.hidden.title()} {key.title()}" if key in ("colleague", "leaver") else f"{mark.title()} {key}"
        user = person(f"{key}@{mark}.example", name, job_role=role)
        side.people[key] = user
        side.members[key] = Membership.objects.create(
            user=user, practice=practice, job_role=role, started=date(2020, 1, 1), is_manager=role == "manager",
            needs_training=True,
        )  # fmt: skip
    add_team(practice=practice, by=side.manager, name=f"{mark} team")
    team = Team.objects.get(practice=practice)
    Membership.objects.filter(pk=side.members["colleague"].pk).update(team=team)
    today = side.today
    add_leave(
        practice=practice, member_id=side.members["colleague"].pk, by=side.manager,
        started=today - timedelta(days=3), until=today + timedelta(days=4),
    )  # fmt: skip
    codes.add_people(practice=practice, names=[f"{side.hidden} Ned"], by=side.manager, now=timezone.now())
    without = Membership.objects.select_related("user").get(practice=practice, user__email=None)
    side.people["without email"], side.members["without email"] = without.user, without
    side.learn(
        "member", side.members["colleague"].pk, side.members["leaver"].pk, without.pk, side.members["manager"].pk
    )


def invite_people(side: Side) -> None:
    practice, now = side.practice, timezone.now()
    row = Row(email=f"{side.hidden}@invited.example", name=f"{side.hidden} guest", role="reception", team="")
    invite(practice=practice, by=side.manager, rows=[row], now=now)
    invitation = Invitation.objects.get(practice=practice)
    token = tokens.new_token()
    Invitation.objects.filter(pk=invitation.pk).update(token_sha256=tokens.digest(token))
    side.learn("invitation", invitation.pk)
    link = make_link(practice=practice, by=side.manager, now=now)
    asker = side.people["asker"] = person(f"{side.hidden}@asking.example", f"{side.hidden} asker")
    ask_to_join(link=link, person=asker, now=now)
    side.capabilities |= {"join": token, "join-with": link.token}


def plan(side: Side, small: Release, other: Release) -> None:
    """Rules for everybody and for one, an exemption, access to records."""
    by, practice, mark = side.manager, side.practice, side.mark
    everybody = Choice((small,), Target("everybody", future=True), Timing(None, 30, before_access=True))
    rule = assign(practice=practice, choice=everybody, by=by, form=f"{mark}-1", note=f"{mark} note")
    one = Target("people", people=(side.members["learner"].pk, side.members["colleague"].pk))
    soon = Timing(side.today + timedelta(days=5), None)
    second = assign(practice=practice, choice=Choice((other,), one, soon), by=by, form=f"{mark}-2")
    assert rule is not None
    assert second is not None
    side.learn("assignment", rule.pk, second.pk)
    exempt(member=side.members["manager"], course=small.course, reason=f"{side.hidden} reason", until=None, by=by)
    record_access(member=side.members["colleague"], given_on=side.today, by=by)


def learn(side: Side, small: Release, other: Release) -> None:
    """Certificates, attempts, and somebody who asks for another one."""
    for key in ("learner", "leaver"):
        complete(side.people[key], small)
        outbox.drain()
    take_quiz(side.people["colleague"], other, wrong=2)
    outbox.drain()
    failed = Attempt.objects.get(enrolment__person=side.people["colleague"], enrolment__course=other.course)
    AttemptRequest.objects.create(enrolment=failed.enrolment, item_id=failed.item_id, asked_at=timezone.now())
    own = Attempt.objects.filter(enrolment__person__in=side.people.values())
    side.learn("attempt", *own.values_list("pk", flat=True))
    issued = Certificate.objects.filter(enrolment__person__in=side.people.values())
    side.learn("code", *[grouped(one.code) for one in issued])


def pdf(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n% " + text.encode(), "application/pdf")


def give_evidence(side: Side, small: Release) -> None:
    """Evidence that waits, evidence that was logged, and a group session; all with files."""
    by, practice, day = side.manager, side.practice, side.today - timedelta(days=40)
    for key, word in (("colleague", side.hidden), ("learner", side.mark)):
        given = evidence.Given(
            small.course_id, Credit.Kind.OUTSIDE, f"{word} course", f"{word} provider", day, None, f"{word} note",
            private_files.keep(pdf(f"{word} certificate", "c.pdf")),
        )  # fmt: skip
        handed = evidence.hand_in(person=side.people[key], membership=side.members[key], given=given)
        side.learn("credit", handed.pk)
    prior = evidence.Given(small.course_id, Credit.Kind.PRIOR, f"{side.hidden} prior", "", day, None, "", "")
    evidence.log_for(by=by, practice=practice, member_id=side.members["without email"].pk, given=prior)
    sheet = private_files.keep(pdf(f"{side.hidden} sheet", "s.pdf"))
    held = sessions.Held(day, f"{side.mark} lead", f"{side.hidden} session", sheet)
    there = [side.members["colleague"].pk, side.members["learner"].pk]
    side.learn("session", sessions.record(by=by, practice=practice, release=small, held=held, member_ids=there).pk)


def publish_policies(side: Side) -> None:
    """One of Markdown with two versions, one of PDF, one confirmed and one not."""
    by, practice, mark = side.manager, side.practice, side.mark
    first = add_policy(practice=practice, by=by, title=f"{mark} rules", text=from_markdown(f"Text of {mark}."))
    confirm(person=side.people["colleague"], version_id=first.pk)
    newer = from_markdown(f"Newer text of {mark}.")
    second = add_version(policy=first.policy, by=by, after=1, text=newer, note=f"{mark} change")
    name = private_files.keep(pdf(f"{mark} policy", "p.pdf"), only_pdf=True)
    filed = add_policy(practice=practice, by=by, title=f"{mark} paper", text=Text("pdf", name[:64], file=name))
    confirm(person=side.people["colleague"], version_id=filed.pk)
    side.learn("policy", first.policy_id, filed.policy_id)
    side.learn("version", first.pk, second.pk, filed.pk)


def oversee(side: Side, small: Release) -> None:
    """Review, tools, reminders, calendars, figures and a pack."""
    by, practice, mark, now = side.manager, side.practice, side.mark, timezone.now()
    review = record_review(
        practice=practice, by=by, release_id=small.pk, name=f"{mark} reviewer", role="GP", reviewed_on=side.today,
        note=f"{side.hidden} remark",
    )  # fmt: skip
    side.learn("review", review.pk)
    tool = register(side)
    side.learn("tool", tool.pk)
    calendars.make(person=side.people["learner"])
    side.capabilities["calendar-feed"] = calendars.make(person=by, practice=practice)
    remind(side)
    counts = {"people": 21, "counts": Counts().as_json()}
    PracticeFigures.objects.create(practice=practice, month=date(2026, 1, 1), people=21, figures={"start": counts})
    side.learn("pack", packed(side, now))


def register(side: Side) -> AiTool:
    by, practice, mark = side.manager, side.practice, side.hidden
    words = {
        "name", "maker", "purpose", "conditions", "contract", "safety_officer", "patient_notice", "incident_contact",
    }  # fmt: skip
    values = {
        **{name: f"{mark} {name}" for name in words},
        "hazard_log": f"https://{mark}.example/hazards",
        "kind": AiTool.Kind.SCRIBE,
        "roles": ["gp"],
        "status": AiTool.Status.CONDITIONAL,
        "responsible": side.members["colleague"],
    }
    tool = add_tool(practice=practice, by=by, values=values)
    change_tool(practice=practice, by=by, tool_id=tool.pk, version=1, values={"purpose": f"{mark} other purpose"})
    return tool


def remind(side: Side) -> None:
    """Switches, and mails about what is due."""
    ReminderSettings.objects.create(practice=side.practice, day_before=True)
    for duty in Duty.objects.filter(membership=side.members["colleague"]).select_related("membership__user"):
        key = f"{side.mark}-{duty.pk}"
        message = mail.Message(subject=f"{side.hidden} subject", text=f"{side.hidden} mail", html="")
        mail.queue(
            to=duty.membership.user.email, purpose="due", key=key, message=message, person_id=duty.membership.user_id
        )
        Reminder.objects.create(
            membership=duty.membership, course=duty.course, purpose=Reminder.Purpose.WEEK_BEFORE, cycle=key,
            day=side.today, mail=Mail.objects.get(key=key), by=side.manager,
        )  # fmt: skip


def packed(side: Side, now: Any) -> int:
    """A pack that lies ready: a ZIP whose one table holds the mark."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roster.csv", f"name\n{side.hidden} in a pack\n")
    name = f"packs/{side.mark}.zip"
    files.store(name, data.getvalue())
    wanted = {
        "on": side.today.isoformat(), "from": side.today.isoformat(), "courses": side.ids["course"],
        "people": [member.pk for member in side.members.values()], "paper": "a4",
    }  # fmt: skip
    pack = Pack.objects.create(
        practice=side.practice, by=side.manager, wanted=wanted, state=Pack.State.READY, ready_at=now,
        expires_at=now + timedelta(days=7), file=name, sha256="0" * 64, size=len(data.getvalue()), pages=3, records=9,
    )  # fmt: skip
    return pack.pk


def dismiss(side: Side) -> None:
    """Somebody leaves, and a manager who is one no more has left too."""
    for key in ("leaver", "former"):
        end_membership(practice=side.practice, member_id=side.members[key].pk, by=side.manager)
