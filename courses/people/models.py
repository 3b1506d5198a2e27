"""People, the practices they work in, and their roles."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """Where a person works. Chooses which regional text they see."""

    UK = "uk", _("United Kingdom")
    US = "us", _("United States")
    EU = "eu", _("European Union")
    ELSEWHERE = "any", _("Somewhere else")


class JobRole(models.TextChoices):
    GP = "gp", _("GP or other doctor")
    PRACTICE_NURSE = "practice-nurse", _("Practice nurse")
    PHARMACIST = "pharmacist", _("Pharmacist")
    ALLIED_HEALTH = "allied-health", _("Allied health professional")
    RECEPTION = "reception", _("Reception or administration")
    MANAGER = "manager", _("Practice manager")


class PeopleManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in by email. Site roles are the three flags; practice roles are memberships.

    `user_name` belongs to staff without a work email, whose practice made the account and vouches for who they are.
    Invariant: `email` and `user_name` are lower-case and unique; `display_name` and `certificate_name` can be set in
    our fonts.
    `email` is null only while a new account gives an address that another account holds too, and nobody has told us yet
    whose mailbox it is (people.services.open_account). Whoever confirms it has it: certificates never meet a null.
    """

    email = models.EmailField(_("email address"), unique=True, null=True)
    display_name = models.CharField(_("your name"), max_length=120)
    certificate_name = models.CharField(_("name on certificates"), max_length=120, blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, default="Europe/London")
    region = models.CharField(_("where do you work?"), max_length=3, choices=Region, default=Region.UK)
    job_role = models.CharField(_("your role"), max_length=20, choices=JobRole, blank=True)
    is_educator = models.BooleanField(default=False)
    is_reviewer = models.BooleanField(default=False)
    is_staff = models.BooleanField(_("site administrator"), default=False)
    user_name = models.CharField(_("user name"), max_length=40, unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]
    objects = PeopleManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(user_name=models.functions.Lower("user_name")), name="user_user_name_lower"
            ),
            models.CheckConstraint(condition=~Q(display_name=""), name="user_display_name_given"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def name_for_certificates(self) -> str:
        return self.certificate_name or self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


def display(user: User) -> str:
    """What allauth prints for a person."""
    return user.display_name


class Practice(models.Model):
    """A place where people work and whose manager answers for their training.

    `retention_years` is how long the records of somebody who has left are kept.
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=60, default="Europe/London")
    region = models.CharField(max_length=3, choices=Region, default=Region.UK)
    retention_years = models.PositiveSmallIntegerField(default=6)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Team(models.Model):
    """A group inside a practice, such as a morning team. Its name is unique there, whatever the case."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint("practice", models.functions.Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's time in a practice. It is ended, never deleted before the retention period is over: a past state can
    be told for any date.

    `started` and `ended` are days in the practice's zone; `ended` is the last day that counts, while access ends at
    once. Invariant: at most one open membership for a person and practice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="memberships")
    is_manager = models.BooleanField(default=False)
    needs_training = models.BooleanField(default=True)
    job_role = models.CharField(max_length=20, choices=JobRole, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="memberships")
    started = models.DateField()
    ended = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practice"], condition=Q(ended__isnull=True), name="membership_one_open"
            ),
        ]


class Leave(models.Model):
    """Days a member is away, both ends included. Due dates move by them. `until` is null while nobody knows.

    A leave that was cut short or taken back keeps its row: `until` is then earlier, or `withdrawn_at` set.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="leaves")
    started = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("started")), name="leave_order"
            )
        ]


class ClosedDay(models.Model):
    """A day on which a practice is closed, such as a bank holiday: nobody there is reminded of anything on it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="closed_days")
    day = models.DateField()
    label = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "day"], name="closed_day_once")]
