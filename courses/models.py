"""Every table of the product, one list. The packages own them; there is one app and one migration history."""

from courses.authoring.models import (
    Asset,
    Correction,
    Course,
    CourseEditor,
    Draft,
    DraftCopy,
    DraftFile,
    Release,
    ReleaseFile,
    ReleaseKey,
    ReleaseUnit,
    Review,
    SourceBlob,
)
from courses.certificates.models import Certificate, CertificateEvent, PracticeReview
from courses.learning.models import (
    Answer,
    Attempt,
    AttemptRequest,
    CompletionNote,
    CorrectionNotice,
    Enrolment,
    ExerciseAnswer,
    Grade,
    LabCaseCount,
    LabRecord,
    Mark,
    UnitProgress,
)
from courses.operations.models import AuditEntry, Delivery, Mail
from courses.oversight.figures.models import PracticeFigures
from courses.oversight.packs.models import Pack
from courses.oversight.reminders.models import Reminder, ReminderSettings
from courses.oversight.tools.models import AiTool
from courses.people.joining.models import Invitation, JoiningLink, JoiningRequest, PrintedCode
from courses.people.models import ClosedDay, Leave, Membership, Practice, Team, User
from courses.training.calendar.models import CalendarFeed
from courses.training.models import (
    AccessGrant,
    Assignment,
    Credit,
    Duty,
    Exemption,
    GroupSession,
    Standing,
)
from courses.training.policies.models import Policy, PolicyConfirmation, PolicyVersion
from courses.training.starting.models import StartCheck

__all__ = [
    "AccessGrant",
    "AiTool",
    "Answer",
    "Asset",
    "Assignment",
    "Attempt",
    "AttemptRequest",
    "AuditEntry",
    "CalendarFeed",
    "Certificate",
    "CertificateEvent",
    "ClosedDay",
    "CompletionNote",
    "Correction",
    "CorrectionNotice",
    "Course",
    "CourseEditor",
    "Credit",
    "Delivery",
    "Draft",
    "DraftCopy",
    "DraftFile",
    "Duty",
    "Enrolment",
    "Exemption",
    "ExerciseAnswer",
    "Grade",
    "GroupSession",
    "Invitation",
    "JoiningLink",
    "JoiningRequest",
    "LabCaseCount",
    "LabRecord",
    "Leave",
    "Mail",
    "Mark",
    "Membership",
    "Pack",
    "Policy",
    "PolicyConfirmation",
    "PolicyVersion",
    "Practice",
    "PracticeFigures",
    "PracticeReview",
    "PrintedCode",
    "Release",
    "ReleaseFile",
    "ReleaseKey",
    "ReleaseUnit",
    "Reminder",
    "ReminderSettings",
    "Review",
    "SourceBlob",
    "Standing",
    "StartCheck",
    "Team",
    "UnitProgress",
    "User",
]
