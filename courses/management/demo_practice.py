"""What makes the demo practice look lived in: teams, leave, a policy, a tool register, other evidence, a path.

All of it goes through the services that a click would use, once; running it again adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from courses.learning.queries import current_release, published
from courses.oversight.tools.models import AiTool
from courses.oversight.tools.services import add_tool
from courses.people.joining.invitations import invite
from courses.people.joining.models import Invitation
from courses.people.joining.pasted import Row
from courses.people.models import Leave, Membership, Practice, Team, User
from courses.people.staff.leaves import add_leave
from courses.people.staff.services import add_team
from courses.training.assigning.choice import Choice, Target, Timing
from courses.training.assigning.exemptions import exempt
from courses.training.assigning.services import assign
from courses.training.evidence.services import Given, hand_in
from courses.training.evidence.sessions import Held, record
from courses.training.models import Assignment, Credit, Duty, Exemption, GroupSession
from courses.training.paths import offer_of, shipped_path
from courses.training.policies.models import Policy
from courses.training.policies.services import add_policy, confirm
from courses.training.policies.texts import from_markdown

TEAMS = {"Morning": ("clinician", "Fatima Noor", "Dr Bethan Rees"), "Front desk": ("Grace Adeyemi",)}
POLICY = """Use only the tools in our register, for what it says.

## Before you use a tool

- Put nothing that identifies a patient into a tool that is not approved for it.
- Decide first, then look at what the tool says.

## When something goes wrong

Stop using the tool, write down what happened, and tell Sam Lee the same day.
"""
TOOLS = (
    {
        "name": "Quillnote",
        "maker": "Quillnote (invented)",
        "kind": AiTool.Kind.SCRIBE,
        "purpose": "Listens to consultations and drafts the note. The clinician reads, corrects and signs it.",
        "roles": ["gp", "practice-nurse"],
        "status": AiTool.Status.CONDITIONAL,
        "conditions": "The patient is asked first. No recording of consultations with children alone.",
        "contract": "Data processing agreement signed 2 March 2026",
        "incident_contact": "Sam Lee",
        "patient_notice": "We use a computer program that drafts the notes of your visit. You can say no at any time.",
    },
    {
        "name": "Public chatbots",
        "maker": "",
        "kind": AiTool.Kind.CHATBOT,
        "purpose": "Any chatbot on the open web.",
        "roles": ["gp", "practice-nurse", "pharmacist", "allied-health", "reception", "manager"],
        "status": AiTool.Status.NOT_ALLOWED,
        "conditions": "Not with anything about a patient, not even without the name.",
    },
)


def furnish(practice: Practice, people: Mapping[str, User]) -> None:
    """Everything but people, duties and learning. `people` by role ("manager") or name."""
    manager = people["manager"]
    members = {row.user_id: row for row in Membership.objects.filter(practice=practice, ended=None)}
    today = timezone.localdate(timezone=practice.zone)
    make_teams(practice, manager, people, members)
    away = members[people["Jo Fletcher"].pk]
    if not Leave.objects.filter(membership=away).exists():
        add_leave(
            practice=practice, member_id=away.pk, by=manager, started=today - timedelta(days=9),
            until=today + timedelta(days=40),
        )  # fmt: skip
    excuse(members[people["Hana Sato 佐藤花"].pk], manager, today)
    publish_policy(practice, manager, [people["clinician"], people["Fatima Noor"], manager])
    if not AiTool.objects.filter(practice=practice).exists():
        for values in TOOLS:
            more = {"responsible": members[people["Dr Bethan Rees"].pk], "review_on": today + timedelta(days=75)}
            add_tool(practice=practice, by=manager, values={**values, **more})
    assign_path(practice, manager, members[people["clinician"].pk], today)
    give_evidence(practice, people, members, today)
    if not Invitation.objects.filter(practice=practice).exists():
        row = Row(email="lowri.evans@elm-street.example", name="Lowri Evans", role="reception", team="Front desk")
        invite(practice=practice, by=manager, rows=[row], now=timezone.now())


def make_teams(
    practice: Practice, manager: User, people: Mapping[str, User], members: Mapping[int, Membership]
) -> None:
    if Team.objects.filter(practice=practice).exists():
        return
    for name, who in TEAMS.items():
        add_team(practice=practice, by=manager, name=name)
        team = Team.objects.get(practice=practice, name=name)
        Membership.objects.filter(pk__in=[members[people[one].pk].pk for one in who]).update(team=team)


def excuse(member: Membership, manager: User, today: date) -> None:
    """One of the duties is not for this person for half a year."""
    duty = Duty.objects.filter(membership=member).select_related("course").order_by("pk").last()
    if duty is None or Exemption.objects.filter(membership=member).exists():
        return
    exempt(member=member, course=duty.course, reason="Wrong role", until=today + timedelta(days=180), by=manager)


def assign_path(practice: Practice, manager: User, member: Membership, today: date) -> None:
    """The path for GPs, for one of them, with time: what is due sooner stays first."""
    path = shipped_path("gp")
    if path is None or Assignment.objects.filter(practice=practice, path=path.id).exists():
        return
    found = offer_of(path, published(), region=practice.region)
    if not found.published:
        return
    choice = Choice(
        releases=tuple(leg.release for leg in found.published if leg.release is not None),
        target=Target(Assignment.Whom.PEOPLE, people=(member.pk,)),
        timing=Timing(due=today + timedelta(days=45), days=None),
        path=path.id,
        path_title=path.title,
    )
    assign(practice=practice, choice=choice, by=manager, form="demo-path")


def publish_policy(practice: Practice, manager: User, readers: list[User]) -> None:
    if Policy.objects.filter(practice=practice).exists():
        return
    version = add_policy(practice=practice, by=manager, title="Working with AI tools", text=from_markdown(POLICY))
    for person in readers:
        confirm(person=person, version_id=version.pk)


def give_evidence(
    practice: Practice, people: Mapping[str, User], members: Mapping[int, Membership], today: date
) -> None:
    """A group session for three, and an outside certificate that waits for the manager."""
    privacy = current_release("privacy")
    if privacy is None or GroupSession.objects.filter(practice=practice).exists():
        return
    held = Held(held_on=today - timedelta(days=18), led_by="Dr Bethan Rees", note="Lunch meeting", sheet="")
    there = [members[people[one].pk].pk for one in ("Grace Adeyemi", "Fatima Noor", "Dr Ioannis Παππάς")]
    record(by=people["manager"], practice=practice, release=privacy, held=held, member_ids=there)
    pharmacist = people["Carlos Ibáñez"]
    hand_in(
        person=pharmacist,
        membership=members[pharmacist.pk],
        given=Given(
            course_id=privacy.course_id,
            kind=Credit.Kind.OUTSIDE,
            title="Data protection for pharmacy teams",
            provider="An invented provider",
            completed_on=today - timedelta(days=70),
            valid_until=today + timedelta(days=295),
            note="",
            file="",
        ),
    )
