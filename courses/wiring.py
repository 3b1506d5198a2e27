"""What happens after what: event → named handlers, in one list.

A clinician submits a quiz: courses/learning/views.py → courses/learning/services.py → here.
"""

from __future__ import annotations

from datetime import timedelta

from courses.certificates import services as certificates
from courses.learning import completion, corrections, grading, marking
from courses.operations import mail
from courses.operations.outbox import Handler

HANDLERS = {
    "attempt.submitted": [Handler("grade", grading.grade_attempt)],
    "attempt.graded": [Handler("complete", completion.complete_enrolment)],
    "unit.finished": [Handler("complete", completion.complete_enrolment)],
    "reflection.marked": [Handler("grade", marking.grade_marked), Handler("mail", marking.mail_marked)],
    "profile.changed": [Handler("complete", completion.complete_enrolments_of)],
    "release.published": [
        Handler("complete", completion.complete_enrolments_in, lease=timedelta(minutes=15)),
        Handler("correct", corrections.begin),
    ],
    "correction.published": [Handler("remark", corrections.remark_batch, lease=timedelta(minutes=15))],
    "correction.remarked": [Handler("notify", corrections.notify_batch, lease=timedelta(minutes=15))],
    "course.completed": [Handler("issue", certificates.issue_certificate)],
    "email.confirmed": [Handler("issue-held", certificates.issue_held_certificates)],
    "certificate.issued": [Handler("pdf", certificates.write_pdf), Handler("mail", certificates.mail_certificate)],
    "mail.queued": [Handler("send", mail.send)],
}
