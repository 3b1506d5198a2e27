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
from courses.certificates.models import Certificate, CertificateEvent
from courses.learning.models import (
    Answer,
    Attempt,
    CompletionNote,
    CorrectionNotice,
    Enrolment,
    ExerciseAnswer,
    Grade,
    Mark,
    UnitProgress,
)
from courses.operations.models import AuditEntry, Delivery, Mail
from courses.people.models import Membership, Practice, User
from courses.training.models import Assignment, Duty

__all__ = [
    "Answer",
    "Asset",
    "Assignment",
    "Attempt",
    "AuditEntry",
    "Certificate",
    "CertificateEvent",
    "CompletionNote",
    "Correction",
    "CorrectionNotice",
    "Course",
    "CourseEditor",
    "Delivery",
    "Draft",
    "DraftCopy",
    "DraftFile",
    "Duty",
    "Enrolment",
    "ExerciseAnswer",
    "Grade",
    "Mail",
    "Mark",
    "Membership",
    "Practice",
    "Release",
    "ReleaseFile",
    "ReleaseKey",
    "ReleaseUnit",
    "Review",
    "SourceBlob",
    "UnitProgress",
    "User",
]
