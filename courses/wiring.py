"""What happens after what: event → named handlers, in one list.

A clinician submits a quiz: courses/learning/views.py → courses/learning/services.py → here.
"""

from __future__ import annotations

from datetime import timedelta

from courses.certificates import services as certificates
from courses.learning import completion, corrections, grading, marking
from courses.operations import mail
from courses.operations.outbox import Handler
from courses.oversight.packs import services as packs
from courses.training import standing
from courses.training.assigning import rules
from courses.training.policies import mailing as policies

HANDLERS = {
    "enrolment.started": [Handler("standing", standing.refresh_enrolment)],
    "attempt.submitted": [Handler("grade", grading.grade_attempt)],
    "attempt.graded": [
        Handler("complete", completion.complete_enrolment),
        Handler("standing", standing.refresh_enrolment),
    ],
    "enrolment.changed": [Handler("standing", standing.refresh_enrolment)],
    "unit.finished": [
        Handler("complete", completion.complete_enrolment),
        Handler("standing", standing.refresh_enrolment),
    ],
    "unit.skipped": [
        Handler("complete", completion.complete_enrolment),
        Handler("standing", standing.refresh_enrolment),
    ],
    "reflection.marked": [
        Handler("grade", marking.grade_marked),
        Handler("mail", marking.mail_marked),
        Handler("standing", standing.refresh_marked),
    ],
    "profile.changed": [
        Handler("complete", completion.complete_enrolments_of),
        Handler("standing", standing.refresh_person),
        Handler("decided", standing.refresh_decided_by, lease=timedelta(minutes=15)),
        Handler("rules", rules.apply_rules_to),
    ],
    "release.published": [
        Handler("complete", completion.complete_enrolments_in, lease=timedelta(minutes=15)),
        Handler("correct", corrections.begin),
        Handler("standing", standing.refresh_course, lease=timedelta(minutes=15)),
    ],
    "correction.published": [Handler("remark", corrections.remark_batch, lease=timedelta(minutes=15))],
    "correction.remarked": [Handler("notify", corrections.notify_batch, lease=timedelta(minutes=15))],
    "course.completed": [
        Handler("issue", certificates.issue_certificate),
        Handler("standing", standing.refresh_enrolment),
    ],
    "membership.started": [
        Handler("standing", standing.refresh_member),
        Handler("rules", rules.apply_rules),
    ],
    "membership.changed": [
        Handler("standing", standing.refresh_member),
        Handler("rules", rules.apply_rules),
    ],
    "membership.ended": [Handler("standing", standing.refresh_member)],
    "plan.changed": [Handler("standing", standing.refresh_plan, lease=timedelta(minutes=15))],
    "policy.published": [Handler("mail", policies.mail_published)],
    "pack.ordered": [Handler("make", packs.make, lease=timedelta(minutes=15))],
    "email.confirmed": [Handler("issue-held", certificates.issue_held_certificates)],
    "certificate.issued": [Handler("pdf", certificates.write_pdf), Handler("mail", certificates.mail_certificate)],
    "mail.queued": [Handler("send", mail.send)],
}
