"""Every table of the product, one list. The packages own them; there is one app and one migration history."""

from courses.authoring.models import Asset, Course, Release, ReleaseKey, ReleaseUnit
from courses.certificates.models import Certificate, CertificateEvent
from courses.learning.models import Answer, Attempt, CompletionNote, Enrolment, ExerciseAnswer, Grade, UnitProgress
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
    "Course",
    "Delivery",
    "Duty",
    "Enrolment",
    "ExerciseAnswer",
    "Grade",
    "Mail",
    "Membership",
    "Practice",
    "Release",
    "ReleaseKey",
    "ReleaseUnit",
    "UnitProgress",
    "User",
]
