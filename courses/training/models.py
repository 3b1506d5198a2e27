"""The plan: which courses a practice asks of whom, by when, and what counts as done."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.authoring.models import Course
from courses.people.models import JobRole, Membership, Practice, Team


class Assignment(models.Model):
    """A rule: this practice asks for these courses. Ended or undone, never edited.

    Whom: everybody, a `role`, a `team`, or named people (none of the three: their duties say who). With `future`,
    people who join later and fit get duties of their own. When: `due`, or `due_days` after a person joined (for those
    already there: after the assignment). `renewal`: once; again when it runs out; again in `renewal_month` each year.
    """

    class Renewal(models.TextChoices):
        ONCE = "once"
        ROLLING = "rolling"
        MONTH = "month"

    class Whom(models.TextChoices):
        EVERYBODY = "everybody"
        ROLE = "role"
        TEAM = "team"
        PEOPLE = "people"

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="assignments")
    courses = models.ManyToManyField(Course, related_name="+")
    path = models.CharField(max_length=60, blank=True)  # id of the path it was made from, and its title then
    path_title = models.CharField(max_length=120, blank=True)
    whom = models.CharField(max_length=10, choices=Whom, default=Whom.PEOPLE)
    role = models.CharField(max_length=20, choices=JobRole, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    future = models.BooleanField(default=False)
    due = models.DateField(null=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    renewal = models.CharField(max_length=8, choices=Renewal, default=Renewal.ROLLING)
    renewal_month = models.PositiveSmallIntegerField(null=True)
    before_access = models.BooleanField(default=False)  # to be complete before somebody gets access to records
    note = models.CharField(max_length=500, blank=True)  # a word to the staff, in the mail
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due__isnull=False, due_days__isnull=True) | Q(due__isnull=True, due_days__isnull=False),
                name="assignment_due",
            ),
            models.CheckConstraint(
                condition=~Q(renewal="month") | Q(renewal_month__gte=1, renewal_month__lte=12),
                name="assignment_month",
            ),
        ]


class Duty(models.Model):
    """A person's own row of an assignment and course: due at the end of that local day in the practice's zone.

    It binds from `began` until `ended` (the first day on which it no longer does). Never edited but to end it.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="duties")
    course = models.ForeignKey(Course, models.PROTECT, related_name="duties")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="duties")
    began = models.DateField()
    due = models.DateField()
    ended = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "assignment", "course"], name="duty_once")]


class Exemption(models.Model):
    """A member need not take a course: from `began` to `until` (null: for good), unless it `ended` before."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="exemptions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    began = models.DateField()
    until = models.DateField(null=True)
    ended = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "course"], condition=Q(ended__isnull=True), name="exemption_one_open"
            )
        ]


class AccessGrant(models.Model):
    """The day a member got access to records, and which courses asked for before that were missing then."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="access_grant")
    given_on = models.DateField()
    missing = models.JSONField(default=list)  # titles
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class GroupSession(models.Model):
    """A course that was gone through together on a day, without a test. `sheet`: the signed list, an uploaded file."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="group_sessions")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    held_on = models.DateField()
    led_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    sheet = models.CharField(max_length=80, blank=True)  # name of a private file
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)


class Credit(models.Model):
    """Something other than our own quiz that counts as a course being done, for this membership's practice only.

    Outside certificates and prior learning are handed in and count once a manager has `accepted` them; group sessions
    count at once. `withdrawn_at` takes it back; the row stays.
    """

    class Kind(models.TextChoices):
        OUTSIDE = "outside"
        PRIOR = "prior"
        SESSION = "session"

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="credits")
    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True)
    title = models.CharField(max_length=200, blank=True)  # of the outside course, as its certificate says
    provider = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=500, blank=True)
    file = models.CharField(max_length=80, blank=True)  # name of a private file
    session = models.ForeignKey(GroupSession, models.CASCADE, null=True, related_name="credits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    accepted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decision_note = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "session"], name="credit_once_a_session")]


class Standing(models.Model):
    """What `state()` says about a member and a course today: a copy for totals and lists that can be made again.

    Only open memberships that need training have rows, and only where the word is not a bare "Not assigned". It holds
    until `next_change` (null: until something happens).
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="standings")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    word = models.CharField(max_length=12)
    detail = models.CharField(max_length=200, blank=True)
    short = models.CharField(max_length=60, blank=True)
    required = models.BooleanField(default=False)
    due = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    next_change = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "course"], name="standing_once")]
        indexes = [
            models.Index(fields=["practice", "course", "word"], name="standing_by_course"),
            models.Index(fields=["practice", "word", "membership"], name="standing_by_word"),
            models.Index(fields=["next_change"], name="standing_next_change"),
        ]
